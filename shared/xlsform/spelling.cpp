#include "xlsform/spelling.h"

#include "base/text.h"

#include <algorithm>

namespace adit::xlsform {

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> last(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) last[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::vector<std::size_t> row(b.size() + 1, i);
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t change = last[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({change, last[j] + 1, row[j - 1] + 1});
        }
        last = std::move(row);
    }
    return last[b.size()];
}

std::string similar_names(std::string_view wanted, const std::vector<std::string>& names) {
    constexpr std::size_t kSlipsMax = 2;
    std::vector<std::string> similar;
    for (const std::string& name : names) {
        const bool same_length = name.size() <= wanted.size() + kSlipsMax;
        if (!same_length || edit_distance(folded(name), wanted) > kSlipsMax) continue;
        similar.push_back("'" + name + "'");
    }
    return joined(similar, ", ");
}

}  // namespace adit::xlsform
