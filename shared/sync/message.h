// Request and reply of an exchange, as plain values and as bytes (sync/PROTOCOL.md, "Exchange").
//
// Readers give Corrupt for whatever is not exactly one message within its bounds.
#pragma once

#include "identity/keys.h"
#include "store/record_store.h"
#include "sync/intake.h"
#include "sync/pack.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace adit::sync {

constexpr std::size_t kPacksMax = 256;
constexpr std::size_t kKibMax = 1024;

/// One feed as the laptop holds it.
struct HeadLine {
    record::FeedId feed;
    std::uint64_t number = 0;
    bool closed = false;  // Wants none of it: it broke a rule.
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
    std::vector<Bytes> packs;
    std::optional<std::vector<std::uint64_t>> kit_files;  // Asks for the kit; what is held of it.
    bool operator==(const Request&) const = default;
};

/// The server holds more or less of a feed than the laptop thought.
struct Want {
    record::FeedId feed;
    std::uint64_t number = 0;  // What the server holds.
    bool operator==(const Want&) const = default;
};

struct Reply {
    bool differs = false;
    bool more = false;
    bool newer_kit = false;
    std::vector<Rule> results;
    identity::Signature held{};  // Zero when no result is Held.
    std::optional<Bytes> roster;
    std::vector<Want> wants;
    std::vector<Bytes> packs;
    Bytes kit;  // Empty: not asked for.
    bool operator==(const Reply&) const = default;
};

Bytes bytes_of(const Request& request);
Result<Request> request_from(ByteView bytes);
Bytes bytes_of(const Reply& reply);  // One byte when it has nothing to say.
Result<Reply> reply_from(ByteView bytes);

/// Of heads in the order of their feeds' names.
HashStart digest_of(const std::vector<store::Head>& heads);

}  // namespace adit::sync
