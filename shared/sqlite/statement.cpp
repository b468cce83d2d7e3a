#include "base/text.h"
#include "sqlite/database.h"
#include "sqlite/failure.h"

#include <sqlite3.h>

#include <algorithm>

namespace adit::sqlite {
namespace {

sqlite3_destructor_type keeping(bool copies) { return copies ? SQLITE_TRANSIENT : SQLITE_STATIC; }

}  // namespace

// OR FAIL: what it leaves undone, the transaction undoes. By itself SQLite would keep a copy of
// each page that a statement of several rows touches, and that costs more than the statement saves.
Insertion::Insertion(std::string_view into) {
    const auto columns = std::ranges::count(into, ',') + 1;
    const std::vector<std::string> places(static_cast<std::size_t>(columns), "?");
    const std::string row = "(" + joined(places, ", ") + ")";
    const std::string start = "INSERT OR FAIL INTO " + std::string(into) + " VALUES ";
    one_ = start + row;
    several_ = start + joined(std::vector<std::string>(kRows, row), ", ");
}

Statement::~Statement() {
    if (raw_ == nullptr) return;
    if (lent_ == nullptr) {
        sqlite3_finalize(raw_);
        return;
    }
    sqlite3_reset(raw_);
    sqlite3_clear_bindings(raw_);
    *lent_ = false;
}

Result<bool> Statement::next() {
    const int code = sqlite3_step(raw_);
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return failure_of(sqlite3_db_handle(raw_), code);
}

Status Statement::run() {
    const bool row = TRY(next());
    ENSURE(!row);
    sqlite3_reset(raw_);
    return Done{};
}

std::int64_t Statement::integer(int column) const { return sqlite3_column_int64(raw_, column); }

double Statement::real(int column) const { return sqlite3_column_double(raw_, column); }

std::string Statement::text(int column) const { return std::string(text_of(blob(column))); }

ByteView Statement::blob(int column) const {
    const auto* bytes = static_cast<const std::uint8_t*>(sqlite3_column_blob(raw_, column));
    const int size = sqlite3_column_bytes(raw_, column);
    return {bytes, static_cast<std::size_t>(size)};
}

bool Statement::is_null(int column) const {
    return sqlite3_column_type(raw_, column) == SQLITE_NULL;
}

// A bind fails only when the placeholder is not there or memory is out: both are ours to prevent.
void Statement::bind_one(int place, std::int64_t value) {
    ENSURE(sqlite3_bind_int64(raw_, place, value) == SQLITE_OK);
}

void Statement::bind_one(int place, double value) {
    ENSURE(sqlite3_bind_double(raw_, place, value) == SQLITE_OK);
}

void Statement::bind_one(int place, std::string_view value) {
    const char* bytes = value.empty() ? "" : value.data();  // A null pointer would bind NULL.
    ENSURE(sqlite3_bind_text64(raw_, place, bytes, value.size(), keeping(copies_), SQLITE_UTF8) ==
           SQLITE_OK);
}

void Statement::bind_one(int place, ByteView value) {
    const void* bytes = value.empty() ? static_cast<const void*>("") : value.data();
    ENSURE(sqlite3_bind_blob64(raw_, place, bytes, value.size(), keeping(copies_)) == SQLITE_OK);
}

void Statement::bind_null(int place) { ENSURE(sqlite3_bind_null(raw_, place) == SQLITE_OK); }

}  // namespace adit::sqlite
