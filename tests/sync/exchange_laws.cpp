// Whatever was written where, and however the line behaved: once it holds, all replicas are one.
//
// Each run draws what three laptops of one country do: write, correct what they see, exchange over
// a good line or a bad one. Draws are narrow (few records, few questions) so that answers meet
// often. Then each laptop exchanges twice over a good line, and the folded records must be equal,
// field by field, sibling by sibling, on every laptop and on the server.
#include "support/fleet.h"
#include "sync/exchange.h"

#include <catch2/catch_all.hpp>
#include <rapidcheck.h>

using namespace adit;
using namespace adit::test;

namespace {

enum class Deed { Write, Correct, Finalise, Exchange, ExchangeBadly };

struct Step {
    std::size_t laptop = 0;
    Deed deed = Deed::Write;
    std::size_t choice = 0;
};

std::ostream& operator<<(std::ostream& out, const Step& step) {
    return out << "{" << step.laptop << ", " << static_cast<int>(step.deed) << ", " << step.choice
               << "}";
}

rc::Gen<std::vector<Step>> any_steps() {
    const auto deed = rc::gen::element(Deed::Write, Deed::Correct, Deed::Correct, Deed::Correct,
                                       Deed::Finalise, Deed::Exchange, Deed::ExchangeBadly);
    const auto step = rc::gen::construct<Step>(rc::gen::inRange<std::size_t>(0, 3), deed,
                                               rc::gen::inRange<std::size_t>(0, 60));
    return rc::gen::container<std::vector<Step>>(step);
}

void correct(Programme& programme, Replica& laptop, std::size_t choice, bool finalise) {
    const auto seen = records_of(laptop, "GHA");
    if (seen.empty()) return;
    const record::Record& record = seen[choice % seen.size()];
    const record::NodePath path{choice % 2 == 0 ? "/name" : "/miners"};
    record::Put put{path, record::Value{static_cast<std::int64_t>(choice / 4)}, {}};
    const auto answer = record.answers.find(path);
    if (answer != record.answers.end()) put.replaces = answer->second.written_by;
    const record::Operation operation =
        finalise ? record::Operation{record::Finalise{record.seen}} : record::Operation{put};
    must(laptop.store->append({{.scope = {"GHA"},
                                .record = record.id,
                                .form = {"site_visit", "1"},
                                .author = laptop.person,
                                .wall_ms = programme.world.now(),
                                .offset_min = 0,
                                .operations = {operation}}}));
}

void act(Programme& programme, const Step& step) {
    Replica& laptop = *programme.laptops[step.laptop];
    TestWire wire(programme, laptop);
    switch (step.deed) {
        case Deed::Write:
            write(programme, laptop, "GHA", {{"/name", static_cast<std::int64_t>(step.choice)}});
            return;
        case Deed::Correct:
        case Deed::Finalise:
            correct(programme, laptop, step.choice, step.deed == Deed::Finalise);
            return;
        case Deed::ExchangeBadly:
            wire.next_fault = [&] { return static_cast<Fault>(programme.below(6)); };
            (void)exchange_over(wire, laptop);
            return;
        case Deed::Exchange:
            RC_ASSERT(exchange_over(wire, laptop));
            return;
    }
}

}  // namespace

TEST_CASE("when the line holds, every replica shows the same records", "[sync][laws]") {
    CHECK(rc::check("replicas converge", [] {
        Programme programme(*rc::gen::inRange<std::uint64_t>(1, 1'000'000));
        for (const char* name : {"asha", "badu", "chen"}) programme.enrol(name, {"GHA"});
        const auto steps = *any_steps();
        for (const Step& step : steps) act(programme, step);

        for (int round = 0; round < 2; ++round) {
            for (auto& laptop : programme.laptops) {
                const auto report = exchange(programme, *laptop);
                RC_ASSERT(report);
                RC_ASSERT(report->problems.empty());
            }
        }
        const auto records = records_of(*programme.server, "GHA");
        for (auto& laptop : programme.laptops) {
            RC_ASSERT(records_of(*laptop, "GHA") == records);
            const auto quiet = exchange(programme, *laptop);
            RC_ASSERT(quiet->requests == 1u);
            RC_ASSERT(quiet->bytes_down == 1u);
        }
    }));
}
