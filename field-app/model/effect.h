// What update() wants done: work/ runs Effects one after another on its one thread and answers with
// Events. Nothing here does anything by itself.
#pragma once

#include "model/command.h"
#include "record/change.h"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

namespace adit::model::effect {

/// Stores these operations as one change, durably. Answered by Saved or SaveFailed of the same
/// ticket. When they finalise the record, its entities are renewed with it.
struct Append {
    std::uint64_t ticket = 0;
    record::ScopeId scope;
    record::RecordId record;
    record::FormRef form;
    std::vector<record::Operation> operations;
    bool operator==(const Append&) const = default;
};
/// Half-typed text, kept durably until ForgetTyping. Answered by TypingKept or TypingFailed.
struct KeepTyping {
    record::RecordId record;
    record::NodePath path;
    std::string text;
    bool operator==(const KeepTyping&) const = default;
};
/// Copies a file into the store of photos. Answered by FileKept or FileRefused.
struct KeepFile {
    record::RecordId record;
    record::NodePath path;
    std::string file;
    bool operator==(const KeepFile&) const = default;
};
struct ForgetTyping {
    record::RecordId record;
    record::NodePath path;
    bool operator==(const ForgetTyping&) const = default;
};
/// A new record id and a session of the newest version of this form. Answered by RecordOpened
/// (is_new) or OpenFailed. Stores nothing.
struct NewRecord {
    std::string form;
    record::ScopeId scope;
    std::string language;
    bool operator==(const NewRecord&) const = default;
};
/// Answered by RecordOpened or OpenFailed.
struct OpenRecord {
    record::RecordId record;
    std::string language;
    bool operator==(const OpenRecord&) const = default;
};
/// The record as the store has it now. Answered by RecordRefreshed.
struct RefreshRecord {
    record::RecordId record;
    bool operator==(const RefreshRecord&) const = default;
};
struct LoadSites {  // SitesLoaded
    bool operator==(const LoadSites&) const = default;
};
struct LoadSite {  // SiteLoaded
    std::string id;
    bool operator==(const LoadSite&) const = default;
};
struct LoadRecords {  // RecordsLoaded
    RecordList list = RecordList::Drafts;
    bool operator==(const LoadRecords&) const = default;
};
struct LoadHome {  // HomeLoaded: counts, the latest records, the forms.
    bool operator==(const LoadHome&) const = default;
};
struct SyncNow {  // SyncProgress…, then SyncDone, SyncStopped or SyncFailed.
    bool operator==(const SyncNow&) const = default;
};
/// Not queued behind the running exchange: work/ raises a flag that it asks between packs.
struct StopSync {
    bool operator==(const StopSync&) const = default;
};
struct WriteBundle {  // BundleWritten or BundleFailed; so the three below.
    std::string path;
    bool everything = false;
    bool operator==(const WriteBundle&) const = default;
};
struct LookAtBundle {  // BundleLooked
    std::string path;
    bool operator==(const LookAtBundle&) const = default;
};
struct TakeBundle {  // BundleTaken
    std::string path;
    bool operator==(const TakeBundle&) const = default;
};
struct CarryBundle {  // BundleCarried
    std::string path;
    bool operator==(const CarryBundle&) const = default;
};
struct Enrol {  // Enrolled or EnrolFailed.
    std::string ticket_path;
    std::string laptop;
    bool operator==(const Enrol&) const = default;
};
/// Another laptop may connect: LanWaiting, then as LanJoin.
struct LanWait {
    bool operator==(const LanWait&) const = default;
};
/// LanFound whenever it is another list, until LanStop or LanJoin.
struct LanLook {
    bool operator==(const LanLook&) const = default;
};
/// LanCode, LanAgreed, LanProgress…, then LanDone or LanFailed.
struct LanJoin {
    std::string address;
    bool operator==(const LanJoin&) const = default;
};
/// These two do not queue behind the meeting that they are about.
struct LanAnswer {
    bool yes = false;
    bool operator==(const LanAnswer&) const = default;
};
struct LanStop {  // LanFailed, unless it is over already.
    bool operator==(const LanStop&) const = default;
};
/// Kept for the next start: "language", "theme", "text_size", "photos". Answered only when it
/// fails.
struct KeepSetting {
    std::string name;
    std::string value;
    bool operator==(const KeepSetting&) const = default;
};
struct Quit {
    bool operator==(const Quit&) const = default;
};

}  // namespace adit::model::effect

namespace adit::model {

using Effect =
    std::variant<effect::Append, effect::KeepFile, effect::KeepTyping, effect::ForgetTyping,
                 effect::NewRecord, effect::OpenRecord, effect::RefreshRecord, effect::LoadSites,
                 effect::LoadSite, effect::LoadRecords, effect::LoadHome, effect::SyncNow,
                 effect::StopSync, effect::WriteBundle, effect::LookAtBundle, effect::TakeBundle,
                 effect::CarryBundle, effect::Enrol, effect::LanWait, effect::LanLook,
                 effect::LanJoin, effect::LanAnswer, effect::LanStop, effect::KeepSetting,
                 effect::Quit>;
using Effects = std::vector<Effect>;

}  // namespace adit::model
