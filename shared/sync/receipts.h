// Receipts: what the server signed when it said that it holds our changes, kept so that "sent" can
// be proved to anybody who knows the programme's list of laptops.
#pragma once

#include "identity/roster.h"
#include "store/record_store.h"
#include "sync/exchange.h"
#include "sync/message.h"

#include <cstdint>
#include <optional>

namespace adit::sync {

/// The heads that were said to be held, one message behind the other, and the signature of it.
struct Receipt {
    Bytes held;
    identity::Signature signature{};
};

/// Marks a feed as sent up to a number, and keeps what proves it in the place of the receipt that
/// was kept before, unless that reaches further.
Status keep_acknowledged(store::RecordStore& store, const record::FeedId& feed,
                         std::uint64_t number, const Receipt& receipt);
Result<std::optional<Receipt>> receipt_of(store::RecordStore& store, const record::FeedId& feed);

/// The head of this feed furthest on that a receipt names; nothing when it is no list of heads or
/// does not name the feed.
std::optional<store::Head> head_in(const Receipt& receipt, const record::FeedId& feed);

/// What an answer's wants say that the other side holds; nothing when we do not hold the same.
Result<std::optional<Receipt>> receipt_of_wants(store::RecordStore& store, const Reply& reply);

/// Signed by a server of the roster, or by that laptop.
bool is_signed_by(const identity::Roster& roster, const Peer& peer, const Receipt& receipt);
/// The same of a receipt that was kept: its server may have been revoked since.
bool was_signed_by_server(const identity::Roster& roster, const Receipt& receipt);

}  // namespace adit::sync
