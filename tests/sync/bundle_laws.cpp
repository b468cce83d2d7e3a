// Laws of the files of bundles, whatever becomes of them on the way: a file that is cut anywhere or
// damaged anywhere brings in what stands whole before that and never anything wrong; parts bring
// the same in every order; roads that mix end at the same records.
#include "support/stick.h"

#include <catch2/catch_all.hpp>
#include <rapidcheck.h>

using namespace adit;
using namespace adit::test;

namespace {

const record::ScopeId kGhana{"GHA"};

/// Asha's programme with a reader, and Asha's changes in several packs of several feeds.
struct Story {
    explicit Story(std::uint64_t seed) : programme(seed) {
        must(sync::keep_roster(*asha.store, programme.signed_roster));
        for (int i = 0; i < 4; ++i) {
            write(programme, chen, "GHA", {{"/c", text("of chen")}});
            take(desk_of(programme, asha, {kGhana}),
                 bundle_of(desk_of(programme, chen, {kGhana}), {.scope = kGhana, .held = {}}));
            write(programme, asha, "GHA", {{"/a", text("of asha")}});
        }
        files = bundle_of(desk_of(programme, asha, {kGhana}), {.scope = kGhana, .held = {}});
    }
    /// Everything that is in `replica` is what Asha has under the same number.
    void holds_only_what_asha_wrote(const Replica& replica) const {
        for (const auto& head : must(replica.store->heads({}))) {
            const auto ours = must(replica.store->run_after(head.feed, 0, 1u << 24));
            const auto hers = must(asha.store->run_after(head.feed, 0, 1u << 24));
            RC_ASSERT(ours.changes.size() <= hers.changes.size());
            for (std::size_t i = 0; i < ours.changes.size(); ++i) {
                RC_ASSERT(ours.changes[i] == hers.changes[i]);
            }
        }
    }
    Programme programme;
    Replica& asha = programme.enrol("asha", {"GHA"});
    Replica& chen = programme.enrol("chen", {"GHA"});
    Replica& badu = programme.enrol("badu", {"GHA"});
    std::vector<std::string> files;
};

}  // namespace

TEST_CASE("a file cut at any byte gives its whole packs, and the rest when it comes again",
          "[sync][bundle]") {
    Story story(7);
    const std::string& whole = story.files[0];
    const auto desk = desk_of(story.programme, story.badu, {kGhana});
    std::uint64_t held = 0;
    for (std::size_t cut = 0; cut < whole.size(); ++cut) {
        const auto taken = take(desk, {whole.substr(0, cut)});
        held += taken.report.received;
        if (taken.volumes.empty()) continue;
        const bool to_its_end = cut + 32 >= whole.size();  // Behind it stands its digest alone.
        CHECK(taken.volumes[0].whole == to_its_end);
        CHECK(taken.report.problems.empty());
        CHECK(taken.missing.empty() == (held == 8));
    }
    CHECK(held == 8);
    CHECK(records_of(story.badu, "GHA") == records_of(story.asha, "GHA"));
}

TEST_CASE("each pack that stands whole before a cut is taken", "[sync][bundle]") {
    Story story(8);
    const std::string& whole = story.files[0];
    // By the layout: where each chunk ends.
    std::vector<std::size_t> ends;
    {
        std::istringstream in(whole);
        const auto reader = must(sync::VolumeReader::open(in));
        must(reader->unlock(story.badu.self.key));
        while (must(reader->next())) ends.push_back(static_cast<std::size_t>(in.tellg()));
    }
    REQUIRE(ends.size() >= 2);
    const auto desk = desk_of(story.programme, story.badu, {kGhana});
    std::size_t feeds = 0;
    for (const std::size_t end : ends) {
        const auto before = take(desk, {whole.substr(0, end - 1)});
        CHECK(before.report.received == 0);
        const auto taken = take(desk, {whole.substr(0, end)});
        CHECK(taken.report.received > 0);
        ++feeds;
    }
    CHECK(feeds == ends.size());
    CHECK(records_of(story.badu, "GHA") == records_of(story.asha, "GHA"));
}

TEST_CASE("law: a flipped bit lets nothing wrong in and nothing right out", "[sync][bundle]") {
    CHECK(rc::check([] {
        Story story(*rc::gen::inRange<std::uint64_t>(1, 1000));
        std::string bad = story.files[0];
        const auto at = *rc::gen::inRange<std::size_t>(0, bad.size());
        bad[at] = static_cast<char>(bad[at] ^ (1 << *rc::gen::inRange(0, 8)));
        const auto desk = desk_of(story.programme, story.badu, {kGhana});

        const auto taken = take(desk, {bad});
        story.holds_only_what_asha_wrote(story.badu);
        RC_ASSERT(taken.report.problems.empty());
        if (!taken.volumes.empty() && taken.volumes[0].whole) {
            RC_ASSERT(taken.report.received == 8);
        }
        std::istringstream in(bad);
        const auto seen = sync::see_volume(in);
        const bool passes_for_whole = seen && seen->whole;
        RC_ASSERT(!passes_for_whole);

        take(desk, story.files);
        RC_ASSERT(records_of(story.badu, "GHA") == records_of(story.asha, "GHA"));
    }));
}

TEST_CASE("law: parts in any order, cut, doubled and beside exchanges end at the same records",
          "[sync][bundle]") {
    CHECK(rc::check([] {
        Programme programme(*rc::gen::inRange<std::uint64_t>(1, 1000));
        Replica& asha = programme.enrol("asha", {"GHA"});
        Replica& badu = programme.enrol("badu", {"GHA"});
        for (Replica* one : {&asha, &badu}) {
            must(sync::keep_roster(*one->store, programme.signed_roster));
        }
        std::string noise;
        while (noise.size() < 30'000) noise += new_uuid(programme.world.surroundings()).text();
        for (int i = 0; i < 12; ++i)
            write(programme, asha, "GHA", {{"/a", noise + std::to_string(i)}});
        auto files = bundle_of(desk_of(programme, asha, {kGhana}),
                               {.scope = kGhana, .held = {}, .volume_bytes_max = 100'000});
        auto steps = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 1 << 16));
        steps.resize(std::min<std::size_t>(steps.size(), 16));
        const auto desk = desk_of(programme, badu, {kGhana});
        for (const int step : steps) {
            const auto& file = files[static_cast<std::size_t>(step) % files.size()];
            if (step % 5 == 0) must(exchange(programme, asha));
            if (step % 5 == 1) must(exchange(programme, badu));
            if (step % 5 == 2) take(desk, {file.substr(0, static_cast<std::size_t>(step))});
            if (step % 5 == 3) take(desk, {file, file});
            if (step % 5 == 4) take(desk_of(programme, *programme.server, {}), {file});
        }
        std::ranges::reverse(files);
        take(desk, files);
        for (Replica* one : {&asha, &badu, &asha}) must(exchange(programme, *one));
        RC_ASSERT(records_of(badu, "GHA") == records_of(asha, "GHA"));
        RC_ASSERT(records_of(*programme.server, "GHA") == records_of(asha, "GHA"));
    }));
}
