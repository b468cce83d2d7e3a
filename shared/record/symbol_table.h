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
    /// A path without instances that follows the path before as it did last time: records of one
    /// form give their answers in one order. Nothing says nothing: it may be known all the same.
    std::optional<std::uint32_t> guess_path(std::string_view text) {
        if (last_path_ >= next_path_.size()) return std::nullopt;
        const NextPath& next = next_path_[last_path_];
        if (next.text == nullptr || *next.text != text) return std::nullopt;
        last_path_ = next.number;
        return next.number;
    }
    /// Where guess_path() had nothing: that path follows. `guessable`: it has no instances.
    void note_path(std::uint32_t number, bool guessable);

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
    struct NextPath {
        const std::string* text = nullptr;  // In texts_. Null: no guess.
        std::uint32_t number = 0;
    };
    std::vector<NextPath> next_path_;  // By the path before.
    std::size_t last_path_ = 0;
    std::deque<RecordId> records_;  // Of the last changes, at most kRecordReachMax.
    std::unordered_map<RecordId, std::uint64_t> latest_;
};

}  // namespace adit::record
