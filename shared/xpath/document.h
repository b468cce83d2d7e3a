// XML documents as Trees: what expressions walk over when they are asked of a file.
#pragma once

#include "xml/document.h"
#include "xpath/tree.h"

#include <string_view>

namespace adit::xpath {

/// The whole document, in order. As in a DOM, a CDATA section is a text of its own and a DOCTYPE a
/// node that only node() finds.
Tree tree_of(const xml::Document& document);

/// The node at a path of places, as "/*[1]/*[2]/@id", "/*[1]/text()[1]", "/*[1]/comment()[1]",
/// "…/processing-instruction()[1]"; "/" is the document. kNoNode when there is none.
NodeId node_at(const Tree& tree, std::string_view place);

}  // namespace adit::xpath
