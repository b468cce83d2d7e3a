// One exchange with the server this laptop was enrolled at, and what follows from it here: forms
// read anew, entities computed anew, bundles of others handed over, the time kept; then photos.
#pragma once

#include "sync/exchange.h"
#include "work/bundle_work.h"
#include "work/photo_work.h"
#include "work/workspace.h"

#include <optional>

namespace adit::work {

struct SyncOutcome {
    sync::Report report;
    bool stopped = false;    // Progress asked for it.
    bool new_owner = false;  // The roster says something else of this laptop now.
    HandedOver carried;      // Bundles for others.
    sync::AttachmentReport photos;
    bool photos_stopped = false;        // Progress asked for it.
    bool photos_waited = false;         // They were not asked for: only answers travelled.
    std::optional<Error> photos_broke;  // The answers stand all the same.
};

/// What becomes of photos, after the answers.
struct PhotoWish {
    bool hold_back = false;  // Only answers, this time. They also wait while photos_wait().
    sync::AttachmentProgress progress{};
};

/// How what waits for the line is run; empty: straight. Whoever cannot sit and wait (the window's
/// executor) does other things meanwhile: the store is at rest.
using Aside = std::function<void(const std::function<void()>& waiting)>;

/// How long the rest takes if it goes on as it went; nothing while too little went to tell.
std::optional<std::int64_t> time_left_ms(std::int64_t took_ms, std::uint64_t done,
                                         std::uint64_t left);

/// Refused before enrolment. What was acknowledged before an error stays acknowledged.
Result<SyncOutcome> sync_with_server(Workspace& workspace, const sync::Progress& progress,
                                     const Aside& aside = {}, const PhotoWish& photos = {});

}  // namespace adit::work
