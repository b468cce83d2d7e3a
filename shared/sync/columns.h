// Columns: the changes of a pack laid out column by column, so that what is alike lies together.
//
// A change's canonical bytes (record/CHANGE.md) are taken apart token by token: clocks beside
// clocks, each question's answers beside one another, texts at the end. Nothing is interpreted and
// nothing is lost: the same bytes come back, or the changes are not laid out at all. What an
// operation is usually followed by is learnt as it goes, from pack to pack of one stream; so both
// sides must lay out and read the same packs in the same order. The layout is in sync/PROTOCOL.md,
// "Columns".
#pragma once

#include "base/bytes.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace adit::sync {

/// How many instances of repeats stand in each path of a feed, by the number of its name.
using PathDepths = std::vector<std::uint8_t>;

/// The changes' layout: descriptions and values up to `texts`, texts behind.
struct LaidOut {
    Bytes bytes;
    std::size_t texts = 0;
};

class Columns {
public:
    Columns();
    ~Columns();
    Columns(const Columns&) = delete;
    Columns& operator=(const Columns&) = delete;

    /// Nothing when one of them is no change that is known here: send rows instead, and begin anew
    /// with other Columns, for what was half learnt the reader does not know.
    std::optional<LaidOut> laid_out(const std::vector<Bytes>& changes, const PathDepths& depths);

    /// The same changes again. Corrupt when the bytes are no layout of `count` changes, or these
    /// would be more than `bytes_max`.
    Result<std::vector<Bytes>> read(ByteView layout, std::size_t count, std::size_t bytes_max);

private:
    class Book;
    std::unique_ptr<Book> book_;
};

}  // namespace adit::sync
