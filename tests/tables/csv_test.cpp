// What a person with a spreadsheet may rely on: any CSV is read as it was meant or refused with its
// row, and what we write opens safely.
#include "tables/csv.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using tables::Cell;

namespace {

std::vector<std::vector<std::string>> rows_of(std::string_view text) {
    tables::CsvReader reader(text);
    std::vector<std::vector<std::string>> rows;
    std::vector<std::string> cells;
    for (;;) {
        const auto more = reader.next(cells);
        REQUIRE(more);
        if (!*more) return rows;
        rows.push_back(cells);
    }
}

std::string error_of(std::string_view text) {
    tables::CsvReader reader(text);
    std::vector<std::string> cells;
    for (;;) {
        const auto more = reader.next(cells);
        if (!more) return more.error().what;
        if (!*more) return "";
    }
}

}  // namespace

TEST_CASE("a spreadsheet's CSV is read whatever its line ends and quotes", "[tables]") {
    using Rows = std::vector<std::vector<std::string>>;
    CHECK(rows_of("a,b\n1,2\n") == Rows{{"a", "b"}, {"1", "2"}});
    CHECK(rows_of("\xEF\xBB\xBF"
                  "a,b\r\n1,2") == Rows{{"a", "b"}, {"1", "2"}});
    CHECK(rows_of("\"Mwenga, Sud-Kivu\",\"he said \"\"yes\"\"\"\n") ==
          Rows{{"Mwenga, Sud-Kivu", "he said \"yes\""}});
    CHECK(rows_of("\"two\nlines\",x\n") == Rows{{"two\nlines", "x"}});
    CHECK(rows_of("a,,\n") == Rows{{"a", "", ""}});
    CHECK(rows_of("").empty());
}

TEST_CASE("rows are counted as a spreadsheet counts them", "[tables]") {
    tables::CsvReader reader("a\n\n\"two\nlines\"\nlast\n");
    std::vector<std::string> cells;
    std::vector<std::size_t> numbers;
    while (*reader.next(cells)) numbers.push_back(reader.row());
    CHECK(numbers == std::vector<std::size_t>{1, 3, 4});
}

TEST_CASE("a broken CSV is refused with the row that is broken", "[tables]") {
    CHECK(error_of("a,b\n1,\"never closed\n") == "row 2: a quote is opened and never closed");
    CHECK(error_of("a\n\"x\"y\n").starts_with("row 2: text stands behind a closing quote"));
    CHECK(error_of("a\n\xE9t\xE9\n").starts_with("row 2: cell 1 is not UTF-8"));
    CHECK(error_of("a\n" + std::string(tables::kCsvCellBytesMax + 1, 'x')).starts_with("row 2: "));
    CHECK(error_of(std::string(tables::kCsvColumnsMax, ',')).starts_with("row 1: "));
}

TEST_CASE("what is written is read back as it was", "[tables]") {
    const std::vector<std::string> cells = {"plain", "with, comma", "with \"quotes\"", "with\nline",
                                            "",      "Évêché"};
    std::string csv;
    tables::append_csv_row(csv, cells);
    CHECK(rows_of(csv) == std::vector<std::vector<std::string>>{cells});
}

TEST_CASE("no text that a person typed runs as a formula in a spreadsheet", "[tables]") {
    std::string csv;
    tables::append_csv_row(csv, {{"=HYPERLINK(\"x\")", Cell::Kind::Text},
                                 {"+243 81", Cell::Kind::Text},
                                 {"-3.7", Cell::Kind::Number},
                                 {"-3.7", Cell::Kind::Text},
                                 {"@SUM(A1)", Cell::Kind::Text},
                                 {"\t=1", Cell::Kind::Text}});
    CHECK(csv == "\"'=HYPERLINK(\"\"x\"\")\",'+243 81,-3.7,'-3.7,'@SUM(A1),'\t=1\r\n");
}
