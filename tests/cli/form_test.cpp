// What a form's author, or a script, may rely on at a terminal: workbooks become XForm XML, forms
// play as others say they do, and what is wrong is told while the rest goes on.
#include "base/text.h"
#include "terminal.h"
#include "xml/reader.h"

#include <algorithm>
#include <iostream>

using namespace adit;
using test::Answer;
using test::Terminal;

namespace {

const std::filesystem::path kShelf = std::filesystem::path(ADIT_SHELF) / "conformance/play";

/// Trees are the same when names, attributes and texts are; whatever prefixes stand before them.
bool same_element(const xml::Node& wanted, const xml::Node& got) {
    if (wanted.name->local != got.name->local) return false;
    const auto attributes = [](const xml::Node& node) {
        std::vector<std::pair<std::string, std::string>> all;
        for (const xml::Attribute& one : node.attributes) {
            if (one.name->local != "version") all.emplace_back(one.name->local, one.value);
        }
        std::ranges::sort(all);
        return all;
    };
    const auto children = [](const xml::Node& node) {
        std::vector<const xml::Node*> all;
        for (const xml::Node& child : node.children) {
            if (child.is_element()) all.push_back(&child);
        }
        return all;
    };
    const auto ours = children(got), theirs = children(wanted);
    if (attributes(wanted) != attributes(got) || ours.size() != theirs.size()) return false;
    const std::string text(trimmed(wanted.content()));
    const bool any_id = text == "uuid:@@UUID@@" && got.content().starts_with("uuid:");
    if (theirs.empty() && !any_id && trimmed(got.content()) != text) return false;
    for (std::size_t i = 0; i < ours.size(); ++i) {
        if (!same_element(*theirs[i], *ours[i])) return false;
    }
    return true;
}

std::string plain(const Json& json) {
    if (json.is_string()) return json.get<std::string>();
    if (json.is_null()) return {};
    return json.is_number() ? std::to_string(json.get<double>()) : text_of(json);
}

bool agrees(const Json& step, const Json& got) {
    const Json& wanted = step["expect"];
    if (step["get"] == "instance") {
        const auto ours = xml::read(got.is_string() ? got.get<std::string>() : "");
        const auto theirs = xml::read(wanted.get<std::string>());
        return ours && theirs && same_element(theirs->root(), ours->root());
    }
    if (wanted.is_array() || wanted.is_boolean()) return wanted == got;
    if (!wanted.is_number()) return plain(wanted) == plain(got);
    return plain(wanted) == plain(got) ||
           std::to_string(wanted.get<double>()) == std::to_string(std::atof(plain(got).c_str()));
}

}  // namespace

TEST_CASE("forms play as those who wrote cases for them say", "[cli][form]") {
    if (!std::filesystem::exists(kShelf / "cases.jsonl")) {
        SKIP("the reference shelf is not here");
    }
    Terminal terminal;
    const Answer answer = terminal({"form", "play", "--batch", (kShelf / "cases.jsonl").string()});
    REQUIRE(answer.code == 0);
    const auto lines = split(answer.out, '\n');
    std::ifstream cases(kShelf / "cases.jsonl");
    std::size_t agree = 0, differ = 0, at = 0;
    for (std::string line; std::getline(cases, line); ++at) {
        const auto one = json_from(line);
        const auto got = json_from(lines[at]);
        REQUIRE(one);
        REQUIRE(got);
        REQUIRE((*got)["id"] == (*one)["id"]);
        std::size_t place = 0;
        bool all = got->contains("answers");
        for (const Json& step : (*one)["steps"]) {
            if (!step.contains("get")) continue;
            all = all && agrees(step, (*got)["answers"][place++]);
        }
        ++(all ? agree : differ);
        if (!all) std::cout << "differs: " << (*one)["id"] << ' ' << (*one)["test"] << '\n';
    }
    INFO(agree << " agree, " << differ << " differ");
    CHECK(agree >= 246);
}

TEST_CASE("one case that cannot be played does not stop the others", "[cli][form]") {
    Terminal terminal;
    terminal.file("good.xml",
                  R"(<h:html xmlns="http://www.w3.org/2002/xforms"
xmlns:h="http://www.w3.org/1999/xhtml"><h:head><model><instance><data id="a"><n/></data></instance>
</model></h:head><h:body><input ref="/data/n"/></h:body></h:html>)");
    terminal.file("bad.xml", "<h:html");
    const auto batch = terminal.file("cases.jsonl", R"({"id":"lost","form":"nothing.xml","steps":[]}
{"id":"bad","form":"bad.xml","steps":[]}
not JSON
{"id":"strange","form":"good.xml","steps":[{"do":"dance"}]}
{"id":"no place","form":"good.xml","steps":[{"do":"answer","ref":"/data/m","value":1},{"do":"add_repeat","ref":"/data/n"},{"do":"answer","ref":"/data/n","value":2},{"get":"value","ref":"/data/n"}]}
{"id":"good","form":"good.xml","steps":[{"do":"answer","ref":"/data/n","value":["a","b"]},{"get":"value","ref":"/data/n"},{"get":"value","ref":"/data/m"},{"get":"colour"}]}
)");
    const Answer answer = terminal({"form", "play", "--batch", batch.string()});
    CHECK(answer.code == 0);
    const auto lines = split(answer.out, '\n');
    REQUIRE(lines.size() >= 6);
    for (std::size_t i = 0; i < 4; ++i) {
        const auto line = json_from(lines[i]);
        REQUIRE(line);
        CHECK_FALSE((*line)["error"].get<std::string>().empty());
    }
    // A step that the form does not let a person do changes nothing.
    CHECK(*json_from(lines[4]) == Json{{"id", "no place"}, {"answers", {"2"}}});
    CHECK(*json_from(lines[5]) == Json{{"id", "good"}, {"answers", {"a b", nullptr, nullptr}}});
    CHECK(terminal({"form", "play"}).code == 1);
    CHECK(terminal({"form", "play", "--batch", "nothing.jsonl"}).code == 1);
}

TEST_CASE("a workbook becomes XForm XML, or its problems are told", "[cli][form]") {
    Terminal terminal;
    const std::string forms = std::string(ADIT_SOURCES) + "/assets/forms/";
    const Answer good = terminal({"form", "convert", forms + "site_visit.xlsx"});
    CHECK(good.code == 0);
    CHECK(good.err.empty());
    const auto document = xml::read(good.out);
    REQUIRE(document);
    CHECK(document->root().child("body") != nullptr);

    const Answer named =
        terminal({"form", "convert", forms + "site_visit", "--form-name", "visit"});
    CHECK(named.out.find("nodeset=\"/visit/visit/country\"") != std::string::npos);

    const Answer none = terminal({"form", "convert", "nothing.xlsx"});
    CHECK(none.code == 1);
    CHECK(none.out.empty());
    CHECK_FALSE(none.err.empty());
    CHECK(terminal({"form", "convert"}).code == 1);

    const auto list = terminal.file(
        "list.jsonl", R"({"id":"lost","xlsx":"nothing.xlsx","form_name":"f","out":"lost.xml"}
7
{"id":"nowhere","xlsx":")" +
                          forms + R"(site_visit.xlsx","form_name":"f","out":"/no/such/folder/f.xml"}
{"id":"good","xlsx":")" + forms +
                          R"(site_visit.xlsx","form_name":"f","out":")" +
                          (terminal.path() / "f.xml").string() + "\"}\n");
    const Answer many = terminal({"form", "convert", "--batch", list.string()});
    const auto lines = split(many.out, '\n');
    REQUIRE(lines.size() >= 4);
    for (std::size_t i = 0; i < 3; ++i) {
        CAPTURE(lines[i]);
        const auto line = json_from(lines[i]);
        REQUIRE(line);
        CHECK((*line)["ok"] == false);
        CHECK_FALSE((*line)["problems"].empty());
    }
    CHECK(*json_from(lines[3]) == Json{{"id", "good"}, {"ok", true}});
    CHECK(std::filesystem::file_size(terminal.path() / "f.xml") > 10'000);
}

TEST_CASE("a submission says what it holds, what its form does not know, and is written again",
          "[cli][form]") {
    Terminal terminal;
    const auto form = terminal.file(
        "form.xml",
        R"(<h:html xmlns="http://www.w3.org/2002/xforms" xmlns:h="http://www.w3.org/1999/xhtml"><h:head>
<model><instance><data id="a" version="1"><house><name/><kind/></house><meta><instanceID/></meta></data>
</instance><bind nodeset="/data/house/name" type="string"/></model></h:head><h:body>
<repeat nodeset="/data/house"><input ref="/data/house/name"/></repeat></h:body></h:html>)");
    const auto filled = terminal.file(
        "filled.xml",
        "<data id='a' "
        "version='1'><house><name>N</name></house>\n<house><name>two\nlines</name><kind/>"
        "<floor>3</floor></house><meta><instanceID>uuid:1</instanceID></meta></data>");
    const auto out = terminal.path() / "again.xml";
    const std::vector<std::string> command = {"form",          "submission", form.string(),
                                              filled.string(), "--write",    out.string()};
    const Answer answer = terminal(command);
    CHECK(answer.code == 0);
    CHECK(answer.out ==
          "a, version 1, record uuid:1\n/data/@id a\n/data/@version 1\n/data/house[1]/name N\n"
          "/data/house[2]/name two\\nlines\n/data/house[2]/kind\n/data/meta/instanceID uuid:1\n"
          "not in the form: floor, in /data/house[2]: <floor>3</floor>\n"
          "Answers: 6, instances of repeats: 2, not in the form: 1.\n");
    CHECK(answer.err.find("line 3, <floor>") != std::string::npos);
    std::ifstream written(out);
    CHECK(std::string(std::istreambuf_iterator<char>(written), {}) ==
          "<data id=\"a\" version=\"1\"><house><name>N</name></house><house><name>two\nlines</name>"
          "<kind/><floor>3</floor></house><meta><instanceID>uuid:1</instanceID></meta></data>");

    auto as_json = command;
    as_json.push_back("--json");
    const Json json = terminal(as_json).json();
    CHECK(json["good"] == true);
    CHECK(json["instance_id"] == "uuid:1");
    CHECK(json["answers"][3] == Json{{"path", "/data/house[2]/name"}, {"text", "two\nlines"}});
    CHECK(json["unknown"].size() == 1);
    CHECK(json["problems"][0]["severity"] == "warning");
}

TEST_CASE("a submission that cannot be read is refused, and nothing is written", "[cli][form]") {
    Terminal terminal;
    const std::string visit = std::string(ADIT_SOURCES) + "/assets/forms/site_visit.xlsx";
    const auto other = terminal.file("other.xml", "<data id='pits'/>");
    const auto out = terminal.path() / "again.xml";
    const Answer answer =
        terminal({"form", "submission", visit, other.string(), "--write", out.string()});
    CHECK(answer.code == 1);
    CHECK(answer.out.empty());
    CHECK(answer.err.find("\"pits\"") != std::string::npos);
    CHECK_FALSE(std::filesystem::exists(out));
    const Json json = terminal({"form", "submission", visit, other.string(), "--json"}).json();
    CHECK(json["good"] == false);
    CHECK(json["problems"].size() == 1);
    CHECK(terminal({"form", "submission", "nothing.xml", other.string()}).code == 1);
    CHECK(terminal({"form", "submission", other.string(), other.string()}).code == 1);
    CHECK(terminal({"form", "submission", visit, "nothing.xml"}).code == 1);
    CHECK(terminal({"form", "submission", visit}).code == 2);
}
