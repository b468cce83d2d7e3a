// RecordStore: everything a replica keeps, the same on a laptop and on the server.
//
// The change log is the truth and append only; summaries, entities and states are computed from it
// and can be made again (store/SCHEMA.md). What append() or take() has returned Done for is on
// stable storage (WAL, synchronous = FULL). One thread, one RecordStore.
//
// Errors: Full when the disk is, Corrupt when the file is not what was written (nothing is written
// any more), Refused when a newer release wrote it, Unavailable when another process holds it.
#pragma once

#include "base/bytes.h"
#include "base/surroundings.h"
#include "identity/keys.h"
#include "record/record.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace adit::store {

/// How far a feed goes here, and the chain's hash there.
struct Head {
    record::FeedId feed;
    std::uint64_t number = 0;
    identity::Digest hash{};
    bool operator==(const Head&) const = default;
};

/// One line of a list: computed from the record's changes, without opening its form.
struct Summary {
    record::RecordId id;
    record::ScopeId scope;
    record::FormRef form;
    std::string title;  // meta/instanceName, or "".
    record::Stage stage = record::Stage::Draft;
    record::ReviewState review = record::ReviewState::Received;
    bool in_conflict = false;
    bool deleted = false;
    bool edited_since_review = false;
    std::vector<std::string> marks;
    std::string author;
    record::DeviceId device;
    std::int64_t created_ms = 0;
    std::int64_t changed_ms = 0;
    std::string date;                 // The first answer that is a date: "2025-11-23", or "".
    std::optional<geo::Point> place;  // The first answer that is a geopoint.
    std::string entity;               // The entity it is about (meta/entity/@id), or "".
    /// True when each of its changes made here is acknowledged by the server (Sent).
    bool sent = false;
};

struct Query {
    std::optional<record::ScopeId> scope{};
    std::string form{};  // "" : any
    std::optional<record::Stage> stage{};
    std::optional<record::ReviewState> review{};
    std::optional<bool> in_conflict{};
    std::optional<bool> sent{};
    bool with_deleted = false;
    std::string entity{};
    std::string text{};                  // Folded and looked for in the title and the author.
    std::string date_from{}, date_to{};  // Inclusive, on Summary::date; "" : open.
    std::size_t offset = 0;
    std::size_t limit = 100;  // At most kRowsMax.
    enum class Order { ChangedLast, DateLast, Title } order = Order::ChangedLast;
};
constexpr std::size_t kRowsMax = 10'000;
constexpr std::size_t kSignaturesMax = 256;

/// What one record does to one entity (ODK Entities): written by whoever knows the form.
struct EntityEffect {
    std::string list;    // "sites"
    std::string entity;  // UUID text
    std::string label;   // "" : unchanged
    bool create = false;
    std::vector<std::pair<std::string, record::Value>> properties;  // save_to -> value
    record::Clock clock;  // Of the record's first change; so is `dot`.
    record::Dot dot;
    /// False for what a draft or a deleted record would do: only its `base` still tells something.
    bool counts = true;
    /// What it was begun upon: meta/entity/@base as entity_base() wrote it; "" when it does not
    /// say.
    std::string base{};
    /// The record that registered the same real thing before, when a person linked them.
    std::optional<record::RecordId> duplicate_of{};
    bool operator==(const EntityEffect&) const = default;
};
using EffectsOfRecord = std::pair<record::RecordId, std::vector<EntityEffect>>;

/// One of several values of an entity's property that people wrote without knowledge of one
/// another.
struct EntitySibling {
    record::Value value;
    record::RecordId record;  // That says it, who began it, where and when.
    std::string author;
    record::DeviceId device;
    std::int64_t begun_ms = 0;
    bool operator==(const EntitySibling&) const = default;
};
struct EntityConflict {
    std::string property;  // "label" for what it is called.
    std::vector<EntitySibling> siblings;
    bool operator==(const EntityConflict&) const = default;
};

/// A site, a stakeholder …: a view folded from the records that registered and updated it.
struct Entity {
    std::string list;
    std::string id;
    std::string label;
    record::ScopeId scope;
    std::int64_t version = 0;                                       // The number of effects folded.
    std::vector<std::pair<std::string, record::Value>> properties;  // Sorted by name.
    std::string last_date;    // Of the latest of `records`, "" when none.
    std::size_t records = 0;  // About it, besides what registered it: its visits; and those of its
                              // duplicates.
    std::vector<EntityConflict> conflicts{};       // The value that is shown stands first in each.
    std::optional<record::RecordId> registered{};  // The record that registered it.
    std::string duplicate_of{};                    // The entity that counts in its place, or "".
};

/// A form's workbook and its media, as given out by the server: content by its digest.
struct FormFile {
    record::FormRef form;
    std::string file;  // "site_visit.xlsx", "admin1.csv"
    Bytes content;
};

/// What is typed and not yet an answer: kept on every pause of the keys, gone when the field is
/// left. After a crash it is what "recovered" means.
struct Typing {
    record::RecordId record;
    record::NodePath path;
    std::string text;
    std::int64_t wall_ms = 0;
};

/// What append() needs; the store adds dot, clock and place in the chain.
struct Draft {
    record::ScopeId scope;
    record::RecordId record;
    record::FormRef form;
    std::string author;
    std::int64_t wall_ms = 0;
    std::int16_t offset_min = 0;
    std::vector<record::Operation> operations;
};

/// A run of one feed's changes in their canonical bytes, as packs carry them.
struct FeedRun {
    record::FeedId feed;
    std::uint64_t first = 1;
    std::vector<Bytes> changes;
    identity::Digest before{};  // Chain hash in front of the first.
    identity::Digest after{};   // And behind the last.
    /// Behind each, by whoever has computed the chain already; or none, and take() computes it.
    std::vector<identity::Digest> hashes{};
    /// How many instances of repeats stand in each path of the feed, by the number of its name.
    std::vector<std::uint8_t> path_depths{};
};

/// That a change which is held here names a file (a photo), by its content.
struct Mention {
    identity::Digest hash{};
    std::uint64_t size_bytes = 0;
    record::ScopeId scope;
    record::RecordId record;
    bool operator==(const Mention&) const = default;
};

/// A head and its device's signature of it.
using HeadSignature = std::pair<Head, identity::Signature>;

/// What is held of one country's changes of one month (of their own clocks; 0 is January 1970): the
/// sum, modulo 2^64, of the first eight bytes of the chain's hash at each. It is the same in
/// whatever order they came, and another as soon as one of them is.
struct MonthSum {
    record::ScopeId scope;
    std::int64_t month = 0;
    std::uint64_t sum = 0;
    bool operator==(const MonthSum&) const = default;
};

/// Stored changes that are not what was written: somewhere behind `after`, up to `last`.
struct Damage {
    record::FeedId feed;
    std::uint64_t after = 0;
    std::uint64_t last = 0;
    bool operator==(const Damage&) const = default;
};

/// The setting that says from where on what changes say of entities is still to be worked out
/// (entities/behind.h). Where changes go (cut_back, an upgrade) the store itself asks for all.
constexpr const char* kEntitiesBehind = "entities.pending";
constexpr const char* kAllBehind = "yes";

class RecordStore {
public:
    virtual ~RecordStore() = default;

    // --- many at once -------------------------------------------------------------------------
    /// Runs `work`, in which each writing function still takes or fails by itself, and puts all of
    /// it on stable storage at once: only when this has returned Done is any of it there to stay.
    /// When it fails nothing of it is. Inside itself: a part that can fail by itself.
    virtual Status together(const std::function<Status()>& work) = 0;

    // --- writing here -------------------------------------------------------------------------
    /// Appends changes of this device, each with the next number and clock; all or none, durable.
    /// Returns their dots in order. It adds to each Put's and Resolve's `replaces` what this feed
    /// itself wrote there last; to `seen` of Finalise, Delete and RemoveInstance this feed's own
    /// changes so far; and fills `seen` of Reopen and Restore when it is empty. A Review keeps
    /// exactly what it was given: what its reviewer had on the screen. BadInput when a draft is not
    /// well-formed (record/change_codec.h); wall_ms 0 means now.
    virtual Result<std::vector<record::Dot>> append(std::vector<Draft> drafts) = 0;
    virtual Status keep_typing(const Typing& typing) = 0;
    virtual Status forget_typing(const record::RecordId& id, const record::NodePath& path) = 0;
    virtual Result<std::vector<Typing>> typing() = 0;

    // --- reading ------------------------------------------------------------------------------
    /// Null when there is no such record here.
    virtual Result<std::optional<record::Record>> record(const record::RecordId& id) = 0;
    /// Which form it is of, without folding it.
    virtual Result<std::optional<record::FormRef>> form_of(const record::RecordId& id) = 0;
    /// All its changes, in clock order: its history.
    virtual Result<std::vector<record::Change>> history(const record::RecordId& id) = 0;
    /// Those that changes behind these heads are about, each once; of a feed that is not among
    /// them, all. Only feed and number count.
    virtual Result<std::vector<record::RecordId>> records_behind(
        const std::vector<Head>& heads) = 0;
    /// When that change came in by take(), by our clock; nothing for one that was made here.
    virtual Result<std::optional<std::int64_t>> received_ms(const record::Dot& dot) = 0;
    virtual Result<std::vector<Summary>> list(const Query& query) = 0;
    virtual Result<std::size_t> count(const Query& query) = 0;

    // --- entities (a view; MERGE, merge rule 10) ------------------------------------------------
    /// Replaces what this record does to entities by `effects`.
    virtual Status set_entity_effects(const record::RecordId& id,
                                      const std::vector<EntityEffect>& effects) = 0;
    /// The same for many records, in one transaction: an import's, an exchange's.
    virtual Status set_entity_effects(const std::vector<EffectsOfRecord>& effects) = 0;
    /// What is kept of that record: nothing when there is none.
    virtual Result<std::vector<EntityEffect>> entity_effects(const record::RecordId& id) = 0;
    virtual Result<std::vector<Entity>> entities(const std::string& list,
                                                 const std::optional<record::ScopeId>& scope) = 0;
    /// What `by` was begun upon, for its meta/entity/@base: of the records that say something of
    /// this entity and were held here, finalised, when it was begun, those that no other one
    /// follows and that its own feed did not begin. "own" when there are none.
    virtual Result<std::string> entity_base(const std::string& list, const std::string& entity,
                                            const record::Record& by) = 0;

    // --- forms ----------------------------------------------------------------------------------
    virtual Status keep_form_file(const FormFile& file) = 0;
    virtual Result<std::vector<FormFile>> form_files(
        const std::optional<record::FormRef>& form) = 0;

    // --- feeds ----------------------------------------------------------------------------------
    /// Of each feed held here, in the order of FeedId. Empty `scopes`: all.
    virtual Result<std::vector<Head>> heads(const std::vector<record::ScopeId>& scopes) = 0;
    /// Of one feed; nothing when none of it is held.
    virtual Result<std::optional<Head>> find_head(const record::FeedId& feed) = 0;
    /// The changes after `after`: at most `changes_max`, and at most `bytes_max` bytes of them
    /// unless the first alone is larger.
    virtual Result<FeedRun> run_after(const record::FeedId& feed, std::uint64_t after,
                                      std::size_t bytes_max,
                                      std::size_t changes_max = SIZE_MAX) = 0;
    /// Takes in a verified run (sync/intake has checked it): must begin right behind our head.
    /// One transaction. Returns the records it touched.
    virtual Result<std::vector<record::RecordId>> take(const FeedRun& run,
                                                       std::int64_t received_wall_ms) = 0;
    /// Takes a feed back to `number`: what stands behind it is gone from here, so whoever calls has
    /// kept it by another name (sync/branches.h). When this file writes that feed it begins a new
    /// life: own_feed() is another one from then on. One transaction. Returns the records touched;
    /// what all records say of entities is then behind (kEntitiesBehind).
    virtual Result<std::vector<record::RecordId>> cut_back(const record::FeedId& feed,
                                                           std::uint64_t number) = 0;
    /// The signature over a feed's head, kept so that any replica can pass the feed on. One is kept
    /// for each number that is given: packs of a feed that is passed on end only where one is.
    virtual Status keep_head_signature(const Head& head, const identity::Signature& by_device) = 0;
    virtual Result<std::vector<HeadSignature>> head_signatures() = 0;
    /// Of one feed, behind a number: the next ones in order, at most kSignaturesMax.
    virtual Result<std::vector<HeadSignature>> head_signatures_behind(const record::FeedId& feed,
                                                                      std::uint64_t after) = 0;
    /// The feed that this database file writes in a scope, and the last number given out.
    virtual Result<record::FeedId> own_feed(const record::ScopeId& scope) = 0;

    // --- peers ----------------------------------------------------------------------------------
    /// The server says, signed, that it has our feed up to here: only now is anything "sent".
    virtual Status acknowledged(const record::FeedId& feed, std::uint64_t number) = 0;
    virtual Result<std::uint64_t> acknowledged_up_to(const record::FeedId& feed) = 0;

    // --- files that answers name (store/attachment_store.h holds them) --------------------------
    /// Where the file with this hash is named; without one, all that are, in the order of hashes.
    virtual Result<std::vector<Mention>> mentions(const std::optional<identity::Digest>& hash) = 0;

    // --- small things by name (settings, roster bytes, tokens)
    // ------------------------------------
    virtual Status set(const std::string& key, ByteView value) = 0;
    virtual Result<std::optional<Bytes>> get(const std::string& key) = 0;

    // --- silent damage (a disk that forgets) ----------------------------------------------------
    /// In the order of scope and month; kept with the changes, in one transaction. Empty: all.
    virtual Result<std::vector<MonthSum>> month_sums(
        const std::vector<record::ScopeId>& scopes) = 0;
    /// Computes chains anew from the stored bytes: of the next so many, from where the last look
    /// ended, at most once a second; SIZE_MAX: of all, at most once a minute, and the months' sums
    /// too, which are put right. What is not what was written is kept in damage().
    virtual Status look_for_damage(std::size_t bytes_max) = 0;
    /// Found and not mended yet. Empty `scopes`: all.
    virtual Result<std::vector<Damage>> damage(const std::vector<record::ScopeId>& scopes) = 0;
    /// The chain's hash as it is kept, not computed from changes: at 0, at a Damage's bounds, at
    /// the head; nothing elsewhere.
    virtual Result<std::optional<identity::Digest>> kept_hash(const record::FeedId& feed,
                                                              std::uint64_t number) = 0;
    /// Puts these changes, which their device has signed, in the place of the damaged ones.
    /// BadInput when they are not those that were here. Returns the records that were made again.
    virtual Result<std::vector<record::RecordId>> mend(const FeedRun& run) = 0;

    /// What is on disk is what was written: chain hashes, summaries, SQLite's own check. Names the
    /// first thing that is wrong.
    virtual Status verify() = 0;
};

/// Opens or makes the SQLite file. `device` is whose changes append() writes; with no device
/// (all zeros) the store is only looked at: append() is refused.
Result<std::unique_ptr<RecordStore>> open_sqlite_store(const std::string& path,
                                                       const record::DeviceId& device,
                                                       const Surroundings& world);

}  // namespace adit::store
