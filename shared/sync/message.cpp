#include "sync/message.h"

#include "record/change_codec.h"

#include <algorithm>

namespace adit::sync {
namespace {

constexpr std::uint8_t kVersion = 2;

// Of a request.
constexpr std::uint8_t kDigest = 1;
constexpr std::uint8_t kHeads = 2;
constexpr std::uint8_t kAsksKit = 4;
constexpr std::uint8_t kAsksHeld = 8;
// Of a reply.
constexpr std::uint8_t kDiffers = 1;
constexpr std::uint8_t kNewerKit = 4;
constexpr std::uint8_t kRoster = 8;

std::uint8_t first_byte(unsigned flags) { return static_cast<std::uint8_t>(kVersion << 4 | flags); }

Error no_message() {
    return {Code::Corrupt,
            "what came is no message of an exchange: check that both sides run this release"};
}

record::FeedId read_feed(Reader& in) {
    auto feed = record::feed_from(in.raw(kFeedBytes));
    if (feed) return *std::move(feed);
    in.fail();
    return {};
}

void write_packs(Writer& out, const std::vector<Bytes>& packs) {
    for (const Bytes& pack : packs) out.blob(pack);
}

bool says_more(Request&) { return false; }
bool says_more(Reply& reply) { return reply.more = true; }

/// To the end of the message.
template <class Message>
void read_packs(Reader& in, Message& to) {
    while (in.ok() && !in.done()) {
        const ByteView pack = in.blob();
        if (in.ok() && pack.empty() && in.done() && says_more(to)) return;
        if (to.packs.size() == kPacksMax || pack.empty() || pack.size() > kPackBlobMax) in.fail();
        if (in.ok()) to.packs.emplace_back(pack.begin(), pack.end());
    }
}

void write_heads(Writer& out, const HeadList& heads) {
    out.varint(heads.answer_kib_max);
    out.varint(heads.lines.size());
    for (const HeadLine& line : heads.lines) {
        out.raw(record::bytes_of(line.feed));
        out.varint(line.number << 1 | (line.closed ? 1u : 0u));
        out.raw(line.check);
    }
}

HeadList read_heads(Reader& in) {
    HeadList out{.answer_kib_max = in.varint(), .lines = {}};
    if (out.answer_kib_max == 0 || out.answer_kib_max > kKibMax) in.fail();
    const std::size_t count = in.count();
    for (std::size_t i = 0; i < count && in.ok(); ++i) {
        HeadLine line{.feed = read_feed(in)};
        const std::uint64_t said = in.varint();
        line.number = said >> 1;
        line.closed = (said & 1) != 0;
        line.check = in.fixed<4>();
        out.lines.push_back(std::move(line));
    }
    return out;
}

bool has_held(const std::vector<Rule>& results) {
    return std::ranges::find(results, Rule::Held) != results.end();
}
bool has_held(const std::vector<Want>& wants) {
    return std::ranges::any_of(wants, [](const Want& want) { return want.number > 0; });
}

std::vector<Rule> read_results(Reader& in) {
    std::vector<Rule> out;
    const std::size_t count = in.count();
    if (count > kPacksMax) in.fail();
    for (std::size_t i = 0; i < count && in.ok(); ++i) {
        const std::uint8_t rule = in.u8();
        if (rule > static_cast<std::uint8_t>(kLastRule)) in.fail();
        out.push_back(static_cast<Rule>(rule));
    }
    return out;
}

std::vector<Want> read_wants(Reader& in) {
    std::vector<Want> out;
    const std::size_t count = in.count();
    for (std::size_t i = 0; i < count && in.ok(); ++i) {
        record::FeedId feed = read_feed(in);
        const std::uint64_t number = in.varint();
        out.push_back({std::move(feed), number});
    }
    return out;
}

Bytes read_blob(Reader& in) {
    const ByteView blob = in.blob();
    return {blob.begin(), blob.end()};
}

}  // namespace

namespace {

Request read_request_head(Reader& in) {
    const std::uint8_t first = in.u8();
    const unsigned flags = first & 15u;
    if (first >> 4 != kVersion) in.fail();
    Request out;
    out.roster_version = in.varint();
    out.kit_version = in.varint();
    if ((flags & kDigest) != 0) out.digest = in.fixed<8>();
    if ((flags & kHeads) != 0) out.heads = read_heads(in);
    out.asks_held = (flags & kAsksHeld) != 0;
    if ((flags & kAsksKit) != 0) {
        out.kit_files.emplace();
        const std::size_t count = in.count();
        for (std::size_t i = 0; i < count && in.ok(); ++i) out.kit_files->push_back(in.u64());
    }
    return out;
}

Reply read_reply_head(Reader& in) {
    const std::uint8_t first = in.u8();
    const unsigned flags = first & 15u;
    if (first >> 4 != kVersion) in.fail();
    Reply out;
    if (in.done() && flags == 0) return out;
    out.differs = (flags & kDiffers) != 0;
    out.newer_kit = (flags & kNewerKit) != 0;
    out.results = read_results(in);
    if (has_held(out.results)) out.held = in.fixed<64>();
    if ((flags & kRoster) != 0) out.roster = read_blob(in);
    out.wants = read_wants(in);
    if (has_held(out.wants)) out.wants_held = in.fixed<64>();
    out.kit = read_blob(in);
    return out;
}

Request read_head_of(Reader& in, const Request*) { return read_request_head(in); }
Reply read_head_of(Reader& in, const Reply*) { return read_reply_head(in); }

template <class Message>
Result<Message> message_from(ByteView bytes) {
    Reader in(bytes);
    Message out = read_head_of(in, static_cast<const Message*>(nullptr));
    read_packs(in, out);
    if (!in.done()) return no_message();
    return out;
}

}  // namespace

HeadCheck check_of(const identity::Digest& hash) {
    HeadCheck out{};
    std::copy_n(hash.begin(), out.size(), out.begin());
    return out;
}

Bytes pack_blob(ByteView pack) {
    Writer out;
    out.blob(pack);
    return out.take();
}

Bytes more_blob() { return pack_blob({}); }

Bytes bytes_of(const Request& request) {
    Writer out;
    out.u8(first_byte((request.digest ? kDigest : 0u) | (request.heads ? kHeads : 0u) |
                      (request.kit_files ? kAsksKit : 0u) | (request.asks_held ? kAsksHeld : 0u)));
    out.varint(request.roster_version);
    out.varint(request.kit_version);
    if (request.digest) out.raw(*request.digest);
    if (request.heads) write_heads(out, *request.heads);
    if (request.kit_files) {
        out.varint(request.kit_files->size());
        for (const std::uint64_t file : *request.kit_files) out.u64(file);
    }
    write_packs(out, request.packs);
    return out.take();
}

Bytes head_of(const Reply& reply) {
    Writer out;
    const auto flags = (reply.differs ? kDiffers : 0u) | (reply.newer_kit ? kNewerKit : 0u) |
                       (reply.roster ? kRoster : 0u);
    out.u8(first_byte(flags));
    out.varint(reply.results.size());
    for (const Rule rule : reply.results) out.u8(static_cast<std::uint8_t>(rule));
    if (has_held(reply.results)) out.raw(reply.held);
    if (reply.roster) out.blob(*reply.roster);
    out.varint(reply.wants.size());
    for (const Want& want : reply.wants) {
        out.raw(record::bytes_of(want.feed));
        out.varint(want.number);
    }
    if (has_held(reply.wants)) out.raw(reply.wants_held);
    out.blob(reply.kit);
    return out.take();
}

Bytes bytes_of(const Reply& reply) {
    if (reply == Reply{}) return {first_byte(0)};
    Writer out;
    out.raw(head_of(reply));
    write_packs(out, reply.packs);
    if (reply.more) out.raw(more_blob());
    return out.take();
}

Result<Request> request_from(ByteView bytes) { return message_from<Request>(bytes); }
Result<Reply> reply_from(ByteView bytes) { return message_from<Reply>(bytes); }

template <class Message>
std::size_t Incoming<Message>::add(ByteView more) {
    bytes_.erase(bytes_.begin(), bytes_.begin() + static_cast<std::ptrdiff_t>(at_));
    at_ = 0;
    bytes_.insert(bytes_.end(), more.begin(), more.end());
    return come_ += more.size();
}

template <class Message>
const Message* Incoming<Message>::head() {
    if (!head_) {
        Reader in(rest());
        Message read = read_head_of(in, static_cast<const Message*>(nullptr));
        if (!in.ok()) return nullptr;
        at_ = bytes_.size() - in.left();
        head_ = std::move(read);
    }
    return &*head_;
}

template <class Message>
std::optional<Bytes> Incoming<Message>::next_pack() {
    if (head() == nullptr) return std::nullopt;
    Reader in(rest());
    const ByteView pack = in.blob();
    const bool is_end = in.ok() && pack.empty() && in.done() && says_more(*head_);
    if (is_end) at_ = bytes_.size();
    if (!in.ok() || pack.empty() || pack.size() > kPackBlobMax) return std::nullopt;
    at_ = bytes_.size() - in.left();
    return Bytes(pack.begin(), pack.end());
}

template <class Message>
Result<Message> Incoming<Message>::whole() {
    if (!is_whole()) return no_message();
    return *head();
}

template class Incoming<Request>;
template class Incoming<Reply>;

HashStart digest_of(const std::vector<store::Head>& heads,
                    const std::vector<store::MonthSum>& sums) {
    Writer out;
    for (const store::Head& head : heads) {
        if (head.number > 0) out.raw(head_message(head));
    }
    for (const store::MonthSum& each : sums) {
        out.raw(view_of(each.scope.code));
        out.zigzag(each.month);
        out.u64(each.sum);
    }
    return start_of(identity::digest_of(out.bytes()));
}

}  // namespace adit::sync
