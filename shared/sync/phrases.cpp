#include "sync/phrases.h"

#include <algorithm>
#include <array>

namespace adit::sync {
namespace {

constexpr std::size_t kTextBytesMax = 64;      // Of a text that is kept whole.
constexpr std::size_t kWordBytesMax = 40;      // Longer runs are cut.
constexpr std::size_t kInWordsMax = 1u << 20;  // More than a change may hold.
constexpr std::size_t kTextsMax = 1u << 16;

// Which text.
constexpr std::uint64_t kInWords = 0;
constexpr std::uint64_t kAsLastTime = 1;
constexpr std::uint64_t kFirstText = 1;  // And the text's number, from 1.

// Tokens of one byte; a word from kFirstWord on, the later ones in two bytes from kLaterWords on.
constexpr std::uint8_t kEnd = 0;
constexpr std::uint8_t kCapital = 1;
constexpr std::uint8_t kNew = 2;
constexpr std::uint8_t kFirstWord = 3;
constexpr std::uint8_t kLaterWords = 224;
constexpr std::size_t kShortWords = kLaterWords - kFirstWord;
constexpr std::size_t kWordsMax = kShortWords + std::size_t{256 - kLaterWords} * 256;

bool is_digit(char c) { return c >= '0' && c <= '9'; }
bool is_small(char c) { return c >= 'a' && c <= 'z'; }
bool is_capital(char c) { return c >= 'A' && c <= 'Z'; }
bool is_of_word(char c) {
    return is_small(c) || is_capital(c) || is_digit(c) || static_cast<unsigned char>(c) >= 0x80;
}
char other_case(char c) { return static_cast<char>(c ^ 0x20); }

/// Numbers seldom come again: a table full of them would push the words out.
bool is_worth_keeping(std::string_view item) {
    return std::none_of(item.begin(), item.end(), is_digit);
}

std::string_view item_at(std::string_view rest) {
    const bool word = is_of_word(rest.front());
    const auto end =
        std::find_if(rest.begin(), rest.end(), [&](char c) { return is_of_word(c) != word; });
    return rest.substr(
        0, std::min<std::size_t>(static_cast<std::size_t>(end - rest.begin()), kWordBytesMax));
}

}  // namespace

std::uint64_t Phrases::number_of(std::string_view text) const {
    if (text.size() > kTextBytesMax) return 0;
    const auto known = text_numbers_.find(text);
    return known == text_numbers_.end() ? 0 : known->second + std::uint64_t{1};
}

std::uint64_t Phrases::keep_text(std::string_view text) {
    if (text.size() > kTextBytesMax || texts_.size() == kTextsMax) return 0;
    texts_.emplace_back(text);
    text_numbers_.emplace(texts_.back(), static_cast<std::uint32_t>(texts_.size() - 1));
    return texts_.size();
}

void Phrases::keep_word(std::string_view word) {
    if (!is_worth_keeping(word) || words_.size() == kWordsMax) return;
    words_.emplace_back(word);
    word_numbers_.emplace(words_.back(), static_cast<std::uint32_t>(words_.size() - 1));
}

std::uint64_t Phrases::put(std::string_view text, std::uint64_t before, Followers& followers,
                           Phrased& out) {
    std::uint64_t number = number_of(text);
    if (number == 0) {
        out.which = kInWords;
        put_words(text, out);
        number = keep_text(text);
        if (number != 0) followers[before] = number;
        return number;
    }
    std::uint64_t& last_time = followers[before];
    out.which = last_time == number ? kAsLastTime : number + kFirstText;
    last_time = number;
    return number;
}

std::uint64_t Phrases::take(std::uint64_t which, std::uint64_t before, Followers& followers,
                            Pieces& pieces, std::string& text) {
    std::uint64_t number = 0;
    if (which == kInWords) {
        text.clear();
        if (!take_words(pieces, text) || number_of(text) != 0) return kNone;
        number = keep_text(text);
        if (number != 0) followers[before] = number;
        return number;
    }
    std::uint64_t& last_time = followers[before];
    number = which == kAsLastTime ? last_time : which - kFirstText;
    if (number == 0 || number > texts_.size()) return kNone;
    text = texts_[static_cast<std::size_t>(number - 1)];
    last_time = number;
    return number;
}

// A space between two words is understood; at an end, or beside others, it is an item as well.
void Phrases::put_words(std::string_view text, Phrased& out) {
    bool behind_word = false;
    while (!text.empty()) {
        std::string_view item = item_at(text);
        const bool word = is_of_word(item.front());
        const bool understood = item == " " && behind_word && text.size() > 1;
        text.remove_prefix(item.size());
        if (!understood) put_item(item, out);
        behind_word = word && (text.empty() || !is_of_word(text.front()));
        if (word && !text.empty() && is_of_word(text.front())) {
            put_item({}, out);  // The word goes on: no space is understood.
        }
    }
    out.tokens.push_back(kEnd);
}

void Phrases::put_item(std::string_view item, Phrased& out) {
    std::array<char, kWordBytesMax> small{};
    if (item.size() > 1 && is_capital(item[0]) && is_small(item[1])) {
        out.tokens.push_back(kCapital);
        std::copy(item.begin(), item.end(), small.begin());
        small[0] = other_case(small[0]);
        item = {small.data(), item.size()};
    }
    const auto known = word_numbers_.find(item);
    if (known == word_numbers_.end()) {
        out.tokens.push_back(kNew);
        out.tokens.push_back(static_cast<std::uint8_t>(item.size()));
        out.letters.insert(out.letters.end(), item.begin(), item.end());
        return keep_word(item);
    }
    if (known->second < kShortWords) {
        out.tokens.push_back(static_cast<std::uint8_t>(kFirstWord + known->second));
        return;
    }
    const std::size_t later = known->second - kShortWords;
    out.tokens.push_back(static_cast<std::uint8_t>(kLaterWords + later / 256));
    out.tokens.push_back(static_cast<std::uint8_t>(later % 256));
}

bool Phrases::take_words(Pieces& pieces, std::string& text) {
    bool behind_word = false;
    for (std::uint8_t first = pieces.tokens.u8(); first != kEnd; first = pieces.tokens.u8()) {
        const bool capital = first == kCapital;
        if (capital) first = pieces.tokens.u8();
        const auto item = take_item(first, pieces);
        if (!item || text.size() > kInWordsMax) return false;
        if (item->empty()) {
            behind_word = false;
            continue;
        }
        const bool word = is_of_word(item->front());
        if (word && behind_word) text.push_back(' ');
        text += *item;
        behind_word = word;
        if (!capital) continue;
        char& letter = text[text.size() - item->size()];
        if (!is_small(letter)) return false;
        letter = other_case(letter);
    }
    return pieces.tokens.ok() && pieces.letters.ok();
}

std::optional<std::string_view> Phrases::take_item(std::uint8_t first, Pieces& pieces) {
    if (first < kNew) return std::nullopt;
    if (first == kNew) {
        const std::string_view word = text_of(pieces.letters.raw(pieces.tokens.u8()));
        if (!pieces.letters.ok() || word.size() > kWordBytesMax) return std::nullopt;
        if (word_numbers_.contains(word)) return std::nullopt;
        keep_word(word);
        return word;
    }
    std::size_t place = first - std::size_t{kFirstWord};
    if (first >= kLaterWords) {
        place = kShortWords + (first - std::size_t{kLaterWords}) * 256 + pieces.tokens.u8();
    }
    if (place >= words_.size()) return std::nullopt;
    return words_[place];
}

}  // namespace adit::sync
