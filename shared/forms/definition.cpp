#include "forms/definition.h"

#include "base/order.h"
#include "base/text.h"

#include <algorithm>

namespace adit::forms {
namespace {

constexpr std::string_view kLastSavedInstance = "__last-saved";  // As ${last-saved#…} becomes.
constexpr std::string_view kLastSavedAddress = "jr://instance/last-saved";

const Node* find_below(const Node& above, const record::NodePath& pattern) {
    for (const Node& node : above.children) {
        if (node.path == pattern) return &node;
        if (node.children.empty() || !pattern.is_within(node.path)) continue;
        if (const Node* found = find_below(node, pattern)) return found;
    }
    return nullptr;
}

const Node* find_saving_below(const Node& above, std::string_view property) {
    for (const Node& node : above.children) {
        if (node.save_to == property) return &node;
        if (const Node* found = find_saving_below(node, property)) return found;
    }
    return nullptr;
}

void add_files(const Node& above, std::vector<std::string>& files) {
    for (const Node& node : above.children) {
        const bool known = std::find(files.begin(), files.end(), node.file) != files.end();
        if (!node.file.empty() && !known) files.push_back(node.file);
        add_files(node, files);
    }
}

}  // namespace

const std::string& Words::in(std::string_view language, std::string_view fallback) const {
    static const std::string kNone;
    if (by_language.empty()) return kNone;
    for (const std::string_view wanted : {language, fallback, std::string_view()}) {
        const auto found = by_language.find(wanted);
        if (found != by_language.end() && !found->second.empty()) return found->second;
    }
    return by_language.begin()->second;
}

std::optional<std::size_t> Table::find_column(std::string_view name) const {
    const auto found = std::find(columns.begin(), columns.end(), name);
    if (found == columns.end()) return std::nullopt;
    return static_cast<std::size_t>(found - columns.begin());
}

const Node* Definition::find(const record::NodePath& pattern) const {
    return find_below(root, pattern);
}

const EntityRule* Definition::entity() const {
    const auto found = std::find_if(entities.begin(), entities.end(),
                                    [](const EntityRule& rule) { return rule.place.text.empty(); });
    return found == entities.end() ? nullptr : &*found;
}

const Node* Definition::find_saving(std::string_view property) const {
    return find_saving_below(root, property);
}

std::vector<std::string> Definition::files() const {
    std::vector<std::string> files;
    add_files(root, files);
    for (const std::string& file : more_files) {
        if (std::find(files.begin(), files.end(), file) == files.end()) files.push_back(file);
    }
    return files;
}

std::string_view Definition::name_beside(std::string_view instance) const {
    if (instance == kLastSavedInstance) return kLastSaved;
    const auto source = sources.find(instance);
    return source == sources.end() ? instance : file_stem(source->second);
}

bool Definition::reads_last_saved(std::string_view expression) const {
    const auto is_in = [&](std::string_view instance) {
        return expression.find(instance) != std::string_view::npos;
    };
    return is_in(kLastSavedInstance) ||
           std::any_of(sources.begin(), sources.end(), [&](const auto& source) {
               return source.second == kLastSavedAddress && is_in(source.first);
           });
}

std::string_view file_stem(std::string_view address) {
    const std::string_view file = address.substr(address.rfind('/') + 1);
    return file.substr(0, file.rfind('.'));
}

bool is_fixed(const Node& repeat) {
    return std::ranges::any_of(repeat.body_attributes, [](const auto& attribute) {
        return attribute.first == "jr:noAddRemove" && attribute.second == "true()";
    });
}

void each_insert(std::string_view words,
                 const std::function<void(std::string_view, std::string_view)>& visit) {
    std::size_t done = 0;
    for (auto at = words.find("${"); at != std::string_view::npos; at = words.find("${", done)) {
        char quote = 0;
        std::size_t end = at + 2;
        for (; end < words.size() && (quote != 0 || words[end] != '}'); ++end) {
            const char c = words[end];
            if (quote != 0) {
                if (c == quote) quote = 0;
            } else if (c == '"' || c == '\'') {
                quote = c;
            }
        }
        if (end == words.size()) end = words.find('}', at);  // A lone apostrophe.
        if (end == std::string_view::npos) break;
        visit(words.substr(done, at - done), words.substr(at + 2, end - at - 2));
        done = end + 1;
    }
    visit(words.substr(done), {});
}

std::string language_code(std::string_view language) {
    const std::string_view whole = trimmed(language);
    const auto open = whole.rfind('(');
    if (open == std::string_view::npos || !whole.ends_with(')')) return std::string(whole);
    return std::string(trimmed(whole.substr(open + 1, whole.size() - open - 2)));
}

std::string_view step_of(const Node& node) {
    const std::string_view path = node.path.text;
    return path.substr(path.rfind('/') + 1);
}

std::vector<const Node*> shown_children(const Node& above) {
    std::vector<const Node*> children;
    for (const Node& node : above.children) children.push_back(&node);
    put_in_order_of(children, [](const Node* node) { return node->shown_at; });
    return children;
}

bool has_control(const Node& node) {
    if (node.kind != NodeKind::Question || node.is_attribute || !is_asked(node.type)) return false;
    const bool silent = node.label.empty() && node.hint.empty();
    return !silent || (node.calculation.empty() && node.trigger.empty());
}

ChoiceColumns choice_columns(const Node& question) {
    ChoiceColumns columns;
    const auto take = [&](std::string_view parameter, std::string& column) {
        const auto given = question.parameters.find(parameter);
        if (given != question.parameters.end()) column = given->second;
    };
    take("value", columns.name);
    take("label", columns.label);
    return columns;
}

record::ValueType value_type_of(const Node& node) {
    using record::ValueType;
    switch (node.type) {
        case QuestionType::Integer:
            return ValueType::Integer;
        case QuestionType::Decimal:
            return ValueType::Decimal;
        case QuestionType::Range:
            return node.bind_type == "int" ? ValueType::Integer : ValueType::Decimal;
        case QuestionType::Date:
        case QuestionType::Today:
            return ValueType::Date;
        case QuestionType::Time:
            return ValueType::Time;
        case QuestionType::DateTime:
        case QuestionType::Start:
        case QuestionType::End:
            return ValueType::DateTime;
        case QuestionType::SelectOne:
            return ValueType::SelectOne;
        case QuestionType::SelectMultiple:
        case QuestionType::Rank:
            return ValueType::SelectMultiple;
        case QuestionType::Geopoint:
            return ValueType::Geopoint;
        case QuestionType::Geotrace:
            return ValueType::Geotrace;
        case QuestionType::Geoshape:
            return ValueType::Geoshape;
        case QuestionType::Image:
        case QuestionType::Audio:
        case QuestionType::Video:
        case QuestionType::File:
            return ValueType::Attachment;
        default:
            return ValueType::Text;
    }
}

}  // namespace adit::forms
