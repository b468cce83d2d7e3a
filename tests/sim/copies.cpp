// Backups, copies and clones: how a machine's disk comes to be twice, or to be an older one.
#include "sim/fleet.h"

#include <algorithm>

namespace adit::sim {

void Fleet::back_up(Machine& machine) {
    tell(machine.name + " is backed up");
    machine.backup = machine.disk->image();
    machine.backup_heads = machine.heads;
}

/// An older state is put back: as a file laid over the store (its marker beside it stays), or as
/// the whole disk. What came since is gone from here.
void Fleet::bring_back(Machine& machine) {
    const bool may =
        machine.is_server() ? troubles_.server_restored : troubles_.restored || troubles_.imaged;
    if (!machine.backup || !may) return;
    const bool whole = troubles_.imaged && below(2) == 0;
    tell(machine.name + (whole ? " gets its old disk back" : " gets an old copy back"));
    stop(machine);
    Image image = *machine.backup;
    if (!whole) image.files.erase("store.adit.life");
    machine.disk->remove("store.adit-wal");
    const bool in_place = whole || below(2) == 0;  // As cp does it: the file stays the same one.
    machine.disk->put_back(image, !in_place);
    machine.heads = machine.backup_heads;
    machine.typing.reset();
    machine.typing_unsure = true;
    forget_lost();
    machine.rotten = machine.rotten && !whole;
    start(machine);
}

/// A second machine with the same keys goes on from a copy of this one's files, or of its disk.
void Fleet::clone(Machine& machine) {
    if (machine.is_server() || machine.revoked || machines_.size() > 8 || machine.rotten) return;
    const bool whole = troubles_.imaged && below(2) == 0;
    tell(machine.name + (whole ? " is cloned" : " is copied"));
    auto twin = std::make_unique<Machine>(Machine{.name = machine.name + " twin",
                                                  .self = machine.self,
                                                  .role = machine.role,
                                                  .scopes = machine.scopes,
                                                  .disk = std::make_unique<Disk>(chance_.any()),
                                                  .store = {},
                                                  .world = machine.world,
                                                  .clock_ahead_ms = machine.clock_ahead_ms,
                                                  .offset_min = machine.offset_min,
                                                  .open = {},
                                                  .typing = {},
                                                  .typing_unsure = true,
                                                  .backup = {},
                                                  .backup_heads = {},
                                                  .heads = {}});
    twin->world.now_ms = [this, made = twin.get()] { return now_ms_ + made->clock_ahead_ms; };
    twin->disk->put_back(machine.disk->image(), !whole);
    machines_.push_back(std::move(twin));
    start(*machines_.back());
}

}  // namespace adit::sim
