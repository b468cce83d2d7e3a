// A laptop's folder proved end to end: the store, the roster it has, and what its records say of
// sites. Looks only; the window may be open meanwhile.
#pragma once

#include "store/attachment_store.h"
#include "sync/verify.h"

#include <filesystem>

namespace adit::work {

/// NotFound when nothing was begun in this folder. What is damaged stands in the proof.
Result<sync::Proof> verify_workspace(const std::filesystem::path& folder,
                                     const Surroundings& world);

/// The photos and files held whole, each by its hash. Corrupt names the first that rotted.
Result<store::AttachmentStore::Totals> verify_photos(const std::filesystem::path& folder);

}  // namespace adit::work
