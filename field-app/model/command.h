// What a person asks for: views write Commands, update() reads them. No other way leads from the
// screen into the model.
#pragma once

#include "model/rows.h"
#include "record/node_path.h"
#include "record/value.h"

#include <string>
#include <variant>
#include <vector>

namespace adit::model {

enum class Screen { Starting, Welcome, Home, Sites, Site, Records, Form, Finalise, Review, Sync };
enum class Theme { Paper, Night, Sun };

// --- going about -------------------------------------------------------------------------------
struct Show {
    Screen screen = Screen::Home;
};
struct ShowRecords {
    RecordList list = RecordList::Drafts;
};
struct ShowSite {
    std::string id;
};
struct FilterSites {
    std::string text;
};
struct Back {};  // To where this screen was opened from.

// --- records -----------------------------------------------------------------------------------
/// Starts a record of this form, about `site` when there is one.
struct StartRecord {
    std::string form;
    std::string site;       // Entity id, or "".
    record::ScopeId scope;  // Empty: the only one, or the site's.
    bool training = false;
};
struct OpenRecord {
    record::RecordId id;
};
struct SetTraining {  // For the records started from now on.
    bool on = false;
};

// --- the open form -----------------------------------------------------------------------------
/// The keys have typed this; the field is not left yet.
struct Type {
    record::NodePath path;
    std::string text;
};
/// The field is left with this text in it.
struct GiveTyped {
    record::NodePath path;
    std::string text;
};
/// A choice, a tick, a position: an answer that is whole at once.
struct GiveAnswer {
    record::NodePath path;
    record::Value value;
};
/// A photo or file of this machine becomes the answer, once it is copied into the laptop's store.
struct AddFile {
    record::NodePath path;
    std::string file;
};
struct AddInstance {
    record::NodePath repeat;
};
struct RemoveInstance {
    record::NodePath instance;
};
/// Opens the page that holds this node and puts the cursor there.
struct GoTo {
    record::NodePath path;
};
struct NextPage {};
struct PreviousPage {};
struct NextUnanswered {  // F10
    record::NodePath from;
};
/// Asks what stands in the way of finalising.
struct Check {};
struct Finalise {};
/// A person's decision between siblings.
struct Decide {
    record::NodePath path;
    record::Value value;
};
struct Reopen {
    std::string reason;
};
struct SaveAgain {};  // After a failure: everything that is not stored yet.
struct CloseForm {};

// --- the laptop --------------------------------------------------------------------------------
struct SetLanguage {
    std::string code;  // "en", "fr"
};
struct SetTheme {
    Theme theme = Theme::Paper;
};
struct SetTextSize {
    int percent = 100;  // 100 to 200.
};
struct SyncNow {};
struct StopSync {};
/// On a bad line: a sync sends answers only.
struct PhotosWait {
    bool on = false;
};
/// To a stick or for an e-mail: a bundle for each country of this laptop.
struct WriteBundle {
    std::string path;
};
struct BundleEverything {  // Else what the server lacks.
    bool on = false;
};
/// What taking the bundles there would bring; then TakeBundle, CarryBundle or LeaveBundle.
struct LookAtBundle {
    std::string path;
};
struct TakeBundle {};
struct CarryBundle {};
struct LeaveBundle {};
struct Enrol {
    std::string ticket_path;
    std::string laptop;
};

// --- a laptop near here, without a server ------------------------------------------------------
struct LanWait {};  // Let another laptop connect.
struct LanLook {};  // Look for laptops that wait.
struct LanJoin {
    std::string address;
};
/// Both screens show the same code, or not.
struct LanAnswer {
    bool yes = false;
};
struct LanStop {};
struct LanClose {};  // The result is read: back to the beginning.

struct DismissToast {
    std::uint64_t id = 0;
};
struct FlashSaved {};  // Ctrl+S: all is saved already; says so.
struct Quit {};

using Command =
    std::variant<Show, ShowRecords, ShowSite, FilterSites, Back, StartRecord, OpenRecord,
                 SetTraining, Type, GiveTyped, GiveAnswer, AddFile, AddInstance, RemoveInstance,
                 GoTo, NextPage, PreviousPage, NextUnanswered, Check, Finalise, Decide, Reopen,
                 SaveAgain, CloseForm, SetLanguage, SetTheme, SetTextSize, SyncNow, StopSync,
                 PhotosWait, WriteBundle, BundleEverything, LookAtBundle, TakeBundle, CarryBundle,
                 LeaveBundle, Enrol, LanWait, LanLook, LanJoin, LanAnswer, LanStop, LanClose,
                 DismissToast, FlashSaved, Quit>;
using Commands = std::vector<Command>;

}  // namespace adit::model
