// Changes as nobody would write them, from one seed: every type, every operation, odd numbers.
// A failing seed that rapidcheck prints makes the same change again.
#pragma once

#include "record/change_codec.h"
#include "support/changes.h"

#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace adit::test {

class Chance {
public:
    explicit Chance(std::uint64_t seed) : source_(seed) {}
    std::uint64_t any() { return source_(); }
    std::uint64_t below(std::uint64_t end) { return source_() % end; }
    bool one_in(std::uint64_t n) { return below(n) == 0; }
    template <class T>
    const T& of(const std::vector<T>& things) {
        return things[static_cast<std::size_t>(below(things.size()))];
    }

private:
    std::mt19937_64 source_;
};

inline std::string any_text(Chance& chance) {
    static const std::vector<std::string> words{"",   "or",  "Kamituga", "l’or du Sud-Kivu",
                                                "\n", "ééé", "a b",      std::string(300, 'x')};
    return chance.of(words);
}

inline double any_number(Chance& chance) {
    switch (chance.below(5)) {
        case 0:
            return static_cast<double>(chance.below(1000));
        case 1:
            return -static_cast<double>(chance.below(1'000'000)) / 1000;
        case 2:
            return static_cast<double>(chance.any()) * 1e-30;
        case 3:
            return static_cast<double>(chance.any()) * 1e200;
        default:
            return chance.one_in(2) ? -0.0 : 1.0 / 3;
    }
}

inline geo::Point any_point(Chance& chance) {
    return {any_number(chance), any_number(chance), any_number(chance), any_number(chance)};
}

inline record::AttachmentRef any_file(Chance& chance) {
    record::AttachmentRef file{.hash = {}, .size_bytes = chance.any(), .name = "site.jpg"};
    for (auto& byte : file.hash) byte = static_cast<std::uint8_t>(chance.any());
    return file;
}

inline record::Value any_value(Chance& chance) {
    using namespace record;
    const auto offset = [&] { return static_cast<std::int16_t>(chance.below(1681)) - 840; };
    switch (chance.below(std::variant_size_v<Value>)) {
        case 0:
            return Nothing{};
        case 1:
            return static_cast<std::int64_t>(chance.any());
        case 2:
            return any_number(chance);
        case 3:
            return any_text(chance);
        case 4:
            return Choice{"choice_" + std::to_string(chance.below(9))};
        case 5:
            return Choices{{"gold", "choice_1", chance.one_in(2) ? "tin" : ""}};
        case 6:
            return Date{static_cast<std::int32_t>(chance.any())};
        case 7:
            return TimeOfDay{static_cast<std::int32_t>(chance.below(86'400'000)),
                             static_cast<std::int16_t>(offset())};
        case 8:
            return DateTime{static_cast<std::int64_t>(chance.any()),
                            static_cast<std::int16_t>(offset())};
        case 9:
            return any_point(chance);
        case 10:
            return Geotrace{{any_point(chance), any_point(chance)}};
        case 11:
            return Geoshape{{any_point(chance)}};
        default:
            return any_file(chance);
    }
}

inline record::NodePath any_path(Chance& chance) {
    record::NodePath site{"/site"};
    const record::NodePath pay = record::NodePath{"/pay/one"}.instance({chance.below(3)});
    switch (chance.below(4)) {
        case 0:
            return site;
        case 1:
            return site.child("q" + std::to_string(chance.below(40)));
        case 2:
            return pay.child("payee");
        default:
            return pay.child("part").instance({chance.any()}).child("@id");
    }
}

/// Dots of three feeds, one of them the writer's own.
inline std::vector<record::Dot> any_dots(Chance& chance, const record::Dot& writer) {
    std::vector<record::Dot> dots;
    for (const char letter : {'a', 'b', 'c'}) {
        const bool own = feed(letter) == writer.feed;
        const std::uint64_t end = own ? writer.number : 1'000;
        if (end > 1 && chance.one_in(2)) dots.push_back(dot(letter, 1 + chance.below(end - 1)));
    }
    record::put_in_order(dots);
    return dots;
}

inline record::Operation any_operation(Chance& chance, const record::Dot& writer) {
    using namespace record;
    const NodePath instance = NodePath{"/pay/one"}.instance({chance.below(3)});
    const auto dots = [&] { return any_dots(chance, writer); };
    switch (chance.below(std::variant_size_v<Operation>)) {
        case 0:
            return Put{any_path(chance), any_value(chance), dots()};
        case 1:
            return Compute{any_path(chance), any_value(chance)};
        case 2:
            return AddInstance{instance};
        case 3:
            return RemoveInstance{instance, dots()};
        case 4:
            return Finalise{dots()};
        case 5:
            return Reopen{any_text(chance), dots()};
        case 6:
            return Review{static_cast<ReviewState>(chance.below(4)), any_text(chance), dots()};
        case 7:
            return Comment{{}, any_text(chance)};
        case 8:
            return Flag{any_path(chance), any_text(chance)};
        case 9:
            return Attach{any_path(chance), any_file(chance)};
        case 10:
            return Delete{any_text(chance), dots()};
        case 11:
            return Restore{dots()};
        case 12:
            return Resolve{any_path(chance), any_value(chance), dots()};
        case 13:
            return DuplicateOf{record_id(7), chance.one_in(2)};
        default:
            return Mark{chance.one_in(2) ? "training" : "imported:ipis"};
    }
}

inline record::Change any_change(Chance& chance, const record::Dot& dot) {
    record::Change change;
    change.dot = dot;
    change.author = chance.one_in(4) ? "k.mensah" : "asha";
    change.clock = {chance.any() >> 1};
    change.wall_ms = chance.one_in(3) ? static_cast<std::int64_t>(chance.any()) : change.clock.ms();
    change.offset_min = chance.one_in(3) ? std::int16_t{-120} : std::int16_t{60};
    change.record = record_id(static_cast<std::uint8_t>(chance.below(5)));
    change.form = {"site_visit", chance.one_in(5) ? "2" : "1"};
    const std::uint64_t operations = 1 + chance.below(6);
    for (std::uint64_t i = 0; i < operations; ++i) {
        change.operations.push_back(any_operation(chance, dot));
    }
    return change;
}

/// The beginning of laptop a's feed in Congo.
inline std::vector<record::Change> any_feed(std::uint64_t seed, std::uint64_t count) {
    Chance chance(seed);
    std::vector<record::Change> changes;
    for (std::uint64_t n = 1; n <= count; ++n) {
        changes.push_back(any_change(chance, dot('a', n)));
    }
    return changes;
}

}  // namespace adit::test
