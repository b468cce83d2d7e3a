#include "sync/bundle_volume.h"

#include <algorithm>
#include <istream>
#include <string_view>

namespace adit::sync {

using identity::Piece;
using identity::RunningDigest;

namespace {

constexpr std::string_view kOpening = "ADITBDL1";
constexpr const char* kPurpose = "adit bundle";
constexpr std::size_t kScopeBytes = 3;
constexpr std::size_t kFixedBytes = 8 + 16 + kScopeBytes + 16 + 8 + 8;
constexpr std::size_t kDigestBytes = 32;
constexpr std::size_t kVarintBytesMax = 10;
constexpr std::size_t kReadBytes = std::size_t{64} * 1024;

Error no_bundle() {
    return {Code::BadInput,
            "this file is no bundle of Adit: choose a file whose name ends in .adit-bundle"};
}

Error damaged() {
    return {Code::BadInput,
            "the file is damaged or cut off: copy it again from where it was made, or have it "
            "made again"};
}

std::size_t varint_bytes(std::uint64_t value) {
    Writer out;
    out.varint(value);
    return out.bytes().size();
}

Bytes bytes_of(const VolumeHeader& header) {
    Writer out;
    out.raw(view_of(kOpening));
    out.raw(header.programme);
    out.raw(view_of(header.scope.code));
    out.raw(header.sender.bytes);
    out.u64(static_cast<std::uint64_t>(header.made_ms));
    out.raw(header.set);
    out.varint(header.part);
    out.varint(header.parts);
    return out.take();
}

/// Takes bytes from a stream and adds them to a digest; false when the stream ends before.
class Front {
public:
    explicit Front(std::istream& in) : in_(in) {}

    /// False, and `out` cut to what there was, when the stream ends before `count` bytes.
    bool raw(std::size_t count, Bytes& out) {
        out.clear();
        while (out.size() < count) {  // Piece by piece: a claimed length is not believed.
            const std::size_t had = out.size();
            const std::size_t piece = std::min(count - had, kReadBytes);
            out.resize(had + piece);
            in_.read(reinterpret_cast<char*>(out.data() + had),
                     static_cast<std::streamsize>(piece));
            const auto got = static_cast<std::size_t>(in_.gcount());
            out.resize(had + got);
            digest_.add(ByteView(out).subspan(had));
            if (got < piece) return false;
        }
        return true;
    }

    std::optional<std::uint64_t> varint() {
        Bytes said, one;
        do {
            if (said.size() == kVarintBytesMax || !raw(1, one)) return std::nullopt;
            said.push_back(one.front());
        } while ((said.back() & 0x80U) != 0);
        Reader reader(said);
        const std::uint64_t value = reader.varint();
        return reader.done() ? std::optional(value) : std::nullopt;
    }

    const RunningDigest& digest() const { return digest_; }

private:
    std::istream& in_;
    RunningDigest digest_;
};

/// The sentence says whether it is no bundle, or one that is cut or damaged here.
Result<VolumeHeader> read_header(Front& in) {
    Bytes fixed;
    const bool all = in.raw(kFixedBytes, fixed);
    const std::string_view text = text_of(ByteView(fixed));
    if (text.substr(0, kOpening.size()) != kOpening) {
        const bool began = !fixed.empty() && kOpening.starts_with(text);
        return began ? damaged() : no_bundle();
    }
    if (!all) return damaged();
    VolumeHeader header;
    Reader reader(ByteView(fixed).subspan(kOpening.size()));
    header.programme = reader.fixed<16>();
    const auto scope = record::scope_id_from(text_of(reader.raw(kScopeBytes)));
    header.sender.bytes = reader.fixed<16>();
    header.made_ms = static_cast<std::int64_t>(reader.u64());
    header.set = reader.fixed<8>();
    const auto part = in.varint();
    const auto parts = in.varint();
    if (!scope || !part || !parts) return damaged();
    header.scope = *scope;
    header.part = *part;
    header.parts = *parts;
    if (header.part == 0 || header.part > header.parts || header.parts > kVolumesMax) {
        return damaged();
    }
    return header;
}

}  // namespace

std::size_t bytes_for_item(std::size_t item_bytes) {
    const std::size_t full = item_bytes == 0 ? 0 : (item_bytes - 1) / kChunkBytesMax;
    const std::size_t rest = item_bytes - full * kChunkBytesMax;
    const auto chunk = [](std::size_t bytes) {
        const std::size_t sealed = bytes + identity::kSealBytes;
        return varint_bytes(sealed) + sealed;
    };
    return full * chunk(kChunkBytesMax) + chunk(rest);
}

std::size_t bytes_around_items(std::size_t readers, std::size_t manifest_bytes) {
    const std::size_t sealed = manifest_bytes + identity::kSealBytes;
    return kFixedBytes + 2 * varint_bytes(kVolumesMax) + varint_bytes(readers) +
           readers * identity::kSealedKeyBytes + sizeof(identity::StreamStart) +
           varint_bytes(sealed) + sealed + sizeof(identity::Signature) + bytes_for_item(0) +
           kDigestBytes;
}

Result<std::unique_ptr<VolumeWriter>> VolumeWriter::begin(Sink sink, const Opening& opening,
                                                          const Surroundings& world) {
    if (opening.manifest.size() > kManifestBytesMax) {
        return Error{Code::BadInput,
                     "this country has too many feeds for a bundle: exchange "
                     "over a line"};
    }
    const auto key = identity::new_content_key(world);
    Writer front;
    front.raw(bytes_of(opening.header));
    std::vector<identity::SealedKey> slots;
    for (const identity::PublicKey& reader : opening.readers) {
        const auto slot = identity::seal_key(key, reader, world);
        if (slot) slots.push_back(*slot);
    }
    if (slots.empty() || slots.size() > kReadersMax) {
        return Error{Code::BadInput,
                     slots.empty() ? "nobody may read this country: renew the list of laptops "
                                     "with an exchange first"
                                   : "too many laptops may read this country for one bundle"};
    }
    front.varint(slots.size());
    for (const auto& slot : slots) front.raw(slot);
    const auto start = identity::new_stream_start(world);
    front.raw(start);

    std::unique_ptr<VolumeWriter> writer(new VolumeWriter(std::move(sink), key, start));
    TRY(writer->write(front.bytes()));
    const Bytes manifest =
        writer->sealer_.seal(opening.manifest, Piece::Whole, writer->digest_.now());
    Writer rest;
    rest.blob(manifest);
    TRY(writer->write(rest.bytes()));
    TRY(writer->write(opening.sender.sign(kPurpose, writer->digest_.now())));
    return writer;
}

Status VolumeWriter::write(ByteView bytes) {
    digest_.add(bytes);
    return sink_(bytes);
}

Status VolumeWriter::write_chunk(ByteView chunk, Piece piece) {
    Writer out;
    out.blob(sealer_.seal(chunk, piece));
    return write(out.bytes());
}

Status VolumeWriter::add(ByteView item) {
    ENSURE(item.size() <= kItemBytesMax);
    while (item.size() > kChunkBytesMax) {
        TRY(write_chunk(item.first(kChunkBytesMax), Piece::Part));
        item = item.subspan(kChunkBytesMax);
    }
    return write_chunk(item, Piece::Whole);
}

Status VolumeWriter::end() {
    TRY(write_chunk({}, Piece::End));
    return sink_(digest_.now());
}

Result<std::unique_ptr<VolumeReader>> VolumeReader::open(std::istream& in) {
    std::unique_ptr<VolumeReader> reader(new VolumeReader(in));
    TRY(reader->read_front());
    return reader;
}

Status VolumeReader::read_front() {
    Front front(in_);
    header_ = TRY(read_header(front));
    const auto count = front.varint();
    if (!count || *count == 0 || *count > kReadersMax) return damaged();
    Bytes bytes;
    for (std::uint64_t i = 0; i < *count; ++i) {
        if (!front.raw(identity::kSealedKeyBytes, bytes)) return damaged();
        slots_.push_back(Reader(bytes).fixed<identity::kSealedKeyBytes>());
    }
    if (!front.raw(start_.size(), bytes)) return damaged();
    start_ = Reader(bytes).fixed<sizeof(identity::StreamStart)>();
    before_manifest_ = front.digest().now();
    const auto size = front.varint();
    if (!size || *size > kManifestBytesMax + identity::kSealBytes) return damaged();
    if (!front.raw(static_cast<std::size_t>(*size), sealed_manifest_)) return damaged();
    signed_digest_ = front.digest().now();
    if (!front.raw(signature_.size(), bytes)) return damaged();
    signature_ = Reader(bytes).fixed<sizeof(identity::Signature)>();
    return Done{};
}

bool VolumeReader::is_signed_by(const identity::PublicKey& sender) const {
    return identity::verifies(sender, kPurpose, signed_digest_, signature_);
}

Result<Bytes> VolumeReader::unlock(const identity::SigningKey& reader) {
    const auto key = identity::open_key(slots_, reader);
    if (!key) {
        return Error{Code::Refused,
                     "this bundle is not sealed to this laptop: carry it to whoever "
                     "it is for"};
    }
    unsealer_.emplace(*key, start_);
    auto opened = unsealer_->open(sealed_manifest_, before_manifest_);
    if (!opened || opened->piece != Piece::Whole) {
        unsealer_.reset();
        return damaged();
    }
    return std::move(opened->chunk);
}

Result<std::optional<Bytes>> VolumeReader::next() {
    ENSURE(unsealer_.has_value());
    if (ended_) return std::optional<Bytes>{};
    Bytes item, sealed;
    for (;;) {
        Front front(in_);
        const auto size = front.varint();
        if (!size || *size > kChunkBytesMax + identity::kSealBytes) return damaged();
        if (!front.raw(static_cast<std::size_t>(*size), sealed)) return damaged();
        const auto opened = unsealer_->open(sealed);
        if (!opened) return damaged();
        if (opened->piece == Piece::End) {
            ended_ = item.empty() && opened->chunk.empty();
            return ended_ ? Result<std::optional<Bytes>>(std::optional<Bytes>{}) : damaged();
        }
        if (item.size() + opened->chunk.size() > kItemBytesMax) return damaged();
        item.insert(item.end(), opened->chunk.begin(), opened->chunk.end());
        if (opened->piece == Piece::Whole) return std::optional(std::move(item));
    }
}

Result<VolumeSeen> see_volume(std::istream& in) {
    VolumeSeen seen;
    RunningDigest all, but_its_end;
    Bytes block, held_back;
    {
        Front front(in);
        auto header = read_header(front);
        if (!header) return std::move(header).error();
        seen.header = *std::move(header);
        block = bytes_of(seen.header);  // Canonical: what was read.
    }
    while (!block.empty()) {
        all.add(block);
        seen.bytes += block.size();
        held_back.insert(held_back.end(), block.begin(), block.end());
        if (held_back.size() > kDigestBytes) {
            const std::size_t free = held_back.size() - kDigestBytes;
            but_its_end.add(ByteView(held_back).first(free));
            held_back.erase(held_back.begin(),
                            held_back.begin() + static_cast<std::ptrdiff_t>(free));
        }
        block.resize(kReadBytes);
        in.read(reinterpret_cast<char*>(block.data()), static_cast<std::streamsize>(block.size()));
        block.resize(static_cast<std::size_t>(in.gcount()));
    }
    seen.digest = all.now();
    const auto end = but_its_end.now();
    seen.whole = seen.bytes > kDigestBytes && std::ranges::equal(held_back, end);
    return seen;
}

}  // namespace adit::sync
