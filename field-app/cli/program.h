// The program as a command line: adit-field [options] COMMAND …
//
// run() does everything but open the window: it says which options stand in front, finds the
// command, helps, and turns what happened into an exit code.
#pragma once

#include "base/surroundings.h"
#include "cli/arguments.h"

#include <filesystem>
#include <iosfwd>
#include <optional>
#include <string>
#include <vector>

namespace adit::cli {

/// What stands in front of the command.
struct Invocation {
    std::filesystem::path workspace;
    bool json = false;
    bool help = false;
    bool version = false;
    std::string language;                 // "en", "fr"; "" : as the system says.
    std::filesystem::path robot;          // Window: a script to play.
    std::filesystem::path screenshots;    // Window: the folder for its pictures.
    std::filesystem::path frames_report;  // Window: where the measured times go.
    std::vector<std::string> command;     // Empty: open the window.
};

enum Exit : int {
    kDone = 0,
    kRefused = 1,
    kWrongUse = 2,
    kNobodyAnswered = 3,
    kDamaged = 4,
    kDiskFull = 5,
};

/// BadInput when the options in front are not understood.
Result<Invocation> invocation_from(const std::vector<std::string>& args);

/// Runs the command, or helps. Not for an empty command.
int run(const Invocation& invocation, const Surroundings& world, std::ostream& out,
        std::ostream& err);

int exit_code_for(Code code);
/// Where a laptop keeps its work when nobody says: ADIT_WORKSPACE, else adit in the folder for
/// programs' data (XDG_DATA_HOME, ~/.local/share).
std::filesystem::path usual_workspace();
/// The system's language when Adit speaks it, else English.
std::string usual_language();
std::string help_for_all();

}  // namespace adit::cli
