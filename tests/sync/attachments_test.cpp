// What may be relied on of photos on their way: after their answers, smallest first, once, signed
// for, and only for whoever may read them. Bad input ends in a sentence and loses nothing.
#include "support/attachment_wire.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::test;
using Catch::Matchers::ContainsSubstring;

namespace {

struct Scene {
    PhotoProgramme photos;
    Programme& programme = photos.programme;
    Replica& asha = programme.enrol("asha", {"COD"});
    PhotoDesk desk{photos, asha};

    void exchange_answers() { must(test::exchange(programme, asha)); }
    void server_loses_answers() {
        Replica& server = *programme.server;
        server.store.reset();
        for (const char* rest : {"", "-wal", "-shm"}) std::filesystem::remove(server.path + rest);
        server.reopen();
    }
    bool server_has(const Bytes& bytes) {
        const auto standing = must(photos.server_files->find(content_of(bytes)));
        return standing && standing->whole &&
               bytes_in(*photos.server_files, content_of(bytes)) == bytes;
    }
};

}  // namespace

TEST_CASE("where there is no photo to send there is no request", "[sync][photos]") {
    Scene scene;
    write(scene.programme, scene.asha, "COD", {{"/q", std::int64_t{1}}});
    scene.exchange_answers();
    const auto report = must(scene.desk.give());
    CHECK(report.requests == 0);
    CHECK(scene.desk.wire.requests == 0);
}

TEST_CASE("photos go smallest first and are sent when the server has signed for them",
          "[sync][photos]") {
    Scene scene;
    const Bytes large = photo(300'000), small = photo(900), middle = photo(40'000);
    for (const Bytes& each : {large, small, middle}) scene.desk.attach(each);
    scene.exchange_answers();

    std::vector<std::uint64_t> order;
    const auto report = must(scene.desk.give([&](const sync::AttachmentReport& so_far) {
        order.push_back(so_far.sent);
        if (scene.server_has(large)) CHECK((scene.server_has(small) && scene.server_has(middle)));
        return true;
    }));
    CHECK(std::ranges::is_sorted(order));
    CHECK(report.sent == 3);
    CHECK(report.left == 0);
    CHECK(report.left_bytes == 0);
    CHECK(report.given_bytes == 340'900);
    CHECK(report.already == 0);
    for (const Bytes& each : {large, small, middle}) CHECK(scene.server_has(each));
    CHECK(must(scene.desk.files->unsent()).empty());
    // What it costs besides the photos themselves.
    CHECK(scene.desk.wire.up < 340'900 + 340'900 / 100 + 500);

    scene.desk.wire.requests = 0;
    CHECK(must(scene.desk.give()).requests == 0);
}

TEST_CASE("a photo whose answer is not through yet waits, and goes when it is", "[sync][photos]") {
    Scene scene;
    const Bytes pit = photo(2'000);
    scene.desk.attach(pit);
    const auto early = must(scene.desk.give());
    CHECK(early.sent == 0);
    CHECK(early.left == 1);
    CHECK(scene.desk.wire.up < 100);
    scene.exchange_answers();
    CHECK(must(scene.desk.give()).sent == 1);
    CHECK(scene.server_has(pit));
}

TEST_CASE("a file that no answer names is not offered", "[sync][photos]") {
    Scene scene;
    keep(*scene.desk.files, photo(2'000));
    CHECK(must(scene.desk.give()).requests == 0);
}

TEST_CASE("what the server holds already, from whomever, is not sent again", "[sync][photos]") {
    Scene scene;
    const Bytes pit = photo(500'000);
    scene.desk.attach(pit);
    scene.exchange_answers();
    must(scene.desk.give());

    PhotoDesk badu(scene.photos, scene.programme.enrol("badu", {"COD"}));
    badu.attach(pit);
    must(test::exchange(scene.programme, badu.laptop));
    const auto report = must(badu.give());
    CHECK(report.sent == 1);
    CHECK(report.already == 1);
    CHECK(report.requests == 1);
    CHECK(badu.wire.up < 100);
}

TEST_CASE("photos that the server lost are asked about once a month, and given again",
          "[sync][photos]") {
    Scene scene;
    const Bytes pit = photo(50'000), front = photo(3'000);
    scene.desk.attach(pit);
    scene.desk.attach(front);
    scene.exchange_answers();
    must(scene.desk.give());
    CHECK(must(scene.desk.give()).requests == 0);  // From now on the month counts.
    scene.photos.server_loses_photos();
    scene.programme.world.pass(std::int64_t{29} * 24 * 3'600 * 1'000);
    CHECK(must(scene.desk.give()).requests == 0);

    scene.programme.world.pass(std::int64_t{2} * 24 * 3'600 * 1'000);
    const auto again = must(scene.desk.give());
    CHECK(again.sent == 2);
    CHECK(again.left == 0);
    CHECK(scene.server_has(pit));
    CHECK(scene.server_has(front));
    CHECK(must(scene.desk.give()).requests == 0);
}

TEST_CASE("a server that lost answers is asked at once about the photos that it had",
          "[sync][photos]") {
    Scene scene;
    const Bytes pit = photo(50'000);
    scene.desk.attach(pit);
    scene.exchange_answers();
    must(scene.desk.give());
    must(scene.desk.give());
    scene.photos.server_loses_photos();
    scene.server_loses_answers();
    scene.exchange_answers();

    CHECK(must(scene.desk.give()).sent == 1);
    CHECK(scene.server_has(pit));
}

TEST_CASE("while the server holds all, asking again sends nothing", "[sync][photos]") {
    Scene scene;
    scene.desk.attach(photo(50'000));
    scene.exchange_answers();
    must(scene.desk.give());
    REQUIRE(sync::attachments_may_be_lost(*scene.asha.store));
    const auto report = must(scene.desk.give());
    CHECK(report.requests == 1);
    CHECK(report.sent == 0);
    CHECK(report.left == 0);
}

TEST_CASE("paused, a photo stays where it is and goes on from there", "[sync][photos]") {
    Scene scene;
    const Bytes pit = photo(1'000'000);
    scene.desk.attach(pit);
    scene.exchange_answers();
    const auto paused = must(scene.desk.give(
        [](const sync::AttachmentReport& so_far) { return so_far.given_bytes < 200'000; }));
    CHECK(paused.sent == 0);
    CHECK(paused.left == 1);
    CHECK(paused.given_bytes >= 200'000);
    CHECK(paused.left_bytes == 1'000'000 - paused.given_bytes);
    const auto before = scene.desk.wire.up;
    CHECK(must(scene.desk.give()).sent == 1);
    CHECK(scene.desk.wire.up - before < paused.left_bytes * 101 / 100 + 200);
    CHECK(scene.server_has(pit));
}

TEST_CASE("a laptop can neither give nor get photos of a country that it may not read",
          "[sync][photos]") {
    Scene scene;
    const Bytes pit = photo(3'000);
    scene.desk.attach(pit);
    scene.exchange_answers();
    must(scene.desk.give());

    PhotoDesk kofi(scene.photos, scene.programme.enrol("kofi", {"GHA"}));
    CHECK(must(kofi.fetch(content_of(pit))) == sync::Fetched::NotThere);
    keep(*kofi.files, pit);
    // He says that he has it; only the server's own changes count.
    write(scene.programme, kofi.laptop, "GHA", {{"/photo", named(pit)}});
    CHECK(must(kofi.give()).sent == 0);
    CHECK(kofi.wire.up < 200);
}

TEST_CASE("another laptop of the country gets a photo when it asks", "[sync][photos]") {
    Scene scene;
    const Bytes pit = photo(700'000);
    const auto file = scene.desk.attach(pit);
    scene.exchange_answers();
    PhotoDesk badu(scene.photos, scene.programme.enrol("badu", {"COD"}));
    must(test::exchange(scene.programme, badu.laptop));
    CHECK(must(badu.fetch(file)) == sync::Fetched::NotThere);  // It is still on Asha's laptop.
    must(scene.desk.give());
    CHECK(must(badu.fetch(file)) == sync::Fetched::Whole);
    CHECK(bytes_in(*badu.files, file) == pit);
    const auto asked = badu.wire.requests;
    CHECK(must(badu.fetch(file)) == sync::Fetched::Whole);
    CHECK(badu.wire.requests == asked);
}

TEST_CASE("a receipt that no server of the programme signed sends nothing", "[sync][photos]") {
    Scene scene;
    scene.desk.attach(photo(2'000));
    scene.exchange_answers();
    scene.desk.wire.spoil_answer = [](Bytes& answer) {
        if (answer.size() > 64) answer.back() ^= 1;
    };
    const auto report = scene.desk.give();
    REQUIRE_FALSE(report);
    CHECK(report.error().code == Code::Refused);
    CHECK_THAT(report.error().what, ContainsSubstring("not signed"));
    CHECK(must(scene.desk.files->unsent()).size() == 1);
}

TEST_CASE("of a part that a cut line broke off, what came is kept", "[sync][photos]") {
    Scene scene;
    const Bytes pit = photo(100'000);
    scene.desk.attach(pit);
    scene.exchange_answers();
    scene.desk.wire.cut_up_at = [](std::size_t size) {
        return size > 1'000 ? std::size_t{20'000} : size;  // Two parts of 8 KiB, and some more.
    };
    REQUIRE_FALSE(scene.desk.give());
    const auto standing = must(scene.photos.server_files->find(content_of(pit)));
    REQUIRE(standing);
    CHECK(standing->have > 19'500);
    CHECK(standing->have < 20'000);
    scene.desk.wire.cut_up_at = {};
    CHECK(must(scene.desk.give()).given_bytes == 100'000 - standing->have);
    CHECK(scene.server_has(pit));
}

TEST_CASE("a file that no answer names fills no server", "[sync][photos]") {
    Scene scene;
    const Bytes stranger = photo(3'000);
    Writer body;
    body.u8(static_cast<std::uint8_t>(sync::AttachmentRequest::Give));
    body.raw(sync::bytes_of(
        sync::AttachmentPart{.file = content_of(stranger), .from = 0, .bytes = stranger}));
    const auto reply = must(sync::attachment_reply_from(must(scene.desk.wire.post(body.bytes()))));
    REQUIRE(reply.files.size() == 1);
    CHECK(reply.files.front().state == sync::FileState::NotNamed);
    CHECK_FALSE(must(scene.photos.server_files->find(content_of(stranger))).has_value());
}

TEST_CASE("a photo that arrives damaged again and again is told, and the others go on",
          "[sync][photos]") {
    Scene scene;
    const Bytes good = photo(300'000), lie = photo(20'000);
    // Its answer names another hash than its bytes have: as if they rotted after they were kept.
    store::Content wrong = content_of(lie);
    wrong.hash[0] ^= 1;
    write(scene.programme, scene.asha, "COD",
          {{"/photo", record::AttachmentRef{wrong.hash, wrong.size_bytes, "pit.jpg"}}});
    scene.desk.attach(good);
    scene.exchange_answers();
    const auto server = [&](const store::Content& file) {
        return must(scene.photos.server_files->find(file));
    };
    Writer body;
    body.u8(static_cast<std::uint8_t>(sync::AttachmentRequest::Give));
    for (std::size_t at = 0; at < lie.size(); at += 10'000) {
        body.raw(sync::bytes_of(sync::AttachmentPart{
            .file = wrong,
            .from = at,
            .bytes = Bytes(lie.begin() + static_cast<std::ptrdiff_t>(at),
                           lie.begin() + static_cast<std::ptrdiff_t>(at + 10'000))}));
    }
    const auto reply = must(sync::attachment_reply_from(must(scene.desk.wire.post(body.bytes()))));
    CHECK(reply.files == std::vector{sync::FileAnswer{sync::FileState::Wanted, 0}});
    CHECK_FALSE(server(wrong).has_value());
    CHECK(must(scene.desk.give()).sent == 1);
    CHECK(scene.server_has(good));
}

TEST_CASE("a photo that the line spoils each time is given up after a few tries",
          "[sync][photos]") {
    Scene scene;
    scene.desk.attach(photo(200'000));
    scene.exchange_answers();
    // The server's answer to each giving says that it had to begin anew.
    scene.desk.wire.spoil_answer = [](Bytes& answer) {
        answer = sync::bytes_of(sync::AttachmentReply{{{sync::FileState::Wanted, 0}}, {}});
    };
    const auto report = must(scene.desk.give());
    CHECK(report.sent == 0);
    CHECK(report.left == 1);
    CHECK(report.requests < 6);
    CHECK(report.given_up == 1);
}

TEST_CASE("hostile sizes, places and kinds are refused in a sentence", "[sync][photos]") {
    Scene scene;
    const Bytes pit = photo(2'000);
    const auto file = scene.desk.attach(pit);
    scene.exchange_answers();
    const auto post = [&](const Bytes& body) { return scene.desk.wire.post(body); };
    const auto part = [&](std::uint64_t size, std::uint64_t from, std::uint64_t length) {
        Writer out;
        out.u8(static_cast<std::uint8_t>(sync::AttachmentRequest::Give));
        out.raw(file.hash);
        out.varint(size);
        out.varint(from);
        out.varint(length);
        out.raw(Bytes(std::min<std::size_t>(length, 20'000), 7));
        return out.take();
    };
    const std::vector<Bytes> bodies = {
        {},
        {0x13},
        {0x11},
        {0x10, 0x05},
        part(0, 0, 1),
        part(UINT64_MAX, 0, 1),
        part(store::kAttachmentBytesMax + 1, 0, 1),
        part(2'000, 2'000, 1),
        part(2'000, UINT64_MAX, 1),
        part(2'000, 1'999, 2),
        part(2'000, 0, 0),
        part(1'000'000, 0, sync::kPartBytesMax + 1),
        part(1'000'000, 0, UINT64_MAX),
        Bytes(70'000, 0x10),
        sync::bytes_of(sync::AttachmentFetch{.file = file, .from = 2'000, .kib_max = 1}),
        sync::bytes_of(sync::AttachmentFetch{.file = file, .from = 0, .kib_max = 0}),
        sync::bytes_of(sync::AttachmentFetch{.file = file, .from = 0, .kib_max = 1'025})};
    for (const Bytes& body : bodies) {
        INFO(hex(ByteView(body).first(std::min<std::size_t>(body.size(), 60))));
        const auto answer = post(body);
        REQUIRE_FALSE(answer);
        CHECK(answer.error().code == Code::BadInput);
        CHECK(answer.error().what.size() > 20);
    }
    CHECK_FALSE(must(scene.photos.server_files->find(file)).has_value());
    CHECK(must(scene.desk.give()).sent == 1);
}

TEST_CASE("the protocol's example is what is written and read", "[sync][photos]") {
    const Bytes abc = {'a', 'b', 'c'};
    const std::string file = "bddd813c634239723171ef3fee98579b94964e3bb1cb3e427262c8c068d5231903";
    const Bytes ask = sync::ask_bytes({content_of(abc)});
    CHECK(hex(ask) == "1001" + file);
    CHECK(must(sync::asked_in(ask)) == std::vector{content_of(abc)});
    const Bytes part =
        sync::bytes_of(sync::AttachmentPart{.file = content_of(abc), .from = 0, .bytes = abc});
    CHECK("11" + hex(part) == "11" + file + "0003616263");
}

TEST_CASE("many photos are asked about in few requests", "[sync][photos]") {
    Scene scene;
    for (unsigned i = 0; i < 300; ++i) scene.desk.attach(photo(50 + i, i));
    scene.exchange_answers();
    const auto report = must(scene.desk.give());
    CHECK(report.sent == 300);
    CHECK(report.requests <= 5);
}
