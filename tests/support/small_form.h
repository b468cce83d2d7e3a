// A small form of every kind of thing, as CSV sheets in a folder: what the model is tested with.
#pragma once

#include "support/desk.h"
#include "support/folder.h"

#include <fstream>

namespace adit::test {

inline void write_file(const std::filesystem::path& file, const std::string& text) {
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << text;
}

inline void write_small_form(const std::filesystem::path& folder) {
    write_file(folder / "survey.csv",
               "type,name,label::English (en),label::French (fr),required,relevant,constraint,"
               "constraint_message::English (en),constraint_message::French (fr)\n"
               "begin_group,visit,Visit,Visite,,,,,\n"
               "select_one country,country,Country,Pays,yes,,,,\n"
               "select_one_from_file sites.csv,site,Site,Site,yes,,,,\n"
               "select_one yes_no,reached,Was the site reached?,Site atteint ?,yes,,,,\n"
               "end_group,,,,,,,,\n"
               "begin_group,people,People,Personnes,,${reached} = 'yes',,,\n"
               "integer,men,Men,Hommes,yes,,. <= 2000,At most 2000.,Au plus 2000.\n"
               "text,remarks,Remarks,Remarques,,,,,\n"
               "begin_repeat,payment,Payment,Paiement,,,,,\n"
               "text,payee,Who is paid?,Qui est payé ?,yes,,,,\n"
               "end_repeat,,,,,,,,\n"
               "end_group,,,,,,,,\n");
    write_file(folder / "choices.csv",
               "list_name,name,label::English (en),label::French (fr)\n"
               "country,COD,DR Congo,RD Congo\ncountry,GHA,Ghana,Ghana\n"
               "yes_no,yes,Yes,Oui\nyes_no,no,No,Non\n");
    write_file(folder / "settings.csv",
               "form_title,form_id,version,default_language,instance_name,x_title_fr\n"
               "Site visit,site_visit,1,English (en),${remarks},Visite de site\n");
}

/// Enrolled in the Congo, with this form and two sites.
class SmallDesk : public Desk {
public:
    SmallDesk() {
        write_small_form(folder_ / "site_visit");
        add_form(folder_ / "site_visit");
        tables["sites"] = {{"name", "label"}, {{"s1", "Évêché"}, {"s2", "Kamituga"}}};
        enrol({{{"COD"}, {{{"en", "DR Congo"}, {"fr", "RD Congo"}}}}});
        hear(model::event::SitesLoaded{{site("s1", "Évêché"), site("s2", "Kamituga")}});
        hear(model::event::HomeLoaded{
            {}, {}, {{.form = {"site_visit", "1"}, .title = {}, .about_site = true}}});
        given.clear();
    }

    static model::SiteRow site(const std::string& id, const std::string& label) {
        return {.id = id,
                .label = label,
                .code = "",
                .place = "",
                .scope = {"COD"},
                .last_visit = "",
                .visits = 0,
                .marks = {}};
    }

    void start_visit(bool training = false) {
        ask(model::StartRecord{
            .form = "site_visit", .site = "s1", .scope = {}, .training = training});
    }
    void choose(const std::string& path, const std::string& name) {
        ask(model::GiveAnswer{{path}, record::Choice{name}});
    }
    /// Puts of the last Append, as "path=value" words.
    std::string last_puts() const {
        const auto appends = all_given<model::effect::Append>();
        if (appends.empty()) return "";
        std::string out;
        for (const auto& operation : appends.back().operations) {
            if (const auto* put = std::get_if<record::Put>(&operation)) {
                out += put->path.text + "=" + record::text_of(put->value) + " ";
            }
        }
        return out;
    }

private:
    Folder folder_;
};

}  // namespace adit::test
