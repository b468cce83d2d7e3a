// What a form designer may rely on when the server reads forms.
#include "central/form_library.h"

#include "support/server.h"

#include <catch2/catch_all.hpp>

using namespace adit;
using namespace adit::test;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("a folder's workbooks come with the files that they ask for", "[central][forms]") {
    const Folder folder;
    write_mini_forms(folder.path());
    const auto found = need(formfiles::read_form_folder(folder.path()));

    CHECK(found.usable);
    CHECK(found.definitions.size() == 2);
    std::vector<std::string> files;
    for (const auto& file : found.files) files.push_back(file.form.id + "/" + file.file);
    // sites.csv is the entity list: it comes from records, never from a file.
    CHECK(files == std::vector<std::string>{"site_profile/site_profile.xlsx",
                                            "site_visit/site_visit.xlsx", "site_visit/admin1.csv"});
}

TEST_CASE("a file that a form asks for and nobody has is told", "[central][forms]") {
    const Folder folder;
    write_mini_forms(folder.path());
    std::filesystem::remove(folder / "media/admin1.csv");
    const auto found = need(formfiles::read_form_folder(folder.path()));
    CHECK(found.usable);
    REQUIRE_FALSE(found.problems.empty());
    CHECK_THAT(found.problems.back(), ContainsSubstring("admin1.csv"));
}

TEST_CASE("a workbook that is none makes the folder unusable, with its name", "[central][forms]") {
    const Folder folder;
    write_mini_forms(folder.path());
    write_text(folder / "broken.xlsx", "this is no workbook");
    const auto found = need(formfiles::read_form_folder(folder.path()));
    CHECK_FALSE(found.usable);
    REQUIRE_FALSE(found.problems.empty());
    CHECK_THAT(found.problems.front(), ContainsSubstring("broken.xlsx"));
}

TEST_CASE("a folder without workbooks says what to name", "[central][forms]") {
    const Folder folder;
    const auto none = formfiles::read_form_folder(folder.path());
    REQUIRE_FALSE(none);
    CHECK(none.error().code == Code::NotFound);
    CHECK_THAT(none.error().what, ContainsSubstring("--forms"));
}

TEST_CASE("the newest version of a form is the one that counts highest", "[central][forms]") {
    TestServer server;
    const auto folder = server.path("newer");
    std::filesystem::create_directories(folder);
    write_site_visit(folder, "10");
    for (const auto& file : need(formfiles::read_form_folder(folder)).files) {
        REQUIRE(server.central->records()->keep_form_file(file));
    }
    REQUIRE(server.central->forms().load());

    const auto latest = server.central->forms().find_latest("site_visit");
    REQUIRE(latest);
    CHECK(latest->definition->form.version == "10");
    CHECK(server.central->forms().find({"site_visit", "1"}));
    CHECK_FALSE(server.central->forms().find({"site_visit", "2"}));
    CHECK_FALSE(server.central->forms().find_latest("no_such_form"));
    CHECK(server.central->forms().is_entity_list("sites"));
    CHECK_FALSE(server.central->forms().is_entity_list("admin1"));
}

TEST_CASE("a form looks things up in its files and in its countries' sites", "[central][forms]") {
    TestServer server;
    TestLaptop asha(server, "asha", {"COD"});
    TestLaptop badu(server, "badu", {"GHA"});
    const auto site = register_site(asha, "COD", "Kamituga");
    register_site(badu, "GHA", "Prestea");
    need(asha.exchange());
    need(badu.exchange());

    const auto form = server.central->forms().find_latest("site_visit");
    const auto lookups = need(server.central->lookups(form, {"COD"}));
    REQUIRE(lookups->media.contains("sites"));
    const forms::Table& sites = lookups->media.find("sites")->second;
    REQUIRE(sites.rows.size() == 1);
    CHECK(sites.rows[0][0] == site);
    CHECK(sites.rows[0][1] == "Kamituga");
    CHECK(lookups->media.find("admin1")->second.rows.size() == 2);
}
