// Whoever is sent submissions by other clients may rely on: what a submission says is read whatever
// prefixes and order its client chose, and written again as the same submission; nothing that was
// said is lost in silence; what is no submission of the form is told in a sentence.
#include "xform/submission.h"

#include "support/small_xform.h"
#include "xml/reader.h"

#include <catch2/catch_all.hpp>

#include <algorithm>

using namespace adit;

namespace {

using Form = std::shared_ptr<const forms::Definition>;

Form form_of(const std::string& model, const std::string& body) {
    auto reading = xform::read_xform(test::xform_with(model, body));
    for (const xform::Problem& problem : reading.problems) UNSCOPED_INFO(xform::text_of(problem));
    REQUIRE(reading.definition);
    return std::make_shared<const forms::Definition>(*std::move(reading.definition));
}

/// Houses with rooms, a group that is asked for, and an entity.
Form houses() {
    static const Form form = form_of(
        R"x(<instance><data xmlns:orx="http://openrosa.org/xforms" id="houses" version="3"><start/>
<village/><house jr:template=""><name/><room jr:template=""><beds/></room></house><ask/>
<group kind=""><inner/></group><photo/><total/><orx:meta><orx:instanceID/><orx:audit/>
<entity dataset="villages" id="" create=""><label/></entity></orx:meta></data></instance>
<bind nodeset="/data/house/room/beds" type="int"/><bind nodeset="/data/photo" type="binary"/>
<bind nodeset="/data/group" relevant="/data/ask = 'y'"/>
<bind nodeset="/data/total" type="int" calculate="sum(/data/house/room/beds)"/>)x",
        R"x(<input ref="/data/village"/><repeat nodeset="/data/house"><input ref="/data/house/name"/>
<repeat nodeset="/data/house/room"><input ref="/data/house/room/beds"/></repeat></repeat>
<input ref="/data/ask"/><input ref="/data/group/inner"/><upload ref="/data/photo"/>)x");
    return form;
}

/// Its inside, as Collect and Web Forms write it.
std::string houses_with(const std::string& inside) {
    return R"(<data xmlns:orx="http://openrosa.org/xforms" id="houses" version="3">)" + inside +
           "<orx:meta><orx:instanceID>uuid:1</orx:instanceID></orx:meta></data>";
}

xform::Submission read(const Form& form, const std::string& xml) {
    auto reading = xform::read_submission(*form, xml);
    for (const xform::Problem& problem : reading.problems) UNSCOPED_INFO(xform::text_of(problem));
    REQUIRE(reading.submission);
    return *std::move(reading.submission);
}

/// Written again; and that reads as the same once more.
std::string again(const Form& form, const std::string& xml) {
    const std::string written = xform::write_submission(form, read(form, xml));
    REQUIRE(xml::read(written));
    CHECK(xform::write_submission(form, read(form, written)) == written);
    return written;
}

std::vector<std::string> lines_of(const Form& form, const xform::Submission& submission) {
    std::vector<std::string> lines;
    for (const auto& one : submission.nodes) {
        if (one.text.empty()) continue;
        lines.push_back(xform::place_of(*form, submission, one.node, one.instance) + " " +
                        one.text);
    }
    return lines;
}

/// One Error, whose sentence holds this.
bool refuses(const Form& form, const std::string& xml, const std::string& part) {
    const auto reading = xform::read_submission(*form, xml);
    for (const xform::Problem& problem : reading.problems) UNSCOPED_INFO(xform::text_of(problem));
    return !reading.submission && reading.problems.size() == 1 &&
           reading.problems[0].severity == xform::Severity::Error &&
           reading.problems[0].what.find(part) != std::string::npos;
}

/// A Warning about an element on a line, whose sentence holds this.
bool warns(const xform::SubmissionReading& reading, int line, const std::string& element,
           const std::string& part) {
    return std::ranges::any_of(reading.problems, [&](const xform::Problem& problem) {
        return problem.line == line && problem.element == element &&
               problem.severity == xform::Severity::Warning &&
               problem.what.find(part) != std::string::npos;
    });
}

}  // namespace

TEST_CASE("a submission as Collect writes it is read, with its files, audit and entity",
          "[xform][submission]") {
    const std::string xml =
        R"x(<?xml version='1.0' ?><data id="houses" version="3" xmlns:ev="http://www.w3.org/2001/xml-events" xmlns:orx="http://openrosa.org/xforms" xmlns:odk="http://www.opendatakit.org/xforms" xmlns:h="http://www.w3.org/1999/xhtml" xmlns:jr="http://openrosa.org/javarosa" xmlns:xsd="http://www.w3.org/2001/XMLSchema"><start>2025-11-23T08:15:00.000+00:00</start><village>Kamituga</village><house><name>First &amp; last</name><room><beds>2</beds></room><room><beds>3</beds></room></house><house><name /><room><beds>1</beds></room></house><ask>n</ask><photo>1763885700000.jpg</photo><total>6</total><orx:meta><orx:instanceID>uuid:5b4c</orx:instanceID><orx:audit>audit.csv</orx:audit><entity dataset="villages" id="0e1f" create="1"><label>Kamituga</label></entity></orx:meta></data>)x";
    const auto submission = read(houses(), xml);
    CHECK(submission.form == record::FormRef{"houses", "3"});
    CHECK(submission.instance_id == "uuid:5b4c");
    CHECK(submission.unknown.empty());
    CHECK(xform::read_submission(*houses(), xml).problems.empty());
    CHECK(lines_of(houses(), submission) ==
          std::vector<std::string>{
              "/data/@id houses", "/data/@version 3", "/data/start 2025-11-23T08:15:00.000+00:00",
              "/data/village Kamituga", "/data/house[1]/name First & last",
              "/data/house[1]/room[1]/beds 2", "/data/house[1]/room[2]/beds 3",
              "/data/house[2]/room[1]/beds 1", "/data/ask n", "/data/photo 1763885700000.jpg",
              "/data/total 6", "/data/orx:meta/orx:instanceID uuid:5b4c",
              "/data/orx:meta/orx:audit audit.csv", "/data/orx:meta/entity/@dataset villages",
              "/data/orx:meta/entity/@id 0e1f", "/data/orx:meta/entity/@create 1",
              "/data/orx:meta/entity/label Kamituga"});
    CHECK(
        again(houses(), xml) ==
        R"x(<data xmlns:orx="http://openrosa.org/xforms" id="houses" version="3"><start>2025-11-23T08:15:00.000+00:00</start><village>Kamituga</village><house><name>First &amp; last</name><room><beds>2</beds></room><room><beds>3</beds></room></house><house><name/><room><beds>1</beds></room></house><ask>n</ask><photo>1763885700000.jpg</photo><total>6</total><orx:meta><orx:instanceID>uuid:5b4c</orx:instanceID><orx:audit>audit.csv</orx:audit><entity dataset="villages" id="0e1f" create="1"><label>Kamituga</label></entity></orx:meta></data>)x");
}

TEST_CASE(
    "a submission as Enketo writes it is read: white space, a meta without prefix, a "
    "template left over, nodes in another order",
    "[xform][submission]") {
    const std::string xml = R"x(<data xmlns:jr="http://openrosa.org/javarosa"
    xmlns:orx="http://openrosa.org/xforms" version="3" id="houses">
    <village> Obuasi
 </village>
    <total>0</total>
    <house jr:template="">
        <name/>
    </house>
    <house>
        <name><![CDATA[A <b>]]></name>
    </house>
    <ask/>
    <meta>
        <instanceID>
            uuid:77
        </instanceID>
        <entity dataset="villages" create="" id=""><label/></entity>
    </meta>
</data>)x";
    const auto reading = xform::read_submission(*houses(), xml);
    REQUIRE(reading.submission);
    REQUIRE(reading.problems.size() == 1);
    CHECK(warns(reading, 6, "house", "template"));
    CHECK(reading.submission->instance_id == "uuid:77");
    CHECK(again(houses(), xml) ==
          "<data xmlns:orx=\"http://openrosa.org/xforms\" id=\"houses\" version=\"3\">"
          "<village> Obuasi\n </village><house><name>A &lt;b&gt;</name></house><ask/>"
          "<total>0</total><orx:meta><orx:instanceID>\n            uuid:77\n        "
          "</orx:instanceID><entity dataset=\"villages\" id=\"\" create=\"\"><label/></entity>"
          "</orx:meta></data>");
}

TEST_CASE("prefixes are the client's own: what counts is what they stand for",
          "[xform][submission]") {
    const std::string written = houses_with("<village>V</village>");
    CHECK(again(houses(), R"x(<data id="houses" version="3"><village>V</village>
<n0:meta xmlns:n0="http://openrosa.org/xforms"><n0:instanceID>uuid:1</n0:instanceID></n0:meta>
</data>)x") == written);
    CHECK(again(houses(), R"x(<data id="houses" version="3"><village>V</village>
<meta xmlns="http://openrosa.org/xforms"><instanceID>uuid:1</instanceID></meta></data>)x") ==
          written);
    CHECK(again(houses(),
                R"x(<x:data xmlns:x="http://www.w3.org/2002/xforms" id="houses" version="3">
<x:village>V</x:village><x:meta><x:instanceID>uuid:1</x:instanceID></x:meta></x:data>)x") ==
          written);
    // A village of somebody else's is another thing.
    const auto other = xform::read_submission(
        *houses(), houses_with("<o:village xmlns:o='http://example.org/o'>V</o:village>"));
    CHECK(warns(other, 1, "o:village", "no such node"));
}

TEST_CASE("a form whose root has an address of its own reads what is in it, and what is in none",
          "[xform][submission]") {
    const Form form = form_of(
        "<instance><data xmlns='http://example.org/f' id='f'><a/></data>"
        "</instance>",
        "<input ref='/data/a'/>");
    const std::string own =
        "<data xmlns=\"http://example.org/f\" id=\"f\"><a>1</a><meta>"
        "<instanceID>uuid:1</instanceID></meta></data>";
    const std::string written = again(form, own);
    CHECK(written.find("xmlns=\"http://example.org/f\"") != std::string::npos);
    CHECK(written.find("<a>1</a>") != std::string::npos);
    CHECK(again(form, "<data id='f'><a>1</a><meta><instanceID>uuid:1</instanceID></meta></data>") ==
          written);
}

TEST_CASE("what is there stays though not relevant, and what is not stays away",
          "[xform][submission]") {
    const std::string kept =
        houses_with("<ask>n</ask><group kind=\"k\"><inner>said</inner></group><total>99</total>");
    CHECK(again(houses(), kept) == kept);
    const std::string bare = houses_with("<house/><house><room/></house>");
    CHECK(again(houses(), bare) == bare);
    CHECK(again(houses(), houses_with("")) == houses_with(""));
    const std::string nothing = "<data id=\"houses\"/>";
    const auto reading = xform::read_submission(*houses(), nothing);
    CHECK(warns(reading, 1, "data", "instanceID"));
    CHECK(warns(reading, 1, "data", "version \"3\""));
    CHECK(again(houses(), nothing) ==
          R"(<data xmlns:orx="http://openrosa.org/xforms" id="houses"/>)");
}

TEST_CASE("what the form does not know is told with its line, kept and written again",
          "[xform][submission]") {
    const std::string xml =
        R"x(<data id="houses" version="4" xmlns:odk="http://www.opendatakit.org/xforms"
 xmlns:e="http://example.org/e" submissionDate="2025-11-23" odk:source="web">
<depth unit="m">12<e:more e:by="x"/></depth>
<house><name>N</name><floor>2</floor></house>
<group>loose<inner>I</inner></group>
<house><floor>3</floor></house>
<village>V<part>P</part></village>
<village>W</village>
<group><inner>J</inner></group>
<meta><instanceID>uuid:1</instanceID><deprecatedID>uuid:0</deprecatedID></meta></data>)x";
    const auto reading = xform::read_submission(*houses(), xml);
    REQUIRE(reading.submission);
    CHECK(warns(reading, 1, "data", "version \"4\""));
    CHECK(warns(reading, 1, "data", "no attribute submissionDate"));
    CHECK(warns(reading, 1, "data", "no attribute odk:source"));
    CHECK(warns(reading, 3, "depth", "read this submission with version \"4\" of the form"));
    CHECK(warns(reading, 4, "floor", "below <house>"));
    CHECK(warns(reading, 5, "group", "a text stands in it"));
    CHECK(warns(reading, 6, "floor", "below <house>"));
    CHECK(warns(reading, 7, "part", "below <village>"));
    CHECK(warns(reading, 8, "village", "stands once"));
    CHECK(warns(reading, 9, "group", "stands once"));
    CHECK(warns(reading, 10, "deprecatedID", "below <meta>"));
    CHECK(reading.problems.size() == 11);
    CHECK(reading.submission->unknown.size() == 10);
    CHECK(
        again(houses(), xml) ==
        R"x(<data xmlns:orx="http://openrosa.org/xforms" id="houses" version="4" submissionDate="2025-11-23" xmlns:odk="http://www.opendatakit.org/xforms" odk:source="web"><village>V<part>P</part></village><house><name>N</name><floor>2</floor></house><house><floor>3</floor></house><group><inner>I</inner>loose</group><orx:meta><orx:instanceID>uuid:1</orx:instanceID><deprecatedID>uuid:0</deprecatedID></orx:meta><depth xmlns:e="http://example.org/e" unit="m">12<e:more e:by="x"/></depth><village>W</village><group><inner>J</inner></group></data>)x");
}

TEST_CASE("what is kept means the same where prefixes stand for something else",
          "[xform][submission]") {
    const std::string xml =
        R"x(<data id="houses" version="3" xmlns:orx="http://example.org/mine" orx:by="me">
<village orx:seen="1" xml:lang="fr"/><orx:note>N</orx:note>
<meta xmlns="http://openrosa.org/xforms"><instanceID>uuid:1</instanceID><userID>u</userID></meta>
</data>)x";
    CHECK(
        again(houses(), xml) ==
        R"x(<data xmlns:orx="http://openrosa.org/xforms" id="houses" version="3" xmlns:orx1="http://example.org/mine" orx1:by="me"><village xmlns:orx1="http://example.org/mine" orx1:seen="1" xml:lang="fr"/><orx:meta><orx:instanceID>uuid:1</orx:instanceID><userID xmlns="http://openrosa.org/xforms">u</userID></orx:meta><orx:note xmlns:orx="http://example.org/mine">N</orx:note></data>)x");
    // And where the form's own node has an address that what is kept does not have.
    const Form form = form_of(
        "<instance><data id='f'><meta xmlns='http://openrosa.org/xforms'>"
        "<instanceID/></meta></data></instance>",
        "");
    CHECK(again(form, "<data id='f'><meta><instanceID>uuid:1</instanceID><x/></meta></data>") ==
          "<data id=\"f\"><meta xmlns=\"http://openrosa.org/xforms\"><instanceID>uuid:1"
          "</instanceID><x xmlns=\"\"/></meta></data>");
}

TEST_CASE("entities of several lists are told apart by their list", "[xform][submission]") {
    const Form form = form_of(
        "<instance><data id='f'><meta><instanceID/><entity dataset='trees' id=''/>"
        "<entity dataset='circles' id=''/></meta></data></instance>",
        "");
    CHECK(again(form,
                "<data id='f'><meta><instanceID>uuid:1</instanceID><entity "
                "dataset='circles' id='c'/><entity dataset='trees' id='t'/></meta></data>") ==
          "<data id=\"f\"><meta><instanceID>uuid:1</instanceID><entity dataset=\"trees\" id=\"t\"/>"
          "<entity dataset=\"circles\" id=\"c\"/></meta></data>");
}

TEST_CASE("what is no submission of the form is refused in a sentence", "[xform][submission]") {
    const Form form = houses();
    CHECK(refuses(form, "", "cannot be read"));
    CHECK(refuses(form, "<data id='houses'><village>", "line 1"));
    CHECK(refuses(form, "<data id='houses'><jr:x/></data>", "xmlns"));
    CHECK(refuses(form, "<!DOCTYPE a [<!ENTITY e 'x'>]><data id='houses'>&e;</data>", "DOCTYPE"));
    CHECK(refuses(form, "<data id='pits'/>", "of the form \"pits\""));
    CHECK(refuses(form, "<data/>", "does not say of which form"));
    CHECK(refuses(form, "<visit id='houses'/>", "<data>"));
    CHECK(refuses(form,
                  "<submission xmlns='http://opendatakit.org/submissions'><data><data "
                  "id='houses'/></data></submission>",
                  "envelope"));
    CHECK(refuses(form, R"x(<data id="houses" version="3" encrypted="yes"
xmlns="http://www.opendatakit.org/xforms/encrypted"><base64EncryptedKey>k</base64EncryptedKey>
<encryptedXmlFile>submission.xml.enc</encryptedXmlFile></data>)x",
                  "encrypted"));
    std::string deep = "<data id='houses'>";
    for (int i = 0; i < 300; ++i) deep += "<a>";
    CHECK(refuses(form, deep, "deep"));
}

TEST_CASE("a submission that is larger than any person's is refused", "[xform][submission]") {
    std::string many;
    for (std::size_t i = 0; i <= xform::kFilledInstancesMax; ++i) many += "<house/>";
    CHECK(refuses(houses(), houses_with(many), "more instances"));
    std::string wide;
    for (int i = 0; i < 2'000; ++i) wide += "<q" + std::to_string(i) + "/>";
    const Form form = form_of("<instance><data id='f'><r>" + wide + "</r></data></instance>",
                              "<repeat nodeset='/data/r'/>");
    std::string instances;
    for (int i = 0; i < 600; ++i) instances += "<r/>";
    CHECK(refuses(form, "<data id='f'>" + instances + "</data>", "more instances"));
    CHECK(refuses(houses(), houses_with(std::string(xform::kFilledBytesMax, ' ')), "bytes"));
    // Short to write, long to keep: an address that each unknown element needs.
    std::string bomb = "<data id='houses' xmlns:u='" + std::string(1u << 20, 'u') + "'>";
    for (int i = 0; i < 1'000; ++i) bomb += "<u:x/>";
    const auto reading = xform::read_submission(*houses(), bomb + "</data>");
    CHECK_FALSE(reading.submission);
    CHECK(reading.problems.size() < 100);
}
