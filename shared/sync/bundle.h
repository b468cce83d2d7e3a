// Bundle: packs in one file, for a stick or an e-mail where there is no line at all.
//
// Reading one is intake like any other way: each pack is verified against the roster and commits by
// itself, what is held already changes nothing. Not encrypted: whoever finds the stick can read it.
// What came by a bundle counts as sent only when the server has said so in an exchange.
#pragma once

#include "base/bytes.h"
#include "sync/exchange.h"
#include "sync/intake.h"

#include <map>
#include <vector>

namespace adit::sync {

constexpr std::size_t kBundleBytesMax = 256 * 1024 * 1024;

/// All changes of these scopes (empty: all) that lie behind what the reader is known to hold.
/// BadInput when they are more than kBundleBytesMax.
Result<Bytes> bundle_of(store::RecordStore& store, const Self& self,
                        const std::vector<record::ScopeId>& scopes,
                        const std::map<record::FeedId, std::uint64_t>& held_by_reader);

/// Corrupt, and nothing taken in, when the file is no bundle or was damaged on its way; rules that
/// packs broke stand in the report's problems.
Result<Report> take_bundle(store::RecordStore& store, const Judge& judge, ByteView bundle);

}  // namespace adit::sync
