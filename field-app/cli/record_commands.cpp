// record new, record set, record finalise: one record, answer by answer.
#include "cli/command.h"
#include "work/record_work.h"

#include <algorithm>

namespace adit::cli {
namespace {

using record::Operation;

Result<std::vector<work::Typed>> typed_in(const std::vector<std::string>& texts) {
    std::vector<work::Typed> answers;
    for (const std::string& text : texts) {
        auto [path, value] = TRY(pair_from(text));
        answers.push_back({std::move(path), std::move(value)});
    }
    return answers;
}

/// A mark stays for ever, so a slip of the pen is refused: of small letters, digits, "-" and ":".
Result<std::vector<std::string>> marks_in(const Arguments& arguments) {
    const std::vector<std::string> marks = arguments.values("mark");
    for (const std::string& word : marks) {
        constexpr const char* kLetters = "abcdefghijklmnopqrstuvwxyz0123456789-:";
        if (!word.empty() && word.find_first_not_of(kLetters) == word.npos) continue;
        return Error{Code::BadInput, "--mark is a word such as training; \"" + word + "\" is none"};
    }
    return marks;
}

Json json_of(const forms::Fault& fault) {
    return {{"path", fault.path.text},
            {"label", fault.label},
            {"message", fault.message},
            {"missing", fault.missing}};
}

}  // namespace

Result<record::RecordId> record_id_from(const std::string& text) {
    return record::RecordId{TRY(uuid_from(text).during("the record's id \"" + text + "\""))};
}

void print_state(Desk& desk, const forms::FormSession& session, const char* key) {
    const record::Record& record = session.record();
    const std::vector<forms::Fault> faults = session.faults();
    if (desk.json) {
        Json answer = {{"id", record.id.text()},
                       {"form", record.form.id},
                       {"scope", record.scope.code},
                       {"stage", record.stage == record::Stage::Draft ? "draft" : "finalised"},
                       {"title", instance_name_of(record)},
                       {"faults", Json::array()}};
        for (const forms::Fault& fault : faults) answer["faults"].push_back(json_of(fault));
        desk.print(answer);
        return;
    }
    desk.print(desk.say(key, {record.id.text(), instance_name_of(record)}));
    if (faults.empty()) return;
    desk.print(desk.say("cli.record.faults", {std::to_string(faults.size())}));
    for (const forms::Fault& fault : faults) {
        desk.print("  " + fault.path.text.substr(1) + "  " + fault.label + ": " + fault.message);
    }
}

namespace {

/// Finalises in the session and stores it; says what stands in the way instead when something does.
Result<Verdict> finalise_open(Desk& desk, work::Workspace& workspace, forms::FormSession& session) {
    if (!session.faults().empty()) {
        print_state(desk, session, "cli.record.not_finalised");
        return Verdict{.refused = true};
    }
    const record::Record before = session.record();
    TRY(work::append(workspace, before, session.finalise(desk.world.now_ms())));
    session.refresh(TRY(work::record_at(workspace, before.id)));
    print_state(desk, session, "cli.record.finalised");
    return Verdict{};
}

Result<Verdict> record_new(Desk& desk, const Arguments& arguments) {
    if (!arguments.has("form")) return Error{Code::BadInput, "say which form: --form ID"};
    const std::vector<work::Typed> answers = TRY(typed_in(arguments.values("set")));
    const std::vector<std::string> marks = TRY(marks_in(arguments));
    const auto workspace = TRY(desk.open());
    const record::ScopeId scope = TRY(workspace->scope_or_only(arguments.value("country")));
    const auto session =
        TRY(work::session_of_new(*workspace, arguments.value("form"), scope, desk.language));
    const auto tables = TRY(workspace->forms().tables(session->definition(), scope));

    std::vector<Operation> operations = session->opening_operations();
    std::ranges::move(TRY(work::answer_typed(*session, tables, answers)),
                      std::back_inserter(operations));
    for (const std::string& word : marks) operations.push_back(record::Mark{word});
    TRY(work::append(*workspace, session->record(), std::move(operations)));
    session->refresh(TRY(work::record_at(*workspace, session->record().id)));
    if (arguments.has("finalise")) return finalise_open(desk, *workspace, *session);
    print_state(desk, *session, "cli.record.begun");
    return Verdict{};
}

Result<Verdict> record_set(Desk& desk, const Arguments& arguments) {
    const record::RecordId id = TRY(record_id_from(arguments.words[0]));
    const std::vector<work::Typed> answers =
        TRY(typed_in({arguments.words.begin() + 1, arguments.words.end()}));
    const auto workspace = TRY(desk.open());
    const auto session = TRY(work::session_of(*workspace, id, desk.language));
    const auto tables =
        TRY(workspace->forms().tables(session->definition(), session->record().scope));
    const record::Record before = session->record();

    std::vector<Operation> operations = TRY(work::answer_typed(*session, tables, answers));
    if (before.stage == record::Stage::Finalised && !operations.empty()) {
        std::ranges::move(work::computed_again(*session, desk.world.now_ms()),
                          std::back_inserter(operations));
    }
    TRY(work::append(*workspace, before, std::move(operations)));
    session->refresh(TRY(work::record_at(*workspace, id)));
    print_state(desk, *session, "cli.record.set");
    return Verdict{};
}

Result<Verdict> record_finalise(Desk& desk, const Arguments& arguments) {
    const record::RecordId id = TRY(record_id_from(arguments.words[0]));
    const auto workspace = TRY(desk.open());
    const auto session = TRY(work::session_of(*workspace, id, desk.language));
    if (session->record().stage == record::Stage::Finalised) {
        print_state(desk, *session, "cli.record.was_finalised");
        return Verdict{};
    }
    return finalise_open(desk, *workspace, *session);
}

/// A person's decision between answers, or another one about answers that were decided before.
Result<Verdict> record_resolve(Desk& desk, const Arguments& arguments) {
    const record::RecordId id = TRY(record_id_from(arguments.words[0]));
    const std::vector<work::Typed> chosen = TRY(typed_in({arguments.words[1]}));
    const auto workspace = TRY(desk.open());
    const auto session = TRY(work::session_of(*workspace, id, desk.language));
    const auto tables =
        TRY(workspace->forms().tables(session->definition(), session->record().scope));
    const record::Record before = session->record();
    const auto decided = TRY(work::decided_in(*workspace, id));

    std::vector<Operation> operations = TRY(work::answer_typed(*session, tables, chosen));
    const auto put = std::ranges::find_if(operations, [](const Operation& operation) {
        return std::holds_alternative<record::Put>(operation);
    });
    if (put == operations.end()) {
        return Error{Code::BadInput, "this answer stands already; adit-field show " + id.text() +
                                         " shows what else was answered"};
    }
    const record::Put choice = std::get<record::Put>(*put);
    const auto answer = before.answers.find(choice.path);
    const bool open = answer != before.answers.end() && answer->second.in_conflict();
    const bool again =
        std::ranges::find(decided, choice.path, &model::Decided::path) != decided.end();
    if (!open && !again) {
        return Error{Code::BadInput, "nobody disagrees about " + chosen[0].path +
                                         ": answer it with adit-field record set"};
    }
    *put = record::Resolve{choice.path, choice.value, answer->second.written_by};
    if (before.stage == record::Stage::Finalised) {
        std::ranges::move(work::computed_again(*session, desk.world.now_ms()),
                          std::back_inserter(operations));
    }
    TRY(work::append(*workspace, before, std::move(operations)));
    session->refresh(TRY(work::record_at(*workspace, id)));
    print_state(desk, *session, "cli.record.resolved");
    return Verdict{};
}

constexpr const char* kPaths =
    " An answer is written question=value: the question by its name, or by more of its path where "
    "the name alone is not enough (visit/country); payment[2]/payee is the second payment, and is "
    "added when there is one so far. Values are written as ODK does: 2025-11-23, \"gold coltan\", "
    "\"-2.5 28.8 0 5\"; choices by their names in the form; a site by its id, its code or its "
    "name. "
    "Nothing behind the = takes the answer away.";

}  // namespace

Command record_new_command() {
    return {.name = "record new",
            .words = "",
            .options = {{"form", "ID", "The form to fill, such as site_visit."},
                        {"country", "CODE", "COD or GHA, when this laptop works in several."},
                        {"set", "question=value", "An answer.", true},
                        {"mark", "WORD", "training or sample: stays on the record for ever.", true},
                        {"finalise", "", "Finalise it at once when nothing is missing."}},
            .about = std::string("Begins a record and prints its id. Says what is still missing.") +
                     kPaths,
            .examples =
                "adit-field record new --form site_visit --set country=GHA "
                "--set visit_date=2025-11-23",
            .run = record_new};
}

Command record_set_command() {
    return {.name = "record set",
            .words = "ID question=value…",
            .words_min = 2,
            .words_max = 1000,
            .options = {},
            .about = std::string("Answers questions of a record that is here, finalised or not. "
                                 "A finalised record stays finalised; when two people do this "
                                 "apart, both answers are kept and shown.") +
                     kPaths,
            .examples = "adit-field record set 0191d6b2-… men=24 women=7",
            .run = record_set};
}

Command record_resolve_command() {
    return {.name = "record resolve",
            .words = "ID question=value",
            .words_min = 2,
            .words_max = 2,
            .options = {},
            .about = std::string("Decides between the answers that two people gave apart: the "
                                 "value named stands, the others stay in the history. Said again "
                                 "with another value, it undoes the decision.") +
                     kPaths,
            .examples = "adit-field record resolve 0191d6b2-… men=24",
            .run = record_resolve};
}

Command record_finalise_command() {
    return {.name = "record finalise",
            .words = "ID",
            .words_min = 1,
            .words_max = 1,
            .options = {},
            .about =
                "Finishes a record so that it counts. When an answer is missing or breaks a "
                "rule of the form it is listed, and the record stays a draft.",
            .examples = "adit-field record finalise 0191d6b2-…",
            .run = record_finalise};
}

}  // namespace adit::cli
