// Bundle: packs in a file, for a stick or an e-mail where there is no line at all.
//
// One bundle is of one country and is sealed to every laptop that may read that country, and to the
// server; whoever else finds or carries it sees only its header. It may be cut into parts (files)
// of a size that e-mail takes; each part is whole by itself. Reading one is intake like any other
// way: each pack is verified and commits by itself, what is held already changes nothing, however
// often it comes. A bundle brings the sender's heads, so that an answer to it holds only what is
// lacking, and the roster, so that a revocation travels by stick as well.
//
// Nothing here makes anything count as sent: that says the server alone, signed, in an exchange.
#pragma once

#include "sync/bundle_volume.h"
#include "sync/intake.h"
#include "sync/known_heads.h"
#include "sync/rehearsal.h"

#include <iosfwd>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <vector>

namespace adit::sync {

/// Whoever makes and takes bundles: a laptop, or the server. All borrowed for the call.
struct BundleDesk {
    store::RecordStore& store;
    const Self& self;
    const identity::Roster& roster;
    ByteView signed_roster;
    identity::PublicKey programme_key{};
    /// Whose bundles are taken in here. Empty: all (the server, which also renews no roster).
    std::vector<record::ScopeId> scopes;
    const Surroundings& world;
};

// --- making --------------------------------------------------------------------------------------

struct BundleWish {
    record::ScopeId scope;
    KnownHeads held;                   // By the reader, as far as is known: left out.
    std::size_t volume_bytes_max = 0;  // 0: one file, however large.
};
constexpr std::size_t kVolumeBytesMin = 100'000;

/// Plans the files of one bundle, then writes them one by one; the store must not change between.
class BundleMaker {
public:
    /// BadInput when a part would be too small to be of use, or there would be too many.
    static Result<BundleMaker> plan(const BundleDesk& desk, const BundleWish& wish);

    std::size_t parts() const { return volumes_.size(); }
    std::uint64_t changes() const { return changes_; }
    /// The header of a part, from 1.
    VolumeHeader header(std::size_t part) const;
    Status write(std::size_t part, const Sink& sink) const;

private:
    struct Piece {
        record::FeedId feed;
        std::uint64_t after = 0;
        std::uint64_t last = 0;
    };
    struct Volume {
        std::vector<Piece> pieces;
        std::size_t bytes = 0;
    };
    struct Line {
        record::FeedId feed;
        std::uint64_t held = 0;             // By the sender.
        std::uint64_t first = 0, last = 0;  // In this bundle; 0: none of it.
    };

    explicit BundleMaker(const BundleDesk& desk) : desk_(desk) {}
    Status plan_packs(const BundleWish& wish);
    Bytes manifest() const;

    const BundleDesk& desk_;
    VolumeHeader header_;
    std::vector<identity::PublicKey> readers_;
    std::vector<Volume> volumes_;
    std::vector<Line> lines_;
    std::uint64_t changes_ = 0;
};

// --- taking --------------------------------------------------------------------------------------

/// Changes of a feed that the bundle's sender has and that are not here.
struct Missing {
    record::FeedId feed;
    std::uint64_t first = 0, last = 0;
    bool in_bundle = false;  // In another part, or behind the damage; else in an earlier bundle.
    bool operator==(const Missing&) const = default;
};

/// What became of one file.
struct VolumeTaken {
    VolumeHeader header;
    Report report;
    bool whole = false;         // Read to its end; else it is cut or damaged behind what was taken.
    bool sender_known = false;  // The roster has the sender, and it wrote this file.
    std::vector<Missing> missing;  // Of this country, when all the file could give was taken.

    bool gap() const;  // Some of it waits for changes that come another way.
};

/// Takes a file in as far as it is good. Refused when it is not for this desk (another programme or
/// country, no key here) or not by the laptop that it names; BadInput as VolumeReader says; other
/// errors when the store cannot go on.
Result<VolumeTaken> take_volume(const BundleDesk& desk, std::istream& in);

/// Opens a file for reading, as often as it is asked.
using Source = std::function<Result<std::unique_ptr<std::istream>>()>;

struct BundleTaken {
    std::vector<VolumeTaken> volumes;           // In the order of the sources that were read.
    std::vector<std::optional<Error>> refused;  // By source: why nothing of it was read.
    Report report;                              // Of all; what a later part mended is no problem.
    std::vector<Missing> missing;
};
/// Several files in whatever order: again and again as long as that brings more in.
Result<BundleTaken> take_bundles(const BundleDesk& desk, const std::vector<Source>& sources);

/// What take_bundles() would do and say now, by the same intake; nothing is written.
struct BundlePreview {
    BundleTaken taken;
    Rehearsal::Outcome outcome;
};
Result<BundlePreview> preview_bundles(const BundleDesk& desk, const std::vector<Source>& sources);

}  // namespace adit::sync
