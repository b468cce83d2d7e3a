// Filter: which records a person asks to see, over the countries that this person may see.
//
// `scopes` is the caller's promise: it holds only what the asking person may see. Everything in
// reports/ looks at those countries and no others.
#pragma once

#include "central/central.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace adit::reports {

struct Filter {
    std::vector<std::string> scopes;
    std::string form;  // "" : any
    std::optional<record::Stage> stage;
    std::optional<bool> in_conflict;
    std::string mark;      // "training" …
    std::string from, to;  // Dates, inclusive.
    std::string text;
    std::string site;  // Entity id.
    store::Query::Order order = store::Query::Order::ChangedLast;
    std::size_t offset = 0;
    std::size_t limit = 50;  // At most kPageRowsMax.
};
constexpr std::size_t kPageRowsMax = 1'000;
/// As many records as one report or download looks through; more is said, not cut in silence.
constexpr std::size_t kMatchesMax = 500'000;

struct Page {
    std::size_t total = 0;
    std::vector<store::Summary> records;
};

/// The page of matching records that offset and limit name.
Result<Page> page_of(central::Central& central, const Filter& filter);

/// Hands every matching record's summary to `look`, whatever offset and limit say. The lock is let
/// go between pages, so that laptops can go on exchanging.
Status for_each(central::Central& central, const Filter& filter,
                const std::function<Status(const store::Summary&)>& look);

}  // namespace adit::reports
