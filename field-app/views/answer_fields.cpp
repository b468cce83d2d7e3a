#include "views/answer_fields.h"

#include "base/text.h"
#include "model/shown.h"
#include "model/typed_value.h"
#include "ui/fields.h"
#include "ui/icons.h"
#include "views/file_field.h"

#include <algorithm>
#include <array>

namespace adit::views {
namespace {

using forms::QuestionType;
using record::Value;
using record::ValueType;
namespace icon = ui::icon;

constexpr std::size_t kListedMax = 12;  // More choices are found by typing.

/// What stands in the field: what is being typed there, else the answer as one types it.
std::string stored_text(const Asked& question) {
    const auto& drafts = question.state.open->drafts;
    const auto draft = drafts.find(question.view.path);
    if (draft != drafts.end()) return draft->second.text;
    return question.view.value != nullptr ? model::text_to_type(*question.view.value) : "";
}

std::string ghost_of(const Asked& question, ValueType type) {
    switch (type) {
        case ValueType::Date:
            return question.state.say("ghost.date");
        case ValueType::Time:
            return question.state.say("ghost.time");
        case ValueType::DateTime:
            return question.state.say("ghost.datetime");
        case ValueType::Geotrace:
        case ValueType::Geoshape:
            return question.state.say("ghost.trace");
        default:
            return {};
    }
}

/// "14032026" is read back as "14 Mar 2026" beside the field.
void draw_reading(const Asked& question, ui::Frame& frame, ValueType type) {
    const bool dated = type == ValueType::Date || type == ValueType::DateTime;
    if (!dated || question.view.value == nullptr || record::is_nothing(*question.view.value)) {
        return;
    }
    ui::same_line(3);
    ui::state(frame, icon::kCalendar,
              model::shown_value(question.state, *question.state.open->session, question.view.path,
                                 *question.view.value),
              ui::Tone::Muted);
}

void draw_text(const Asked& question, ui::Frame& frame, model::Commands& asked) {
    const ValueType type = forms::value_type_of(*question.view.node);
    const std::string& key = question.view.path.text;
    const std::string stored = stored_text(question);
    std::string& text = frame.draft(key, stored);
    const bool dated =
        type == ValueType::Date || type == ValueType::Time || type == ValueType::DateTime;
    const auto edit = ui::text_field(
        frame,
        {.key = key,
         .words = question.label,
         .stored = stored,
         .number = type == ValueType::Integer || type == ValueType::Decimal,
         .lines = question.view.node->appearance.find("multiline") != std::string::npos,
         .trouble = question.trouble,
         .read_only = question.view.read_only,
         .ghost = ghost_of(question, type),
         .width = dated ? ui::grid(48) : 0},
        text);
    if (edit == ui::Edit::Typed) asked.emplace_back(model::Type{question.view.path, text});
    if (edit == ui::Edit::Left && text != stored) {
        asked.emplace_back(model::GiveTyped{question.view.path, text});
    } else if (edit == ui::Edit::Left && question.state.open->drafts.contains(question.view.path)) {
        asked.emplace_back(model::GiveTyped{question.view.path, text});
    }
    draw_reading(question, frame, type);
}

// --- a position, typed in parts
// -------------------------------------------------------------------

using Parts = std::array<std::string, 4>;  // Latitude, longitude, altitude, accuracy.

Parts parts_of(const std::string& text) {
    Parts parts;
    std::size_t at = 0;
    const bool parted = text.find(';') != std::string::npos;
    const auto pieces = parted ? split(text, ';') : words(text);
    for (const std::string_view piece : pieces) {
        if (at < parts.size()) parts[at++] = std::string(trimmed(piece));
    }
    if (parts[2] == "0") parts[2].clear();
    if (parts[3] == "0") parts[3].clear();
    return parts;
}

std::string text_of_parts(const Parts& parts) {
    const bool none = std::ranges::all_of(parts, [](const auto& part) { return part.empty(); });
    return none ? "" : parts[0] + ";" + parts[1] + ";" + parts[2] + ";" + parts[3];
}

void draw_geopoint(const Asked& question, ui::Frame& frame, model::Commands& asked) {
    struct PartOf {
        std::size_t place;
        const char* key;
    };
    constexpr std::array kParts = {PartOf{0, "geopoint.latitude"}, PartOf{1, "geopoint.longitude"},
                                   PartOf{3, "geopoint.accuracy"}};
    const std::string stored = stored_text(question);
    Parts parts = parts_of(stored);
    ui::Edit change = ui::Edit::None;
    const float there = ui::width_left(frame);
    const float width = std::min(ui::grid(46), (there - ui::grid(6)) / 3);
    const ImVec2 at = ui::cursor();
    float bottom = at.y;
    float x = at.x;
    for (const PartOf& part : kParts) {
        const ui::Block block(frame, {x, at.y}, width, bottom);
        const std::string& words = question.state.say(part.key);
        ui::line(frame, ui::Face::Small, ui::Tone::Muted, words, width);
        const bool first = part.place == 0;
        const std::string key = question.view.path.text + (first ? "" : part.key);
        std::string& text = frame.draft(key, parts[part.place]);
        const auto edit = ui::text_field(frame,
                                         {.key = key,
                                          .words = words,
                                          .stored = parts[part.place],
                                          .trouble = question.trouble,
                                          .read_only = question.view.read_only,
                                          .width = width},
                                         text);
        parts[part.place] = text;
        if (edit != ui::Edit::None) change = edit;
        x += width + ui::grid(3);
    }
    ui::move_to({at.x, bottom});
    ui::space(1);
    const std::string all = text_of_parts(parts);
    const bool whole = parts[0].empty() == parts[1].empty();
    if (change == ui::Edit::Typed) asked.emplace_back(model::Type{question.view.path, all});
    // Half a position is no answer yet: it stays half-typed until its other half is there.
    if (change == ui::Edit::Left && whole &&
        question.state.open->drafts.contains(question.view.path)) {
        asked.emplace_back(model::GiveTyped{question.view.path, all});
    }
}

// --- choices
// --------------------------------------------------------------------------------------

std::vector<std::string> chosen_names(const Value* value) {
    if (value == nullptr) return {};
    if (const auto* one = std::get_if<record::Choice>(value)) return {one->name};
    if (const auto* many = std::get_if<record::Choices>(value)) return many->names;
    return {};
}

/// The choice is set or taken away again; several stand in the order of their list, ranks in the
/// order in which they were given.
Value value_after(const Asked& question, const std::vector<forms::ChoiceView>& choices,
                  std::vector<std::string> chosen, const std::string& used) {
    const QuestionType type = question.view.node->type;
    if (type == QuestionType::SelectOne) return record::Choice{used};
    const bool was_chosen = std::erase(chosen, used) > 0;
    if (!was_chosen) chosen.push_back(used);
    if (chosen.empty()) return record::Nothing{};
    if (type == QuestionType::Rank) return record::Choices{std::move(chosen)};
    record::Choices ordered;
    for (const forms::ChoiceView& choice : choices) {
        if (std::ranges::find(chosen, choice.name) != chosen.end()) {
            ordered.names.emplace_back(choice.name);
        }
    }
    // What a filter hides now was chosen all the same.
    for (std::string& name : chosen) {
        if (std::ranges::find(ordered.names, name) == ordered.names.end()) {
            ordered.names.push_back(std::move(name));
        }
    }
    return ordered;
}

void draw_choices(const Asked& question, ui::Frame& frame, model::Commands& asked) {
    const forms::FormSession& session = *question.state.open->session;
    const forms::Node& node = *question.view.node;
    const auto& choices = session.choices(question.view.path);
    const auto chosen = chosen_names(question.view.value);
    const bool several = node.type != QuestionType::SelectOne;

    ui::ChoiceField field;
    field.key = question.view.path.text;
    field.words = question.label;
    field.count = choices.size();
    field.at = [&](std::size_t i) { return ui::Choice{choices[i].name, choices[i].label}; };
    field.chosen = chosen;
    if (question.view.value != nullptr) {
        field.chosen_words =
            model::shown_value(question.state, session, question.view.path, *question.view.value);
    }
    field.several = several;
    field.trouble = question.trouble;
    field.read_only = question.view.read_only;
    field.source = choices.data();
    field.turn = question.state.open->turn;
    field.find_words = question.state.say("choice.find");
    field.nothing_words = question.state.say("choice.nothing");

    const bool closed = node.appearance.find("minimal") != std::string::npos ||
                        node.appearance.find("autocomplete") != std::string::npos ||
                        node.appearance.find("search") != std::string::npos ||
                        choices.size() > kListedMax;
    if (choices.empty()) {
        ui::state(frame, icon::kInfo, question.state.say("choice.none"), ui::Tone::Muted);
        return;
    }
    const auto used = closed ? ui::choice_finder(frame, field) : ui::choice_list(frame, field);
    if (!used) return;
    const bool same = !several && chosen == std::vector<std::string>{*used};
    if (same) return;
    asked.emplace_back(
        model::GiveAnswer{question.view.path, value_after(question, choices, chosen, *used)});
}

/// A list that nobody gave to this laptop: the words are typed instead.
bool is_list_missing(const Asked& question) {
    const forms::Node& node = *question.view.node;
    if (!node.list_from_file) return false;
    const auto& missing = question.state.open->session->missing_files();
    return std::ranges::find(missing, node.file) != missing.end();
}

void draw_acknowledge(const Asked& question, ui::Frame& frame, model::Commands& asked) {
    const bool given = question.view.value != nullptr && !record::is_nothing(*question.view.value);
    ui::ChoiceField field;
    field.key = question.view.path.text;
    field.words = question.label;
    field.count = 1;
    const std::string& words = question.state.say("acknowledge.ok");
    field.at = [&](std::size_t) { return ui::Choice{"OK", words}; };
    if (given) field.chosen = {"OK"};
    field.several = true;
    if (!ui::choice_list(frame, field)) return;
    const Value value = given ? Value{record::Nothing{}} : Value{std::string("OK")};
    asked.emplace_back(model::GiveAnswer{question.view.path, value});
}

}  // namespace

void draw_answer_field(const Asked& question, ui::Frame& frame, model::Commands& asked) {
    switch (question.view.node->type) {
        case QuestionType::SelectOne:
        case QuestionType::SelectMultiple:
        case QuestionType::Rank:
            if (is_list_missing(question)) {
                ui::state(frame, icon::kInfo,
                          model::filled(question.state.say("choice.list_missing"),
                                        {question.view.node->file}),
                          ui::Tone::Warn);
                return draw_text(question, frame, asked);
            }
            return draw_choices(question, frame, asked);
        case QuestionType::Acknowledge:
            return draw_acknowledge(question, frame, asked);
        case QuestionType::Geopoint:
            return draw_geopoint(question, frame, asked);
        case QuestionType::Image:
        case QuestionType::Audio:
        case QuestionType::Video:
        case QuestionType::File:
            return draw_file_field(question, frame, asked);
        default:
            return draw_text(question, frame, asked);
    }
}

}  // namespace adit::views
