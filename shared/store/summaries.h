// Summaries: one row a record, for lists; computed from its changes and never otherwise.
//
// Writing functions run inside the caller's transaction.
#pragma once

#include "sqlite/database.h"
#include "store/feed_log.h"

namespace adit::store {

/// What a list shows of this record, or of its outline; `sent` is not of it and stays false.
Summary summary_of(const record::Record& record);

class Summaries {
public:
    explicit Summaries(sqlite::Database& db) : db_(db) {}

    /// Null when there is none. A record belongs to one scope; a device of another scope that uses
    /// its id writes a record of its own.
    Result<std::optional<RecordRow>> find(const record::RecordId& id, const record::ScopeId& scope);
    /// In whichever scope; the first that came.
    Result<std::optional<RecordRow>> find(const record::RecordId& id);
    /// A row for a new record; add() follows in the same transaction.
    Result<RecordRow> next_row();

    struct Row {
        RecordRow row = 0;
        const Summary* summary = nullptr;
    };
    Status add(const std::vector<Row>& rows);
    Status renew(RecordRow row, const Summary& summary);  // Of a row that is there.
    /// Of a record that has no change left, with what it did to entities.
    Status remove(RecordRow row);
    Result<std::vector<Summary>> list(const Query& query, const record::DeviceId& own);
    Result<std::size_t> count(const Query& query, const record::DeviceId& own);

    /// Every record's summary is what its changes say.
    Status verify(FeedLog& log);
    void forget() {
        last_row_.reset();
        newest_.reset();
    }

private:
    sqlite::Database& db_;
    Result<record::RecordId> newest();

    std::optional<RecordRow> last_row_;
    std::optional<record::RecordId> newest_;
};

}  // namespace adit::store
