// What two officers may rely on who sit in one room without a network: their laptops exchange as
// they are shipped, and what one of them brings to the server later is everybody's.
#include "e2e/field_work.h"
#include "e2e/pilot.h"
#include "sqlite/database.h"

#include <catch2/catch_all.hpp>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <regex>

using namespace adit;
using namespace adit::test;
using Catch::Matchers::ContainsSubstring;

namespace {

/// adit-field with somebody at its keyboard.
class Seated {
public:
    Seated(const Pilot& pilot, const std::string& laptop, const std::vector<std::string>& words)
        : keys_(pilot.path(laptop + ".keys")), said_(pilot.path(laptop + ".lan.said")) {
        std::filesystem::remove(keys_);
        ENSURE(::mkfifo(keys_.c_str(), 0600) == 0);
        hand_ = ::open(keys_.c_str(), O_RDWR | O_CLOEXEC);
        ENSURE(hand_ >= 0);
        std::vector<std::string> all = {"/bin/sh", "-c",          "exec \"$@\" < \"$0\"",     keys_,
                                        kField,    "--workspace", pilot.path(laptop).string()};
        all.insert(all.end(), words.begin(), words.end());
        program_ = std::make_unique<Running>(all, said_);
    }
    ~Seated() {
        program_.reset();
        ::close(hand_);
    }
    Seated(const Seated&) = delete;
    Seated& operator=(const Seated&) = delete;

    void type(const std::string& line) const {
        const std::string with_end = line + "\n";
        ENSURE(::write(hand_, with_end.data(), with_end.size()) ==
               static_cast<ssize_t>(with_end.size()));
    }
    std::string said() const { return file_text(said_); }
    bool says(const std::string& words) {
        return comes_true([&] { return said().find(words) != std::string::npos || !is_there(); }) &&
               said().find(words) != std::string::npos;
    }
    /// The six digits on the screen; "" when it ended without any.
    std::string code() {
        if (!says("yes or no")) return "";
        const std::string words = said();
        std::smatch found;
        if (!std::regex_search(words, found, std::regex("code is (\\d{3}) (\\d{3})"))) return "";
        return found[1].str() + found[2].str();
    }
    Ended ends() {
        const int code = program_->wait();
        return {code, said()};
    }
    Ended killed() {
        const int code = program_->end(SIGKILL);
        return {code, said()};
    }

private:
    bool is_there() { return program_->runs(); }

    std::string keys_;
    std::filesystem::path said_;
    int hand_ = -1;
    std::unique_ptr<Running> program_;
};

/// A pilot with laptops whose list of laptops is of today.
struct Room {
    Room() {
        ENSURE(pilot.serve());
        for (const char* name : {"asha", "badu", "chen"}) {
            ENSURE(pilot.enrol(name, "COD").code == 0);
        }
        for (const char* name : {"asha", "badu"}) ENSURE(pilot.field(name, {"sync"}).code == 0);
    }
    std::vector<std::string> words(const std::string& what) const {
        return {"lan", what, "--on", "127.0.0.1", "--port", port};
    }
    std::string site(const std::string& laptop, const std::string& name) {
        const Ended begun = pilot.field(laptop, {"record", "new", "--form", "site_profile", "--set",
                                                 "country=COD", "--set", "site_name=" + name});
        ENSURE(begun.code == 0);
        return begun.said.substr(0, 36);
    }
    bool has(const std::string& laptop, const std::string& id) {
        return pilot.field(laptop, {"show", id}).code == 0;
    }

    Pilot pilot;
    std::string port = std::to_string(free_port());
};

std::int64_t changes_in(const std::filesystem::path& file) {
    auto db = sqlite::Database::open({.path = file.string(), .create = false});
    if (!db) return 0;
    auto select = db->prepare("SELECT count(*) FROM change");
    if (!select) return 0;
    const auto row = select->next();
    return row && *row ? select->integer(0) : 0;
}

}  // namespace

TEST_CASE("two laptops in one room and a third by the server all end with the same records",
          "[e2e][lan]") {
    Room room;
    Pilot& pilot = room.pilot;
    const std::string hill = room.site("asha", "Kamituga hill");
    const std::string river = room.site("badu", "Elila river");
    pilot.stop();  // No internet.
    {
        Seated waits(pilot, "asha", room.words("wait"));
        REQUIRE(waits.says("This laptop waits"));
        Seated joins(pilot, "badu", room.words("join"));
        const std::string code = joins.code();
        INFO(waits.said() << joins.said());
        REQUIRE(code.size() == 6);
        CHECK(waits.code() == code);
        CHECK_THAT(joins.said(), ContainsSubstring("Connected with Laptop of asha (Officer asha)"));
        CHECK_THAT(waits.said(), ContainsSubstring("Connected with Laptop of badu (Officer badu)"));
        joins.type("yes");
        waits.type(code);  // Who reads it on the other screen may type it.
        const Ended joined = joins.ends();
        const Ended waited = waits.ends();
        INFO(joined.said << waited.said);
        REQUIRE(joined.code == 0);
        REQUIRE(waited.code == 0);
        CHECK_THAT(joined.said, ContainsSubstring("Handed to Laptop of asha"));
        CHECK_THAT(waited.said, ContainsSubstring("Received from Laptop of badu"));
        CHECK_THAT(waited.said, ContainsSubstring("Nothing counts as sent"));
    }
    CHECK(room.has("badu", hill));
    CHECK(room.has("asha", river));
    CHECK_THAT(pilot.field("badu", {"list", "--state", "unsent"}).said,
               ContainsSubstring("Elila river"));

    REQUIRE(pilot.serve());
    REQUIRE(pilot.field("asha", {"sync"}).code == 0);
    CHECK(pilot.exported_records() == 2);
    REQUIRE(pilot.field("chen", {"sync"}).code == 0);
    CHECK(room.has("chen", hill));
    CHECK(room.has("chen", river));
    REQUIRE(pilot.field("badu", {"sync"}).code == 0);
    CHECK_THAT(pilot.field("badu", {"list", "--state", "unsent"}).said,
               ContainsSubstring("0 of 0"));
}

TEST_CASE("another code than one's own ends the meeting with nothing exchanged", "[e2e][lan]") {
    Room room;
    const std::string hill = room.site("asha", "Kamituga hill");
    Seated waits(room.pilot, "asha", room.words("wait"));
    REQUIRE(waits.says("This laptop waits"));
    Seated joins(room.pilot, "badu", room.words("join"));
    const std::string code = joins.code();
    REQUIRE(code.size() == 6);
    REQUIRE(waits.code() == code);
    joins.type(code == "000000" ? "111111" : "000000");
    const Ended said_no = joins.ends();
    INFO(said_no.said);
    CHECK(said_no.code == 1);
    waits.type("yes");
    const Ended refused = waits.ends();
    INFO(refused.said);
    CHECK(refused.code == 1);
    CHECK_THAT(refused.said, ContainsSubstring("the person at the other laptop said no"));
    CHECK_FALSE(room.has("badu", hill));
}

TEST_CASE("a revoked laptop gets nothing from a laptop that knows it", "[e2e][lan]") {
    Room room;
    Pilot& pilot = room.pilot;
    const std::string hill = room.site("asha", "Kamituga hill");
    const std::string devices = pilot.server({"device", "list"}).said;
    std::smatch badu;
    REQUIRE(std::regex_search(devices, badu, std::regex("([0-9a-f]{32})  Laptop of badu")));
    REQUIRE(pilot.server({"device", "revoke", "--device", badu[1].str()}).code == 0);
    REQUIRE(pilot.field("asha", {"sync"}).code == 0);

    Seated waits(pilot, "asha", room.words("wait"));
    REQUIRE(waits.says("This laptop waits"));
    Seated joins(pilot, "badu", room.words("join"));
    const Ended refused = joins.ends();
    const Ended refuses = waits.ends();
    CHECK(refused.code == 1);
    CHECK(refuses.code == 1);
    CHECK_THAT(refused.said, ContainsSubstring("this laptop was revoked"));
    CHECK_THAT(refuses.said, ContainsSubstring("Laptop of badu (Officer badu) was revoked"));
    CHECK_FALSE(room.has("badu", hill));
}

TEST_CASE("a laptop enrolled after the other's last sync brings the list that names it",
          "[e2e][lan]") {
    Room room;
    Pilot& pilot = room.pilot;
    Seated waits(pilot, "asha", room.words("wait"));
    REQUIRE(waits.says("This laptop waits"));
    REQUIRE(pilot.enrol("dora", "COD").code == 0);
    const std::string river = room.site("dora", "Elila river");
    Seated joins(pilot, "dora", room.words("join"));
    const std::string code = joins.code();
    REQUIRE(code.size() == 6);
    CHECK(waits.code() == code);
    CHECK_THAT(waits.said(), ContainsSubstring("does not know yet"));
    waits.type("y");
    joins.type("y");
    CHECK(joins.ends().code == 0);
    const Ended waited = waits.ends();
    CHECK(waited.code == 0);
    CHECK_THAT(waited.said, ContainsSubstring("Received from Laptop of dora (Officer dora)"));
    CHECK(room.has("asha", river));
}

TEST_CASE("a meeting cut off in the middle goes on at the next one", "[e2e][lan][crash]") {
    constexpr int kSites = 2500;
    Room room;
    Pilot& pilot = room.pilot;
    write_sites(pilot.path("sites.csv"), pilot.path("sites.json"), "T", 0, kSites);
    const Ended imported = pilot.field("badu", {"import", pilot.path("sites.csv").string(),
                                                "--mapping", pilot.path("sites.json").string()});
    INFO(imported.said);
    REQUIRE(imported.code == 0);
    const auto taken = [&] { return changes_in(pilot.path("asha") / "laptop.adit"); };
    {
        Seated waits(pilot, "asha", room.words("wait"));
        REQUIRE(waits.says("This laptop waits"));
        Seated joins(pilot, "badu", room.words("join"));
        REQUIRE(joins.code().size() == 6);
        REQUIRE(waits.code() == joins.code());
        joins.type("yes");
        waits.type("yes");
        REQUIRE(comes_true([&] { return taken() > 0; }));
        waits.killed();
        const Ended broken = joins.ends();
        INFO(broken.said);
        CHECK(broken.code == 3);
        CHECK_THAT(broken.said, ContainsSubstring("what came until then stands"));
    }
    const std::int64_t in_the_middle = taken();
    CHECK(in_the_middle > 0);
    CHECK(in_the_middle < kSites);

    Seated waits(pilot, "asha", room.words("wait"));
    REQUIRE(waits.says("This laptop waits"));
    Seated joins(pilot, "badu", room.words("join"));
    REQUIRE(joins.code().size() == 6);
    REQUIRE(waits.code() == joins.code());
    joins.type("yes");
    waits.type("yes");
    const Ended joined = joins.ends();
    INFO(joined.said);
    CHECK(joined.code == 0);
    CHECK(waits.ends().code == 0);
    CHECK_THAT(pilot.field("asha", {"list", "--limit", "1"}).said,
               ContainsSubstring("of " + std::to_string(kSites)));
}
