#include "xlsform/reference.h"

#include "base/text.h"

#include <algorithm>

namespace adit::xlsform {
namespace {

constexpr std::string_view kRoot = "/data";

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

std::size_t steps_in(std::string_view path) {
    return static_cast<std::size_t>(std::count(path.begin(), path.end(), '/'));
}

// Where in an expression we stand: inside quotes, brackets, and the arguments of which function.
class Surroundings {
public:
    void take(char c) {
        if (quote_ != 0) {
            if (c == quote_) quote_ = 0;
            return;
        }
        if (c == '"' || c == '\'') quote_ = c;
        if (c == '[') ++brackets_;
        if (c == ']' && brackets_ > 0) --brackets_;
        if (c == '(') calls_.push_back({word_, 1});
        if (c == ')' && !calls_.empty()) calls_.pop_back();
        if (c == ',' && !calls_.empty()) ++calls_.back().argument;
        const bool in_word = (c >= 'a' && c <= 'z') || c == '-' || c == ':';
        word_ = in_word ? word_ + c : std::string();
    }
    bool in_brackets() const { return brackets_ > 0; }
    // Where only the path itself is meant, of whichever instance: quoted, or given to
    // indexed-repeat as a repeat or as the question in it.
    bool wants_whole_path() const {
        if (quote_ != 0) return true;
        if (calls_.empty() || calls_.back().name != "indexed-repeat") return false;
        const int argument = calls_.back().argument;
        return argument == 1 || argument % 2 == 0;
    }

private:
    struct Call {
        std::string name;
        int argument = 1;
    };
    char quote_ = 0;
    int brackets_ = 0;
    std::string word_;
    std::vector<Call> calls_;
};

}  // namespace

References::References(const forms::Definition& definition) {
    std::vector<const forms::Node*> repeats;
    add(definition.root, repeats);
}

void References::add(const forms::Node& above, std::vector<const forms::Node*>& repeats) {
    for (const forms::Node& node : above.children) {
        Place& place = places_[node.name];
        if (place.same_name++ == 0) place = {&node, repeats, 1};
        repeats_of_[&node] = repeats;
        const bool repeat = node.kind == forms::NodeKind::Repeat;
        if (repeat) repeats.push_back(&node);
        add(node, repeats);
        if (repeat) repeats.pop_back();
    }
}

std::string References::closest(std::string_view name) const {
    std::string best;
    std::size_t least = name.size() / 3 + 2;
    for (const auto& [known, place] : places_) {
        const std::size_t distance = edit_distance(known, name);
        if (distance < least) {
            least = distance;
            best = known;
        }
    }
    return best;
}

std::string References::path_to(const Place& target, const forms::Node* from, bool absolute,
                                bool from_current) const {
    const std::string& path = target.node->path.text;
    const auto around = from == nullptr ? repeats_of_.end() : repeats_of_.find(from);
    std::size_t shared = 0;
    if (around != repeats_of_.end()) {
        const auto& ours = around->second;
        while (shared < ours.size() && shared < target.repeats.size() &&
               ours[shared] == target.repeats[shared]) {
            ++shared;
        }
    }
    if (absolute || shared == 0) return std::string(kRoot) + path;
    const std::string& repeat = target.repeats[shared - 1]->path.text;
    std::string relative = from_current ? "current()/" : "";
    const std::size_t up = steps_in(from->path.text) - steps_in(repeat);
    for (std::size_t i = 0; i < up; ++i) relative += "../";
    return relative + path.substr(repeat.size() + 1);
}

std::string References::resolved(const std::string& cell, const forms::Node* from,
                                 Standing standing,
                                 const std::function<void(std::string)>& complain) const {
    std::string out;
    Surroundings around;
    for (std::size_t at = 0; at < cell.size();) {
        const auto end = cell.compare(at, 2, "${") == 0 ? cell.find('}', at) : std::string::npos;
        if (end == std::string::npos) {
            around.take(cell[at]);
            out += cell[at++];
            continue;
        }
        const std::string name(trimmed(std::string_view(cell).substr(at + 2, end - at - 2)));
        at = end + 1;
        const auto found = places_.find(name);
        if (found == places_.end() && name.starts_with("last-saved#")) {
            complain(
                "Answers of the last saved record are not read: write a default instead of ${" +
                name + "}.");
        } else if (found == places_.end()) {
            const std::string near = closest(name);
            complain("No question is called " + name +
                     (near.empty() ? "" : ": did you mean ${" + near + "}?") +
                     (near.empty() ? ": write the name of a row of the survey sheet." : ""));
        } else if (found->second.same_name > 1) {
            complain("Several questions are called " + name +
                     ": give each its own name, so that ${" + name + "} means one of them.");
        } else {
            const bool moved = standing == Standing::Choice || around.in_brackets();
            out += path_to(found->second, from, around.wants_whole_path(), moved);
        }
    }
    return out;
}

std::string References::resolved_words(const std::string& words, const forms::Node* from,
                                       const std::function<void(std::string)>& complain) const {
    std::string out;
    for (std::size_t at = 0; at < words.size();) {
        const auto end = words.compare(at, 2, "${") == 0 ? words.find('}', at) : std::string::npos;
        if (end == std::string::npos) {
            out += words[at++];
            continue;
        }
        const std::string reference = words.substr(at, end + 1 - at);
        out += "${" + resolved(reference, from, Standing::Question, complain) + "}";
        at = end + 1;
    }
    return out;
}

}  // namespace adit::xlsform
