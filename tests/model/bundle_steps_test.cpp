// What an officer may rely on at the card "Without a connection": a stick is looked at before
// anything of it is taken, nothing runs twice, and every end is said.
#include "support/desk.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::test;
using Phase = model::BundleState::Phase;
namespace effect = model::effect;
namespace event = model::event;

namespace {

struct BundleDesk : Desk {
    BundleDesk() {
        enrol({{{"COD"}, {}}});
        ask(model::Show{model::Screen::Sync});
        given.clear();
    }
    model::BundleView view(bool can_take = true) const {
        model::BundleView view;
        view.files.push_back({.file = "adit-COD.adit-bundle",
                              .country = "COD",
                              .sender = "Laptop 3",
                              .made_ms = kMorning,
                              .bytes = 2'100'000});
        view.records_new = 14;
        view.can_take = can_take;
        view.can_carry = true;
        return view;
    }
};

}  // namespace

TEST_CASE("a stick is read only after its preview was agreed to", "[model][bundle]") {
    BundleDesk desk;
    desk.ask(model::TakeBundle{});
    CHECK(desk.given.empty());
    desk.ask(model::LookAtBundle{"/media/stick"});
    CHECK(desk.state.bundle.phase == Phase::Looking);
    desk.ask(model::TakeBundle{});
    desk.ask(model::LookAtBundle{"/elsewhere"});
    CHECK(desk.all_given<effect::TakeBundle>().empty());
    CHECK(desk.all_given<effect::LookAtBundle>().size() == 1);

    desk.hear(event::BundleLooked{desk.view()});
    REQUIRE(desk.state.bundle.look);
    desk.ask(model::TakeBundle{});
    CHECK(desk.all_given<effect::TakeBundle>() == std::vector{effect::TakeBundle{"/media/stick"}});
    desk.hear(event::BundleTaken{desk.view(), {}});
    CHECK(desk.state.bundle.phase == Phase::Idle);
    CHECK(desk.state.bundle.taken);
    CHECK(desk.all_given<effect::LoadHome>().size() == 1);
}

TEST_CASE("what cannot be read here can be carried, and what is left is left", "[model][bundle]") {
    BundleDesk desk;
    desk.ask(model::LookAtBundle{"/media/stick"});
    desk.hear(event::BundleLooked{desk.view(false)});
    desk.ask(model::TakeBundle{});
    CHECK(desk.all_given<effect::TakeBundle>().empty());
    desk.ask(model::CarryBundle{});
    CHECK(desk.all_given<effect::CarryBundle>().size() == 1);
    desk.hear(event::BundleCarried{1});
    CHECK(desk.state.bundle.carried == 1);

    desk.ask(model::LookAtBundle{"/media/stick"});
    desk.hear(event::BundleLooked{desk.view()});
    desk.ask(model::LeaveBundle{});
    CHECK_FALSE(desk.state.bundle.look);
    CHECK(desk.all_given<effect::TakeBundle>().empty());
}

TEST_CASE("a failure is told and the next try begins afresh", "[model][bundle]") {
    BundleDesk desk;
    desk.ask(model::WriteBundle{""});
    CHECK(desk.given.empty());
    desk.ask(model::BundleEverything{true});
    desk.ask(model::WriteBundle{"/media/stick"});
    CHECK(desk.all_given<effect::WriteBundle>() ==
          std::vector{effect::WriteBundle{"/media/stick", true}});
    desk.hear(event::BundleFailed{{Code::Full, "there is no room left"}});
    REQUIRE(desk.state.bundle.error);
    desk.ask(model::WriteBundle{"/media/stick"});
    CHECK_FALSE(desk.state.bundle.error);
    desk.hear(event::BundleWritten{{{"/media/stick/a.adit-bundle"}, 3, 1266}});
    CHECK(desk.state.bundle.written->changes == 3);
}

TEST_CASE("no stick is touched while an exchange runs", "[model][bundle]") {
    BundleDesk desk;
    desk.ask(model::SyncNow{});
    desk.ask(model::WriteBundle{"/media/stick"});
    desk.ask(model::LookAtBundle{"/media/stick"});
    CHECK(desk.all_given<effect::WriteBundle>().empty());
    CHECK(desk.all_given<effect::LookAtBundle>().empty());
}

TEST_CASE("a file dropped on the sync screen is looked at", "[model][bundle]") {
    BundleDesk desk;
    desk.hear(event::FileDropped{"/media/stick/a.adit-bundle"});
    CHECK(desk.state.bundle.path == "/media/stick/a.adit-bundle");
    CHECK(desk.all_given<effect::LookAtBundle>().size() == 1);
}
