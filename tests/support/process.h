// Programs run by a test as a person would: their words, what they print, how they end.
#pragma once

#include "base/ensure.h"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

extern char** environ;

namespace adit::test {

inline std::string file_text(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    std::ostringstream text;
    text << in.rdbuf();
    return std::move(text).str();
}

/// A program that runs until it ends or is ended; both of its outputs go to one file.
class Running {
public:
    Running(const std::vector<std::string>& words, const std::filesystem::path& output) {
        posix_spawn_file_actions_t actions;
        posix_spawn_file_actions_init(&actions);
        posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
        posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(),
                                         O_WRONLY | O_CREAT | O_TRUNC, 0600);
        posix_spawn_file_actions_adddup2(&actions, STDOUT_FILENO, STDERR_FILENO);
        std::vector<std::string> copies = words;
        std::vector<char*> raw;
        for (std::string& word : copies) raw.push_back(word.data());
        raw.push_back(nullptr);
        const int failed = posix_spawn(&pid_, raw.front(), &actions, nullptr, raw.data(), environ);
        posix_spawn_file_actions_destroy(&actions);
        ENSURE(failed == 0);
    }
    ~Running() {
        if (pid_ > 0) end(SIGKILL);
    }
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;

    /// Its exit code; 128 and the signal when one ended it.
    int wait() {
        int status = 0;
        while (waitpid(pid_, &status, 0) < 0) ENSURE(errno == EINTR);
        pid_ = -1;
        return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
    }
    int end(int signal) {
        ::kill(pid_, signal);
        return wait();
    }
    bool runs() {
        int status = 0;
        if (waitpid(pid_, &status, WNOHANG) == 0) return true;
        pid_ = -1;
        return false;
    }

private:
    pid_t pid_ = -1;
};

struct Ended {
    int code = 0;
    std::string said;  // Both outputs.
};

inline Ended run(const std::vector<std::string>& words, const std::filesystem::path& output) {
    Running program(words, output);
    const int code = program.wait();
    return {code, file_text(output)};
}

/// Looks again and again, for at most a minute, until `true_now` says so.
template <class Question>
bool comes_true(const Question& true_now) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(1);
    while (std::chrono::steady_clock::now() < end) {
        if (true_now()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    return false;
}

}  // namespace adit::test
