// What a coordinator who brings in somebody's table may rely on: nothing is invented, nothing is
// bent, nothing comes in twice, and whatever was not taken is told with its row.
#include "support/laptop.h"
#include "work/importer.h"

using namespace adit;
using work::ImportIssue;

namespace {

constexpr const char* kColumns = "code,name,mineral,workers,children,lat,lon,date,armed\n";

constexpr const char* kSites = R"json({
  "adit_mapping": 1, "form": "site_profile", "scope": "COD", "marks": ["sample"],
  "id": {"name": "test-site", "columns": ["code"]},
  "one_per": {"columns": ["code"], "latest": "date"}, "label": "{name} ({code})",
  "answers": [
    {"question": "/loc/country", "constant": "COD"},
    {"question": "/loc/location", "latitude": "lat", "longitude": "lon"},
    {"question": "/identity/site_name", "column": "name", "must": true},
    {"question": "/identity/minerals", "column": "mineral", "split": ";",
     "map": {"Or": "gold", "Mixte": "cassiterite coltan", "inconnu": null, "Lune": "moonstone"}},
    {"question": "/identity/workers_est", "column": "workers"}],
  "left_out": {"children": "of the visit", "armed": "of the visit"}
})json";

constexpr const char* kVisits = R"json({
  "adit_mapping": 1, "form": "site_visit", "scope": "COD", "marks": ["sample"],
  "id": {"name": "test-visit", "columns": ["code", "date"]}, "order": "date",
  "label": "{name} ({code})",
  "answers": [
    {"question": "/visit/site", "entity": {"name": "test-site", "columns": ["code"]}, "must": true},
    {"question": "/visit/visit_date", "column": "date", "must": true},
    {"question": "/visit/reached", "constant": "on_site"},
    {"question": "/workforce/men", "column": "workers"},
    {"question": "/security/armed_presence", "column": "armed", "map": {"1": "yes", "0": "no"}}],
  "computed": [
    {"question": "/workforce/workers_total", "column": "workers"},
    {"question": "/workforce/children_u15", "column": "children"}],
  "instances": [{"repeat": "/security/armed_actor", "when": {"column": "armed", "is": "1"},
    "answers": [{"question": "actor_type", "constant": "army"}]}],
  "left_out": {"mineral": "of the site", "lat": "of the site", "lon": "of the site"}
})json";

work::ImportOutcome bring_in(test::Laptop& laptop, const std::string& rows, const char* mapping,
                             work::ImportRequest request = {}) {
    request.csv = laptop.file("source.csv", kColumns + rows);
    request.mapping = laptop.file("mapping.json", mapping);
    return test::must(work::import_records(*laptop, request, {}));
}

record::Record only_record(test::Laptop& laptop, const std::string& form) {
    store::Query query;
    query.form = form;
    const auto found = test::must(laptop->store().list(query));
    REQUIRE(found.size() == 1);
    return *test::must(laptop->store().record(found[0].id));
}

std::string text_at(const record::Record& record, const std::string& path) {
    const record::Value* value = record.find_value({path});
    return value == nullptr ? "(never)" : text_of(*value);
}

std::vector<store::Entity> sites(test::Laptop& laptop) {
    return test::must(laptop->store().entities("sites", std::nullopt));
}

}  // namespace

TEST_CASE("a row becomes a finalised record that says what it is", "[work][import]") {
    test::Laptop laptop;
    const auto outcome = bring_in(laptop, "c1,Mont Bleu,Or,0,,-2.5,28.8,2021-05-01,\n", kSites);
    CHECK(outcome.imported == 1);
    CHECK(outcome.rejected == 0);
    const auto record = only_record(laptop, "site_profile");
    CHECK(record.stage == record::Stage::Finalised);
    CHECK(record.has_mark("sample"));
    CHECK(record.author == "k.mensah");
    CHECK(text_at(record, "/identity/minerals") == "gold");
    CHECK(text_at(record, "/loc/location") == "-2.5 28.8 0 0");
}

TEST_CASE("blank stays blank, zero stays zero, and no default is invented", "[work][import]") {
    test::Laptop laptop;
    bring_in(laptop, "c1,Mont Bleu,,0,,,,2021-05-01,\n", kSites);
    const auto record = only_record(laptop, "site_profile");
    CHECK(text_at(record, "/identity/workers_est") == "0");
    CHECK(text_at(record, "/identity/minerals") == "(never)");
    CHECK(text_at(record, "/loc/location") == "(never)");
    CHECK(text_at(record, "/loc/location_source") == "(never)");  // The form's default is gps.
}

TEST_CASE("importing the same file twice adds nothing", "[work][import]") {
    test::Laptop laptop;
    const std::string rows = "c1,A,Or,1,,,,2021-05-01,\nc2,B,Or,1,,,,2021-05-01,\n";
    CHECK(bring_in(laptop, rows, kSites).imported == 2);
    const auto again = bring_in(laptop, rows, kSites);
    CHECK(again.imported == 0);
    CHECK(again.already_here == 2);
    CHECK(test::must(laptop->store().count({})) == 2);
    CHECK(sites(laptop).size() == 2);
}

TEST_CASE("of several visits to a site its latest describes it", "[work][import]") {
    test::Laptop laptop;
    const auto outcome = bring_in(laptop,
                                  "c1,Old name,Or,5,,,,2019-01-01,\n"
                                  "c1,New name,Or,9,,,,2022-01-01,\n"
                                  "c1,Middle name,Or,7,,,,2020-01-01,\n",
                                  kSites);
    CHECK(outcome.superseded == 2);
    CHECK(text_at(only_record(laptop, "site_profile"), "/identity/site_name") == "New name");
    REQUIRE(sites(laptop).size() == 1);
    CHECK(sites(laptop)[0].label == "New name (c1)");
}

TEST_CASE("a value that the form does not know is left out and told with its row",
          "[work][import]") {
    test::Laptop laptop;
    const auto outcome = bring_in(laptop,
                                  "c1,A,Or;Platine,many,,95,28,2021-05-01,\n"
                                  "c2,B,Lune;Mixte;inconnu,3,,,,2021-05-01,\n",
                                  kSites);
    CHECK(outcome.imported == 2);
    CHECK(outcome.values_left_out == 4);
    std::vector<std::string> told;
    for (const ImportIssue& issue : outcome.issues) {
        if (issue.kind != ImportIssue::Kind::LeftOut) continue;
        told.push_back(std::to_string(issue.row) + " " + issue.column + " " + issue.value);
    }
    CHECK(told == std::vector<std::string>{"2 lat 95 28 0 0", "2 mineral Platine", "2 workers many",
                                           "3 mineral moonstone"});
}

TEST_CASE("a row that cannot be a record is rejected and the others come in", "[work][import]") {
    test::Laptop laptop;
    const auto outcome = bring_in(laptop,
                                  ",No code,Or,1,,,,2021-05-01,\n"
                                  "c2,,Or,1,,,,2021-05-01,\n"
                                  "c3,short row\n"
                                  "c4,Good,Or,1,,,,2021-05-01,\n",
                                  kSites);
    CHECK(outcome.imported == 1);
    CHECK(outcome.rejected == 3);
    const std::string report = work::report_csv(outcome);
    CHECK(report.find("2,row rejected,code,,,the row has no id") != report.npos);
    CHECK(report.find("3,row rejected,,,/identity/site_name,") != report.npos);
    CHECK(report.find("4,row rejected,,,,") != report.npos);
}

TEST_CASE("a visit is linked to its site and the site follows it", "[work][import]") {
    test::Laptop laptop;
    const std::string rows =
        "c1,Mont Bleu,Or,5,,,,2021-05-01,1\nc1,Mont Bleu,Or,40,2,,,2022-05-01,0\n";
    bring_in(laptop, rows, kSites);
    const auto outcome = bring_in(laptop, rows, kVisits);
    CHECK(outcome.imported == 2);
    REQUIRE(sites(laptop).size() == 1);
    const store::Entity site = sites(laptop)[0];
    CHECK(site.label == "Mont Bleu (c1)");
    CHECK(site.last_date == "2022-05-01");
    std::string workers;
    for (const auto& [name, value] : site.properties) {
        if (name == "workers_last") workers = text_of(value);
    }
    CHECK(workers == "40");
    store::Query query;
    query.entity = site.id;
    CHECK(test::must(laptop->store().count(query)) == 3);
}

TEST_CASE("a visit to a site that nobody registered is rejected", "[work][import]") {
    test::Laptop laptop;
    const auto outcome = bring_in(laptop, "c9,X,Or,5,,,,2021-05-01,\n", kVisits);
    CHECK(outcome.rejected == 1);
    REQUIRE_FALSE(outcome.issues.empty());
    CHECK(outcome.issues[0].why == "not registered here; import the sites first");
}

TEST_CASE("what the source leaves open is not computed as zero", "[work][import]") {
    test::Laptop laptop;
    bring_in(laptop, "c1,A,Or,,,,,2021-05-01,1\n", kSites);
    bring_in(laptop, "c1,A,Or,,,,,2021-05-01,1\n", kVisits);
    const auto record = only_record(laptop, "site_visit");
    CHECK(text_at(record, "/workforce/workers_total") == "(never)");
    CHECK(text_at(record, "/workforce/children_u15") == "(never)");
    REQUIRE(record.instances.at({"/security/armed_actor"}).size() == 1);
}

TEST_CASE("required answers that the source lacks are counted by question", "[work][import]") {
    test::Laptop laptop;
    const auto outcome = bring_in(laptop, "c1,A,Or,1,,,,2021-05-01,\n", kSites);
    CHECK(outcome.answers_missing > 5);
    CHECK(outcome.missing_by_question.at("/identity/site_code") == 1);
    REQUIRE(outcome.issues.size() == 1);
    CHECK(outcome.issues[0].kind == ImportIssue::Kind::Warning);
}

TEST_CASE("a preview shows what would become and stores nothing", "[work][import]") {
    test::Laptop laptop;
    work::ImportRequest request;
    request.preview = true;
    const auto outcome = bring_in(laptop, "c1,Mont Bleu,Or,1,,,,2021-05-01,\n", kSites, request);
    CHECK(outcome.imported == 1);
    REQUIRE(outcome.preview.size() == 1);
    CHECK(outcome.preview[0].row == 2);
    CHECK(test::must(laptop->store().count({})) == 0);
}

TEST_CASE("only the rows that were asked for come in", "[work][import]") {
    test::Laptop laptop;
    work::ImportRequest request;
    request.where = {{"mineral", "Or"}, {"mineral", "Mixte"}, {"workers", "1"}};
    const auto outcome = bring_in(laptop,
                                  "c1,A,Or,1,,,,2021-05-01,\nc2,B,Mixte,1,,,,2021-05-01,\n"
                                  "c3,C,Or,2,,,,2021-05-01,\nc4,D,inconnu,1,,,,2021-05-01,\n",
                                  kSites, request);
    CHECK(outcome.imported == 2);
    CHECK(outcome.not_chosen == 2);
}

TEST_CASE("an import that is stopped keeps whole records and goes on later", "[work][import]") {
    test::Laptop laptop;
    std::string rows;
    for (int i = 0; i < 1200; ++i) {
        rows += "c" + std::to_string(i) + ",Site,Or,1,,,,2021-05-01,\n";
    }
    work::ImportRequest request;
    request.csv = laptop.file("source.csv", kColumns + rows);
    request.mapping = laptop.file("mapping.json", kSites);
    const auto stopped = test::must(work::import_records(
        *laptop, request, [](std::size_t done, std::size_t) { return done < 1000; }));
    CHECK(stopped.imported == 999);
    CHECK(test::must(laptop->store().count({})) == 999);
    const auto rest = test::must(work::import_records(*laptop, request, {}));
    CHECK(rest.already_here == 999);
    CHECK(rest.imported == 201);
}

TEST_CASE("a source that cannot be read is refused as a whole", "[work][import]") {
    test::Laptop laptop;
    const auto error = [&laptop](const std::string& csv, const std::string& where = "") {
        work::ImportRequest request;
        request.csv = laptop.file("source.csv", csv);
        request.mapping = laptop.file("mapping.json", kSites);
        if (!where.empty()) request.where = {{where, "x"}};
        const auto outcome = work::import_records(*laptop, request, {});
        return outcome ? "" : outcome.error().what;
    };
    CHECK(error("").find("is empty") != std::string::npos);
    CHECK(error("a,a\n").find("two columns are called \"a\"") != std::string::npos);
    CHECK(error(kColumns + std::string("c1,\"open\n")).find("row 2") != std::string::npos);
    CHECK(error("code,name\n").find("no column") != std::string::npos);
    CHECK(error(kColumns, "province").find("no column \"province\"") != std::string::npos);
    work::ImportRequest request;
    request.csv = "/nowhere/at/all.csv";
    const auto missing = work::import_records(*laptop, request, {});
    REQUIRE_FALSE(missing);
    CHECK(missing.error().code == Code::NotFound);
}

TEST_CASE("a row of a country that this laptop does not work in is rejected", "[work][import]") {
    test::Laptop laptop;
    std::string mapping = kSites;
    mapping.replace(mapping.find("\"scope\": \"COD\""), 14, "\"scope\": \"KEN\"");
    const auto outcome = bring_in(laptop, "c1,A,Or,1,,,,2021-05-01,\n", mapping.c_str());
    CHECK(outcome.rejected == 1);
    CHECK(test::must(laptop->store().count({})) == 0);
}
