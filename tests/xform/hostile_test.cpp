// The reader may rely on: a form that asks for more than a laptop has is refused in a sentence or
// computed as far as its bounds, and comes to an end; a large one that asks for nothing odd is
// quick.
#include "forms/live_form.h"
#include "forms/session.h"
#include "support/small_xform.h"
#include "xform/playing.h"
#include "xform/reading.h"
#include "xml/reader.h"

#include <catch2/catch_all.hpp>

#include <chrono>

using namespace adit;

namespace {

std::string data_with(const std::string& nodes) {
    return "<instance><data id='p' version='1'>" + nodes + "</data></instance>";
}

std::string bind_with(const std::string& name, const std::string& attributes) {
    return "<bind nodeset='/data/" + name + "' " + attributes + "/>";
}

std::string input(const std::string& name) {
    return "<input ref='/data/" + name + "'><label>L</label></input>";
}

xform::Reading read(const std::string& model, const std::string& body) {
    return xform::read_xform(test::xform_with(model, body));
}

std::string first_problem(const xform::Reading& reading) {
    return reading.problems.empty() ? "" : xform::text_of(reading.problems.front());
}

/// The form as it computes itself, without a record: a number by the name of its place.
struct Live {
    explicit Live(const xform::Reading& reading, forms::LiveWorld world = {})
        : form(
              std::make_shared<const forms::Definition>(*reading.definition),
              reading.definition->plan, [](std::string_view) { return nullptr; },
              std::move(world)) {
        form.set_instance_adder([this](forms::NodeId anchor, forms::LiveForm::Growth growth) {
            if (growth == forms::LiveForm::Growth::Given) {
                form.load_instance(anchor);
            } else {
                form.fill_new(form.add_instance(anchor));
            }
            return true;
        });
        form.take_model();
        form.start();
    }
    std::string text(const std::string& path) const { return form.text(form.find(path)); }
    std::size_t count(const std::string& path) const {
        const auto& instances = form.tree().instances_at(form.find(path));
        return static_cast<std::size_t>(std::ranges::count_if(instances, [&](forms::BlockId block) {
            return form.is_relevant(form.tree().element_of(block));
        }));
    }
    forms::LiveForm form;
};

/// A repeat of so many instances, each with an x of 1 and a calculated y.
xform::Reading repeats(int count, const std::string& calculate) {
    std::string nodes = "<r jr:template=''><x/><y/></r>";
    for (int i = 1; i <= count; ++i) nodes += "<r><x>" + std::to_string(i) + "</x><y/></r>";
    return read(
        data_with(nodes) + bind_with("r/y", "calculate=\"" + calculate + "\""),
        "<group ref='/data/r'><repeat nodeset='/data/r'>" + input("r/x") + "</repeat></group>");
}

const auto kSoon = std::chrono::seconds(30);

}  // namespace

TEST_CASE("groups nested without end are refused", "[xform]") {
    std::string deep, back;
    for (int i = 0; i < 10'000; ++i) {
        deep += "<g>";
        back += "</g>";
    }
    CHECK(first_problem(read(data_with(deep + back), "")).find("more than 256 deep") !=
          std::string::npos);
    std::string groups, ends;
    for (int i = 0; i < 10'000; ++i) {
        groups += "<group>";
        ends += "</group>";
    }
    CHECK(first_problem(read(data_with("<a/>"), groups + ends)).find("more than 256 deep") !=
          std::string::npos);
}

TEST_CASE("names that come to very long paths are refused", "[xform]") {
    std::string deep, back, groups, ends;
    for (int i = 0; i < 200; ++i) {
        const std::string name(30'000, static_cast<char>('a' + i % 26));
        deep += "<" + name + ">";
        back = "</" + name + ">" + back;
        groups += "<group ref='" + name + "'>";
        ends += "</group>";
    }
    const auto reading = read(data_with(deep + back), groups + ends);
    CHECK_FALSE(reading.definition);
    CHECK(first_problem(reading).find("come to more than 512 bytes: shorten them.") !=
          std::string::npos);
}

TEST_CASE("a form of tens of thousands of questions is read and computed", "[xform]") {
    constexpr int kCount = 30'000;
    std::string nodes = "<q0>1</q0>", binds;
    for (int i = 1; i < kCount; ++i) {
        const std::string name = "q" + std::to_string(i);
        nodes += "<" + name + "/>";
        binds += bind_with(name, "calculate='/data/q" + std::to_string(i - 1) + " + 1'");
    }
    const auto start = std::chrono::steady_clock::now();
    const auto reading = read(data_with(nodes) + binds, input("q0"));
    REQUIRE(reading.definition);
    Live live(reading);
    CHECK(live.text("/q29999") == "30000");
    live.form.set_text(live.form.find("/q0"), "11");
    CHECK(live.text("/q29999") == "30010");
    CHECK(std::chrono::steady_clock::now() - start < kSoon);
}

TEST_CASE("a circle of thousands is told in one line", "[xform]") {
    std::string nodes, binds;
    for (int i = 0; i < 20'000; ++i) {
        const std::string name = "q" + std::to_string(i);
        nodes += "<" + name + "/>";
        binds += bind_with(name, "calculate='/data/q" + std::to_string((i + 1) % 20'000) + " + 1'");
    }
    const auto reading = read(data_with(nodes) + binds, "");
    CHECK_FALSE(reading.definition);
    REQUIRE(reading.problems.size() == 1);
    CHECK(reading.problems[0].what.find(" -> … (19992 more) … -> ") != std::string::npos);
    CHECK(reading.problems[0].what.size() < 300);
}

TEST_CASE("an expression that looks at all of a large form is refused or bounded", "[xform]") {
    std::string nodes, binds;
    for (int i = 0; i < 3000; ++i) {
        const std::string name = "q" + std::to_string(i);
        nodes += "<" + name + "/>";
        binds +=
            bind_with(name, "relevant='count(//*/following-sibling::*[//*/preceding::*]) &gt; " +
                                std::to_string(i) + "'");
    }
    const auto start = std::chrono::steady_clock::now();
    const auto reading = read(data_with(nodes) + binds, "");
    CHECK_FALSE(reading.definition);
    REQUIRE_FALSE(reading.problems.empty());
    const auto told = std::ranges::any_of(reading.problems, [](const xform::Problem& problem) {
        return problem.what.find("too many places of the form: name the questions") !=
               std::string::npos;
    });
    CHECK(told);
    CHECK(std::chrono::steady_clock::now() - start < kSoon);
}

TEST_CASE("a repeat_count that is no count adds nothing, and one without end ends", "[xform]") {
    const auto counted = [](const std::string& n, const std::string& calculate = "") {
        const auto reading =
            read(data_with("<n>" + n + "</n><r jr:template=''><x/></r>") +
                     (calculate.empty() ? "" : bind_with("n", "calculate=\"" + calculate + "\"")),
                 "<group ref='/data/r'><repeat nodeset='/data/r' jr:count='/data/n'>" +
                     input("r/x") + "</repeat></group>");
        REQUIRE(reading.definition);
        return Live(reading).count("/r");
    };
    CHECK(counted("3") == 3);
    CHECK(counted("-1") == 0);
    CHECK(counted("") == 0);
    CHECK(counted("two") == 0);
    CHECK(counted("2.9") == 2);
    CHECK(counted("1000000000") == 1000);
    CHECK(counted("1e300") == 0);  // No number in XPath 1.0.
    CHECK(counted("", "1 div 0") == 0);
    CHECK(counted("", "0 div 0") == 0);
    CHECK(counted("", "count(/data/r) + 1") == 1000);
    CHECK(counted("", "5 - count(/data/r)") <= 5);
}

TEST_CASE("texts that double stop where there is no room", "[xform]") {
    std::string nodes = "<c0>0123456789</c0>", binds;
    for (int i = 1; i < 40; ++i) {
        const std::string before = "/data/c" + std::to_string(i - 1);
        nodes += "<c" + std::to_string(i) + "/>";
        binds +=
            bind_with("c" + std::to_string(i), "calculate='concat(" + before + "," + before + ")'");
    }
    const auto reading = read(data_with(nodes) + binds, "");
    REQUIRE(reading.definition);
    forms::LiveWorld small;
    small.text_bytes_max = 100'000;
    Live live(reading, small);
    CHECK(live.text("/c5").size() == 320);
    CHECK(live.text("/c39").empty());
    CHECK(live.form.tree().text_bytes() <= 100'000);
    CHECK(live.form.too_much() == std::set{forms::TooMuch::Text});
}

TEST_CASE("calculations that look at too much stop the others of one change", "[xform]") {
    const auto reading = repeats(200, "count(/data/r[x &gt; 0])");
    REQUIRE(reading.definition);
    CHECK(Live(reading).text("/r[200]/y") == "200");
    forms::LiveWorld hurried;
    hurried.work_max = 10'000;
    Live bounded(reading, hurried);
    int computed = 0;
    for (int i = 1; i <= 200; ++i) {
        computed += bounded.text("/r[" + std::to_string(i) + "]/y") == "200" ? 1 : 0;
    }
    CHECK(computed > 0);
    CHECK(computed < 50);
    CHECK(bounded.form.too_much() == std::set{forms::TooMuch::Work});
}

TEST_CASE("thousands of instances that look at one another are quick", "[xform]") {
    constexpr int kCount = 5000;
    const auto start = std::chrono::steady_clock::now();
    const std::string last = "/r[5000]/y";
    CHECK(Live(repeats(kCount, "position(..)")).text(last) == "5000");
    CHECK(
        Live(repeats(kCount, "indexed-repeat(/data/r/x, /data/r, position(..) - 1)")).text(last) ==
        "4999");
    CHECK(Live(repeats(kCount, "sum(/data/r/x)")).text(last) == "12502500");
    CHECK(std::chrono::steady_clock::now() - start < kSoon);
}

TEST_CASE("a record begins soon where the model has thousands of instances", "[xform]") {
    auto reading = repeats(2000, "sum(/data/r/x)");
    REQUIRE(reading.definition);
    forms::Opening opening;
    opening.definition = std::make_shared<const forms::Definition>(*std::move(reading.definition));
    opening.is_new = true;
    opening.tables = [](std::string_view) { return nullptr; };
    opening.new_instance = [next = std::uint64_t{0}]() mutable { return ++next; };
    const auto start = std::chrono::steady_clock::now();
    auto session = forms::FormSession::open(std::move(opening));
    REQUIRE(session);
    const auto instances = (*session)->instances_of({"/r"});
    REQUIRE(instances.size() == 2000);
    CHECK((*session)->opening_operations().size() >= 2000);
    CHECK(std::chrono::steady_clock::now() - start < kSoon);
}

TEST_CASE("characters that no XML may hold never reach a submission", "[xform]") {
    auto reading = read(data_with("<a/>"), input("a"));
    REQUIRE(reading.definition);
    Surroundings world;
    world.now_ms = [] { return std::int64_t{0}; };
    world.random = [](std::span<std::uint8_t> bytes) { std::ranges::fill(bytes, 7); };
    xform::Playing form(std::make_shared<const forms::Definition>(*reading.definition), {},
                        {.world = world, .own = {}});
    for (const std::string_view odd :
         {std::string_view("a\0b", 3), std::string_view("a\x01"), std::string_view("\xEF\xBF\xBE"),
          std::string_view("\xFF"), std::string_view("\xED\xA0\x80")}) {
        REQUIRE(form.answer("/data/a", odd));
        CHECK(xml::read(form.submission()));
    }
    CHECK_FALSE(read(data_with("<a>&#0;</a>"), "").definition);
    CHECK_FALSE(read(data_with("<a>&#xFFFF;</a>"), "").definition);
}

TEST_CASE("a pattern that cannot be read is told with the form", "[xform]") {
    const auto reading =
        read(data_with("<a/>") + bind_with("a", "constraint=\"regex(., '[0-9')\""), input("a"));
    CHECK(first_problem(reading).find(
              "Mend the expression: the pattern [0-9 cannot be read: write it as for Java or "
              "JavaScript, without back references.") != std::string::npos);
}
