#include "sqlite/beside.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <filesystem>
#include <fstream>

namespace adit::sqlite {
namespace {

constexpr std::size_t kSmallBytesMax = 4096;

class Descriptor {
public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() {
        if (number_ >= 0) ::close(number_);
    }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return number_; }

private:
    int number_;
};

Error cannot_write(const std::string& path) {
    const bool full = errno == ENOSPC || errno == EDQUOT || errno == EFBIG;
    if (full) return {Code::Full, "the disk is full: free some space and try again"};
    return {Code::Refused, path + " cannot be written: check that this user may write there"};
}

}  // namespace

std::string file_identity(const std::string& path) {
    struct stat found{};
    if (::stat(path.c_str(), &found) != 0) return {};
    return std::to_string(found.st_dev) + ":" + std::to_string(found.st_ino);
}

std::optional<std::string> read_small(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) return std::nullopt;
    std::array<char, kSmallBytesMax + 1> text{};
    file.read(text.data(), text.size());
    const auto size = static_cast<std::size_t>(file.gcount());
    if (size > kSmallBytesMax) return std::nullopt;
    return std::string(text.data(), size);
}

Status write_small(const std::string& path, const std::string& text) {
    ENSURE(text.size() <= kSmallBytesMax);
    const std::string fresh = path + ".new";
    {
        const Descriptor file(
            ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
        if (file.number() < 0) return cannot_write(path);
        const auto written = ::write(file.number(), text.data(), text.size());
        if (written != static_cast<ssize_t>(text.size())) return cannot_write(path);
        if (::fsync(file.number()) != 0) return cannot_write(path);
    }
    if (std::rename(fresh.c_str(), path.c_str()) != 0) return cannot_write(path);

    const std::filesystem::path parent = std::filesystem::path(path).parent_path();
    const std::string folder = parent.empty() ? "." : parent.string();
    const Descriptor held(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (held.number() < 0 || ::fsync(held.number()) != 0) return cannot_write(path);
    return Done{};
}

Status overwrite_small(const std::string& path, std::size_t offset, const std::string& text) {
    const Descriptor file(::open(path.c_str(), O_WRONLY | O_CLOEXEC));
    if (file.number() < 0) return cannot_write(path);
    const auto written =
        ::pwrite(file.number(), text.data(), text.size(), static_cast<off_t>(offset));
    if (written != static_cast<ssize_t>(text.size())) return cannot_write(path);
    return Done{};
}

}  // namespace adit::sqlite
