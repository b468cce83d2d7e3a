// A small programme that has worked for a day, as the source of real bytes and as the place where
// damaged ones are brought to. Made once; the same on every machine.
#pragma once

#include "support/any_change.h"
#include "support/fleet.h"
#include "sync/intake.h"
#include "sync/pack.h"

namespace adit::fuzz {

struct Scene {
    test::Programme programme{20251123};
    test::Replica& asha = programme.enrol("asha", {"GHA"});
    test::Replica& badu = programme.enrol("badu", {"GHA"});

    Scene() {
        programme.kit.version = 1;
        programme.kit.files = {{{"site_visit", "1"}, "site_visit.xlsx", Bytes(300, 7)}};
        for (int i = 0; i < 30; ++i) {
            test::write(programme, asha, "GHA",
                        {{"/name", std::string("Site ") + std::to_string(i)},
                         {"/workers", std::int64_t{i}},
                         {"/minerals", record::Choices{{"gold", "coltan"}}},
                         {"/gps", geo::Point{1.5, 28.25 + i, 0, 5}}});
        }
        test::must(test::exchange(programme, asha));
        for (int i = 0; i < 3; ++i)
            test::write(programme, asha, "GHA", {{"/more", std::int64_t{i}}});
    }

    sync::Pack pack_of_asha(std::uint64_t after, std::size_t bytes_max) {
        sync::Packer packer(*asha.store, asha.self);
        const auto feed = test::must(asha.store->own_feed({"GHA"}));
        return test::must(packer.next(feed, after, bytes_max))->pack;
    }
};

inline Scene& scene() {
    static Scene one;
    return one;
}

}  // namespace adit::fuzz
