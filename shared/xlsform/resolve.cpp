// Last of all: every ${name} in the form becomes a path, and what depends on paths is made.
#include "base/text.h"
#include "xlsform/draft.h"
#include "xlsform/reference.h"

#include <algorithm>
#include <functional>
#include <map>
#include <unordered_map>

namespace adit::xlsform {
namespace {

using forms::Action;
using forms::Node;
using forms::NodeKind;

class Resolving {
public:
    explicit Resolving(Draft& draft) : draft_(draft), references_(draft.definition) {}

    void run();

private:
    References::Complain complaint(const Node& node, std::string_view key,
                                   const std::string& cell) {
        return [this, row = node.row, key = std::string(key), cell](std::string what) {
            draft_.complain("survey", row, draft_.column("survey", key), cell, std::move(what));
        };
    }
    void expression(const Node& node, std::string& cell, std::string_view key,
                    const Viewpoint& from) {
        cell = references_.resolved(cell, from, complaint(node, key, cell));
    }
    void words(const Node& node, forms::Words& all, std::string_view key) {
        for (auto& [language, text] : all.by_language) {
            text = references_.resolved_words(text, {node.path}, complaint(node, key, text));
        }
    }
    void resolve(Node& node);
    void resolve_items(Node& node);
    bool is_shown_on_maps(const std::string& source) const;
    void resolve_trigger(Node& node);
    void settle_actions(Node& node);
    void resolve_choices();
    void check_searches();
    void check_last_saved();
    void resolve_form();
    void index(Node& above);

    Draft& draft_;
    References references_;
    std::unordered_map<std::string_view, Node*> by_path_;
};

void Resolving::index(Node& above) {
    for (Node& node : above.children) {
        by_path_.emplace(node.path.text, &node);
        index(node);
    }
}

bool any_file(const Node& above, const std::string& name) {
    return std::any_of(above.children.begin(), above.children.end(), [&](const Node& node) {
        return (node.list_from_file && node.list == name) || any_file(node, name);
    });
}

// Lists, files and entity lists; not what only pulldata() or external choices look up.
bool Resolving::is_shown_on_maps(const std::string& source) const {
    const forms::Definition& definition = draft_.definition;
    const auto& named = draft_.named_files;
    const auto& rules = definition.entities;
    return (definition.lists.contains(source) && !draft_.external.contains(source)) ||
           std::find(named.begin(), named.end(), source) != named.end() ||
           any_file(definition.root, source) ||
           std::any_of(rules.begin(), rules.end(),
                       [&](const auto& rule) { return rule.list == source; });
}

// From a node inside a repeat to all of the repeat's instances: "../../pet", and on to the group
// of them that holds the target.
std::string path_to_all(std::string_view from, std::string_view repeat, std::string_view target,
                        bool is_repeat) {
    const auto steps = [](std::string_view path) { return std::ranges::count(path, '/'); };
    std::string path;
    for (auto up = steps(from) - steps(repeat) + 1; up > 0; --up) path += "../";
    path += repeat.substr(repeat.rfind('/') + 1);
    if (is_repeat) return path;
    const std::string_view above = target.substr(0, target.rfind('/'));
    return path + std::string(above.substr(repeat.size()));
}

// Choices that are answers of the form, or shapes to show on a map.
void Resolving::resolve_items(Node& node) {
    std::string column = "geometry";
    std::string source = node.itemset;
    const auto geometry = node.parameters.find("reference-geometry");
    const bool on_map = geometry != node.parameters.end();
    if (on_map) source = geometry->second;
    if (source.empty()) return;
    if (!source.starts_with("${")) {
        const bool known = is_shown_on_maps(source);
        if (!known) {
            complaint(node, "parameters",
                      source)("Write a choice list, a file or a repeat as reference-geometry.");
        }
        node.itemset = "instance('" + source + "')/root/item";
        expression(node, node.choice_filter, "choice_filter", {node.path, Standing::Choice});
        if (!node.choice_filter.empty()) node.itemset += "[" + node.choice_filter + "]";
        return;
    }
    const Node* target = references_.find_single(source);
    const Node* repeat = target;
    if (!on_map && target != nullptr) {
        const auto around = references_.repeats_around(target->path);
        repeat = around.empty() ? nullptr : around.back();
        column = target->path.text.substr(target->path.text.rfind('/') + 1);
    }
    if (target == nullptr) {
        references_.resolved(source, {node.path}, complaint(node, "type", source));
        return;
    }
    if (on_map && repeat->kind != NodeKind::Repeat) {
        complaint(node, "parameters", source)("Only a repeat can be shown on a map.");
        return;
    }
    std::string path = references_.resolved(source, {node.path}, [](const std::string&) {});
    path = trimmed(path);
    if (!on_map) path = path.substr(0, path.rfind('/'));
    // Inside that repeat itself all of its instances are meant, this one among them.
    const bool is_inside = repeat != nullptr && node.path.is_within(repeat->path);
    if (is_inside) path = path_to_all(node.path.text, repeat->path.text, target->path.text, on_map);
    if (node.choice_filter.empty()) {
        node.itemset = path + "[./" + column + " != '']";
    } else {
        expression(node, node.choice_filter, "choice_filter",
                   {node.path, Standing::Choice, repeat});
        node.itemset = path + "[" + node.choice_filter + "]";
        node.choice_filter.clear();
    }
    node.parameters.emplace("value", column);
    node.parameters.emplace("label", column);
}

// "${a}, ${b}"
void Resolving::resolve_trigger(Node& node) {
    if (node.trigger.empty()) return;
    const auto complain = complaint(node, "trigger", node.trigger);
    std::vector<std::string> paths;
    for (const std::string_view part : split(node.trigger, ',')) {
        if (trimmed(part).empty()) continue;
        const std::string cell(trimmed(part));
        const Node* found = references_.find_single(cell);
        if (found == nullptr) {
            bool told = false;
            references_.resolved(cell, {node.path}, [&](std::string what) {
                told = true;
                complain(std::move(what));
            });
            if (!told) complain("Write questions with commas between: ${a},${b}.");
            continue;
        }
        if (!forms::has_control(*found)) {
            complain("Nobody sees the question " + found->name +
                     ", so that it sets nothing off: write one that is asked.");
            continue;
        }
        paths.push_back(references_.resolved(cell, {}, complain));
        if (node.actions.empty()) continue;
        Action action = node.actions.front();
        action.target = "/" + draft_.definition.root_name + node.path.text;
        const auto asked = by_path_.find(found->path.text);
        if (asked != by_path_.end()) asked->second->actions.push_back(std::move(action));
    }
    const bool is_position =
        !node.actions.empty() && node.actions.front().kind == Action::Kind::SetGeopoint;
    node.trigger = is_position ? "" : joined(paths, ",");
    if (is_position) node.actions.clear();
}

// What happens by itself, whatever is asked.
void Resolving::settle_actions(Node& node) {
    if (node.type != forms::QuestionType::Hidden || node.kind != NodeKind::Question) return;
    for (Action& action : node.actions) {
        action.target = "/" + draft_.definition.root_name + node.path.text;
        draft_.definition.actions.push_back(std::move(action));
    }
    node.actions.clear();
}

void Resolving::resolve(Node& node) {
    const Viewpoint here{node.path};
    expression(node, node.relevant, "relevant", here);
    expression(node, node.constraint, "constraint", here);
    expression(node, node.required, "required", here);
    expression(node, node.calculation, "calculation", here);
    expression(node, node.default_value, "default", here);
    expression(node, node.repeat_count, "repeat_count", here);
    expression(node, node.read_only, "read_only", here);
    resolve_items(node);
    const bool filtered = node.itemset.empty();
    if (filtered)
        expression(node, node.choice_filter, "choice_filter", {node.path, Standing::Choice});
    for (auto& [name, value] : node.body_attributes) {
        if (name == "query" && !node.choice_filter.empty()) value += "[" + node.choice_filter + "]";
        expression(node, value, "body::" + name, here);
    }
    expression(node, node.appearance, "appearance", here);
    for (auto& [name, value] : node.bind_attributes) expression(node, value, "bind::" + name, here);
    for (auto& [name, value] : node.instance_attributes) {
        expression(node, value, "instance::" + name, here);
    }
    const auto seed = node.parameters.find("seed");
    if (seed != node.parameters.end()) {
        expression(node, seed->second, "parameters", here);
        seed->second = trimmed(seed->second);
    }
    words(node, node.label, "label");
    words(node, node.hint, "hint");
    words(node, node.guidance, "guidance_hint");
    words(node, node.constraint_message, "constraint_message");
    words(node, node.required_message, "required_message");
    for (auto& [kind, files] : node.media) words(node, files, kind);
    for (Node& child : node.children) resolve(child);
    resolve_trigger(node);
    settle_actions(node);
}

void Resolving::resolve_choices() {
    for (auto& [list, choices] : draft_.definition.lists) {
        for (forms::ChoiceItem& item : choices) {
            const auto in = [&](forms::Words& all, std::string_view key) {
                for (auto& [language, text] : all.by_language) {
                    if (text.find("${") == std::string::npos) continue;
                    text = references_.resolved_words(text, {}, [&](std::string what) {
                        draft_.complain("choices", 0, draft_.column("choices", key), text,
                                        std::move(what));
                    });
                }
            };
            in(item.label, "label");
            for (auto& [kind, files] : item.media) in(files, kind);
        }
    }
}

void each_node(const Node& above, const std::function<void(const Node&)>& visit) {
    for (const Node& node : above.children) {
        visit(node);
        each_node(node, visit);
    }
}

// The rows of a list that search() uses name columns of a file; they are no choices.
void Resolving::check_searches() {
    std::map<std::string, const Node*> searching;
    const auto is_searching = [](const Node& node) {
        return node.appearance.find("search(") != std::string::npos;
    };
    each_node(draft_.definition.root, [&](const Node& node) {
        if (!node.list.empty() && is_searching(node)) searching.emplace(node.list, &node);
    });
    each_node(draft_.definition.root, [&](const Node& node) {
        const auto found = searching.find(node.list);
        if (node.list.empty() || found == searching.end() || is_searching(node)) return;
        complaint(node, "type", node.list)(
            "The question " + found->second->name + " uses this list for its search(), where it " +
            "names the columns of a file: give this question a list of its own.");
    });
}

// ${last-saved#…} brings an instance of that name itself.
void Resolving::check_last_saved() {
    const auto& named = draft_.named_files;
    const bool taken = std::ranges::find(named, "__last-saved") != named.end();
    if (!taken || !references_.asked_last_saved()) return;
    draft_.complain("survey", 0, "name", "__last-saved",
                    "This name is taken by what ${last-saved#…} reads: call the file otherwise.");
}

void Resolving::resolve_form() {
    const auto whole = [&](std::string& cell, std::string_view sheet, std::string_view key, int row,
                           const Viewpoint& from) {
        cell = references_.resolved(cell, from, [&](std::string what) {
            draft_.complain(sheet, row, draft_.column(sheet, key), cell, std::move(what));
        });
    };
    whole(draft_.definition.instance_name, "settings", "instance_name", 2, {});
    for (forms::EntityRule& rule : draft_.definition.entities) {
        const Viewpoint from{{rule.place.text + "/meta/entity/label"}};
        whole(rule.label, "entities", "label", rule.row, from);
        whole(rule.create_if, "entities", "create_if", rule.row, from);
        whole(rule.update_if, "entities", "update_if", rule.row, from);
        whole(rule.entity_id, "entities", "entity_id", rule.row, from);
    }
}

void Resolving::run() {
    index(draft_.definition.root);
    for (Node& node : draft_.definition.root.children) resolve(node);
    resolve_choices();
    resolve_form();
    check_searches();
    check_last_saved();
}

}  // namespace

void resolve_references(Draft& draft) { Resolving(draft).run(); }

}  // namespace adit::xlsform
