// The reader may rely on: every workbook of the pilot becomes XForm XML that is well-formed, with
// one bind a question; and of the conversions that others wrote down, what must convert converts
// and what must not is refused.
#include "xform/writer.h"

#include "base/json.h"
#include "support/pilot_forms.h"
#include "xlsform/workbook.h"
#include "xml/reader.h"

#include <catch2/catch_all.hpp>

#include <fstream>
#include <iterator>
#include <set>

using namespace adit;

namespace {

const std::filesystem::path kForms = std::filesystem::path(ADIT_SOURCES) / "assets/forms";
const std::filesystem::path kCases = std::filesystem::path(ADIT_SHELF) / "conformance/xlsform";

std::string content_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::size_t questions_in(const forms::Node& above) {
    std::size_t count = above.kind == forms::NodeKind::Question ? 1 : 0;
    for (const forms::Node& child : above.children) count += questions_in(child);
    return count;
}

std::string xml_of(const std::map<std::string, std::string>& sheets) {
    const auto reading = xlsform::read_csv_sheets(sheets, "f");
    for (const auto& problem : reading.problems) UNSCOPED_INFO(xlsform::text_of(problem));
    REQUIRE(reading.definition);
    return xform::write_xform(*reading.definition);
}

bool holds(const std::string& xml, const std::string& part) {
    return xml.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("each pilot form is written well-formed, with one bind a question", "[xform]") {
    const std::string form = GENERATE(from_range(test::kPilotForms));
    CAPTURE(form);
    const auto reading = xlsform::read_csv_folder(kForms / form);
    REQUIRE(reading.definition);
    const auto document = xml::read(xform::write_xform(*reading.definition));
    REQUIRE(document);
    const xml::Node& model = *document->root().child("head")->child("model");
    std::multiset<std::string> binds;
    for (const xml::Node& node : model.children) {
        if (node.is("bind")) binds.insert(*node.attribute("nodeset"));
    }
    std::size_t own = 0;
    for (const std::string& path : binds) {
        CHECK(binds.count(path) == 1);
        const bool meta = path.find("/meta/") != std::string::npos && !path.ends_with("/audit");
        const bool group =
            reading.definition->find({path.substr(5)}) != nullptr &&
            reading.definition->find({path.substr(5)})->kind != forms::NodeKind::Question;
        own += meta || group ? 0 : 1;
    }
    CHECK(own == questions_in(reading.definition->root));
}

TEST_CASE("texts stand in itext when they have languages, and beside the question when not",
          "[xform]") {
    const std::string xml =
        xml_of({{"survey",
                 "type,name,label,label::French (fr),hint\ninteger,a,Age,,In years\ntext,b,Name of "
                 "${a},Nom,\n"}});
    CHECK(holds(xml, "<label>Age</label><hint>In years</hint>"));
    CHECK(holds(xml, "<label ref=\"jr:itext('/data/b:label')\"/>"));
    CHECK(holds(xml, "<translation lang=\"French (fr)\"><text id=\"/data/b:label\"><value>Nom"));
    CHECK(holds(xml, "<value> Name of <output value=\" /data/a \"/> </value>"));
}

TEST_CASE("defaults that are computed are set when a record and when an instance begins",
          "[xform]") {
    const std::string xml =
        xml_of({{"survey",
                 "type,name,label,default,trigger,calculation\nbegin_repeat,r,R,,,\ntext,a,A,uuid()"
                 ",,\ntext,b,B,a-2,,\nend_repeat,,,,,\ntext,c,C,,,\ncalculate,d,,,${c},now()\n"}});
    CHECK(holds(xml,
                "<setvalue ref=\"/data/r/a\" event=\"odk-instance-first-load\" "
                "value=\"uuid()\"/>"));
    CHECK(holds(xml, "<setvalue ref=\"/data/r/a\" event=\"odk-new-repeat\" value=\"uuid()\"/>"));
    CHECK(holds(xml, "<r jr:template=\"\"><a/><b>a-2</b></r><r><a/><b>a-2</b></r>"));
    CHECK(holds(xml, "<setvalue ref=\"/data/d\" event=\"xforms-value-changed\" value=\"now()\"/>"));
}

TEST_CASE("an entity of a repeat stands in the repeat's own meta", "[xform]") {
    const std::string xml =
        xml_of({{"survey",
                 "type,name,label,save_to\ncsv-external,trees,,\nbegin_repeat,r,R,\n"
                 "text,a,A,height\nend_repeat,,,\n"},
                {"entities", "list_name,entity_id\ntrees,${a}\n"}});
    CHECK(holds(xml, "entities:entities-version=\"2025.1.0\""));
    CHECK(holds(xml, "<r><a/><meta><entity dataset=\"trees\" id=\"\" update=\"1\""));
    CHECK(holds(xml, "instance('trees')/root/item[name= current()/../../../a ]/__version"));
    CHECK(holds(xml, "entities:saveto=\"height\""));
}

TEST_CASE("workbooks that others converted are converted or refused as there", "[xform]") {
    if (!std::filesystem::exists(kCases)) SKIP("the reference shelf is not here");
    const auto all = json_from(content_of(kCases / "cases.json"));
    REQUIRE(all);
    std::size_t agree = 0, differ = 0;
    for (const Json& one : (*all)["cases"]) {
        const std::string content = content_of(kCases / one["xlsx"].get<std::string>());
        xlsform::ReadingOptions options;
        options.root_name = one["form_name"];
        options.form_id = "data";
        options.expressions_must_work = false;
        const auto reading = xlsform::read_workbook(view_of(content), "f.xlsx", options);
        const bool fails = !reading.definition;
        if (!fails) CHECK(xml::read(xform::write_xform(*reading.definition)));
        fails == one["must_fail"].get<bool>() ? ++agree : ++differ;
    }
    CAPTURE(agree, differ);
    CHECK(agree * 100 >= (agree + differ) * 99);
}

TEST_CASE("choices from the repeat around the question are all of its instances", "[xform]") {
    const auto nodeset_for = [](const std::string& survey) {
        const std::string xml = xml_of({{"survey", "type,name,label,choice_filter\n" + survey}});
        const std::string begin = "<itemset nodeset=\"";
        const auto at = xml.find(begin);
        REQUIRE(at != std::string::npos);
        return xml.substr(at + begin.size(), xml.find('"', at + begin.size()) - at - begin.size());
    };
    CHECK(nodeset_for("begin_repeat,pet,Pet,\ntext,kind,Kind,\nselect_one ${kind},pick,P,true()\n"
                      "end_repeat,,,\n") == "../../pet[true()]");
    CHECK(nodeset_for("begin_repeat,pet,Pet,\ntext,kind,Kind,\nselect_one ${kind},pick,P,\n"
                      "end_repeat,,,\n") == "../../pet[./kind != '']");
    CHECK(nodeset_for("begin_repeat,pet,Pet,\nbegin_group,g,G,\ntext,kind,Kind,\nend_group,,,\n"
                      "begin_group,h,H,\nselect_one ${kind},pick,P,true()\nend_group,,,\n"
                      "end_repeat,,,\n") == "../../../pet/g[true()]");
}

TEST_CASE("shapes to show from a translated list have its labels", "[xform]") {
    const std::string xml =
        xml_of({{"survey", "type,name,label,parameters\ngeoshape,q,Q,reference-geometry=c1\n"},
                {"choices", "list_name,name,label::English (en),geometry\nc1,n1,N1,1 2 0 0\n"}});
    CHECK(holds(xml, "<label ref=\"jr:itext(itextId)\""));
}
