// Whoever sets up a programme may rely on: a form is read in whichever form it was brought, once,
// with the files that it looks things up in; what cannot be used is told by file and place.
#include "formfiles/form_folder.h"

#include "formfiles/form_files.h"
#include "support/mini_forms.h"
#include "support/pit_form.h"
#include "support/small_xform.h"

#include <catch2/catch_all.hpp>

#include <algorithm>

using namespace adit;
using namespace adit::test;
using Catch::Matchers::ContainsSubstring;

namespace {

namespace fs = std::filesystem;

formfiles::FormFolder read(const fs::path& folder) {
    auto found = formfiles::read_form_folder(folder);
    if (!found) FAIL(found.error().what);
    return *std::move(found);
}

std::vector<std::string> files_of(const formfiles::FormFolder& folder) {
    std::vector<std::string> names;
    for (const auto& file : folder.files) names.push_back(file.form.id + "/" + file.file);
    return names;
}

void write_sheets(const fs::path& folder) {
    fs::create_directories(folder);
    write_text(folder / "survey.csv",
               "type,name,label\ntext,well,Well\nselect_one_from_file colours.csv,colour,Colour\n");
    write_text(folder / "settings.csv", "form_title,version\nWell,3\n");
    write_text(folder / "colours.csv", "name,label\nred,Red\n");
}

const std::string kNoForm = "<places><place/></places>";

}  // namespace

TEST_CASE("workbooks, XForms and folders of CSV sheets are forms alike", "[formfiles]") {
    const Folder folder;
    write_mini_forms(folder.path());
    write_pit_form(folder.path());
    write_sheets(folder / "well");
    const auto found = read(folder.path());
    CHECK(found.usable);
    CHECK(found.problems.empty());
    CHECK(files_of(found) ==
          std::vector<std::string>{"pit_check/pit_check.xml", "pit_check/villages.csv",
                                   "pit_check/hazards.geojson", "pit_check/limits.xml",
                                   "site_profile/site_profile.xlsx", "site_visit/site_visit.xlsx",
                                   "site_visit/admin1.csv", "well/settings.csv", "well/survey.csv",
                                   "well/colours.csv"});
    for (const auto& definition : found.definitions) CHECK(definition->plan != nullptr);
}

TEST_CASE("what a store has of a form is read as it was brought", "[formfiles]") {
    const Folder folder;
    write_mini_forms(folder.path());
    write_pit_form(folder.path());
    write_sheets(folder / "well");
    const auto found = read(folder.path());
    for (const auto& definition : found.definitions) {
        std::vector<store::FormFile> kept;
        std::ranges::copy_if(found.files, std::back_inserter(kept),
                             [&](const auto& file) { return file.form == definition->form; });
        std::ranges::sort(kept, {}, &store::FormFile::file);  // As stores give them.
        const auto source = formfiles::source_in(kept);
        REQUIRE(source);
        const auto again = formfiles::read(*source);
        REQUIRE(again.definition);
        CHECK(again.definition->form == definition->form);
        CHECK(again.definition->files() == definition->files());
        CHECK(again.definition->root.children.size() == definition->root.children.size());
        std::erase_if(kept, [&](const auto& file) { return source->files.contains(file.file); });
        CHECK_FALSE(formfiles::source_in(kept));
    }
}

TEST_CASE("the sheets that a workbook was made from are not a second form", "[formfiles]") {
    const auto found = read(fs::path(ADIT_SOURCES) / "assets/forms");
    CHECK(found.usable);
    CHECK(found.definitions.size() == 7);
    const auto is_workbook = [](const auto& file) { return file.file.ends_with(".xlsx"); };
    CHECK(std::ranges::count_if(found.files, is_workbook) == 7);
}

TEST_CASE("two forms of one id and version are told apart by a person", "[formfiles]") {
    const Folder folder;
    write_pit_form(folder.path());
    write_text(folder / "pit_copy.xml", kPitForm);
    const auto found = read(folder.path());
    CHECK_FALSE(found.usable);
    REQUIRE(found.problems.size() == 1);
    CHECK_THAT(found.problems.front(),
               ContainsSubstring("pit_copy.xml") && ContainsSubstring("as is pit_check.xml"));
}

TEST_CASE("an XForm that cannot be used is told by line and element", "[formfiles]") {
    const Folder folder;
    std::string form = kPitForm;
    const std::string nodeset = " nodeset=\"instance('tools')/root/item\"";
    form.erase(form.find(nodeset), nodeset.size());
    write_text(folder / "pit_check.xml", form);
    const auto found = read(folder.path());
    CHECK_FALSE(found.usable);
    REQUIRE_FALSE(found.problems.empty());
    CHECK_THAT(found.problems.front(),
               ContainsSubstring("pit_check.xml: line ") && ContainsSubstring("<itemset>"));
}

TEST_CASE("an XForm without id or version gets a sentence, and is used", "[formfiles]") {
    const Folder folder;
    write_text(folder / "pits.xml", xform_with("<instance><data><a/></data></instance>",
                                               "<input ref='/data/a'><label>A</label></input>"));
    const auto found = read(folder.path());
    CHECK(found.usable);
    REQUIRE(found.problems.size() == 2);
    CHECK_THAT(found.problems[0], ContainsSubstring("has no id"));
    CHECK_THAT(found.problems[1], ContainsSubstring("has no version"));
    CHECK(found.definitions.front()->form.id == "data");
}

TEST_CASE("a file beside a form that is not what its ending says is told", "[formfiles]") {
    const Folder folder;
    write_pit_form(folder.path());
    write_text(folder / "pit_check-media/hazards.geojson", "{}");
    write_text(folder / "pit_check-media/limits.xml", "<limits>");
    write_text(folder / "pit_check-media/villages.csv", "name,label\nv1,\xe9");
    fs::create_directories(folder / "media");
    const auto found = read(folder.path());
    CHECK(found.usable);
    REQUIRE(found.problems.size() == 3);
    CHECK_THAT(found.problems[0], ContainsSubstring("villages.csv") && ContainsSubstring("UTF-8"));
    CHECK_THAT(found.problems[1], ContainsSubstring("hazards.geojson"));
    CHECK_THAT(found.problems[2], ContainsSubstring("limits.xml"));
}

TEST_CASE("XML that is no form and that no form asks for is told, not hidden", "[formfiles]") {
    const Folder folder;
    write_pit_form(folder.path());
    fs::rename(folder / "pit_check-media/limits.xml", folder / "limits.xml");
    write_text(folder / "places.xml", kNoForm);
    write_text(folder / "notes.xml", "no XML at all");
    const auto found = read(folder.path());
    CHECK(found.usable);
    REQUIRE(found.problems.size() == 2);
    CHECK_THAT(found.problems[0], ContainsSubstring("notes.xml"));
    CHECK_THAT(found.problems[1], ContainsSubstring("places.xml"));
}

TEST_CASE("a folder without forms, and none at all, say what to name", "[formfiles]") {
    const Folder folder;
    write_text(folder / "places.xml", kNoForm);
    for (const fs::path& path : {folder.path(), folder / "nowhere"}) {
        const auto none = formfiles::read_form_folder(path);
        REQUIRE_FALSE(none);
        CHECK(none.error().code == Code::NotFound);
    }
}

TEST_CASE("a file that no kit can carry is refused before anything is made", "[formfiles]") {
    const Folder folder;
    write_pit_form(folder.path());
    write_text(folder / "big.xlsx", "");
    fs::resize_file(folder / "big.xlsx", 17u << 20);
    const auto found = read(folder.path());
    CHECK_FALSE(found.usable);
    REQUIRE(found.problems.size() == 1);
    CHECK_THAT(found.problems.front(), ContainsSubstring("larger than 16 megabytes"));
}
