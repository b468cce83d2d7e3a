// A record's own page: its answers by section as the form asks them, and its history.
//
// A record that several people edited apart is shown as merged: what the form computes is computed
// again, and what then breaks the form's rules is told as invalid.
// Every sibling of a conflict is shown with who wrote it where and when. An answer that the form no
// longer asks stands in a section of its own, marked retired. The history tells each change with
// what stood there before.
#pragma once

#include "base/json.h"
#include "central/central.h"
#include "reports/names.h"
#include "reports/wording.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace adit::reports {

/// Null when there is no such record in these countries.
Result<std::optional<Json>> record_page(central::Central& central, const record::RecordId& id,
                                        const std::vector<std::string>& scopes);

/// When each change came to this server, Unix milliseconds.
using Received = std::map<record::Dot, std::int64_t>;

/// The parts of it, for tests and exports: sections of answers …
Json sections_of(const record::Record& record, const Wording& wording, const Names& names);
/// … and the history, oldest first. `changes` in clock order.
Json history_of(const std::vector<record::Change>& changes, const Received& received,
                const record::Record& record, const Wording& wording, const Names& names);

}  // namespace adit::reports
