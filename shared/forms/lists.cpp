#include "forms/lists.h"

#include <algorithm>
#include <array>
#include <utility>

namespace adit::forms {
namespace {

// Names of columns become names of nodes; what cannot be one is not reachable by a path anyway.
void add_cell(xpath::Tree& tree, xpath::NodeId item, std::string_view column, std::string text) {
    if (!column.empty()) {
        tree.append(item, xpath::NodeType::Element, column, std::move(text));
    }
}

std::string key_of(const Node& question) {
    if (!question.list_from_file) return question.list;
    return question.list + '\n' + choice_columns(question).name + '\n' +
           choice_columns(question).label;
}

}  // namespace

ListDocument::ListDocument(const ChoiceList& list, std::string_view language,
                           std::string_view fallback) {
    auto tree = std::make_shared<xpath::Tree>();
    const auto root = tree->append(xpath::Tree::kDocument, xpath::NodeType::Element, "root");
    for (const ChoiceItem& choice : list) {
        const xpath::NodeId item = tree->append(root, xpath::NodeType::Element, "item");
        items_.push_back(item);
        add_cell(*tree, item, "name", choice.name);
        add_cell(*tree, item, "label", choice.label.in(language, fallback));
        for (const auto& [column, text] : choice.columns) add_cell(*tree, item, column, text);
    }
    tree_ = std::move(tree);
}

ListDocument::ListDocument(const Table& table) {
    if (table.document != nullptr) {
        take(table.document);
        return;
    }
    auto tree = std::make_shared<xpath::Tree>();
    const auto root = tree->append(xpath::Tree::kDocument, xpath::NodeType::Element, "root");
    for (const std::vector<std::string>& row : table.rows) {
        const xpath::NodeId item = tree->append(root, xpath::NodeType::Element, "item");
        items_.push_back(item);
        for (std::size_t i = 0; i < table.columns.size() && i < row.size(); ++i) {
            add_cell(*tree, item, table.columns[i], row[i]);
        }
    }
    tree_ = std::move(tree);
}

ListDocument::ListDocument(std::shared_ptr<const xpath::Tree> tree) { take(std::move(tree)); }

void ListDocument::take(std::shared_ptr<const xpath::Tree> tree) {
    tree_ = std::move(tree);
    const xpath::Tree& all = *tree_;
    const xpath::NodeId root = all[xpath::Tree::kDocument].first_child;
    if (root == xpath::kNoNode || all.name_of(root) != "root") return;
    for (auto at = all[root].first_child; at != xpath::kNoNode; at = all[at].next) {
        if (all.name_of(at) == "item") items_.push_back(at);
    }
}

std::size_t ListDocument::row_of(xpath::NodeId item) const {
    return static_cast<std::size_t>(std::lower_bound(items_.begin(), items_.end(), item) -
                                    items_.begin());
}

const std::vector<xpath::NodeId>* ListDocument::find_items(std::string_view column,
                                                           const std::string& text) const {
    static const std::vector<xpath::NodeId> kNone;
    const xpath::Tree& tree = *tree_;
    const bool attribute = column.starts_with('@');
    const auto name = tree.find_name(attribute ? column.substr(1) : column);
    if (!name) return &kNone;
    auto found = indexes_.find(column);
    if (found == indexes_.end()) {
        Index index;
        for (const xpath::NodeId item : items_) {
            auto at = attribute ? tree[item].first_attribute : tree[item].first_child;
            for (; at != xpath::kNoNode; at = tree[at].next) {
                if (tree[at].name != *name) continue;
                auto& same = index[tree.text_of(at)];
                if (same.empty() || same.back() != item) same.push_back(item);
            }
        }
        found = indexes_.emplace(column, std::move(index)).first;
    }
    const auto items = found->second.find(text);
    return items == found->second.end() ? &kNone : &items->second;
}

Lists::Lists(std::shared_ptr<const Definition> definition, Tables tables)
    : definition_(std::move(definition)), tables_(std::move(tables)) {
    for (const std::string& file : definition_->files()) {
        if (!tables_ || tables_(file_stem(file)) == nullptr) missing_.push_back(file);
    }
}

const Table* Lists::find_table(std::string_view instance) const {
    return tables_ ? tables_(definition_->name_beside(instance)) : nullptr;
}

std::unique_ptr<ListDocument> Lists::document_of(std::string_view name) const {
    const auto held = definition_->instances.find(name);
    if (held != definition_->instances.end()) return std::make_unique<ListDocument>(held->second);
    const auto own = definition_->lists.find(name);
    if (own != definition_->lists.end()) {
        return std::make_unique<ListDocument>(own->second, language_,
                                              definition_->default_language);
    }
    const Table* table = find_table(name);
    return table == nullptr ? nullptr : std::make_unique<ListDocument>(*table);
}

void Lists::set_language(std::string_view code) {
    language_ = code;
    documents_.clear();
    entries_.clear();
    by_name_.clear();
}

const ListDocument* Lists::find_document(std::string_view name) {
    if (const auto known = documents_.find(name); known != documents_.end()) {
        return known->second.get();
    }
    return (documents_[std::string(name)] = document_of(name)).get();
}

std::vector<Entry> Lists::entries_of(const Node& question) const {
    std::vector<Entry> entries;
    if (!question.list_from_file) {
        const auto own = definition_->lists.find(question.list);
        if (own == definition_->lists.end()) return entries;
        for (const ChoiceItem& choice : own->second) {
            const std::string& label = choice.label.in(language_, definition_->default_language);
            entries.push_back({choice.name, label.empty() ? choice.name : label});
        }
        return entries;
    }
    const Table& table = *find_table(question.list);
    const auto name = table.find_column(choice_columns(question).name);
    if (!name) return entries;
    const std::string words = choice_columns(question).label;
    std::optional<std::size_t> label;
    for (std::size_t i = 0; i < table.columns.size(); ++i) {
        const bool translated =
            table.columns[i].starts_with(words + "::") &&
            language_code(table.columns[i].substr(words.size() + 2)) == language_;
        if (translated || (table.columns[i] == words && !label)) label = i;
    }
    for (const std::vector<std::string>& row : table.rows) {
        const bool labelled = label && !row[*label].empty();
        entries.push_back({row[*name], labelled ? row[*label] : row[*name]});
    }
    return entries;
}

const std::vector<Entry>* Lists::find_entries(const Node& question) {
    const std::string key = key_of(question);
    if (const auto known = entries_.find(key); known != entries_.end()) return &known->second;
    const bool missing = question.list_from_file && find_table(question.list) == nullptr;
    if (missing) return nullptr;
    const auto& entries = entries_[key] = entries_of(question);
    auto& places = by_name_[key];
    for (std::size_t i = 0; i < entries.size(); ++i) places.emplace(entries[i].name, i);
    return &entries;
}

std::string Lists::label_of(const Node& question, std::string_view name) {
    const std::vector<Entry>* entries = find_entries(question);
    if (entries == nullptr) return {};
    const auto& places = by_name_[key_of(question)];
    const auto found = places.find(std::string(name));
    return found == places.end() ? std::string() : (*entries)[found->second].label;
}

}  // namespace adit::forms
