// The reader may rely on: what is quick about node-sets changes nothing. Comparisons are XPath
// 1.0's, pair by pair (3.4); places are counted among brothers; indexed-repeat() gives what looking
// at every instance would.
#include "xpath/bind.h"
#include "xpath/evaluation.h"
#include "xpath/inquiry.h"
#include "xpath/shape.h"

#include <catch2/catch_all.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <set>

using namespace adit;
using xpath::NodeId;

namespace {

using Texts = std::vector<std::string>;

bool asked(const std::string& xml, const std::string& expression,
           xpath::Dialect dialect = xpath::Dialect::Plain) {
    auto library = xpath::Library::from(xml);
    RC_ASSERT(bool(library));
    xpath::Inquiry inquiry;
    inquiry.expression = expression;
    inquiry.dialect = dialect;
    const auto value = xpath::answer(*library, inquiry, xpath::Wanted::Truth);
    RC_ASSERT(bool(value));
    return std::get<bool>(*value);
}

/// Elements of these texts; longer ones are in two parts, so that no node holds them whole.
std::string elements(const std::string& name, const Texts& texts) {
    std::string xml;
    for (const std::string& text : texts) {
        const auto half = text.size() / 2;
        xml += "<" + name + ">" + text.substr(0, half) + "<i>" + text.substr(half) + "</i></" +
               name + ">";
    }
    return xml;
}

double number_of(const std::string& text) {
    xpath::Reckoning plainly;
    plainly.knows_dates = false;
    return xpath::number_of(xpath::Value(text), plainly);
}

template <class Holds>
bool some_pair(const Texts& left, const Texts& right, const Holds& holds) {
    return std::ranges::any_of(left, [&](const std::string& l) {
        return std::ranges::any_of(right, [&](const std::string& r) { return holds(l, r); });
    });
}

}  // namespace

TEST_CASE("two node-sets compare as their pairs do", "[xpath]") {
    CHECK(rc::check([] {
        const auto texts = rc::gen::resize(
            40, rc::gen::container<Texts>(rc::gen::element<std::string>(
                    "", "a", "ab", "abcdefghijklmnopqrstuvwxyz", "1", "1.0", "-2", "17", "x y")));
        const Texts left = *texts;
        const Texts right = *texts;
        const std::string xml = "<d>" + elements("l", left) + elements("r", right) + "</d>";
        RC_ASSERT(asked(xml, "//l = //r") ==
                  some_pair(left, right, [](const auto& l, const auto& r) { return l == r; }));
        RC_ASSERT(asked(xml, "//l != //r") ==
                  some_pair(left, right, [](const auto& l, const auto& r) { return l != r; }));
        RC_ASSERT(asked(xml, "//l < //r") ==
                  some_pair(left, right, [](const auto& l, const auto& r) {
                      return number_of(l) < number_of(r);
                  }));
        RC_ASSERT(asked(xml, "//l >= //r") ==
                  some_pair(left, right, [](const auto& l, const auto& r) {
                      return number_of(l) >= number_of(r);
                  }));
    }));
}

TEST_CASE("places are counted among brothers of one name, however often", "[xpath]") {
    CHECK(rc::check([] {
        const auto names =
            *rc::gen::container<std::vector<char>>(rc::gen::elementOf(std::string("abc")));
        std::string xml = "<d>";
        std::map<char, int> so_far;
        std::map<int, int> at_place;
        for (const char name : names) {
            xml += std::string("<") + name + "/>";
            ++at_place[++so_far[name]];
        }
        xml += "</d>";
        for (int place = 1; place < 4; ++place) {
            const std::string wanted = std::to_string(place);
            RC_ASSERT(asked(
                xml,
                "count(/d/*[position(.) = " + wanted + "]) = " + std::to_string(at_place[place]),
                xpath::Dialect::Forms));
        }
    }));
}

TEST_CASE("a place that is the same for all nodes is found as if each were asked", "[xpath]") {
    CHECK(rc::check([] {
        const auto counts = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 6));
        std::string xml = "<d>";
        for (const int count : counts) {
            xml += "<b>";
            for (int i = 1; i <= count; ++i) xml += "<a>" + std::to_string(i) + "</a>";
            xml += "</b>";
        }
        xml += "</d>";
        const std::string place = *rc::gen::element<std::string>(
            "1", "3", "0", "-1", "2.5", "0 div 0", "1 div 0", "count(/d/b)", "count(//a) - 1",
            "'2'", "true()", "//a", "sum(//a)", "count(a)", "position(.)", "string(//a)",
            "if(count(/d/b) > 2, 2, 1)", "(//a)[2]", "/d/b[2]/a[last()]");
        const std::string path = *rc::gen::element<std::string>("//a", "/d/b/a", "/d/b", "//b//a");
        const auto same = [&](const std::string& one, const std::string& other) {
            RC_LOG(path + one);
            RC_ASSERT(asked(xml,
                            "count(" + path + one + ") = count(" + path + other + ") and count((" +
                                path + one + ")[1] | (" + path + other + ")[1]) < 2",
                            xpath::Dialect::Forms));
        };
        same("[position() = " + place + "]", "[position() = " + place + " and true()]");
        same("[" + place + " = position()]", "[true() and " + place + " = position()]");
    }));
}

namespace {

// A form of a repeat in a repeat, with instances by chance, some of them not relevant.
struct Filled {
    Filled() {
        outer = shape.add(0, "o", true);
        mark = shape.add(outer, "m", false);
        inner = shape.add(outer, "i", true);
        question = shape.add(inner, "q", false);
        other = shape.add(0, "p", true);
        plain = shape.add(other, "n", false);
        live.emplace(shape);
    }
    std::optional<NodeId> chosen(const std::vector<NodeId>& nodes) {
        if (nodes.empty()) return {};
        return *rc::gen::elementOf(nodes);
    }
    void fill() {
        for (int o = *rc::gen::inRange(0, 5); o > 0; --o) {
            const auto block = live->add_instance(live->only(outer));
            if (*rc::gen::inRange(0, 4) == 0) live->set_hidden(live->element_of(block), true);
            contexts.push_back(live->node_in(block, mark));
            for (int i = *rc::gen::inRange(0, 4); i > 0; --i) {
                const auto below = live->add_instance(live->node_in(block, inner));
                if (*rc::gen::inRange(0, 4) == 0) live->set_hidden(live->element_of(below), true);
                contexts.push_back(live->node_in(below, question));
            }
        }
        const auto apart = live->add_instance(live->only(other));
        contexts.push_back(live->node_in(apart, plain));
    }

    xpath::Shape shape{"d"};
    int outer = 0, mark = 0, inner = 0, question = 0, other = 0, plain = 0;
    std::optional<xpath::Instance> live;
    std::vector<NodeId> contexts;
};

std::vector<NodeId> nodes_of(const Filled& form, NodeId from, const std::string& source) {
    auto expression = xpath::parse(source);
    RC_ASSERT(bool(expression));
    const auto own = form.live->schema_of(from);
    const auto binding = xpath::bind(*expression, form.shape, own, false);
    RC_ASSERT(binding.problems.empty());
    xpath::Environment world;
    world.root = {&form.live->tree(), xpath::Tree::kDocument};
    world.live = &*form.live;
    xpath::Evaluation run(*expression, world, {&form.live->tree(), from});
    const auto nodes = run.nodes(expression->root, run.origin());
    RC_ASSERT(run.failure().empty());
    return nodes.nodes;
}

/// indexed-repeat() as it is defined: all nodes of the question, looked at one by one.
std::vector<NodeId> looked_up(const Filled& form, NodeId from, const std::string& question,
                              const std::vector<std::pair<std::string, int>>& repeats) {
    const xpath::Tree& tree = form.live->tree();
    // As arguments of a function that takes all nodes, and not one.
    std::vector<NodeId> found = nodes_of(form, from, "randomize(" + question + ", 1)");
    std::ranges::sort(found);
    for (const auto& [path, wanted] : repeats) {
        const auto among = nodes_of(form, from, "randomize(" + path + ", 1)");
        const std::set<NodeId> known(among.begin(), among.end());
        std::erase_if(found, [&](NodeId node) {
            while (node != xpath::kNoNode && !known.contains(node)) node = tree[node].parent;
            if (node == xpath::kNoNode) return true;
            int place = 1;
            for (NodeId at = tree[node].previous; at != xpath::kNoNode; at = tree[at].previous) {
                if (tree[at].name == tree[node].name && !form.live->is_anchor(at)) ++place;
            }
            return place != wanted;
        });
    }
    return found;
}

}  // namespace

TEST_CASE("indexed-repeat() gives what looking at every instance would", "[xpath]") {
    CHECK(rc::check([] {
        Filled form;
        form.fill();
        const NodeId from = *rc::gen::elementOf(form.contexts);
        const int own = form.live->schema_of(from);
        Texts questions{"/d/o/i/q", "/d/o/m", "/d/o/i", "/d/o", "/d/p/n"};
        Texts outers{"/d/o"};
        Texts inners{"/d/o/i"};
        if (own == form.question) {
            questions.insert(questions.end(), {"../q", "../../i/q", "../../m", "."});
            outers.insert(outers.end(), {"../..", "../../../o"});
            inners.insert(inners.end(), {"..", "../../i"});
        }
        if (own == form.mark) {
            questions.insert(questions.end(), {"../i/q", "../m", "../../o/i/q"});
            outers.insert(outers.end(), {"..", "../../o"});
            inners.insert(inners.end(), {"../i", "../../o/i"});
        }
        const std::string question = *rc::gen::elementOf(questions);
        std::vector<std::pair<std::string, int>> repeats;
        if (*rc::gen::arbitrary<bool>()) {
            repeats.emplace_back(*rc::gen::elementOf(outers), *rc::gen::inRange(0, 5));
        }
        if (repeats.empty() || *rc::gen::arbitrary<bool>()) {
            repeats.emplace_back(*rc::gen::elementOf(inners), *rc::gen::inRange(0, 4));
        }
        std::string call = "indexed-repeat(" + question;
        // A predicate that always holds: the paths are followed then, and not bound.
        std::string followed = "indexed-repeat(" + question + "[1 = 1]";
        for (const auto& [path, place] : repeats) {
            call += ", " + path + ", " + std::to_string(place);
            followed += ", " + path + "[1 = 1], " + std::to_string(place);
        }
        const auto wanted = looked_up(form, from, question, repeats);
        for (const std::string& written : {call + ")", followed + ")"}) {
            auto given = nodes_of(form, from, written);
            std::ranges::sort(given);
            RC_LOG(written);
            RC_ASSERT(given == wanted);
        }
    }));
}
