// What may be relied on of text: found however it was typed, and never cut inside a letter.
#include "base/text.h"

#include <catch2/catch_all.hpp>

using namespace adit;

TEST_CASE("a site is found however its accents were typed", "[base]") {
    CHECK(folded("Évêché") == "eveche");
    CHECK(folded("NGOMBÉ-Sud") == "ngombe-sud");
    CHECK(folded("l’or") == "l'or");
    CHECK(folded("Œuvre") == "ouvre");
    CHECK(folded("çŸż") == "cyz");
    CHECK(folded("Ɗan Ƙwari") == "Ɗan Ƙwari" + std::string());
    CHECK(folded("3 × 4") == "3 × 4");
}

TEST_CASE("text that is no UTF-8 passes the search unharmed", "[base]") {
    CHECK(folded("a\xFF"
                 "B") ==
          "a\xFF"
          "b");
    CHECK(folded("\xC3") == "\xC3");
}

TEST_CASE("only well-formed UTF-8 counts as text", "[base]") {
    for (const char* good : {"", "or", "Évêché", "\xF0\x9F\x8C\x8D", "\xEF\xBF\xBD"}) {
        CHECK(is_utf8(good));
    }
    for (const char* bad : {"\xFF", "\xC3", "\xC0\xAF", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                            "\xE0\x80\xAF", "or\x80"}) {
        CHECK_FALSE(is_utf8(bad));
    }
}

TEST_CASE("a letter beyond ASCII is seen wherever it stands", "[base]") {
    for (std::size_t length = 0; length < 27; ++length) {
        const std::string plain(length, 'z');
        CHECK(is_ascii(plain));
        for (std::size_t place = 0; place < length; ++place) {
            std::string other = plain;
            other[place] = '\x80';
            CHECK_FALSE(is_ascii(other));
            CHECK_FALSE(is_utf8(other));
        }
    }
}

TEST_CASE("letters are counted, not bytes", "[base]") {
    CHECK(characters_in("Évêché") == 6);
    CHECK(characters_in("") == 0);
}

TEST_CASE("splitting keeps what is empty, taking words does not", "[base]") {
    CHECK(split("a,,b,", ',') == std::vector<std::string_view>{"a", "", "b", ""});
    CHECK(split("", ',') == std::vector<std::string_view>{""});
    CHECK(words("  gold \t tin\n") == std::vector<std::string_view>{"gold", "tin"});
    CHECK(words(" ").empty());
    CHECK(trimmed("\t or \r\n") == "or");
    CHECK(joined({"gold", "tin"}, ", ") == "gold, tin");
    CHECK(joined({}, ", ").empty());
}

TEST_CASE("a moment is written one way for machines", "[base]") {
    CHECK(iso_time(1763885700000) == "2025-11-23T08:15:00Z");
    CHECK(iso_time(0) == "1970-01-01T00:00:00Z");
    CHECK(iso_time(-1000) == "1969-12-31T23:59:59Z");
    CHECK(iso_time(951782400000) == "2000-02-29T00:00:00Z");
}
