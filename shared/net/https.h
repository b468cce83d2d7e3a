// HTTPS to one server whose certificate is known: single requests, and the way of an exchange.
//
// Blocking, with a deadline for every call. Trusts exactly the one certificate it is given (see
// net/certificate.h). Unavailable: nobody answered in time, may be tried again. Refused: somebody
// else answered (another certificate), a person must look. BadInput: the URL is none. A status
// such as 403 is an answer, not an error. Not for several threads at once.
#pragma once

#include "base/result.h"
#include "sync/exchange.h"

#include <array>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace adit::net {

/// "https://sync.example.org:8443": where a server stands.
struct Url {
    std::string host;  // Without the brackets of IPv6.
    std::uint16_t port = 443;
    std::string path = "/";
    bool operator==(const Url&) const = default;

    std::string authority() const;  // "sync.example.org:8443": what the Host header says.
};
Result<Url> url_from(std::string_view text);

struct HttpsRequest {
    std::string url;  // "https://127.0.0.1:8443"; `path` is put behind it.
    std::string method = "GET";
    std::string path;                            // "/v1/health"
    std::map<std::string, std::string> headers;  // Besides Host and Content-Length.
    std::string body;
    std::string certificate_pem;
    std::chrono::milliseconds deadline{30'000};
    std::size_t answer_bytes_max = std::size_t{64} * 1024 * 1024;
};

struct HttpAnswer {
    int status = 0;
    std::map<std::string, std::string, std::less<>> headers;  // Names in lower case.
    std::string body;
};

/// One request on a connection of its own.
Result<HttpAnswer> https_request(const HttpsRequest& request);

/// Where a laptop exchanges, and what it shows there.
struct ExchangeServer {
    std::string url;
    std::string certificate_pem;
    std::array<std::uint8_t, 16> token{};  // Given at enrolment; travels in front of each body.
    Bytes session{};  // What an earlier transport's session() gave; empty: none.
    std::chrono::milliseconds silence_max{60'000};   // Without any byte.
    std::chrono::milliseconds request_max{600'000};  // For all of one request and answer.
};

/// sync::Transport over one kept-open connection: POST /v1/exchange with the token's 16 bytes and
/// then the exchange body. Opens again when the server has closed an idle connection, taking up
/// the TLS session where it can. An answer other than 200 is an error with the server's sentence.
class HttpsTransport : public sync::Transport {
public:
    explicit HttpsTransport(const ExchangeServer& server);
    ~HttpsTransport() override;
    HttpsTransport(const HttpsTransport&) = delete;
    HttpsTransport& operator=(const HttpsTransport&) = delete;

    /// Where bodies are posted from now on, on the same connection: "/v1/attachments".
    void go_to(const std::string& path);

    Result<Bytes> post(ByteView body) override;
    /// A body of one piece goes with its length, a longer one in chunks.
    Status converse(const Pieces& next, const Hearing& hear) override;
    bool sends_at_once() const override { return true; }

    /// The TLS session as the server last gave it, so that a later process can take it up; empty
    /// when there is none. A secret: whoever has it can pass for this laptop's line.
    Bytes session() const;

    /// How many connections were opened, and how many of them took up an earlier session.
    std::uint64_t connections() const;
    std::uint64_t resumed() const;
    /// Bytes of HTTP (headers and bodies, both ways) so far.
    std::uint64_t http_bytes() const;

private:
    class State;
    Status send(ByteView body, const Hearing& hear);

    std::unique_ptr<State> state_;
};

}  // namespace adit::net
