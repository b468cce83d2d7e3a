#include "reports/lists.h"

#include "base/text.h"

#include <algorithm>

namespace adit::reports {
namespace {

using store::Query;
using store::Summary;

Json place_of(const std::optional<geo::Point>& place) {
    if (!place) return nullptr;
    return {{"lat", place->latitude}, {"lon", place->longitude}};
}

Json site_of(const std::string& entity, const SiteLabels& sites) {
    const auto found = sites.find(entity);
    if (entity.empty() || found == sites.end()) return nullptr;
    return {{"id", entity}, {"label", found->second}};
}

Result<std::size_t> how_many(store::RecordStore& records, Query query, const std::string& scope) {
    query.scope = record::ScopeId{scope};
    return records.count(query);
}

Json devices_of(const std::string& scope, const std::vector<accounts::Device>& devices,
                const std::vector<store::Head>& heads) {
    Json list = Json::array();
    for (const accounts::Device& device : devices) {
        if (!device.roster.has_scope(scope)) continue;
        if (device.roster.role == identity::Role::Server) continue;
        std::uint64_t changes = 0;
        for (const store::Head& head : heads) {
            if (head.feed.device.bytes == device.roster.device) changes += head.number;
        }
        list.push_back(
            {{"name", device.roster.name},
             {"person_name", device.roster.person_name},
             {"role", identity::word_for(device.roster.role)},
             {"revoked", device.roster.revoked},
             {"last_sync", device.last_sync_ms == 0 ? Json(nullptr) : Json(device.last_sync_ms)},
             {"changes", changes}});
    }
    return list;
}

/// What was set aside of a country's laptops: who reviews a country decides about it.
Json aside_of(const std::string& scope, const std::vector<accounts::Device>& devices,
              const std::vector<central::SetAside>& all) {
    Json list = Json::array();
    for (const central::SetAside& one : all) {
        if (one.feed.scope.code != scope) continue;
        const auto device = std::ranges::find(devices, one.feed.device.bytes,
                                              [](const auto& each) { return each.roster.device; });
        const bool known = device != devices.end();
        list.push_back({{"name", known ? device->roster.name : one.feed.device.text()},
                        {"person_name", known ? device->roster.person_name : std::string()},
                        {"rule", one.rule},
                        {"first", one.first},
                        {"last", one.last}});
    }
    return list;
}

}  // namespace

const char* word_for(record::Stage stage) {
    return stage == record::Stage::Draft ? "draft" : "finalised";
}

const char* word_for(record::ReviewState state) {
    switch (state) {
        case record::ReviewState::Received:
            return "received";
        case record::ReviewState::HasIssues:
            return "has_issues";
        case record::ReviewState::Approved:
            return "approved";
        case record::ReviewState::Rejected:
            return "rejected";
    }
    return "received";
}

Json words(const forms::Words& words, const std::string& default_language) {
    return {{"en", words.in("en", default_language)}, {"fr", words.in("fr", default_language)}};
}

Json same_words(const std::string& text) { return {{"en", text}, {"fr", text}}; }

Json country_name(const central::Country& country) {
    Json name = Json::object();
    for (const char* language : {"en", "fr"}) {
        const auto found = country.name.find(language);
        name[language] = found == country.name.end() ? country.code : found->second;
    }
    return name;
}

Json form_list(const central::Central& central) {
    Json list = Json::array();
    for (const central::FormPtr& form : central.forms().latest()) {
        const forms::Definition& definition = *form->definition;
        list.push_back({{"id", definition.form.id},
                        {"version", definition.form.version},
                        {"title", words(definition.title, definition.default_language)}});
    }
    return list;
}

Result<SiteLabels> site_labels(central::Central& central, const std::vector<std::string>& scopes) {
    SiteLabels labels;
    for (const std::string& scope : scopes) {
        const auto sites = TRY(central.entities("sites", scope));
        for (const store::Entity& site : *sites) labels.emplace(site.id, site.label);
    }
    return labels;
}

Json line_of(const Summary& summary, const Names& names, const SiteLabels& sites) {
    return {{"id", summary.id.text()},
            {"scope", summary.scope.code},
            {"form", summary.form.id},
            {"form_version", summary.form.version},
            {"title", std::string(trimmed(summary.title))},
            {"stage", word_for(summary.stage)},
            {"review", word_for(summary.review)},
            {"edited_since_review", summary.edited_since_review},
            {"conflict", summary.in_conflict},
            {"deleted", summary.deleted},
            {"marks", summary.marks},
            {"author", summary.author},
            {"author_name", names.person(summary.author)},
            {"device", names.device(summary.device)},
            {"created_ms", summary.created_ms},
            {"changed_ms", summary.changed_ms},
            {"date", summary.date.empty() ? Json(nullptr) : Json(summary.date)},
            {"place", place_of(summary.place)},
            {"site", site_of(summary.entity, sites)}};
}

Result<Json> record_list(central::Central& central, const Filter& filter) {
    const Names names = TRY(Names::of(central));
    const SiteLabels sites = TRY(site_labels(central, filter.scopes));
    const Page page = TRY(page_of(central, filter));
    Json list = Json::array();
    for (const Summary& summary : page.records) list.push_back(line_of(summary, names, sites));
    return Json{{"total", page.total}, {"records", std::move(list)}};
}

Result<Json> summary(central::Central& central, const std::vector<std::string>& scopes) {
    const auto devices = TRY(central.people().devices());
    const auto aside = TRY(central.set_aside());
    Json list = Json::array();
    for (const std::string& scope : scopes) {
        const std::size_t sites = TRY(central.entities("sites", scope))->size();
        const central::Records records = central.records();
        const auto heads = TRY(records->heads({record::ScopeId{scope}}));
        Query drafts, finalised, conflicts;
        drafts.stage = record::Stage::Draft;
        finalised.stage = record::Stage::Finalised;
        conflicts.in_conflict = true;
        list.push_back({{"id", scope},
                        {"records", TRY(how_many(*records, {}, scope))},
                        {"drafts", TRY(how_many(*records, drafts, scope))},
                        {"finalised", TRY(how_many(*records, finalised, scope))},
                        {"conflicts", TRY(how_many(*records, conflicts, scope))},
                        {"sites", sites},
                        {"devices", devices_of(scope, devices, heads)},
                        {"aside", aside_of(scope, devices, aside)}});
    }
    return Json{{"scopes", std::move(list)}};
}

}  // namespace adit::reports
