// The forms this laptop has: their files kept in the store, read once, and the tables they look
// things up in (files beside a form, and entity lists folded from records).
//
// Lives with its store, on the store's thread. The definitions and tables that it hands out are
// immutable and may go to any thread; they keep themselves alive.
#pragma once

#include "forms/definition.h"
#include "forms/session.h"
#include "store/record_store.h"

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace adit::work {

using DefinitionPtr = std::shared_ptr<const forms::Definition>;
using TablePtr = std::shared_ptr<const forms::Table>;

class FormShelf {
public:
    explicit FormShelf(store::RecordStore& store) : store_(store) {}

    /// NotFound says which forms there are.
    Result<DefinitionPtr> newest(const std::string& form);
    /// This version; the newest one when this laptop never had it.
    Result<DefinitionPtr> version(const record::FormRef& form);
    /// The newest version of each form, in the order of their ids.
    Result<std::vector<DefinitionPtr>> all();

    /// All tables that the form looks up, read now. Sites of `scope` only when it is given.
    Result<forms::Tables> tables(const forms::Definition& definition,
                                 const std::optional<record::ScopeId>& scope);
    /// The same for whoever fills this record, with the record of the form that was saved last here
    /// before it.
    Result<forms::Tables> tables_for(const forms::Definition& definition,
                                     const record::Record& record);
    /// A record was saved here: note_saved() says which, for ${last-saved#…}. Kept in the store.
    Status note_saved(const record::Record& record);
    /// True when the forms here make this entity list ("sites").
    Result<bool> is_entity_list(const std::string& name);

    /// Entities have changed.
    void forget_entities() { entities_.clear(); }
    /// An exchange or an enrolment brought other forms.
    void forget_forms();

private:
    Status look();  // Which forms and versions the store has.
    Result<std::vector<record::RecordId>> saved_last(const std::string& form);
    Result<TablePtr> last_saved(const record::Record& before);
    Result<DefinitionPtr> read(const record::FormRef& form);
    Result<TablePtr> table(const forms::Definition& definition, const std::string& file,
                           const std::optional<record::ScopeId>& scope);

    store::RecordStore& store_;
    bool looked_ = false;
    std::map<std::string, std::vector<std::string>> versions_;  // The newest last.
    std::map<record::FormRef, DefinitionPtr> definitions_;
    std::map<std::pair<record::FormRef, std::string>, TablePtr> media_;
    std::map<std::pair<std::string, std::string>, TablePtr> entities_;  // List and scope.
};

/// Reads a folder of forms (formfiles/form_folder.h) and keeps them in the store. Returns the forms
/// kept. BadInput says what is wrong with them.
Result<std::vector<record::FormRef>> keep_form_folder(store::RecordStore& store,
                                                      const std::string& folder);

}  // namespace adit::work
