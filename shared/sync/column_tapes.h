// The two tapes that sync/columns.cpp walks over changes with: one takes tokens from a change and
// puts them into columns, the other takes them from columns and gives the change. Whatever one does
// at a token the other undoes; the walk is the same for both.
#pragma once

#include "sync/column_kinds.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace adit::sync {

/// What record/CHANGE.md says of the first byte of an operation.
enum class Kind : std::uint8_t {
    Put,
    Compute,
    AddInstance,
    RemoveInstance,
    Finalise,
    Reopen,
    Review,
    Comment,
    Flag,
    Attach,
    Delete,
    Restore,
    Resolve,
    DuplicateOf,
    Mark,
};
constexpr std::uint8_t kLastKind = static_cast<std::uint8_t>(Kind::Mark);
constexpr std::size_t kFileHashBytes = 32;
constexpr std::size_t kIdBytes = 16;
constexpr std::size_t kIdTimeBytes = 6;  // Of a UUIDv7: milliseconds, most significant byte first.
constexpr std::uint8_t kRawDecimal = 10;
constexpr std::int64_t kDayMs = 86'400'000;
constexpr std::uint64_t kNoPath = UINT64_MAX;

inline bool has_path(Kind kind) {
    switch (kind) {
        case Kind::Finalise:
        case Kind::Reopen:
        case Kind::Review:
        case Kind::Delete:
        case Kind::Restore:
        case Kind::DuplicateOf:
        case Kind::Mark:
            return false;
        default:
            return true;
    }
}

/// One kind of operation at one path, its columns, and what has followed it so far.
struct Place {
    std::uint8_t tag = 0;
    std::uint64_t path = kNoPath;  // As its name stands in the change: 0 for a new one.
    std::uint8_t depth = 0;        // Instances of repeats in the path.
    std::vector<Place*> next;      // Null: the change ends here.
    Numbers follows;
    std::array<Numbers, 4> numbers;
    std::array<Decimals, 4> decimals;
    Numbers dots, dot_feeds, own_dots, other_dots;
    Texts text;
};

inline std::uint8_t depth_of(std::string_view pattern) {
    return static_cast<std::uint8_t>(
        std::min<std::ptrdiff_t>(std::count(pattern.begin(), pattern.end(), '['), UINT8_MAX));
}

/// From changes to columns.
class Taker {
public:
    Taker(Layout& layout, Phrases& phrases, const PathDepths& depths)
        : layout_(layout), phrases_(phrases), depths_(depths) {}

    void begin(ByteView change) {
        in_ = Reader(change);
        before_ = 0;
    }
    bool done() const { return in_.done(); }
    bool ok() const { return in_.ok(); }
    void fail() { in_.fail(); }

    std::uint64_t clock(Numbers& clocks, Numbers& counters, std::int64_t before_ms) {
        const std::uint64_t clock = in_.u64();
        push(clocks, difference(clock >> 16, static_cast<std::uint64_t>(before_ms)));
        push(counters, clock & 0xFFFF);
        return clock;
    }
    std::uint64_t varint(Numbers& column) {
        const std::uint64_t value = in_.varint();
        push(column, value);
        return value;
    }
    /// A zigzag number, as what it differs from `guess`.
    void near(Numbers& column, std::int64_t guess) {
        const auto value = static_cast<std::uint64_t>(in_.zigzag());
        push(column, difference(value, static_cast<std::uint64_t>(guess)));
    }
    void varint_near(Numbers& column, std::uint64_t guess) {
        push(column, difference(in_.varint(), guess));
    }
    void id(Numbers& times, Planes& rest, std::int64_t clock_ms) {
        const ByteView id = in_.raw(kIdBytes);
        if (!ok()) return;
        std::uint64_t time = 0;
        for (std::size_t i = 0; i < kIdTimeBytes; ++i) time = time << 8 | id[i];
        push(times, difference(time, static_cast<std::uint64_t>(clock_ms)));
        layout_.use(rest);
        rest.push(id.subspan(kIdTimeBytes));
    }
    void raw(Planes& column) {
        const ByteView bytes = in_.raw(column.width());
        if (!ok()) return;
        layout_.use(column);
        column.push(bytes);
    }
    void text(Texts& column) {
        const std::string_view text = text_of(in_.blob());
        if (!ok()) return;
        layout_.use(column);
        column.push(text, before_, phrases_);
    }
    void decimal(Decimals& column) {
        const std::uint8_t power = in_.u8();
        if (power > kRawDecimal) in_.fail();
        const std::int64_t digits =
            power == kRawDecimal ? static_cast<std::int64_t>(in_.u64()) : in_.zigzag();
        if (!ok()) return;
        layout_.use(column);
        column.push({power, digits});
    }

    template <class All>
    void operations(All all) {
        left_ = in_.count();
        all();
        if (left_ != 0) in_.fail();
    }
    template <class Book>
    Place* follow(Place& at, Book& book) {
        if (left_ == 0) {
            return known_or_new(
                at, book, [](const Place* each) { return each == nullptr; },
                [] { return static_cast<Place*>(nullptr); });
        }
        --left_;
        const Key key = next();
        if (!ok()) return nullptr;
        return known_or_new(
            at, book,
            [&](const Place* each) {
                return each != nullptr && each->tag == key.tag && each->path == key.path &&
                       each->depth == key.depth;
            },
            [&] { return book.place_of(key.tag, key.path, key.depth); });
    }

private:
    struct Key {
        std::uint8_t tag = 0;
        std::uint64_t path = kNoPath;
        std::uint8_t depth = 0;
    };
    template <class Book, class Is, class Make>
    Place* known_or_new(Place& at, Book& book, Is is, Make make) {
        const auto known = std::find_if(at.next.begin(), at.next.end(), is);
        push(at.follows, static_cast<std::uint64_t>(known - at.next.begin()));
        if (known != at.next.end()) return *known;
        Place* const found = make();
        define(at, found, book.definitions);
        return found;
    }
    Key next() {
        Key key{.tag = in_.u8()};
        auto& [tag, path, depth] = key;
        if ((tag & 15) > kLastKind) in_.fail();
        if (ok() && has_path(static_cast<Kind>(tag & 15))) {
            path = in_.varint();
            if (path == 0) {
                Reader ahead = in_;
                depth = depth_of(text_of(ahead.blob()));
            } else if (path - 1 < depths_.size()) {
                depth = depths_[static_cast<std::size_t>(path - 1)];
            } else {
                in_.fail();
            }
        }
        return key;
    }
    /// 0 the end; else the tag + 1, and the path and its depth where it has one.
    void define(Place& at, Place* found, Numbers& definitions) {
        at.next.push_back(found);
        push(definitions, found == nullptr ? 0u : found->tag + 1u);
        if (found == nullptr || found->path == kNoPath) return;
        push(definitions, found->path);
        push(definitions, found->depth);
    }
    void push(Numbers& column, std::uint64_t value) {
        if (!ok()) return;
        layout_.use(column);
        column.push(value);
    }

    Layout& layout_;
    Phrases& phrases_;
    const PathDepths& depths_;
    Reader in_{ByteView{}};
    std::uint64_t before_ = 0;  // The number of the text before, in this change.
    std::size_t left_ = 0;      // Operations of the change.
};

/// From columns to changes.
class Giver {
public:
    Giver(Laid& laid, Phrases& phrases, std::size_t bytes_max)
        : laid_(laid), phrases_(phrases), bytes_max_(bytes_max) {}

    bool ok() const { return laid_.ok(); }
    void fail() { laid_.fail(); }
    Bytes take() {
        given_ += out_.bytes().size();
        Bytes change = out_.take();
        out_ = {};
        before_ = 0;
        return change;
    }

    std::uint64_t clock(Numbers& clocks, Numbers& counters, std::int64_t before_ms) {
        const std::uint64_t ms = onwards(next(clocks), static_cast<std::uint64_t>(before_ms));
        const std::uint64_t counter = next(counters);
        if (ms >> 48 != 0 || counter >> 16 != 0) fail();
        const std::uint64_t clock = ms << 16 | counter;
        out_.u64(clock);
        return clock;
    }
    std::uint64_t varint(Numbers& column) {
        const std::uint64_t value = next(column);
        put(value);
        return value;
    }
    void near(Numbers& column, std::int64_t guess) {
        out_.zigzag(
            static_cast<std::int64_t>(onwards(next(column), static_cast<std::uint64_t>(guess))));
        check_size();
    }
    void varint_near(Numbers& column, std::uint64_t guess) { put(onwards(next(column), guess)); }
    void id(Numbers& times, Planes& rest, std::int64_t clock_ms) {
        const std::uint64_t time = onwards(next(times), static_cast<std::uint64_t>(clock_ms));
        if (time >> 48 != 0) fail();
        for (int shift = 40; shift >= 0; shift -= 8) {
            out_.u8(static_cast<std::uint8_t>(time >> shift));
        }
        raw(rest);
    }
    void raw(Planes& column) {
        ByteView value;
        laid_.pop(column, value);
        out_.raw(value);
        check_size();
    }
    void text(Texts& column) {
        laid_.pop(column, text_, before_, phrases_);
        out_.text(text_);
        check_size();
    }
    void decimal(Decimals& column) {
        DecimalToken token;
        laid_.pop(column, token);
        out_.u8(token.power);
        if (token.power == kRawDecimal) {
            out_.u64(static_cast<std::uint64_t>(token.digits));
        } else {
            out_.zigzag(token.digits);
        }
        check_size();
    }

    template <class All>
    void operations(All all) {
        std::swap(out_, heading_);
        count_ = 0;
        all();
        std::swap(out_, heading_);
        out_.varint(count_);
        out_.raw(heading_.bytes());
        heading_ = {};
    }
    template <class Book>
    Place* follow(Place& at, Book& book) {
        const std::uint64_t which = next(at.follows);
        if (which > at.next.size()) fail();
        if (!ok()) return nullptr;
        if (which == at.next.size()) at.next.push_back(defined(book));
        Place* const found = ok() ? at.next[static_cast<std::size_t>(which)] : nullptr;
        if (found == nullptr) return nullptr;
        ++count_;
        out_.u8(found->tag);
        if (found->path != kNoPath) put(found->path);
        return found;
    }

private:
    std::uint64_t next(Numbers& column) {
        std::uint64_t value = 0;
        laid_.pop(column, value);
        return value;
    }
    template <class Book>
    Place* defined(Book& book) {
        const std::uint64_t said = next(book.definitions);
        if (said == 0) return nullptr;
        const std::uint64_t tag = said - 1;
        if (tag > UINT8_MAX || (tag & 15) > kLastKind) fail();
        std::uint64_t path = kNoPath, depth = 0;
        if (ok() && has_path(static_cast<Kind>(tag & 15))) {
            path = next(book.definitions);
            depth = next(book.definitions);
            if (path == kNoPath || depth > UINT8_MAX) fail();
        }
        if (!ok()) return nullptr;
        return book.place_of(static_cast<std::uint8_t>(tag), path,
                             static_cast<std::uint8_t>(depth));
    }
    void put(std::uint64_t value) {
        out_.varint(value);
        check_size();
    }
    void check_size() {
        if (given_ + out_.bytes().size() + heading_.bytes().size() > bytes_max_) fail();
    }

    Laid& laid_;
    Phrases& phrases_;
    std::size_t bytes_max_;
    std::uint64_t before_ = 0;
    std::size_t given_ = 0;
    std::uint64_t count_ = 0;
    std::string text_;
    Writer out_, heading_;
};

}  // namespace adit::sync
