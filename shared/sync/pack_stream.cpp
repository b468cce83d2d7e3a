#include "sync/pack_stream.h"

#include "record/change_codec.h"
#include "sync/mending.h"
#include "sync/pack_head.h"

#include <algorithm>

namespace adit::sync {
namespace {

constexpr std::size_t kAloneMax = 3;  // So few changes are shorter as rows.
constexpr std::size_t kRatioFirst = 1;
constexpr std::size_t kRatioMax = 12;
constexpr std::size_t kPieceBytes = 512;  // Columns are short: each is coded by its own letters.
constexpr std::uint64_t kHistoryChangesMax = 256;
constexpr std::size_t kHistoryBytesMax = std::size_t{64} * 1024;

/// Of what stands in front of `first` in a feed: the same on every replica that holds it.
Result<store::FeedRun> history_before(store::RecordStore& store, const record::FeedId& feed,
                                      std::uint64_t first) {
    const std::uint64_t count = std::min(first - 1, kHistoryChangesMax);
    store::FeedRun run =
        TRY(store.run_after(feed, first - 1 - count, SIZE_MAX, static_cast<std::size_t>(count)));
    std::size_t bytes = 0;
    auto from = run.changes.end();
    while (from != run.changes.begin() && bytes + std::prev(from)->size() <= kHistoryBytesMax) {
        bytes += (--from)->size();
    }
    run.changes.erase(run.changes.begin(), from);
    return run;
}

/// What both sides begin with: columns that have learnt from the history, and its layout.
struct Beginning {
    std::unique_ptr<Columns> columns;
    Bytes prefix;
};
Beginning beginning_with(const store::FeedRun& history) {
    Beginning out{.columns = std::make_unique<Columns>(), .prefix = {}};
    if (history.changes.empty()) return out;
    auto laid = out.columns->laid_out(history.changes, history.path_depths);
    if (laid) out.prefix = std::move(laid->bytes);
    if (!laid) out.columns = std::make_unique<Columns>();
    return out;
}

std::vector<ByteView> pieces_of(const LaidOut& layout) {
    std::vector<ByteView> pieces;
    const ByteView all(layout.bytes);
    for (std::size_t at = 0; at < layout.texts; at += kPieceBytes) {
        pieces.push_back(all.subspan(at, std::min(kPieceBytes, layout.texts - at)));
    }
    if (layout.texts < all.size()) pieces.push_back(all.subspan(layout.texts));
    return pieces;
}

}  // namespace

std::size_t PackWriter::changes_for(std::size_t pack_bytes) const {
    const std::size_t ratio = given_ == 0 ? kRatioFirst : taken_ / given_;
    return pack_bytes * std::clamp<std::size_t>(ratio, 1, kRatioMax);
}

Status PackWriter::begin(const Packed& packed) {
    store::FeedRun history;
    upon_history_ = packed.pack.first > 1;
    if (upon_history_) {
        auto held = history_before(store_, packed.pack.feed, packed.pack.first);
        upon_history_ = held || held.error().code != Code::Corrupt;  // Damaged: without it.
        if (upon_history_) history = TRY(std::move(held));
    }
    auto beginning = beginning_with(history);
    columns_ = std::move(beginning.columns);
    stream_ = std::make_unique<StreamWriter>(std::move(beginning.prefix));
    return Done{};
}

Result<Bytes> PackWriter::write(const Packed& packed) {
    const Pack& pack = packed.pack;
    const bool begins = stream_ == nullptr;
    if (begins && pack.changes.size() <= kAloneMax) return bytes_of(pack, sender_);
    if (begins) TRY(begin(packed));
    const auto layout = columns_->laid_out(pack.changes, packed.path_depths);
    if (!layout) {  // A kind of change that this release does not take apart.
        stream_.reset();
        return bytes_of(pack, sender_);
    }
    const Encoding encoding = !begins         ? Encoding::Columns
                              : upon_history_ ? Encoding::ColumnsUponHistory
                                              : Encoding::ColumnsFirst;
    Writer out;
    write_head(out, pack, encoding, sender_);
    out.raw(stream_->part(pieces_of(*layout)));
    for (const Bytes& change : pack.changes) taken_ += change.size();
    given_ += out.bytes().size();
    return out.take();
}

Result<Rule> PackReader::begin(const Pack& pack, bool upon_history) {
    stream_.reset();
    store::FeedRun history;
    if (upon_history) {
        const auto head = TRY(store_.find_head(pack.feed));
        if (!head || head->number < pack.first - 1) return Rule::Gap;
        const auto ours = TRY(hash_behind(store_, pack.feed, pack.first - 1));
        if (!ours) return Rule::Gap;  // Damaged here: from in front of that, first.
        if (start_of(*ours) != pack.before) return Rule::Fork;
        auto held = history_before(store_, pack.feed, pack.first);
        if (!held && held.error().code == Code::Corrupt) return Rule::Gap;
        history = TRY(std::move(held));
    }
    auto beginning = beginning_with(history);
    columns_ = std::move(beginning.columns);
    stream_ = std::make_unique<StreamReader>(std::move(beginning.prefix));
    return Rule::Held;
}

bool PackReader::looks_back(ByteView bytes) {
    return !bytes.empty() && encoding_in(bytes.front()) == Encoding::ColumnsUponHistory;
}

Result<PackReader::Unpacked> PackReader::read(ByteView bytes) {
    Reader in(bytes);
    auto head = TRY(read_head(in, sender_));
    if (head.encoding < Encoding::Columns) {
        return Unpacked{.pack = TRY(pack_from(bytes, sender_)), .rule = Rule::Held};
    }
    Unpacked out{.pack = std::move(head.pack), .rule = Rule::Held};
    if (head.encoding != Encoding::Columns) {
        out.rule = TRY(begin(out.pack, head.encoding == Encoding::ColumnsUponHistory));
    }
    if (stream_ == nullptr) {
        if (out.rule == Rule::Held) out.rule = Rule::Gap;
        return out;
    }
    const auto layout = stream_->part(in.raw(in.left()), kPackRawBytesMax);
    auto changes = layout ? columns_->read(*layout, head.count, kPackRawBytesMax)
                          : Result<std::vector<Bytes>>(layout.error());
    if (!changes) {
        stream_.reset();
        return changes.error();
    }
    out.pack.changes = *std::move(changes);
    return out;
}

}  // namespace adit::sync
