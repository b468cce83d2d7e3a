// Commands: what the server's administrator asks for by name. Each prints what it did in plain
// words to standard output and returns an error that says what to do; main makes it an exit code.
#pragma once

#include "base/surroundings.h"
#include "options.h"

#include <span>

namespace adit::server {

struct Command {
    Usage usage;
    Status (*run)(const Options& options, const Surroundings& world);
};

/// Every command there is.
std::span<const Command> commands();

/// What --help prints.
extern const char* const kHelp;

Status init(const Options& options, const Surroundings& world);
Status serve(const Options& options, const Surroundings& world);
Status add_user(const Options& options, const Surroundings& world);
Status list_users(const Options& options, const Surroundings& world);
Status invite_device(const Options& options, const Surroundings& world);
Status list_devices(const Options& options, const Surroundings& world);
Status revoke_device(const Options& options, const Surroundings& world);
Status invite_peer(const Options& options, const Surroundings& world);
Status join_peer(const Options& options, const Surroundings& world);
Status list_peers(const Options& options, const Surroundings& world);
Status sync_peers(const Options& options, const Surroundings& world);
Status export_records(const Options& options, const Surroundings& world);
Status make_bundle(const Options& options, const Surroundings& world);
Status take_bundle(const Options& options, const Surroundings& world);
Status verify(const Options& options, const Surroundings& world);

}  // namespace adit::server
