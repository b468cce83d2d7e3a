#include "model/wordbook.h"

#include "base/json.h"

namespace adit::model {
namespace {

Result<Wordbook::Texts> texts_from(std::string_view json, const std::string& file) {
    const Json read = TRY(json_from(json).during(file));
    if (!read.is_object()) {
        return Error{Code::BadInput, file + ": must be one object of keys and texts"};
    }
    Wordbook::Texts texts;
    for (const auto& [key, text] : read.items()) {
        if (!text.is_string()) {
            return Error{Code::BadInput, file + ": the text of \"" + key + "\" is no text"};
        }
        texts.emplace(key, text.get<std::string>());
    }
    return texts;
}

}  // namespace

Result<Wordbook> Wordbook::from(std::string_view english_json, std::string_view french_json) {
    Wordbook book;
    book.english_ = TRY(texts_from(english_json, "locale/en.json"));
    book.french_ = TRY(texts_from(french_json, "locale/fr.json"));
    return book;
}

const std::string& Wordbook::say(std::string_view language, std::string_view key) const {
    if (language == "fr") {
        const auto found = french_.find(key);
        if (found != french_.end()) return found->second;
    }
    const auto found = english_.find(key);
    if (found != english_.end()) return found->second;
    // A key without words is a defect that has to be seen; kept so that a reference can be given.
    thread_local Texts missing;
    return missing.try_emplace(std::string(key), key).first->second;
}

std::string filled(std::string_view pattern, std::initializer_list<std::string_view> parts) {
    std::string out;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
        const bool hole = pattern[at] == '{' && at + 2 < pattern.size() && pattern[at + 2] == '}';
        const std::size_t which = hole ? static_cast<std::size_t>(pattern[at + 1] - '0') : 10;
        if (hole && which < parts.size()) {
            out += parts.begin()[which];
            at += 2;
        } else {
            out += pattern[at];
        }
    }
    return out;
}

}  // namespace adit::model
