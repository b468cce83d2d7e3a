// The executor's part in a meeting with a laptop near here.
#include "work/executor.h"
#include "work/listing.h"

namespace adit::work {
namespace {

namespace effect = model::effect;
namespace event = model::event;

constexpr std::chrono::milliseconds kLookFor{500};

Result<event::LanDone> done_of(Workspace& workspace, LanOutcome outcome) {
    event::LanDone done;
    done.other = std::move(outcome.other);
    done.handed = outcome.report.sent;
    done.received = outcome.report.received;
    for (const sync::Problem& problem : outcome.report.problems) {
        done.problems.push_back(sentence_for(problem.rule, problem.what));
    }
    done.touched = std::move(outcome.report.touched);
    done.new_forms = outcome.report.new_forms;
    if (outcome.new_owner || outcome.report.new_forms) done.who = TRY(who(workspace));
    return done;
}

}  // namespace

std::optional<bool> Executor::compare(const std::string& code, const std::string& other) {
    {
        const std::lock_guard lock(mutex_);
        lan_answer_.reset();  // An answer is to this code, not to an earlier one.
    }
    post(event::LanCode{spoken_code(code), other});
    std::unique_lock lock(mutex_);
    work_waits_.wait(lock, [this] { return lan_answer_.has_value() || stop_lan_; });
    return stop_lan_ ? std::nullopt : lan_answer_;
}

LanDesk Executor::lan_desk() {
    const auto tell = [this](const LanNews& news) {
        switch (news.what) {
            case LanNews::What::Waiting:
                return post(event::LanWaiting{news.addresses});
            case LanNews::What::Connected:
                return;  // The code follows at once.
            case LanNews::What::Agreed:
                return post(event::LanAgreed{});
            case LanNews::What::Moving:
                return post(event::LanProgress{news.handed, news.to_hand, news.received});
        }
    };
    return {.tell = tell,
            .compare = [this](const std::string& code,
                              const std::string& other) { return compare(code, other); },
            .stopped = [this] { return stop_lan_.load(); },
            .aside = [this](const std::function<void()>& waiting) { aside(waiting); }};
}

void Executor::end_meeting(Result<LanOutcome> outcome) {
    if (!outcome) return post(event::LanFailed{std::move(outcome).error(), stop_lan_});
    auto done = done_of(*workspace_, *std::move(outcome));
    if (!done) return post(event::LanFailed{std::move(done).error(), false});
    post(*std::move(done));
}

void Executor::perform(const effect::LanWait&) {
    Workspace* workspace = opened();
    if (workspace == nullptr || meeting_) return;
    meeting_ = true;
    end_meeting(wait_for_laptop(*workspace, start_.lan, lan_desk()));
    meeting_ = false;
}

void Executor::perform(const effect::LanLook&) {
    Workspace* workspace = opened();
    if (workspace == nullptr || meeting_ || looking_) return;
    const auto finder = finder_for(*workspace, start_.lan);
    // Where nothing can be heard, the address can still be typed.
    const bool deaf = !finder && finder.error().code == Code::Unavailable;
    if (!finder && !deaf) return post(event::LanFailed{finder.error(), false});
    looking_ = true;
    join_next_.reset();
    std::vector<std::string> shown;
    while (!stop_lan_ && !join_next_) {
        std::vector<net::FoundLaptop> found;
        aside([&] {
            if (deaf) return std::this_thread::sleep_for(kLookFor);
            found = (*finder)->listen(kLookFor);
        });
        std::vector<std::string> addresses;
        for (const net::FoundLaptop& laptop : found) addresses.push_back(laptop.address);
        if (addresses == shown) continue;
        shown = addresses;
        post(event::LanFound{std::move(addresses)});
    }
    looking_ = false;
    if (const auto join = std::exchange(join_next_, std::nullopt)) return perform(*join);
    post(event::LanFailed{{Code::Refused, "it was stopped on this laptop"}, true});
}

void Executor::perform(const effect::LanJoin& effect) {
    if (looking_) {
        join_next_ = effect;
        return;
    }
    Workspace* workspace = opened();
    if (workspace == nullptr || meeting_) return;
    meeting_ = true;
    end_meeting(join_laptop(*workspace, effect.address, lan_desk()));
    meeting_ = false;
}

void Executor::perform(const effect::LanAnswer&) {}  // run() hands it over at once.
void Executor::perform(const effect::LanStop&) {}

}  // namespace adit::work
