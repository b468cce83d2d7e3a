#include "base/text.h"
#include "xpath/function.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace adit::xpath {
namespace {

// Names of choices, as a select_multiple stores them.
std::vector<std::string_view> chosen_in(const std::string& text) { return words(text); }

Value selected(Call& call) {
    const std::string text = call.text(0);
    const std::string wanted(trimmed(call.text(1)));
    const auto chosen = chosen_in(text);
    if (chosen.empty()) return wanted.empty();
    return std::find(chosen.begin(), chosen.end(), wanted) != chosen.end();
}

Value selected_at(Call& call) {
    const std::string text = call.text(0);
    const double place = call.number(1);
    const auto chosen = chosen_in(text);
    if (!(place >= 0) || place >= static_cast<double>(chosen.size())) return std::string();
    return std::string(chosen[static_cast<std::size_t>(place)]);
}

Value count_selected(Call& call) {
    const std::string text = call.text(0);
    return static_cast<double>(chosen_in(text).size());
}

// jr:choice-name(value, 'path of the question'): its label in the language of the session.
Value choice_name(Call& call) {
    std::string name = call.text(0);
    const std::string path(trimmed(call.text(1)));
    if (name.empty() || !call.world().choice_label) return name;
    return call.world().choice_label(name, path, call.run().origin().node);
}

// jr:itext('id'): the text of that name in the language of the session.
Value itext(Call& call) {
    const auto& find = call.world().itext;
    return find ? find(call.text(0)) : Value(std::string());
}

constexpr std::array kFunctions{
    Function{"selected", 2, 2, selected},          Function{"is-selected", 2, 2, selected},
    Function{"selected-at", 2, 2, selected_at},    Function{"count-selected", 1, 1, count_selected},
    Function{"jr:choice-name", 2, 2, choice_name}, Function{"jr:itext", 1, 1, itext},
};

}  // namespace

std::span<const Function> choice_functions() { return kFunctions; }

}  // namespace adit::xpath
