#include "record/symbol_table.h"

#include <algorithm>

namespace adit::record {

std::optional<std::uint32_t> SymbolTable::find(SymbolKind kind, std::string_view text) const {
    const auto& numbers = numbers_[index(kind)];
    const auto place = numbers.find(text);
    if (place == numbers.end()) return std::nullopt;
    return place->second;
}

void SymbolTable::note_path(std::uint32_t number, bool guessable) {
    const auto& paths = texts_[index(SymbolKind::Path)];
    next_path_.resize(paths.size());
    if (guessable && last_path_ < paths.size()) next_path_[last_path_] = {&paths[number], number};
    last_path_ = number;
}

const std::string* SymbolTable::text_at(SymbolKind kind, std::uint64_t number) const {
    const auto& texts = texts_[index(kind)];
    return number < texts.size() ? &texts[static_cast<std::size_t>(number)] : nullptr;
}

std::optional<std::uint64_t> SymbolTable::latest_about(const RecordId& id) const {
    const auto place = latest_.find(id);
    if (place == latest_.end()) return std::nullopt;
    return place->second;
}

const RecordId* SymbolTable::record_at(std::uint64_t number) const {
    const std::uint64_t first = next_number_ - records_.size();
    if (number < first || number >= next_number_) return nullptr;
    return &records_[static_cast<std::size_t>(number - first)];
}

void SymbolTable::add(SymbolKind kind, std::string text) {
    auto& texts = texts_[index(kind)];
    texts.push_back(std::move(text));
    numbers_[index(kind)].emplace(texts.back(), static_cast<std::uint32_t>(texts.size() - 1));
}

void SymbolTable::close_change(const RecordId& id) {
    records_.push_back(id);
    latest_[id] = next_number_++;
    if (records_.size() <= kRecordReachMax) return;

    const std::uint64_t leaving = next_number_ - records_.size();
    const auto place = latest_.find(records_.front());
    if (place->second == leaving) latest_.erase(place);
    records_.pop_front();
}

void SymbolTable::resume(std::uint64_t next, const std::vector<RecordId>& latest) {
    ENSURE(latest.size() < next);
    records_.clear();
    latest_.clear();
    next_number_ = next - latest.size();
    for (const RecordId& id : latest) close_change(id);
}

SymbolTable::Mark SymbolTable::mark() const {
    Mark sizes{};
    for (std::size_t kind = 0; kind < kSymbolKinds; ++kind) sizes[kind] = texts_[kind].size();
    return sizes;
}

void SymbolTable::back_to(const Mark& mark) {
    next_path_.clear();  // Guesses lead to texts that may go.
    last_path_ = 0;
    for (std::size_t kind = 0; kind < kSymbolKinds; ++kind) {
        while (texts_[kind].size() > mark[kind]) {
            numbers_[kind].erase(texts_[kind].back());
            texts_[kind].pop_back();
        }
    }
}

std::vector<Symbol> SymbolTable::added_since(const Mark& mark) const {
    std::vector<Symbol> added;
    for (std::size_t kind = 0; kind < kSymbolKinds; ++kind) {
        for (std::size_t i = mark[kind]; i < texts_[kind].size(); ++i) {
            added.push_back(
                {static_cast<SymbolKind>(kind), static_cast<std::uint32_t>(i), texts_[kind][i]});
        }
    }
    return added;
}

}  // namespace adit::record
