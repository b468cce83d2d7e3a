#include "work/sync_work.h"

#include "net/https.h"
#include "work/enrolment.h"
#include "work/listing.h"
#include "work/record_work.h"

namespace adit::work {
namespace {

/// So that the next exchange, in whatever process, saves the handshake's larger half.
constexpr const char* kTlsSession = "tls.session";

class Carried final : public sync::Transport {
public:
    Carried(sync::Transport& line, const Carry& carry) : line_(line), carry_(carry) {}
    Result<Bytes> post(ByteView body) override {
        return carry_ ? carry_(line_, body) : line_.post(body);
    }
    // Whoever carries bodies himself uses the store meanwhile: then nothing is made while sending.
    bool sends_at_once() const override { return !carry_ && line_.sends_at_once(); }
    Result<Bytes> post_pieces(const Pieces& next) override {
        return carry_ ? Transport::post_pieces(next) : line_.post_pieces(next);
    }
    Bytes part_of_answer() override { return line_.part_of_answer(); }

private:
    sync::Transport& line_;
    const Carry& carry_;
};

}  // namespace

Result<SyncOutcome> sync_with_server(Workspace& workspace, const sync::Progress& progress,
                                     const Carry& carry) {
    if (!workspace.owner() || !workspace.owner()->server) {
        return Error{Code::Refused,
                     "this laptop is not enrolled; ask your coordinator for a ticket"};
    }
    const Server& server = *workspace.owner()->server;
    const Bytes session = TRY(workspace.store().get(kTlsSession)).value_or(Bytes{});
    net::HttpsTransport line({.url = server.url,
                              .certificate_pem = server.certificate_pem,
                              .token = server.token,
                              .session = session});
    Carried transport(line, carry);

    SyncOutcome outcome;
    const auto watched = [&](const sync::Report& so_far, std::uint64_t to_send) {
        const bool go_on = !progress || progress(so_far, to_send);
        outcome.stopped = outcome.stopped || !go_on;
        return go_on;
    };
    TRY(entities_are_pending(workspace, true));
    auto report =
        sync::exchange(workspace.store(), workspace.self(), transport, workspace.world(), watched);
    if (const Bytes now = line.session(); now != session) {
        TRY(workspace.store().set(kTlsSession, now));
    }
    if (!report) {
        // Packs that came before the line broke are here: their entities are renewed all the same.
        TRY(renew_pending_entities(workspace));
        return std::move(report).error();
    }
    outcome.report = *std::move(report);

    if (outcome.report.new_forms) workspace.forms().forget_forms();
    outcome.new_owner = TRY(follow_roster(workspace));
    TRY(renew_entities(workspace, outcome.report.touched));
    TRY(entities_are_pending(workspace, false));
    if (!outcome.stopped) {
        const std::string now = std::to_string(workspace.world().now_ms());
        TRY(workspace.store().set(kLastSync, view_of(now)));
    }
    return outcome;
}

}  // namespace adit::work
