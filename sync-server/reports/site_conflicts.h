// What visits made apart say differently of a site: each value in words, who said it and when.
#pragma once

#include "base/json.h"
#include "central/central.h"
#include "reports/names.h"

#include <string>
#include <vector>

namespace adit::reports {

class SiteConflicts {
public:
    static Result<SiteConflicts> of(central::Central& central,
                                    const std::vector<std::string>& scopes);

    /// [{property, label, siblings: [{text, author, author_name, device_name, begun_ms, record}]}];
    /// the value that is shown first. Empty when nobody disagrees.
    Json told(const store::Entity& site) const;

private:
    explicit SiteConflicts(Names names) : names_(std::move(names)) {}

    Json label(const std::string& property) const;
    Json text(const std::string& property, const record::Value& value) const;
    const forms::Node* find_node(const std::string& property, central::FormPtr& form) const;

    Names names_;
    std::vector<central::FormPtr> forms_;  // That speak of sites, with what they look up.
};

}  // namespace adit::reports
