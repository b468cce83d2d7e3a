// A picture written as a PNG file, by libpng.
#pragma once

#include "base/result.h"

#include <cstdint>
#include <filesystem>
#include <vector>

namespace adit::platform {

struct Picture {
    std::uint32_t width = 0;
    std::uint32_t height = 0;
    std::vector<std::uint8_t>
        rgb;  // Three bytes a pixel, the lowest row first, as OpenGL reads it.
};

/// Full when the disk is, BadInput when the file cannot be made there.
Status write_png(const Picture& picture, const std::filesystem::path& file);

}  // namespace adit::platform
