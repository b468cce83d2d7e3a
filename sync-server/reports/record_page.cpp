#include "reports/record_page.h"

#include "reports/lists.h"
#include "tables/flatten.h"

#include <algorithm>

namespace adit::reports {
namespace {

struct Found {
    record::Record record;
    std::vector<record::Change> history;
};

/// One loan of the records: answers and history are of the same moment.
Result<std::optional<Found>> found_in(central::Central& central, const record::RecordId& id,
                                      const std::vector<std::string>& scopes) {
    const central::Records records = central.records();
    std::optional<record::Record> record = TRY(records->record(id));
    if (!record) return std::optional<Found>();
    const bool theirs = std::find(scopes.begin(), scopes.end(), record->scope.code) != scopes.end();
    if (!theirs) return std::optional<Found>();
    return std::optional(Found{std::move(*record), TRY(records->history(id))});
}

store::Summary summary_of(const record::Record& record) {
    store::Summary summary{.id = record.id,
                           .scope = record.scope,
                           .form = record.form,
                           .title = instance_name_of(record),
                           .stage = record.stage,
                           .review = record.review,
                           .in_conflict = record.in_conflict(),
                           .deleted = record.deleted,
                           .edited_since_review = record.edited_since_review,
                           .marks = record.marks,
                           .author = record.author,
                           .device = record.device,
                           .created_ms = record.created_wall_ms,
                           .changed_ms = record.changed.ms(),
                           .date = "",
                           .place = std::nullopt,
                           .entity = "",
                           .sent = false};
    for (const auto& [path, answer] : record.answers) {
        if (const auto* date = std::get_if<record::Date>(&answer.value())) {
            if (summary.date.empty() && !answer.computed) summary.date = text_of(*date);
        }
        if (const auto* point = std::get_if<geo::Point>(&answer.value())) {
            if (!summary.place) summary.place = *point;
        }
    }
    if (const record::Value* entity = record.find_value({"/meta/entity/@id"})) {
        summary.entity = text_of(*entity);
    }
    return summary;
}

Json notes_of(const record::Record& record, const Names& names) {
    Json list = Json::array();
    for (const record::Note& note : record.notes) {
        list.push_back({{"path", display_path(record, note.path)},
                        {"text", note.text},
                        {"author", note.author},
                        {"author_name", names.person(note.author)},
                        {"clock_ms", note.clock.ms()},
                        {"flag", note.flag}});
    }
    return list;
}

}  // namespace

Result<std::optional<Json>> record_page(central::Central& central, const record::RecordId& id,
                                        const std::vector<std::string>& scopes) {
    std::optional<Found> found = TRY(found_in(central, id, scopes));
    if (!found) return std::optional<Json>();
    const record::Record& record = found->record;
    const Names names = TRY(Names::of(central));
    const SiteLabels sites = TRY(site_labels(central, {record.scope.code}));
    const Wording wording = TRY(Wording::of(central, record.form, {record.scope.code}));

    Json page = line_of(summary_of(record), names, sites);
    page["form_title"] = {{"en", wording.title("en")}, {"fr", wording.title("fr")}};
    page["review_reason"] = record.review_reason;
    page["reviewer"] = record.reviewer;
    page["edited_after_deletion"] = record.edited_after_deletion;
    page["duplicate_of"] = record.duplicate_of ? Json(record.duplicate_of->text()) : Json(nullptr);
    page["credit"] = tables::credit_for(record.marks);
    page["sections"] = sections_of(record, wording, names);
    page["history"] = history_of(found->history, record, wording, names);
    page["notes"] = notes_of(record, names);
    return std::optional(std::move(page));
}

}  // namespace adit::reports
