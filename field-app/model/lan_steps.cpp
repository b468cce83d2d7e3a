#include "base/text.h"
#include "model/steps.h"

namespace adit::model::steps {
namespace {

using Phase = LanState::Phase;

/// False, and said so, when the laptop is not enrolled or exchanges already.
bool may_begin(AppState& state) {
    if (!state.who || state.lan.is_busy()) return false;
    if (state.sync.phase != SyncState::Phase::Running) return true;
    toast(state, "lan.sync_first");
    return false;
}

void begin(AppState& state, Phase phase, Effects& out) {
    leave_fields(state, out);  // What is being typed goes along.
    state.lan = LanState{};
    state.lan.phase = phase;
}

}  // namespace

void lan_wait(AppState& state, Effects& out) {
    if (!may_begin(state)) return;
    begin(state, Phase::Waiting, out);
    out.push_back(effect::LanWait{});
}

void lan_look(AppState& state, Effects& out) {
    if (!may_begin(state)) return;
    begin(state, Phase::Looking, out);
    out.push_back(effect::LanLook{});
}

void lan_join(AppState& state, const LanJoin& asked, Effects& out) {
    const std::string address(trimmed(asked.address));
    const bool looks = state.lan.phase == Phase::Looking && !state.lan.stopping;
    if (address.empty() || (!looks && !may_begin(state))) return;
    begin(state, Phase::Joining, out);
    out.push_back(effect::LanJoin{address});
}

void lan_answer(AppState& state, const LanAnswer& answer, Effects& out) {
    if (state.lan.phase != Phase::Comparing || state.lan.stopping) return;
    state.lan.phase = Phase::Answered;
    state.lan.stopping = !answer.yes;
    out.push_back(effect::LanAnswer{answer.yes});
}

void lan_stop(AppState& state, Effects& out) {
    if (!state.lan.is_busy() || state.lan.stopping) return;
    state.lan.stopping = true;
    out.push_back(effect::LanStop{});
}

void lan_close(AppState& state) {
    if (!state.lan.is_busy()) state.lan = LanState{};
}

void lan_waiting(AppState& state, event::LanWaiting event) {
    if (state.lan.phase == Phase::Waiting) state.lan.addresses = std::move(event.addresses);
}

void lan_found(AppState& state, event::LanFound event) {
    if (state.lan.phase == Phase::Looking) state.lan.found = std::move(event.addresses);
}

void lan_code(AppState& state, event::LanCode event) {
    if (!state.lan.is_busy()) return;
    state.lan.phase = Phase::Comparing;
    state.lan.code = std::move(event.code);
    state.lan.other = std::move(event.other);
}

void lan_agreed(AppState& state) {
    if (state.lan.is_busy()) state.lan.phase = Phase::Exchanging;
}

void lan_progress(AppState& state, const event::LanProgress& event) {
    if (state.lan.phase != Phase::Exchanging) return;
    state.lan.handed = event.handed;
    state.lan.to_hand = event.to_hand;
    state.lan.received = event.received;
}

void lan_done(AppState& state, event::LanDone event, Effects& out) {
    LanState& lan = state.lan;
    lan = LanState{};
    lan.phase = Phase::Done;
    lan.other = std::move(event.other);
    lan.handed = event.handed;
    lan.received = event.received;
    lan.problems = std::move(event.problems);
    if (event.who) state.who = std::move(event.who);
    if (event.new_forms) toast(state, "sync.new_forms");
    reload_after_exchange(state, event.touched, out);
}

void lan_failed(AppState& state, event::LanFailed event, Effects& out) {
    const bool moved = state.lan.phase == Phase::Exchanging;
    state.lan = LanState{};
    if (!event.stopped) {
        state.lan.phase = Phase::Failed;
        state.lan.error = std::move(event.error);
    }
    // Packs that came before the failure are here to stay.
    if (moved) reload_after_exchange(state, {}, out);
}

}  // namespace adit::model::steps
