// SymbolTable: what a feed has named so far, so that its next change can say it in one byte.
//
// Every replica that reads a feed from its start has the same table. Encoding or decoding the
// feed's next change grows it (record/CHANGE.md says how); a change that fails leaves it as it was.
// Not shared between threads.
#pragma once

#include "base/bytes.h"
#include "record/change.h"

#include <array>
#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace adit::record {

/// Each kind is numbered by itself, from 0. The order is stored: append only.
enum class SymbolKind : std::uint8_t { Heading, Path, Choice, Feed };
constexpr std::size_t kSymbolKinds = 4;
constexpr std::size_t kSymbolBytesMax = 2048;
constexpr std::size_t kSymbolsMax = 1u << 20;  // Of one kind in one feed.

/// A record named at most this many changes ago is said by that distance.
constexpr std::uint64_t kRecordReachMax = 1024;

struct Symbol {
    SymbolKind kind = SymbolKind::Heading;
    std::uint32_t number = 0;
    std::string text;
    bool operator==(const Symbol&) const = default;
};

class SymbolTable {
public:
    explicit SymbolTable(FeedId feed) : feed_(std::move(feed)) {}

    const FeedId& feed() const { return feed_; }
    std::uint64_t next_number() const { return next_number_; }

    std::optional<std::uint32_t> find(SymbolKind kind, std::string_view text) const;
    /// find() of a path, quick where it follows the path before as it did last time: records of one
    /// form give their answers in one order.
    std::optional<std::uint32_t> find_next_path(std::string_view text);

    /// Null when the feed has not named it.
    const std::string* text_at(SymbolKind kind, std::uint64_t number) const;
    std::size_t size(SymbolKind kind) const { return texts_[index(kind)].size(); }

    /// The number of the latest change about this record, when it is within reach.
    std::optional<std::uint64_t> latest_about(const RecordId& id) const;
    const RecordId* record_at(std::uint64_t number) const;  // Null beyond reach.

    // For the codec, and for a store that brings a table back.
    void add(SymbolKind kind, std::string text);
    void close_change(const RecordId& id);  // The change next_number() was about `id`.
    /// Starts at `next`; `latest` are the records of the changes just before it, oldest first.
    void resume(std::uint64_t next, const std::vector<RecordId>& latest);

    using Mark = std::array<std::size_t, kSymbolKinds>;
    Mark mark() const;
    void back_to(const Mark& mark);
    std::vector<Symbol> added_since(const Mark& mark) const;

private:
    static std::size_t index(SymbolKind kind) { return static_cast<std::size_t>(kind); }

    FeedId feed_;
    std::uint64_t next_number_ = 1;
    std::array<std::deque<std::string>, kSymbolKinds> texts_;  // A deque: views into it stay.
    std::array<std::unordered_map<std::string_view, std::uint32_t>, kSymbolKinds> numbers_;
    std::vector<std::uint32_t> next_path_;  // By the path before; only a guess.
    std::size_t last_path_ = 0;
    std::deque<RecordId> records_;  // Of the last changes, at most kRecordReachMax.
    std::unordered_map<RecordId, std::uint64_t> latest_;
};

}  // namespace adit::record
