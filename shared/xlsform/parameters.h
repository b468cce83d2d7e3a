// The parameters column: "start=1 end=10", and what each type of question makes of it.
#pragma once

#include "xlsform/draft.h"
#include "xlsform/question_word.h"

namespace adit::xlsform {

/// Reads the cell into the node's parameters and attributes; says what the type does not know and
/// which values cannot be.
void read_parameters(const RowInHand& row, const QuestionWord& word, forms::Node& node);

/// start, end, step and the marks of a range; after its parameters are read.
void check_range(const RowInHand& row, forms::Node& node);

}  // namespace adit::xlsform
