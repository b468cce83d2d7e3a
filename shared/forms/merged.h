// What a form says of a record that several people wrote apart (MERGE, merge rule 7).
//
// Calculated fields are not merged: they are computed again from the merged answers. Then the
// form's own rules (constraint, required) run on the result: two edits that were each valid can be
// invalid together. Both are views: nothing is written, and whoever has the same form and record
// sees the same. Of a field in conflict the answer that is shown counts.
#pragma once

#include "forms/session.h"

namespace adit::forms {

struct Merged {
    record::Record record;      // As given, its calculated fields computed again.
    std::vector<Fault> faults;  // In the order of the form.
};

/// What would come out differently every time (now(), uuid(), once()) stays as it was written.
/// `language`: of the faults' words. A form whose expressions cannot be compiled changes nothing.
Merged merged(std::shared_ptr<const Definition> definition, record::Record record,
              const Tables& tables, const std::string& language);

/// Answers that this form does not ask, in the order of their paths: of a version that asked more
/// (MERGE, merge rule 8). Their values are kept.
std::vector<record::NodePath> retired_answers(const Definition& definition,
                                              const record::Record& record);

}  // namespace adit::forms
