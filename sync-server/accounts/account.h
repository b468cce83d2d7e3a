// Account: a person who opens the console, and what that person may see.
//
// Rules only, no storage. A coordinator sees the countries of his or her own list; an HQ reviewer
// has the whole programme's list. Nothing is visible by default: every question about a country is
// asked of may_see().
#pragma once

#include "base/result.h"
#include "identity/roster.h"

#include <string>
#include <string_view>
#include <vector>

namespace adit::accounts {

/// Who is asking: an account without its secret.
struct Viewer {
    std::string name;         // "a.diallo"
    std::string person_name;  // "Aïcha Diallo"
    identity::Role role = identity::Role::Coordinator;
    std::vector<std::string> scopes;  // Country codes, sorted.
    std::string language = "en";
    bool operator==(const Viewer&) const = default;
};

struct Account {
    Viewer viewer;
    std::string password_hash;  // Argon2id, libsodium's text form.
    bool operator==(const Account&) const = default;
};

constexpr std::size_t kPasswordCharactersMin = 10;
constexpr std::size_t kPasswordBytesMax = 512;
constexpr std::size_t kNameBytesMax = 64;

bool may_see(const Viewer& viewer, std::string_view scope);

/// What an administrator typed, made into an account. BadInput says what to type instead.
/// `programme_scopes`: the countries that there are. Takes half a second (Argon2id).
Result<Account> new_account(Viewer viewer, std::string_view password,
                            const std::vector<std::string>& programme_scopes);

/// "k.mensah": small letters, figures, dots, dashes and underlines.
Status check_name(std::string_view name);
Status check_password(std::string_view password);
/// `wanted` sorted, each once. BadInput names the country that the programme does not have.
Result<std::vector<std::string>> checked_scopes(std::vector<std::string> wanted,
                                                const std::vector<std::string>& programme_scopes);

}  // namespace adit::accounts
