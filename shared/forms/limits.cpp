#include "forms/limits.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace adit::forms {
namespace {

struct Told {
    std::string_view word, what;
};

constexpr std::array kAppearances{
    Told{"printer", "No labels are printed from a form here."},
    Told{"bearing", "A laptop has no compass: the bearing is typed."},
    Told{"draw", "Nothing is drawn here: a picture is chosen from the files."},
    Told{"annotate", "Nothing is drawn here: a picture is chosen from the files."},
    Told{"signature", "Nothing is drawn here: a picture is chosen from the files."},
    Told{"new", "Files are chosen here, also such as were made before."},
    Told{"new-front", "Files are chosen here, also such as were made before."},
    Told{"ethiopian", "Dates are asked by the Gregorian calendar here."},
    Told{"coptic", "Dates are asked by the Gregorian calendar here."},
    Told{"islamic", "Dates are asked by the Gregorian calendar here."},
    Told{"bikram-sambat", "Dates are asked by the Gregorian calendar here."},
    Told{"myanmar", "Dates are asked by the Gregorian calendar here."},
    Told{"persian", "Dates are asked by the Gregorian calendar here."},
    Told{"month-year", "The whole date is asked here, with its day."},
    Told{"year", "The whole date is asked here, with its month and day."},
    Told{"image-map", "The picture is not shown here: the choices are a list."},
    Told{"map", "The map is not shown here: the choices are a list."},
    Told{"maps", "No map is shown here: the position is typed."},
    Told{"placement-map", "No map is shown here: the position is typed."},
    Told{"masked", "The answer can be read here while it is typed and afterwards."},
    Told{"hidden-answer", "The answer can be read here while it is typed and afterwards."},
    Told{"url", "The address is shown here as a text."},
};

// Attributes of binds and controls, by the names that the parameters column gives them.
constexpr std::array kAttributes{
    Told{"odk:quality", "Sound is not recorded here: a file is chosen."},
    Told{"incremental", "No map is shown here: the points are typed."},
    Told{"intent", "Other programs are not opened from here: the question is asked as any other."},
    Told{"odk:location-priority", "Where people are while they fill the form is not noted here."},
};

constexpr std::string_view kTypedAccuracy =
    "A laptop has no receiver: the position and its accuracy are typed, and not held to this.";
constexpr std::array kNotes{
    Told{"orx:max-pixels",
         "Photos are kept as they are given: where the line is slow, make them smaller before."},
    Told{"accuracyThreshold", kTypedAccuracy},
    Told{"unacceptableAccuracyThreshold", kTypedAccuracy},
    Told{"odk:allow-mock-accuracy", kTypedAccuracy},
};

struct Setting {
    std::string_view attribute, column, what;  // An attribute of the form's submission.
};
constexpr std::array kSettings{
    Setting{"base64RsaPublicKey", "public_key",
            "Records are not encrypted here; the key stays in the form."},
    Setting{"action", "submission_url",
            "Records go to the server where the laptop is enrolled: this stays in the form."},
    Setting{"orx:auto-send", "auto_send",
            "Records are sent at each exchange: this stays in the form."},
    Setting{"orx:auto-delete", "auto_delete",
            "Records are kept here after they were sent: this stays in the form."},
};

constexpr std::array<std::string_view, 4> kMedia{"image", "big-image", "audio", "video"};

std::string_view said_of_type(QuestionType type) {
    switch (type) {
        case QuestionType::Email:
            return "A laptop does not know the e-mail address of its user: this stays empty. Ask "
                   "for it, or take username.";
        case QuestionType::PhoneNumber:
            return "A laptop has no phone number: this stays empty. Ask for it, or take username.";
        case QuestionType::Barcode:
            return "Codes are not scanned here: what stands below them is typed.";
        default:
            return {};
    }
}

bool is_on_map(const Node& node) {
    const bool is_place = node.type == QuestionType::Geopoint ||
                          node.type == QuestionType::Geotrace ||
                          node.type == QuestionType::Geoshape;
    return is_place && !node.itemset.empty();
}

class Looking {
public:
    std::vector<Limit> run(const Definition& definition) {
        look_below(definition.root);
        look_at_entities(definition);
        for (const auto& [list, choices] : definition.lists) {
            for (const ChoiceItem& choice : choices) {
                look_at_media(choice.media, 0, Limit::Sheet::Choices);
            }
        }
        for (const auto& [name, value] : definition.submission_attributes) {
            const auto told = std::ranges::find(kSettings, name, &Setting::attribute);
            if (told == kSettings.end()) continue;
            found_.push_back({Limit::Sheet::Settings, 0, std::string(told->column), value,
                              std::string(told->what)});
        }
        return std::move(found_);
    }

private:
    void tell(const Node& node, std::string_view column, std::string_view value,
              std::string_view what) {
        found_.push_back({Limit::Sheet::Survey, node.row, std::string(column), std::string(value),
                          std::string(what)});
    }
    void look_at(const Node& node);
    void look_at_entities(const Definition& definition);
    void look_at_attributes(const Node& node, const Attributes& attributes);
    void look_at_media(const Media& media, int row, Limit::Sheet sheet);
    void look_below(const Node& above) {
        for (const Node& node : above.children) {
            look_at_media(node.media, node.row, Limit::Sheet::Survey);
            if (node.kind == NodeKind::Question) look_at(node);
            look_below(node);
        }
    }

    std::vector<Limit> found_;
    bool told_media_ = false;
};

void Looking::look_at_attributes(const Node& node, const Attributes& attributes) {
    for (const auto& [name, value] : attributes) {
        const auto told = std::ranges::find(kAttributes, name, &Told::word);
        if (told != kAttributes.end()) tell(node, "parameters", name + "=" + value, told->what);
    }
}

void Looking::look_at(const Node& node) {
    if (const auto what = said_of_type(node.type); !what.empty()) tell(node, "type", {}, what);
    for (const std::string_view look : words(node.appearance)) {
        const auto told = std::ranges::find(kAppearances, look, &Told::word);
        if (told != kAppearances.end()) tell(node, "appearance", look, told->what);
        if (look.starts_with("ex:")) {
            tell(node, "appearance", look,
                 "Other programs are not opened from here: the answer is typed.");
        }
    }
    look_at_attributes(node, node.bind_attributes);
    look_at_attributes(node, node.body_attributes);
    if (is_on_map(node)) {
        tell(node, "parameters", "reference-geometry", "No map is shown here: places are typed.");
    }
}

void Looking::look_at_entities(const Definition& definition) {
    for (const EntityRule& rule : definition.entities) {
        if (&rule == definition.entity()) continue;
        found_.push_back({Limit::Sheet::Entities, rule.row, "list_name", rule.list,
                          "A laptop makes one entity of a record, and none of a group or of a "
                          "repeat's instances: of this list none are made here."});
    }
}

void Looking::look_at_media(const Media& media, int row, Limit::Sheet sheet) {
    if (media.empty() || std::exchange(told_media_, true)) return;
    for (const std::string_view kind : kMedia) {
        if (!media.contains(kind)) continue;
        found_.push_back({sheet,
                          row,
                          std::string(kind),
                          {},
                          "Pictures, sound and films beside questions and choices are not shown "
                          "here: say in words what they show."});
        return;
    }
}

}  // namespace

std::vector<Limit> notes_of(const Definition& definition) {
    std::vector<Limit> found;
    const auto look_below = [&](const auto& self, const Node& above) -> void {
        for (const Node& node : above.children) {
            if (node.type == QuestionType::Audit && node.kind == NodeKind::Question) {
                found.push_back({Limit::Sheet::Survey, node.row, "type", "audit",
                                 "No audit.csv is written here: the record's own history says who "
                                 "wrote what, and when."});
            }
            for (const Attributes* attributes : {&node.bind_attributes, &node.body_attributes}) {
                for (const auto& [name, value] : *attributes) {
                    const auto told = std::ranges::find(kNotes, name, &Told::word);
                    if (told == kNotes.end()) continue;
                    found.push_back({Limit::Sheet::Survey, node.row, "parameters",
                                     name + "=" + value, std::string(told->what)});
                }
            }
            self(self, node);
        }
    };
    look_below(look_below, definition.root);
    return found;
}

std::vector<Limit> limits_of(const Definition& definition) { return Looking().run(definition); }

}  // namespace adit::forms
