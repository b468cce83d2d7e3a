// Words for tests that attach files: photos that are only bytes, by chance from a seed.
#pragma once

#include "base/ensure.h"
#include "record/change.h"
#include "store/attachment_store.h"
#include "support/folder.h"

#include <random>
#include <sstream>
#include <string>

namespace adit::test {

/// So many bytes that no compression makes smaller; the same for the same `which`.
inline Bytes photo(std::size_t size, unsigned which = 1) {
    std::mt19937_64 chance(std::uint64_t{which} * 1'000'003 + size);
    Bytes bytes(size);
    for (std::uint8_t& byte : bytes) byte = static_cast<std::uint8_t>(chance());
    return bytes;
}

inline store::Content content_of(const Bytes& bytes) {
    return {.hash = identity::digest_of(bytes), .size_bytes = bytes.size()};
}

inline record::AttachmentRef named(const Bytes& bytes, std::string name = "pit.jpg") {
    const store::Content content = content_of(bytes);
    return {.hash = content.hash, .size_bytes = content.size_bytes, .name = std::move(name)};
}

inline std::unique_ptr<store::AttachmentStore> open_files(const std::filesystem::path& path) {
    auto opened = store::AttachmentStore::open(path.string());
    ENSURE(static_cast<bool>(opened));
    return *std::move(opened);
}

inline store::Content keep(store::AttachmentStore& files, const Bytes& bytes) {
    std::istringstream in{std::string(text_of(ByteView(bytes)))};
    const auto kept = files.keep(in);
    ENSURE(static_cast<bool>(kept));
    return *kept;
}

/// All that is here of it.
inline Bytes bytes_in(store::AttachmentStore& files, const store::Content& file) {
    const auto bytes = files.read(file, 0, std::size_t{64} * 1024 * 1024);
    ENSURE(static_cast<bool>(bytes));
    return *bytes;
}

}  // namespace adit::test
