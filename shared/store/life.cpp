#include "store/life.h"

#include "base/log.h"
#include "base/text.h"
#include "sqlite/beside.h"

#include <charconv>

namespace adit::store {
namespace {

constexpr std::string_view kFirstLine = "adit life 1";
constexpr std::size_t kTokenBytes = 16;
constexpr std::size_t kNumberWidth = 19;  // Of the largest there is.

struct Life {
    Bytes token;
    std::uint32_t epoch = 0;
};

struct Marker {
    std::string token;  // Hexadecimal.
    std::string identity;
    std::int64_t changes = 0;
};

std::string marker_path(const sqlite::Database& db) { return db.path() + ".life"; }

std::optional<Marker> read_marker(const std::string& path) {
    const auto text = sqlite::read_small(path);
    if (!text) return std::nullopt;
    const auto lines = split(*text, '\n');
    if (lines.size() != 5 || lines[0] != kFirstLine || !lines[4].empty()) return std::nullopt;
    Marker marker{.token = std::string(lines[1]), .identity = std::string(lines[2]), .changes = 0};
    const std::string number(lines[3]);
    const char* const end = number.data() + number.size();
    const auto read = std::from_chars(number.data(), end, marker.changes);
    if (read.ec != std::errc() || read.ptr != end) return std::nullopt;
    return marker;
}

/// In front of the number, which always has the same width: so it can be overwritten in place.
std::string marker_start(const std::string& token, const std::string& identity) {
    return std::string(kFirstLine) + "\n" + token + "\n" + identity + "\n";
}

std::string number_text(std::int64_t changes) {
    const std::string digits = std::to_string(changes);
    return std::string(kNumberWidth - digits.size(), '0') + digits;
}

Status write_marker(const std::string& path, const Marker& marker) {
    return sqlite::write_small(
        path, marker_start(marker.token, marker.identity) + number_text(marker.changes) + "\n");
}

Result<std::optional<Life>> read_life(sqlite::Database& db) {
    auto select = TRY(db.prepare("SELECT token, epoch FROM life WHERE one = 1"));
    const bool found = TRY(select.next());
    if (!found) return std::optional<Life>();
    const ByteView token = select.blob(0);
    return std::optional(Life{.token = Bytes(token.begin(), token.end()),
                              .epoch = static_cast<std::uint32_t>(select.integer(1))});
}

}  // namespace

Result<std::int64_t> changes_in(sqlite::Database& db) {
    auto select = TRY(db.prepare("SELECT coalesce(sum(number), 0) FROM feed"));
    const bool one_row = TRY(select.next());
    ENSURE(one_row);
    return select.integer(0);
}

namespace {

std::uint32_t new_epoch(const Surroundings& world) {
    for (;;) {
        const auto epoch = static_cast<std::uint32_t>(world.random_u64()) % kBranchEpochs;
        if (epoch != 0) return epoch;
    }
}

Status write_end(sqlite::Database& db) {
    const auto life = TRY(read_life(db));
    if (!life) return Done{};
    return write_marker(marker_path(db), {.token = hex(life->token),
                                          .identity = sqlite::file_identity(db.path()),
                                          .changes = TRY(changes_in(db))});
}

}  // namespace

Result<std::uint32_t> begin_life(sqlite::Database& db, const Surroundings& world) {
    auto all_or_none = TRY(db.begin());
    const auto life = TRY(read_life(db));
    const auto marker = read_marker(marker_path(db));
    const std::int64_t changes = TRY(changes_in(db));
    const std::string identity = sqlite::file_identity(db.path());
    const bool goes_on = life && marker && marker->token == hex(life->token) &&
                         marker->identity == identity && marker->changes <= changes;
    const std::uint32_t epoch = goes_on ? life->epoch : new_epoch(world);
    if (life && !goes_on) {
        log(Level::Warning, "store", db.path() + " was copied or restored: a new epoch begins");
    }

    Bytes token(kTokenBytes);
    world.random(token);
    TRY(write_marker(marker_path(db),
                     {.token = hex(token), .identity = identity, .changes = changes}));
    auto keep = TRY(db.prepare("INSERT OR REPLACE INTO life (one, token, epoch) VALUES (1, ?, ?)"));
    TRY(keep.bind(token, std::int64_t{epoch}).run());
    TRY(all_or_none.commit());
    return epoch;
}

Result<std::uint32_t> change_epoch(sqlite::Database& db, const Surroundings& world) {
    const std::uint32_t epoch = new_epoch(world);
    auto update = TRY(db.prepare("UPDATE life SET epoch = ? WHERE one = 1"));
    TRY(update.bind(std::int64_t{epoch}).run());
    return epoch;
}

Result<std::uint32_t> epoch_in(sqlite::Database& db) {
    const auto life = TRY(read_life(db));
    return life ? life->epoch : std::uint32_t{0};
}

void note_changes(const sqlite::Database& db, std::int64_t changes) {
    const std::string token(2 * kTokenBytes, '0');  // Whichever: it is as long.
    const std::size_t offset = marker_start(token, sqlite::file_identity(db.path())).size();
    const auto noted = sqlite::overwrite_small(marker_path(db), offset, number_text(changes));
    if (!noted) log(Level::Warning, "store", noted.error().what);
}

void end_life(sqlite::Database& db) {
    const auto written = write_end(db);
    if (!written) log(Level::Warning, "store", written.error().what);
}

}  // namespace adit::store
