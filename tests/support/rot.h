// A disk that forgets: one bit of a stored change turns over, behind the program's back.
#pragma once

#include "base/ensure.h"
#include "record/change_codec.h"
#include "sqlite/database.h"
#include "store/record_store.h"

#include <string>

namespace adit::test {

/// The change's bytes as they lie in the file.
inline Bytes stored_bytes(const std::string& path, const record::Dot& dot) {
    auto db = sqlite::Database::open({.path = path});
    ENSURE(static_cast<bool>(db));
    auto select = db->prepare(
        "SELECT bytes FROM change WHERE number = ? AND "
        "feed = (SELECT row FROM feed WHERE name = ?)");
    ENSURE(static_cast<bool>(select));
    select->bind(static_cast<std::int64_t>(dot.number), record::bytes_of(dot.feed));
    const auto found = select->next();
    ENSURE(found && *found);
    const ByteView bytes = select->blob(0);
    return {bytes.begin(), bytes.end()};
}

/// Turns over one bit, counted round the change. A store that is open sees it as another's writing.
inline void flip(const std::string& path, const record::Dot& dot, std::size_t bit) {
    Bytes bytes = stored_bytes(path, dot);
    bit %= bytes.size() * 8;
    bytes[bit / 8] = static_cast<std::uint8_t>(bytes[bit / 8] ^ (1u << bit % 8));
    auto db = sqlite::Database::open({.path = path});
    ENSURE(static_cast<bool>(db));
    auto update = db->prepare(
        "UPDATE change SET bytes = ? WHERE number = ? AND "
        "feed = (SELECT row FROM feed WHERE name = ?)");
    ENSURE(static_cast<bool>(update));
    update->bind(bytes, static_cast<std::int64_t>(dot.number), record::bytes_of(dot.feed));
    ENSURE(static_cast<bool>(update->run()));
}

}  // namespace adit::test
