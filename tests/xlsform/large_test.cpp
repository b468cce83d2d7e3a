// The reader may rely on: a workbook as large as its bounds is read soon, whatever stands in it,
// and what is told of it is short.
#include "book.h"

#include <catch2/catch_all.hpp>

#include <algorithm>
#include <chrono>

using namespace adit;
using test::told;

namespace {

const auto kSoon = std::chrono::seconds(30);
using Lines = std::vector<std::string>;

xlsform::Reading read(const std::string& survey, const std::string& choices = "") {
    std::map<std::string, std::string> sheets{{"survey", survey}};
    if (!choices.empty()) sheets["choices"] = choices;
    return xlsform::read_csv_sheets(sheets, "f");
}

/// `row` so many times, each # in it a number.
std::string rows(int count, const std::string& row) {
    std::string all;
    for (int i = 0; i < count; ++i) {
        for (const char c : row) {
            if (c == '#') {
                all += std::to_string(i);
            } else {
                all += c;
            }
        }
        all += '\n';
    }
    return all;
}

}  // namespace

TEST_CASE("of tens of thousands of slips the first are told, and helped", "[xlsform]") {
    const auto start = std::chrono::steady_clock::now();
    const auto reading =
        read("type,name,label,relevant\n" + rows(60'000, "text,question#,Q,${qestion#} = 1"));
    CHECK_FALSE(reading.definition);
    CHECK(reading.problems.size() == xlsform::kProblemsMax);
    CHECK(told(reading).front() ==
          "survey, row 2, relevant: No question is called qestion0: did you mean ${question0}? "
          "[${qestion0} = 1]");
    CHECK(told(reading).back().find("more problems: mend these first") != std::string::npos);
    CHECK(std::chrono::steady_clock::now() - start < kSoon);
}

TEST_CASE("behind thousands of warnings an error is an error", "[xlsform]") {
    const auto reading =
        read("type,name,label,repeat_count\n" + rows(30'000, "text,q#,Q,3") + "text,q1,Q,\n");
    CHECK_FALSE(reading.definition);
    CHECK(reading.problems.back().severity == xlsform::Severity::Error);
}

TEST_CASE("one long list is looked at once, by however many questions", "[xlsform]") {
    const auto start = std::chrono::steady_clock::now();
    const std::string list = "list_name,name,label\n" + rows(30'000, "l,c#,C");
    CHECK(read("type,name,label\n" + rows(30'000, "select_multiple l,q#,Q"), list).definition);
    CHECK(read("type,name,label\n" + rows(20'000, "select_multiple l or_other,q#,Q"), list)
              .definition);
    CHECK(std::chrono::steady_clock::now() - start < kSoon);
}

TEST_CASE("thousands of triggers find their questions", "[xlsform]") {
    const auto start = std::chrono::steady_clock::now();
    const auto reading = read("type,name,label,trigger\n" + rows(30'000, "text,a#,A,") +
                              rows(30'000, "background-geopoint,p#,,${a#}"));
    REQUIRE(reading.definition);
    CHECK(reading.definition->find({"/a29999"})->actions.size() == 1);
    CHECK(std::chrono::steady_clock::now() - start < kSoon);
}

TEST_CASE("references that come to very much text are refused", "[xlsform]") {
    const std::string name(400, 'n');
    std::string many;
    for (int i = 0; i < 6000; ++i) many += "${a} ";
    const auto reading = read("type,name,label\nbegin_group," + name +
                              ",G\ntext,a,A\nend_group,,\n" + rows(100, "text,q#,Q " + many));
    CHECK_FALSE(reading.definition);
    const Lines lines = told(reading);
    REQUIRE_FALSE(lines.empty());
    CHECK(lines.front().find("come to more than 128 MB: use shorter names") != std::string::npos);
    CHECK(lines.size() <= xlsform::kProblemsMax);
    CHECK(std::ranges::all_of(lines, [](const std::string& line) { return line.size() < 1000; }));
}

TEST_CASE("names that come to very long paths are refused", "[xlsform]") {
    std::string survey = "type,name,label\n";
    for (int i = 0; i < 30; ++i) {
        survey += "begin_group," + std::string(200, static_cast<char>('a' + i % 26)) + ",G\n";
    }
    survey += rows(20'000, "text,q#,Q") + rows(30, "end_group,,");
    const auto reading = read(survey);
    CHECK_FALSE(reading.definition);
    CHECK(told(reading).front().find("and of the groups around it are too long") !=
          std::string::npos);
}

TEST_CASE("a problem shows no more of a cell than helps, in whole characters", "[xlsform]") {
    std::string name = "9";
    for (int i = 0; i < 400; ++i) name += "é";
    const Lines lines = told(read("type,name,label\ntext," + name + ",A\n"));
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].ends_with("é…]"));
    CHECK(lines[0].size() < 500);
}
