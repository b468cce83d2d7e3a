#include "central/data_folder.h"

#include "base/bytes.h"
#include "base/text.h"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <system_error>

namespace adit::central {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kTextBytesMax = 1U << 20U;

}  // namespace

Status make_folder(const DataFolder& folder) {
    std::error_code failed;
    if (fs::exists(folder.people(), failed) || fs::exists(folder.programme_key(), failed)) {
        return Error{Code::Refused, "there is a server in " + folder.path.string() +
                                        " already: start it with adit-server serve, or name "
                                        "another folder with --data"};
    }
    fs::create_directories(folder.path, failed);
    if (!failed) {
        fs::permissions(folder.path, fs::perms::owner_all, fs::perm_options::replace, failed);
    }
    if (failed) {
        return Error{Code::Refused,
                     "cannot make the folder " + folder.path.string() + ": " + failed.message()};
    }
    return Done{};
}

Status write_secret(const fs::path& file, std::string_view text) {
    std::error_code failed;
    if (fs::exists(file, failed)) {
        return Error{Code::Refused, file.string() + " is there already: it is left as it is"};
    }
    std::ofstream out(file, std::ios::binary);
    // Narrowed while still empty, so that the secret is never there for others.
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write, fs::perm_options::replace,
                    failed);
    out.write(text.data(), static_cast<std::streamsize>(text.size()));
    out.close();
    if (failed || !out) {
        return Error{Code::Full, "cannot write " + file.string() +
                                     ": look whether the disk is full and the folder yours"};
    }
    return Done{};
}

Result<std::string> read_text(const fs::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) {
        return Error{Code::NotFound, "cannot read " + file.string() +
                                         ": name the server's folder with --data, or make one "
                                         "with adit-server init"};
    }
    std::ostringstream text;
    text << in.rdbuf();
    if (text.view().size() > kTextBytesMax) {
        return Error{Code::BadInput, file.string() + " is too large to be what its name says"};
    }
    return std::move(text).str();
}

Status make_private(const fs::path& file) {
    std::error_code failed;
    fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write, fs::perm_options::replace,
                    failed);
    if (!failed) return Done{};
    return Error{Code::Refused,
                 "cannot keep " + file.string() + " from others: " + failed.message()};
}

Status write_key(const fs::path& file, const identity::SigningKey& key) {
    return write_secret(file, hex(key.seed()) + "\n");
}

Result<identity::SigningKey> read_key(const fs::path& file) {
    const std::string text = TRY(read_text(file));
    const auto bytes = bytes_from_hex(trimmed(text));
    std::array<std::uint8_t, 32> seed{};
    if (!bytes || bytes->size() != seed.size()) {
        return Error{Code::Corrupt, file.string() +
                                        " holds no key: bring it back from your backup of this "
                                        "folder"};
    }
    std::copy(bytes->begin(), bytes->end(), seed.begin());
    return identity::SigningKey::from_seed(seed);
}

}  // namespace adit::central
