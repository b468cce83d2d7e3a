// adit_link: the shaping proxy as a program, for scripts: a line between adit-field and adit-server
// that counts what travels and can be made bad.
//
//   adit_link --listen 127.0.0.1:0 --to 127.0.0.2:8443 [--rate 20kbit] [--delay 1s] [--loss 30]
//             [--cut-every 20s] [--cut-after-bytes up:4000|down:4000] [--black-hole] [--seed 1]
//
// To put it between the two: `adit-server init --host 127.0.0.1 --port P`, then `serve --listen
// 127.0.0.2`, then `adit_link --listen 127.0.0.1:P --to 127.0.0.2:P`: the ticket leads laptops to
// the link. First it prints {"port":N}, then one JSON line a connection when that has ended, and on
// SIGTERM or SIGINT one with the totals; each at once. On SIGUSR1 it prints the totals so far.
#include "support/shaping_proxy.h"

#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <map>
#include <string>
#include <string_view>

namespace {

using adit::test::LinkCounts;
using adit::test::LinkEnd;
using adit::test::Place;
using adit::test::Shape;
using adit::test::ShapingProxy;

/// A number and one of these units behind it; nothing when it is something else.
std::optional<std::uint64_t> number_in(const std::string& text,
                                       const std::map<std::string_view, double>& units) {
    char* rest = nullptr;
    const double number = std::strtod(text.c_str(), &rest);
    const auto unit = units.find(rest);
    if (rest == text.c_str() || number < 0 || unit == units.end()) return std::nullopt;
    return static_cast<std::uint64_t>(number * unit->second);
}

const std::map<std::string_view, double> kRates{{"", 1}, {"bit", 1}, {"kbit", 1e3}, {"mbit", 1e6}};
const std::map<std::string_view, double> kTimes{{"ms", 1}, {"s", 1e3}, {"", 1}};
const std::map<std::string_view, double> kPlain{{"", 1}};

struct Wishes {
    Place listen;
    Place to;
    Shape shape;
};

bool take(const std::string& name, const std::string& value, Wishes& wishes) {
    Shape& shape = wishes.shape;
    std::optional<std::uint64_t> number;
    if (name == "--listen" || name == "--to") {
        const auto place = adit::test::place_from(value);
        if (place) (name == "--to" ? wishes.to : wishes.listen) = *place;
        return place.has_value();
    }
    if (name == "--rate") {
        if ((number = number_in(value, kRates))) shape.rate_bits = *number;
    } else if (name == "--delay") {
        if ((number = number_in(value, kTimes))) shape.delay = std::chrono::milliseconds(*number);
    } else if (name == "--cut-every") {
        if ((number = number_in(value, kTimes))) {
            shape.cut_every = std::chrono::milliseconds(*number);
        }
    } else if (name == "--loss") {
        if ((number = number_in(value, kPlain))) shape.loss = static_cast<double>(*number) / 100;
        if (number && *number >= 100) return false;
    } else if (name == "--seed") {
        if ((number = number_in(value, kPlain))) shape.seed = *number;
    } else if (name == "--cut-after-bytes") {
        const bool down = value.starts_with("down:");
        const auto colon = value.find(':');
        number = number_in(colon == std::string::npos ? value : value.substr(colon + 1), kPlain);
        (down ? shape.cut_down : shape.cut_up) = number;
    }
    return number.has_value();
}

std::optional<Wishes> wishes_in(int count, char** words) {
    Wishes wishes;
    for (int i = 1; i < count; ++i) {
        const std::string name = words[i];
        if (name == "--black-hole") {
            wishes.shape.black_hole = true;
        } else if (i + 1 == count || !take(name, words[++i], wishes)) {
            std::cerr << "adit_link: " << name << " is not understood, or its value is not\n";
            return std::nullopt;
        }
    }
    if (wishes.to.port != 0) return wishes;
    std::cerr << "adit_link: say where to: --to 127.0.0.1:8443\n";
    return std::nullopt;
}

void print_end(const LinkEnd& end) {
    std::printf(
        "{\"connection\":%llu,\"up\":%llu,\"down\":%llu,\"delivered_up\":%llu,"
        "\"delivered_down\":%llu,\"ms\":%lld,\"end\":\"%s\"}\n",
        static_cast<unsigned long long>(end.number), static_cast<unsigned long long>(end.up),
        static_cast<unsigned long long>(end.down),
        static_cast<unsigned long long>(end.delivered_up),
        static_cast<unsigned long long>(end.delivered_down),
        static_cast<long long>(end.lasted.count()), end.how);
    std::fflush(stdout);
}

void print_total(const LinkCounts& counts) {
    std::printf("{\"total\":true,\"connections\":%llu,\"cuts\":%llu,\"up\":%llu,\"down\":%llu}\n",
                static_cast<unsigned long long>(counts.connections),
                static_cast<unsigned long long>(counts.cuts),
                static_cast<unsigned long long>(counts.up),
                static_cast<unsigned long long>(counts.down));
    std::fflush(stdout);
}

}  // namespace

int main(int count, char** words) {
    const auto wishes = wishes_in(count, words);
    if (!wishes) return 2;
    sigset_t awaited;
    sigemptyset(&awaited);
    for (const int signal : {SIGTERM, SIGINT, SIGUSR1}) sigaddset(&awaited, signal);
    sigprocmask(SIG_BLOCK, &awaited, nullptr);  // Also in the proxy's thread.

    std::string why;
    auto proxy = ShapingProxy::open(wishes->listen, wishes->to, wishes->shape, why, print_end);
    if (proxy == nullptr) {
        std::cerr << "adit_link: " << why << '\n';
        return 3;
    }
    std::printf("{\"port\":%u}\n", static_cast<unsigned>(proxy->port()));
    std::fflush(stdout);
    int signal = 0;
    while (sigwait(&awaited, &signal) == 0 && signal == SIGUSR1) print_total(proxy->counts());
    print_total(proxy->counts());
    return 0;
}
