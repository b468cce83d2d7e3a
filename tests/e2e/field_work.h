// What laptops of a pilot do in these tests, and how two replicas are held against each other.
#pragma once

#include "e2e/pilot.h"
#include "store/record_store.h"
#include "support/world.h"

#include <catch2/catch_all.hpp>

#include <algorithm>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace adit::test {

/// Sites of a register that nobody has, numbered from `first`, and how to bring them in.
inline void write_sites(const std::filesystem::path& csv, const std::filesystem::path& mapping,
                        const std::string& prefix, std::int64_t first, std::int64_t sites) {
    std::ofstream rows(csv);
    rows << "code,name,remarks\n";
    for (std::int64_t i = first; i < first + sites; ++i) {
        rows << prefix << i << ",Site number " << i << ",Remark " << i * 7919 % 10007
             << " of a test " << i * 104729 % 99991 << '\n';
    }
    std::ofstream(mapping) << R"({"adit_mapping": 1, "about": "Sites of a test",
 "form": "site_profile", "scope": "COD", "marks": ["sample"],
 "id": {"name": "e2e-profile", "columns": ["code"]},
 "registers": {"name": "e2e-site", "columns": ["code"]},
 "answers": [{"question": "/loc/country", "constant": "COD"},
  {"question": "/identity/site_name", "column": "name", "must": true},
  {"question": "/identity/site_code", "column": "code"},
  {"question": "/org/selection_reason", "column": "remarks"}]})";
}

/// Brings so many new sites into a laptop. True when it was told that they are saved.
inline bool import_sites(Pilot& pilot, const std::string& laptop, int first, int sites) {
    const auto csv = pilot.path(laptop + ".csv");
    const auto mapping = pilot.path(laptop + ".json");
    write_sites(csv, mapping, laptop, first, sites);
    return pilot.field(laptop, {"import", csv.string(), "--mapping", mapping.string()}).code == 0;
}

/// A replica's store, opened only to look; nobody may be at work in it.
inline std::unique_ptr<store::RecordStore> store_at(const std::filesystem::path& file) {
    auto opened = store::open_sqlite_store(file.string(), {}, World().surroundings());
    if (!opened) FAIL(opened.error().what);
    return *std::move(opened);
}
inline std::filesystem::path laptop_file(Pilot& pilot, const std::string& laptop) {
    return pilot.path(laptop) / "laptop.adit";
}
inline std::filesystem::path server_file(Pilot& pilot) { return pilot.data() / "central.adit"; }

inline std::vector<store::Head> heads_of(const std::filesystem::path& file) {
    const auto heads = store_at(file)->heads({});
    REQUIRE(heads);
    return *heads;
}

/// What this laptop counts as sent and the server does not hold: must always be nothing. Changes.
/// Both may be at work: the laptop is asked first, and the server's feeds only grow.
inline std::uint64_t sent_but_not_held(Pilot& pilot, const std::string& laptop) {
    std::map<record::FeedId, std::uint64_t> sent;
    {
        const auto ours = store_at(laptop_file(pilot, laptop));
        const auto heads = ours->heads({});
        REQUIRE(heads);
        for (const store::Head& head : *heads) {
            const auto number = ours->acknowledged_up_to(head.feed);
            REQUIRE(number);
            sent[head.feed] = *number;
        }
    }
    for (const store::Head& head : heads_of(server_file(pilot))) {
        auto& number = sent[head.feed];
        number -= std::min(number, head.number);
    }
    std::uint64_t missing = 0;
    for (const auto& [feed, number] : sent) missing += number;
    return missing;
}

}  // namespace adit::test
