#include "sync/pack.h"

#include "record/change_codec.h"
#include "sync/exchange.h"
#include "sync/frame.h"

#include <algorithm>

namespace adit::sync {

using record::DeviceId;
using record::FeedId;
using store::FeedRun;
using store::Head;

namespace {

constexpr std::uint8_t kRows = 0;
constexpr std::uint8_t kRowsInFrame = 1;
constexpr std::uint8_t kOfSender = 0x80;
constexpr std::size_t kScopeBytes = 3;
constexpr std::size_t kDeviceBytes = 16;
constexpr std::size_t kFeedBytes = 23;
// Changes shrink to a fourth or less: read this much of them for a pack of one byte.
constexpr std::size_t kRawPerPacked = 4;

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
    return Packed{std::move(pack), std::move(end)};
}

}  // namespace

HashStart start_of(const identity::Digest& hash) {
    HashStart out{};
    std::copy_n(hash.begin(), out.size(), out.begin());
    return out;
}

Bytes head_message(const Head& head) {
    Writer out;
    out.raw(record::bytes_of(head.feed));
    out.varint(head.number);
    out.raw(head.hash);
    return out.take();
}

Bytes bytes_of(const Pack& pack, const std::optional<DeviceId>& sender) {
    const Bytes rows = rows_of(pack.changes);
    const Bytes frame = compressed(rows);
    const bool framed = frame.size() < rows.size();
    const bool of_sender = sender == pack.feed.device;

    Writer out;
    out.u8(
        static_cast<std::uint8_t>((framed ? kRowsInFrame : kRows) | (of_sender ? kOfSender : 0)));
    write_feed(out, pack.feed, of_sender);
    out.varint(pack.first);
    out.varint(pack.changes.size());
    out.raw(pack.before);
    out.raw(pack.signature);
    out.raw(framed ? frame : rows);
    return out.take();
}

Result<Pack> pack_from(ByteView bytes, const std::optional<DeviceId>& sender) {
    const Error corrupt{Code::Corrupt, "a pack is damaged: send it again"};
    Reader in(bytes);
    const std::uint8_t form = in.u8();
    const bool of_sender = (form & kOfSender) != 0;
    if (of_sender && !sender) return corrupt;
    const Bytes name = read_feed(in, of_sender ? sender : std::nullopt);

    Pack pack;
    pack.first = in.varint();
    const std::uint64_t count = in.varint();
    pack.before = in.fixed<8>();
    pack.signature = in.fixed<64>();
    if (!in.ok() || pack.first == 0 || count == 0 || count > kPackChangesMax) return corrupt;
    if (pack.first > UINT64_MAX - count) return corrupt;
    pack.feed = TRY(record::feed_from(name));

    const ByteView rest = in.raw(in.left());
    const std::uint8_t encoding = form & static_cast<std::uint8_t>(~kOfSender);
    if (encoding == kRows) {
        pack.changes = TRY(changes_in(rest, count));
    } else if (encoding == kRowsInFrame) {
        const Bytes rows = TRY(decompressed(rest, kPackRawBytesMax));
        pack.changes = TRY(changes_in(rows, count));
    } else {
        return corrupt;
    }
    return pack;
}

Result<std::optional<Packed>> Packer::next(const FeedId& feed, std::uint64_t after,
                                           std::size_t bytes_max) {
    if (feed.device == self_.device) return next_own(feed, after, bytes_max);
    return next_passed_on(feed, after, bytes_max);
}

Result<std::optional<Packed>> Packer::next_own(const FeedId& feed, std::uint64_t after,
                                               std::size_t bytes_max) {
    FeedRun run = TRY(store_.run_after(feed, after, bytes_max * kRawPerPacked));
    if (run.changes.empty()) return std::optional<Packed>{};
    if (run.changes.size() > kPackChangesMax) shorten(run, kPackChangesMax);
    while (run.changes.size() > 1 && compressed(rows_of(run.changes)).size() > bytes_max) {
        shorten(run, run.changes.size() / 2);
    }
    const auto signature = self_.key.sign(kHeadPurpose, head_message(end_of(run)));
    return packed(std::move(run), signature);
}

Result<std::optional<Packed>> Packer::next_passed_on(const FeedId& feed, std::uint64_t after,
                                                     std::size_t bytes_max) {
    const Signed* heads = TRY(signed_heads_of(feed));
    if (heads == nullptr) return std::optional<Packed>{};
    const auto behind =
        std::ranges::find_if(*heads, [&](const auto& one) { return one.first.number > after; });
    if (behind == heads->end()) return std::optional<Packed>{};

    FeedRun run = TRY(store_.run_after(feed, after, bytes_max * kRawPerPacked));
    if (run.changes.size() < behind->first.number - after) {
        run = TRY(store_.run_after(feed, after, kPackRawBytesMax));  // One pack, as it once came.
    }
    // The last signature within the run; the run was read to end behind at least one, unless a
    // signature came for changes that did not.
    const auto* last = static_cast<const Signed::value_type*>(nullptr);
    for (auto at = behind; at != heads->end(); ++at) {
        const std::uint64_t count = at->first.number - after;
        if (count > std::min<std::uint64_t>(run.changes.size(), kPackChangesMax)) break;
        last = &*at;
    }
    if (last == nullptr) return std::optional<Packed>{};
    shorten(run, static_cast<std::size_t>(last->first.number - after));
    return packed(std::move(run), last->second);
}

Result<const Packer::Signed*> Packer::signed_heads_of(const FeedId& feed) {
    if (!signatures_) {
        signatures_.emplace();
        for (auto& one : TRY(store_.head_signatures())) {
            (*signatures_)[one.first.feed].push_back(std::move(one));
        }
        for (auto& [_, heads] : *signatures_) {
            std::ranges::sort(heads, {}, [](const auto& one) { return one.first.number; });
        }
    }
    const auto found = signatures_->find(feed);
    return found == signatures_->end() ? nullptr : &found->second;
}

}  // namespace adit::sync
