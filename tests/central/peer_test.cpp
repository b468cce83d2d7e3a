// What two servers of one programme may rely on: both lists of laptops become one list that every
// laptop takes for newer, and both hold what either was sent.
#include "central/peer.h"

#include "support/server.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::test;
using central::joined_rosters;
using identity::Roster;
using identity::RosterDevice;

namespace {

RosterDevice line(std::uint8_t letter) {
    RosterDevice out;
    out.key.fill(letter);
    out.device.fill(letter);
    out.name = "Laptop";
    out.scopes = {"COD"};
    return out;
}

Roster roster(std::uint64_t version, std::vector<std::uint8_t> letters) {
    Roster out{
        .programme = "0191d6b2-0000-7000-8000-000000000001", .version = version, .devices = {}};
    for (const std::uint8_t letter : letters) out.devices.push_back(line(letter));
    return out;
}

RosterDevice revoked(std::uint8_t letter, std::int64_t when, std::uint64_t number) {
    RosterDevice out = line(letter);
    out.revoked = true;
    out.revoked_ms = when;
    out.ends = {{.scope = "COD", .epoch = 0, .number = number}};
    return out;
}

/// A second server of the first one's programme, without a socket between them.
class SecondServer {
    Folder folder_;

public:
    explicit SecondServer(TestServer& first) : first_(first), data{folder_ / "data"} {
        const auto key = identity::SigningKey::make(first.world.surroundings());
        const auto invitation = need(accounts::invite_server(
            "Accra", 0, first.central->programme().codes(), first.world.surroundings()));
        need(first.central->people().keep_ticket(invitation.ticket));
        const auto enrolled = need(first.central->enrol(
            {.code = invitation.code, .key = key.public_key(), .laptop = "Server Accra"}));
        token_ = enrolled.token;
        need(central::make_folder(data));
        central::Joining joining{
            .host = "127.0.0.1",
            .port = 8444,
            .programme_key = need(central::read_key(first.data.programme_key())),
            .server_key = key,
            .kit = enrolled.kit,
            .peer = {.url = "https://127.0.0.1:8443",
                     .certificate_pem = "a certificate",
                     .token = {1, 2},
                     .every_minutes = 10}};
        need(central::Central::join(data, joining, first.world.surroundings()));
        central =
            need(central::Central::open(data, central::Use::Serve, first.world.surroundings()));
    }

    /// As a round does: lists of laptops, then records.
    Result<sync::Report> round() {
        const Bytes ours = need(central->signed_roster());
        const Bytes theirs = TRY(first_.central->meet(token_, ours));
        TRY(central->take_roster(theirs));
        Line wire(*this);
        return central->exchange_with(wire, {});
    }

private:
    class Line final : public sync::Transport {
    public:
        explicit Line(SecondServer& from) : from_(from) {}
        Result<Bytes> post(ByteView body) override {
            // The records are free meanwhile: a laptop may be answered now.
            CHECK(from_.central->records()->heads({}));
            if (from_.cut) return Error{Code::Unavailable, "nobody answered"};
            return from_.first_.central->exchange(from_.token_, body);
        }

    private:
        SecondServer& from_;
    };

    TestServer& first_;
    std::string token_;

public:
    central::DataFolder data;
    std::unique_ptr<central::Central> central;
    bool cut = false;
};

std::size_t records_in(central::Central& central) {
    store::Query all;
    all.with_deleted = true;
    return need(central.records()->count(all));
}

}  // namespace

TEST_CASE("two lists of laptops become one, newer than both", "[central][peer]") {
    const Roster ours = roster(5, {1, 2});
    const Roster theirs = roster(9, {1, 3});
    const Roster here = need(joined_rosters(ours, theirs));
    CHECK(here.devices == roster(0, {1, 2, 3}).devices);
    CHECK(here.version == 10);
    // The other one takes that over as it is; then nothing is new on either side.
    const Roster there = need(joined_rosters(theirs, here));
    CHECK(there == here);
    CHECK(need(joined_rosters(here, there)) == here);
}

TEST_CASE("a list that gained a laptop is newer for whoever held either list", "[central][peer]") {
    // Ours has the higher number but fewer laptops: its holders must take the joined one.
    CHECK(need(joined_rosters(roster(9, {1}), roster(5, {1, 2}))).version > 9);
    // Theirs lacks one of ours and has the higher number: its holders must take ours.
    CHECK(need(joined_rosters(roster(3, {1, 2}), roster(7, {1}))).version > 7);
    CHECK(need(joined_rosters(roster(9, {1, 2}), roster(7, {1}))).version == 9);
    // The same laptops: the higher number.
    CHECK(need(joined_rosters(roster(3, {1, 2}), roster(7, {1, 2}))).version == 7);
    CHECK(need(joined_rosters(roster(7, {1, 2}), roster(3, {1, 2}))).version == 7);
}

TEST_CASE("who is revoked on one server is revoked on both, with the same ends",
          "[central][peer]") {
    Roster ours = roster(5, {1, 2});
    Roster theirs = roster(5, {1, 2});
    ours.devices[0] = revoked(1, 1'000, 7);
    const Roster here = need(joined_rosters(theirs, ours));
    CHECK(here.devices[0] == ours.devices[0]);
    CHECK(here.version == 6);

    theirs.devices[0] = revoked(1, 900, 6);
    const Roster one = need(joined_rosters(ours, theirs));
    const Roster other = need(joined_rosters(theirs, ours));
    CHECK(one.devices == other.devices);
    CHECK(one.devices[0].revoked_ms == 900);
}

TEST_CASE("a list of another programme is refused", "[central][peer]") {
    Roster theirs = roster(5, {1});
    theirs.programme = "0191d6b2-0000-7000-8000-000000000002";
    const auto refused = joined_rosters(roster(5, {1}), theirs);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::Refused);
}

TEST_CASE("after a failure the next round comes sooner, later each time", "[central][peer]") {
    const central::Peer peer{.url = "", .certificate_pem = "", .token = {}, .every_minutes = 10};
    central::PeerState state;
    CHECK(due_ms(peer, state) == 0);  // Never tried.
    state.tried_ms = 1'000'000;
    CHECK(due_ms(peer, state) == 1'000'000 + 600'000);
    state.failures = 1;
    CHECK(due_ms(peer, state) == 1'000'000 + 30'000);
    state.failures = 3;
    CHECK(due_ms(peer, state) == 1'000'000 + 120'000);
    state.failures = 1'000;
    CHECK(due_ms(peer, state) == 1'000'000 + 1'800'000);
    state.asked_ms = 1'000'001;
    CHECK(due_ms(peer, state) == 0);
}

TEST_CASE("what laptops bring to either server is on both, and each laptop is known to both",
          "[central][peer]") {
    TestServer first;
    TestLaptop asha(first, "asha", {"COD"});
    SecondServer second(first);
    register_site(asha, "COD", "Kamituga hill");
    need(asha.exchange());
    const auto report = need(second.round());
    CHECK(report.received > 0);
    CHECK(records_in(*second.central) == records_in(*first.central));
    CHECK(need(second.central->entities("sites", "COD"))->size() == 1);
    CHECK(need(second.central->roster()) == need(first.central->roster()));

    const auto quiet = need(second.round());
    CHECK(quiet.requests == 1);
    CHECK(quiet.bytes_down == 1);

    // A laptop of the second server: what it brings there is on the first after the next round.
    const auto ticket = need(accounts::invite({.code_digest = {},
                                               .person = "badu",
                                               .person_name = "Officer badu",
                                               .role = identity::Role::FieldOfficer,
                                               .scopes = {"COD"}},
                                              {"COD", "GHA"}, first.world.surroundings()));
    need(second.central->people().keep_ticket(ticket.ticket));
    const auto key = identity::SigningKey::make(first.world.surroundings());
    const auto badu = need(second.central->enrol(
        {.code = ticket.code, .key = key.public_key(), .laptop = "Laptop of badu"}));
    need(second.round());
    CHECK(need(first.central->roster()).find(badu.device.roster.device) != nullptr);
    CHECK(need(second.central->roster()) == need(first.central->roster()));
    // Its token is the second server's alone.
    const auto stranger = first.central->exchange(badu.token, Bytes{0x10});
    REQUIRE_FALSE(stranger);
    CHECK(stranger.error().code == Code::Refused);
}

TEST_CASE("a round that is cut goes on at the next one, and only servers meet", "[central][peer]") {
    TestServer first;
    TestLaptop asha(first, "asha", {"COD"});
    SecondServer second(first);
    register_site(asha, "COD", "Kamituga hill");
    need(asha.exchange());
    second.cut = true;
    const auto cut = second.round();
    REQUIRE_FALSE(cut);
    CHECK(cut.error().code == Code::Unavailable);
    second.cut = false;
    CHECK(need(second.round()).received > 0);

    const Bytes roster = need(first.central->signed_roster());
    const auto laptop = first.central->meet(asha.token, roster);
    REQUIRE_FALSE(laptop);
    CHECK(laptop.error().code == Code::Refused);
}

TEST_CASE("an administrator's wish for a round is kept beside how the last one went",
          "[central][peer]") {
    TestServer first;
    SecondServer second(first);
    central::CentralStore& people = second.central->people();
    const auto line = need(people.peers()).at(0);
    CHECK(line.peer.url == "https://127.0.0.1:8443");
    CHECK(line.peer.token[1] == 2);
    CHECK(line.state == central::PeerState{});

    need(people.ask_peers(700));
    const central::PeerState went{.asked_ms = 0,
                                  .tried_ms = 500,
                                  .ended_ms = 600,
                                  .done_ms = 0,
                                  .failures = 2,
                                  .said = "nobody answered"};
    need(people.note_peer(line.peer.url, went));  // Of a round that began before the wish.
    const auto after = need(people.peers()).at(0).state;
    CHECK(after.asked_ms == 700);
    CHECK(after.failures == 2);
    CHECK(after.said == "nobody answered");
    CHECK(due_ms(line.peer, after) == 0);

    // The server that was invited has a token there and can be revoked; the first cannot revoke
    // itself.
    std::size_t refused = 0;
    for (const accounts::Device& device : need(first.central->people().devices())) {
        if (!first.central->people().revoke(device.roster.device, 1'000)) ++refused;
    }
    CHECK(refused == 1);
    const auto round = second.round();
    REQUIRE_FALSE(round);
    CHECK(round.error().code == Code::Refused);
}
