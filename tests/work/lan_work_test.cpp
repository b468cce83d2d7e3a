// What the window and the command line may rely on when two laptops exchange without a server: who
// is there is said, nothing goes over before both people said yes, and meanwhile everything else
// goes on.
#include "work/lan_work.h"

#include "support/laptop.h"
#include "sync/kit.h"
#include "work/executor.h"
#include "work/listing.h"

#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <thread>

using namespace adit;
using Catch::Matchers::ContainsSubstring;
using test::must;
namespace effect = model::effect;
namespace event = model::event;

namespace {

const net::LanPlace kHere{.address = "127.0.0.1", .port = 0};

/// Two laptops of one programme that were enrolled once and have no server now.
struct Room {
    Room() {
        for (test::Laptop* laptop : {&asha, &badu}) add(*laptop);
        give_roster(asha);
        give_roster(badu);
    }

    void add(test::Laptop& laptop) {
        const bool first = roster.devices.empty();
        roster.devices.push_back({.device = laptop->self().device.bytes,
                                  .key = laptop->self().key.public_key(),
                                  .name = first ? "Laptop 1" : "Laptop 2",
                                  .person = first ? "asha" : "badu",
                                  .person_name = first ? "Asha Kamau" : "Badu Mensah",
                                  .role = identity::Role::FieldOfficer,
                                  .scopes = {"COD"},
                                  .enrolled_ms = 1,
                                  .revoked = false,
                                  .revoked_ms = 0,
                                  .ends = {}});
        std::ranges::sort(roster.devices, {}, &identity::RosterDevice::device);
    }
    void give_roster(test::Laptop& laptop) {
        const Bytes signed_roster = identity::signed_roster(roster, programme);
        const sync::Kit kit{.programme = roster.programme,
                            .version = 1,
                            .scopes = {{{"COD"}, "DR Congo", "RD Congo"}},
                            .files = {}};
        const Bytes bytes = must(sync::signed_kit(kit, signed_roster, programme));
        must(sync::keep_kit(laptop->store(), bytes, programme.public_key()));
        work::Owner owner = *laptop->owner();
        owner.scopes = {{"COD"}};
        owner.server = work::Server{.url = "https://127.0.0.1:1",
                                    .certificate_pem = "",
                                    .programme = roster.programme,
                                    .programme_key = programme.public_key(),
                                    .token = {}};
        must(laptop->set_owner(owner));
    }
    void revoke(test::Laptop& laptop) {
        ++roster.version;
        for (auto& device : roster.devices) {
            if (device.device != laptop->self().device.bytes) continue;
            device.revoked = true;
            device.revoked_ms = 5;
        }
    }

    test::Laptop asha{1};
    test::Laptop badu{2};
    identity::SigningKey programme = identity::SigningKey::from_seed({9});
    identity::Roster roster{
        .programme = "0191d6b2-0000-7000-8000-000000000001", .version = 1, .devices = {}};
};

using Met = Result<work::LanOutcome>;

/// One meeting; each side's person says what is given here.
struct Meeting {
    bool waiting_says = true;
    bool joining_says = true;
    std::string waiting_saw, joining_saw;  // Code and who is there.

    std::pair<Met, Met> of(test::Laptop& waits, test::Laptop& joins,
                           const std::function<void(const std::string&)>& before = {}) {
        std::promise<std::string> reachable;
        work::LanDesk there = desk(waiting_says, waiting_saw);
        there.tell = [&](const work::LanNews& news) {
            if (news.what != work::LanNews::What::Waiting) return;
            reachable.set_value(news.addresses.front());
        };
        auto waited = std::async(std::launch::async,
                                 [&] { return work::wait_for_laptop(*waits, kHere, there); });
        const std::string address = reachable.get_future().get();
        if (before) before(address);
        const work::LanDesk here = desk(joining_says, joining_saw);
        auto joined = work::join_laptop(*joins, address, here);
        return {waited.get(), std::move(joined)};
    }

private:
    static work::LanDesk desk(bool yes, std::string& saw) {
        return {.tell = [](const work::LanNews&) {},
                .compare = [yes, &saw](const std::string& code,
                                       const std::string& other) -> std::optional<bool> {
                    saw = code + " " + other;
                    return yes;
                },
                .stopped = {},
                .aside = {}};
    }
};

std::size_t records_in(test::Laptop& laptop) { return must(laptop->store().count({})); }

/// An executor and the events it gave, waited for by their kind.
class Window {
public:
    explicit Window(const std::filesystem::path& folder)
        : executor_({.folder = folder,
                     .world = real_surroundings(),
                     .wake =
                         [this] {
                             const std::lock_guard lock(mutex_);
                             woken_ = true;
                             bell_.notify_one();
                         },
                     .lan = kHere}) {}

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

effect::Append naming(std::uint64_t ticket, const std::string& name) {
    record::RecordId id;
    id.uuid.bytes.fill(static_cast<std::uint8_t>(ticket));
    return {.ticket = ticket,
            .scope = {"COD"},
            .record = id,
            .form = {"site_profile", "1"},
            .operations = {record::Put{{"/identity/site_name"}, name, {}}}};
}

}  // namespace

TEST_CASE("two laptops exchange what both may read, and say with whom", "[work][lan]") {
    Room room;
    room.asha.record("site_profile", {{"site_name", "Kamituga hill"}});
    room.badu.record("site_profile", {{"site_name", "Elila river"}});
    Meeting meeting;
    const auto [waited, joined] = meeting.of(room.asha, room.badu);
    if (!waited) FAIL(waited.error().what);
    if (!joined) FAIL(joined.error().what);
    CHECK(meeting.waiting_saw.substr(0, 6) == meeting.joining_saw.substr(0, 6));
    CHECK(waited->report.received == 1);
    CHECK(waited->report.sent == 1);
    CHECK(joined->report.received == 1);
    CHECK(joined->report.sent == 1);
    CHECK(records_in(room.asha) == 2);
    CHECK(records_in(room.badu) == 2);
    CHECK(must(work::unsent(*room.badu)).changes == 1);
    CHECK(waited->other != joined->other);
    CHECK_THAT(meeting.joining_saw, ContainsSubstring(joined->other));
}

TEST_CASE("nothing goes over unless both people say yes", "[work][lan]") {
    Room room;
    room.asha.record("site_profile", {{"site_name", "Kamituga hill"}});
    Meeting meeting;
    SECTION("the waiting one says no") { meeting.waiting_says = false; }
    SECTION("the joining one says no") { meeting.joining_says = false; }
    const auto [waited, joined] = meeting.of(room.asha, room.badu);
    REQUIRE_FALSE(waited);
    REQUIRE_FALSE(joined);
    CHECK(waited.error().code == Code::Refused);
    CHECK(joined.error().code == Code::Refused);
    const auto& heard = meeting.waiting_says ? waited.error() : joined.error();
    CHECK_THAT(heard.what, ContainsSubstring("said no"));
    CHECK(records_in(room.badu) == 0);
}

TEST_CASE("a laptop learns from another one's newer list that it was revoked", "[work][lan]") {
    Room room;
    room.asha.record("site_profile", {{"site_name", "Kamituga hill"}});
    room.revoke(room.badu);
    room.give_roster(room.asha);
    Meeting meeting;
    const auto [waited, joined] = meeting.of(room.asha, room.badu);
    REQUIRE_FALSE(waited);
    REQUIRE_FALSE(joined);
    CHECK_THAT(waited.error().what, ContainsSubstring("was revoked"));
    CHECK_THAT(joined.error().what, ContainsSubstring("was revoked"));
    CHECK(meeting.joining_saw.empty());  // No code was even shown.
    CHECK(records_in(room.badu) == 0);
}

TEST_CASE("a laptop that knows of its own end calls nobody", "[work][lan]") {
    Room room;
    room.badu.record("site_profile", {{"site_name", "Elila river"}});
    room.revoke(room.badu);
    room.give_roster(room.badu);  // It knows itself, the other does not yet.
    const auto joined = work::join_laptop(*room.badu, "127.0.0.1:1", {});
    REQUIRE_FALSE(joined);
    CHECK_THAT(joined.error().what, ContainsSubstring("no longer part of the programme"));
    const auto waited = work::wait_for_laptop(*room.badu, kHere, {});
    REQUIRE_FALSE(waited);
    CHECK_THAT(waited.error().what, ContainsSubstring("no longer part of the programme"));
}

TEST_CASE("a stranger who calls ends no waiting", "[work][lan]") {
    Room room;
    room.asha.record("site_profile", {{"site_name", "Kamituga hill"}});
    Meeting meeting;
    const auto strangers = [](const std::string& address) {
        REQUIRE(net::lan_connect(address, {}));  // And gone again.
        const auto babbling = net::lan_connect(address, {});
        REQUIRE(babbling);
        REQUIRE((*babbling)->send(Bytes(100, 0x41), {}));
    };
    const auto [waited, joined] = meeting.of(room.asha, room.badu, strangers);
    if (!waited) FAIL(waited.error().what);
    CHECK(joined);
    CHECK(records_in(room.badu) == 1);
}

TEST_CASE("a laptop that was never enrolled is told to do that first", "[work][lan]") {
    test::Laptop alone;
    const auto waited = work::wait_for_laptop(*alone, kHere, {});
    REQUIRE_FALSE(waited);
    CHECK(waited.error().code == Code::Refused);
    CHECK_THAT(waited.error().what, ContainsSubstring("ticket"));
    CHECK_FALSE(work::join_laptop(*alone, "127.0.0.1:1", {}));
    CHECK_FALSE(work::finder_for(*alone, kHere));
}

TEST_CASE("answers are stored while the window waits for another laptop", "[work][lan]") {
    Room room;
    room.asha.close();
    room.badu.close();
    Window asha(room.asha.path());
    Window badu(room.badu.path());
    asha.wait_for<event::Started>();
    badu.wait_for<event::Started>();
    asha.run({effect::LanWait{}});
    const auto waiting = asha.wait_for<event::LanWaiting>();
    REQUIRE_FALSE(waiting.addresses.empty());
    asha.run({naming(1, "Kamituga hill")});
    CHECK(asha.wait_for<event::Saved>().ticket == 1);

    badu.run({effect::LanJoin{waiting.addresses.front()}});
    const auto here = badu.wait_for<event::LanCode>();
    const auto there = asha.wait_for<event::LanCode>();
    CHECK(here.code == there.code);
    CHECK(here.code.size() == 7);
    badu.run({naming(2, "Elila river")});
    CHECK(badu.wait_for<event::Saved>().ticket == 2);
    asha.run({effect::LanAnswer{true}});
    badu.run({effect::LanAnswer{true}});
    const auto gave = badu.wait_for<event::LanDone>();
    const auto got = asha.wait_for<event::LanDone>();
    CHECK(gave.handed == 1);
    CHECK(gave.received == 1);
    CHECK(got.received == 1);
    CHECK(gave.touched.size() == 1);
}

TEST_CASE("waiting, looking and comparing end at once when they are stopped", "[work][lan]") {
    Room room;
    room.asha.close();
    Window asha(room.asha.path());
    asha.wait_for<event::Started>();
    SECTION("while waiting") {
        asha.run({effect::LanWait{}});
        asha.wait_for<event::LanWaiting>();
        asha.run({effect::LanStop{}});
        CHECK(asha.wait_for<event::LanFailed>().stopped);
    }
    SECTION("while looking") {
        asha.run({effect::LanLook{}});
        asha.run({effect::LanStop{}});
        CHECK(asha.wait_for<event::LanFailed>().stopped);
    }
    SECTION("while the code is compared") {
        asha.run({effect::LanWait{}});
        const auto waiting = asha.wait_for<event::LanWaiting>();
        Result<work::LanOutcome> joined = Error{Code::Refused, ""};
        std::thread other([&] {
            const work::LanDesk desk{
                .tell = [](const work::LanNews&) {},
                .compare = [](const std::string&, const std::string&) -> std::optional<bool> {
                    return true;
                },
                .stopped = {},
                .aside = {}};
            joined = work::join_laptop(*room.badu, waiting.addresses.front(), desk);
        });
        asha.wait_for<event::LanCode>();
        asha.run({effect::LanStop{}});
        CHECK(asha.wait_for<event::LanFailed>().stopped);
        other.join();
        REQUIRE_FALSE(joined);
        CHECK_THAT(joined.error().what, ContainsSubstring("stopped on the other laptop"));
    }
    // And the window closes while it waits again.
    asha.run({effect::LanWait{}});
    asha.wait_for<event::LanWaiting>();
}
