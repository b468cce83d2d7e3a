// Two small forms in the likeness of the pilots': a site is registered, then visited.
#pragma once

#include "support/folder.h"
#include "support/workbook.h"

#include <filesystem>

namespace adit::test {

inline SheetRows country_choices() {
    return {
        {"list_name", "name", "label::English (en)", "label::French (fr)"},
        {"country", "COD", "Democratic Republic of the Congo", "République démocratique du Congo"},
        {"country", "GHA", "Ghana", "Ghana"},
        {"mineral", "gold", "Gold", "Or"},
        {"mineral", "coltan", "Coltan (tantalum)", "Coltan (tantale)"}};
}

inline void write_site_profile(const std::filesystem::path& folder) {
    write_workbook(
        folder / "site_profile.xlsx",
        {{"survey",
          {{"type", "name", "label::English (en)", "label::French (fr)", "save_to"},
           {"select_one country", "country", "Country", "Pays", "country"},
           {"text", "site_name", "Name of the site", "Nom du site", "site_name"},
           {"geopoint", "gps", "Position", "Position", "geometry"},
           {"select_multiple mineral", "minerals", "Minerals", "Substances", "minerals"}}},
         {"choices", country_choices()},
         {"settings",
          {{"form_title", "form_id", "version", "default_language", "instance_name", "x_title_fr"},
           {"Site profile", "site_profile", "1", "English (en)", "${site_name}", "Fiche de site"}}},
         {"entities", {{"list_name", "label"}, {"sites", "${site_name}"}}}});
}

/// `version` 2 no longer asks `remarks`.
inline void write_site_visit(const std::filesystem::path& folder, const std::string& version) {
    SheetRows survey = {
        {"type", "name", "label::English (en)", "label::French (fr)", "x_sensitivity", "constraint",
         "constraint_message::English (en)", "constraint_message::French (fr)"},
        {"begin_group", "visit", "Visit", "Visite", ""},
        {"select_one country", "country", "Country", "Pays", "public"},
        {"select_one_from_file sites.csv", "site", "Site", "Site", "public"},
        {"select_one_from_file admin1.csv", "province", "Province", "Province", "public"},
        {"date", "visit_date", "Date of visit", "Date de la visite", "public"},
        {"integer", "workers", "People at work", "Personnes au travail", "restricted",
         ". < 100 or ${province} != 'CD54'", "In Ituri fewer than 100.", "En Ituri moins de 100."}};
    if (version == "1") {
        survey.push_back({"text", "remarks", "Remarks", "Remarques", "confidential"});
    }
    for (std::vector<std::string> row :
         {std::vector<std::string>{"end_group", "", "", "", ""},
          {"begin_repeat", "payment", "Payment", "Paiement", ""},
          {"text", "payee", "Who is paid", "Qui est payé", "confidential"},
          {"decimal", "amount", "How much", "Combien", "restricted"},
          {"end_repeat", "", "", "", ""}}) {
        survey.push_back(std::move(row));
    }
    write_workbook(
        folder / "site_visit.xlsx",
        {{"survey", survey},
         {"choices", country_choices()},
         {"settings",
          {{"form_title", "form_id", "version", "default_language", "instance_name", "x_title_fr"},
           {"Site visit", "site_visit", version, "English (en)", "${visit_date}",
            "Visite de site"}}}});
}

inline void write_mini_forms(const std::filesystem::path& folder) {
    std::filesystem::create_directories(folder / "media");
    write_site_profile(folder);
    write_site_visit(folder, "1");
    write_text(folder / "media" / "admin1.csv",
               "name,label,country\nCD54,Ituri,COD\nGH15,Western,GHA\n");
}

}  // namespace adit::test
