// Reads XML that comes from outside, within bounds: whatever the bytes, it ends soon, with a
// Document or a sentence that names the line and says what to mend.
//
// XML 1.0 with namespaces, in UTF-8 (or UTF-16 with its mark). Nothing is fetched and no entity is
// expanded but XML's own five: a DOCTYPE that declares anything is refused. libexpat is behind this
// room.
#pragma once

#include "base/result.h"
#include "xml/document.h"

#include <string_view>

namespace adit::xml {

struct Limits {
    std::size_t bytes_max = std::size_t{64} << 20;
    std::size_t nodes_max = 4'000'000;   // Elements, attributes, texts, comments, instructions.
    std::size_t depth_max = 256;         // Elements in one another.
    std::size_t attributes_max = 1'000;  // Of one element.
};

/// BadInput. White space before the XML declaration is forgiven.
Result<Document> read(std::string_view bytes, const Limits& limits = {});

}  // namespace adit::xml
