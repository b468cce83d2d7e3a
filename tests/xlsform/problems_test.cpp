// The reader may rely on: whatever is wrong with a workbook is told in a sentence with its place
// and what to write instead, everything at once, and no file brings the program down.
#include "book.h"
#include "xlsform/workbook.h"

#include <catch2/catch_all.hpp>

#include <algorithm>

using namespace adit;
using test::Rows;
using test::told;

namespace {

std::vector<std::string> told_by(const Rows& survey, const Rows& choices = {},
                                 const Rows& entities = {}) {
    std::vector<std::pair<std::string, Rows>> sheets{{"survey", survey}};
    if (!choices.empty()) sheets.emplace_back("choices", choices);
    if (!entities.empty()) sheets.emplace_back("entities", entities);
    return told(xlsform::read_workbook(test::workbook(sheets), "form.xlsx"));
}

using Lines = std::vector<std::string>;

const Rows::value_type kHead{"type", "name", "label"};

}  // namespace

TEST_CASE("a workbook without a survey, or without types, is told so", "[xlsform]") {
    CHECK(told(xlsform::read_workbook(test::workbook({{"choices", {{"list_name", "name"}}}}),
                                      "a.xlsx")) ==
          Lines{"survey: The workbook has no survey sheet: add a sheet called survey with the "
                "columns type, name and label."});
    CHECK(told_by({{"name", "label"}, {"a", "A"}}) ==
          Lines{"survey, row 1: The sheet has no column called type: write type, name and label "
                "into its first row."});
    CHECK(told_by({kHead}) ==
          Lines{"survey: The sheet asks nothing: write a row for each question."});
}

TEST_CASE("all problems of a form are told at once, with row, column and value", "[xlsform]") {
    const auto lines = told_by({
        {"type", "name", "label", "relevant", "choice_filter", "appearance"},
        {"txt", "a", "A"},
        {"text", "2b", "B"},
        {"select_one colours", "c", "C"},
        {"text", "c", "C again"},
        {"integer", "d", "D", "${nope} = 1"},
        {"osm buildings", "e", "E"},
        {"text", "f", "F", "", "x = 1"},
        {"select_one_external villages", "g", "G"},
        {"begin_group", "h", "H"},
    });
    CHECK(lines ==
          Lines{"survey, row 2, type: This type is not known: write text, integer, decimal, date, "
                "select_one LIST, geopoint, note, calculate … [txt]",
                "survey, row 3, name: Write a name that begins with a letter and has only letters, "
                "digits, - . and _ in it. [2b]",
                "survey, row 4, type: The choices sheet has no list colours: add its rows, or mend "
                "the name. [select_one colours]",
                "survey, row 5, name: Row 4 has this name too: choose another. [c]",
                "survey, row 6, relevant: No question is called nope: write the name of a row of "
                "the survey sheet. [${nope} = 1]",
                "survey, row 7, type: Map features are not picked on a laptop: a file can be given "
                "instead. [osm buildings]",
                "survey, row 7, type: The osm sheet has no list buildings: add its rows, or mend "
                "the name. [osm buildings]",
                "survey, row 8, choice_filter: Only choices can be filtered: clear this cell. [x = "
                "1]",
                "survey, row 9, type: The external_choices sheet has no list villages: add its "
                "rows, or mend the name. [select_one_external villages]",
                "survey, row 10, type: This is never closed: add the row that ends it. "
                "[begin_group]"});
}

TEST_CASE("an expression that cannot work is told with its place in the form", "[xlsform]") {
    const auto lines = told_by({
        {"type", "name", "label", "relevant", "calculation"},
        {"integer", "age", "Age"},
        {"text", "school", "School", "${age} >= 6 nad ${age} < 18"},
        {"calculate", "months", "", "", "${age} * 12 +"},
        {"calculate", "twice", "", "", "dubble(${age})"},
        {"text", "pet", "Pet", "${agee} > 3"},
    });
    REQUIRE(lines.size() == 1);  // Names first: without them expressions cannot be judged.
    CHECK(lines[0] ==
          "survey, row 6, relevant: No question is called agee: did you mean ${age}? "
          "[${agee} > 3]");
    const auto next = told_by({
        {"type", "name", "label", "relevant", "calculation"},
        {"integer", "age", "Age"},
        {"text", "school", "School", "${age} >= 6 nad ${age} < 18"},
        {"calculate", "months", "", "", "${age} * 12 +"},
        {"calculate", "twice", "", "", "dubble(${age})"},
        {"text", "pet", "Pet", "/data/agee > 3"},
    });
    REQUIRE(next.size() == 4);
    CHECK(next[0].find("survey, row 3, relevant: The expression cannot be read at character ") ==
          0);
    CHECK(next[1].find("survey, row 4, calculation: The expression cannot be read at its end") ==
          0);
    CHECK(next[2].find("no function is called dubble") != std::string::npos);
    CHECK(next[3].find("survey, row 6, relevant: Mend the expression: the path /data/agee leads to "
                       "no question of this form.") == 0);
}

TEST_CASE("questions that depend on one another in a circle are named", "[xlsform]") {
    const auto lines = told_by({
        {"type", "name", "label", "relevant", "calculation"},
        {"calculate", "a", "", "", "${b} + 1"},
        {"calculate", "b", "", "", "${c} + 1"},
        {"calculate", "c", "", "", "${a} + 1"},
        {"calculate", "own", "", "", "${own} + 1"},
        {"text", "p", "P", "${q} = 1"},
        {"text", "q", "Q", "${p} = 1"},
    });
    REQUIRE(lines.size() == 3);
    CHECK(lines[0].find("row 2, calculation: These depend on one another in a circle:") !=
          std::string::npos);
    CHECK(lines[0].find("c -> b -> a") != std::string::npos);
    CHECK(lines[1].find("own -> own") != std::string::npos);
    CHECK(lines[2].find("row 6, relevant") != std::string::npos);
}

TEST_CASE("choices and entities are checked too", "[xlsform]") {
    const auto lines = told_by({{"type", "name", "label", "save_to"},
                                {"select_multiple yn", "a", "A", "label"},
                                {"begin_repeat", "r", "R"},
                                {"text", "b", "B", "b"},
                                {"end_repeat"}},
                               {{"list_name", "name", "label"},
                                {"yn", "yes", "Yes"},
                                {"yn", "yes", "Oui"},
                                {"yn", "do not know", "?"},
                                {"", "no", "No"}},
                               {{"list_name", "label"}, {"my list", "${a}"}});
    CHECK(lines ==
          Lines{"survey, row 2, type: The list yn has a choice called \"do not know\": where "
                "several are chosen, write names as one word, such as do_not_know. "
                "[select_multiple yn]",
                "survey, row 2, save_to: Write a property name of letters, digits and _; name, "
                "label and __… are taken. [label]",
                "choices, row 3, name: The list yn has this name already: give each choice its "
                "own. [yes]",
                "choices, row 5, list_name: This choice belongs to no list and is left out: write "
                "the name of its list.",
                "entities, row 2, list_name: Write the name of the entity list: letters, digits "
                "and _. [my list]"});
}

TEST_CASE("a list of columns to search is no list of choices", "[xlsform]") {
    const auto lines = told_by({{"type", "name", "label", "appearance"},
                                {"select_one c1", "q1", "Q1", "search('my_file')"},
                                {"select_one c1", "q2", "Q2"}},
                               {{"list_name", "name", "label"}, {"c1", "id", "label"}});
    CHECK(std::ranges::find(lines,
                            "survey, row 3, type: The question q1 uses this list for its search(), "
                            "where it names the columns of a file: give this question a list of "
                            "its own. [c1]") != lines.end());
}

TEST_CASE("the name of the record saved last is taken once it is asked for", "[xlsform]") {
    const auto told_with = [](const std::string& calculation) {
        return told_by({{"type", "name", "label", "calculation"},
                        {"xml-external", "__last-saved"},
                        {"integer", "foo", "Foo"},
                        {"calculate", "bar", "", calculation}});
    };
    const std::string taken =
        "survey, name: This name is taken by what ${last-saved#…} reads: call the file otherwise. "
        "[__last-saved]";
    const auto lines = told_with("${last-saved#foo} + 4");
    CHECK(std::ranges::find(lines, taken) != lines.end());
    const auto none = told_with("${foo} + 4");
    CHECK(std::ranges::find(none, taken) == none.end());
}

TEST_CASE("a form may only name what it looks up, and a group sets nothing", "[xlsform]") {
    CHECK(told_by({kHead, {"csv-external", "places"}}).empty());
    const auto lines = told_by({{"type", "name", "label", "calculation", "trigger"},
                                {"text", "a", "A"},
                                {"begin_group", "g", "G", "", "${a}"},
                                {"dateTime", "c", "C", "now()", "${a}"},
                                {"end_group"}});
    CHECK(lines == Lines{"survey, row 3, trigger: A group or repeat has no value to set: clear "
                         "this cell. [${a}]"});
}

TEST_CASE("what may be an update needs no label", "[xlsform]") {
    const Rows survey{{"type", "name", "label"}, {"text", "q", "Q"}, {"csv-external", "e"}};
    CHECK(told_by(survey, {},
                  {{"list_name", "entity_id", "update_if", "create_if"},
                   {"e", "${q}", "${q} != ''", "${q} = ''"}})
              .empty());
    CHECK(told_by(survey, {}, {{"list_name", "create_if"}, {"e", "${q} = ''"}}).size() == 1);
}

TEST_CASE("entities that no group can hold, or that reach into another repeat, are refused",
          "[xlsform]") {
    const Rows survey{{"type", "name", "label", "save_to"},
                      {"begin_repeat", "r1", "R"},
                      {"text", "a", "A", "trees#height"},
                      {"end_repeat"},
                      {"begin_repeat", "r2", "R"},
                      {"text", "b", "B"},
                      {"end_repeat"}};
    const auto apart = told_by(survey, {}, {{"list_name", "label"}, {"trees", "${b}"}});
    REQUIRE(apart.size() == 1);
    CHECK(apart[0].find("entities, row 2, list_name: The question b stands in another repeat") ==
          0);
    const auto crowded =
        told_by(survey, {}, {{"list_name", "label"}, {"trees", "${a}"}, {"birds", "${a}"}});
    REQUIRE(crowded.size() == 1);
    CHECK(crowded[0].find("entities, row 3, list_name: Each group or repeat holds one") == 0);
}

TEST_CASE("what is not done is told, and the rest of the form still loads", "[xlsform]") {
    const auto reading = xlsform::read_workbook(
        test::workbook({{"survey",
                         {{"type", "name", "label", "colour", "parameters"},
                          {"integer", "a", "A", "red", "speed=fast"}}},
                        {"settings", {{"form_id", "public_key"}, {"f", "MIIB"}}},
                        {"notes", {{"anything"}}}}),
        "f.xlsx");
    CHECK(reading.definition);
    CHECK(
        told(reading) ==
        Lines{
            "survey, row 1, colour: This column is not read: mend its name, or begin it with x_ "
            "to keep it as a note.",
            "survey, row 2, parameters: This type of question has no parameters: clear this cell. "
            "[speed=fast]",
            "settings, row 2, public_key: Records are not encrypted here; the key stays in the "
            "form. [MIIB]",
            "notes: This sheet is not read: forms stand on survey, choices, settings and "
            "entities. Begin its name with _ if it holds notes."});
}

TEST_CASE("a question without words is refused, and so is a parameter that its type lacks",
          "[xlsform]") {
    CHECK(told_by({{"type", "name", "label", "parameters"},
                   {"text", "a", "A", "speed=fast"},
                   {"text", "b"},
                   {"range", "c", "C", "start=1 end=5 step=7"}}) ==
          Lines{"survey, row 2, parameters: The parameter speed is not known for this type: remove "
                "it. [speed=fast]",
                "survey, row 3, label: The question has no words: write a label or a hint.",
                "survey, row 4, parameters: Write a step that is not 0 and not larger than the "
                "range itself. [start=1 end=5 step=7]"});
}

TEST_CASE("a sheet whose name is misspelt is told with the name that was meant", "[xlsform]") {
    const auto lines = told(xlsform::read_workbook(
        test::workbook({{"survey", {kHead, {"select_one yn", "a", "A"}}},
                        {"choises", {{"list_name", "name", "label"}, {"yn", "yes", "Yes"}}}}),
        "f.xlsx"));
    REQUIRE_FALSE(lines.empty());
    CHECK(lines[0].find("(Was 'choises' meant to be that sheet?)") != std::string::npos);
}

TEST_CASE("groups nested without end are refused", "[xlsform]") {
    Rows survey{kHead};
    for (int i = 0; i < 5000; ++i) survey.push_back({"begin_group", "g" + std::to_string(i), "G"});
    const auto lines = told_by(survey);
    REQUIRE_FALSE(lines.empty());
    const auto deep = std::find_if(lines.begin(), lines.end(), [](const std::string& line) {
        return line.find("more than 32 deep") != std::string::npos;
    });
    CHECK(deep != lines.end());
}

TEST_CASE("cells are read as a person sees them", "[xlsform]") {
    const auto reading =
        xlsform::read_workbook(test::workbook({{"Survey ",
                                                {{"type", "name", "label", "default"},
                                                 {"date", "d", "D", "#45984"},
                                                 {"decimal", "n", "N", "=0.25"},
                                                 {"integer", "i", "I", "=5"}}},
                                               {"_scratch", {{"ignored"}}}}),
                               "f.xlsx");
    REQUIRE(reading.definition);
    CHECK(reading.problems.empty());
    CHECK(reading.definition->find({"/d"})->default_value == "'2025-11-23'");
    CHECK(reading.definition->find({"/n"})->default_value == "'0.25'");
    CHECK(reading.definition->find({"/i"})->default_value == "'5'");
}
