// A question for a photo as a person has it in front of them: a path is typed, the photo is added,
// shown by its name and size, and can be taken away; the Sync screen tells photos in their own
// words.
#include "support/gui_robot.h"
#include "support/pilot_desk.h"

#include <catch2/catch_all.hpp>

using namespace adit;

namespace {

bool shows(const test::GuiRobot& robot, const std::string& words) {
    for (const ui::Seen& thing : robot.probe.seen) {
        if (thing.words.find(words) != std::string::npos) return true;
    }
    return false;
}

}  // namespace

TEST_CASE("a typed path becomes a photo, which can be taken away again", "[gui][photos]") {
    test::PilotDesk desk;
    desk.ask(
        model::StartRecord{.form = "site_profile", .site = "", .scope = {}, .training = false});
    REQUIRE(desk.state.open);
    record::NodePath photo;
    for (const auto& path : desk.state.open->questions) {
        if (path.text.ends_with("/photo")) photo = path;
    }
    REQUIRE_FALSE(photo.text.empty());
    desk.ask(model::GoTo{photo});
    test::GuiRobot robot(desk);
    CHECK(robot.play("wait for \"Add the photo or file\"\nfill \"General photograph\" "
                     "\"pit.jpg\"\nclick \"Add the photo or file\"\npause 100\n") == "");
    const auto kept = desk.all_given<model::effect::KeepFile>();
    REQUIRE(kept.size() == 1);
    CHECK(kept.front().file == "pit.jpg");
    CHECK(shows(robot, "Copying it into this laptop"));

    desk.hear(model::event::FileRefused{
        kept.front().record, photo, {Code::NotFound, "there is no file pit.jpg"}});
    CHECK(robot.play("wait for \"there is no file pit.jpg\"\n") == "");
    const record::AttachmentRef file{.hash = {1}, .size_bytes = 1'234'567, .name = "pit.jpg"};
    desk.hear(model::event::FileKept{kept.front().record, photo, file});
    robot.settle();
    CHECK(shows(robot, "pit.jpg  ·  1.2 MB"));
    CHECK(robot.play("click \"Take it away\"\nwait for \"Add the photo or file\"\n") == "");
}

TEST_CASE("the Sync screen says what photos wait, how they go, and lets them pause",
          "[gui][photos]") {
    test::PilotDesk desk;
    desk.state.counts.unsent.photos = 3;
    desk.state.counts.unsent.photo_bytes = 1'200'000;
    test::GuiRobot robot(desk);
    CHECK(robot.play("click \"Sync\"\nwait for \"3 photos to send, 1.2 MB.\"\n"
                     "click \"Wait (bad line)\"\npause 100\n") == "");
    CHECK(desk.state.photos_wait);
    CHECK(robot.play("click \"Sync now\"\npause 100\n") == "");
    desk.hear(
        model::event::PhotoProgress{.left = 2, .left_bytes = 800'000, .given_bytes = 400'000});
    CHECK(robot.play("wait for \"The answers are through. 2 photos to send, 800 kB.\"\n"
                     "click \"Pause\"\npause 100\n") == "");
    CHECK(desk.state.sync.stopping);
}
