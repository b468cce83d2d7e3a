#include "store/summaries.h"

#include "base/text.h"
#include "merge/fold.h"
#include "store/columns.h"

#include <algorithm>
#include <tuple>

namespace adit::store {
namespace {

using record::Record;
using record::RecordId;

/// The first answer of a type in the order of the paths: one that a person gave before one that the
/// form computed.
template <class T>
const T* first_answer(const Record& record) {
    const T* computed = nullptr;
    for (const auto& [path, answer] : record.answers) {
        const T* value = std::get_if<T>(&answer.value());
        if (value != nullptr && !answer.computed) return value;
        if (value != nullptr && computed == nullptr) computed = value;
    }
    return computed;
}

std::string text_at(const Record& record, const char* path) {
    const record::Value* value = record.find_value({path});
    return value == nullptr ? std::string() : record::text_of(*value);
}

const std::string kColumns =
    "record.id, scope, form, form_version, title, stage, review, in_conflict, deleted, "
    "edited_since, marks, author, device, created_ms, changed_ms, date, latitude, longitude, "
    "altitude_m, accuracy_m, entity";

// Of this device's changes, those that the server has not said it holds. ?1: the device. CROSS:
// left by itself SQLite would look through all changes, by an index that has each of them.
const std::string kUnsent =
    "WITH unsent (record) AS MATERIALIZED (SELECT DISTINCT change.record FROM feed "
    "CROSS JOIN change ON change.feed = feed.row AND change.number > feed.acknowledged "
    "WHERE substr(feed.name, 4, 16) = ?1) ";

const std::string kWhere =
    "WHERE (?2 = '' OR scope = ?2) AND (?3 = '' OR form = ?3) "
    "AND (?4 IS NULL OR stage = ?4) AND (?5 IS NULL OR review = ?5) "
    "AND (?6 IS NULL OR in_conflict = ?6) "
    "AND (?7 IS NULL OR ?7 = (record.row NOT IN unsent)) "
    "AND (?8 OR NOT deleted) AND (?9 = '' OR instr(search, ?9) > 0) "
    "AND (?10 = '' OR date >= ?10) AND (?11 = '' OR (date <= ?11 AND date <> '')) ";
// Apart, so that the index on entity is used when an entity is asked for.
const std::string kEntity = "AND entity = ?12 AND entity <> '' ";

const char* order_of(Query::Order order) {
    switch (order) {
        case Query::Order::ChangedLast:
            return "ORDER BY changed_ms DESC, record.row DESC ";
        case Query::Order::DateLast:
            return "ORDER BY date DESC, changed_ms DESC, record.row DESC ";
        case Query::Order::Title:
            return "ORDER BY search, record.row ";
    }
    ENSURE(false);
}

template <class T>
std::optional<int> number_of(const std::optional<T>& value) {
    if (!value) return std::nullopt;
    return static_cast<int>(*value);
}

struct Window {
    std::size_t limit;
    std::size_t offset;
};

void bind(sqlite::Statement& select, const Query& query, const record::DeviceId& own,
          Window window) {
    select.bind(own.bytes, query.scope ? query.scope->code : std::string(), query.form,
                number_of(query.stage), number_of(query.review), query.in_conflict, query.sent,
                query.with_deleted, folded(query.text), query.date_from, query.date_to,
                query.entity, static_cast<std::int64_t>(window.limit),
                static_cast<std::int64_t>(window.offset));
}

Summary read(const sqlite::Statement& row) {
    Summary summary;
    summary.id.uuid.bytes = column_bytes<16>(row, 0);
    summary.scope.code = row.text(1);
    summary.form = {row.text(2), row.text(3)};
    summary.title = row.text(4);
    summary.stage = static_cast<record::Stage>(row.integer(5));
    summary.review = static_cast<record::ReviewState>(row.integer(6));
    summary.in_conflict = row.integer(7) != 0;
    summary.deleted = row.integer(8) != 0;
    summary.edited_since_review = row.integer(9) != 0;
    const std::string marks = row.text(10);
    for (const std::string_view mark : split(marks, '\n')) {
        if (!mark.empty()) summary.marks.emplace_back(mark);
    }
    summary.author = row.text(11);
    summary.device.bytes = column_bytes<16>(row, 12);
    summary.created_ms = row.integer(13);
    summary.changed_ms = row.integer(14);
    summary.date = row.text(15);
    if (!row.is_null(16)) {
        summary.place = geo::Point{row.real(16), row.real(17), row.real(18), row.real(19)};
    }
    summary.entity = row.text(20);
    return summary;
}

/// A mark that holds a line break would be two; it is one word to its reader all the same.
std::string one_line(std::string word) {
    std::replace(word.begin(), word.end(), '\n', ' ');
    return word;
}

std::string lines_of(const std::vector<std::string>& marks) {
    std::vector<std::string> lines;
    for (const std::string& mark : marks) lines.push_back(one_line(mark));
    return joined(lines, "\n");
}

/// What a summary is written with besides what it says.
struct Derived {
    explicit Derived(const Summary& summary)
        : marks(lines_of(summary.marks)), search(folded(summary.title + " " + summary.author)) {}
    std::string marks, search;
};

/// A summary for the placeholders of a statement, then `more`.
template <class Bind, class... More>
auto give(const Bind& bind, const Summary& summary, const Derived& derived, const More&... more) {
    std::array<std::optional<double>, 4> place;
    if (summary.place) {
        place = {summary.place->latitude, summary.place->longitude, summary.place->altitude_m,
                 summary.place->accuracy_m};
    }
    return bind(summary.form.id, summary.form.version, summary.title,
                static_cast<int>(summary.stage), static_cast<int>(summary.review),
                summary.in_conflict, summary.deleted, summary.edited_since_review, derived.marks,
                summary.author, summary.device.bytes, summary.created_ms, summary.changed_ms,
                summary.date, place[0], place[1], place[2], place[3], summary.entity,
                derived.search, more...);
}

bool same_row(const Summary& one, const Summary& other) {
    const auto facts = [](const Summary& summary) {
        return std::tie(summary.id, summary.scope, summary.form, summary.title, summary.stage,
                        summary.review, summary.in_conflict, summary.deleted,
                        summary.edited_since_review, summary.author, summary.device,
                        summary.created_ms, summary.changed_ms, summary.date, summary.entity);
    };
    return facts(one) == facts(other) && one.place == other.place &&
           lines_of(one.marks) == lines_of(other.marks);
}

}  // namespace

Summary summary_of(const Record& record) {
    Summary summary{.id = record.id,
                    .scope = record.scope,
                    .form = record.form,
                    .title = record::instance_name_of(record),
                    .stage = record.stage,
                    .review = record.review,
                    .in_conflict = record.in_conflict(),
                    .deleted = record.deleted,
                    .edited_since_review = record.edited_since_review,
                    .marks = record.marks,
                    .author = record.author,
                    .device = record.device,
                    .created_ms = record.created.ms(),
                    .changed_ms = record.changed.ms(),
                    .date = {},
                    .place = {},
                    .entity = text_at(record, "/meta/entity/@id"),
                    .sent = false};
    if (const auto* date = first_answer<record::Date>(record)) {
        summary.date = record::text_of(*date);
    }
    if (const auto* place = first_answer<geo::Point>(record)) summary.place = *place;
    return summary;
}

/// The greatest id: records are named by the time of their making (UUIDv7), so that a new one is
/// known to be new without looking for it.
Result<RecordId> Summaries::newest() {
    if (!newest_) {
        auto select = TRY(db_.prepare("SELECT coalesce(max(id), zeroblob(16)) FROM record"));
        const bool one_row = TRY(select.next());
        ENSURE(one_row);
        newest_ = RecordId{Uuid{column_bytes<16>(select, 0)}};
    }
    return *newest_;
}

Result<std::optional<RecordRow>> Summaries::find(const RecordId& id, const record::ScopeId& scope) {
    if (TRY(newest()) < id) return std::optional<RecordRow>();
    auto select = TRY(db_.prepare("SELECT row FROM record WHERE id = ? AND scope = ?"));
    const bool found = TRY(select.bind(id.uuid.bytes, scope.code).next());
    return found ? std::optional(select.integer(0)) : std::optional<RecordRow>();
}

Result<std::optional<RecordRow>> Summaries::find(const RecordId& id) {
    auto select = TRY(db_.prepare("SELECT min(row) FROM record WHERE id = ?"));
    const bool one_row = TRY(select.bind(id.uuid.bytes).next());
    ENSURE(one_row);
    return select.is_null(0) ? std::optional<RecordRow>() : std::optional(select.integer(0));
}

Result<RecordRow> Summaries::next_row() {
    if (!last_row_) {
        auto select = TRY(db_.prepare("SELECT coalesce(max(row), 0) FROM record"));
        const bool one_row = TRY(select.next());
        ENSURE(one_row);
        last_row_ = select.integer(0);
    }
    return ++*last_row_;
}

Status Summaries::add(const std::vector<Row>& rows) {
    static const sqlite::Insertion kRecord(
        "record (form, form_version, title, stage, review, in_conflict, deleted, edited_since, "
        "marks, author, device, created_ms, changed_ms, date, latitude, longitude, altitude_m, "
        "accuracy_m, entity, search, row, id, scope)");
    std::vector<Derived> derived;
    derived.reserve(rows.size());
    for (const Row& row : rows) {
        derived.emplace_back(*row.summary);
        if (newest_) newest_ = std::max(*newest_, row.summary->id);
    }
    return db_.insert(kRecord, rows.size(), [&](std::size_t i, const auto& bind) {
        const auto& [row, summary] = rows[i];
        give(bind, *summary, derived[i], row, summary->id.uuid.bytes, summary->scope.code);
    });
}

Status Summaries::renew(RecordRow row, const Summary& summary) {
    const auto run = [&](const auto&... values) {
        return db_.run(
            "UPDATE record SET form = ?, form_version = ?, title = ?, stage = ?, review = ?, "
            "in_conflict = ?, deleted = ?, edited_since = ?, marks = ?, author = ?, device = ?, "
            "created_ms = ?, changed_ms = ?, date = ?, latitude = ?, longitude = ?, "
            "altitude_m = ?, accuracy_m = ?, entity = ?, search = ? WHERE row = ?",
            values...);
    };
    return give(run, summary, Derived(summary), row);
}

Status Summaries::remove(RecordRow row) {
    for (const char* statement :
         {"DELETE FROM record WHERE row = ?", "DELETE FROM effect WHERE record = ?"}) {
        auto cut = TRY(db_.prepare(statement));
        TRY(cut.bind(row).run());
    }
    return Done{};
}

Result<std::vector<Summary>> Summaries::list(const Query& query, const record::DeviceId& own) {
    const std::string sql =
        kUnsent + "SELECT " + kColumns + ", record.row NOT IN unsent FROM record " + kWhere +
        (query.entity.empty() ? "" : kEntity) + order_of(query.order) + "LIMIT ?13 OFFSET ?14";
    auto select = TRY(db_.prepare(sql));
    bind(select, query, own, {std::min(query.limit, kRowsMax), query.offset});
    std::vector<Summary> found;
    while (TRY(select.next())) {
        found.push_back(read(select));
        found.back().sent = select.integer(21) != 0;
    }
    return found;
}

Result<std::size_t> Summaries::count(const Query& query, const record::DeviceId& own) {
    const std::string sql = kUnsent + "SELECT count(*) FROM record " + kWhere +
                            (query.entity.empty() ? "" : kEntity) + "LIMIT ?13 OFFSET ?14";
    auto select = TRY(db_.prepare(sql));
    bind(select, query, own, {.limit = 1, .offset = 0});
    const bool one_row = TRY(select.next());
    ENSURE(one_row);
    return static_cast<std::size_t>(select.integer(0));
}

Status Summaries::verify(FeedLog& log) {
    auto select = TRY(db_.prepare("SELECT " + kColumns + ", record.row FROM record ORDER BY row"));
    while (TRY(select.next())) {
        const Summary kept = read(select);
        const auto changes = TRY(log.changes_of(select.integer(21), kept.id));
        if (!changes.empty() && same_row(kept, summary_of(merge::fold(changes)))) continue;
        return Error{Code::Corrupt, "what the list says of record " + kept.id.text() +
                                        " is not what its changes say: restore a copy"};
    }
    return Done{};
}

}  // namespace adit::store
