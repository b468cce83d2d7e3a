// What may be relied on of a bundle's file as bytes: it is laid out as PROTOCOL.md says, and what a
// file claims is bounded before it is believed.
#include "sync/bundle_volume.h"

#include "support/fleet.h"

#include <catch2/catch_all.hpp>

#include <fstream>
#include <sstream>

using namespace adit;
using namespace adit::test;
using sync::VolumeHeader;
using sync::VolumeReader;
using sync::VolumeWriter;

namespace {

identity::SigningKey key_of(std::uint8_t filling) {
    std::array<std::uint8_t, 32> seed{};
    seed.fill(filling);
    return identity::SigningKey::from_seed(seed);
}

/// Chance that counts: 00 01 02 …, so that the example is the same for ever.
Surroundings counting() {
    auto next = std::make_shared<std::uint8_t>(0);
    return {.now_ms = [] { return kMorning; },
            .random =
                [next](std::span<std::uint8_t> out) {
                    for (std::uint8_t& byte : out) byte = (*next)++;
                }};
}

VolumeHeader header() {
    VolumeHeader header;
    header.programme.fill(0x11);
    header.scope = {"GHA"};
    header.sender = {identity::device_of(key_of(1).public_key())};
    header.made_ms = kMorning;
    header.set.fill(0x22);
    return header;
}

std::string volume(const std::vector<Bytes>& items, const VolumeHeader& front = header()) {
    std::string file;
    const auto sink = [&](ByteView bytes) {
        file += text_of(bytes);
        return Status(Done{});
    };
    const auto sender = key_of(1);
    const std::vector<identity::PublicKey> readers = {key_of(2).public_key()};
    const auto writer = must(VolumeWriter::begin(
        sink,
        {.header = front, .readers = readers, .manifest = view_of("manifest"), .sender = sender},
        counting()));
    for (const Bytes& item : items) must(writer->add(item));
    must(writer->end());
    return file;
}

/// The example of PROTOCOL.md: the block behind "An example", white space aside.
std::string written_example() {
    std::ifstream in(std::string(ADIT_SOURCES) + "/shared/sync/PROTOCOL.md");
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const std::size_t chapter = text.find("An example of a bundle's file");
    const std::size_t from = text.find("```\n", chapter) + 4;
    std::string out;
    for (const char c : text.substr(from, text.find("```", from) - from)) {
        if (c != ' ' && c != '\n') out += c;
    }
    return out;
}

std::size_t read_all(const std::string& file) {
    std::istringstream in(file);
    const auto reader = must(VolumeReader::open(in));
    CHECK(text_of(must(reader->unlock(key_of(2)))) == "manifest");
    std::size_t items = 0;
    while (must(reader->next())) ++items;
    return items;
}

}  // namespace

TEST_CASE("a file is laid out byte by byte as the protocol says", "[sync][bundle]") {
    const std::string file = volume({{'o', 'n', 'e'}});
    CHECK(hex(view_of(file)) == written_example());
    CHECK(read_all(file) == 1);
}

TEST_CASE("items of every size come back as they were, in their order", "[sync][bundle]") {
    std::vector<Bytes> items;
    std::size_t planned = sync::bytes_around_items(1, 8);
    for (const std::size_t size : {0U, 1U, 65'535U, 65'536U, 65'537U, 131'072U, 1'000'000U}) {
        items.emplace_back(size, static_cast<std::uint8_t>(size));
        planned += sync::bytes_for_item(size);
    }
    const std::string file = volume(items);
    CHECK(file.size() <= planned);
    CHECK(planned - file.size() < 16);
    std::istringstream in(file);
    const auto reader = must(VolumeReader::open(in));
    CHECK(reader->header() == header());
    CHECK(reader->is_signed_by(key_of(1).public_key()));
    CHECK_FALSE(reader->is_signed_by(key_of(2).public_key()));
    must(reader->unlock(key_of(2)));
    for (const Bytes& item : items) CHECK(must(reader->next()) == item);
    CHECK_FALSE(must(reader->next()));
    CHECK_FALSE(must(reader->next()));
}

TEST_CASE("a file without its end says so, one with too much behind it is damaged in transit",
          "[sync][bundle]") {
    const std::string file = volume({{'o', 'n', 'e'}});
    std::istringstream more(file + "more");
    CHECK_FALSE(must(sync::see_volume(more)).whole);
    std::istringstream cut(file.substr(0, file.size() - 1));
    CHECK_FALSE(must(sync::see_volume(cut)).whole);
    std::istringstream good(file);
    CHECK(must(sync::see_volume(good)).whole);
}

TEST_CASE("what a file claims is bounded before it is believed", "[sync][bundle]") {
    const std::string file = volume({{'o', 'n', 'e'}});
    constexpr std::size_t kPart = 8 + 16 + 3 + 16 + 8 + 8;
    const std::string huge = "\xff\xff\xff\xff\xff\xff\xff\xff\x7f";
    const auto refused = [](const std::string& bad) {
        std::istringstream in(bad);
        return VolumeReader::open(in).error().code == Code::BadInput;
    };
    CHECK(refused(file.substr(0, kPart) + huge + huge));                 // Parts.
    CHECK(refused(file.substr(0, kPart) + std::string("\x02\x01", 2)));  // Part 2 of 1.
    CHECK(refused(file.substr(0, kPart) + std::string("\x00\x01", 2)));  // Part 0.
    CHECK(refused(file.substr(0, kPart + 2) + huge + file));             // Readers.
    CHECK(refused(file.substr(0, kPart + 2) + std::string("\x00", 1)));  // Nobody.
    const std::size_t manifest = kPart + 2 + 1 + identity::kSealedKeyBytes + 24;
    CHECK(refused(file.substr(0, manifest) + huge + file));                // Its manifest.
    CHECK(refused(file.substr(0, manifest) + "\x81\x80\x80\x01" + file));  // 2 MB, not there.

    const std::size_t chunk = manifest + 1 + 8 + identity::kSealBytes + 64;
    std::istringstream in(file.substr(0, chunk) + huge + file);
    const auto reader = must(VolumeReader::open(in));
    must(reader->unlock(key_of(2)));
    CHECK(reader->next().error().code == Code::BadInput);
}

TEST_CASE("nobody to read it, too many, too long a manifest: no file is begun", "[sync][bundle]") {
    const auto sink = [](ByteView) { return Status(Done{}); };
    const auto sender = key_of(1);
    const VolumeHeader front = header();
    const auto begin = [&](std::span<const identity::PublicKey> readers, ByteView manifest) {
        return static_cast<bool>(VolumeWriter::begin(
            sink, {.header = front, .readers = readers, .manifest = manifest, .sender = sender},
            counting()));
    };
    const std::vector<identity::PublicKey> many(sync::kReadersMax + 1, key_of(2).public_key());
    CHECK_FALSE(begin({}, {}));
    CHECK_FALSE(begin(many, {}));
    CHECK_FALSE(begin(std::span(many).first(1), Bytes(sync::kManifestBytesMax + 1)));
    CHECK(begin(std::span(many).first(1), {}));
}

TEST_CASE("a disk that is full ends the writing with its error", "[sync][bundle]") {
    const auto full = [](ByteView) { return Status(Error{Code::Full, "the disk is full"}); };
    const auto sender = key_of(1);
    const VolumeHeader front = header();
    const std::vector<identity::PublicKey> readers = {key_of(2).public_key()};
    const auto begun = VolumeWriter::begin(
        full, {.header = front, .readers = readers, .manifest = {}, .sender = sender}, counting());
    CHECK(begun.error().code == Code::Full);
}
