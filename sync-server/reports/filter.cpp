#include "reports/filter.h"

#include <algorithm>
#include <tuple>

namespace adit::reports {
namespace {

using store::Query;
using store::Summary;

Query query_of(const Filter& filter, const std::string& scope) {
    Query query;
    query.scope = record::ScopeId{scope};
    query.form = filter.form;
    query.stage = filter.stage;
    query.in_conflict = filter.in_conflict;
    query.entity = filter.site;
    query.text = filter.text;
    query.date_from = filter.from;
    query.date_to = filter.to;
    query.order = filter.order;
    return query;
}

bool comes_first(const Summary& one, const Summary& other, Query::Order order) {
    switch (order) {
        case Query::Order::ChangedLast:
            return std::tie(one.changed_ms, one.id) > std::tie(other.changed_ms, other.id);
        case Query::Order::DateLast:
            return std::tie(one.date, one.id) > std::tie(other.date, other.id);
        case Query::Order::Title:
            return std::tie(one.title, one.id) < std::tie(other.title, other.id);
    }
    return one.id < other.id;
}

bool has_mark(const Summary& summary, const std::string& mark) {
    return mark.empty() ||
           std::find(summary.marks.begin(), summary.marks.end(), mark) != summary.marks.end();
}

/// One country and nothing that only we can filter: the store pages by itself.
Result<Page> page_of_one(central::Central& central, const Filter& filter) {
    Query query = query_of(filter, filter.scopes.front());
    query.offset = filter.offset;
    query.limit = std::min(filter.limit, kPageRowsMax);
    const central::Records records = central.records();
    Page page;
    page.total = TRY(records->count(query));
    page.records = TRY(records->list(query));
    return page;
}

}  // namespace

Result<Page> page_of(central::Central& central, const Filter& filter) {
    if (filter.scopes.empty()) return Page{};
    if (filter.scopes.size() == 1 && filter.mark.empty()) return page_of_one(central, filter);

    std::vector<Summary> all;
    TRY(for_each(central, filter, [&](const Summary& summary) -> Status {
        all.push_back(summary);
        return Done{};
    }));
    Page page{.total = all.size(), .records = {}};
    const std::size_t begin = std::min(filter.offset, all.size());
    const std::size_t end = begin + std::min({filter.limit, kPageRowsMax, all.size() - begin});
    const auto place = [&](std::size_t i) { return all.begin() + static_cast<std::ptrdiff_t>(i); };
    std::partial_sort(all.begin(), place(end), all.end(), [&](const auto& one, const auto& other) {
        return comes_first(one, other, filter.order);
    });
    page.records.assign(std::make_move_iterator(place(begin)), std::make_move_iterator(place(end)));
    return page;
}

Status for_each(central::Central& central, const Filter& filter,
                const std::function<Status(const Summary&)>& look) {
    std::size_t seen = 0;
    for (const std::string& scope : filter.scopes) {
        Query query = query_of(filter, scope);
        query.limit = store::kRowsMax;
        for (;;) {
            const std::vector<Summary> rows = TRY(central.records()->list(query));
            for (const Summary& summary : rows) {
                if (!has_mark(summary, filter.mark)) continue;
                if (++seen > kMatchesMax) {
                    return Error{Code::BadInput, "more than " + std::to_string(kMatchesMax) +
                                                     " records match: choose one country, form or "
                                                     "year"};
                }
                TRY(look(summary));
            }
            if (rows.size() < query.limit) break;
            query.offset += rows.size();
        }
    }
    return Done{};
}

}  // namespace adit::reports
