// Words to build changes as people make them: who wrote what, on which laptop, having seen what.
#pragma once

#include "record/change.h"

#include <string>
#include <utility>
#include <vector>

namespace adit::test {

/// A laptop by its letter: 'a', 'b' … Its feed in Congo, first life.
inline record::DeviceId laptop(char letter) {
    record::DeviceId id;
    id.bytes.fill(static_cast<std::uint8_t>(letter));
    return id;
}

inline record::FeedId feed(char letter, std::string scope = "COD") {
    return {{std::move(scope)}, laptop(letter), 1};
}

inline record::Dot dot(char letter, std::uint64_t number) { return {feed(letter), number}; }

inline record::RecordId record_id(std::uint8_t which = 1) {
    record::RecordId id;
    id.uuid.bytes[15] = which;
    return id;
}

/// A change of laptop `letter`; its clock is `tick` milliseconds after the epoch.
inline record::Change change(char letter, std::uint64_t number, std::uint64_t tick,
                             std::vector<record::Operation> operations,
                             record::RecordId id = record_id()) {
    return {.dot = dot(letter, number),
            .author = std::string(1, letter),
            .clock = {tick << 16},
            .wall_ms = static_cast<std::int64_t>(tick),
            .offset_min = 0,
            .record = id,
            .form = {"site_visit", "1"},
            .operations = std::move(operations)};
}

inline record::Put put(std::string path, record::Value value,
                       std::vector<record::Dot> replaces = {}) {
    return {{std::move(path)}, std::move(value), std::move(replaces)};
}

}  // namespace adit::test
