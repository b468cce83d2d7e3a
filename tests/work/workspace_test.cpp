// What a person may rely on of the laptop's folder: it is begun once, it keeps who it belongs to,
// and what cannot be opened is left as it is.
#include "work/workspace.h"

#include "support/laptop.h"
#include "work/enrolment.h"
#include "work/sync_work.h"

using namespace adit;

TEST_CASE("a laptop keeps its key, its person and its forms when it is switched off", "[work]") {
    test::Laptop laptop;
    const auto device = laptop->self().device;
    laptop.close();
    laptop.open();
    CHECK(laptop->self().device == device);
    REQUIRE(laptop->owner());
    CHECK(laptop->owner()->person == "k.mensah");
    CHECK(test::must(laptop->forms().all()).size() == 7);
}

TEST_CASE("a folder that holds work is not begun again", "[work]") {
    test::Laptop laptop;
    const auto again = work::Workspace::make(laptop.path(), laptop.world.surroundings());
    REQUIRE_FALSE(again);
    CHECK(again.error().code == Code::Refused);
}

TEST_CASE("a folder without work says how to begin", "[work]") {
    const test::Folder folder;
    const auto opened = work::Workspace::open(folder.path(), real_surroundings());
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code == Code::NotFound);
    CHECK(opened.error().what.find("adit-field init") != std::string::npos);
}

TEST_CASE("a file that is no store is left untouched", "[work]") {
    const test::Folder folder;
    const auto file = folder.path() / "laptop.adit";
    std::ofstream(file) << "this is a letter, not a store, and long enough to look like a page";
    const auto opened = work::Workspace::open(folder.path(), real_surroundings());
    REQUIRE_FALSE(opened);
    CHECK(opened.error().code == Code::Corrupt);
    std::string content;
    std::getline(std::ifstream(file), content);
    CHECK(content.starts_with("this is a letter"));
}

TEST_CASE("a laptop that works in several countries is asked which", "[work]") {
    test::Laptop laptop;
    CHECK(test::must(laptop->scope_or_only("GHA")).code == "GHA");
    CHECK(laptop->scope_or_only("").error().what == "say which country: --country COD or GHA");
    CHECK(laptop->scope_or_only("KEN").error().code == Code::Refused);
}

TEST_CASE("something that is no ticket is refused before anything is sent", "[work]") {
    CHECK(work::ticket_from("hello").error().code == Code::BadInput);
    CHECK(work::ticket_from("{}").error().what.find("no adit_ticket") != std::string::npos);
    CHECK(work::ticket_from(R"({"adit_ticket": 2})").error().what.find("another version") !=
          std::string::npos);
    CHECK_FALSE(work::ticket_from(R"({"adit_ticket": 1, "url": "https://x", "code": "A",
                                      "certificate": "PEM", "programme_key": "00"})"));
}

TEST_CASE("a server that is gone is said to be away, and nothing is lost", "[work]") {
    test::Laptop laptop;
    laptop.record("site_profile", {{"site_name", "Mont Bleu"}});
    work::Owner owner = *laptop->owner();
    owner.server = work::Server{.url = "https://127.0.0.1:1",
                                .certificate_pem = "-----BEGIN CERTIFICATE-----\n",
                                .programme = "",
                                .programme_key = {},
                                .token = {}};
    test::must(laptop->set_owner(owner));
    const auto outcome = work::sync_with_server(*laptop, {});
    REQUIRE_FALSE(outcome);
    CHECK(test::must(laptop->store().count({})) == 1);
}

TEST_CASE("a laptop that is not enrolled says so instead of sending", "[work]") {
    test::Laptop laptop;
    const auto outcome = work::sync_with_server(*laptop, {});
    REQUIRE_FALSE(outcome);
    CHECK(outcome.error().code == Code::Refused);
}
