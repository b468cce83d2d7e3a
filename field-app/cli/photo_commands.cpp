// record attach, record file, photos: photos and other files of a record, and what waits to be
// sent.
#include "cli/command.h"
#include "work/files.h"
#include "work/photo_work.h"
#include "work/record_work.h"

#include <unistd.h>

#include <algorithm>
#include <ostream>

namespace adit::cli {
namespace {

Result<Verdict> record_attach(Desk& desk, const Arguments& arguments) {
    const record::RecordId id = TRY(record_id_from(arguments.words[0]));
    auto [question, file] = TRY(pair_from(arguments.words[1]));
    const auto workspace = TRY(desk.open());
    const auto session = TRY(work::session_of(*workspace, id, desk.language));
    const auto tables =
        TRY(workspace->forms().tables(session->definition(), session->record().scope));
    const record::Record before = session->record();
    const record::AttachmentRef kept = TRY(work::keep_file(*workspace, file));
    auto operations =
        TRY(work::answer_typed(*session, tables, {{.path = question, .text = "", .file = kept}}));
    TRY(work::append(*workspace, before, std::move(operations)));
    session->refresh(TRY(work::record_at(*workspace, id)));
    print_state(desk, *session, "cli.record.attached");
    return Verdict{};
}

Result<Verdict> record_file(Desk& desk, const Arguments& arguments) {
    if (!arguments.has("out")) {
        return Error{Code::BadInput, "say where the file is to be written: --out FILE"};
    }
    const record::RecordId id = TRY(record_id_from(arguments.words[0]));
    const auto workspace = TRY(desk.open());
    const auto session = TRY(work::session_of(*workspace, id, desk.language));
    const record::AttachmentRef file = TRY(work::file_at(*session, arguments.words[1]));
    const bool watched = !desk.json && isatty(STDERR_FILENO) != 0;
    const auto progress = [&](const sync::AttachmentReport& so_far) {
        if (watched) {
            desk.err << "\r"
                     << desk.say("cli.photos.fetching", {work::size_words(so_far.left_bytes)})
                     << "   " << std::flush;
        }
        return true;
    };
    const Bytes bytes = TRY(work::photo_bytes(*workspace, file, progress));
    if (watched) desk.err << "\n";
    const std::string out = arguments.value("out");
    TRY(work::write_file(out, text_of(ByteView(bytes))));
    if (desk.json) {
        desk.print(Json{{"file", out}, {"name", file.name}, {"bytes", bytes.size()}});
    } else {
        desk.print(desk.say("cli.record.file", {out, work::size_words(bytes.size())}));
    }
    return Verdict{};
}

Result<Verdict> photos(Desk& desk, const Arguments& arguments) {
    const std::string wish = arguments.words.empty() ? "" : arguments.words[0];
    if (!wish.empty() && wish != "wait" && wish != "send") {
        return Error{Code::BadInput, "photos wait or photos send; without a word: what waits"};
    }
    const auto workspace = TRY(desk.open());
    if (!wish.empty()) TRY(work::set_photos_wait(*workspace, wish == "wait"));
    const auto waiting = TRY(work::photos_to_send(*workspace));
    const bool held = TRY(work::photos_wait(*workspace));
    if (desk.json) {
        desk.print(
            Json{{"to_send", waiting.files}, {"to_send_bytes", waiting.bytes}, {"wait", held}});
        return Verdict{};
    }
    desk.print(waiting.files == 0
                   ? desk.say("cli.photos.none")
                   : desk.say("cli.photos.waiting",
                              {std::to_string(waiting.files), work::size_words(waiting.bytes)}));
    desk.print(desk.say(held ? "cli.photos.held" : "cli.photos.going"));
    return Verdict{};
}

}  // namespace

Command record_attach_command() {
    return {.name = "record attach",
            .words = "ID question=FILE",
            .words_min = 2,
            .words_max = 2,
            .options = {},
            .about =
                "Adds a photo or another file to a question of a record that asks for one. The "
                "file is copied into this laptop's folder, beside the answers and kept as they "
                "are, and "
                "travels after them with the next sync. At most 32 MB.",
            .examples = "adit-field record attach 0191d6b2-… site_photo=pit.jpg",
            .run = record_attach};
}

Command record_file_command() {
    return {.name = "record file",
            .words = "ID question",
            .words_min = 2,
            .words_max = 2,
            .options = {{"out", "FILE", "Where to write it."}},
            .about =
                "Writes the photo or file that answers a question to a file of its own. When it "
                "was added on another laptop it is fetched from the server first; a line that "
                "breaks costs nothing, ask again.",
            .examples = "adit-field record file 0191d6b2-… site_photo --out pit.jpg",
            .run = record_file};
}

Command photos_command() {
    return {.name = "photos",
            .words = "[wait|send]",
            .words_max = 1,
            .options = {},
            .about =
                "Says how many photos the server does not hold yet. With wait, a sync sends "
                "answers only, for weeks of a bad line; with send, photos follow the answers "
                "again.",
            .examples = "adit-field photos\nadit-field photos wait",
            .run = photos};
}

}  // namespace adit::cli
