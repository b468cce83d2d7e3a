// Volume: one file of a bundle, as bytes: what a courier may see in front, what its readers may
// read sealed behind it (sync/PROTOCOL.md, "Bundle").
//
// Items are any bytes here; that they are packs is sync/bundle.h's business. Written and read as a
// stream: never more than one item is in memory. A reader gives each item only when all of it, and
// all before it, is as it was written; of a file that is cut or damaged it gives what stands whole
// before the damage. Every count that a file claims is bounded before it is believed.
#pragma once

#include "base/surroundings.h"
#include "identity/sealed.h"
#include "record/ids.h"

#include <array>
#include <cstdint>
#include <functional>
#include <iosfwd>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace adit::sync {

/// All that somebody without a key can see of a file: whose programme, which country, which laptop
/// (a number: only the roster has names), when, and which part of how many.
struct VolumeHeader {
    std::array<std::uint8_t, 16> programme{};  // UUID
    record::ScopeId scope;
    record::DeviceId sender;
    std::int64_t made_ms = 0;
    std::array<std::uint8_t, 8> set{};  // Random: the parts of one bundle have the same.
    std::uint64_t part = 1;             // From 1.
    std::uint64_t parts = 1;
    bool operator==(const VolumeHeader&) const = default;
};

constexpr std::uint64_t kVolumesMax = 9'999;
constexpr std::size_t kReadersMax = 1'000;
constexpr std::size_t kManifestBytesMax = std::size_t{4} * 1024 * 1024;
constexpr std::size_t kChunkBytesMax = std::size_t{64} * 1024;
constexpr std::size_t kItemBytesMax = std::size_t{8} * 1024 * 1024;

/// Takes the file's next bytes: a file, a string in tests.
using Sink = std::function<Status(ByteView)>;

class VolumeWriter {
public:
    struct Opening {
        const VolumeHeader& header;
        std::span<const identity::PublicKey> readers;
        ByteView manifest;  // Sealed too; read before the first item.
        const identity::SigningKey& sender;
    };
    /// Writes all that stands in front of the items. BadInput beyond a bound or without a reader.
    static Result<std::unique_ptr<VolumeWriter>> begin(Sink sink, const Opening& opening,
                                                       const Surroundings& world);
    Status add(ByteView item);
    /// Without this the file counts as cut off.
    Status end();

private:
    VolumeWriter(Sink sink, const identity::ContentKey& key, const identity::StreamStart& start)
        : sink_(std::move(sink)), sealer_(key, start) {}
    Status write(ByteView bytes);
    Status write_chunk(ByteView chunk, identity::Piece piece);

    Sink sink_;
    identity::Sealer sealer_;
    identity::RunningDigest digest_;
};

/// How many bytes of a file an item takes, and all that is not items.
std::size_t bytes_for_item(std::size_t item_bytes);
std::size_t bytes_around_items(std::size_t readers, std::size_t manifest_bytes);

class VolumeReader {
public:
    /// Reads up to the first item; borrows `in`. BadInput when the file is none of Adit's bundles,
    /// or is cut or damaged before its first item. (Corrupt would say that our own store is.)
    static Result<std::unique_ptr<VolumeReader>> open(std::istream& in);

    const VolumeHeader& header() const { return header_; }
    /// What stands in front is as the holder of this key wrote it.
    bool is_signed_by(const identity::PublicKey& sender) const;
    /// The manifest. Refused when the file was not sealed to this key.
    Result<Bytes> unlock(const identity::SigningKey& reader);
    /// After unlock(): the next item, nothing behind the last. BadInput at the first damage.
    Result<std::optional<Bytes>> next();

private:
    explicit VolumeReader(std::istream& in) : in_(in) {}
    Status read_front();

    std::istream& in_;
    VolumeHeader header_;
    std::vector<identity::SealedKey> slots_;
    identity::StreamStart start_{};
    identity::Digest before_manifest_{};
    Bytes sealed_manifest_;
    identity::Digest signed_digest_{};
    identity::Signature signature_{};
    std::optional<identity::Unsealer> unsealer_;
    bool ended_ = false;
};

/// A file as anybody can look at it, through to its end.
struct VolumeSeen {
    VolumeHeader header;
    std::uint64_t bytes = 0;
    bool whole = false;         // Copied without damage, as far as its own digest says.
    identity::Digest digest{};  // Of all of the file: what a receipt for it names.
};
/// BadInput when it is no bundle at all.
Result<VolumeSeen> see_volume(std::istream& in);

}  // namespace adit::sync
