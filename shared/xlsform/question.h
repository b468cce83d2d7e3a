// One row of the survey sheet as a node: what stands in its columns, expressions with their ${}.
#pragma once

#include "xlsform/draft.h"
#include "xlsform/question_word.h"

namespace adit::xlsform {

/// Without path and children. Complains of cells that do not go with the type.
forms::Node node_of(const RowInHand& row, const QuestionWord& word);

/// The default as an expression: an XPath as it stands, other text in quotation marks.
std::string default_expression(const std::string& text, forms::QuestionType type);

}  // namespace adit::xlsform
