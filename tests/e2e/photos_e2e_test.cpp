// What may be relied on of photos between real programs over TLS: answers first, nothing lost,
// nothing sent twice but what was under way, and the same bytes at the other end.
#include "base/json.h"
#include "e2e/field_work.h"
#include "support/files.h"
#include "support/shaping_proxy.h"

#include <atomic>
#include <chrono>

using namespace adit;
using namespace adit::test;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr std::uint64_t kHandshakeBytesMax = 4096;  // Both flights of TLS, with the certificate.
constexpr std::uint64_t kSentAgainMax = 16 * 1024;  // Of what was under way when it was cut.

/// A pilot with a line that can be made bad, and a laptop with one site profile.
struct Scene {
    Pilot pilot;
    std::atomic<std::uint64_t> crossed = 0;  // Bytes that came through to the server.
    std::unique_ptr<ShapingProxy> line;
    std::string record;

    Scene() {
        pilot.serve_behind_a_line();
        std::string why;
        line = ShapingProxy::open({.host = "127.0.0.1", .port = pilot.port()},
                                  {.host = pilot.listens_at(), .port = pilot.port()}, {}, why,
                                  [this](const LinkEnd& end) { crossed += end.delivered_up; });
        INFO(why);
        REQUIRE(line != nullptr);
        REQUIRE(pilot.serve());
        REQUIRE(pilot.enrol("asha", "COD").code == 0);
        record = new_record("asha");
        REQUIRE(pilot.field("asha", {"sync"}).code == 0);
    }

    std::string new_record(const std::string& laptop) {
        const Ended made =
            pilot.field(laptop, {"record", "new", "--form", "site_profile", "--json"});
        REQUIRE(made.code == 0);
        return (*json_from(made.said))["id"].get<std::string>();
    }
    /// As a file of the laptop's disk, added to the record.
    void attach(const std::string& laptop, const std::string& to, const Bytes& bytes) {
        const auto file = pilot.path("pit.jpg");
        std::ofstream(file, std::ios::binary) << text_of(ByteView(bytes));
        const Ended added = pilot.field(laptop, {"record", "attach", to, "photo=" + file.string()});
        INFO(added.said);
        REQUIRE(added.code == 0);
    }
    Json sync(const std::string& laptop) {
        const Ended ended = pilot.field(laptop, {"sync", "--json"});
        INFO(ended.said);
        REQUIRE(ended.code == 0);
        return *json_from(ended.said);
    }
    std::uint64_t up(const std::function<void()>& call) {
        const auto before = line->counts().up;
        call();
        return line->counts().up - before;
    }
    /// The server may be at work.
    std::optional<store::AttachmentStore::Standing> at_server(const Bytes& bytes) {
        const auto files = open_files(pilot.data() / "photos.adit");
        return *files->find(content_of(bytes));
    }
    void check_server_has(const Bytes& bytes) {
        const auto files = open_files(pilot.data() / "photos.adit");
        CHECK(bytes_in(*files, content_of(bytes)) == bytes);
    }
    void check_verified(const std::string& photos) {
        const Ended laptop = pilot.field("asha", {"--language", "en", "verify"});
        INFO(laptop.said);
        CHECK(laptop.code == 0);
        CHECK(pilot.stop() == 0);
        const Ended server = pilot.server({"verify"});
        INFO(server.said);
        CHECK(server.code == 0);
        CHECK_THAT(server.said, ContainsSubstring("Photos and files: " + photos));
    }
};

}  // namespace

TEST_CASE("a photo goes from one laptop's disk to the server, and to another laptop that asks",
          "[e2e][photos]") {
    Scene scene;
    const Bytes pit = photo(300'000);
    scene.attach("asha", scene.record, pit);
    const Ended waiting = scene.pilot.field("asha", {"--language", "en", "photos"});
    CHECK_THAT(waiting.said, ContainsSubstring("Photos to send: 1, 300 kB"));

    const Ended answers = scene.pilot.field("asha", {"--language", "en", "sync", "--answers-only"});
    CHECK(answers.code == 0);
    CHECK_THAT(answers.said, ContainsSubstring("They wait for a better line"));
    CHECK_FALSE(scene.at_server(pit).has_value());

    REQUIRE(scene.pilot.enrol("badu", "COD").code == 0);
    REQUIRE(scene.pilot.field("badu", {"sync"}).code == 0);
    const std::string out = scene.pilot.path("got.jpg").string();
    const std::vector<std::string> fetch = {"--language", "en",    "record", "file",
                                            scene.record, "photo", "--out",  out};
    const Ended early = scene.pilot.field("badu", fetch);
    CHECK(early.code == 1);
    CHECK_THAT(early.said, ContainsSubstring("still on the laptop where it was added"));

    const Json sent = scene.sync("asha");
    CHECK(sent["photos_sent"] == 1);
    CHECK(sent["photos_left"] == 0);
    scene.check_server_has(pit);
    const Ended got = scene.pilot.field("badu", fetch);
    INFO(got.said);
    REQUIRE(got.code == 0);
    CHECK(file_text(out) == text_of(ByteView(pit)));

    // Nothing to send: no request about photos at all.
    const Json again = scene.sync("asha");
    CHECK(again["photos_requests"] == 0);
    CHECK(again["requests"] == 1);
    scene.check_verified("1 here");
}

TEST_CASE("a line that is cut in the middle of a photo costs at most 16 KiB sent again",
          "[e2e][photos]") {
    Scene scene;
    unsigned which = 0;
    for (const std::uint64_t cut : {12'000U, 40'000U, 77'777U, 200'001U, 399'999U}) {
        INFO("cut after " << cut << " bytes");
        const Bytes pit = photo(400'000, ++which);
        scene.attach("asha", scene.record, pit);
        REQUIRE(scene.pilot.field("asha", {"sync", "--answers-only"}).code == 0);
        const LinkCounts before = scene.line->counts();
        const std::uint64_t crossed = scene.crossed;
        // Slow enough that what lies unread with the server when it is cut is little.
        scene.line->reshape({.rate_bits = 8'000'000, .cut_up = cut});
        Running syncing({kField, "--workspace", scene.pilot.path("asha").string(), "sync"},
                        scene.pilot.path("asha.sync"));
        REQUIRE(comes_true([&] { return scene.line->counts().cuts > before.cuts; }));
        scene.line->reshape({});
        CHECK(syncing.wait() == 0);
        scene.check_server_has(pit);

        const LinkCounts after = scene.line->counts();
        const std::uint64_t connections = after.connections - before.connections;
        REQUIRE(connections >= 2);
        REQUIRE(comes_true([&] { return scene.crossed - crossed > pit.size(); }));
        const std::uint64_t up = scene.crossed - crossed;
        INFO(up << " bytes came through on " << connections << " connections");
        const std::uint64_t once = pit.size() + pit.size() / 50 + connections * kHandshakeBytesMax;
        CHECK(up <= once + (connections - 1) * kSentAgainMax);
    }
    scene.check_verified("5 here");
}

TEST_CASE("a line that breaks again and again is given up in a sentence; the photo goes on later",
          "[e2e][photos]") {
    Scene scene;
    const Bytes pit = photo(400'000);
    scene.attach("asha", scene.record, pit);
    REQUIRE(scene.pilot.field("asha", {"sync", "--answers-only"}).code == 0);
    // The answers' request comes through, of the photo nothing does.
    const std::uint64_t answers =
        scene.up([&] { REQUIRE(scene.pilot.field("asha", {"sync", "--answers-only"}).code == 0); });
    Shape shape;
    shape.cut_up = answers + 4'000;
    scene.line->reshape(shape);
    const Ended broken = scene.pilot.field("asha", {"--language", "en", "sync"});
    INFO(broken.said);
    CHECK(broken.code == 3);
    CHECK_THAT(broken.said,
               ContainsSubstring("Photos to send: 1, 400 kB. Run adit-field sync again"));
    scene.line->reshape({});
    CHECK(scene.sync("asha")["photos_sent"] == 1);
    scene.check_server_has(pit);
}

TEST_CASE("on a slow line the answers are through long before the photo is", "[e2e][photos]") {
    Scene scene;
    const Bytes pit = photo(150'000);
    REQUIRE(import_sites(scene.pilot, "asha", 0, 20));
    scene.attach("asha", scene.record, pit);
    const auto heads = heads_of(laptop_file(scene.pilot, "asha"));
    scene.line->reshape({.rate_bits = 800'000, .delay = 20ms});
    Running syncing({kField, "--workspace", scene.pilot.path("asha").string(), "sync"},
                    scene.pilot.path("asha.sync"));
    // As soon as the first byte of the photo is there, every answer is.
    REQUIRE(comes_true([&] { return scene.at_server(pit).has_value(); }));
    CHECK(heads_of(server_file(scene.pilot)) == heads);
    CHECK_FALSE(scene.at_server(pit)->whole);
    CHECK(syncing.wait() == 0);
    scene.check_server_has(pit);
}

TEST_CASE("what one laptop has sent another need not send", "[e2e][photos]") {
    Scene scene;
    const Bytes pit = photo(200'000);
    scene.attach("asha", scene.record, pit);
    scene.sync("asha");
    REQUIRE(scene.pilot.enrol("badu", "COD").code == 0);
    scene.attach("badu", scene.new_record("badu"), pit);
    const std::uint64_t up = scene.up([&] { CHECK(scene.sync("badu")["photos_sent"] == 1); });
    CHECK(up < 10'000);
}

TEST_CASE("a file that is not there, is empty or fits no question is refused in a sentence",
          "[e2e][photos]") {
    Scene scene;
    const auto attach = [&](const std::string& what) {
        return scene.pilot.field("asha",
                                 {"--language", "en", "record", "attach", scene.record, what});
    };
    const auto file = scene.pilot.path("empty.jpg");
    std::ofstream(file).flush();
    CHECK_THAT(attach("photo=" + scene.pilot.path("none.jpg").string()).said,
               ContainsSubstring("there is no file"));
    CHECK_THAT(attach("photo=" + file.string()).said, ContainsSubstring("is empty"));
    CHECK_THAT(attach("photo=" + scene.pilot.path("").string()).said,
               ContainsSubstring("is no file"));
    std::ofstream(file) << "words";
    const Ended name = attach("site_name=" + file.string());
    CHECK(name.code == 1);
    CHECK_THAT(name.said, ContainsSubstring("takes no file"));
    const Ended none = scene.pilot.field(
        "asha", {"--language", "en", "record", "file", scene.record, "photo", "--out", "x"});
    CHECK(none.code == 1);
    CHECK_THAT(none.said, ContainsSubstring("has no photo"));
    CHECK(scene.sync("asha")["photos_requests"] == 0);
}
