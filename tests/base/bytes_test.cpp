// What every format of ours may rely on: one value has one encoding, and a torn input is told,
// never read past.
#include "base/bytes.h"

#include <catch2/catch_all.hpp>

#include <limits>

using namespace adit;

TEST_CASE("what is written is read back, and nothing is left over", "[base]") {
    Writer out;
    out.u8(7);
    out.varint(300);
    out.zigzag(-2);
    out.u64(0x0102030405060708);
    out.f64(-0.5);
    out.text("Évêché");
    const Bytes bytes = out.take();

    Reader in(bytes);
    CHECK(in.u8() == 7);
    CHECK(in.varint() == 300);
    CHECK(in.zigzag() == -2);
    CHECK(in.u64() == 0x0102030405060708);
    CHECK(in.f64() == -0.5);
    CHECK(in.text() == "Évêché");
    CHECK(in.done());
}

TEST_CASE("a number survives at both ends of its range", "[base]") {
    const auto number = GENERATE(std::int64_t{0}, std::int64_t{-1}, std::int64_t{63},
                                 std::int64_t{-65}, std::numeric_limits<std::int64_t>::max(),
                                 std::numeric_limits<std::int64_t>::min());
    Writer out;
    out.zigzag(number);
    out.varint(static_cast<std::uint64_t>(number));
    Reader in(out.bytes());
    CHECK(in.zigzag() == number);
    CHECK(in.varint() == static_cast<std::uint64_t>(number));
    CHECK(in.done());
}

TEST_CASE("a number written longer than it need be is refused", "[base]") {
    const Bytes long_zero{0x80, 0x00};
    const Bytes long_one{0x81, 0x80, 0x00};
    const Bytes past_64_bits{0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0x02};
    const Bytes never_ends(11, 0x80);
    for (const Bytes& bytes : {long_zero, long_one, past_64_bits, never_ends}) {
        Reader in(bytes);
        CHECK(in.varint() == 0);
        CHECK_FALSE(in.ok());
    }
}

TEST_CASE("after a torn place everything reads as empty, and the end says so", "[base]") {
    Writer out;
    out.text("borehole");
    Bytes bytes = out.take();
    bytes.pop_back();
    Reader in(bytes);
    CHECK(in.text().empty());
    CHECK(in.u8() == 0);
    CHECK(in.u64() == 0);
    CHECK(in.fixed<4>() == std::array<std::uint8_t, 4>{});
    CHECK_FALSE(in.ok());
    CHECK_FALSE(in.done());
}

TEST_CASE("a count larger than what follows is refused before anything is made", "[base]") {
    Writer out;
    out.varint(1'000'000'000);
    Reader in(out.bytes());
    CHECK(in.count() == 0);
    CHECK_FALSE(in.ok());
}

TEST_CASE("hexadecimal and base64 come back as they went", "[base]") {
    Bytes bytes;
    for (int i = 0; i < 50; ++i) {
        CHECK(*bytes_from_hex(hex(bytes)) == bytes);
        CHECK(*bytes_from_base64(base64(bytes)) == bytes);
        bytes.push_back(static_cast<std::uint8_t>(i * 37));
    }
    CHECK(base64(view_of("miner")) == "bWluZXI=");
    CHECK(hex(view_of("or")) == "6f72");
    CHECK(*bytes_from_hex("6F72") == *bytes_from_hex("6f72"));
}

TEST_CASE("what is not hexadecimal or base64 is refused", "[base]") {
    CHECK_FALSE(bytes_from_hex("abc"));
    CHECK_FALSE(bytes_from_hex("zz"));
    CHECK_FALSE(bytes_from_base64("not base64!"));
}
