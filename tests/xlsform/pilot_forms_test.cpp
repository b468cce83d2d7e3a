// The reader may rely on: the seven pilot forms load without a word of complaint, and a workbook
// says what its CSV sheets say.
#include "support/pilot_forms.h"

#include "xlsform/workbook.h"

#include <catch2/catch_all.hpp>

#include <fstream>
#include <iterator>

using namespace adit;

namespace {

const std::filesystem::path kForms = std::filesystem::path(ADIT_SOURCES) / "assets/forms";

Bytes bytes_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::string all_of(const std::vector<xlsform::Problem>& problems) {
    std::string text;
    for (const auto& problem : problems) text += xlsform::text_of(problem) + "\n";
    return text;
}

// Everything that a node says, for comparing two readings.
std::string text_of(const forms::Node& node, int depth = 0) {
    std::string text(std::size_t(depth), ' ');
    text += node.path.text + "|" + node.relevant + "|" + node.constraint + "|" + node.required +
            "|" + node.calculation + "|" + node.default_value + "|" + node.choice_filter + "|" +
            node.list + "|" + node.save_to + "|" + node.appearance + "|" +
            std::to_string(static_cast<int>(node.type)) + "|" + std::to_string(node.row);
    for (const auto* words : {&node.label, &node.hint, &node.constraint_message}) {
        for (const auto& [language, said] : words->by_language) text += "|" + language + "=" + said;
    }
    for (const auto& [column, value] : node.extra) text += "|" + column + "=" + value;
    text += "\n";
    for (const forms::Node& child : node.children) text += text_of(child, depth + 1);
    return text;
}

}  // namespace

TEST_CASE("each pilot form loads without a problem, in English and French", "[xlsform]") {
    const std::string form = GENERATE(from_range(test::kPilotForms));
    CAPTURE(form);
    const auto reading =
        xlsform::read_workbook(bytes_of(kForms / (form + ".xlsx")), form + ".xlsx");
    CHECK(all_of(reading.problems) == "");
    REQUIRE(reading.definition);
    CHECK(reading.definition->form.id == form);
    CHECK(reading.definition->form.version == "2025112301");
    CHECK(reading.definition->languages == std::vector<std::string>{"en", "fr"});
    CHECK_FALSE(reading.definition->title.in("fr", "en").empty());
    CHECK(reading.definition->plan != nullptr);
}

TEST_CASE("a workbook says what its CSV sheets say", "[xlsform]") {
    const std::string form = GENERATE(from_range(test::kPilotForms));
    CAPTURE(form);
    const auto book = xlsform::read_workbook(bytes_of(kForms / (form + ".xlsx")), form + ".xlsx");
    const auto sheets = xlsform::read_csv_folder(kForms / form);
    REQUIRE(book.definition);
    REQUIRE(sheets.definition);
    CHECK(text_of(book.definition->root) == text_of(sheets.definition->root));
    REQUIRE(book.definition->lists.size() == sheets.definition->lists.size());
    for (const auto& [name, list] : book.definition->lists) {
        const auto& other = sheets.definition->lists.at(name);
        REQUIRE(list.size() == other.size());
        for (std::size_t i = 0; i < list.size(); ++i) {
            CHECK(list[i].name == other[i].name);
            CHECK(list[i].label == other[i].label);
            CHECK(list[i].columns == other[i].columns);
        }
    }
}

TEST_CASE("a form names the lists that it looks up", "[xlsform]") {
    const auto profile = xlsform::read_csv_folder(kForms / "site_profile");
    REQUIRE(profile.definition);
    CHECK(profile.definition->files() == std::vector<std::string>{"admin1.csv", "admin2.csv"});
}
