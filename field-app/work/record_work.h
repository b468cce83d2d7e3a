// What is done with one record at a time: begin it, answer, finalise, and keep the entities that
// finalised records make in step. The window and the command line do it through here.
#pragma once

#include "model/rows.h"
#include "work/workspace.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace adit::work {

/// A session for a record that is here, or for a new one that is not stored yet.
Result<std::unique_ptr<forms::FormSession>> session_of(Workspace& workspace,
                                                       const record::RecordId& id,
                                                       const std::string& language);
Result<std::unique_ptr<forms::FormSession>> session_of_new(Workspace& workspace,
                                                           const std::string& form,
                                                           const record::ScopeId& scope,
                                                           const std::string& language);

/// Appends what a session gave, as one change now, and renews the entities when the record is
/// finalised. Nothing when there are no operations. The session is not refreshed.
Status append(Workspace& workspace, const record::Record& record,
              std::vector<record::Operation> operations);

/// Entities of these records, computed anew from what the store has: after an exchange.
Status renew_entities(Workspace& workspace, const std::vector<record::RecordId>& records);
/// Those of all that came since entities::note_behind(), and takes that note down.
Status renew_entities_behind(Workspace& workspace);

/// Decisions between answers that stand in this record, with what they set aside.
Result<std::vector<model::Decided>> decided_in(Workspace& workspace, const record::RecordId& id);

/// NotFound when it is not here.
Result<record::Record> record_at(Workspace& workspace, const record::RecordId& id);

/// An answer as the command line gives it: "visit/men" = "12", "payment[2]/payee" = "coop".
struct Typed {
    std::string path;
    std::string text;
    /// Of a question for a photo or a file: what it is answered with, instead of a text.
    std::optional<record::AttachmentRef> file{};
};

/// Adds the answers to the session's record (in the order given) and returns the operations.
/// BadInput names the answer that no question takes. A path is a question's whole path or its end,
/// as long as that is unmistakable; [2] counts instances and makes the next one when it is new.
/// In "site=…", a site may be named by its id, its code or its label.
Result<std::vector<record::Operation>> answer_typed(forms::FormSession& session,
                                                    const forms::Tables& tables,
                                                    const std::vector<Typed>& answers);

/// The file that answers the question named; NotFound when none does.
Result<record::AttachmentRef> file_at(forms::FormSession& session, const std::string& question);

/// After an answer to a finalised record: what the form computes from it, where it changed.
std::vector<record::Operation> computed_again(forms::FormSession& session, std::int64_t now_ms);

}  // namespace adit::work
