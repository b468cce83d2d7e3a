// What may be relied on of a change's bytes: small, the same everywhere, and nothing else decodes.
#include "record/change_codec.h"

#include "support/changes.h"

#include <catch2/catch_all.hpp>

#include <cmath>
#include <limits>

using namespace adit;
using namespace adit::record;
using test::change;
using test::dot;
using test::feed;
using test::put;

namespace {

Bytes encoded(const Change& change, SymbolTable& table) {
    auto bytes = encode(change, table);
    REQUIRE(bytes);
    return *std::move(bytes);
}

bool is_refused(const Change& change) {
    SymbolTable table(feed('a'));
    const auto bytes = encode(change, table);
    const bool untouched = table.next_number() == 1 && table.mark() == SymbolTable::Mark{};
    return !bytes && bytes.error().code == Code::BadInput && untouched;
}

}  // namespace

TEST_CASE("one more answer to a record under way takes at most 64 bytes", "[record][codec]") {
    SymbolTable table(feed('a'));
    encoded(change('a', 1, 1'763'885'700'000, {put("/site/minerals", Choice{"gold"})}), table);
    encoded(change('a', 2, 1'763'885'701'000,
                   {put("/site/minerals", Choice{"tin"}, {dot('a', 1), dot('b', 9)})}),
            table);

    const auto again =
        encoded(change('a', 3, 1'763'885'702'000,
                       {put("/site/minerals", Choice{"gold"}, {dot('a', 2), dot('b', 9)})}),
                table);
    CHECK(again.size() <= 22);

    const auto elsewhere =
        encoded(change('a', 4, 1'763'885'703'000, {put("/site/minerals", Choice{"gold"})},
                       test::record_id(2)),
                table);
    CHECK(elsewhere.size() <= 33);
}

TEST_CASE("integer 5, decimal 5.0, text 5 and choice 5 stay four values", "[record][codec]") {
    SymbolTable writes(feed('a')), reads(feed('a'));
    const Change four = change('a', 1, 1,
                               {put("/a", std::int64_t{5}), put("/b", 5.0), put("/c", "5"),
                                put("/d", Choice{"5"}), put("/e", Nothing{}), put("/f", -0.0)});
    const auto read = decode(encoded(four, writes), reads);
    REQUIRE(read);
    CHECK(read->operations == four.operations);
    CHECK(std::signbit(std::get<double>(std::get<Put>(read->operations[5]).value)));
}

TEST_CASE("a place costs its digits, not four full numbers", "[record][codec]") {
    const Value place = geo::Point{-3.056213, 28.185432, 1204.5, 4.2};
    CHECK(bytes_of(place).size() == 17);
    CHECK(*value_from_bytes(bytes_of(place)) == place);
}

TEST_CASE("bytes cut short, added to or from another place are refused", "[record][codec]") {
    SymbolTable writes(feed('a'));
    const Bytes bytes = encoded(
        change('a', 1, 99, {put("/site", Choice{"gold"}), Finalise{{dot('b', 4)}}}), writes);

    for (std::size_t size = 0; size < bytes.size(); ++size) {
        SymbolTable reads(feed('a'));
        CHECK_FALSE(decode(ByteView(bytes).first(size), reads));
        CHECK(reads.mark() == SymbolTable::Mark{});
        CHECK(reads.next_number() == 1);
    }
    Bytes longer = bytes;
    longer.push_back(0);
    SymbolTable reads(feed('a'));
    CHECK_FALSE(decode(longer, reads));
    REQUIRE(decode(bytes, reads));
    CHECK_FALSE(decode(bytes, reads));  // Its names are known now: said again, they are not new.
}

TEST_CASE("a change that says what cannot be is refused where it is written", "[record][codec]") {
    const auto with = [](Operation operation) { return change('a', 1, 1, {std::move(operation)}); };
    const double infinite = std::numeric_limits<double>::infinity();

    CHECK(is_refused(change('a', 1, 1, {})));
    CHECK(is_refused(with(put("site", Nothing{}))));
    CHECK(is_refused(with(put("/site[1]", Nothing{}))));
    CHECK(is_refused(with(put("/a", infinite))));
    CHECK(is_refused(with(put("/a", geo::Point{infinite, 0, 0, 0}))));
    CHECK(is_refused(with(put("/a", std::string("\xff")))));
    CHECK(is_refused(with(put("/a", std::string(kTextBytesMax + 1, 'a')))));
    CHECK(is_refused(with(put("/a", Choice{std::string(kNameBytesMax + 1, 'a')}))));
    CHECK(is_refused(with(put("/a", Choices{std::vector<std::string>(kChoicesMax + 1, "a")}))));
    CHECK(is_refused(with(put("/a", TimeOfDay{86'400'000, 0}))));
    CHECK(is_refused(with(put("/a", DateTime{0, 1441}))));
    CHECK(is_refused(with(put("/a", Nothing{}, {dot('b', 2), dot('b', 1)}))));
    CHECK(is_refused(with(put("/a", Nothing{}, {dot('b', 1), dot('b', 1)}))));
    CHECK(is_refused(with(put("/a", Nothing{}, {dot('b', 0)}))));
    CHECK(is_refused(with(put("/a", Nothing{}, {dot('a', 1)}))));  // Itself.
    CHECK(is_refused(with(AddInstance{{"/pay/one"}})));
    CHECK(is_refused(with(Mark{std::string(kNameBytesMax + 1, 'a')})));

    Change heavy = with(Comment{{}, std::string(kTextBytesMax, 'a')});
    heavy.operations.resize(17, heavy.operations.front());
    CHECK(is_refused(heavy));
    Change many = with(Restore{});
    many.operations.resize(kOperationsMax + 1, Restore{});
    CHECK(is_refused(many));
}

TEST_CASE("what stands at the bounds is taken", "[record][codec]") {
    SymbolTable writes(feed('a')), reads(feed('a'));
    Change full = change('a', 1, 1, {put("/a", std::string(kTextBytesMax, 'a'))});
    full.author = std::string(kNameBytesMax, 'k');
    full.operations.resize(kOperationsMax, Restore{});
    const auto read = decode(encoded(full, writes), reads);
    REQUIRE(read);
    CHECK(*read == full);
}

TEST_CASE("a record that was named long ago is named again in full", "[record][codec]") {
    SymbolTable writes(feed('a')), reads(feed('a'));
    const auto say = [&](std::uint64_t number, std::uint8_t which) {
        const Change said = change('a', number, number, {Restore{}}, test::record_id(which));
        const Bytes bytes = encoded(said, writes);
        const auto read = decode(bytes, reads);
        REQUIRE(read);
        CHECK(read->record == said.record);
        return bytes.size();
    };
    const std::size_t first = say(1, 1);
    std::uint64_t number = 2;
    for (; number <= kRecordReachMax; ++number) say(number, 2);
    const std::size_t within = say(number++, 1);
    CHECK(within < first);
    for (std::uint64_t i = 0; i <= kRecordReachMax; ++i) say(number++, 2);
    CHECK(say(number, 1) >= within + 15);
}

TEST_CASE("a change of the past is read again by the names of today", "[record][codec]") {
    SymbolTable table(feed('a'));
    const Change first = change('a', 1, 1, {put("/site", Choice{"gold"})});
    const Bytes bytes = encoded(first, table);
    encoded(change('a', 2, 2, {put("/other", Choice{"tin"})}, test::record_id(2)), table);

    const auto read = decode_past(bytes, table, 1, first.record);
    REQUIRE(read);
    CHECK(*read == first);
}

TEST_CASE("a feed has one name of 23 bytes", "[record][codec]") {
    const Bytes name = bytes_of(feed('a'));
    CHECK(name.size() == 23);
    CHECK(*feed_from(name) == feed('a'));
    CHECK_FALSE(feed_from(ByteView(name).first(22)));
    Bytes lower = name;
    lower[0] = 'c';
    CHECK_FALSE(feed_from(lower));
}
