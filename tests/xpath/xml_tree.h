// XML as a Tree, for tests whose documents are written as XML.
#pragma once

#include "xpath/tree.h"

#include <string>

namespace adit::test {

xpath::Tree tree_from_xml(const std::string& xml);

/// The node at a path of places, such as "/*[1]/*[2]/@id"; kNoNode when there is none.
xpath::NodeId node_at(const xpath::Tree& tree, std::string_view place);

}  // namespace adit::test
