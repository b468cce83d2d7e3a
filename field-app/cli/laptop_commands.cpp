// init, enrol and sync: what concerns the laptop as a whole.
#include "base/places.h"
#include "base/text.h"
#include "cli/command.h"
#include "work/enrolment.h"
#include "work/files.h"
#include "work/listing.h"
#include "work/record_work.h"
#include "work/sync_work.h"

#include <unistd.h>

#include <cstdlib>
#include <ostream>

namespace adit::cli {
namespace {

std::string machine_name() {
    char name[256] = {};
    return gethostname(name, sizeof name - 1) == 0 && name[0] != '\0' ? name : "laptop";
}

std::string login_name() {
    const char* user = std::getenv("USER");
    return user == nullptr || *user == '\0' ? "local" : user;
}

Json json_of(const work::Workspace& workspace) {
    const work::Owner& owner = *workspace.owner();
    Json scopes = Json::array();
    for (const record::ScopeId& scope : owner.scopes) scopes.push_back(scope.code);
    return {{"device", workspace.self().device.text()},
            {"laptop", owner.laptop},
            {"person", owner.person},
            {"person_name", owner.person_name},
            {"role", identity::word_for(owner.role)},
            {"scopes", scopes},
            {"server", owner.server ? owner.server->url : ""}};
}

std::string countries(const work::Owner& owner) {
    std::vector<std::string> codes;
    for (const record::ScopeId& scope : owner.scopes) codes.push_back(scope.code);
    return joined(codes, ", ");
}

Result<Verdict> init(Desk& desk, const Arguments& arguments) {
    work::Owner owner{.laptop = machine_name(),
                      .person = login_name(),
                      .person_name = "",
                      .role = identity::Role::FieldOfficer,
                      .scopes = {},
                      .server = std::nullopt};
    if (arguments.has("person")) owner.person = arguments.value("person");
    if (arguments.has("laptop")) owner.laptop = arguments.value("laptop");
    owner.person_name =
        arguments.has("person-name") ? arguments.value("person-name") : owner.person;
    const std::string wanted =
        arguments.has("countries") ? arguments.value("countries") : "COD,GHA";
    for (const std::string_view code : split(wanted, ',')) {
        owner.scopes.push_back(TRY(record::scope_id_from(trimmed(code))));
    }
    std::string folder = arguments.value("forms");
    if (folder.empty()) folder = (TRY(share_folder()) / "forms").string();

    const auto workspace = TRY(work::Workspace::make(desk.folder, desk.world));
    const auto forms = TRY(work::keep_form_folder(workspace->store(), folder));
    TRY(workspace->set_owner(owner));
    if (desk.json) {
        Json answer = json_of(*workspace);
        answer["forms"] = Json::array();
        for (const record::FormRef& form : forms) {
            answer["forms"].push_back({{"id", form.id}, {"version", form.version}});
        }
        desk.print(answer);
        return Verdict{};
    }
    desk.print(desk.say("cli.init.done", {desk.folder.string(), std::to_string(forms.size()),
                                          owner.person, countries(owner)}));
    return Verdict{};
}

Result<Verdict> enrol(Desk& desk, const Arguments& arguments) {
    if (!arguments.has("ticket")) {
        return Error{Code::BadInput, "say where the ticket is: --ticket FILE"};
    }
    const std::string text = TRY(work::read_file(arguments.value("ticket")));
    const work::Ticket ticket = TRY(work::ticket_from(text));
    const std::string laptop = arguments.has("laptop") ? arguments.value("laptop") : machine_name();
    const auto workspace = work::Workspace::exists(desk.folder)
                               ? TRY(work::Workspace::open(desk.folder, desk.world))
                               : TRY(work::Workspace::make(desk.folder, desk.world));
    TRY(work::enrol(*workspace, ticket, laptop));
    const work::Owner& owner = *workspace->owner();
    if (desk.json) {
        desk.print(json_of(*workspace));
        return Verdict{};
    }
    desk.print(desk.say("cli.enrol.done", {owner.laptop, owner.person_name,
                                           identity::word_for(owner.role), countries(owner)}));
    desk.print(desk.say("cli.enrol.next"));
    return Verdict{};
}

void show_carried(Desk& desk, const work::HandedOver& carried) {
    if (carried.held != 0) {
        desk.print(desk.say("cli.sync.handed_over", {std::to_string(carried.held)}));
    }
    if (carried.kept != 0) {
        desk.print(desk.say("cli.sync.still_carried", {std::to_string(carried.kept)}));
    }
    for (const std::string& words : carried.words) {
        desk.print(desk.say("cli.sync.carried_words", {words}));
    }
}

void show_photos(Desk& desk, const work::SyncOutcome& outcome, const work::PhotosToSend& waiting) {
    const sync::AttachmentReport& photos = outcome.photos;
    if (photos.sent != 0) {
        desk.print(desk.say("cli.sync.photos_sent", {std::to_string(photos.sent)}));
    }
    if (photos.given_up != 0) {
        desk.print(desk.say("cli.sync.photos_damaged", {std::to_string(photos.given_up)}));
    }
    if (waiting.files == 0) return;
    desk.print(desk.say(outcome.photos_waited ? "cli.sync.photos_wait" : "cli.sync.photos_left",
                        {std::to_string(waiting.files), work::size_words(waiting.bytes)}));
}

void show_report(Desk& desk, const work::SyncOutcome& outcome, std::size_t conflicts,
                 const work::PhotosToSend& waiting) {
    const sync::Report& report = outcome.report;
    if (desk.json) {
        Json problems = Json::array();
        for (const sync::Problem& problem : report.problems) {
            problems.push_back({{"rule", problem.rule}, {"what", problem.what}});
        }
        desk.print(Json{{"sent", report.sent},
                        {"received", report.received},
                        {"records_touched", report.touched.size()},
                        {"requests", report.requests},
                        {"bytes_up", report.bytes_up},
                        {"bytes_down", report.bytes_down},
                        {"new_forms", report.new_forms},
                        {"photos_sent", outcome.photos.sent},
                        {"photos_left", waiting.files},
                        {"photos_left_bytes", waiting.bytes},
                        {"photos_given_up", outcome.photos.given_up},
                        {"photos_bytes_up", outcome.photos.bytes_up},
                        {"photos_requests", outcome.photos.requests},
                        {"mended", report.mended},
                        {"conflicts", conflicts},
                        {"bundles_handed_over", outcome.carried.held},
                        {"bundles_still_carried", outcome.carried.kept},
                        {"bundles_words", outcome.carried.words},
                        {"problems", problems}});
        return;
    }
    if (report.mended != 0) {
        desk.print(desk.say("cli.sync.mended", {std::to_string(report.mended)}));
    }
    const bool nothing = report.sent + report.received + outcome.photos.sent + waiting.files == 0;
    if (nothing) desk.print(desk.say("cli.sync.nothing"));
    if (report.sent != 0) desk.print(desk.say("cli.sync.sent", {std::to_string(report.sent)}));
    if (report.received != 0) {
        desk.print(desk.say("cli.sync.received", {std::to_string(report.received),
                                                  std::to_string(report.touched.size())}));
    }
    if (report.new_forms) desk.print(desk.say("cli.sync.forms"));
    if (conflicts != 0) desk.print(desk.say("cli.sync.conflicts", {std::to_string(conflicts)}));
    for (const sync::Problem& problem : report.problems) {
        desk.print(desk.say("cli.sync.problem", {problem.what}));
    }
    show_carried(desk, outcome.carried);
    show_photos(desk, outcome, waiting);
    desk.print(desk.say("cli.sync.bytes",
                        {std::to_string(report.requests + outcome.photos.requests),
                         std::to_string(report.bytes_up + outcome.photos.bytes_up),
                         std::to_string(report.bytes_down + outcome.photos.bytes_down)}));
}

/// What stands although the exchange did not come to its end.
void show_what_stands(Desk& desk, work::Workspace& workspace, const sync::Report& so_far) {
    const auto unsent = work::unsent(workspace);
    if (desk.json || !unsent) return;
    const std::string waiting = std::to_string(unsent->records);
    if (so_far.sent + so_far.received == 0) {
        desk.tell(desk.say("cli.sync.offline", {waiting}));
    } else {
        desk.tell(desk.say("cli.sync.broke", {std::to_string(so_far.sent),
                                              std::to_string(so_far.received), waiting}));
    }
}

/// What photos become of, told on the way.
work::PhotoWish photo_wish(Desk& desk, const Arguments& arguments, bool watched) {
    work::PhotoWish wish{.hold_back = arguments.has("answers-only")};
    if (!watched) return wish;
    wish.progress = [&desk](const sync::AttachmentReport& so_far) {
        desk.err << "\r"
                 << desk.say("cli.sync.photos_progress",
                             {std::to_string(so_far.left), work::size_words(so_far.left_bytes)})
                 << "   " << std::flush;
        return true;
    };
    return wish;
}

Result<Verdict> sync_now(Desk& desk, const Arguments& arguments) {
    const auto workspace = TRY(desk.open());
    const bool watched = !desk.json && isatty(STDERR_FILENO) != 0;
    sync::Report stands;
    const auto progress = [&](const sync::Report& so_far, std::uint64_t to_send) {
        stands = so_far;
        if (watched) {
            desk.err << "\r"
                     << desk.say("cli.sync.progress",
                                 {std::to_string(so_far.sent), std::to_string(to_send),
                                  std::to_string(so_far.received)})
                     << "   " << std::flush;
        }
        return true;
    };
    const auto outcome =
        work::sync_with_server(*workspace, progress, {}, photo_wish(desk, arguments, watched));
    if (watched) desk.err << "\n";
    if (!outcome && outcome.error().code == Code::Unavailable) {
        show_what_stands(desk, *workspace, stands);
    }
    if (!outcome) return outcome.error();
    const model::Counts counts = TRY(work::counts(*workspace));
    show_report(desk, *outcome, counts.conflicts, TRY(work::photos_to_send(*workspace)));
    if (outcome->photos_broke) return *outcome->photos_broke;
    return Verdict{};
}

}  // namespace

Command init_command() {
    return {.name = "init",
            .words = "",
            .options = {{"countries", "CODES",
                         "Countries that this laptop works in, COD,GHA by default."},
                        {"person", "ID", "Who types here, such as k.mensah."},
                        {"person-name", "NAME", "That person's name."},
                        {"laptop", "NAME", "What people call this laptop."},
                        {"forms", "FOLDER", "Workbooks to take instead of those shipped."}},
            .about =
                "Begins work on this laptop without a server. It makes the folder, a key of "
                "its own and takes in the forms that are shipped. Enrol it later with a "
                "ticket: what was recorded until then is sent with the first sync.",
            .examples = "adit-field --workspace ~/training init --countries GHA --person k.mensah",
            .run = init};
}

Command enrol_command() {
    return {
        .name = "enrol",
        .words = "",
        .options = {{"ticket", "FILE", "The ticket from your coordinator."},
                    {"laptop", "NAME", "What people call this laptop; its own name otherwise."}},
        .about =
            "Joins this laptop to a programme with a coordinator's ticket. The laptop "
            "makes its key, shows it to the server once, and receives the forms, the "
            "names and the list of laptops. A ticket works for one laptop.",
        .examples = "adit-field enrol --ticket kofi.ticket --laptop \"Laptop 7\"",
        .run = enrol};
}

Command sync_command() {
    return {.name = "sync",
            .words = "",
            .options = {{"answers-only", "", "Photos wait, this time: for a bad line."}},
            .about =
                "Sends what is new here to the server and receives what others sent; photos follow "
                "when all answers are through, the smallest first. What "
                "the server has confirmed is never sent again; when the line breaks, run it "
                "again and it goes on where it stopped.",
            .examples = "adit-field sync\nadit-field sync --answers-only\nadit-field sync --json",
            .run = sync_now};
}

}  // namespace adit::cli
