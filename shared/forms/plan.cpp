#include "forms/plan.h"

#include "base/text.h"

#include <algorithm>
#include <utility>

namespace adit::forms {
namespace {

constexpr std::array<std::string_view, kPurposes> kColumns{
    "calculation", "relevant",  "repeat_count",  "constraint",
    "required",    "read_only", "choice_filter", "default"};

void add_in_order(const Node& above, std::vector<const Node*>& all) {
    for (const Node& node : above.children) {
        all.push_back(&node);
        add_in_order(node, all);
    }
}

class Planning {
public:
    Planning(const Definition& definition, std::vector<ExpressionProblem>& problems)
        : definition_(definition), problems_(problems), plan_(std::make_shared<Plan>()) {}

    std::shared_ptr<const Plan> run();

private:
    void add_shape(const Node& above, int parent);
    int compile(int schema, std::string_view column, const std::string& text, bool on_choices);
    void compile_node(int schema);
    void compile_words(int schema, std::string_view column, const Words& words);
    void compile_trigger(int schema);
    void note_readers(int schema, Purpose purpose);
    void put_in_order();
    std::vector<int> needs_of(int vertex) const;
    void tell_cycle(const std::vector<int>& cycle);

    // Computed expressions as numbers, for the order.
    static int vertex(int schema, Purpose purpose) {
        return schema * static_cast<int>(kOrderedPurposes) + static_cast<int>(purpose);
    }
    static int schema_of(int vertex) { return vertex / static_cast<int>(kOrderedPurposes); }
    static Purpose purpose_of(int vertex) {
        return static_cast<Purpose>(vertex % static_cast<int>(kOrderedPurposes));
    }
    // With a trigger a calculation is done then, and not whenever what it reads changes.
    bool is_set_off(int schema, Purpose purpose) const {
        const Node* row = rows_[static_cast<std::size_t>(schema)];
        return purpose == Purpose::Calculation && row != nullptr && !row->trigger.empty();
    }
    bool exists(int schema, Purpose purpose) const {
        return (*plan_)[schema].at(purpose) >= 0 && !is_set_off(schema, purpose);
    }
    PlanNode& node(int schema) { return plan_->nodes[static_cast<std::size_t>(schema)]; }

    const Definition& definition_;
    std::vector<ExpressionProblem>& problems_;
    std::shared_ptr<Plan> plan_;
    std::vector<const Node*> rows_;
};

void Planning::add_shape(const Node& above, int parent) {
    for (const Node& child : above.children) {
        const int number = plan_->shape.add(parent, child.name, child.kind == NodeKind::Repeat);
        add_shape(child, number);
    }
}

int Planning::compile(int schema, std::string_view column, const std::string& text,
                      bool on_choices) {
    if (trimmed(text).empty()) return -1;
    const Node* row = schema == 0 ? nullptr : rows_[static_cast<std::size_t>(schema)];
    const auto complain = [&](const std::string& what) {
        problems_.push_back({row == nullptr ? 0 : row->row, std::string(column), text, what});
    };
    auto expression = xpath::parse(text);
    if (!expression) {
        complain("The expression cannot be read " + expression.error().what + ".");
        return -1;
    }
    Compiled compiled{std::move(*expression), {}};
    compiled.binding = xpath::bind(compiled.expression, plan_->shape, schema, on_choices);
    for (const std::string& problem : compiled.binding.problems) {
        complain("Mend the expression: " + problem + ".");
    }
    plan_->expressions.push_back(std::move(compiled));
    return static_cast<int>(plan_->expressions.size()) - 1;
}

void Planning::compile_words(int schema, std::string_view column, const Words& words) {
    for (const auto& [language, text] : words.by_language) {
        for (auto at = text.find("${"); at != std::string::npos; at = text.find("${", at + 2)) {
            const auto end = text.find('}', at);
            if (end == std::string::npos) break;
            const std::string inserted = text.substr(at + 2, end - at - 2);
            if (node(schema).inserts.contains(inserted)) continue;
            const int compiled = compile(schema, column, inserted, false);
            if (compiled >= 0) node(schema).inserts.emplace(inserted, compiled);
        }
    }
}

// "/data/visit/site,/data/visit/reached"
void Planning::compile_trigger(int schema) {
    const Node& row = *rows_[static_cast<std::size_t>(schema)];
    for (const std::string_view part : split(row.trigger, ',')) {
        const int compiled = compile(schema, "trigger", std::string(part), false);
        if (compiled < 0) continue;
        const auto& reads = plan_->compiled(compiled).binding.reads;
        if (reads.size() != 1) {
            problems_.push_back({row.row, "trigger", row.trigger,
                                 "Write one question, such as ${site}, as the trigger."});
            continue;
        }
        node(reads.front().schema).triggers.push_back(schema);
    }
}

void Planning::compile_node(int schema) {
    const Node& row = *rows_[static_cast<std::size_t>(schema)];
    const std::array<const std::string*, kPurposes> texts{
        &row.calculation, &row.relevant,  &row.repeat_count,  &row.constraint,
        &row.required,    &row.read_only, &row.choice_filter, &row.default_value};
    for (std::size_t i = 0; i < kPurposes; ++i) {
        const auto purpose = static_cast<Purpose>(i);
        const int compiled = compile(schema, kColumns[i], *texts[i], purpose == Purpose::Filter);
        node(schema).expression[i] = compiled;
    }
    compile_words(schema, "label", row.label);
    compile_words(schema, "hint", row.hint);
    compile_words(schema, "guidance_hint", row.guidance);
    compile_words(schema, "constraint_message", row.constraint_message);
    compile_words(schema, "required_message", row.required_message);
    if (!row.trigger.empty()) compile_trigger(schema);
}

void add_reader(std::vector<Reader>& readers, const Reader& reader) {
    const bool known = std::find(readers.begin(), readers.end(), reader) != readers.end();
    if (!known) readers.push_back(reader);
}

// Tells each node that the expression reads, and each repeat whose instances it counts or runs
// through, who is to be computed again.
void Planning::note_readers(int schema, Purpose purpose) {
    const int compiled = (*plan_)[schema].at(purpose);
    if (compiled < 0) return;
    if (is_set_off(schema, purpose) || purpose == Purpose::Default) return;
    const xpath::Shape& shape = plan_->shape;
    for (const xpath::Read& read : plan_->compiled(compiled).binding.reads) {
        add_reader(node(read.schema).readers, {schema, purpose, read.depth});
        const std::vector<int> repeats = shape.repeats_of(read.schema);
        for (std::size_t i = static_cast<std::size_t>(read.depth); i < repeats.size(); ++i) {
            add_reader(node(repeats[i]).instance_readers,
                       {schema, purpose, std::min(read.depth, static_cast<int>(i))});
        }
        // Its own instance, read as a place among the others.
        if (shape[read.schema].is_repeat && read.depth == shape[read.schema].depth) {
            add_reader(node(read.schema).instance_readers, {schema, purpose, read.depth - 1});
        }
    }
}

// The computed expressions that this one must come behind.
std::vector<int> Planning::needs_of(int wanting) const {
    std::vector<int> needs;
    const int schema = schema_of(wanting);
    const int compiled = (*plan_)[schema].at(purpose_of(wanting));
    const auto add = [&](int needed, Purpose purpose) {
        if (exists(needed, purpose)) needs.push_back(vertex(needed, purpose));
    };
    for (const xpath::Read& read : plan_->compiled(compiled).binding.reads) {
        add(read.schema, Purpose::Calculation);
        for (int up = read.schema; up > 0; up = plan_->shape[up].parent) {
            add(up, Purpose::Relevant);
            const bool counted = plan_->shape[up].is_repeat &&
                                 (plan_->shape[up].depth > read.depth || up == read.schema);
            if (counted) add(up, Purpose::Count);
        }
    }
    return needs;
}

void Planning::tell_cycle(const std::vector<int>& cycle) {
    std::string way;
    for (auto at = cycle.rbegin(); at != cycle.rend(); ++at) {
        way += plan_->shape[schema_of(*at)].name + " -> ";
    }
    way += plan_->shape[schema_of(cycle.back())].name;
    const int first = *std::min_element(cycle.begin(), cycle.end());
    const Node& row = *rows_[static_cast<std::size_t>(schema_of(first))];
    const auto column = static_cast<std::size_t>(purpose_of(first));
    const Compiled& compiled = plan_->compiled((*plan_)[schema_of(first)].at(purpose_of(first)));
    problems_.push_back({row.row, std::string(kColumns[column]), compiled.expression.source,
                         "These depend on one another in a circle: " + way +
                             ". Take one of them out of the circle."});
}

void Planning::put_in_order() {
    const int vertices = plan_->shape.size() * static_cast<int>(kOrderedPurposes);
    std::vector<std::vector<int>> needs(static_cast<std::size_t>(vertices));
    std::vector<std::vector<int>> wanted_by(static_cast<std::size_t>(vertices));
    std::vector<std::size_t> open(static_cast<std::size_t>(vertices), 0);
    std::vector<char> waits(static_cast<std::size_t>(vertices), 0);
    std::vector<int> ready;
    std::size_t waiting = 0;
    for (int v = 0; v < vertices; ++v) {
        const auto at = static_cast<std::size_t>(v);
        if (!exists(schema_of(v), purpose_of(v))) continue;
        waits[at] = 1;
        ++waiting;
        needs[at] = needs_of(v);
        open[at] = needs[at].size();
        for (const int needed : needs[at]) wanted_by[static_cast<std::size_t>(needed)].push_back(v);
        if (open[at] == 0) ready.push_back(v);
    }
    int rank = 0;
    for (std::size_t next = 0; waiting > 0;) {
        if (next == ready.size()) {  // Only circles, and what hangs on them, are left: tell one.
            int at = static_cast<int>(std::find(waits.begin(), waits.end(), 1) - waits.begin());
            std::vector<int> way;
            while (std::find(way.begin(), way.end(), at) == way.end()) {
                way.push_back(at);
                const auto& all = needs[static_cast<std::size_t>(at)];
                at = *std::find_if(all.begin(), all.end(), [&](int needed) {
                    return waits[static_cast<std::size_t>(needed)] == 1;
                });
            }
            way.erase(way.begin(), std::find(way.begin(), way.end(), at));
            tell_cycle(way);
            for (const int v : way) {
                if (waits[static_cast<std::size_t>(v)] == 1) waits[static_cast<std::size_t>(v)] = 2;
            }
            for (const int v : way) ready.push_back(v);
        }
        const int v = ready[next++];
        waits[static_cast<std::size_t>(v)] = 0;
        --waiting;
        node(schema_of(v)).rank[static_cast<std::size_t>(purpose_of(v))] = rank++;
        for (const int wanting : wanted_by[static_cast<std::size_t>(v)]) {
            const auto at = static_cast<std::size_t>(wanting);
            if (--open[at] == 0 && waits[at] == 1) ready.push_back(wanting);
        }
    }
}

std::shared_ptr<const Plan> Planning::run() {
    rows_ = nodes_in_order(definition_);
    plan_->shape = xpath::Shape(definition_.root_name);
    add_shape(definition_.root, 0);
    plan_->meta = plan_->shape.add(0, "meta", false);
    plan_->meta_instance_id = plan_->shape.add(plan_->meta, "instanceID", false);
    plan_->meta_instance_name = plan_->shape.add(plan_->meta, "instanceName", false);
    plan_->nodes.resize(static_cast<std::size_t>(plan_->shape.size()));
    rows_.resize(plan_->nodes.size(), nullptr);

    for (int schema = 1; schema < plan_->meta; ++schema) compile_node(schema);
    plan_->instance_name = compile(0, "instance_name", definition_.instance_name, false);
    if (const EntityRule* rule = definition_.entity()) {
        plan_->entity_label = compile(0, "label", rule->label, false);
        plan_->create_if = compile(0, "create_if", rule->create_if, false);
        plan_->update_if = compile(0, "update_if", rule->update_if, false);
        plan_->entity_id = compile(0, "entity_id", rule->entity_id, false);
    }
    for (int schema = 1; schema < plan_->meta; ++schema) {
        for (std::size_t i = 0; i < kPurposes; ++i) note_readers(schema, static_cast<Purpose>(i));
    }
    put_in_order();
    return plan_;
}

}  // namespace

std::vector<const Node*> nodes_in_order(const Definition& definition) {
    std::vector<const Node*> all{nullptr};
    add_in_order(definition.root, all);
    return all;
}

std::shared_ptr<const Plan> plan_of(const Definition& definition,
                                    std::vector<ExpressionProblem>& problems) {
    return Planning(definition, problems).run();
}

std::vector<ExpressionProblem> with_plan(Definition& definition) {
    std::vector<ExpressionProblem> problems;
    auto plan = plan_of(definition, problems);
    if (problems.empty()) definition.plan = std::move(plan);
    return problems;
}

}  // namespace adit::forms
