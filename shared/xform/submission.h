// Submissions: what a filled form comes to, as the XML that ODK's servers take.
#pragma once

#include "forms/live_form.h"

#include <string>

namespace adit::xform {

/// The primary instance as it stands. What is not relevant is left out with all below it; names,
/// prefixes and the root's attributes are those of the form's model (ODK XForms, "Submission").
std::string write_submission(const forms::Definition& definition, const forms::LiveForm& form);

}  // namespace adit::xform
