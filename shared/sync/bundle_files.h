// Bundle files: where the parts of a bundle lie on a disk or a stick, and how they get there whole.
//
// A file is written beside its name and renamed when all of it is on the disk (fsync): a stick that
// is pulled out too early has it whole or not at all. Full, Refused and NotFound say what to do.
#pragma once

#include "sync/bundle.h"

#include <filesystem>
#include <string>
#include <vector>

namespace adit::sync {

constexpr const char* kBundleEnding = ".adit-bundle";

/// "adit-GHA-2025-11-23-9f3a.adit-bundle": the same country twice a day has two names.
std::string bundle_name(const VolumeHeader& header);

/// Writes every part. `out`: a folder, or the name of the file; of several parts each then says
/// which it is: "ghana-2of3.adit-bundle". Returns the files.
Result<std::vector<std::filesystem::path>> write_bundle(const BundleMaker& maker,
                                                        const std::filesystem::path& out);

/// The file, or all bundles in the folder, by name. NotFound when there is none.
Result<std::vector<std::filesystem::path>> bundle_files_at(const std::filesystem::path& path);

Source source_of(const std::filesystem::path& file);
std::vector<Source> sources_of(const std::vector<std::filesystem::path>& files);
Result<VolumeSeen> see_file(const std::filesystem::path& file);

/// A copy that is on the disk when this returns. What lay under that name is replaced.
Status copy_durably(const std::filesystem::path& from, const std::filesystem::path& to);

/// "5MB", "700kB", "1GB", "500000" in bytes. BadInput otherwise.
Result<std::size_t> bytes_from(std::string_view text);

}  // namespace adit::sync
