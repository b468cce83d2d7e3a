// verify: is all that this laptop keeps still what was written, and by whom it says?
#include "cli/command.h"
#include "work/verifying.h"

#include <string>

namespace adit::cli {
namespace {

std::string key_of(sync::Flaw flaw) {
    std::string key = "cli.verify.";
    for (const char letter : std::string_view(sync::word_for(flaw))) {
        key += letter == ' ' ? '_' : letter;
    }
    return key;
}

void show(Desk& desk, const sync::Proof& proof) {
    if (desk.json) {
        Json answer = {{"good", !proof.fault},
                       {"feeds", proof.feeds},
                       {"changes", proof.changes},
                       {"records", proof.records},
                       {"signatures", proof.signatures},
                       {"receipts", proof.receipts},
                       {"unproved", proof.unproved},
                       {"quarantined", proof.quarantined},
                       {"past_revocation", proof.past_revocation}};
        if (proof.fault) {
            answer["fault"] = {{"flaw", sync::word_for(proof.fault->flaw)},
                               {"laptop", proof.fault->feed.device.text()},
                               {"country", proof.fault->feed.scope.code},
                               {"change", proof.fault->number},
                               {"what", proof.fault->what}};
        }
        desk.print(answer);
        return;
    }
    if (proof.fault) return;
    desk.print(desk.say("cli.verify.good",
                        {std::to_string(proof.changes), std::to_string(proof.feeds),
                         std::to_string(proof.records), std::to_string(proof.signatures)}));
    if (proof.receipts != 0 || proof.unproved != 0) {
        desk.print(desk.say("cli.verify.receipts",
                            {std::to_string(proof.receipts), std::to_string(proof.unproved)}));
    }
    if (proof.quarantined != 0) {
        desk.print(desk.say("cli.verify.aside", {std::to_string(proof.quarantined)}));
    }
    if (proof.past_revocation != 0) {
        desk.print(desk.say("cli.verify.past", {std::to_string(proof.past_revocation)}));
    }
}

Result<Verdict> verify(Desk& desk, const Arguments&) {
    const sync::Proof proof = TRY(work::verify_workspace(desk.folder, desk.world));
    show(desk, proof);
    if (!proof.fault) {
        const auto photos = TRY(work::verify_photos(desk.folder));
        if (!desk.json && photos.files != 0) {
            desk.print(desk.say("cli.verify.photos", {std::to_string(photos.files)}));
        }
        return Verdict{};
    }
    const sync::Fault& fault = *proof.fault;
    std::string sentence =
        desk.say(key_of(fault.flaw),
                 {fault.feed.device.text(), fault.feed.scope.code, std::to_string(fault.number)});
    // In its exact words too: whoever mends it needs them.
    return Error{Code::Corrupt, sentence + "\n  " + fault.what};
}

}  // namespace

Command verify_command() {
    return {.name = "verify",
            .words = "",
            .options = {},
            .about =
                "Looks whether all that this laptop keeps is what was written, and names the "
                "first thing that is not. It reads every change and its place in the chain, every "
                "signature, the list of laptops and what the records say of sites; it changes "
                "nothing, and the window may be open.",
            .examples = "adit-field verify\nadit-field verify --json",
            .run = verify};
}

}  // namespace adit::cli
