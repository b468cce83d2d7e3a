// Loops: a group of questions written once, asked for each choice of a list.
#pragma once

#include "xlsform/draft.h"

namespace adit::xlsform {

/// What stands in `loop` becomes a group for each choice, with %(label)s and %(name)s of the choice
/// in its words. False: that would be more than kNodesMax, `count` being how many there are.
bool write_out(forms::Node& loop, const forms::ChoiceList& list, std::size_t& count);

/// How many nodes stand below.
std::size_t nodes_below(const forms::Node& above);

/// Gives everything below `above` its path.
void set_paths(forms::Node& above);

}  // namespace adit::xlsform
