// A stick in a test: the files of bundles, as bytes in memory.
#pragma once

#include "support/fleet.h"
#include "sync/bundle.h"

#include <sstream>
#include <string>
#include <vector>

namespace adit::test {

inline sync::BundleDesk desk_of(const Programme& programme, const Replica& replica,
                                std::vector<record::ScopeId> scopes) {
    return {.store = *replica.store,
            .self = replica.self,
            .roster = programme.roster,
            .signed_roster = programme.signed_roster,
            .programme_key = programme.key.public_key(),
            .scopes = std::move(scopes),
            .world = replica.world};
}

/// All files of one bundle.
inline std::vector<std::string> bundle_of(const sync::BundleDesk& desk,
                                          const sync::BundleWish& wish) {
    const auto maker = must(sync::BundleMaker::plan(desk, wish));
    std::vector<std::string> files;
    for (std::size_t part = 1; part <= maker.parts(); ++part) {
        std::string file;
        must(maker.write(part, [&](ByteView bytes) {
            file += text_of(bytes);
            return Status(Done{});
        }));
        files.push_back(std::move(file));
    }
    return files;
}

inline std::vector<sync::Source> sources_of(const std::vector<std::string>& files) {
    std::vector<sync::Source> out;
    for (const std::string& file : files) {
        out.emplace_back([file]() -> Result<std::unique_ptr<std::istream>> {
            return std::unique_ptr<std::istream>(std::make_unique<std::istringstream>(file));
        });
    }
    return out;
}

inline sync::BundleTaken take(const sync::BundleDesk& desk, const std::vector<std::string>& files) {
    return must(sync::take_bundles(desk, sources_of(files)));
}

}  // namespace adit::test
