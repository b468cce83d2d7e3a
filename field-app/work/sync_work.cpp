#include "work/sync_work.h"

#include "entities/behind.h"
#include "net/https.h"
#include "work/enrolment.h"
#include "work/json_fields.h"
#include "work/listing.h"
#include "work/record_work.h"

namespace adit::work {
namespace {

/// So that the next exchange, in whatever process, saves the handshake's larger half.
constexpr const char* kTlsSession = "tls.session";

class Carried final : public sync::Transport {
public:
    Carried(sync::Transport& line, const Aside& aside) : line_(line), aside_(aside) {}
    Result<Bytes> post(ByteView body) override {
        if (!aside_) return line_.post(body);
        std::optional<Result<Bytes>> answer;
        aside_([&] { answer.emplace(line_.post(body)); });
        return *std::move(answer);
    }
    // Whoever does other things meanwhile uses the store for them: nothing is made while it is
    // sent, and what came is heard when the line is done, whether or not it broke.
    bool sends_at_once() const override { return !aside_ && line_.sends_at_once(); }
    Status converse(const Pieces& next, const Hearing& hear) override {
        if (!aside_) return line_.converse(next, hear);
        const Bytes body = TRY(collected(next));
        Bytes come;
        const auto collect = [&](ByteView more) -> Status {
            come.insert(come.end(), more.begin(), more.end());
            return Done{};
        };
        Status ended = Done{};
        aside_([&] { ended = line_.converse(whole(body), collect); });
        TRY(hear(come));
        return ended;
    }

private:
    sync::Transport& line_;
    const Aside& aside_;
};

void add(const sync::Report& more, sync::Report& all) {
    all.sent += more.sent;
    all.received += more.received;
    all.requests += more.requests;
    all.bytes_up += more.bytes_up;
    all.bytes_down += more.bytes_down;
    all.touched.insert(all.touched.end(), more.touched.begin(), more.touched.end());
    all.problems = more.problems;
    all.new_forms = all.new_forms || more.new_forms;
}

/// Exchanges until one comes to its end. A line that breaks and had carried something is tried
/// again at once; one that carries nothing is given up, so that whoever is offline hears it soon.
class Attempts {
public:
    Attempts(Workspace& workspace, sync::Transport& transport, const net::HttpsTransport& line,
             const sync::Progress& progress)
        : workspace_(workspace), transport_(transport), line_(line), progress_(progress) {}

    /// Why it was given up; nothing when it came to its end.
    std::optional<Error> run(SyncOutcome& outcome) {
        bool any = false;
        for (int barren = 0;;) {
            part_ = {};
            const std::uint64_t before = line_.http_bytes();
            auto report = sync::exchange(workspace_.store(), workspace_.self(), transport_,
                                         workspace_.world(), watching(outcome));
            if (report) {
                add(*report, outcome.report);
                return std::nullopt;
            }
            const bool carried = line_.http_bytes() - before > kCarriedBytesMin;
            add(part_, outcome.report);
            any = any || carried;
            barren = carried ? 0 : barren + 1;
            const bool again = report.error().code == Code::Unavailable && any &&
                               barren <= kBarrenMax && !outcome.stopped;
            if (!again) return std::move(report).error();
        }
    }

private:
    static constexpr int kBarrenMax = 3;
    static constexpr std::uint64_t kCarriedBytesMin = 1024;  // Some of a pack, surely.

    sync::Progress watching(SyncOutcome& outcome) {
        return [this, &outcome](const sync::Report& so_far, std::uint64_t to_send) {
            part_ = so_far;
            sync::Report all = outcome.report;
            add(so_far, all);
            const bool go_on = !progress_ || progress_(all, to_send);
            outcome.stopped = outcome.stopped || !go_on;
            return go_on;
        };
    }

    Workspace& workspace_;
    sync::Transport& transport_;
    const net::HttpsTransport& line_;
    const sync::Progress& progress_;
    sync::Report part_;  // What stands of the exchange that runs.
};

/// Carries pieces of bundles to POST /v1/bundle.
class BundleLine final : public sync::Transport {
public:
    explicit BundleLine(const Server& server) : server_(server) {}
    Result<Bytes> post(ByteView body) override {
        net::HttpsRequest request;
        request.url = server_.url;
        request.method = "POST";
        request.path = "/v1/bundle";
        request.headers = {{"Content-Type", "application/octet-stream"}};
        request.body = std::string(text_of(ByteView(server_.token))) + std::string(text_of(body));
        request.certificate_pem = server_.certificate_pem;
        request.deadline = kPieceMax;
        const net::HttpAnswer answer = TRY(net::https_request(request));
        if (answer.status == 200) {
            const ByteView bytes = view_of(answer.body);
            return Bytes(bytes.begin(), bytes.end());
        }
        const auto json = json_from(answer.body);
        std::string what = json ? text_field(*json, "error") : "";
        if (what.empty()) what = "the server answered " + std::to_string(answer.status);
        return Error{answer.status >= 500 ? Code::Unavailable : Code::Refused, what};
    }

private:
    static constexpr std::chrono::milliseconds kPieceMax{600'000};

    const Server& server_;
};

/// What is carried for others. When the line breaks here, the exchange itself stands.
Status hand_over(Workspace& workspace, const Server& server, const Aside& aside,
                 SyncOutcome& outcome) {
    BundleLine line(server);
    Carried transport(line, aside);
    auto handed = hand_over_carried(workspace, transport);
    if (!handed && handed.error().code != Code::Unavailable) return std::move(handed).error();
    if (handed) {
        outcome.carried = *std::move(handed);
    } else {
        outcome.carried.words.push_back(handed.error().what);
    }
    return Done{};
}

/// Photos, now that the answers are through: whatever becomes of them, those stand.
Status send_after(Workspace& workspace, sync::Transport& line, const PhotoWish& wish,
                  SyncOutcome& outcome) {
    outcome.photos_waited = wish.hold_back || TRY(photos_wait(workspace));
    if (outcome.photos_waited) return Done{};
    const auto progress = [&](const sync::AttachmentReport& so_far) {
        const bool goes_on = !wish.progress || wish.progress(so_far);
        outcome.photos_stopped = outcome.photos_stopped || !goes_on;
        return goes_on;
    };
    auto sent = send_photos(workspace, line, progress, outcome.photos);
    if (!sent) outcome.photos_broke = std::move(sent).error();
    return Done{};
}

}  // namespace

std::optional<std::int64_t> time_left_ms(std::int64_t took_ms, std::uint64_t done,
                                         std::uint64_t left) {
    constexpr std::int64_t kTellingMs = 2'000;
    if (done == 0 || left == 0 || took_ms < kTellingMs) return std::nullopt;
    const double each_ms = static_cast<double>(took_ms) / static_cast<double>(done);
    return static_cast<std::int64_t>(each_ms * static_cast<double>(left));
}

Result<SyncOutcome> sync_with_server(Workspace& workspace, const sync::Progress& progress,
                                     const Aside& aside, const PhotoWish& photos) {
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
    Carried transport(line, aside);

    SyncOutcome outcome;
    TRY(renew_entities_behind(workspace));  // What a lost battery or a full disk left to do.
    TRY(entities::note_behind(workspace.store()));
    Attempts attempts(workspace, transport, line, progress);
    const auto failed = attempts.run(outcome);
    if (const Bytes now = line.session(); now != session) {
        TRY(workspace.store().set(kTlsSession, now));
    }
    if (failed) {
        // Packs that came before the line broke are here: their entities are renewed all the same.
        TRY(renew_entities_behind(workspace));
        return *failed;
    }

    if (outcome.report.new_forms) workspace.forms().forget_forms();
    outcome.new_owner = TRY(follow_roster(workspace));
    TRY(renew_entities_behind(workspace));
    if (!outcome.stopped) {
        TRY(note_server_holds(workspace, outcome.report.problems));
        TRY(hand_over(workspace, server, aside, outcome));
        const std::string now = std::to_string(workspace.world().now_ms());
        TRY(workspace.store().set(kLastSync, view_of(now)));
        line.go_to(kPhotosPlace);
        TRY(send_after(workspace, transport, photos, outcome));
    }
    return outcome;
}

}  // namespace adit::work
