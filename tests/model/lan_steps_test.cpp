// What the screen says of an exchange with a laptop near here: what is to do next, and never that
// something is sent by it.
#include "support/small_form.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using Phase = model::LanState::Phase;

namespace {

/// Up to the code on both screens.
void connect(test::SmallDesk& desk) {
    desk.ask(model::LanLook{});
    desk.hear(model::event::LanFound{{"192.168.1.23:48923"}});
    REQUIRE(desk.state.lan.found.size() == 1);
    desk.ask(model::LanJoin{desk.state.lan.found.front()});
    CHECK(desk.state.lan.phase == Phase::Joining);
    desk.hear(model::event::LanCode{"482 913", "Laptop 5 (Kofi Mensah)"});
}

}  // namespace

TEST_CASE("two people compare a code before anything goes over", "[model][lan]") {
    test::SmallDesk desk;
    connect(desk);
    CHECK(desk.state.lan.phase == Phase::Comparing);
    CHECK(desk.state.lan.code == "482 913");

    SECTION("both say yes") {
        desk.ask(model::LanAnswer{true});
        CHECK(desk.all_given<model::effect::LanAnswer>().front().yes);
        CHECK(desk.state.lan.phase == Phase::Answered);
        desk.hear(model::event::LanAgreed{});
        desk.hear(model::event::LanProgress{.handed = 3, .to_hand = 9, .received = 2});
        CHECK(desk.state.lan.handed == 3);
        desk.given.clear();
        model::event::LanDone done;
        done.other = "Laptop 5 (Kofi Mensah)";
        done.handed = 9;
        done.received = 4;
        desk.hear(std::move(done));
        CHECK(desk.state.lan.phase == Phase::Done);
        CHECK(desk.state.lan.handed == 9);
        CHECK(desk.state.sync.sent == 0);
        CHECK_FALSE(desk.state.sync.last_done_ms);
        CHECK(desk.all_given<model::effect::LoadHome>().size() == 1);
        desk.ask(model::LanClose{});
        CHECK(desk.state.lan.phase == Phase::Idle);
    }
    SECTION("this one says no") {
        desk.ask(model::LanAnswer{false});
        CHECK_FALSE(desk.all_given<model::effect::LanAnswer>().front().yes);
        desk.hear(model::event::LanFailed{{Code::Refused, "another code"}, false});
        CHECK(desk.state.lan.phase == Phase::Failed);
        REQUIRE(desk.state.lan.error);
        CHECK(desk.state.lan.error->what == "another code");
    }
    SECTION("an answer is given once") {
        desk.ask(model::LanAnswer{true});
        desk.ask(model::LanAnswer{false});
        CHECK(desk.all_given<model::effect::LanAnswer>().size() == 1);
    }
}

TEST_CASE("who waits is shown how to be reached, and can stop waiting", "[model][lan]") {
    test::SmallDesk desk;
    desk.ask(model::LanWait{});
    desk.hear(model::event::LanWaiting{{"192.168.1.23:48923"}});
    CHECK(desk.state.lan.addresses.size() == 1);
    desk.ask(model::LanStop{});
    desk.ask(model::LanStop{});
    CHECK(desk.all_given<model::effect::LanStop>().size() == 1);
    desk.hear(model::event::LanFailed{{Code::Refused, "stopped"}, true});
    CHECK(desk.state.lan.phase == Phase::Idle);
}

TEST_CASE("one exchange at a time, with the server or with a laptop", "[model][lan]") {
    test::SmallDesk desk;
    SECTION("the server is first") {
        desk.ask(model::SyncNow{});
        desk.ask(model::LanWait{});
        CHECK(desk.all_given<model::effect::LanWait>().empty());
        CHECK(desk.state.toasts.back().key == "lan.sync_first");
    }
    SECTION("the laptop is first") {
        desk.ask(model::LanWait{});
        desk.ask(model::SyncNow{});
        CHECK(desk.all_given<model::effect::SyncNow>().empty());
        CHECK(desk.state.toasts.back().key == "lan.first");
    }
    SECTION("an empty address connects nowhere") {
        desk.ask(model::LanLook{});
        desk.ask(model::LanJoin{"  "});
        CHECK(desk.state.lan.phase == Phase::Looking);
        CHECK(desk.all_given<model::effect::LanJoin>().empty());
    }
}
