#include "base/text.h"
#include "model/form_walk.h"
#include "model/shown.h"
#include "ui/fields.h"
#include "ui/icons.h"
#include "views/question_view.h"
#include "views/record_rows.h"
#include "views/screens.h"

namespace adit::views {
namespace {

using record::NodePath;
using ui::Tone;
namespace icon = ui::icon;

void draw_node_answers(const model::AppState& state, ui::Frame& frame, const NodePath& path,
                       model::Commands& asked);

void draw_answer(const model::AppState& state, ui::Frame& frame, const forms::QuestionView& view,
                 model::Commands& asked) {
    const bool empty = view.value == nullptr || record::is_nothing(*view.value);
    if (empty && !view.in_conflict) return;
    const forms::FormSession& session = *state.open->session;
    ui::small(frame, session.label(view.path));
    if (!empty) ui::body(frame, model::shown_value(state, session, view.path, *view.value));
    if (view.in_conflict) draw_siblings(state, frame, view.path, asked);
    draw_decided(state, frame, view.path, asked);
    ui::space(1.5F);
}

void draw_instances(const model::AppState& state, ui::Frame& frame, const NodePath& path,
                    model::Commands& asked) {
    const forms::FormSession& session = *state.open->session;
    int place = 0;
    for (const NodePath& instance : session.instances_of(path)) {
        ui::strong(frame, session.label(path) + " " + std::to_string(++place));
        for (const NodePath& child : session.children_of(instance)) {
            draw_node_answers(state, frame, child, asked);
        }
    }
}

void draw_node_answers(const model::AppState& state, ui::Frame& frame, const NodePath& path,
                       model::Commands& asked) {
    const forms::FormSession& session = *state.open->session;
    const auto view = session.question(path);
    if (view.node == nullptr || !session.is_relevant(path)) return;
    switch (view.node->kind) {
        case forms::NodeKind::Repeat:
            return draw_instances(state, frame, path, asked);
        case forms::NodeKind::Group:
            for (const NodePath& child : session.children_of(path)) {
                draw_node_answers(state, frame, child, asked);
            }
            return;
        case forms::NodeKind::Question:
            if (forms::is_asked(view.node->type)) draw_answer(state, frame, view, asked);
            return;
    }
}

void draw_head(const model::AppState& state, ui::Frame& frame) {
    const forms::FormSession& session = *state.open->session;
    const record::Record& record = session.record();
    const std::string name(trimmed(record::instance_name_of(record)));
    const std::string& kind = session.definition().title.in(state.language, "en");
    ui::big(frame, name.empty() ? kind : name);
    ui::body(frame,
             kind + "  ·  " + model::person_name(state, record.author) + "  ·  " +
                 model::shown_when(state, record.created_wall_ms),
             Tone::Muted);
    draw_marks(state, frame, record.marks);
    if (record.in_conflict()) {
        ui::chip(frame, icon::kConflict, state.say("stage.conflict"), Tone::Conflict);
        ui::same_line(1);
    }
    ui::chip(frame, icon::kFinalise, state.say("review.finalised"), Tone::Ok);
}

void draw_reopen(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const ui::Card card(frame);
    ui::strong(frame, state.say("review.correct"));
    ui::small(frame, state.say("review.correct_more"));
    std::string& reason = frame.notes["review.reason"];
    ui::text_field(frame,
                   {.key = "review.reason",
                    .words = state.say("review.reason"),
                    .stored = reason,
                    .ghost = state.say("review.reason")},
                   reason);
    if (ui::button(frame, icon::kReopen, state.say("review.reopen")) && !reason.empty()) {
        asked.emplace_back(model::Reopen{reason});
        reason.clear();
    }
}

/// Edits that were each valid, and what they break together.
void draw_broken(const model::AppState& state, ui::Frame& frame) {
    if (state.open->broken_by_merge.empty()) return;
    const ui::Scope scope("broken");
    const ui::Card card(frame, Tone::Error, 3);
    ui::state(frame, icon::kAlert, state.say("review.invalid"), Tone::Error, ui::Face::Strong);
    ui::body(frame, state.say("review.invalid_more"));
    for (const forms::Fault& fault : state.open->broken_by_merge) {
        ui::strong(frame, fault.label);
        ui::body(frame, fault.message.empty() ? state.say("form.required") : fault.message);
    }
}

/// What an earlier version of the form asked: kept, and shown by its name.
void draw_retired(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    if (state.open->retired.empty()) return;
    const ui::Scope scope("retired");
    const ui::Card card(frame);
    ui::title(frame, state.say("review.retired"));
    ui::small(frame, state.say("review.retired_more"));
    const forms::FormSession& session = *state.open->session;
    for (const NodePath& path : state.open->retired) {
        const record::Value* value = session.record().find_value(path);
        ui::small(frame, display_path(session.record(), path));
        if (value != nullptr) ui::body(frame, record::text_of(*value));
        draw_siblings(state, frame, path, asked);
    }
}

}  // namespace

void draw_review(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    if (!state.open) return;
    const model::OpenForm& form = *state.open;
    const ui::Pane pane(frame, "review", {.padding = 6});
    const ui::Column column(frame, ui::grid(200));
    if (ui::quiet_button(frame, icon::kBack, state.say("form.leave"))) {
        asked.emplace_back(model::CloseForm{});
    }
    draw_head(state, frame);
    ui::space(3);
    draw_broken(state, frame);
    for (const NodePath& page : form.pages) {
        const ui::Card card(frame);
        const auto view = form.session->question(page);
        const bool named = view.node != nullptr && view.node->kind != forms::NodeKind::Question;
        if (named) ui::title(frame, form.session->label(page));
        for (const NodePath& path : model::nodes_on_page(*form.session, page)) {
            draw_node_answers(state, frame, path, asked);
        }
    }
    draw_retired(state, frame, asked);
    draw_reopen(state, frame, asked);
    ui::space(6);
}

}  // namespace adit::views
