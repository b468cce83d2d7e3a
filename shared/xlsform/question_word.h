// What stands in the type column: "select_one country or_other", "begin group", "int" …
#pragma once

#include "forms/question_type.h"

#include <optional>
#include <string>
#include <string_view>

namespace adit::xlsform {

enum class RowKind {
    Question,
    BeginGroup,
    EndGroup,
    BeginRepeat,
    EndRepeat,
    BeginLoop,
    EndLoop,
    FileInstance,
};

/// What a word asks beyond its type.
enum class Special { None, StartGeopoint, BackgroundGeopoint, BackgroundAudio, External, Map };

struct QuestionWord {
    RowKind kind = RowKind::Question;
    forms::QuestionType type = forms::QuestionType::Text;
    Special special = Special::None;
    std::string list{};      // Of a select: "country"; the file: "admin1.csv"; or "${name}".
    bool from_file = false;  // select_one_from_file and its like.
    bool or_other = false;
    std::string bind_type{};   // XForms type: "string", "int" …
    std::string constraint{};  // Of older types: "percentage".
    std::string hint{};
    std::string preload{}, preload_params{};  // jr:preload: "property", "deviceid".
};

/// `instead` is what to write for a type that is half right; nothing: the word is not known.
struct TypeReading {
    std::optional<QuestionWord> word;
    std::string instead;
};
TypeReading question_word_of(std::string_view cell);

/// "admin1.csv": a list in a file of a kind that forms can look things up in.
bool is_list_file(std::string_view name);

}  // namespace adit::xlsform
