// Preloads: what a new record says of itself, from what whoever fills it knows (jr:preload of
// XForms; start, today, deviceid … of XLSForm).
#pragma once

#include "forms/definition.h"

#include <map>
#include <string>
#include <string_view>

namespace adit::forms {

/// "deviceid", "username", "email", "phonenumber" …: property() answers by it too.
using Properties = std::map<std::string, std::string, std::less<>>;

struct Preload {
    std::string kind;  // "timestamp", "date", "property", "uid"; "": the question has none.
    std::string what;  // "start", "today", "deviceid"
};
Preload preload_of(const Node& question);

/// The text of a new record; "" when it is nothing that is known when a record begins. `now`: as
/// text_of(Moment) writes it.
std::string preloaded(const Preload& preload, std::string_view now, const Properties& known);

}  // namespace adit::forms
