// A photo that crosses a line which is cut at any bytes, any number of times, either way, ends as
// the same bytes; and each cut costs no more than one part.
#include "support/attachment_wire.h"

#include <catch2/catch_all.hpp>
#include <rapidcheck.h>

using namespace adit;
using namespace adit::test;

namespace {

/// Cuts of a line: how many more bytes each time, from the seed.
class Cuts {
public:
    explicit Cuts(std::uint64_t seed) : chance_(seed) {}
    std::size_t of(std::size_t size) {
        if (left_ == 0) return size;
        --left_;
        return static_cast<std::size_t>(chance_() % (size + 1));
    }
    std::uint64_t chance() { return chance_(); }

private:
    std::mt19937_64 chance_;
    int left_ = 25;
};

}  // namespace

TEST_CASE("whatever the cuts, the server has the same bytes in the end", "[sync][photos]") {
    CHECK(rc::check("given through cuts", [] {
        const auto seed = *rc::gen::arbitrary<std::uint64_t>();
        const auto size = *rc::gen::inRange<std::size_t>(1, 400'000);
        PhotoProgramme photos;
        PhotoDesk asha(photos, photos.programme.enrol("asha", {"COD"}));
        const Bytes pit = photo(size), second = photo(1 + size / 3, 2);
        asha.attach(pit);
        asha.attach(second);
        must(exchange(photos.programme, asha.laptop));

        Cuts cuts(seed);
        asha.wire.piece_bytes = 1 + static_cast<std::size_t>(cuts.chance() % 9'000);
        asha.wire.cut_up_at = [&](std::size_t bytes) { return cuts.of(bytes); };
        asha.wire.cut_down_at = asha.wire.cut_up_at;
        std::uint64_t calls = 1;
        while (!asha.give()) ++calls;

        RC_ASSERT(bytes_in(*photos.server_files, content_of(pit)) == pit);
        RC_ASSERT(bytes_in(*photos.server_files, content_of(second)) == second);
        RC_ASSERT(static_cast<bool>(photos.server_files->verify()));
        RC_ASSERT(must(asha.files->unsent()).empty());
        // All that arrived was kept: what goes up twice is heads of parts and questions.
        const std::uint64_t once = pit.size() + second.size();
        RC_ASSERT(asha.wire.up <= once + once / 100 + calls * 300 + 300);
    }));
}

TEST_CASE("whatever the cuts, a laptop that asks for a photo has the same bytes in the end",
          "[sync][photos]") {
    CHECK(rc::check("fetched through cuts", [] {
        const auto seed = *rc::gen::arbitrary<std::uint64_t>();
        const auto size = *rc::gen::inRange<std::size_t>(1, 400'000);
        PhotoProgramme photos;
        PhotoDesk asha(photos, photos.programme.enrol("asha", {"COD"}));
        PhotoDesk badu(photos, photos.programme.enrol("badu", {"COD"}));
        const Bytes pit = photo(size);
        const auto file = asha.attach(pit);
        must(exchange(photos.programme, asha.laptop));
        must(asha.give());

        Cuts cuts(seed);
        badu.wire.cut_down_at = [&](std::size_t bytes) { return cuts.of(bytes); };
        std::uint64_t calls = 1;
        while (!badu.fetch(file)) ++calls;
        RC_ASSERT(bytes_in(*badu.files, file) == pit);
        RC_ASSERT(must(badu.files->find(file))->whole);
        RC_ASSERT(badu.wire.down <= pit.size() + 2 * (badu.wire.requests + calls));
    }));
}
