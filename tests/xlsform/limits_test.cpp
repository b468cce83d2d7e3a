// The reader may rely on: what a form asks of its client that a laptop does not do is told, with
// what happens instead, and the form loads.
#include "forms/limits.h"

#include "book.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using test::Rows;
using test::told;
using Lines = std::vector<std::string>;

namespace {

Lines told_of(const Rows& survey, const Rows& choices = {}, const Rows& settings = {}) {
    std::vector<std::pair<std::string, Rows>> sheets{{"survey", survey}};
    if (!choices.empty()) sheets.emplace_back("choices", choices);
    if (!settings.empty()) sheets.emplace_back("settings", settings);
    const auto reading = xlsform::read_workbook(test::workbook(sheets), "f.xlsx");
    CHECK(reading.definition);
    return told(reading);
}

const Rows kChoices{{"list_name", "name", "label"}, {"l", "a", "A"}};

}  // namespace

TEST_CASE("an appearance that a laptop does not have is told", "[xlsform]") {
    const auto lines = told_of({{"type", "name", "label", "appearance"},
                                {"text", "a", "A", "ex:org.example.app(x='1')"},
                                {"date", "b", "B", "ethiopian"},
                                {"image", "c", "C", "signature"},
                                {"select_one l", "d", "D", "image-map"},
                                {"text", "e", "E", "masked"},
                                {"geopoint", "f", "F", "placement-map"},
                                {"date", "g", "G", "year"},
                                {"decimal", "h", "H", "bearing"},
                                {"text", "i", "I", "multiline"},
                                {"select_one l", "j", "J", "quick columns-pack no-buttons"},
                                {"integer", "k", "K", "counter thousands-sep"}},
                               kChoices);
    REQUIRE(lines.size() == 8);
    CHECK(lines[0] ==
          "survey, row 2, appearance: Other programs are not opened from here: the answer is "
          "typed. [ex:org.example.app(x='1')]");
    CHECK(lines[1].find("by the Gregorian calendar") != std::string::npos);
    CHECK(lines[2].find("a picture is chosen from the files") != std::string::npos);
    CHECK(lines[3].find("the choices are a list") != std::string::npos);
    CHECK(lines[4].find("can be read here while it is typed") != std::string::npos);
    CHECK(lines[5].find("the position is typed") != std::string::npos);
    CHECK(lines[6].find("The whole date is asked") != std::string::npos);
    CHECK(lines[7].find("the bearing is typed") != std::string::npos);
}

TEST_CASE("types and parameters that a laptop cannot fill are told", "[xlsform]") {
    const auto lines = told_of({{"type", "name", "label", "parameters"},
                                {"email", "a", ""},
                                {"phonenumber", "b", ""},
                                {"barcode", "c", "C"},
                                {"audio", "d", "D", "quality=low"},
                                {"geotrace", "e", "E", "incremental=true"},
                                {"geopoint", "f", "F", "reference-geometry=l"},
                                {"image", "g", "G", "app=com.example.camera"},
                                {"audit", "audit", "",
                                 "location-priority=balanced location-min-interval=60 "
                                 "location-max-age=120"}},
                               kChoices);
    REQUIRE(lines.size() == 8);
    CHECK(lines[0].find("survey, row 2, type: A laptop does not know the e-mail address") == 0);
    CHECK(lines[1].find("survey, row 3, type: A laptop has no phone number") == 0);
    CHECK(lines[2].find("survey, row 4, type: Codes are not scanned here") == 0);
    CHECK(lines[3] ==
          "survey, row 5, parameters: Sound is not recorded here: a file is chosen. "
          "[odk:quality=low]");
    CHECK(lines[4].find("survey, row 6, parameters: No map is shown here") == 0);
    CHECK(lines[5].find("survey, row 7, parameters: No map is shown here") == 0);
    CHECK(lines[6].find("survey, row 8, parameters: Other programs are not opened") == 0);
    CHECK(lines[7].find("survey, row 9, parameters: Where people are") == 0);
}

TEST_CASE("bounds that only a phone can keep are noted, and are no problem", "[xlsform]") {
    const auto reading = xlsform::read_workbook(
        test::workbook({{"survey",
                         {{"type", "name", "label", "parameters"},
                          {"image", "a", "A", "max-pixels=1600"},
                          {"geopoint", "b", "B", "capture-accuracy=10 warning-accuracy=50"},
                          {"text", "c", "C"},
                          {"audit", "audit"}}}}),
        "form.xlsx");
    CHECK(test::told(reading).empty());
    REQUIRE(reading.definition);
    const auto notes = forms::notes_of(*reading.definition);
    REQUIRE(notes.size() == 4);
    CHECK(notes[3].what.starts_with("No audit.csv is written here"));
    CHECK(notes[0].row == 2);
    CHECK(notes[0].value == "orx:max-pixels=1600");
    CHECK(notes[0].what.starts_with("Photos are kept as they are given"));
    CHECK(notes[1].value == "accuracyThreshold=10");
    CHECK(notes[2].value == "unacceptableAccuracyThreshold=50");
}

TEST_CASE("entities that a laptop does not make are told", "[xlsform]") {
    const auto reading = xlsform::read_workbook(
        test::workbook(
            {{"survey",
              {{"type", "name", "label", "save_to"},
               {"begin_repeat", "house", "House", ""},
               {"text", "addr", "Address", "address"},
               {"end_repeat", "", "", ""}}},
             {"entities", {{"list_name", "label", "repeat"}, {"houses", "${addr}", "${house}"}}}}),
        "f.xlsx");
    CHECK(reading.definition);
    const Lines lines = told(reading);
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].find("entities, row 2, list_name: A laptop makes one entity of a record") == 0);
    CHECK(lines[0].ends_with("[houses]"));
}

TEST_CASE("pictures beside questions and choices are told once", "[xlsform]") {
    const std::string what =
        "Pictures, sound and films beside questions and choices are not shown here: say in words "
        "what they show.";
    CHECK(told_of({{"type", "name", "label", "media::image::English (en)", "media::audio"},
                   {"text", "a", "A", "", "a.mp3"},
                   {"text", "b", "B", "b.png"}}) == Lines{"survey, row 2, media::audio: " + what});
    CHECK(told_of({{"type", "name", "label"}, {"select_one l", "a", "A"}},
                  {{"list_name", "name", "label", "image"}, {"l", "a", "A", "a.png"}}) ==
          Lines{"choices, image: " + what});
}

TEST_CASE("settings that other programs follow are told", "[xlsform]") {
    const auto lines = told_of({{"type", "name", "label"}, {"text", "a", "A"}}, {},
                               {{"form_id", "submission_url", "auto_send", "auto_delete"},
                                {"f", "https://example.org", "true", "false"}});
    REQUIRE(lines.size() == 3);
    CHECK(lines[0].find("Records go to the server where the laptop is enrolled") !=
          std::string::npos);
    CHECK(lines[1].find("settings, row 2, auto_send: Records are sent at each exchange") == 0);
    CHECK(lines[2].find("settings, row 2, auto_delete: ") == 0);
}

TEST_CASE("a count on a question is left out, and said so", "[xlsform]") {
    CHECK(told_of({{"type", "name", "label", "repeat_count"}, {"text", "a", "A", "${nope}"}}) ==
          Lines{"survey, row 2, repeat_count: Only a repeat has a count: clear this cell. "
                "[${nope}]"});
}

TEST_CASE("the entities sheet may name the repeat whose instances are entities", "[xlsform]") {
    const auto read = [](const std::string& repeat, const std::string& saved_in) {
        const Rows survey{{"type", "name", "label", "save_to"},
                          {"begin_repeat", "house", "H"},
                          {"text", "a", "A", saved_in == "house" ? "a" : ""},
                          {"end_repeat"},
                          {"text", "b", "B", saved_in == "form" ? "b" : ""}};
        return xlsform::read_workbook(
            test::workbook({{"survey", survey},
                            {"entities",
                             {{"list_name", "label", "repeat"},
                              {"homes", saved_in == "" ? "${b}" : "'x'", repeat}}}}),
            "f.xlsx");
    };
    const auto in_repeat = read("${house}", "");
    REQUIRE(in_repeat.definition);
    CHECK(in_repeat.definition->entities.at(0).place.text == "/house");
    CHECK(in_repeat.definition->entities.at(0).in_repeat);
    CHECK(read("${house}", "house").definition);
    CHECK(told(read("${b}", "")) ==
          Lines{"entities, row 2, repeat: Write the repeat whose instances are entities, such as "
                "${house}. [${b}]"});
    CHECK(told(read("${house}", "form")) ==
          Lines{"entities, row 2, repeat: What is saved of this entity stands outside this repeat: "
                "move it there, or clear this cell. [${house}]"});
}
