// The stories of tests/golden/entities: what everybody reads of a site that several people visit.
#include "merge/effects.h"

#include "base/text.h"
#include "support/changes.h"

#include <catch2/catch_all.hpp>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <random>
#include <regex>
#include <sstream>

using namespace adit;
using merge::Effect;

namespace {

struct Tale {
    std::vector<Effect> effects;
    std::string outcome;
    std::string problem;
};

record::RecordId visit(const std::string& digit) {
    return test::record_id(static_cast<std::uint8_t>(std::stoi(digit)));
}

void read_words(const std::string& text, Effect& effect) {
    for (const std::string_view each : split(text, ',')) {
        const std::size_t at = each.find(" = ");
        if (at == std::string::npos) continue;
        std::string name(trimmed(each.substr(0, at)));
        std::string value(trimmed(each.substr(at + 3)));
        if (name == merge::kLabel) {
            effect.label = std::move(value);
        } else {
            effect.properties.emplace_back(std::move(name), std::move(value));
        }
    }
}

Tale tale_from(const std::string& text) {
    static const std::regex line_form(
        R"((\w)\w* (\d+) at (\d+): visit (\d)(?: upon ([\w ]+?))?(?: says (.*)| (deleted)))");
    Tale tale;
    bool told = false;
    for (const std::string_view each : split(text, '\n')) {
        const std::string line(each);
        if (line == "=>") {
            told = true;
        } else if (told && !line.empty()) {
            tale.outcome += line + "\n";
        } else if (!told && !line.empty() && line[0] != '#') {
            std::smatch parts;
            if (!std::regex_match(line, parts, line_form)) {
                tale.problem = line;
                continue;
            }
            Effect effect{.record = visit(parts[4]),
                          .clock = {std::stoull(parts[3]) << 16},
                          .dot = test::dot(parts.str(1)[0], std::stoull(parts[2])),
                          .counts = !parts[7].matched,
                          .label = {},
                          .properties = {},
                          .base = {}};
            if (parts[5].matched) {
                effect.base.emplace();
                for (const std::string_view word : words(parts.str(5))) {
                    if (word != "own") effect.base->push_back(visit(std::string(word)));
                }
            }
            read_words(parts[6], effect);
            tale.effects.push_back(std::move(effect));
        }
    }
    return tale;
}

std::string told(const merge::Folded& folded) {
    std::string out;
    for (const merge::Property& property : folded.properties) {
        std::vector<std::string> values;
        for (const merge::Said& said : property.siblings) values.push_back(text_of(said.value));
        out += property.name + ": " + joined(values, " | ") + "\n";
    }
    return out;
}

std::string content(const std::filesystem::path& path) {
    std::ifstream file(path);
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::vector<std::filesystem::path> tales() {
    std::vector<std::filesystem::path> found;
    const std::string folder = std::string(ADIT_SOURCES) + "/tests/golden/entities";
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        if (entry.path().extension() == ".case") found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

}  // namespace

TEST_CASE("every site reads as its story tells, in whatever order its visits arrive",
          "[merge][entities][golden]") {
    REQUIRE(tales().size() >= 14);
    for (const auto& path : tales()) {
        INFO(path.filename().string());
        const Tale tale = tale_from(content(path));
        REQUIRE(tale.problem == "");
        REQUIRE_FALSE(tale.effects.empty());
        const merge::Folded folded = merge::fold_effects(tale.effects);
        CHECK(told(folded) == tale.outcome);

        std::mt19937_64 order(1);
        auto twice = tale.effects;
        twice.insert(twice.end(), tale.effects.begin(), tale.effects.end());
        for (int arrival = 0; arrival < 5; ++arrival) {
            std::shuffle(twice.begin(), twice.end(), order);
            CHECK(merge::fold_effects(twice) == folded);
        }
    }
}

TEST_CASE("each story of a site is named in RULES.md", "[merge][entities][golden]") {
    const std::string rules =
        content(std::filesystem::path(ADIT_SOURCES) / "shared/merge/RULES.md");
    for (const auto& path : tales()) {
        INFO(path.filename().string());
        CHECK(rules.find("`" + path.stem().string() + "`") != std::string::npos);
    }
}

TEST_CASE("a long chain of visits whose clocks run backwards is folded all the same",
          "[merge][entities]") {
    std::vector<Effect> effects;
    constexpr std::uint64_t kVisits = 20'000;
    for (std::uint64_t i = 0; i < kVisits; ++i) {
        record::RecordId id;
        for (int byte = 0; byte < 4; ++byte) {
            id.uuid.bytes[std::size_t(byte)] = static_cast<std::uint8_t>(i >> (8 * byte));
        }
        Effect effect{.record = id,
                      .clock = {(kVisits - i) << 16},
                      .dot = test::dot(static_cast<char>('a' + i % 3), kVisits - i),
                      .counts = true,
                      .label = {},
                      .properties = {{"workers", static_cast<std::int64_t>(i)}},
                      .base = std::vector<record::RecordId>{}};
        if (i > 0) effect.base->push_back(effects.back().record);
        effects.push_back(std::move(effect));
    }
    const merge::Folded folded = merge::fold_effects(effects);
    REQUIRE(folded.properties.size() == 1);
    CHECK(folded.effects == kVisits);
    CHECK_FALSE(folded.properties[0].siblings.empty());
}
