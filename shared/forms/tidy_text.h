// The texts that answers have when nobody keeps typed values: as ODK's clients write them.
#pragma once

#include "forms/definition.h"

namespace adit::forms {

/// What a client keeps of an answer: in the shape of the question's bind type, and "" when it
/// cannot be of that type ("" for a month 13, "4" for 4.5 where whole numbers are asked).
std::string answered_text(const Node& question, std::string_view text);

/// The same of a text that the form's model or a calculation gives: of a date and time a date is
/// the day.
std::string given_text(const Node& question, std::string_view text);

}  // namespace adit::forms
