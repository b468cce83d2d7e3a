// The reader may rely on: a record of a form that another tool wrote is asked in the order of its
// body, whatever the order of its model, and takes what the model holds.
#include "forms/session.h"
#include "support/small_xform.h"
#include "xform/reading.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using record::NodePath;

namespace {

std::unique_ptr<forms::FormSession> record_of(const std::string& model, const std::string& body) {
    auto reading = xform::read_xform(test::xform_with(model, body));
    for (const xform::Problem& problem : reading.problems) UNSCOPED_INFO(xform::text_of(problem));
    REQUIRE(reading.definition);
    forms::Opening opening;
    opening.definition = std::make_shared<const forms::Definition>(*std::move(reading.definition));
    opening.is_new = true;
    opening.username = "asha";
    opening.new_uuid = [] { return std::string("made"); };
    opening.new_instance = [id = std::uint64_t{0}]() mutable { return ++id; };
    auto session = forms::FormSession::open(std::move(opening));
    REQUIRE(session);
    return *std::move(session);
}

std::string data_with(const std::string& nodes) {
    return "<instance><data id='pits' version='1'>" + nodes + "</data></instance>";
}

std::vector<std::string> shown_in(const forms::FormSession& session, const NodePath& group = {}) {
    std::vector<std::string> paths;
    for (const NodePath& path : session.children_of(group)) paths.push_back(path.text);
    return paths;
}

using Paths = std::vector<std::string>;

std::string asks(const std::string& ref) {
    return "<input ref='/data/" + ref + "'><label>" + ref + "</label></input>";
}

}  // namespace

TEST_CASE("questions stand in the order of the body", "[xform][record]") {
    const auto session =
        record_of(data_with("<a/><b/><g><c/><d/></g><r jr:template=''><e/><f/></r>") +
                      "<bind nodeset='/data/a' required='true()'/><bind nodeset='/data/g/c' "
                      "required='true()'/><bind nodeset='/data/g/d' required='true()'/>",
                  "<group ref='/data/g'><label>G</label>" + asks("g/d") + asks("g/c") + "</group>" +
                      "<group><repeat nodeset='/data/r'>" + asks("r/f") + asks("r/e") +
                      "</repeat></group>" + asks("b") + asks("a"));
    CHECK(shown_in(*session) == Paths{"/g", "/r", "/b", "/a"});
    CHECK(shown_in(*session, {"/g"}) == Paths{"/g/d", "/g/c"});
    session->add_instance({"/r"});
    session->add_instance({"/r"});
    const auto instances = session->instances_of({"/r"});
    REQUIRE(instances.size() == 2);
    CHECK(shown_in(*session, instances[1]) ==
          Paths{instances[1].text + "/f", instances[1].text + "/e"});
    Paths missing;
    for (const forms::Fault& fault : session->faults()) missing.push_back(fault.path.text);
    CHECK(missing == Paths{"/g/d", "/g/c", "/a"});
    const auto outline = session->outline();
    REQUIRE(outline.size() == 4);
    CHECK(outline[0].path.text == "/g");
    CHECK(outline[1].path.text == "/r");
}

TEST_CASE("a group that the body does not name stands where its first question does",
          "[xform][record]") {
    const auto session = record_of(data_with("<a/><g><c/><d/></g><b/>"),
                                   asks("b") + "<group appearance='field-list'>" + asks("g/d") +
                                       asks("a") + "</group>" + asks("g/c"));
    CHECK(shown_in(*session) == Paths{"/b", "/g", "/a"});
    CHECK(shown_in(*session, {"/g"}) == Paths{"/g/d", "/g/c"});
    Paths steps;
    for (const forms::Node* node : forms::shown_children(session->definition().root)) {
        if (node->shown_at != 0) steps.emplace_back(forms::step_of(*node));
    }
    CHECK(steps == Paths{"b", "g", "a"});
    const forms::Node* meta = session->definition().find({"/meta"});
    REQUIRE(meta != nullptr);
    CHECK(meta->name == "orx:meta");
    CHECK(forms::step_of(*meta) == "meta");
}

TEST_CASE("a body in the order of the model changes nothing", "[xform][record]") {
    auto reading = xform::read_xform(
        test::xform_with(data_with("<a/><g><c/></g><b/>"), asks("a") + asks("g/c") + asks("b")));
    REQUIRE(reading.definition);
    for (const forms::Node& node : reading.definition->root.children) CHECK(node.shown_at == 0);
}

TEST_CASE("what the model holds and its events set is in the record", "[xform][record]") {
    const auto session = record_of(
        data_with("<a>begun</a><b/><c/><house><name>north</name></house><house/>") +
            R"x(<bind nodeset="/data/c" jr:preload="property" jr:preloadParams="username"/>
<setvalue event="odk-instance-first-load" ref="/data/b" value="concat(/data/a, '!')"/>)x",
        asks("a") + asks("b") + "<group><repeat nodeset='/data/house'>" + asks("house/name") +
            "</repeat></group>");
    const record::Record& record = session->record();
    const auto text_at = [&](const std::string& path) {
        const record::Value* value = record.find_value({path});
        return value == nullptr ? "(never)" : record::text_of(*value);
    };
    CHECK(text_at("/a") == "begun");
    CHECK(text_at("/b") == "begun!");
    CHECK(text_at("/c") == "asha");
    const auto houses = session->instances_of({"/house"});
    REQUIRE(houses.size() == 2);
    CHECK(text_at(houses[0].text + "/name") == "north");
    CHECK(text_at(houses[1].text + "/name") == "(never)");
}

TEST_CASE("choices in chance order stay where they are in a record", "[xform][record]") {
    const auto session =
        record_of(data_with("<q/><t/>") + R"x(<instance id="l"><root><item><name>A</name></item>
<item><name>B</name></item><item><name>C</name></item><item><name>D</name></item>
<item><name>E</name></item><item><name>F</name></item></root></instance>)x",
                  R"x(<select1 ref="/data/q"><label>Q</label>
<itemset nodeset="randomize(instance('l')/root/item[/data/t != 'x'])"><value ref="name"/>
<label ref="name"/></itemset></select1><input ref="/data/t"><label>T</label></input>)x");
    const auto order = [&] {
        std::string names;
        for (const forms::ChoiceView& choice : session->choices({"/q"})) names += choice.name;
        return names;
    };
    const std::string first = order();
    CHECK(first.size() == 6);
    session->answer({"/t"}, std::string("y"));  // Looked for again.
    CHECK(order() == first);
}
