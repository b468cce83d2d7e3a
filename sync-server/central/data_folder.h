// DataFolder: where the server keeps what, and its two keys.
//
// central.adit    records (RecordStore)
// photos.adit     photos and other files that records name (AttachmentStore)
// people.adit     programme, people, tickets, laptops (CentralStore)
// carried         bundles that couriers are handing over, until they are taken in
// handed-in       bundles that the administrator gave a server that runs (sync-server/handed_in.h)
// serving.lock    held by the one process that serves; others may look and administer beside it
// certificate.pem and key.pem: what laptops trust and browsers see
// programme.key   signs the roster and the kit; whoever has it can make laptops
// server.key      the server's own device key: signs acknowledgements
// All of it is readable for the server's own user alone. Copy the whole folder to back it up.
#pragma once

#include "base/result.h"
#include "base/surroundings.h"
#include "identity/keys.h"

#include <filesystem>
#include <string>

namespace adit::central {

struct DataFolder {
    std::filesystem::path path;

    std::filesystem::path records() const { return path / "central.adit"; }
    std::filesystem::path attachments() const { return path / "photos.adit"; }
    std::filesystem::path people() const { return path / "people.adit"; }
    std::filesystem::path carried() const { return path / "carried"; }
    std::filesystem::path handed_in() const { return path / "handed-in"; }
    std::filesystem::path serving_lock() const { return path / "serving.lock"; }
    std::filesystem::path certificate() const { return path / "certificate.pem"; }
    std::filesystem::path certificate_key() const { return path / "key.pem"; }
    std::filesystem::path programme_key() const { return path / "programme.key"; }
    std::filesystem::path server_key() const { return path / "server.key"; }
};

/// Makes the folder (and those above it) for this user alone. Refused when a server lives there
/// already.
Status make_folder(const DataFolder& folder);

/// Writes a new file that only this user may read. Refused when there is one of that name.
Status write_secret(const std::filesystem::path& file, std::string_view text);
/// NotFound names `adit-server init`.
Result<std::string> read_text(const std::filesystem::path& file);

/// For a file that is there: only this user may read it from now on.
Status make_private(const std::filesystem::path& file);

Status write_key(const std::filesystem::path& file, const identity::SigningKey& key);
Result<identity::SigningKey> read_key(const std::filesystem::path& file);

}  // namespace adit::central
