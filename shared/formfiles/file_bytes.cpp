#include "formfiles/file_bytes.h"

#include <fstream>

namespace adit::formfiles {

namespace fs = std::filesystem;

Result<Bytes> bytes_at(const fs::path& file) {
    std::error_code failed;
    const std::uintmax_t size = fs::file_size(file, failed);
    std::ifstream in(file, std::ios::binary);
    if (failed || !in)
        return Error{Code::NotFound, "the file " + file.string() + " cannot be read"};
    if (size > kFileBytesMax) {
        return Error{Code::BadInput, "the file " + file.string() + " is larger than " +
                                         std::to_string(kFileBytesMax >> 20) +
                                         " megabytes: shorten it"};
    }
    std::string text(size, '\0');
    in.read(text.data(), static_cast<std::streamsize>(size));
    const ByteView view =
        view_of(std::string_view(text).substr(0, static_cast<std::size_t>(in.gcount())));
    return Bytes(view.begin(), view.end());
}

}  // namespace adit::formfiles
