// The lists that a form chooses from and looks things up in: its own, the CSV files and the entity
// lists beside it. As documents for expressions they are made when first asked for.
#pragma once

#include "forms/definition.h"
#include "forms/session.h"
#include "xpath/evaluation.h"

#include <unordered_map>

namespace adit::forms {

/// One list as expressions see it: root/item/<column>, rows found by the values of a column. A
/// document of another shape has no rows.
class ListDocument final : public xpath::Lookup {
public:
    ListDocument(const ChoiceList& list, std::string_view language, std::string_view fallback);
    explicit ListDocument(const Table& table);  // Its document, when it has one.
    explicit ListDocument(std::shared_ptr<const xpath::Tree> tree);

    const xpath::Tree& tree() const override { return *tree_; }
    const std::vector<xpath::NodeId>* find_items(std::string_view column,
                                                 const std::string& text) const override;
    const std::vector<xpath::NodeId>& items() const { return items_; }
    std::size_t row_of(xpath::NodeId item) const;

private:
    using Index = std::unordered_map<std::string, std::vector<xpath::NodeId>>;
    void take(std::shared_ptr<const xpath::Tree> tree);

    std::shared_ptr<const xpath::Tree> tree_;  // Shared with whoever holds the form.
    std::vector<xpath::NodeId> items_;
    mutable std::map<std::string, Index, std::less<>> indexes_;  // Made when first asked for.
};

/// A row to choose: its name and its label in a language.
struct Entry {
    std::string name;
    std::string label;
};

class Lists {
public:
    Lists(std::shared_ptr<const Definition> definition, Tables tables);

    void set_language(std::string_view code);
    /// Null when nobody gave it.
    const ListDocument* find_document(std::string_view name);
    /// Of a question with choices, in the order of the list; null when the file is missing.
    const std::vector<Entry>* find_entries(const Node& question);
    /// "" when the list has no such name.
    std::string label_of(const Node& question, std::string_view name);
    const std::vector<std::string>& missing_files() const { return missing_; }

private:
    std::vector<Entry> entries_of(const Node& question) const;
    std::unique_ptr<ListDocument> document_of(std::string_view name) const;
    const Table* find_table(std::string_view instance) const;

    std::shared_ptr<const Definition> definition_;
    Tables tables_;
    std::string language_;
    std::vector<std::string> missing_;
    std::map<std::string, std::unique_ptr<ListDocument>, std::less<>> documents_;
    std::map<std::string, std::vector<Entry>, std::less<>> entries_;  // By list and its columns.
    std::map<std::string, std::unordered_map<std::string, std::size_t>, std::less<>> by_name_;
};

}  // namespace adit::forms
