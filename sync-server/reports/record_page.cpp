#include "reports/record_page.h"

#include "forms/merged.h"
#include "reports/lists.h"
#include "reports/record_files.h"
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

forms::Merged merged_in(const char* language, const central::FormPtr& form,
                        const record::Record& record) {
    const auto table_of = [&form](std::string_view instance) -> const forms::Table* {
        const auto found = form->media.find(instance);
        return found == form->media.end() ? nullptr : &found->second;
    };
    return forms::merged(form->definition, record, table_of, language);
}

/// A record that was finalised by nobody who had seen it whole: what the form computes is computed
/// again, and its rules that fail are told (MERGE, merge rule 7).
Json brought_up_to_date(record::Record& record, const central::FormPtr& form) {
    Json invalid = Json::array();
    if (!record.edited_apart || record.deleted || form == nullptr) return invalid;
    forms::Merged english = merged_in("en", form, record);
    const std::vector<forms::Fault> french = merged_in("fr", form, record).faults;
    for (std::size_t i = 0; i < english.faults.size(); ++i) {
        const forms::Fault& fault = english.faults[i];
        invalid.push_back({{"path", display_path(record, fault.path)},
                           {"label", {{"en", fault.label}, {"fr", french[i].label}}},
                           {"message", {{"en", fault.message}, {"fr", french[i].message}}}});
    }
    record = std::move(english.record);
    return invalid;
}

}  // namespace

Result<std::optional<Json>> record_page(central::Central& central, const record::RecordId& id,
                                        const std::vector<std::string>& scopes) {
    std::optional<Found> found = TRY(found_in(central, id, scopes));
    if (!found) return std::optional<Json>();
    record::Record& record = found->record;
    const Names names = TRY(Names::of(central));
    const SiteLabels sites = TRY(site_labels(central, {record.scope.code}));
    const Wording wording = TRY(Wording::of(central, record.form, {record.scope.code}));

    Json page = line_of(store::summary_of(record), names, sites);
    page["form_title"] = {{"en", wording.title("en")}, {"fr", wording.title("fr")}};
    page["review_reason"] = record.review_reason;
    page["reviewer"] = record.reviewer;
    page["edited_apart"] = record.edited_apart;
    page["invalid"] = brought_up_to_date(record, wording.own());
    page["edited_after_deletion"] = record.edited_after_deletion;
    page["duplicate_of"] = record.duplicate_of ? Json(record.duplicate_of->text()) : Json(nullptr);
    page["credit"] = tables::credit_for(record.marks);
    page["sections"] = sections_of(record, wording, names);
    page["files_here"] = TRY(files_here(central, record));
    page["history"] = history_of(found->history, found->received, record, wording, names);
    page["notes"] = notes_of(record, names);
    return std::optional(std::move(page));
}

}  // namespace adit::reports
