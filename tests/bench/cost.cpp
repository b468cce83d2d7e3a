#include "bench/cost.h"

#include "base/json.h"
#include "bench/workload.h"
#include "sqlite/database.h"
#include "support/fleet.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <set>

namespace adit::bench {
namespace {

using test::must;

double now_ms() {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double, std::milli>(since).count();
}

void print(const Json& json) { std::printf("%s\n", text_of(json).c_str()); }

constexpr int kRuns = 5;
constexpr std::size_t kPerTransaction = 1000;
constexpr std::size_t kSaved = 500;  // One a transaction, as somebody saves who types.

struct Cost {
    double ms = 0;
    std::uintmax_t bytes = 0;
};

Cost median_of(std::vector<Cost> runs) {
    std::ranges::sort(runs, {}, &Cost::ms);
    return runs[runs.size() / 2];
}

/// Every question of the workload, in the order of first sight.
std::vector<std::string> columns_of(const Workload& work) {
    std::vector<std::string> columns;
    std::set<std::string> known;
    for (const Visit& visit : work.visits) {
        for (const record::Operation& operation : visit.draft.operations) {
            const auto* put = std::get_if<record::Put>(&operation);
            const auto* compute = std::get_if<record::Compute>(&operation);
            if (put == nullptr && compute == nullptr) continue;
            const std::string& path = put != nullptr ? put->path.text : compute->path.text;
            if (known.insert(path).second) columns.push_back(path);
        }
    }
    return columns;
}

/// A row as a plain program would hold it: numbers as numbers, the rest as text.
struct Cell {
    std::string text;
    std::int64_t number = 0;
    double real = 0;
    enum class Kind { Nothing, Text, Number, Real } kind = Kind::Nothing;
};
using Row = std::vector<Cell>;

Cell cell_of(const record::Value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value)) {
        return {.text = {}, .number = *number, .real = 0, .kind = Cell::Kind::Number};
    }
    if (const auto* real = std::get_if<double>(&value)) {
        return {.text = {}, .number = 0, .real = *real, .kind = Cell::Kind::Real};
    }
    return {.text = record::text_of(value), .number = 0, .real = 0, .kind = Cell::Kind::Text};
}

std::vector<Row> rows_of(const Workload& work, const std::vector<std::string>& columns) {
    std::vector<Row> rows;
    for (const Visit& visit : work.visits) {
        Row row(columns.size());
        for (const record::Operation& operation : visit.draft.operations) {
            const auto* put = std::get_if<record::Put>(&operation);
            const auto* compute = std::get_if<record::Compute>(&operation);
            if (put == nullptr && compute == nullptr) continue;
            const std::string& path = put != nullptr ? put->path.text : compute->path.text;
            const auto at = std::ranges::find(columns, path) - columns.begin();
            row[static_cast<std::size_t>(at)] =
                cell_of(put != nullptr ? put->value : compute->value);
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

void bind_row(sqlite::Statement& insert, const Visit& visit, const Row& row) {
    insert.bind(visit.draft.record.uuid.bytes, visit.draft.author, visit.wall_ms,
                visit.draft.scope.code);
    int place = 4;
    for (const Cell& cell : row) {
        ++place;
        switch (cell.kind) {
            case Cell::Kind::Nothing:
                insert.bind_at(place, std::optional<std::string>());
                break;
            case Cell::Kind::Text:
                insert.bind_at(place, cell.text);
                break;
            case Cell::Kind::Number:
                insert.bind_at(place, cell.number);
                break;
            case Cell::Kind::Real:
                insert.bind_at(place, cell.real);
                break;
        }
    }
}

/// As a program without a history keeps its records: one row each, found by id and by time. Timed,
/// as with_history() is, until the file is closed: what the write-ahead log still held is in it.
Cost plain_table(const Workload& work, const std::vector<std::string>& columns,
                 const std::vector<Row>& rows, std::size_t per_transaction) {
    const test::Folder folder;
    const auto path = folder / "plain.db";
    std::string names, places;
    for (const std::string& column : columns) {
        names += ", \"" + column.substr(1) + "\"";
        places += ", ?";
    }
    Cost cost;
    double began = 0;
    {
        auto db = must(sqlite::Database::open({.path = path.string()}));
        must(
            db.execute("CREATE TABLE visit (id BLOB PRIMARY KEY, author TEXT, changed_ms INTEGER, "
                       "scope TEXT" +
                       names + "); CREATE INDEX visit_by_time ON visit (changed_ms)"));
        began = now_ms();
        for (std::size_t at = 0; at < rows.size(); at += per_transaction) {
            auto all_or_none = must(db.begin());
            for (std::size_t i = at; i < std::min(at + per_transaction, rows.size()); ++i) {
                auto insert =
                    must(db.prepare("INSERT INTO visit VALUES (?, ?, ?, ?" + places + ")"));
                bind_row(insert, work.visits[i], rows[i]);
                must(insert.run());
            }
            must(all_or_none.commit());
        }
    }
    cost.ms = now_ms() - began;
    cost.bytes = std::filesystem::file_size(path);
    return cost;
}

Cost with_history(const Workload& work, std::size_t per_transaction) {
    const test::Folder folder;
    std::vector<std::vector<store::Draft>> all;
    for (std::size_t at = 0; at < work.visits.size(); at += per_transaction) {
        std::vector<store::Draft>& drafts = all.emplace_back();
        for (std::size_t i = at; i < std::min(at + per_transaction, work.visits.size()); ++i) {
            drafts.push_back(work.visits[i].draft);
        }
    }
    Cost cost;
    double began = 0;
    {
        const auto store = must(
            store::open_sqlite_store((folder / "a.adit").string(), {{1}}, real_surroundings()));
        began = now_ms();
        for (auto& drafts : all) must(store->append(std::move(drafts)));
    }
    cost.ms = now_ms() - began;
    cost.bytes = std::filesystem::file_size(folder / "a.adit");
    return cost;
}

void write_some(test::Programme& programme, test::Replica& laptop, std::size_t changes) {
    for (std::size_t i = 0; i < changes;) {
        std::vector<store::Draft> drafts;
        for (std::size_t k = 0; k < kPerTransaction && i < changes; ++k, ++i) {
            drafts.push_back(
                {.scope = {"GHA"},
                 .record = {new_uuid(laptop.world)},
                 .form = {"site_visit", "1"},
                 .author = laptop.person,
                 .wall_ms = programme.world.now(),
                 .offset_min = 0,
                 .operations = {record::Put{{"/miners"}, static_cast<std::int64_t>(i % 90), {}},
                                record::Put{{"/note"}, std::string("calm, pits open"), {}}}});
            programme.world.pass(60'000);
        }
        must(laptop.store->append(drafts));
    }
}

}  // namespace

int cost_of_history(const std::filesystem::path& workload) {
    const Workload work = workload_from(workload);
    const auto columns = columns_of(work);
    const auto rows = rows_of(work, columns);
    std::vector<Cost> plain, kept, plain_saves, kept_saves;
    Workload day = work;
    day.visits.resize(std::min(day.visits.size(), kSaved));
    for (int i = 0; i < kRuns; ++i) {
        plain.push_back(plain_table(work, columns, rows, kPerTransaction));
        kept.push_back(with_history(work, kPerTransaction));
        plain_saves.push_back(plain_table(day, columns, rows_of(day, columns), 1));
        kept_saves.push_back(with_history(day, 1));
    }
    const Cost bare = median_of(plain), full = median_of(kept);
    const double save_ratio = median_of(kept_saves).ms / median_of(plain_saves).ms;
    print({{"plain_ms", bare.ms},
           {"kept_ms", full.ms},
           {"insert_ratio", full.ms / bare.ms},
           {"save_ratio", save_ratio},
           {"plain_bytes", bare.bytes},
           {"kept_bytes", full.bytes},
           {"file_ratio", static_cast<double>(full.bytes) / static_cast<double>(bare.bytes)}});
    return 0;
}

int cost_curve(std::size_t changes) {
    test::Programme programme;
    test::Replica& asha = programme.enrol("asha", {"GHA"});
    double began = now_ms();
    write_some(programme, asha, changes);
    const double write_ms = now_ms() - began;
    began = now_ms();
    const auto all = must(test::exchange(programme, asha));
    const double sync_ms = now_ms() - began;

    std::vector<double> one;
    std::uint64_t bytes = 0;
    for (int i = 0; i < 21; ++i) {
        write_some(programme, asha, 1);
        began = now_ms();
        const auto report = must(test::exchange(programme, asha));
        one.push_back(now_ms() - began);
        bytes = report.bytes_up + report.bytes_down;
    }
    std::ranges::sort(one);
    const auto size = std::filesystem::file_size(programme.server->path);
    print({{"changes", changes},
           {"write_us", write_ms * 1000 / static_cast<double>(changes)},
           {"sync_us", sync_ms * 1000 / static_cast<double>(changes)},
           {"sync_bytes",
            static_cast<double>(all.bytes_up + all.bytes_down) / static_cast<double>(changes)},
           {"store_bytes", static_cast<double>(size) / static_cast<double>(changes)},
           {"one_more_ms", one[one.size() / 2]},
           {"one_more_bytes", bytes}});
    return 0;
}

}  // namespace adit::bench
