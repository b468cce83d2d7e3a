// Bundles, as steps: a file is looked at first and taken only when a person has said so.
#include "model/steps.h"

#include <algorithm>

namespace adit::model::steps {
namespace {

using Phase = BundleState::Phase;

/// Nothing is begun while something else of the kind runs, or an exchange does.
bool may_begin(const AppState& state) {
    return state.who && !state.bundle.is_busy() && state.sync.phase != SyncState::Phase::Running;
}

/// What was said of the last thing asked is gone.
void begin(AppState& state, Phase phase) {
    BundleState& bundle = state.bundle;
    bundle.phase = phase;
    bundle.look.reset();
    bundle.written.reset();
    bundle.taken.reset();
    bundle.carried.reset();
    bundle.error.reset();
}

}  // namespace

void write_bundle(AppState& state, const WriteBundle& asked, Effects& out) {
    if (!may_begin(state) || asked.path.empty()) return;
    leave_fields(state, out);
    begin(state, Phase::Writing);
    state.bundle.path = asked.path;
    out.push_back(effect::WriteBundle{asked.path, state.bundle.everything});
}

void look_at_bundle(AppState& state, const LookAtBundle& asked, Effects& out) {
    if (!may_begin(state) || asked.path.empty()) return;
    begin(state, Phase::Looking);
    state.bundle.path = asked.path;
    out.push_back(effect::LookAtBundle{asked.path});
}

void take_bundle(AppState& state, Effects& out) {
    BundleState& bundle = state.bundle;
    const bool asked = bundle.phase == Phase::Looked && bundle.look && bundle.look->can_take;
    if (!asked || !may_begin(state)) return;
    leave_fields(state, out);
    begin(state, Phase::Taking);
    out.push_back(effect::TakeBundle{bundle.path});
}

void carry_bundle(AppState& state, Effects& out) {
    if (state.bundle.phase != Phase::Looked || !may_begin(state)) return;
    begin(state, Phase::Carrying);
    out.push_back(effect::CarryBundle{state.bundle.path});
}

void leave_bundle(AppState& state) {
    if (!state.bundle.is_busy()) begin(state, Phase::Idle);
}

void bundle_written(AppState& state, event::BundleWritten event) {
    state.bundle.phase = Phase::Idle;
    state.bundle.written = std::move(event.written);
}

void bundle_looked(AppState& state, event::BundleLooked event) {
    state.bundle.phase = Phase::Looked;
    state.bundle.look = std::move(event.view);
}

void bundle_taken(AppState& state, event::BundleTaken event, Effects& out) {
    state.bundle.phase = Phase::Idle;
    state.bundle.taken = std::move(event.view);
    if (state.open) {
        const record::RecordId& id = state.open->session->record().id;
        const bool touched = std::ranges::find(event.touched, id) != event.touched.end();
        if (touched) out.push_back(effect::RefreshRecord{id});
    }
    if (state.sites.loaded) out.push_back(effect::LoadSites{});
    out.push_back(effect::LoadHome{});
    if (state.screen != Screen::Home && state.screen != Screen::Sync) load_screen(state, out);
}

void bundle_carried(AppState& state, const event::BundleCarried& event, Effects& out) {
    state.bundle.phase = Phase::Idle;
    state.bundle.carried = event.files;
    out.push_back(effect::LoadHome{});
}

void bundle_failed(AppState& state, event::BundleFailed event) {
    state.bundle.phase = Phase::Idle;
    state.bundle.error = std::move(event.error);
}

}  // namespace adit::model::steps
