#include "reports/record_page.h"

#include "reports/lists.h"
#include "store/summaries.h"
#include "tables/flatten.h"

#include <algorithm>

namespace adit::reports {
namespace {

struct Found {
    record::Record record;
    std::vector<record::Change> history;
    Received received;
};

/// One loan of the records: answers and history are of the same moment.
Result<std::optional<Found>> found_in(central::Central& central, const record::RecordId& id,
                                      const std::vector<std::string>& scopes) {
    const central::Records records = central.records();
    std::optional<record::Record> record = TRY(records->record(id));
    if (!record) return std::optional<Found>();
    const bool theirs = std::find(scopes.begin(), scopes.end(), record->scope.code) != scopes.end();
    if (!theirs) return std::optional<Found>();
    Found found{std::move(*record), TRY(records->history(id)), {}};
    for (const record::Change& change : found.history) {
        if (const auto came = TRY(records->received_ms(change.dot))) {
            found.received.emplace(change.dot, *came);
        }
    }
    return std::optional(std::move(found));
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

    Json page = line_of(store::summary_of(record), names, sites);
    page["form_title"] = {{"en", wording.title("en")}, {"fr", wording.title("fr")}};
    page["review_reason"] = record.review_reason;
    page["reviewer"] = record.reviewer;
    page["edited_after_deletion"] = record.edited_after_deletion;
    page["duplicate_of"] = record.duplicate_of ? Json(record.duplicate_of->text()) : Json(nullptr);
    page["credit"] = tables::credit_for(record.marks);
    page["sections"] = sections_of(record, wording, names);
    page["history"] = history_of(found->history, found->received, record, wording, names);
    page["notes"] = notes_of(record, names);
    return std::optional(std::move(page));
}

}  // namespace adit::reports
