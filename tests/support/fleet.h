// A programme in a test: a server, laptops with real stores in files, and a wire that fails on
// command. Time and chance come from one seed, so that a failing world plays again.
#pragma once

#include "identity/roster.h"
#include "store/record_store.h"
#include "support/folder.h"
#include "support/world.h"
#include "sync/answer.h"
#include "sync/exchange.h"
#include "sync/kit.h"

#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace adit::test {

/// The value, or the end of the test program with the reason on the screen.
template <class T>
T must(Result<T> result) {
    if (!result) std::fprintf(stderr, "unexpected: %s\n", result.error().what.c_str());
    ENSURE(static_cast<bool>(result));
    return *std::move(result);
}

/// A laptop or the server: a key and a store in a file.
struct Replica {
    std::string name;
    std::string person;
    std::string path;
    sync::Self self;
    Surroundings world;
    std::unique_ptr<store::RecordStore> store;

    /// As after a crash: what the store had not made durable is gone.
    void reopen() {
        store.reset();
        store = must(store::open_sqlite_store(path, self.device, world));
    }
};

/// Where files cost no disk, on machines that have such a place: a fleet writes many small ones.
inline std::filesystem::path in_memory() {
    const std::filesystem::path memory = "/dev/shm";
    const bool there = std::filesystem::is_directory(memory) && ::access("/dev/shm", W_OK) == 0;
    return there ? memory : std::filesystem::temp_directory_path();
}

class Programme {
    Folder folder_{in_memory()};  // First: it outlives the stores in it.

public:
    explicit Programme(std::uint64_t seed = 1)
        : world(seed), key(identity::SigningKey::make(world.surroundings())) {
        roster.programme = "0191d6b2-0000-7000-8000-000000000001";
        kit.programme = roster.programme;
        kit.scopes = {{{"COD"}, "DR Congo", "RD Congo"}, {{"GHA"}, "Ghana", "Ghana"}};
        server = made("server", identity::Role::Server, {"COD", "GHA"});
    }

    Replica& enrol(const std::string& name, std::vector<std::string> scopes,
                   identity::Role role = identity::Role::FieldOfficer) {
        laptops.push_back(made(name, role, std::move(scopes)));
        must(sync::keep_kit(*laptops.back()->store, kit_bytes(), key.public_key()));
        return *laptops.back();
    }

    /// Everything that a laptop gets at enrolment.
    Bytes kit_bytes() const { return must(sync::signed_kit(kit, signed_roster, key)); }

    void renew_roster(const std::function<void(identity::Roster&)>& edit) {
        edit(roster);
        ++roster.version;
        std::ranges::sort(roster.devices, {}, &identity::RosterDevice::device);
        signed_roster = identity::signed_roster(roster, key);
    }
    void revoke(const Replica& replica, std::vector<identity::FeedEnd> ends) {
        renew_roster([&](identity::Roster& edited) {
            for (auto& device : edited.devices) {
                if (device.device != replica.self.device.bytes) continue;
                device.revoked = true;
                device.revoked_ms = world.now();
                device.ends = ends;
            }
        });
    }

    Result<sync::Answered> answer(const Replica& caller, ByteView body) {
        const Bytes kit_now = kit_bytes();
        const sync::Host host{.store = *server->store,
                              .self = server->self,
                              .roster = roster,
                              .signed_roster = signed_roster,
                              .kit = kit_now,
                              .kit_version = kit.version};
        const auto* device = roster.find(caller.self.device.bytes);
        ENSURE(device != nullptr);
        return sync::answer(host, *device, body, world.surroundings());
    }

    /// By chance, from the seed: 0 … end - 1.
    std::uint64_t below(std::uint64_t end) { return world.surroundings().random_u64() % end; }

    World world;
    identity::SigningKey key;
    identity::Roster roster;
    Bytes signed_roster;
    sync::Kit kit;
    std::unique_ptr<Replica> server;
    std::vector<std::unique_ptr<Replica>> laptops;

private:
    std::unique_ptr<Replica> made(const std::string& name, identity::Role role,
                                  std::vector<std::string> scopes) {
        auto surroundings = world.surroundings();
        auto self_key = identity::SigningKey::make(surroundings);
        const record::DeviceId device{identity::device_of(self_key.public_key())};
        std::ranges::sort(scopes);
        renew_roster([&](identity::Roster& edited) {
            edited.devices.push_back({.device = device.bytes,
                                      .key = self_key.public_key(),
                                      .name = name,
                                      .person = name,
                                      .person_name = name,
                                      .role = role,
                                      .scopes = scopes,
                                      .enrolled_ms = world.now(),
                                      .revoked = false,
                                      .revoked_ms = 0,
                                      .ends = {}});
        });
        const std::string path = (folder_ / (name + ".adit")).string();
        auto store = must(store::open_sqlite_store(path, device, surroundings));
        return std::make_unique<Replica>(Replica{.name = name,
                                                 .person = name,
                                                 .path = path,
                                                 .self = {self_key, device},
                                                 .world = surroundings,
                                                 .store = std::move(store)});
    }
};

/// What a wire does to one request.
enum class Fault { None, RequestLost, AnswerLost, Twice, RequestCut, AnswerCut };

/// The test wire: carries bodies to the programme's server, and fails on command.
class TestWire : public sync::Transport {
public:
    TestWire(Programme& programme, const Replica& caller)
        : programme_(programme), caller_(caller) {}

    Result<Bytes> post(ByteView body) override {
        const Fault fault = next_fault ? next_fault() : Fault::None;
        const Error nobody{Code::Unavailable, "nobody answered"};
        bodies.emplace_back(body.begin(), body.end());
        const std::size_t come = cut_request_at ? cut_request_at(body.size()) : body.size();
        if (come < body.size()) {
            (void)programme_.answer(caller_, body.first(come));
            return nobody;
        }
        if (fault == Fault::RequestLost) return nobody;
        if (fault == Fault::RequestCut) {
            const auto part = body.first(programme_.below(body.size()));
            (void)programme_.answer(caller_, part);  // It must not matter what it makes of that.
            return nobody;
        }
        if (fault == Fault::Twice) must(programme_.answer(caller_, body));
        auto answered = TRY(programme_.answer(caller_, body));
        reports.push_back(answered.report);
        if (fault == Fault::AnswerLost) return nobody;
        if (fault == Fault::AnswerCut && !answered.body.empty()) {
            answered.body.resize(programme_.below(answered.body.size()));
        }
        answers.push_back(answered.body);
        return answered.body;
    }

    std::function<Fault()> next_fault;
    std::function<std::size_t(std::size_t)> cut_request_at;  // How many of so many bytes arrive.
    std::vector<Bytes> bodies;                               // As they went up.
    std::vector<Bytes> answers;                              // As they came down.
    std::vector<sync::Report> reports;

private:
    Programme& programme_;
    const Replica& caller_;
};

inline Result<sync::Report> exchange_over(TestWire& wire, Replica& laptop) {
    return sync::exchange(*laptop.store, laptop.self, wire, laptop.world, {});
}
inline Result<sync::Report> exchange(Programme& programme, Replica& laptop) {
    TestWire wire(programme, laptop);
    return exchange_over(wire, laptop);
}

/// One change: these answers in one record. Returns the record.
inline record::RecordId write(Programme& programme, Replica& replica, const std::string& scope,
                              std::vector<std::pair<std::string, record::Value>> answers,
                              std::optional<record::RecordId> record = std::nullopt) {
    const record::RecordId id = record ? *record : record::RecordId{new_uuid(replica.world)};
    std::vector<record::Operation> operations;
    for (auto& [path, value] : answers) {
        operations.push_back(record::Put{{path}, std::move(value), {}});
    }
    must(replica.store->append({{.scope = {scope},
                                 .record = id,
                                 .form = {"site_visit", "2025112301"},
                                 .author = replica.person,
                                 .wall_ms = programme.world.now(),
                                 .offset_min = 0,
                                 .operations = std::move(operations)}}));
    programme.world.pass(1000);
    return id;
}

/// All records of a scope that a replica holds, in the order of their ids.
inline std::vector<record::Record> records_of(const Replica& replica, const std::string& scope) {
    store::Query query;
    query.scope = record::ScopeId{scope};
    query.with_deleted = true;
    query.limit = store::kRowsMax;
    std::vector<record::Record> out;
    for (const store::Summary& summary : must(replica.store->list(query))) {
        out.push_back(*must(replica.store->record(summary.id)));
    }
    std::ranges::sort(out, {}, &record::Record::id);
    return out;
}

inline record::Value text(const char* words) { return std::string(words); }

}  // namespace adit::test
