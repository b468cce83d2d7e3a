#include "work/files.h"

#include <cerrno>
#include <cstring>
#include <fstream>

namespace adit::work {
namespace {

Error cannot_write(const std::filesystem::path& file, int number) {
    if (number == ENOSPC) {
        return {Code::Full,
                "the disk is full; free some space and write " + file.string() + " again"};
    }
    return {Code::Refused, "cannot write " + file.string() + ": " + std::strerror(number)};
}

}  // namespace

Result<std::string> read_file(const std::filesystem::path& file) {
    std::error_code trouble;
    const auto size = std::filesystem::file_size(file, trouble);
    if (trouble) {
        return Error{Code::NotFound, "cannot read the file " + file.string() + ": " +
                                         trouble.message() + "; check its name"};
    }
    if (size > kFileBytesMax) {
        return Error{Code::BadInput, "the file " + file.string() + " is larger than 512 MiB"};
    }
    std::ifstream stream(file, std::ios::binary);
    std::string content(size, '\0');
    stream.read(content.data(), static_cast<std::streamsize>(size));
    if (!stream) return Error{Code::NotFound, "cannot read the file " + file.string()};
    return content;
}

Status write_file(const std::filesystem::path& file, std::string_view content) {
    std::filesystem::path beside = file;
    beside += ".part";
    errno = 0;
    {
        std::ofstream stream(beside, std::ios::binary | std::ios::trunc);
        stream.write(content.data(), static_cast<std::streamsize>(content.size()));
        stream.flush();
        if (!stream) {
            const int number = errno;
            std::error_code ignored;
            std::filesystem::remove(beside, ignored);
            return cannot_write(file, number);
        }
    }
    std::error_code trouble;
    std::filesystem::rename(beside, file, trouble);
    if (trouble) return cannot_write(file, trouble.value());
    return Done{};
}

}  // namespace adit::work
