// What may be relied on of JSON at our edges: it never throws, and says where reading stopped.
#include "base/json.h"

#include <catch2/catch_all.hpp>

using namespace adit;

TEST_CASE("members keep the order they were written in", "[base]") {
    const auto read = json_from(R"({"site":"Eohe","minerals":["gold"],"workers":300})");
    REQUIRE(read);
    CHECK(text_of(*read) == R"({"site":"Eohe","minerals":["gold"],"workers":300})");
}

TEST_CASE("what is not JSON is refused, naming the byte", "[base]") {
    for (const char* text : {"", "{", "{\"a\":}", "[1,]", "nul", "{} {}"}) {
        const auto read = json_from(text);
        REQUIRE_FALSE(read);
        CHECK(read.error().code == Code::BadInput);
        CHECK(read.error().what.find("byte") != std::string::npos);
    }
}

TEST_CASE("bytes that are no text are shown, not thrown", "[base]") {
    Json json;
    json["name"] = std::string("Eo\xFFhe");
    CHECK(text_of(json) == "{\"name\":\"Eo\xEF\xBF\xBDhe\"}");
}

TEST_CASE("JSON nested deeper than any of ours is refused before anything is made", "[base]") {
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '[') + "\"[{\\\"[\"" + std::string(depth, ']');
    };
    CHECK(json_from(nested(100)));
    REQUIRE_FALSE(json_from(nested(200'000)));
    CHECK(json_from(nested(101)).error().what.find("100 deep") != std::string::npos);
}

TEST_CASE("a number beyond all bounds is refused, and ends nothing", "[base][json]") {
    for (const char* text : {"1e999", R"({"a":[52752e778]})", "-1e400"}) {
        const auto read = json_from(text);
        REQUIRE_FALSE(read);
        CHECK(read.error().code == Code::BadInput);
        CHECK(read.error().what ==
              "this JSON holds a number beyond all bounds: write it smaller, or as a text");
    }
    CHECK(json_from("1e308"));
}
