// The laws of entities, over small fleets drawn from a seed.
//
// Four laptops (one with a clock from the future) visit one site and meet now and then. What each
// of them held when it began a visit is kept apart, as sets: the truth that the rule is held to.
// - What stands of a property is exactly what no visit that said it again had known.
// - Order of arrival and repetition do not matter, nor how the visits are split.
// - Whoever always meets first never sees a conflict.
// - A deleted visit says nothing, and takes nothing from what those that followed it knew.
#include "merge/effects.h"
#include "support/any_change.h"
#include "support/changes.h"

#include <catch2/catch_all.hpp>
#include <rapidcheck.h>

#include <algorithm>
#include <map>
#include <set>

using namespace adit;
using merge::Effect;
using test::Chance;

namespace {

using Known = std::set<record::RecordId>;

struct Laptop {
    char letter;
    std::uint64_t written = 0;
    std::map<record::RecordId, Effect> held;
};

class Site {
public:
    explicit Site(std::uint64_t seed) : chance_(seed) {
        for (const char letter : {'a', 'b', 'c', 'd'}) laptops_.push_back({letter, 0, {}});
    }

    void work(int days, bool always_meet) {
        for (int day = 0; day < days; ++day) {
            visit(laptops_[chance_.below(4)]);
            if (always_meet) {
                all_meet();
            } else if (chance_.one_in(2)) {
                meet(laptops_[chance_.below(4)], laptops_[chance_.below(4)]);
            }
        }
        all_meet();
    }

    std::vector<Effect> effects() const {
        std::vector<Effect> all;
        for (const auto& [id, effect] : laptops_[0].held) all.push_back(effect);
        return all;
    }
    /// What the one who began this visit held then.
    const Known& known_by(const record::RecordId& id) const { return known_.at(id); }
    Chance& chance() { return chance_; }

private:
    void visit(Laptop& laptop) {
        const auto number = static_cast<std::uint8_t>(++visits_);
        tick_ += 1 + chance_.below(3);
        const std::uint64_t ahead = laptop.letter == 'd' ? 1'000'000 : 0;
        Effect effect{.record = test::record_id(number),
                      .clock = {(tick_ + ahead) << 16},
                      .dot = test::dot(laptop.letter, ++laptop.written),
                      .counts = true,
                      .label = {},
                      .properties = {},
                      .base = std::vector<record::RecordId>{}};
        for (const char* name : {"depth", "mineral", "workers"}) {
            if (!chance_.one_in(2)) continue;
            effect.properties.emplace_back(name, static_cast<std::int64_t>(visits_));
        }
        std::vector<Effect> held;
        for (const auto& [id, known] : laptop.held) held.push_back(known);
        for (const record::RecordId& tip : merge::tips_of(held)) {
            if (laptop.held.at(tip).dot.feed != effect.dot.feed) effect.base->push_back(tip);
        }
        for (const auto& [id, known] : laptop.held) known_[effect.record].insert(id);
        known_.try_emplace(effect.record);
        laptop.held.emplace(effect.record, effect);
    }

    static void meet(Laptop& one, Laptop& other) {
        one.held.insert(other.held.begin(), other.held.end());
        other.held.insert(one.held.begin(), one.held.end());
    }

    void all_meet() {
        for (int round = 0; round < 2; ++round) {
            for (Laptop& laptop : laptops_) meet(laptops_[0], laptop);
        }
    }

    Chance chance_;
    std::vector<Laptop> laptops_;
    std::map<record::RecordId, Known> known_;
    int visits_ = 0;
    std::uint64_t tick_ = 0;
};

bool says(const Effect& effect, const std::string& name) {
    return effect.counts && std::ranges::any_of(effect.properties, [&](const auto& property) {
               return property.first == name;
           });
}

/// Of each property the records that say what stands, by what was really known.
std::map<std::string, Known> truth(const Site& site, const std::vector<Effect>& effects) {
    std::map<std::string, Known> standing;
    for (const Effect& effect : effects) {
        for (const auto& [name, value] : effect.properties) {
            const bool replaced = std::ranges::any_of(effects, [&](const Effect& other) {
                return says(other, name) && site.known_by(other.record).contains(effect.record);
            });
            if (effect.counts && !replaced) standing[name].insert(effect.record);
        }
    }
    return standing;
}

std::map<std::string, Known> told(const merge::Folded& folded) {
    std::map<std::string, Known> standing;
    for (const merge::Property& property : folded.properties) {
        for (const merge::Said& said : property.siblings) {
            standing[property.name].insert(said.record);
        }
    }
    return standing;
}

}  // namespace

TEST_CASE("what stands of a site is what nobody who said it again had known",
          "[merge][entities][laws]") {
    CHECK(rc::check([](std::uint64_t seed) {
        Site site(seed);
        site.work(12, false);
        RC_ASSERT(told(merge::fold_effects(site.effects())) == truth(site, site.effects()));
    }));
}

TEST_CASE("a site does not depend on the order or the number of times its visits arrive",
          "[merge][entities][laws]") {
    CHECK(rc::check([](std::uint64_t seed) {
        Site site(seed);
        site.work(12, false);
        const auto once = site.effects();
        const merge::Folded folded = merge::fold_effects(once);
        auto effects = once;
        effects.insert(effects.end(), once.begin(), once.end());
        for (std::size_t i = effects.size(); i > 1; --i) {
            std::swap(effects[i - 1], effects[site.chance().below(i)]);
        }
        RC_ASSERT(merge::fold_effects(effects) == folded);
    }));
}

TEST_CASE("who always meets first never sees a site in conflict", "[merge][entities][laws]") {
    CHECK(rc::check([](std::uint64_t seed) {
        Site site(seed);
        site.work(12, true);
        for (const merge::Property& property : merge::fold_effects(site.effects()).properties) {
            RC_ASSERT_FALSE(property.in_conflict());
        }
    }));
}

TEST_CASE("a deleted visit takes nothing from what those that followed it knew",
          "[merge][entities][laws]") {
    CHECK(rc::check([](std::uint64_t seed) {
        Site site(seed);
        site.work(12, false);
        auto effects = site.effects();
        effects[site.chance().below(effects.size())].counts = false;
        RC_ASSERT(told(merge::fold_effects(effects)) == truth(site, effects));
    }));
}
