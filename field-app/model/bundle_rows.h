// What the window shows of bundles: files on a stick, what taking them would bring, how it went.
#pragma once

#include "base/result.h"
#include "model/rows.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace adit::model {

/// A file as anybody sees it.
struct BundleFileRow {
    std::string file;     // Its name, without the folder.
    std::string country;  // Code
    std::string sender;   // The laptop's name.
    std::int64_t made_ms = 0;
    std::uint64_t part = 1, parts = 1;
    std::uint64_t bytes = 0;
    bool whole = true;
    bool readable = false;
    bool operator==(const BundleFileRow&) const = default;
};

/// What taking would do, or has done.
struct BundleView {
    struct From {
        std::string laptop;
        std::uint64_t changes = 0;
        std::int64_t latest_ms = 0;
        bool operator==(const From&) const = default;
    };
    std::vector<BundleFileRow> files;
    std::uint64_t changes = 0;
    std::size_t records_new = 0, records_changed = 0, conflicts = 0;
    std::size_t records_touched = 0;
    std::vector<From> from;
    std::vector<Sentence> notes;
    std::size_t waiting = 0;
    bool can_take = false;   // At least one file can be read here.
    bool can_carry = false;  // At least one is whole, and of this programme.
    bool operator==(const BundleView&) const = default;
};

struct BundleWritten {
    std::vector<std::string> files;
    std::uint64_t changes = 0;
    std::uint64_t bytes = 0;
    bool operator==(const BundleWritten&) const = default;
};

/// The card "Without a connection".
struct BundleState {
    enum class Phase { Idle, Writing, Looking, Looked, Taking, Carrying } phase = Phase::Idle;
    std::string path;  // Of the last thing asked; what was dropped on the window.
    bool everything = false;
    std::optional<BundleView> look;  // Looked: waits for a decision.

    // How the last thing asked ended: one of these, or none.
    std::optional<BundleWritten> written;
    std::optional<BundleView> taken;
    std::optional<std::size_t> carried;  // Files kept for the next sync.
    std::optional<Error> error;

    bool is_busy() const { return phase != Phase::Idle && phase != Phase::Looked; }
};

}  // namespace adit::model
