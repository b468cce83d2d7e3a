#include "merge/effects.h"

#include <algorithm>
#include <map>
#include <tuple>

namespace adit::merge {
namespace {

using record::RecordId;

/// Which effects each effect knew of: per feed the highest number of a record's first change.
class Knowledge {
public:
    /// `effects`: each record once, in clock order.
    explicit Knowledge(const std::vector<Effect>& effects) : effects_(effects) {
        for (const Effect& effect : effects_) feeds_.try_emplace(effect.dot.feed, feeds_.size());
        known_.resize(effects_.size(), std::vector<std::uint64_t>(feeds_.size()));
        begin();
        find_grounds();
        for (std::size_t i = 0; i < effects_.size(); ++i) close_over(i);
        close_rings();
    }

    bool takes_place_of(std::size_t one, std::size_t other) const {
        if (one == other || !covers(one, other)) return false;
        // Of two that claim to know one another, what is said goes before what is assumed.
        return !covers(other, one) || (effects_[one].base && !effects_[other].base);
    }

private:
    enum class Visit : std::uint8_t { Never, Begun, Done };

    std::size_t feed_of(std::size_t i) const { return feeds_.at(effects_[i].dot.feed); }

    bool covers(std::size_t one, std::size_t other) const {
        return known_[one][feed_of(other)] >= effects_[other].dot.number;
    }

    /// Itself; and who does not say what it knew: all that was begun before.
    void begin() {
        std::vector<std::uint64_t> before(feeds_.size());
        for (std::size_t i = 0; i < effects_.size(); ++i) {
            if (!effects_[i].base) known_[i] = before;
            std::uint64_t& own = known_[i][feed_of(i)];
            own = std::max(own, effects_[i].dot.number);
            before[feed_of(i)] = std::max(before[feed_of(i)], effects_[i].dot.number);
        }
    }

    /// What each was begun upon: its base, and its own feed's record before it.
    void find_grounds() {
        std::map<RecordId, std::size_t> places;
        std::map<record::Dot, std::size_t> by_dot;
        for (std::size_t i = 0; i < effects_.size(); ++i) {
            places.emplace(effects_[i].record, i);
            by_dot.emplace(effects_[i].dot, i);
        }
        grounds_.resize(effects_.size());
        for (const auto& [dot, i] : by_dot) {
            const auto here = by_dot.find(dot);
            if (here != by_dot.begin()) {
                const auto before = std::prev(here);
                if (before->first.feed == dot.feed) grounds_[i].push_back(before->second);
            }
            if (!effects_[i].base) continue;
            for (const RecordId& id : *effects_[i].base) {
                const auto found = places.find(id);
                if (found != places.end()) grounds_[i].push_back(found->second);
            }
        }
    }

    /// Who knows a record knows what that one knew. No recursion: a chain may be long.
    void close_over(std::size_t first) {
        std::vector<std::size_t> path{first};
        while (!path.empty()) {
            const std::size_t i = path.back();
            if (visits_[i] == Visit::Never) {
                visits_[i] = Visit::Begun;
                for (const std::size_t ground : grounds_[i]) {
                    if (visits_[ground] == Visit::Never) path.push_back(ground);
                }
                continue;
            }
            path.pop_back();
            if (visits_[i] == Visit::Done) continue;
            visits_[i] = Visit::Done;
            for (const std::size_t ground : grounds_[i]) {
                if (visits_[ground] == Visit::Done) learn(i, ground);
            }
        }
    }

    /// What closes a ring is not known above; only a device that lies can write one. A few rounds
    /// close every ring that is worth telling, and what longer ones say is the same everywhere.
    void close_rings() {
        bool learnt = true;
        for (int round = 0; learnt && round < kRoundsMax; ++round) {
            learnt = false;
            for (std::size_t i = 0; i < effects_.size(); ++i) {
                for (const std::size_t ground : grounds_[i]) learnt |= learn(i, ground);
            }
        }
    }

    bool learn(std::size_t i, std::size_t from) {
        bool learnt = false;
        for (std::size_t feed = 0; feed < feeds_.size(); ++feed) {
            learnt |= known_[from][feed] > known_[i][feed];
            known_[i][feed] = std::max(known_[i][feed], known_[from][feed]);
        }
        return learnt;
    }

    static constexpr int kRoundsMax = 8;

    const std::vector<Effect>& effects_;
    std::map<record::FeedId, std::size_t> feeds_;
    std::vector<std::vector<std::uint64_t>> known_;
    std::vector<std::vector<std::size_t>> grounds_;
    std::vector<Visit> visits_ = std::vector<Visit>(effects_.size(), Visit::Never);
};

/// Each record once, in clock order.
void put_in_order(std::vector<Effect>& effects) {
    std::sort(effects.begin(), effects.end(), [](const Effect& one, const Effect& other) {
        return std::tie(one.clock, one.dot, one.record) <
               std::tie(other.clock, other.dot, other.record);
    });
    const auto same = [](const Effect& one, const Effect& other) {
        return one.record == other.record;
    };
    effects.erase(std::unique(effects.begin(), effects.end(), same), effects.end());
}

/// Of these (in clock order), the ones whose place no other of them takes; latest first. Those that
/// all claim to know one another stay all.
std::vector<std::size_t> standing(const std::vector<std::size_t>& made,
                                  const Knowledge& knowledge) {
    std::vector<std::size_t> stand;  // Mostly one: the latest knew all others.
    for (auto one = made.rbegin(); one != made.rend(); ++one) {
        const bool overtaken = std::ranges::any_of(
            stand, [&](std::size_t other) { return knowledge.takes_place_of(other, *one); });
        if (overtaken) continue;
        std::erase_if(stand,
                      [&](std::size_t other) { return knowledge.takes_place_of(*one, other); });
        stand.push_back(*one);
    }
    return stand;
}

/// Equal values are one, said by the latest of them.
Property property_of(const std::string& name,
                     const std::vector<std::pair<std::size_t, const record::Value*>>& setters,
                     const std::vector<Effect>& effects, const Knowledge& knowledge) {
    std::vector<std::size_t> made;
    for (const auto& setter : setters) made.push_back(setter.first);
    Property property{name, {}};
    for (const std::size_t one : standing(made, knowledge)) {
        const auto at = std::lower_bound(
            setters.begin(), setters.end(), one,
            [](const auto& setter, std::size_t wanted) { return setter.first < wanted; });
        const record::Value& value = *at->second;
        const bool known = std::any_of(property.siblings.begin(), property.siblings.end(),
                                       [&](const Said& said) { return said.value == value; });
        const Effect& effect = effects[one];
        if (!known) property.siblings.push_back({value, effect.record, effect.clock, effect.dot});
    }
    return property;
}

}  // namespace

Folded fold_effects(std::vector<Effect> effects) {
    put_in_order(effects);
    const Knowledge knowledge(effects);
    std::vector<record::Value> labels;
    labels.reserve(effects.size());  // Pointed into below.
    std::map<std::string, std::vector<std::pair<std::size_t, const record::Value*>>> written;
    Folded folded;
    for (std::size_t i = 0; i < effects.size(); ++i) {
        if (!effects[i].counts) continue;
        ++folded.effects;
        if (!effects[i].label.empty()) {
            labels.emplace_back(effects[i].label);
            written[kLabel].emplace_back(i, &labels.back());
        }
        for (const auto& [name, value] : effects[i].properties) {
            auto& setters = written[name];
            // Of several by one record the last is one.
            if (!setters.empty() && setters.back().first == i) setters.pop_back();
            setters.emplace_back(i, &value);
        }
    }
    for (const auto& [name, setters] : written) {
        folded.properties.push_back(property_of(name, setters, effects, knowledge));
    }
    return folded;
}

std::vector<RecordId> tips_of(std::vector<Effect> effects) {
    put_in_order(effects);
    const Knowledge knowledge(effects);
    std::vector<std::size_t> all(effects.size());
    for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
    std::vector<std::size_t> tips = standing(all, knowledge);
    std::sort(tips.begin(), tips.end());
    std::vector<RecordId> records;
    for (const std::size_t tip : tips) records.push_back(effects[tip].record);
    return records;
}

}  // namespace adit::merge
