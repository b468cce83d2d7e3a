// Where a server stands: Url of net/https.h.
#include "net/https.h"

#include <algorithm>
#include <charconv>

namespace adit::net {

std::string Url::authority() const {
    const std::string name = host.find(':') == std::string::npos ? host : "[" + host + "]";
    return port == 443 ? name : name + ":" + std::to_string(port);
}

Result<Url> url_from(std::string_view text) {
    const Error bad{Code::BadInput, "\"" + std::string(text.substr(0, 200)) +
                                        "\" is no address of a server: write it as "
                                        "https://host:port"};
    constexpr std::string_view kScheme = "https://";
    if (!text.starts_with(kScheme) || text.size() > 2048) return bad;
    text.remove_prefix(kScheme.size());
    const auto slash = text.find('/');
    Url url;
    if (slash != std::string_view::npos) url.path = std::string(text.substr(slash));
    std::string_view authority = text.substr(0, slash);

    std::string_view port;
    if (authority.starts_with('[')) {
        const auto end = authority.find(']');
        if (end == std::string_view::npos) return bad;
        url.host = std::string(authority.substr(1, end - 1));
        port = authority.substr(end + 1);
    } else {
        const auto colon = authority.find(':');
        url.host = std::string(authority.substr(0, colon));
        port = colon == std::string_view::npos ? "" : authority.substr(colon);
    }
    const auto unfit = [](char c) { return c <= ' ' || c == '@' || c == 0x7F; };
    if (url.host.empty() || std::ranges::any_of(url.host, unfit) ||
        std::ranges::any_of(url.path, unfit)) {
        return bad;
    }
    if (port.empty()) return url;
    const char* end = port.data() + port.size();
    const auto read = std::from_chars(port.data() + 1, end, url.port);
    if (port.front() != ':' || read.ec != std::errc{} || read.ptr != end || url.port == 0) {
        return bad;
    }
    return url;
}

}  // namespace adit::net
