// What whoever keeps the server may rely on at its command line.
#include "e2e/pilot.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::test;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("help tells a newcomer the first day and every command", "[e2e][commands]") {
    const Folder folder;
    const Ended help = run({kServer, "--help"}, folder / "said");
    CHECK(help.code == 0);
    for (const char* word : {"The first day", "init", "serve", "user add", "device invite",
                             "device revoke", "export", "verify", "Exit codes"}) {
        CHECK_THAT(help.said, ContainsSubstring(word));
    }
    CHECK(run({kServer}, folder / "said").code == 2);
    CHECK(run({kServer, "serve", "--help"}, folder / "said").code == 0);
}

TEST_CASE("a command line that is not understood says what is", "[e2e][commands]") {
    const Folder folder;
    const auto refused = [&](std::vector<std::string> words, const std::string& says) {
        words.insert(words.begin(), kServer);
        const Ended ended = run(words, folder / "said");
        CHECK(ended.code == 2);
        CHECK_THAT(ended.said, ContainsSubstring(says));
    };
    refused({"dance"}, "no command \"dance\"");
    refused({"serve"}, "needs --data");
    refused({"serve", "--data"}, "wants a value");
    refused({"serve", "--data", "a", "--data", "b"}, "given twice");
    refused({"serve", "--data", "a", "--porte", "1"}, "no --porte");
    refused({"serve", "--data", "a", "stray"}, "not understood");
}

TEST_CASE("a server is made once, and only whole", "[e2e][commands]") {
    Pilot pilot;
    const Ended again =
        pilot.server({"init", "--host", "127.0.0.1", "--port", "8443", "--countries", "COD"});
    CHECK(again.code == 1);
    CHECK_THAT(again.said, ContainsSubstring("there is a server in"));

    const auto init = [&](const std::string& name, const std::string& countries,
                          const std::string& forms, const std::string& port) {
        return run({kServer, "init", "--data", pilot.path(name).string(), "--host", "127.0.0.1",
                    "--port", port, "--countries", countries, "--forms", forms},
                   pilot.path("said"));
    };
    const std::string forms = std::string(ADIT_SOURCES) + "/assets/forms";
    CHECK(init("a", "Congo", forms, "8443").code == 1);
    CHECK(init("b", "COD", pilot.path("none").string(), "8443").code == 1);
    CHECK(init("c", "COD", forms, "70000").code == 1);
    std::filesystem::create_directories(pilot.path("broken"));
    std::ofstream(pilot.path("broken") / "form.xlsx") << "no workbook";
    const Ended broken = init("d", "COD", pilot.path("broken").string(), "8443");
    CHECK(broken.code == 1);
    CHECK_THAT(broken.said, ContainsSubstring("form.xlsx"));
    for (const char* name : {"a", "b", "c", "d"}) {
        CHECK_FALSE(std::filesystem::exists(pilot.path(name) / "programme.key"));
    }
    CHECK(init("d", "COD", forms, "8443").code == 0);
}

TEST_CASE("two servers never serve one folder, nor one port", "[e2e][commands]") {
    Pilot pilot;
    REQUIRE(pilot.serve());
    const Ended second = pilot.server({"serve"});
    CHECK(second.code == 3);
    CHECK_THAT(second.said, ContainsSubstring("stop it first"));
    CHECK(pilot.server({"verify"}).code == 3);
    CHECK(pilot.server({"export", "--format", "geojson", "--out", pilot.path("x").string()}).code ==
          0);
    CHECK(pilot.stop() == 0);
    CHECK_THAT(file_text(pilot.path("serve.log")), ContainsSubstring("stopped; all is stored"));
    CHECK(pilot.server({"verify"}).code == 0);
}

TEST_CASE("a person who may open the console is added with a password file", "[e2e][commands]") {
    Pilot pilot;
    const std::string file = pilot.path("password").string();
    const auto add = [&](const std::string& name, const std::string& role,
                         const std::string& scopes) {
        return pilot.server({"user", "add", "--name", name, "--person-name", "Aicha Diallo",
                             "--role", role, "--scopes", scopes, "--password-file", file});
    };
    std::ofstream(file) << "river gold wet season\n";
    CHECK(add("a.diallo", "hq_reviewer", "COD,GHA").code == 0);
    const Ended twice = add("a.diallo", "hq_reviewer", "COD");
    CHECK(twice.code == 1);
    CHECK_THAT(twice.said, ContainsSubstring("already"));
    CHECK(add("b", "king", "COD").code == 1);
    CHECK(add("c", "coordinator", "TZA").code == 1);
    CHECK_THAT(pilot.server({"user", "list"}).said, ContainsSubstring("Aicha Diallo"));
    std::ofstream(file) << "short\n";
    CHECK(add("d", "coordinator", "COD").code == 1);
    // Nobody is at the terminal of a test.
    const Ended asked = pilot.server({"user", "add", "--name", "e", "--person-name", "E", "--role",
                                      "coordinator", "--scopes", "COD"});
    CHECK(asked.code == 1);
    CHECK_THAT(asked.said, ContainsSubstring("--password-file"));
}

TEST_CASE("a damaged store is told as damaged, by its own exit code", "[e2e][commands]") {
    Pilot pilot;
    const auto records = pilot.path("server") / "central.adit";
    SECTION("records overwritten") {
        std::ofstream(records, std::ios::binary | std::ios::trunc) << std::string(8192, 'x');
    }
    SECTION("people overwritten") {
        std::ofstream(pilot.path("server") / "people.adit", std::ios::binary | std::ios::trunc)
            << std::string(8192, 'x');
    }
    SECTION("a key cut short") {
        std::ofstream(pilot.path("server") / "server.key", std::ios::trunc) << "00";
    }
    const Ended verified = pilot.server({"verify"});
    INFO(verified.said);
    CHECK(verified.code == 4);
    CHECK(pilot.server({"serve"}).code == 4);
}
