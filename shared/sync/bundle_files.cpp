#include "sync/bundle_files.h"

#include "base/text.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fstream>

namespace adit::sync {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kDateLength = 10;  // "2025-11-23"
constexpr std::size_t kCopyBytes = std::size_t{256} * 1024;

Error cannot_write(const fs::path& file, int number) {
    if (number == ENOSPC || number == EDQUOT) {
        return {Code::Full, "there is no room left for " + file.string() +
                                ": free some space, or choose smaller parts"};
    }
    return {Code::Refused, "cannot write " + file.string() + ": " + std::strerror(number) +
                               "; look whether the stick is there and may be written"};
}

/// A file on its way: under its own name only once all of it is on the disk.
class NewFile {
public:
    explicit NewFile(fs::path file) : file_(std::move(file)), beside_(file_) {
        beside_ += ".part";
        handle_ = ::open(beside_.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
        trouble_ = handle_ < 0 ? errno : 0;
    }
    ~NewFile() {
        if (handle_ < 0) return;
        ::close(handle_);
        std::error_code ignored;
        fs::remove(beside_, ignored);
    }
    NewFile(const NewFile&) = delete;
    NewFile& operator=(const NewFile&) = delete;

    Status write(ByteView bytes) {
        if (handle_ < 0) return cannot_write(file_, trouble_);
        while (!bytes.empty()) {
            const ssize_t wrote = ::write(handle_, bytes.data(), bytes.size());
            if (wrote < 0 && errno == EINTR) continue;
            if (wrote < 0) return cannot_write(file_, errno);
            bytes = bytes.subspan(static_cast<std::size_t>(wrote));
        }
        return Done{};
    }

    Status finish() {
        if (handle_ < 0) return cannot_write(file_, trouble_);
        if (::fsync(handle_) != 0) return cannot_write(file_, errno);
        const int closed = ::close(std::exchange(handle_, -1));
        if (closed != 0) return cannot_write(file_, errno);
        std::error_code failed;
        fs::rename(beside_, file_, failed);
        if (failed) return cannot_write(file_, failed.value());
        const fs::path folder = file_.has_parent_path() ? file_.parent_path() : fs::path(".");
        const int above = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
        if (above < 0) return Done{};
        ::fsync(above);  // Some sticks' file systems cannot: the file itself is there.
        ::close(above);
        return Done{};
    }

private:
    fs::path file_, beside_;
    int handle_ = -1;
    int trouble_ = 0;
};

fs::path name_of_part(const fs::path& file, std::uint64_t part, std::uint64_t parts) {
    if (parts == 1) return file;
    fs::path out = file;
    out.replace_filename(file.stem().string() + "-" + std::to_string(part) + "of" +
                         std::to_string(parts) + file.extension().string());
    return out;
}

}  // namespace

std::string bundle_name(const VolumeHeader& header) {
    const std::string set = hex(header.set);
    return "adit-" + header.scope.code + "-" + iso_time(header.made_ms).substr(0, kDateLength) +
           "-" + set.substr(0, 4) + kBundleEnding;
}

Result<std::vector<fs::path>> write_bundle(const BundleMaker& maker, const fs::path& out) {
    std::error_code ignored;
    fs::path file = out;
    if (out.empty() || fs::is_directory(out, ignored)) file = out / bundle_name(maker.header(1));
    if (file.extension() != kBundleEnding) file += kBundleEnding;
    std::vector<fs::path> files;
    for (std::size_t part = 1; part <= maker.parts(); ++part) {
        files.push_back(name_of_part(file, part, maker.parts()));
        NewFile written(files.back());
        TRY(maker.write(part, [&](ByteView bytes) { return written.write(bytes); }));
        TRY(written.finish());
    }
    return files;
}

Result<std::vector<fs::path>> bundle_files_at(const fs::path& path) {
    std::error_code trouble;
    if (!fs::is_directory(path, trouble)) {
        if (fs::exists(path, trouble)) return std::vector{path};
        return Error{Code::NotFound, "there is nothing at " + path.string() +
                                         ": look whether the stick is there, and check the name"};
    }
    std::vector<fs::path> files;
    for (const auto& entry : fs::directory_iterator(path, trouble)) {
        const bool file = entry.is_regular_file(trouble);
        if (file && entry.path().extension() == kBundleEnding) files.push_back(entry.path());
    }
    std::ranges::sort(files);
    if (!files.empty()) return files;
    return Error{Code::NotFound, "no bundle (a file whose name ends in .adit-bundle) lies in " +
                                     path.string() + ": choose another folder"};
}

Source source_of(const fs::path& file) {
    return [file]() -> Result<std::unique_ptr<std::istream>> {
        auto stream = std::make_unique<std::ifstream>(file, std::ios::binary);
        if (!*stream) {
            return Error{Code::NotFound,
                         "cannot read " + file.string() + ": look whether the stick is there"};
        }
        return std::unique_ptr<std::istream>(std::move(stream));
    };
}

std::vector<Source> sources_of(const std::vector<fs::path>& files) {
    std::vector<Source> out;
    for (const fs::path& file : files) out.push_back(source_of(file));
    return out;
}

Result<VolumeSeen> see_file(const fs::path& file) {
    const auto stream = TRY(source_of(file)());
    return see_volume(*stream);
}

Status copy_durably(const fs::path& from, const fs::path& to) {
    const auto in = TRY(source_of(from)());
    NewFile copy(to);
    Bytes block(kCopyBytes);
    for (;;) {
        in->read(reinterpret_cast<char*>(block.data()), static_cast<std::streamsize>(block.size()));
        const auto got = static_cast<std::size_t>(in->gcount());
        if (got == 0) break;
        TRY(copy.write(ByteView(block).first(got)));
    }
    if (in->bad()) {
        return Error{Code::Refused, "cannot read all of " + from.string() + ": copy it again"};
    }
    return copy.finish();
}

Result<std::size_t> bytes_from(std::string_view text) {
    struct Unit {
        std::string_view word;
        double bytes;
    };
    constexpr std::array kUnits = {Unit{"", 1},     Unit{"b", 1},    Unit{"kb", 1e3},
                                   Unit{"mb", 1e6}, Unit{"gb", 1e9}, Unit{"ko", 1e3},
                                   Unit{"mo", 1e6}, Unit{"go", 1e9}};
    double number = 0;
    const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
    const std::string word = folded(trimmed({end, text.data() + text.size()}));
    const auto unit = std::ranges::find(kUnits, std::string_view(word), &Unit::word);
    const bool good = failed == std::errc() && unit != kUnits.end() && number > 0 && number < 1e9;
    if (!good) return Error{Code::BadInput, "a size is a number with kB, MB or GB, such as 5MB"};
    return static_cast<std::size_t>(number * unit->bytes);
}

}  // namespace adit::sync
