// What an administrator and a coordinator may rely on about people, sessions and tickets.
#include "accounts/account.h"
#include "accounts/enrolment.h"
#include "accounts/session.h"
#include "accounts/throttle.h"
#include "support/world.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::accounts;
using test::World;

namespace {

const std::vector<std::string> kCountries = {"COD", "GHA"};

Viewer viewer() {
    return {.name = "a.diallo",
            .person_name = "Aïcha Diallo",
            .role = identity::Role::Coordinator,
            .scopes = {"COD"},
            .language = "fr"};
}

Ticket who() {
    Ticket ticket;
    ticket.person = "k.mensah";
    ticket.person_name = "Kofi Mensah";
    ticket.scopes = {"GHA"};
    return ticket;
}

}  // namespace

TEST_CASE("a new account keeps a hash and never the password", "[accounts]") {
    const auto account = new_account(viewer(), "river gold wet season", kCountries);

    REQUIRE(account);
    CHECK(account->password_hash.find("river") == std::string::npos);
    CHECK(identity::password_matches(account->password_hash, "river gold wet season"));
    CHECK_FALSE(identity::password_matches(account->password_hash, "river gold dry season"));
}

TEST_CASE("an account that cannot be is refused with what to write instead", "[accounts]") {
    Viewer wrong = viewer();
    std::string password = "river gold wet season";
    std::string says;
    SECTION("a name with a space") {
        wrong.name = "Aïcha Diallo";
        says = "k.mensah";
    }
    SECTION("nobody's name") {
        wrong.person_name = "  ";
        says = "--person-name";
    }
    SECTION("a country that the programme does not have") {
        wrong.scopes = {"COD", "TZA"};
        says = "TZA";
    }
    SECTION("no country") {
        wrong.scopes = {};
        says = "at least one country";
    }
    SECTION("a field officer") {
        wrong.role = identity::Role::FieldOfficer;
        says = "device invite";
    }
    SECTION("a short password") {
        password = "gold";
        says = "at least 10";
    }
    SECTION("a password without end") {
        password = std::string(kPasswordBytesMax + 1, 'x');
        says = "too long";
    }
    SECTION("another language") {
        wrong.language = "sw";
        says = "en or fr";
    }
    const auto account = new_account(wrong, password, kCountries);

    REQUIRE_FALSE(account);
    CHECK(account.error().code == Code::BadInput);
    CHECK_THAT(account.error().what, Catch::Matchers::ContainsSubstring(says));
}

TEST_CASE("a coordinator sees his own countries and no other", "[accounts][scope]") {
    CHECK(may_see(viewer(), "COD"));
    CHECK_FALSE(may_see(viewer(), "GHA"));
    CHECK_FALSE(may_see(Viewer{}, "COD"));
}

TEST_CASE("a session ends after twelve hours, or two without a request", "[accounts]") {
    World world;
    const auto begun = begin_session("a.diallo", world.surroundings());
    CHECK(begun.token.size() == 64);
    CHECK(begun.session.token_digest == digest_of_token(begun.token));

    Session session = begun.session;
    CHECK(is_live(session, world.now()));
    CHECK(is_live(session, world.now() + kSessionIdleMaxMs - 1));
    CHECK_FALSE(is_live(session, world.now() + kSessionIdleMaxMs));
    session.used_ms += kSessionMaxMs;
    CHECK_FALSE(is_live(session, world.now() + kSessionMaxMs));
}

TEST_CASE("guessing passwords gets slower, an honest person is soon let in", "[accounts]") {
    LoginThrottle throttle;
    std::int64_t now = test::kMorning;
    for (int i = 0; i < LoginThrottle::kFailuresFreeOfName; ++i) {
        CHECK(throttle.wait("asha", "10.0.0.1", now).count() == 0);
        throttle.failed("asha", "10.0.0.1", now);
    }
    CHECK(throttle.wait("asha", "10.0.0.1", now).count() == 5000);
    CHECK(throttle.wait("asha", "10.0.0.2", now).count() == 5000);
    CHECK(throttle.wait("badu", "10.0.0.1", now).count() == 0);

    SECTION("each further failure doubles the wait, up to a quarter of an hour") {
        throttle.failed("asha", "10.0.0.1", now);
        CHECK(throttle.wait("asha", "10.0.0.1", now).count() == 10'000);
        for (int i = 0; i < 30; ++i) throttle.failed("asha", "10.0.0.1", now);
        CHECK(throttle.wait("asha", "10.0.0.1", now) == LoginThrottle::kWaitMax);
    }
    SECTION("waiting it out is enough") {
        now += 5000;
        CHECK(throttle.wait("asha", "10.0.0.1", now).count() == 0);
    }
    SECTION("the right password forgets the wrong ones") {
        throttle.succeeded("asha");
        CHECK(throttle.wait("asha", "10.0.0.1", now).count() == 0);
    }
    SECTION("one address that tries many names waits as well") {
        for (int i = 0; i < LoginThrottle::kFailuresFreeOfPeer; ++i) {
            throttle.failed("name" + std::to_string(i), "10.9.9.9", now);
        }
        CHECK(throttle.wait("someone.new", "10.9.9.9", now).count() > 0);
    }
}

TEST_CASE("a ticket works until it is used or expires", "[accounts][enrol]") {
    World world;
    const auto invitation = invite(who(), kCountries, world.surroundings());
    REQUIRE(invitation);
    Ticket ticket = invitation->ticket;
    CHECK(ticket.code_digest == digest_of_token(invitation->code));
    CHECK(check_ticket(ticket, world.now()));

    const auto late = check_ticket(ticket, ticket.expires_ms);
    REQUIRE_FALSE(late);
    CHECK(late.error().code == Code::Refused);
    CHECK_THAT(late.error().what, Catch::Matchers::ContainsSubstring("expired on 2025-12-07"));

    ticket.used_ms = world.now();
    const auto used = check_ticket(ticket, world.now());
    REQUIRE_FALSE(used);
    CHECK_THAT(used.error().what, Catch::Matchers::ContainsSubstring("used already"));
}

TEST_CASE("two invitations never have one code", "[accounts][enrol]") {
    World world;
    const auto one = invite(who(), kCountries, world.surroundings());
    const auto other = invite(who(), kCountries, world.surroundings());
    REQUIRE(one);
    REQUIRE(other);
    CHECK(one->code != other->code);
}

TEST_CASE("nobody is invited as what a laptop cannot be", "[accounts][enrol]") {
    World world;
    Ticket wrong = who();
    SECTION("an HQ reviewer has the console") { wrong.role = identity::Role::HqReviewer; }
    SECTION("the server") { wrong.role = identity::Role::Server; }
    SECTION("another country") { wrong.scopes = {"TZA"}; }
    SECTION("a person without a name") { wrong.person_name = ""; }
    SECTION("a person with a name of spaces") { wrong.person = "Kofi Mensah"; }
    const auto invitation = invite(wrong, kCountries, world.surroundings());
    REQUIRE_FALSE(invitation);
    CHECK(invitation.error().code == Code::BadInput);
}

TEST_CASE("another server is invited for all countries, by a name", "[accounts][enrol]") {
    World world;
    const auto invitation = accounts::invite_server(" Accra ", 0, kCountries, world.surroundings());
    REQUIRE(invitation);
    CHECK(invitation->ticket.person_name == "Accra");
    CHECK(invitation->ticket.role == identity::Role::Server);
    CHECK(invitation->ticket.scopes == kCountries);
    CHECK_FALSE(accounts::invite_server(" ", 0, kCountries, world.surroundings()));
}

TEST_CASE("a laptop is who its ticket says, and is told when it is revoked", "[accounts]") {
    World world;
    const auto key = identity::SigningKey::make(world.surroundings());
    const auto made = enrol(who(), key.public_key(), " Laptop 3, Kumasi ", world.surroundings());
    REQUIRE(made);
    CHECK(made->device.roster.name == "Laptop 3, Kumasi");
    CHECK(made->device.roster.person == "k.mensah");
    CHECK(made->device.roster.device == identity::device_of(key.public_key()));
    CHECK(made->token.size() == 32);
    CHECK(check_device(made->device));

    Device lost = made->device;
    lost.roster = revoked(lost.roster, {{"GHA", 1, 7}}, world.now());
    const auto refused = check_device(lost);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::Refused);
    CHECK_THAT(refused.error().what, Catch::Matchers::ContainsSubstring("revoked on 2025-11-23"));
}

TEST_CASE("a laptop without a name is called after its officer", "[accounts][enrol]") {
    World world;
    const auto key = identity::SigningKey::make(world.surroundings());
    CHECK(enrol(who(), key.public_key(), "", world.surroundings())->device.roster.name ==
          "Laptop of Kofi Mensah");
    const auto endless = enrol(who(), key.public_key(), std::string(81, 'x'), world.surroundings());
    REQUIRE_FALSE(endless);
    CHECK(endless.error().code == Code::BadInput);
}
