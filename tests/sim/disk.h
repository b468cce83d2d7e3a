// A machine's disk, simulated: the store's files and the marker beside it live in it, in memory.
//
// SQLite comes here through a VFS that is this program's default; the marker through
// sqlite/beside.h, which this program answers itself (beside.cpp). Nothing of either touches the
// real disk.
//
// What was synced stays. When the power goes, of all that was written since each sector is there or
// not, by chance; a file that was never synced may be gone, one that was deleted may be back. The
// disk can be full (nothing grows), read-only, fail one call, or turn a bit over while it lies
// idle. Which call is struck is said beforehand: writes, syncs, truncations, deletions and renames
// count.
#pragma once

#include "base/bytes.h"
#include "support/any_change.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace adit::sim {

/// What befalls one call.
enum class Blow { PowerCut, Failure, Full };

/// What a backup holds: each file's bytes, and its place on the disk.
struct Image {
    struct Kept {
        Bytes bytes;
        std::uint64_t place = 0;
    };
    std::map<std::string, Kept> files;
};

class Disk {
public:
    explicit Disk(std::uint64_t seed);
    ~Disk();
    Disk(const Disk&) = delete;
    Disk& operator=(const Disk&) = delete;

    /// The path under which programs find a file of this disk.
    std::string path_of(const std::string& name) const { return folder_ + name; }

    // --- what befalls it ------------------------------------------------------------------------
    /// The call after `calls` more is struck, once.
    void strike_after(std::uint64_t calls, Blow blow);
    void spare() { struck_in_.reset(); }
    void cut_power() { off_ = true; }
    bool is_off() const { return off_; }
    /// As it is found when the power is back. Whoever had files open must have closed them.
    void restart();
    void set_full(bool full) { full_ = full; }
    bool is_full() const { return full_; }
    void set_read_only(bool read_only) { read_only_ = read_only; }
    bool is_read_only() const { return read_only_; }
    /// Turns one bit of a file over. False when there is no such file, or it is empty.
    bool flip_bit(const std::string& name);
    std::uint64_t calls() const { return calls_; }
    /// How many calls were struck until now.
    std::uint64_t blows() const { return blows_; }

    // --- copies ---------------------------------------------------------------------------------
    Image image() const;
    /// Puts these files back; `fresh`: as copies, each at a place of its own, and not as they
    /// stood.
    void put_back(const Image& image, bool fresh);
    void remove(const std::string& name);

    // --- for those who answer to programs -----------------------------------------------------
    struct Write {
        std::size_t offset = 0;
        Bytes bytes;
        bool cuts = false;  // The file ends at `offset`.
    };
    struct File {
        Bytes now;
        Bytes durable;
        std::vector<Write> unsynced;
        bool known = false;  // Its name is durable.
        std::uint64_t place = 0;
        std::vector<std::unique_ptr<Bytes>> shared;  // Regions of a write-ahead log's index.
    };
    /// What a call that writes comes to.
    enum class Fate { Done, Failed, NoRoom };

    static Disk* at(const std::string& path);
    static std::string name_of(const std::string& path);
    /// Shared by the folder and whoever has it open, as on Unix: a deleted file lives till closed.
    std::shared_ptr<File> find(const std::string& name) const;
    std::shared_ptr<File> make(const std::string& name);
    Fate write(File& file, std::size_t offset, ByteView bytes);
    Fate truncate(File& file, std::size_t size);
    Fate sync(File& file);
    Fate erase(const std::string& name, bool at_once);
    Fate rename(const std::string& from, const std::string& to);
    Fate sync_names();

private:
    Fate next_call(bool grows);
    void keep_by_chance(File& file);

    std::uint64_t number_;
    std::string folder_;
    test::Chance chance_;
    std::map<std::string, std::shared_ptr<File>> files_;
    std::map<std::string, std::shared_ptr<File>> replaced_;  // By changes of names not yet durable.
    std::optional<std::uint64_t> struck_in_;
    Blow blow_ = Blow::PowerCut;
    bool off_ = false;
    bool full_ = false;
    bool read_only_ = false;
    std::uint64_t calls_ = 0;
    std::uint64_t blows_ = 0;
    std::uint64_t places_ = 0;
};

/// Makes the VFS the default of this process; once, before the first store is opened.
void register_vfs();

}  // namespace adit::sim
