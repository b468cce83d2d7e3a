// What a form asks of its client that a laptop does not do. It is kept in the definition, for other
// clients; whoever wrote the form is told of it, with what happens instead. What a laptop shows in
// a way of its own, but asks all the same, is no limit.
#pragma once

#include "forms/definition.h"

#include <string>
#include <vector>

namespace adit::forms {

struct Limit {
    enum class Sheet { Survey, Choices, Settings, Entities };
    Sheet sheet = Sheet::Survey;
    int row = 0;         // Of the sheet; 0: the whole sheet.
    std::string column;  // "type", "appearance", "parameters", "image", "public_key" …
    std::string value;   // What stands there.
    std::string what;    // What happens instead.
};

/// In the order of the form. What stands beside questions (media) is told once.
std::vector<Limit> limits_of(const Definition& definition);

/// What makes no difference to the answers, and so is no problem, but is good to know: bounds that
/// only a client with a camera or a receiver can keep. In the order of the form.
std::vector<Limit> notes_of(const Definition& definition);

}  // namespace adit::forms
