// What is brought to a store: bundles, quarantined packs, and packs that a laptop of the programme
// signed but that hold nonsense. Whatever comes, the store stays whole and can be proved.
#include "fuzz/readers.h"
#include "fuzz/scene.h"
#include "sync/bundle.h"
#include "sync/columns.h"
#include "sync/intake.h"
#include "sync/verify.h"

#include <algorithm>
#include <sstream>

namespace adit::fuzz {
namespace {

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

sync::BundleDesk desk_of(test::Programme& programme, test::Replica& replica) {
    return {.store = *replica.store,
            .self = replica.self,
            .roster = programme.roster,
            .signed_roster = programme.signed_roster,
            .programme_key = programme.key.public_key(),
            .scopes = {},
            .world = replica.world};
}

std::vector<Bytes> bundles() {
    const auto desk = desk_of(scene().programme, scene().asha);
    const auto maker = test::must(sync::BundleMaker::plan(desk, {.scope = {"GHA"}, .held = {}}));
    Bytes out;
    test::must(maker.write(1, [&out](ByteView bytes) -> Status {
        out.insert(out.end(), bytes.begin(), bytes.end());
        return Done{};
    }));
    return {out};
}

void read_bundle(ByteView input) {
    static Server server;
    test::Programme& programme = server.programme();
    std::istringstream file{std::string(text_of(input))};
    (void)sync::take_volume(desk_of(programme, *programme.server), file);
}

/// What stands in a pack's frame, laid out: the reader's own bounds are all that guards it.
std::vector<Bytes> layouts() {
    const auto run = test::must(scene().asha.store->run_after(
        test::must(scene().asha.store->own_feed({"GHA"})), 0, SIZE_MAX));
    sync::Columns columns;
    return {columns.laid_out(run.changes, run.path_depths)->bytes};
}

void read_layout(ByteView input) {
    constexpr std::size_t kBytesMax = 256 * 1024;
    sync::Columns columns;
    const auto changes = columns.read(input, 1 + input.size() % 64, kBytesMax);
    if (!changes) return;
    std::size_t bytes = 0;
    for (const Bytes& change : *changes) bytes += change.size();
    ENSURE(bytes <= kBytesMax);
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
Reader columns_reader() { return {"columns", layouts, read_layout}; }
Reader quarantine_reader() { return {"quarantine", aside, read_quarantine}; }
Reader intake_reader() { return {"intake", packs, take_in}; }

}  // namespace adit::fuzz
