// The stories of tests/golden/forks: what a coordinator may rely on when a laptop's disk was
// copied.
#include "base/text.h"
#include "record/change_codec.h"
#include "support/changes.h"
#include "support/forked.h"
#include "sync/intake.h"

#include <catch2/catch_all.hpp>

#include <fstream>
#include <set>
#include <sstream>

using namespace adit;
using namespace adit::test;

namespace {

struct Story {
    std::vector<std::string> lines;
    std::string outcome;
};

Story story_in(const std::filesystem::path& path) {
    Story story;
    std::ifstream file(path);
    bool over = false;
    for (std::string line; std::getline(file, line);) {
        if (line.empty() || line.starts_with('#')) continue;
        if (over) story.outcome += line + "\n";
        if (!over && line != "=>") story.lines.push_back(line);
        over = over || line == "=>";
    }
    return story;
}

/// One telling of a story, with the record that it is about.
class Stage {
public:
    Stage() {
        programme_.enrol("asha", {"GHA"});
        programme_.enrol("badu", {"GHA"});
    }

    void play(const std::string& line) {
        const auto said = words(line);
        if (line == "the disk of asha is copied") {
            image_of(programme_, named("asha"), "copy");
        } else if (line == "copy is lost") {
            std::erase_if(programme_.laptops, [](auto& one) { return one->name == "copy"; });
        } else if (line == "copy gives badu all it has") {
            give(named("copy"), named("badu"));
        } else if (said.size() == 2 && said[1] == "syncs") {
            must(exchange(programme_, named(said[0])));
        } else {
            REQUIRE(said.size() == 5);
            answer(named(said[0]), said[2], said[4]);
        }
    }

    std::size_t machines() const { return programme_.laptops.size(); }
    void settle(const std::vector<std::size_t>& order) {
        for (int round = 0; round < 3; ++round) {
            for (const std::size_t i : order) must(exchange(programme_, *programme_.laptops[i]));
        }
    }
    void check_all_tell(const std::string& outcome) {
        CHECK(told(*programme_.server) == outcome);
        for (const auto& laptop : programme_.laptops) {
            INFO(laptop->name);
            CHECK(told(*laptop) == outcome);
            CHECK(records_of(*laptop, "GHA") == records_of(*programme_.server, "GHA"));
            CHECK(laptop->store->verify());
        }
    }

private:
    Replica& named(std::string_view name) {
        for (const auto& laptop : programme_.laptops) {
            if (laptop->name == name) return *laptop;
        }
        FAIL("nobody is called " << name);
        std::abort();
    }

    /// In place of what stands on the screen.
    void answer(Replica& replica, std::string_view path, std::string_view value) {
        const record::NodePath node{std::string(path)};
        std::vector<record::Dot> replaces;
        if (const auto shown = must(replica.store->record(visit_))) {
            const auto found = shown->answers.find(node);
            if (found != shown->answers.end()) replaces = found->second.written_by;
        }
        record::put_in_order(replaces);
        must(replica.store->append(
            {{.scope = {"GHA"},
              .record = visit_,
              .form = {"site_visit", "1"},
              .author = replica.person,
              .operations = {record::Put{node, std::string(value), replaces}}}}));
        programme_.world.pass(1000);
    }

    void give(Replica& from, Replica& to) {
        sync::Packer packer(*from.store, from.self);
        const sync::Judge judge{.roster = programme_.roster, .scopes = {}, .now_ms = kMorning};
        for (const auto& head : must(from.store->heads({}))) {
            const auto packed = must(packer.next(head.feed, 0, sync::kPackRawBytesMax));
            REQUIRE(packed);
            REQUIRE(must(sync::take_in(*to.store, judge, packed->pack)).rule == sync::Rule::Held);
        }
    }

    std::string told(const Replica& replica) const {
        std::string out;
        const record::Record visit = *must(replica.store->record(visit_));
        for (const auto& [path, answer] : visit.answers) {
            std::set<std::string> values;
            for (const auto& sibling : answer.siblings) {
                values.insert(record::text_of(sibling.value));
            }
            out += path.text + ": " + joined({values.begin(), values.end()}, " | ") + "\n";
        }
        return out;
    }

    Programme programme_;
    record::RecordId visit_{record_id()};
};

}  // namespace

TEST_CASE("every story of a copied disk ends as it is told, whoever exchanges first",
          "[sync][fork][golden]") {
    std::size_t stories = 0;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::string(ADIT_SOURCES) + "/tests/golden/forks")) {
        if (entry.path().extension() != ".case") continue;
        ++stories;
        const Story story = story_in(entry.path());
        REQUIRE(!story.outcome.empty());
        std::vector<std::size_t> order{0, 1, 2};
        do {
            INFO(entry.path().filename().string()
                 << ": " << order[0] << " " << order[1] << " " << order[2]);
            Stage stage;
            for (const std::string& line : story.lines) stage.play(line);
            std::vector<std::size_t> present = order;
            std::erase_if(present, [&](std::size_t i) { return i >= stage.machines(); });
            stage.settle(present);
            stage.check_all_tell(story.outcome);
        } while (std::ranges::next_permutation(order).found);
    }
    CHECK(stories >= 6);
}
