#include "sqlite/failure.h"

#include <sqlite3.h>

#include <cerrno>

namespace adit::sqlite {
namespace {

Error full() {
    return {Code::Full,
            "the disk is full: free some space and try again; all that was saved before is safe"};
}

Error io_failure(sqlite3* db) {
    const int reason = db == nullptr ? 0 : sqlite3_system_errno(db);
    // EFBIG: a limit on the size of files stands in the way, which is a full disk to its owner.
    if (reason == ENOSPC || reason == EDQUOT || reason == EFBIG) return full();
    return {Code::Corrupt,
            "the disk failed while reading or writing: stop, copy the file to another disk and "
            "check this one"};
}

}  // namespace

Error failure_of(sqlite3* db, int code) {
    switch (code & 0xFF) {
        case SQLITE_FULL:
            return full();
        case SQLITE_IOERR:
            return io_failure(db);
        case SQLITE_NOTADB:
            return {Code::Corrupt,
                    "the file is not a store of Adit, or this is not its key: check which file "
                    "and which passphrase were given"};
        case SQLITE_CORRUPT:
            return {Code::Corrupt,
                    "the file is damaged: do not write to it; restore a copy or bring the records "
                    "back by an exchange"};
        case SQLITE_BUSY:
        case SQLITE_LOCKED:
            return {Code::Unavailable,
                    "another program is writing to the file: close it, or try again in a moment"};
        case SQLITE_READONLY:
        case SQLITE_PERM:
        case SQLITE_AUTH:
            return {Code::Refused,
                    "the file cannot be written: it or its folder is read-only for this user; "
                    "change that and open it again"};
        case SQLITE_CANTOPEN:
            return {Code::NotFound,
                    "the file cannot be opened: check that its folder exists and that this user "
                    "may write there"};
        case SQLITE_TOOBIG:
            return {Code::BadInput, "a text or a file is too large to be kept: shorten it"};
        case SQLITE_NOMEM:
            return {Code::Full, "the memory is full: close other programs"};
        default:
            break;
    }
    const char* words = db == nullptr ? sqlite3_errstr(code) : sqlite3_errmsg(db);
    return {Code::BadInput, std::string("the store did not take it (") + words + ")"};
}

}  // namespace adit::sqlite
