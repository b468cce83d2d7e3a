// What the parts of the writer share: the form on its way to XML, and elements with attributes of
// which each stands once.
#pragma once

#include "forms/definition.h"
#include "xml/writer.h"

#include <set>

namespace adit::xform {

/// Attributes in order, the last value of each; names that are none are left out.
class Tag {
public:
    explicit Tag(const std::set<std::string>& prefixes) : prefixes_(prefixes) {}
    void set(std::string_view name, std::string value);
    /// Nothing is set when the value is "".
    void give(std::string_view name, const std::string& value) {
        if (!value.empty()) set(name, value);
    }
    void add(const forms::Attributes& more) {
        for (const auto& [name, value] : more) set(name, value);
    }
    void write(xml::Writer& out) const {
        for (const auto& [name, value] : attributes_) out.attribute(name, value);
    }
    std::size_t size() const { return attributes_.size(); }

private:
    const std::set<std::string>& prefixes_;
    forms::Attributes attributes_;
};

struct Writing {
    const forms::Definition& definition;
    xml::Writer out{};
    std::set<std::string> prefixes{};                                  // Declared.
    std::map<std::string, std::vector<const forms::Node*>> set_off{};  // By the trigger's path.

    std::string path(const forms::Node& node) const {
        return "/" + definition.root_name + node.path.text;
    }
    void open(std::string_view name) { out.open(xml::is_name(name) ? name : "_"); }
    void write_action(const forms::Action& action);
    void set_value(const std::string& event, const std::string& target, const std::string& value);
};

/// A default that is a text and no expression; nothing when it is one, or there is none.
std::optional<std::string> text_of_default(const forms::Node& node);
/// "search('towns')": its choices stand in the question.
bool is_searched(const forms::Node& node);

void write_model(Writing& form);
void write_body(Writing& form);

}  // namespace adit::xform
