// bundle make, show, take, carry: records by stick or e-mail, where there is no line.
#include "base/text.h"
#include "cli/command.h"
#include "model/shown.h"
#include "work/bundle_work.h"

#include <ostream>

namespace adit::cli {
namespace {

using work::BundleFile;
using work::BundleLook;

Json json_of(const BundleFile& one) {
    const sync::VolumeHeader& header = one.seen.header;
    return {{"file", one.file.string()}, {"country", header.scope.code},
            {"made_by", one.sender},     {"made", iso_time(header.made_ms)},
            {"part", header.part},       {"parts", header.parts},
            {"bytes", one.seen.bytes},   {"whole", one.seen.whole},
            {"readable", one.readable},  {"set", hex(header.set)}};
}

Json json_of(const std::vector<BundleFile>& files) {
    Json out = Json::array();
    for (const BundleFile& one : files) out.push_back(json_of(one));
    return out;
}

std::string sentence_of(const Desk& desk, const work::BundleNote& note) {
    std::string text = desk.words.say(desk.language, "cli." + note.key);
    for (std::size_t i = 0; i < note.parts.size(); ++i) {
        const std::string place = "{" + std::to_string(i) + "}";
        for (std::size_t at = text.find(place); at != text.npos;
             at = text.find(place, at + note.parts[i].size())) {
            text.replace(at, place.size(), note.parts[i]);
        }
    }
    return text;
}

Json json_of(const Desk& desk, const BundleLook& look, bool taken) {
    Json notes = Json::array();
    for (const auto& note : look.notes) {
        notes.push_back(
            {{"kind", note.key.substr(note.key.find('.') + 1)}, {"what", sentence_of(desk, note)}});
    }
    Json out = {{"files", json_of(look.files)},
                {"changes", look.changes},
                {"records_touched", look.touched.size()},
                {"notes", notes}};
    if (taken) {
        out["waiting"] = look.waiting;
        return out;
    }
    out["records_new"] = look.records_new;
    out["records_changed"] = look.records_changed;
    out["conflicts"] = look.conflicts;
    out["from"] = Json::array();
    for (const auto& from : look.from) {
        out["from"].push_back({{"laptop", from.name},
                               {"changes", from.changes},
                               {"latest", iso_time(from.latest_ms)}});
    }
    return out;
}

void print_files(const Desk& desk, const std::vector<BundleFile>& files) {
    for (const BundleFile& one : files) {
        const sync::VolumeHeader& header = one.seen.header;
        desk.print(desk.say(
            "cli.bundle.file",
            {one.file.filename().string(), header.scope.code, one.sender, iso_time(header.made_ms),
             std::to_string(header.part), std::to_string(header.parts),
             model::shown_bytes(one.seen.bytes, desk.language)}));
        if (!one.seen.whole) desk.print("  " + desk.say("cli.bundle.not_whole"));
    }
}

void print_notes(const Desk& desk, const BundleLook& look) {
    for (const auto& note : look.notes) desk.print("! " + sentence_of(desk, note));
}

Result<Verdict> make(Desk& desk, const Arguments& arguments) {
    if (!arguments.has("out")) {
        return Error{Code::BadInput, "say where to: --out FOLDER or --out FILE"};
    }
    if (arguments.has("everything") && arguments.has("for")) {
        return Error{Code::BadInput, "choose one: --everything or --for LAPTOP"};
    }
    const auto workspace = TRY(desk.open());
    work::BundleWish wish{.scope = TRY(workspace->scope_or_only(arguments.value("country"))),
                          .what = work::BundleOf::NotOnServer,
                          .laptop = arguments.value("for"),
                          .part_bytes_max = 0,
                          .out = arguments.value("out")};
    if (arguments.has("everything")) wish.what = work::BundleOf::Everything;
    if (arguments.has("for")) wish.what = work::BundleOf::LackedByLaptop;
    if (arguments.has("split")) {
        const std::string size = arguments.value("split");
        wish.part_bytes_max = TRY(sync::bytes_from(size));
    }
    const work::BundleMade made = TRY(work::make_bundle(*workspace, wish));
    if (desk.json) {
        Json files = Json::array();
        for (const auto& file : made.files) files.push_back(file.string());
        desk.print(Json{{"files", files}, {"changes", made.changes}, {"bytes", made.bytes}});
        return Verdict{};
    }
    for (const auto& file : made.files) desk.print(file.string());
    desk.print(desk.say("cli.bundle.made", {std::to_string(made.changes), wish.scope.code,
                                            model::shown_bytes(made.bytes, desk.language)}));
    desk.print(desk.say(made.changes == 0 ? "cli.bundle.made_nothing" : "cli.bundle.not_sent"));
    return Verdict{};
}

bool any_readable(const std::vector<BundleFile>& files) {
    for (const BundleFile& one : files) {
        if (one.readable) return true;
    }
    return false;
}

Result<Verdict> show(Desk& desk, const Arguments& arguments) {
    const auto workspace = TRY(desk.open());
    const std::string& at = arguments.words.front();
    const auto files = TRY(work::see_bundles(*workspace, at));
    if (!any_readable(files)) {
        if (desk.json) {
            desk.print(Json{{"files", json_of(files)}});
        } else {
            print_files(desk, files);
            desk.print(desk.say("cli.bundle.carry_it"));
        }
        return Verdict{};
    }
    const BundleLook look = TRY(work::look_at_bundles(*workspace, at));
    if (desk.json) {
        desk.print(json_of(desk, look, false));
        return Verdict{.refused = !look.can_take};
    }
    print_files(desk, look.files);
    desk.print(desk.say("cli.bundle.would",
                        {std::to_string(look.records_new), std::to_string(look.records_changed),
                         std::to_string(look.conflicts)}));
    for (const auto& from : look.from) {
        desk.print(desk.say("cli.bundle.from",
                            {from.name, std::to_string(from.changes), iso_time(from.latest_ms)}));
    }
    print_notes(desk, look);
    return Verdict{.refused = !look.can_take};
}

Result<Verdict> take(Desk& desk, const Arguments& arguments) {
    const auto workspace = TRY(desk.open());
    const BundleLook look = TRY(work::take_bundles(*workspace, arguments.words.front()));
    if (desk.json) {
        desk.print(json_of(desk, look, true));
        return Verdict{.refused = !look.can_take};
    }
    if (look.can_take) {
        desk.print(desk.say("cli.bundle.taken",
                            {std::to_string(look.changes), std::to_string(look.touched.size())}));
    }
    if (look.waiting > 0) {
        desk.print(desk.say("cli.bundle.waiting", {std::to_string(look.waiting)}));
    }
    print_notes(desk, look);
    return Verdict{.refused = !look.can_take};
}

Result<Verdict> carry(Desk& desk, const Arguments& arguments) {
    const auto workspace = TRY(desk.open());
    if (!arguments.words.empty()) {
        TRY(work::carry_bundles(*workspace, arguments.words.front()));
    }
    const auto carried = TRY(work::carried_bundles(*workspace));
    if (desk.json) {
        desk.print(Json{{"carried", json_of(carried)}});
        return Verdict{};
    }
    print_files(desk, carried);
    desk.print(desk.say(carried.empty() ? "cli.bundle.carries_none" : "cli.bundle.carries",
                        {std::to_string(carried.size())}));
    return Verdict{};
}

}  // namespace

Command bundle_make_command() {
    return {
        .name = "bundle make",
        .words = "",
        .options = {{"out", "PATH", "The stick's folder, or the name of the file."},
                    {"country", "CODE", "Which country, when this laptop works in several."},
                    {"everything", "", "All of the country, for a laptop that has nothing."},
                    {"for", "LAPTOP", "What that laptop lacks, as far as its last bundle said."},
                    {"split", "SIZE", "In parts of at most this size, such as 5MB for e-mail."}},
        .about =
            "Writes records to a stick or for an e-mail, where there is no line. Without more "
            "options: what the server does not have yet. Only laptops of the country and the "
            "server can read it; whoever carries it sees whom it is for and when it was made. "
            "What is written so counts as sent only when the server has said so in a sync.",
        .examples =
            "adit-field bundle make --out /media/stick\n"
            "adit-field bundle make --out kivu.adit-bundle --everything --split 5MB\n"
            "adit-field bundle make --out /media/stick --for \"Laptop 3\"",
        .run = make};
}

Command bundle_show_command() {
    return {.name = "bundle show",
            .words = "FILE|FOLDER",
            .words_min = 1,
            .words_max = 1,
            .options = {},
            .about =
                "Says whose a bundle is and what taking it in would bring: new and changed "
                "records, conflicts, from which laptops, what is missing. Changes nothing.",
            .examples = "adit-field bundle show /media/stick",
            .run = show};
}

Command bundle_take_command() {
    return {.name = "bundle take",
            .words = "FILE|FOLDER",
            .words_min = 1,
            .words_max = 1,
            .options = {},
            .about =
                "Takes a bundle in, or all that lie in a folder. Parts may come in any order: one "
                "that waits for another is kept until that has come. Taking the same twice does "
                "no harm; of a file that is cut off the good part is taken.",
            .examples = "adit-field bundle take /media/stick",
            .run = take};
}

Command bundle_carry_command() {
    return {.name = "bundle carry",
            .words = "FILE|FOLDER",
            .words_min = 0,
            .words_max = 1,
            .options = {},
            .about =
                "Keeps a bundle that this laptop need not be able to read, and hands it to the "
                "server at the next sync. It stays here until the server has confirmed it. "
                "Without a file: lists what is carried.",
            .examples = "adit-field bundle carry /media/stick\nadit-field bundle carry",
            .run = carry};
}

}  // namespace adit::cli
