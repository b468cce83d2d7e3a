// What the server's keeper may rely on about people, tickets and laptops on disk. Every answer to
// the CentralStore contract is held to it.
#include "central/central_store.h"

#include "support/folder.h"
#include "support/server.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::central;
using test::need;

namespace {

const Programme kProgramme{
    .id = "0191d6b2-0000-7000-8000-000000000001",
    .host = "127.0.0.1",
    .port = 8443,
    .countries = {{"COD", {{"en", "DR Congo"}, {"fr", "RD Congo"}}}, {"GHA", {{"en", "Ghana"}}}}};

std::unique_ptr<CentralStore> opened(const test::Folder& folder) {
    return need(open_sqlite_central_store((folder / "people.adit").string()));
}

accounts::Device device(std::uint8_t letter, const std::string& token) {
    accounts::Device made;
    made.roster.device.fill(letter);
    made.roster.key.fill(letter);
    made.roster.name = "Laptop";
    made.roster.person = "k.mensah";
    made.roster.person_name = "Kofi Mensah";
    made.roster.scopes = {"COD", "GHA"};
    made.roster.enrolled_ms = test::kMorning;
    made.token_digest = accounts::digest_of_token(token);
    return made;
}

accounts::Ticket ticket(const std::string& code) {
    accounts::Ticket made;
    made.code_digest = accounts::digest_of_token(code);
    made.person = "k.mensah";
    made.person_name = "Kofi Mensah";
    made.scopes = {"GHA"};
    made.issued_ms = test::kMorning;
    made.expires_ms = test::kMorning + accounts::kTicketMs;
    return made;
}

}  // namespace

TEST_CASE("a programme is founded once and stays as it was", "[central][store]") {
    const test::Folder folder;
    {
        const auto store = opened(folder);
        const auto none = store->programme();
        REQUIRE_FALSE(none);
        CHECK(none.error().code == Code::NotFound);
        REQUIRE(store->found(kProgramme));
        const auto again = store->found(kProgramme);
        REQUIRE_FALSE(again);
        CHECK(again.error().code == Code::Refused);
    }
    CHECK(need(opened(folder)->programme()) == kProgramme);
}

TEST_CASE("an account comes back as it was and its name is taken", "[central][store]") {
    const test::Folder folder;
    const auto store = opened(folder);
    const accounts::Account account{.viewer = {.name = "a.diallo",
                                               .person_name = "Aïcha Diallo",
                                               .role = identity::Role::HqReviewer,
                                               .scopes = {"COD", "GHA"},
                                               .language = "fr"},
                                    .password_hash = "$argon2id$"};
    REQUIRE(store->add_account(account));
    CHECK(need(store->find_account("a.diallo")) == account);
    CHECK_FALSE(need(store->find_account("nobody")));
    CHECK(need(store->viewers()) == std::vector{account.viewer});

    const auto twice = store->add_account(account);
    REQUIRE_FALSE(twice);
    CHECK(twice.error().code == Code::Refused);
}

TEST_CASE("a session is found until it is ended, old ones go by themselves", "[central][store]") {
    const test::Folder folder;
    const auto store = opened(folder);
    const accounts::Session old{accounts::digest_of_token("old"), "asha", 1000, 1000};
    const accounts::Session now{accounts::digest_of_token("now"), "asha",
                                1000 + accounts::kSessionMaxMs, 1000 + accounts::kSessionMaxMs};
    REQUIRE(store->keep_session(old));
    CHECK(need(store->find_session(old.token_digest)) == old);
    REQUIRE(store->keep_session(now));
    CHECK_FALSE(need(store->find_session(old.token_digest)));

    REQUIRE(store->touch_session(now.token_digest, now.used_ms + 5));
    CHECK(need(store->find_session(now.token_digest))->used_ms == now.used_ms + 5);
    REQUIRE(store->end_session(now.token_digest));
    CHECK_FALSE(need(store->find_session(now.token_digest)));
}

TEST_CASE("a ticket makes one laptop, and the roster's version grows", "[central][store]") {
    const test::Folder folder;
    const auto store = opened(folder);
    REQUIRE(store->found(kProgramme));
    REQUIRE(store->keep_ticket(ticket("code")));
    CHECK(need(store->roster()).version == 0);

    const auto laptop = device('a', "token a");
    REQUIRE(store->enrol(accounts::digest_of_token("code"), laptop));
    CHECK(need(store->roster()).version == 1);
    CHECK(need(store->find_device(laptop.roster.device)) == laptop);
    CHECK(need(store->find_device_by_token(laptop.token_digest)) == laptop);
    CHECK(need(store->find_ticket(accounts::digest_of_token("code")))->used_ms == test::kMorning);

    const auto again = store->enrol(accounts::digest_of_token("code"), device('b', "token b"));
    REQUIRE_FALSE(again);
    CHECK(again.error().code == Code::Refused);
    CHECK(need(store->devices()).size() == 1);
    CHECK(need(store->roster()).version == 1);
}

TEST_CASE("a key that is enrolled already uses up no ticket", "[central][store]") {
    const test::Folder folder;
    const auto store = opened(folder);
    REQUIRE(store->found(kProgramme));
    REQUIRE(store->add_device(device('a', "token a")));
    REQUIRE(store->keep_ticket(ticket("code")));

    CHECK_FALSE(store->enrol(accounts::digest_of_token("code"), device('a', "token c")));
    CHECK(need(store->find_ticket(accounts::digest_of_token("code")))->used_ms == 0);
}

TEST_CASE("a token is renewed only before the first exchange", "[central][store]") {
    const test::Folder folder;
    const auto store = opened(folder);
    REQUIRE(store->found(kProgramme));
    const auto laptop = device('a', "first");
    REQUIRE(store->add_device(laptop));
    REQUIRE(store->renew_token(laptop.roster.device, accounts::digest_of_token("second")));
    CHECK_FALSE(need(store->find_device_by_token(accounts::digest_of_token("first"))));
    CHECK(need(store->find_device_by_token(accounts::digest_of_token("second"))));

    REQUIRE(store->note_sync(laptop.roster.device, test::kMorning));
    CHECK(need(store->find_device(laptop.roster.device))->last_sync_ms == test::kMorning);
    const auto late = store->renew_token(laptop.roster.device, accounts::digest_of_token("third"));
    REQUIRE_FALSE(late);
    CHECK(late.error().code == Code::NotFound);
}

TEST_CASE("the roster tells a revocation only with the ends that it leaves", "[central][store]") {
    const test::Folder folder;
    const auto store = opened(folder);
    REQUIRE(store->found(kProgramme));
    const auto laptop = device('a', "token");
    REQUIRE(store->add_device(laptop));
    const std::uint64_t before = need(store->roster()).version;

    REQUIRE(store->revoke(laptop.roster.device, test::kMorning));
    CHECK(need(store->find_device(laptop.roster.device))->roster.revoked);
    CHECK_FALSE(need(store->roster()).devices.front().revoked);
    CHECK(need(store->unsettled_revocations()) == std::vector{laptop.roster.device});

    const std::vector<identity::FeedEnd> ends{{"COD", 3, 12}, {"GHA", 7, 1}};
    REQUIRE(store->settle_revocation(laptop.roster.device, ends));
    REQUIRE(store->settle_revocation(laptop.roster.device, {{"COD", 3, 99}}));
    const identity::Roster roster = need(store->roster());
    CHECK(roster.version == before + 1);
    CHECK(roster.devices.front().revoked);
    CHECK(roster.devices.front().revoked_ms == test::kMorning);
    CHECK(roster.devices.front().ends == ends);
    CHECK(need(store->unsettled_revocations()).empty());

    const auto again = store->revoke(laptop.roster.device, test::kMorning);
    REQUIRE_FALSE(again);
    CHECK(again.error().code == Code::Refused);
    DeviceBytes unknown{};
    CHECK(store->revoke(unknown, test::kMorning).error().code == Code::NotFound);
}

TEST_CASE("the server itself cannot be revoked", "[central][store]") {
    const test::Folder folder;
    const auto store = opened(folder);
    REQUIRE(store->found(kProgramme));
    auto server = device('s', "none");
    server.roster.role = identity::Role::Server;
    server.token_digest = identity::digest_of(server.roster.key);  // As its own line has.
    REQUIRE(store->add_device(server));
    CHECK(store->revoke(server.roster.device, test::kMorning).error().code == Code::Refused);

    auto invited = device('t', "its token");
    invited.roster.role = identity::Role::Server;
    REQUIRE(store->add_device(invited));
    CHECK(store->revoke(invited.roster.device, test::kMorning));
}

TEST_CASE("people's file that is none is told as damaged", "[central][store]") {
    const test::Folder folder;
    test::write_text(folder / "people.adit", std::string(5000, 'x'));
    const auto store = open_sqlite_central_store((folder / "people.adit").string());
    REQUIRE_FALSE(store);
    CHECK(store.error().code == Code::Corrupt);
}

TEST_CASE("two processes may work on people at once", "[central][store]") {
    const test::Folder folder;
    const auto serving = opened(folder);
    REQUIRE(serving->found(kProgramme));
    const auto administering = opened(folder);
    REQUIRE(administering->keep_ticket(ticket("code")));
    CHECK(need(serving->find_ticket(accounts::digest_of_token("code"))));
    CHECK(serving->verify());
}
