// PackWriter and PackReader: the packs of one message, each in sight of those before it.
//
// What one pack has said the next need not say again: columns learn (sync/columns.h) and zstd looks
// back. The first looks back on what both sides hold of its feed. So packs are read in the order in
// which they were written; but each is whole by itself once it is read, and commits alone. One that
// cannot be read (its feed's past is not held here) takes the rest of the message's stream with it:
// those are asked for again. The bytes are in sync/PROTOCOL.md, "Pack".
#pragma once

#include "sync/columns.h"
#include "sync/frame.h"
#include "sync/intake.h"
#include "sync/pack.h"

#include <memory>
#include <optional>

namespace adit::sync {

class PackWriter {
public:
    /// Borrows the store for its life. `sender` as in bytes_of().
    PackWriter(store::RecordStore& store, std::optional<record::DeviceId> sender)
        : store_(store), sender_(sender) {}

    Result<Bytes> write(const Packed& packed);

    /// How many bytes of changes make a pack of about so many, going by what was written so far.
    std::size_t changes_for(std::size_t pack_bytes) const;

private:
    Status begin(const Packed& packed);

    store::RecordStore& store_;
    std::optional<record::DeviceId> sender_;
    std::unique_ptr<Columns> columns_;
    std::unique_ptr<StreamWriter> stream_;
    bool upon_history_ = false;  // The stream that begins now.
    std::size_t taken_ = 0, given_ = 0;
};

class PackReader {
public:
    PackReader(store::RecordStore& store, std::optional<record::DeviceId> sender)
        : store_(store), sender_(sender) {}

    /// A pack whose changes were read, or what stands in the way: Gap or Fork when its feed's past
    /// is not held here as the sender thought. The pack then has its feed and first number only.
    struct Unpacked {
        Pack pack;
        Rule rule = Rule::Held;
        std::optional<PackChain> proven{};  // Of Judge.
    };
    /// Corrupt when the bytes are no pack. Other errors are the store's.
    Result<Unpacked> read(ByteView bytes);
    /// read() of it asks the store; of all others it does not.
    static bool looks_back(ByteView bytes);

private:
    Result<Rule> begin(const Pack& pack, bool upon_history);

    store::RecordStore& store_;
    std::optional<record::DeviceId> sender_;
    std::unique_ptr<Columns> columns_;
    std::unique_ptr<StreamReader> stream_;
};

}  // namespace adit::sync
