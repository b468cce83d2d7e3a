#include "base/text.h"
#include "forms/live_form.h"
#include "xpath/shuffle.h"

#include <algorithm>

namespace adit::forms {
namespace {

bool has_choices(const Node* row) { return row != nullptr && takes_choices(row->type); }

}  // namespace

const std::vector<ChoiceView>& LiveForm::choices(NodeId node) {
    Offer& offer = offers_[node];
    // A label may ask for the name of a choice of this very question.
    if (!state(node).choices_stale || state(node).choosing) return offer.views;
    state(node).choosing = true;
    offer.views.clear();
    offer.words.clear();
    if (row_of(node)->itemset.empty()) {
        offer_list(node, offer);
        shuffle(node, offer);
    } else {
        choosing_ = node;  // randomize() without a seed gives the same order again.
        offer_nodes(node, offer);
        choosing_.reset();
    }
    state(node).choosing = false;
    state(node).choices_stale = false;
    return offer.views;
}

// In [0, 1): of a question always the same, in whichever instance, as long as the session lasts.
double LiveForm::chance_of(NodeId node) {
    if (world_.chance == 0) world_.chance = world_.random ? world_.random() | 1 : 1;
    std::uint64_t mixed = world_.chance + static_cast<std::uint64_t>(instance_.schema_of(node)) *
                                              0x9E3779B97F4A7C15;  // As SplitMix64 does it.
    mixed = (mixed ^ (mixed >> 30)) * 0xBF58476D1CE4E5B9;
    mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
    mixed ^= mixed >> 31;
    return static_cast<double>(mixed >> 11) * 0x1p-53;
}

// randomize=true
void LiveForm::shuffle(NodeId node, Offer& offer) {
    const auto& parameters = row_of(node)->parameters;
    const auto randomize = parameters.find("randomize");
    if (randomize == parameters.end() || randomize->second != "true") return;
    const int compiled = planned(node).choice_seed;
    std::int64_t seed = 0;
    if (compiled < 0) {
        seed = xpath::seed_by_chance(chance_of(node));
    } else {
        xpath::Evaluation run(plan_->compiled(compiled).expression, environment_, context(node));
        seed = xpath::seed_from(run.value(), run.reckoning());
    }
    std::vector<ChoiceView> shuffled;
    shuffled.reserve(offer.views.size());
    for (const std::size_t at : xpath::shuffled_order(offer.views.size(), seed)) {
        shuffled.push_back(offer.views[at]);
    }
    offer.views = std::move(shuffled);
}

void LiveForm::offer_list(NodeId node, Offer& offer) {
    const Node& question = *row_of(node);
    const std::vector<Entry>* entries = lists_.find_entries(question);
    if (entries == nullptr) return;
    const auto add = [&](const Entry& entry) {
        const bool plain = entry.label.find("${") == std::string::npos;
        if (plain) {
            offer.views.push_back({entry.name, entry.label});
        } else {
            const Words words{{{std::string(), entry.label}}};
            offer.views.push_back({entry.name, offer.words.emplace_back(filled_in(node, words))});
        }
    };
    const Compiled* filter = find_expression(node, Purpose::Filter);
    if (filter == nullptr) {
        std::for_each(entries->begin(), entries->end(), add);
        return;
    }
    const ListDocument& list = *lists_.find_document(question.list);
    xpath::Evaluation run(filter->expression, environment_, context(node));
    for (const NodeId item : run.matching(list, list.items())) {
        const std::size_t row = list.row_of(item);
        if (row < entries->size()) add((*entries)[row]);
    }
}

// The choices are the nodes that an expression leads to, of the form or of an instance.
void LiveForm::offer_nodes(NodeId node, Offer& offer) {
    const Compiled* itemset = find_expression(node, Purpose::Filter);
    if (itemset == nullptr) return;
    xpath::Evaluation run(itemset->expression, environment_, context(node));
    const xpath::Value found = run.value();
    const auto* set = std::get_if<xpath::NodeSet>(&found);
    if (set == nullptr) return;
    const auto text_on = [&](int expression, NodeId item) -> const std::string& {
        const xpath::Context here{set->tree, item};
        const std::string text =
            expression < 0
                ? set->tree->text_of(item)
                : xpath::Evaluation(plan_->compiled(expression).expression, environment_, here)
                      .text();
        return offer.words.emplace_back(text);
    };
    const PlanNode& plan = planned(node);
    for (const NodeId item : set->nodes) {
        const std::string& name = text_on(plan.choice_value, item);
        const std::string& label = plan.choice_label < 0 ? name : text_on(plan.choice_label, item);
        offer.views.push_back({name, label.empty() ? name : label});
    }
}

std::string LiveForm::choice_label(NodeId node, std::string_view name) {
    const Node* row = row_of(node);
    if (!has_choices(row)) return {};
    // Of two choices of one name the one that is offered.
    if (find_expression(node, Purpose::Filter) != nullptr) {
        for (const ChoiceView& choice : choices(node)) {
            if (choice.name == name) return std::string(choice.label);
        }
    }
    if (row->itemset.empty()) {
        std::string label = lists_.label_of(*row, name);
        if (label.find("${") == std::string::npos) return label;
        return filled_in(node, Words{{{std::string(), std::move(label)}}});
    }
    return {};
}

std::string LiveForm::in_order_of_choices(NodeId node, const std::string& text) {
    const Node* row = row_of(node);
    const bool ranks = row != nullptr && row->type == QuestionType::Rank;
    const bool chooses = row != nullptr && row->type == QuestionType::SelectMultiple;
    if (text.empty() || !(ranks || chooses)) return text;
    const auto given = words(text);
    std::vector<std::string_view> ordered;
    if (ranks) ordered = given;
    for (const ChoiceView& choice : choices(node)) {
        const bool is_given = std::ranges::find(given, choice.name) != given.end();
        if (is_given != ranks) ordered.push_back(choice.name);
    }
    for (const std::string_view name : given) {  // What is not offered is not for this to judge.
        if (std::ranges::find(ordered, name) == ordered.end()) ordered.push_back(name);
    }
    std::string out;
    for (const std::string_view name : ordered) {
        if (!out.empty()) out += ' ';
        out += name;
    }
    return out;
}

void LiveForm::take_answer(NodeId node, const std::string& text) {
    const std::string ordered = in_order_of_choices(node, text);
    const Node* row = row_of(node);
    if (row != nullptr && row->type == QuestionType::Rank) offers_[node].ranked = ordered;
    set_text(node, ordered);
}

// Chosen names that are not offered (any more) are no answers. A rank keeps the order that a person
// gave: what is offered again comes back in it, what is new comes behind.
void LiveForm::take_out_unoffered(NodeId node) {
    const Node* row = row_of(node);
    const std::string given =
        offers_[node].ranked.empty() ? instance_.text(node) : offers_[node].ranked;
    if (given.empty()) return;
    if (row->list_from_file && lists_.find_entries(*row) == nullptr) return;
    const std::vector<ChoiceView>& offered = choices(node);
    const auto is_offered = [&](std::string_view name) {
        return std::any_of(offered.begin(), offered.end(),
                           [&](const ChoiceView& choice) { return choice.name == name; });
    };
    std::string kept;
    if (row->type == QuestionType::SelectOne) {
        if (is_offered(given)) kept = given;
    } else {
        for (const std::string_view name : words(given)) {
            if (!is_offered(name)) continue;
            if (!kept.empty()) kept += ' ';
            kept += name;
        }
    }
    if (!offers_[node].ranked.empty()) kept = in_order_of_choices(node, kept);
    set_text(node, std::move(kept));
}

// "/data/visit/site", "../site": as paths in expressions, of which there is one in the instances
// around `from`.
NodeId LiveForm::question_at(std::string_view path, NodeId from) const {
    const xpath::Shape& shape = plan_->shape;
    const bool from_root = path.starts_with('/');
    if (!from_root && from == xpath::kNoNode) return xpath::kNoNode;
    std::optional<int> at = from_root ? -1 : instance_.schema_of(from);
    for (const std::string_view step : split(path.substr(from_root ? 1 : 0), '/')) {
        if (*at == -1) {
            at = step == shape[0].name ? std::optional<int>(0) : std::nullopt;
        } else if (step == "..") {
            at = shape[*at].parent >= 0 ? std::optional<int>(shape[*at].parent) : std::nullopt;
        } else if (step != ".") {
            at = shape.find_child(*at, step);
        }
        if (!at) return xpath::kNoNode;
    }
    if (*at < 0) return xpath::kNoNode;
    const bool in_form = from != xpath::kNoNode;
    const int shared = in_form ? shape.shared_depth(instance_.schema_of(from), *at) : 0;
    std::vector<NodeId> found;
    instance_.find(in_form ? from : instance_.only(0), *at, shared, found);
    return found.empty() ? xpath::kNoNode : found.front();
}

std::string LiveForm::named_choice(std::string_view name, std::string_view path, NodeId from) {
    const NodeId question = question_at(path, from);
    std::string label = question == xpath::kNoNode ? std::string() : choice_label(question, name);
    // Where chosen names are held to the choices, another name is none.
    return label.empty() && !world_.tidies_texts ? std::string(name) : label;
}

}  // namespace adit::forms
