// The reader may rely on: of the cases that others wrote for XPath 1.0 and ODK's functions we agree
// with at least so many as stand here. Skipped where those cases are not at hand.
#include "base/json.h"
#include "xpath/inquiry.h"

#include <catch2/catch_all.hpp>

#include <cmath>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <iterator>
#include <regex>

using namespace adit;

namespace {

bool same_number(double a, double b) {
    if (std::isnan(a) || std::isnan(b)) return std::isnan(a) && std::isnan(b);
    return a == b || std::abs(a - b) <= 1e-9 * std::max({1.0, std::abs(a), std::abs(b)});
}

double number_in(const Json& json) {
    if (json.is_number()) return json.get<double>();
    return xpath::number_from(json.is_string() ? json.get<std::string>() : "", {});
}

bool agrees(const Json& wanted, const Json& one, const xpath::Value& value) {
    if (wanted.is_boolean()) return xpath::truth_of(value) == wanted.get<bool>();
    if (wanted.is_array()) {
        const auto* set = std::get_if<xpath::NodeSet>(&value);
        if (set == nullptr || set->nodes.size() < wanted.size()) return false;
        const bool all = one["as"] == "nodeset" || one["as"] == "nodeset-unordered";
        if (all && set->nodes.size() != wanted.size()) return false;
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            const Json text = wanted[i].is_object() ? wanted[i].value("value", Json()) : wanted[i];
            const bool same =
                !text.is_string() || set->tree->text_of(set->nodes[i]) == text.get<std::string>();
            if (one["as"] != "nodeset-unordered" && !same) return false;
        }
        return true;
    }
    if (wanted.is_object()) {
        return std::regex_search(xpath::text_of(value),
                                 std::regex(wanted["regex"].get<std::string>()));
    }
    const auto* number = std::get_if<double>(&value);
    if (number == nullptr) return xpath::text_of(value) == wanted.get<std::string>();
    if (one.contains("factor") && one["factor"].is_number()) {
        return std::abs(*number - number_in(wanted)) <= 0.5 / one["factor"].get<double>();
    }
    const std::string text = wanted.is_string() ? wanted.get<std::string>() : "";
    return same_number(*number, number_in(wanted)) || xpath::text_of_number(*number) == text;
}

xpath::Inquiry inquiry_of(const Json& one) {
    xpath::Inquiry inquiry;
    inquiry.expression = one["expression"].get<std::string>();
    inquiry.context = one["context"].get<std::string>();
    inquiry.root = one.value("root", "");
    inquiry.dialect = one["engine"] == "xpath1" ? xpath::Dialect::Plain : xpath::Dialect::Forms;
    inquiry.language = one.value("language", "");
    inquiry.zone = one.value("tz", "UTC");
    inquiry.now_ms = 1'763'888'400'000;
    inquiry.random = [] { return 0.4; };
    inquiry.new_uuid = [] { return "0191d6b2-0000-7000-8000-000000000000"; };
    if (!one.contains("ns")) return inquiry;
    for (const auto& [prefix, uri] : one["ns"].items()) {
        inquiry.namespaces[prefix] = uri.get<std::string>();
    }
    return inquiry;
}

xpath::Wanted wanted_of(const std::string& as) {
    if (as == "string") return xpath::Wanted::Text;
    if (as == "number") return xpath::Wanted::Number;
    if (as == "boolean") return xpath::Wanted::Truth;
    return as.starts_with("node") ? xpath::Wanted::Nodes : xpath::Wanted::Any;
}

}  // namespace

TEST_CASE("expressions come to what others' test suites say", "[xpath]") {
    std::ifstream file(std::string(ADIT_SHELF) + "/conformance/eval.json");
    if (!file) SKIP("The conformance cases are not here.");
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto all = json_from(text);
    REQUIRE(all);
    std::map<std::string, xpath::Library> documents;
    for (const auto& [id, xml] : (*all)["documents"].items()) {
        auto read = xpath::Library::from(xml.get<std::string>());
        INFO(id);
        REQUIRE(read);
        documents.emplace(id, std::move(*read));
    }
    const bool tell = std::getenv("ADIT_TELL") != nullptr;
    std::size_t agree = 0;
    for (const Json& one : (*all)["cases"]) {
        const auto found = xpath::answer(documents.at(one["doc"].get<std::string>()),
                                         inquiry_of(one), wanted_of(one["as"].get<std::string>()));
        const bool wants_error = one.value("expect_error", false);
        const bool good =
            found ? !wants_error && agrees(one["expected"], one, *found) : wants_error;
        agree += good;
        if (tell && !good) {
            std::cout << one["id"].get<std::string>() << " | " << one["expression"] << " | "
                      << (wants_error ? "error" : one["expected"].dump()) << " | "
                      << (found ? xpath::text_of(*found) : found.error().what) << "\n";
        }
    }
    CAPTURE(agree, (*all)["cases"].size());
    CHECK(agree >= 1398);
}
