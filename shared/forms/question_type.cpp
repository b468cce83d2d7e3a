#include "forms/question_type.h"

namespace adit::forms {

bool takes_choices(QuestionType type) {
    return type == QuestionType::SelectOne || type == QuestionType::SelectMultiple ||
           type == QuestionType::Rank;
}

bool is_asked(QuestionType type) {
    switch (type) {
        case QuestionType::Calculate:
        case QuestionType::Hidden:
        case QuestionType::Start:
        case QuestionType::End:
        case QuestionType::Today:
        case QuestionType::Username:
        case QuestionType::DeviceId:
        case QuestionType::Email:
        case QuestionType::PhoneNumber:
        case QuestionType::Audit:
            return false;
        default:
            return true;
    }
}

}  // namespace adit::forms
