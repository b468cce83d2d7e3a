// A fleet of laptops and a server, from a seed: lost, doubled and cut requests, laptops and server
// stopped and opened again, clocks that jump, people who write all the while.
//
// Held in every world, at every step:
//   - what a laptop calls acknowledged, the server holds;
//   - an exchange that ends well names no problem.
// And when the faults stop:
//   - each laptop is up to date within three exchanges;
//   - every change that was ever made is there once, on the server and on each laptop of its
//     country, and the folded records are equal everywhere;
//   - every store verifies.
//
// ADIT_SIM_FIRST and ADIT_SIM_WORLDS choose the seeds; a failing one is printed.
#include "support/fleet.h"

#include <catch2/catch_all.hpp>

#include <cstdlib>
#include <map>

using namespace adit;
using namespace adit::test;

namespace {

std::uint64_t number_from(const char* name, std::uint64_t otherwise) {
    const char* said = std::getenv(name);
    return said == nullptr ? otherwise : std::strtoull(said, nullptr, 10);
}

class Fleet {
public:
    explicit Fleet(std::uint64_t seed) : programme_(seed) {
        const std::size_t laptops = 2 + below(3);
        for (std::size_t i = 0; i < laptops; ++i) {
            const bool hq = i > 1 && below(4) == 0;
            std::vector<std::string> scopes = {below(2) == 0 ? "GHA" : "COD"};
            if (hq) scopes = {"COD", "GHA"};
            programme_.enrol("laptop" + std::to_string(i), scopes,
                             hq ? identity::Role::HqReviewer : identity::Role::FieldOfficer);
            scopes_.push_back(scopes);
        }
    }

    void live(std::size_t steps) {
        for (std::size_t step = 0; step < steps; ++step) {
            const std::size_t which = below(programme_.laptops.size());
            Replica& laptop = *programme_.laptops[which];
            switch (below(8)) {
                case 0:
                case 1:
                case 2:
                    edit(laptop, scope_of(which));
                    break;
                case 3:
                    laptop.reopen();
                    break;
                case 4:
                    if (below(3) == 0) programme_.server->reopen();
                    break;
                case 5:
                    programme_.world.pass(static_cast<std::int64_t>(below(7'200'000)) - 3'000'000);
                    break;
                default:
                    exchange_badly(laptop);
            }
            check_acknowledged(laptop);
        }
    }

    void settle() {
        for (int round = 0; round < 3; ++round) {
            for (auto& laptop : programme_.laptops) {
                const auto report = exchange(programme_, *laptop);
                REQUIRE(report);
                CHECK(report->problems.empty());
            }
        }
        for (auto& laptop : programme_.laptops) {
            CHECK(exchange(programme_, *laptop)->bytes_down == 1);
            CHECK(laptop->store->verify());
        }
        CHECK(programme_.server->store->verify());
    }

    void check_one_state() {
        std::uint64_t held = 0;
        for (const auto& head : must(programme_.server->store->heads({}))) held += head.number;
        CHECK(held == made_);
        for (const char* scope : {"COD", "GHA"}) {
            const auto records = records_of(*programme_.server, scope);
            for (std::size_t i = 0; i < programme_.laptops.size(); ++i) {
                const bool reads = std::ranges::find(scopes_[i], scope) != scopes_[i].end();
                const auto theirs = records_of(*programme_.laptops[i], scope);
                CHECK((reads ? theirs == records : theirs.empty()));
            }
        }
    }

private:
    std::uint64_t below(std::uint64_t end) { return programme_.below(end); }
    const std::string& scope_of(std::size_t laptop) {
        return scopes_[laptop][below(scopes_[laptop].size())];
    }

    void edit(Replica& laptop, const std::string& scope) {
        const std::size_t changes = 1 + below(below(10) == 0 ? 80 : 3);
        store::Query query;
        query.scope = record::ScopeId{scope};
        const auto seen = must(laptop.store->list(query));
        for (std::size_t i = 0; i < changes; ++i) {
            std::optional<record::RecordId> id;
            if (!seen.empty() && below(3) != 0) id = seen[below(seen.size())].id;
            const char* paths[] = {"/name", "/miners", "/note"};
            write(programme_, laptop, scope,
                  {{paths[below(3)], std::string(below(200), static_cast<char>('a' + below(26)))}},
                  id);
            ++made_;
        }
    }

    void exchange_badly(Replica& laptop) {
        TestWire wire(programme_, laptop);
        wire.next_fault = [this] {
            return below(2) == 0 ? Fault::None : static_cast<Fault>(below(6));
        };
        const auto report = exchange_over(wire, laptop);
        if (report) CHECK(report->problems.empty());
    }

    void check_acknowledged(Replica& laptop) {
        std::map<record::FeedId, std::uint64_t> server;
        for (const auto& head : must(programme_.server->store->heads({}))) {
            server[head.feed] = head.number;
        }
        for (const auto& head : must(laptop.store->heads({}))) {
            const auto acknowledged = must(laptop.store->acknowledged_up_to(head.feed));
            CHECK(acknowledged <= server[head.feed]);
        }
    }

    Programme programme_;
    std::vector<std::vector<std::string>> scopes_;
    std::uint64_t made_ = 0;
};

}  // namespace

TEST_CASE("no world loses, doubles or divides what people wrote", "[sim]") {
    const std::uint64_t first = number_from("ADIT_SIM_FIRST", 1);
    const std::uint64_t worlds = number_from("ADIT_SIM_WORLDS", 300);
    for (std::uint64_t seed = first; seed < first + worlds; ++seed) {
        INFO("seed " << seed);
        Fleet fleet(seed);
        fleet.live(40);
        fleet.settle();
        fleet.check_one_state();
    }
}
