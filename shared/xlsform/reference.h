// ${name} into XPath: the one thing in which a workbook differs from the form it means.
//
// As ODK's converter does it: a question in a repeat that both share is reached by ../, so that it
// is the one of this instance; any other by its path from the root, /data/…, which in a repeat
// means all of its instances. A space stands on either side. ${last-saved#name} is the answer in
// the record that was saved last.
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

/// Where an expression stands: below which node, or on the form as a whole ("").
struct Viewpoint {
    record::NodePath path{};
    Standing standing = Standing::Question;
    /// The choices are instances of this repeat: what is in it is reached from the instance.
    const forms::Node* items = nullptr;
};

class References {
public:
    using Complain = std::function<void(std::string)>;

    /// Borrows the definition: its nodes must stay where they are.
    explicit References(const forms::Definition& definition);

    /// `cell` with every ${name} replaced. `complain` is called with a sentence for each name that
    /// cannot be replaced.
    std::string resolved(const std::string& cell, const Viewpoint& from,
                         const Complain& complain) const;

    /// Words with ${name} become words with ${ path }; a look-up such as
    /// instance('l')/root/item[name = ${name}]/label becomes one ${…} as a whole.
    std::string resolved_words(const std::string& words, const Viewpoint& from,
                               const Complain& complain) const;

    /// The node that a cell of nothing but ${name} means; null when it means none.
    const forms::Node* find_single(std::string_view cell) const;
    /// The names between ${ and } in a cell, without the prefix of the last saved record.
    static std::vector<std::string> names_in(std::string_view cell);

    /// The repeats around a path, outermost first.
    std::vector<const forms::Node*> repeats_around(const record::NodePath& path) const;
    const forms::Node* find(std::string_view name) const;
    /// Some ${last-saved#…} was resolved.
    bool asked_last_saved() const { return asked_last_saved_; }

private:
    struct Place {
        std::string path;  // "/visit/site", "/meta/instanceID".
        const forms::Node* node = nullptr;
        int same_name = 0;
    };
    void add(const forms::Node& above);
    void add_meta(std::string_view name);
    std::string replaced(std::string_view name, const Viewpoint& from, bool whole_path,
                         bool from_current, const Complain& complain) const;
    std::string path_to(const Place& target, const Viewpoint& from, bool whole_path,
                        bool from_current) const;
    std::string closest(std::string_view name) const;

    std::string root_;
    std::map<std::string, Place, std::less<>> places_;
    std::map<std::string, const forms::Node*, std::less<>> repeats_;  // By path.
    mutable bool asked_last_saved_ = false;
    mutable std::size_t guesses_left_ = 0;
    mutable std::size_t bytes_left_;  // That references may still be written out to.
};

}  // namespace adit::xlsform
