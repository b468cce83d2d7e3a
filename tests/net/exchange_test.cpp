// A laptop and the server over real TLS: what an exchange costs, and that it holds what it
// promises.
#include "http/listener.h"
#include "net/https.h"
#include "support/fleet.h"

#include <catch2/catch_all.hpp>

#include <chrono>
#include <mutex>
#include <thread>

using namespace adit;
using namespace adit::test;

namespace {

constexpr std::size_t kTokenBytes = 16;

/// The programme's server behind a real listener, and one laptop's way to it.
class Line {
public:
    Line(Programme& programme, Replica& caller)
        : certificate_(must(net::make_self_signed({"127.0.0.1"}, real_surroundings()))),
          listener_(
              must(http::Listener::open({}, certificate_,
                                        [this, &programme, &caller](const http::Request& request) {
                                            return answer(programme, caller, request);
                                        }))),
          thread_([this] { listener_->run(); }),
          transport({.url = "https://127.0.0.1:" + std::to_string(listener_->port()),
                     .certificate_pem = certificate_.certificate_pem,
                     .token = {1, 2, 3}}) {}
    ~Line() {
        listener_->stop();
        thread_.join();
    }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

private:
    http::Response answer(Programme& programme, Replica& caller, const http::Request& request) {
        const std::lock_guard one_at_a_time(asking_);
        http::Response out;
        out.content_type = "";
        const ByteView body = view_of(request.body);
        if (request.path != "/v1/exchange" || body.size() < kTokenBytes) {
            out.status = 400;
            return out;
        }
        const auto answered = must(programme.answer(caller, body.subspan(kTokenBytes)));
        out.body = std::string(text_of(ByteView(answered.body)));
        return out;
    }

    std::mutex asking_;
    net::Certificate certificate_;
    std::unique_ptr<http::Listener> listener_;
    std::thread thread_;

public:
    net::HttpsTransport transport;
};

struct Cost {
    sync::Report report;
    std::uint64_t http_bytes = 0;
    std::chrono::milliseconds took{};
};

Cost exchange_over_tls(Line& line, Replica& laptop) {
    const std::uint64_t before = line.transport.http_bytes();
    const auto start = std::chrono::steady_clock::now();
    Cost out;
    out.report = must(sync::exchange(*laptop.store, laptop.self, line.transport, laptop.world, {}));
    out.took = std::chrono::duration_cast<std::chrono::milliseconds>(
        std::chrono::steady_clock::now() - start);
    out.http_bytes = line.transport.http_bytes() - before;
    return out;
}

/// A site visit as officers fill it: some thirty answers, a few words of notes.
void write_visit(Programme& programme, Replica& laptop, std::int64_t nth) {
    const auto number = [&](std::uint64_t end) {
        return record::Value{static_cast<std::int64_t>(programme.below(end))};
    };
    const auto choice = [&](std::initializer_list<const char*> names) {
        return record::Value{record::Choice{*(names.begin() + programme.below(names.size()))}};
    };
    const char* words[] = {"the",  "shaft", "was",   "flooded", "miners", "report", "new",
                           "tax",  "pit",   "safe",  "water",   "pump",   "broken", "buyer",
                           "gold", "price", "lower", "road",    "closed", "visit"};
    std::string notes;
    for (int i = 0; i < 12; ++i) notes += std::string(words[programme.below(20)]) + " ";
    std::vector<std::pair<std::string, record::Value>> answers = {
        {"/visit/date", record::Date{static_cast<std::int32_t>(20'000 + nth % 300)}},
        {"/visit/number", nth},
        {"/site/name", "Pit " + std::to_string(programme.below(400))},
        {"/site/mineral", choice({"gold", "tin", "cobalt", "diamond"})},
        {"/site/status", choice({"active", "suspended", "abandoned"})},
        {"/site/place", geo::Point{.latitude = -1.5 + 0.0001 * double(programme.below(9999)),
                                   .longitude = 28.5 + 0.0001 * double(programme.below(9999)),
                                   .altitude_m = 1400.0 + double(programme.below(100)),
                                   .accuracy_m = 4.5}},
        {"/notes", notes}};
    for (int i = 0; i < 14; ++i) {
        answers.emplace_back("/people/count_" + std::to_string(i), number(60));
        answers.emplace_back("/safety/check_" + std::to_string(i), choice({"yes", "no", "na"}));
    }
    write(programme, laptop, "COD", std::move(answers));
}

}  // namespace

TEST_CASE("a quiet exchange costs 150 bytes of HTTP, one corrected answer 350", "[net][bytes]") {
    Programme programme;
    Replica& chantal = programme.enrol("chantal", {"COD"});
    const auto id = write(programme, chantal, "COD", {{"/site/name", text("Rubaya")}});
    Line line(programme, chantal);
    REQUIRE(exchange_over_tls(line, chantal).report.sent == 1);

    const Cost quiet = exchange_over_tls(line, chantal);
    CHECK(quiet.report.requests == 1);
    CHECK(quiet.http_bytes <= 150);

    write(programme, chantal, "COD", {{"/site/name", text("Rubaya D4")}}, id);
    const Cost corrected = exchange_over_tls(line, chantal);
    CHECK(corrected.report.requests == 1);
    CHECK(corrected.report.sent == 1);
    CHECK(corrected.http_bytes <= 350);
    CHECK(line.transport.connections() == 1);
}

TEST_CASE("a season of visits arrives over TLS, and then at the next laptop", "[net]") {
    Programme programme;
    Replica& chantal = programme.enrol("chantal", {"COD"});
    Replica& didier = programme.enrol("didier", {"COD"});
    for (std::int64_t i = 0; i < 200; ++i) write_visit(programme, chantal, i);
    {
        Line line(programme, chantal);
        CHECK(exchange_over_tls(line, chantal).report.sent == 200);
    }
    Line line(programme, didier);
    CHECK(exchange_over_tls(line, didier).report.received == 200);
    CHECK(records_of(didier, "COD") == records_of(chantal, "COD"));
}

TEST_CASE("figures", "[.figures]") {
    Programme programme;
    Replica& chantal = programme.enrol("chantal", {"COD"});
    Replica& didier = programme.enrol("didier", {"COD"});
    for (std::int64_t i = 0; i < 1000; ++i) write_visit(programme, chantal, i);
    const auto say = [](const char* what, const Cost& cost) {
        WARN(what << ": " << cost.report.requests << " requests, " << cost.report.bytes_up
                  << " bytes up, " << cost.report.bytes_down << " down, " << cost.http_bytes
                  << " of HTTP, " << cost.took.count() << " ms");
    };
    Line line(programme, chantal);
    say("push of 1,000 visits", exchange_over_tls(line, chantal));
    say("quiet", exchange_over_tls(line, chantal));
    const auto id = records_of(chantal, "COD").front().id;
    write(programme, chantal, "COD", {{"/people/count_3", std::int64_t{9}}}, id);
    say("one corrected answer", exchange_over_tls(line, chantal));
    for (std::int64_t i = 0; i < 20; ++i) write_visit(programme, chantal, i);
    say("a day's 20 visits", exchange_over_tls(line, chantal));
    Line other(programme, didier);
    say("pull of all by a fresh laptop", exchange_over_tls(other, didier));
}
