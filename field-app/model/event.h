// What happened: work/ and the window loop hand Events to update(), at the top of a frame.
#pragma once

#include "base/result.h"
#include "forms/session.h"
#include "model/bundle_rows.h"
#include "model/rows.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace adit::model::event {

/// The time; the first event of each frame. The model knows no other clock.
struct Tick {
    std::int64_t now_ms = 0;
    std::int16_t offset_min = 0;
};
/// The workspace is open. Without `who` this laptop is not enrolled yet: Welcome.
struct Started {
    std::optional<Who> who;
    std::map<std::string, std::string> settings;  // What KeepSetting kept.
    std::optional<std::int64_t> last_sync_ms;
    /// The record whose half-typed text was found (typing()), newest first: it is opened at once.
    std::optional<record::RecordId> unfinished;
};
/// The workspace cannot be opened or is damaged: the sentence says what to do.
struct StartFailed {
    Error error;
};
struct Enrolled {
    Who who;
};
struct EnrolFailed {
    Error error;
};
struct Saved {
    std::uint64_t ticket = 0;
    std::int64_t wall_ms = 0;
    std::optional<Unsent> unsent{};  // As it is now; none when it could not be counted.
};
/// Nothing of this ticket is stored. The model keeps the operations and offers SaveAgain.
struct SaveFailed {
    std::uint64_t ticket = 0;
    Error error;
};
/// The file lies in the laptop's store: the answer may name it.
struct FileKept {
    record::RecordId record;
    record::NodePath path;
    record::AttachmentRef file;
};
struct FileRefused {
    record::RecordId record;
    record::NodePath path;
    Error error;
};
struct TypingKept {
    record::RecordId record;
    record::NodePath path;
    std::int64_t wall_ms = 0;
};
struct TypingFailed {
    Error error;
};
/// Half-typed text that a crash or a lost battery left behind.
struct Recovered {
    record::NodePath path;
    std::string text;
};
struct RecordOpened {
    /// Whole and ready, in the language asked for. Owns or shares all it needs (its tables too).
    std::unique_ptr<forms::FormSession> session;
    bool is_new = false;
    std::vector<Recovered> recovered;
    std::vector<Decided> decided{};
};
struct OpenFailed {
    Error error;
};
struct RecordRefreshed {
    record::Record record;
    std::vector<Decided> decided{};
};
struct SitesLoaded {
    std::vector<SiteRow> sites;  // In the order of their labels.
};
struct SiteLoaded {
    SitePage page;
};
struct RecordsLoaded {
    RecordList list = RecordList::Drafts;
    std::vector<RecordRow> rows;  // The latest first.
};
struct HomeLoaded {
    Counts counts;
    std::vector<RecordRow> latest;  // At most kLatestMax, the latest change first.
    std::vector<FormRow> forms;
};
/// Something that a list could not be loaded for; the old one stays on screen.
struct LoadFailed {
    Error error;
};
struct SyncProgress {
    std::uint64_t sent = 0;     // Changes acknowledged so far.
    std::uint64_t to_send = 0;  // In all, those included.
    std::uint64_t received = 0;
    /// How long the rest takes if the line stays as quick as it was; nothing before that shows.
    std::optional<std::int64_t> left_ms{};
};
/// The answers are through; photos follow.
struct PhotoProgress {
    std::uint64_t left = 0;  // Photos that the server does not hold.
    std::uint64_t left_bytes = 0;
    std::uint64_t given_bytes = 0;  // That it has by now, in this exchange.
    std::optional<std::int64_t> left_ms{};
};
struct SyncDone {
    std::uint64_t sent = 0;
    std::uint64_t received = 0;
    std::uint64_t photos_sent = 0;
    bool photos_broke = false;  // The line: they go on with the next exchange.
    std::int64_t wall_ms = 0;
    std::vector<Sentence> problems;         // What was not taken and what to do.
    std::vector<record::RecordId> touched;  // By what was received.
    bool new_forms = false;
    std::size_t handed_over = 0;  // Bundles carried for others, now held by the server.
    std::optional<Who> who{};     // When the kit brought a new roster.
};
struct SyncStopped {  // By the person; what was acknowledged stays acknowledged.
    std::uint64_t sent = 0;
};
/// Unavailable: nobody answered, it can be tried again. Others go to the person.
struct SyncFailed {
    Error error;
};
struct BundleWritten {
    model::BundleWritten written;
};
struct BundleLooked {
    BundleView view;
};
struct BundleTaken {
    BundleView view;
    std::vector<record::RecordId> touched;
};
struct BundleCarried {
    std::size_t files = 0;
};
struct BundleFailed {
    Error error;
};
/// Others can connect now, at these addresses.
struct LanWaiting {
    std::vector<std::string> addresses;
};
/// Those of the programme's laptops that wait near here.
struct LanFound {
    std::vector<std::string> addresses;
};
/// Both people compare this code now.
struct LanCode {
    std::string code;   // "482 913"
    std::string other;  // "Laptop 5 (Kofi Mensah)"; "" when it is not known here yet.
};
struct LanAgreed {};
struct LanProgress {
    std::uint64_t handed = 0;  // Changes that the other laptop has stored.
    std::uint64_t to_hand = 0;
    std::uint64_t received = 0;
};
struct LanDone {
    std::string other;
    std::uint64_t handed = 0;
    std::uint64_t received = 0;
    std::vector<Sentence> problems;
    std::vector<record::RecordId> touched;
    bool new_forms = false;
    std::optional<Who> who{};  // When a newer list of laptops came along.
};
/// Also when a person said no or stopped it: the sentence says which.
struct LanFailed {
    Error error;
    bool stopped = false;  // On this laptop.
};
struct SettingFailed {
    Error error;
};
/// A file was dropped on the window.
struct FileDropped {
    std::string path;
};

}  // namespace adit::model::event

namespace adit::model {

constexpr std::size_t kLatestMax = 8;

using Event =
    std::variant<event::Tick, event::Started, event::StartFailed, event::Enrolled,
                 event::EnrolFailed, event::Saved, event::SaveFailed, event::FileKept,
                 event::FileRefused, event::TypingKept, event::TypingFailed, event::RecordOpened,
                 event::OpenFailed, event::RecordRefreshed, event::SitesLoaded, event::SiteLoaded,
                 event::RecordsLoaded, event::HomeLoaded, event::LoadFailed, event::SyncProgress,
                 event::PhotoProgress, event::SyncDone, event::SyncStopped, event::SyncFailed,
                 event::BundleWritten, event::BundleLooked, event::BundleTaken,
                 event::BundleCarried, event::BundleFailed, event::LanWaiting, event::LanFound,
                 event::LanCode, event::LanAgreed, event::LanProgress, event::LanDone,
                 event::LanFailed, event::SettingFailed, event::FileDropped>;
using Events = std::vector<Event>;

}  // namespace adit::model
