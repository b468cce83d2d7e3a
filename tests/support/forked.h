// A laptop's disk copied with everything on it: the store, and the marker that would tell.
#pragma once

#include "sqlite/beside.h"
#include "support/fleet.h"

namespace adit::test {

/// A second machine with that laptop's keys, that goes on from an image of its disk.
inline Replica& image_of(Programme& programme, Replica& replica, const std::string& name) {
    replica.store.reset();  // Its program was closed when the image was taken.
    const std::string path = replica.path + "." + std::to_string(programme.laptops.size());
    std::filesystem::copy_file(replica.path, path);
    std::string marker = *sqlite::read_small(replica.path + ".life");
    const std::string place = sqlite::file_identity(replica.path);
    marker.replace(marker.find(place), place.size(), sqlite::file_identity(path));
    must(sqlite::write_small(path + ".life", marker));
    replica.reopen();
    auto twin = std::make_unique<Replica>(Replica{.name = name,
                                                  .person = name,
                                                  .path = path,
                                                  .self = replica.self,
                                                  .world = replica.world,
                                                  .store = nullptr});
    twin->reopen();
    const auto own = [](const Replica& one) { return must(one.store->own_feed({"GHA"})); };
    ENSURE(own(*twin) == own(replica));
    programme.laptops.push_back(std::move(twin));
    return *programme.laptops.back();
}

}  // namespace adit::test
