// FormLibrary: the forms that the server gives out, read once and kept.
//
// A form version never changes, so a definition that was read stays valid for good and is shared by
// whoever shows or exports records. Safe on any thread; reads the store through a Shelf, which
// takes the lock that guards it.
#pragma once

#include "forms/definition.h"
#include "store/record_store.h"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace adit::central {

using DefinitionPtr = std::shared_ptr<const forms::Definition>;  // Shared by whoever reads it.

/// A form as it came from the store: its definition and the tables beside it, by instance name.
struct Form {
    DefinitionPtr definition;
    std::map<std::string, forms::Table, std::less<>> media;  // "admin1" -> admin1.csv
};
using FormPtr = std::shared_ptr<const Form>;  // Shared like the definition it holds.

class FormLibrary {
public:
    using Shelf =
        std::function<Result<std::vector<store::FormFile>>(const std::optional<record::FormRef>&)>;

    explicit FormLibrary(Shelf shelf) : shelf_(std::move(shelf)) {}

    /// Reads all forms of the store anew: after init, or when forms were added.
    Status load();

    FormPtr find(const record::FormRef& form) const;   // Null when it is not here.
    FormPtr find_latest(const std::string& id) const;  // The highest version.
    std::vector<FormPtr> latest() const;               // Of each form, by id.
    /// Do these forms register or update an entity list of this name ("sites")?
    bool is_entity_list(const std::string& name) const;
    /// Does a record of this form register its entity, rather than say what it found there later?
    bool registers(const std::string& form) const;

private:
    Shelf shelf_;
    mutable std::mutex guard_;
    std::map<record::FormRef, FormPtr> forms_;
};

}  // namespace adit::central
