// A Change in its canonical bytes, and back: what is stored, hashed, signed and sent.
//
// The same change after the same table is the same bytes on every machine, and no other bytes
// decode to it: decode() refuses a longer form of a number, a name said again, dots out of order,
// anything left over and anything beyond the bounds below. Feed and number of a change are those
// of its place in the feed and stand in no byte. The layout is written out in record/CHANGE.md.
#pragma once

#include "record/change.h"
#include "record/symbol_table.h"

namespace adit::record {

constexpr std::size_t kTextBytesMax = 65'536;  // Of an answer, a comment or a reason.
constexpr std::size_t kNameBytesMax = 255;     // Of a choice, a form, an author, a mark, a file.
constexpr std::size_t kChoicesMax = 1'000;
constexpr std::size_t kPointsMax = 20'000;
constexpr std::size_t kDotsMax = 4'096;  // In one `replaces` or `seen`.
constexpr std::size_t kChangeBytesMax = 1u << 20;

/// BadInput names what cannot be written: a text that is not UTF-8 or beyond its bound, a number
/// that is not finite, dots that are not in ascending order without doubles. The table may still
/// refuse it: see encode().
Status well_formed(const Change& change);

/// The bytes of the feed's next change; the table grows. BadInput, and nothing changed, when the
/// change is not well-formed or beyond kChangeBytesMax. change.dot must be the table's next.
Result<Bytes> encode(const Change& change, SymbolTable& table);

/// The feed's next change; the table grows. BadInput, and nothing changed, when the bytes are no
/// canonical form of a change.
Result<Change> decode(ByteView bytes, SymbolTable& table);

/// A change of the feed's past: `table` has read at least that far. `id`: the record it is about.
Result<Change> decode_past(ByteView bytes, const SymbolTable& table, std::uint64_t number,
                           const RecordId& id);

/// What names a feed, for its chain's start and for the wire: three letters, the device's 16 bytes,
/// the epoch's four.
Bytes bytes_of(const FeedId& feed);
Result<FeedId> feed_from(ByteView bytes);

/// One value by itself, without a table (names inline). For views kept in a store.
Bytes bytes_of(const Value& value);
Result<Value> value_from_bytes(ByteView bytes);

/// Sorted, each once: how `replaces` and `seen` must stand.
void put_in_order(std::vector<Dot>& dots);

}  // namespace adit::record
