// Damage by chance, from a seed: what happens to bytes on a bad stick, and what somebody would try.
#pragma once

#include "base/bytes.h"

#include <algorithm>
#include <random>

namespace adit::fuzz {

inline Bytes damaged(const Bytes& whole, const Bytes& other, std::mt19937_64& chance) {
    Bytes out = whole;
    const auto place_in = [&](const Bytes& bytes) {
        return static_cast<std::ptrdiff_t>(bytes.empty() ? 0 : chance() % bytes.size());
    };
    for (auto times = 1 + chance() % 3; times > 0; --times) {
        const auto place = place_in(out);
        switch (chance() % 7) {
            case 0:  // One bit.
                if (!out.empty())
                    out[static_cast<std::size_t>(place)] ^=
                        static_cast<std::uint8_t>(1U << chance() % 8);
                break;
            case 1:  // One byte, often one that means much.
                if (!out.empty()) {
                    constexpr std::uint8_t kOdd[] = {0, 1, 0x7F, 0x80, 0xFF};
                    out[static_cast<std::size_t>(place)] = kOdd[chance() % 5];
                }
                break;
            case 2:  // Cut short.
                out.erase(out.begin() + place, out.end());
                break;
            case 3:  // Something left out.
                out.erase(out.begin() + place,
                          out.begin() + std::min(place + 1 + place_in(out) / 8,
                                                 static_cast<std::ptrdiff_t>(out.size())));
                break;
            case 4:  // Something said twice.
                if (!out.empty()) {
                    const Bytes part(out.begin() + place / 2, out.begin() + place);
                    out.insert(out.begin() + place, part.begin(), part.end());
                }
                break;
            case 5: {  // The head of one and the tail of another.
                const auto from = place_in(other);
                out.erase(out.begin() + place, out.end());
                out.insert(out.end(), other.begin() + from, other.end());
                break;
            }
            default: {  // A long number in front of something.
                const Bytes number{0xFF, 0xFF, 0xFF, 0xFF, 0x0F};
                out.insert(out.begin() + place, number.begin(), number.end());
            }
        }
    }
    return out;
}

}  // namespace adit::fuzz
