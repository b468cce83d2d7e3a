#include "sim/disk.h"

#include <algorithm>
#include <cstring>

namespace adit::sim {
namespace {

constexpr std::size_t kSector = 512;
constexpr std::string_view kRoot = "/sim/";

std::map<std::uint64_t, Disk*>& disks() {
    static std::map<std::uint64_t, Disk*> all;
    return all;
}

std::uint64_t next_number() {
    static std::uint64_t last = 0;
    return ++last;
}

void write_into(Bytes& bytes, const Disk::Write& write) {
    if (write.cuts) {
        bytes.resize(std::min(bytes.size(), write.offset));
        return;
    }
    const std::size_t end = write.offset + write.bytes.size();
    if (bytes.size() < end) bytes.resize(end);
    if (!write.bytes.empty()) {
        std::memcpy(bytes.data() + write.offset, write.bytes.data(), write.bytes.size());
    }
}

}  // namespace

Disk::Disk(std::uint64_t seed)
    : number_(next_number()),
      folder_(std::string(kRoot) + std::to_string(number_) + "/"),
      chance_(seed) {
    register_vfs();
    disks()[number_] = this;
}

Disk::~Disk() { disks().erase(number_); }

Disk* Disk::at(const std::string& path) {
    if (!path.starts_with(kRoot)) return nullptr;
    const auto found = disks().find(std::stoull(path.substr(kRoot.size())));
    return found == disks().end() ? nullptr : found->second;
}

std::string Disk::name_of(const std::string& path) {
    return path.substr(path.find('/', kRoot.size()) + 1);
}

void Disk::strike_after(std::uint64_t calls, Blow blow) {
    struck_in_ = calls;
    blow_ = blow;
}

Disk::Fate Disk::next_call(bool grows) {
    if (off_) return Fate::Failed;
    ++calls_;
    if (struck_in_ && (*struck_in_)-- == 0) {
        struck_in_.reset();
        ++blows_;
        if (blow_ == Blow::Full) full_ = true;
        if (blow_ == Blow::PowerCut) off_ = true;
        if (blow_ != Blow::Full) return Fate::Failed;
    }
    if (read_only_) return Fate::Failed;
    return full_ && grows ? Fate::NoRoom : Fate::Done;
}

std::shared_ptr<Disk::File> Disk::find(const std::string& name) const {
    const auto found = files_.find(name);
    return found == files_.end() ? nullptr : found->second;
}

std::shared_ptr<Disk::File> Disk::make(const std::string& name) {
    auto& file = files_[name];
    if (file == nullptr) {
        file = std::make_shared<File>();
        file->place = ++places_;
    }
    return file;
}

Disk::Fate Disk::write(File& file, std::size_t offset, ByteView bytes) {
    const bool was_on = !off_;
    const Fate fate = next_call(offset + bytes.size() > file.now.size());
    // A call that the power cut interrupts may have written some of it all the same.
    if (fate == Fate::Done || (was_on && off_)) {
        file.unsynced.push_back({offset, Bytes(bytes.begin(), bytes.end()), false});
        write_into(file.now, file.unsynced.back());
    }
    return fate;
}

Disk::Fate Disk::truncate(File& file, std::size_t size) {
    const bool was_on = !off_;
    const Fate fate = next_call(false);
    if (fate == Fate::Done || (was_on && off_)) {
        file.unsynced.push_back({size, {}, true});
        write_into(file.now, file.unsynced.back());
    }
    return fate;
}

Disk::Fate Disk::sync(File& file) {
    const Fate fate = next_call(false);
    if (fate != Fate::Done) return fate;
    for (const Write& write : file.unsynced) write_into(file.durable, write);
    file.unsynced.clear();
    if (!file.known) replaced_.clear();  // Its folder is synced with it.
    file.known = true;
    return Fate::Done;
}

Disk::Fate Disk::erase(const std::string& name, bool at_once) {
    const Fate fate = next_call(false);
    const auto found = files_.find(name);
    if (fate != Fate::Done || found == files_.end()) return fate;
    if (found->second->known) replaced_[name] = found->second;
    files_.erase(found);
    if (at_once) replaced_.clear();
    return Fate::Done;
}

Disk::Fate Disk::rename(const std::string& from, const std::string& to) {
    const Fate fate = next_call(false);
    const auto moved = files_.find(from);
    if (fate != Fate::Done || moved == files_.end()) return fate;
    const auto old = files_.find(to);
    replaced_[to] = old == files_.end() ? nullptr : old->second;
    files_[to] = moved->second;
    files_.erase(from);
    return Fate::Done;
}

Disk::Fate Disk::sync_names() {
    const Fate fate = next_call(false);
    if (fate == Fate::Done) replaced_.clear();
    return fate;
}

void Disk::keep_by_chance(File& file) {
    const std::uint64_t all_or_none = chance_.below(4);
    for (const Write& write : file.unsynced) {
        if (all_or_none == 0) break;
        if (all_or_none == 1 || write.cuts) {
            if (all_or_none == 1 || chance_.one_in(2)) write_into(file.durable, write);
            continue;
        }
        for (std::size_t at = 0; at < write.bytes.size();) {
            const std::size_t to_edge = kSector - (write.offset + at) % kSector;
            const std::size_t size = std::min(to_edge, write.bytes.size() - at);
            const auto part = ByteView(write.bytes).subspan(at, size);
            if (chance_.one_in(2)) {
                write_into(file.durable,
                           {write.offset + at, Bytes(part.begin(), part.end()), false});
            }
            at += size;
        }
    }
    file.unsynced.clear();
    file.now = file.durable;
    file.shared.clear();
}

void Disk::restart() {
    off_ = false;
    struck_in_.reset();
    for (const auto& [name, before] : replaced_) {
        if (chance_.one_in(2)) continue;
        if (before == nullptr) {
            files_.erase(name);
        } else {
            files_[name] = before;
        }
    }
    replaced_.clear();
    for (auto at = files_.begin(); at != files_.end();) {
        keep_by_chance(*at->second);
        const bool gone = !at->second->known && chance_.one_in(2);
        at->second->known = true;
        at = gone ? files_.erase(at) : std::next(at);
    }
}

bool Disk::flip_bit(const std::string& name) {
    const auto file = find(name);
    if (file == nullptr || file->now.empty()) return false;
    const auto at = static_cast<std::size_t>(chance_.below(file->now.size()));
    const auto bit = static_cast<std::uint8_t>(1u << chance_.below(8));
    file->now[at] ^= bit;
    if (at < file->durable.size()) file->durable[at] ^= bit;
    return true;
}

Image Disk::image() const {
    Image image;
    for (const auto& [name, file] : files_) image.files[name] = {file->now, file->place};
    return image;
}

void Disk::put_back(const Image& image, bool fresh) {
    for (const auto& [name, kept] : image.files) {
        auto file = std::make_shared<File>();
        file->now = file->durable = kept.bytes;
        file->known = true;
        places_ = std::max(places_, kept.place);
        file->place = fresh ? ++places_ : kept.place;
        files_[name] = std::move(file);
    }
    replaced_.clear();
}

void Disk::remove(const std::string& name) { files_.erase(name); }

}  // namespace adit::sim
