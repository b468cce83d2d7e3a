// Photos and files on their way into an answer.
#include "model/form_walk.h"
#include "model/steps.h"

#include <algorithm>

namespace adit::model::steps {
namespace {

using record::NodePath;

bool takes_file(const OpenForm& form, const NodePath& path) {
    const auto view = form.session->question(path);
    return view.node != nullptr && !view.read_only &&
           forms::value_type_of(*view.node) == record::ValueType::Attachment;
}

/// The question on this page that a dropped file is for: the one that the cursor was brought to,
/// else the first without an answer, else the only one.
std::optional<NodePath> question_for_file(const OpenForm& form) {
    if (takes_file(form, form.focus)) return form.focus;
    std::vector<NodePath> found;
    for (const NodePath& path : questions_on_page(*form.session, form.page)) {
        if (!takes_file(form, path)) continue;
        const record::Value* value = form.session->question(path).value;
        if (value == nullptr || record::is_nothing(*value)) return path;
        found.push_back(path);
    }
    return found.size() == 1 ? std::optional(found.front()) : std::nullopt;
}

}  // namespace

void add_file(AppState& state, const AddFile& asked, Effects& out) {
    if (!state.open || asked.file.empty() || !takes_file(*state.open, asked.path)) return;
    OpenForm& form = *state.open;
    form.refused_files.erase(asked.path);
    if (!form.adding.insert(asked.path).second) return;
    out.push_back(effect::KeepFile{form.session->record().id, asked.path, asked.file});
}

void file_kept(AppState& state, const event::FileKept& event, Effects& out) {
    if (!state.open || state.open->session->record().id != event.record) return;
    state.open->adding.erase(event.path);
    give_answer(state, {event.path, record::Value(event.file)}, out);
}

void file_refused(AppState& state, event::FileRefused event) {
    if (!state.open || state.open->session->record().id != event.record) return;
    state.open->adding.erase(event.path);
    state.open->refused_files.insert_or_assign(event.path, std::move(event.error));
}

void file_dropped(AppState& state, const event::FileDropped& event, Effects& out) {
    if (state.screen == Screen::Welcome) state.ticket_path = event.path;
    if (state.screen == Screen::Sync) look_at_bundle(state, {event.path}, out);
    if (state.screen != Screen::Form || !state.open) return;
    const auto question = question_for_file(*state.open);
    if (!question) return toast(state, "attachment.nowhere");
    add_file(state, {*question, event.path}, out);
}

}  // namespace adit::model::steps
