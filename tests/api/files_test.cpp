// What may be relied on of photos at the server: taken from whoever may write of their country, and
// shown to whoever may read it; a picture is shown, everything else is only saved.
#include "support/files.h"

#include "central/attaching.h"
#include "support/console.h"
#include "sync/attachments.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::test;
using Catch::Matchers::ContainsSubstring;

namespace {

Bytes picture(std::string_view begins) {
    Bytes bytes = photo(5'000);
    std::ranges::copy(begins, bytes.begin());
    return bytes;
}

/// Over the endpoint, as a laptop posts: at once, or as it comes and cut where it is told.
class FileLine : public sync::Transport {
public:
    FileLine(TestConsole& console, const TestLaptop& laptop)
        : console_(console), token_(need(bytes_from_hex(laptop.token))) {}

    Result<Bytes> post(ByteView body) override {
        http::Request request = TestConsole::request_of("POST /v1/attachments");
        request.body = std::string(text_of(ByteView(token_))) + std::string(text_of(body));
        if (const auto cut = std::exchange(cut_at, std::nullopt)) {
            const auto taker = console_.service.open(request);
            ENSURE(taker != nullptr);
            taker->part(std::string_view(request.body).substr(0, 20));
            taker->part(std::string_view(request.body).substr(20, *cut - 20));
            taker->cut_off();
            return Error{Code::Unavailable, "the line broke"};
        }
        const auto response = console_.service.answer(request);
        if (response.status != 200) return Error{Code::Refused, sentence_of(response)};
        const ByteView answer = view_of(response.body);
        return Bytes(answer.begin(), answer.end());
    }
    std::optional<std::size_t> cut_at;

private:
    TestConsole& console_;
    Bytes token_;
};

struct Scene {
    TestConsole console;
    TestLaptop asha{console.server, "asha", {"COD"}};
    FileLine line{console, asha};
    std::unique_ptr<store::AttachmentStore> files = open_files(console.server.path("asha.photos"));

    record::RecordId attach(const Bytes& bytes, const std::string& name = "pit.jpg") {
        keep(*files, bytes);
        return asha.write({"site_profile", "1"}, "COD", {put_at("/photo", named(bytes, name))});
    }
    Result<sync::AttachmentReport> give() {
        const auto roster = need(sync::roster_of(*asha.store));
        return sync::give_attachments({.records = *asha.store,
                                       .files = *files,
                                       .roster = roster,
                                       .line = line,
                                       .world = console.server.world.surroundings()},
                                      {});
    }
    http::Response file(const std::string& person, const Bytes& bytes) {
        return console.ask(person, "GET /api/files/" + hex(content_of(bytes).hash));
    }
};

}  // namespace

TEST_CASE("a photo is on the record's page once it has come, and is told as missing before",
          "[api][files]") {
    Scene scene;
    const Bytes pit = picture("\xff\xd8\xff");
    const auto record = scene.attach(pit);
    need(scene.asha.exchange());
    const std::string page = "GET /api/records/" + record.text();
    CHECK(scene.console.json("cod", page)["files_here"] == Json::array());
    CHECK(scene.file("cod", pit).status == 404);

    CHECK(need(scene.give()).sent == 1);
    const Json shown = scene.console.json("cod", page);
    CHECK(shown["files_here"] == Json{hex(content_of(pit).hash)});
    const Json named = {
        {"file", hex(content_of(pit).hash)}, {"size", pit.size()}, {"name", "pit.jpg"}};
    CHECK_THAT(text_of(shown["sections"]), ContainsSubstring(text_of(named)));

    const auto response = scene.file("cod", pit);
    CHECK(response.status == 200);
    CHECK(response.content_type == "image/jpeg");
    CHECK(response.headers.at("X-Content-Type-Options") == "nosniff");
    CHECK(response.headers.at("Content-Disposition") == "inline");
    CHECK_THAT(response.headers.at("Content-Security-Policy"), ContainsSubstring("sandbox"));
    CHECK(response.body == text_of(ByteView(pit)));
}

TEST_CASE("a photo is shown to nobody of another country and to nobody who is not signed in",
          "[api][files]") {
    Scene scene;
    const Bytes pit = picture("\x89PNG\r\n\x1a\n");
    scene.attach(pit);
    need(scene.asha.exchange());
    need(scene.give());
    CHECK(scene.file("hq", pit).content_type == "image/png");
    CHECK(scene.file("gha", pit).status == 404);
    CHECK(scene.file("", pit).status == 401);
    CHECK(scene.console.ask("hq", "GET /api/files/00ff").status == 400);
    CHECK(scene.file("hq", photo(77)).status == 404);
}

TEST_CASE("what is no picture by its bytes is only saved, whatever it is called", "[api][files]") {
    Scene scene;
    const std::string page = "<html><script>alert(1)</script></html>";
    const Bytes trick(page.begin(), page.end());
    scene.attach(trick, "pit.jpg");
    need(scene.asha.exchange());
    need(scene.give());
    const auto response = scene.file("cod", trick);
    CHECK(response.status == 200);
    CHECK(response.content_type == "application/octet-stream");
    CHECK_THAT(response.headers.at("Content-Disposition"), ContainsSubstring("attachment"));
}

TEST_CASE("what came of a photo before the line broke is there when it is asked for",
          "[api][files]") {
    Scene scene;
    const Bytes pit = photo(60'000);
    scene.attach(pit);
    need(scene.asha.exchange());
    // The question is short; what is cut is the giving.
    auto asked = scene.line.post(sync::ask_bytes({content_of(pit)}));
    REQUIRE(asked);
    Bytes give = {0x11};
    for (std::size_t at = 0; at < pit.size(); at += 10'000) {
        const Bytes part = sync::bytes_of(sync::AttachmentPart{
            .file = content_of(pit),
            .from = at,
            .bytes = Bytes(pit.begin() + static_cast<std::ptrdiff_t>(at),
                           pit.begin() + static_cast<std::ptrdiff_t>(at + 10'000))});
        give.insert(give.end(), part.begin(), part.end());
    }
    scene.line.cut_at = 35'000;
    CHECK_FALSE(scene.line.post(give));
    const auto reply = need(
        sync::attachment_reply_from(need(scene.line.post(sync::ask_bytes({content_of(pit)})))));
    REQUIRE(reply.files.size() == 1);
    CHECK(reply.files[0].state == sync::FileState::Wanted);
    CHECK(reply.files[0].have > 34'000);
    CHECK(need(scene.give()).sent == 1);
}

TEST_CASE("a laptop that is unknown or revoked neither gives nor gets photos", "[api][files]") {
    Scene scene;
    const Bytes pit = photo(2'000);
    scene.attach(pit);
    need(scene.asha.exchange());
    http::Request request = TestConsole::request_of("POST /v1/attachments");
    request.body = std::string(16, 'x') + std::string("\x10\x00", 2);
    CHECK(scene.console.service.answer(request).status == 403);
    request.body = "short";
    CHECK(scene.console.service.answer(request).status == 400);
    need(scene.console.server.central->people().revoke(scene.asha.device().bytes,
                                                       scene.console.server.world.now()));
    const auto refused = scene.give();
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::Refused);
}

TEST_CASE("the server proves its photos and says how many are still on laptops", "[api][files]") {
    Scene scene;
    scene.attach(photo(2'000));
    need(scene.asha.exchange());
    need(scene.give());
    scene.attach(photo(3'000));
    need(scene.asha.exchange());
    const auto world = scene.console.server.world.surroundings();
    scene.console.server.stop();
    const auto found = need(central::Central::verify(scene.console.server.data, world));
    CHECK(found.photos == 1);
    CHECK(found.photos_away == 1);
}
