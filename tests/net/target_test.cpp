// How a request's address is read: decoded once, bounded, and never guessed at.
#include "http/target.h"

#include "http/endpoint.h"

#include <catch2/catch_all.hpp>

using namespace adit::http;

TEST_CASE("a path and its parameters are percent-decoded once", "[http]") {
    const auto target = target_from("/api/records/a%20b?q=%C3%A9v%C3%AAch%C3%A9&stage=draft&flag");

    REQUIRE(target);
    CHECK(target->path == "/api/records/a b");
    CHECK(target->query.at("q") == "évêché");
    CHECK(target->query.at("stage") == "draft");
    CHECK(target->query.at("flag").empty());
    CHECK(target_from("/a?x=1%2525")->query.at("x") == "1%25");
}

TEST_CASE("a plus is a space in a parameter and a plus in a path", "[http]") {
    const auto target = target_from("/a+b?q=one+two");
    REQUIRE(target);
    CHECK(target->path == "/a+b");
    CHECK(target->query.at("q") == "one two");
}

TEST_CASE("an address that is no path is refused", "[http]") {
    CHECK_FALSE(target_from(""));
    CHECK_FALSE(target_from("http://elsewhere/"));
    CHECK_FALSE(target_from("/bad%2"));
    CHECK_FALSE(target_from("/bad%zz"));
    CHECK_FALSE(target_from("/nul%00"));
    CHECK_FALSE(target_from("/" + std::string(kTargetBytesMax, 'a')));
    std::string many = "/a?";
    for (std::size_t i = 0; i <= kParametersMax; ++i) many += "p" + std::to_string(i) + "=1&";
    CHECK_FALSE(target_from(many));
}

TEST_CASE("a cookie is found among others by its whole name", "[http]") {
    Request request;
    request.headers["cookie"] = "xadit=no; adit=\"yes\"; other=1";
    CHECK(request.cookie("adit") == "yes");
    CHECK(request.cookie("it").empty());
    CHECK(request.header("cookie").starts_with("xadit"));
    CHECK(request.parameter("none").empty());
}
