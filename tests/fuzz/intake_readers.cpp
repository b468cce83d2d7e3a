// What is brought to a store: bundles, quarantined packs, and packs that a laptop of the programme
// signed but that hold nonsense. Whatever comes, the store stays whole and can be proved.
#include "fuzz/readers.h"
#include "fuzz/scene.h"
#include "sync/bundle.h"
#include "sync/intake.h"
#include "sync/verify.h"

#include <algorithm>

namespace adit::fuzz {
namespace {

constexpr std::size_t kDigestBytes = 32;
constexpr int kTakenMax = 200;  // Then a new store: a large one would only be slow.

/// A server that takes in what it is brought; made anew after a while, having been proved.
class Server {
public:
    test::Programme& programme() {
        if (programme_ && ++used_ < kTakenMax) return *programme_;
        if (programme_) prove();
        used_ = 0;
        programme_ = std::make_unique<test::Programme>(20251123);
        programme_->enrol("asha", {"GHA"});
        return *programme_;
    }
    void prove() {
        const auto proof = test::must(
            sync::verify(*programme_->server->store,
                         {.self = programme_->server->self.device, .roster = &programme_->roster}));
        if (proof.fault) std::fprintf(stderr, "%s\n", proof.fault->what.c_str());
        ENSURE(!proof.fault);
    }

private:
    std::unique_ptr<test::Programme> programme_;
    int used_ = 0;
};

std::vector<Bytes> bundles() {
    return {test::must(sync::bundle_of(*scene().asha.store, scene().asha.self, {}, {})),
            test::must(sync::bundle_of(*scene().asha.store, scene().asha.self, {{"COD"}}, {}))};
}

void read_bundle(ByteView input) {
    static Server server;
    test::Programme& programme = server.programme();
    const sync::Judge judge{.roster = programme.roster, .scopes = {}, .now_ms = test::kMorning};
    (void)sync::take_bundle(*programme.server->store, judge, input);
    if (input.size() < kDigestBytes) return;
    // Its digest guards against damage, not against intent: made right, what is inside counts.
    const ByteView body = input.first(input.size() - kDigestBytes);
    Bytes anew(body.begin(), body.end());
    const auto digest = identity::digest_of(body);
    anew.insert(anew.end(), digest.begin(), digest.end());
    (void)sync::take_bundle(*programme.server->store, judge, anew);
}

std::vector<Bytes> aside() {
    Writer out;
    out.u8(static_cast<std::uint8_t>(sync::Rule::Revoked));
    out.raw(sync::bytes_of(scene().pack_of_asha(0, 64 * 1024), std::nullopt));
    return {out.take()};
}

void read_quarantine(ByteView input) {
    static test::Programme programme(5);
    store::RecordStore& store = *programme.server->store;
    Writer one;
    one.varint(1);
    test::must(store.set("quarantine.count", one.bytes()));
    test::must(store.set("quarantine.0", input));
    (void)sync::quarantined(store);
    test::must(store.set("quarantine.count", input));
    (void)sync::quarantined(store);
}

std::vector<Bytes> packs() {
    return {sync::bytes_of(scene().pack_of_asha(0, 64 * 1024), std::nullopt),
            sync::bytes_of(scene().pack_of_asha(0, 1), std::nullopt)};
}

/// A laptop of the programme signs whatever it likes.
void take_in(ByteView input) {
    static Server server;
    auto pack = sync::pack_from(input, std::nullopt);
    if (!pack) return;
    test::Programme& programme = server.programme();
    const test::Replica& asha = *programme.laptops.front();
    // A feed of its own, so that each input is looked at by itself.
    const auto digest = identity::digest_of(input);
    adit::Reader start(digest);
    pack->feed = {{"GHA"}, asha.self.device, static_cast<std::uint32_t>(start.u64())};
    pack->first = 1;
    store::Head head{pack->feed, pack->last(), identity::chain_start(record::bytes_of(pack->feed))};
    pack->before = sync::start_of(head.hash);
    for (const Bytes& change : pack->changes) {
        head.hash = identity::chain_next(head.hash, change);
    }
    pack->signature = asha.self.key.sign(sync::kHeadPurpose, sync::head_message(head));
    const sync::Judge judge{.roster = programme.roster, .scopes = {}, .now_ms = test::kMorning};
    const auto verdict = test::must(sync::take_in(*programme.server->store, judge, *pack));
    ENSURE(verdict.rule == sync::Rule::Held || verdict.rule == sync::Rule::Change);
    for (const auto& id : verdict.touched) {
        ENSURE(test::must(programme.server->store->record(id)).has_value());
    }
}

}  // namespace

Reader bundle_reader() { return {"bundle", bundles, read_bundle}; }
Reader quarantine_reader() { return {"quarantine", aside, read_quarantine}; }
Reader intake_reader() { return {"intake", packs, take_in}; }

}  // namespace adit::fuzz
