// What keeping a record costs, against a plain table of the same answers in the same SQLite.
//
// adit_store_bench [records]: fresh files in the temporary folder; each figure is the median of
// five runs. One record is one change of 30 answers, as an import or a finalised visit writes it.
#include "sqlite/database.h"
#include "store/record_store.h"
#include "support/changes.h"
#include "support/folder.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <functional>
#include <string>
#include <utility>
#include <vector>

using namespace adit;

namespace {

constexpr int kRuns = 5;
constexpr std::size_t kAnswers = 30;

double median_ms(const std::function<double()>& run) {
    std::vector<double> times;
    for (int i = 0; i < kRuns; ++i) times.push_back(run());
    std::sort(times.begin(), times.end());
    return times[kRuns / 2];
}

double timed_ms(const std::function<void()>& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start)
        .count();
}

record::RecordId record_of(std::size_t which) {
    record::RecordId id;
    for (std::size_t i = 0; i < 8; ++i) {
        id.uuid.bytes[15 - i] = static_cast<std::uint8_t>(which >> (8 * i));
    }
    return id;
}

record::Value answer_of(std::size_t which, std::size_t question) {
    switch (question % 5) {
        case 0:
            return record::Choice{"choice_" + std::to_string((which + question) % 6)};
        case 1:
            return static_cast<std::int64_t>(which * question % 500);
        case 2:
            return "Kamituga " + std::to_string(which);
        case 3:
            return record::Date{20'000 + static_cast<std::int32_t>(which % 300)};
        default:
            return static_cast<double>(which % 100) / 4;
    }
}

std::vector<store::Draft> drafts(std::size_t records) {
    std::vector<store::Draft> out;
    for (std::size_t i = 0; i < records; ++i) {
        store::Draft draft{.scope = {"COD"},
                           .record = record_of(i),
                           .form = {"site_visit", "1"},
                           .author = "asha",
                           .wall_ms = 0,
                           .offset_min = 60,
                           .operations = {}};
        for (std::size_t question = 0; question < kAnswers; ++question) {
            draft.operations.push_back(record::Put{
                {"/group/question_" + std::to_string(question)}, answer_of(i, question), {}});
        }
        out.push_back(std::move(draft));
    }
    return out;
}

template <class T>
T must(Result<T> result) {
    if (!result) std::fprintf(stderr, "%s\n", result.error().what.c_str());
    ENSURE(static_cast<bool>(result));
    return *std::move(result);
}

std::unique_ptr<store::RecordStore> open(const std::filesystem::path& path, char letter) {
    return must(store::open_sqlite_store(path.string(), test::laptop(letter), real_surroundings()));
}

template <std::size_t... Places>
void bind_row(sqlite::Statement& insert, const store::Draft& draft,
              std::index_sequence<Places...>) {
    const auto text = [&](std::size_t place) {
        return record::text_of(std::get<record::Put>(draft.operations[place]).value);
    };
    insert.bind(draft.record.uuid.bytes, text(Places)...);
}

struct Figures {
    double ms = 0;
    std::uintmax_t bytes = 0;
};

/// The same answers in one row a record, as a program without a history would keep them.
Figures plain_table(const std::vector<store::Draft>& records) {
    const test::Folder folder;
    const auto path = folder / "plain.db";
    std::string columns, places;
    for (std::size_t i = 0; i < kAnswers; ++i) {
        columns += ", q" + std::to_string(i) + " TEXT NOT NULL";
        places += ", ?";
    }
    Figures figures;
    {
        auto db = must(sqlite::Database::open({.path = path.string()}));
        must(db.execute("CREATE TABLE visit (id BLOB PRIMARY KEY" + columns +
                        ") STRICT, WITHOUT ROWID"));
        figures.ms = timed_ms([&] {
            auto all_or_none = must(db.begin());
            for (const store::Draft& draft : records) {
                auto insert = must(db.prepare("INSERT INTO visit VALUES (?" + places + ")"));
                bind_row(insert, draft, std::make_index_sequence<kAnswers>());
                must(insert.run());
            }
            must(all_or_none.commit());
        });
    }
    figures.bytes = std::filesystem::file_size(path);
    return figures;
}

Figures appended(const std::vector<store::Draft>& records) {
    const test::Folder folder;
    Figures figures;
    {
        const auto store = open(folder / "a.adit", 'a');
        figures.ms = timed_ms([&] { must(store->append(records)); });
    }
    figures.bytes = std::filesystem::file_size(folder / "a.adit");
    return figures;
}

/// Taken in as a server does: packs of 64 KiB, each committed by itself.
Figures taken(store::RecordStore& from) {
    const test::Folder folder;
    const auto store = open(folder / "s.adit", 's');
    const auto heads = must(from.heads({}));
    const store::Head& head = heads.front();
    Figures figures;
    figures.ms = timed_ms([&] {
        for (std::uint64_t held = 0; held < head.number;) {
            const auto run = must(from.run_after(head.feed, held, 64 * 1024));
            must(store->take(run, real_surroundings().now_ms()));
            held += run.changes.size();
        }
    });
    return figures;
}

void say(const char* what, double ms, double of) {
    std::printf("%-58s %9.2f ms %12.0f /s\n", what, ms, of / ms * 1000);
}

void measure_reading(store::RecordStore& store, std::size_t records) {
    say("one page of the list, by last change",
        median_ms([&] { return timed_ms([&] { must(store.list({})); }); }), 1);
    say("search in all titles and authors",
        median_ms([&] { return timed_ms([&] { must(store.list({.text = "nobody"})); }); }), 1);
    say("count of what is not sent",
        median_ms([&] { return timed_ms([&] { must(store.count({.sent = false})); }); }), 1);
    std::size_t next = 0;
    say("one record opened (folded from its changes)", median_ms([&] {
            return timed_ms([&] { must(store.record(record_of(next++ % records))); });
        }),
        1);
    say("chains, names and summaries verified",
        median_ms([&] { return timed_ms([&] { must(store.verify()); }); }),
        static_cast<double>(records));
}

/// One answer at a time, each on stable storage before the screen says so.
void measure_typing(store::RecordStore& store) {
    int typed = 0;
    say("one answer of a record of 330 changes, durable", median_ms([&] {
            return timed_ms([&] {
                       for (int i = 0; i < 100; ++i) {
                           must(store.append({{.scope = {"COD"},
                                               .record = record_of(0),
                                               .form = {"site_visit", "1"},
                                               .author = "asha",
                                               .wall_ms = 0,
                                               .offset_min = 60,
                                               .operations = {record::Put{
                                                   {"/group/question_" + std::to_string(i % 30)},
                                                   std::int64_t{++typed},
                                                   {}}}}}));
                       }
                   }) /
                   100;
        }),
        1);
}

}  // namespace

int main(int count, char** words) {
    const std::size_t records = count > 1 ? std::stoul(words[1]) : 10'000;
    const auto made = drafts(records);
    const auto each = static_cast<double>(records);

    Figures plain, kept;
    const double plain_ms = median_ms([&] { return (plain = plain_table(made)).ms; });
    say("plain table, one transaction", plain_ms, each);
    const double kept_ms = median_ms([&] { return (kept = appended(made)).ms; });
    say("append, one transaction", kept_ms, each);
    std::printf("ratio of time %.2f, of bytes %.2f (%ju and %ju)\n", kept_ms / plain_ms,
                static_cast<double>(kept.bytes) / static_cast<double>(plain.bytes), kept.bytes,
                plain.bytes);

    const test::Folder folder;
    const auto store = open(folder / "a.adit", 'a');
    must(store->append(made));
    say("take, packs of 64 KiB", median_ms([&] { return taken(*store).ms; }), each);
    measure_reading(*store, records);
    measure_typing(*store);
    return 0;
}
