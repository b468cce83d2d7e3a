// SqliteStore: the RecordStore in one SQLite file.
//
// Each writing function is one transaction: the change log, the summaries of the records that it
// touched and the heads commit together or not at all. What is kept in memory (heads, names) is
// forgotten when a transaction fails or another process has written. After Corrupt nothing is
// written any more, unless only changes are damaged: those an exchange brings back. Opened without
// a device it is only looked at: append() is refused.
#pragma once

#include "store/feed_log.h"
#include "store/knowledge.h"
#include "store/summaries.h"

namespace adit::store {

struct Touched;

class SqliteStore final : public RecordStore {
public:
    static Result<std::unique_ptr<RecordStore>> open(const std::string& path,
                                                     const record::DeviceId& device,
                                                     const Surroundings& world);
    ~SqliteStore() override;

    Status together(const std::function<Status()>& work) override;
    Result<std::vector<record::Dot>> append(std::vector<Draft> drafts) override;
    Status keep_typing(const Typing& typing) override;
    Status forget_typing(const record::RecordId& id, const record::NodePath& path) override;
    Result<std::vector<Typing>> typing() override;

    Result<std::optional<record::Record>> record(const record::RecordId& id) override;
    Result<std::optional<record::FormRef>> form_of(const record::RecordId& id) override;
    Result<std::vector<record::Change>> history(const record::RecordId& id) override;
    Result<std::vector<record::RecordId>> records_behind(const std::vector<Head>& heads) override;
    Result<std::optional<std::int64_t>> received_ms(const record::Dot& dot) override;
    Result<std::vector<Summary>> list(const Query& query) override;
    Result<std::size_t> count(const Query& query) override;

    Status set_entity_effects(const record::RecordId& id,
                              const std::vector<EntityEffect>& effects) override;
    Status set_entity_effects(const std::vector<EffectsOfRecord>& effects) override;
    Result<std::vector<EntityEffect>> entity_effects(const record::RecordId& id) override;
    Result<std::vector<Entity>> entities(const std::string& list,
                                         const std::optional<record::ScopeId>& scope) override;
    Result<std::string> entity_base(const std::string& list, const std::string& entity,
                                    const record::Record& by) override;

    Status keep_form_file(const FormFile& file) override;
    Result<std::vector<FormFile>> form_files(const std::optional<record::FormRef>& form) override;

    Result<std::vector<Head>> heads(const std::vector<record::ScopeId>& scopes) override;
    Result<std::optional<Head>> find_head(const record::FeedId& feed) override;
    Result<FeedRun> run_after(const record::FeedId& feed, std::uint64_t after,
                              std::size_t bytes_max, std::size_t changes_max) override;
    Result<std::vector<record::RecordId>> take(const FeedRun& run,
                                               std::int64_t received_wall_ms) override;
    Result<std::vector<record::RecordId>> cut_back(const record::FeedId& feed,
                                                   std::uint64_t number) override;
    Status keep_head_signature(const Head& head, const identity::Signature& by_device) override;
    Result<std::vector<HeadSignature>> head_signatures() override;
    Result<std::vector<HeadSignature>> head_signatures_behind(const record::FeedId& feed,
                                                              std::uint64_t after) override;
    Result<record::FeedId> own_feed(const record::ScopeId& scope) override;

    Status acknowledged(const record::FeedId& feed, std::uint64_t number) override;
    Result<std::uint64_t> acknowledged_up_to(const record::FeedId& feed) override;
    Result<std::vector<Mention>> mentions(const std::optional<identity::Digest>& hash) override;

    Status set(const std::string& key, ByteView value) override;
    Result<std::optional<Bytes>> get(const std::string& key) override;

    Result<std::vector<MonthSum>> month_sums(const std::vector<record::ScopeId>& scopes) override;
    Status look_for_damage(std::size_t bytes_max) override;
    Result<std::vector<Damage>> damage(const std::vector<record::ScopeId>& scopes) override;
    Result<std::optional<identity::Digest>> kept_hash(const record::FeedId& feed,
                                                      std::uint64_t number) override;
    Result<std::vector<record::RecordId>> mend(const FeedRun& run) override;

    Status verify() override;

private:
    struct Batch;

    SqliteStore(sqlite::Database db, const record::DeviceId& device, Surroundings world)
        : db_(std::move(db)),
          device_(device),
          world_(std::move(world)),
          log_(db_),
          summaries_(db_) {}

    /// Runs `work` in one transaction; on failure all is as it was, in memory too.
    Status write(const std::function<Status()>& work);
    void note_appended(std::size_t count);
    Status refresh();  // Forgets what another process may have changed.
    void forget();

    record::FeedId feed_of(const record::ScopeId& scope) const { return {scope, device_, epoch_}; }
    // appending.cpp
    struct NextChange;
    struct Beginning;
    Result<std::vector<record::Dot>> append_all(std::vector<Draft> drafts);
    Result<record::Dot> append_one(Draft draft, Batch& batch);
    Result<std::vector<Beginning>> beginnings(const std::vector<Draft>& drafts, Batch& batch);
    Result<std::vector<record::Dot>> append_new(std::vector<Draft>& drafts,
                                                const std::vector<Beginning>& begun);
    Result<NextChange> next_change(Draft draft, Feed& feed, std::int64_t now, Knowledge* known);

    // taking.cpp
    struct Arrived;
    static Result<Arrived> read_change(Feed& feed, ByteView bytes, const identity::Digest* hash);
    Status take_each(Feed& feed, const FeedRun& run, std::size_t known, std::int64_t received_ms,
                     Batch& batch);
    Status tell(const std::vector<Touched*>& records);
    Result<std::vector<record::RecordId>> take_new(Feed& feed, const FeedRun& run,
                                                   std::size_t known, std::int64_t received_ms);
    Result<std::size_t> known_part(const Feed& feed, const FeedRun& run);
    Result<std::vector<record::RecordId>> close(Batch& batch);
    Result<std::vector<record::RecordId>> fold_again(const std::vector<RecordRow>& rows);
    Result<std::vector<record::Change>> changes_of(const record::RecordId& id);
    Result<bool> held_before(const record::RecordId& id, const record::Record& by);

    // soundness.cpp
    struct Turn {  // Where the next look begins.
        std::size_t feed = 0;
        std::uint64_t after = 0;
    };
    Status make_sums();
    void begin_turn(std::size_t feeds, std::int64_t now);
    Status look_at_all();
    Status note(const std::vector<Damage>& found);
    Status forget_mended(const Feed& feed);
    Status read_damage();
    Result<std::optional<record::RecordId>> make_again(RecordRow row);
    bool finds_damage();

    sqlite::Database db_;
    record::DeviceId device_;
    Surroundings world_;
    FeedLog log_;
    Summaries summaries_;
    std::uint32_t epoch_ = 0;
    record::Clock clock_;
    std::optional<std::int64_t> changes_;  // In the file, as far as this was counted.
    std::int64_t seen_version_ = 0;        // Of the file, as SQLite counts others' commits.
    bool broken_ = false;
    bool looks_ = false;                         // Inside finds_damage().
    std::optional<std::vector<Damage>> damage_;  // As the file has it.
    Turn turn_;
    std::optional<std::int64_t> looked_ms_, looked_at_all_ms_;
};

}  // namespace adit::store
