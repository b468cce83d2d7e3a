// What a programme may rely on that has a server in each country: as shipped, two servers converge,
// and laptops that meet without a server join what either of them knows.
#include "e2e/pilot.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::test;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Another server of the pilot's programme, in a folder and on a port of its own.
class Second {
public:
    explicit Second(Pilot& pilot) : pilot_(pilot) {}

    Ended run_it(std::vector<std::string> words) {
        words.insert(words.begin(), kServer);
        words.insert(words.end(), {"--data", pilot_.path("second").string()});
        return run(words, pilot_.path("second.said"));
    }
    Ended join(const std::string& ticket, const std::string& key) {
        return run_it({"peer", "join", "--ticket", ticket, "--programme-key", key, "--host",
                       "127.0.0.1", "--port", std::to_string(port_)});
    }
    bool serve() {
        serving_ = std::make_unique<Running>(
            std::vector<std::string>{kServer, "serve", "--data", pilot_.path("second").string()},
            pilot_.path("second.log"));
        const auto listens = [&] {
            return file_text(pilot_.path("second.log")).find("Stop it with") != std::string::npos;
        };
        return comes_true([&] { return listens() || !serving_->runs(); }) && listens();
    }
    int stop() {
        const int code = serving_->end(SIGTERM);
        serving_.reset();
        return code;
    }
    Ended enrol(const std::string& laptop) {
        const std::string ticket = pilot_.path(laptop + ".ticket").string();
        const Ended invited =
            run_it({"device", "invite", "--country", "COD", "--role", "field_officer", "--person",
                    laptop, "--person-name", "Officer " + laptop, "--out", ticket});
        ENSURE(invited.code == 0);
        return pilot_.field(laptop,
                            {"enrol", "--ticket", ticket, "--laptop", "Laptop of " + laptop});
    }

private:
    Pilot& pilot_;
    int port_ = free_port();
    std::unique_ptr<Running> serving_;
};

std::string site(Pilot& pilot, const std::string& laptop, const std::string& name) {
    const Ended begun = pilot.field(laptop, {"record", "new", "--form", "site_profile", "--set",
                                             "country=COD", "--set", "site_name=" + name});
    ENSURE(begun.code == 0);
    return begun.said.substr(0, 36);
}

std::string invite(Pilot& pilot) {
    const std::string ticket = pilot.path("second.ticket").string();
    const Ended invited = pilot.server({"peer", "invite", "--name", "Accra", "--out", ticket});
    ENSURE(invited.code == 0);
    return ticket;
}

}  // namespace

TEST_CASE("two servers of one programme end with the same records and laptops", "[e2e][peer]") {
    Pilot pilot;
    REQUIRE(pilot.serve());
    REQUIRE(pilot.enrol("asha", "COD").code == 0);
    const std::string hill = site(pilot, "asha", "Kamituga hill");
    REQUIRE(pilot.field("asha", {"sync"}).code == 0);

    Second second(pilot);
    const std::string key = (pilot.path("server") / "programme.key").string();
    const Ended joined = second.join(invite(pilot), key);
    INFO(joined.said);
    REQUIRE(joined.code == 0);
    const Ended first_round = second.run_it({"peer", "sync"});  // It does not serve yet.
    INFO(first_round.said);
    REQUIRE(first_round.code == 0);
    CHECK_THAT(first_round.said, ContainsSubstring("sent 0 changes, received 1"));

    REQUIRE(second.serve());
    REQUIRE(second.enrol("badu").code == 0);
    CHECK(pilot.field("badu", {"sync"}).code == 0);
    CHECK(pilot.field("badu", {"show", hill}).code == 0);
    const std::string river = site(pilot, "badu", "Elila river");
    REQUIRE(pilot.field("badu", {"sync"}).code == 0);
    CHECK_THAT(pilot.field("badu", {"list", "--state", "unsent"}).said,
               ContainsSubstring("0 of 0"));

    const Ended round = second.run_it({"peer", "sync"});  // Asks the one that serves.
    INFO(round.said << file_text(pilot.path("second.log")));
    REQUIRE(round.code == 0);
    CHECK_THAT(round.said, ContainsSubstring("sent 1 changes, received 0"));
    REQUIRE(pilot.field("asha", {"sync"}).code == 0);
    CHECK(pilot.field("asha", {"show", river}).code == 0);
    CHECK(pilot.exported_records() == 2);
    CHECK_THAT(pilot.server({"device", "list"}).said, ContainsSubstring("Laptop of badu"));
    CHECK_THAT(pilot.server({"peer", "list"}).said, ContainsSubstring("Accra"));

    CHECK(second.stop() == 0);
    CHECK(pilot.stop() == 0);
    const Ended verified = second.run_it({"verify"});
    INFO(verified.said);
    CHECK(verified.code == 0);
    CHECK_THAT(verified.said, ContainsSubstring("2 records, 2 laptops"));
    CHECK_THAT(pilot.server({"verify"}).said, ContainsSubstring("2 records, 2 laptops"));
}

TEST_CASE("a server that cannot reach the other says so, and catches up later", "[e2e][peer]") {
    Pilot pilot;
    REQUIRE(pilot.serve());
    REQUIRE(pilot.enrol("asha", "COD").code == 0);
    Second second(pilot);
    const std::string key = (pilot.path("server") / "programme.key").string();
    REQUIRE(second.join(invite(pilot), key).code == 0);
    pilot.stop();
    const Ended alone = second.run_it({"peer", "sync"});
    CHECK(alone.code == 3);
    CHECK_THAT(alone.said, ContainsSubstring("cannot reach"));
    CHECK_THAT(second.run_it({"peer", "list"}).said, ContainsSubstring("FAILED 1 times"));

    REQUIRE(pilot.serve());
    site(pilot, "asha", "Kamituga hill");
    REQUIRE(pilot.field("asha", {"sync"}).code == 0);
    CHECK_THAT(second.run_it({"peer", "sync"}).said, ContainsSubstring("received 1"));
}

TEST_CASE("a ticket or a key that does not belong makes no server", "[e2e][peer]") {
    Pilot pilot;
    REQUIRE(pilot.serve());
    Second second(pilot);
    const std::string ticket = invite(pilot);

    SECTION("the key of another programme") {
        std::ofstream(pilot.path("other.key")) << std::string(64, 'a') << '\n';
        const Ended refused = second.join(ticket, pilot.path("other.key").string());
        CHECK(refused.code == 1);
        CHECK_THAT(refused.said, ContainsSubstring("two programmes"));
    }
    SECTION("a laptop's ticket") {
        const std::string key = (pilot.path("server") / "programme.key").string();
        const Ended refused = second.join(pilot.invite("asha", "COD"), key);
        INFO(refused.said);
        CHECK(refused.code == 1);
        CHECK_THAT(refused.said, ContainsSubstring("peer invite"));
    }
    SECTION("the server's ticket on a laptop") {
        const Ended refused = pilot.field("asha", {"enrol", "--ticket", ticket});
        CHECK(refused.code == 1);
        CHECK_THAT(refused.said, ContainsSubstring("it is for a server"));
    }
    CHECK_FALSE(std::filesystem::exists(pilot.path("second") / "people.adit"));
    CHECK(pilot.server({"peer", "sync"}).code == 1);
}
