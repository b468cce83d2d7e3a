// Packs, requests and replies: what is read is the same when it is written and read again.
#include "fuzz/readers.h"
#include "fuzz/scene.h"
#include "sync/message.h"
#include "sync/pack.h"

namespace adit::fuzz {
namespace {

record::DeviceId sender() { return scene().asha.self.device; }

std::vector<Bytes> packs() {
    std::vector<Bytes> out;
    for (const auto& pack : {scene().pack_of_asha(0, 1), scene().pack_of_asha(0, 64 * 1024),
                             scene().pack_of_asha(30, 64 * 1024)}) {
        out.push_back(sync::bytes_of(pack, std::nullopt));
        out.push_back(sync::bytes_of(pack, sender()));
    }
    return out;
}

void read_pack(ByteView input) {
    for (const auto& from : {std::optional<record::DeviceId>{}, std::optional(sender())}) {
        const auto pack = sync::pack_from(input, from);
        if (!pack) continue;
        ENSURE(!pack->changes.empty() && pack->first > 0);
        const auto again = sync::pack_from(sync::bytes_of(*pack, from), from);
        ENSURE(again && *again == *pack);
    }
}

/// What went over the wire when a laptop that had something to say met a server that had too.
struct Talk {
    std::vector<Bytes> requests, replies;
};
Talk talk() {
    test::Programme programme(7);
    auto& asha = programme.enrol("asha", {"GHA"});
    auto& badu = programme.enrol("badu", {"GHA"});
    programme.kit.version = 1;
    programme.kit.files = {{{"site_visit", "1"}, "site_visit.xlsx", Bytes(300, 7)}};
    Talk out;
    for (int round = 0; round < 2; ++round) {
        for (test::Replica* laptop : {&asha, &badu}) {
            test::write(programme, *laptop, "GHA", {{"/q", std::int64_t{round}}});
            test::TestWire wire(programme, *laptop);
            test::must(test::exchange_over(wire, *laptop));
            out.requests.insert(out.requests.end(), wire.bodies.begin(), wire.bodies.end());
            out.replies.insert(out.replies.end(), wire.answers.begin(), wire.answers.end());
        }
    }
    return out;
}

void read_request(ByteView input) {
    const auto request = sync::request_from(input);
    if (!request) return;
    const auto again = sync::request_from(sync::bytes_of(*request));
    ENSURE(again && *again == *request);
}

void read_reply(ByteView input) {
    const auto reply = sync::reply_from(input);
    if (!reply) return;
    const auto again = sync::reply_from(sync::bytes_of(*reply));
    ENSURE(again && *again == *reply);
}

}  // namespace

Reader pack_reader() { return {"pack", packs, read_pack}; }
Reader request_reader() {
    return {"request", [] { return talk().requests; }, read_request};
}
Reader reply_reader() {
    return {"reply", [] { return talk().replies; }, read_reply};
}

}  // namespace adit::fuzz
