#include "model/steps.h"
#include "model/update.h"

#include <algorithm>
#include <iterator>

namespace adit::model::steps {
namespace {

constexpr std::int64_t kRetryMs = 10'000;

/// What failed goes out again with the answers of now: a later answer may be stored already, and
/// an older one must not take its place.
void renew_answers(effect::Append& append, const forms::FormSession& session) {
    for (record::Operation& operation : append.operations) {
        auto* put = std::get_if<record::Put>(&operation);
        if (put == nullptr) continue;
        const record::Value* now = session.record().find_value(put->path);
        put->value = now != nullptr ? *now : record::Value{record::Nothing{}};
    }
}

}  // namespace

void append(AppState& state, std::vector<record::Operation> operations, Effects& out) {
    OpenForm& form = *state.open;
    form.turn++;
    if (!form.opening.empty()) {
        std::vector<record::Operation> all = std::move(form.opening);
        form.opening.clear();
        std::ranges::move(operations, std::back_inserter(all));
        operations = std::move(all);
    }
    if (operations.empty()) return;
    if (!form.failed.empty()) save_again(state, out);

    const record::Record& record = form.session->record();
    effect::Append effect{.ticket = state.next_id++,
                          .scope = record.scope,
                          .record = record.id,
                          .form = form.session->definition().form,
                          .operations = std::move(operations)};
    form.unsaved.emplace(effect.ticket, effect);
    out.push_back(std::move(effect));
}

void saved(AppState& state, const event::Saved& event, Effects& out) {
    if (event.unsent) state.counts.unsent = *event.unsent;
    if (!state.open || state.open->unsaved.erase(event.ticket) == 0) return;
    OpenForm& form = *state.open;
    form.failed.erase(event.ticket);
    form.saved_ms = event.wall_ms;
    if (!form.unsaved.empty()) return;

    form.save_error.reset();
    if (form.finalise_ticket == event.ticket) finalised(state, out);
    if (state.open && state.open->refresh_wanted) {
        state.open->refresh_wanted = false;
        out.push_back(effect::RefreshRecord{state.open->session->record().id});
    }
    if (state.quitting) out.push_back(effect::Quit{});
}

void save_failed(AppState& state, event::SaveFailed event) {
    if (!state.open || !state.open->unsaved.contains(event.ticket)) return;
    OpenForm& form = *state.open;
    form.failed.insert(event.ticket);
    form.save_error = std::move(event.error);
    form.retry_ms = state.now_ms + kRetryMs;
    state.quitting = false;
}

void save_again(AppState& state, Effects& out) {
    if (!state.open || state.open->failed.empty()) return;
    OpenForm& form = *state.open;
    for (const std::uint64_t ticket : form.failed) {
        effect::Append& append = form.unsaved.at(ticket);
        renew_answers(append, *form.session);
        out.push_back(append);
    }
    form.failed.clear();
}

void typing_kept(AppState& state, const event::TypingKept& event) {
    if (!state.open || state.open->session->record().id != event.record) return;
    const auto draft = state.open->drafts.find(event.path);
    if (draft == state.open->drafts.end() || !draft->second.asked) return;
    draft->second.kept = true;
    if (state.open->failed.empty()) state.open->save_error.reset();
}

void keep_pauses(AppState& state, Effects& out) {
    if (!state.open) return;
    OpenForm& form = *state.open;
    for (auto& [path, draft] : form.drafts) {
        if (draft.asked || state.now_ms - draft.typed_ms < kTypingPauseMs) continue;
        // Half-typed text is found again by its record, so that one has to be there.
        if (!form.opening.empty()) append(state, {}, out);
        draft.asked = true;
        draft.on_disk = true;
        out.push_back(effect::KeepTyping{form.session->record().id, path, draft.text});
    }
    if (!form.failed.empty() && state.now_ms >= form.retry_ms) save_again(state, out);
}

void quit(AppState& state, Effects& out) {
    leave_fields(state, out);
    const bool all_saved = !state.open || state.open->unsaved.empty();
    // Asked twice, a person may leave what cannot be saved.
    const bool insists = state.open && !state.open->failed.empty() && state.quitting;
    if (all_saved || insists) {
        out.push_back(effect::Quit{});
        return;
    }
    state.quitting = true;
    if (!state.open->failed.empty()) toast(state, "quit.unsaved");
}

}  // namespace adit::model::steps
