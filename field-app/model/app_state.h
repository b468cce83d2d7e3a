// AppState: everything the screen is made of. Views look at it; only update() changes it.
//
// It owns the open record's FormSession. Words are not kept here: what is on screen is said by
// key (model/wordbook.h) or by the form, in the chosen language, when it is drawn.
#pragma once

#include "base/result.h"
#include "forms/session.h"
#include "model/bundle_rows.h"
#include "model/command.h"
#include "model/effect.h"
#include "model/rows.h"
#include "model/wordbook.h"

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace adit::model {

/// Photos on their way, once the answers are through.
struct PhotosLeft {
    std::uint64_t files = 0;
    std::uint64_t bytes = 0;
    std::uint64_t given_bytes = 0;  // In this exchange.
};

/// How the exchange stands, for the chip in the corner and for the Sync screen.
struct SyncState {
    enum class Phase { Idle, Running, NoConnection, Failed } phase = Phase::Idle;
    std::uint64_t sent = 0;     // Of the running or the last exchange.
    std::uint64_t to_send = 0;  // In all.
    std::uint64_t received = 0;
    std::optional<std::int64_t> left_ms;  // At this speed; nothing before that shows.
    /// Set when the answers are through and photos follow.
    std::optional<PhotosLeft> photos;
    bool stopping = false;
    std::optional<std::int64_t> last_done_ms;
    std::optional<Error> error;      // Of NoConnection and Failed.
    std::vector<Sentence> problems;  // Of the last exchange that was done.
    bool has_result = false;         // An exchange was done since the start.
};

/// How the exchange with a laptop near here stands.
struct LanState {
    enum class Phase {
        Idle,
        Looking,
        Waiting,
        Joining,
        Comparing,  // Both people look at the code.
        Answered,   // This one has said yes; the other not yet.
        Exchanging,
        Done,
        Failed
    } phase = Phase::Idle;
    std::vector<std::string> addresses;  // Waiting: what to type on the other laptop.
    std::vector<std::string> found;      // Looking: the addresses of those that wait.
    std::string code;
    std::string other;  // "" : not known here yet.
    std::uint64_t handed = 0;
    std::uint64_t to_hand = 0;
    std::uint64_t received = 0;
    bool stopping = false;
    std::vector<Sentence> problems;
    std::optional<Error> error;  // Of Failed.

    /// The executor is at it: no exchange with the server meanwhile.
    bool is_busy() const {
        return phase != Phase::Idle && phase != Phase::Done && phase != Phase::Failed;
    }
};

/// Text in a field that has not become an answer.
struct Draft {
    std::string text;
    std::int64_t typed_ms = 0;
    bool asked = false;      // KeepTyping of this very text was given out,
    bool kept = false;       // and is done.
    bool on_disk = false;    // Some text of this field may lie there: forgotten with the draft.
    std::string unreadable;  // Key of the sentence when it was left and is no such value; or "".
};

/// The record that is open in Form, Finalise or Review.
struct OpenForm {
    std::unique_ptr<forms::FormSession> session;
    bool is_new = false;
    bool training = false;  // For ever: said on screen as long as the record is open.
    /// What the record has to begin with; goes out with the first writing, so that a form opened
    /// by mistake leaves nothing behind.
    std::vector<record::Operation> opening;
    std::map<record::NodePath, Draft> drafts;
    std::vector<record::NodePath> pages;  // Relevant top-level groups and questions of the form.
    record::NodePath page;                // One of pages.
    std::vector<record::NodePath> questions;  // Relevant ones that are asked, in order.
    std::vector<forms::OutlineItem> outline;
    record::NodePath focus;  // The field the cursor goes to; views compare focus_turn.
    std::uint64_t focus_turn = 0;
    std::vector<forms::Fault> faults;  // As of the last Check.
    bool checked = false;
    std::vector<Decided> decided;               // As the store has them.
    std::vector<forms::Fault> broken_by_merge;  // Of a finalised record that was edited apart.
    std::vector<record::NodePath> retired;      // Answers that this version does not ask.
    std::set<record::NodePath> adding;          // Files that are being copied for these.
    std::map<record::NodePath, Error> refused_files;
    bool recovered = false;  // Says so until it is dismissed by leaving.
    /// Counts up with every change of the session: what views computed from it is stale.
    std::uint64_t turn = 0;

    // How safe it is.
    std::map<std::uint64_t, effect::Append> unsaved;  // By ticket: given out or failed.
    std::set<std::uint64_t> failed;                   // Of those, which have to be given out again.
    std::optional<std::int64_t> saved_ms;
    std::optional<Error> save_error;
    std::int64_t retry_ms = 0;  // When the failed ones are given out again by themselves.
    std::int64_t flash_until_ms = 0;
    std::optional<std::uint64_t> finalise_ticket;
    bool refresh_wanted = false;
};

struct SitesState {
    std::vector<SiteRow> rows;
    std::vector<std::string> keys;  // Folded words of each row, to find it by.
    std::string filter;
    std::vector<std::uint32_t> visible;  // Indexes into rows.
    bool loaded = false;
};

struct Toast {
    std::uint64_t id = 0;
    std::string key;                 // Of the wordbook.
    std::vector<std::string> parts;  // For its {0}, {1} …
    std::string detail;              // A sentence of its own, or "".
    bool trouble = false;            // Stays until dismissed.
    std::int64_t until_ms = 0;
};

struct AppState {
    std::shared_ptr<const Wordbook> words;  // Shared with the start-up that read it.
    std::int64_t now_ms = 0;
    std::int16_t offset_min = 0;

    std::optional<Who> who;
    std::string language = "en";
    Theme theme = Theme::Paper;
    int text_size = 100;  // Percent.
    bool training = false;
    bool photos_wait = false;  // A sync sends answers only.

    Screen screen = Screen::Starting;
    std::vector<Screen> behind;  // Where Back goes; at most kBehindMax.
    std::optional<Error> start_error;

    Counts counts;
    std::vector<RecordRow> latest;
    std::vector<FormRow> forms;
    bool home_loaded = false;
    SitesState sites;
    std::optional<SitePage> site;
    RecordList list = RecordList::Drafts;
    std::vector<RecordRow> records;
    bool records_loaded = false;

    std::optional<OpenForm> open;
    std::optional<StartRecord> starting;  // Asked of work/, not opened yet.
    bool opening = false;
    bool quitting = false;  // As soon as all is saved.
    SyncState sync;
    BundleState bundle;
    LanState lan;

    std::string ticket_path;
    bool enrolling = false;
    std::optional<Error> enrol_error;

    std::deque<Toast> toasts;
    std::uint64_t next_id = 1;  // Of tickets and toasts.

    /// The app's word for this key, in the language chosen.
    const std::string& say(std::string_view key) const;
};

constexpr std::size_t kBehindMax = 16;
constexpr std::size_t kToastsMax = 4;

}  // namespace adit::model
