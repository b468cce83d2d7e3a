// The laws of a change's bytes, over feeds drawn from a seed:
// - what is encoded decodes to the same change, and a second encoder makes the same bytes;
// - whatever else decodes encodes to itself again: one change, one form;
// - a reader that fails leaves its table as it was.
#include "record/change_bytes.h"
#include "record/change_codec.h"
#include "support/any_change.h"

#include <catch2/catch_all.hpp>
#include <rapidcheck.h>

using namespace adit;
using namespace adit::record;

namespace {

SymbolTable table_of_a() { return SymbolTable(test::feed('a')); }

std::vector<Bytes> written(const std::vector<Change>& changes) {
    std::vector<Bytes> out;
    SymbolTable table = table_of_a();
    for (const Change& change : changes) out.push_back(*encode(change, table));
    return out;
}

/// The table of a reader that has read all but the last.
SymbolTable before_last(const std::vector<Bytes>& feed) {
    SymbolTable table = table_of_a();
    for (std::size_t i = 0; i + 1 < feed.size(); ++i) {
        RC_ASSERT(static_cast<bool>(decode(feed[i], table)));
    }
    return table;
}

Bytes damaged(Bytes bytes, test::Chance& chance) {
    const auto at = [&] { return static_cast<std::size_t>(chance.below(bytes.size())); };
    const auto any = [&] { return static_cast<std::uint8_t>(chance.any()); };
    const auto place = static_cast<std::ptrdiff_t>(at());
    switch (chance.below(3)) {
        case 0:
            bytes[at()] = any();
            break;
        case 1:
            bytes.erase(bytes.begin() + place);
            break;
        default:
            bytes.insert(bytes.begin() + place, any());
    }
    return bytes;
}

}  // namespace

TEST_CASE("a change's bytes obey their laws", "[record][codec][laws]") {
    CHECK(rc::check("what was written is what is read", [](std::uint64_t seed) {
        const auto changes = test::any_feed(seed, 12);
        SymbolTable writes = table_of_a(), reads = table_of_a(), again = table_of_a();
        for (const Change& change : changes) {
            const auto bytes = encode(change, writes);
            RC_ASSERT(static_cast<bool>(bytes));
            const auto read = decode(*bytes, reads);
            RC_ASSERT(static_cast<bool>(read));
            RC_ASSERT(*read == change);
            RC_ASSERT(*encode(*read, again) == *bytes);
            RC_ASSERT(*decode_past(*bytes, reads, change.dot.number, change.record) == change);
        }
        RC_ASSERT(writes.added_since({}) == reads.added_since({}));
    }));
    CHECK(rc::check("no second form of a change is read", [](std::uint64_t seed) {
        test::Chance chance(seed);
        const auto feed = written(test::any_feed(seed, 4));
        for (int trial = 0; trial < 20; ++trial) {
            const Bytes other = damaged(feed.back(), chance);
            SymbolTable reads = before_last(feed);
            const auto mark = reads.mark();
            const auto read = decode(other, reads);
            if (!read) {
                RC_ASSERT(reads.mark() == mark);
                continue;
            }
            SymbolTable writes = before_last(feed);
            RC_ASSERT(*encode(*read, writes) == other);
        }
    }));
    CHECK(rc::check("a value by itself comes back as it was", [](std::uint64_t seed) {
        test::Chance chance(seed);
        const Value value = test::any_value(chance);
        const auto read = value_from_bytes(bytes_of(value));
        RC_ASSERT(static_cast<bool>(read));
        RC_ASSERT(*read == value);
        RC_ASSERT(bytes_of(*read) == bytes_of(value));
    }));
}

TEST_CASE("a decimal has one form", "[record][codec][laws]") {
    CHECK(rc::check("one that is read as canonical is what the number gives", [] {
        const int power = *rc::gen::inRange(0, 10);
        // Up to some 2^60, so that many have more digits than a number can hold.
        const auto digits =
            *rc::gen::resize(*rc::gen::inRange(0, 100), rc::gen::arbitrary<std::int64_t>()) >>
            *rc::gen::inRange(0, 50);
        for (const std::int64_t each : {digits, digits / 10 * 10}) {
            const Decimal decimal{power, each};
            const Decimal canonical = decimal_of(number_of(decimal));
            RC_ASSERT(is_canonical(decimal) ==
                      (canonical.power == decimal.power && canonical.digits == decimal.digits));
        }
    }));
}
