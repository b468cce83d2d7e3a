// Reads XML that comes from outside as a tree, within the bounds of a Walk: whatever the bytes, it
// ends soon, with a Document or a sentence that names the line and says what to mend.
#pragma once

#include "base/result.h"
#include "xml/document.h"
#include "xml/walk.h"

#include <string_view>

namespace adit::xml {

/// BadInput. White space before the XML declaration is forgiven.
Result<Document> read(std::string_view bytes, const Limits& limits = {});

}  // namespace adit::xml
