// The writing half of an import: each planned record goes through the form (what it computes, what
// it finds missing), then in batches into the store, and its entities after it.
//
// One import each; on the workspace's thread.
#pragma once

#include "work/importer.h"

#include <memory>
#include <set>
#include <unordered_map>
#include <vector>

namespace adit::work {

class ImportWriter {
public:
    /// All borrowed until finish().
    static Result<std::unique_ptr<ImportWriter>> open(Workspace& workspace, const Mapping& mapping,
                                                      const ImportRequest& request,
                                                      ImportOutcome& outcome);

    /// The names in the form's lists from files.
    const NamesInFiles& names() const { return names_; }
    /// Stored before, or planned already by an earlier row of this file.
    Result<bool> is_here(const record::RecordId& id);
    Status add(const PlannedRecord& planned);
    Status finish();

private:
    ImportWriter(Workspace& workspace, const Mapping& mapping, const ImportRequest& request,
                 ImportOutcome& outcome)
        : workspace_(workspace), mapping_(mapping), request_(request), outcome_(outcome) {}

    Status read_lists();
    /// The tables as this record needs them: of a long list from a file only the rows it names, so
    /// that the form looks a site up in one row instead of thousands.
    forms::Tables tables_for(const PlannedRecord& planned);
    Result<std::unique_ptr<forms::FormSession>> session_for(const PlannedRecord& planned);
    void tell_faults(const PlannedRecord& planned, const forms::FormSession& session);
    void show(const PlannedRecord& planned, const record::Record& record);
    Status flush();

    struct List {
        const forms::Table* table = nullptr;
        std::unordered_map<std::string, std::size_t> rows;  // By name.
        forms::Table excerpt;
    };

    Workspace& workspace_;
    const Mapping& mapping_;
    const ImportRequest& request_;
    ImportOutcome& outcome_;
    std::string author_;
    forms::Tables tables_;
    NamesInFiles names_;
    std::map<std::string, List, std::less<>> lists_;
    std::set<record::RecordId> seen_;
    std::vector<store::Draft> drafts_;
    bool noted_ = false;  // That entities are to be worked out.
};

}  // namespace adit::work
