// Whoever changes a writer sees here what the change means to other programs: a form of the pilot
// as XForm XML, and one record of it as a submission, byte for byte as they were.
#include "support/filling_by_chance.h"
#include "xform/playing.h"
#include "xform/reading.h"
#include "xform/writer.h"
#include "xlsform/workbook.h"

#include <catch2/catch_all.hpp>

#include <cstdlib>
#include <fstream>
#include <iterator>

using namespace adit;

namespace {

const std::filesystem::path kSources = ADIT_SOURCES;
const std::filesystem::path kForm = kSources / "tests/golden/submissions/site_visit.xml";
const std::filesystem::path kFilled = kSources / "tests/golden/submissions/site_visit_filled.xml";

constexpr const char* kSites =
    "name,label,country,site_name,site_code,workers_last,lsm_overlap,__version\n"
    "0f3c,Kalungi (CD-017),COD,Kalungi,CD-017,40,inside,4\n";

// What an officer answers; "+" adds an instance.
const std::pair<const char*, const char*> kAnswers[] = {
    {"visit/country", "COD"},
    {"visit/site", "0f3c"},
    {"visit/visit_date", "2025-11-22"},
    {"visit/visit_type", "routine"},
    {"visit/reached", "on_site"},
    {"visit/gps", "-2.6801 28.3325 1120.5 6"},
    {"visit/info_source", "observation miners"},
    {"visit/activity_now", "active"},
    {"production/pits_active", "12"},
    {"production/mining_method", "open_pit shaft"},
    {"production/mechanisation", "low"},
    {"production/minerals_now", "gold"},
    {"production/gold_g_week", "85.5"},
    {"production/gold_price", "96000"},
    {"production/price_currency", "CDF"},
    {"production/buyers", "site_trader coop"},
    {"workforce/count_method", "headcount"},
    {"workforce/men", "41"},
    {"workforce/women", "7"},
    {"workforce/boys_15_17", "2"},
    {"workforce/girls_15_17", "0"},
    {"workforce/boys_u15", "0"},
    {"workforce/girls_u15", "0"},
    {"workforce/women_tasks", "wash carry"},
    {"workforce/child_tasks", "carry"},
    {"mercury/processing", "conc_amalgam"},
    {"mercury/hg_worst", "open_burn"},
    {"mercury/hg_test[1]/hg_in_g", "30"},
    {"mercury/hg_test[1]/hg_back_g", "22"},
    {"mercury/hg_test[1]/au_g", "9.5"},
    {"+", "mercury/hg_test"},
    {"mercury/hg_test[2]/hg_in_g", "12"},
    {"payments/payment[1]/payee", "saemape"},
    {"payments/payment[1]/pay_amount", "5000"},
    {"close/photos[1]/photo", "site-front.jpg"},
    {"close/photos[1]/photo_subject", "overview"},
    {"close/confidence", "high"},
    {"close/remarks",
     "Pit 7 & 8: \"closed\" since < 1 week.\nBack in d\xC3\xA9"
     "cembre."}};

std::string xform_of_visit() {
    const auto book = xlsform::read_csv_folder(kSources / "assets/forms/site_visit");
    REQUIRE(book.definition);
    return xform::write_xform(*book.definition);
}

std::shared_ptr<const forms::Definition> visit() {
    auto reading = xform::read_xform(xform_of_visit());
    REQUIRE(reading.definition);
    return std::make_shared<const forms::Definition>(*std::move(reading.definition));
}

std::string filled_visit() {
    const auto form = visit();
    REQUIRE(form->sources.contains("sites"));
    xform::Playing playing(form, {{form->sources.at("sites"), kSites}}, test::still_world());
    for (const auto& [place, text] : kAnswers) {
        CAPTURE(place, text);
        if (std::string_view(place) == "+") {
            REQUIRE(playing.add_instance(std::string("/data/") + text));
            continue;
        }
        REQUIRE(playing.answer(std::string("/data/") + place, text));
        REQUIRE_FALSE(playing.value(std::string("/data/") + place)->empty());
    }
    return playing.submission();
}

std::string content_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

/// An element a line, so that a difference is seen as one.
std::string in_lines(const std::string& xml) {
    std::string out;
    for (const char c : xml) {
        if (c == '<' && out.ends_with('>')) out += '\n';
        out += c;
    }
    return out + '\n';
}

void check_golden(const std::filesystem::path& file, const std::string& written) {
    if (std::getenv("ADIT_RENEW_GOLDEN") != nullptr) {
        std::ofstream(file, std::ios::binary) << in_lines(written);
    }
    INFO("What is written differs from " << file.filename()
                                         << ". If that is meant, run xform_tests \"[golden]\" with "
                                            "ADIT_RENEW_GOLDEN=1 and look at the difference.");
    CHECK(in_lines(written) == content_of(file));
}

}  // namespace

TEST_CASE("the pilot's site visit is the XForm that it was", "[xform][golden]") {
    check_golden(kForm, xform_of_visit());
}

TEST_CASE("a filled site visit is the submission that it was", "[xform][submission][golden]") {
    check_golden(kFilled, filled_visit());
}

TEST_CASE("the filled site visit reads back by the form beside it, and says the same",
          "[xform][submission][golden]") {
    const auto form = xform::read_xform(content_of(kForm));
    REQUIRE(form.definition);
    const auto definition = std::make_shared<const forms::Definition>(*form.definition);
    const auto filled = xform::read_submission(*definition, content_of(kFilled));
    REQUIRE(filled.submission);
    CHECK(filled.problems.empty());
    CHECK(in_lines(xform::write_submission(definition, *filled.submission)) == content_of(kFilled));
}
