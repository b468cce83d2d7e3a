// The reader may rely on: a table is read as the spreadsheet that wrote it meant it.
#include "forms/definition.h"

#include <catch2/catch_all.hpp>

using namespace adit;

TEST_CASE("a table is read as the spreadsheet that wrote it meant it", "[forms]") {
    const auto table = forms::table_from_csv(
        "\xEF\xBB\xBFname,label,note\r\n"
        "a,\"Accra, Ghana\",\"said \"\"yes\"\"\"\r\n"
        "\r\n"
        "b,\"two\nlines\"\n"
        "c,C,d,too many\n"
        ",,\n"
        "e,\"never closed");
    CHECK(table.columns == std::vector<std::string>{"name", "label", "note"});
    using Rows = std::vector<std::vector<std::string>>;
    CHECK(table.rows == Rows{{"a", "Accra, Ghana", "said \"yes\""},
                             {"b", "two\nlines", ""},
                             {"c", "C", "d"},
                             {"", "", ""},
                             {"e", "never closed", ""}});
    CHECK(table.find_column("label") == 1u);
    CHECK_FALSE(table.find_column("Label"));
    CHECK(forms::table_from_csv("").columns.empty());
}

TEST_CASE("a table that would come to more than its bound is cut, and says so", "[forms]") {
    const auto table = forms::table_from_csv("a,b\n1,2\n\"3");
    CHECK(table.rows.size() == 2);
    CHECK(table.problem ==
          "the quotation mark that begins in row 3 is never closed, so that all behind it is one "
          "cell: close it");
    CHECK(forms::table_from_csv("a,b\n1,2\n").problem.empty());
    // A heading of 100,000 columns over rows of one cell: each would be filled up to them.
    std::string wide(99'999, ',');
    for (int row = 0; row < 1000; ++row) wide += "\nx";
    const auto cut = forms::table_from_csv(wide, 1'000'000);
    CHECK(cut.rows.size() == 9);
    CHECK(cut.problem ==
          "the list has more than 1000000 cells: what comes from row 11 on is not read; make it "
          "shorter");
}

TEST_CASE("a language is known by the code in its brackets", "[forms]") {
    CHECK(forms::language_code("French (fr)") == "fr");
    CHECK(forms::language_code(" fr ") == "fr");
    forms::Words words;
    CHECK(words.in("fr", "en").empty());
    words.by_language["en"] = "Site";
    CHECK(words.in("fr", "en") == "Site");
    words.by_language["fr"] = "Lieu";
    CHECK(words.in("fr", "en") == "Lieu");
    CHECK(words.in("sw", "en") == "Site");
}
