// The real window on a real (or virtual) screen: it opens, draws every screen, takes pictures,
// hears real keys and sleeps when nothing happens. Pictures are kept where ADIT_PICTURES says.
#include "support/pilot_desk.h"
#include "support/screen.h"
#include "support/small_form.h"
#include "support/window_desk.h"

#include <catch2/catch_all.hpp>

#include <chrono>
#include <ctime>

using namespace adit;

#define SKIP_WITHOUT_SCREEN() \
    if (!test::Screen::is_there()) SKIP("no screen here, and Xvfb is not installed")

TEST_CASE("the window draws every screen", "[gui][window]") {
    SKIP_WITHOUT_SCREEN();
    auto window = platform::Window::open({.width = 1366, .height = 768});
    REQUIRE(window);
    test::PilotDesk desk;
    test::WindowDesk screen(desk, *std::move(window));
    CHECK(screen.play(test::kTour) == "");
    CHECK(screen.pictures_taken == 18);
}

TEST_CASE("the window shows what went wrong, and that nothing is lost", "[gui][window]") {
    SKIP_WITHOUT_SCREEN();
    auto window = platform::Window::open({.width = 1366, .height = 768});
    REQUIRE(window);
    test::PilotDesk desk;
    test::WindowDesk screen(desk, *std::move(window));
    const record::Record record = test::conflicting_record(desk);
    desk.kept[record.id] = record;
    desk.ask(model::OpenRecord{record.id});
    CHECK(screen.play("wait for \"Two people\"\nscroll to \"Two people\"\nshot conflict") == "");
    CHECK(screen.play("click \"Back\"\nwait for \"Visit a site\"") == "");

    desk.ask(
        model::StartRecord{.form = "site_visit", .site = "site-42", .scope = {}, .training = true});
    CHECK(screen.play("choose \"Yes, observed\" after \"Was the site reached?\"\nkey F1\n"
                      "shot help_training") == "");
    desk.disk_full = true;
    CHECK(screen.play("fill \"Latitude\" \"-2.5\"\nfill \"Longitude\" \"28.1\"\nkey Tab\n"
                      "wait for \"Not saved\"\nscroll to \"The disk is full\"\n"
                      "shot disk_full") == "");
    desk.disk_full = false;
    desk.ask(model::SaveAgain{});
    CHECK(screen.play("wait for \"Saved\"\nwait for no \"The disk is full\"") == "");
    desk.ask(model::SetTextSize{200});
    CHECK(screen.play("pause 50\nshot form_200") == "");
    desk.ask(model::SetTextSize{100});

    desk.ask(model::SyncNow{});
    desk.hear(model::event::SyncProgress{.sent = 9, .to_send = 23, .received = 4});
    desk.ask(model::Show{model::Screen::Sync});
    CHECK(screen.play("wait for \"Sending 9 of 23\"\nshot sync_running") == "");
    desk.hear(model::event::SyncFailed{{Code::Unavailable, "127.0.0.1:8443: nobody answered"}});
    CHECK(screen.play("wait for \"No connection\"\nshot sync_offline") == "");

    desk.ask(model::SyncNow{});
    model::event::SyncDone done;
    done.sent = 23;
    done.problems = {{.key = "photos.damaged", .parts = {"2"}, .what = {}}};
    desk.hear(done);
    CHECK(screen.play("wait for \"Photos that arrive damaged\"\nshot sync_photos") == "");
    desk.ask(model::SetTextSize{200});
    desk.ask(model::SetTheme{model::Theme::Sun});
    desk.ask(model::SetLanguage{"fr"});
    CHECK(screen.play("wait for \"Photos qui arrivent abîmées\"\n"
                      "scroll to \"Photos qui arrivent abîmées\"\nshot sync_photos_200_sun") == "");
}

TEST_CASE("real keys reach the form as a keyboard sends them", "[gui][window][keys]") {
    SKIP_WITHOUT_SCREEN();
    const std::filesystem::path xdotool = "/usr/bin/xdotool";
    if (!std::filesystem::exists(xdotool)) SKIP("xdotool is not installed");
    auto window = platform::Window::open({.title = "Adit keys", .width = 1366, .height = 768});
    REQUIRE(window);
    test::SmallDesk desk;
    desk.start_visit();
    test::WindowDesk screen(desk, *std::move(window));
    const test::Folder folder;
    const auto press = [&](std::vector<std::string> words) {
        words.insert(words.begin(), xdotool.string());
        test::Running typist(words, folder / "xdotool");
        while (typist.runs()) {
            screen.window().wait(5);
            screen.draw();
        }
        for (int i = 0; i < 40; ++i) {
            screen.window().wait(5);
            screen.draw();
        }
    };
    for (int i = 0; i < 10; ++i) screen.draw();
    press({"search", "--name", "Adit keys", "windowfocus"});
    press({"key", "1"});
    press({"key", "Return"});
    press({"key", "Next"});
    press({"type", "--delay", "40", "70"});
    press({"key", "Return"});
    press({"type", "--delay", "40", "Two pits"});
    press({"key", "Tab"});
    const auto& record = desk.state.open->session->record();
    REQUIRE(record.find_value({"/people/men"}) != nullptr);
    CHECK(record::text_of(*record.find_value({"/people/men"})) == "70");
    REQUIRE(record.find_value({"/people/remarks"}) != nullptr);
    CHECK(record::text_of(*record.find_value({"/people/remarks"})) == "Two pits");
}

TEST_CASE("a window in which nothing happens sleeps", "[gui][window]") {
    SKIP_WITHOUT_SCREEN();
    auto window = platform::Window::open({.width = 800, .height = 600});
    REQUIRE(window);
    test::SmallDesk desk;
    test::WindowDesk screen(desk, *std::move(window));
    while (screen.window().wait(50)) screen.draw();
    const auto before = std::clock();
    int woken = 0;
    for (int i = 0; i < 10; ++i) {
        if (screen.window().wait(100)) ++woken;
    }
    const double cpu_s = static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
    CHECK(woken == 0);
    CHECK(cpu_s < 0.05);
}

TEST_CASE("work that is done wakes a sleeping window at once", "[gui][window]") {
    SKIP_WITHOUT_SCREEN();
    auto window = platform::Window::open({.width = 800, .height = 600});
    REQUIRE(window);
    test::SmallDesk desk;
    test::WindowDesk screen(desk, *std::move(window));
    while (screen.window().wait(50)) screen.draw();
    const auto before = std::chrono::steady_clock::now();
    std::thread worker([] {
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
        platform::Window::wake();
    });
    screen.window().wait(5'000);
    worker.join();
    CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(2));
}

TEST_CASE("the older OpenGL draws as well", "[gui][window]") {
    SKIP_WITHOUT_SCREEN();
    auto window = platform::Window::open({.width = 800, .height = 600, .older_opengl = true});
    REQUIRE(window);
    test::SmallDesk desk;
    test::WindowDesk screen(desk, *std::move(window));
    CHECK(screen.play("wait for \"Visit a site\"\nshot older_opengl") == "");
}

TEST_CASE("a picture that cannot be written says where and why", "[gui][window]") {
    SKIP_WITHOUT_SCREEN();
    auto window = platform::Window::open({.width = 400, .height = 300});
    REQUIRE(window);
    test::SmallDesk desk;
    test::WindowDesk screen(desk, *std::move(window));
    screen.draw();
    const auto taken = screen.window().screenshot("/no/such/folder/home.png");
    REQUIRE_FALSE(taken);
    CHECK(taken.error().what.starts_with("/no/such/folder/home.png cannot be written"));
}
