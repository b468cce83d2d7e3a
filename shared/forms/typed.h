// Between what an expression comes to and what a record stores.
#pragma once

#include "forms/definition.h"
#include "xpath/value.h"

namespace adit::forms {

/// The day that this clock shows.
record::Date date_of(const record::DateTime& moment);

/// The value as this question stores it: as it is when it has the type, read again from its text
/// when it has not (text is right for a list that is missing). Nothing: it cannot be that type.
std::optional<record::Value> typed_for(const Node& question, bool has_list,
                                       const record::Value& value);

/// What a calculation stores: whole numbers as integers, others as decimals, moments as dates, the
/// rest as text; a type that the form binds (bind::type) comes first.
record::Value calculated_value(const Node& question, const xpath::Value& value);

}  // namespace adit::forms
