#include "sync/pack.h"

#include "record/change_codec.h"
#include "sync/exchange.h"
#include "sync/frame.h"
#include "sync/pack_head.h"

#include <algorithm>

namespace adit::sync {

using record::DeviceId;
using record::FeedId;
using store::FeedRun;
using store::Head;

namespace {

constexpr std::uint8_t kOfSender = 0x80;
constexpr std::size_t kScopeBytes = 3;
constexpr std::size_t kDeviceBytes = 16;

Bytes rows_of(const std::vector<Bytes>& changes) {
    Writer out;
    for (const Bytes& change : changes) out.blob(change);
    return out.take();
}

Result<std::vector<Bytes>> changes_in(ByteView rows, std::uint64_t count) {
    Reader in(rows);
    std::vector<Bytes> out;
    out.reserve(static_cast<std::size_t>(count));
    for (std::uint64_t i = 0; i < count && in.ok(); ++i) {
        const ByteView change = in.blob();
        out.emplace_back(change.begin(), change.end());
    }
    if (!in.done()) return Error{Code::Corrupt, "a pack's changes are damaged: send it again"};
    return out;
}

void write_feed(Writer& out, const FeedId& feed, bool without_device) {
    const Bytes name = record::bytes_of(feed);
    ENSURE(name.size() == kFeedBytes);
    const ByteView view(name);
    out.raw(view.first(kScopeBytes));
    if (!without_device) out.raw(view.subspan(kScopeBytes, kDeviceBytes));
    out.raw(view.subspan(kScopeBytes + kDeviceBytes));
}

Bytes read_feed(Reader& in, const std::optional<DeviceId>& device) {
    Bytes name;
    const auto append = [&](ByteView part) { name.insert(name.end(), part.begin(), part.end()); };
    append(in.raw(kScopeBytes));
    append(device ? ByteView(device->bytes) : in.raw(kDeviceBytes));
    append(in.raw(kFeedBytes - kScopeBytes - kDeviceBytes));
    return name;
}

/// Keeps the first `count` changes of a run.
void shorten(FeedRun& run, std::size_t count) {
    run.changes.resize(count);
    run.after = run.before;
    for (const Bytes& change : run.changes) run.after = identity::chain_next(run.after, change);
}

Head end_of(const FeedRun& run) {
    return {run.feed, run.first + run.changes.size() - 1, run.after};
}

std::optional<Packed> packed(FeedRun run, const identity::Signature& signature) {
    Head end = end_of(run);
    Pack pack{.feed = std::move(run.feed),
              .first = run.first,
              .before = start_of(run.before),
              .changes = std::move(run.changes),
              .signature = signature};
    return Packed{std::move(pack), std::move(end), std::move(run.path_depths)};
}

/// The next changes; where some of them are damaged, those in front of that.
Result<FeedRun> whole_run(store::RecordStore& store, const FeedId& feed, std::uint64_t after,
                          std::size_t bytes_max) {
    auto run = store.run_after(feed, after, bytes_max);
    if (run || run.error().code != Code::Corrupt) return run;
    TRY(store.look_for_damage(SIZE_MAX));
    for (const store::Damage& each : TRY(store.damage({feed.scope}))) {
        if (each.feed != feed || each.after <= after) continue;
        return store.run_after(feed, after, bytes_max,
                               static_cast<std::size_t>(each.after - after));
    }
    return run;
}

Error damaged() { return {Code::Corrupt, "a pack is damaged: send it again"}; }

}  // namespace

HashStart start_of(const identity::Digest& hash) {
    HashStart out{};
    std::copy_n(hash.begin(), out.size(), out.begin());
    return out;
}

std::vector<identity::Digest> hashes_behind(identity::Digest before,
                                            const std::vector<Bytes>& changes) {
    std::vector<identity::Digest> hashes;
    hashes.reserve(changes.size());
    for (const Bytes& change : changes) {
        before = identity::chain_next(before, change);
        hashes.push_back(before);
    }
    return hashes;
}

Bytes head_message(const Head& head) {
    Writer out;
    out.raw(record::bytes_of(head.feed));
    out.varint(head.number);
    out.raw(head.hash);
    return out.take();
}

void write_head(Writer& out, const Pack& pack, Encoding encoding,
                const std::optional<DeviceId>& sender) {
    const bool of_sender = sender == pack.feed.device;
    out.u8(static_cast<std::uint8_t>(static_cast<unsigned>(encoding) |
                                     (of_sender ? unsigned{kOfSender} : 0u)));
    write_feed(out, pack.feed, of_sender);
    out.varint(pack.first);
    out.varint(pack.changes.size());
    out.raw(pack.before);
    out.raw(pack.signature);
}

Result<PackHead> read_head(Reader& in, const std::optional<DeviceId>& sender) {
    const std::uint8_t form = in.u8();
    const bool of_sender = (form & kOfSender) != 0;
    const std::uint8_t encoding = form & static_cast<std::uint8_t>(~kOfSender);
    if (of_sender && !sender) return damaged();
    if (encoding > static_cast<std::uint8_t>(kLastEncoding)) return damaged();
    const Bytes name = read_feed(in, of_sender ? sender : std::nullopt);

    PackHead head{.encoding = static_cast<Encoding>(encoding), .pack = {}, .count = 0};
    head.pack.first = in.varint();
    const std::uint64_t count = in.varint();
    head.pack.before = in.fixed<8>();
    head.pack.signature = in.fixed<64>();
    if (!in.ok() || head.pack.first == 0 || count == 0 || count > kPackChangesMax) return damaged();
    if (head.pack.first > UINT64_MAX - count) return damaged();
    head.pack.feed = TRY(record::feed_from(name));
    head.count = static_cast<std::size_t>(count);
    return head;
}

Bytes bytes_of(const Pack& pack, const std::optional<DeviceId>& sender) {
    const Bytes rows = rows_of(pack.changes);
    const Bytes frame = compressed(rows);
    const bool framed = frame.size() < rows.size();
    Writer out;
    write_head(out, pack, framed ? Encoding::RowsInFrame : Encoding::Rows, sender);
    out.raw(framed ? frame : rows);
    return out.take();
}

Result<Pack> pack_from(ByteView bytes, const std::optional<DeviceId>& sender) {
    Reader in(bytes);
    PackHead head = TRY(read_head(in, sender));
    const ByteView rest = in.raw(in.left());
    if (head.encoding == Encoding::Rows) {
        head.pack.changes = TRY(changes_in(rest, head.count));
    } else if (head.encoding == Encoding::RowsInFrame) {
        const Bytes rows = TRY(decompressed(rest, kPackRawBytesMax));
        head.pack.changes = TRY(changes_in(rows, head.count));
    } else {
        return damaged();
    }
    return std::move(head.pack);
}

Result<std::optional<Packed>> Packer::next(const FeedId& feed, std::uint64_t after,
                                           std::size_t changes_bytes_max) {
    const bool own = feed.device == self_.device;
    return own ? next_own(feed, after, changes_bytes_max)
               : next_passed_on(feed, after, changes_bytes_max);
}

Result<std::optional<Packed>> Packer::next_own(const FeedId& feed, std::uint64_t after,
                                               std::size_t changes_bytes_max) {
    FeedRun run = TRY(whole_run(store_, feed, after, changes_bytes_max));
    if (run.changes.empty()) return std::optional<Packed>{};
    if (run.changes.size() > kPackChangesMax) shorten(run, kPackChangesMax);
    const auto signature = self_.key.sign(kHeadPurpose, head_message(end_of(run)));
    return packed(std::move(run), signature);
}

Result<std::optional<Packed>> Packer::next_passed_on(const FeedId& feed, std::uint64_t after,
                                                     std::size_t changes_bytes_max) {
    const auto heads = TRY(store_.head_signatures_behind(feed, after));
    if (heads.empty()) return std::optional<Packed>{};
    FeedRun run = TRY(store_.run_after(feed, after, changes_bytes_max));
    const std::uint64_t first = heads.front().first.number - after;
    const bool longer = run.changes.size() < first;
    if (longer) {  // One pack, as it once came.
        run = TRY(store_.run_after(feed, after, kPackRawBytesMax, static_cast<std::size_t>(first)));
    }
    // The last signature within the run; the run was read to end behind at least one, unless a
    // signature came for changes that did not.
    const store::HeadSignature* last = nullptr;
    for (const store::HeadSignature& each : heads) {
        const std::uint64_t count = each.first.number - after;
        if (count > std::min<std::uint64_t>(run.changes.size(), kPackChangesMax)) break;
        last = &each;
    }
    if (last == nullptr) return std::optional<Packed>{};
    shorten(run, static_cast<std::size_t>(last->first.number - after));
    return packed(std::move(run), last->second);
}

}  // namespace adit::sync
