#include "case_player.h"

#include "base/text.h"
#include "forms/merged.h"
#include "forms/session.h"
#include "xlsform/workbook.h"

#include <charconv>
#include <fstream>
#include <map>

namespace adit::test {
namespace {

std::string_view take_word(std::string_view& rest) {
    rest = trimmed(rest);
    const auto end = rest.find_first_of(" \t");
    const std::string_view word = rest.substr(0, end);
    rest = end == std::string_view::npos ? std::string_view() : trimmed(rest.substr(end));
    return word;
}

class Playing {
public:
    Playing(const std::filesystem::path& file, std::filesystem::path forms)
        : name_(file.filename().string()), forms_(std::move(forms)), in_(file) {}

    std::vector<std::string> run();

private:
    void take(std::string_view line);
    std::string block();
    void open();
    void expect(std::string_view rest);
    void arrive(std::string_view path, std::string_view text);
    forms::Merged merged() const;
    std::string seen(std::string_view what, std::string_view path);
    void give(std::string_view path, std::string_view text);
    record::NodePath with_ids(std::string_view path) const;
    const xlsform::Reading& reading();
    void differ(const std::string& words) {
        differences_.push_back(name_ + ":" + std::to_string(line_) + ": " + words);
    }

    std::string name_;
    std::filesystem::path forms_;
    std::ifstream in_;
    int line_ = 0;
    std::vector<std::string> differences_;
    std::string form_;
    std::map<std::string, std::string> sheets_;
    std::map<std::string, forms::Table, std::less<>> lists_;
    std::optional<xlsform::Reading> reading_;
    std::unique_ptr<forms::FormSession> session_;
    std::int64_t now_ms_ = 1'763'888'400'000;  // 2025-11-23T09:00:00Z
    std::uint64_t ids_ = 0;
};

std::string Playing::block() {
    std::string text;
    for (std::string line; std::getline(in_, line);) {
        ++line_;
        if (trimmed(line) == "end") return text;
        text += line + "\n";
    }
    differ("this block has no end");
    return text;
}

const xlsform::Reading& Playing::reading() {
    if (!reading_) {
        reading_ = form_.empty() ? xlsform::read_csv_sheets(sheets_, "case")
                                 : xlsform::read_csv_folder(forms_ / form_);
    }
    return *reading_;
}

void Playing::open() {
    for (const auto& problem : reading().problems) differ(xlsform::text_of(problem));
    if (!reading().definition) return;
    forms::Opening opening;
    opening.definition = std::make_shared<const forms::Definition>(*reading().definition);
    opening.record.form = opening.definition->form;
    opening.record.scope = {"COD"};
    opening.is_new = true;
    opening.tables = [this](std::string_view name) -> const forms::Table* {
        const auto found = lists_.find(name);
        return found == lists_.end() ? nullptr : &found->second;
    };
    opening.username = "asha";
    opening.device = "laptop-1";
    opening.now_ms = now_ms_;
    opening.new_uuid = [this] { return "uuid-" + std::to_string(++ids_); };
    opening.new_instance = [this] { return ++ids_; };
    auto opened = forms::FormSession::open(std::move(opening));
    if (!opened) return differ(opened.error().what);
    session_ = std::move(*opened);
    static_cast<void>(session_->opening_operations());
}

// "/payments/payment[2]/payee" with the id of the second instance.
record::NodePath Playing::with_ids(std::string_view path) const {
    record::NodePath found;
    for (const std::string_view part : split(path.substr(1), '/')) {
        const auto bracket = part.find('[');
        found = found.child(part.substr(0, bracket));
        if (bracket == std::string_view::npos) continue;
        std::size_t place = 0;
        std::from_chars(part.data() + bracket + 1, part.data() + part.size(), place);
        const auto instances = session_->instances_of(found);
        if (place == 0 || place > instances.size()) return {std::string(path)};
        found = instances[place - 1];
    }
    return found;
}

void Playing::give(std::string_view path, std::string_view text) {
    const record::NodePath place = with_ids(path);
    const forms::QuestionView view = session_->question(place);
    if (view.node == nullptr) return differ("no question stands at " + std::string(path));
    auto value = record::value_from(forms::value_type_of(*view.node), text);
    if (!value) value = record::Value(std::string(text));
    session_->answer(place, *value);
}

// Somebody else's answer, as an exchange brings it.
void Playing::arrive(std::string_view path, std::string_view text) {
    const record::NodePath place = with_ids(path);
    const forms::QuestionView view = session_->question(place);
    if (view.node == nullptr) return differ("no question stands at " + std::string(path));
    const auto value = record::value_from(forms::value_type_of(*view.node), text);
    if (!value) return differ(value.error().what);
    record::Record record = session_->record();
    record.answers[place].siblings.assign(1, {*value, {}, {}, "badu", now_ms_});
    session_->refresh(std::move(record));
}

forms::Merged Playing::merged() const {
    const auto tables = [this](std::string_view name) -> const forms::Table* {
        const auto found = lists_.find(name);
        return found == lists_.end() ? nullptr : &found->second;
    };
    return forms::merged(std::make_shared<const forms::Definition>(*reading_->definition),
                         session_->record(), tables, session_->language());
}

std::string Playing::seen(std::string_view what, std::string_view path) {
    if (what == "faults") return std::to_string(session_->faults().size());
    if (what == "missing_file") return joined(session_->missing_files(), " ");
    if (what == "entity") {
        const auto* value =
            session_->record().find_value(record::NodePath{"/meta/entity"}.child(path));
        return value == nullptr ? "" : record::text_of(*value);
    }
    const record::NodePath place = with_ids(path);
    if (what == "invalid") {
        for (const forms::Fault& fault : merged().faults) {
            if (fault.path == place) return fault.message;
        }
        return "";
    }
    if (what == "merged") {
        const forms::Merged after = merged();
        const auto* value = after.record.find_value(place);
        return value == nullptr ? "" : record::text_of(*value);
    }
    const forms::QuestionView view = session_->question(place);
    if (what == "value") {
        const auto* value = session_->record().find_value(place);
        return value == nullptr ? "" : record::text_of(*value);
    }
    if (what == "relevant") return session_->is_relevant(place) ? "yes" : "no";
    if (what == "required") return view.required ? "yes" : "no";
    if (what == "read_only") return view.read_only ? "yes" : "no";
    if (what == "count") return std::to_string(session_->instances_of(place).size());
    if (what == "label") return session_->label(place);
    if (what == "hint") return session_->hint(place);
    if (what == "violation") return view.violation;
    if (what == "choices") {
        std::vector<std::string> names;
        for (const auto& choice : session_->choices(place)) names.emplace_back(choice.name);
        return joined(names, " ");
    }
    if (what == "fault") {
        for (const forms::Fault& fault : session_->faults()) {
            if (fault.path == place) return fault.message;
        }
        return "";
    }
    return "(cases cannot ask for " + std::string(what) + ")";
}

void Playing::expect(std::string_view rest) {
    const std::string what(take_word(rest));
    const bool of_whole = what == "faults" || what == "missing_file";
    const std::string path(of_whole ? "" : take_word(rest));
    const std::string found = seen(what, path);
    if (found != rest) {
        differ(what + " " + path + " is \"" + found + "\", not \"" + std::string(rest) + "\"");
    }
}

void Playing::take(std::string_view line) {
    std::string_view rest = line;
    const std::string word(take_word(rest));
    if (word == "form") {
        form_ = rest;
    } else if (word == "sheet") {
        const std::string sheet(rest);
        sheets_[sheet] = block();
    } else if (word == "list") {
        const std::string list(rest);
        lists_[list] = forms::table_from_csv(block());
    } else if (word == "today") {
        const auto date = record::date_from(rest);
        if (date) now_ms_ = date->days * std::int64_t{86'400'000} + 9 * 3'600'000;
    } else if (word == "problem") {
        const std::string sheet(take_word(rest));
        const std::string row(take_word(rest));
        const std::string column(take_word(rest));
        for (const auto& problem : reading().problems) {
            const bool same = problem.sheet == sheet && std::to_string(problem.row) == row &&
                              problem.column == column;
            if (same && problem.what.find(rest) != std::string::npos) return;
        }
        differ("no such problem was told");
        for (const auto& problem : reading().problems) differ("  " + xlsform::text_of(problem));
    } else if (word == "open") {
        open();
    } else if (!session_) {
        differ("the record is not open yet");
    } else if (word == "expect") {
        expect(rest);
    } else if (word == "arrives") {
        const std::string path(take_word(rest));
        take_word(rest);  // =
        arrive(path, rest);
    } else if (word == "add") {
        session_->add_instance(with_ids(rest));
    } else if (word == "remove") {
        session_->remove_instance(with_ids(rest));
    } else if (word == "language") {
        session_->set_language(rest);
    } else if (word == "finalise") {
        session_->finalise(now_ms_);
    } else if (word.starts_with('/') && rest.starts_with('=')) {
        give(word, trimmed(rest.substr(1)));
    } else {
        differ("this line cannot be read: " + std::string(line));
    }
}

std::vector<std::string> Playing::run() {
    if (!in_) differ("the case cannot be read");
    for (std::string line; std::getline(in_, line);) {
        ++line_;
        const std::string_view words = trimmed(line);
        if (!words.empty() && !words.starts_with('#')) take(words);
    }
    return differences_;
}

}  // namespace

std::vector<std::string> play_case(const std::filesystem::path& file,
                                   const std::filesystem::path& forms) {
    return Playing(file, forms).run();
}

}  // namespace adit::test
