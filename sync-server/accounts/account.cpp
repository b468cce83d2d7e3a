#include "accounts/account.h"

#include "base/text.h"

#include <algorithm>

namespace adit::accounts {
namespace {

bool is_name_character(char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
}

}  // namespace

bool may_see(const Viewer& viewer, std::string_view scope) {
    return std::find(viewer.scopes.begin(), viewer.scopes.end(), scope) != viewer.scopes.end();
}

Status check_name(std::string_view name) {
    const bool fits = !name.empty() && name.size() <= kNameBytesMax &&
                      std::all_of(name.begin(), name.end(), is_name_character);
    if (fits) return Done{};
    return Error{Code::BadInput, "\"" + std::string(name.substr(0, kNameBytesMax)) +
                                     "\" cannot be a user name: use small letters, figures, dots, "
                                     "dashes and underlines, such as k.mensah"};
}

Status check_password(std::string_view password) {
    if (!is_utf8(password) || characters_in(password) < kPasswordCharactersMin) {
        return Error{Code::BadInput, "this password is too short: take at least " +
                                         std::to_string(kPasswordCharactersMin) +
                                         " characters, for instance four words"};
    }
    if (password.size() > kPasswordBytesMax) {
        return Error{Code::BadInput, "this password is too long: take at most " +
                                         std::to_string(kPasswordBytesMax) + " bytes"};
    }
    return Done{};
}

Result<std::vector<std::string>> checked_scopes(std::vector<std::string> wanted,
                                                const std::vector<std::string>& programme_scopes) {
    if (wanted.empty()) {
        return Error{Code::BadInput, "name at least one country of the programme: " +
                                         joined(programme_scopes, ", ")};
    }
    std::sort(wanted.begin(), wanted.end());
    wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
    for (const std::string& scope : wanted) {
        const bool known = std::find(programme_scopes.begin(), programme_scopes.end(), scope) !=
                           programme_scopes.end();
        if (!known) {
            return Error{Code::BadInput, "\"" + scope +
                                             "\" is no country of this programme: choose from " +
                                             joined(programme_scopes, ", ")};
        }
    }
    return wanted;
}

Result<Account> new_account(Viewer viewer, std::string_view password,
                            const std::vector<std::string>& programme_scopes) {
    TRY(check_name(viewer.name));
    TRY(check_password(password));
    if (trimmed(viewer.person_name).empty() || !is_utf8(viewer.person_name)) {
        return Error{Code::BadInput, "say who this is, such as --person-name \"Kofi Mensah\""};
    }
    if (viewer.role != identity::Role::Coordinator && viewer.role != identity::Role::HqReviewer) {
        return Error{Code::BadInput,
                     "only a coordinator or an hq_reviewer opens the console: field officers work "
                     "on an enrolled laptop (device invite)"};
    }
    if (viewer.language != "en" && viewer.language != "fr") {
        return Error{Code::BadInput, "the language of the console is en or fr"};
    }
    viewer.scopes = TRY(checked_scopes(std::move(viewer.scopes), programme_scopes));
    return Account{.viewer = std::move(viewer), .password_hash = identity::password_hash(password)};
}

}  // namespace adit::accounts
