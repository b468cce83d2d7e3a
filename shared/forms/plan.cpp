#include "forms/plan.h"

#include "base/text.h"
#include "forms/planning.h"

#include <algorithm>

namespace adit::forms {
namespace {

void add_in_order(const Node& above, std::vector<const Node*>& all) {
    for (const Node& node : above.children) {
        all.push_back(&node);
        add_in_order(node, all);
    }
}

void make_unique(std::vector<Reader>& readers) {
    std::sort(readers.begin(), readers.end());
    readers.erase(std::unique(readers.begin(), readers.end()), readers.end());
}

}  // namespace

void Planning::complain(int schema, std::string_view column, const std::string& text,
                        const std::string& what, bool works) {
    const Node* row = row_of(schema);
    problems_.push_back({row == nullptr ? 0 : row->row, std::string(column), text, what, works});
}

void Planning::add_shape(const Node& above, int parent) {
    for (const Node& child : above.children) {
        if (child.is_attribute) {
            plan_->shape.add_attribute(parent, child.name);
        } else {
            add_shape(child, plan_->shape.add(parent, child.name, child.kind == NodeKind::Repeat));
        }
    }
}

// What expressions find in the model beside the rows.
void Planning::add_behind_rows() {
    xpath::Shape& shape = plan_->shape;
    plan_->rows_end = shape.size();
    bool has_meta = false;
    for (int schema = 1; schema < plan_->rows_end; ++schema) {
        const std::string& path = row_of(schema)->path.text;
        if (path == "/meta") has_meta = true;
        if (path == "/meta/instanceID") plan_->meta_instance_id = schema;
        if (path == "/meta/instanceName") plan_->meta_instance_name = schema;
    }
    if (!has_meta) {
        const int meta = shape.add(0, "meta", false);
        plan_->meta_instance_id = shape.add(meta, "instanceID", false);
        plan_->meta_instance_name = shape.add(meta, "instanceName", false);
    }
    const auto add_attribute = [&](std::string_view name) {
        if (!shape.find_attribute(0, name)) shape.add_attribute(0, name);
    };
    add_attribute("id");
    if (!definition_.form.version.empty()) add_attribute("version");
    for (const auto& [name, text] : definition_.root_attributes) add_attribute(name);
}

int Planning::compile(int schema, std::string_view column, const std::string& text, On on) {
    const int made = compile_loose(schema, column, text);
    if (made < 0) return made;
    Compiled& compiled = plan_->expressions.back();
    xpath::Binding& binding = compiled.binding;
    binding = xpath::bind(compiled.expression, plan_->shape, schema, on == On::Choices, work_left_);
    work_left_ -= std::min(work_left_, binding.work);
    // Another value on another machine, and another day.
    if (definition_.reads_last_saved(text)) {
        binding.is_fresh = true;
        plan_->reads_last_saved = true;
    }
    for (const std::string& problem : binding.problems) {
        complain(schema, column, text, "Mend the expression: " + problem + ".",
                 binding.is_complete);
    }
    return made;
}

// Evaluated on whatever nodes there are: bound to nothing.
int Planning::compile_loose(int schema, std::string_view column, const std::string& text) {
    if (trimmed(text).empty()) return -1;
    auto expression = xpath::parse(text);
    if (!expression) {
        complain(schema, column, text,
                 "The expression cannot be read " + expression.error().what + ".");
        return -1;
    }
    plan_->expressions.push_back({std::move(*expression), {}});
    return static_cast<int>(plan_->expressions.size()) - 1;
}

void Planning::compile_words(int schema, std::string_view column, const Words& words) {
    for (const auto& [language, text] : words.by_language) {
        each_insert(text, [&](std::string_view, std::string_view insert) {
            if (insert.empty() || node(schema).inserts.contains(insert)) return;
            const int compiled = compile(schema, column, std::string(insert));
            if (compiled >= 0) node(schema).inserts.emplace(insert, compiled);
        });
    }
}

// Choices that bear ${…} belong to one question: those of others are plain.
void Planning::compile_choices(int schema) {
    const Node& row = *row_of(schema);
    if (!row.itemset.empty()) {
        const auto parameter = [&](std::string_view name) {
            const auto found = row.parameters.find(name);
            return found == row.parameters.end() ? std::string() : found->second;
        };
        const auto on_choice = [&](std::string_view name) {
            const int made = compile_loose(schema, name, parameter(name));
            if (made < 0) return made;
            Compiled& compiled = plan_->expressions.back();  // What it reads of the form beside.
            compiled.binding =
                xpath::bind(compiled.expression, plan_->shape, schema, true, work_left_);
            work_left_ -= std::min(work_left_, compiled.binding.work);
            label_parts_[schema].push_back(made);
            return made;
        };
        node(schema).choice_value = on_choice("value");
        node(schema).choice_label = on_choice("label");
        return;
    }
    const auto seed = row.parameters.find("seed");
    if (seed != row.parameters.end()) {
        node(schema).choice_seed = compile(schema, "parameters", seed->second);
    }
    if (row.list.empty() || row.list_from_file) return;
    for (const ChoiceItem* choice : choices_with_inserts(row.list)) {
        compile_words(schema, "label", choice->label);
        for (const auto& [language, text] : choice->label.by_language) {
            each_insert(text, [&](std::string_view, std::string_view insert) {
                const auto made = node(schema).inserts.find(insert);
                if (made == node(schema).inserts.end()) return;
                label_parts_[schema].push_back(made->second);
            });
        }
    }
    std::vector<int>& parts = label_parts_[schema];
    std::ranges::sort(parts);
    parts.erase(std::ranges::unique(parts).begin(), parts.end());
}

// Looked for once, however many questions choose from the list.
const std::vector<const ChoiceItem*>& Planning::choices_with_inserts(const std::string& name) {
    const auto [known, is_new] = with_inserts_.try_emplace(name);
    const auto list = definition_.lists.find(name);
    if (!is_new || list == definition_.lists.end()) return known->second;
    for (const ChoiceItem& choice : list->second) {
        const bool has_insert = std::ranges::any_of(
            choice.label.by_language,
            [](const auto& words) { return words.second.find("${") != std::string::npos; });
        if (has_insert) known->second.push_back(&choice);
    }
    return known->second;
}

void Planning::compile_node(int schema) {
    const Node& row = *row_of(schema);
    const std::string& choices = row.itemset.empty() ? row.choice_filter : row.itemset;
    const std::array<const std::string*, kPurposes> texts{
        &row.calculation, &row.relevant,  &row.repeat_count, &row.constraint,
        &row.required,    &row.read_only, &choices};
    for (std::size_t i = 0; i < kPurposes; ++i) {
        const bool on_choices = static_cast<Purpose>(i) == Purpose::Filter && row.itemset.empty();
        node(schema).expression[i] =
            compile(schema, kPurposeColumns[i], *texts[i], on_choices ? On::Choices : On::Form);
    }
    compile_choices(schema);
    compile_words(schema, "label", row.label);
    compile_words(schema, "hint", row.hint);
    compile_words(schema, "guidance_hint", row.guidance);
    compile_words(schema, "constraint_message", row.constraint_message);
    compile_words(schema, "required_message", row.required_message);
}

// Tells each node that the expression reads, and each repeat whose instances it counts or runs
// through, who is to be computed again.
void Planning::note_readers(int schema, Purpose purpose, int compiled) {
    if (compiled < 0 || is_set_off(schema, purpose)) return;
    note_reads(schema, purpose, plan_->compiled(compiled).binding);
}

void Planning::note_reads(int schema, Purpose purpose, const xpath::Binding& binding) {
    const xpath::Shape& shape = plan_->shape;
    for (const xpath::Read& read : binding.reads) {
        node(read.schema).readers.push_back({schema, purpose, read.depth});
        const std::vector<int> repeats = shape.repeats_of(read.schema);
        for (std::size_t i = static_cast<std::size_t>(read.depth); i < repeats.size(); ++i) {
            node(repeats[i])
                .instance_readers.push_back(
                    {schema, purpose, std::min(read.depth, static_cast<int>(i))});
        }
        // Its own instance, read as a place among the others.
        if (shape[read.schema].is_repeat && read.depth == shape[read.schema].depth) {
            node(read.schema).instance_readers.push_back({schema, purpose, read.depth - 1, true});
        }
    }
}

// Whoever asks for the name of a choice is told when that shows something else.
void Planning::note_choice_names(int schema, Purpose purpose, int compiled) {
    if (compiled < 0 || is_set_off(schema, purpose)) return;
    const Compiled& asking = plan_->compiled(compiled);
    if (!asking.binding.reads_labels) return;
    for (const xpath::Read& read : asking.binding.reads) {
        const auto parts = label_parts_.find(read.schema);
        if (parts == label_parts_.end()) continue;
        for (const int part : parts->second) {
            xpath::Binding shown = plan_->compiled(part).binding;
            for (xpath::Read& one : shown.reads) {
                one.depth = std::min(one.depth, plan_->shape.shared_depth(schema, one.schema));
            }
            note_reads(schema, purpose, shown);
        }
    }
}

// The values and labels of choices that are nodes of the form: anything below these may be one.
void Planning::note_choice_readers(int schema) {
    const Node& row = *row_of(schema);
    const int compiled = (*plan_)[schema].at(Purpose::Filter);
    if (row.itemset.empty() || compiled < 0) return;
    for (const xpath::Read& top : plan_->compiled(compiled).binding.leads_to) {
        for (int below = top.schema; below < plan_->shape[top.schema].end; ++below) {
            const int depth = std::min(top.depth, plan_->shape[below].depth);
            node(below).readers.push_back({schema, Purpose::Filter, depth});
        }
    }
}

void Planning::compile_form() {
    plan_->instance_name = compile(0, "instance_name", definition_.instance_name);
    const EntityRule* rule = definition_.entity();
    if (rule == nullptr) return;
    plan_->entity_label = compile(0, "label", rule->label);
    plan_->create_if = compile(0, "create_if", rule->create_if);
    plan_->update_if = compile(0, "update_if", rule->update_if);
    plan_->entity_id = compile(0, "entity_id", rule->entity_id);
}

std::shared_ptr<const Plan> Planning::run() {
    rows_ = nodes_in_order(definition_);
    plan_->shape = xpath::Shape(definition_.root_name);
    add_shape(definition_.root, 0);
    add_behind_rows();
    plan_->nodes.resize(static_cast<std::size_t>(plan_->shape.size()));
    rows_.resize(plan_->nodes.size(), nullptr);
    for (int schema = 1; schema < plan_->rows_end; ++schema) compile_node(schema);
    compile_form();
    compile_actions();
    for (int schema = 1; schema < plan_->rows_end; ++schema) {
        const PlanNode& made = (*plan_)[schema];
        for (std::size_t i = 0; i < kPurposes; ++i) {
            note_readers(schema, static_cast<Purpose>(i), made.expression[i]);
            note_choice_names(schema, static_cast<Purpose>(i), made.expression[i]);
        }
        note_readers(schema, Purpose::Filter, made.choice_seed);
        note_choice_readers(schema);
        const auto parts = label_parts_.find(schema);
        if (parts == label_parts_.end()) continue;
        for (const int part : parts->second) note_readers(schema, Purpose::Filter, part);
    }
    for (PlanNode& made : plan_->nodes) {
        make_unique(made.readers);
        make_unique(made.instance_readers);
    }
    find_circles();
    put_in_order();
    return plan_;
}

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
