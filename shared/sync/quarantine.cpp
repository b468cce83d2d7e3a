#include "sync/quarantine.h"

#include "base/bytes.h"

namespace adit::sync {

using store::RecordStore;

namespace {

constexpr const char* kQuarantineCount = "quarantine.count";

std::string quarantine_key(std::uint64_t place) { return "quarantine." + std::to_string(place); }

Result<std::uint64_t> quarantine_count(RecordStore& store) {
    const auto held = TRY(store.get(kQuarantineCount));
    if (!held) return std::uint64_t{0};
    Reader in(*held);
    const std::uint64_t count = in.varint();
    if (!in.done() || count > kQuarantinedMax) {
        return Error{Code::Corrupt, "the list of quarantined packs is damaged"};
    }
    return count;
}

Bytes quarantine_bytes(Rule rule, const Pack& pack) {
    Writer out;
    out.u8(static_cast<std::uint8_t>(rule));
    out.raw(bytes_of(pack, std::nullopt));
    return out.take();
}

}  // namespace

Result<bool> set_aside(RecordStore& store, Rule rule, const Pack& pack) {
    const Bytes bytes = quarantine_bytes(rule, pack);
    const std::uint64_t count = TRY(quarantine_count(store));
    for (std::uint64_t place = 0; place < count; ++place) {
        if (TRY(store.get(quarantine_key(place))) == bytes) return true;
    }
    if (count == kQuarantinedMax) return false;
    TRY(store.set(quarantine_key(count), bytes));
    Writer next;
    next.varint(count + 1);
    TRY(store.set(kQuarantineCount, next.bytes()));
    return true;
}

Result<std::vector<Quarantined>> quarantined(RecordStore& store) {
    const Error damaged{Code::Corrupt, "a quarantined pack is damaged"};
    const std::uint64_t count = TRY(quarantine_count(store));
    std::vector<Quarantined> out;
    for (std::uint64_t place = 0; place < count; ++place) {
        const auto bytes = TRY(store.get(quarantine_key(place)));
        if (!bytes || bytes->empty() || bytes->front() > static_cast<std::uint8_t>(kLastRule)) {
            return damaged;
        }
        out.push_back({.rule = static_cast<Rule>(bytes->front()),
                       .pack = TRY(pack_from(ByteView(*bytes).subspan(1), std::nullopt))});
    }
    return out;
}

}  // namespace adit::sync
