// The reader may rely on: what is wrong with an expression is said with its place and what to
// write; what is right comes to what FUNCTIONS.md says.
#include "xml/reader.h"
#include "xpath/document.h"
#include "xpath/function.h"

#include <catch2/catch_all.hpp>
#include <rapidcheck.h>

#include <fstream>
#include <iterator>

using namespace adit;

namespace {

std::string complaint(const std::string& source) {
    const auto expression = xpath::parse(source);
    return expression ? "" : expression.error().what;
}

std::string text_of(const std::string& source, const std::string& xml = "<data/>") {
    const auto document = xml::read(xml);
    REQUIRE(document);
    const xpath::Tree tree = xpath::tree_of(*document);
    xpath::Environment world;
    world.root = {&tree, xpath::Tree::kDocument};
    world.now_ms = 1'763'888'400'000;  // 2025-11-23T09:00Z
    world.offset_min = 60;
    world.language = "fr";
    const auto expression = xpath::parse(source);
    if (!expression) return expression.error().what;
    return xpath::Evaluation(*expression, world, {&tree, tree[0].first_child}).text();
}

}  // namespace

TEST_CASE("a wrong expression is refused with its place and what to write", "[xpath]") {
    CHECK(complaint("1 +") ==
          "at its end: here should stand a question, a number, a text or a function");
    CHECK(complaint("slected(., 'a')") ==
          "at character 1 (slected(., 'a')): no function is called slected: did you mean "
          "selected()?");
    CHECK(complaint("round()") == "at character 1 (round()): round() does not take 0 arguments");
    CHECK(complaint("if(a, b") == "at its end: here should stand )");
    CHECK(complaint("a = 'b") == "at character 5: this quotation mark is never closed");
    CHECK(complaint("a = ‘b’") ==
          "at character 5: write straight quotation marks (') instead of curly ones");
    CHECK(complaint("$a") ==
          "at character 1: write ${name}, with braces, for the answer to a question");
    CHECK(complaint("a b") == "at character 3 (b): here the expression should end");
    CHECK(complaint("sum(3)").find("wants a question or group") != std::string::npos);
    CHECK(complaint("") ==
          "at its end: here should stand a question, a number, a text or a function");
}

TEST_CASE("an expression without end or bottom is refused, not followed", "[xpath]") {
    CHECK(complaint(std::string(70'000, ' ')).find("longer than 65,536") != std::string::npos);
    CHECK(complaint(std::string(20'000, '(')).find("nested too deep") != std::string::npos);
    CHECK(complaint(std::string(20'000, '-') + "1").find("nested too deep") != std::string::npos);
    std::string sum = "1";
    for (int i = 0; i < 20'000; ++i) sum += "+1";
    CHECK(complaint(sum).find("too many parts") != std::string::npos);
    // Each of these adds to what lies in one another, though none is deep by itself.
    std::string nested = "1";
    for (int i = 0; i < 400; ++i) {
        nested = "(" + nested;
        for (int more = 0; more < 40; ++more) nested += "+1";
        nested += ")";
    }
    CHECK(complaint(nested).find("too many parts") != std::string::npos);
    std::string united = "a";
    for (int i = 0; i < 20'000; ++i) united += "|a";
    CHECK(complaint(united).find("too many parts") != std::string::npos);
    std::string fitting = "1";
    for (int i = 0; i < 900; ++i) fitting += " or 1";
    CHECK(complaint(fitting).empty());
}

TEST_CASE("any text is read or refused, and never brings the program down", "[xpath]") {
    CHECK(rc::check([](const std::string& text) { static_cast<void>(xpath::parse(text)); }));
    CHECK(rc::check([] {
        static const std::vector<std::string> kParts{
            "(", ")",   "[", "]", "..", ".", "/", "//",    "@",  "*",  "a",     "and",     "div",
            "1", "'x'", ",", "|", "-",  "=", "<", "count", "if", "::", "child", "position"};
        std::string text;
        for (const auto& part :
             *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(kParts))) {
            text += part + (*rc::gen::arbitrary<bool>() ? " " : "");
        }
        static_cast<void>(text_of(text, "<data><a>1</a><a>2</a></data>"));
    }));
}

TEST_CASE("numbers come back from their own text", "[xpath]") {
    CHECK(rc::check([](double number) {
        const double back = xpath::number_from(xpath::text_of_number(number), 0);
        RC_ASSERT(back == number || (number != number && back != back) ||
                  xpath::text_of_number(number).ends_with("Infinity"));
    }));
    CHECK(xpath::text_of_number(5) == "5");
    CHECK(xpath::text_of_number(-0.0) == "0");
    CHECK(xpath::text_of_number(0.1 + 0.2) == "0.30000000000000004");
    CHECK(xpath::text_of_number(1e21) == "1000000000000000000000");
}

TEST_CASE("functions give what FUNCTIONS.md says", "[xpath]") {
    CHECK(text_of("round(1.005, 2)") == "1.01");
    CHECK(text_of("round(-2.5)") == "-2");
    CHECK(text_of("round(-2.5, 0)") == "-3");
    CHECK(text_of("sum(//a)", "<data><a>2</a><a/><a>3</a></data>") == "5");
    CHECK(text_of("max(//a)", "<data><a>-2</a><a>-3</a></data>") == "-2");
    CHECK(text_of("coalesce('', '', 'c')") == "c");
    CHECK(text_of("substr('Évêché', 1, 3)") == "vê");
    CHECK(text_of("string-length('Évêché')") == "6");
    CHECK(text_of("selected('a b c', 'b') and not(selected('ab', 'a'))") == "true");
    CHECK(text_of("regex('CD-KAM-014', '^(CD|GH)-[A-Z]{3}-[0-9]{3}$')") == "true");
    CHECK(text_of("regex('xCD', 'CD')") == "true");
    CHECK(text_of("regex('aa', '(a)\\1')") == "false");  // No pattern looks back here.
    CHECK(text_of("regex('aa', '\\2222222222222222222222')") == "false");
    CHECK(text_of("regex('\\1', '^\\\\1$')") == "true");
    CHECK(text_of("regex('xCD', '^CD')") == "false");
    CHECK(text_of("regex('CDx', 'CD$')") == "false");
    CHECK(text_of("regex('é', '^.$')") == "true");
    CHECK(text_of("regex('+243 812 345 678', '^\\+?[0-9 ]{7,16}$')") == "true");
    CHECK(text_of("today()") == "2025-11-23");
    CHECK(text_of("now()") == "2025-11-23T10:00:00.000+01:00");
    CHECK(text_of("today() - date('2025-11-20')") == "3");
    CHECK(text_of("'2025-11-24' > today()") == "true");
    CHECK(text_of("date('2025-02-30')") == "Invalid Date");
    CHECK(text_of("coalesce(date('2025-02-30'), 'none')") == "none");
    CHECK(text_of("format-date('2025-02-03', '%e %b %Y (%a)')") == "3 févr. 2025 (lun.)");
    CHECK(text_of("number('x') = number('x')") == "false");
    CHECK(text_of("join(', ', //a)", "<data><a>1</a><a>2</a></data>") == "1, 2");
    CHECK(text_of("position(//a[2])", "<data><a/><b/><a/></data>") == "2");
    CHECK(text_of("distance('0 0 0 0; 0 1 0 0')") == "111318.85");
    CHECK(text_of("geofence('0.5 0.5', '0 0;0 1;1 1;1 0;0 0')") == "true");
}

TEST_CASE("a pattern that would take for ever does not", "[xpath]") {
    const std::string text(5000, 'a');
    CHECK(text_of("regex('" + text + "!', '^(a+)+$')") == "false");
    CHECK(text_of("regex('" + text + "!', '(a+)+b')") == "false");
    CHECK(text_of("regex('a', '(')") == "false");
    CHECK(text_of("regex('Kananga 12', '^(?=.*[0-9])[A-Z].{2,20}$')") == "true");
    // Repetitions that are written out, and look-aheads that begin anew at every place.
    CHECK(text_of("regex('a', '((a{1,99}){1,99}){1,99}')") == "false");
    CHECK(text_of("regex('" + text + "', '(a?){2000}b')") == "false");
    CHECK(text_of("regex('" + text + "', '(?=(?=(?=.*a).*a).*a).*b')") == "");
    for (int i = 0; i < 3000; ++i) {
        CHECK(text_of("regex('a', 'a{0,900}b{0," + std::to_string(i) + "}$')") == "true");
    }
}

TEST_CASE("the list of functions and the code name the same ones", "[xpath]") {
    std::ifstream file(std::string(ADIT_SOURCES) + "/shared/xpath/FUNCTIONS.md");
    const std::string listed{std::istreambuf_iterator<char>(file), {}};
    for (const xpath::Function* function : xpath::all_functions()) {
        CAPTURE(function->name);
        CHECK(listed.find("`" + std::string(function->name) + "(") != std::string::npos);
    }
}

TEST_CASE("a weighted list counts node by node", "[xpath]") {
    const std::string xml = "<t><s><a>one</a><b/><c>one</c></s><w><a>1</a><b>3</b><c>5</c></w></t>";
    CHECK(text_of("weighted-checklist(6, 6, /t/s/*, /t/w/*)", xml) == "true");
    CHECK(text_of("weighted-checklist(0, 0, /t/s/b, /t/w/b)", xml) == "true");
    CHECK(text_of("weighted-checklist(7, 7, /t/s/*, /t/w/*, true(), 1)", xml) == "true");
    CHECK(text_of("weighted-checklist(0, -1, /t/s/a, /t/w/*)", xml) == "false");
    CHECK(text_of("weighted-checklist(3, 3, true(), 3)", xml) == "true");
}

TEST_CASE("a day may be typed short, and a moment at midnight is a day", "[xpath]") {
    CHECK(text_of("date('1970-1-2')") == "1970-01-02");
    CHECK(text_of("date('1970-1-02')") == "1970-01-02");
    CHECK(text_of("date('1970-1-2T10:00:00')") == "1970-01-02T10:00:00.000+01:00");
    CHECK(text_of("date('1970-13-2')") == "Invalid Date");
    CHECK(text_of("date-time('1970-1-2')") == "1970-01-02");
    CHECK(text_of("date-time('2025-11-23T08:00:00Z')") == "2025-11-23T09:00:00.000+01:00");
    CHECK(text_of("number('2020-1-5')") == "NaN");
}
