#include "xlsform/spelling.h"

#include "base/spelling.h"
#include "base/text.h"

namespace adit::xlsform {

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
