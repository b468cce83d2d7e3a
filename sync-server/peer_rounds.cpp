#include "peer_rounds.h"

#include "base/json.h"
#include "base/log.h"
#include "net/https.h"

namespace adit::server {
namespace {

constexpr std::chrono::milliseconds kSilenceMax{20'000};

/// Both servers' lists of laptops become one.
Status meet(central::Central& central, const central::Peer& peer) {
    const Bytes ours = TRY(central.signed_roster());
    net::HttpsRequest request;
    request.url = peer.url;
    request.method = "POST";
    request.path = "/v1/roster";
    request.headers = {{"Content-Type", "application/octet-stream"}};
    request.body =
        std::string(text_of(ByteView(peer.token))) + std::string(text_of(ByteView(ours)));
    request.certificate_pem = peer.certificate_pem;
    request.deadline = kSilenceMax;
    const net::HttpAnswer answer = TRY(net::https_request(request));
    if (answer.status == 200) return central.take_roster(view_of(answer.body));
    std::string what = "it answered " + std::to_string(answer.status);
    if (const auto json = json_from(answer.body); json && json->is_object()) {
        const auto said = json->find("error");
        if (said != json->end() && said->is_string()) what = said->get<std::string>();
    }
    return Error{answer.status >= 500 ? Code::Unavailable : Code::Refused, what};
}

Result<sync::Report> one_round(central::Central& central, const central::Peer& peer,
                               const std::function<bool()>& goes_on) {
    TRY(meet(central, peer));
    net::HttpsTransport line({.url = peer.url,
                              .certificate_pem = peer.certificate_pem,
                              .token = peer.token,
                              .silence_max = kSilenceMax});
    return central.exchange_with(line, goes_on);
}

std::string sentence_for(const sync::Report& report) {
    std::string said = "sent " + std::to_string(report.sent) + " changes, received " +
                       std::to_string(report.received);
    for (const sync::Problem& problem : report.problems) said += "; not taken: " + problem.what;
    return said;
}

}  // namespace

Result<central::PeerState> exchange_with_peer(central::Central& central,
                                              const central::PeerLine& line,
                                              const std::function<bool()>& goes_on) {
    central::PeerState state = line.state;
    state.tried_ms = central.world().now_ms();
    TRY(central.people().note_peer(line.peer.url, state));
    const auto report = one_round(central, line.peer, goes_on);
    state.ended_ms = central.world().now_ms();
    state.said = report ? sentence_for(*report) : report.error().what;
    state.failures = report ? 0 : state.failures + 1;
    if (report) state.done_ms = state.ended_ms;
    TRY(central.people().note_peer(line.peer.url, state));
    const bool news = !report || report->sent + report->received + report->problems.size() > 0;
    if (news) {
        log(report ? Level::Info : Level::Warning, "peer", line.peer.url + ": " + state.said);
    }
    return state;
}

void begin_due_rounds(central::Central& central, const std::stop_token& ending) {
    const auto lines = central.people().peers();
    if (!lines) return log(Level::Warning, "peer", lines.error().what);
    for (const central::PeerLine& line : *lines) {
        if (due_ms(line.peer, line.state) > central.world().now_ms()) continue;
        if (ending.stop_requested()) return;
        const auto noted =
            exchange_with_peer(central, line, [&] { return !ending.stop_requested(); });
        if (!noted) log(Level::Warning, "peer", noted.error().what);
    }
}

}  // namespace adit::server
