#include "sync/columns.h"

#include "sync/column_tapes.h"

#include <deque>
#include <map>
#include <tuple>

namespace adit::sync {

/// Columns that belong to no one place, and all places.
class Columns::Book {
public:
    Numbers clocks, counters, walls, headings, distances, id_times, instances, definitions;
    Numbers file_sizes;
    Planes ids{kIdBytes - kIdTimeBytes}, instance_ids{8}, file_hashes{kFileHashBytes}, others{16};
    Texts names;
    Place start;
    Phrases phrases;

    Place* place_of(std::uint8_t tag, std::uint64_t path, std::uint8_t depth) {
        Place*& known = by_key_[{tag, path, depth}];
        if (known == nullptr) {
            known = &places_.emplace_back();
            known->tag = tag;
            known->path = path;
            known->depth = depth;
        }
        return known;
    }

private:
    std::deque<Place> places_;
    std::map<std::tuple<std::uint8_t, std::uint64_t, std::uint8_t>, Place*> by_key_;
};

namespace {

/// Goes through changes by their grammar once, either way: `Tape` takes tokens from a change and
/// puts them into columns, or the other way round. What differs is said by Tape::kTakes.
template <class Tape, class Book>
class Walk {
public:
    Walk(Tape& tape, Book& book) : tape_(tape), book_(book) {}

    void change() {
        const std::uint64_t clock = tape_.clock(book_.clocks, book_.counters, clock_ms_);
        clock_ms_ = static_cast<std::int64_t>(clock >> 16);
        tape_.varint(book_.walls);
        name(book_.headings);
        distance_ = tape_.varint(book_.distances);
        if (distance_ == 0) tape_.id(book_.id_times, book_.ids, clock_ms_);
        tape_.operations([this] { operations(); });
    }

private:
    void operations() {
        Place* at = &book_.start;
        while (tape_.ok()) {
            at = tape_.follow(*at, book_);
            if (at == nullptr) return;
            operation(*at);
        }
    }

    void operation(Place& at) {
        const auto kind = static_cast<Kind>(at.tag & 15);
        const std::uint8_t upper = at.tag >> 4;
        if (has_path(kind)) {
            if (at.path == 0) tape_.text(book_.names);
            for (std::uint8_t i = 0; i < at.depth && tape_.ok(); ++i) instance();
        }
        switch (kind) {
            case Kind::Put:
            case Kind::Resolve:
                value(at, upper);
                return dots(at);
            case Kind::Compute:
                return value(at, upper);
            case Kind::AddInstance:
                return;
            case Kind::RemoveInstance:
            case Kind::Finalise:
            case Kind::Restore:
                return dots(at);
            case Kind::Reopen:
            case Kind::Review:
            case Kind::Delete:
                tape_.text(at.text);
                return dots(at);
            case Kind::Comment:
            case Kind::Flag:
                return tape_.text(at.text);
            case Kind::Attach:
                return file(at);
            case Kind::DuplicateOf:
                return tape_.raw(book_.others);
            case Kind::Mark:
                return name(at.numbers[0]);
        }
    }

    void value(Place& at, std::uint8_t type) {
        switch (type) {
            case 0:
                return;
            case 1:
                tape_.varint(at.numbers[0]);
                return;
            case 2:
                return tape_.decimal(at.decimals[0]);
            case 3:
                return tape_.text(at.text);
            case 4:
                return name(at.numbers[0]);
            case 5:
                return many(at, [&] { name(at.numbers[1]); });
            case 6:
                tape_.near(at.numbers[0], clock_ms_ / kDayMs);
                return;
            case 7:
            case 8:
                tape_.varint(at.numbers[0]);
                tape_.varint(at.numbers[1]);
                return;
            case 9:
                return point(at);
            case 10:
            case 11:
                return many(at, [&] { point(at); });
            case 12:
                return file(at);
            default:
                tape_.fail();
        }
    }

    template <class Each>
    void many(Place& at, Each each) {
        const std::uint64_t count = tape_.varint(at.numbers[0]);
        for (std::uint64_t i = 0; i < count && tape_.ok(); ++i) each();
    }

    void point(Place& at) {
        for (Decimals& part : at.decimals) tape_.decimal(part);
    }

    void file(Place& at) {
        tape_.raw(book_.file_hashes);
        tape_.varint(book_.file_sizes);
        tape_.text(at.text);
    }

    void instance() {
        if (tape_.varint(book_.instances) == 0) tape_.raw(book_.instance_ids);
    }

    void name(Numbers& column) {
        if (tape_.varint(column) == 0) tape_.text(book_.names);
    }

    /// A writing is mostly replaced by the record's next change: said as what differs from that.
    void dots(Place& at) {
        const std::uint64_t count = tape_.varint(at.dots);
        for (std::uint64_t i = 0; i < count && tape_.ok(); ++i) {
            const std::uint64_t feed = tape_.varint(at.dot_feeds);
            if (feed == 0) tape_.text(book_.names);
            if (feed == 1) {
                tape_.varint_near(at.own_dots, distance_);
            } else {
                tape_.varint(at.other_dots);
            }
        }
    }

    Tape& tape_;
    Book& book_;
    std::int64_t clock_ms_ = 0;
    std::uint64_t distance_ = 0;
};

}  // namespace

Columns::Columns() : book_(std::make_unique<Book>()) {}
Columns::~Columns() = default;

std::optional<LaidOut> Columns::laid_out(const std::vector<Bytes>& changes,
                                         const PathDepths& depths) {
    Layout layout;
    Taker taker(layout, book_->phrases, depths);
    Walk walk(taker, *book_);
    for (const Bytes& change : changes) {
        taker.begin(change);
        walk.change();
        if (!taker.done()) return std::nullopt;
    }
    return layout.sealed();
}

Result<std::vector<Bytes>> Columns::read(ByteView layout, std::size_t count,
                                         std::size_t bytes_max) {
    Laid laid(layout, bytes_max);
    Giver giver(laid, book_->phrases, bytes_max);
    Walk walk(giver, *book_);
    std::vector<Bytes> changes;
    for (std::size_t i = 0; i < count && laid.ok(); ++i) {
        walk.change();
        changes.push_back(giver.take());
    }
    if (!laid.done()) {
        return Error{Code::Corrupt, "a pack's changes are damaged: send it again"};
    }
    return changes;
}

}  // namespace adit::sync
