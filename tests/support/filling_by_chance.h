// A form filled by chance, from a seed: what somebody does who answers without reading.
#pragma once

#include "forms/plan.h"
#include "xform/playing.h"

#include <algorithm>
#include <random>

namespace adit::test {

/// A world where nothing is left to chance: 2025-11-23, 08:15 UTC.
inline xform::PlayingWorld still_world() {
    Surroundings world;
    world.now_ms = [] { return std::int64_t{1'763'885'700'000}; };
    world.random = [](std::span<std::uint8_t> bytes) {
        std::uint8_t next = 7;
        for (std::uint8_t& byte : bytes) byte = next = static_cast<std::uint8_t>(next * 5 + 1);
    };
    return {.world = world, .own = {{"deviceid", "laptop-7"}}};
}

class FillingByChance {
public:
    FillingByChance(const forms::Definition& definition, std::uint64_t seed)
        : definition_(definition), rows_(forms::nodes_in_order(definition)), chance_(seed) {}

    void run(xform::Playing& form, int steps) {
        for (int step = 0; step < steps; ++step) {
            const auto at = static_cast<int>(1 + chance_() % (rows_.size() - 1));
            const forms::Node& row = *rows_[static_cast<std::size_t>(at)];
            const std::string place = place_of(at);
            if (row.kind == forms::NodeKind::Repeat) {
                const bool removes = chance_() % 4 == 0;
                ignore(removes ? form.remove_instance(place) : form.add_instance(anchor_of(place)));
            } else if (row.kind == forms::NodeKind::Question) {
                ignore(form.answer(place, answer_for(form, place)));
            }
        }
    }

private:
    static void ignore(const Status& status) { static_cast<void>(static_cast<bool>(status)); }

    static std::string anchor_of(const std::string& place) {
        return place.substr(0, place.rfind('['));
    }

    std::string place_of(int node) {
        const xpath::Shape& shape = definition_.plan->shape;
        std::string place;
        for (int at = node; at >= 0; at = shape[at].parent) {
            std::string step = (shape[at].is_attribute ? "/@" : "/") + shape[at].name;
            if (shape[at].is_repeat) step += "[" + std::to_string(1 + chance_() % 3) + "]";
            place = step + place;
        }
        return place;
    }

    std::string answer_for(xform::Playing& form, const std::string& place) {
        static const std::vector<std::string> kTexts = {"",
                                                        "7",
                                                        "-3.25",
                                                        "yes no",
                                                        "a & b < \"c\" > 'd'",
                                                        " \xC3\xA9t\xC3\xA9\n\tdeux\r\n ",
                                                        "2025-11-23",
                                                        "08:15:00.000+02:00",
                                                        "2025-11-23T08:15:00.000Z",
                                                        "6.68 -1.62 10 5",
                                                        "0 0;0 1;1 1;0 0",
                                                        "photo-1.jpg",
                                                        "true",
                                                        "]]>",
                                                        "\x01"};
        const auto choices = form.choices(place);
        if (choices && !choices->empty() && chance_() % 8 != 0) {
            return std::string((*choices)[chance_() % choices->size()].name);
        }
        return kTexts[chance_() % kTexts.size()];
    }

    const forms::Definition& definition_;
    std::vector<const forms::Node*> rows_;
    std::mt19937_64 chance_;
};

}  // namespace adit::test
