#include "xlsform/parameters.h"

#include "base/text.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>

namespace adit::xlsform {
namespace {

using forms::Node;
using forms::QuestionType;
using Names = std::vector<std::string_view>;

// As older forms spell them.
constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kOlder{
    {{"max_pixels", "max-pixels"},
     {"tick-interval", "tick_interval"},
     {"capture_accuracy", "capture-accuracy"},
     {"warning_accuracy", "warning-accuracy"},
     {"track_changes", "track-changes"},
     {"identify_user", "identify-user"}}};

// What a type knows; nothing: its cell is not looked at.
std::optional<Names> known_to(const QuestionWord& word) {
    if (word.special == Special::BackgroundAudio) return Names{"quality"};
    if (!word.constraint.empty()) return std::nullopt;
    switch (word.type) {
        case QuestionType::SelectOne:
        case QuestionType::SelectMultiple:
        case QuestionType::Rank:
            return word.from_file ? Names{"randomize", "seed", "value", "label"}
                                  : Names{"randomize", "seed"};
        case QuestionType::Range:
            return Names{"start", "end", "step", "tick_interval", "placeholder", "tick_labelset"};
        case QuestionType::Text:
            return Names{"rows"};
        case QuestionType::Image:
            return Names{"max-pixels", "app"};
        case QuestionType::Audio:
            return Names{"quality"};
        case QuestionType::Geopoint:
            return Names{"allow-mock-accuracy", "capture-accuracy", "warning-accuracy",
                         "reference-geometry"};
        case QuestionType::Geotrace:
        case QuestionType::Geoshape:
            return Names{"allow-mock-accuracy", "incremental", "reference-geometry"};
        case QuestionType::Audit:
            return Names{"location-priority", "location-min-interval", "location-max-age",
                         "track-changes",     "track-changes-reasons", "identify-user"};
        default:
            return std::nullopt;
    }
}

std::string one_name(std::string_view written) {
    std::string name = folded(trimmed(written));
    for (const auto& [older, today] : kOlder) {
        if (name == older) return std::string(today);
    }
    return name;
}

bool is_number(const std::string& text) {
    double number = 0;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    return read.ec == std::errc() && read.ptr == end;
}

std::optional<long long> whole_number(const std::string& text) {
    long long number = 0;
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, number);
    if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
    return number;
}

bool is_reference(std::string_view text) {
    return text.starts_with("${") && text.ends_with('}') && text.find("${", 2) == text.npos;
}

// "com.example.camera", as Android names its programs.
bool is_package_name(std::string_view name) {
    std::size_t parts = 0;
    for (const std::string_view part : split(name, '.')) {
        const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
        if (part.empty() || !letter(part[0])) return false;
        const bool good = std::all_of(part.begin(), part.end(), [&](char c) {
            return letter(c) || (c >= '0' && c <= '9') || c == '_';
        });
        if (!good) return false;
        ++parts;
    }
    return parts > 1;
}

// Puts a parameter, when it is given and fits, among the attributes.
class Giving {
public:
    Giving(const RowInHand& row, Node& node) : row_(row), node_(node) {}

    const std::string* find(std::string_view name) const {
        const auto found = node_.parameters.find(name);
        return found == node_.parameters.end() ? nullptr : &found->second;
    }
    /// The value when it is there and `fits`; else a complaint of what to write.
    const std::string* when(std::string_view name, const std::string& what,
                            const std::function<bool(const std::string&)>& fits) const {
        const std::string* value = find(name);
        if (value == nullptr) return nullptr;
        if (fits(*value)) return value;
        row_.complain("parameters", "Write " + std::string(name) + "=" + what + ".");
        return nullptr;
    }
    void one_of(std::string_view name, const Names& choices, forms::Attributes& into,
                const std::string& attribute) const {
        std::string what;
        for (const std::string_view choice : choices) {
            what += (what.empty() ? "" : " or ") + std::string(choice);
        }
        const std::string* value = when(name, what, [&](const std::string& given) {
            return std::find(choices.begin(), choices.end(), folded(given)) != choices.end();
        });
        if (value != nullptr) into.emplace_back(attribute, folded(*value));
    }

private:
    const RowInHand& row_;
    Node& node_;
};

void read_selection(const RowInHand& row, Node& node) {
    const Giving giving(row, node);
    giving.when("randomize", "true or false", [](const std::string& value) {
        return folded(value) == "true" || folded(value) == "false";
    });
    giving.when("seed", "a number or a question such as ${seed}",
                [](const std::string& value) { return is_number(value) || is_reference(value); });
    if (giving.find("seed") != nullptr && giving.find("randomize") == nullptr) {
        row.complain("parameters", "A seed needs randomize=true beside it.");
    }
    for (const std::string_view column : {"value", "label"}) {
        giving.when(column, "the name of a column of the file", is_node_name);
    }
    if (const std::string* randomize = giving.find("randomize")) {
        node.parameters["randomize"] = folded(*randomize);
    }
}

void read_image(const RowInHand& row, Node& node) {
    const Giving giving(row, node);
    const std::string* pixels =
        giving.when("max-pixels", "a whole number",
                    [](const std::string& value) { return whole_number(value).has_value(); });
    if (pixels != nullptr) node.bind_attributes.emplace_back("orx:max-pixels", *pixels);
    if (!node.appearance.empty() && node.appearance != "annotate") return;
    const std::string* app = giving.when(
        "app", "the name of an Android program, such as com.example.camera", is_package_name);
    if (app != nullptr) node.body_attributes.emplace_back("intent", *app);
}

void read_position(const RowInHand& row, Node& node) {
    const Giving giving(row, node);
    giving.one_of("allow-mock-accuracy", {"true", "false"}, node.bind_attributes,
                  "odk:allow-mock-accuracy");
    const auto metres = [&](std::string_view name, const std::string& attribute) {
        const std::string* value = giving.when(name, "a number of metres", is_number);
        if (value != nullptr) node.body_attributes.emplace_back(attribute, *value);
    };
    metres("capture-accuracy", "accuracyThreshold");
    metres("warning-accuracy", "unacceptableAccuracyThreshold");
    const std::string* incremental =
        giving.when("incremental", "true, or leave it out",
                    [](const std::string& value) { return yes_or_no(value) == true; });
    if (incremental != nullptr) node.body_attributes.emplace_back("incremental", "true");
}

void read_audit(const RowInHand& row, Node& node) {
    const Giving giving(row, node);
    forms::Attributes& out = node.bind_attributes;
    giving.one_of("track-changes", {"true", "false"}, out, "odk:track-changes");
    giving.one_of("track-changes-reasons", {"on-form-edit"}, out, "odk:track-changes-reasons");
    giving.one_of("identify-user", {"true", "false"}, out, "odk:identify-user");
    const std::string* priority = giving.find("location-priority");
    const std::string* interval = giving.find("location-min-interval");
    const std::string* age = giving.find("location-max-age");
    if (priority == nullptr && interval == nullptr && age == nullptr) return;
    if (priority == nullptr || interval == nullptr || age == nullptr) {
        row.complain("parameters",
                     "To note where people are, write location-priority, location-min-interval "
                     "and location-max-age, all three.");
        return;
    }
    giving.one_of("location-priority", {"no-power", "low-power", "balanced", "high-accuracy"}, out,
                  "odk:location-priority");
    const auto seconds = [](const std::string& value) {
        return whole_number(value).value_or(-1) >= 0;
    };
    const std::string* good_interval =
        giving.when("location-min-interval", "a whole number of seconds", seconds);
    const std::string* good_age =
        giving.when("location-max-age", "a whole number of seconds", seconds);
    if (good_interval == nullptr || good_age == nullptr) return;
    if (*whole_number(*age) < *whole_number(*interval)) {
        row.complain("parameters", "Write a location-max-age not below location-min-interval.");
        return;
    }
    out.emplace_back("odk:location-min-interval", *interval);
    out.emplace_back("odk:location-max-age", *age);
}

void read_by_type(const RowInHand& row, const QuestionWord& word, Node& node) {
    const Giving giving(row, node);
    switch (word.type) {
        case QuestionType::SelectOne:
        case QuestionType::SelectMultiple:
        case QuestionType::Rank:
            return read_selection(row, node);
        case QuestionType::Text: {
            const std::string* rows = giving.when(
                "rows", "a whole number",
                [](const std::string& value) { return whole_number(value).has_value(); });
            if (rows != nullptr) node.body_attributes.emplace_back("rows", *rows);
            return;
        }
        case QuestionType::Image:
            return read_image(row, node);
        case QuestionType::Audio:
            return giving.one_of("quality", {"voice-only", "low", "normal", "external"},
                                 node.bind_attributes, "odk:quality");
        case QuestionType::Geopoint:
        case QuestionType::Geotrace:
        case QuestionType::Geoshape:
            return read_position(row, node);
        case QuestionType::Audit:
            return read_audit(row, node);
        default:
            break;
    }
    if (word.special == Special::BackgroundAudio) {
        forms::Attributes checked;  // They go to its action.
        giving.one_of("quality", {"voice-only", "low", "normal"}, checked, "odk:quality");
    }
}

}  // namespace

void read_parameters(const RowInHand& row, const QuestionWord& word, Node& node) {
    std::string text = row.cells.expression("parameters");
    if (text.empty()) return;
    std::replace_if(text.begin(), text.end(), [](char c) { return c == ',' || c == ';'; }, ' ');
    // "max-pixels = 1600" is one parameter.
    for (auto at = text.find('='); at != std::string::npos; at = text.find('=', at + 1)) {
        while (at > 0 && text[at - 1] == ' ') text.erase(--at, 1);
        while (at + 1 < text.size() && text[at + 1] == ' ') text.erase(at + 1, 1);
    }
    const std::optional<Names> known = known_to(word);
    if (!known) {
        row.warn("parameters", "This type of question has no parameters: clear this cell.");
        return;
    }
    for (const std::string_view part : words(text)) {
        const auto equals = part.find('=');
        const std::string name = one_name(part.substr(0, equals));
        if (equals == std::string_view::npos || name.empty() ||
            part.find('=', equals + 1) != std::string_view::npos) {
            row.complain("parameters", "Write parameters as name=value, such as rows=4.");
        } else if (std::find(known->begin(), known->end(), name) == known->end()) {
            row.complain("parameters",
                         "The parameter " + name + " is not known for this type: remove it.");
        } else {
            node.parameters[name] = part.substr(equals + 1);
        }
    }
    read_by_type(row, word, node);
}

}  // namespace adit::xlsform
