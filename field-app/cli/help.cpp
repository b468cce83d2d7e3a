#include "cli/help.h"

#include "base/text.h"

#include <algorithm>

namespace adit::cli {
namespace {

std::string padded(std::string text, std::size_t width) {
    const std::size_t length = characters_in(text);
    return length < width ? text + std::string(width - length, ' ') : text + "  ";
}

/// A paragraph in lines of at most 78 characters, each behind `indent` spaces.
std::string wrapped(std::string_view text, std::size_t indent) {
    std::string out, line;
    const auto flush = [&] {
        if (!line.empty()) out += std::string(indent, ' ') + line + "\n";
        line.clear();
    };
    for (const std::string_view word : words(text)) {
        if (!line.empty() && indent + line.size() + 1 + word.size() > 78) flush();
        if (!line.empty()) line += ' ';
        line += word;
    }
    flush();
    return out;
}

std::string usage_of(const Option& option) {
    return "--" + option.name + (option.value.empty() ? "" : " " + option.value);
}

std::string lines_for(const std::vector<Option>& options) {
    std::string out;
    for (const Option& option : options) {
        const std::string more = option.repeats ? " May be given several times." : "";
        const std::string help = wrapped(option.help + more, 26);
        const std::string usage = "  " + usage_of(option);
        if (usage.size() < 25) {
            out += padded(usage, 26) + help.substr(26);
        } else {
            out += usage + "\n" + help;
        }
    }
    return out;
}

constexpr const char* kExitCodes =
    "Exit codes (what a script sees):\n"
    "  0  done\n"
    "  1  the input was refused: bad data, an incomplete record, a form with\n"
    "     problems, something that is not there\n"
    "  2  the command line is wrong\n"
    "  3  nobody answered: no network, the server is down, or another Adit has\n"
    "     this folder open; try again later\n"
    "  4  the store is damaged: stop, keep the folder, tell your coordinator\n"
    "  5  the disk is full: free some space and try again\n";

}  // namespace

const std::vector<Option>& program_options() {
    static const std::vector<Option> options = {
        {"workspace", "DIR",
         "The folder where this laptop keeps its work. Without it: the environment's "
         "ADIT_WORKSPACE, else ~/.local/share/adit.",
         false},
        {"json", "", "Answer with one JSON object, for scripts.", false},
        {"language", "en|fr", "The language of answers and labels.", false},
        {"robot", "SCRIPT", "Window: play a script of a person's actions.", false},
        {"screenshots", "DIR", "Window: keep the pictures that the script takes here.", false},
        {"frames-report", "FILE", "Window: write the times measured to this file.", false},
        {"version", "", "Say which Adit this is.", false},
        {"help", "", "This text; behind a command, the help for that command.", false}};
    return options;
}

std::string help_for_all() {
    std::string out =
        "adit-field: records about small-scale mining, kept on this laptop and shared\n"
        "when there is a network.\n\n"
        "  adit-field                      opens the window\n"
        "  adit-field [options] COMMAND    does one thing and says what it did\n\n"
        "Commands:\n";
    for (const Command& command : commands()) {
        const std::string first = command.about.substr(0, command.about.find('.') + 1);
        const std::string help = wrapped(first, 26);
        out += padded("  " + command.name, 26) + help.substr(26);
    }
    out += "\nOptions, in front of the command:\n" + lines_for(program_options());
    out += "\n" + std::string(kExitCodes);
    out += "\nMore about one command: adit-field COMMAND --help\n";
    return out;
}

std::string help_for(const Command& command) {
    std::string out = "adit-field " + command.name;
    if (!command.words.empty()) out += " " + command.words;
    for (const Option& option : command.options) {
        out += " [" + usage_of(option) + "]" + (option.repeats ? "…" : "");
    }
    out = wrapped(out, 0) + "\n" + wrapped(command.about, 0);
    if (!command.options.empty()) out += "\nOptions:\n" + lines_for(command.options);
    if (!command.examples.empty()) {
        out += "\nExamples:\n";
        for (const std::string_view line : split(command.examples, '\n')) {
            out += "  " + std::string(line) + "\n";
        }
    }
    return out + "\n" + kExitCodes;
}

}  // namespace adit::cli
