// Wording: what a record's paths and values are called, in English and in French.
//
// Knows the newest version of the form and the version that the record was written with: a question
// that the newest no longer asks keeps the words it had and is called retired. Without any form
// here (a laptop was given it before this server) paths and plain values are shown.
#pragma once

#include "base/json.h"
#include "central/central.h"

#include <memory>
#include <string>
#include <vector>

namespace adit::reports {

class Wording {
public:
    static Result<Wording> of(central::Central& central, const record::FormRef& form,
                              const std::vector<std::string>& scopes);

    struct Asked {
        const forms::Node* node = nullptr;  // Null: no form that is here asks it.
        const forms::Definition* definition = nullptr;
        bool retired = false;
    };
    Asked find(const record::NodePath& path) const;
    /// Null when no version of the form is here.
    const forms::Definition* newest() const {
        return newest_ ? newest_->definition.get() : nullptr;
    }

    /// The version that the record was written with, else the newest; null when none is here.
    central::FormPtr own() const { return own_ ? own_ : newest_; }

    Json label(
        const record::NodePath& path) const;  // {"en": …, "fr": …}; the name when unlabelled.
    Json text(const record::NodePath& path, const record::Value& value) const;
    std::string title(const std::string& language) const;

private:
    central::FormPtr newest_, own_;
};

/// An answer to a form's question as people read it: {"en": …, "fr": …}; choices by their labels.
Json value_words(const central::Form& form, const forms::Node& node, const record::Value& value);

/// XLSForm's word for a question's type: "select_one".
const char* word_for(forms::QuestionType type);

/// A value for programs: numbers as numbers, a geopoint as {lat, lon, …}, choices by name.
Json json_of(const record::Value& value);

}  // namespace adit::reports
