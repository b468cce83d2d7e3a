#include "terminal.h"

#include <termios.h>
#include <unistd.h>

#include <iostream>

namespace adit::server {
namespace {

/// The terminal shows nothing of what is typed for as long as this lives.
class Silence {
public:
    Silence() {
        if (tcgetattr(STDIN_FILENO, &before_) != 0) return;
        termios quiet = before_;
        quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO);
        silenced_ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
    }
    ~Silence() {
        if (silenced_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    }
    Silence(const Silence&) = delete;
    Silence& operator=(const Silence&) = delete;

private:
    termios before_{};
    bool silenced_ = false;
};

std::string ask(const std::string& question) {
    std::cerr << question << std::flush;
    std::string answer;
    {
        const Silence silence;
        std::getline(std::cin, answer);
    }
    std::cerr << '\n';
    return answer;
}

}  // namespace

Result<std::string> ask_new_password(const std::string& person_name) {
    if (isatty(STDIN_FILENO) == 0) {
        return Error{Code::BadInput,
                     "nobody is at the terminal to type a password: name a file "
                     "that holds it with --password-file"};
    }
    std::string first = ask("Password for " + person_name + ": ");
    if (first != ask("The same again: ")) {
        return Error{Code::BadInput, "these are two passwords: begin again"};
    }
    return first;
}

}  // namespace adit::server
