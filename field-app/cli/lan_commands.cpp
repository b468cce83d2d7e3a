// lan wait and lan join: an exchange with a laptop near here, without a server.
#include "base/text.h"
#include "cli/command.h"
#include "work/lan_work.h"
#include "work/listing.h"
#include "work/record_work.h"

#include <poll.h>
#include <unistd.h>

#include <charconv>
#include <chrono>
#include <ostream>

namespace adit::cli {
namespace {

constexpr std::size_t kLineBytesMax = 200;
constexpr std::chrono::seconds kLookFor{15};

/// One line of standard input; nothing when it has ended.
std::optional<std::string> typed_line() {
    std::string line;
    for (char c = 0; ::read(STDIN_FILENO, &c, 1) == 1;) {
        if (c == '\n') return line;
        if (line.size() < kLineBytesMax) line += c;
    }
    if (line.empty()) return std::nullopt;
    return line;
}

/// yes, no, or the code that the other screen shows; nothing when it is neither.
std::optional<bool> answer_in(const std::string& line, const std::string& code) {
    const std::string said = folded(trimmed(line));
    std::string digits;
    for (const char c : said) {
        if (c != ' ') digits += c;
    }
    if (digits == code) return true;
    for (const char* yes : {"y", "yes", "o", "oui"}) {
        if (said == yes) return true;
    }
    for (const char* no : {"n", "no", "non"}) {
        if (said == no) return false;
    }
    if (digits.size() == code.size() && digits.find_first_not_of("0123456789") == digits.npos) {
        return false;  // Another code.
    }
    return std::nullopt;
}

bool ask_person(const Desk& desk, const std::string& code, const std::string& other) {
    desk.tell(other.empty() ? desk.say("cli.lan.unknown") : desk.say("cli.lan.other", {other}));
    desk.tell(desk.say("cli.lan.code", {work::spoken_code(code)}));
    for (;;) {
        desk.err << desk.say("cli.lan.ask") << ' ' << std::flush;
        const auto line = typed_line();
        if (!line) return false;  // Nobody is there to compare.
        if (const auto answer = answer_in(*line, code)) return *answer;
    }
}

Result<net::LanPlace> place_in(const Arguments& arguments) {
    net::LanPlace place;
    place.address = arguments.value("on");
    if (!arguments.has("port")) return place;
    const std::string text = arguments.value("port");
    const char* end = text.data() + text.size();
    const auto read = std::from_chars(text.data(), end, place.port);
    if (read.ec == std::errc{} && read.ptr == end && place.port != 0) return place;
    return Error{Code::BadInput, "--port is a number from 1 to 65535"};
}

void tell_news(const Desk& desk, const work::LanNews& news) {
    using What = work::LanNews::What;
    if (news.what == What::Waiting) {
        desk.tell(desk.say("cli.lan.waiting", {joined(news.addresses, ", ")}));
    }
    if (news.what == What::Agreed) desk.tell(desk.say("cli.lan.agreed"));
    if (news.what == What::Moving && isatty(STDERR_FILENO) != 0 && !desk.json) {
        desk.err << '\r'
                 << desk.say("cli.lan.progress",
                             {std::to_string(news.handed), std::to_string(news.received)})
                 << "   " << std::flush;
    }
}

work::LanDesk lan_desk(const Desk& desk) {
    return {.tell = [&desk](const work::LanNews& news) { tell_news(desk, news); },
            .compare = [&desk](const std::string& code, const std::string& other)
                -> std::optional<bool> { return ask_person(desk, code, other); },
            .stopped = {},
            .aside = {}};
}

void show_json(const Desk& desk, const work::LanOutcome& outcome, std::size_t conflicts) {
    Json problems = Json::array();
    for (const sync::Problem& problem : outcome.report.problems) {
        problems.push_back({{"rule", problem.rule}, {"what", problem.what}});
    }
    desk.print(Json{{"other", outcome.other},
                    {"handed", outcome.report.sent},
                    {"received", outcome.report.received},
                    {"records_touched", outcome.report.touched.size()},
                    {"new_forms", outcome.report.new_forms},
                    {"conflicts", conflicts},
                    {"problems", problems}});
}

Result<Verdict> show_outcome(Desk& desk, work::Workspace& workspace,
                             const Result<work::LanOutcome>& outcome) {
    if (!desk.json && isatty(STDERR_FILENO) != 0) desk.err << '\n';
    if (!outcome) return outcome.error();
    const model::Counts counts = TRY(work::counts(workspace));
    const sync::Report& report = outcome->report;
    if (desk.json) {
        show_json(desk, *outcome, counts.conflicts);
        return Verdict{};
    }
    if (report.sent == 0 && report.received == 0) {
        desk.print(desk.say("cli.lan.nothing", {outcome->other}));
    }
    if (report.sent != 0) {
        desk.print(desk.say("cli.lan.handed", {outcome->other, std::to_string(report.sent)}));
    }
    if (report.received != 0) {
        desk.print(desk.say("cli.lan.received", {outcome->other, std::to_string(report.received),
                                                 std::to_string(report.touched.size())}));
    }
    if (report.new_forms) desk.print(desk.say("cli.sync.forms"));
    if (counts.conflicts != 0) {
        desk.print(desk.say("cli.sync.conflicts", {std::to_string(counts.conflicts)}));
    }
    for (const sync::Problem& problem : report.problems) {
        desk.print(desk.say("cli.sync.problem", {problem.what}));
    }
    desk.print(desk.say("cli.lan.not_sent"));
    return Verdict{};
}

Result<Verdict> lan_wait(Desk& desk, const Arguments& arguments) {
    const net::LanPlace place = TRY(place_in(arguments));
    const auto workspace = TRY(desk.open());
    TRY(work::renew_entities_behind(*workspace));
    const work::LanDesk here = lan_desk(desk);
    return show_outcome(desk, *workspace, work::wait_for_laptop(*workspace, place, here));
}

/// The one laptop that waits. Refused lists them when there are several.
Result<std::string> only_laptop(const Desk& desk, work::Workspace& workspace,
                                const net::LanPlace& place) {
    const auto finder = TRY(work::finder_for(workspace, place));
    desk.tell(desk.say("cli.lan.looking"));
    const auto until = std::chrono::steady_clock::now() + kLookFor;
    while (std::chrono::steady_clock::now() < until) {
        // Longer than the call's second, so that all who wait were heard.
        const auto found = finder->listen(std::chrono::milliseconds(1'500));
        if (found.size() == 1) return found.front().address;
        if (found.empty()) continue;
        std::vector<std::string> addresses;
        for (const net::FoundLaptop& laptop : found) addresses.push_back(laptop.address);
        return Error{Code::Refused, "several laptops wait: name the one whose screen shows its " +
                                        std::string("address: adit-field lan join ") +
                                        joined(addresses, " or ")};
    }
    return Error{Code::Unavailable,
                 "no laptop of this programme was found: run adit-field lan wait on the other one; "
                 "when it waits already, type the address that it shows: adit-field lan join "
                 "ADDRESS"};
}

Result<Verdict> lan_join(Desk& desk, const Arguments& arguments) {
    const net::LanPlace place = TRY(place_in(arguments));
    const auto workspace = TRY(desk.open());
    TRY(work::renew_entities_behind(*workspace));
    const std::string address = arguments.words.empty() ? TRY(only_laptop(desk, *workspace, place))
                                                        : arguments.words.front();
    const work::LanDesk here = lan_desk(desk);
    return show_outcome(desk, *workspace, work::join_laptop(*workspace, address, here));
}

const std::vector<Option>& place_options() {
    static const std::vector<Option> options = {
        {"on", "ADDRESS", "One address of this laptop; every network it is in otherwise.", false},
        {"port", "NUMBER", "Where laptops look for one another, 48923 by default.", false}};
    return options;
}

}  // namespace

Command lan_wait_command() {
    return {.name = "lan wait",
            .words = "",
            .options = place_options(),
            .about =
                "Lets another laptop of the programme connect over the local network, without "
                "any server, and exchanges with it. Both screens show a code of six digits: when "
                "they are the same, both people answer yes (or type the code that they see on the "
                "other screen). Each laptop then has what both may read. Nothing counts as sent "
                "by this: only the server can say that.",
            .examples = "adit-field lan wait",
            .run = lan_wait};
}

Command lan_join_command() {
    return {.name = "lan join",
            .words = "[ADDRESS]",
            .words_max = 1,
            .options = place_options(),
            .about =
                "Connects to a laptop on which adit-field lan wait runs, and exchanges with it. "
                "Without an address it looks for one on the local network; where the network "
                "hides it, type the address that the other screen shows.",
            .examples = "adit-field lan join\nadit-field lan join 192.168.1.23:48923",
            .run = lan_join};
}

}  // namespace adit::cli
