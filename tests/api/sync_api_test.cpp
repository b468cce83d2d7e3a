// What a laptop may rely on when it speaks to the server, and what pages a browser is given.
#include "api/answers.h"
#include "api/service.h"
#include "support/console.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::test;
using Catch::Matchers::ContainsSubstring;

namespace {

http::Response enrol(TestConsole& console, const std::string& body) {
    http::Request request = TestConsole::request_of("POST /v1/enrol");
    request.body = body;
    return console.service.answer(request);
}

http::Response post_exchange(TestConsole& console, const std::string& body) {
    http::Request request = TestConsole::request_of("POST /v1/exchange");
    request.body = body;
    return console.service.answer(request);
}

std::string key_text(TestConsole& console) {
    return hex(identity::SigningKey::make(console.server.world.surroundings()).public_key());
}

}  // namespace

TEST_CASE("a laptop is enrolled by JSON and gets its place and its kit", "[api][enrol]") {
    TestConsole console;
    const Json asked = {{"code", console.server.invite("asha", {"COD"})},
                        {"public_key", key_text(console)},
                        {"laptop", "Laptop 1, Bukavu"}};
    const auto response = enrol(console, text_of(asked));
    REQUIRE(response.status == 200);
    const Json given = need(json_from(response.body));
    CHECK(given["person"] == "asha");
    CHECK(given["person_name"] == "Officer asha");
    CHECK(given["role"] == "field_officer");
    CHECK(given["scopes"] == Json{"COD"});
    CHECK(given["token"].get<std::string>().size() == 32);
    CHECK(given["device"].get<std::string>().size() == 32);
    CHECK(bytes_from_base64(given["kit"].get<std::string>()));
}

TEST_CASE("what is no enrolment is told why", "[api][enrol]") {
    TestConsole console;
    const std::string code = console.server.invite("asha", {"COD"});
    CHECK(enrol(console, "no json").status == 400);
    CHECK(enrol(console, "[1]").status == 400);
    CHECK(enrol(console, text_of(Json{{"code", code}})).status == 400);
    CHECK(enrol(console, text_of(Json{{"code", code}, {"public_key", "00ff"}})).status == 400);
    CHECK(enrol(console, text_of(Json{{"code", code}, {"public_key", "zz"}})).status == 400);
    CHECK(enrol(console, std::string(5000, ' ')).status == 400);
    const auto wrong =
        enrol(console, text_of(Json{{"code", "ADIT-WRONG"}, {"public_key", key_text(console)}}));
    CHECK(wrong.status == 403);
    CHECK_THAT(sentence_of(wrong), ContainsSubstring("knows no such ticket"));
}

TEST_CASE("an exchange over the endpoint reaches the store", "[api][exchange]") {
    TestConsole console;
    TestLaptop asha(console.server, "asha", {"COD"});
    const Bytes token = need(bytes_from_hex(asha.token));
    std::string body(token.begin(), token.end());
    const auto nonsense = post_exchange(console, body + "nonsense");
    CHECK(nonsense.status == 400);
    CHECK(post_exchange(console, "short").status == 400);
    CHECK(post_exchange(console, std::string(40, '\0')).status == 403);

    // The request of a laptop that holds nothing: version 2, no roster, no kit, no packs.
    const std::string hello("\x20\x00\x00", 3);
    const auto answered = post_exchange(console, body + hello);
    CHECK(answered.status == 200);
    CHECK(answered.content_type.empty());  // Each header costs a bad link.
    CHECK_FALSE(answered.body.empty());
}

TEST_CASE("the server says whether it is well", "[api][health]") {
    TestConsole console;
    const auto response = console.ask("", "GET /v1/health");
    CHECK(response.status == 200);
    CHECK(need(json_from(response.body))["status"] == "ok");
}

TEST_CASE("each kind of error has one status", "[api]") {
    CHECK(api::status_for(Code::BadInput) == 400);
    CHECK(api::status_for(Code::NotFound) == 404);
    CHECK(api::status_for(Code::Refused) == 403);
    CHECK(api::status_for(Code::Unavailable) == 503);
    CHECK(api::status_for(Code::Corrupt) == 500);
    CHECK(api::status_for(Code::Full) == 507);
    const auto full = api::error_answer(Error{Code::Full, "/srv/adit/central.adit: disk is full"});
    CHECK(full.status == 507);
    CHECK(full.body.find("/srv/adit") == std::string::npos);
    CHECK_FALSE(sentence_of(full).empty());
}

TEST_CASE("what is not there is told as such to programs and to people", "[api][pages]") {
    TestConsole console;
    const auto program = console.ask("", "GET /v1/nothing");
    CHECK(program.status == 404);
    CHECK_FALSE(sentence_of(program).empty());
    const auto page = console.ask("", "GET /nothing.html");
    CHECK(page.status == 404);
    CHECK_THAT(page.content_type, ContainsSubstring("text/plain"));
    CHECK(console.ask("", "POST /").status == 405);
}

TEST_CASE("the console's page is given with its guards, or is not built in", "[api][pages]") {
    TestConsole console;
    const auto page = console.ask("", "GET /");
    if (page.status == 404) SKIP("this server was built without the console");
    CHECK(page.status == 200);
    CHECK_THAT(page.content_type, ContainsSubstring("text/html"));
    CHECK_THAT(page.headers.at("Content-Security-Policy"), ContainsSubstring("default-src 'none'"));
    http::Request again = TestConsole::request_of("GET /");
    again.headers["if-none-match"] = page.headers.at("ETag");
    const auto unchanged = console.service.answer(again);
    CHECK(unchanged.status == 304);
    CHECK(unchanged.body.empty());
    http::Request packed = TestConsole::request_of("GET /");
    packed.headers["accept-encoding"] = "gzip, br";
    const auto smaller = console.service.answer(packed);
    if (smaller.headers.contains("Content-Encoding")) {
        CHECK(smaller.body.size() < page.body.size());
    }
}
