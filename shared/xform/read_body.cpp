#include "base/text.h"
#include "xform/form_reader.h"

#include <algorithm>

namespace adit::xform {
namespace {

using forms::Action;
using forms::Node;
using forms::QuestionType;

bool is_label(const xml::Node& element) { return element.is("label") || element.is("hint"); }

// What kind of file an upload takes.
QuestionType upload_type(const std::string& media) {
    if (media.starts_with("image/")) return QuestionType::Image;
    if (media.starts_with("audio/")) return QuestionType::Audio;
    if (media.starts_with("video/")) return QuestionType::Video;
    return QuestionType::File;
}

struct InputType {
    std::string_view bind_type;
    QuestionType type;
};
constexpr InputType kInputTypes[] = {
    {"int", QuestionType::Integer},       {"integer", QuestionType::Integer},
    {"decimal", QuestionType::Decimal},   {"date", QuestionType::Date},
    {"time", QuestionType::Time},         {"dateTime", QuestionType::DateTime},
    {"geopoint", QuestionType::Geopoint}, {"geotrace", QuestionType::Geotrace},
    {"geoshape", QuestionType::Geoshape}, {"barcode", QuestionType::Barcode},
};

QuestionType input_type(const Node& node) {
    const auto found =
        std::find_if(std::begin(kInputTypes), std::end(kInputTypes),
                     [&](const InputType& one) { return one.bind_type == node.bind_type; });
    if (found != std::end(kInputTypes)) return found->type;
    // How a note is written in XForms: a text that nobody can change.
    const bool note = trimmed(node.read_only) == "true()" && node.calculation.empty() &&
                      node.initial.empty() && !(node.label.empty() && node.hint.empty());
    return note ? QuestionType::Note : QuestionType::Text;
}

}  // namespace

// Which nodes are repeats must be known before the model is read.
void FormReader::find_repeats(const xml::Node& above, const std::string& context) {
    for (const xml::Node& element : above.children) {
        if (!element.is_element()) continue;
        std::string inside = context;
        std::string path = attribute_of(element, "nodeset");
        if (path.empty()) path = attribute_of(element, "ref");
        if (!path.empty()) inside = absolute(path, context);
        if (inside.empty()) inside = context;
        if (element.is("repeat") && !path.empty()) repeats_.insert(inside);
        if (element.is("repeat") || element.is("group")) find_repeats(element, inside);
    }
}

// Where an element leads to, from the root; "" when it names nothing.
std::string FormReader::reference_of(const xml::Node& element, const std::string& context) {
    for (const std::string_view name : {"ref", "nodeset"}) {
        const std::string* path = element.attribute(name);
        if (path != nullptr) return absolute(*path, context);
    }
    const auto bound = bind_ids_.find(attribute_of(element, "bind"));
    return bound == bind_ids_.end() ? std::string() : bound->second;
}

void FormReader::read_body(const xml::Node& body) {
    definition_.style = attribute_of(body, "class");
    read_controls(body, "/" + definition_.root_name, nullptr);
    settle_order(definition_.root);
}

// `group` is the node whose label and hint stand here; null: nobody shows them.
void FormReader::read_controls(const xml::Node& above, const std::string& context, Node* group) {
    for (const xml::Node& element : above.children) {
        if (!element.is_element()) continue;
        if (is_label(element)) {
            if (group == nullptr) continue;
            if (element.is("label")) read_label(element, group->label, group);
            if (element.is("hint")) read_hint(element, *group);
        } else if (element.is("group")) {
            read_group(element, context);
        } else if (element.is("repeat")) {
            read_repeat(element, context, group);
        } else if (!read_action(element, context, group ? group->actions : definition_.actions)) {
            read_control(element, context);
        }
    }
}

void FormReader::note_shown(Node& node) {
    if (node.shown_at == 0) node.shown_at = ++shown_;
}

// The body may ask in another order than the model has. A group that the body does not name stands
// where the first of what is in it does: its place is what this returns.
int FormReader::settle_order(Node& above) {
    int first = 0;
    int last = 0;
    bool is_same = true;
    for (Node& node : above.children) {
        const int below = settle_order(node);
        if (node.shown_at == 0) node.shown_at = below;
        if (node.shown_at == 0) continue;
        if (first == 0 || node.shown_at < first) first = node.shown_at;
        is_same = is_same && node.shown_at > last;
        last = node.shown_at;
    }
    if (is_same) {
        for (Node& node : above.children) node.shown_at = 0;
    }
    return first;
}

void FormReader::read_body_attributes(const xml::Node& control, Node& node) {
    constexpr std::string_view kKnown[] = {"ref", "nodeset", "bind", "appearance"};
    for (const xml::Attribute& attribute : control.attributes) {
        const std::string name = attribute.name->qualified();
        if (name == "appearance") node.appearance = attribute.value;
        const bool count = attribute.name->local == "count" && attribute.name->uri == kJavaRosaUri;
        if (count) node.repeat_count = attribute.value;
        const bool no_more =
            attribute.name->local == "noAddRemove" && attribute.name->uri == kJavaRosaUri;
        if (no_more) node.body_attributes.emplace_back("jr:noAddRemove", attribute.value);
        const bool known =
            std::find(std::begin(kKnown), std::end(kKnown), name) != std::end(kKnown);
        if (!known && !count && !no_more) node.body_attributes.emplace_back(name, attribute.value);
    }
}

void FormReader::read_group(const xml::Node& group, const std::string& context) {
    const std::string path = reference_of(group, context);
    Node* node = find(path);
    if (path.empty() && group.child("label") != nullptr && group.child("repeat") == nullptr) {
        warn(group, {},
             "This group stands in no node of the model, so that its label is not shown: give it "
             "a ref.");
    }
    if (!path.empty() && node == nullptr) {
        warn(group, path, "No node of the model stands at " + path + ": mend the group's ref.");
    }
    // Around a repeat a group with its path, or with none, bears its label.
    const xml::Node* repeat = group.child("repeat");
    if (repeat != nullptr && node == nullptr) node = find(reference_of(*repeat, context));
    if (node != nullptr) {
        note_shown(*node);
        read_body_attributes(group, *node);
    }
    read_controls(group, path.empty() ? context : path, node);
}

void FormReader::read_repeat(const xml::Node& repeat, const std::string& context,
                             const Node* around) {
    const std::string path = reference_of(repeat, context);
    Node* node = find(path);
    if (node == nullptr || node->kind != forms::NodeKind::Repeat) {
        complain(repeat, attribute_of(repeat, "nodeset"),
                 "No node of the model stands at this repeat's nodeset: mend the path.");
        return;
    }
    note_shown(*node);
    const std::string outer = node == around ? node->appearance : std::string();
    read_body_attributes(repeat, *node);
    if (node->appearance.empty()) node->appearance = outer;
    read_controls(repeat, path, node);
}

std::optional<QuestionType> FormReader::type_of_control(const xml::Node& control) {
    const std::string& name = control.name->local;
    if (name == "input" || name == "secret") return QuestionType::Text;
    if (name == "select1") return QuestionType::SelectOne;
    if (name == "select") return QuestionType::SelectMultiple;
    if (name == "rank") return QuestionType::Rank;
    if (name == "range") return QuestionType::Range;
    if (name == "trigger") return QuestionType::Acknowledge;
    if (name == "upload") return upload_type(attribute_of(control, "mediatype"));
    return std::nullopt;
}

void FormReader::read_range(const xml::Node& control, Node& node) {
    for (const std::string_view name : {"start", "end", "step"}) {
        const std::string value = attribute_of(control, name);
        if (!value.empty()) node.parameters[std::string(name)] = value;
    }
    std::erase_if(node.body_attributes, [](const auto& one) {
        return one.first == "start" || one.first == "end" || one.first == "step";
    });
}

void FormReader::read_control(const xml::Node& control, const std::string& context) {
    const auto type = type_of_control(control);
    if (!type) {
        warn(control, {},
             "This program does not know <" + control.name->qualified() +
                 ">: what it asks is not shown.");
        return;
    }
    const std::string path = reference_of(control, context);
    Node* node = find(path);
    if (node == nullptr || node->kind != forms::NodeKind::Question) {
        complain(control, path,
                 "No question of the model stands where this <" + control.name->qualified() +
                     "> points: mend its ref.");
        return;
    }
    note_shown(*node);
    read_body_attributes(control, *node);
    if (*type == QuestionType::Range) read_range(control, *node);
    for (const xml::Node& element : control.children) {
        if (!element.is_element()) continue;
        if (element.is("label")) read_label(element, node->label, node);
        if (element.is("hint")) read_hint(element, *node);
        if (element.is("itemset")) read_itemset(element, *node);
        read_action(element, path, node->actions);
    }
    if (forms::takes_choices(*type)) read_items(control, *node);
    const bool asks_text = control.is("input") || control.is("secret");
    controls_[node] = asks_text ? input_type(*node) : *type;
}

// False when the element is no action.
bool FormReader::read_action(const xml::Node& element, const std::string& context,
                             std::vector<Action>& actions) {
    Action action;
    if (element.is("setvalue", kXFormsUri)) {
        action.kind = Action::Kind::SetValue;
    } else if (element.is("setgeopoint", kOdkUri) || element.is("setlocation", kOdkUri)) {
        action.kind = Action::Kind::SetGeopoint;
    } else if (element.is("recordaudio", kOdkUri)) {
        action.kind = Action::Kind::RecordAudio;
    } else {
        return element.is("setvalue") || element.is("setgeopoint") || element.is("recordaudio");
    }
    const std::string events = attribute_of(element, "event");
    for (const std::string_view event : words(events)) {
        constexpr std::string_view kEvents[] = {"odk-instance-first-load", "odk-instance-load",
                                                "odk-new-repeat", "xforms-value-changed",
                                                "xforms-ready"};
        action.events.emplace_back(event);
        if (std::ranges::find(kEvents, event) != std::end(kEvents)) continue;
        warn(element, std::string(event),
             "This event is not known here and sets nothing off: write "
             "odk-instance-first-load, odk-instance-load, odk-new-repeat or "
             "xforms-value-changed.");
    }
    const std::string ref = attribute_of(element, "ref");
    const std::string path = reference_of(element, context);
    // A path with predicates chooses among instances: it is kept as it stands.
    action.target = ref.find('[') == std::string::npos ? path : ref;
    if (find(path) == nullptr) {
        warn(element, ref, "No node of the model stands where this action points: mend its ref.");
        return true;
    }
    if (action.kind != Action::Kind::SetValue) {
        warn(element, path,
             "A laptop takes neither locations nor sound by itself: this is left empty, unless "
             "somebody answers it.");
    }
    action.value = attribute_of(element, "value");
    if (action.value.empty()) action.text = element.content();
    for (const xml::Attribute& attribute : element.attributes) {
        constexpr std::string_view kKnown[] = {"event", "ref", "bind", "value"};
        const std::string name = attribute.name->qualified();
        const bool known =
            std::find(std::begin(kKnown), std::end(kKnown), name) != std::end(kKnown);
        if (!known) action.attributes.emplace_back(name, attribute.value);
    }
    actions.push_back(std::move(action));
    return true;
}

}  // namespace adit::xform
