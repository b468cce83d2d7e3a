// Request and reply of an exchange, as plain values and as bytes (sync/PROTOCOL.md, "Exchange").
//
// Packs stand at a message's end, so that they can be taken in while the rest is still on its way,
// and when it never comes. Readers give Corrupt for whatever is not exactly one message within its
// bounds.
#pragma once

#include "identity/keys.h"
#include "store/record_store.h"
#include "sync/intake.h"
#include "sync/pack.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace adit::sync {

constexpr std::size_t kPacksMax = 1024;
constexpr std::size_t kPackBlobMax = std::size_t{2} * 1024 * 1024;
constexpr std::size_t kKibMax = 1024;

/// The start of the chain's hash at a head: two that went on under the same numbers, and are as
/// long, differ in nothing else.
using HeadCheck = std::array<std::uint8_t, 4>;
HeadCheck check_of(const identity::Digest& hash);

/// One feed as the laptop holds it.
struct HeadLine {
    record::FeedId feed;
    std::uint64_t number = 0;
    bool closed = false;  // Wants none of it: it broke a rule.
    HeadCheck check{};
    bool operator==(const HeadLine&) const = default;
};
struct HeadList {
    std::uint64_t answer_kib_max = 64;  // How much the answer may bring.
    std::vector<HeadLine> lines;
    bool operator==(const HeadList&) const = default;
};

struct Request {
    std::uint64_t roster_version = 0;
    std::uint64_t kit_version = 0;
    std::optional<HashStart> digest;
    std::optional<HeadList> heads;
    bool asks_held = false;  // How far the server holds each of these heads.
    std::optional<std::vector<std::uint64_t>> kit_files;  // Asks for the kit; what is held of it.
    std::vector<Bytes> packs;
    bool operator==(const Request&) const = default;
};

/// How far the server holds a feed: because the laptop holds more, or because it asked.
struct Want {
    record::FeedId feed;
    std::uint64_t number = 0;
    bool operator==(const Want&) const = default;
};

struct Reply {
    bool differs = false;
    bool newer_kit = false;
    std::vector<Rule> results;
    identity::Signature held{};  // Zero when no result is Held.
    std::optional<Bytes> roster;
    std::vector<Want> wants;
    identity::Signature wants_held{};  // Of the wanted feeds that the server holds some of.
    Bytes kit;                         // Empty: not asked for.
    std::vector<Bytes> packs;
    bool more = false;  // Waits for another request; said behind the packs.
    bool operator==(const Reply&) const = default;
};

Bytes bytes_of(const Request& request);
/// What stands behind a message's head, once for each pack.
Bytes pack_blob(ByteView pack);
/// Behind the last pack of a reply: more packs wait.
Bytes more_blob();
Result<Request> request_from(ByteView bytes);
Bytes bytes_of(const Reply& reply);  // One byte when it has nothing to say.
Bytes head_of(const Reply& reply);   // What stands before its packs, when there are some.
Result<Reply> reply_from(ByteView bytes);

/// A message that is still coming: its head once that is whole, then pack after pack.
template <class Message>
class Incoming {
public:
    /// Gives how many bytes came so far.
    std::size_t add(ByteView more);
    /// Without its packs; null until it is whole. A reply's `more` is known behind its last pack.
    const Message* head();
    /// The next pack that is whole.
    std::optional<Bytes> next_pack();
    /// Nothing is left over that is no whole pack, and a head was there.
    bool is_whole() { return head() != nullptr && rest().empty(); }
    /// The head of a message that is; Corrupt of another.
    Result<Message> whole();

private:
    ByteView rest() const { return ByteView(bytes_).subspan(at_); }

    Bytes bytes_;
    std::size_t at_ = 0;
    std::size_t come_ = 0;
    std::optional<Message> head_;
};

/// Of heads in the order of their feeds' names, and of the months' sums in their order: of all
/// that is held, if each is what it was when it came.
HashStart digest_of(const std::vector<store::Head>& heads,
                    const std::vector<store::MonthSum>& sums);

}  // namespace adit::sync
