// What somebody at a terminal, or a script, may rely on: every command helps, answers in words or
// as JSON, and ends with the code that says what to do next.
#include "cli/command.h"
#include "terminal.h"
#include "work/files.h"

using namespace adit;

using test::Answer;
using test::Terminal;

TEST_CASE("every command explains itself to a newcomer", "[cli]") {
    Terminal terminal;
    const std::string all = terminal({"--help"}).out;
    for (const cli::Command& command : cli::commands()) {
        INFO(command.name);
        CHECK(all.find(command.name) != std::string::npos);
        std::vector<std::string> words;
        std::istringstream name(command.name);
        for (std::string word; name >> word;) words.push_back(word);
        words.push_back("--help");
        const Answer help = terminal(words);
        CHECK(help.code == cli::kDone);
        CHECK(help.out.find("Examples:") != std::string::npos);
        CHECK(help.out.find("Exit codes") != std::string::npos);
    }
}

TEST_CASE("a command line that is wrong ends with 2 and says what is wrong", "[cli]") {
    Terminal terminal;
    CHECK(terminal({"dance"}).code == cli::kWrongUse);
    CHECK(terminal({"--loud", "list"}).code == cli::kWrongUse);
    CHECK(terminal({"--language", "de", "list"}).code == cli::kWrongUse);
    CHECK(terminal({"show"}).code == cli::kWrongUse);
    CHECK(terminal({"show", "a", "b"}).code == cli::kWrongUse);
    CHECK(terminal({"list", "--form"}).code == cli::kWrongUse);
    CHECK(terminal({"list", "--form", "a", "--form", "b"}).code == cli::kWrongUse);
    CHECK(terminal({"list", "--nothing"}).err.find("--nothing") != std::string::npos);
}

TEST_CASE("each kind of failure has its own exit code", "[cli]") {
    CHECK(cli::exit_code_for(Code::BadInput) == 1);
    CHECK(cli::exit_code_for(Code::NotFound) == 1);
    CHECK(cli::exit_code_for(Code::Refused) == 1);
    CHECK(cli::exit_code_for(Code::Unavailable) == 3);
    CHECK(cli::exit_code_for(Code::Corrupt) == 4);
    CHECK(cli::exit_code_for(Code::Full) == 5);
}

TEST_CASE("a folder without work says how to begin, a damaged one says stop", "[cli]") {
    Terminal terminal;
    const Answer answer = terminal({"list"});
    CHECK(answer.code == cli::kRefused);
    CHECK(answer.err.find("adit-field init") != std::string::npos);
    std::filesystem::create_directories(terminal.path() / "laptop");
    terminal.file("laptop/laptop.adit", std::string(500, 'x'));
    CHECK(terminal({"list"}).code == cli::kDamaged);
}

TEST_CASE("a record is begun, answered, finalised, listed and shown", "[cli]") {
    Terminal terminal;
    terminal.begun();
    const Json begun = terminal({"--json",
                                 "record",
                                 "new",
                                 "--form",
                                 "site_profile",
                                 "--country",
                                 "COD",
                                 "--set",
                                 "loc/country=COD",
                                 "--set",
                                 "adm1=CD-SK",
                                 "--set",
                                 "adm2=Mwenga",
                                 "--set",
                                 "locality=Kamituga",
                                 "--set",
                                 "location_source=map",
                                 "--set",
                                 "access_dry=car",
                                 "--set",
                                 "site_name=Mont Bleu",
                                 "--mark",
                                 "training"})
                           .json();
    CHECK(begun["stage"] == "draft");
    CHECK_FALSE(begun["faults"].empty());
    const std::string id = begun["id"];

    CHECK(terminal({"record", "finalise", id}).code == cli::kRefused);
    const Answer set =
        terminal({"record", "set", id, "site_code=CD-KAM-014", "site_type=extraction",
                  "minerals=gold", "main_mineral=gold", "activity_status=active", "formal_step=1",
                  "lsm_overlap=no", "protected=no", "pilot_site=yes",
                  "selection_reason=It is where the miners asked for it."});
    INFO(set.out << set.err);
    CHECK(set.code == cli::kDone);
    const Answer finalised = terminal({"--json", "record", "finalise", id});
    INFO(finalised.out);
    CHECK(finalised.code == cli::kDone);
    CHECK(finalised.json()["stage"] == "finalised");
    CHECK(terminal({"record", "finalise", id}).code == cli::kDone);  // Again is no harm.

    const Json list =
        terminal({"list", "--json", "--state", "finalised", "--form", "site_profile"}).json();
    CHECK(list["total"] == 1);
    CHECK(list["records"][0]["marks"] == Json::array({"training"}));
    CHECK(list["records"][0]["sent"] == false);
    CHECK(terminal({"list", "--json", "--site", "CD-KAM-014"}).json()["total"] == 1);
    CHECK(terminal({"list", "--site", "Nowhere"}).code == cli::kRefused);
    CHECK(terminal({"list", "--state", "sideways"}).code == cli::kRefused);

    const Json shown = terminal({"--json", "--language", "fr", "show", id}).json();
    CHECK(shown["author_name"] == "Kofi Mensah");
    CHECK(shown["history"].size() >= 3);
    bool labelled = false;
    for (const Json& answer : shown["answers"]) {
        labelled = labelled || (answer["path"] == "/identity/minerals" && answer["text"] == "Or");
    }
    CHECK(labelled);
    CHECK(terminal({"show", id}).out.find("[training]") != std::string::npos);
}

TEST_CASE("a site registered twice is listed, linked and parted again", "[cli]") {
    Terminal terminal;
    terminal.begun();
    for (const auto& [name, code] : {std::pair{"site_name=Mont Bleu", "site_code=CD-KAM-014"},
                                     std::pair{"site_name=Mont-Blue", "site_code=CD-KAM-015"}}) {
        std::vector<std::string> words{"--json",       "record",    "new", "--form",
                                       "site_profile", "--country", "COD", "--finalise"};
        for (const char* answer :
             {"loc/country=COD", "adm1=CD-SK", "adm2=Mwenga", "locality=Kamituga",
              "location=-3.06 28.18 0 5", "location_source=map", "access_dry=car", name, code,
              "selection_reason=It was on the way.", "site_type=extraction", "minerals=gold",
              "main_mineral=gold", "activity_status=active", "formal_step=1", "lsm_overlap=no",
              "protected=no", "pilot_site=no"}) {
            words.insert(words.end(), {"--set", answer});
        }
        const Answer made = terminal(words);
        INFO(made.out << made.err);
        REQUIRE(made.code == cli::kDone);
    }
    CHECK(terminal({"--json", "entity", "conflicts"}).json().empty());
    const Json pairs = terminal({"--json", "entity", "duplicates"}).json();
    REQUIRE(pairs.size() == 1);
    CHECK(pairs[0]["distance_m"] == 0.0);
    const std::string one = pairs[0]["entities"][0]["id"], other = pairs[0]["entities"][1]["id"];
    CHECK(terminal({"entity", "duplicates"}).out.find(other) != std::string::npos);

    CHECK(terminal({"entity", "link", one, one}).code == cli::kRefused);
    CHECK(terminal({"entity", "link", one, "nowhere"}).err.find("entity duplicates") !=
          std::string::npos);
    CHECK(terminal({"--json", "entity", "link", other, one}).json()["duplicate_of"] == one);
    CHECK(terminal({"--json", "entity", "duplicates"}).json().empty());
    CHECK(terminal({"--json", "entity", "unlink", other}).json()["duplicate_of"] == nullptr);
    CHECK(terminal({"entity", "unlink", other}).code == cli::kRefused);
    CHECK(terminal({"--json", "entity", "duplicates"}).json() == pairs);
}

TEST_CASE("a decision is only taken where people disagree", "[cli]") {
    Terminal terminal;
    terminal.begun();
    const std::string id = terminal({"--json", "record", "new", "--form", "site_visit", "--country",
                                     "COD", "--set", "men=12"})
                               .json()["id"];
    const Answer agreed = terminal({"record", "resolve", id, "men=15"});
    CHECK(agreed.code == cli::kRefused);
    CHECK(agreed.err.find("record set") != std::string::npos);
    CHECK(terminal({"record", "resolve", id, "men=12"}).code == cli::kRefused);
    CHECK(terminal({"--json", "show", id}).json()["invalid"].empty());
}

TEST_CASE("answers that cannot be are refused with 1 and nothing is stored", "[cli]") {
    Terminal terminal;
    terminal.begun();
    CHECK(terminal({"record", "new", "--form", "nothing", "--country", "COD"}).code == 1);
    CHECK(terminal({"record", "new", "--form", "site_visit"}).code == 1);  // Which country?
    CHECK(
        terminal({"record", "new", "--form", "site_visit", "--country", "COD", "--set", "men=many"})
            .code == 1);
    CHECK(terminal({"record", "new", "--form", "site_visit", "--country", "COD", "--set", "men"})
              .code == 1);
    CHECK(terminal({"record", "new", "--form", "site_visit", "--country", "COD", "--mark", "Test!"})
              .code == 1);
    CHECK(terminal({"record", "set", "not-an-id", "men=1"}).code == 1);
    CHECK(terminal({"show", "00000000-0000-0000-0000-000000000000"}).code == 1);
    CHECK(terminal({"list", "--json"}).json()["total"] == 0);
}

TEST_CASE("a form is checked, and its problems told by sheet, row and column", "[cli]") {
    Terminal terminal;
    const std::string forms = std::string(ADIT_SOURCES) + "/assets/forms/";
    const Json good = terminal({"--json", "form", "check", forms + "site_visit.xlsx"}).json();
    CHECK(good["good"] == true);
    CHECK(good["form"] == "site_visit");
    CHECK(good["problems"].empty());
    REQUIRE_FALSE(good["notes"].empty());
    const Answer words = terminal({"form", "check", forms + "site_visit.xlsx"});
    CHECK(words.out.find("note     row or line 19: A laptop has no receiver") != std::string::npos);

    std::filesystem::create_directories(terminal.path() / "form");
    terminal.file("form/survey.csv",
                  "type,name,label,relevant\ntext,a,A,\ntext,b,B,${nowhere} = 1\nwibble,c,C,\n");
    terminal.file("form/settings.csv", "form_id,version\ntest,1\n");
    const Answer bad = terminal({"form", "check", (terminal.path() / "form").string()});
    CHECK(bad.code == cli::kRefused);
    CHECK(bad.out.find("row 3") != std::string::npos);
    CHECK(bad.out.find("relevant") != std::string::npos);
    CHECK(bad.out.find("row 4") != std::string::npos);
    CHECK(terminal({"form", "check", "/nowhere.xlsx"}).code == cli::kRefused);
    CHECK(terminal({"form", "check", terminal.file("x.xlsx", "no workbook").string()}).code ==
          cli::kRefused);
}

TEST_CASE("the sample comes in once, marked, and goes out again", "[cli]") {
    Terminal terminal;
    terminal.begun();
    const std::string sample = std::string(ADIT_SOURCES) + "/assets/sample/";
    const auto bring = [&](const std::string& csv, const std::string& mapping) {
        return terminal({"--json", "import", sample + csv, "--mapping", sample + mapping,
                         "--report", (terminal.path() / "report.csv").string()})
            .json();
    };
    const Json sites = bring("visits.csv", "sites.json");
    const Json visits = bring("visits.csv", "visits.json");
    CHECK(bring("visits_ghana.csv", "sites.json")["imported"] == 4);
    CHECK(bring("visits_ghana.csv", "visits.json")["imported"] == 16);
    CHECK(sites["rejected"] == 0);
    CHECK(sites["values_left_out"] == 0);
    CHECK(visits["rejected"] == 0);
    CHECK(visits["values_left_out"] == 0);
    CHECK(bring("visits.csv", "visits.json")["imported"] == 0);
    const Json list =
        terminal({"list", "--json", "--form", "site_visit", "--limit", "1000"}).json();
    CHECK(sites["imported"] == 8);
    CHECK(visits["imported"] == 24);
    CHECK(list["total"] == 40);
    for (const Json& record : list["records"]) CHECK(record["marks"] == Json::array({"sample"}));

    const std::string out = (terminal.path() / "out").string();
    CHECK(terminal({"export", "--format", "csv", "--out", out}).code == 0);
    const auto table = work::read_file(out + "/site_visit.csv");
    REQUIRE(table);
    CHECK(table->find(",sample,") != std::string::npos);
    const std::string map = (terminal.path() / "map.geojson").string();
    CHECK(terminal({"export", "--format", "geojson", "--out", map}).code == 0);
    CHECK(json_from(*work::read_file(map)));
    CHECK(terminal({"export", "--format", "pdf", "--out", out}).code == cli::kRefused);
}

TEST_CASE("a wrong ticket and a missing server end with their codes", "[cli]") {
    Terminal terminal;
    const auto no_ticket = terminal.file("letter.txt", "Dear Kofi");
    CHECK(terminal({"enrol", "--ticket", no_ticket.string()}).code == cli::kRefused);
    CHECK(terminal({"enrol", "--ticket", "/nowhere"}).code == cli::kRefused);
    terminal.begun();
    const Answer sync = terminal({"sync"});
    CHECK(sync.code == cli::kRefused);
    CHECK(sync.err.find("not enrolled") != std::string::npos);
}

TEST_CASE("both languages have every word of the command line", "[cli]") {
    const std::string locale = std::string(ADIT_SOURCES) + "/assets/locale/";
    const auto words = model::Wordbook::from(*work::read_file(locale + "cli.en.json"),
                                             *work::read_file(locale + "cli.fr.json"));
    REQUIRE(words);
    REQUIRE(words->english().size() == words->french().size());
    for (const auto& [key, text] : words->english()) {
        INFO(key);
        REQUIRE(words->french().contains(key));
        for (const char* hole : {"{0}", "{1}", "{2}", "{3}"}) {
            CHECK((text.find(hole) != text.npos) ==
                  (words->french().at(key).find(hole) != std::string::npos));
        }
    }
}

TEST_CASE("a batch of expressions is answered line by line, whatever stands in it", "[cli]") {
    Terminal terminal;
    const auto lines = [&](const std::string& batch) {
        const Answer answer =
            terminal({"form", "eval", "--batch", terminal.file("batch.json", batch).string()});
        INFO(answer.err);
        CHECK(answer.code == 0);
        std::vector<Json> all;
        std::istringstream out(answer.out);
        for (std::string line; std::getline(out, line);) all.push_back(*json_from(line));
        return all;
    };
    const auto found =
        lines(R"batch({"documents": {"d": "<r><a>1</a><a>2</a></r>", "bad": "<r>"}, "cases": [
        {"id": 1, "doc": "d", "expression": "sum(/r/a)", "as": "any"},
        {"id": 2, "doc": "d", "expression": "a[2]", "context": "/*[1]", "as": "nodes"},
        {"id": 3, "doc": "d", "expression": "1 div 0", "as": "number"},
        {"id": 4, "doc": "d", "expression": "a = ", "as": "any"},
        {"id": 5, "doc": "bad", "expression": "1"},
        {"id": 6, "doc": "nowhere", "expression": "1"},
        {"id": 7, "doc": "d", "expression": "a = 2", "context": "/*[1]", "as": "boolean"},
        {"id": 8, "doc": "d", "expression": "date-time('2024-07-01T00:00:00Z')", "tz": "Asia/Tokyo"},
        17]})batch");
    REQUIRE(found.size() == 9);
    CHECK(found[0] == Json({{"id", 1}, {"type", "number"}, {"value", 3.0}}));
    CHECK(found[1]["value"] == Json::array({{{"name", "a"}, {"value", "2"}}}));
    CHECK(found[2]["value"] == "Infinity");
    for (const std::size_t bad : {3u, 4u, 5u, 8u}) CHECK(found[bad]["error"].is_string());
    CHECK(found[6] == Json({{"id", 7}, {"type", "boolean"}, {"value", true}}));
    CHECK(found[7]["value"] == "2024-07-01T09:00:00.000+09:00");
    CHECK(terminal({"form", "eval"}).code != 0);
    CHECK(terminal({"form", "eval", "--batch", terminal.file("x.json", "[]").string()}).code != 0);
}
