// The executor: the one thread beside the window. It owns the workspace, runs the model's Effects
// one after another and hands back Events.
//
// run(), take_events() and the destructor belong to the window's thread; `wake` is called on
// another one whenever events wait. While an exchange waits for the network or a meeting with a
// laptop near here for people, other effects go on: an answer is stored at once however slow the
// line is. StopSync, LanStop and LanAnswer do not queue: they reach what is running. Everything
// given to run() is done before the destructor returns, except an exchange, which stops as soon as
// the line has answered or given up.
#pragma once

#include "model/effect.h"
#include "model/event.h"
#include "sync/exchange.h"
#include "work/lan_work.h"
#include "work/workspace.h"

#include <atomic>
#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>

namespace adit::work {

class Executor {
public:
    struct Start {
        std::filesystem::path folder;
        Surroundings world;
        std::function<void()> wake;
        net::LanPlace lan{};  // Where laptops near here find one another.
    };
    /// The first event is Started or StartFailed. A folder without work has no owner: Welcome.
    explicit Executor(Start start);
    ~Executor();
    Executor(const Executor&) = delete;
    Executor& operator=(const Executor&) = delete;

    void run(model::Effects effects);
    model::Events take_events();
    /// True when nothing is queued or running.
    bool is_idle() const;

private:
    void loop();
    void begin();
    /// Takes the next effect; nothing when `until` holds first.
    std::optional<model::Effect> next_effect(const std::function<bool()>& until);
    /// Runs what waits for network or people on a thread of its own, and performs effects until it
    /// is done.
    void aside(const std::function<void()>& waiting);
    /// What the person says to the code, asked on any thread; nothing when it was stopped.
    std::optional<bool> compare(const std::string& code, const std::string& other);
    LanDesk lan_desk();
    void end_meeting(Result<LanOutcome> outcome);
    void post(model::Event event);
    Workspace* opened();  // Null, and an event says why, when there is no workspace.

    void perform(const model::effect::Append& effect);
    void perform(const model::effect::KeepFile& effect);
    void perform(const model::effect::KeepTyping& effect);
    void perform(const model::effect::ForgetTyping& effect);
    void perform(const model::effect::NewRecord& effect);
    void perform(const model::effect::OpenRecord& effect);
    void perform(const model::effect::RefreshRecord& effect);
    void perform(const model::effect::LoadSites& effect);
    void perform(const model::effect::LoadSite& effect);
    void perform(const model::effect::LoadRecords& effect);
    void perform(const model::effect::LoadHome& effect);
    void perform(const model::effect::SyncNow& effect);
    void perform(const model::effect::StopSync& effect);
    // executor_bundles.cpp
    void perform(const model::effect::WriteBundle& effect);
    void perform(const model::effect::LookAtBundle& effect);
    void perform(const model::effect::TakeBundle& effect);
    void perform(const model::effect::CarryBundle& effect);
    void perform(const model::effect::Enrol& effect);
    void perform(const model::effect::LanWait& effect);
    void perform(const model::effect::LanLook& effect);
    void perform(const model::effect::LanJoin& effect);
    void perform(const model::effect::LanAnswer& effect);
    void perform(const model::effect::LanStop& effect);
    void perform(const model::effect::KeepSetting& effect);
    void perform(const model::effect::Quit& effect);

    Start start_;
    std::unique_ptr<Workspace> workspace_;  // The executor's thread alone.

    mutable std::mutex mutex_;  // Guards the five below.
    std::condition_variable work_waits_;
    std::deque<model::Effect> queue_;
    model::Events events_;
    bool busy_ = true;
    bool ending_ = false;
    std::optional<bool> lan_answer_;
    std::atomic<bool> stop_sync_ = false;
    std::atomic<bool> stop_lan_ = false;
    bool syncing_ = false;  // The executor's thread alone; with the three below.
    bool looking_ = false;
    bool meeting_ = false;
    std::optional<model::effect::LanJoin> join_next_;  // Asked for while looking.
    std::thread thread_;                               // Last: it starts when all else is ready.
};

}  // namespace adit::work
