// Making bundles: what goes in, cut into files.
#include "base/uuid.h"
#include "record/change_codec.h"
#include "sync/bundle.h"
#include "sync/frame.h"
#include "sync/pack.h"

#include <algorithm>

namespace adit::sync {
namespace {

constexpr std::size_t kVarintBytesMax = 10;

/// Everybody who may read this country: its laptops that are not revoked, and the server.
std::vector<identity::PublicKey> readers_of(const identity::Roster& roster,
                                            const record::ScopeId& scope) {
    std::vector<identity::PublicKey> out;
    for (const identity::RosterDevice& device : roster.devices) {
        const bool server = device.role == identity::Role::Server;
        if (!device.revoked && (server || device.has_scope(scope.code))) out.push_back(device.key);
    }
    return out;
}

}  // namespace

Result<BundleMaker> BundleMaker::plan(const BundleDesk& desk, const BundleWish& wish) {
    if (wish.volume_bytes_max != 0 && wish.volume_bytes_max < kVolumeBytesMin) {
        return Error{Code::BadInput, "a part is at least 100 kB: choose a larger size"};
    }
    const Uuid programme = TRY(uuid_from(desk.roster.programme));
    BundleMaker maker(desk);
    maker.header_.programme = programme.bytes;
    maker.header_.scope = wish.scope;
    maker.header_.sender = desk.self.device;
    maker.header_.made_ms = desk.world.now_ms();
    desk.world.random(maker.header_.set);
    maker.readers_ = readers_of(desk.roster, wish.scope);
    TRY(maker.plan_packs(wish));
    if (maker.volumes_.size() > kVolumesMax) {
        return Error{Code::BadInput, "these would be too many parts: choose a larger size"};
    }
    maker.header_.parts = maker.volumes_.size();
    return maker;
}

Status BundleMaker::plan_packs(const BundleWish& wish) {
    const auto heads = TRY(desk_.store.heads({wish.scope}));
    for (const store::Head& head : heads) lines_.push_back({head.feed, head.number, 0, 0});
    // Its numbers are not known yet: room for the longest.
    const std::size_t manifest_bytes = manifest().size() + lines_.size() * 2 * kVarintBytesMax;
    const std::size_t around = bytes_around_items(readers_.size(), manifest_bytes);
    Packer packer(desk_.store, desk_.self);
    volumes_.push_back({.pieces = {}, .bytes = around});
    for (Line& line : lines_) {
        const auto known = wish.held.find(line.feed);
        std::uint64_t after = known == wish.held.end() ? 0 : known->second;
        while (after < line.held) {
            const auto packed = TRY(packer.next(line.feed, after, kPackBytesMax));
            if (!packed) break;  // No signature further on: it cannot be passed on from here.
            const Bytes bytes = bytes_of(packed->pack, std::nullopt);
            const std::size_t size = bytes_for_item(bytes.size());
            const bool full = wish.volume_bytes_max != 0 && !volumes_.back().pieces.empty() &&
                              volumes_.back().bytes + size > wish.volume_bytes_max;
            if (full) volumes_.push_back({.pieces = {}, .bytes = around});
            volumes_.back().pieces.push_back({line.feed, after, packed->end.number});
            volumes_.back().bytes += size;
            if (line.first == 0) line.first = after + 1;
            line.last = packed->end.number;
            changes_ += packed->pack.changes.size();
            after = packed->end.number;
        }
    }
    return Done{};
}

Bytes BundleMaker::manifest() const {
    Writer out;
    out.blob(compressed(desk_.signed_roster));
    out.varint(lines_.size());
    for (const Line& line : lines_) {
        out.raw(record::bytes_of(line.feed));
        out.varint(line.held);
        out.varint(line.first);
        out.varint(line.last);
    }
    return out.take();
}

VolumeHeader BundleMaker::header(std::size_t part) const {
    ENSURE(part >= 1 && part <= volumes_.size());
    VolumeHeader header = header_;
    header.part = part;
    return header;
}

Status BundleMaker::write(std::size_t part, const Sink& sink) const {
    const VolumeHeader header = this->header(part);
    const Bytes manifest = this->manifest();
    const auto writer = TRY(VolumeWriter::begin(
        sink,
        {.header = header, .readers = readers_, .manifest = manifest, .sender = desk_.self.key},
        desk_.world));
    Packer packer(desk_.store, desk_.self);
    for (const Piece& piece : volumes_[part - 1].pieces) {
        const auto packed = TRY(packer.next(piece.feed, piece.after, kPackBytesMax));
        ENSURE(packed && packed->end.number == piece.last);  // The store did not change between.
        TRY(writer->add(bytes_of(packed->pack, std::nullopt)));
    }
    return writer->end();
}

}  // namespace adit::sync
