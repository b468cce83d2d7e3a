// show: one record with its answers, what people disagree about, and its history.
#include "base/text.h"
#include "cli/command.h"
#include "cli/record_words.h"
#include "forms/merged.h"
#include "store/summaries.h"
#include "tables/flatten.h"
#include "work/listing.h"
#include "work/record_work.h"

#include <algorithm>
#include <set>

namespace adit::cli {
namespace {

/// What is needed to say a record in words.
struct Showing {
    const record::Record& record;
    const forms::Definition& definition;
    tables::Layout layout;
    model::Who who;
    std::vector<forms::Fault> broken{};     // By edits made apart, each valid.
    std::vector<model::Decided> decided{};  // Decisions that stand.
    std::set<record::Dot> clocks_ahead{};   // Changes of laptops whose clock was far ahead.

    std::string person(const std::string& author) const {
        const auto name = who.people.find(author);
        return name == who.people.end() || name->second.empty() ? author : name->second;
    }
    std::string laptop(const record::DeviceId& device) const {
        const auto name = who.laptops.find(device.text());
        return name == who.laptops.end() ? device.text().substr(0, 8) : name->second;
    }
    std::string words(const record::NodePath& path, const record::Value& value) const {
        const forms::Node* node = definition.find({path.pattern()});
        return node == nullptr ? text_of(value)
                               : tables::words_for(definition, *node, value, layout);
    }
    std::string label(const record::NodePath& path) const {
        const forms::Node* node = definition.find({path.pattern()});
        if (node == nullptr) return "";
        return node->label.in(layout.language, definition.default_language);
    }
};

struct Line {
    record::NodePath path;
    const record::Answer* answer = nullptr;
    bool retired = false;
};

/// Answers in the order of the form, instances in the order added.
void gather(const record::Record& record, const forms::Node& group, const record::NodePath& above,
            std::vector<Line>& lines) {
    for (const forms::Node* node : forms::shown_children(group)) {
        const record::NodePath path = above.child(forms::step_of(*node));
        if (node->kind == forms::NodeKind::Group) {
            gather(record, *node, path, lines);
        } else if (node->kind == forms::NodeKind::Repeat) {
            const auto instances = record.instances.find(path);
            if (instances == record.instances.end()) continue;
            for (const record::InstanceId& id : instances->second) {
                gather(record, *node, path.instance(id), lines);
            }
        } else if (const auto answer = record.answers.find(path); answer != record.answers.end()) {
            if (answer->second.in_conflict() || !is_nothing(answer->second.value())) {
                lines.push_back({path, &answer->second});
            }
        }
    }
}

std::vector<Line> lines_of(const Showing& showing) {
    std::vector<Line> lines;
    gather(showing.record, showing.definition.root, {}, lines);
    for (const auto& [path, answer] : showing.record.answers) {
        if (path.text.starts_with("/meta/") || is_nothing(answer.value())) continue;
        if (showing.definition.find({path.pattern()}) == nullptr) {
            lines.push_back({path, &answer, true});
        }
    }
    return lines;
}

const model::Decided* decision_at(const Showing& showing, const record::NodePath& path) {
    const auto found = std::ranges::find(showing.decided, path, &model::Decided::path);
    return found == showing.decided.end() ? nullptr : &*found;
}

Json json_of(const Showing& showing, const record::NodePath& path, const record::Sibling& sibling) {
    return {{"value", cli::json_of(sibling.value)},
            {"text", showing.words(path, sibling.value)},
            {"author", sibling.author},
            {"author_name", showing.person(sibling.author)},
            {"device_name", showing.laptop(sibling.dot.feed.device)},
            {"wall_ms", sibling.wall_ms}};
}

Json json_of(const Showing& showing, const Line& line) {
    Json answer = {{"path", display_path(showing.record, line.path)},
                   {"node", line.path.text},
                   {"label", showing.label(line.path)},
                   {"value", cli::json_of(line.answer->value())},
                   {"text", showing.words(line.path, line.answer->value())},
                   {"computed", line.answer->computed},
                   {"conflict", line.answer->in_conflict()},
                   {"retired", line.retired}};
    if (const model::Decided* decided = decision_at(showing, line.path)) {
        answer["decided"] = json_of(showing, line.path, decided->decision);
        answer["set_aside"] = Json::array();
        for (const record::Sibling& sibling : decided->set_aside) {
            answer["set_aside"].push_back(json_of(showing, line.path, sibling));
        }
    }
    if (!line.answer->in_conflict()) return answer;
    answer["siblings"] = Json::array();
    for (const record::Sibling& sibling : line.answer->siblings) {
        answer["siblings"].push_back(json_of(showing, line.path, sibling));
    }
    return answer;
}

Json json_of(const Showing& showing, const record::Change& change) {
    Json operations = Json::array();
    for (const record::Operation& operation : change.operations) {
        const std::string path = path_of(operation);
        operations.push_back(
            {{"op", name_of(operation)}, {"path", path}, {"text", text_in(operation)}});
    }
    const record::DeviceId& device = change.dot.feed.device;
    return {{"dot", device.text() + "/" + std::to_string(change.dot.number)},
            {"author", change.author},
            {"author_name", showing.person(change.author)},
            {"device_name", showing.laptop(device)},
            {"clock_ms", change.clock.ms()},
            {"wall_ms", change.wall_ms},
            {"clock_ahead", showing.clocks_ahead.contains(change.dot)},
            {"operations", operations}};
}

void print_siblings(const Desk& desk, const Showing& showing, const record::NodePath& path,
                    const std::vector<record::Sibling>& siblings) {
    for (const record::Sibling& sibling : siblings) {
        const std::string words = showing.words(path, sibling.value);
        desk.print("    - " + (words.empty() ? desk.say("cli.show.blank") : words) + "  (" +
                   showing.person(sibling.author) + ", " + showing.laptop(sibling.dot.feed.device) +
                   ", " + iso_time(sibling.wall_ms) + ")");
    }
}

void print_answers(const Desk& desk, const Showing& showing) {
    std::string group;
    for (const Line& line : lines_of(showing)) {
        const std::string path = display_path(showing.record, line.path);
        const std::string above = path.substr(0, path.rfind('/'));
        if (std::exchange(group, above) != above && !above.empty()) desk.print(above.substr(1));
        const std::string label = showing.label(line.path);
        std::string text = "  " + path.substr(above.size() + 1);
        if (!label.empty()) text += "  " + label;
        text += ": " + showing.words(line.path, line.answer->value());
        if (line.retired) text += "  " + desk.say("cli.show.retired");
        desk.print(text);
        if (const model::Decided* decided = decision_at(showing, line.path)) {
            desk.print("    " +
                       desk.say("cli.show.decided", {showing.person(decided->decision.author),
                                                     iso_time(decided->decision.wall_ms)}));
            print_siblings(desk, showing, line.path, decided->set_aside);
        }
        if (!line.answer->in_conflict()) continue;
        desk.print("    " + desk.say("cli.show.conflict"));
        print_siblings(desk, showing, line.path, line.answer->siblings);
    }
}

void print_broken(const Desk& desk, const Showing& showing) {
    if (showing.broken.empty()) return;
    desk.print(desk.say("cli.show.invalid"));
    for (const forms::Fault& fault : showing.broken) {
        desk.print("  " + display_path(showing.record, fault.path).substr(1) + "  " + fault.label +
                   ": " + fault.message);
    }
}

void print_history(const Desk& desk, const Showing& showing,
                   const std::vector<record::Change>& history) {
    desk.print(desk.say("cli.show.history", {std::to_string(history.size())}));
    for (const record::Change& change : history) {
        desk.print("  " + iso_time(change.wall_ms) + "  " + showing.person(change.author) + ", " +
                   showing.laptop(change.dot.feed.device));
        if (showing.clocks_ahead.contains(change.dot)) {
            desk.print("    " + desk.say("cli.show.clock_ahead"));
        }
        std::size_t computed = 0;
        for (const record::Operation& operation : change.operations) {
            if (std::holds_alternative<record::Compute>(operation)) {
                ++computed;
                continue;
            }
            const std::string path = path_of(operation);
            std::string line = "    " + name_of(operation);
            if (!path.empty()) line += " " + display_path(showing.record, {path}).substr(1);
            const std::string text = text_in(operation);
            if (!text.empty()) line += " = " + text;
            desk.print(line);
        }
        if (computed != 0) {
            desk.print("    " + desk.say("cli.show.computed", {std::to_string(computed)}));
        }
    }
}

void print_heading(const Desk& desk, const Showing& showing, const store::Summary& summary) {
    const std::string title = instance_name_of(showing.record);
    desk.print(title.empty() ? desk.say("cli.untitled") : title);
    std::vector<std::string> facts = {
        showing.definition.title.in(showing.layout.language, showing.definition.default_language),
        summary.scope.code,
        desk.say(summary.stage == record::Stage::Draft ? "cli.state.draft" : "cli.state.finalised"),
        desk.say(summary.sent ? "cli.state.sent" : "cli.state.unsent")};
    if (summary.in_conflict) facts.push_back(desk.say("cli.state.conflict"));
    for (const std::string& mark : summary.marks) facts.push_back("[" + mark + "]");
    desk.print(joined(facts, " · "));
    const std::string credit = tables::credit_for(showing.record.marks);
    if (!credit.empty()) desk.print(desk.say("cli.credit", {credit}));
}

Json json_of(const Showing& showing, const store::Summary& summary,
             const std::vector<record::Change>& history) {
    Json answer = cli::json_of(summary);
    answer["author_name"] = showing.person(summary.author);
    answer["credit"] = tables::credit_for(showing.record.marks);
    answer["invalid"] = Json::array();
    for (const forms::Fault& fault : showing.broken) {
        answer["invalid"].push_back({{"path", display_path(showing.record, fault.path)},
                                     {"label", fault.label},
                                     {"message", fault.message}});
    }
    answer["answers"] = Json::array();
    for (const Line& line : lines_of(showing)) answer["answers"].push_back(json_of(showing, line));
    answer["history"] = Json::array();
    for (const record::Change& change : history) {
        answer["history"].push_back(json_of(showing, change));
    }
    return answer;
}

/// Sent: the server has confirmed every change of it that was made here.
Result<bool> is_sent(work::Workspace& workspace, const std::vector<record::Change>& history) {
    for (const record::Change& change : history) {
        if (change.dot.feed.device != workspace.self().device) continue;
        const std::uint64_t confirmed = TRY(workspace.store().acknowledged_up_to(change.dot.feed));
        if (change.dot.number > confirmed) return false;
    }
    return true;
}

/// Changes that came from a clock so far ahead of ours that ours did not follow it.
Result<std::set<record::Dot>> clocks_ahead(work::Workspace& workspace,
                                           const std::vector<record::Change>& history) {
    std::set<record::Dot> ahead;
    for (const record::Change& change : history) {
        const auto received = TRY(workspace.store().received_ms(change.dot));
        const bool far = received && change.clock.ms() - *received > record::kClockAheadMaxMs;
        if (far) ahead.insert(change.dot);
    }
    return ahead;
}

Result<Verdict> show(Desk& desk, const Arguments& arguments) {
    const record::RecordId id{TRY(
        uuid_from(arguments.words[0]).during("the record's id \"" + arguments.words[0] + "\""))};
    const auto workspace = TRY(desk.open());
    record::Record record = TRY(work::record_at(*workspace, id));
    const auto history = TRY(workspace->store().history(id));
    store::Summary summary = store::summary_of(record);
    summary.sent = TRY(is_sent(*workspace, history));
    const auto definition = TRY(workspace->forms().version(record.form));
    const auto who = TRY(work::who(*workspace));
    std::vector<forms::Fault> broken;
    if (record.edited_apart && !record.deleted) {
        const auto tables = TRY(workspace->forms().tables(*definition, record.scope));
        forms::Merged merged = forms::merged(definition, record, tables, desk.language);
        record = std::move(merged.record);
        broken = std::move(merged.faults);
    }
    const Showing showing{
        .record = record,
        .definition = *definition,
        .layout = {.wording = tables::Wording::Labels,
                   .language = desk.language,
                   .tables = TRY(workspace->forms().tables(*definition, std::nullopt)),
                   .device_name = {}},
        .who = who.value_or(model::Who{}),
        .broken = std::move(broken),
        .decided = TRY(work::decided_in(*workspace, id)),
        .clocks_ahead = TRY(clocks_ahead(*workspace, history))};
    if (desk.json) {
        desk.print(json_of(showing, summary, history));
        return Verdict{};
    }
    print_heading(desk, showing, summary);
    print_broken(desk, showing);
    print_answers(desk, showing);
    print_history(desk, showing, history);
    return Verdict{};
}

}  // namespace

Command show_command() {
    return {.name = "show",
            .words = "ID",
            .words_min = 1,
            .words_max = 1,
            .options = {},
            .about =
                "Shows one record: its answers with their labels, every value where people "
                "disagree and who wrote it, and its whole history.",
            .examples = "adit-field show 0191d6b2-…\nadit-field --language fr show 0191d6b2-…",
            .run = show};
}

}  // namespace adit::cli
