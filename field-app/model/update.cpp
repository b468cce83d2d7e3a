#include "model/update.h"

#include "model/form_walk.h"
#include "model/steps.h"

#include <algorithm>

namespace adit::model {
namespace {

constexpr std::int64_t kFlashMs = 1'500;

std::string name_of(Theme theme) {
    switch (theme) {
        case Theme::Paper:
            return "paper";
        case Theme::Night:
            return "night";
        case Theme::Sun:
            return "sun";
    }
    return "paper";
}

/// Commands, one each. Named by what is asked; the longer ones are in the *_steps files.
struct Commanded {
    AppState& state;
    Effects& out;

    void operator()(const Show& asked) { steps::show(state, asked.screen, out); }
    void operator()(const ShowRecords& asked) {
        if (asked.list != state.list) state.records.clear();
        state.list = asked.list;
        state.records_loaded = false;
        steps::show(state, Screen::Records, out);
    }
    void operator()(const ShowSite& asked) {
        const auto row = std::ranges::find(state.sites.rows, asked.id, &SiteRow::id);
        if (row == state.sites.rows.end()) return;
        state.site = SitePage{.site = *row, .facts = {}, .visits = {}};
        steps::show(state, Screen::Site, out);
    }
    void operator()(const FilterSites& asked) { steps::filter_sites(state, asked.text); }
    void operator()(const Back&) { steps::back(state, out); }
    void operator()(const StartRecord& asked) { steps::start_record(state, asked, out); }
    void operator()(const OpenRecord& asked) { steps::open_record(state, asked.id, out); }
    void operator()(const SetTraining& asked) { state.training = asked.on; }
    void operator()(const Type& asked) { steps::type(state, asked); }
    void operator()(const GiveTyped& asked) { steps::give_typed(state, asked, out); }
    void operator()(const GiveAnswer& asked) { steps::give_answer(state, asked, out); }
    void operator()(const AddFile& asked) { steps::add_file(state, asked, out); }
    void operator()(const AddInstance& asked) { steps::add_instance(state, asked, out); }
    void operator()(const RemoveInstance& asked) { steps::remove_instance(state, asked, out); }
    void operator()(const GoTo& asked) {
        if (state.screen == Screen::Finalise) state.screen = Screen::Form;
        steps::go_to(state, asked.path);
    }
    void operator()(const NextPage&) { steps::turn_page(state, +1); }
    void operator()(const PreviousPage&) { steps::turn_page(state, -1); }
    void operator()(const NextUnanswered& asked) {
        if (!state.open) return;
        const auto next = next_open_question(*state.open, asked.from);
        if (next) {
            steps::go_to(state, *next);
        } else {
            steps::toast(state, "form.all_answered");
        }
    }
    void operator()(const Check&) { steps::check(state, out); }
    void operator()(const Finalise&) { steps::finalise(state, out); }
    void operator()(const Decide& asked) { steps::decide(state, asked, out); }
    void operator()(const Reopen& asked) { steps::reopen(state, asked, out); }
    void operator()(const SaveAgain&) { steps::save_again(state, out); }
    void operator()(const CloseForm&) { steps::back(state, out); }
    void operator()(const SetLanguage& asked) {
        state.language = asked.code;
        steps::set_form_language(state);
        out.push_back(effect::KeepSetting{"language", asked.code});
    }
    void operator()(const SetTheme& asked) {
        state.theme = asked.theme;
        out.push_back(effect::KeepSetting{"theme", name_of(asked.theme)});
    }
    void operator()(const SetTextSize& asked) {
        state.text_size = std::clamp(asked.percent, 100, 200);
        out.push_back(effect::KeepSetting{"text_size", std::to_string(state.text_size)});
    }
    void operator()(const SyncNow&) { steps::sync_now(state, out); }
    void operator()(const StopSync&) {
        if (state.sync.phase != SyncState::Phase::Running) return;
        state.sync.stopping = true;
        out.push_back(effect::StopSync{});
    }
    void operator()(const PhotosWait& asked) {
        state.photos_wait = asked.on;
        out.push_back(effect::KeepSetting{"photos", asked.on ? "wait" : "send"});
    }
    void operator()(const WriteBundle& asked) { steps::write_bundle(state, asked, out); }
    void operator()(const BundleEverything& asked) { state.bundle.everything = asked.on; }
    void operator()(const LookAtBundle& asked) { steps::look_at_bundle(state, asked, out); }
    void operator()(const TakeBundle&) { steps::take_bundle(state, out); }
    void operator()(const CarryBundle&) { steps::carry_bundle(state, out); }
    void operator()(const LeaveBundle&) { steps::leave_bundle(state); }
    void operator()(const Enrol& asked) {
        if (state.enrolling || asked.ticket_path.empty()) return;
        state.enrolling = true;
        state.enrol_error.reset();
        state.ticket_path = asked.ticket_path;
        out.push_back(effect::Enrol{asked.ticket_path, asked.laptop});
    }
    void operator()(const LanWait&) { steps::lan_wait(state, out); }
    void operator()(const LanLook&) { steps::lan_look(state, out); }
    void operator()(const LanJoin& asked) { steps::lan_join(state, asked, out); }
    void operator()(const LanAnswer& answer) { steps::lan_answer(state, answer, out); }
    void operator()(const LanStop&) { steps::lan_stop(state, out); }
    void operator()(const LanClose&) { steps::lan_close(state); }
    void operator()(const DismissToast& asked) {
        std::erase_if(state.toasts, [&](const Toast& toast) { return toast.id == asked.id; });
    }
    void operator()(const FlashSaved&) {
        if (!state.open) return;
        steps::leave_fields(state, out);
        state.open->flash_until_ms = state.now_ms + kFlashMs;
    }
    void operator()(const Quit&) { steps::quit(state, out); }
};

struct Happened {
    AppState& state;
    Effects& out;

    void operator()(event::Tick event) {
        state.now_ms = event.now_ms;
        state.offset_min = event.offset_min;
        std::erase_if(state.toasts, [&](const Toast& toast) {
            return !toast.trouble && toast.until_ms <= state.now_ms;
        });
        steps::keep_pauses(state, out);
    }
    void operator()(event::Started event) { steps::started(state, std::move(event), out); }
    void operator()(event::StartFailed event) { state.start_error = std::move(event.error); }
    void operator()(event::Enrolled event) {
        state.enrolling = false;
        state.who = std::move(event.who);
        steps::toast(state, "welcome.done", {state.who->person_name});
        steps::show(state, Screen::Home, out);
        out.push_back(effect::LoadSites{});
        steps::sync_now(state, out);
    }
    void operator()(event::EnrolFailed event) {
        state.enrolling = false;
        state.enrol_error = std::move(event.error);
    }
    void operator()(event::Saved event) { steps::saved(state, event, out); }
    void operator()(event::SaveFailed event) { steps::save_failed(state, std::move(event)); }
    void operator()(event::FileKept event) { steps::file_kept(state, event, out); }
    void operator()(event::FileRefused event) { steps::file_refused(state, std::move(event)); }
    void operator()(event::TypingKept event) { steps::typing_kept(state, event); }
    void operator()(event::TypingFailed event) {
        if (state.open) state.open->save_error = std::move(event.error);
    }
    void operator()(event::RecordOpened event) { steps::opened(state, std::move(event), out); }
    void operator()(event::OpenFailed event) {
        state.opening = false;
        state.starting.reset();
        steps::trouble(state, "form.cannot_open", std::move(event.error.what));
    }
    void operator()(event::RecordRefreshed event) {
        steps::refreshed(state, std::move(event), out);
    }
    void operator()(event::SitesLoaded event) { steps::sites_loaded(state, std::move(event)); }
    void operator()(event::SiteLoaded event) {
        const bool still_asked = state.site && state.site->site.id == event.page.site.id;
        if (still_asked) state.site = std::move(event.page);
    }
    void operator()(event::RecordsLoaded event) {
        if (event.list != state.list) return;
        state.records = std::move(event.rows);
        state.records_loaded = true;
    }
    void operator()(event::HomeLoaded event) {
        state.counts = event.counts;
        state.latest = std::move(event.latest);
        state.forms = std::move(event.forms);
        state.home_loaded = true;
    }
    void operator()(event::LoadFailed event) {
        steps::trouble(state, "lists.cannot_load", std::move(event.error.what));
    }
    void operator()(event::SyncProgress event) {
        if (state.sync.phase != SyncState::Phase::Running) return;
        state.sync.sent = event.sent;
        state.sync.to_send = event.to_send;
        state.sync.received = event.received;
        state.sync.left_ms = event.left_ms;
    }
    void operator()(event::PhotoProgress event) {
        if (state.sync.phase != SyncState::Phase::Running) return;
        state.sync.photos = PhotosLeft{
            .files = event.left, .bytes = event.left_bytes, .given_bytes = event.given_bytes};
        state.sync.left_ms = event.left_ms;
    }
    void operator()(event::SyncDone event) { steps::sync_done(state, std::move(event), out); }
    void operator()(event::SyncStopped event) {
        state.sync.phase = SyncState::Phase::Idle;
        state.sync.stopping = false;
        state.sync.sent = event.sent;
        steps::toast(state, "sync.stopped");
        out.push_back(effect::LoadHome{});
    }
    void operator()(event::SyncFailed event) { steps::sync_failed(state, std::move(event), out); }
    void operator()(event::BundleWritten event) { steps::bundle_written(state, std::move(event)); }
    void operator()(event::BundleLooked event) { steps::bundle_looked(state, std::move(event)); }
    void operator()(event::BundleTaken event) { steps::bundle_taken(state, std::move(event), out); }
    void operator()(event::BundleCarried event) { steps::bundle_carried(state, event, out); }
    void operator()(event::BundleFailed event) { steps::bundle_failed(state, std::move(event)); }
    void operator()(event::LanWaiting event) { steps::lan_waiting(state, std::move(event)); }
    void operator()(event::LanFound event) { steps::lan_found(state, std::move(event)); }
    void operator()(event::LanCode event) { steps::lan_code(state, std::move(event)); }
    void operator()(event::LanAgreed) { steps::lan_agreed(state); }
    void operator()(event::LanProgress event) { steps::lan_progress(state, event); }
    void operator()(event::LanDone event) { steps::lan_done(state, std::move(event), out); }
    void operator()(event::LanFailed event) { steps::lan_failed(state, std::move(event), out); }
    void operator()(event::SettingFailed event) {
        steps::trouble(state, "settings.cannot_keep", std::move(event.error.what));
    }
    void operator()(event::FileDropped event) { steps::file_dropped(state, event, out); }
};

void note_earliest(std::optional<std::int64_t>& earliest, std::int64_t candidate) {
    if (!earliest || candidate < *earliest) earliest = candidate;
}

}  // namespace

const std::string& AppState::say(std::string_view key) const { return words->say(language, key); }

Effects update(AppState& state, const Command& command) {
    Effects out;
    std::visit(Commanded{state, out}, command);
    return out;
}

Effects update(AppState& state, Event event) {
    Effects out;
    std::visit([&](auto&& happened) { Happened{state, out}(std::move(happened)); },
               std::move(event));
    return out;
}

std::optional<std::int64_t> next_tick_ms(const AppState& state) {
    std::optional<std::int64_t> next;
    for (const Toast& toast : state.toasts) {
        if (!toast.trouble) note_earliest(next, toast.until_ms);
    }
    if (!state.open) return next;
    for (const auto& [path, draft] : state.open->drafts) {
        if (!draft.asked) note_earliest(next, draft.typed_ms + kTypingPauseMs);
    }
    if (!state.open->failed.empty()) note_earliest(next, state.open->retry_ms);
    if (state.open->flash_until_ms > state.now_ms) note_earliest(next, state.open->flash_until_ms);
    return next;
}

}  // namespace adit::model
