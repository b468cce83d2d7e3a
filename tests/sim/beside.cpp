// sqlite/beside.h answered on the simulated disk. This program defines these functions itself, so
// that the linker leaves shared/sqlite's own out; and the log too, since worlds fail on purpose by
// the thousand and what they say there is no news.
#include "sqlite/beside.h"

#include "base/log.h"
#include "sim/disk.h"

namespace adit::sqlite {
namespace {

using sim::Disk;

Error failure(Disk::Fate fate, const std::string& path) {
    if (fate == Disk::Fate::NoRoom) {
        return {Code::Full, "the disk is full: free some space and try again"};
    }
    return {Code::Refused, path + " cannot be written: check that this user may write there"};
}

}  // namespace

std::string file_identity(const std::string& path) {
    const Disk* const disk = Disk::at(path);
    if (disk == nullptr || disk->is_off()) return {};
    const auto file = disk->find(Disk::name_of(path));
    return file == nullptr ? std::string() : std::to_string(file->place);
}

std::optional<std::string> read_small(const std::string& path) {
    const Disk* const disk = Disk::at(path);
    if (disk == nullptr || disk->is_off()) return std::nullopt;
    const auto file = disk->find(Disk::name_of(path));
    if (file == nullptr) return std::nullopt;
    return std::string(text_of(file->now));
}

Status write_small(const std::string& path, const std::string& text) {
    Disk* const disk = Disk::at(path);
    ENSURE(disk != nullptr);
    if (disk->is_off() || disk->is_read_only()) return failure(Disk::Fate::Failed, path);
    const std::string name = Disk::name_of(path);
    disk->remove(name + ".new");
    const auto fresh = disk->make(name + ".new");
    Disk::Fate fate = disk->write(*fresh, 0, view_of(text));
    if (fate == Disk::Fate::Done) fate = disk->sync(*fresh);
    if (fate == Disk::Fate::Done) fate = disk->rename(name + ".new", name);
    if (fate == Disk::Fate::Done) fate = disk->sync_names();
    if (fate != Disk::Fate::Done) return failure(fate, path);
    return Done{};
}

Status overwrite_small(const std::string& path, std::size_t offset, const std::string& text) {
    Disk* const disk = Disk::at(path);
    ENSURE(disk != nullptr);
    const auto file = disk->is_off() ? nullptr : disk->find(Disk::name_of(path));
    if (file == nullptr) return failure(Disk::Fate::Failed, path);
    const Disk::Fate fate = disk->write(*file, offset, view_of(text));
    return fate == Disk::Fate::Done ? Status(Done{}) : Status(failure(fate, path));
}

}  // namespace adit::sqlite

namespace adit {

void log(Level, std::string_view, std::string_view) {}

}  // namespace adit
