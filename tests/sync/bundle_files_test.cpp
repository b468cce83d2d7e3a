// Sizes as people write them.
#include "sync/bundle_files.h"

#include <catch2/catch_all.hpp>

using namespace adit;

TEST_CASE("a size is read as people write it", "[sync][bundle]") {
    CHECK(*sync::bytes_from("5MB") == 5'000'000);
    CHECK(*sync::bytes_from("5 Mo") == 5'000'000);
    CHECK(*sync::bytes_from("700kb") == 700'000);
    CHECK(*sync::bytes_from("1.5GB") == 1'500'000'000);
    CHECK(*sync::bytes_from("500000") == 500'000);
    for (const char* bad : {"", "MB", "-5MB", "0", "5 apples", "1e30GB", "nan"}) {
        CHECK(sync::bytes_from(bad).error().code == Code::BadInput);
    }
}
