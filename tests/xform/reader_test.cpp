// The reader may rely on: what our own writer makes of a workbook reads back as the same form, and
// what is no form is told by line, with what to write instead.
#include "support/pilot_forms.h"
#include "support/small_xform.h"
#include "xform/reading.h"
#include "xform/writer.h"
#include "xlsform/workbook.h"

#include <catch2/catch_all.hpp>

#include <algorithm>

using namespace adit;

namespace {

const std::filesystem::path kForms = std::filesystem::path(ADIT_SOURCES) / "assets/forms";

xform::Reading form_with(const std::string& model, const std::string& body) {
    return xform::read_xform(test::xform_with(model, body));
}

void add_paths(const forms::Node& above, std::vector<std::string>& paths) {
    for (const forms::Node& node : above.children) {
        // An XForm keeps the audit in its meta group.
        const bool meta = node.path.text.starts_with("/meta") || node.path.text == "/audit";
        if (!meta) paths.push_back(node.path.text);
        add_paths(node, paths);
    }
}

std::vector<std::string> paths_of(const forms::Definition& definition) {
    std::vector<std::string> paths;
    add_paths(definition.root, paths);
    return paths;
}

bool is_told(const xform::Reading& reading) {
    return !reading.definition && std::ranges::any_of(reading.problems, [](const auto& problem) {
        return problem.severity == xform::Severity::Error && !problem.what.empty();
    });
}

}  // namespace

TEST_CASE("each pilot form that is written as XForm reads back with the same nodes", "[xform]") {
    const std::string form = GENERATE(from_range(test::kPilotForms));
    CAPTURE(form);
    const auto book = xlsform::read_csv_folder(kForms / form);
    REQUIRE(book.definition);
    const auto read = xform::read_xform(xform::write_xform(*book.definition));
    for (const xform::Problem& problem : read.problems) UNSCOPED_INFO(xform::text_of(problem));
    REQUIRE(read.definition);
    CHECK(read.definition->form == book.definition->form);
    CHECK(paths_of(*read.definition) == paths_of(*book.definition));
    CHECK(read.definition->plan != nullptr);
}

TEST_CASE("an XForm's binds, words and choices are read", "[xform]") {
    const auto read = form_with(
        R"x(<instance><data id="pits" version="3"><gold/><grams/></data></instance>
<bind nodeset="/data/gold" type="string" required="true()"/>
<bind nodeset="/data/grams" type="int" relevant=" /data/gold = 'y'" constraint=". &lt; 90"/>)x",
        R"(<select1 ref="/data/gold"><label>Gold?</label><item><label>Yes</label><value>y</value>
</item></select1><input ref="/data/grams"><label>Grams</label></input>)");
    for (const xform::Problem& problem : read.problems) UNSCOPED_INFO(xform::text_of(problem));
    REQUIRE(read.definition);
    CHECK(read.definition->form == record::FormRef{"pits", "3"});
    const forms::Node* gold = read.definition->find({"/gold"});
    const forms::Node* grams = read.definition->find({"/grams"});
    REQUIRE(gold != nullptr);
    REQUIRE(grams != nullptr);
    CHECK(gold->type == forms::QuestionType::SelectOne);
    CHECK(gold->required == "true()");
    CHECK(gold->label.in("", "") == "Gold?");
    CHECK(grams->type == forms::QuestionType::Integer);
    CHECK(grams->constraint == ". < 90");
}

TEST_CASE("what is no XForm is told, and what it lacks", "[xform]") {
    CHECK(is_told(xform::read_xform("")));
    CHECK(is_told(xform::read_xform("<a>")));
    CHECK(is_told(xform::read_xform("<a/>")));
    CHECK(is_told(form_with("", "")));
    CHECK(
        is_told(form_with("<instance><data id='a'><n/></data></instance>"
                          "<bind nodeset='/data/n' calculate='1 +'/>",
                          "")));
    CHECK(
        is_told(form_with("<instance><data id='a'><n/><m/></data></instance>"
                          "<bind nodeset='/data/n' calculate='/data/m'/>"
                          "<bind nodeset='/data/m' calculate='/data/n'/>",
                          "")));
}

TEST_CASE("a form's version is the one without a prefix, where there are two", "[xform]") {
    const auto version_of = [](const std::string& attributes) {
        const auto reading =
            form_with("<instance><data xmlns:orx='http://openrosa.org/xforms' id='a' " +
                          attributes + "><n/></data></instance>",
                      "");
        REQUIRE(reading.definition);
        return reading.definition->form.version;
    };
    CHECK(version_of("version='3' orx:version='4'") == "3");
    CHECK(version_of("orx:version='4' version='3'") == "3");
    CHECK(version_of("orx:version='4'") == "4");
}

TEST_CASE("an event that nobody knows is told, and the form still loads", "[xform]") {
    const auto told_for = [](const std::string& event) {
        return form_with(
            "<instance><data id='a' version='1'><n/></data></instance><setvalue event='" + event +
                "' ref='/data/n' value='1'/>",
            "<input ref='/data/n'><label>N</label></input>");
    };
    CHECK(told_for("odk-instance-first-load odk-instance-load").problems.empty());
    const auto reading = told_for("odk-instance-load dance");
    CHECK(reading.definition);
    REQUIRE(reading.problems.size() == 1);
    CHECK(reading.problems.front().value == "dance");
    CHECK(reading.problems.front().severity == xform::Severity::Warning);
}

TEST_CASE("an error behind a thousand warnings is an error all the same", "[xform]") {
    std::string binds;
    for (int i = 0; i < 1'100; ++i) binds += "<bind nodeset='/data/gone' type='int'/>\n";
    const auto read = form_with("<instance><data id='a'><n/></data></instance>" + binds +
                                    "<bind nodeset='/data/n' calculate='1 +'/>",
                                "");
    CHECK_FALSE(read.definition);
    REQUIRE(read.problems.size() == xform::kProblemsMax + 1);
    CHECK(read.problems.back().severity == xform::Severity::Error);
    CHECK(read.problems.back().what.find("mend these first") != std::string::npos);
}
