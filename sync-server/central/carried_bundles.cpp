#include "central/carried_bundles.h"

#include "base/log.h"
#include "sync/bundle_files.h"

#include <algorithm>
#include <fstream>

namespace adit::central {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kReadBytes = std::size_t{256} * 1024;

std::uint64_t size_of(const fs::path& file) {
    std::error_code none;
    const auto size = fs::file_size(file, none);
    return none ? 0 : size;
}

std::uint64_t size_of_all(const fs::path& folder) {
    std::uint64_t sum = 0;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(folder, none)) sum += size_of(entry.path());
    return sum;
}

identity::Digest digest_of_file(const fs::path& file) {
    identity::RunningDigest digest;
    std::ifstream in(file, std::ios::binary);
    std::string block(kReadBytes, '\0');
    do {
        in.read(block.data(), static_cast<std::streamsize>(block.size()));
        digest.add(view_of(block).first(static_cast<std::size_t>(in.gcount())));
    } while (in);
    return digest.now();
}

}  // namespace

fs::path CarriedBundles::file(const identity::Digest& digest) const {
    return folder_ / (hex(digest) + sync::kBundleEnding);
}

fs::path CarriedBundles::beginning(const identity::Digest& digest) const {
    return folder_ / (hex(digest) + ".part");
}

std::vector<fs::path> CarriedBundles::others(const identity::Digest& digest) const {
    std::vector<fs::path> out;
    const auto all = sync::bundle_files_at(folder_);
    if (!all) return out;
    std::ranges::copy_if(*all, std::back_inserter(out),
                         [&](const fs::path& one) { return one != file(digest); });
    return out;
}

void CarriedBundles::let_go(const fs::path& file) const {
    std::error_code ignored;
    fs::remove(file, ignored);
}

Result<std::uint64_t> CarriedBundles::add(const sync::CarriedPiece& piece) {
    const fs::path whole = file(piece.file);
    const fs::path begun = beginning(piece.file);
    std::error_code failed;
    if (fs::exists(whole, failed)) return piece.size;
    const std::uint64_t have = size_of(begun);
    if (piece.bytes.empty() || piece.from != have) return have;
    fs::create_directories(folder_, failed);
    fs::permissions(folder_, fs::perms::owner_all, fs::perm_options::replace, failed);
    if (size_of_all(folder_) + piece.bytes.size() > kCarriedSpaceMax) {
        return Error{Code::Full,
                     "the server has no room left for carried bundles: keep yours, and "
                     "tell who runs the server"};
    }
    {
        std::ofstream out(begun, std::ios::binary | std::ios::app);
        const std::string_view text = text_of(ByteView(piece.bytes));
        out.write(text.data(), static_cast<std::streamsize>(text.size()));
        out.close();
        if (!out) return Error{Code::Full, "the server's disk is full: keep the bundle"};
    }
    const std::uint64_t now = have + piece.bytes.size();
    if (now < piece.size) return now;
    if (digest_of_file(begun) != piece.file) {
        log(Level::Warning, "central", "a carried bundle arrived damaged: it is asked for again");
        let_go(begun);
        return std::uint64_t{0};
    }
    if (auto seen = sync::see_file(begun); !seen) {
        let_go(begun);
        return std::move(seen).error();
    }
    fs::rename(begun, whole, failed);
    return failed ? std::uint64_t{0} : piece.size;
}

}  // namespace adit::central
