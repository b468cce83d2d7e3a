#include "work/listing.h"

#include "base/text.h"
#include "sync/kit.h"
#include "work/bundle_work.h"
#include "work/photo_work.h"
#include "work/site_questions.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace adit::work {
namespace {

using model::RecordList;

constexpr const char* kSites = "sites";

/// Labels of codes in a file that some form looks up: "CD-NK" -> "Nord-Kivu".
Result<std::map<std::string, std::string>> labels_in(Workspace& workspace,
                                                     const std::string& file) {
    std::map<std::string, std::string> labels;
    for (const DefinitionPtr& definition : TRY(workspace.forms().all())) {
        const std::vector<std::string> files = definition->files();
        if (std::ranges::find(files, file + ".csv") == files.end()) continue;
        const forms::Tables tables = TRY(workspace.forms().tables(*definition, std::nullopt));
        const forms::Table* table = tables(file);
        if (table == nullptr) continue;
        const auto name = table->find_column("name"), label = table->find_column("label");
        if (!name || !label) continue;
        for (const auto& row : table->rows) labels.emplace(row[*name], row[*label]);
        break;
    }
    return labels;
}

std::string label_or_code(const std::map<std::string, std::string>& labels,
                          const std::string& code) {
    const auto found = labels.find(code);
    return found == labels.end() ? code : found->second;
}

model::SiteRow site_row(const store::Entity& entity,
                        const std::map<std::string, std::string>& provinces,
                        const std::map<std::string, std::string>& districts) {
    model::SiteRow row;
    row.id = entity.id;
    row.label = entity.label;
    row.code = property_of(entity, "site_code");
    if (row.code.empty()) row.code = property_of(entity, "external_code");
    row.scope = entity.scope;
    row.last_visit = entity.last_date;
    row.visits = entity.records;
    row.in_conflict = !entity.conflicts.empty();
    std::vector<std::string> places;
    for (std::string place :
         {label_or_code(provinces, property_of(entity, "adm1")),
          label_or_code(districts, property_of(entity, "adm2")), property_of(entity, "locality")}) {
        if (!place.empty() && places.size() < 2) places.push_back(std::move(place));
    }
    row.place = joined(places, ", ");
    return row;
}

/// The marks of the records that made the site: sample and training sites stay recognisable.
Result<std::map<std::string, std::vector<std::string>>> marks_by_site(Workspace& workspace) {
    std::map<std::string, std::vector<std::string>> marks;
    for (const DefinitionPtr& definition : TRY(workspace.forms().all())) {
        if (!definition->entity() || definition->entity()->list != kSites) continue;
        store::Query query;
        query.form = definition->form.id;
        query.limit = store::kRowsMax;
        for (;;) {
            const auto page = TRY(workspace.store().list(query));
            for (const store::Summary& summary : page) {
                std::vector<std::string>& known = marks[summary.entity];
                for (const std::string& mark : summary.marks) {
                    if (std::ranges::find(known, mark) == known.end()) known.push_back(mark);
                }
            }
            if (page.size() < query.limit) break;
            query.offset += page.size();
        }
    }
    return marks;
}

bool is_about_sites(const forms::Definition& definition) {
    const std::vector<std::string> files = definition.files();
    return std::ranges::find(files, "sites.csv") != files.end();
}

bool registers_sites(const forms::Definition& definition) {
    return definition.entity() && definition.entity()->list == kSites &&
           definition.entity()->entity_id.empty();
}

forms::Words words_of(const forms::Definition& definition, const forms::Node& node,
                      const record::Value& value) {
    std::vector<std::string> names;
    if (const auto* choice = std::get_if<record::Choice>(&value)) names = {choice->name};
    if (const auto* choices = std::get_if<record::Choices>(&value)) names = choices->names;
    const auto list = definition.lists.find(node.list);
    if (names.empty() || list == definition.lists.end()) {
        return {{{definition.default_language, text_of(value)}}};
    }
    forms::Words words;
    for (const std::string& language : definition.languages) {
        std::vector<std::string> labels;
        for (const std::string& name : names) {
            const auto item = std::ranges::find(list->second, name, &forms::ChoiceItem::name);
            labels.push_back(item == list->second.end()
                                 ? name
                                 : item->label.in(language, definition.default_language));
        }
        words.by_language.emplace(language, joined(labels, ", "));
    }
    return words;
}

/// What is known of a site, in the order in which the registering form asks it.
std::vector<model::Fact> facts_of(const forms::Definition& definition, const forms::Node& group,
                                  const store::Entity& entity) {
    std::vector<model::Fact> facts;
    for (const forms::Node& node : group.children) {
        if (node.kind == forms::NodeKind::Group) {
            std::ranges::move(facts_of(definition, node, entity), std::back_inserter(facts));
        }
        if (node.save_to.empty()) continue;
        for (const auto& [name, value] : entity.properties) {
            if (name != node.save_to || is_nothing(value)) continue;
            facts.push_back({node.label, words_of(definition, node, value)});
        }
    }
    return facts;
}

Status name_scopes(Workspace& workspace, std::vector<model::ScopeRow>& scopes) {
    for (const sync::ScopeName& name : TRY(sync::scope_names_of(workspace.store()))) {
        for (model::ScopeRow& scope : scopes) {
            if (scope.id == name.scope) scope.name = {{{"en", name.en}, {"fr", name.fr}}};
        }
    }
    return Done{};
}

}  // namespace

std::string property_of(const store::Entity& entity, std::string_view name) {
    for (const auto& [key, value] : entity.properties) {
        if (key == name) return text_of(value);
    }
    return {};
}

model::RecordRow row_of(const store::Summary& summary) {
    return {.id = summary.id,
            .scope = summary.scope,
            .form = summary.form,
            .title = summary.title,
            .stage = summary.stage,
            .sent = summary.sent,
            .in_conflict = summary.in_conflict,
            .marks = summary.marks,
            .author = summary.author,
            .changed_ms = summary.changed_ms,
            .date = summary.date,
            .site = summary.entity};
}

store::Query query_for(RecordList list) {
    store::Query query;
    switch (list) {
        case RecordList::Drafts:
            query.stage = record::Stage::Draft;
            break;
        case RecordList::Ready:
            query.stage = record::Stage::Finalised;
            query.sent = false;
            break;
        case RecordList::Sent:
            query.stage = record::Stage::Finalised;
            query.sent = true;
            break;
        case RecordList::Conflicts:
            query.in_conflict = true;
            break;
    }
    query.limit = store::kRowsMax;
    return query;
}

Result<std::vector<model::RecordRow>> records_in(Workspace& workspace, RecordList list) {
    std::vector<model::RecordRow> rows;
    for (const store::Summary& summary : TRY(workspace.store().list(query_for(list)))) {
        rows.push_back(row_of(summary));
    }
    return rows;
}

Result<model::Unsent> unsent(Workspace& workspace) {
    store::RecordStore& store = workspace.store();
    model::Unsent unsent;
    store::Query query;
    query.sent = false;
    query.with_deleted = true;
    unsent.records = TRY(store.count(query));
    for (const store::Head& head : TRY(store.heads({}))) {
        if (head.feed.device != workspace.self().device) continue;
        unsent.changes += head.number - TRY(store.acknowledged_up_to(head.feed));
    }
    const PhotosToSend photos = TRY(photos_to_send(workspace));
    unsent.photos = photos.files;
    unsent.photo_bytes = photos.bytes;
    return unsent;
}

Result<model::Counts> counts(Workspace& workspace) {
    store::RecordStore& store = workspace.store();
    model::Counts counts;
    counts.drafts = TRY(store.count(query_for(RecordList::Drafts)));
    counts.ready = TRY(store.count(query_for(RecordList::Ready)));
    counts.sent = TRY(store.count(query_for(RecordList::Sent)));
    counts.conflicts = TRY(store.count(query_for(RecordList::Conflicts)));
    counts.sites = TRY(store.entities(kSites, std::nullopt)).size();
    counts.unsent = TRY(unsent(workspace));
    counts.carried = carried_count(workspace);
    return counts;
}

Result<model::event::HomeLoaded> home(Workspace& workspace) {
    model::event::HomeLoaded loaded;
    loaded.counts = TRY(counts(workspace));
    store::Query query;
    query.limit = model::kLatestMax;
    for (const store::Summary& summary : TRY(workspace.store().list(query))) {
        loaded.latest.push_back(row_of(summary));
    }
    for (const DefinitionPtr& definition : TRY(workspace.forms().all())) {
        loaded.forms.push_back({.form = definition->form,
                                .title = definition->title,
                                .about_site = is_about_sites(*definition),
                                .registers_sites = registers_sites(*definition)});
    }
    return loaded;
}

Result<std::vector<model::SiteRow>> sites(Workspace& workspace) {
    const auto provinces = TRY(labels_in(workspace, "admin1"));
    const auto districts = TRY(labels_in(workspace, "admin2"));
    auto marks = TRY(marks_by_site(workspace));
    const auto entities = TRY(workspace.store().entities(kSites, std::nullopt));
    std::set<std::string> maybe_twice;
    for (const entities::PossibleDuplicate& pair : entities::possible_duplicates(entities)) {
        maybe_twice.insert({pair.one, pair.other});
    }
    std::vector<model::SiteRow> rows;
    for (const store::Entity& entity : entities) {
        rows.push_back(site_row(entity, provinces, districts));
        rows.back().marks = std::move(marks[entity.id]);
        rows.back().maybe_twice = maybe_twice.contains(entity.id);
    }
    std::ranges::sort(rows, {}, [](const model::SiteRow& row) { return folded(row.label); });
    return rows;
}

Result<model::SitePage> site_page(Workspace& workspace, const std::string& id) {
    const auto entities = TRY(workspace.store().entities(kSites, std::nullopt));
    const auto found = std::ranges::find(entities, id, &store::Entity::id);
    if (found == entities.end()) {
        return Error{Code::NotFound,
                     "this site is not on this laptop any more; sync and look again"};
    }
    model::SitePage page;
    const auto provinces = TRY(labels_in(workspace, "admin1"));
    const auto districts = TRY(labels_in(workspace, "admin2"));
    page.site = site_row(*found, provinces, districts);
    for (const DefinitionPtr& definition : TRY(workspace.forms().all())) {
        if (!registers_sites(*definition)) continue;
        page.facts = facts_of(*definition, definition->root, *found);
    }
    page.conflicts = TRY(conflicts_of(workspace, *found));
    page.twins = twins_of(entities, id);
    page.site.maybe_twice = !page.twins.empty();
    if (!found->duplicate_of.empty()) {
        const auto root = std::ranges::find(entities, found->duplicate_of, &store::Entity::id);
        page.linked_to = root == entities.end() ? found->duplicate_of : root->label;
    }
    store::Query query;
    query.entity = id;
    query.limit = store::kRowsMax;
    std::set<std::string> marks;
    for (const store::Summary& summary : TRY(workspace.store().list(query))) {
        page.visits.push_back(row_of(summary));
        marks.insert(summary.marks.begin(), summary.marks.end());
    }
    page.site.marks.assign(marks.begin(), marks.end());
    return page;
}

Result<std::optional<model::Who>> who(Workspace& workspace) {
    if (!workspace.owner()) return std::optional<model::Who>();
    const Owner& owner = *workspace.owner();
    model::Who who{.laptop = owner.laptop,
                   .device = workspace.self().device.text(),
                   .person = owner.person,
                   .person_name = owner.person_name,
                   .role = identity::word_for(owner.role),
                   .programme = "",
                   .server = owner.server ? owner.server->url : "",
                   .scopes = {},
                   .people = {{owner.person, owner.person_name}},
                   .laptops = {{workspace.self().device.text(), owner.laptop}}};
    for (const record::ScopeId& scope : owner.scopes) who.scopes.push_back({scope, {}});
    if (owner.server) TRY(name_scopes(workspace, who.scopes));
    if (const auto roster = TRY(workspace.roster())) {
        for (const identity::RosterDevice& device : roster->devices) {
            who.people[device.person] = device.person_name;
            who.laptops[record::DeviceId{device.device}.text()] = device.name;
        }
    }
    return std::optional(who);
}

std::string setting_key(const std::string& name) { return "setting." + name; }

Result<std::optional<std::int64_t>> last_sync_ms(Workspace& workspace) {
    const auto kept = TRY(workspace.store().get(kLastSync));
    if (!kept) return std::optional<std::int64_t>();
    const std::string_view text = text_of(ByteView(*kept));
    std::int64_t ms = 0;
    std::from_chars(text.data(), text.data() + text.size(), ms);
    return std::optional(ms);
}

model::Sentence sentence_for(const std::string& rule, const std::string& what,
                             const std::string& of) {
    std::string key = "problem." + rule;
    std::ranges::replace(key, ' ', '_');
    return {.key = std::move(key), .parts = {}, .what = what, .of = of};
}

}  // namespace adit::work
