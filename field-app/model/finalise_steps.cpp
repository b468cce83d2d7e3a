#include "model/steps.h"

#include <algorithm>

namespace adit::model::steps {

std::vector<forms::Fault> faults_of(const AppState& state) {
    const OpenForm& form = *state.open;
    std::vector<forms::Fault> faults = form.session->faults();
    for (const auto& [path, draft] : form.drafts) {
        if (draft.unreadable.empty()) continue;
        const forms::Fault unread{path, form.session->label(path), state.say(draft.unreadable),
                                  false};
        const auto known = std::ranges::find(faults, path, &forms::Fault::path);
        if (known != faults.end()) {
            *known = unread;
        } else {
            faults.push_back(unread);
        }
    }
    return faults;
}

void check(AppState& state, Effects& out) {
    if (!state.open) return;
    leave_fields(state, out);
    state.open->faults = faults_of(state);
    state.open->checked = true;
    show(state, Screen::Finalise, out);
}

void finalise(AppState& state, Effects& out) {
    if (!state.open) return;
    if (state.open->finalise_ticket) {
        save_again(state, out);
        return;
    }
    leave_fields(state, out);
    OpenForm& form = *state.open;
    form.faults = faults_of(state);
    form.checked = true;
    if (!form.faults.empty()) return;
    append(state, form.session->finalise(state.now_ms), out);
    form.finalise_ticket = state.next_id - 1;
}

void finalised(AppState& state, Effects& out) {
    toast(state, "finalise.done", {instance_name_of(state.open->session->record())});
    state.open.reset();
    std::erase(state.behind, Screen::Form);
    std::erase(state.behind, Screen::Finalise);
    out.push_back(effect::LoadSites{});
    back(state, out);
    out.push_back(effect::LoadHome{});
}

void decide(AppState& state, const Decide& decision, Effects& out) {
    if (!state.open) return;
    const auto& answers = state.open->session->record().answers;
    const auto found = answers.find(decision.path);
    if (found == answers.end()) return;
    // Between siblings, or once more about a decision that stands.
    const auto& decided = state.open->decided;
    const bool again = std::ranges::find(decided, decision.path, &Decided::path) != decided.end();
    if (!found->second.in_conflict() && !again) return;
    append(state, {record::Resolve{decision.path, decision.value, found->second.written_by}}, out);
    state.open->refresh_wanted = true;
}

void reopen(AppState& state, const Reopen& asked, Effects& out) {
    if (!state.open || state.open->session->record().stage == record::Stage::Draft) return;
    append(state, {record::Reopen{asked.reason}}, out);
    state.open->refresh_wanted = true;
}

}  // namespace adit::model::steps
