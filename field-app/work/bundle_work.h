// Bundles on a laptop: written to a stick, looked at, taken in, and carried for others.
//
// A part that comes before the one in front of it is kept in the workspace (bundles/waiting) and
// taken as soon as that one has come. What is carried (bundles/carried) stays until the server has
// said, signed, that it holds it. Refused before enrolment: without a roster there is nobody to
// seal to. Nothing here makes a change count as sent.
#pragma once

#include "sync/bundle_courier.h"
#include "sync/bundle_files.h"
#include "work/workspace.h"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace adit::work {

enum class BundleOf { NotOnServer, Everything, LackedByLaptop };
struct BundleWish {
    record::ScopeId scope;
    BundleOf what = BundleOf::NotOnServer;
    std::string laptop{};            // LackedByLaptop: its name or its id.
    std::size_t part_bytes_max = 0;  // 0: one file.
    std::filesystem::path out;       // A folder or a file's name.
};
struct BundleMade {
    std::vector<std::filesystem::path> files;
    std::uint64_t changes = 0;
    std::uint64_t bytes = 0;
};
Result<BundleMade> make_bundle(Workspace& workspace, const BundleWish& wish);

/// One thing that a person should know of a bundle; `key` of the wordbook, with its parts.
struct BundleNote {
    std::string key;  // "bundle.missing_before" …
    std::vector<std::string> parts;
    std::string rule{};  // Of a problem with what a pack says (sync::Problem); or "".
};

/// A file as anybody sees it.
struct BundleFile {
    std::filesystem::path file;
    sync::VolumeSeen seen;
    std::string sender;     // The laptop's name, or its id when the roster has it not.
    bool readable = false;  // Of a country that this laptop works in.
};
Result<std::vector<BundleFile>> see_bundles(Workspace& workspace, const std::filesystem::path& at);

/// What taking would do, or has done.
struct BundleLook {
    std::vector<BundleFile> files;
    std::uint64_t changes = 0;
    std::size_t records_new = 0, records_changed = 0, conflicts = 0;  // Of a look only.
    struct Laptop {
        std::string name;
        std::uint64_t changes = 0;
        std::int64_t latest_ms = 0;
    };
    std::vector<Laptop> from;  // Of a look only.
    std::vector<BundleNote> notes;
    std::size_t waiting = 0;  // Parts kept until others come.
    bool can_take = false;    // At least one file could be read.
    std::vector<record::RecordId> touched;
};
/// Writes nothing, nowhere.
Result<BundleLook> look_at_bundles(Workspace& workspace, const std::filesystem::path& at);
Result<BundleLook> take_bundles(Workspace& workspace, const std::filesystem::path& at);

/// Keeps copies of these files to hand to the server. Refused for files of another programme;
/// BadInput for copies that are not whole.
Result<std::vector<BundleFile>> carry_bundles(Workspace& workspace,
                                              const std::filesystem::path& at);
Result<std::vector<BundleFile>> carried_bundles(Workspace& workspace);
std::size_t carried_count(const Workspace& workspace);

struct HandedOver {
    std::size_t held = 0;            // By the server, signed: let go here.
    std::size_t kept = 0;            // The server wants an earlier part first, or refused it.
    std::vector<std::string> words;  // What the server said of them.
};
/// Hands over what is carried. Unavailable when the line broke; what the server has stays there.
Result<HandedOver> hand_over_carried(Workspace& workspace, sync::Transport& line);

/// After a whole exchange: the server holds what this laptop holds, so that no bundle for it says
/// that again. Feeds that broke a rule are left out.
Status note_server_holds(Workspace& workspace, const std::vector<sync::Problem>& problems);

}  // namespace adit::work
