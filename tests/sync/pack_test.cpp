// What may be relied on of the bytes that travel: small, exact, and harmless when damaged.
#include "sync/pack.h"

#include "record/change_codec.h"
#include "support/fleet.h"
#include "sync/frame.h"
#include "sync/message.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::test;

namespace {

/// The first pack of what a laptop wrote in Ghana.
sync::Packed first_pack(Replica& laptop, std::size_t bytes_max = sync::kPackBytesMax) {
    sync::Packer packer(*laptop.store, laptop.self);
    const auto feed = must(laptop.store->own_feed({"GHA"}));
    return *must(packer.next(feed, 0, bytes_max));
}

}  // namespace

TEST_CASE("a pack read back is the pack that was written", "[sync][pack]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    for (int i = 0; i < 20; ++i) write(programme, asha, "GHA", {{"/note", text("the same words")}});
    const auto pack = first_pack(asha).pack;
    REQUIRE(pack.changes.size() == 20);

    const Bytes in_file = bytes_of(pack, std::nullopt);
    const Bytes from_asha = bytes_of(pack, asha.self.device);

    CHECK(must(sync::pack_from(in_file, std::nullopt)) == pack);
    CHECK(must(sync::pack_from(from_asha, asha.self.device)) == pack);
    CHECK(from_asha.size() + 16 == in_file.size());
    CHECK_FALSE(sync::pack_from(from_asha, std::nullopt));  // Whose it is is not said.
}

TEST_CASE("a pack with any bit turned over brings in nothing that was not written",
          "[sync][pack]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    for (int i = 0; i < 3; ++i) write(programme, asha, "GHA", {{"/note", text("some words")}});
    const auto written = first_pack(asha).pack;
    const Bytes good = bytes_of(written, std::nullopt);
    const sync::Judge judge{.roster = programme.roster, .scopes = {}, .now_ms = 0};
    store::RecordStore& server = *programme.server->store;

    std::size_t read = 0;
    for (std::size_t bit = 0; bit < good.size() * 8; ++bit) {
        Bytes bad = good;
        bad[bit / 8] = static_cast<std::uint8_t>(bad[bit / 8] ^ (1u << bit % 8));
        const auto pack = sync::pack_from(bad, std::nullopt);
        if (!pack || *pack == written) continue;  // A frame has a few bits that say nothing.
        ++read;
        const auto verdict = must(sync::take_in(server, judge, *pack));
        CHECK(verdict.rule != sync::Rule::Held);
        CHECK(verdict.taken == 0);
    }
    CHECK(read > 0);
    CHECK(must(server.heads({})).empty());
    CHECK(must(sync::take_in(server, judge, must(sync::pack_from(good, std::nullopt)))).taken == 3);
}

TEST_CASE("a pack cut off anywhere is no pack", "[sync][pack]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    for (int i = 0; i < 3; ++i) write(programme, asha, "GHA", {{"/note", text("some words")}});
    const Bytes good = bytes_of(first_pack(asha).pack, std::nullopt);
    for (std::size_t size = 0; size < good.size(); ++size) {
        CHECK_FALSE(sync::pack_from(ByteView(good).first(size), std::nullopt));
    }
    Bytes longer = good;
    longer.push_back(0);
    CHECK_FALSE(sync::pack_from(longer, std::nullopt));
}

TEST_CASE("a small frame that claims to hold gigabytes is not unpacked", "[sync][pack]") {
    const Bytes bomb = sync::compressed(Bytes(sync::kPackRawBytesMax + 1, 0));
    CHECK(bomb.size() < 2000);
    const auto unpacked = sync::decompressed(bomb, sync::kPackRawBytesMax);
    REQUIRE_FALSE(unpacked);
    CHECK(unpacked.error().code == Code::Corrupt);
    CHECK(must(sync::decompressed(sync::compressed({}), 10)).empty());

    Bytes two = sync::compressed(view_of("one"));
    const Bytes second = sync::compressed(view_of("two"));
    two.insert(two.end(), second.begin(), second.end());
    CHECK_FALSE(sync::decompressed(two, 100));
    CHECK_FALSE(sync::decompressed({}, 100));
}

TEST_CASE("a pack that claims more changes than it may hold is no pack", "[sync][pack]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    const auto feed = must(asha.store->own_feed({"GHA"}));
    for (const std::uint64_t count : {std::uint64_t{0}, std::uint64_t{sync::kPackChangesMax + 1},
                                      std::uint64_t{1} << 60, UINT64_MAX}) {
        Writer out;
        out.u8(0);
        out.raw(record::bytes_of(feed));
        out.varint(1);
        out.varint(count);
        out.raw(Bytes(8 + 64, 0));
        out.raw(Bytes(sync::kPackChangesMax + 1, 0));
        CHECK_FALSE(sync::pack_from(out.bytes(), std::nullopt));
    }
}

TEST_CASE("packs keep to their size, and one large change still travels", "[sync][pack]") {
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    std::string note(40'000, 'x');
    for (char& c : note) c = static_cast<char>('!' + programme.below(90));
    for (int i = 0; i < 4; ++i) write(programme, asha, "GHA", {{"/note", note}});

    const auto packed = first_pack(asha, 16 * 1024);

    CHECK(packed.pack.changes.size() == 1);
    CHECK(packed.end.number == 1);
    CHECK(bytes_of(first_pack(asha).pack, std::nullopt).size() <= sync::kPackBytesMax);
}

TEST_CASE("messages read back are the messages that were written", "[sync][message]") {
    const record::FeedId feed{{"GHA"}, record::DeviceId{{1, 2, 3}}, 77};
    const sync::Request request{.roster_version = 3,
                                .kit_version = 300,
                                .digest = sync::HashStart{1, 2},
                                .heads = sync::HeadList{64, {{feed, 9, true}, {feed, 8, false}}},
                                .asks_held = true,
                                .kit_files = std::vector<std::uint64_t>{5, 6},
                                .packs = {Bytes{1, 2}, Bytes{3}}};
    CHECK(must(sync::request_from(bytes_of(request))) == request);
    const sync::Reply reply{.differs = true,
                            .newer_kit = true,
                            .results = {sync::Rule::Held, sync::Rule::Gap},
                            .held = {9},
                            .roster = Bytes{1},
                            .wants = {{feed, 4}, {feed, 0}},
                            .wants_held = {6},
                            .kit = {8},
                            .packs = {Bytes{7}},
                            .more = true};
    CHECK(must(sync::reply_from(bytes_of(reply))) == reply);
    CHECK(bytes_of(sync::Reply{}) == Bytes{0x20});
    CHECK(must(sync::reply_from(Bytes{0x20})) == sync::Reply{});
}

TEST_CASE("of a message that is cut off, each pack that had come whole is there",
          "[sync][message]") {
    const sync::Request request{.roster_version = 3,
                                .kit_version = 300,
                                .digest = sync::HashStart{1, 2},
                                .heads = {},
                                .kit_files = {},
                                .packs = {Bytes(5, 1), Bytes(300, 2), Bytes(7, 3)}};
    const Bytes whole = bytes_of(request);
    const std::size_t first = 4 + 8 + 6;  // The head, and the first pack behind its length.
    for (std::size_t size = 0; size <= whole.size(); ++size) {
        sync::Incoming<sync::Request> incoming;
        for (std::size_t at = 0; at < size; at += 7) {
            incoming.add(ByteView(whole).subspan(at, std::min<std::size_t>(7, size - at)));
        }
        std::vector<Bytes> packs;
        while (auto pack = incoming.next_pack()) packs.push_back(*std::move(pack));
        INFO("of " << size << " bytes");
        CHECK(packs.size() == (size < first          ? 0u
                               : size < first + 302  ? 1u
                               : size < whole.size() ? 2u
                                                     : 3u));
        CHECK(std::equal(packs.begin(), packs.end(), request.packs.begin()));
        CHECK((incoming.head() != nullptr) == (size >= 12));
        if (size == whole.size()) CHECK(incoming.is_whole());
    }
}

TEST_CASE("messages beyond their bounds are refused", "[sync][message]") {
    sync::Request many;
    many.packs.assign(sync::kPacksMax + 1, Bytes{1});
    CHECK_FALSE(sync::request_from(bytes_of(many)));
    sync::Request greedy;
    greedy.heads = sync::HeadList{sync::kKibMax + 1, {}};
    CHECK_FALSE(sync::request_from(bytes_of(greedy)));
    CHECK_FALSE(sync::request_from(Bytes{0x10, 0, 0}));  // Another version.
    CHECK_FALSE(sync::reply_from(Bytes{0x10}));
}
