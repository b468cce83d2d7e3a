#include "model/steps.h"

#include <algorithm>
#include <charconv>

namespace adit::model::steps {
namespace {

constexpr std::int64_t kToastMs = 5'000;

void take_settings(AppState& state, const std::map<std::string, std::string>& settings) {
    for (const auto& [name, value] : settings) {
        if (name == "language" && (value == "en" || value == "fr")) state.language = value;
        if (name == "theme") {
            state.theme = value == "night" ? Theme::Night
                          : value == "sun" ? Theme::Sun
                                           : Theme::Paper;
        }
        if (name == "photos") state.photos_wait = value == "wait";
        if (name == "text_size") {
            int percent = 100;
            std::from_chars(value.data(), value.data() + value.size(), percent);
            state.text_size = std::clamp(percent, 100, 200);
        }
    }
}

void reload_lists(AppState& state, Effects& out) {
    if (state.sites.loaded) out.push_back(effect::LoadSites{});
    out.push_back(effect::LoadHome{});
    if (state.screen != Screen::Home && state.screen != Screen::Sync) load_screen(state, out);
}

}  // namespace

void toast(AppState& state, std::string key, std::vector<std::string> parts) {
    if (state.toasts.size() == kToastsMax) state.toasts.pop_front();
    state.toasts.push_back({.id = state.next_id++,
                            .key = std::move(key),
                            .parts = std::move(parts),
                            .detail = "",
                            .trouble = false,
                            .until_ms = state.now_ms + kToastMs});
}

void trouble(AppState& state, std::string key, std::string detail) {
    toast(state, std::move(key));
    state.toasts.back().detail = std::move(detail);
    state.toasts.back().trouble = true;
}

void started(AppState& state, event::Started event, Effects& out) {
    take_settings(state, event.settings);
    state.who = std::move(event.who);
    state.sync.last_done_ms = event.last_sync_ms;
    if (!state.who) {
        state.screen = Screen::Welcome;
        return;
    }
    state.screen = Screen::Home;
    out.push_back(effect::LoadHome{});
    out.push_back(effect::LoadSites{});
    if (event.unfinished) open_record(state, *event.unfinished, out);
}

void sync_now(AppState& state, Effects& out) {
    if (!state.who || state.sync.phase == SyncState::Phase::Running) return;
    if (state.lan.is_busy()) return toast(state, "lan.first");
    leave_fields(state, out);
    SyncState& sync = state.sync;
    const auto last_done_ms = sync.last_done_ms;
    sync = SyncState{};
    sync.phase = SyncState::Phase::Running;
    sync.last_done_ms = last_done_ms;
    sync.to_send = state.counts.unsent.changes;
    out.push_back(effect::SyncNow{});
}

void sync_done(AppState& state, event::SyncDone event, Effects& out) {
    SyncState& sync = state.sync;
    sync.phase = SyncState::Phase::Idle;
    sync.stopping = false;
    sync.photos.reset();
    sync.sent = event.sent;
    sync.received = event.received;
    sync.last_done_ms = event.wall_ms;
    sync.problems = std::move(event.problems);
    sync.has_result = true;
    sync.error.reset();
    if (event.who) state.who = std::move(event.who);
    const bool nothing = sync.sent == 0 && sync.received == 0 && event.photos_sent == 0;
    toast(state,
          !sync.problems.empty() ? "sync.done_with_problems"
          : nothing              ? "sync.done_nothing"
                                 : "sync.done",
          {std::to_string(sync.sent), std::to_string(sync.received),
           std::to_string(sync.problems.size())});
    if (event.photos_sent > 0) {
        toast(state, "photos.sent", {std::to_string(event.photos_sent)});
    }
    if (event.photos_broke) toast(state, "photos.broke");
    if (event.new_forms) toast(state, "sync.new_forms");
    if (event.handed_over > 0) {
        toast(state, "bundle.handed_over", {std::to_string(event.handed_over)});
    }
    reload_after_exchange(state, event.touched, out);
}

void reload_after_exchange(AppState& state, const std::vector<record::RecordId>& touched,
                           Effects& out) {
    const bool touches_open =
        state.open && std::ranges::find(touched, state.open->session->record().id) != touched.end();
    if (touches_open) out.push_back(effect::RefreshRecord{state.open->session->record().id});
    reload_lists(state, out);
}

void sync_failed(AppState& state, event::SyncFailed event, Effects& out) {
    const bool nobody = event.error.code == Code::Unavailable;
    state.sync.phase = nobody ? SyncState::Phase::NoConnection : SyncState::Phase::Failed;
    state.sync.stopping = false;
    state.sync.error = std::move(event.error);
    // Packs that were acknowledged before the failure stay sent.
    reload_lists(state, out);
}

}  // namespace adit::model::steps
