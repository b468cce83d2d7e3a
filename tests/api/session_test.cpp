// What a reader of the console may rely on when signing in and out.
#include "api/service.h"
#include "support/console.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::test;
using Catch::Matchers::ContainsSubstring;

namespace {

std::string cookie_in(const http::Response& response) {
    const auto found = response.headers.find("Set-Cookie");
    return found == response.headers.end() ? "" : found->second;
}

http::Response who(TestConsole& console, const std::string& cookie) {
    http::Request request = TestConsole::request_of("GET /api/session");
    request.headers["cookie"] = cookie.substr(0, cookie.find(';'));
    return console.service.answer(request);
}

}  // namespace

TEST_CASE("signing in gives a cookie that scripts and other sites cannot use", "[api][session]") {
    TestConsole console;
    const auto welcome = console.sign_in("cod", kPassword);
    REQUIRE(welcome.status == 200);
    const std::string cookie = cookie_in(welcome);
    for (const char* part : {"__Host-adit=", "HttpOnly", "Secure", "SameSite=Strict", "Path=/"}) {
        CHECK_THAT(cookie, ContainsSubstring(part));
    }
    const Json told = need(json_from(welcome.body));
    CHECK(told["name"] == "cod");
    CHECK(told["role"] == "coordinator");
    REQUIRE(told["scopes"].size() == 1);
    CHECK(told["scopes"][0]["id"] == "COD");
    CHECK(told["scopes"][0]["name"]["fr"] == "République démocratique du Congo");

    CHECK(who(console, cookie).status == 200);
    CHECK(who(console, cookie).body == welcome.body);
}

TEST_CASE("a wrong name and a wrong password are told alike", "[api][session]") {
    TestConsole console;
    const auto wrong = console.sign_in("cod", "not the password");
    const auto nobody = console.sign_in("nobody", kPassword);
    CHECK(wrong.status == 401);
    CHECK(nobody.status == 401);
    CHECK(wrong.body == nobody.body);
    CHECK(cookie_in(wrong).empty());
}

TEST_CASE("after five wrong passwords even the right one has to wait", "[api][session]") {
    TestConsole console;
    for (int i = 0; i < accounts::LoginThrottle::kFailuresFreeOfName; ++i) {
        CHECK(console.sign_in("cod", "guess").status == 401);
    }
    const auto waiting = console.sign_in("cod", kPassword);
    CHECK(waiting.status == 429);
    CHECK(waiting.headers.at("Retry-After") == "5");
    CHECK_THAT(sentence_of(waiting), ContainsSubstring("try again in 5 seconds"));
    console.server.world.pass(5000);
    CHECK(console.sign_in("cod", kPassword).status == 200);
}

TEST_CASE("what is no sign-in is told what one is", "[api][session]") {
    TestConsole console;
    http::Request request = TestConsole::request_of("POST /api/session");
    request.headers["content-type"] = "application/json";
    SECTION("no JSON") { request.body = "user=cod"; }
    SECTION("no password") { request.body = R"({"user":"cod"})"; }
    SECTION("a password that is a number") { request.body = R"({"user":"cod","password":1})"; }
    SECTION("a list") { request.body = "[]"; }
    SECTION("from a form of another site") {
        request.headers["content-type"] = "text/plain";
        request.body = text_of(Json{{"user", "cod"}, {"password", kPassword}});
    }
    SECTION("without end") {
        request.body = text_of(Json{{"user", "cod"}, {"password", std::string(5000, 'x')}});
    }
    const auto refused = console.service.answer(request);
    CHECK(refused.status == 400);
    CHECK_FALSE(sentence_of(refused).empty());
}

TEST_CASE("a session ends when it is closed, and by itself", "[api][session]") {
    TestConsole console;
    const std::string cookie = cookie_in(console.sign_in("cod", kPassword));
    REQUIRE(who(console, cookie).status == 200);

    SECTION("closed") {
        http::Request out = TestConsole::request_of("DELETE /api/session");
        out.headers["cookie"] = cookie.substr(0, cookie.find(';'));
        const auto gone = console.service.answer(out);
        CHECK(gone.status == 200);
        CHECK_THAT(cookie_in(gone), ContainsSubstring("Max-Age=0"));
    }
    SECTION("two hours without a request") {
        console.server.world.pass(accounts::kSessionIdleMaxMs);
    }
    SECTION("twelve hours, whatever was asked") {
        for (int hour = 0; hour < 11; ++hour) {
            console.server.world.pass(3600 * 1000);
            CHECK(who(console, cookie).status == 200);
        }
        console.server.world.pass(3600 * 1000);
    }
    CHECK(who(console, cookie).status == 401);
}

TEST_CASE("a cookie that the server did not give opens nothing", "[api][session]") {
    TestConsole console;
    CHECK(who(console, "__Host-adit=" + std::string(64, '0')).status == 401);
    CHECK(who(console, "other=1").status == 401);
}
