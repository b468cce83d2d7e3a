#include "reports/site_conflicts.h"

#include "merge/effects.h"
#include "reports/lists.h"
#include "reports/wording.h"

namespace adit::reports {

Result<SiteConflicts> SiteConflicts::of(central::Central& central,
                                        const std::vector<std::string>& scopes) {
    SiteConflicts conflicts(TRY(Names::of(central)));
    for (const central::FormPtr& form : central.forms().latest()) {
        const forms::EntityRule* rule = form->definition->entity();
        if (!rule || rule->list != "sites") continue;
        conflicts.forms_.push_back(TRY(central.lookups(form, scopes)));
    }
    return conflicts;
}

const forms::Node* SiteConflicts::find_node(const std::string& property,
                                            central::FormPtr& form) const {
    for (const central::FormPtr& each : forms_) {
        const forms::Node* node = each->definition->find_saving(property);
        if (node == nullptr) continue;
        form = each;
        return node;
    }
    return nullptr;
}

Json SiteConflicts::label(const std::string& property) const {
    if (property == merge::kLabel) return {{"en", "Name"}, {"fr", "Nom"}};
    central::FormPtr form;
    const forms::Node* node = find_node(property, form);
    if (node == nullptr || node->label.empty()) return same_words(property);
    return words(node->label, form->definition->default_language);
}

Json SiteConflicts::text(const std::string& property, const record::Value& value) const {
    central::FormPtr form;
    const forms::Node* node = find_node(property, form);
    if (node == nullptr) return same_words(text_of(value));
    return value_words(*form, *node, value);
}

Json SiteConflicts::told(const store::Entity& site) const {
    Json list = Json::array();
    for (const store::EntityConflict& conflict : site.conflicts) {
        Json siblings = Json::array();
        for (const store::EntitySibling& sibling : conflict.siblings) {
            siblings.push_back({{"text", text(conflict.property, sibling.value)},
                                {"author", sibling.author},
                                {"author_name", names_.person(sibling.author)},
                                {"device_name", names_.device(sibling.device)},
                                {"begun_ms", sibling.begun_ms},
                                {"record", sibling.record.text()}});
        }
        list.push_back({{"property", conflict.property},
                        {"label", label(conflict.property)},
                        {"siblings", std::move(siblings)}});
    }
    return list;
}

}  // namespace adit::reports
