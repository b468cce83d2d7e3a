#include "views/record_rows.h"

#include "ui/icons.h"

#include <algorithm>

namespace adit::views {

using model::Mood;
using ui::Tone;
namespace icon = ui::icon;

Tone tone_of(Mood mood) {
    switch (mood) {
        case Mood::Calm:
            return Tone::Muted;
        case Mood::Busy:
            return Tone::Accent;
        case Mood::Good:
            return Tone::Ok;
        case Mood::Waits:
            return Tone::Warn;
        case Mood::Trouble:
            return Tone::Error;
    }
    return Tone::Muted;
}

const char* sync_icon(const model::AppState& state) {
    switch (model::spoken_sync(state).mood) {
        case Mood::Busy:
            return icon::kSync;
        case Mood::Good:
            return icon::kSent;
        case Mood::Trouble:
            return icon::kWarning;
        case Mood::Waits: {
            const bool offline = state.sync.phase == model::SyncState::Phase::NoConnection;
            return offline ? icon::kOffline : icon::kNotSent;
        }
        case Mood::Calm:
            break;
    }
    return icon::kSync;
}

const char* stage_icon(const model::RecordRow& row) {
    if (row.stage == record::Stage::Draft) return icon::kDraft;
    return row.sent ? icon::kSent : icon::kReady;
}

float record_row_height() {
    return ui::face(ui::Face::Strong)->FontSize + ui::face(ui::Face::Small)->FontSize + ui::grid(3);
}

void draw_marks(const model::AppState& state, ui::Frame& frame,
                const std::vector<std::string>& marks) {
    for (const std::string& mark : marks) {
        const bool imported = mark.starts_with("imported");
        ui::chip(frame, imported ? icon::kHistory : icon::kTraining,
                 state.say("mark." + (imported ? std::string("imported") : mark)), Tone::Warn);
        ui::same_line(1);
    }
}

bool draw_record_row(const model::AppState& state, ui::Frame& frame, const model::RecordRow& row) {
    const std::string title = model::title_of(state, row);
    const auto place = ui::row(frame, row.id.text(), title, record_row_height());
    const ImVec2 after = ui::cursor();
    const float width = place.to.x - place.from.x - ui::grid(4);

    const model::Spoken stage = model::spoken_stage(state, row);
    const std::string conflict = row.in_conflict ? state.say("stage.conflict") : std::string();
    float chips = ui::chip_width(stage.words);
    if (row.in_conflict) chips += ui::chip_width(conflict) + ui::grid(1);
    for (const std::string& mark : row.marks) {
        const bool imported = mark.starts_with("imported");
        chips +=
            ui::chip_width(state.say(imported ? "mark.imported" : "mark." + mark)) + ui::grid(1);
    }

    // Without room for all on one line, the chips go below, where the small print is.
    const bool narrow = chips > width * 0.55F;
    const float left = narrow ? width : width - chips - ui::grid(2);
    ui::move_to({place.from.x + ui::grid(2), place.from.y + ui::grid(1.25F)});
    ui::line(frame, ui::Face::Strong, Tone::Plain, title, left);
    const float second = place.from.y + ui::grid(1.25F) + ui::face(ui::Face::Strong)->FontSize;
    if (!narrow) {
        ui::move_to({place.from.x + ui::grid(2), second});
        const std::string said = model::form_title(state, row.form) + "  ·  " +
                                 model::person_name(state, row.author) + "  ·  " +
                                 model::shown_when(state, row.changed_ms);
        ui::line(frame, ui::Face::Small, Tone::Muted, said, left);
    }
    const float chips_y = narrow ? second : place.from.y + ui::grid(2.25F);
    ui::move_to({narrow ? place.from.x + ui::grid(2) : place.to.x - ui::grid(2) - chips, chips_y});
    draw_marks(state, frame, row.marks);
    if (row.in_conflict) {
        ui::chip(frame, icon::kConflict, conflict, Tone::Conflict);
        ui::same_line(1);
    }
    ui::chip(frame, stage_icon(row), stage.words, tone_of(stage.mood));
    ui::move_to(after);
    return place.used;
}

}  // namespace adit::views
