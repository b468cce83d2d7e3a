#include "xpath/shuffle.h"

#include "xpath/digests.h"

#include <cmath>
#include <utility>

namespace adit::xpath {
namespace {

// Park and Miller's generator.
class Shuffling {
public:
    explicit Shuffling(std::int64_t seed) : state_(seed % 2147483647) {
        if (state_ <= 0) state_ += 2147483646;
    }
    double next() {
        state_ = state_ * 16807 % 2147483647;
        return static_cast<double>(state_ - 1) / 2147483646.0;
    }

private:
    std::int64_t state_;
};

}  // namespace

std::vector<std::size_t> shuffled_order(std::size_t count, std::int64_t seed) {
    Shuffling shuffling(seed);
    std::vector<std::size_t> order;
    order.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
        const auto at = static_cast<std::size_t>(shuffling.next() * static_cast<double>(i + 1));
        order.push_back(i);
        std::swap(order[i], order[at]);
    }
    return order;
}

std::int64_t seed_from(const Value& value, const Reckoning& local) {
    const double number = number_of(value, local);
    const bool is_text =
        std::holds_alternative<std::string>(value) || std::holds_alternative<NodeSet>(value);
    if (std::isnan(number)) {
        const std::string text = is_text ? text_of(value) : std::string();
        return text.empty() ? 0 : hash_of(text);
    }
    constexpr double kSeedMax = 9.0e18;
    return std::abs(number) < kSeedMax ? static_cast<std::int64_t>(number) : 0;
}

std::int64_t seed_by_chance(double chance) {
    return static_cast<std::int64_t>(chance * 2147483646.0) + 1;
}

}  // namespace adit::xpath
