// What may be relied on when bytes are not what they should be: each reader of what comes from
// outside answers, and a store that was brought nonsense stays whole. The seeds and some thousands
// of damaged ones in each run; ADIT_FUZZ_ROUNDS says how many of each seed.
#include "fuzz/damage.h"
#include "fuzz/readers.h"

#include <catch2/catch_all.hpp>

#include <cstdlib>

using namespace adit;

namespace {

int rounds() {
    const char* said = std::getenv("ADIT_FUZZ_ROUNDS");
    return said == nullptr ? 300 : std::atoi(said);
}

}  // namespace

TEST_CASE("every reader answers whatever it is given", "[fuzz]") {
    for (const fuzz::Reader& reader : fuzz::all_readers()) {
        DYNAMIC_SECTION(reader.name) {
            const std::vector<Bytes> seeds = reader.seeds();
            REQUIRE_FALSE(seeds.empty());
            reader.read({});
            std::mt19937_64 chance(20251123);
            for (const Bytes& seed : seeds) {
                reader.read(seed);
                for (int round = 0; round < rounds(); ++round) {
                    reader.read(fuzz::damaged(seed, seeds[chance() % seeds.size()], chance));
                }
            }
            SUCCEED();
        }
    }
}
