// What a coordinator may rely on when laptops meet the server: nothing lost, nothing doubled,
// nobody let in who should not be.
#include "central/central.h"

#include "central/exchanging.h"
#include "entities/behind.h"
#include "support/carried.h"
#include "support/server.h"

#include <catch2/catch_all.hpp>

#include <functional>
#include <utility>

using namespace adit;
using namespace adit::test;
using Catch::Matchers::ContainsSubstring;

namespace {

std::size_t records_of(TestServer& server, const std::string& scope) {
    store::Query query;
    query.scope = record::ScopeId{scope};
    return need(server.central->records()->count(query));
}

std::size_t sites_of(TestServer& server, const std::string& scope) {
    return need(server.central->records()->entities("sites", record::ScopeId{scope})).size();
}

}  // namespace

TEST_CASE("a laptop is enrolled by its ticket and given the forms", "[central][enrol]") {
    TestServer server;
    TestLaptop laptop(server, "asha", {"COD"});

    CHECK(laptop.token.size() == 32);
    const auto files = need(laptop.store->form_files(std::nullopt));
    std::vector<std::string> names;
    for (const auto& file : files) names.push_back(file.file);
    CHECK(names == std::vector<std::string>{"site_profile.xlsx", "admin1.csv", "site_visit.xlsx"});

    const auto roster = need(sync::roster_of(*laptop.store));
    const auto* line = roster.find(laptop.device().bytes);
    REQUIRE(line != nullptr);
    CHECK(line->person == "asha");
    CHECK(line->scopes == std::vector<std::string>{"COD"});

    const auto names_of_scopes = need(sync::scope_names_of(*laptop.store));
    REQUIRE(names_of_scopes.size() == 2);
    CHECK(names_of_scopes[0].fr == "République démocratique du Congo");
}

TEST_CASE("a ticket that does not hold lets nobody in", "[central][enrol]") {
    TestServer server;
    const auto key = identity::SigningKey::make(server.world.surroundings());
    central::EnrolRequest request{
        .code = server.invite("asha", {"COD"}), .key = key.public_key(), .laptop = "Laptop 1"};
    std::string says;
    SECTION("a code that nobody gave out") {
        request.code = "ADIT-0000-0000-0000-0000-0000";
        says = "knows no such ticket";
    }
    SECTION("a ticket that expired") {
        server.world.pass(accounts::kTicketMs);
        says = "expired";
    }
    SECTION("a ticket that another laptop has used") {
        const auto other = identity::SigningKey::make(server.world.surroundings());
        REQUIRE(server.central->enrol(
            {.code = request.code, .key = other.public_key(), .laptop = "Laptop 2"}));
        says = "used already";
    }
    const auto refused = server.central->enrol(request);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::Refused);
    CHECK_THAT(refused.error().what, ContainsSubstring(says));
}

TEST_CASE("a laptop whose answer was lost may ask with its ticket again", "[central][enrol]") {
    TestServer server;
    const auto key = identity::SigningKey::make(server.world.surroundings());
    const central::EnrolRequest request{
        .code = server.invite("asha", {"COD"}), .key = key.public_key(), .laptop = "Laptop 1"};
    const auto lost = need(server.central->enrol(request));
    const auto again = need(server.central->enrol(request));
    CHECK(lost.device.roster.device == again.device.roster.device);
    CHECK(lost.token != again.token);
    CHECK_FALSE(server.central->exchange(lost.token, {}));

    SECTION("but not for ever") {
        server.world.pass(accounts::kAskAgainMs);
        const auto late = server.central->enrol(request);
        REQUIRE_FALSE(late);
        CHECK(late.error().code == Code::Refused);
    }
}

TEST_CASE("what two officers bring is on the server once, with its sites", "[central][sync]") {
    TestServer server;
    TestLaptop asha(server, "asha", {"COD"});
    TestLaptop badu(server, "badu", {"GHA"});
    const auto site = register_site(asha, "COD", "Kamituga");
    visit_site(asha, "COD", site, 70);
    register_site(badu, "GHA", "Prestea");

    const auto sent = need(asha.exchange());
    CHECK(sent.problems.empty());
    CHECK(sent.sent == 2);
    need(badu.exchange());
    need(asha.exchange());

    CHECK(records_of(server, "COD") == 2);
    CHECK(records_of(server, "GHA") == 1);
    CHECK(sites_of(server, "COD") == 1);
    CHECK(sites_of(server, "GHA") == 1);
    CHECK(need(server.central->people().find_device(asha.device().bytes))->last_sync_ms ==
          server.world.now());
}

TEST_CASE("an answer that is longer than one piece comes whole", "[central][sync]") {
    TestServer server;
    TestLaptop asha(server, "asha", {"COD"});
    TestLaptop badu(server, "badu", {"COD"});
    constexpr int kSites = 200;  // Of a thousand bytes each that nothing makes smaller.
    for (int i = 0; i < kSites; ++i) {
        std::string name;
        while (name.size() < 1000) name += new_uuid(server.world.surroundings()).text();
        register_site(asha, "COD", name);
    }
    need(asha.exchange());

    const auto got = need(badu.exchange());

    CHECK(got.requests == 1);
    CHECK(got.received == kSites);
    CHECK(got.bytes_down > 64'000);  // A piece is 48 KiB.
}

TEST_CASE("an answer that is lost doubles nothing", "[central][sync]") {
    TestServer server;
    TestLaptop asha(server, "asha", {"COD"});
    register_site(asha, "COD", "Kamituga");
    asha.lose_answers = true;
    CHECK_FALSE(asha.exchange());
    CHECK(records_of(server, "COD") == 1);

    asha.lose_answers = false;
    const auto again = need(asha.exchange());
    CHECK(again.problems.empty());
    CHECK(records_of(server, "COD") == 1);
    store::Query unsent;
    unsent.sent = false;
    CHECK(need(asha.store->count(unsent)) == 0);
}

TEST_CASE("nobody exchanges without a token that the server gave", "[central][sync]") {
    TestServer server;
    const auto refused = server.central->exchange(std::string(32, '0'), {});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::Refused);
    CHECK_THAT(refused.error().what, ContainsSubstring("does not know this laptop"));
}

TEST_CASE("a body that is no exchange changes nothing and is told so", "[central][sync]") {
    TestServer server;
    TestLaptop asha(server, "asha", {"COD"});
    const Bytes noise(100, 0xEE);
    const auto refused = server.central->exchange(asha.token, noise);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::BadInput);
}

TEST_CASE("a revoked laptop brings nothing more, what it brought stays", "[central][revoke]") {
    TestServer server;
    TestLaptop lost(server, "asha", {"COD"});
    TestLaptop other(server, "badu", {"COD"});
    register_site(lost, "COD", "Kamituga");
    need(lost.exchange());

    REQUIRE(server.central->people().revoke(lost.device().bytes, server.world.now()));
    register_site(lost, "COD", "After it was stolen");
    const auto refused = lost.exchange();
    REQUIRE_FALSE(refused);
    CHECK_THAT(refused.error().what, ContainsSubstring("revoked"));
    CHECK(records_of(server, "COD") == 1);

    const auto roster = need(server.central->roster());
    const auto* line = roster.find(lost.device().bytes);
    REQUIRE(line != nullptr);
    CHECK(line->revoked);
    REQUIRE(line->ends.size() == 1);
    CHECK(line->ends.front().scope == "COD");
    CHECK(line->ends.front().number == 1);

    need(other.exchange());
    CHECK(need(sync::roster_of(*other.store)).find(lost.device().bytes)->revoked);
    store::Query all;
    CHECK(need(other.store->count(all)) == 1);
}

namespace {

/// Carries a laptop's request to the server, and lets something happen between the server's first
/// look at who asks and its taking in of what came.
class Interrupted : public sync::Transport {
public:
    Interrupted(TestServer& server, const TestLaptop& laptop, std::function<void()> meanwhile)
        : server_(server), laptop_(laptop), meanwhile_(std::move(meanwhile)) {}
    Result<Bytes> post(ByteView body) override {
        auto exchanging = TRY(central::Exchanging::begin(*server_.central, laptop_.token));
        if (meanwhile_) std::exchange(meanwhile_, nullptr)();
        return exchanging->answer(body);
    }

private:
    TestServer& server_;
    const TestLaptop& laptop_;
    std::function<void()> meanwhile_;
};

Result<sync::Report> exchange_over(Interrupted& line, TestServer& server, TestLaptop& laptop) {
    return sync::exchange(*laptop.store, laptop.self(), line, server.world.surroundings(), {});
}

}  // namespace

TEST_CASE("a laptop that is revoked while it exchanges brings nothing past its end",
          "[central][revoke]") {
    TestServer server;
    TestLaptop lost(server, "asha", {"COD"});
    register_site(lost, "COD", "Kamituga");
    need(lost.exchange());
    register_site(lost, "COD", "After it was stolen");
    const bool settled = GENERATE(true, false);
    Interrupted line(server, lost, [&] {
        need(server.central->people().revoke(lost.device().bytes, server.world.now()));
        if (settled) need(server.central->roster());
    });

    const auto refused = exchange_over(line, server, lost);

    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::Unavailable);
    CHECK(records_of(server, "COD") == 1);
    CHECK(need(server.central->roster()).find(lost.device().bytes)->ends.front().number == 1);
    CHECK(lost.exchange().error().code == Code::Refused);
}

TEST_CASE("nor does another laptop bring it, that was exchanging when the first was revoked",
          "[central][revoke]") {
    TestServer server;
    TestLaptop lost(server, "asha", {"COD"});
    TestLaptop other(server, "badu", {"COD"});
    register_site(lost, "COD", "Kamituga");
    need(lost.exchange());
    need(other.exchange());
    register_site(lost, "COD", "After it was stolen");
    carry(*lost.store, lost.self().key, *other.store, {"COD"}, server.world.now());
    Interrupted line(server, other, [&] {
        need(server.central->people().revoke(lost.device().bytes, server.world.now()));
        need(server.central->roster());
    });

    const auto first = exchange_over(line, server, other);
    REQUIRE_FALSE(first);
    CHECK(first.error().code == Code::Unavailable);
    const auto again = other.exchange();

    REQUIRE(again);
    CHECK(records_of(server, "COD") == 1);
}

TEST_CASE("a laptop that is enrolled while another exchanges does not disturb it", "[central]") {
    TestServer server;
    TestLaptop laptop(server, "asha", {"COD"});
    register_site(laptop, "COD", "Kamituga");
    std::unique_ptr<TestLaptop> newcomer;
    Interrupted line(server, laptop, [&] {
        newcomer = std::make_unique<TestLaptop>(server, "badu", std::vector<std::string>{"COD"});
    });

    CHECK(need(exchange_over(line, server, laptop)).sent == 1);
    CHECK(records_of(server, "COD") == 1);
}

TEST_CASE("one process at a time serves a folder, others may look", "[central]") {
    TestServer server;
    const auto second =
        central::Central::open(server.data, central::Use::Serve, server.world.surroundings());
    REQUIRE_FALSE(second);
    CHECK(second.error().code == Code::Unavailable);
    CHECK_THAT(second.error().what, ContainsSubstring("stop it first"));
    CHECK(central::Central::open(server.data, central::Use::Look, server.world.surroundings()));
    const auto verified = central::Central::verify(server.data, server.world.surroundings());
    REQUIRE_FALSE(verified);
    CHECK(verified.error().code == Code::Unavailable);
}

TEST_CASE("a server that was stopped has all it had, and verifies", "[central]") {
    TestServer server;
    TestLaptop asha(server, "asha", {"COD"});
    const auto site = register_site(asha, "COD", "Kamituga");
    visit_site(asha, "COD", site, 70);
    need(asha.exchange());
    server.stop();

    const auto verified = need(central::Central::verify(server.data, server.world.surroundings()));
    CHECK(verified.records == 2);
    CHECK(verified.changes == 2);
    CHECK(verified.devices == 1);

    server.start();
    CHECK(records_of(server, "COD") == 2);
    CHECK(need(asha.exchange()).problems.empty());
}

TEST_CASE("sites that a cut-off server had not worked out are worked out when it starts",
          "[central]") {
    TestServer server;
    TestLaptop asha(server, "asha", {"COD"});
    register_site(asha, "COD", "Kamituga");
    need(asha.exchange());
    REQUIRE(entities::note_behind(*server.central->records()));
    const auto second = register_site(asha, "COD", "Nyamukubi");
    need(asha.exchange());
    {
        // As if the power had gone between taking the records in and working out their sites; that
        // of the first one would be worked out too, if all records were gone through.
        const auto records = server.central->records();
        for (const auto& record : need(records->list({}))) {
            REQUIRE(records->set_entity_effects(record.id, {}));
        }
    }
    CHECK(sites_of(server, "COD") == 0);
    server.stop();
    server.start();
    const auto sites = need(server.central->records()->entities("sites", record::ScopeId{"COD"}));
    REQUIRE(sites.size() == 1);
    CHECK(sites.front().id == second);
    CHECK_FALSE(need(entities::is_behind(*server.central->records())));
}

TEST_CASE("a folder without a server says how to make one", "[central]") {
    const Folder folder;
    const World world;
    const auto none =
        central::Central::open({folder.path()}, central::Use::Serve, world.surroundings());
    REQUIRE_FALSE(none);
    CHECK(none.error().code == Code::NotFound);
    CHECK_THAT(none.error().what, ContainsSubstring("adit-server init"));
}

TEST_CASE("a second server is never made over the first", "[central]") {
    TestServer server;
    const auto again = central::make_folder(server.data);
    REQUIRE_FALSE(again);
    CHECK(again.error().code == Code::Refused);
    CHECK_THAT(again.error().what, ContainsSubstring("there is a server in"));
    CHECK_FALSE(central::write_secret(server.data.programme_key(), "another"));
}

TEST_CASE("keys are the server's own to read, and a cut key is told", "[central]") {
    TestServer server;
    namespace fs = std::filesystem;
    for (const auto& file : {server.data.programme_key(), server.data.server_key()}) {
        CHECK(fs::status(file).permissions() == (fs::perms::owner_read | fs::perms::owner_write));
    }
    CHECK(fs::status(server.data.path).permissions() == fs::perms::owner_all);

    write_text(server.data.server_key(), "00ff\n");
    const auto cut = central::read_key(server.data.server_key());
    REQUIRE_FALSE(cut);
    CHECK(cut.error().code == Code::Corrupt);
}
