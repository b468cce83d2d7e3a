// What this device writes, on its way into the log. Records that are begun many at a time, as an
// import does, are encoded on one thread while another one inserts those before.
#include "base/made_ahead.h"
#include "store/batch.h"
#include "store/life.h"
#include "store/mentions.h"

namespace adit::store {

using record::Change;
using record::Dot;

/// A change as the feed has it next, not in the file yet.
struct SqliteStore::NextChange {
    Change change;
    Bytes bytes;
    FeedLog::Link link;
};

/// A record's first change, and where it goes.
struct SqliteStore::Beginning {
    Feed* feed = nullptr;
    Touched* touched = nullptr;
    std::int64_t now_ms = 0;
};

Result<std::vector<Dot>> SqliteStore::append(std::vector<Draft> drafts) {
    if (epoch_ == 0) {
        return Error{Code::Refused,
                     "this store is open for looking only: enrol this laptop before writing"};
    }
    std::vector<Dot> dots;
    const auto written = write([&]() -> Status {
        dots = TRY(append_all(std::move(drafts)));
        return Done{};
    });
    if (!written) return written.error();
    note_appended(dots.size());
    return dots;
}

/// What was appended is on stable storage by now: nothing that fails here makes it undone.
void SqliteStore::note_appended(std::size_t count) {
    if (changes_) {
        *changes_ += static_cast<std::int64_t>(count);
    } else if (const auto counted = changes_in(db_)) {
        changes_ = *counted;
    }
    if (changes_) note_changes(db_, *changes_);
}

Result<std::vector<Dot>> SqliteStore::append_all(std::vector<Draft> drafts) {
    Batch batch;
    std::vector<Dot> dots;
    if (is_worth_a_thread(drafts.size())) {
        const auto begun = TRY(beginnings(drafts, batch));
        if (is_worth_a_thread(begun.size())) dots = TRY(append_new(drafts, begun));
    }
    for (std::size_t i = dots.size(); i < drafts.size(); ++i) {
        dots.push_back(TRY(append_one(std::move(drafts[i]), batch)));
    }
    TRY(close(batch));
    return dots;
}

Result<Dot> SqliteStore::append_one(Draft draft, Batch& batch) {
    Feed* const feed = TRY(log_.need(feed_of(draft.scope)));
    Touched* const touched = TRY(batch.touch(draft.record, draft.scope, summaries_));
    TRY(touched->load(log_));
    if (!touched->knowledge && !touched->changes.empty()) {
        touched->knowledge.emplace(feed->head.feed, touched->changes);
    }
    NextChange next = TRY(next_change(std::move(draft), *feed, world_.now_ms(),
                                      touched->knowledge ? &*touched->knowledge : nullptr));
    TRY(log_.keep({{next.link, touched->row, {}, next.bytes}}));
    TRY(note_mentions(db_, touched->row, files_in(next.change)));
    batch.feeds.insert(feed);
    Dot dot = next.change.dot;
    touched->add(std::move(next.change));
    return dot;
}

/// In memory only: what the feed and the clock are when this fails is forgotten.
Result<SqliteStore::NextChange> SqliteStore::next_change(Draft draft, Feed& feed, std::int64_t now,
                                                         Knowledge* known) {
    Change change{.dot = {feed.head.feed, feed.names.next_number()},
                  .author = std::move(draft.author),
                  .clock = record::next_clock(clock_, now),
                  .wall_ms = draft.wall_ms == 0 ? now : draft.wall_ms,
                  .offset_min = draft.offset_min,
                  .record = draft.record,
                  .form = std::move(draft.form),
                  .operations = std::move(draft.operations)};
    if (known != nullptr) {
        known->complete(change.operations, change.dot);
    } else {
        put_in_order(change.operations);  // Nobody has written of this record yet.
    }
    Bytes bytes = TRY(record::encode(change, feed.names));
    const FeedLog::Link link = FeedLog::link(feed, bytes);
    clock_ = change.clock;
    return NextChange{std::move(change), std::move(bytes), link};
}

/// As many of them, from the first on, as each begin a record.
Result<std::vector<SqliteStore::Beginning>> SqliteStore::beginnings(
    const std::vector<Draft>& drafts, Batch& batch) {
    std::vector<Beginning> begun;
    for (const Draft& draft : drafts) {
        Touched* const touched = TRY(batch.begin(draft.record, draft.scope, summaries_));
        if (touched == nullptr) break;
        Feed* const feed = TRY(log_.need(feed_of(draft.scope)));
        batch.feeds.insert(feed);
        begun.push_back({.feed = feed, .touched = touched, .now_ms = world_.now_ms()});
    }
    return begun;
}

// The other thread has the feeds and the clock meanwhile, this one the file.
Result<std::vector<Dot>> SqliteStore::append_new(std::vector<Draft>& drafts,
                                                 const std::vector<Beginning>& begun) {
    std::vector<std::optional<NextChange>> made(begun.size());
    std::vector<Dot> dots;
    const auto make = [&](std::size_t i) -> Status {
        made[i] = TRY(next_change(std::move(drafts[i]), *begun[i].feed, begun[i].now_ms, nullptr));
        return Done{};
    };
    const auto use = [&](std::size_t first, std::size_t past) -> Status {
        std::vector<FeedLog::Kept> kept;
        for (std::size_t i = first; i < past; ++i) {
            kept.push_back({made[i]->link, begun[i].touched->row, {}, made[i]->bytes});
        }
        TRY(log_.keep(kept));
        std::vector<Touched*> touched;
        for (std::size_t i = first; i < past; ++i) {
            Change change = std::move(made[i]->change);
            touched.push_back(begun[i].touched);
            TRY(note_mentions(db_, touched.back()->row, files_in(change)));
            dots.push_back(change.dot);
            touched.back()->add(std::move(change));
        }
        return tell(touched);
    };
    TRY(made_ahead(begun.size(), make, use));
    return dots;
}

}  // namespace adit::store
