#include "http/endpoint.h"

#include "base/text.h"

namespace adit::http {
namespace {

std::string found_in(const std::map<std::string, std::string, std::less<>>& all,
                     std::string_view name) {
    const auto found = all.find(name);
    return found == all.end() ? std::string{} : found->second;
}

}  // namespace

std::string Request::header(std::string_view name) const { return found_in(headers, name); }

std::string Request::parameter(std::string_view name) const { return found_in(query, name); }

std::string Request::cookie(std::string_view name) const {
    const std::string all = header("cookie");
    for (const std::string_view part : split(all, ';')) {
        const std::string_view pair = trimmed(part);
        const auto equals = pair.find('=');
        if (equals == std::string_view::npos || pair.substr(0, equals) != name) continue;
        std::string_view value = pair.substr(equals + 1);
        if (value.size() >= 2 && value.front() == '"' && value.back() == '"') {
            value = value.substr(1, value.size() - 2);
        }
        return std::string(value);
    }
    return {};
}

}  // namespace adit::http
