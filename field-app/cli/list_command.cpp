// list: the records on this laptop, one a line.
#include "base/text.h"
#include "cli/command.h"
#include "cli/record_words.h"
#include "work/listing.h"

#include <algorithm>

namespace adit::cli {
namespace {

Status set_state(const std::string& state, store::Query& query) {
    if (state == "draft") {
        query.stage = record::Stage::Draft;
    } else if (state == "finalised") {
        query.stage = record::Stage::Finalised;
    } else if (state == "conflict") {
        query.in_conflict = true;
    } else if (state == "unsent") {
        query.sent = false;
    } else if (!state.empty()) {
        return Error{Code::BadInput, "--state is draft, finalised, conflict or unsent"};
    }
    return Done{};
}

/// A site by its id, code or label.
Result<std::string> site_meant(work::Workspace& workspace, const std::string& text) {
    if (text.empty()) return std::string();
    const auto sites = TRY(workspace.store().entities("sites", std::nullopt));
    const std::string wanted = folded(text);
    for (const store::Entity& site : sites) {
        if (site.id == text) return site.id;
    }
    for (const store::Entity& site : sites) {
        for (const std::string& name :
             {site.label, work::property_of(site, "site_code"),
              work::property_of(site, "external_code"), work::property_of(site, "site_name")}) {
            if (!name.empty() && folded(name) == wanted) return site.id;
        }
    }
    return Error{Code::NotFound, "no site here is called \"" + text + "\""};
}

Result<std::size_t> limit_from(const Arguments& arguments) {
    if (!arguments.has("limit")) return std::size_t{100};
    const auto number = record::value_from(record::ValueType::Integer, arguments.value("limit"));
    const auto* limit = number ? std::get_if<std::int64_t>(&*number) : nullptr;
    if (limit == nullptr || *limit < 1 || *limit > static_cast<std::int64_t>(store::kRowsMax)) {
        return Error{Code::BadInput, "--limit is a number from 1 to 10000"};
    }
    return static_cast<std::size_t>(*limit);
}

std::string line_for(const Desk& desk, const store::Summary& summary) {
    std::vector<std::string> parts = {
        summary.id.text(), summary.form.id,
        desk.say(summary.stage == record::Stage::Draft ? "cli.state.draft"
                                                       : "cli.state.finalised")};
    if (!summary.sent) parts.push_back(desk.say("cli.state.unsent"));
    if (summary.in_conflict) parts.push_back(desk.say("cli.state.conflict"));
    for (const std::string& mark : summary.marks) parts.push_back("[" + mark + "]");
    if (!summary.date.empty()) parts.push_back(summary.date);
    parts.push_back(summary.title.empty() ? desk.say("cli.untitled") : summary.title);
    parts.push_back("(" + summary.author + ")");
    return joined(parts, "  ");
}

Result<Verdict> list(Desk& desk, const Arguments& arguments) {
    store::Query query;
    TRY(set_state(arguments.value("state"), query));
    query.form = arguments.value("form");
    query.text = arguments.value("text");
    query.limit = TRY(limit_from(arguments));
    const auto workspace = TRY(desk.open());
    query.entity = TRY(site_meant(*workspace, arguments.value("site")));
    const std::size_t total = TRY(workspace->store().count(query));
    const auto records = TRY(workspace->store().list(query));
    if (desk.json) {
        Json answer = {{"total", total}, {"records", Json::array()}};
        for (const store::Summary& summary : records) {
            answer["records"].push_back(json_of(summary));
        }
        desk.print(answer);
        return Verdict{};
    }
    for (const store::Summary& summary : records) desk.print(line_for(desk, summary));
    desk.print(desk.say("cli.list.count", {std::to_string(records.size()), std::to_string(total)}));
    return Verdict{};
}

}  // namespace

Command list_command() {
    return {
        .name = "list",
        .words = "",
        .options = {{"form", "ID", "Only records of this form."},
                    {"state", "STATE", "draft, finalised, conflict or unsent."},
                    {"site", "SITE", "Only records about this site: its id, code or name."},
                    {"text", "TEXT", "Only records with these letters in title or author."},
                    {"limit", "N", "At most so many lines, 100 by default."}},
        .about = "Lists the records on this laptop, those changed last first.",
        .examples = "adit-field list --state conflict\nadit-field list --form site_visit --json",
        .run = list};
}

}  // namespace adit::cli
