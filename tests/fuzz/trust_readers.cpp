// What the programme signs: rosters and kits. As it came, and signed again as somebody would who
// has the programme's key and means ill: the signature alone must not be what keeps nonsense out.
#include "fuzz/readers.h"
#include "fuzz/scene.h"
#include "sync/kit.h"

#include <algorithm>

namespace adit::fuzz {
namespace {

constexpr std::size_t kSignatureBytes = 64;

/// With the last 64 bytes made the programme's signature of what is in front of them.
Bytes signed_again(ByteView input, const char* purpose) {
    const ByteView body = input.first(input.size() - kSignatureBytes);
    const auto signature = scene().programme.key.sign(purpose, body);
    Bytes out(body.begin(), body.end());
    out.insert(out.end(), signature.begin(), signature.end());
    return out;
}

std::vector<Bytes> rosters() {
    std::vector<Bytes> out{scene().programme.signed_roster};
    test::Programme other(3);
    auto& lost = other.enrol("lost", {"COD", "GHA"});
    other.revoke(lost, {{"COD", 1, 7}, {"GHA", 2, 9}});
    out.push_back(signed_again(other.signed_roster, "adit roster 1"));
    return out;
}

void read_roster(ByteView input) {
    const auto programme = scene().programme.key.public_key();
    (void)identity::roster_from(input, programme);
    if (input.size() < kSignatureBytes) return;
    const Bytes anew = signed_again(input, "adit roster 1");
    const auto roster = identity::roster_from(anew, programme);
    if (!roster) return;
    ENSURE(identity::signed_roster(*roster, scene().programme.key) == anew);
    for (const auto& device : roster->devices) ENSURE(roster->find(device.device) == &device);
}

std::vector<Bytes> kits() {
    const Bytes whole = scene().programme.kit_bytes();
    return {whole, test::must(sync::part_of_kit(whole, {}, {})),
            test::must(sync::part_of_kit(whole, {}, {sync::short_digest_of(Bytes(300, 7))}))};
}

/// A store that has no kit yet.
store::RecordStore& empty_store() {
    static test::Programme place(11);
    return *place.server->store;
}

void read_kit(ByteView input) {
    const auto programme = scene().programme.key.public_key();
    (void)sync::part_of_kit(input, {}, {});
    (void)sync::keep_kit(empty_store(), input, programme);
    (void)sync::keep_kit(*scene().badu.store, input, programme);
    ENSURE(sync::roster_of(*scene().badu.store));  // Whatever came, what was there can be read.
    ENSURE(sync::scope_names_of(*scene().badu.store));
}

}  // namespace

Reader roster_reader() { return {"roster", rosters, read_roster}; }
Reader kit_reader() { return {"kit", kits, read_kit}; }

}  // namespace adit::fuzz
