#include "model/shown.h"
#include "ui/icons.h"
#include "ui/widgets.h"
#include "views/record_rows.h"
#include "views/screens.h"

#include <array>

namespace adit::views {

using model::RecordList;
using ui::Tone;

namespace {

std::string list_words(const model::AppState& state, const char* key, std::size_t count) {
    return state.say(key) + "  " + std::to_string(count);
}

const char* empty_key(RecordList list) {
    switch (list) {
        case RecordList::Drafts:
            return "records.no_drafts";
        case RecordList::Ready:
            return "records.no_ready";
        case RecordList::Sent:
            return "records.no_sent";
        case RecordList::Conflicts:
            return "records.no_conflicts";
    }
    return "records.no_drafts";
}

}  // namespace

void draw_records(const model::AppState& state, ui::Frame& frame, model::Commands& asked) {
    const ui::Pane page(frame, "records", {.padding = 6, .scrolls = false});
    const ui::Column column(frame, ui::grid(250));
    ui::big(frame, state.say("records.title"));
    const model::Counts& counts = state.counts;
    const std::array<std::string, 4> lists{list_words(state, "list.drafts", counts.drafts),
                                           list_words(state, "list.ready", counts.ready),
                                           list_words(state, "list.sent", counts.sent),
                                           list_words(state, "list.conflicts", counts.conflicts)};
    const int chosen = static_cast<int>(state.list);
    const int used = ui::segments(frame, "lists", lists, chosen);
    if (used >= 0 && used != chosen) {
        asked.emplace_back(model::ShowRecords{static_cast<RecordList>(used)});
    }
    ui::space(3);
    const float width = ui::width_left(frame);
    const ui::Pane list(frame, "list", {.size = {width, 0}, .ground = ui::colours().surface});
    if (state.records.empty()) {
        ui::space(4);
        ui::body(frame, state.say(state.records_loaded ? empty_key(state.list) : "loading"),
                 Tone::Muted);
        return;
    }
    ui::draw_rows(state.records.size(), record_row_height(), [&](std::size_t i) {
        const model::RecordRow& row = state.records[i];
        if (draw_record_row(state, frame, row)) asked.emplace_back(model::OpenRecord{row.id});
    });
}

}  // namespace adit::views
