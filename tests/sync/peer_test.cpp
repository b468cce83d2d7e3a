// What two laptops may rely on when they exchange with one another and no server: each has what
// both may read, and nothing counts as sent.
#include "support/fleet.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::test;
using Catch::Matchers::ContainsSubstring;

namespace {

const sync::Progress kUnwatched;

/// A laptop that answers another one.
class NearWire : public sync::Transport {
public:
    NearWire(Programme& programme, Replica& host, Replica& caller)
        : programme_(programme), host_(host), caller_(caller) {}

    Result<Bytes> post(ByteView body) override {
        if (cut_after == 0) return Error{Code::Unavailable, "the line broke"};
        --cut_after;
        const auto roster = must(sync::roster_of(*host_.store));
        const Bytes signed_roster = must(sync::signed_roster_of(*host_.store));
        const auto kit = must(sync::held_kit(*host_.store));
        sync::Host host{.store = *host_.store,
                        .self = host_.self,
                        .roster = roster,
                        .signed_roster = signed_roster,
                        .kit = kit ? ByteView(*kit) : ByteView{},
                        .kit_version = must(sync::kit_version_of(*host_.store)),
                        .scopes = {}};
        for (const auto& code : roster.find(host_.self.device.bytes)->scopes) {
            host.scopes.push_back({code});
        }
        const auto* caller = roster.find(caller_.self.device.bytes);
        ENSURE(caller != nullptr);
        auto answered = TRY(sync::answer(host, *caller, body, programme_.world.surroundings()));
        return std::move(answered.body);
    }

    int cut_after = 1'000;

private:
    Programme& programme_;
    Replica& host_;
    Replica& caller_;
};

Result<sync::Report> meet(Programme& programme, Replica& host, Replica& caller) {
    NearWire wire(programme, host, caller);
    return sync::exchange(*caller.store, caller.self, wire, caller.world, kUnwatched,
                          {.laptop = host.self.device});
}

std::uint64_t acknowledged(Replica& replica, const char* scope) {
    const auto feed = must(replica.store->own_feed({scope}));
    return must(replica.store->acknowledged_up_to(feed));
}

/// Both know everybody: as after a sync with the server.
void spread_roster(Programme& programme) {
    for (const auto& each : programme.laptops) {
        must(sync::keep_roster(*each->store, programme.signed_roster));
    }
}

}  // namespace

TEST_CASE("two laptops without a server each have what both wrote", "[sync][lan]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"COD"});
    Replica& badu = programme.enrol("badu", {"COD"});
    spread_roster(programme);
    write(programme, asha, "COD", {{"/river", text("Ulindi")}});
    write(programme, badu, "COD", {{"/river", text("Elila")}});

    const auto report = must(meet(programme, asha, badu));
    CHECK(report.sent == 1);
    CHECK(report.received == 1);
    CHECK(report.problems.empty());
    CHECK(records_of(asha, "COD") == records_of(badu, "COD"));
    CHECK(records_of(asha, "COD").size() == 2);

    const auto again = must(meet(programme, asha, badu));
    CHECK(again.sent + again.received == 0);
    CHECK(again.requests == 1);
}

TEST_CASE("what a laptop was handed is not sent, and still reaches the server by it",
          "[sync][lan]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"COD"});
    Replica& badu = programme.enrol("badu", {"COD"});
    spread_roster(programme);
    const auto river = write(programme, badu, "COD", {{"/river", text("Elila")}});
    must(meet(programme, asha, badu));
    CHECK(acknowledged(badu, "COD") == 0);
    store::Query unsent;
    unsent.sent = false;
    CHECK(must(badu.store->count(unsent)) == 1);

    must(exchange(programme, asha));
    REQUIRE(records_of(*programme.server, "COD").size() == 1);
    CHECK(records_of(*programme.server, "COD").front().id == river);
    must(exchange(programme, badu));
    CHECK(acknowledged(badu, "COD") == 1);
    CHECK(must(badu.store->count(unsent)) == 0);
}

TEST_CASE("what the server has already still reaches a laptop that lacks it", "[sync][lan]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"COD"});
    Replica& badu = programme.enrol("badu", {"COD"});
    spread_roster(programme);
    write(programme, badu, "COD", {{"/river", text("Elila")}});
    must(exchange(programme, badu));
    write(programme, badu, "COD", {{"/river", text("Ulindi")}});
    const auto report = must(meet(programme, asha, badu));
    CHECK(report.problems.empty());
    CHECK(records_of(asha, "COD") == records_of(badu, "COD"));
    CHECK(acknowledged(badu, "COD") == 1);
}

TEST_CASE("only a country that both work in goes from laptop to laptop", "[sync][lan]") {
    Programme programme;
    Replica& both = programme.enrol("asha", {"COD", "GHA"});
    Replica& ghana = programme.enrol("badu", {"GHA"});
    Replica& congo = programme.enrol("chen", {"COD"});
    spread_roster(programme);
    write(programme, both, "COD", {{"/river", text("Ulindi")}});
    write(programme, both, "GHA", {{"/river", text("Tano")}});
    write(programme, congo, "COD", {{"/river", text("Elila")}});

    SECTION("the narrower one answers") {
        CHECK(must(meet(programme, ghana, both)).problems.empty());
    }
    SECTION("the wider one answers") { CHECK(must(meet(programme, both, ghana)).problems.empty()); }
    CHECK(records_of(ghana, "GHA").size() == 1);
    CHECK(records_of(ghana, "GHA") == records_of(both, "GHA"));
    CHECK(records_of(ghana, "COD").empty());
    const auto nothing = meet(programme, congo, ghana);
    REQUIRE_FALSE(nothing);
    CHECK(nothing.error().code == Code::Refused);
    CHECK_THAT(nothing.error().what, ContainsSubstring("no country in common"));
    CHECK(records_of(ghana, "COD").empty());
}

TEST_CASE("a meeting that is cut goes on at the next one", "[sync][lan]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"COD"});
    Replica& badu = programme.enrol("badu", {"COD"});
    spread_roster(programme);
    for (int i = 0; i < 400; ++i) {
        Bytes chance(600);
        badu.world.random(chance);
        write(programme, badu, "COD", {{"/remark", base64(chance)}});
    }
    NearWire wire(programme, asha, badu);
    wire.cut_after = 2;
    const auto cut = sync::exchange(*badu.store, badu.self, wire, badu.world, kUnwatched,
                                    {.laptop = asha.self.device});
    REQUIRE_FALSE(cut);
    CHECK(cut.error().code == Code::Unavailable);
    const std::size_t came = records_of(asha, "COD").size();
    CHECK(came > 0);
    CHECK(came < 400);

    const auto rest = must(meet(programme, asha, badu));
    CHECK(rest.sent == 400 - came);
    CHECK(records_of(asha, "COD") == records_of(badu, "COD"));
}

TEST_CASE("a laptop gets newer forms and a newer list of laptops from another", "[sync][lan]") {
    Programme programme;
    programme.kit.version = 1;
    const auto file = [](const char* words) {
        const ByteView content = view_of(words);
        return store::FormFile{
            {"site_visit", "1"}, "site_visit.xlsx", Bytes(content.begin(), content.end())};
    };
    programme.kit.files = {file("old")};
    Replica& asha = programme.enrol("asha", {"COD"});
    Replica& badu = programme.enrol("badu", {"COD"});
    spread_roster(programme);
    programme.kit.version = 2;
    programme.kit.files = {file("new")};
    programme.enrol("chen", {"COD"});
    must(exchange(programme, asha));

    const auto report = must(meet(programme, asha, badu));
    CHECK(report.new_forms);
    CHECK(must(sync::kit_version_of(*badu.store)) == 2);
    CHECK(must(badu.store->form_files(std::nullopt)).front().content == file("new").content);
    CHECK(must(sync::roster_of(*badu.store)) == programme.roster);
    // And from there to the next one.
    CHECK(must(sync::held_kit(*badu.store)) == must(sync::held_kit(*asha.store)));
}
