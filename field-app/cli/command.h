// A command of adit-field: what it is called, what it takes, and what it does.
//
// Commands print their answer to `out` (words for people, or one JSON object with --json) and their
// progress to `err`. They return an Error for main's exit code, never one of their own.
#pragma once

#include "base/json.h"
#include "base/surroundings.h"
#include "cli/arguments.h"
#include "model/wordbook.h"
#include "work/workspace.h"

#include <filesystem>
#include <functional>
#include <initializer_list>
#include <iosfwd>
#include <string>
#include <vector>

namespace adit::forms {
class FormSession;
}

namespace adit::cli {

/// What a command works with: its words, its streams, its folder.
struct Desk {
    std::ostream& out;
    std::ostream& err;
    Surroundings world;
    std::filesystem::path folder;
    bool json = false;
    std::string language = "en";
    model::Wordbook words;

    /// A sentence by key, in the language chosen.
    std::string say(std::string_view key, std::initializer_list<std::string_view> parts = {}) const;
    void print(const std::string& line) const;  // To out, with its end of line.
    void tell(const std::string& line) const;   // To err.
    void print(const Json& json) const;         // To out, indented.

    Result<std::unique_ptr<work::Workspace>> open() const;
};

/// The command ran; what it looked at was refused (faults, problems, rejected rows).
struct Verdict {
    bool refused = false;
};

struct Command {
    std::string name;   // "record new"
    std::string words;  // "ID path=value…", or "".
    std::size_t words_min = 0, words_max = 0;
    std::vector<Option> options;
    std::string about;     // For --help: what it does, in plain words.
    std::string examples;  // One a line.
    Result<Verdict> (*run)(Desk& desk, const Arguments& arguments);
};

/// A record's id as it was typed. BadInput when it is none.
Result<record::RecordId> record_id_from(const std::string& text);
/// After an answer: the record's id and title, and what would stand in the way of finalising it.
void print_state(Desk& desk, const forms::FormSession& session, const char* key);

/// All commands, in the order in which a newcomer meets them.
const std::vector<Command>& commands();

Command init_command();
Command enrol_command();
Command sync_command();
Command verify_command();
Command lan_wait_command();
Command lan_join_command();
Command form_check_command();
Command form_convert_command();
Command form_eval_command();
Command form_play_command();
Command form_submission_command();
Command record_new_command();
Command record_set_command();
Command record_finalise_command();
Command record_attach_command();
Command record_file_command();
Command photos_command();
Command bundle_make_command();
Command bundle_show_command();
Command bundle_take_command();
Command bundle_carry_command();
Command import_command();
Command record_resolve_command();
Command entity_conflicts_command();
Command entity_duplicates_command();
Command entity_link_command();
Command entity_unlink_command();
Command list_command();
Command show_command();
Command export_command();

}  // namespace adit::cli
