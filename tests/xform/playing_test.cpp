// Whoever fills a form as texts may rely on: what events set off happens, answers keep the shape of
// their type, repeats grow and shrink as the form says, and the submission holds what is relevant.
#include "xform/playing.h"

#include "support/filling_by_chance.h"
#include "support/small_xform.h"
#include "xform/reading.h"
#include "xml/reader.h"

#include <catch2/catch_all.hpp>

using namespace adit;

namespace {

xform::Playing playing(const std::string& model, const std::string& body, xform::Media media = {}) {
    auto reading = xform::read_xform(test::xform_with(model, body));
    for (const xform::Problem& problem : reading.problems) UNSCOPED_INFO(xform::text_of(problem));
    REQUIRE(reading.definition);
    return {std::make_shared<const forms::Definition>(*std::move(reading.definition)),
            std::move(media), test::still_world()};
}

std::string value_of(const xform::Playing& form, const std::string& place) {
    const auto value = form.value(place);
    return value ? *value : "no such place";
}

/// The submission without its id, which is another each time.
std::string body_of(const xform::Playing& form) {
    const std::string xml = form.submission();
    REQUIRE(xml::read(xml));
    const auto from = xml.find("<orx:meta>");
    return xml.substr(xml.find('>') + 1, from - xml.find('>') - 1);
}

std::string data_with(const std::string& nodes) {
    return "<instance><data id='pits'>" + nodes + "</data></instance>";
}

}  // namespace

TEST_CASE("what an event sets off happens, once and in its place", "[xform][play]") {
    auto form = playing(
        data_with("<a>begun</a><b/><c/><d/><house jr:template=''><made/></house>") +
            R"x(<bind nodeset="/data/c" type="int" calculate="/data/b * 2"/>
<setvalue event="odk-instance-load odk-instance-first-load" ref="/data/d" value="concat(/data/d, 'x')"/>)x",
        R"x(<input ref="/data/a"><setvalue event="xforms-value-changed" ref="/data/b" value="4 * 4"/>
</input><repeat nodeset="/data/house"><setvalue event="odk-new-repeat" ref="/data/house/made"
value="position(..)"/><input ref="/data/house/made"/></repeat>)x");
    CHECK(value_of(form, "/data/a") == "begun");
    CHECK(value_of(form, "/data/b") == "");  // What stands in the model is no change.
    CHECK(value_of(form, "/data/d") == "xx");
    REQUIRE(form.answer("/data/a", "mine"));
    CHECK(value_of(form, "/data/b") == "16");
    CHECK(value_of(form, "/data/c") == "32");
    REQUIRE(form.answer("/data/b", "1"));
    REQUIRE(form.answer("/data/a", "mine"));  // The same again changes nothing.
    CHECK(value_of(form, "/data/b") == "1");
    REQUIRE(form.add_instance("/data/house"));
    REQUIRE(form.add_instance("/data/house"));
    CHECK(value_of(form, "/data/house[2]/made") == "2");
}

TEST_CASE("an answer has the shape of its type, or is none", "[xform][play]") {
    auto form =
        playing(data_with("<n/><x/><d/><t/><when/><yes/><p/><line/><word/><ok/>") +
                    R"x(<bind nodeset="/data/n" type="int"/><bind nodeset="/data/x" type="decimal"/>
<bind nodeset="/data/d" type="date"/><bind nodeset="/data/t" type="time"/>
<bind nodeset="/data/when" type="dateTime"/><bind nodeset="/data/yes" type="boolean"/>
<bind nodeset="/data/p" type="geopoint"/><bind nodeset="/data/line" type="geotrace"/>)x",
                R"x(<trigger ref="/data/ok"/>)x");
    const auto becomes = [&](const char* question, const char* typed) {
        const std::string place = std::string("/data/") + question;
        REQUIRE(form.answer(place, typed));
        return value_of(form, place);
    };
    CHECK(becomes("n", "4.9") == "4");
    CHECK(becomes("n", "9999999999") == "");
    CHECK(becomes("n", "four") == "");
    CHECK(becomes("x", "4") == "4.0");
    CHECK(becomes("d", "2025-02-29") == "");
    CHECK(becomes("d", "2024-02-29") == "2024-02-29");
    CHECK(becomes("t", "22:60:00") == "");
    CHECK(becomes("t", "22:02:00+07:00") == "22:02:00+07:00");
    CHECK(becomes("when", "2026-04-31T14:30:00Z") == "");
    CHECK(becomes("yes", "true") == "1");
    CHECK(becomes("yes", "no") == "");
    CHECK(becomes("p", "6.68 -1.62") == "6.68 -1.62 0.0 0.0");
    CHECK(becomes("p", "91 0") == "");
    CHECK(becomes("line", "0 1 0 0; 2 3 0 0;") == "0.0 1.0 0.0 0.0;2.0 3.0 0.0 0.0");
    CHECK(becomes("line", "0 1; far") == "");
    CHECK(becomes("word", "e\xCC\x81tain") == "\xC3\xA9tain");  // A combining accent.
    CHECK(becomes("ok", "true") == "OK");
}

TEST_CASE("what is chosen stays among the choices", "[xform][play]") {
    auto form = playing(
        data_with("<region/><site/>") + R"x(<instance id="sites" src="jr://file-csv/sites.csv"/>)x",
        R"x(<select1 ref="/data/region"><item><label>East</label><value>e</value></item>
<item><label>West</label><value>w</value></item></select1>
<select1 ref="/data/site"><itemset nodeset="instance('sites')/root/item[region = /data/region]">
<value ref="name"/><label ref="label"/></itemset></select1>)x",
        {{"jr://file-csv/sites.csv", "name,label,region\nk,Kamituga,e\no,Obuasi,w\n"}});
    REQUIRE(form.answer("/data/region", "e"));
    const auto choices = form.choices("/data/site");
    REQUIRE(choices);
    REQUIRE(choices->size() == 1);
    CHECK(choices->front().label == "Kamituga");
    REQUIRE(form.answer("/data/site", "o"));
    CHECK(value_of(form, "/data/site") == "");
    REQUIRE(form.answer("/data/site", "k"));
    CHECK(value_of(form, "/data/site") == "k");
    REQUIRE(form.answer("/data/region", "w"));
    CHECK(value_of(form, "/data/site") == "");
    REQUIRE(form.answer("/data/region", "nowhere"));
    CHECK(value_of(form, "/data/region") == "");
}

TEST_CASE("lists beside a form may be XML and GeoJSON, and a bad one is as good as none",
          "[xform][play]") {
    const std::string model = data_with("<pick/>") +
                              R"x(<instance id="pits" src="jr://file/pits.geojson"/>
<instance id="mines" src="jr://file/mines.xml"/>
<bind nodeset="/data/pick" calculate="concat(instance('pits')/root/item[name = 'A']/geometry,
'|', instance('mines')/root/item[@code = '7']/name)"/>)x";
    const std::string geojson =
        R"({"type":"FeatureCollection","features":[{"type":"Feature","properties":{"name":"A"},
"geometry":{"type":"Point","coordinates":[-1.62,6.68]}}]})";
    const auto good =
        playing(model, "",
                {{"jr://file/pits.geojson", geojson},
                 {"jr://file/mines.xml", "<root><item code='7'><name>Seven</name></item></root>"}});
    CHECK(value_of(good, "/data/pick") == "6.68 -1.62 0 0|Seven");
    const auto bad =
        playing(model, "",
                {{"jr://file/pits.geojson", R"({"type":"FeatureCollection","features":[7]})"},
                 {"jr://file/mines.xml", "<root><item>"}});
    CHECK(value_of(bad, "/data/pick") == "|");
}

TEST_CASE("repeats grow as they are counted, and shrink where somebody says so", "[xform][play]") {
    auto form =
        playing(data_with("<many/><house><room><name>first</name></room></house><total/>") +
                    R"x(<bind nodeset="/data/many" type="int"/>
<bind nodeset="/data/total" calculate="count(/data/house)"/>)x",
                R"x(<input ref="/data/many"/><repeat nodeset="/data/house" jr:count="/data/many">
<repeat nodeset="/data/house/room"><input ref="/data/house/room/name"/></repeat></repeat>)x");
    REQUIRE(form.answer("/data/many", "3"));
    CHECK(value_of(form, "/data/total") == "3");
    CHECK(*form.count("/data/house") == 3);
    CHECK(value_of(form, "/data/house[1]/room[1]/name") == "first");
    REQUIRE(form.answer("/data/many", "1"));
    CHECK(*form.count("/data/house") == 1);
    CHECK(value_of(form, "/data/total") == "1");
    REQUIRE(form.add_instance("/data/house[1]/room"));
    REQUIRE(form.answer("/data/house[1]/room[2]/name", "second"));
    REQUIRE(form.remove_instance("/data/house[1]/room[1]"));
    CHECK(value_of(form, "/data/house[1]/room[1]/name") == "second");
    CHECK(body_of(form) ==
          "<many>1</many><house><room><name>second</name></room></house>"
          "<total>1</total>");
}

TEST_CASE("the submission leaves out what is not relevant, and keeps attributes", "[xform][play]") {
    auto form = playing(data_with("<ask/><group kind='x'><inner>kept</inner></group>") +
                            R"x(<bind nodeset="/data/group" relevant="/data/ask = 'y'"/>
<bind nodeset="/data/group/@kind" calculate="concat('k-', /data/ask)"/>)x",
                        R"x(<input ref="/data/ask"/>)x");
    CHECK(body_of(form) == "<ask/>");
    CHECK(value_of(form, "/data/group/inner") == "");
    REQUIRE(form.answer("/data/ask", "y"));
    CHECK(body_of(form) == R"x(<ask>y</ask><group kind="k-y"><inner>kept</inner></group>)x");
    const std::string xml = form.submission();
    CHECK(xml.find("<orx:instanceID>uuid:") != std::string::npos);
    CHECK(xml.find("xmlns:orx=\"http://openrosa.org/xforms\"") != std::string::npos);
}

TEST_CASE("what the form says of itself is filled in once", "[xform][play]") {
    const auto form = playing(
        data_with("<when/><day/><device/><kept>mine</kept><other/>") +
            R"x(<bind nodeset="/data/when" type="dateTime" jr:preload="timestamp" jr:preloadParams="start"/>
<bind nodeset="/data/day" type="date" jr:preload="date" jr:preloadParams="today"/>
<bind nodeset="/data/device" jr:preload="property" jr:preloadParams="deviceid"/>
<bind nodeset="/data/kept" jr:preload="property" jr:preloadParams="deviceid"/>
<bind nodeset="/data/other" jr:preload="property" jr:preloadParams="simserial"/>)x",
        "");
    CHECK(value_of(form, "/data/when").starts_with("2025-11-23T08:15:00.000"));
    CHECK(value_of(form, "/data/day") == "2025-11-23");
    CHECK(value_of(form, "/data/device") == "laptop-7");
    CHECK(value_of(form, "/data/kept") == "mine");
    CHECK(value_of(form, "/data/other") == "");
}

TEST_CASE("what cannot be done is refused in a sentence, and changes nothing", "[xform][play]") {
    auto form = playing(
        data_with("<a/><locked>1</locked><house><n/></house>") +
            R"x(<bind nodeset="/data/locked" readonly="true()"/>)x",
        R"x(<input ref="/data/a"/><repeat nodeset="/data/house" jr:count="2"><input ref="/data/house/n"/></repeat>)x");
    const std::string before = form.submission();
    const std::string tries[] = {"",
                                 "/",
                                 "/other/a",
                                 "/data/b",
                                 "/data/a[2]",
                                 "/data/house",
                                 "/data/house[3]/n",
                                 "/data/locked",
                                 "/data/house[0]/n",
                                 "/data/house[-1]/n",
                                 "/data/house[x]/n"};
    for (const std::string& place : tries) {
        CAPTURE(place);
        const auto answered = form.answer(place, "9");
        REQUIRE_FALSE(answered);
        CHECK_FALSE(answered.error().what.empty());
    }
    CHECK_FALSE(form.add_instance("/data/house"));
    CHECK_FALSE(form.add_instance("/data/a"));
    CHECK_FALSE(form.remove_instance("/data/a"));
    CHECK_FALSE(form.remove_instance("/data/house[9]"));
    CHECK_FALSE(form.set_language("French (fr)"));
    CHECK(form.submission() == before);
}

TEST_CASE("labels follow the language, with answers written into them", "[xform][play]") {
    auto form = playing(
        data_with("<who/><pick/>") +
            R"x(<itext><translation lang="English (en)" default=""><text id="y"><value>Yes, <output
value="/data/who"/></value></text></translation><translation lang="French (fr)"><text id="y">
<value>Oui, <output value="/data/who"/></value></text></translation></itext>)x",
        R"x(<input ref="/data/who"/><select1 ref="/data/pick"><item><label ref="jr:itext('y')"/>
<value>y</value></item></select1>)x");
    REQUIRE(form.answer("/data/who", "Ama"));
    CHECK(form.choices("/data/pick")->front().label == "Yes, Ama");
    REQUIRE(form.set_language("French (fr)"));
    CHECK(form.choices("/data/pick")->front().label == "Oui, Ama");
}

TEST_CASE("labels of choices follow the answers in them, and so does who asks for their names",
          "[xform][play]") {
    auto form = playing(
        data_with("<who>Ama</who><pick/><named/>") +
            R"x(<bind nodeset="/data/named" calculate="jr:choice-name(/data/pick, '/data/pick')"/>)x",
        R"x(<input ref="/data/who"/><select1 ref="/data/pick"><item><label>Yes, <output
value="/data/who"/></label><value>y</value></item></select1>)x");
    REQUIRE(form.answer("/data/pick", "y"));
    CHECK(form.choices("/data/pick")->front().label == "Yes, Ama");
    CHECK(value_of(form, "/data/named") == "Yes, Ama");
    REQUIRE(form.answer("/data/who", "Kofi"));
    CHECK(form.choices("/data/pick")->front().label == "Yes, Kofi");
    CHECK(value_of(form, "/data/named") == "Yes, Kofi");
}

TEST_CASE("a choice's name is that of the choice that is offered", "[xform][play]") {
    auto form = playing(
        data_with("<land/><town/><named/>") +
            R"x(<instance id="towns"><root><item><name>p</name><label>Paris</label><in>fr</in></item>
<item><name>p</name><label>Paris, Texas</label><in>us</in></item></root></instance>
<bind nodeset="/data/named" calculate="jr:choice-name(/data/town, '/data/town')"/>)x",
        R"x(<input ref="/data/land"/><select1 ref="/data/town"><itemset
nodeset="instance('towns')/root/item[in = /data/land]"><value ref="name"/><label ref="label"/>
</itemset></select1>)x");
    REQUIRE(form.answer("/data/land", "us"));
    REQUIRE(form.answer("/data/town", "p"));
    CHECK(value_of(form, "/data/named") == "Paris, Texas");
}

TEST_CASE("of several choices the answer has their order, and a rank has all of them",
          "[xform][play]") {
    const std::string items = [] {
        std::string out;
        for (const char* name : {"a", "b", "c", "d"}) {
            out += "<item><name>" + std::string(name) + "</name></item>";
        }
        return out;
    }();
    auto form = playing(
        data_with("<some/><ranked/>") + "<instance id='l'><root>" + items + "</root></instance>" +
            "<bind nodeset='/data/ranked' type='odk:rank'/>",
        R"x(<select ref="/data/some"><itemset nodeset="instance('l')/root/item"><value ref="name"/>
<label ref="name"/></itemset></select><odk:rank ref="/data/ranked"><itemset
nodeset="instance('l')/root/item[selected(/data/some, name)]"><value ref="name"/><label ref="name"/>
</itemset></odk:rank>)x");
    REQUIRE(form.answer("/data/some", "d a c"));
    CHECK(value_of(form, "/data/some") == "a c d");
    CHECK(value_of(form, "/data/ranked") == "");
    REQUIRE(form.answer("/data/ranked", "d"));
    CHECK(value_of(form, "/data/ranked") == "d a c");
    REQUIRE(form.answer("/data/some", ""));
    CHECK(value_of(form, "/data/ranked") == "");
    REQUIRE(form.answer("/data/some", "b c d"));  // As it was ranked; what is new comes behind.
    CHECK(value_of(form, "/data/ranked") == "d c b");
    REQUIRE(form.answer("/data/ranked", "b"));
    CHECK(value_of(form, "/data/ranked") == "b c d");
}

TEST_CASE("a repeat begins with the instances that the model shows, also inside another",
          "[xform][play]") {
    auto form = playing(
        data_with("<o><name/><i><n>1</n><k><q>x</q></k><k><q>y</q></k></i><i><n>2</n></i>"
                  "<i><n>3</n></i></o><o><i><n>4</n></i></o><sum/>") +
            R"x(<bind nodeset="/data/sum" calculate="sum(/data/o/i/n)"/>)x",
        R"x(<repeat nodeset="/data/o"><input ref="/data/o/name"/><repeat nodeset="/data/o/i">
<input ref="/data/o/i/n"/><repeat nodeset="/data/o/i/k"><input ref="/data/o/i/k/q"/></repeat>
</repeat></repeat>)x");
    CHECK(*form.count("/data/o") == 2);
    CHECK(*form.count("/data/o[1]/i") == 3);
    CHECK(*form.count("/data/o[1]/i[1]/k") == 2);
    CHECK(*form.count("/data/o[2]/i") == 1);
    CHECK(value_of(form, "/data/o[1]/i[1]/k[2]/q") == "y");
    CHECK(value_of(form, "/data/sum") == "10");
    // Without a template a new one has the shape of the first, and none of its texts.
    REQUIRE(form.add_instance("/data/o"));
    CHECK(*form.count("/data/o[3]/i") == 3);
    CHECK(value_of(form, "/data/o[3]/i[1]/n") == "");
    CHECK(value_of(form, "/data/sum") == "10");
}

TEST_CASE("nobody adds to a repeat that its author closed", "[xform][play]") {
    auto form =
        playing(data_with("<o><a/></o>"),
                R"x(<repeat nodeset="/data/o" jr:noAddRemove="true()"><input ref="/data/o/a"/>
</repeat>)x");
    const auto added = form.add_instance("/data/o");
    REQUIRE_FALSE(added);
    CHECK(added.error().what == "/data/o is filled by the form itself: nobody adds to it");
    CHECK(*form.count("/data/o") == 1);
}

TEST_CASE("what is no line or area is no answer", "[xform][play]") {
    auto form = playing(data_with("<line/><area/>") +
                            R"x(<bind nodeset="/data/line" type="geotrace"/>
<bind nodeset="/data/area" type="geoshape"/>)x",
                        R"x(<input ref="/data/line"/><input ref="/data/area"/>)x");
    const auto answered = [&](const std::string& place, const std::string& text) {
        REQUIRE(form.answer(place, text));
        return value_of(form, place);
    };
    CHECK(answered("/data/line", "1 2 0 0") == "");
    CHECK(answered("/data/line", "1 2 0 0;3 4 0 0") == "1.0 2.0 0.0 0.0;3.0 4.0 0.0 0.0");
    CHECK(answered("/data/area", "1 2 0 0;3 4 0 0;5 6 0 0") == "");
    CHECK(answered("/data/area", "1 2 0 0;3 4 0 0;1 2 0 0") ==
          "1.0 2.0 0.0 0.0;3.0 4.0 0.0 0.0;1.0 2.0 0.0 0.0");
}

TEST_CASE("circles of relevance and of actions come to an end", "[xform][play]") {
    auto form =
        playing(data_with("<a>1</a><b>1</b><n>0</n>") +
                    R"x(<bind nodeset="/data/a" relevant="/data/b != ''"/>
<bind nodeset="/data/b" relevant="/data/a = ''"/><bind nodeset="/data/n" type="int"/>)x",
                R"x(<input ref="/data/n"><setvalue event="xforms-value-changed" ref="/data/n"
value="/data/n + 1"/></input>)x");
    REQUIRE(form.answer("/data/n", "5"));
    CHECK(value_of(form, "/data/n") != "5");
    CHECK(xml::read(form.submission()));
}
