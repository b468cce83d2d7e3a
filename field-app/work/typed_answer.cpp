// Answers as the command line gives them: finds the question meant and the value its text says.
#include "base/text.h"
#include "work/record_work.h"

#include <algorithm>
#include <charconv>

namespace adit::work {
namespace {

using forms::Node;
using record::NodePath;
using record::Operation;

struct Step {
    std::string name;
    std::size_t place = 0;  // 0: none was written.
};

Result<std::vector<Step>> steps_of(const std::string& path) {
    std::vector<Step> steps;
    for (const std::string_view part : split(path, '/')) {
        if (part.empty()) continue;
        Step step{std::string(part.substr(0, part.find('['))), 0};
        if (part.ends_with(']')) {
            const std::string_view digits =
                part.substr(step.name.size() + 1, part.size() - step.name.size() - 2);
            std::from_chars(digits.data(), digits.data() + digits.size(), step.place);
            if (step.place == 0) {
                return Error{Code::BadInput, "in " + path + " write places as [1], [2] …"};
            }
        }
        steps.push_back(std::move(step));
    }
    if (steps.empty()) return Error{Code::BadInput, "an answer is written as question=value"};
    return steps;
}

void find_ends(const Node& group, const std::string& end, std::vector<const Node*>& found) {
    for (const Node& node : group.children) {
        if (node.kind == forms::NodeKind::Question && node.path.text.ends_with(end)) {
            found.push_back(&node);
        }
        find_ends(node, end, found);
    }
}

Result<const Node*> question_meant(const forms::Definition& definition,
                                   const std::vector<Step>& steps) {
    std::string end;
    for (const Step& step : steps) end += "/" + step.name;
    if (const Node* whole = definition.find({end}); whole != nullptr) return whole;
    std::vector<const Node*> found;
    find_ends(definition.root, end, found);
    if (found.size() == 1) return found.front();
    if (found.empty()) {
        return Error{Code::BadInput,
                     "the form " + definition.form.id + " has no question " + end.substr(1)};
    }
    return Error{Code::BadInput, end.substr(1) + " could be " + found[0]->path.text + " or " +
                                     found[1]->path.text + "; write more of the path"};
}

/// Walks down to the question, through the instances that are meant; adds the next one when asked.
Result<NodePath> instance_path(forms::FormSession& session, const Node& question,
                               std::vector<Step> steps, std::vector<Operation>& operations) {
    NodePath path;
    const std::string_view whole = question.path.text;
    const std::vector<std::string_view> names = split(whole.substr(1), '/');
    steps.insert(steps.begin(), names.size() - steps.size(), Step{});
    for (std::size_t i = 0; i < names.size(); ++i) {
        path = path.child(names[i]);
        const Node* node = session.definition().find({path.pattern()});
        if (node == nullptr || node->kind != forms::NodeKind::Repeat) continue;
        const std::size_t place = std::max<std::size_t>(steps[i].place, 1);
        std::vector<NodePath> instances = session.instances_of(path);
        if (place == instances.size() + 1) {
            std::ranges::move(session.add_instance(path), std::back_inserter(operations));
            instances = session.instances_of(path);
        }
        if (place > instances.size()) {
            return Error{Code::BadInput, path.text + " has " + std::to_string(instances.size()) +
                                             " instances; the next is [" +
                                             std::to_string(instances.size() + 1) + "]"};
        }
        path = instances[place - 1];
    }
    return path;
}

/// A site by its id, else by what only one row says.
std::string name_in_table(const forms::Table& table, const std::string& text) {
    const auto names = table.find_column("name");
    if (!names) return text;
    const std::string wanted = folded(text);
    for (const char* word : {"name", "site_code", "external_code", "label"}) {
        const auto column = table.find_column(word);
        if (!column) continue;
        const auto says = [&](const auto& row) { return folded(row[*column]) == wanted; };
        if (std::ranges::count_if(table.rows, says) == 1) {
            return (*std::ranges::find_if(table.rows, says))[*names];
        }
    }
    return text;
}

Status check_choice(const forms::Definition& definition, const Node& node,
                    const std::vector<std::string>& names) {
    const auto list = definition.lists.find(node.list);
    if (node.list_from_file || list == definition.lists.end()) return Done{};
    for (const std::string& name : names) {
        if (std::ranges::find(list->second, name, &forms::ChoiceItem::name) != list->second.end()) {
            continue;
        }
        std::vector<std::string> known;
        for (const forms::ChoiceItem& item : list->second) known.push_back(item.name);
        if (known.size() > 20) known.resize(20);
        return Error{Code::BadInput, node.path.text + ": \"" + name +
                                         "\" is no choice; choose from " + joined(known, ", ")};
    }
    return Done{};
}

Result<record::Value> value_typed(const forms::Definition& definition, const Node& node,
                                  const forms::Tables& tables, std::string text) {
    if (node.list_from_file && !text.empty() && tables) {
        if (const forms::Table* table = tables(forms::file_stem(node.file)))
            text = name_in_table(*table, text);
    }
    record::Value value =
        TRY(record::value_from(forms::value_type_of(node), text).during(node.path.text));
    if (const auto* choice = std::get_if<record::Choice>(&value)) {
        TRY(check_choice(definition, node, {choice->name}));
    }
    if (const auto* choices = std::get_if<record::Choices>(&value)) {
        TRY(check_choice(definition, node, choices->names));
    }
    return value;
}

Result<record::Value> file_for(const Node& question, const record::AttachmentRef& file) {
    if (forms::value_type_of(question) == record::ValueType::Attachment) return record::Value(file);
    return Error{Code::BadInput,
                 question.path.text + " takes no file: adit-field record set answers it"};
}

}  // namespace

Result<record::AttachmentRef> file_at(forms::FormSession& session, const std::string& question) {
    std::vector<Step> steps = TRY(steps_of(question));
    const Node* node = TRY(question_meant(session.definition(), steps));
    std::vector<Operation> added;
    const NodePath path = TRY(instance_path(session, *node, std::move(steps), added));
    const record::Value* value = session.record().find_value(path);
    const auto* file = value == nullptr ? nullptr : std::get_if<record::AttachmentRef>(value);
    if (file != nullptr) return *file;
    return Error{Code::NotFound, question + " has no photo or file in this record"};
}

Result<std::vector<Operation>> answer_typed(forms::FormSession& session,
                                            const forms::Tables& tables,
                                            const std::vector<Typed>& answers) {
    std::vector<Operation> operations;
    for (const Typed& typed : answers) {
        std::vector<Step> steps = TRY(steps_of(typed.path));
        const Node* question = TRY(question_meant(session.definition(), steps));
        if (!forms::is_asked(question->type)) {
            return Error{Code::BadInput,
                         question->path.text + " is computed by the form and takes no answer"};
        }
        const NodePath path = TRY(instance_path(session, *question, std::move(steps), operations));
        const record::Value value =
            typed.file ? TRY(file_for(*question, *typed.file))
                       : TRY(value_typed(session.definition(), *question, tables, typed.text));
        std::ranges::move(session.answer(path, value), std::back_inserter(operations));
    }
    return operations;
}

}  // namespace adit::work
