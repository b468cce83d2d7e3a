#include "views/outline_view.h"

#include "model/wordbook.h"
#include "ui/icons.h"
#include "ui/widgets.h"

namespace adit::views {

using ui::Face;
using ui::Tone;
namespace icon = ui::icon;

PartState part_state(const model::AppState& state, const forms::OutlineItem& item) {
    const auto counted = [&](const char* key, std::size_t count) {
        return model::filled(state.say(key), {std::to_string(count)});
    };
    if (item.broken > 0) {
        return {counted("outline.broken", item.broken), icon::kAlert, Tone::Error};
    }
    const bool repeat = item.node != nullptr && item.node->kind == forms::NodeKind::Repeat;
    if (item.asked == 0 && repeat && !item.place) {
        return {state.say("repeat.none"), icon::kDashed, Tone::Muted};
    }
    if (item.asked == 0) return {state.say("outline.nothing"), icon::kCheck, Tone::Muted};
    if (item.answered == 0) return {state.say("outline.not_started"), icon::kDashed, Tone::Muted};
    if (item.missing > 0) {
        return {counted("outline.missing", item.missing), icon::kCircle, Tone::Warn};
    }
    return {state.say("outline.done"), icon::kDone, Tone::Ok};
}

namespace {

bool draw_part(const model::AppState& state, ui::Frame& frame, const forms::OutlineItem& item,
               bool here) {
    const PartState part = part_state(state, item);
    const float indent = ui::grid(2 + 3 * static_cast<float>(item.depth));
    const float width = ui::width_left(frame) - indent - ui::grid(2);
    const float label_h = ui::face(Face::Body)->FontSize;
    const float height = label_h + ui::face(Face::Small)->FontSize + ui::grid(2);
    const std::string label =
        item.place ? item.label + " " + std::to_string(*item.place) : item.label;
    const auto row = ui::row(frame, item.path.text, label, height, here);
    const ImVec2 after = ui::cursor();
    ui::move_to({row.from.x + indent, row.from.y + ui::grid(1)});
    ui::line(frame, here ? Face::Strong : Face::Body, Tone::Plain, label, width);
    ui::move_to({row.from.x + indent, row.from.y + ui::grid(1) + label_h});
    ui::state(frame, part.icon, part.words, part.tone, Face::Small);
    ui::move_to(after);
    return row.used;
}

}  // namespace

void draw_outline(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const model::OpenForm& form = *state.open;
    for (const forms::OutlineItem& item : form.outline) {
        if (!item.relevant) continue;
        const bool here = item.path == form.page;
        if (draw_part(state, frame, item, here)) asked.emplace_back(model::GoTo{item.path});
    }
}

}  // namespace adit::views
