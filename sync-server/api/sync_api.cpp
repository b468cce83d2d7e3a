#include "api/answers.h"
#include "api/handlers.h"
#include "base/log.h"
#include "central/attaching.h"
#include "central/exchanging.h"

#include <algorithm>

namespace adit::api {
namespace {

constexpr std::size_t kTokenBytes = 16;
constexpr std::size_t kEnrolBytesMax = 4096;

Result<std::string> text_in(const Json& json, const char* name) {
    const auto found = json.find(name);
    if (found == json.end() || !found->is_string()) {
        return Error{Code::BadInput, std::string("an enrolment needs \"") + name + "\" as text"};
    }
    return found->get<std::string>();
}

Result<central::EnrolRequest> enrol_request_of(const http::Request& request) {
    if (request.body.size() > kEnrolBytesMax) {
        return Error{Code::BadInput, "an enrolment is small: this is none"};
    }
    const Json json = TRY(json_from(request.body));
    if (!json.is_object()) return Error{Code::BadInput, "an enrolment is a JSON object"};
    central::EnrolRequest wanted;
    wanted.code = TRY(text_in(json, "code"));
    wanted.laptop = json.contains("laptop") ? TRY(text_in(json, "laptop")) : "";
    const std::string key_hex = TRY(text_in(json, "public_key"));
    const Bytes key = TRY(bytes_from_hex(key_hex));
    if (key.size() != wanted.key.size()) {
        return Error{Code::BadInput, "public_key is 64 hexadecimal digits"};
    }
    std::copy(key.begin(), key.end(), wanted.key.begin());
    return wanted;
}

}  // namespace

http::Response enrol_laptop(const Call& call) {
    const auto wanted = enrol_request_of(call.request);
    if (!wanted) return error_answer(wanted.error());
    const auto enrolled = call.central().enrol(*wanted);
    if (!enrolled) return error_answer(enrolled.error());
    const identity::RosterDevice& device = enrolled->device.roster;
    return json_answer({{"device", hex(device.device)},
                        {"person", device.person},
                        {"person_name", device.person_name},
                        {"role", identity::word_for(device.role)},
                        {"scopes", device.scopes},
                        {"token", enrolled->token},
                        {"kit", base64(enrolled->kit)}});
}

namespace {

http::Response bytes_answer(const Result<Bytes>& answer) {
    if (!answer) return error_answer(answer.error());
    http::Response response;
    response.content_type.clear();  // Bytes that only a laptop reads: each header costs a bad link.
    response.body = text_of(ByteView(*answer));
    return response;
}

std::optional<std::string> next_piece(central::Exchanging& talk) {
    const auto next = talk.go_on();
    if (next) return std::string(text_of(ByteView(*next)));
    log(Level::Warning, "sync", "an answer breaks off: " + next.error().what);
    return std::nullopt;
}

/// What is ready of the answer; a long one is made while it is sent.
void give_answer(const std::shared_ptr<central::Exchanging>& talk, ByteView last,
                 http::Answer answer) {
    talk->answer(last, [talk, answer = std::move(answer)](const Result<Bytes>& begun) {
        http::Response response = bytes_answer(begun);
        if (begun && talk->has_more()) response.more = [talk] { return next_piece(*talk); };
        answer(std::move(response));
    });
}

void give_answer(const std::shared_ptr<central::Attaching>& talk, ByteView last,
                 const http::Answer& answer) {
    answer(bytes_answer(talk->answer(last)));
}

/// A laptop's talk as it comes, behind its token. A small one waits until it is whole and is then
/// one piece of work. `Talk`: central::Exchanging or central::Attaching.
template <class Talk>
class TalkTaker final : public http::BodyTaker {
public:
    TalkTaker(central::Central& central, bool small) : central_(central), small_(small) {}

    void part(std::string_view bytes) override {
        const ByteView more = view_of(bytes);
        come_.insert(come_.end(), more.begin(), more.end());
        if (!small_) hear();
    }
    void whole(http::Answer answer) override {
        if (talk_ == nullptr && failed_) begin();
        if (!failed_) return answer(error_answer(failed_.error()));
        give_answer(talk_, come_, std::move(answer));
    }
    void cut_off() override {
        hear();
        if (talk_ == nullptr || !failed_) return;
        if (const auto kept = talk_->cut_off(); !kept) {
            log(Level::Warning, "api", "of a request that was cut off: " + kept.error().what);
        }
    }

private:
    void hear() {
        if (talk_ == nullptr && failed_ && come_.size() >= kTokenBytes) begin();
        if (talk_ == nullptr || !failed_) return;
        failed_ = talk_->hear(come_);
        come_.clear();
    }
    void begin() {
        if (come_.size() < kTokenBytes) {
            failed_ = Error{Code::BadInput, "this begins with the laptop's token"};
            return;
        }
        auto begun = Talk::begin(central_, hex(ByteView(come_).first(kTokenBytes)));
        if (!begun) {
            failed_ = begun.error();
            return;
        }
        talk_ = *std::move(begun);
        come_.erase(come_.begin(), come_.begin() + kTokenBytes);
    }

    central::Central& central_;
    bool small_;
    Bytes come_;                  // Not heard yet.
    std::shared_ptr<Talk> talk_;  // With the answer that is still made.
    Status failed_ = Done{};
};

constexpr std::string_view kExchangePath = "/v1/exchange";
constexpr std::string_view kAttachmentsPath = "/v1/attachments";
constexpr std::size_t kSmallBytesMax = std::size_t{16} * 1024;

}  // namespace

std::unique_ptr<http::BodyTaker> Service::open(const http::Request& head) {
    if (head.method != "POST") return nullptr;
    const std::string length = head.header("content-length");
    const bool small = !length.empty() && length.size() < 6 && std::stoul(length) <= kSmallBytesMax;
    if (head.path == kExchangePath) {
        return std::make_unique<TalkTaker<central::Exchanging>>(central_, small);
    }
    if (head.path == kAttachmentsPath) {
        return std::make_unique<TalkTaker<central::Attaching>>(central_, small);
    }
    return nullptr;
}

http::Response exchange(const Call& call) {
    const ByteView body = view_of(call.request.body);
    if (body.size() < kTokenBytes) {
        return error_answer(400, "an exchange begins with the laptop's token");
    }
    return bytes_answer(
        call.central().exchange(hex(body.first(kTokenBytes)), body.subspan(kTokenBytes)));
}

http::Response attachments(const Call& call) {
    const ByteView body = view_of(call.request.body);
    if (body.size() < kTokenBytes) {
        return error_answer(400, "a message about photos begins with the laptop's token");
    }
    const auto talk = central::Attaching::begin(call.central(), hex(body.first(kTokenBytes)));
    if (!talk) return error_answer(talk.error());
    return bytes_answer((*talk)->answer(body.subspan(kTokenBytes)));
}

http::Response take_carried(const Call& call) {
    const ByteView body = view_of(call.request.body);
    if (body.size() < kTokenBytes) {
        return error_answer(400, "a carried bundle begins with the laptop's token");
    }
    const auto answer =
        call.central().take_carried(hex(body.first(kTokenBytes)), body.subspan(kTokenBytes));
    if (!answer) return error_answer(answer.error());
    http::Response response;
    response.content_type = "application/octet-stream";
    response.headers = {{"Cache-Control", "no-store"}};
    response.body = text_of(ByteView(*answer));
    return response;
}

http::Response health(const Call& call) {
    const auto programme = call.central().people().programme();
    if (!programme) return error_answer(503, "the server cannot read its store");
    return json_answer({{"status", "ok"}, {"time_ms", call.central().world().now_ms()}});
}

}  // namespace adit::api
