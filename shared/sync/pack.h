// Pack: a run of one feed's changes and what is needed to verify them; the same by every road.
//
// A pack ends at a number whose head its device has signed: one signature a pack, not one a change.
// A device signs its own feeds where it likes; whoever passes a feed on ends his packs where he
// holds a signature. The bytes are in sync/PROTOCOL.md, "Pack".
#pragma once

#include "identity/keys.h"
#include "store/record_store.h"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace adit::sync {

struct Self;

/// As much of a chain hash as tells one chain from another by accident; the signature guards
/// against intent.
using HashStart = std::array<std::uint8_t, 8>;
HashStart start_of(const identity::Digest& hash);

constexpr std::size_t kFeedBytes = 23;  // A feed's name: record::bytes_of().

struct Pack {
    record::FeedId feed;
    std::uint64_t first = 1;
    HashStart before{};  // Of the chain hash in front of `first`.
    std::vector<Bytes> changes;
    identity::Signature signature{};  // By the device, over head_message() of its last change.

    std::uint64_t last() const { return first + changes.size() - 1; }
    bool operator==(const Pack&) const = default;
};

/// About so large is a pack on its way: what a cut line costs at most. A single change may be
/// larger.
constexpr std::size_t kPackBytes = std::size_t{14} * 1024;
constexpr std::size_t kPackBytesMax = std::size_t{64} * 1024;
constexpr std::size_t kPackRawBytesMax = std::size_t{4} * 1024 * 1024;
constexpr std::size_t kPackChangesMax = 65'536;

/// What a device signs, under kHeadPurpose: the feed's name, the number, the chain's hash there.
Bytes head_message(const store::Head& head);
constexpr const char* kHeadPurpose = "adit head";
/// What the server signs, under kHeldPurpose, when it holds a feed up to a head: head_message() of
/// each of them, one behind the other.
constexpr const char* kHeldPurpose = "adit held";

/// `sender`: leaves out the feed's device when it is this one. Files name every device.
Bytes bytes_of(const Pack& pack, const std::optional<record::DeviceId>& sender);
/// Corrupt when the bytes are no pack or pass a bound; checks neither chain nor signature.
Result<Pack> pack_from(ByteView bytes, const std::optional<record::DeviceId>& sender);

/// The hash of a feed's chain in front of a pack's changes, and behind each of them.
struct PackChain {
    identity::Digest before{};
    std::vector<identity::Digest> behind;
};
std::vector<identity::Digest> hashes_behind(identity::Digest before,
                                            const std::vector<Bytes>& changes);

/// A pack, and the head that it leads to.
struct Packed {
    Pack pack;
    store::Head end;
    std::vector<std::uint8_t> path_depths;  // As store::FeedRun has them.
};

/// Makes packs of what a store holds. Borrows both for its life.
class Packer {
public:
    Packer(store::RecordStore& store, const Self& self) : store_(store), self_(self) {}

    /// The next pack of a feed behind `after`, of changes of at most so many bytes unless one
    /// change (or the run up to the next signature) is larger; nothing when no more of it can be
    /// sent: its end is reached, or no signature further on is held.
    Result<std::optional<Packed>> next(const record::FeedId& feed, std::uint64_t after,
                                       std::size_t changes_bytes_max);

private:
    Result<std::optional<Packed>> next_own(const record::FeedId& feed, std::uint64_t after,
                                           std::size_t changes_bytes_max);
    Result<std::optional<Packed>> next_passed_on(const record::FeedId& feed, std::uint64_t after,
                                                 std::size_t changes_bytes_max);

    store::RecordStore& store_;
    const Self& self_;
};

}  // namespace adit::sync
