// Holds sync/PROTOCOL.md to the code: the layout that it takes apart, byte by byte, is what the
// changes of record/CHANGE.md's examples are laid out to, and is read back as them.
#include "support/written_examples.h"
#include "sync/columns.h"

#include <catch2/catch_all.hpp>

using namespace adit;

TEST_CASE("the layout of PROTOCOL.md is what the code writes and reads", "[sync][columns]") {
    auto written = test::written_examples("shared/record/CHANGE.md");
    std::vector<Bytes> changes;
    for (const char* name : {"A first answer", "A correction of it", "A repeat, a name and an age",
                             "An approval that had seen two feeds"}) {
        changes.push_back(written.at(name));
    }
    const sync::PathDepths depths = {0, 1, 1, 1};  // /site /miner[] /miner[]/name /miner[]/age

    sync::Columns writes, reads;
    const auto layout = writes.laid_out(changes, depths);
    REQUIRE(layout);
    const Bytes example = test::written_examples("shared/sync/PROTOCOL.md")["A layout"];
    CHECK(hex(layout->bytes) == hex(example));
    const auto back = reads.read(example, changes.size(), 1000);
    REQUIRE(back);
    CHECK(*back == changes);
}
