// Wordbook: the app's own words in English and French, by key, from assets/locale.
//
// A key that is missing in a language is shown in English, and one missing there as itself, so a
// gap is seen and never empty; a test holds both files to the same keys. "{0}" in a text is filled
// in by filled(). Immutable once read; shared freely.
#pragma once

#include "base/result.h"

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>

namespace adit::model {

class Wordbook {
public:
    /// Both files' text: {"home.today": "Today", …}. BadInput names the file that is no such JSON.
    static Result<Wordbook> from(std::string_view english_json, std::string_view french_json);

    const std::string& say(std::string_view language, std::string_view key) const;

    using Texts = std::map<std::string, std::string, std::less<>>;
    const Texts& english() const { return english_; }
    const Texts& french() const { return french_; }

private:
    Texts english_;
    Texts french_;
};

/// "Sending {0} of {1}" with {"3", "12"}: "Sending 3 of 12".
std::string filled(std::string_view pattern, std::initializer_list<std::string_view> parts);

}  // namespace adit::model
