// The app's own words are there in both languages, and a gap shows.
#include "model/shown.h"
#include "support/desk.h"

#include <catch2/catch_all.hpp>

#include <algorithm>
#include <regex>
#include <set>

using namespace adit;

namespace {

std::set<std::string> holes_of(const std::string& text) {
    std::set<std::string> holes;
    for (std::size_t at = 0; at + 2 < text.size(); ++at) {
        if (text[at] == '{' && text[at + 2] == '}') holes.insert(text.substr(at, 3));
    }
    return holes;
}

}  // namespace

TEST_CASE("every word of the app is there in English and in French", "[model][locale]") {
    const auto words = test::shipped_words();
    REQUIRE_FALSE(words->english().empty());
    for (const auto& [key, english] : words->english()) {
        INFO(key);
        REQUIRE(words->french().contains(key));
        CHECK_FALSE(english.empty());
        CHECK_FALSE(words->french().at(key).empty());
        CHECK(holes_of(english) == holes_of(words->french().at(key)));
    }
    CHECK(words->french().size() == words->english().size());
}

TEST_CASE("every key that the screens say has words", "[model][locale]") {
    const auto words = test::shipped_words();
    const std::regex said(R"re(say\("([a-z_.0-9]+)"\))re");
    for (const char* room : {"field-app/views", "field-app/model"}) {
        const auto folder = std::filesystem::path(ADIT_SOURCES) / room;
        for (const auto& file : std::filesystem::directory_iterator(folder)) {
            const std::string text = test::text_of_file(file.path());
            for (std::sregex_iterator found(text.begin(), text.end(), said), end; found != end;
                 ++found) {
                const std::string key = (*found)[1];
                INFO(file.path() << ": " << key);
                CHECK((key.ends_with('.') || words->english().contains(key)));
            }
        }
    }
}

TEST_CASE("a word that is missing in French is said in English, never left blank",
          "[model][locale]") {
    const auto book = model::Wordbook::from(R"({"a":"Sites","b":"Draft"})", R"({"a":"Sites"})");
    REQUIRE(book);
    CHECK(book->say("fr", "b") == "Draft");
    CHECK(book->say("fr", "no.such") == "no.such");
}

TEST_CASE("a damaged file of words says which file it is", "[model][locale]") {
    CHECK(model::Wordbook::from("{", "{}").error().what.starts_with("locale/en.json"));
    CHECK(model::Wordbook::from("{}", R"({"a":1})").error().what.starts_with("locale/fr.json"));
}

TEST_CASE("a sentence is filled in at its places", "[model][locale]") {
    CHECK(model::filled("Sending {0} of {1}", {"3", "12"}) == "Sending 3 of 12");
    CHECK(model::filled("{1} sur {0}", {"12", "3"}) == "3 sur 12");
    CHECK(model::filled("{2} is not given", {"a"}) == "{2} is not given");
}
