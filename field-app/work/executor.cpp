#include "work/executor.h"

#include "work/enrolment.h"
#include "work/files.h"
#include "work/listing.h"
#include "work/photo_work.h"
#include "work/record_work.h"
#include "work/sync_work.h"

#include <algorithm>

namespace adit::work {
namespace {

namespace effect = model::effect;
namespace event = model::event;

const std::vector<std::string> kSettings = {"language", "theme", "text_size", "photos"};

Result<event::Started> started(Workspace& workspace) {
    event::Started started;
    started.who = TRY(who(workspace));
    started.last_sync_ms = TRY(last_sync_ms(workspace));
    for (const std::string& name : kSettings) {
        const auto kept = TRY(workspace.store().get(setting_key(name)));
        if (kept) started.settings.emplace(name, text_of(ByteView(*kept)));
    }
    std::int64_t latest = 0;
    for (const store::Typing& typing : TRY(workspace.store().typing())) {
        if (started.unfinished && typing.wall_ms < latest) continue;
        started.unfinished = typing.record;
        latest = typing.wall_ms;
    }
    return started;
}

Result<event::RecordOpened> opened_record(Workspace& workspace, const effect::OpenRecord& asked) {
    event::RecordOpened opened;
    opened.session = TRY(session_of(workspace, asked.record, asked.language));
    opened.decided = TRY(decided_in(workspace, asked.record));
    for (store::Typing& typing : TRY(workspace.store().typing())) {
        if (typing.record != asked.record) continue;
        opened.recovered.push_back({std::move(typing.path), std::move(typing.text)});
    }
    return opened;
}

Result<event::SyncDone> synced(Workspace& workspace, SyncOutcome outcome) {
    event::SyncDone done;
    done.sent = outcome.report.sent;
    done.received = outcome.report.received;
    done.wall_ms = workspace.world().now_ms();
    for (const sync::Problem& problem : outcome.report.problems) {
        done.problems.push_back(sentence_for(problem.rule, problem.what));
    }
    const auto add = [&](const std::string& words) {
        done.problems.push_back({.key = {}, .parts = {}, .what = words});
    };
    std::ranges::for_each(outcome.carried.words, add);
    if (outcome.photos.given_up > 0) {
        done.problems.push_back({.key = "photos.damaged",
                                 .parts = {std::to_string(outcome.photos.given_up)},
                                 .what = {}});
    }
    const bool broke = outcome.photos_broke && outcome.photos_broke->code == Code::Unavailable;
    if (outcome.photos_broke && !broke) add(outcome.photos_broke->what);
    done.photos_sent = outcome.photos.sent;
    done.photos_broke = broke;
    done.handed_over = outcome.carried.held;
    done.touched = std::move(outcome.report.touched);
    done.new_forms = outcome.report.new_forms;
    if (outcome.new_owner || outcome.report.new_forms) done.who = TRY(who(workspace));
    return done;
}

bool begins_meeting(const model::Effect& effect) {
    return std::holds_alternative<effect::LanWait>(effect) ||
           std::holds_alternative<effect::LanLook>(effect) ||
           std::holds_alternative<effect::LanJoin>(effect);
}

Result<model::Who> enrolled(std::unique_ptr<Workspace>& workspace, const Surroundings& world,
                            const std::filesystem::path& folder, const effect::Enrol& asked) {
    const std::string text = TRY(read_file(asked.ticket_path));
    const Ticket ticket = TRY(ticket_from(text));
    if (workspace == nullptr) workspace = TRY(Workspace::make(folder, world));
    TRY(enrol(*workspace, ticket, asked.laptop));
    const auto now = TRY(who(*workspace));
    ENSURE(now);
    return *now;
}

}  // namespace

Executor::Executor(Start start) : start_(std::move(start)), thread_([this] { loop(); }) {}

Executor::~Executor() {
    stop_sync_ = true;
    stop_lan_ = true;
    {
        const std::lock_guard lock(mutex_);
        ending_ = true;
    }
    work_waits_.notify_all();
    thread_.join();
}

void Executor::run(model::Effects effects) {
    if (effects.empty()) return;
    {
        const std::lock_guard lock(mutex_);
        for (model::Effect& effect : effects) {
            if (std::holds_alternative<effect::StopSync>(effect)) {
                stop_sync_ = true;
                continue;
            }
            if (std::holds_alternative<effect::SyncNow>(effect)) stop_sync_ = false;
            if (begins_meeting(effect)) stop_lan_ = false;
            if (std::holds_alternative<effect::LanStop>(effect)) {
                stop_lan_ = true;
                continue;
            }
            if (const auto* answer = std::get_if<effect::LanAnswer>(&effect)) {
                lan_answer_ = answer->yes;
                continue;
            }
            queue_.push_back(std::move(effect));
        }
    }
    work_waits_.notify_all();
}

model::Events Executor::take_events() {
    const std::lock_guard lock(mutex_);
    return std::exchange(events_, {});
}

bool Executor::is_idle() const {
    const std::lock_guard lock(mutex_);
    return queue_.empty() && !busy_;
}

void Executor::post(model::Event event) {
    {
        const std::lock_guard lock(mutex_);
        events_.push_back(std::move(event));
    }
    if (start_.wake) start_.wake();
}

std::optional<model::Effect> Executor::next_effect(const std::function<bool()>& until) {
    std::unique_lock lock(mutex_);
    work_waits_.wait(lock, [&] { return !queue_.empty() || until(); });
    if (queue_.empty()) return std::nullopt;
    model::Effect next = std::move(queue_.front());
    queue_.pop_front();
    busy_ = true;
    return next;
}

void Executor::loop() {
    begin();
    for (;;) {
        {
            const std::lock_guard lock(mutex_);
            busy_ = false;
        }
        const auto next = next_effect([this] { return ending_; });
        if (!next) break;
        std::visit([this](const auto& effect) { perform(effect); }, *next);
    }
    workspace_.reset();
}

void Executor::aside(const std::function<void()>& waiting) {
    bool done = false;  // Guarded by mutex_.
    std::thread beside([&] {
        waiting();
        const std::lock_guard lock(mutex_);
        done = true;
        work_waits_.notify_all();
    });
    while (const auto next = next_effect([&] { return done; })) {
        std::visit([this](const auto& effect) { perform(effect); }, *next);
    }
    beside.join();
}

void Executor::begin() {
    if (!Workspace::exists(start_.folder)) {
        post(event::Started{});
        return;
    }
    auto workspace = Workspace::open(start_.folder, start_.world);
    if (!workspace) {
        post(event::StartFailed{workspace.error()});
        return;
    }
    workspace_ = *std::move(workspace);
    if (auto renewed = renew_entities_behind(*workspace_); !renewed) {
        post(event::StartFailed{renewed.error()});
        return;
    }
    auto began = started(*workspace_);
    if (began) {
        post(*std::move(began));
    } else {
        post(event::StartFailed{began.error()});
    }
}

void Executor::perform(const effect::Append& effect) {
    const Error none{Code::Refused, "this laptop is not enrolled yet"};
    if (workspace_ == nullptr) return post(event::SaveFailed{effect.ticket, none});
    record::Record record;
    record.id = effect.record;
    record.scope = effect.scope;
    record.form = effect.form;
    auto known = workspace_->store().record(effect.record);
    if (!known) return post(event::SaveFailed{effect.ticket, known.error()});
    if (*known) record = **std::move(known);
    const auto done = append(*workspace_, record, effect.operations);
    if (!done) return post(event::SaveFailed{effect.ticket, done.error()});
    event::Saved saved{effect.ticket, workspace_->world().now_ms()};
    if (const auto left = unsent(*workspace_)) saved.unsent = *left;
    post(saved);
}

void Executor::perform(const effect::KeepFile& effect) {
    Workspace* workspace = opened();
    if (workspace == nullptr) return;
    auto kept = keep_file(*workspace, effect.file);
    if (!kept) return post(event::FileRefused{effect.record, effect.path, kept.error()});
    post(event::FileKept{effect.record, effect.path, *std::move(kept)});
}

void Executor::perform(const effect::KeepTyping& effect) {
    if (workspace_ == nullptr) return;
    const std::int64_t now = workspace_->world().now_ms();
    const auto kept =
        workspace_->store().keep_typing({effect.record, effect.path, effect.text, now});
    if (!kept) return post(event::TypingFailed{kept.error()});
    post(event::TypingKept{effect.record, effect.path, now});
}

void Executor::perform(const effect::ForgetTyping& effect) {
    if (workspace_ == nullptr) return;
    const auto forgotten = workspace_->store().forget_typing(effect.record, effect.path);
    if (!forgotten) post(event::TypingFailed{forgotten.error()});
}

Workspace* Executor::opened() {
    if (workspace_ == nullptr) {
        post(event::OpenFailed{{Code::Refused, "this laptop is not enrolled yet"}});
    }
    return workspace_.get();
}

void Executor::perform(const effect::NewRecord& effect) {
    Workspace* workspace = opened();
    if (workspace == nullptr) return;
    auto session = session_of_new(*workspace, effect.form, effect.scope, effect.language);
    if (!session) return post(event::OpenFailed{session.error()});
    post(event::RecordOpened{*std::move(session), true, {}});
}

void Executor::perform(const effect::OpenRecord& effect) {
    Workspace* workspace = opened();
    if (workspace == nullptr) return;
    auto opened = opened_record(*workspace, effect);
    if (!opened) return post(event::OpenFailed{opened.error()});
    post(*std::move(opened));
}

void Executor::perform(const effect::RefreshRecord& effect) {
    Workspace* workspace = opened();
    if (workspace == nullptr) return;
    auto record = record_at(*workspace, effect.record);
    if (!record) return post(event::LoadFailed{record.error()});
    auto decided = decided_in(*workspace, effect.record);
    if (!decided) return post(event::LoadFailed{decided.error()});
    post(event::RecordRefreshed{*std::move(record), *std::move(decided)});
}

void Executor::perform(const effect::LoadSites&) {
    Workspace* workspace = opened();
    if (workspace == nullptr) return;
    auto loaded = sites(*workspace);
    if (!loaded) return post(event::LoadFailed{loaded.error()});
    post(event::SitesLoaded{*std::move(loaded)});
}

void Executor::perform(const effect::LoadSite& effect) {
    Workspace* workspace = opened();
    if (workspace == nullptr) return;
    auto page = site_page(*workspace, effect.id);
    if (!page) return post(event::LoadFailed{page.error()});
    post(event::SiteLoaded{*std::move(page)});
}

void Executor::perform(const effect::LoadRecords& effect) {
    Workspace* workspace = opened();
    if (workspace == nullptr) return;
    auto rows = records_in(*workspace, effect.list);
    if (!rows) return post(event::LoadFailed{rows.error()});
    post(event::RecordsLoaded{effect.list, *std::move(rows)});
}

void Executor::perform(const effect::LoadHome&) {
    Workspace* workspace = opened();
    if (workspace == nullptr) return;
    auto loaded = home(*workspace);
    if (!loaded) return post(event::LoadFailed{loaded.error()});
    post(*std::move(loaded));
}

void Executor::perform(const effect::SyncNow&) {
    Workspace* workspace = opened();
    if (workspace == nullptr || syncing_) return;  // The running exchange answers for both.
    syncing_ = true;
    const std::int64_t began_ms = workspace->world().now_ms();
    const auto progress = [&, this](const sync::Report& so_far, std::uint64_t left) {
        const std::int64_t took_ms = workspace->world().now_ms() - began_ms;
        post(event::SyncProgress{so_far.sent, so_far.sent + left, so_far.received,
                                 time_left_ms(took_ms, so_far.sent, left)});
        return !stop_sync_;
    };
    const auto slowly = [this](const std::function<void()>& waiting) { aside(waiting); };
    std::optional<std::int64_t> photos_began_ms;
    const auto photos = [&, this](const sync::AttachmentReport& so_far) {
        if (so_far.left == 0 && so_far.sent == 0) return !stop_sync_.load();
        const std::int64_t now_ms = workspace->world().now_ms();
        if (!photos_began_ms) photos_began_ms = now_ms;
        post(event::PhotoProgress{
            so_far.left, so_far.left_bytes, so_far.given_bytes,
            time_left_ms(now_ms - *photos_began_ms, so_far.given_bytes, so_far.left_bytes)});
        return !stop_sync_.load();
    };
    auto outcome =
        sync_with_server(*workspace, progress, slowly, {.hold_back = false, .progress = photos});
    syncing_ = false;
    if (!outcome) return post(event::SyncFailed{outcome.error()});
    if (outcome->stopped) return post(event::SyncStopped{outcome->report.sent});
    auto done = synced(*workspace, *std::move(outcome));
    if (!done) return post(event::SyncFailed{done.error()});
    post(*std::move(done));
}

void Executor::perform(const effect::StopSync&) { stop_sync_ = true; }

void Executor::perform(const effect::Enrol& effect) {
    auto now = enrolled(workspace_, start_.world, start_.folder, effect);
    if (!now) return post(event::EnrolFailed{now.error()});
    post(event::Enrolled{*std::move(now)});
}

void Executor::perform(const effect::KeepSetting& effect) {
    if (workspace_ == nullptr) return;  // Before enrolment there is no place to keep it.
    const auto kept = workspace_->store().set(setting_key(effect.name), view_of(effect.value));
    if (!kept) post(event::SettingFailed{kept.error()});
}

void Executor::perform(const effect::Quit&) {}

}  // namespace adit::work
