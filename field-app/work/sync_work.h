// One exchange with the server this laptop was enrolled at, and what follows from it here: forms
// read anew, entities computed anew, the time of the last exchange kept.
#pragma once

#include "sync/exchange.h"
#include "work/workspace.h"

namespace adit::work {

struct SyncOutcome {
    sync::Report report;
    bool stopped = false;    // Progress asked for it.
    bool new_owner = false;  // The roster says something else of this laptop now.
};

/// Refused before enrolment. What was acknowledged before an error stays acknowledged.
Result<SyncOutcome> sync_with_server(Workspace& workspace, const sync::Progress& progress);

}  // namespace adit::work
