// Questions that choose: their list is found, wherever it is kept, and what a row asks for beside
// them (or_other, table-list) is added.
#pragma once

#include "xlsform/draft.h"
#include "xlsform/question_word.h"

namespace adit::xlsform {

/// Gives the question its list; complains when there is none.
void read_list(const RowInHand& row, const QuestionWord& word, forms::Node& node);

/// or_other: one more choice in the list, and the text that asks what it is.
forms::Node other_of(const RowInHand& row, const forms::Node& select);

/// A group that is laid out as a table of questions with the same choices.
class TableList {
public:
    /// The group's appearance, when it asks for a table; its words become a note of their own.
    void begin(forms::Node& group, std::vector<forms::Node>& first_children);
    void end() { state_ = State::None; }
    /// In front of the first question stands a row with the choices' labels alone.
    std::optional<forms::Node> take(const RowInHand& row, forms::Node& select);

private:
    enum class State { None, Begun, Named };
    State state_ = State::None;
    std::string list_;
};

}  // namespace adit::xlsform
