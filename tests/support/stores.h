// Words for tests that keep records in real files.
#pragma once

#include "store/record_store.h"
#include "support/changes.h"
#include "support/folder.h"
#include "support/world.h"

#include <catch2/catch_all.hpp>

namespace adit::test {

inline std::unique_ptr<store::RecordStore> open_store(const std::filesystem::path& path,
                                                      const World& world, char letter = 'a') {
    auto opened = store::open_sqlite_store(path.string(), laptop(letter), world.surroundings());
    if (!opened) FAIL(opened.error().what);
    return *std::move(opened);
}

inline store::Draft draft(std::vector<record::Operation> operations,
                          record::RecordId id = record_id()) {
    return {.scope = {"COD"},
            .record = id,
            .form = {"site_visit", "1"},
            .author = "asha",
            .wall_ms = kMorning,
            .offset_min = 60,
            .operations = std::move(operations)};
}

/// Appends one change; its dot.
inline record::Dot append(store::RecordStore& store, std::vector<record::Operation> operations,
                          record::RecordId id = record_id()) {
    const auto dots = store.append({draft(std::move(operations), id)});
    if (!dots) FAIL(dots.error().what);
    return dots->front();
}

inline record::Record record_in(store::RecordStore& store, record::RecordId id = record_id()) {
    const auto found = store.record(id);
    if (!found) FAIL(found.error().what);
    REQUIRE(found->has_value());
    return **found;
}

/// Brings `to` up to date with everything in `from`, feed by feed.
inline void bring(store::RecordStore& from, store::RecordStore& to,
                  std::size_t bytes_max = 1u << 20) {
    const auto theirs = *from.heads({});
    for (const store::Head& head : theirs) {
        for (;;) {
            std::uint64_t held = 0;
            const auto ours = *to.heads({});
            for (const store::Head& each : ours) {
                if (each.feed == head.feed) held = each.number;
            }
            if (held >= head.number) break;
            const auto run = from.run_after(head.feed, held, bytes_max);
            REQUIRE(run);
            const auto touched = to.take(*run, kMorning);
            if (!touched) FAIL(touched.error().what);
        }
    }
}

}  // namespace adit::test
