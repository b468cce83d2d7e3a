// MonthSums: of each country and month, the sum of what stands at each change there.
//
// Two replicas that hold the same changes have the same sums, in whatever order they took them in;
// so a few bytes tell at once when they do not hold what they count. Kept with the changes, in one
// transaction; read into memory once. What a change adds is the start of the chain's hash behind
// it, which is computed anyway. Against intent stand the signatures; this finds accidents.
#pragma once

#include "sqlite/database.h"
#include "store/record_store.h"

#include <map>
#include <optional>

namespace adit::store {

using SumsByMonth = std::map<std::int64_t, std::uint64_t>;
using SumsByScope = std::map<record::ScopeId, SumsByMonth>;

/// Of the clock that stands at the start of a change's bytes; 0 is January 1970.
std::int64_t month_of(ByteView change);
/// "2025-11"
std::string month_text(std::int64_t month);
std::uint64_t share_of(const identity::Digest& chain_hash);

class MonthSums {
public:
    explicit MonthSums(sqlite::Database& db) : db_(db) {}

    Status add(const record::ScopeId& scope, const SumsByMonth& more);
    Result<std::vector<MonthSum>> all();
    /// Takes over sums that were made from the changes themselves.
    Status put_right(const SumsByScope& made);
    /// Corrupt, naming the first month, unless these are the sums.
    Status verify(const SumsByScope& made);
    void forget() { held_.reset(); }

private:
    Result<SumsByScope*> held();
    Status write(const record::ScopeId& scope, std::int64_t month, std::uint64_t sum);

    sqlite::Database& db_;
    std::optional<SumsByScope> held_;
};

}  // namespace adit::store
