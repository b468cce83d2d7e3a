// Listener: takes in laptops and browsers over TLS and asks one Endpoint for every request.
//
// TLS 1.2 or 1.3 with session tickets, HTTP/1.1 with keep-alive; one coroutine a connection, on its
// strand. The endpoint is called on a worker thread and may block; several calls run at once.
// Every read and write has a deadline and every body a limit; a peer whose request is too large or
// makes no sense is told so in a sentence (413, 431, 400), one that falls silent is let go. What an
// endpoint throws becomes a 500 and a line in the log. A bad link is no crime: a request may take
// `request_max` as long as some byte of it comes every `silence_max`.
#pragma once

#include "base/result.h"
#include "http/endpoint.h"
#include "net/certificate.h"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>

namespace adit::http {

struct Limits {
    std::size_t body_bytes_max = std::size_t{4} * 1024 * 1024;
    std::size_t header_bytes_max = std::size_t{16} * 1024;
    std::size_t connections_max = 1024;  // More wait until one of these ends.
    std::chrono::milliseconds handshake_max{15'000};
    std::chrono::milliseconds idle_max{75'000};      // Between two requests.
    std::chrono::milliseconds silence_max{30'000};   // Between two bytes of one request or answer.
    std::chrono::milliseconds request_max{600'000};  // For all bytes of one request.
    std::chrono::milliseconds drain_max{15'000};     // What a stop waits for open requests.
};

struct Place {
    std::string host = "127.0.0.1";  // An address of this machine: "0.0.0.0" for all of IPv4.
    std::uint16_t port = 0;          // 0: any that is free.
};

class Listener {
public:
    /// Binds and listens; Refused when the certificate does not fit its key, Unavailable when the
    /// place is taken. `workers_count` endpoint calls run at once.
    static Result<std::unique_ptr<Listener>> open(const Place& place,
                                                  const net::Certificate& certificate,
                                                  Endpoint endpoint, const Limits& limits = {},
                                                  std::size_t workers_count = 4,
                                                  Opening opening = {});
    ~Listener();  // Stops at once when run() is not running; must not race with run().
    Listener(const Listener&) = delete;
    Listener& operator=(const Listener&) = delete;

    std::uint16_t port() const;

    /// Serves on the calling thread until stop(); then lets open requests end, and returns.
    void run();
    /// From any thread: accepts no more, ends idle connections, lets open requests finish.
    void stop();
    /// stop() on SIGINT and SIGTERM. Before run().
    void stop_on_signals();

private:
    class State;
    explicit Listener(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};

}  // namespace adit::http
