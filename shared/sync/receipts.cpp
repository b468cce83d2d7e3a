#include "sync/receipts.h"

#include "record/change_codec.h"
#include "sync/mending.h"
#include "sync/pack.h"
#include "sync/server_signature.h"

#include <algorithm>
#include <string>

namespace adit::sync {
namespace {

std::string key_of(const record::FeedId& feed) {
    return "receipt." + feed.scope.code + "." + feed.device.text() + "." +
           std::to_string(feed.epoch);
}

bool signed_by(const identity::RosterDevice& device, const Receipt& receipt) {
    return identity::verifies(device.key, kHeldPurpose, receipt.held, receipt.signature);
}

}  // namespace

Status keep_acknowledged(store::RecordStore& store, const record::FeedId& feed,
                         std::uint64_t number, const Receipt& receipt) {
    const std::uint64_t before = TRY(store.acknowledged_up_to(feed));
    if (number < before) return Done{};
    TRY(store.acknowledged(feed, number));
    Writer out;
    out.raw(receipt.signature);
    out.raw(receipt.held);
    return store.set(key_of(feed), out.bytes());
}

Result<std::optional<Receipt>> receipt_of(store::RecordStore& store, const record::FeedId& feed) {
    const auto kept = TRY(store.get(key_of(feed)));
    if (!kept) return std::optional<Receipt>();
    Reader in(*kept);
    Receipt receipt{.held = {}, .signature = in.fixed<64>()};
    const ByteView held = in.raw(in.left());
    receipt.held.assign(held.begin(), held.end());
    return std::optional(std::move(receipt));
}

std::optional<store::Head> head_in(const Receipt& receipt, const record::FeedId& feed) {
    std::optional<store::Head> out;
    Reader in(receipt.held);
    while (in.ok() && !in.done()) {
        const auto named = record::feed_from(in.raw(kFeedBytes));
        const std::uint64_t number = in.varint();
        const auto hash = in.fixed<32>();
        if (!in.ok() || !named) return std::nullopt;
        if (*named == feed && (!out || out->number < number)) out = store::Head{feed, number, hash};
    }
    return out;
}

Result<std::optional<Receipt>> receipt_of_wants(store::RecordStore& store, const Reply& reply) {
    Writer held;
    for (const Want& want : reply.wants) {
        if (want.number == 0) continue;
        const auto ours = TRY(store.find_head(want.feed));
        if (!ours || ours->number < want.number) return std::optional<Receipt>();
        const auto hash = TRY(hash_behind(store, want.feed, want.number));
        if (!hash) return std::optional<Receipt>();
        held.raw(head_message({want.feed, want.number, *hash}));
    }
    if (held.bytes().empty()) return std::optional<Receipt>();
    return std::optional(Receipt{.held = held.take(), .signature = reply.wants_held});
}

bool is_signed_by(const identity::Roster& roster, const Peer& peer, const Receipt& receipt) {
    if (!peer.laptop) {
        return is_signed_by_server(roster, kHeldPurpose, receipt.held, receipt.signature);
    }
    const identity::RosterDevice* laptop = roster.find(peer.laptop->bytes);
    return laptop != nullptr && !laptop->revoked && signed_by(*laptop, receipt);
}

bool was_signed_by_server(const identity::Roster& roster, const Receipt& receipt) {
    return std::ranges::any_of(roster.devices, [&](const identity::RosterDevice& device) {
        return device.role == identity::Role::Server && signed_by(device, receipt);
    });
}

}  // namespace adit::sync
