#include "xlsform/draft.h"

#include "base/text.h"

#include <algorithm>

namespace adit::xlsform {

// Of a form with very many problems not all are kept, but always that it has an error.
void Draft::complain(std::string_view sheet, int row, std::string column, std::string_view value,
                     std::string what, Severity severity) {
    constexpr std::size_t kKeptMax = 20 * kProblemsMax;
    const bool is_full = problems.size() >= kKeptMax;
    if (is_full && (severity == Severity::Warning || problems.back().severity == Severity::Error)) {
        return;
    }
    if (is_full) problems.pop_back();
    problems.push_back(
        {std::string(sheet), row, std::move(column), shown(value), std::move(what), severity});
}

std::string Draft::column(std::string_view sheet, std::string_view key) const {
    const auto found = columns.find({std::string(sheet), std::string(key)});
    return found == columns.end() ? std::string(key) : found->second;
}

std::string Draft::code_of(const std::string& language) {
    if (language.empty()) return "";
    std::string code = forms::language_code(language);
    const auto [known, is_new] = definition.language_names.emplace(code, language);
    if (is_new || known->second == language) return code;
    definition.language_names.emplace(language, language);
    return language;
}

std::vector<Heading> Draft::headings_of(const Sheet& sheet, SheetKind kind) {
    const bool doubled = std::any_of(
        sheet.columns.begin(), sheet.columns.end(),
        [](const std::string& column) { return column.find("::") != std::string::npos; });
    std::vector<Heading> headings;
    std::map<std::pair<std::string, std::string>, std::string> first;
    for (const std::string& written : sheet.columns) {
        Heading heading = heading_of(written, kind, doubled);
        heading.code = code_of(heading.language);
        if (heading.known) columns.emplace(std::pair(sheet.name, heading.key), written);
        if (!heading.key.empty()) {
            const auto [other, is_new] =
                first.emplace(std::pair(heading.key, heading.language), written);
            if (!is_new) {
                complain(sheet.name, 1, written, "",
                         "The columns " + other->second + " and " + written +
                             " mean the same: keep one of them.");
            }
        }
        headings.push_back(std::move(heading));
    }
    return headings;
}

bool is_node_name(std::string_view name) {
    return bool(record::node_path_from("/" + std::string(name))) && !name.starts_with('@') &&
           name.find('/') == std::string_view::npos && name.find('[') == std::string_view::npos;
}

std::optional<bool> yes_or_no(std::string_view cell) {
    const std::string plain = folded(trimmed(cell));
    if (plain == "yes" || plain == "true" || plain == "true()") return true;
    if (plain == "no" || plain == "false" || plain == "false()") return false;
    return std::nullopt;
}

}  // namespace adit::xlsform
