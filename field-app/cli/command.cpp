#include "cli/command.h"

#include <ostream>

namespace adit::cli {

std::string Desk::say(std::string_view key, std::initializer_list<std::string_view> parts) const {
    return model::filled(words.say(language, key), parts);
}

void Desk::print(const std::string& line) const { out << line << '\n'; }

void Desk::tell(const std::string& line) const { err << line << '\n'; }

void Desk::print(const Json& answer) const { out << text_of(answer, 2) << '\n'; }

Result<std::unique_ptr<work::Workspace>> Desk::open() const {
    return work::Workspace::open(folder, world);
}

const std::vector<Command>& commands() {
    static const std::vector<Command> all = {init_command(),
                                             enrol_command(),
                                             form_check_command(),
                                             form_convert_command(),
                                             form_eval_command(),
                                             form_play_command(),
                                             form_submission_command(),
                                             record_new_command(),
                                             record_set_command(),
                                             record_finalise_command(),
                                             record_attach_command(),
                                             record_file_command(),
                                             record_resolve_command(),
                                             list_command(),
                                             show_command(),
                                             entity_conflicts_command(),
                                             entity_duplicates_command(),
                                             entity_link_command(),
                                             entity_unlink_command(),
                                             sync_command(),
                                             photos_command(),
                                             bundle_make_command(),
                                             bundle_show_command(),
                                             bundle_take_command(),
                                             bundle_carry_command(),
                                             lan_wait_command(),
                                             lan_join_command(),
                                             import_command(),
                                             export_command(),
                                             verify_command()};
    return all;
}

}  // namespace adit::cli
