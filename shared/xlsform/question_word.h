// What stands in the type column: "select_one country or_other", "begin group", "int" …
#pragma once

#include "forms/question_type.h"

#include <optional>
#include <string>
#include <string_view>

namespace adit::xlsform {

enum class RowKind { Question, BeginGroup, EndGroup, BeginRepeat, EndRepeat, FileInstance };

struct QuestionWord {
    RowKind kind = RowKind::Question;
    forms::QuestionType type = forms::QuestionType::Text;
    std::string list{};      // Of a select: "country"; or the file: "admin1.csv".
    bool from_file = false;  // select_one_from_file and its like.
    bool or_other = false;
    std::string bind_type{};  // XForms type: "string", "int" …
};

/// `instead` is what to write for a type that Adit does not do; nothing: the word is not known.
struct TypeReading {
    std::optional<QuestionWord> word;
    std::string instead;
};
TypeReading question_word_of(std::string_view cell);

}  // namespace adit::xlsform
