// entity conflicts, entity duplicates, entity link, entity unlink: what of the sites (or another
// list) waits for a person.
#include "base/text.h"
#include "cli/command.h"
#include "cli/record_words.h"
#include "work/listing.h"
#include "work/site_questions.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace adit::cli {
namespace {

std::string list_in(const Arguments& arguments) {
    return arguments.has("list") ? arguments.value("list") : "sites";
}

std::string person(const std::optional<model::Who>& who, const std::string& author) {
    if (!who) return author;
    const auto name = who->people.find(author);
    return name == who->people.end() || name->second.empty() ? author : name->second;
}

std::string laptop(const std::optional<model::Who>& who, const std::string& device) {
    if (!who) return device.substr(0, 8);
    const auto name = who->laptops.find(device);
    return name == who->laptops.end() ? device.substr(0, 8) : name->second;
}

Json json_of(const store::Entity& entity, const std::vector<model::SiteConflict>& conflicts,
             const std::string& language) {
    Json list = Json::array();
    for (std::size_t i = 0; i < conflicts.size(); ++i) {
        Json siblings = Json::array();
        for (const model::SiteSaying& saying : conflicts[i].sayings) {
            siblings.push_back({{"text", saying.text.in(language, "en")},
                                {"author", saying.author},
                                {"device", saying.laptop},
                                {"begun_ms", saying.begun_ms},
                                {"record", saying.record.text()}});
        }
        list.push_back({{"property", entity.conflicts[i].property},
                        {"label", conflicts[i].label.in(language, "en")},
                        {"siblings", std::move(siblings)}});
    }
    return {{"id", entity.id}, {"label", entity.label}, {"conflicts", std::move(list)}};
}

Result<Verdict> conflicts(Desk& desk, const Arguments& arguments) {
    const auto workspace = TRY(desk.open());
    const auto who = TRY(work::who(*workspace));
    const auto entities = TRY(workspace->store().entities(list_in(arguments), std::nullopt));
    Json answer = Json::array();
    for (const store::Entity& entity : entities) {
        if (entity.conflicts.empty()) continue;
        const auto told = TRY(work::conflicts_of(*workspace, entity));
        answer.push_back(json_of(entity, told, desk.language));
        if (desk.json) continue;
        desk.print(entity.label + "  " + entity.id);
        for (const model::SiteConflict& conflict : told) {
            desk.print("  " + conflict.label.in(desk.language, "en") + "  " +
                       desk.say("cli.show.conflict"));
            for (const model::SiteSaying& saying : conflict.sayings) {
                const std::string& text = saying.text.in(desk.language, "en");
                desk.print("  - " + (text.empty() ? desk.say("cli.show.blank") : text) + "  (" +
                           person(who, saying.author) + ", " + laptop(who, saying.laptop) + ", " +
                           iso_time(saying.begun_ms) + ", " + saying.record.text() + ")");
            }
        }
    }
    if (desk.json) {
        desk.print(answer);
    } else {
        desk.print(desk.say("cli.entity.conflicts", {std::to_string(answer.size())}));
    }
    return Verdict{};
}

Result<Verdict> duplicates(Desk& desk, const Arguments& arguments) {
    const auto workspace = TRY(desk.open());
    const auto all = TRY(workspace->store().entities(list_in(arguments), std::nullopt));
    std::map<std::string, const store::Entity*> by_id;
    for (const store::Entity& entity : all) by_id.emplace(entity.id, &entity);
    const auto found = entities::possible_duplicates(all);
    Json answer = Json::array();
    for (const entities::PossibleDuplicate& pair : found) {
        const Json distance = pair.distance_m ? Json(*pair.distance_m) : Json(nullptr);
        Json two = Json::array();
        for (const std::string& id : {pair.one, pair.other}) {
            const store::Entity& entity = *by_id.at(id);
            two.push_back({{"id", id}, {"label", entity.label}, {"visits", entity.records}});
        }
        answer.push_back(
            {{"entities", std::move(two)}, {"likeness", pair.likeness}, {"distance_m", distance}});
        if (desk.json) continue;
        const std::string apart =
            pair.distance_m ? std::to_string(std::lround(*pair.distance_m)) + " m" : "-";
        desk.print(
            desk.say("cli.entity.pair", {std::to_string(std::lround(pair.likeness * 100)), apart}));
        for (const std::string& id : {pair.one, pair.other}) {
            desk.print("  " + id + "  " + by_id.at(id)->label);
        }
    }
    if (desk.json) {
        desk.print(answer);
    } else {
        desk.print(desk.say("cli.entity.duplicates", {std::to_string(found.size())}));
    }
    return Verdict{};
}

/// The list is computed anew, and said as it is now.
Status print_link(Desk& desk, work::Workspace& workspace, const std::string& list,
                  const std::string& id, const char* key) {
    const store::Entity now = TRY(work::entity_at(workspace, list, id));
    if (desk.json) {
        desk.print(Json{
            {"id", now.id},
            {"label", now.label},
            {"duplicate_of", now.duplicate_of.empty() ? Json(nullptr) : Json(now.duplicate_of)},
            {"visits", now.records}});
        return Done{};
    }
    std::string other = now.duplicate_of;
    if (!other.empty()) other = TRY(work::entity_at(workspace, list, other)).label;
    desk.print(desk.say(key, {now.label, other}));
    return Done{};
}

Result<Verdict> link(Desk& desk, const Arguments& arguments) {
    const std::string list = list_in(arguments);
    const auto workspace = TRY(desk.open());
    const auto duplicate = TRY(work::entity_at(*workspace, list, arguments.words[0]));
    const auto original = TRY(work::entity_at(*workspace, list, arguments.words[1]));
    TRY(work::link(*workspace, duplicate, original));
    TRY(print_link(desk, *workspace, list, duplicate.id, "cli.entity.linked"));
    return Verdict{};
}

Result<Verdict> unlink(Desk& desk, const Arguments& arguments) {
    const std::string list = list_in(arguments);
    const auto workspace = TRY(desk.open());
    const auto duplicate = TRY(work::entity_at(*workspace, list, arguments.words[0]));
    TRY(work::unlink(*workspace, duplicate));
    TRY(print_link(desk, *workspace, list, duplicate.id, "cli.entity.unlinked"));
    return Verdict{};
}

const Option kList{"list", "LIST", "The entity list, sites by default."};

}  // namespace

Command entity_conflicts_command() {
    return {.name = "entity conflicts",
            .words = "",
            .options = {kList},
            .about =
                "Lists the sites of which visits made apart say something differently: every "
                "value, who said it where and when, and in which record. The first one is "
                "shown everywhere until the next visit by somebody who has both.",
            .examples = "adit-field entity conflicts\nadit-field --json entity conflicts",
            .run = conflicts};
}

Command entity_duplicates_command() {
    return {.name = "entity duplicates",
            .words = "",
            .options = {kList},
            .about =
                "Lists pairs of sites that may be one, registered twice: near in name and in "
                "place. Which are one is for a person to say, with entity link.",
            .examples = "adit-field entity duplicates",
            .run = duplicates};
}

Command entity_link_command() {
    return {.name = "entity link",
            .words = "ID ORIGINAL",
            .words_min = 2,
            .words_max = 2,
            .options = {kList},
            .about =
                "Says that the first site is the same as the second. Its visits count there "
                "from now on, on every laptop; nothing is taken away, and entity unlink takes "
                "it back.",
            .examples = "adit-field entity link 0191d6b2-… 0191a001-…",
            .run = link};
}

Command entity_unlink_command() {
    return {.name = "entity unlink",
            .words = "ID",
            .words_min = 1,
            .words_max = 1,
            .options = {kList},
            .about =
                "Takes back that a site is the same as another one. Both are again exactly "
                "what they were.",
            .examples = "adit-field entity unlink 0191d6b2-…",
            .run = unlink};
}

}  // namespace adit::cli
