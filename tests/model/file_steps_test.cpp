// A photo on its way into an answer: it becomes the answer only when the laptop has it, what stands
// in the way is said at its question, and what is not sent yet is said in its own words.
#include "model/shown.h"
#include "support/small_form.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::test;
using model::spoken_sync;

namespace {

const record::NodePath kPit{"/place/pit"}, kCamp{"/place/camp"};
const record::AttachmentRef kFile{.hash = {1}, .size_bytes = 1'234'567, .name = "pit.jpg"};

/// A form with two photos on its first page and none on its second.
class PhotoDesk : public Desk {
public:
    PhotoDesk() {
        write_file(folder_ / "visit" / "survey.csv",
                   "type,name,label::English (en)\nbegin_group,place,Place\ntext,name,Name\n"
                   "image,pit,The pit\nimage,camp,The camp\nend_group,,\n"
                   "begin_group,people,People\ninteger,men,Men\nend_group,,\n");
        write_file(folder_ / "visit" / "settings.csv",
                   "form_title,form_id,version,default_language\nVisit,visit,1,English (en)\n");
        add_form(folder_ / "visit");
        enrol({{{"COD"}, {{{"en", "DR Congo"}, {"fr", "RD Congo"}}}}});
        ask(model::StartRecord{.form = "visit", .site = "", .scope = {}, .training = false});
        REQUIRE(state.open);
        given.clear();
    }

    record::RecordId id() const { return state.open->session->record().id; }
    const record::Value* value(const record::NodePath& path) const {
        return state.open->session->question(path).value;
    }

private:
    Folder folder_;
};

}  // namespace

TEST_CASE("a photo is copied into the laptop first, and then it is the answer", "[model][photos]") {
    PhotoDesk desk;
    desk.ask(model::AddFile{kPit, "/media/stick/pit.jpg"});
    CHECK(desk.all_given<model::effect::KeepFile>() ==
          std::vector{model::effect::KeepFile{desk.id(), kPit, "/media/stick/pit.jpg"}});
    CHECK(desk.state.open->adding.contains(kPit));
    CHECK(desk.value(kPit) == nullptr);
    desk.ask(model::AddFile{kPit, "/media/stick/pit.jpg"});  // Pressed twice: copied once.
    CHECK(desk.all_given<model::effect::KeepFile>().size() == 1);

    desk.hear(model::event::FileKept{desk.id(), kPit, kFile});
    REQUIRE(desk.value(kPit) != nullptr);
    CHECK(*desk.value(kPit) == record::Value(kFile));
    CHECK(desk.state.open->adding.empty());
    CHECK(desk.all_given<model::effect::Append>().size() == 1);
    desk.ask(model::GiveAnswer{kPit, record::Nothing{}});
    CHECK((desk.value(kPit) == nullptr || record::is_nothing(*desk.value(kPit))));
}

TEST_CASE("what stands in a photo's way is said at its question until it is tried again",
          "[model][photos]") {
    PhotoDesk desk;
    desk.ask(model::AddFile{kPit, "none.jpg"});
    desk.hear(model::event::FileRefused{desk.id(), kPit, {Code::NotFound, "there is no file"}});
    CHECK(desk.state.open->refused_files.at(kPit).what == "there is no file");
    CHECK(desk.state.open->adding.empty());
    CHECK(desk.all_given<model::effect::Append>().empty());
    desk.ask(model::AddFile{kPit, "pit.jpg"});
    CHECK(desk.state.open->refused_files.empty());
}

TEST_CASE("a file for no question, without a name or for another record changes nothing",
          "[model][photos]") {
    PhotoDesk desk;
    desk.ask(model::AddFile{kPit, ""});
    desk.ask(model::AddFile{{"/place/name"}, "pit.jpg"});
    CHECK(desk.all_given<model::effect::KeepFile>().empty());
    desk.hear(model::event::FileKept{record::RecordId{}, kPit, kFile});
    CHECK(desk.value(kPit) == nullptr);
}

TEST_CASE("a file that is dropped goes to the question one is at, else to the next open one",
          "[model][photos]") {
    PhotoDesk desk;
    const auto dropped_for = [&] {
        desk.hear(model::event::FileDropped{"/tmp/pit.jpg"});
        const auto kept = desk.all_given<model::effect::KeepFile>();
        return kept.empty() ? std::string() : kept.back().path.text;
    };
    desk.ask(model::GoTo{kCamp});
    CHECK(dropped_for() == kCamp.text);
    desk.hear(model::event::FileKept{desk.id(), kCamp, kFile});
    desk.ask(model::GoTo{{"/place/name"}});
    CHECK(dropped_for() == kPit.text);
    desk.given.clear();
    desk.ask(model::GoTo{{"/people/men"}});
    CHECK(dropped_for().empty());
    CHECK(desk.state.toasts.back().key == "attachment.nowhere");
}

TEST_CASE("photos to send are counted in their own words, before, during and after",
          "[model][photos]") {
    PhotoDesk desk;
    model::event::HomeLoaded home;
    home.counts.unsent = {.records = 0, .changes = 0, .photos = 3, .photo_bytes = 1'200'000};
    desk.hear(std::move(home));
    CHECK(spoken_sync(desk.state).words == "Photos to send: 3");
    CHECK(spoken_sync(desk.state).mood == model::Mood::Waits);
    desk.ask(model::SyncNow{});
    desk.hear(model::event::PhotoProgress{
        .left = 2, .left_bytes = 800'000, .given_bytes = 400'000, .left_ms = 125'000});
    CHECK(spoken_sync(desk.state).words == "Photos to send: 2");
    CHECK(desk.state.sync.photos->given_bytes == 400'000);
    CHECK(model::shown_time_left(desk.state) == "About 3 min left at this speed.");
    model::event::SyncDone done;
    done.photos_sent = 1;
    done.photos_broke = true;
    desk.hear(std::move(done));
    CHECK_FALSE(desk.state.sync.photos);
    CHECK(desk.state.toasts.back().key == "photos.broke");
}

TEST_CASE("that photos wait for a better line is kept for the next start", "[model][photos]") {
    PhotoDesk desk;
    desk.ask(model::PhotosWait{true});
    CHECK(desk.state.photos_wait);
    CHECK(desk.all_given<model::effect::KeepSetting>() ==
          std::vector{model::effect::KeepSetting{"photos", "wait"}});
    Desk again;
    again.hear(model::event::Started{std::nullopt, {{"photos", "wait"}}, {}, {}});
    CHECK(again.state.photos_wait);
}
