// A desk with the pilots' real forms, a list of sites as long as the real one, and some records:
// what the screens are looked at and measured with. All of it is made up here and says so.
#pragma once

#include "support/desk.h"

#include <cstdio>
#include <filesystem>

namespace adit::test {

inline std::filesystem::path pilot_forms() {
    return std::filesystem::path(ADIT_SOURCES) / "assets/forms";
}

constexpr std::size_t kPilotSites = 3'409;

class PilotDesk : public Desk {
public:
    PilotDesk() {
        for (const char* name : {"site_visit", "site_profile", "incident_report"}) {
            add_form(pilot_forms() / name);
        }
        enrol({{{"COD"}, {{{"en", "DR Congo"}, {"fr", "RD Congo"}}}}});
        load_sites();
        load_home();
        tables["admin1"] = {{"name", "label", "country"},
                            {{"CD62", "South Kivu", "COD"}, {"CD54", "Ituri", "COD"}}};
    }

    void load_home() {
        model::event::HomeLoaded home;
        for (const auto& [id, definition] : forms) {
            const bool registers = definition->entity() && !definition->entity()->list.empty() &&
                                   definition->entity()->entity_id.empty();
            home.forms.push_back({.form = definition->form,
                                  .title = definition->title,
                                  .about_site = id != "site_profile",
                                  .registers_sites = registers && id == "site_profile"});
        }
        home.counts = {.drafts = 2,
                       .ready = 3,
                       .sent = 41,
                       .conflicts = 1,
                       .sites = kPilotSites,
                       .unsent = {.records = 5, .changes = 23}};
        for (int i = 0; i < 5; ++i) home.latest.push_back(sample_record(i));
        hear(std::move(home));
    }

    model::RecordRow sample_record(int place) const {
        model::RecordRow row;
        row.id.uuid.bytes[15] = static_cast<std::uint8_t>(place + 1);
        row.scope = {"COD"};
        row.form = {"site_visit", "1"};
        row.title =
            "Made-up site " + std::to_string(place + 1) + " 2025-11-2" + std::to_string(place);
        row.stage = place < 2 ? record::Stage::Draft : record::Stage::Finalised;
        row.sent = place > 3;
        row.in_conflict = place == 3;
        if (place == 1) row.marks = {"training"};
        if (place == 4) row.marks = {"sample"};
        row.author = place % 2 == 0 ? "a.kamau" : "k.mensah";
        row.changed_ms = kMorning - place * 3'600'000LL * 7;
        return row;
    }

private:
    void load_sites() {
        model::event::SitesLoaded loaded;
        forms::Table& table = tables["sites"];
        table.columns = {"name",      "label",        "country",    "site_name",
                         "site_code", "workers_last", "lsm_overlap"};
        for (std::size_t i = 0; i < kPilotSites; ++i) {
            char name[64];
            std::snprintf(name, sizeof name, "Carrière n° %04zu d’Évêché", i + 1);
            char code[32];
            std::snprintf(code, sizeof code, "codmine%05zu", i + 1);
            model::SiteRow row{.id = "site-" + std::to_string(i + 1),
                               .label = name,
                               .code = code,
                               .place = i % 2 == 0 ? "South Kivu, Mwenga" : "Ituri, Mambasa",
                               .scope = {"COD"},
                               .last_visit = i % 3 == 0 ? "2025-09-14" : "",
                               .visits = i % 3 == 0 ? i % 5 + 1 : 0,
                               .marks = {}};
            table.rows.push_back({row.id, row.label, "COD", row.label, row.code, "70", "no"});
            loaded.sites.push_back(std::move(row));
        }
        hear(std::move(loaded));
    }
};

/// A finalised visit whose count of men two people wrote apart: 70 and 60.
inline record::Record conflicting_record(const PilotDesk& desk) {
    record::Record record;
    record.id.uuid.bytes[15] = 77;
    record.scope = {"COD"};
    record.form = desk.forms.at("site_visit")->form;
    record.stage = record::Stage::Finalised;
    record.author = "a.kamau";
    record.created_wall_ms = kMorning;
    const auto dot = [](std::uint8_t device) {
        record::Dot made{{{"COD"}, {}, 1}, 3};
        made.feed.device.bytes.fill(device);
        return made;
    };
    const auto give = [&](const char* path, record::Value value) {
        record.answers[{path}] = {
            {{std::move(value), dot(1), {}, "a.kamau", kMorning}}, {dot(1)}, false};
    };
    give("/visit/country", record::Choice{"COD"});
    give("/visit/site", record::Choice{"site-42"});
    give("/visit/visit_date", record::Date{20'414});
    give("/visit/reached", record::Choice{"on_site"});
    record.answers[{"/workforce/men"}] = {
        {{std::int64_t{70}, dot(1), {}, "a.kamau", kMorning},
         {std::int64_t{60}, dot(2), {}, "k.mensah", kMorning - 7'200'000}},
        {dot(1), dot(2)},
        false};
    return record;
}

/// Through all screens, as a person would go.
inline const std::string kTour = R"(
size 1366 768
wait for "Visit a site"
shot home
click "Sites"
wait for "3409 sites"
shot sites
click "Find by name"
type "eveche codmine00042"
wait for "1 of 3409 sites"
shot sites_found
key Enter
wait for "New visit"
shot site
click "New visit"
wait for "Date of visit"
shot form
choose "No, visit failed" after "Was the site reached?"
pause 300
shot form_not_reached
choose "Yes, observed" after "Was the site reached?"
pause 300
fill "Latitude" "abc"
key Tab
pause 300
shot form_error
click "Check and finish"
wait for "Check before finishing"
shot finalise
click "Go to the first"
pause 300
shot form_goto
key Ctrl+L
pause 300
shot form_fr
key Ctrl+L
key PageDown
pause 300
shot form_next
click "Back"
click "Home"
click "Sync"
wait for "This laptop"
shot sync
click "Night"
click "Home"
shot home_night
click "Sync"
click "Sun"
click "Home"
shot home_sun
click "Sync"
click "Paper"
click "200 %"
pause 100
shot sync_200
click "Home"
shot home_200
click "Sites"
shot sites_200
click "FR"
click "Accueil"
shot home_fr_200
)";

}  // namespace adit::test
