// ${name} into XPath: the one thing in which a workbook differs from the form it means.
//
// As ODK's converter does it: a question in a repeat that both share is reached by ../, so that it
// is the one of this instance; any other by its path from the root, /data/…, which in a repeat
// means all of its instances.
#pragma once

#include "forms/definition.h"
#include "xlsform/workbook.h"

#include <functional>
#include <map>

namespace adit::xlsform {

/// What an expression is evaluated on.
enum class Standing {
    Question,  // On its own question.
    Choice,    // On one choice after the other (choice_filter).
};

class References {
public:
    /// Borrows the definition: its nodes must stay where they are.
    explicit References(const forms::Definition& definition);

    /// `cell` with every ${name} replaced. `from` null: an expression of the whole form. `complain`
    /// is called with a sentence for each name that cannot be replaced.
    std::string resolved(const std::string& cell, const forms::Node* from, Standing standing,
                         const std::function<void(std::string)>& complain) const;

    /// Words with ${name} become words with ${path}.
    std::string resolved_words(const std::string& words, const forms::Node* from,
                               const std::function<void(std::string)>& complain) const;

private:
    struct Place {
        const forms::Node* node = nullptr;
        std::vector<const forms::Node*> repeats;  // Around it, outermost first.
        int same_name = 0;
    };
    void add(const forms::Node& above, std::vector<const forms::Node*>& repeats);
    std::string path_to(const Place& target, const forms::Node* from, bool absolute,
                        bool from_current) const;
    std::string closest(std::string_view name) const;

    std::map<std::string, Place, std::less<>> places_;
    std::map<const forms::Node*, std::vector<const forms::Node*>> repeats_of_;
};

}  // namespace adit::xlsform
