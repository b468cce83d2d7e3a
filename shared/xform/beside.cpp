#include "xform/beside.h"

#include "xform/document.h"

#include <utility>

namespace adit::xform {

Beside::Beside(std::shared_ptr<const forms::Definition> definition, Media media)
    : definition_(std::move(definition)), media_(std::move(media)) {}

const forms::Table* Beside::find_table(std::string_view name) {
    if (const auto known = tables_.find(name); known != tables_.end()) return known->second.get();
    std::unique_ptr<forms::Table> table;
    for (const auto& [address, bytes] : media_) {
        const std::string_view file = std::string_view(address).substr(address.rfind('/') + 1);
        if (file.ends_with(".csv") && file.substr(0, file.rfind('.')) == name) {
            table = std::make_unique<forms::Table>(forms::table_from_csv(bytes));
        }
    }
    return (tables_[std::string(name)] = std::move(table)).get();
}

std::shared_ptr<const xpath::Tree> Beside::find_document(std::string_view instance) {
    const auto source = definition_->sources.find(instance);
    if (source == definition_->sources.end()) return nullptr;
    const auto found = media_.find(source->second);
    if (found == media_.end() || source->second.ends_with(".csv")) return nullptr;
    auto tree = source->second.ends_with(".geojson") ? tree_from_geojson(found->second)
                                                     : tree_from_xml(found->second);
    return tree ? *std::move(tree) : nullptr;
}

}  // namespace adit::xform
