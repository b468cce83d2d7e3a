#include "central/serving_lock.h"

namespace adit::central {

Result<std::unique_ptr<ServingLock>> ServingLock::take(const std::filesystem::path& file) {
    auto db = TRY(sqlite::Database::open(
        {.path = file.string(), .busy_max = std::chrono::milliseconds{200}}));
    std::unique_ptr<ServingLock> lock(new ServingLock(std::move(db)));
    auto held = lock->db_.begin();
    if (!held && held.error().code == Code::Unavailable) {
        return Error{Code::Unavailable, "another adit-server uses " + file.parent_path().string() +
                                            " already: stop it first (with a TERM signal), or name "
                                            "another folder with --data"};
    }
    if (!held) return std::move(held).error();
    lock->held_.emplace(*std::move(held));
    return lock;
}

}  // namespace adit::central
