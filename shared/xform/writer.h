// A definition as XForm XML, as ODK's clients take it (ODK XForms 1.0, Entities 2024.1 and 2025.1).
//
// What XLSForm says by columns becomes what its reference converter makes of them: texts in itext
// where they have languages or media, lists as secondary instances, defaults and triggers as
// setvalue, entities in the meta of their group. What comes out is well-formed whatever the
// definition holds; an attribute whose name is none is left out.
#pragma once

#include "forms/definition.h"

namespace adit::xform {

std::string write_xform(const forms::Definition& definition);

}  // namespace adit::xform
