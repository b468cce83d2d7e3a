// What the window may rely on of the one thread beside it: effects are done in order, each is
// answered, and nothing given to it is lost when the window closes.
#include "work/executor.h"

#include "net/certificate.h"
#include "support/laptop.h"
#include "sync/kit.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <unistd.h>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <thread>

using namespace adit;
namespace effect = model::effect;
namespace event = model::event;

namespace {

/// An executor and the events it gave, waited for by their kind.
class Desk {
public:
    explicit Desk(const std::filesystem::path& folder)
        : executor_({folder, real_surroundings(), [this] {
                         const std::lock_guard lock(mutex_);
                         woken_ = true;
                         bell_.notify_one();
                     }}) {}

    template <class Kind>
    Kind wait_for() {
        for (int turn = 0; turn < 400; ++turn) {
            for (model::Event& event : executor_.take_events()) events_.push_back(std::move(event));
            for (auto place = events_.begin(); place != events_.end(); ++place) {
                auto* found = std::get_if<Kind>(&*place);
                if (found == nullptr) continue;
                Kind kind = std::move(*found);
                events_.erase(place);
                return kind;
            }
            std::unique_lock lock(mutex_);
            bell_.wait_for(lock, std::chrono::milliseconds(50), [this] { return woken_; });
            woken_ = false;
        }
        FAIL("the event never came");
        return Kind{};
    }

    void run(model::Effects effects) { executor_.run(std::move(effects)); }

private:
    std::mutex mutex_;
    std::condition_variable bell_;
    bool woken_ = false;
    model::Events events_;
    work::Executor executor_;
};

/// A server that takes the call and then says nothing, until it hangs up.
class SilentServer {
public:
    SilentServer() {
        socket_ = ::socket(AF_INET, SOCK_STREAM, 0);
        sockaddr_in place{};
        place.sin_family = AF_INET;
        place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        auto* raw = reinterpret_cast<sockaddr*>(&place);
        socklen_t size = sizeof place;
        REQUIRE(::bind(socket_, raw, size) == 0);
        REQUIRE(::listen(socket_, 1) == 0);
        REQUIRE(::getsockname(socket_, raw, &size) == 0);
        port_ = ntohs(place.sin_port);
    }
    ~SilentServer() { ::close(socket_); }
    std::string url() const { return "https://127.0.0.1:" + std::to_string(port_); }
    void take_call() { call_ = ::accept(socket_, nullptr, nullptr); }
    void hang_up() const { ::close(call_); }

private:
    int socket_ = -1;
    int call_ = -1;
    std::uint16_t port_ = 0;
};

/// Makes the laptop one of a programme whose server stands there.
void enrol_at(test::Laptop& laptop, const std::string& url) {
    const Surroundings world = laptop.world.surroundings();
    const auto programme = identity::SigningKey::make(world);
    identity::Roster roster;
    roster.programme = "0191d6b2-0000-7000-8000-000000000001";
    roster.version = 1;
    roster.devices.push_back({.device = laptop->self().device.bytes,
                              .key = laptop->self().key.public_key(),
                              .name = "Laptop 7",
                              .person = "k.mensah",
                              .person_name = "Kofi Mensah",
                              .role = identity::Role::FieldOfficer,
                              .scopes = {"COD", "GHA"},
                              .enrolled_ms = 1,
                              .revoked = false,
                              .revoked_ms = 0,
                              .ends = {}});
    const Bytes signed_roster = identity::signed_roster(roster, programme);
    const sync::Kit kit{.programme = roster.programme,
                        .version = 1,
                        .scopes = {{{"COD"}, "DR Congo", "RD Congo"}},
                        .files = {}};
    const Bytes bytes = test::must(sync::signed_kit(kit, signed_roster, programme));
    test::must(sync::keep_kit(laptop->store(), bytes, programme.public_key()));
    work::Owner owner = *laptop->owner();
    owner.server = work::Server{
        .url = url,
        .certificate_pem = test::must(net::make_self_signed({"127.0.0.1"}, world)).certificate_pem,
        .programme = roster.programme,
        .programme_key = programme.public_key(),
        .token = {}};
    test::must(laptop->set_owner(owner));
}

effect::Append putting(std::uint64_t ticket, const record::RecordId& id,
                       const record::FormRef& form, const std::string& name) {
    return {.ticket = ticket,
            .scope = {"COD"},
            .record = id,
            .form = form,
            .operations = {record::Put{{"/identity/site_name"}, name, {}}}};
}

}  // namespace

TEST_CASE("a window over an empty folder starts without an owner", "[work][executor]") {
    const test::Folder folder;
    Desk desk(folder.path());
    CHECK_FALSE(desk.wait_for<event::Started>().who);
    desk.run({effect::LoadHome{}});
    CHECK(desk.wait_for<event::OpenFailed>().error.code == Code::Refused);
}

TEST_CASE("an answer given in the window is stored and said to be", "[work][executor]") {
    test::Laptop laptop;
    laptop.close();
    record::RecordId id;
    {
        Desk desk(laptop.path());
        const auto started = desk.wait_for<event::Started>();
        REQUIRE(started.who);
        CHECK(started.who->person_name == "Kofi Mensah");
        desk.run({effect::NewRecord{"site_profile", {"COD"}, "en"}});
        auto opened = desk.wait_for<event::RecordOpened>();
        REQUIRE(opened.session);
        CHECK(opened.is_new);
        id = opened.session->record().id;
        desk.run({putting(5, id, opened.session->record().form, "Mont Bleu")});
        const auto saved = desk.wait_for<event::Saved>();
        CHECK(saved.ticket == 5);
        CHECK(saved.unsent == model::Unsent{.records = 1, .changes = 1});
        desk.run({effect::LoadRecords{model::RecordList::Drafts}, effect::LoadHome{}});
        CHECK(desk.wait_for<event::RecordsLoaded>().rows.size() == 1);
        const auto home = desk.wait_for<event::HomeLoaded>();
        CHECK(home.counts.drafts == 1);
        CHECK(home.counts.unsent == model::Unsent{.records = 1, .changes = 1});
        CHECK(home.forms.size() == 7);
    }
    laptop.open();
    CHECK(test::must(laptop->store().count({})) == 1);
}

TEST_CASE("a photo for the window is copied in, or refused in a sentence", "[work][executor]") {
    test::Laptop laptop;
    const auto id = laptop.record("site_profile", {{"site_name", "A"}});
    const auto file = laptop.file("pit.jpg", "of light").string();
    laptop.close();
    Desk desk(laptop.path());
    const record::NodePath path{"/photo"};
    desk.run({effect::KeepFile{id, path, file}, effect::KeepFile{id, path, file + ".none"}});
    const auto kept = desk.wait_for<event::FileKept>();
    CHECK(kept.record == id);
    CHECK(kept.path == path);
    CHECK(kept.file.name == "pit.jpg");
    CHECK(kept.file.size_bytes == 8);
    CHECK(desk.wait_for<event::FileRefused>().error.code == Code::NotFound);
}

TEST_CASE("what is given just before the window closes is stored", "[work][executor]") {
    test::Laptop laptop;
    const auto id = laptop.record("site_profile", {{"site_name", "A"}});
    const auto form = test::must(work::record_at(*laptop, id)).form;
    laptop.close();
    {
        Desk desk(laptop.path());
        model::Effects effects;
        for (std::uint64_t i = 1; i <= 50; ++i) {
            effects.push_back(putting(i, id, form, "Name " + std::to_string(i)));
        }
        desk.run(std::move(effects));
    }
    laptop.open();
    const auto record = test::must(work::record_at(*laptop, id));
    CHECK(text_of(*record.find_value({"/identity/site_name"})) == "Name 50");
}

TEST_CASE("half-typed text comes back after the window was killed", "[work][executor]") {
    test::Laptop laptop;
    const auto id = laptop.record("site_profile", {{"site_name", "A"}});
    test::must(laptop->store().keep_typing({id, {"/loc/locality"}, "Kamitu", 5}));
    laptop.close();
    Desk desk(laptop.path());
    const auto started = desk.wait_for<event::Started>();
    REQUIRE(started.unfinished);
    CHECK(*started.unfinished == id);
    desk.run({effect::OpenRecord{id, "en"}});
    const auto opened = desk.wait_for<event::RecordOpened>();
    REQUIRE(opened.recovered.size() == 1);
    CHECK(opened.recovered[0].text == "Kamitu");
    desk.run({effect::ForgetTyping{id, {"/loc/locality"}}, effect::OpenRecord{id, "en"}});
    CHECK(desk.wait_for<event::RecordOpened>().recovered.empty());
}

TEST_CASE("what cannot be done is told and the executor goes on", "[work][executor]") {
    test::Laptop laptop;
    laptop.close();
    Desk desk(laptop.path());
    desk.run({effect::OpenRecord{{}, "en"}, effect::LoadSite{"no-such-site"}, effect::SyncNow{},
              effect::Enrol{"/no/such/ticket", "Laptop"},
              effect::NewRecord{"no_such_form", {"COD"}, "en"}, effect::LoadSites{}});
    CHECK(desk.wait_for<event::OpenFailed>().error.code == Code::NotFound);
    CHECK(desk.wait_for<event::LoadFailed>().error.code == Code::NotFound);
    CHECK(desk.wait_for<event::SyncFailed>().error.code == Code::Refused);
    CHECK(desk.wait_for<event::EnrolFailed>().error.code == Code::NotFound);
    CHECK(desk.wait_for<event::OpenFailed>().error.code == Code::NotFound);
    CHECK(desk.wait_for<event::SitesLoaded>().sites.empty());
}

TEST_CASE("a store that another program holds or a file that is none cannot be started on",
          "[work][executor]") {
    const test::Folder folder;
    std::ofstream(folder.path() / "laptop.adit") << std::string(200, 'x');
    Desk desk(folder.path());
    CHECK(desk.wait_for<event::StartFailed>().error.code == Code::Corrupt);
}

TEST_CASE("a site's page shows what is known of it and its visits", "[work][executor]") {
    test::Laptop laptop;
    laptop.record("site_profile",
                  {{"loc/country", "COD"},
                   {"adm1", "CD-SK"},
                   {"adm2", "Mwenga"},
                   {"site_name", "Mont Bleu"},
                   {"site_code", "CD-KAM-014"},
                   {"minerals", "gold"}},
                  true);
    laptop.close();
    Desk desk(laptop.path());
    desk.run({effect::LoadSites{}});
    const auto sites = desk.wait_for<event::SitesLoaded>().sites;
    REQUIRE(sites.size() == 1);
    CHECK(sites[0].code == "CD-KAM-014");
    CHECK(sites[0].place == "Sud-Kivu, Mwenga");
    desk.run({effect::LoadSite{sites[0].id}});
    const auto page = desk.wait_for<event::SiteLoaded>().page;
    CHECK(page.visits.size() == 1);
    bool gold = false;
    for (const model::Fact& fact : page.facts) gold = gold || fact.text.in("fr", "en") == "Or";
    CHECK(gold);
}

TEST_CASE("a setting is there again at the next start", "[work][executor]") {
    test::Laptop laptop;
    laptop.close();
    {
        Desk desk(laptop.path());
        desk.run({effect::KeepSetting{"language", "fr"}});
    }
    Desk desk(laptop.path());
    CHECK(desk.wait_for<event::Started>().settings.at("language") == "fr");
}

TEST_CASE("an answer is stored at once while a slow line holds an exchange", "[work][executor]") {
    test::Laptop laptop;
    SilentServer server;
    enrol_at(laptop, server.url());
    const auto id = laptop.record("site_profile", {{"site_name", "A"}});
    const auto form = test::must(work::record_at(*laptop, id)).form;
    laptop.close();
    Desk desk(laptop.path());
    const auto started = desk.wait_for<event::Started>();
    REQUIRE(started.who);
    CHECK(started.who->scopes[0].name.in("fr", "en") == "RD Congo");
    desk.run({effect::SyncNow{}});
    server.take_call();
    desk.run({putting(9, id, form, "Mont Bleu"), effect::SyncNow{}});
    CHECK(desk.wait_for<event::Saved>().ticket == 9);
    server.hang_up();
    CHECK(desk.wait_for<event::SyncFailed>().error.code == Code::Unavailable);
}
