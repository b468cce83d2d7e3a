// The reader may rely on: of the cases that others wrote for XPath 1.0 and ODK's functions we agree
// with at least so many as stand here. Skipped where those cases are not at hand.
#include "base/json.h"
#include "xml_tree.h"
#include "xpath/evaluation.h"

#include <catch2/catch_all.hpp>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <regex>

using namespace adit;

namespace {

class DocumentLookup final : public xpath::Lookup {
public:
    explicit DocumentLookup(xpath::Tree tree) : tree_(std::move(tree)) {}
    const xpath::Tree& tree() const override { return tree_; }
    const std::vector<xpath::NodeId>* find_items(std::string_view,
                                                 const std::string&) const override {
        return nullptr;
    }

private:
    xpath::Tree tree_;
};

bool same_number(double a, double b) {
    if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
    return a == b || std::abs(a - b) <= 1e-9 * std::max({1.0, std::abs(a), std::abs(b)});
}

double number_in(const Json& json) {
    if (json.is_number()) return json.get<double>();
    const std::string text = json.is_string() ? json.get<std::string>() : "";
    if (text == "Infinity") return HUGE_VAL;
    if (text == "-Infinity") return -HUGE_VAL;
    return NAN;
}

bool agrees(const Json& wanted, const Json& one, const xpath::Value& value, std::int16_t offset) {
    if (wanted.is_boolean()) return xpath::truth_of(value) == wanted.get<bool>();
    if (wanted.is_array()) {
        const auto* set = std::get_if<xpath::NodeSet>(&value);
        if (set == nullptr || set->nodes.size() < wanted.size()) return false;
        if (one["as"] != "node-first" && set->nodes.size() != wanted.size()) return false;
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            const Json text = wanted[i].is_object() ? wanted[i]["value"] : wanted[i];
            if (text.is_string() && set->tree->text_of(set->nodes[i]) != text.get<std::string>()) {
                return false;
            }
        }
        return true;
    }
    if (wanted.is_object()) {
        return std::regex_search(xpath::text_of(value),
                                 std::regex(wanted["regex"].get<std::string>()));
    }
    if (wanted.is_number() || one["assert"] == "number" || one["assert"] == "number-rounded") {
        const double number = xpath::number_of(value, offset);
        if (one.contains("factor") && one["factor"].is_number()) {
            return std::abs(number - number_in(wanted)) <= 0.5 / one["factor"].get<double>();
        }
        return same_number(number, number_in(wanted));
    }
    return xpath::text_of(value) == (wanted.is_string() ? wanted.get<std::string>() : "");
}

}  // namespace

TEST_CASE("expressions come to what others' test suites say", "[xpath]") {
    std::ifstream file(std::string(ADIT_SHELF) + "/conformance/eval.json");
    if (!file) SKIP("The conformance cases are not here.");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto all = json_from(text);
    REQUIRE(all);
    std::map<std::string, DocumentLookup> documents;
    for (const auto& [id, xml] : (*all)["documents"].items()) {
        documents.emplace(id, test::tree_from_xml(xml.get<std::string>()));
    }
    const bool tell = std::getenv("ADIT_TELL") != nullptr;
    std::size_t agree = 0;
    for (const Json& one : (*all)["cases"]) {
        const xpath::Tree& tree = documents.at(one["doc"].get<std::string>()).tree();
        const std::string source = one["expression"].get<std::string>();
        xpath::Environment world;
        world.offset_min = -420;
        world.now_ms = 1'763'888'400'000;
        world.random = [] { return 0.4; };
        world.new_uuid = [] { return "0191d6b2-0000-7000-8000-000000000000"; };
        world.root = {&tree, xpath::Tree::kDocument};
        if (one.contains("root")) {
            const auto root = test::node_at(tree, one["root"].get<std::string>());
            if (root != xpath::kNoNode) world.root.node = root;
        }
        const auto context = test::node_at(tree, one["context"].get<std::string>());
        auto expression = xpath::parse(source);
        const bool wants_error = one.value("expect_error", false);
        bool good = !expression && wants_error;
        std::string found = expression ? "" : expression.error().what;
        if (expression && context != xpath::kNoNode) {
            xpath::Evaluation run(*expression, world, {&tree, context});
            const xpath::Value value = run.value();
            found = xpath::text_of(value);
            good = wants_error ? !run.failure().empty()
                               : agrees(one["expected"], one, value, world.offset_min);
        }
        agree += good;
        if (tell && !good) {
            std::cout << one["id"].get<std::string>() << " | " << source << " | "
                      << (one.contains("expected") ? one["expected"].dump() : "error") << " | "
                      << found << "\n";
        }
    }
    CAPTURE(agree, (*all)["cases"].size());
    CHECK(agree >= 1278);
}
