// The simulated disk as SQLite asks for one: its default VFS in this program.
//
// One connection a file: locks are always free, and the index of a write-ahead log (its shared
// memory) lies in the file's own memory, gone with the power.
#include "sim/disk.h"

#include <sqlite3.h>

#include <algorithm>
#include <cstring>
#include <new>

namespace adit::sim {
namespace {

struct Handle {
    sqlite3_file base;
    Disk* disk;
    std::shared_ptr<Disk::File>* file;
    std::string* erased_at_close;
};

Handle& handle_of(sqlite3_file* file) { return *reinterpret_cast<Handle*>(file); }

int code_of(Disk::Fate fate, int failure) {
    if (fate == Disk::Fate::Done) return SQLITE_OK;
    return fate == Disk::Fate::NoRoom ? SQLITE_FULL : failure;
}

int close(sqlite3_file* file) {
    Handle& handle = handle_of(file);
    if (handle.erased_at_close != nullptr) handle.disk->remove(*handle.erased_at_close);
    delete handle.erased_at_close;
    delete handle.file;
    return SQLITE_OK;
}

int read(sqlite3_file* file, void* into, int size, sqlite3_int64 offset) {
    const Handle& handle = handle_of(file);
    if (handle.disk->is_off()) return SQLITE_IOERR_READ;
    const Bytes& bytes = (*handle.file)->now;
    const auto from = std::min(static_cast<std::size_t>(offset), bytes.size());
    const auto wanted = static_cast<std::size_t>(size);
    const auto found = std::min(wanted, bytes.size() - from);
    std::memset(into, 0, wanted);
    if (found > 0) std::memcpy(into, bytes.data() + from, found);
    return found == wanted ? SQLITE_OK : SQLITE_IOERR_SHORT_READ;
}

int write(sqlite3_file* file, const void* from, int size, sqlite3_int64 offset) {
    const Handle& handle = handle_of(file);
    const ByteView bytes{static_cast<const std::uint8_t*>(from), static_cast<std::size_t>(size)};
    return code_of(handle.disk->write(**handle.file, static_cast<std::size_t>(offset), bytes),
                   SQLITE_IOERR_WRITE);
}

int truncate(sqlite3_file* file, sqlite3_int64 size) {
    const Handle& handle = handle_of(file);
    return code_of(handle.disk->truncate(**handle.file, static_cast<std::size_t>(size)),
                   SQLITE_IOERR_TRUNCATE);
}

int sync(sqlite3_file* file, int) {
    const Handle& handle = handle_of(file);
    return code_of(handle.disk->sync(**handle.file), SQLITE_IOERR_FSYNC);
}

int file_size(sqlite3_file* file, sqlite3_int64* size) {
    const Handle& handle = handle_of(file);
    if (handle.disk->is_off()) return SQLITE_IOERR_FSTAT;
    *size = static_cast<sqlite3_int64>((*handle.file)->now.size());
    return SQLITE_OK;
}

int is_free(sqlite3_file*, int) { return SQLITE_OK; }

int is_reserved(sqlite3_file*, int* reserved) {
    *reserved = 0;
    return SQLITE_OK;
}

int control(sqlite3_file*, int, void*) { return SQLITE_NOTFOUND; }
int sector_size(sqlite3_file*) { return 512; }
int characteristics(sqlite3_file*) { return SQLITE_IOCAP_POWERSAFE_OVERWRITE; }

int map_shared(sqlite3_file* file, int region, int size, int extend, void volatile** out) {
    const Handle& handle = handle_of(file);
    auto& regions = (*handle.file)->shared;
    *out = nullptr;
    const auto place = static_cast<std::size_t>(region);
    while (regions.size() <= place && extend != 0) {
        regions.push_back(std::make_unique<Bytes>(static_cast<std::size_t>(size)));
    }
    if (place < regions.size()) *out = regions[place]->data();
    return SQLITE_OK;
}

int lock_shared(sqlite3_file*, int, int, int) { return SQLITE_OK; }
void barrier(sqlite3_file*) {}

int unmap_shared(sqlite3_file* file, int) {
    (*handle_of(file).file)->shared.clear();
    return SQLITE_OK;
}

const sqlite3_io_methods kMethods{
    .iVersion = 2,
    .xClose = close,
    .xRead = read,
    .xWrite = write,
    .xTruncate = truncate,
    .xSync = sync,
    .xFileSize = file_size,
    .xLock = is_free,
    .xUnlock = is_free,
    .xCheckReservedLock = is_reserved,
    .xFileControl = control,
    .xSectorSize = sector_size,
    .xDeviceCharacteristics = characteristics,
    .xShmMap = map_shared,
    .xShmLock = lock_shared,
    .xShmBarrier = barrier,
    .xShmUnmap = unmap_shared,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int open(sqlite3_vfs*, const char* path, sqlite3_file* file, int flags, int* out_flags) {
    auto& handle = *::new (file) Handle{};
    if (path == nullptr) return SQLITE_CANTOPEN;  // Temporary tables stay in memory here.
    Disk* const disk = Disk::at(path);
    if (disk == nullptr || disk->is_off()) return SQLITE_CANTOPEN;
    const std::string name = Disk::name_of(path);
    auto found = disk->find(name);
    if (found == nullptr && ((flags & SQLITE_OPEN_CREATE) == 0 || disk->is_read_only())) {
        return SQLITE_CANTOPEN;
    }
    if (found == nullptr) found = disk->make(name);
    handle.disk = disk;
    handle.file = new std::shared_ptr<Disk::File>(std::move(found));
    if ((flags & SQLITE_OPEN_DELETEONCLOSE) != 0) handle.erased_at_close = new std::string(name);
    if (disk->is_read_only()) {
        flags = (flags & ~(SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE)) | SQLITE_OPEN_READONLY;
    }
    if (out_flags != nullptr) *out_flags = flags;
    handle.base.pMethods = &kMethods;
    return SQLITE_OK;
}

int erase(sqlite3_vfs*, const char* path, int at_once) {
    Disk* const disk = Disk::at(path);
    if (disk == nullptr || disk->is_off()) return SQLITE_IOERR_DELETE;
    const std::string name = Disk::name_of(path);
    if (disk->find(name) == nullptr) return SQLITE_IOERR_DELETE_NOENT;
    return code_of(disk->erase(name, at_once != 0), SQLITE_IOERR_DELETE);
}

int exists(sqlite3_vfs*, const char* path, int flags, int* out) {
    Disk* const disk = Disk::at(path);
    if (disk == nullptr || disk->is_off()) return SQLITE_IOERR_ACCESS;
    const auto file = disk->find(Disk::name_of(path));
    const bool writes = flags == SQLITE_ACCESS_READWRITE;
    // As Unix has it: an empty file counts as none where SQLite asks whether a journal is there.
    const bool there = file != nullptr && (writes || !file->now.empty());
    *out = there && !(writes && disk->is_read_only()) ? 1 : 0;
    return SQLITE_OK;
}

int full_path(sqlite3_vfs*, const char* path, int size, char* out) {
    if (std::strlen(path) >= static_cast<std::size_t>(size)) return SQLITE_CANTOPEN;
    std::strcpy(out, path);
    return SQLITE_OK;
}

int randomness(sqlite3_vfs*, int size, char* out) {
    std::memset(out, 0x5a, static_cast<std::size_t>(size));
    return size;
}

int pause(sqlite3_vfs*, int microseconds) { return microseconds; }

int now_64(sqlite3_vfs*, sqlite3_int64* out) {
    *out = 212'000'000'000'000;
    return SQLITE_OK;
}

int now(sqlite3_vfs*, double* out) {
    *out = 2'453'703.7;
    return SQLITE_OK;
}

int last_error(sqlite3_vfs*, int, char*) { return 0; }

}  // namespace

void register_vfs() {
    static sqlite3_vfs vfs = [] {
        sqlite3_vfs made{};
        made.iVersion = 2;
        made.szOsFile = sizeof(Handle);
        made.mxPathname = 512;
        made.zName = "adit-sim";
        made.xOpen = open;
        made.xDelete = erase;
        made.xAccess = exists;
        made.xFullPathname = full_path;
        made.xRandomness = randomness;
        made.xSleep = pause;
        made.xCurrentTime = now;
        made.xGetLastError = last_error;
        made.xCurrentTimeInt64 = now_64;
        return made;
    }();
    static const int registered = sqlite3_vfs_register(&vfs, 1);
    ENSURE(registered == SQLITE_OK);
}

}  // namespace adit::sim
