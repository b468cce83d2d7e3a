#include "store/month_sums.h"

#include "base/log.h"
#include "base/text.h"
#include "record/clock.h"
#include "store/columns.h"

#include <chrono>
#include <tuple>

namespace adit::store {
namespace {

constexpr int kMonthsInYear = 12;
constexpr int kFirstYear = 1970;

/// The first month of which the two say different things; a month without changes says 0.
std::optional<std::pair<record::ScopeId, std::int64_t>> first_unlike(const SumsByScope& some,
                                                                     const SumsByScope& others) {
    for (const auto& [scope, months] : some) {
        const auto of_other = others.find(scope);
        for (const auto& [month, sum] : months) {
            std::uint64_t other = 0;
            if (of_other != others.end()) {
                const auto found = of_other->second.find(month);
                if (found != of_other->second.end()) other = found->second;
            }
            if (sum != other) return std::pair(scope, month);
        }
    }
    return std::nullopt;
}

}  // namespace

std::int64_t month_of(ByteView change) {
    Reader in(change);
    const record::Clock clock{in.u64()};
    if (!in.ok()) return 0;  // No change is so short: what rotted is told by its chain.
    const std::chrono::sys_time<std::chrono::milliseconds> at{
        std::chrono::milliseconds(clock.ms())};
    const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(at)};
    const auto month = static_cast<int>(static_cast<unsigned>(day.month()));
    return std::int64_t{int{day.year()} - kFirstYear} * kMonthsInYear + month - 1;
}

std::string month_text(std::int64_t month) {
    const std::string in_year = std::to_string(month % kMonthsInYear + 1);
    return std::to_string(kFirstYear + month / kMonthsInYear) + (in_year.size() == 1 ? "-0" : "-") +
           in_year;
}

std::uint64_t share_of(const identity::Digest& chain_hash) { return Reader(chain_hash).u64(); }

Result<SumsByScope*> MonthSums::held() {
    if (held_) return &*held_;
    auto select = TRY(db_.prepare("SELECT scope, month, sum FROM month_sum ORDER BY scope, month"));
    SumsByScope sums;
    while (TRY(select.next())) {
        sums[{select.text(0)}][select.integer(1)] = column_u64(select, 2);
    }
    held_ = std::move(sums);
    return &*held_;
}

Status MonthSums::write(const record::ScopeId& scope, std::int64_t month, std::uint64_t sum) {
    return db_.run("INSERT OR REPLACE INTO month_sum (scope, month, sum) VALUES (?, ?, ?)",
                   scope.code, month, static_cast<std::int64_t>(sum));
}

Status MonthSums::add(const record::ScopeId& scope, const SumsByMonth& more) {
    if (more.empty()) return Done{};
    SumsByMonth& sums = (*TRY(held()))[scope];
    for (const auto& [month, sum] : more) TRY(write(scope, month, sums[month] += sum));
    return Done{};
}

Result<std::vector<MonthSum>> MonthSums::all() {
    std::vector<MonthSum> out;
    for (const auto& [scope, months] : *TRY(held())) {
        for (const auto& [month, sum] : months) out.push_back({scope, month, sum});
    }
    return out;
}

Status MonthSums::put_right(const SumsByScope& made) {
    auto unlike = first_unlike(made, *TRY(held()));
    if (!unlike) unlike = first_unlike(*TRY(held()), made);
    if (!unlike) return Done{};
    if (!held_->empty()) {  // Else they are made for the first time.
        log(Level::Warning, "store",
            "the sum of " + unlike->first.code + ", " + month_text(unlike->second) +
                ", was not what its changes give: made again");
    }
    TRY(db_.execute("DELETE FROM month_sum"));
    for (const auto& [scope, months] : made) {
        for (const auto& [month, sum] : months) TRY(write(scope, month, sum));
    }
    held_ = made;
    return Done{};
}

Status MonthSums::verify(const SumsByScope& made) {
    auto unlike = first_unlike(made, *TRY(held()));
    if (!unlike) unlike = first_unlike(*TRY(held()), made);
    if (!unlike) return Done{};
    return Error{Code::Corrupt, "the sum kept of " + unlike->first.code + ", " +
                                    month_text(unlike->second) +
                                    ", is not what its changes give: the next exchange that sees "
                                    "it makes it again"};
}

}  // namespace adit::store
