// The laws of forks: whatever two copies of a laptop write, whoever they meet and in whatever order
// they and others exchange, in the end all replicas hold the same changes and show the same
// records, and every value that was typed is in the merged record's history.
#include "support/changes.h"
#include "support/forked.h"
#include "sync/intake.h"

#include <catch2/catch_all.hpp>
#include <rapidcheck.h>

#include <set>

using namespace adit;
using namespace adit::test;

namespace {

constexpr std::size_t kMachines = 3;  // Asha, Badu, and the copy of Asha's.

struct Doing {
    std::size_t who = 0;
    int what = 0;  // 0, 1: writes; 2: exchanges with the server; 3: gives the next one its changes.
};

rc::Gen<std::vector<Doing>> any_doings() {
    return rc::gen::container<std::vector<Doing>>(rc::gen::construct<Doing>(
        rc::gen::inRange<std::size_t>(0, kMachines), rc::gen::inRange(0, 4)));
}

struct Fleet {
    Fleet() {
        programme.enrol("asha", {"GHA"});
        programme.enrol("badu", {"GHA"});
        act({0, 0});
        act({0, 2});
        act({1, 2});
        image_of(programme, *programme.laptops[0], "copy");
    }

    void act(const Doing& doing) {
        Replica& replica = *programme.laptops[doing.who];
        if (doing.what < 2) {
            // Of one visit, at one of two places; sometimes of a visit of its own.
            const auto number = static_cast<std::uint8_t>(programme.below(3));
            const std::string token = "token " + std::to_string(typed.size());
            write(programme, replica, "GHA", {{"/q" + std::to_string(programme.below(2)), token}},
                  record_id(number));
            typed.insert(token);
        } else if (doing.what == 2) {
            must(exchange(programme, replica));
        } else {
            give(replica, *programme.laptops[(doing.who + 1) % programme.laptops.size()]);
        }
    }

    /// All that can be passed on, as on a stick: what forks is set aside there.
    void give(Replica& from, Replica& to) {
        sync::Packer packer(*from.store, from.self);
        const sync::Judge judge{.roster = programme.roster, .scopes = {}, .now_ms = kMorning};
        for (const auto& head : must(from.store->heads({}))) {
            const auto packed = must(packer.next(head.feed, 0, sync::kPackRawBytesMax));
            if (packed) must(sync::take_in(*to.store, judge, packed->pack));
        }
    }

    std::set<std::string> said_by(const Replica& replica) const {
        std::set<std::string> out;
        for (const auto& record : records_of(replica, "GHA")) {
            for (const auto& change : must(replica.store->history(record.id))) {
                for (const auto& operation : change.operations) {
                    const auto* put = std::get_if<record::Put>(&operation);
                    if (put != nullptr) out.insert(record::text_of(put->value));
                }
            }
        }
        return out;
    }

    Programme programme;
    std::set<std::string> typed;
};

}  // namespace

TEST_CASE("copies of a laptop obey the laws of forks", "[sync][fork][laws]") {
    CHECK(rc::check("all replicas agree, and all that was typed is there", [] {
        const auto doings = *any_doings();
        Fleet fleet;
        for (const Doing& doing : doings) fleet.act(doing);
        for (int round = 0; round < 4; ++round) {
            for (std::size_t i = 0; i < kMachines; ++i) fleet.act({i, 2});
        }
        const Replica& server = *fleet.programme.server;
        RC_ASSERT(fleet.said_by(server) == fleet.typed);
        for (const auto& laptop : fleet.programme.laptops) {
            RC_ASSERT(must(laptop->store->heads({})) == must(server.store->heads({})));
            RC_ASSERT(records_of(*laptop, "GHA") == records_of(server, "GHA"));
            RC_ASSERT(static_cast<bool>(laptop->store->verify()));
            RC_ASSERT(must(exchange(fleet.programme, *laptop)).requests == 1u);
        }
    }));
}
