// What whoever opens an export from a laptop may rely on.
#include "support/laptop.h"
#include "work/export_work.h"
#include "work/files.h"

using namespace adit;

namespace {

work::ExportRequest to(const std::filesystem::path& out,
                       work::ExportFormat format = work::ExportFormat::Csv) {
    work::ExportRequest request;
    request.out = out;
    request.format = format;
    return request;
}

}  // namespace

TEST_CASE("each form and each of its repeats becomes a table of its own", "[work][export]") {
    test::Laptop laptop;
    laptop.record("site_visit", {{"payment[1]/payee", "chief"}, {"payment[2]/payee", "coop"}},
                  true);
    laptop.record("site_visit", {{"men", "3"}});  // A draft: not exported.
    const auto out = laptop.path().parent_path() / "tables";
    const auto files = test::must(work::export_records(*laptop, to(out)));
    REQUIRE(files.size() == 5);  // The visit, and batches, armed actors, payments, photographs.
    CHECK(files[0].file == out / "site_visit.csv");
    CHECK(files[0].rows == 1);
    CHECK(std::filesystem::exists(out / "site_visit-payments-payment.csv"));
    CHECK(files[3].rows == 2);
}

TEST_CASE("one form may go to a file of one's own choice", "[work][export]") {
    test::Laptop laptop;
    laptop.record("stakeholder", {}, true);
    auto request = to(laptop.path().parent_path() / "members.csv");
    CHECK(work::export_records(*laptop, request).error().code == Code::BadInput);
    request.form = "stakeholder";
    CHECK(test::must(work::export_records(*laptop, request)).size() == 1);
    request.form = "nothing";
    CHECK(work::export_records(*laptop, request).error().code == Code::NotFound);
}

TEST_CASE("a folder that cannot be written to is told by its name", "[work][export]") {
    test::Laptop laptop;
    laptop.record("stakeholder", {}, true);
    const auto file = laptop.file("in-the-way", "a file where a folder should be");
    const auto failed = work::export_records(*laptop, to(file / "tables"));
    REQUIRE_FALSE(failed);
    CHECK(failed.error().what.find("in-the-way") != std::string::npos);
    const auto map =
        work::export_records(*laptop, to(file / "map.geojson", work::ExportFormat::Geojson));
    CHECK_FALSE(map);
}

TEST_CASE("a file that cannot be written leaves the old export whole", "[work][export]") {
    test::Laptop laptop;
    const auto file = laptop.file("old.csv", "old");
    std::filesystem::create_directory(file.string() + ".part");  // In the way of writing beside.
    CHECK_FALSE(work::write_file(file, "new"));
    CHECK(test::must(work::read_file(file)) == "old");
}
