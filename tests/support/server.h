// A server in a test: a data folder, two countries, the mini forms, and laptops that meet it
// without a socket.
#pragma once

#include "central/central.h"
#include "support/folder.h"
#include "support/mini_forms.h"
#include "support/world.h"
#include "sync/exchange.h"
#include "sync/kit.h"

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace adit::test {

/// The value, or the end of the test program with the reason on the screen.
template <class T>
T need(Result<T> result) {
    if (!result) std::fprintf(stderr, "unexpected: %s\n", result.error().what.c_str());
    ENSURE(static_cast<bool>(result));
    return *std::move(result);
}

class TestServer {
    Folder folder_;  // First: it outlives the stores in it.

public:
    TestServer() : data{folder_ / "data"} {
        write_mini_forms(folder_ / "forms");
        need(central::make_folder(data));
        need(
            central::Central::found(data,
                                    {.host = "127.0.0.1",
                                     .port = 8443,
                                     .countries = {"GHA", "COD"},
                                     .forms = need(formfiles::read_form_folder(folder_ / "forms"))},
                                    world.surroundings()));
        start();
    }

    void start() {
        central = need(central::Central::open(data, central::Use::Serve, world.surroundings()));
    }
    void stop() { central.reset(); }

    /// The code of a new ticket.
    std::string invite(const std::string& person, const std::vector<std::string>& scopes,
                       identity::Role role = identity::Role::FieldOfficer) {
        accounts::Ticket who;
        who.person = person;
        who.person_name = "Officer " + person;
        who.role = role;
        who.scopes = scopes;
        const auto invitation =
            need(accounts::invite(who, central->programme().codes(), world.surroundings()));
        need(central->people().keep_ticket(invitation.ticket));
        return invitation.code;
    }

    std::filesystem::path path(const std::string& name) const { return folder_ / name; }

    World world;
    central::DataFolder data;
    std::unique_ptr<central::Central> central;
};

/// A laptop with a real store, and no form session: it writes operations as they come.
class TestLaptop : public sync::Transport {
public:
    TestLaptop(TestServer& server, const std::string& person,
               const std::vector<std::string>& scopes)
        : server_(server),
          person_(person),
          key_(identity::SigningKey::make(server.world.surroundings())) {
        const std::string code = server.invite(person, scopes);
        const auto enrolled = need(server.central->enrol(
            {.code = code, .key = key_.public_key(), .laptop = "Laptop of " + person}));
        token = enrolled.token;
        self_ = {key_, {enrolled.device.roster.device}};
        store = need(store::open_sqlite_store(server.path(person + ".adit").string(), self_.device,
                                              server.world.surroundings()));
        const auto programme_key = need(central::read_key(server.data.programme_key()));
        need(sync::keep_kit(*store, enrolled.kit, programme_key.public_key()));
    }

    Result<Bytes> post(ByteView body) override {
        if (lose_requests) return Error{Code::Unavailable, "nobody answered"};
        auto answer = server_.central->exchange(token, body);
        if (lose_answers) return Error{Code::Unavailable, "nobody answered"};
        return answer;
    }

    Result<sync::Report> exchange() {
        return sync::exchange(*store, self_, *this, server_.world.surroundings(),
                              [](const sync::Report&, std::uint64_t) { return true; });
    }

    record::RecordId write(const record::FormRef& form, const std::string& scope,
                           std::vector<record::Operation> operations,
                           std::optional<record::RecordId> id = std::nullopt) {
        if (!id) id = record::RecordId{new_uuid(server_.world.surroundings())};
        need(store->append({{.scope = {scope},
                             .record = *id,
                             .form = form,
                             .author = person_,
                             .wall_ms = server_.world.now(),
                             .offset_min = 0,
                             .operations = std::move(operations)}}));
        server_.world.pass(1000);
        return *id;
    }

    record::DeviceId device() const { return self_.device; }
    const sync::Self& self() const { return self_; }

    std::string token;
    std::unique_ptr<store::RecordStore> store;
    bool lose_requests = false;
    bool lose_answers = false;

private:
    TestServer& server_;
    std::string person_;
    identity::SigningKey key_;
    sync::Self self_;
};

inline record::Put put_at(const std::string& path, record::Value value) {
    return {{path}, std::move(value), {}};
}
inline record::Compute compute_at(const std::string& path, record::Value value) {
    return {{path}, std::move(value)};
}

/// A finalised site profile that registers a site; returns the site's entity id.
inline std::string register_site(TestLaptop& laptop, const std::string& scope,
                                 const std::string& name, const std::string& mark = "") {
    const std::string entity = named_uuid(Uuid{}, name + laptop.device().text()).text();
    std::vector<record::Operation> operations = {
        put_at("/country", record::Choice{scope}),
        put_at("/site_name", name),
        put_at("/gps", geo::Point{1.5, 28.25, 0, 5}),
        put_at("/minerals", record::Choices{{"gold", "coltan"}}),
        compute_at("/meta/instanceName", name),
        compute_at("/meta/entity/@dataset", std::string("sites")),
        compute_at("/meta/entity/@id", entity),
        compute_at("/meta/entity/@create", std::string("1")),
        compute_at("/meta/entity/label", name),
        record::Finalise{}};
    if (!mark.empty()) operations.insert(operations.begin(), record::Mark{mark});
    laptop.write({"site_profile", "1"}, scope, std::move(operations));
    return entity;
}

/// A draft visit of that site.
inline record::RecordId visit_site(TestLaptop& laptop, const std::string& scope,
                                   const std::string& site, std::int64_t workers) {
    return laptop.write({"site_visit", "1"}, scope,
                        {put_at("/visit/country", record::Choice{scope}),
                         put_at("/visit/site", record::Choice{site}),
                         put_at("/visit/province", record::Choice{"CD54"}),
                         put_at("/visit/visit_date",
                                need(record::value_from(record::ValueType::Date, "2025-11-20"))),
                         put_at("/visit/workers", workers),
                         compute_at("/meta/instanceName", std::string("2025-11-20"))});
}

}  // namespace adit::test
