// Kit: what the server gives a laptop besides changes: the roster, the forms with their media, and
// the names of the scopes. Signed by the programme's key, so that any way it comes is good enough.
//
// It comes whole at enrolment (as bytes inside the answer's JSON) and, when newer, in an exchange:
// there only the files that the laptop lacks. Versions only grow; an older kit or roster than the
// one held changes nothing. The bytes are in sync/PROTOCOL.md, "Kit".
#pragma once

#include "identity/roster.h"
#include "store/record_store.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace adit::sync {

struct ScopeName {
    record::ScopeId scope;
    std::string en;
    std::string fr;
    bool operator==(const ScopeName&) const = default;
};

struct Kit {
    std::string programme;      // UUID text.
    std::uint64_t version = 0;  // Grows when a form, a file or a name changes.
    std::vector<ScopeName> scopes;
    std::vector<store::FormFile> files;
};

constexpr std::size_t kKitFilesMax = 1'000;
constexpr std::size_t kKitFileBytesMax = std::size_t{16} * 1024 * 1024;
constexpr std::size_t kKitBytesMax = std::size_t{48} * 1024 * 1024;

/// All of it. `roster` is what identity::signed_roster made. BadInput beyond the bounds.
Result<Bytes> signed_kit(const Kit& kit, ByteView roster, const identity::SigningKey& programme);

/// The same kit without the files whose digest is in `held`, and with the roster that `roster`
/// gives (empty: none). For the server's side of an exchange.
Result<Bytes> part_of_kit(ByteView kit, ByteView roster, const std::vector<std::uint64_t>& held);

/// Names a file's content in a laptop's list of what it holds.
std::uint64_t short_digest_of(ByteView content);
/// Of each file that is held.
Result<std::vector<std::uint64_t>> kit_files_held(store::RecordStore& store);

/// Verifies and stores what a kit brings: the programme's key, a newer roster, newer forms, names
/// of scopes. Refused when the programme's key did not sign it; Corrupt when it is no kit or a file
/// is missing; then nothing is stored. True when forms or names were renewed.
Result<bool> keep_kit(store::RecordStore& store, ByteView kit,
                      const identity::PublicKey& programme);

/// Verifies and stores a roster, if it is newer than the one held. The programme must be known.
Status keep_roster(store::RecordStore& store, ByteView roster);

// What a replica knows of its programme, as keep_kit stored it. Refused before any kit came:
// "enrol this laptop first".
Result<identity::PublicKey> programme_key_of(store::RecordStore& store);
Result<identity::Roster> roster_of(store::RecordStore& store);
Result<Bytes> signed_roster_of(store::RecordStore& store);  // The same, to be passed on.
Result<std::vector<ScopeName>> scope_names_of(store::RecordStore& store);
Result<std::uint64_t> kit_version_of(store::RecordStore& store);  // 0 before any came.

/// The kit as it came, without a roster, to pass it on to another laptop. Nothing when an earlier
/// release took it in, which did not keep the programme's signature.
Result<std::optional<Bytes>> held_kit(store::RecordStore& store);

}  // namespace adit::sync
