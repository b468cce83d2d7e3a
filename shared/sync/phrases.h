// Phrases: texts as the words they are made of, each said in full once. For sync/columns.cpp.
//
// A text that came before is a number. What followed its neighbour last time is a smaller one: a
// site's name behind its code. Other texts are words and what stands between them; a single space
// is understood, a capital is a sign in front. What is learnt is learnt by both sides in the same
// order, from pack to pack of one stream; all tables are bounded. Any bytes come back as they were.
#pragma once

#include "base/bytes.h"

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace adit::sync {

/// A text in pieces: which one it is, or 0 and its words; and what is new in full.
struct Phrased {
    std::uint64_t which = 0;
    Bytes tokens;
    Bytes letters;
};

/// What followed a text last time in one column: numbers of texts, 0 for none.
using Followers = std::unordered_map<std::uint64_t, std::uint64_t>;

/// Where tokens and letters are taken from.
struct Pieces {
    Reader tokens{ByteView{}}, letters{ByteView{}};
};

class Phrases {
public:
    static constexpr std::uint64_t kNone = UINT64_MAX;

    /// Appends to `out`. `before`: the number of the text in front of it. Returns the text's own
    /// number, 0 when it is too long to have one.
    std::uint64_t put(std::string_view text, std::uint64_t before, Followers& followers,
                      Phrased& out);

    /// The text that comes next in the pieces, and its number; kNone when they make none.
    std::uint64_t take(std::uint64_t which, std::uint64_t before, Followers& followers,
                       Pieces& pieces, std::string& text);

private:
    std::uint64_t number_of(std::string_view text) const;
    std::uint64_t keep_text(std::string_view text);
    void keep_word(std::string_view word);
    void put_words(std::string_view text, Phrased& out);
    void put_item(std::string_view item, Phrased& out);
    bool take_words(Pieces& pieces, std::string& text);
    std::optional<std::string_view> take_item(std::uint8_t first, Pieces& pieces);

    std::deque<std::string> texts_, words_;  // Deques: views into them stay.
    std::unordered_map<std::string_view, std::uint32_t> text_numbers_, word_numbers_;
};

}  // namespace adit::sync
