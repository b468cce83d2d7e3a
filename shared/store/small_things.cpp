// The SqliteStore's tables that are kept as given: typing, form files, settings, what peers said.
#include "store/columns.h"
#include "store/entities.h"
#include "store/sqlite_store.h"

#include <algorithm>

namespace adit::store {
namespace {

using record::FeedId;

Error no_such_feed(const FeedId& feed) {
    return {Code::NotFound,
            "nothing is held here of laptop " + feed.device.text() + " in " + feed.scope.code};
}

}  // namespace

Status SqliteStore::keep_typing(const Typing& typing) {
    return write([&]() -> Status {
        auto keep =
            TRY(db_.prepare("INSERT OR REPLACE INTO typing (record, path, text, wall_ms) "
                            "VALUES (?, ?, ?, ?)"));
        return keep.bind(typing.record.uuid.bytes, typing.path.text, typing.text, typing.wall_ms)
            .run();
    });
}

Status SqliteStore::forget_typing(const record::RecordId& id, const record::NodePath& path) {
    return write([&]() -> Status {
        auto clear = TRY(db_.prepare("DELETE FROM typing WHERE record = ? AND path = ?"));
        return clear.bind(id.uuid.bytes, path.text).run();
    });
}

Result<std::vector<Typing>> SqliteStore::typing() {
    auto select =
        TRY(db_.prepare("SELECT record, path, text, wall_ms FROM typing ORDER BY record, path"));
    std::vector<Typing> found;
    while (TRY(select.next())) {
        found.push_back({.record = {Uuid{column_bytes<16>(select, 0)}},
                         .path = {select.text(1)},
                         .text = select.text(2),
                         .wall_ms = select.integer(3)});
    }
    return found;
}

Result<std::vector<EntityEffect>> SqliteStore::entity_effects(const record::RecordId& id) {
    const auto row = TRY(summaries_.find(id));
    if (!row) return std::vector<EntityEffect>{};
    return read_effects(db_, *row);
}

Status SqliteStore::keep_form_file(const FormFile& file) {
    return write([&]() -> Status {
        auto keep =
            TRY(db_.prepare("INSERT OR REPLACE INTO form_file (form, form_version, file, content) "
                            "VALUES (?, ?, ?, ?)"));
        return keep.bind(file.form.id, file.form.version, file.file, file.content).run();
    });
}

Result<std::vector<FormFile>> SqliteStore::form_files(const std::optional<record::FormRef>& form) {
    auto select =
        TRY(db_.prepare("SELECT form, form_version, file, content FROM form_file "
                        "WHERE ?1 IS NULL OR (form = ?1 AND form_version = ?2) "
                        "ORDER BY form, form_version, file"));
    select.bind(form ? std::optional(form->id) : std::nullopt,
                form ? std::optional(form->version) : std::nullopt);
    std::vector<FormFile> found;
    while (TRY(select.next())) {
        const ByteView content = select.blob(3);
        found.push_back({.form = {select.text(0), select.text(1)},
                         .file = select.text(2),
                         .content = Bytes(content.begin(), content.end())});
    }
    return found;
}

Result<std::vector<Head>> SqliteStore::heads(const std::vector<record::ScopeId>& scopes) {
    auto heads = TRY(log_.heads());
    std::erase_if(heads, [&](const Head& head) {
        const bool asked = std::find(scopes.begin(), scopes.end(), head.feed.scope) != scopes.end();
        return !scopes.empty() && !asked;
    });
    return heads;
}

Result<std::optional<Head>> SqliteStore::find_head(const FeedId& feed) {
    TRY(refresh());
    const Feed* const held = TRY(log_.find(feed));
    if (held == nullptr || held->head.number == 0) return std::optional<Head>();
    return std::optional(held->head);
}

Result<FeedRun> SqliteStore::run_after(const FeedId& feed, std::uint64_t after,
                                       std::size_t bytes_max, std::size_t changes_max) {
    TRY(refresh());
    return log_.run_after(feed, after, bytes_max, changes_max);
}

Result<FeedId> SqliteStore::own_feed(const record::ScopeId& scope) { return feed_of(scope); }

Result<std::optional<std::int64_t>> SqliteStore::received_ms(const record::Dot& dot) {
    TRY(refresh());
    const Feed* const feed = TRY(log_.find(dot.feed));
    if (feed == nullptr) return std::optional<std::int64_t>();
    auto select = TRY(db_.prepare("SELECT received_ms FROM change WHERE feed = ? AND number = ?"));
    const bool found = TRY(select.bind(feed->row, static_cast<std::int64_t>(dot.number)).next());
    return found && !select.is_null(0) ? std::optional(select.integer(0))
                                       : std::optional<std::int64_t>();
}

// The signature of a pack is kept before its changes are taken in: until then it says nothing.
Status SqliteStore::keep_head_signature(const Head& head, const identity::Signature& by_device) {
    return write([&]() -> Status {
        const Feed* const feed = TRY(log_.need(head.feed));
        auto keep =
            TRY(db_.prepare("INSERT OR REPLACE INTO head_signature (feed, number, hash, signature) "
                            "VALUES (?, ?, ?, ?)"));
        return keep.bind(feed->row, static_cast<std::int64_t>(head.number), head.hash, by_device)
            .run();
    });
}

Result<std::vector<HeadSignature>> SqliteStore::head_signatures_behind(const FeedId& feed,
                                                                       std::uint64_t after) {
    TRY(refresh());
    const Feed* const held = TRY(log_.find(feed));
    std::vector<HeadSignature> found;
    if (held == nullptr) return found;
    auto select =
        TRY(db_.prepare("SELECT number, hash, signature FROM head_signature "
                        "WHERE feed = ? AND number > ? AND number <= ? ORDER BY number LIMIT ?"));
    select.bind(held->row, static_cast<std::int64_t>(after),
                static_cast<std::int64_t>(held->head.number),
                static_cast<std::int64_t>(kSignaturesMax));
    while (TRY(select.next())) {
        found.push_back({{feed, column_u64(select, 0), column_bytes<32>(select, 1)},
                         column_bytes<64>(select, 2)});
    }
    return found;
}

Result<std::vector<HeadSignature>> SqliteStore::head_signatures() {
    auto select = TRY(db_.prepare(
        "SELECT feed.name, head_signature.number, head_signature.hash, head_signature.signature "
        "FROM head_signature JOIN feed ON feed.row = head_signature.feed "
        "WHERE head_signature.number <= feed.number ORDER BY feed.name, head_signature.number"));
    std::vector<HeadSignature> found;
    while (TRY(select.next())) {
        auto id = record::feed_from(select.blob(0));
        if (!id) return Error{Code::Corrupt, "the list of feeds is damaged: restore a copy"};
        found.push_back({{*std::move(id), column_u64(select, 1), column_bytes<32>(select, 2)},
                         column_bytes<64>(select, 3)});
    }
    return found;
}

Status SqliteStore::acknowledged(const FeedId& id, std::uint64_t number) {
    return write([&]() -> Status {
        Feed* const feed = TRY(log_.find(id));
        if (feed == nullptr) return no_such_feed(id);
        feed->acknowledged = std::max(feed->acknowledged, number);
        auto update = TRY(db_.prepare("UPDATE feed SET acknowledged = ? WHERE row = ?"));
        return update.bind(static_cast<std::int64_t>(feed->acknowledged), feed->row).run();
    });
}

Result<std::uint64_t> SqliteStore::acknowledged_up_to(const FeedId& id) {
    TRY(refresh());
    const Feed* const feed = TRY(log_.find(id));
    return feed == nullptr ? std::uint64_t{0} : feed->acknowledged;
}

Status SqliteStore::set(const std::string& key, ByteView value) {
    return write([&]() -> Status {
        auto keep = TRY(db_.prepare("INSERT OR REPLACE INTO setting (name, value) VALUES (?, ?)"));
        return keep.bind(key, value).run();
    });
}

Result<std::optional<Bytes>> SqliteStore::get(const std::string& key) {
    auto select = TRY(db_.prepare("SELECT value FROM setting WHERE name = ?"));
    const bool found = TRY(select.bind(key).next());
    if (!found) return std::optional<Bytes>();
    const ByteView value = select.blob(0);
    return std::optional(Bytes(value.begin(), value.end()));
}

}  // namespace adit::store
