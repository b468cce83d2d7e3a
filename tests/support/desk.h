// A desk without a window: the model, its real forms, and a disk that a test can fill or pull.
//
// Commands and Events go through model::update; the Effects are answered as work/ would, at once,
// unless `answers` is off. The clock is the test's.
#pragma once

#include "forms/session.h"
#include "model/update.h"
#include "support/world.h"
#include "xlsform/workbook.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace adit::test {

inline std::string text_of_file(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

inline std::shared_ptr<const model::Wordbook> shipped_words() {
    const std::filesystem::path folder = std::filesystem::path(ADIT_SOURCES) / "assets/locale";
    auto book =
        model::Wordbook::from(text_of_file(folder / "en.json"), text_of_file(folder / "fr.json"));
    ENSURE(static_cast<bool>(book));
    return std::make_shared<const model::Wordbook>(*std::move(book));
}

class Desk {
public:
    Desk() {
        state.words = shipped_words();
        tick();
    }

    model::AppState state;
    World world;
    std::vector<model::Effect> given;  // Every Effect so far, in order.
    bool answers = true;               // Off: the disk is slow, nothing is answered.
    bool disk_full = false;
    std::map<std::string, std::shared_ptr<const forms::Definition>> forms;
    std::map<std::string, forms::Table> tables;
    std::map<record::RecordId, record::Record> kept;  // What OpenRecord finds.

    void ask(const model::Command& command) { play(model::update(state, command)); }
    void hear(model::Event event) { play(model::update(state, std::move(event))); }
    void tick() { hear(model::event::Tick{world.now(), 0}); }
    void pass(std::int64_t ms) {
        world.pass(ms);
        tick();
    }

    /// A form of the folders of CSV sheets, as a designer writes them.
    void add_form(const std::filesystem::path& folder) {
        auto reading = xlsform::read_csv_folder(folder);
        ENSURE(reading.definition.has_value());
        auto definition = std::make_shared<const forms::Definition>(*std::move(reading.definition));
        forms[definition->form.id] = definition;
    }

    void enrol(std::vector<model::ScopeRow> scopes) {
        model::Who who{.laptop = "Bukavu 3",
                       .device = std::string(32, 'a'),
                       .person = "a.kamau",
                       .person_name = "Asha Kamau",
                       .role = "field_officer",
                       .programme = "Pilots",
                       .server = "https://127.0.0.1:8443",
                       .scopes = std::move(scopes),
                       .people = {{"a.kamau", "Asha Kamau"}, {"k.mensah", "Kwame Mensah"}},
                       .laptops = {}};
        hear(model::event::Started{std::move(who), {}, std::nullopt, std::nullopt});
    }

    template <class Kind>
    std::vector<Kind> all_given() const {
        std::vector<Kind> found;
        for (const model::Effect& effect : given) {
            if (const auto* one = std::get_if<Kind>(&effect)) found.push_back(*one);
        }
        return found;
    }

    /// The answers of a disk that was slow.
    void answer_all() {
        answers = true;
        std::vector<model::Effect> waiting = std::move(waiting_);
        waiting_.clear();
        for (const model::Effect& effect : waiting) answer(effect);
    }

private:
    void play(model::Effects effects) {
        for (model::Effect& effect : effects) {
            given.push_back(effect);
            if (answers) {
                answer(effect);
            } else {
                waiting_.push_back(effect);
            }
        }
    }

    void answer(const model::Effect& effect) {
        using namespace model;
        const Error full{Code::Full, "desk.adit: no space left on the disk"};
        if (const auto* append = std::get_if<effect::Append>(&effect)) {
            if (disk_full) return hear(event::SaveFailed{append->ticket, full});
            hear(event::Saved{append->ticket, world.now()});
        } else if (const auto* keep = std::get_if<effect::KeepTyping>(&effect)) {
            if (disk_full) return hear(event::TypingFailed{full});
            hear(event::TypingKept{keep->record, keep->path, world.now()});
        } else if (const auto* fresh = std::get_if<effect::NewRecord>(&effect)) {
            record::Record record;
            record.id.uuid = new_uuid(world.surroundings());
            record.scope = fresh->scope;
            open(std::move(record), fresh->form, true);
        } else if (const auto* old = std::get_if<effect::OpenRecord>(&effect)) {
            open(kept.at(old->record), kept.at(old->record).form.id, false);
        } else if (const auto* renew = std::get_if<effect::RefreshRecord>(&effect)) {
            const auto found = kept.find(renew->record);
            if (found != kept.end()) hear(event::RecordRefreshed{found->second});
        }
    }

    void open(record::Record record, const std::string& form, bool is_new) {
        const auto definition = forms.at(form);
        record.form = definition->form;
        const auto chance = world.surroundings();
        auto session = forms::FormSession::open(
            {.definition = definition,
             .record = std::move(record),
             .is_new = is_new,
             .tables = [this](std::string_view name) -> const forms::Table* {
                 const auto found = tables.find(std::string(name));
                 return found == tables.end() ? nullptr : &found->second;
             },
             .username = "a.kamau",
             .device = "desk",
             .now_ms = world.now(),
             .offset_min = 0,
             .new_uuid = [chance] { return adit::new_uuid(chance).text(); },
             .new_instance = [chance] { return chance.random_u64(); }});
        if (!session) return hear(model::event::OpenFailed{session.error()});
        (*session)->set_language(state.language);
        hear(model::event::RecordOpened{*std::move(session), is_new, {}});
    }

    std::vector<model::Effect> waiting_;
};

}  // namespace adit::test
