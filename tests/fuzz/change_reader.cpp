// Changes of a feed, one behind the other: what is taken is canonical, so that writing it again
// gives the same bytes.
#include "fuzz/readers.h"
#include "record/change_codec.h"
#include "support/any_change.h"

#include <algorithm>

namespace adit::fuzz {
namespace {

record::FeedId feed() { return {{"GHA"}, {}, 1}; }

std::vector<Bytes> seeds() {
    std::vector<Bytes> out;
    for (std::uint64_t seed = 0; seed < 12; ++seed) {
        test::Chance chance(seed);
        record::SymbolTable names(feed());
        Writer rows;
        for (std::uint64_t number = 1; number <= 1 + seed; ++number) {
            const auto bytes = record::encode(test::any_change(chance, {feed(), number}), names);
            if (bytes) rows.blob(*bytes);
        }
        out.push_back(rows.take());
    }
    return out;
}

void read(ByteView input) {
    record::SymbolTable reading(feed());
    record::SymbolTable writing(feed());
    for (adit::Reader rows(input); rows.left() > 0;) {
        const ByteView bytes = rows.blob();
        if (!rows.ok()) return;
        const auto change = record::decode(bytes, reading);
        if (!change) return;
        const auto again = record::encode(*change, writing);
        ENSURE(again && std::ranges::equal(*again, bytes));
    }
}

}  // namespace

Reader change_reader() { return {"change", seeds, read}; }

}  // namespace adit::fuzz
