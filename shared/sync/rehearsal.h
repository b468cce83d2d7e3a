// Rehearsal: a store that takes changes in without keeping them, to say beforehand what would
// become of it.
//
// It answers as the store beneath would after all that was taken in, by the same intake, and
// writes nothing: what is taken stands in memory and is gone with it. It costs reading the past of
// the feeds that are taken, once. Borrows the store; what only views ask of a store is refused.
#pragma once

#include "record/symbol_table.h"
#include "store/record_store.h"

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <vector>

namespace adit::sync {

class Rehearsal final : public store::RecordStore {
public:
    explicit Rehearsal(store::RecordStore& beneath) : beneath_(beneath) {}

    /// What one laptop wrote of it.
    struct FromLaptop {
        std::uint64_t changes = 0;
        std::int64_t latest_ms = 0;  // By that laptop's clock.
    };
    struct Outcome {
        std::size_t records_new = 0;
        std::size_t records_changed = 0;
        std::size_t conflicts = 0;  // Records that would be in conflict where they are not now.
        std::map<record::DeviceId, FromLaptop> from;
    };
    Result<Outcome> outcome();

    /// More than this is not held in memory: take() then is Full.
    static constexpr std::size_t kBytesMax = std::size_t{128} * 1024 * 1024;

    // --- what intake asks -----------------------------------------------------------------------
    Result<std::vector<store::Head>> heads(const std::vector<record::ScopeId>& scopes) override;
    Result<store::FeedRun> run_after(const record::FeedId& feed, std::uint64_t after,
                                     std::size_t bytes_max, std::size_t changes_max) override;
    Result<std::optional<store::Head>> find_head(const record::FeedId& feed) override;
    Status together(const std::function<Status()>& work) override { return work(); }
    Result<std::vector<record::RecordId>> take(const store::FeedRun& run,
                                               std::int64_t received_wall_ms) override;
    Status keep_head_signature(const store::Head& head,
                               const identity::Signature& by_device) override;
    Status set(const std::string& key, ByteView value) override;
    Result<std::optional<Bytes>> get(const std::string& key) override;

    // --- passed on to the store beneath ---------------------------------------------------------
    Result<std::optional<record::Record>> record(const record::RecordId& id) override;
    Result<std::vector<record::Change>> history(const record::RecordId& id) override;
    Result<std::optional<std::int64_t>> received_ms(const record::Dot& dot) override;
    Result<std::vector<store::Summary>> list(const store::Query& query) override;
    Result<std::size_t> count(const store::Query& query) override;
    Result<std::vector<store::Typing>> typing() override;
    Result<std::vector<store::Entity>> entities(
        const std::string& list, const std::optional<record::ScopeId>& scope) override;
    Result<std::vector<store::FormFile>> form_files(
        const std::optional<record::FormRef>& form) override;
    Result<std::vector<std::pair<store::Head, identity::Signature>>> head_signatures() override;
    Result<std::vector<store::HeadSignature>> head_signatures_behind(const record::FeedId& feed,
                                                                     std::uint64_t after) override;
    Result<std::optional<record::FormRef>> form_of(const record::RecordId& id) override;
    Result<std::vector<record::RecordId>> records_behind(
        const std::vector<store::Head>& heads) override;
    Result<std::vector<store::EntityEffect>> entity_effects(const record::RecordId& id) override;
    Result<std::string> entity_base(const std::string& list, const std::string& entity,
                                    const record::Record& by) override;
    Result<record::FeedId> own_feed(const record::ScopeId& scope) override;
    Result<std::uint64_t> acknowledged_up_to(const record::FeedId& feed) override;
    Result<std::vector<store::Mention>> mentions(
        const std::optional<identity::Digest>& hash) override;
    Result<std::vector<store::MonthSum>> month_sums(
        const std::vector<record::ScopeId>& scopes) override;
    Status look_for_damage(std::size_t bytes_max) override;
    Result<std::vector<store::Damage>> damage(const std::vector<record::ScopeId>& scopes) override;
    Result<std::optional<identity::Digest>> kept_hash(const record::FeedId& feed,
                                                      std::uint64_t number) override;
    Status verify() override;

    // --- refused --------------------------------------------------------------------------------
    Result<std::vector<record::Dot>> append(std::vector<store::Draft> drafts) override;
    Result<std::vector<record::RecordId>> cut_back(const record::FeedId& feed,
                                                   std::uint64_t number) override;
    Status keep_typing(const store::Typing& typing) override;
    Status forget_typing(const record::RecordId& id, const record::NodePath& path) override;
    Status set_entity_effects(const record::RecordId& id,
                              const std::vector<store::EntityEffect>& effects) override;
    Status set_entity_effects(const std::vector<store::EffectsOfRecord>& effects) override;
    Status keep_form_file(const store::FormFile& file) override;
    Status acknowledged(const record::FeedId& feed, std::uint64_t number) override;
    Result<std::vector<record::RecordId>> mend(const store::FeedRun& run) override;

private:
    struct Feed {
        explicit Feed(const record::FeedId& feed) : names(feed) {}
        record::SymbolTable names;
        std::uint64_t held = 0;                // By the store beneath.
        bool broken = false;                   // A change could not be read: no more is taken.
        std::vector<Bytes> changes;            // Taken here, behind `held`.
        std::vector<identity::Digest> hashes;  // In front of the first of them, behind each.
    };
    Result<Feed*> feed_of(const record::FeedId& feed);

    store::RecordStore& beneath_;
    std::map<record::FeedId, Feed> feeds_;
    std::map<std::string, Bytes> small_things_;
    std::map<record::RecordId, std::vector<record::Change>> taken_;
    std::size_t bytes_ = 0;
};

}  // namespace adit::sync
