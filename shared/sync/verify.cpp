#include "sync/verify.h"

#include "record/change_codec.h"
#include "sync/branches.h"
#include "sync/intake.h"
#include "sync/mending.h"
#include "sync/pack.h"
#include "sync/receipts.h"

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

namespace adit::sync {

using identity::Digest;
using identity::RosterDevice;
using identity::Signature;
using record::FeedId;
using store::Head;

namespace {

constexpr std::size_t kReadBytes = std::size_t{256} * 1024;
constexpr std::array<const char*, 12> kWords = {
    "file",      "roster",   "device key", "unknown device", "wrong scope", "revoked",
    "signature", "unsigned", "sent",       "receipt",        "quarantine",  "entities"};

std::string feed_words(const FeedId& feed) {
    return "laptop " + feed.device.text() + " in " + feed.scope.code;
}

/// A walk through one store; `proof` holds what it has gone through so far.
class Walk {
public:
    Walk(store::RecordStore& store, const Ground& ground) : store_(store), ground_(ground) {}

    Result<Proof> run();

private:
    using Signed = std::vector<std::pair<Head, Signature>>;  // By number.

    /// Each of these is false when it has found the fault, which `proof_` then holds.
    Result<bool> file();
    bool roster();
    Result<bool> feed(const Head& head);
    bool stands_in_roster(const Head& head, const RosterDevice* device);
    Result<bool> signatures(const Head& head, const RosterDevice& device);
    Result<bool> sent(const Head& head, std::uint64_t marked);
    Result<bool> receipt(const Head& head, std::uint64_t marked);
    Result<bool> quarantine();
    Result<bool> quarantined_pack(const Pack& pack, std::size_t place);

    bool own(const FeedId& feed) const { return feed.device == ground_.self; }
    bool on_server() const {
        const RosterDevice* me =
            ground_.roster == nullptr ? nullptr : ground_.roster->find(ground_.self.bytes);
        return me != nullptr && me->role == identity::Role::Server;
    }
    bool broken(Flaw flaw, const FeedId& feed, std::uint64_t number, std::string what) {
        proof_.fault = Fault{flaw, feed, number, std::move(what)};
        return false;
    }

    store::RecordStore& store_;
    const Ground& ground_;
    std::map<FeedId, Signed> signed_;
    Proof proof_;
};

Result<bool> Walk::file() {
    const Status whole = store_.verify();
    if (whole) return true;
    if (whole.error().code != Code::Corrupt) return whole.error();
    return broken(Flaw::File, {}, 0, whole.error().what);
}

bool Walk::roster() {
    if (ground_.roster == nullptr) return true;
    for (const RosterDevice& device : ground_.roster->devices) {
        if (identity::device_of(device.key) == device.device) continue;
        const FeedId feed{{}, {device.device}, 0};
        return broken(Flaw::DeviceKey, feed, 0,
                      "the list of laptops gives " + device.name +
                          " a key that is not its own: exchange to renew the list; if it stays, "
                          "tell whoever runs the server");
    }
    return true;
}

bool Walk::stands_in_roster(const Head& head, const RosterDevice* device) {
    if (device == nullptr) {
        return broken(Flaw::UnknownDevice, head.feed, 0,
                      "changes of " + feed_words(head.feed) +
                          " are held, and the list of laptops does not have it: they came in by no "
                          "right way; tell your coordinator");
    }
    const bool may_write =
        device->role == identity::Role::Server || device->has_scope(head.feed.scope.code);
    if (!may_write) {
        return broken(Flaw::WrongScope, head.feed, 0,
                      "changes of " + feed_words(head.feed) + " (" + device->name +
                          ") are held, and it was given no part in that country: they came in by "
                          "no right way; tell your coordinator");
    }
    const std::uint64_t end = device->last_counted(head.feed.scope.code, head.feed.epoch);
    if (head.number <= end) return true;
    proof_.past_revocation += head.number - end;
    if (!on_server()) return true;  // They may have come before the revocation was known here.
    return broken(Flaw::Revoked, head.feed, end + 1,
                  "change " + std::to_string(end + 1) + " of " + feed_words(head.feed) + " (" +
                      device->name +
                      ") was merged, and its revocation ends in front of it: it should lie in "
                      "quarantine");
}

/// Each kept signature, over the chain as it is computed here from the changes.
Result<bool> Walk::signatures(const Head& head, const RosterDevice& device) {
    const Signed& kept = signed_[head.feed];
    Head at{head.feed, 0, identity::chain_start(record::bytes_of(head.feed))};
    auto next = kept.begin();
    while (at.number < head.number && next != kept.end()) {
        const auto run = TRY(store_.run_after(head.feed, at.number, kReadBytes));
        if (run.changes.empty()) break;
        for (const Bytes& change : run.changes) {
            at.hash = identity::chain_next(at.hash, change);
            ++at.number;
            if (next == kept.end() || next->first.number != at.number) continue;
            const auto& [signed_head, signature] = *next++;
            ++proof_.signatures;
            if (signed_head.hash == at.hash && is_signed(*ground_.roster, at, signature)) continue;
            return broken(Flaw::Signature, head.feed, at.number,
                          "the signature at change " + std::to_string(at.number) + " of " +
                              feed_words(head.feed) + " (" + device.name +
                              ") is not over these changes: do not pass them on; restore a copy or "
                              "bring the records back by an exchange");
        }
    }
    // Of a revoked laptop's last pack a part may have been taken: that part ends unsigned.
    const auto at_end = [&](const auto& one) { return one.first.number == head.number; };
    const bool ends_signed = std::ranges::any_of(kept, at_end);
    if (ends_signed || own(head.feed) || device.revoked) return true;
    return broken(
        Flaw::Unsigned, head.feed, head.number,
        "the last changes of " + feed_words(head.feed) + " (" + device.name +
            ") have no signature of that laptop: restore a copy or bring the records back "
            "by an exchange");
}

Result<bool> Walk::sent(const Head& head, std::uint64_t marked) {
    if (marked <= head.number) return true;
    return broken(Flaw::Sent, head.feed, marked,
                  "change " + std::to_string(marked) + " of " + feed_words(head.feed) +
                      " counts as sent, and there are only " + std::to_string(head.number) +
                      ": changes are missing at the end; exchange to bring them back");
}

/// The server's own word that it holds what counts as sent.
Result<bool> Walk::receipt(const Head& head, std::uint64_t marked) {
    if (marked == 0 || ground_.roster == nullptr) return true;
    const auto kept = TRY(receipt_of(store_, head.feed));
    const auto covered = kept ? head_in(*kept, head.feed) : std::nullopt;
    if (kept) {
        ++proof_.receipts;
        const auto hash = covered && covered->number <= head.number
                              ? TRY(hash_behind(store_, head.feed, covered->number))
                              : std::nullopt;
        const bool ours = hash && *hash == covered->hash;
        if (!ours || !was_signed_by_server(*ground_.roster, *kept)) {
            return broken(Flaw::Receipt, head.feed, covered ? covered->number : 0,
                          "the receipt for the changes of " + feed_words(head.feed) +
                              " is not the server's for these changes: ask whoever runs the server "
                              "whether it has them");
        }
    }
    const std::uint64_t proved = covered ? covered->number : 0;
    if (marked > proved) proof_.unproved += marked - proved;
    return true;
}

Result<bool> Walk::feed(const Head& head) {
    ++proof_.feeds;
    proof_.changes += head.number;
    if (ground_.roster == nullptr) return true;
    const RosterDevice* device = ground_.roster->find(head.feed.device.bytes);
    // What was recorded here before the enrolment may be of countries that it did not give.
    if (own(head.feed) && device == nullptr) return true;
    if (!own(head.feed) && !stands_in_roster(head, device)) return false;
    return signatures(head, *device);
}

Result<bool> Walk::quarantined_pack(const Pack& pack, std::size_t place) {
    if (ground_.roster == nullptr) return true;
    const RosterDevice* device = ground_.roster->find(pack.feed.device.bytes);
    const auto heads = TRY(store_.heads({pack.feed.scope}));
    const auto ours = std::ranges::find(heads, pack.feed, &Head::feed);
    const std::uint64_t held = ours == heads.end() ? 0 : ours->number;
    if (device == nullptr || pack.first > held + 1) return true;  // Nothing here to hold it to.
    Head head{pack.feed, pack.last(), TRY(store_.run_after(pack.feed, pack.first - 1, 1)).before};
    if (start_of(head.hash) != pack.before) return true;
    for (const Bytes& change : pack.changes) head.hash = identity::chain_next(head.hash, change);
    if (is_signed(*ground_.roster, head, pack.signature)) return true;
    return broken(Flaw::Quarantine, pack.feed, pack.first,
                  "what was set aside of " + feed_words(pack.feed) + " (place " +
                      std::to_string(place + 1) +
                      ") is not what that laptop signed: restore a copy of this file");
}

Result<bool> Walk::quarantine() {
    const auto aside = quarantined(store_);
    if (!aside && aside.error().code != Code::Corrupt) return aside.error();
    if (!aside) {
        return broken(Flaw::Quarantine, {}, 0,
                      "what was set aside in quarantine cannot be read (" + aside.error().what +
                          "): restore a copy of this file");
    }
    proof_.quarantined = aside->size();
    for (std::size_t place = 0; place < aside->size(); ++place) {
        if (!TRY(quarantined_pack((*aside)[place].pack, place))) return false;
    }
    return true;
}

Result<Proof> Walk::run() {
    if (!TRY(file()) || !roster()) return proof_;
    // In this order, because all three only grow while another process writes.
    std::map<FeedId, std::uint64_t> marked;
    for (const Head& head : TRY(store_.heads({}))) {
        marked[head.feed] = TRY(store_.acknowledged_up_to(head.feed));
    }
    const auto heads = TRY(store_.heads({}));
    for (auto& kept : TRY(store_.head_signatures())) {
        signed_[kept.first.feed].push_back(std::move(kept));
    }
    for (const Head& head : heads) {
        if (!TRY(sent(head, marked[head.feed]))) return proof_;
        if (!TRY(feed(head))) return proof_;
        if (!TRY(receipt(head, marked[head.feed]))) return proof_;
    }
    if (!TRY(quarantine())) return proof_;
    store::Query all;
    all.with_deleted = true;
    proof_.records = TRY(store_.count(all));
    return proof_;
}

}  // namespace

const char* word_for(Flaw flaw) { return kWords[static_cast<std::size_t>(flaw)]; }

Error error_of(const Fault& fault) { return {Code::Corrupt, fault.what}; }

Result<Proof> verify(store::RecordStore& store, const Ground& ground) {
    return Walk(store, ground).run();
}

}  // namespace adit::sync
