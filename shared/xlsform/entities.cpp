// The entities sheet: which lists a record fills, and which part of the form holds each entity.
#include "base/text.h"
#include "xlsform/draft.h"
#include "xlsform/reference.h"

#include <algorithm>
#include <set>

namespace adit::xlsform {
namespace {

using forms::EntityRule;
using forms::Node;

constexpr std::string_view kEntities = "entities";

bool is_list_name(std::string_view name) {
    return is_node_name(name) && !name.starts_with("__") && name.find('.') == name.npos;
}

void check_rule(const RowInHand& row, const EntityRule& rule) {
    if (rule.list.empty()) {
        row.complain("list_name", "Write the name of the entity list.");
    } else if (!is_list_name(rule.list)) {
        row.complain("list_name", "Write the name of the entity list: letters, digits and _.");
    }
    if (rule.entity_id.empty() && !rule.update_if.empty()) {
        row.complain("entity_id",
                     "Write which entity is updated, such as ${site}, or clear update_if.");
    } else if (rule.entity_id.empty() && rule.label.empty()) {
        row.complain("label", "Write the label of a new entity, such as ${name}.");
    }
    if (!rule.create_if.empty() && !rule.entity_id.empty() && rule.update_if.empty()) {
        row.complain("update_if",
                     "Write when the entity is updated instead of made, or clear entity_id.");
    }
    for (const auto& [heading, text] : row.cells.filled()) {
        if (heading->known || heading->key.starts_with("x_")) continue;
        row.draft.complain(kEntities, row.cells.row(), heading->key, text,
                           "This column is not known: mend its name or remove it.");
    }
}

// "/a/b/c" -> "/a/b"; "" of "/a".
std::string above(const std::string& path) { return path.substr(0, path.rfind('/')); }

bool is_within(const std::string& path, const std::string& scope) {
    return scope.empty() || path == scope || (path.starts_with(scope) && path[scope.size()] == '/');
}

// What an entity speaks of: where its properties and the questions of its expressions stand.
struct Claim {
    EntityRule* rule = nullptr;
    std::vector<const Node*> saved, named;
    std::string scope;  // The repeat that holds it.
};

class Placing {
public:
    explicit Placing(Draft& draft) : draft_(draft), references_(draft.definition) {}

    void run();

private:
    void take_saved(Node& above);
    bool take_name(Node& node);
    void note_named(Claim& claim);
    bool find_scope(Claim& claim);
    bool take_repeat(Claim& claim);
    std::string scope_of(const Node& node) const {
        const auto repeats = references_.repeats_around(node.path);
        return repeats.empty() ? "" : repeats.back()->path.text;
    }
    void place_saved(Claim& claim);
    void place_free(Claim& claim);
    bool settle(Claim& claim, const std::string& place);
    void complain(const Node& node, std::string what) {
        draft_.complain("survey", node.row, draft_.column("survey", "save_to"), node.save_to,
                        std::move(what));
    }
    void complain(const Claim& claim, std::string what) {
        draft_.complain(kEntities, claim.rule->row, draft_.column(kEntities, "list_name"),
                        claim.rule->list, std::move(what));
    }
    void complain_of_room(const Claim& claim) {
        complain(claim,
                 "Each group or repeat holds one entity, and another stands where this one "
                 "belongs: put what it saves into a group of its own.");
    }

    Draft& draft_;
    References references_;
    std::vector<Claim> claims_;
    std::set<std::string> taken_;
    std::set<std::pair<std::string, std::string>> properties_;
};

// "trees#height" -> the list and its property.
bool Placing::take_name(Node& node) {
    const auto mark = node.save_to.find('#');
    if (draft_.definition.entities.empty()) {
        complain(node, "Name the entity list on an entities sheet, or clear save_to.");
        return false;
    }
    std::string property = node.save_to.substr(mark == std::string::npos ? 0 : mark + 1);
    if (mark == std::string::npos && claims_.size() > 1) {
        complain(node, "The form fills several lists: write list#property.");
        return false;
    }
    node.entity_list =
        mark == std::string::npos ? claims_.front().rule->list : node.save_to.substr(0, mark);
    const std::string plain = folded(property);
    if (!is_node_name(property) || plain == "name" || plain == "label" ||
        property.starts_with("__")) {
        complain(node,
                 "Write a property name of letters, digits and _; name, label and __… are taken.");
        return false;
    }
    if (!properties_.emplace(node.entity_list, property).second) {
        complain(node, "Another question is saved as this property already: choose another name.");
        return false;
    }
    node.save_to = property;
    return true;
}

void Placing::take_saved(Node& above) {
    for (Node& node : above.children) {
        if (node.kind == forms::NodeKind::Question && !node.save_to.empty() && take_name(node)) {
            const auto claim = std::find_if(claims_.begin(), claims_.end(), [&](const Claim& one) {
                return one.rule->list == node.entity_list;
            });
            if (claim == claims_.end()) {
                complain(node, "The entities sheet has no list " + node.entity_list +
                                   ": add its row, or mend the name.");
            } else {
                claim->saved.push_back(&node);
            }
        }
        take_saved(node);
    }
}

void Placing::note_named(Claim& claim) {
    const EntityRule& rule = *claim.rule;
    for (const std::string* cell :
         {&rule.label, &rule.create_if, &rule.update_if, &rule.entity_id}) {
        for (const std::string& name : References::names_in(*cell)) {
            const Node* node = references_.find(name);
            if (node != nullptr) claim.named.push_back(node);
        }
    }
}

// The innermost repeat of all that it speaks of; what stands beside that repeat is out of reach.
bool Placing::find_scope(Claim& claim) {
    if (!claim.saved.empty()) claim.scope = scope_of(*claim.saved.front());
    for (const Node* node : claim.saved) {
        if (scope_of(*node) == claim.scope) continue;
        complain(*node,
                 "The properties of one entity stand in one repeat: move this question to "
                 "the others, or save a calculate beside them.");
        return false;
    }
    for (const Node* node : claim.named) {
        const std::string scope = scope_of(*node);
        const bool deeper = claim.saved.empty() && is_within(scope, claim.scope);
        if (deeper) {
            claim.scope = scope;
        } else if (!is_within(claim.scope, scope)) {
            complain(claim, "The question " + node->name +
                                " stands in another repeat than the rest of this entity: calculate "
                                "its value beside them.");
            return false;
        }
    }
    return take_repeat(claim);
}

// The repeat that the sheet names: each of its instances is an entity, also where nothing that is
// said of it stands in there.
bool Placing::take_repeat(Claim& claim) {
    const auto cell = draft_.entity_repeats.find(claim.rule->row);
    if (cell == draft_.entity_repeats.end()) return true;
    const Node* repeat = references_.find_single(cell->second);
    const auto refuse = [&](std::string what) {
        draft_.complain(kEntities, claim.rule->row, draft_.column(kEntities, "repeat"),
                        cell->second, std::move(what));
        return false;
    };
    if (repeat == nullptr || repeat->kind != forms::NodeKind::Repeat) {
        return refuse("Write the repeat whose instances are entities, such as ${house}.");
    }
    const bool fits = claim.saved.empty() ? is_within(repeat->path.text, claim.scope)
                                          : repeat->path.text == claim.scope;
    if (!fits) {
        return refuse(
            "What is saved of this entity stands outside this repeat: move it there, or clear "
            "this cell.");
    }
    claim.scope = repeat->path.text;
    return true;
}

// False when another entity stands there, or between there and one of its properties.
bool Placing::settle(Claim& claim, const std::string& place) {
    std::set<std::string> needed{place};
    for (const Node* node : claim.saved) {
        for (std::string at = above(node->path.text); at.size() > place.size(); at = above(at)) {
            needed.insert(at);
        }
    }
    const bool free = std::none_of(needed.begin(), needed.end(),
                                   [&](const std::string& at) { return taken_.contains(at); });
    if (!free) return false;
    taken_.insert(needed.begin(), needed.end());
    claim.rule->place.text = place;
    claim.rule->in_repeat = !claim.scope.empty();
    return true;
}

void Placing::place_saved(Claim& claim) {
    std::string place = above(claim.saved.front()->path.text);
    for (const Node* node : claim.saved) {
        while (!is_within(above(node->path.text), place)) place = above(place);
    }
    if (claims_.size() == 1 && claim.scope.empty()) place.clear();
    if (!settle(claim, place)) complain_of_room(claim);
}

void Placing::place_free(Claim& claim) {
    std::string place = claim.scope;
    for (const Node* node : claim.named) {
        const std::string at = above(node->path.text);
        if (scope_of(*node) == claim.scope && at.size() > place.size()) place = at;
    }
    if (claims_.size() == 1 && claim.scope.empty()) place.clear();
    for (;;) {
        if (settle(claim, place)) return;
        if (place == claim.scope) break;
        place = above(place);
    }
    complain_of_room(claim);
}

void Placing::run() {
    for (EntityRule& rule : draft_.definition.entities) claims_.push_back({&rule, {}, {}, ""});
    take_saved(draft_.definition.root);
    bool whole = true;
    for (Claim& claim : claims_) {
        note_named(claim);
        whole = find_scope(claim) && whole;
    }
    if (!whole) return;
    for (Claim& claim : claims_) {
        if (!claim.saved.empty()) place_saved(claim);
    }
    for (Claim& claim : claims_) {
        if (claim.saved.empty()) place_free(claim);
    }
    const std::vector<std::string> files = draft_.definition.files();
    for (const Claim& claim : claims_) {
        const bool looked_up =
            std::any_of(files.begin(), files.end(), [&](const std::string& file) {
                return file.substr(0, file.rfind('.')) == claim.rule->list;
            });
        if (claim.rule->entity_id.empty() || looked_up) continue;
        complain(claim, "What is updated must be looked up too: add a row csv-external " +
                            claim.rule->list + ", or choose the entity from its file.");
    }
}

}  // namespace

void read_entities(Draft& draft) {
    const Sheet* sheet = draft.book.find(kEntities);
    if (sheet == nullptr) return;
    const auto headings = draft.headings_of(*sheet, SheetKind::Entities);
    std::set<std::string> lists;
    for (const Row& line : sheet->rows) {
        const Cells cells(*sheet, headings, line);
        const RowInHand row{draft, cells, kEntities};
        EntityRule rule{.list = cells.text("list_name"),
                        .label = cells.expression("label"),
                        .create_if = cells.expression("create_if"),
                        .update_if = cells.expression("update_if"),
                        .entity_id = cells.expression("entity_id")};
        rule.row = cells.row();
        if (cells.has("repeat")) draft.entity_repeats[rule.row] = cells.text("repeat");
        check_rule(row, rule);
        if (!rule.list.empty() && !lists.insert(rule.list).second) {
            row.complain("list_name", "Another row fills this list already: remove one of them.");
        }
        draft.definition.entities.push_back(std::move(rule));
    }
}

void place_entities(Draft& draft) { Placing(draft).run(); }

}  // namespace adit::xlsform
