#include "views/question_view.h"

#include "model/shown.h"
#include "ui/icons.h"
#include "ui/widgets.h"
#include "views/answer_fields.h"

#include <algorithm>

namespace adit::views {
namespace {

using forms::NodeKind;
using record::NodePath;
using ui::Tone;
namespace icon = ui::icon;

/// The one sentence that says what is wrong here, or "".
std::string trouble_of(const model::AppState& state, const forms::QuestionView& view) {
    const model::OpenForm& form = *state.open;
    const auto draft = form.drafts.find(view.path);
    if (draft != form.drafts.end() && !draft->second.unreadable.empty()) {
        return state.say(draft->second.unreadable);
    }
    if (!view.violation.empty()) return view.violation;
    const bool empty = view.value == nullptr || record::is_nothing(*view.value);
    if (!form.checked || !view.required || !empty) return {};
    const auto fault = std::ranges::find(form.faults, view.path, &forms::Fault::path);
    if (fault == form.faults.end() || fault->message.empty()) return state.say("form.required");
    return fault->message;
}

void draw_help(const model::AppState& state, ui::Frame& frame, const forms::QuestionView& view) {
    const ui::Card card(frame, Tone::Accent, 3);
    ui::strong(frame, state.say("help.title"));
    const forms::Node& node = *view.node;
    const std::string& guidance = node.guidance.in(state.language, "en");
    if (!guidance.empty()) ui::body(frame, guidance);
    ui::body(frame, state.say("help.type." +
                              std::to_string(static_cast<int>(forms::value_type_of(node)))));
    if (view.required) ui::body(frame, state.say("help.required"));
    const std::string& rule = node.constraint_message.in(state.language, "en");
    if (!rule.empty()) ui::body(frame, model::filled(state.say("help.rule"), {rule}));
    const auto sensitivity = node.extra.find("x_sensitivity");
    if (sensitivity != node.extra.end()) {
        ui::body(frame, state.say("help.sensitivity." + sensitivity->second));
    }
    ui::mono(frame, display_path(state.open->session->record(), view.path));
}

bool is_helped(const ui::Frame& frame, const NodePath& path) {
    const auto found = frame.notes.find("help");
    return found != frame.notes.end() && found->second == path.text;
}

void draw_question(const model::AppState& state, ui::Frame& frame, const forms::QuestionView& view,
                   model::Commands& asked) {
    const forms::FormSession& session = *state.open->session;
    const std::string label = session.label(view.path);
    if (view.node->type == forms::QuestionType::Note) {
        const ui::Card card(frame, Tone::Accent, 3);
        ui::state(frame, icon::kInfo, label, Tone::Plain);
        return;
    }
    ui::strong(frame, view.required ? label + " *" : label);
    const std::string hint = session.hint(view.path);
    if (!hint.empty()) ui::small(frame, hint);

    const std::string trouble = trouble_of(state, view);
    draw_answer_field({.state = state, .view = view, .label = label, .trouble = !trouble.empty()},
                      frame, asked);
    if (!trouble.empty()) ui::state(frame, icon::kAlert, trouble, Tone::Error);
    if (view.in_conflict) draw_siblings(state, frame, view.path, asked);
    draw_decided(state, frame, view.path, asked);
    if (is_helped(frame, view.path)) draw_help(state, frame, view);
}

void draw_repeat(const model::AppState& state, ui::Frame& frame, const NodePath& path,
                 const forms::Node& node, model::Commands& asked, int depth) {
    const forms::FormSession& session = *state.open->session;
    const std::string label = session.label(path);
    const auto instances = session.instances_of(path);
    const bool is_filled = !node.repeat_count.empty() || forms::is_fixed(node);  // By the form.
    ui::title(frame, label);
    if (instances.empty()) ui::small(frame, state.say("repeat.none"));
    for (std::size_t i = 0; i < instances.size(); ++i) {
        const ui::Scope scope(instances[i].text);
        {
            const ui::Card card(frame);
            ui::strong(frame, label + " " + std::to_string(i + 1));
            const std::string& remove = state.say("repeat.remove");
            if (!is_filled) {
                ui::from_right(frame, ui::button_width(icon::kRemove, remove));
                if (ui::quiet_button(frame, icon::kRemove, remove, Tone::Error)) {
                    asked.emplace_back(model::RemoveInstance{instances[i]});
                }
            }
            for (const NodePath& child : session.children_of(instances[i])) {
                draw_node(state, frame, child, asked, depth + 1);
            }
        }
        ui::space(2);
    }
    if (is_filled) return;
    const std::string words = model::filled(state.say("repeat.add"), {label});
    if (ui::button(frame, icon::kPlus, words)) asked.emplace_back(model::AddInstance{path});
    ui::space(2);
}

void draw_sayer(const model::AppState& state, ui::Frame& frame, const record::Sibling& sibling) {
    ui::small(frame, model::person_name(state, sibling.author) + "  ·  " +
                         model::shown_when(state, sibling.wall_ms) + "  ·  " +
                         model::laptop_name(state, sibling.dot.feed.device.text()));
}

}  // namespace

void draw_siblings(const model::AppState& state, ui::Frame& frame, const NodePath& path,
                   model::Commands& asked) {
    const forms::FormSession& session = *state.open->session;
    const auto found = session.record().answers.find(path);
    if (found == session.record().answers.end() || !found->second.in_conflict()) return;
    const ui::Scope scope("siblings " + path.text);
    const ui::Card card(frame, Tone::Conflict, 3);
    ui::state(frame, icon::kConflict, state.say("conflict.title"), Tone::Conflict,
              ui::Face::Strong);
    int place = 0;
    for (const record::Sibling& sibling : found->second.siblings) {
        const ui::Scope one(place++);
        const std::string value = model::shown_value(state, session, path, sibling.value);
        ui::body(frame, value.empty() ? state.say("conflict.nothing") : value);
        draw_sayer(state, frame, sibling);
        if (ui::button(frame, icon::kCheck, state.say("conflict.keep"))) {
            asked.emplace_back(model::Decide{path, sibling.value});
        }
    }
    ui::small(frame, state.say("conflict.kept_both"));
}

void draw_decided(const model::AppState& state, ui::Frame& frame, const NodePath& path,
                  model::Commands& asked) {
    const auto& decided = state.open->decided;
    const auto found = std::ranges::find(decided, path, &model::Decided::path);
    if (found == decided.end()) return;
    const forms::FormSession& session = *state.open->session;
    const ui::Scope scope("decided " + path.text);
    const ui::Card card(frame, Tone::Plain, 3);
    ui::state(frame, icon::kCheck,
              model::filled(state.say("decided.title"),
                            {model::person_name(state, found->decision.author),
                             model::shown_when(state, found->decision.wall_ms)}),
              Tone::Plain);
    int place = 0;
    for (const record::Sibling& sibling : found->set_aside) {
        const ui::Scope one(place++);
        const std::string value = model::shown_value(state, session, path, sibling.value);
        ui::body(frame, value.empty() ? state.say("conflict.nothing") : value);
        draw_sayer(state, frame, sibling);
        if (ui::button(frame, icon::kCheck, state.say("decided.instead"))) {
            asked.emplace_back(model::Decide{path, sibling.value});
        }
    }
}

void draw_node(const model::AppState& state, ui::Frame& frame, const NodePath& path,
               model::Commands& asked, int depth) {
    const forms::FormSession& session = *state.open->session;
    const forms::QuestionView view = session.question(path);
    if (view.node == nullptr || !view.relevant || !session.is_relevant(path)) return;
    const ui::Scope scope(path.text);
    if (view.node->kind == NodeKind::Repeat) {
        draw_repeat(state, frame, path, *view.node, asked, depth);
        return;
    }
    if (view.node->kind == NodeKind::Group) {
        const std::string label = session.label(path);
        if (!label.empty()) ui::title(frame, label);
        for (const NodePath& child : session.children_of(path)) {
            draw_node(state, frame, child, asked, depth + 1);
        }
        return;
    }
    if (!forms::is_asked(view.node->type)) return;
    draw_question(state, frame, view, asked);
    ui::space(4);
}

}  // namespace adit::views
