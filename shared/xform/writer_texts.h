// The texts of a form by language: what stands in itext, and by which id.
#pragma once

#include "forms/definition.h"
#include "xml/writer.h"

#include <set>

namespace adit::xform {

/// A text that may hold ${…}: each becomes an <output>. Into the element that is open.
void put_text(xml::Writer& out, const std::string& text);

/// True for a label that stands in itext, not beside its question.
bool label_in_itext(const forms::Node& node);
bool hint_in_itext(const forms::Node& node);
bool message_in_itext(const forms::Words& words);
/// The labels of a list: in itext when one of them has languages, media or ${…}.
bool list_in_itext(const forms::ChoiceList& list);

class Texts {
public:
    explicit Texts(const forms::Definition& definition);
    void write(xml::Writer& out) const;

private:
    void add(const std::string& id, const std::string& form, const forms::Words& words);
    void add_media(const std::string& id, const forms::Media& media);
    void add_nodes(const forms::Node& above);
    std::string name_of(const std::string& language) const;
    void write_text(xml::Writer& out, const std::string& id, const std::string& language) const;

    using ByLanguage = std::map<std::string, std::string, std::less<>>;
    const forms::Definition& definition_;
    std::vector<std::string> order_;
    std::map<std::string, std::map<std::string, ByLanguage>> texts_;  // By id and form.
    std::set<std::string> languages_;
};

}  // namespace adit::xform
