#include "cli/program.h"

#include "base/places.h"
#include "cli/command.h"
#include "cli/help.h"
#include "work/files.h"

#include <algorithm>
#include <cstdlib>
#include <ostream>

namespace adit::cli {
namespace {

namespace fs = std::filesystem;

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? "" : value;
}

/// The words of the command line; keys stand in for them where the share folder is missing.
model::Wordbook words() {
    const auto share = share_folder();
    if (share) {
        const auto english = work::read_file(*share / "locale" / "cli.en.json");
        const auto french = work::read_file(*share / "locale" / "cli.fr.json");
        if (english && french) {
            auto book = model::Wordbook::from(*english, *french);
            if (book) return *std::move(book);
        }
    }
    return {};
}

/// The command that the words begin with, and how many words its name has.
const Command* find_command(const std::vector<std::string>& words, std::size_t& taken) {
    const Command* best = nullptr;
    for (const Command& command : commands()) {
        const std::size_t length =
            1 + static_cast<std::size_t>(std::ranges::count(command.name, ' '));
        if (words.size() < length) continue;
        std::string said = words[0];
        for (std::size_t i = 1; i < length; ++i) said += " " + words[i];
        if (said != command.name) continue;
        best = &command;
        taken = length;
    }
    return best;
}

int wrong_use(std::ostream& err, const std::string& what, const std::string& hint) {
    err << "adit-field: " << what << "\n" << hint << "\n";
    return kWrongUse;
}

int failed(const Desk& desk, const Error& error) {
    if (desk.json) {
        desk.print(Json{{"error", error.what}});
    }
    desk.tell(error.what);
    return exit_code_for(error.code);
}

int run_command(const Command& command, Desk& desk, const std::vector<std::string>& rest) {
    if (std::ranges::find(rest, "--help") != rest.end()) {
        desk.out << help_for(command);
        return kDone;
    }
    const std::string hint = "try: adit-field " + command.name + " --help";
    const auto arguments = arguments_from(rest, command.options);
    if (!arguments) return wrong_use(desk.err, arguments.error().what, hint);
    if (arguments->words.size() < command.words_min) {
        return wrong_use(desk.err, "something is missing: " + command.words, hint);
    }
    if (arguments->words.size() > command.words_max) {
        return wrong_use(desk.err, "\"" + arguments->words[command.words_max] + "\" is too much",
                         hint);
    }
    const auto verdict = command.run(desk, *arguments);
    if (!verdict) return failed(desk, verdict.error());
    desk.out.flush();
    if (!desk.out) {
        return failed(desk, {Code::Full, "the answer could not be written; is the disk full?"});
    }
    return verdict->refused ? kRefused : kDone;
}

}  // namespace

int exit_code_for(Code code) {
    switch (code) {
        case Code::Unavailable:
            return kNobodyAnswered;
        case Code::Corrupt:
            return kDamaged;
        case Code::Full:
            return kDiskFull;
        case Code::BadInput:
        case Code::NotFound:
        case Code::Refused:
            return kRefused;
    }
    return kRefused;
}

fs::path usual_workspace() {
    if (const std::string named = environment("ADIT_WORKSPACE"); !named.empty()) return named;
    if (const std::string data = environment("XDG_DATA_HOME"); !data.empty()) {
        return fs::path(data) / "adit";
    }
    return fs::path(environment("HOME")) / ".local" / "share" / "adit";
}

std::string usual_language() {
    for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
        const std::string value = environment(name);
        if (!value.empty()) return value.starts_with("fr") ? "fr" : "en";
    }
    return "en";
}

Result<Invocation> invocation_from(const std::vector<std::string>& args) {
    const Arguments read = TRY(arguments_from(args, program_options(), true));
    Invocation invocation;
    invocation.workspace =
        read.has("workspace") ? fs::path(read.value("workspace")) : usual_workspace();
    invocation.json = read.has("json");
    invocation.help = read.has("help");
    invocation.version = read.has("version");
    invocation.language = read.value("language");
    if (!invocation.language.empty() && invocation.language != "en" &&
        invocation.language != "fr") {
        return Error{Code::BadInput, "--language is en or fr"};
    }
    invocation.robot = read.value("robot");
    invocation.screenshots = read.value("screenshots");
    invocation.frames_report = read.value("frames-report");
    invocation.command = read.words;
    return invocation;
}

int run(const Invocation& invocation, const Surroundings& world, std::ostream& out,
        std::ostream& err) {
    if (invocation.version) {
        out << "adit-field 0.1.0\n";
        return kDone;
    }
    std::size_t taken = 0;
    const Command* command = find_command(invocation.command, taken);
    if (invocation.help || (invocation.command.size() == 1 && invocation.command[0] == "help")) {
        out << (command == nullptr ? help_for_all() : help_for(*command));
        return kDone;
    }
    if (command == nullptr) {
        const std::string said = invocation.command.empty() ? "" : invocation.command.front();
        return wrong_use(err, "there is no command \"" + said + "\"",
                         "adit-field --help lists the commands");
    }
    Desk desk{.out = out,
              .err = err,
              .world = world,
              .folder = invocation.workspace,
              .json = invocation.json,
              .language = invocation.language.empty() ? usual_language() : invocation.language,
              .words = words()};
    std::vector<std::string> rest(invocation.command.begin() + static_cast<std::ptrdiff_t>(taken),
                                  invocation.command.end());
    if (const auto json = std::ranges::find(rest, "--json"); json != rest.end()) {
        desk.json = true;  // Behind the command it means the same.
        rest.erase(json);
    }
    return run_command(*command, desk, rest);
}

}  // namespace adit::cli
