// Verify: what a store keeps of each record's doings to entities is what its answers say.
//
// Reads only. Records whose form is not here are passed over: nobody can work theirs out.
#pragma once

#include "forms/definition.h"
#include "store/record_store.h"

#include <functional>
#include <memory>
#include <optional>

namespace adit::entities {

/// The form by which a record's entities were worked out; null when it is not here.
using FindForm = std::function<std::shared_ptr<const forms::Definition>(const record::FormRef&)>;

/// The first record of which something else is kept than its answers say; nothing when all is
/// well. An error only when the store cannot be read.
Result<std::optional<record::RecordId>> first_unlike(store::RecordStore& store,
                                                     const FindForm& find_form);

}  // namespace adit::entities
