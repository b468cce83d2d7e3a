// form eval: expressions asked of XML documents, many at a time, one JSON line an answer. For
// whoever compares this engine with another.
#include "base/uuid.h"
#include "cli/command.h"
#include "cli/form_files.h"
#include "work/files.h"
#include "xpath/inquiry.h"

#include <cmath>
#include <ostream>

namespace adit::cli {
namespace {

xpath::Wanted wanted_of(const Json& one) {
    const std::string as = text_in(one, "as", "any");
    if (as == "string") return xpath::Wanted::Text;
    if (as == "number") return xpath::Wanted::Number;
    if (as == "boolean") return xpath::Wanted::Truth;
    return as == "nodes" ? xpath::Wanted::Nodes : xpath::Wanted::Any;
}

Json json_of(double number) {
    if (std::isfinite(number)) return number;
    return std::isnan(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
}

// A DOCTYPE has a name and no value; texts and comments have a value and no name.
Json json_of(const xpath::Tree& tree, xpath::NodeId node) {
    const bool is_doctype = tree[node].type == xpath::NodeType::Doctype;
    return {{"name", tree.name_of(node)},
            {"value", is_doctype ? Json() : Json(tree.text_of(node))}};
}

Json json_of(const xpath::Value& value) {
    if (const auto* number = std::get_if<double>(&value)) {
        return {{"type", "number"}, {"value", json_of(*number)}};
    }
    if (const auto* days = std::get_if<xpath::Days>(&value)) {
        return {{"type", "number"}, {"value", json_of(days->count)}};
    }
    if (const auto* truth = std::get_if<bool>(&value)) {
        return {{"type", "boolean"}, {"value", *truth}};
    }
    if (const auto* set = std::get_if<xpath::NodeSet>(&value)) {
        Json nodes = Json::array();
        for (const xpath::NodeId node : set->nodes) {
            nodes.push_back(json_of(*set->tree, node));
        }
        return {{"type", "nodes"}, {"value", std::move(nodes)}};
    }
    return {{"type", "string"}, {"value", xpath::text_of(value)}};
}

xpath::Inquiry inquiry_of(const Json& one, const Surroundings& world) {
    xpath::Inquiry inquiry;
    inquiry.expression = text_in(one, "expression");
    inquiry.context = text_in(one, "context", "/");
    inquiry.root = text_in(one, "root");
    const bool plain = text_in(one, "engine", "xforms") == "xpath1";
    inquiry.dialect = plain ? xpath::Dialect::Plain : xpath::Dialect::Forms;
    inquiry.language = text_in(one, "language");
    inquiry.zone = text_in(one, "tz", "UTC");
    inquiry.now_ms = world.now_ms();
    inquiry.random = [world] { return static_cast<double>(world.random_u64() >> 11) * 0x1p-53; };
    inquiry.new_uuid = [world] { return new_uuid(world).text(); };
    if (const auto names = one.find("ns"); names != one.end() && names->is_object()) {
        for (const auto& [prefix, uri] : names->items()) {
            if (uri.is_string()) inquiry.namespaces[prefix] = uri.get<std::string>();
        }
    }
    return inquiry;
}

using Libraries = std::map<std::string, Result<xpath::Library>>;

Result<xpath::Value> answer_of(const Json& one, const Libraries& libraries,
                               const Surroundings& world) {
    const auto library = libraries.find(text_in(one, "doc"));
    if (library == libraries.end()) {
        return Error{Code::NotFound, "the batch has no document \"" + text_in(one, "doc") + "\""};
    }
    if (!library->second) return library->second.error();
    return xpath::answer(*library->second, inquiry_of(one, world), wanted_of(one));
}

Result<Verdict> form_eval(Desk& desk, const Arguments& arguments) {
    if (!arguments.has("batch")) {
        return Error{Code::BadInput, "form eval reads a file of cases: add --batch FILE"};
    }
    const std::string text = TRY(work::read_file(arguments.value("batch")));
    const Json batch = TRY(json_from(text));
    const bool shaped = batch.is_object() && batch.contains("documents") &&
                        batch["documents"].is_object() && batch.contains("cases") &&
                        batch["cases"].is_array();
    if (!shaped) {
        return Error{Code::BadInput,
                     "a batch is written {\"documents\": {id: xml}, \"cases\": [...]}"};
    }
    Libraries libraries;
    for (const auto& [id, xml] : batch["documents"].items()) {
        libraries.emplace(id, xpath::Library::from(xml.is_string() ? xml.get<std::string>() : ""));
    }
    for (const Json& one : batch["cases"]) {
        Json line = {{"id", one.is_object() && one.contains("id") ? one["id"] : Json()}};
        const auto found = answer_of(one, libraries, desk.world);
        if (found) {
            line.update(json_of(*found));
        } else {
            line["error"] = found.error().what;
        }
        desk.print(text_of(line));
    }
    return Verdict{};
}

}  // namespace

Command form_eval_command() {
    return {.name = "form eval",
            .words = "",
            .words_min = 0,
            .words_max = 0,
            .options = {{"batch", "FILE", "JSON with the documents and the cases asked of them."}},
            .about =
                "Evaluates expressions over XML documents, one JSON line for each case: its id, "
                "and the type and value it comes to, or an error. One bad case never stops the "
                "others. For comparing this engine with others.",
            .examples = "adit-field form eval --batch cases.json",
            .run = form_eval};
}

}  // namespace adit::cli
