// What a coordinator may rely on when somebody brings a bundle that he cannot read: the server
// takes it in whole or asks for it again, and says that it holds a file only when it does.
#include "central/central.h"
#include "support/server.h"
#include "sync/bundle_files.h"

#include <catch2/catch_all.hpp>

#include <sstream>

using namespace adit;
using namespace adit::test;
using Catch::Matchers::ContainsSubstring;
using sync::CarriedAnswer;
using sync::CarriedState;

namespace {

const record::ScopeId kCongo{"COD"};
const record::FormRef kForm{"site_visit", "2025112301"};

std::string text_that_stays_long(TestServer& server) {
    std::string out;
    while (out.size() < 40'000) out += new_uuid(server.world.surroundings()).text();
    return out;
}

/// The parts of a bundle of all that this laptop holds.
std::vector<std::string> bundle_of(TestServer& server, const TestLaptop& laptop,
                                   std::size_t part_bytes = 0) {
    const auto roster = need(sync::roster_of(*laptop.store));
    const Bytes bytes = need(sync::signed_roster_of(*laptop.store));
    const auto world = server.world.surroundings();
    const sync::BundleDesk desk{.store = *laptop.store,
                                .self = laptop.self(),
                                .roster = roster,
                                .signed_roster = bytes,
                                .programme_key = need(sync::programme_key_of(*laptop.store)),
                                .scopes = {kCongo},
                                .world = world};
    const auto maker = need(sync::BundleMaker::plan(
        desk, {.scope = kCongo, .held = {}, .volume_bytes_max = part_bytes}));
    std::vector<std::string> files;
    for (std::size_t part = 1; part <= maker.parts(); ++part) {
        files.emplace_back();
        need(maker.write(part, [&](ByteView piece) {
            files.back() += text_of(piece);
            return Status(Done{});
        }));
    }
    return files;
}

/// A courier's line to the server, that breaks on command.
class CourierLine : public sync::Transport {
public:
    CourierLine(TestServer& server, std::string token)
        : server_(server), token_(std::move(token)) {}
    Result<Bytes> post(ByteView body) override {
        ++requests;
        bytes += body.size();
        if (requests == lost_request) return Error{Code::Unavailable, "nobody answered"};
        auto answer = server_.central->take_carried(token_, body);
        if (requests == lost_answer) return Error{Code::Unavailable, "nobody answered"};
        return answer;
    }
    std::size_t requests = 0, bytes = 0;
    std::size_t lost_request = 0, lost_answer = 0;

private:
    TestServer& server_;
    std::string token_;
};

Result<CarriedAnswer> hand_over(TestServer& server, const TestLaptop& courier, CourierLine& line,
                                const std::string& file) {
    std::istringstream in(file), again(file);
    const auto seen = need(sync::see_volume(in));
    return sync::hand_over(again, seen, need(sync::roster_of(*courier.store)), line,
                           server.world.surroundings());
}

std::size_t records_of(TestServer& server) {
    store::Query query;
    query.scope = kCongo;
    return need(server.central->records()->count(query));
}

}  // namespace

TEST_CASE("a courier of another country hands over what he cannot read", "[central][bundle]") {
    TestServer server;
    TestLaptop author(server, "asha", {"COD"});
    TestLaptop courier(server, "kofi", {"GHA"});
    author.write(kForm, "COD", {put_at("/site_name", std::string("Kamituga"))});
    const auto files = bundle_of(server, author);
    CHECK(files[0].find("Kamituga") == std::string::npos);

    CourierLine line(server, courier.token);
    const auto answer = need(hand_over(server, courier, line, files[0]));
    CHECK(answer.state == CarriedState::Held);
    CHECK(answer.words.empty());
    CHECK(records_of(server) == 1);
    CHECK(need(courier.store->heads({})).empty());
    CHECK(std::filesystem::is_empty(server.data.carried()));

    // On the author's laptop it is sent only when the server has told the author.
    const auto own = need(author.store->own_feed(kCongo));
    CHECK(need(author.store->acknowledged_up_to(own)) == 0);
    CHECK(need(author.exchange()).sent == 1);
    CHECK(need(author.store->acknowledged_up_to(own)) == 1);

    // Asked again, by whomever: it is held, and nothing travels.
    CourierLine once_more(server, author.token);
    CHECK(need(hand_over(server, author, once_more, files[0])).state == CarriedState::Held);
    CHECK(once_more.requests == 1);
    CHECK(once_more.bytes < 100);
    CHECK(records_of(server) == 1);
}

TEST_CASE("a line that breaks while a bundle is handed over costs one piece", "[central][bundle]") {
    TestServer server;
    TestLaptop author(server, "asha", {"COD"});
    TestLaptop courier(server, "kofi", {"GHA"});
    for (int i = 0; i < 12; ++i) {
        author.write(kForm, "COD", {put_at("/remarks", text_that_stays_long(server))});
    }
    const std::string file = bundle_of(server, author)[0];
    std::size_t bytes = 0;
    bool held = false;
    for (std::size_t cut = 2; !held; ++cut) {
        REQUIRE(cut < 20);
        CourierLine line(server, courier.token);
        (cut % 2 == 0 ? line.lost_request : line.lost_answer) = cut < 8 ? 3 : 99;
        const auto answer = hand_over(server, courier, line, file);
        bytes += line.bytes;
        held = answer && answer->state == CarriedState::Held;
        if (!held) CHECK(answer.error().code == Code::Unavailable);
        if (!held) CHECK(records_of(server) == 0);
        if (cut == 4) {
            server.stop();
            server.start();
        }
    }
    CHECK(records_of(server) == 12);
    CHECK(bytes < 3 * file.size());
    CHECK(std::filesystem::is_empty(server.data.carried()));
}

TEST_CASE("a part that comes before the one in front waits, and the courier keeps it",
          "[central][bundle]") {
    TestServer server;
    TestLaptop author(server, "asha", {"COD"});
    TestLaptop courier(server, "kofi", {"GHA"});
    for (int i = 0; i < 12; ++i) {
        author.write(kForm, "COD", {put_at("/remarks", text_that_stays_long(server))});
    }
    const auto files = bundle_of(server, author, 150'000);
    REQUIRE(files.size() >= 2);
    CourierLine line(server, courier.token);
    const auto early = need(hand_over(server, courier, line, files[1]));
    CHECK(early.state == CarriedState::Waits);
    CHECK_THAT(early.words, ContainsSubstring("the part or the bundle before it"));
    const std::size_t before = line.bytes;

    CHECK(need(hand_over(server, courier, line, files[0])).state == CarriedState::Held);
    const std::size_t first = line.bytes - before;
    CHECK(need(hand_over(server, courier, line, files[1])).state == CarriedState::Held);
    CHECK(line.bytes - before - first < 100);  // It was there already.
    for (const std::string& file : files) {
        CHECK(need(hand_over(server, courier, line, file)).state == CarriedState::Held);
    }
    CHECK(records_of(server) == 12);
}

TEST_CASE("who may not bring a bundle, and what is none, is told so", "[central][bundle]") {
    TestServer server;
    TestLaptop author(server, "asha", {"COD"});
    author.write(kForm, "COD", {put_at("/site_name", std::string("Kamituga"))});
    const std::string file = bundle_of(server, author)[0];

    CourierLine stranger(server, std::string(32, '0'));
    CHECK_THAT(hand_over(server, author, stranger, file).error().what,
               ContainsSubstring("does not know this laptop"));
    const auto junk = [&](ByteView body) {
        return server.central->take_carried(author.token, body).error().code;
    };
    CHECK(junk({}) == Code::BadInput);
    CHECK(junk(Bytes(100, 0xff)) == Code::BadInput);

    // A file that is none of ours, whole: refused, and not kept.
    const std::string none = "a photograph";
    sync::CarriedPiece piece{.file = identity::digest_of(view_of(none)),
                             .size = none.size(),
                             .from = 0,
                             .bytes = Bytes(none.begin(), none.end())};
    CHECK(junk(sync::bytes_of(piece)) == Code::BadInput);
    CHECK(std::filesystem::is_empty(server.data.carried()));

    // A piece that was changed on its way: the whole is asked for again.
    piece.file = identity::digest_of(view_of(file));
    piece.size = file.size();
    piece.bytes = Bytes(file.begin(), file.end());
    piece.bytes[50] ^= 1;
    const auto again = need(sync::carried_answer_from(
        need(server.central->take_carried(author.token, sync::bytes_of(piece)))));
    CHECK(again.state == CarriedState::Wanted);
    CHECK(again.have == 0);
    CourierLine line(server, author.token);
    CHECK(need(hand_over(server, author, line, file)).state == CarriedState::Held);
}

TEST_CASE("a receipt that the programme's server did not sign is believed by nobody",
          "[central][bundle]") {
    class FalseServer : public sync::Transport {
    public:
        Result<Bytes> post(ByteView) override {
            return sync::bytes_of(
                CarriedAnswer{.state = CarriedState::Held, .have = 1, .held = {}, .words = ""});
        }
    };
    TestServer server;
    TestLaptop author(server, "asha", {"COD"});
    author.write(kForm, "COD", {put_at("/site_name", std::string("Kamituga"))});
    const std::string file = bundle_of(server, author)[0];
    std::istringstream in(file), again(file);
    const auto seen = need(sync::see_volume(in));
    FalseServer line;
    const auto answer = sync::hand_over(again, seen, need(sync::roster_of(*author.store)), line,
                                        server.world.surroundings());
    CHECK(answer.error().code == Code::Refused);
}
