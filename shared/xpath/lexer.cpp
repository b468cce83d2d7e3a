#include "xpath/lexer.h"

#include <array>
#include <charconv>

namespace adit::xpath {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool starts_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' ||
           static_cast<unsigned char>(c) >= 0x80;
}
bool continues_name(char c) { return starts_name(c) || is_digit(c) || c == '-' || c == '.'; }

// "and", "or", "div", "mod", also with a number right behind ("7div2"); 0: no operator.
std::size_t operator_length(std::string_view word) {
    constexpr std::array<std::string_view, 4> kOperators{"and", "or", "div", "mod"};
    for (const std::string_view name : kOperators) {
        if (!word.starts_with(name)) continue;
        if (word.size() == name.size() || is_digit(word[name.size()])) return name.size();
    }
    return 0;
}

bool is_curly_quote(std::string_view rest) {
    constexpr std::array<std::string_view, 4> kCurly{"\xE2\x80\x98", "\xE2\x80\x99", "\xE2\x80\x9C",
                                                     "\xE2\x80\x9D"};
    for (const std::string_view quote : kCurly) {
        if (rest.starts_with(quote)) return true;
    }
    return false;
}

class Lexing {
public:
    explicit Lexing(std::string_view source) : source_(source) {}
    Result<std::vector<Lexeme>> run();

private:
    char at(std::size_t place) const { return place < source_.size() ? source_[place] : '\0'; }
    void add(Token token, std::size_t length, double number = 0) {
        found_.push_back({token, source_.substr(here_, length), here_, number});
        here_ += length;
    }
    bool operand_before() const;
    void take_number();
    void take_name();
    bool take_symbol();
    Error error(std::string what) const {
        return {Code::BadInput,
                "at character " + std::to_string(here_ + 1) + ": " + std::move(what)};
    }

    std::string_view source_;
    std::size_t here_ = 0;
    std::vector<Lexeme> found_;
};

// True when what stands before is complete, so that an operator must follow.
bool Lexing::operand_before() const {
    if (found_.empty()) return false;
    const Lexeme& last = found_.back();
    if (last.token != Token::Symbol) return true;
    return last.text == ")" || last.text == "]" || last.text == "." || last.text == "..";
}

void Lexing::take_number() {
    std::size_t end = here_;
    while (is_digit(at(end))) ++end;
    if (at(end) == '.') ++end;
    while (is_digit(at(end))) ++end;
    double number = 0;
    const std::string padded = "0" + std::string(source_.substr(here_, end - here_)) + "0";
    // "5." and ".5" are numbers; from_chars wants digits on both sides of a dot.
    const bool dotted = padded.find('.') != std::string::npos;
    const char* last = padded.data() + padded.size() - (dotted ? 0 : 1);
    std::from_chars(padded.data(), last, number, std::chars_format::fixed);
    add(Token::Number, end - here_, number);
}

void Lexing::take_name() {
    std::size_t end = here_;
    while (continues_name(at(end))) ++end;
    const std::string_view word = source_.substr(here_, end - here_);
    if (const std::size_t length = operator_length(word); operand_before() && length > 0) {
        add(Token::Symbol, length);
        return;
    }
    if (at(end) == ':' && at(end + 1) != ':') {  // A prefix, not an axis.
        if (at(end + 1) == '*') {
            end += 2;
        } else if (starts_name(at(end + 1))) {
            ++end;
            while (continues_name(at(end))) ++end;
        }
    }
    add(Token::Name, end - here_);
}

bool Lexing::take_symbol() {
    constexpr std::array<std::string_view, 20> kSymbols{"::", "//", "..", "!=", "<=", ">=", "(",
                                                        ")",  "[",  "]",  ".",  "@",  ",",  "/",
                                                        "|",  "+",  "-",  "=",  "<",  ">"};
    for (const std::string_view symbol : kSymbols) {
        if (source_.compare(here_, symbol.size(), symbol) != 0) continue;
        add(Token::Symbol, symbol.size());
        return true;
    }
    return false;
}

Result<std::vector<Lexeme>> Lexing::run() {
    while (here_ < source_.size()) {
        const char c = source_[here_];
        if (is_space(c)) {
            ++here_;
        } else if (is_digit(c) || (c == '.' && is_digit(at(here_ + 1)))) {
            take_number();
        } else if (c == '"' || c == '\'') {
            const auto end = source_.find(c, here_ + 1);
            if (end == std::string_view::npos) return error("this quotation mark is never closed");
            found_.push_back({Token::Literal, source_.substr(here_ + 1, end - here_ - 1), here_});
            here_ = end + 1;
        } else if (is_curly_quote(source_.substr(here_))) {
            return error("write straight quotation marks (') instead of curly ones");
        } else if (starts_name(c)) {
            take_name();
        } else if (c == '*') {
            add(operand_before() ? Token::Symbol : Token::Name, 1);
        } else if (c == '$') {
            return error("write ${name}, with braces, for the answer to a question");
        } else if (!take_symbol()) {
            return error(std::string("the character ") + c + " has no meaning here");
        }
    }
    found_.push_back({Token::End, {}, source_.size()});
    return std::move(found_);
}

}  // namespace

Result<std::vector<Lexeme>> lexemes_of(std::string_view source) { return Lexing(source).run(); }

}  // namespace adit::xpath
