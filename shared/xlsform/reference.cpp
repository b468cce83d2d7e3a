#include "xlsform/reference.h"

#include "base/brackets.h"
#include "base/spelling.h"
#include "base/text.h"
#include "xlsform/draft.h"

#include <algorithm>

namespace adit::xlsform {
namespace {

constexpr std::string_view kLastSaved = "last-saved#";
constexpr std::size_t kNamesComparedMax = 10'000'000;             // To say which was meant.
constexpr std::size_t kWrittenBytesMax = std::size_t{128} << 20;  // Of all references of a form.

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

// "/a/b" -> "a", "b".
std::vector<std::string_view> steps_of(std::string_view path) {
    std::vector<std::string_view> steps = split(path, '/');
    steps.erase(steps.begin());
    return steps;
}

bool is_below(std::string_view path, std::string_view above) {
    return path.size() > above.size() && path.starts_with(above) && path[above.size()] == '/';
}

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '-' || c == '.' || c == ':' || static_cast<unsigned char>(c) >= 0x80;
}

// How long the look-up is that words hold at `at`: "instance('l')/root/item[…]/label"; 0: none.
std::size_t look_up_length(std::string_view words, std::size_t at) {
    if (words.compare(at, 9, "instance(") != 0) return 0;
    if (at > 0 && is_name_character(words[at - 1])) return 0;
    std::size_t end = closing_of(words, at);
    if (end == std::string_view::npos) return 0;
    ++end;
    if (end >= words.size() || words[end] != '/') return 0;
    while (end < words.size()) {
        if (words[end] == '[') {
            const std::size_t close = closing_of(words, end);
            if (close == std::string_view::npos) return 0;
            end = close + 1;
        } else if (words[end] == '/' && end + 1 < words.size() &&
                   is_name_character(words[end + 1])) {
            ++end;
            while (end < words.size() && is_name_character(words[end])) ++end;
            while (words[end - 1] == '.' || words[end - 1] == ':') --end;  // The sentence's own.
            if (end < words.size() && (words[end] == '.' || words[end] == ':')) break;
        } else {
            break;
        }
    }
    return end - at;
}

}  // namespace

References::References(const forms::Definition& definition)
    : root_("/" + definition.root_name), bytes_left_(kWrittenBytesMax) {
    add(definition.root);
    if (!definition.instance_id.empty()) add_meta("instanceID");
    if (!definition.instance_name.empty()) add_meta("instanceName");
    guesses_left_ = kNamesComparedMax / (places_.size() + 1);
}

void References::add_meta(std::string_view name) {
    Place& place = places_[std::string(name)];
    if (place.same_name++ == 0) place = {"/meta/" + std::string(name), nullptr, 1};
}

void References::add(const forms::Node& above) {
    for (const forms::Node& node : above.children) {
        Place& place = places_[node.name];
        if (place.same_name++ == 0) place = {node.path.text, &node, 1};
        if (node.kind == forms::NodeKind::Repeat) repeats_[node.path.text] = &node;
        add(node);
    }
}

const forms::Node* References::find(std::string_view name) const {
    const auto found = places_.find(name);
    return found == places_.end() ? nullptr : found->second.node;
}

std::vector<const forms::Node*> References::repeats_around(const record::NodePath& path) const {
    std::vector<const forms::Node*> repeats;
    const std::string& text = path.text;
    for (auto at = text.find('/', 1); at != std::string::npos; at = text.find('/', at + 1)) {
        const auto found = repeats_.find(std::string_view(text).substr(0, at));
        if (found != repeats_.end()) repeats.push_back(found->second);
    }
    return repeats;
}

// In a form of many questions and many slips only the first are helped.
std::string References::closest(std::string_view name) const {
    if (guesses_left_ == 0) return {};
    --guesses_left_;
    return closest_name(name, std::views::keys(places_));
}

std::string References::path_to(const Place& target, const Viewpoint& from, bool whole_path,
                                bool from_current) const {
    std::string whole = root_ + target.path;
    if (whole_path) return whole;
    if (from.items != nullptr && is_below(target.path, from.items->path.text)) {
        return "." + target.path.substr(from.items->path.text.size());
    }
    const auto ours = repeats_around(from.path);
    const auto theirs = repeats_around({target.path});
    const bool share = !ours.empty() && !theirs.empty() && ours.front() == theirs.front();
    // A repeat around us is meant with all its instances.
    const bool around_us = repeats_.contains(target.path) && is_below(from.path.text, target.path);
    if (!share || around_us) return whole;
    const auto here = steps_of(from.path.text);
    const auto there = steps_of(target.path);
    std::size_t common = 0;
    while (common + 1 < here.size() && common + 1 < there.size() && here[common] == there[common]) {
        ++common;
    }
    std::string relative = from_current ? "current()/" : "";
    for (std::size_t i = common; i < here.size(); ++i) relative += "../";
    for (std::size_t i = common; i < there.size(); ++i) {
        relative += there[i];
        if (i + 1 < there.size()) relative += '/';
    }
    return relative;
}

std::string References::replaced(std::string_view name, const Viewpoint& from, bool whole_path,
                                 bool from_current, const Complain& complain) const {
    const bool last_saved = name.starts_with(kLastSaved);
    if (last_saved) name.remove_prefix(kLastSaved.size());
    if (!is_node_name(name)) {
        complain("Write a question's name, and nothing else, between ${ and }.");
        return {};
    }
    const auto found = places_.find(name);
    if (found == places_.end()) {
        const std::string near = closest(name);
        const std::string wanted = "No question is called " + std::string(name);
        complain(near.empty() ? wanted + ": write the name of a row of the survey sheet."
                              : wanted + ": did you mean ${" + near + "}?");
        return {};
    }
    if (found->second.same_name > 1) {
        complain("Several questions are called " + std::string(name) +
                 ": give each its own name, so that ${" + std::string(name) +
                 "} means one of them.");
        return {};
    }
    std::string path = last_saved
                           ? " instance('__last-saved')" + root_ + found->second.path + " "
                           : " " + path_to(found->second, from, whole_path, from_current) + " ";
    if (path.size() > bytes_left_) {
        bytes_left_ = 0;
        complain(
            "Written out, the references of the form come to more than 128 MB: use shorter "
            "names, or fewer references in one cell.");
        return {};
    }
    bytes_left_ -= path.size();
    asked_last_saved_ = asked_last_saved_ || last_saved;
    return path;
}

std::string References::resolved(const std::string& cell, const Viewpoint& from,
                                 const Complain& complain) const {
    std::string out;
    Surroundings around;
    for (std::size_t at = 0; at < cell.size();) {
        if (cell.compare(at, 2, "${") != 0) {
            around.take(cell[at]);
            out += cell[at++];
            continue;
        }
        const auto end = cell.find('}', at);
        if (end == std::string::npos) {
            complain("Close ${ with }, as in ${name}.");
            return out;
        }
        const bool moved = from.standing == Standing::Choice || around.in_brackets();
        out += replaced(std::string_view(cell).substr(at + 2, end - at - 2), from,
                        around.wants_whole_path(), moved, complain);
        at = end + 1;
    }
    return out;
}

std::string References::resolved_words(const std::string& words, const Viewpoint& from,
                                       const Complain& complain) const {
    std::string out;
    for (std::size_t at = 0; at < words.size();) {
        if (const std::size_t length = look_up_length(words, at); length > 0) {
            out += "${" + resolved(words.substr(at, length), from, complain) + "}";
            at += length;
            continue;
        }
        if (words.compare(at, 2, "${") != 0) {
            out += words[at++];
            continue;
        }
        const auto end = words.find('}', at);
        if (end == std::string::npos) {
            complain("Close ${ with }, as in ${name}.");
            return out;
        }
        out += "${" + resolved(words.substr(at, end + 1 - at), from, complain) + "}";
        at = end + 1;
    }
    return out;
}

std::vector<std::string> References::names_in(std::string_view cell) {
    std::vector<std::string> names;
    for (auto at = cell.find("${"); at != std::string_view::npos; at = cell.find("${", at + 2)) {
        const auto end = cell.find('}', at);
        if (end == std::string_view::npos) break;
        std::string_view name = cell.substr(at + 2, end - at - 2);
        if (name.starts_with(kLastSaved)) continue;
        names.emplace_back(name);
    }
    return names;
}

const forms::Node* References::find_single(std::string_view cell) const {
    cell = trimmed(cell);
    const bool single = cell.starts_with("${") && cell.find('}') == cell.size() - 1;
    return single ? find(cell.substr(2, cell.size() - 3)) : nullptr;
}

}  // namespace adit::xlsform
