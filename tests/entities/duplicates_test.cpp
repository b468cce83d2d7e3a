// What a coordinator may rely on when the same site may have been registered twice: near in name
// and place is a question, never an answer; and what is found does not depend on the order of
// anything.
#include "entities/duplicates.h"

#include "geo/ellipsoid.h"

#include <catch2/catch_all.hpp>

#include <algorithm>
#include <random>

using namespace adit;
using entities::likeness_of;
using entities::possible_duplicates;
using entities::PossibleDuplicate;

namespace {

store::Entity site(std::string id, std::string label, std::optional<geo::Point> place = {}) {
    store::Entity entity;
    entity.list = "sites";
    entity.id = std::move(id);
    entity.label = std::move(label);
    entity.scope = {"COD"};
    if (place) entity.properties.emplace_back("geometry", *place);
    return entity;
}

constexpr geo::Point kKamituga{-3.0600, 28.1800, 0, 5};
constexpr geo::Point kBeside{-3.0610, 28.1800, 0, 5};   // 111 m south.
constexpr geo::Point kVillage{-3.0735, 28.1800, 0, 5};  // 1.5 km south.
constexpr geo::Point kFarAway{-3.3000, 28.1800, 0, 5};  // 27 km south.

std::vector<store::Entity> some_sites(std::uint64_t seed) {
    std::mt19937_64 chance(seed);
    const std::vector<std::string> names{"Kamituga", "Kamitunga", "Mont Bleu", "Mont-Bleu (CD-1)",
                                         "Puits 1",  "Puits 2",   "Évêché",    "Eveche"};
    std::vector<store::Entity> sites;
    for (int i = 0; i < 30; ++i) {
        std::optional<geo::Point> place;
        if (chance() % 4 != 0) {
            place = geo::Point{-3 + static_cast<double>(chance() % 300) / 10'000,
                               28 + static_cast<double>(chance() % 300) / 10'000, 0, 0};
        }
        sites.push_back(site("s" + std::to_string(i), names[chance() % names.size()], place));
        if (chance() % 3 == 0) sites.back().scope = {"GHA"};
        if (i > 0 && chance() % 8 == 0) sites.back().duplicate_of = "s0";
    }
    return sites;
}

}  // namespace

TEST_CASE("one site registered twice a few steps apart is asked about", "[entities][duplicates]") {
    const auto found = possible_duplicates(
        {site("b", "Kamituga", kKamituga), site("a", "Kamitunga (CD-KAM-014)", kBeside)});
    REQUIRE(found.size() == 1);
    CHECK(found[0].one == "a");
    CHECK(found[0].other == "b");
    CHECK(found[0].likeness > 0.8);
    CHECK(found[0].likeness < 1);
    CHECK(*found[0].distance_m == Catch::Approx(110.6).margin(1));
}

TEST_CASE("names are alike across accents, order of words and a slip of the finger",
          "[entities][duplicates]") {
    CHECK(likeness_of("Évêché de Kamituga", "eveche de kamituga") == 1);
    CHECK(likeness_of("Mont Bleu", "Bleu, mont") == 1);
    CHECK(likeness_of("Kamituga", "Kamitugga") > entities::kAlike);
    CHECK(likeness_of("Kamituga", "Bogoso") < entities::kSomewhatAlike);
    CHECK(likeness_of("", "") == 0);
    CHECK(likeness_of("", "Kamituga") == 0);
}

TEST_CASE("what is told apart by a number is not the same", "[entities][duplicates]") {
    CHECK(likeness_of("Puits 1", "Puits 2") == 0);
    CHECK(likeness_of("Kamituga I", "Kamituga II") == 0);
    CHECK(likeness_of("Puits 12", "puits 12") == 1);
    CHECK(possible_duplicates({site("a", "Puits 1", kKamituga), site("b", "Puits 2", kBeside)})
              .empty());
}

TEST_CASE("further apart names must be more alike, and beyond the bound nothing is asked",
          "[entities][duplicates]") {
    const std::string one = "Kamituga Nord", other = "Kamituga Filon";
    const double alike = likeness_of(one, other);
    REQUIRE(alike >= entities::kSomewhatAlike);
    REQUIRE(alike < entities::kAlike);
    CHECK(possible_duplicates({site("a", one, kKamituga), site("b", other, kBeside)}).size() == 1);
    CHECK(possible_duplicates({site("a", one, kKamituga), site("b", other, kVillage)}).empty());
    CHECK(possible_duplicates({site("a", one, kKamituga), site("b", one, kVillage)}).size() == 1);
    CHECK(possible_duplicates({site("a", one, kKamituga), site("b", one, kFarAway)}).empty());
}

TEST_CASE("without a place only the same name is asked about", "[entities][duplicates]") {
    const auto found =
        possible_duplicates({site("a", "Kamituga"), site("b", "KAMITUGA", kKamituga)});
    REQUIRE(found.size() == 1);
    CHECK_FALSE(found[0].distance_m);
    CHECK(possible_duplicates({site("a", "Kamitunga"), site("b", "Kamituga", kKamituga)}).empty());
    CHECK(possible_duplicates({site("a", ""), site("b", "")}).empty());
}

TEST_CASE("another country, another list and what is linked already are not asked about",
          "[entities][duplicates]") {
    auto abroad = site("b", "Kamituga", kKamituga);
    abroad.scope = {"GHA"};
    auto listed = site("b", "Kamituga", kKamituga);
    listed.list = "miners";
    auto linked = site("b", "Kamituga", kKamituga);
    linked.duplicate_of = "a";
    for (const store::Entity& other : {abroad, listed, linked}) {
        CHECK(possible_duplicates({site("a", "Kamituga", kKamituga), other}).empty());
    }
}

TEST_CASE("what is asked about does not depend on the order of the sites", "[entities][laws]") {
    for (std::uint64_t seed = 0; seed < 200; ++seed) {
        INFO("seed " << seed);
        auto sites = some_sites(seed);
        const auto found = possible_duplicates(sites);
        std::ranges::shuffle(sites, std::mt19937_64(seed));
        CHECK(possible_duplicates(sites) == found);

        // Every pair at once is what each pair by itself says, once.
        std::vector<PossibleDuplicate> by_pairs;
        for (std::size_t i = 0; i < sites.size(); ++i) {
            for (std::size_t j = i + 1; j < sites.size(); ++j) {
                std::ranges::copy(possible_duplicates({sites[i], sites[j]}),
                                  std::back_inserter(by_pairs));
            }
        }
        CHECK(std::ranges::is_permutation(by_pairs, found));
        for (const PossibleDuplicate& pair : found) CHECK(pair.one < pair.other);
    }
}

TEST_CASE("likeness is the same both ways, and whole of a name and itself", "[entities][laws]") {
    const auto sites = some_sites(7);
    for (const store::Entity& one : sites) {
        CHECK(likeness_of(one.label, one.label) == 1);
        for (const store::Entity& other : sites) {
            const double alike = likeness_of(one.label, other.label);
            CHECK(alike == likeness_of(other.label, one.label));
            CHECK(alike >= 0);
            CHECK(alike <= 1);
        }
    }
}

TEST_CASE("a near distance is the ellipsoid's", "[entities][duplicates]") {
    // One minute of latitude and of longitude at the equator (WGS 84 by Vincenty's formulae).
    CHECK(geo::near_distance_m({0, 28, 0, 0}, {0, 28.0 + 1.0 / 60, 0, 0}) ==
          Catch::Approx(1855.325).margin(0.01));
    CHECK(geo::near_distance_m({0, 28, 0, 0}, {1.0 / 60, 28, 0, 0}) ==
          Catch::Approx(1842.905).margin(0.01));
    CHECK(geo::near_distance_m({5, 179.999, 0, 0}, {5, -179.999, 0, 0}) < 300);
    CHECK(geo::near_distance_m(kKamituga, kKamituga) == 0);
}
