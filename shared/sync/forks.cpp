#include "sync/forks.h"

#include "record/change_codec.h"

#include <algorithm>
#include <utility>

namespace adit::sync {

using record::FeedId;

namespace {

constexpr const char* kOpenForks = "exchange.forks";

}  // namespace

void Forks::tell(const FeedId& feed, std::uint64_t number) {
    if (!told_.insert(feed).second) return;
    report_.problems.push_back(problem_of(Rule::Branch, feed, number));
}

bool Forks::is_shown(const FeedId& feed, const Fork& fork) const {
    return fork.agreed && !sending_.contains(feed);
}

Status Forks::resume() {
    const auto kept = yields_ ? TRY(store_.get(kOpenForks)) : std::nullopt;
    if (!kept) return Done{};
    Reader in(*kept);
    const std::size_t count = in.count();
    for (std::size_t i = 0; i < count && in.ok(); ++i) {
        const auto feed = record::feed_from(in.raw(kFeedBytes));
        const std::uint64_t agreed = in.varint();
        const std::uint64_t shown = in.varint();
        const auto head = feed ? TRY(store_.find_head(*feed)) : std::nullopt;
        if (!in.ok() || !head || head->number < shown) continue;
        Fork& fork = forks_[*feed];
        fork.agreed = agreed;
        fork.shown = shown;
        sending_.erase(*feed);
        if (shown < head->number) sending_.emplace(*feed, Sending{shown, head->number});
    }
    return Done{};
}

Status Forks::keep() {
    Writer out;
    out.varint(static_cast<std::uint64_t>(std::ranges::count_if(
        forks_, [](const auto& each) { return each.second.agreed.has_value(); })));
    for (const auto& [feed, fork] : forks_) {
        if (!fork.agreed) continue;
        out.raw(record::bytes_of(feed));
        out.varint(*fork.agreed);
        out.varint(fork.shown);
    }
    return store_.set(kOpenForks, out.bytes());
}

Result<bool> Forks::hear(Rule rule, const Sent& sent) {
    if (!yields_) return false;
    const FeedId& id = sent.end.feed;
    const auto feed = sending_.find(id);
    // Behind one that made us begin again.
    const bool stale = feed == sending_.end() || sent.first != feed->second.held + 1;
    if (stale) return rule != Rule::Held && knows(id);
    if (rule == Rule::Held && knows(id)) {
        Fork& fork = forks_[id];
        if (!fork.has_parted()) fork.agreed = fork.shown = sent.end.number;
        return false;
    }
    if (rule == Rule::Branch) {
        Fork& fork = forks_[id];
        if (!fork.has_parted()) fork.agreed = sent.first - 1;
        tell(id, sent.first);
        fork.shown = feed->second.held = sent.end.number;
        if (feed->second.held >= feed->second.end) sending_.erase(feed);
        TRY(keep());
        return true;
    }
    const bool begins_again = rule == Rule::Fork || (rule == Rule::Gap && knows(id));
    if (!begins_again || sent.first == 1) return false;
    Fork& fork = forks_[id];
    if (std::exchange(fork.shown_from_start, true)) return false;
    fork.agreed = fork.shown = feed->second.held = 0;
    TRY(keep());
    return true;
}

Result<bool> Forks::show_ours(const FeedId& feed) {
    if (!yields_) return false;
    const auto head = TRY(store_.find_head(feed));
    Fork& fork = forks_[feed];
    if (!head || std::exchange(fork.shown_from_start, true)) return false;
    fork.agreed = fork.shown = 0;
    fork.asked = false;
    sending_.insert_or_assign(feed, Sending{0, head->number});
    TRY(keep());
    return true;
}

Result<bool> Forks::hear_want(const Want& want) {
    if (!knows(want.feed)) return false;
    // A server that was put back from a backup holds another change where both had agreed.
    if (want.number == 0) TRY(show_ours(want.feed));
    return true;
}

Status Forks::settle(const FeedId& feed, std::uint64_t number) {
    tell(feed, number);
    const auto fork = forks_.find(feed);
    if (fork == forks_.end()) return Done{};
    forks_.erase(fork);
    sending_.erase(feed);
    return keep();
}

Status Forks::drop_asked() {
    const auto dropped = std::erase_if(forks_, [](const auto& each) { return each.second.asked; });
    return dropped > 0 ? keep() : Status(Done{});
}

bool Forks::must_ask() const {
    return std::ranges::any_of(forks_, [this](const auto& each) {
        return is_shown(each.first, each.second) && !each.second.asked;
    });
}

Status Forks::ask_in(HeadList& heads) {
    for (HeadLine& line : heads.lines) {
        const auto fork = forks_.find(line.feed);
        if (fork == forks_.end()) continue;
        if (!is_shown(line.feed, fork->second)) {
            line.closed = true;
            continue;
        }
        if (!fork->second.has_parted()) {  // The server holds all of ours by now.
            forks_.erase(fork);
            TRY(keep());
            continue;
        }
        fork->second.asked = true;
        line.number = *fork->second.agreed;
        line.check = check_of(TRY(store_.run_after(line.feed, line.number, 1, 1)).before);
    }
    return Done{};
}

}  // namespace adit::sync
