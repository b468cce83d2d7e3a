// adit-server: the administrator's commands, and the server itself.
#include "base/surroundings.h"
#include "commands.h"

#include <iostream>
#include <string>
#include <vector>

namespace {

constexpr int kMisunderstood = 2;

int exit_code_for(adit::Code code) {
    using adit::Code;
    switch (code) {
        case Code::BadInput:
        case Code::NotFound:
        case Code::Refused:
            return 1;
        case Code::Unavailable:
            return 3;
        case Code::Corrupt:
            return 4;
        case Code::Full:
            return 5;
    }
    return 1;
}

int run(const std::vector<std::string>& words) {
    std::vector<adit::server::Usage> usages;
    for (const adit::server::Command& command : adit::server::commands()) {
        usages.push_back(command.usage);
    }
    const auto options = adit::server::options_from(words, usages);
    if (!options) {
        std::cerr << "adit-server: " << options.error().what << '\n';
        return kMisunderstood;
    }
    if (options->help) {
        std::cout << adit::server::kHelp;
        return words.empty() ? kMisunderstood : 0;
    }
    for (const adit::server::Command& command : adit::server::commands()) {
        if (command.usage.command != options->command) continue;
        const adit::Status done = command.run(*options, adit::real_surroundings());
        if (done) return 0;
        std::cerr << "adit-server: " << done.error().what << '\n';
        return exit_code_for(done.error().code);
    }
    return kMisunderstood;
}

}  // namespace

int main(int count, char** words) { return run({words + 1, words + count}); }
