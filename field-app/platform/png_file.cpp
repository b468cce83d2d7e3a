#include "platform/png_file.h"

#include <png.h>

#include <algorithm>
#include <cerrno>
#include <system_error>

namespace adit::platform {

Status write_png(const Picture& picture, const std::filesystem::path& file) {
    const std::size_t row_bytes = std::size_t{picture.width} * 3;
    ENSURE(picture.rgb.size() == row_bytes * picture.height);
    std::vector<std::uint8_t> top_down(picture.rgb.size());
    for (std::size_t row = 0; row < picture.height; ++row) {
        const auto from = picture.rgb.begin() + static_cast<std::ptrdiff_t>(row * row_bytes);
        const std::size_t to = (picture.height - 1 - row) * row_bytes;
        std::copy_n(from, row_bytes, top_down.begin() + static_cast<std::ptrdiff_t>(to));
    }

    png_image image{};
    image.version = PNG_IMAGE_VERSION;
    image.width = picture.width;
    image.height = picture.height;
    image.format = PNG_FORMAT_RGB;
    errno = 0;
    const int written =
        png_image_write_to_file(&image, file.c_str(), 0, top_down.data(), 0, nullptr);
    if (written != 0) return Done{};
    const bool full = errno == ENOSPC;
    return Error{full ? Code::Full : Code::BadInput,
                 file.string() + " cannot be written (" + image.message +
                     "): choose a folder that exists and has space"};
}

}  // namespace adit::platform
