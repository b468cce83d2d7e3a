// CarriedBundles: files of bundles that couriers hand over piece by piece, until they are taken in.
//
// Nothing here is a promise: the courier keeps his copy until the server says, signed, that it
// holds the file. So a file that arrived damaged is thrown away and asked for again. One caller at
// a time.
#pragma once

#include "sync/bundle_courier.h"

#include <filesystem>
#include <vector>

namespace adit::central {

constexpr std::uint64_t kCarriedSpaceMax = std::uint64_t{4} << 30;

class CarriedBundles {
public:
    explicit CarriedBundles(std::filesystem::path folder) : folder_(std::move(folder)) {}

    /// Adds a piece that fits; how many bytes of its file are here now. All of them: the file is as
    /// its digest says. Full when couriers' files take more than kCarriedSpaceMax.
    Result<std::uint64_t> add(const sync::CarriedPiece& piece);
    std::filesystem::path file(const identity::Digest& digest) const;
    /// Files of which all is here, besides this one.
    std::vector<std::filesystem::path> others(const identity::Digest& digest) const;
    void let_go(const std::filesystem::path& file) const;

private:
    std::filesystem::path beginning(const identity::Digest& digest) const;

    std::filesystem::path folder_;
};

}  // namespace adit::central
