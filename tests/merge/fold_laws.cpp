// The laws of merging, over small fleets drawn from a seed.
//
// Three laptops edit one record, each on its own copy, and meet now and then; one of them has a
// clock from the future. The draw is narrow (three nodes, two instances) so that answers meet.
// - The state is a function of the set of changes: order of arrival and repetition do not matter.
// - No value that a person typed is lost: it was replaced by a writing that named it, or it is
//   among the siblings, or it stands in an instance that somebody removed.
// - Whoever writes alone, or always meets first, never sees a conflict.
// - Nothing stays approved that holds an edit its reviewer had not seen.
#include "merge/fold.h"
#include "support/any_change.h"

#include <catch2/catch_all.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <set>

using namespace adit;
using namespace adit::record;
using merge::fold;
using test::Chance;

namespace {

const std::vector<char> kLaptops{'a', 'b', 'c'};

struct Replica {
    char letter;
    std::uint64_t written = 0;
    std::vector<Change> changes;
    std::uint64_t tick = 0;
};

class Fleet {
public:
    explicit Fleet(std::uint64_t seed) : chance_(seed) {
        for (const char letter : kLaptops) replicas_.push_back({letter, 0, {}, 0});
        write(replicas_[0]);
        meet(replicas_[0], replicas_[1]);
        meet(replicas_[0], replicas_[2]);
    }

    /// `always_meet`: everybody has everything before anybody writes.
    void work(int days, bool always_meet) {
        for (int day = 0; day < days; ++day) {
            write(replicas_[chance_.below(3)]);
            if (always_meet) {
                all_meet();
            } else if (chance_.one_in(3)) {
                meet(replicas_[chance_.below(3)], replicas_[chance_.below(3)]);
            }
        }
        all_meet();
    }

    const std::vector<Change>& changes() const { return replicas_[0].changes; }
    Chance& chance() { return chance_; }

private:
    void write(Replica& replica) {
        const Record seen = replica.changes.empty() ? Record{} : fold(replica.changes);
        const std::uint64_t wall = replica.letter == 'c' ? 1'000'000 : 10;
        replica.tick = std::max(replica.tick + 1, wall);
        replica.changes.push_back(
            test::change(replica.letter, ++replica.written, replica.tick, {any_step(seen)}));
    }

    Operation any_step(const Record& seen) {
        const NodePath instance = NodePath{"/miner"}.instance({1 + chance_.below(2)});
        const NodePath path =
            chance_.of(std::vector<NodePath>{{"/site"}, {"/mineral"}, instance.child("age")});
        // Nobody is shown a question of an instance that is not there.
        const auto shown = seen.instances.find({"/miner"});
        const bool there =
            shown != seen.instances.end() &&
            std::ranges::find(shown->second, instance.instances().front()) != shown->second.end();
        if (path.is_within(instance) && !there) return AddInstance{instance};
        const auto known = seen.answers.find(path);
        const auto replaces =
            known == seen.answers.end() ? std::vector<Dot>{} : known->second.written_by;
        const Value value = "v" + std::to_string(chance_.below(4));
        switch (chance_.below(14)) {
            case 0:
                return AddInstance{instance};
            case 1:
                return RemoveInstance{instance, seen.seen};
            case 2:
                return Finalise{seen.seen};
            case 3:
                return Reopen{"", seen.seen};
            case 4:
                return Review{ReviewState::Approved, "", seen.seen};
            case 5:
                return Delete{"", seen.seen};
            case 6:
                return Restore{seen.seen};
            case 7:
                return Compute{{"/total"}, value};
            case 8:
                return Resolve{path, value, replaces};
            default:
                return Put{path, value, replaces};
        }
    }

    void meet(Replica& one, Replica& other) {
        for (const auto& [from, to] : {std::pair{&one, &other}, std::pair{&other, &one}}) {
            for (const Change& change : from->changes) {
                const bool held =
                    std::any_of(to->changes.begin(), to->changes.end(),
                                [&](const Change& each) { return each.dot == change.dot; });
                if (!held) to->changes.push_back(change);
                if (to->letter != 'c' && change.dot.feed != test::feed('c')) {
                    to->tick = std::max(to->tick, change.clock.bits >> 16);
                }
            }
        }
    }

    void all_meet() {
        for (int round = 0; round < 2; ++round) {
            meet(replicas_[0], replicas_[1]);
            meet(replicas_[1], replicas_[2]);
            meet(replicas_[2], replicas_[0]);
        }
    }

    Chance chance_;
    std::vector<Replica> replicas_;
};

struct Typed {
    NodePath path;
    Value value;
    Dot dot;
    std::vector<Dot> replaces;
};

std::vector<Typed> typed_in(const std::vector<Change>& changes) {
    std::vector<Typed> typed;
    for (const Change& change : changes) {
        for (const Operation& operation : change.operations) {
            if (const auto* put = std::get_if<Put>(&operation)) {
                typed.push_back({put->path, put->value, change.dot, put->replaces});
            } else if (const auto* resolve = std::get_if<Resolve>(&operation)) {
                typed.push_back({resolve->path, resolve->chosen, change.dot, resolve->replaces});
            }
        }
    }
    return typed;
}

bool is_kept(const Typed& typed, const std::vector<Typed>& all, const Record& record) {
    const bool replaced = std::any_of(all.begin(), all.end(), [&](const Typed& other) {
        return other.path == typed.path && std::find(other.replaces.begin(), other.replaces.end(),
                                                     typed.dot) != other.replaces.end();
    });
    if (replaced) return true;
    const auto answer = record.answers.find(typed.path);
    if (answer == record.answers.end()) return !typed.path.instances().empty();  // Removed.
    const auto& siblings = answer->second.siblings;
    return std::any_of(siblings.begin(), siblings.end(),
                       [&](const Sibling& sibling) { return sibling.value == typed.value; });
}

}  // namespace

TEST_CASE("merging obeys its laws", "[merge][laws]") {
    CHECK(rc::check("order of arrival and repetition do not matter", [](std::uint64_t seed) {
        Fleet fleet(seed);
        fleet.work(25, false);
        const Record once = fold(fleet.changes());
        auto arrived = fleet.changes();
        for (const Change& change : fleet.changes()) {
            if (fleet.chance().one_in(2)) arrived.push_back(change);
        }
        for (std::size_t i = arrived.size(); i > 1; --i) {
            std::swap(arrived[i - 1], arrived[fleet.chance().below(i)]);
        }
        RC_ASSERT(fold(arrived) == once);
    }));
    CHECK(rc::check("nothing that a person typed is lost", [](std::uint64_t seed) {
        Fleet fleet(seed);
        fleet.work(25, false);
        const auto all = typed_in(fleet.changes());
        const Record record = fold(fleet.changes());
        for (const Typed& typed : all) RC_ASSERT(is_kept(typed, all, record));
        for (const auto& [path, answer] : record.answers) {
            RC_ASSERT(!answer.siblings.empty() && !answer.written_by.empty());
            for (std::size_t i = 1; i < answer.siblings.size(); ++i) {
                const auto& one = answer.siblings[i - 1];
                const auto& next = answer.siblings[i];
                RC_ASSERT(std::tie(next.clock, next.dot) < std::tie(one.clock, one.dot));
            }
        }
    }));
    CHECK(rc::check("who meets before writing never sees a conflict", [](std::uint64_t seed) {
        Fleet fleet(seed);
        fleet.work(25, true);
        const Record record = fold(fleet.changes());
        RC_ASSERT(merge::conflicts_of(record).empty());
        RC_ASSERT(!record.edited_after_deletion || !record.deleted);
    }));
    CHECK(rc::check("nothing stays approved that was edited since", [](std::uint64_t seed) {
        Fleet fleet(seed);
        fleet.work(25, false);
        const Record record = fold(fleet.changes());
        if (record.review == ReviewState::Approved) RC_ASSERT(!record.edited_since_review);
        if (record.edited_since_review) RC_ASSERT(record.review == ReviewState::Received);
    }));
}
