#include "record/record.h"

#include <algorithm>

namespace adit::record {

const Value* Record::find_value(const NodePath& path) const {
    const auto place = answers.find(path);
    return place == answers.end() ? nullptr : &place->second.value();
}

bool Record::in_conflict() const {
    return std::any_of(answers.begin(), answers.end(),
                       [](const auto& entry) { return entry.second.in_conflict(); });
}

bool Record::has_mark(std::string_view word) const {
    return std::find(marks.begin(), marks.end(), word) != marks.end();
}

std::string display_path(const Record& record, const NodePath& path) {
    std::string out;
    std::size_t done = 0;
    for (const InstanceId id : path.instances()) {
        const std::size_t open = path.text.find('[', done);
        const std::size_t close = path.text.find(']', open);
        const auto repeat = record.instances.find({path.text.substr(0, open)});
        std::string place = path.text.substr(open + 1, close - open - 1);
        if (repeat != record.instances.end()) {
            const auto& ids = repeat->second;
            const auto found = std::find(ids.begin(), ids.end(), id);
            if (found != ids.end()) place = std::to_string(found - ids.begin() + 1);
        }
        out += path.text.substr(done, open - done) + "[" + place + "]";
        done = close + 1;
    }
    return out + path.text.substr(done);
}

std::string instance_name_of(const Record& record) {
    const Value* name = record.find_value({"/meta/instanceName"});
    return name == nullptr ? std::string() : text_of(*name);
}

}  // namespace adit::record
