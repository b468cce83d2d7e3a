// What may be relied on of ids: unguessable where made here, the same everywhere where named.
#include "base/uuid.h"

#include <catch2/catch_all.hpp>

using namespace adit;

namespace {

Surroundings still_world(std::int64_t now_ms, std::uint8_t chance) {
    return {.now_ms = [now_ms] { return now_ms; },
            .random =
                [chance](std::span<std::uint8_t> out) {
                    for (std::uint8_t& byte : out) byte = chance;
                }};
}

}  // namespace

TEST_CASE("a new id carries its time first, its version and chance after", "[base]") {
    const Uuid id = new_uuid(still_world(0x0191d6b2abcd, 0xFF));
    CHECK(id.text() == "0191d6b2-abcd-7fff-bfff-ffffffffffff");
    CHECK(new_uuid(still_world(1, 0)) < new_uuid(still_world(2, 0)));
}

TEST_CASE("a name in a space has one id on every laptop", "[base]") {
    const Uuid space = *uuid_from("6ba7b810-9dad-11d1-80b4-00c04fd430c8");  // RFC 9562's DNS.
    CHECK(named_uuid(space, "python.org").text() == "886313e1-3b8a-5372-9b90-0c9aee199e5d");
    const std::string over_one_block(200, 'x');
    CHECK(named_uuid(space, over_one_block) == named_uuid(space, over_one_block));
    CHECK(named_uuid(space, over_one_block) != named_uuid(space, over_one_block + "x"));
}

TEST_CASE("an id is read from its text, in either case", "[base]") {
    const std::string text = "0191d6b2-abcd-7fff-bfff-ffffffffffff";
    CHECK(uuid_from(text)->text() == text);
    CHECK(uuid_from("0191D6B2-ABCD-7FFF-BFFF-FFFFFFFFFFFF")->text() == text);
}

TEST_CASE("what is not an id is refused with the form it should have", "[base]") {
    for (const char* text :
         {"", "0191d6b2", "0191d6b2-abcd-7fff-bfff-fffffffffff",
          "0191d6b2abcd-7fff-bfff-ffffffffffff-", "0191d6b2-abcd-7fff-bfff-fffffffffffg",
          "{191d6b2-abcd-7fff-bfff-ffffffffffff}"}) {
        const auto id = uuid_from(text);
        REQUIRE_FALSE(id);
        CHECK(id.error().code == Code::BadInput);
        CHECK(id.error().what.find("8-4-4-4-12") != std::string::npos);
    }
}

TEST_CASE("the machine's own chance does not repeat itself", "[base]") {
    const Surroundings world = real_surroundings();
    CHECK(world.random_u64() != world.random_u64());
    CHECK(world.now_ms() > 1'700'000'000'000);
}
