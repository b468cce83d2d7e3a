#include "api/handlers.h"
#include "base/text.h"

#include <charconv>

namespace adit::api {
namespace {

constexpr std::size_t kParameterBytesMax = 200;
constexpr std::size_t kOffsetMax = reports::kMatchesMax;

Error wrong(const std::string& name, const std::string& takes) {
    return {Code::BadInput, name + " is " + takes};
}

Result<std::size_t> number_of(const Call& call, const char* name, std::size_t otherwise,
                              std::size_t most) {
    const std::string text = call.request.parameter(name);
    if (text.empty()) return otherwise;
    std::size_t number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failed != std::errc() || end != text.data() + text.size() || number > most) {
        return wrong(name, "a whole number from 0 to " + std::to_string(most));
    }
    return number;
}

Result<std::string> text_of(const Call& call, const char* name) {
    std::string text = call.request.parameter(name);
    if (text.size() > kParameterBytesMax || !is_utf8(text)) {
        return wrong(name, "at most " + std::to_string(kParameterBytesMax) + " bytes of text");
    }
    return text;
}

Result<std::string> date_of(const Call& call, const char* name) {
    std::string text = call.request.parameter(name);
    if (!text.empty() && !record::date_from(text)) return wrong(name, "a date such as 2025-11-23");
    return text;
}

Status read_states(const Call& call, reports::Filter& filter) {
    const std::string stage = call.request.parameter("stage");
    if (stage == "draft") {
        filter.stage = record::Stage::Draft;
    } else if (stage == "finalised") {
        filter.stage = record::Stage::Finalised;
    } else if (!stage.empty()) {
        return wrong("stage", "draft or finalised");
    }
    const std::string conflict = call.request.parameter("conflict");
    if (conflict == "1" || conflict == "0") {
        filter.in_conflict = conflict == "1";
    } else if (!conflict.empty()) {
        return wrong("conflict", "1 or 0");
    }
    return Done{};
}

Result<store::Query::Order> order_of(const Call& call) {
    const std::string sort = call.request.parameter("sort");
    if (sort.empty() || sort == "changed") return store::Query::Order::ChangedLast;
    if (sort == "date") return store::Query::Order::DateLast;
    if (sort == "title") return store::Query::Order::Title;
    return wrong("sort", "changed, date or title");
}

}  // namespace

Result<std::vector<std::string>> scopes_of(const Call& call) {
    const std::string scope = call.request.parameter("scope");
    if (scope.empty()) return call.viewer.scopes;
    if (!accounts::may_see(call.viewer, scope)) {
        return Error{Code::Refused,
                     "you may not see this country: yours are " + joined(call.viewer.scopes, ", ")};
    }
    return std::vector{scope};
}

Result<reports::Filter> filter_of(const Call& call) {
    reports::Filter filter;
    filter.scopes = TRY(scopes_of(call));
    filter.form = TRY(text_of(call, "form"));
    filter.mark = TRY(text_of(call, "mark"));
    filter.text = TRY(text_of(call, "q"));
    filter.site = TRY(text_of(call, "site"));
    filter.from = TRY(date_of(call, "from"));
    filter.to = TRY(date_of(call, "to"));
    TRY(read_states(call, filter));
    filter.order = TRY(order_of(call));
    filter.offset = TRY(number_of(call, "offset", 0, kOffsetMax));
    filter.limit = TRY(number_of(call, "limit", filter.limit, reports::kPageRowsMax));
    return filter;
}

}  // namespace adit::api
