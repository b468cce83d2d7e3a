// Is a default a text or an expression? The column holds both; an expression shows itself by a
// reference, a function, a predicate or an operator.
#include "base/text.h"
#include "xlsform/question.h"
#include "xpath/expression.h"

namespace adit::xlsform {
namespace {

using forms::QuestionType;

bool starts_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool continues_name(char c) { return starts_name(c) || is_digit(c) || c == '-' || c == '.'; }

// In these a hyphen belongs to the value: 2025-11-23, -1.5 30.2.
bool has_hyphens(QuestionType type) {
    switch (type) {
        case QuestionType::Date:
        case QuestionType::DateTime:
        case QuestionType::Time:
        case QuestionType::Geopoint:
        case QuestionType::Geotrace:
        case QuestionType::Geoshape:
            return true;
        default:
            return false;
    }
}

class Looking {
public:
    Looking(std::string_view text, QuestionType type) : text_(text), type_(type) {}

    bool finds_expression() {
        while (at_ < text_.size()) {
            const char c = text_[at_];
            if (c == '"' || c == '\'') {
                const auto end = text_.find(c, at_ + 1);
                at_ = end == std::string_view::npos ? at_ + 1 : end + 1;
            } else if (is_digit(c) || (c == '-' && is_digit(next()))) {
                skip_number();
            } else if (starts_name(c)) {
                if (name_is_called()) return true;
            } else if (c == '-') {
                operator_ = text_.find("${") == std::string_view::npos;
                return !has_hyphens(type_);
            } else if (c == '*' || c == '+' || c == '|' || (c == '$' && next() == '{')) {
                operator_ = c != '$' && text_.find("${") == std::string_view::npos;
                return true;
            } else {
                ++at_;
            }
        }
        return false;
    }

    bool found_operator() const { return operator_; }

private:
    char next() const { return at_ + 1 < text_.size() ? text_[at_ + 1] : '\0'; }
    void skip_number() {
        ++at_;
        while (at_ < text_.size() && (is_digit(text_[at_]) || text_[at_] == '.')) ++at_;
    }
    // A name: of a function, in front of a predicate, or an operator itself.
    bool name_is_called() {
        const std::size_t begin = at_;
        while (at_ < text_.size() && continues_name(text_[at_])) ++at_;
        if (text_.compare(at_, 3, "://") == 0) {
            at_ += 3;
            return false;
        }
        // "jr:choice-name(": one prefix belongs to a name.
        if (at_ + 1 < text_.size() && text_[at_] == ':' && starts_name(text_[at_ + 1])) {
            ++at_;
            while (at_ < text_.size() && continues_name(text_[at_])) ++at_;
        }
        const char behind = at_ < text_.size() ? text_[at_] : '\0';
        if (behind == '(' || behind == '[') return true;
        const std::string_view name = text_.substr(begin, at_ - begin);
        const bool between = begin > 0 && text_[begin - 1] == ' ' && behind == ' ';
        return between && (name == "div" || name == "mod");
    }

    std::string_view text_;
    QuestionType type_;
    std::size_t at_ = 0;
    bool operator_ = false;
};

// A text as XPath: in quotation marks of the kind that it does not hold.
std::string quoted(const std::string& text) {
    if (text.find('\'') == std::string::npos) return "'" + text + "'";
    if (text.find('"') == std::string::npos) return '"' + text + '"';
    std::string parts;
    for (const std::string_view part : split(text, '\'')) {
        if (!parts.empty()) parts += ", \"'\", ";
        parts += "'" + std::string(part) + "'";
    }
    return "concat(" + parts + ")";
}

}  // namespace

std::string default_expression(const std::string& text, QuestionType type) {
    if (text.empty()) return text;
    Looking looking(text, type);
    if (!looking.finds_expression()) return quoted(text);
    // "it is 3 - 2" has an operator and is none the less a text.
    return looking.found_operator() && !xpath::parse(text) ? quoted(text) : text;
}

}  // namespace adit::xlsform
