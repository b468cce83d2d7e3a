// zstd with bounds: one frame for kits and single packs, and a stream whose parts can each be read
// as soon as they are there.
#pragma once

#include "base/bytes.h"

#include <cstddef>
#include <memory>
#include <vector>

namespace adit::sync {

/// One frame at level 3 that says its content size.
Bytes compressed(ByteView content);

/// Corrupt unless it is exactly one frame that says a size of at most `bytes_max` and keeps to it.
Result<Bytes> decompressed(ByteView frame, std::size_t bytes_max);

/// A frame that goes on from part to part. `prefix` is what both sides hold: as if it had come just
/// before.
class StreamWriter {
public:
    explicit StreamWriter(Bytes prefix);
    ~StreamWriter();
    StreamWriter(const StreamWriter&) = delete;
    StreamWriter& operator=(const StreamWriter&) = delete;

    /// The next part; each piece is coded for itself, in sight of all before.
    Bytes part(const std::vector<ByteView>& pieces);

private:
    struct State;
    std::unique_ptr<State> state_;
};

class StreamReader {
public:
    explicit StreamReader(Bytes prefix);
    ~StreamReader();
    StreamReader(const StreamReader&) = delete;
    StreamReader& operator=(const StreamReader&) = delete;

    /// Corrupt when it is no part that follows here or holds more than `bytes_max`: then no further
    /// part can be read.
    Result<Bytes> part(ByteView bytes, std::size_t bytes_max);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace adit::sync
