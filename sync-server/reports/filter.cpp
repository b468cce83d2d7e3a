#include "reports/filter.h"

#include "base/text.h"

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

/// What a list is sorted by, as the store sorts one country's.
using Key = std::tuple<std::int64_t, std::string, record::RecordId>;

Key key_of(const Summary& summary, Query::Order order) {
    switch (order) {
        case Query::Order::ChangedLast:
            return {-summary.changed_ms, "", summary.id};
        case Query::Order::DateLast: {
            std::string latest_first = summary.date;
            for (char& c : latest_first) c = static_cast<char>('9' + '0' - c);
            return {summary.date.empty() ? 1 : 0, latest_first, summary.id};
        }
        case Query::Order::Title:
            return {0, folded(summary.title), summary.id};
    }
    return {0, "", summary.id};
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

    std::vector<std::pair<Key, Summary>> all;
    TRY(for_each(central, filter, [&](const Summary& summary) -> Status {
        all.emplace_back(key_of(summary, filter.order), summary);
        return Done{};
    }));
    std::sort(all.begin(), all.end(),
              [](const auto& one, const auto& other) { return one.first < other.first; });
    Page page{.total = all.size(), .records = {}};
    const std::size_t most = std::min(filter.limit, kPageRowsMax);
    for (std::size_t i = filter.offset; i < all.size() && page.records.size() < most; ++i) {
        page.records.push_back(std::move(all[i].second));
    }
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
