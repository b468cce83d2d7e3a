// Things to fill: text, numbers, choices in a list, choices found by typing.
//
// A field is known by its key (a node's path): F6, F10 and a click on a fault bring the cursor
// there by it. Enter and Tab go on to the next one. Choices are taken by their number (1-9), by Up,
// Down and Enter, or by the mouse; in a long list typing finds, accents do not matter.
#pragma once

#include "ui/widgets.h"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace adit::ui {

enum class Edit { None, Typed, Left };

struct TextField {
    std::string key;
    std::string words;     // What it is called, for whoever finds it by its words.
    std::string stored;    // Shown while nobody types in it.
    bool number = false;   // Right-aligned and short.
    bool lines = false;    // Several; Enter makes a new one.
    bool trouble = false;  // A broken rule: its border says so, a sentence stands below.
    bool read_only = false;
    std::string ghost{};  // Shown in the empty field: "latitude longitude".
    float width = 0;      // 0: of its kind.
};
/// Typed: the text changed just now. Left: the cursor went elsewhere, or Enter. The text is in
/// `text`.
Edit text_field(Frame& frame, const TextField& field, std::string& text);

struct Choice {
    std::string_view name;
    std::string_view label;
};
using Choices = std::function<Choice(std::size_t)>;

struct ChoiceField {
    std::string key;
    std::string words;
    std::size_t count = 0;
    Choices at;                       // By place; called only for what is shown.
    std::vector<std::string> chosen;  // Names.
    std::string chosen_words;         // Their labels, for a closed list.
    bool several = false;
    bool trouble = false;
    bool read_only = false;
    const void* source = nullptr;  // Changes when the list is another; with `turn`.
    std::uint64_t turn = 0;
    std::string find_words;     // "Type to find"
    std::string nothing_words;  // "Nothing fits “{0}”"
};
/// All on screen, one below the other (in two columns when they are many and there is room). The
/// name of the choice used: the caller sets or takes it away.
std::optional<std::string> choice_list(Frame& frame, const ChoiceField& field);
/// Closed until used; then found by typing.
std::optional<std::string> choice_finder(Frame& frame, const ChoiceField& field);

/// A box to find things by; the whole text whenever it changes.
bool search_box(Frame& frame, const std::string& key, const std::string& words, std::string& text,
                float width);

}  // namespace adit::ui
