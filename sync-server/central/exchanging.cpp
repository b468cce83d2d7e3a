#include "central/exchanging.h"

#include "base/log.h"

#include <future>

namespace adit::central {
namespace {

constexpr std::int64_t kNoteEveryMs = 60'000;  // "Last seen" is told to the minute.

}  // namespace

Exchanging::Exchanging(Central& central, StandingPtr standing, const identity::RosterDevice& caller)
    : central_(central),
      standing_(std::move(standing)),
      host_(central.host_of(*standing_)),
      caller_(caller),
      answering_(host_, caller_, central.world()) {}

Result<std::unique_ptr<Exchanging>> Exchanging::begin(Central& central, const std::string& token) {
    auto [device, standing] = TRY(central.caller_with(token));
    TRY(central.mend_entities());
    const identity::RosterDevice* caller = standing->roster.find(device.roster.device);
    ENSURE(caller != nullptr);
    const std::int64_t now = central.world().now_ms();
    if (now - device.last_sync_ms >= kNoteEveryMs || now < device.last_sync_ms) {
        TRY(central.people().note_sync(caller->device, now));
    }
    return std::unique_ptr<Exchanging>(new Exchanging(central, std::move(standing), *caller));
}

/// Changes, and what they say of entities: both or none.
Status Exchanging::take(store::RecordStore& records) {
    return records.together([&]() -> Status {
        TRY(central_.check_standing(*standing_));
        TRY(answering_.take_unpacked());
        const auto& touched = answering_.report().touched;
        if (followed_ == touched.size()) return Done{};
        TRY(central_.refresh_entities(
            records, {touched.begin() + static_cast<std::ptrdiff_t>(followed_), touched.end()}));
        followed_ = touched.size();
        return Done{};
    });
}

Status Exchanging::hear(ByteView more) {
    answering_.unpack(more);
    return central_.together([this](store::RecordStore& records) { return take(records); });
}

void Exchanging::answer(ByteView last, std::function<void(Result<Bytes>)> then) {
    answering_.unpack(last);
    central_.together(
        [this](store::RecordStore& records) -> Status {
            TRY(take(records));
            return answering_.find_answer();
        },
        [this, then = std::move(then)](const Status& answered) {
            if (answered) tell_problems();
            then(answered ? Result<Bytes>(answering_.found_answer())
                          : Result<Bytes>(answered.error()));
        });
}

Result<Bytes> Exchanging::answer(ByteView last) {
    std::promise<Result<Bytes>> answered;
    answer(last, [&](Result<Bytes> begun) { answered.set_value(std::move(begun)); });
    return answered.get_future().get();
}

void Exchanging::tell_problems() const {
    for (const sync::Problem& problem : answering_.report().problems) {
        log(Level::Warning, "sync",
            "from laptop " + hex(caller_.device) + ", feed of " + problem.feed.device.text() +
                " in " + problem.feed.scope.code + ": " + problem.rule + ": " + problem.what);
    }
}

Result<Bytes> Exchanging::go_on() {
    if (!answering_.has_more()) return Bytes{};  // Nobody waits for the records for that.
    const Records held = central_.records();
    return answering_.go_on();
}

}  // namespace adit::central
