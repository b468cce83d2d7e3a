// A pilot in miniature: adit-server and adit-field as people run them, two processes over TLS on
// loopback, with the pilots' own forms.
#pragma once

#include "support/folder.h"
#include "support/process.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <algorithm>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace adit::test {

inline const std::string kServer = std::string(ADIT_BIN) + "/adit-server";
inline const std::string kField = std::string(ADIT_BIN) + "/adit-field";

/// A port that is free now, and that the system gives to nobody's outgoing connection while a
/// server is away for a moment.
inline int free_port() {
    std::random_device chance;
    for (;;) {
        const int port = 10'000 + static_cast<int>(chance() % 20'000);
        const int probe = ::socket(AF_INET, SOCK_STREAM, 0);
        ENSURE(probe >= 0);
        sockaddr_in place{};
        place.sin_family = AF_INET;
        place.sin_port = htons(static_cast<std::uint16_t>(port));
        place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        void* address = &place;
        const bool is_free = ::bind(probe, static_cast<sockaddr*>(address), sizeof place) == 0;
        ::close(probe);
        if (is_free) return port;
    }
}

class Pilot {
    Folder folder_;

public:
    /// `data`: where the server keeps everything; empty: in this pilot's folder.
    explicit Pilot(std::filesystem::path data = {},
                   const std::string& forms = std::string(ADIT_SOURCES) + "/assets/forms")
        : data_(data.empty() ? folder_ / "server" : std::move(data)), port_(free_port()) {
        setenv("ADIT_SHARE", (std::string(ADIT_SOURCES) + "/assets").c_str(), 1);
        const Ended made = server({"init", "--host", "127.0.0.1", "--port", std::to_string(port_),
                                   "--countries", "COD,GHA", "--forms", forms});
        if (made.code != 0) std::fprintf(stderr, "%s\n", made.said.c_str());
        ENSURE(made.code == 0);
    }

    std::filesystem::path path(const std::string& name) const { return folder_ / name; }

    Ended server(std::vector<std::string> words) {
        words.insert(words.begin(), kServer);
        words.insert(words.end(), {"--data", data_.string()});
        return run(words, path("server.said"));
    }
    Ended field(const std::string& laptop, const std::vector<std::string>& words) {
        std::vector<std::string> all = {kField, "--workspace", path(laptop).string()};
        all.insert(all.end(), words.begin(), words.end());
        return run(all, path(laptop + ".said"));
    }

    /// Returns when the server listens; false when it ended instead.
    bool serve() {
        serving_ =
            std::make_unique<Running>(std::vector<std::string>{kServer, "serve", "--data",
                                                               data_.string(), "--listen", listen_},
                                      path("serve.log"));
        const auto listens = [&] {
            return file_text(path("serve.log")).find("Stop it with") != std::string::npos;
        };
        return comes_true([&] { return listens() || !serving_->runs(); }) && listens();
    }
    int stop(int signal = SIGTERM) {
        const int code = serving_->end(signal);
        serving_.reset();
        return code;
    }

    std::string invite(const std::string& person, const std::string& country) {
        const std::string ticket = path(person + ".ticket").string();
        const Ended invited =
            server({"device", "invite", "--country", country, "--role", "field_officer", "--person",
                    person, "--person-name", "Officer " + person, "--out", ticket});
        ENSURE(invited.code == 0);
        return ticket;
    }
    Ended enrol(const std::string& laptop, const std::string& country) {
        return field(laptop, {"enrol", "--ticket", invite(laptop, country), "--laptop",
                              "Laptop of " + laptop});
    }

    /// How many records the server's export has; each id is seen once.
    std::size_t exported_records() {
        const std::string out = path("export.csv").string();
        ENSURE(server({"export", "--format", "csv", "--out", out}).code == 0);
        std::ifstream table(out);
        std::vector<std::string> ids;
        for (std::string line; std::getline(table, line);) {
            // A record's line begins with its UUID; a cell with line breaks goes on below.
            if (line.size() > 36 && line[8] == '-' && line[36] == ',') {
                ids.push_back(line.substr(0, 36));
            }
        }
        std::sort(ids.begin(), ids.end());
        ENSURE(std::adjacent_find(ids.begin(), ids.end()) == ids.end());
        return ids.size();
    }

    /// The server listens there from its next start, and something else stands at the address that
    /// laptops know: a line between them.
    void serve_behind_a_line() { listen_ = "127.0.0.2"; }
    const std::string& listens_at() const { return listen_; }
    std::uint16_t port() const { return static_cast<std::uint16_t>(port_); }
    const std::filesystem::path& data() const { return data_; }

private:
    std::filesystem::path data_;
    int port_;
    std::string listen_ = "127.0.0.1";
    std::unique_ptr<Running> serving_;
};

}  // namespace adit::test
