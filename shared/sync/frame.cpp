#include "sync/frame.h"

#include <zstd.h>

namespace adit::sync {

Bytes compressed(ByteView content) {
    constexpr int kLevel = 3;  // 310 MB/s; level 9 saves 3 % more at a seventh of the speed.
    Bytes out(ZSTD_compressBound(content.size()));
    const std::size_t size =
        ZSTD_compress(out.data(), out.size(), content.data(), content.size(), kLevel);
    ENSURE(!ZSTD_isError(size));  // The room is enough by ZSTD_compressBound.
    out.resize(size);
    return out;
}

Result<Bytes> decompressed(ByteView frame, std::size_t bytes_max) {
    const Error corrupt{Code::Corrupt, "compressed bytes are damaged: send them again"};
    // Asked first: it fails on what is no frame, and an unknown size is larger than any bound.
    const unsigned long long said = ZSTD_getFrameContentSize(frame.data(), frame.size());
    if (said > bytes_max) return corrupt;
    if (ZSTD_findFrameCompressedSize(frame.data(), frame.size()) != frame.size()) return corrupt;
    Bytes out(static_cast<std::size_t>(said));
    const std::size_t size = ZSTD_decompress(out.data(), out.size(), frame.data(), frame.size());
    if (ZSTD_isError(size) || size != out.size()) return corrupt;
    return out;
}

}  // namespace adit::sync
