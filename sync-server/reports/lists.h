// Lists: the forms, the records and the state of each country, as JSON for the console.
//
// The shapes are those of api/openapi.yaml. Times are Unix milliseconds; words come in English and
// French, each falling back to the language that the form has.
#pragma once

#include "base/json.h"
#include "central/central.h"
#include "reports/filter.h"
#include "reports/names.h"

#include <map>
#include <string>
#include <vector>

namespace adit::reports {

/// {"en": …, "fr": …}
Json words(const forms::Words& words, const std::string& default_language);
Json same_words(const std::string& text);
Json country_name(const central::Country& country);

Json form_list(const central::Central& central);

/// {total, records: […]}
Result<Json> record_list(central::Central& central, const Filter& filter);

/// One country a line: how many records, in which state, its laptops, and what was set aside.
Result<Json> summary(central::Central& central, const std::vector<std::string>& scopes);

/// Labels of the sites of these countries, by entity id.
using SiteLabels = std::map<std::string, std::string>;
Result<SiteLabels> site_labels(central::Central& central, const std::vector<std::string>& scopes);

/// One line of a list; also what a record's own page begins with.
Json line_of(const store::Summary& summary, const Names& names, const SiteLabels& sites);

const char* word_for(record::Stage stage);
const char* word_for(record::ReviewState state);

}  // namespace adit::reports
