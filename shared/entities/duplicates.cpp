#include "entities/duplicates.h"

#include "base/spelling.h"
#include "base/text.h"
#include "geo/ellipsoid.h"

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <tuple>
#include <utility>

namespace adit::entities {
namespace {

constexpr std::size_t kNameMax = 120;  // Characters that are compared.

/// A name as it is compared: folded letters and digits in sorted words; what only counts ("2",
/// "iv") apart.
struct Name {
    std::string words;
    std::vector<std::string> numbers;
};

bool is_number(std::string_view word) {
    static constexpr std::array<std::string_view, 9> kRoman{"ii",  "iii",  "iv", "v", "vi",
                                                            "vii", "viii", "ix", "i"};
    const bool digits = std::ranges::any_of(word, [](char c) { return c >= '0' && c <= '9'; });
    return digits || std::ranges::find(kRoman, word) != kRoman.end();
}

Name name_from(std::string_view text) {
    std::string plain = folded(text);
    for (char& c : plain) {
        const bool kept = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || (c & 0x80) != 0;
        if (!kept) c = ' ';
    }
    std::vector<std::string> letters;
    Name name;
    for (const std::string_view word : words(plain)) {
        (is_number(word) ? name.numbers : letters).emplace_back(word);
    }
    std::ranges::sort(letters);
    std::ranges::sort(name.numbers);
    name.words = joined(letters, " ").substr(0, kNameMax);
    return name;
}

std::set<std::string> trigrams(const std::string& text) {
    const std::string padded = "  " + text + " ";
    std::set<std::string> found;
    for (std::size_t i = 0; i + 3 <= padded.size(); ++i) found.insert(padded.substr(i, 3));
    return found;
}

double shared_trigrams(const std::string& one, const std::string& other) {
    const auto ours = trigrams(one), theirs = trigrams(other);
    const auto both = std::ranges::count_if(
        ours, [&](const std::string& trigram) { return theirs.contains(trigram); });
    return 2.0 * static_cast<double>(both) / static_cast<double>(ours.size() + theirs.size());
}

double likeness(const Name& one, const Name& other) {
    if (one.numbers != other.numbers) return 0;
    if (one.words.empty() || other.words.empty()) {
        return one.words == other.words && !one.numbers.empty() ? 1 : 0;
    }
    const auto longer = static_cast<double>(std::max(one.words.size(), other.words.size()));
    const double edited = 1 - static_cast<double>(edit_distance(one.words, other.words)) / longer;
    return std::max(edited, shared_trigrams(one.words, other.words));
}

std::string text_of_property(const store::Entity& entity, std::string_view name) {
    const auto found = std::ranges::find(entity.properties, name,
                                         [](const auto& property) { return property.first; });
    return found == entity.properties.end() ? std::string() : text_of(found->second);
}

/// "Mont Bleu" of "Mont Bleu (CD-KAM-014)": what people call it, without its code.
std::string called(const store::Entity& entity) {
    std::string name = text_of_property(entity, "site_name");
    if (!name.empty()) return name;
    const std::size_t code = entity.label.rfind('(');
    if (code == std::string::npos || code == 0) return entity.label;
    return entity.label.substr(0, code);
}

struct Candidate {
    const store::Entity* entity = nullptr;
    Name name;
    std::optional<geo::Point> place;
    std::string root;  // Linked ones share it.
};

class Finder {
public:
    explicit Finder(const std::vector<store::Entity>& entities) {
        for (const store::Entity& entity : entities) {
            candidates_.push_back({&entity, name_from(called(entity)), place_of(entity),
                                   entity.duplicate_of.empty() ? entity.id : entity.duplicate_of});
        }
    }

    std::vector<PossibleDuplicate> take() {
        compare_near();
        compare_unplaced();
        std::ranges::sort(found_, [](const PossibleDuplicate& a, const PossibleDuplicate& b) {
            return std::tie(b.likeness, a.one, a.other) < std::tie(a.likeness, b.one, b.other);
        });
        return std::move(found_);
    }

private:
    /// From south to north, so that only what is near in latitude is compared.
    void compare_near() {
        std::vector<const Candidate*> placed;
        for (const Candidate& candidate : candidates_) {
            if (candidate.place) placed.push_back(&candidate);
        }
        std::ranges::sort(placed, {}, [](const Candidate* one) { return one->place->latitude; });
        constexpr double kDegreesMax = kFarthestM / 110'000;  // A degree is never shorter.
        for (std::size_t i = 0; i < placed.size(); ++i) {
            for (std::size_t j = i + 1; j < placed.size(); ++j) {
                const double apart = placed[j]->place->latitude - placed[i]->place->latitude;
                if (apart > kDegreesMax) break;
                compare(*placed[i], *placed[j]);
            }
        }
    }

    void compare(const Candidate& one, const Candidate& other) {
        const double distance_m = geo::near_distance_m(*one.place, *other.place);
        if (distance_m > kFarthestM || !may_be_one(one, other)) return;
        const double alike = likeness(one.name, other.name);
        if (alike < (distance_m <= kNearM ? kSomewhatAlike : kAlike)) return;
        add(one, other, alike, distance_m);
    }

    void compare_unplaced() {
        std::map<std::pair<std::string, std::vector<std::string>>, std::vector<const Candidate*>>
            by_name;
        for (const Candidate& candidate : candidates_) {
            if (candidate.name.words.empty()) continue;
            by_name[{candidate.name.words, candidate.name.numbers}].push_back(&candidate);
        }
        for (const auto& [name, same] : by_name) {
            for (std::size_t i = 0; i < same.size(); ++i) {
                for (std::size_t j = i + 1; j < same.size(); ++j) {
                    const bool placed = same[i]->place && same[j]->place;
                    if (placed || !may_be_one(*same[i], *same[j])) continue;
                    add(*same[i], *same[j], 1, std::nullopt);
                }
            }
        }
    }

    static bool may_be_one(const Candidate& one, const Candidate& other) {
        return one.root != other.root && one.entity->list == other.entity->list &&
               one.entity->scope == other.entity->scope;
    }

    void add(const Candidate& one, const Candidate& other, double alike,
             std::optional<double> distance_m) {
        const auto& [low, high] = std::minmax(one.entity->id, other.entity->id);
        found_.push_back({low, high, alike, distance_m});
    }

    std::vector<Candidate> candidates_;
    std::vector<PossibleDuplicate> found_;
};

}  // namespace

double likeness_of(std::string_view one, std::string_view other) {
    return likeness(name_from(one), name_from(other));
}

std::optional<geo::Point> place_of(const store::Entity& entity) {
    const auto found = std::ranges::find(entity.properties, "geometry",
                                         [](const auto& property) { return property.first; });
    if (found == entity.properties.end()) return std::nullopt;
    if (const auto* point = std::get_if<geo::Point>(&found->second)) return *point;
    const auto read = record::value_from(record::ValueType::Geopoint, text_of(found->second));
    if (!read || !std::holds_alternative<geo::Point>(*read)) return std::nullopt;
    return std::get<geo::Point>(*read);
}

std::vector<PossibleDuplicate> possible_duplicates(const std::vector<store::Entity>& entities) {
    return Finder(entities).take();
}

}  // namespace adit::entities
