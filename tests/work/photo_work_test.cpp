// What an officer may rely on of photos on the laptop: copied in and counted until they are sent,
// refused in a sentence when they cannot be, and proved with the rest.
#include "work/photo_work.h"

#include "support/laptop.h"
#include "work/verifying.h"

using namespace adit;
using Catch::Matchers::ContainsSubstring;

namespace {

record::RecordId with_photo(test::Laptop& laptop, const std::string& file) {
    const auto kept = test::must(work::keep_file(*laptop, file));
    return laptop.record("site_profile", {{.path = "photo", .text = "", .file = kept}});
}

}  // namespace

TEST_CASE("a photo is counted from when its answer is saved, and once however often it is added",
          "[work][photos]") {
    test::Laptop laptop;
    CHECK(test::must(work::photos_to_send(*laptop)) == work::PhotosToSend{});
    CHECK_FALSE(std::filesystem::exists(laptop->attachments_file()));

    const auto file = laptop.file("pit.jpg", std::string(1'500, 'x')).string();
    test::must(work::keep_file(*laptop, file));
    CHECK(test::must(work::photos_to_send(*laptop)).files == 0);  // No answer names it yet.
    const auto id = with_photo(laptop, file);
    with_photo(laptop, file);
    CHECK(test::must(work::photos_to_send(*laptop)) ==
          work::PhotosToSend{.files = 1, .bytes = 1'500});

    const auto session = test::must(work::session_of(*laptop, id, "en"));
    const auto named = test::must(work::file_at(*session, "photo"));
    CHECK(named.name == "pit.jpg");
    CHECK(text_of(ByteView(test::must(work::photo_bytes(*laptop, named, {})))) ==
          std::string(1'500, 'x'));
    const auto none = work::file_at(*session, "site_name");
    REQUIRE_FALSE(none);
    CHECK(none.error().code == Code::NotFound);
    laptop.close();
    CHECK(test::must(work::verify_photos(laptop.path())).files == 1);
}

TEST_CASE("a name that cannot travel is left on the laptop, its ending is kept", "[work][photos]") {
    test::Laptop laptop;
    const auto file = laptop.file("pit\xff.jpg", "x").string();
    CHECK(test::must(work::keep_file(*laptop, file)).name == "file.jpg");
}

TEST_CASE("a photo that is not here is not invented before enrolment", "[work][photos]") {
    test::Laptop laptop;
    const auto missing =
        work::photo_bytes(*laptop, {.hash = {1}, .size_bytes = 10, .name = "pit.jpg"}, {});
    REQUIRE_FALSE(missing);
    CHECK_THAT(missing.error().what, ContainsSubstring("not enrolled"));
}

TEST_CASE("that photos wait is kept in the laptop's folder", "[work][photos]") {
    test::Laptop laptop;
    CHECK_FALSE(test::must(work::photos_wait(*laptop)));
    test::must(work::set_photos_wait(*laptop, true));
    laptop.close();
    laptop.open();
    CHECK(test::must(work::photos_wait(*laptop)));
    test::must(work::set_photos_wait(*laptop, false));
    CHECK_FALSE(test::must(work::photos_wait(*laptop)));
}

TEST_CASE("sizes are said as people say them", "[work][photos]") {
    CHECK(work::size_words(1) == "1 kB");
    CHECK(work::size_words(300'000) == "300 kB");
    CHECK(work::size_words(1'234'567) == "1.2 MB");
}
