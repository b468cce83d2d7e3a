// Whoever opens a filled form again may rely on: nothing that was said changes by being opened, and
// what is answered from then on has its consequences, there only. Any filling, written and read
// back, is written as the same bytes.
#include "support/filling_by_chance.h"
#include "support/pilot_forms.h"
#include "support/small_xform.h"
#include "xform/playing.h"
#include "xform/reading.h"
#include "xform/writer.h"
#include "xlsform/workbook.h"
#include "xml/reader.h"

#include <catch2/catch_all.hpp>

#include <fstream>
#include <iterator>

using namespace adit;

namespace {

using Form = std::shared_ptr<const forms::Definition>;

const std::filesystem::path kForms = std::filesystem::path(ADIT_SOURCES) / "assets/forms";
const std::filesystem::path kCases = std::filesystem::path(ADIT_SHELF) / "conformance/play/forms";

Form form_of(const std::string& xml) {
    auto reading = xform::read_xform(xml);
    for (const xform::Problem& problem : reading.problems) UNSCOPED_INFO(xform::text_of(problem));
    REQUIRE(reading.definition);
    return std::make_shared<const forms::Definition>(*std::move(reading.definition));
}

xform::Submission read(const Form& form, const std::string& xml) {
    auto reading = xform::read_submission(*form, xml);
    for (const xform::Problem& problem : reading.problems) UNSCOPED_INFO(xform::text_of(problem));
    REQUIRE(reading.submission);
    return *std::move(reading.submission);
}

xform::Playing opened(const Form& form, const std::string& xml) {
    return {form, {}, test::still_world(), read(form, xml)};
}

std::string content_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// Fills by chance, and checks what comes of it.
void check_filling(const Form& form, std::uint64_t seed) {
    CAPTURE(form->form.id, seed);
    xform::Playing filling(form, {}, test::still_world());
    test::FillingByChance(*form, seed).run(filling, 60);
    const std::string written = filling.submission();
    const xform::Submission submission = read(form, written);
    CHECK(submission.unknown.empty());
    CHECK(xform::write_submission(form, submission) == written);
    CHECK(read(form, xform::write_submission(form, submission)) == submission);
}

Form counting() {
    static const Form form = form_of(test::xform_with(
        R"x(<instance><data xmlns:orx="http://openrosa.org/xforms" id="c"><n/><first/><loads/><many/>
<house jr:template=""><name/><made/></house><ask/><group><inner/></group><total/><when/><orx:meta>
<orx:instanceID/></orx:meta></data></instance><bind nodeset="/data/n" type="int"/>
<bind nodeset="/data/total" type="int" calculate="/data/n + count(/data/house)"/>
<bind nodeset="/data/group" relevant="/data/ask = 'y'"/>
<bind nodeset="/data/when" calculate="now()"/>
<setvalue event="odk-instance-first-load" ref="/data/first" value="'new'"/>
<setvalue event="odk-instance-load" ref="/data/loads" value="concat(/data/loads, 'x')"/>)x",
        R"x(<input ref="/data/n"/><select1 ref="/data/ask"><item><label>Y</label><value>y</value>
</item></select1><repeat nodeset="/data/house" jr:count="/data/many"><setvalue event="odk-new-repeat"
ref="/data/house/made" value="'made'"/><input ref="/data/house/name"/></repeat>)x"));
    return form;
}

std::string counting_with(const std::string& inside) {
    return R"(<data xmlns:orx="http://openrosa.org/xforms" id="c">)" + inside +
           "<orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta></data>";
}

}  // namespace

TEST_CASE("each pilot form, filled by chance, reads back as it was written",
          "[xform][submission]") {
    const std::string name = GENERATE(from_range(test::kPilotForms));
    const auto book = xlsform::read_csv_folder(kForms / name);
    REQUIRE(book.definition);
    const Form form = form_of(xform::write_xform(*book.definition));
    for (std::uint64_t seed = 1; seed <= 8; ++seed) check_filling(form, seed);
}

TEST_CASE("forms that others wrote, filled by chance, read back as they were written",
          "[xform][submission]") {
    if (!std::filesystem::exists(kCases)) SKIP("the reference shelf is not here");
    std::size_t filled = 0;
    for (const auto& entry : std::filesystem::directory_iterator(kCases)) {
        auto reading = xform::read_xform(content_of(entry.path()));
        if (!reading.definition) continue;
        CAPTURE(entry.path().filename());
        const auto form = std::make_shared<const forms::Definition>(*std::move(reading.definition));
        check_filling(form, 20251123 + filled++);
    }
    CHECK(filled > 100);
}

TEST_CASE("opening again changes nothing but what the form does at each opening",
          "[xform][submission]") {
    const std::string inside =
        "<n>2</n><first>old</first><loads>x</loads><many>3</many><house><name>A</name></house>"
        "<ask>gone</ask><group><inner>said</inner></group><total>99</total><when>then</when>";
    const auto form = opened(counting(), counting_with(inside));
    // No instance is added, no choice taken out, nothing calculated; "loads" has heard its event.
    std::string expected = counting_with(inside);
    expected.replace(expected.find("<loads>x"), 8, "<loads>xx");
    CHECK(form.submission() == expected);
}

TEST_CASE("a choice stays when what it was offered for is not relevant any more",
          "[xform][submission]") {
    const Form form = form_of(test::xform_with(
        R"x(<instance><data xmlns:orx="http://openrosa.org/xforms" id="c"><ask/><region/><site/>
<orx:meta><orx:instanceID/></orx:meta></data></instance><instance id="l"><root><item><name>k</name>
<region>e</region></item></root></instance><bind nodeset="/data/region" relevant="/data/ask = 'y'"/>)x",
        R"x(<input ref="/data/ask"/><input ref="/data/region"/><select1 ref="/data/site"><itemset
nodeset="instance('l')/root/item[region = /data/region]"><value ref="name"/><label ref="name"/>
</itemset></select1>)x"));
    const std::string given = counting_with("<ask/><region>e</region><site>k</site>");
    auto playing = opened(form, given);
    CHECK(playing.submission() == given);
    REQUIRE(playing.answer("/data/ask", "y"));
    CHECK(*playing.value("/data/site") == "k");
    REQUIRE(playing.answer("/data/region", "w"));
    CHECK(playing.value("/data/site")->empty());
}

TEST_CASE("answers after opening have their consequences, and the rest stays",
          "[xform][submission]") {
    const std::string inside =
        "<loads/><many>1</many><house><name>A</name><extra>E</extra></house><ask/><group><inner>"
        "said</inner></group><total>99</total><other/>";
    auto form = opened(counting(), counting_with(inside));
    REQUIRE(form.answer("/data/n", "5"));
    CHECK(*form.value("/data/total") == "6");
    CHECK(form.submission().find("<group><inner>said</inner></group>") != std::string::npos);
    CHECK(form.submission().find("<n>5</n>") != std::string::npos);
    CHECK(form.submission().find("<first") == std::string::npos);
    REQUIRE(form.answer("/data/ask", "y"));  // The group is the form's own again …
    REQUIRE(form.answer("/data/ask", ""));   // … and left out as always.
    CHECK(form.submission().find("<group>") == std::string::npos);
    CHECK(form.submission().find("<extra>E</extra>") != std::string::npos);
    REQUIRE(form.remove_instance("/data/house[1]"));
    CHECK(form.submission().find("<extra>") == std::string::npos);
    CHECK(form.submission().find("<other/>") != std::string::npos);
    CHECK(xml::read(form.submission()));
}

TEST_CASE("a new instance in the place of a removed one has nothing of it", "[xform][submission]") {
    const Form form = form_of(
        test::xform_with("<instance><data id='r'><house><name/><kind/></house></data></instance>",
                         "<repeat nodeset='/data/house'><input ref='/data/house/name'/></repeat>"));
    auto playing = opened(form,
                          "<data id='r'><house>loose<extra/></house><meta><instanceID>uuid:1"
                          "</instanceID></meta></data>");
    REQUIRE(playing.remove_instance("/data/house[1]"));
    REQUIRE(playing.add_instance("/data/house"));
    CHECK(playing.submission().find("<house><name/><kind/></house>") != std::string::npos);
}

TEST_CASE("one that has no id gets one when it is opened", "[xform][submission]") {
    const auto form = opened(counting(), R"(<data id="c"><n>1</n></data>)");
    CHECK(form.submission().find("<orx:instanceID>uuid:") != std::string::npos);
}
