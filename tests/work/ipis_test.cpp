// The field visits of IPIS, brought in by the mappings that are shipped, held to a computation of
// the same figures that somebody else made of the same file. Skipped where the data do not lie
// beside the project.
#include "support/laptop.h"
#include "tables/csv.h"
#include "work/files.h"
#include "work/importer.h"

using namespace adit;

namespace {

const std::string kData = std::string(ADIT_SHELF) + "/data";
const std::string kVisits = kData + "/ipis/cod_mines_curated_all_opendata_p_ipis_2023.csv";
const std::string kMappings = std::string(ADIT_SOURCES) + "/assets/import/";

work::ImportRequest request_for(const std::string& mapping) {
    work::ImportRequest request;
    request.csv = kVisits;
    request.mapping = kMappings + mapping;
    request.where = {{"province", "Haut-Uele"}, {"province", "Bas-Uele"}};
    return request;
}

/// The rows of the independent file, by the id that IPIS gave the visit (they stand in its order).
struct Harmonised {
    forms::Table table;
    std::string at(std::size_t row, std::string_view column) const {
        return table.rows[row][table.find_column(column).value()];
    }
};

forms::Table table_in(const std::string& file) {
    return forms::table_from_csv(test::must(work::read_file(file)));
}

std::string text_at(const record::Record& record, const std::string& path) {
    const record::Value* value = record.find_value({path});
    return value == nullptr ? "" : text_of(*value);
}

}  // namespace

TEST_CASE("the visits of IPIS say the same as an independent reading of them", "[work][ipis]") {
    if (!std::filesystem::exists(kVisits)) SKIP("the IPIS data are not here");
    test::Laptop laptop;
    const auto sites =
        test::must(work::import_records(*laptop, request_for("ipis_sites.json"), {}));
    const auto visits =
        test::must(work::import_records(*laptop, request_for("ipis_visits.json"), {}));
    CHECK(sites.rejected == 0);
    CHECK(visits.rejected == 0);
    CHECK(visits.imported == 137);

    const forms::Table raw = table_in(kVisits);
    const Harmonised other{table_in(kData + "/derived/ipis_cod_visits_harmonised.csv")};
    REQUIRE(other.table.rows.size() == raw.rows.size());
    const std::size_t vid = raw.find_column("vid").value();
    const std::size_t province = raw.find_column("province").value();
    std::size_t compared = 0;
    for (std::size_t row = 0; row < raw.rows.size(); ++row) {
        const std::string& in = raw.rows[row][province];
        if (in != "Haut-Uele" && in != "Bas-Uele") continue;
        const record::RecordId id{work::imported_id("ipis-visit", {raw.rows[row][vid]})};
        const auto record = test::must(laptop->store().record(id));
        REQUIRE(record);
        INFO("visit " << raw.rows[row][vid]);
        CHECK(text_at(*record, "/visit/visit_date") == other.at(row, "visit_date"));
        CHECK((text_at(*record, "/visit/reached") == "on_site") ==
              (other.at(row, "reached") == "on_site"));
        CHECK(text_at(*record, "/production/minerals_now") == other.at(row, "minerals"));
        CHECK(text_at(*record, "/production/mechanisation") == other.at(row, "mechanisation"));
        CHECK(text_at(*record, "/security/armed_presence") == other.at(row, "armed_presence"));
        CHECK(text_at(*record, "/formal/icglr") == other.at(row, "icglr"));
        CHECK(text_at(*record, "/workforce/workers_total") == other.at(row, "workers"));
        const std::string mercury = other.at(row, "mercury");
        CHECK(text_at(*record, "/mercury/uses_hg") == (mercury == "yes"  ? "1"
                                                       : mercury == "no" ? "0"
                                                                         : ""));
        ++compared;
    }
    CHECK(compared == visits.imported);
}

TEST_CASE("all 6,955 visits make 3,409 sites", "[work][ipis]") {
    if (!std::filesystem::exists(kVisits)) SKIP("the IPIS data are not here");
    test::Laptop laptop;
    auto request = request_for("ipis_sites.json");
    request.where.clear();
    request.preview = true;
    const auto outcome = test::must(work::import_records(*laptop, request, {}));
    CHECK(outcome.rows == 6955);
    CHECK(outcome.imported == 3409);
    CHECK(outcome.superseded == 6955 - 3409);
    CHECK(outcome.rejected == 0);
    CHECK(outcome.values_left_out == 2);  // One word of its mineral1 is a slip of the pen.
}
