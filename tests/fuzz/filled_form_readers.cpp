// What makes forms: XForms, which are filled a little when they can be; workbooks, as files and as
// sheets; and the lists that lie beside a form.
#include "base/text.h"
#include "fuzz/readers.h"
#include "support/raw_zip.h"
#include "xform/beside.h"
#include "xform/playing.h"
#include "xform/reading.h"
#include "xform/writer.h"
#include "xlsform/workbook.h"
#include "xml/reader.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <random>

namespace adit::fuzz {
namespace {

Bytes bytes_of(std::string_view text) {
    const ByteView view = view_of(text);
    return {view.begin(), view.end()};
}

const std::filesystem::path kForms = std::filesystem::path(ADIT_SOURCES) / "assets/forms";

constexpr const char* kXForm =
    R"x(<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"
xmlns:jr="http://openrosa.org/javarosa"><h:head><h:title>Pits</h:title><model><itext><translation
lang="en"><text id="y"><value>Yes <output value="/data/n"/></value></text></translation></itext>
<instance><data id="p" version="2"><n>1</n><s/><h jr:template=""><r/></h><t a="b"/></data></instance>
<instance id="l"><root><item><name>a</name><label>A</label></item></root></instance>
<bind nodeset="/data/n" type="int" relevant="/data/s != 'x'" constraint=". &lt; 9"/>
<bind nodeset="/data/t" calculate="count(/data/h) + sum(/data/h/r)"/>
<setvalue event="odk-instance-first-load" ref="/data/s">a</setvalue></model></h:head><h:body>
<input ref="/data/n"><label ref="jr:itext('y')"/></input><select1 ref="/data/s"><itemset
nodeset="instance('l')/root/item[name != /data/n]"><value ref="name"/><label ref="label"/></itemset>
</select1><repeat nodeset="/data/h" jr:count="/data/n"><input ref="/data/h/r"/></repeat></h:body>
</h:html>)x";

/// The same with the values of two attributes exchanged, so often: still XML, and mostly no form
/// that anybody would write.
void add_exchanged(const std::string& xml, int count, std::vector<Bytes>& seeds) {
    std::vector<std::pair<std::size_t, std::size_t>>
        values;  // Where they stand, how long they are.
    for (auto at = xml.find("=\""); at != std::string::npos; at = xml.find("=\"", at + 1)) {
        const auto end = xml.find('"', at + 2);
        if (end != std::string::npos) values.emplace_back(at + 2, end - at - 2);
    }
    std::mt19937_64 chance(20251123);
    for (int i = 0; i < count; ++i) {
        auto one = values[chance() % values.size()], other = values[chance() % values.size()];
        if (one.first > other.first) std::swap(one, other);
        std::string bent = xml;
        bent.replace(other.first, other.second, xml, one.first, one.second);
        if (one != other) bent.replace(one.first, one.second, xml, other.first, other.second);
        seeds.push_back(bytes_of(bent));
    }
}

std::vector<Bytes> xforms() {
    auto decision = xlsform::read_csv_folder(kForms / "commitment_decision");
    ENSURE(decision.definition);
    const std::string written = xform::write_xform(*decision.definition);
    std::vector<Bytes> seeds{bytes_of(kXForm), bytes_of(written)};
    add_exchanged(kXForm, 300, seeds);
    add_exchanged(written, 30, seeds);
    return seeds;
}

void read_xform(ByteView input) {
    auto reading = xform::read_xform(text_of(input));
    ENSURE(reading.problems.size() <= xform::kProblemsMax + 1);
    if (!reading.definition) {
        ENSURE(!reading.problems.empty() && !reading.problems.front().what.empty());
        return;
    }
    const auto form = std::make_shared<const forms::Definition>(*std::move(reading.definition));
    Surroundings world;
    world.now_ms = [] { return std::int64_t{1'763'885'700'000}; };
    world.random = [](std::span<std::uint8_t> bytes) { std::ranges::fill(bytes, 7); };
    xform::Playing playing(form, {}, {.world = world, .own = {}});
    for (const char* place : {"/data/n", "/data/s", "/data/h[1]/r"}) {
        static_cast<void>(static_cast<bool>(playing.answer(place, "3")));
        static_cast<void>(static_cast<bool>(playing.choices(place)));
    }
    static_cast<void>(static_cast<bool>(playing.add_instance("/data/h")));
    ENSURE(xml::read(playing.submission()));
    ENSURE(xml::read(xform::write_xform(*form)));
}

constexpr std::string_view kBetween = "\n=\n";

std::vector<Bytes> workbooks() {
    std::ifstream in(kForms / "stakeholder.xlsx", std::ios::binary);
    const std::string content{std::istreambuf_iterator<char>(in), {}};
    return {bytes_of(content)};
}

void check(const xlsform::Reading& reading) {
    ENSURE(reading.problems.size() <= xlsform::kProblemsMax);
    const bool refused = std::ranges::any_of(reading.problems, [](const auto& problem) {
        return problem.severity == xlsform::Severity::Error;
    });
    ENSURE(refused != reading.definition.has_value());
    for (const auto& problem : reading.problems) ENSURE(!problem.what.empty());
    if (reading.definition) ENSURE(xml::read(xform::write_xform(*reading.definition)));
}

void read_workbook(ByteView input) { check(xlsform::read_workbook(input, "f.xlsx")); }

// The XML that a workbook packs, with a line of = between its parts: packed, one bent bit would
// only ever be a wrong checksum.
std::vector<Bytes> parts() {
    return {bytes_of(
        "<workbook xmlns:r='r'><workbookPr date1904='1'/><sheets><sheet name='survey' r:id='a'/>"
        "<sheet name='choices' r:id='b'/><sheet name='notes' r:id='c'/></sheets></workbook>\n=\n"
        "<Relationships><Relationship Id='a' Target='s1.xml'/><Relationship Id='b' "
        "Target='/xl/s2.xml'/></Relationships>\n=\n<sst><si><t>type</t></si><si><r><t>na</t></r>"
        "<r><t>me</t></r><rPh><t>x</t></rPh></si><si><t>la_x0062_el</t></si><si><t>integer</t></si>"
        "</sst>\n=\n<styleSheet><numFmts><numFmt numFmtId='164' formatCode='yy\"d\"[h]'/></numFmts>"
        "<cellXfs><xf/><xf numFmtId='164'/><xf numFmtId='22'/></cellXfs></styleSheet>\n=\n"
        "<worksheet><sheetData><row r='1'><c t='s'><v>0</v></c><c t='s'><v>1</v></c><c t='s'><v>2"
        "</v></c><c t='str'><f>A1</f><v>default</v></c></row><row r='3'><c r='A3' t='s'><v>3</v>"
        "</c><c r='B3' t='inlineStr'><is><t>q</t></is></c><c r='C3' t='b'><v>1</v></c><c s='2'>"
        "<v>45984.5</v></c><c r='ZZ3' s='1'><v>-1e3</v></c><c t='e'><v>#REF!</v></c></row>"
        "</sheetData><mergeCells/></worksheet>\n=\n<worksheet><sheetData><row><c/></row>"
        "</sheetData></worksheet>")};
}

void read_parts(ByteView input) {
    constexpr const char* kNames[] = {"xl/workbook.xml",
                                      "xl/_rels/workbook.xml.rels",
                                      "xl/sharedStrings.xml",
                                      "xl/styles.xml",
                                      "xl/s1.xml",
                                      "xl/s2.xml"};
    std::string_view rest = text_of(input);
    std::vector<test::RawPart> parts;
    for (const char* name : kNames) {
        const auto end = std::min(rest.find(kBetween), rest.size());
        parts.push_back({name, std::string(rest.substr(0, end))});
        rest.remove_prefix(std::min(end + kBetween.size(), rest.size()));
    }
    check(xlsform::read_workbook(test::raw_archive(parts), "f.xlsx"));
}

// Survey, choices, settings and entities as CSV, likewise.
std::vector<Bytes> sheets() {
    return {bytes_of(
        "type,name,label,relevant,calculation,choice_filter,repeat_count,trigger,default,"
        "parameters,appearance,save_to\nbegin_repeat,h,House,,,,${n},,,,,\ninteger,n,"
        "\"How many, {now}\",${s} = 'a',,,,,3,,,p\nend_repeat,,,,,,,,,,,\nselect_one l "
        "or_other,s,Pick,,,k=${n},,,,randomize=true,minimal,\nrange,r,R,,,,,,,start=1 "
        "end=9 step=2,,\ncalculate,c,,,sum(${n}) + 1,,,${s},,,,\n=\nlist_name,name,label,k\n"
        "l,a,A,1\nl,b,B,2\n=\nform_id,version,instance_name,style\nf,1,${c},pages\n=\n"
        "list_name,label,create_if\nsites,${s},true()\n")};
}

void read_sheets(ByteView input) {
    constexpr const char* kNames[] = {"survey", "choices", "settings", "entities"};
    std::string_view rest = text_of(input);
    std::map<std::string, std::string> sheets;
    for (const char* name : kNames) {
        const auto end = std::min(rest.find(kBetween), rest.size());
        sheets[name] = rest.substr(0, end);
        rest.remove_prefix(std::min(end + kBetween.size(), rest.size()));
    }
    check(xlsform::read_csv_sheets(sheets, "f"));
}

std::vector<Bytes> lists() {
    return {bytes_of(R"({"type":"FeatureCollection","features":[{"type":"Feature","id":7,
"properties":{"name":"A","n":1.5,"b":null},"geometry":{"type":"Polygon","coordinates":
[[[1,2],[3,4],[1,2]]]}}]})"),
            bytes_of("<root><item><name>a</name><b/></item><item><c>1<d/></c></item></root>"),
            bytes_of("\xEF\xBB\xBFname,label\r\na,\"A, \"\"B\"\"\"\n,\n")};
}

void read_list(ByteView input) {
    const std::string_view text = text_of(input);
    for (const char* name : {"f.csv", "f.geojson", "f.xml"}) {
        const auto table = xform::table_from_file(name, text);
        ENSURE(table || !table.error().what.empty());
        if (!table) continue;
        for (const auto& row : table->rows) ENSURE(row.size() == table->columns.size());
    }
}

}  // namespace

Reader xform_reader() { return {"xform", xforms, read_xform}; }
Reader workbook_reader() { return {"workbook", workbooks, read_workbook}; }
Reader parts_reader() { return {"parts", parts, read_parts}; }
Reader sheets_reader() { return {"sheets", sheets, read_sheets}; }
Reader list_reader() { return {"list", lists, read_list}; }

}  // namespace adit::fuzz
