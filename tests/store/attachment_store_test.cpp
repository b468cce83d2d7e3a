// What may be relied on of files: each is kept once, grows from its start, is whole only when its
// hash is right, and what rots on the disk is named.
#include "store/attachment_store.h"

#include "support/files.h"
#include "support/stores.h"

#include <fstream>

using namespace adit;
using namespace adit::test;
using Catch::Matchers::ContainsSubstring;

namespace {

sqlite::RawKey key_of(std::uint8_t letter) {
    sqlite::RawKey key{};
    key.fill(letter);
    return key;
}

void spoil(const std::filesystem::path& path) {
    auto db = sqlite::Database::open({.path = path.string()});
    REQUIRE(db);
    REQUIRE(db->execute("UPDATE piece SET bytes = zeroblob(length(bytes)) WHERE at = 0"));
}

}  // namespace

TEST_CASE("a file that is given twice is kept once and is the same when it is read", "[store]") {
    const Folder folder;
    const auto files = open_files(folder / "photos.adit");
    const Bytes pit = photo(200'001);
    const auto kept = keep(*files, pit);
    CHECK(kept == content_of(pit));
    CHECK(keep(*files, pit) == kept);
    CHECK(bytes_in(*files, kept) == pit);
    CHECK(files->totals()->files == 1);
    CHECK(files->totals()->bytes == pit.size());
    for (const std::uint64_t from : {1U, 65'535U, 65'536U, 65'537U, 200'000U, 200'001U}) {
        const auto some = files->read(kept, from, 1000);
        REQUIRE(some);
        const auto size = std::min<std::size_t>(1000, pit.size() - from);
        CHECK(*some == Bytes(pit.begin() + static_cast<std::ptrdiff_t>(from),
                             pit.begin() + static_cast<std::ptrdiff_t>(from + size)));
    }
}

TEST_CASE("what is to be sent comes smallest first, and no more once it is sent", "[store]") {
    const Folder folder;
    const auto files = open_files(folder / "photos.adit");
    const auto large = keep(*files, photo(9'000));
    const auto small = keep(*files, photo(10));
    const auto middle = keep(*files, photo(500));
    CHECK(*files->unsent() == std::vector{small, middle, large});
    REQUIRE(files->set_sent(middle, true));
    CHECK(*files->unsent() == std::vector{small, large});
    CHECK(files->find(middle)->value().sent);
}

TEST_CASE("a file grows from its start: overlaps are left out, gaps are not taken", "[store]") {
    const Folder folder;
    const auto files = open_files(folder / "photos.adit");
    const Bytes pit = photo(1'000);
    const auto file = content_of(pit);
    const auto part = [&](std::size_t from, std::size_t size) {
        return ByteView(pit).subspan(from, size);
    };
    CHECK(*files->add(file, 0, part(0, 300)) == 300);
    CHECK(*files->add(file, 400, part(400, 100)) == 300);
    CHECK(*files->add(file, 100, part(100, 200)) == 300);
    CHECK(*files->add(file, 200, part(200, 300)) == 500);
    CHECK_FALSE(files->find(file)->value().whole);
    CHECK(files->totals()->files == 0);
    CHECK(*files->add(file, 500, part(500, 500)) == 1'000);
    CHECK(files->find(file)->value().whole);
    CHECK(bytes_in(*files, file) == pit);
    CHECK(*files->add(file, 0, part(0, 300)) == 1'000);
}

TEST_CASE("a file whose hash is wrong in the end is thrown away and begins anew", "[store]") {
    const Folder folder;
    const auto files = open_files(folder / "photos.adit");
    const Bytes pit = photo(1'000);
    const auto file = content_of(pit);
    Bytes wrong = pit;
    wrong[999] ^= 1;
    CHECK(*files->add(file, 0, wrong) == 0);
    CHECK_FALSE(files->find(file)->has_value());
    CHECK(*files->add(file, 0, pit) == 1'000);
    CHECK(files->verify());
}

TEST_CASE("a wrong size under a right hash takes nothing from the right one", "[store]") {
    const Folder folder;
    const auto files = open_files(folder / "photos.adit");
    const Bytes pit = photo(1'000);
    store::Content longer = content_of(pit);
    longer.size_bytes = 2'000;
    CHECK(*files->add(longer, 0, photo(500, 2)) == 500);
    CHECK(*files->add(content_of(pit), 0, pit) == 1'000);
    CHECK(bytes_in(*files, content_of(pit)) == pit);
}

TEST_CASE("an empty file and one that is too large are refused, and nothing is kept", "[store]") {
    const Folder folder;
    const auto files = open_files(folder / "photos.adit");
    std::istringstream empty;
    const auto nothing = files->keep(empty);
    REQUIRE_FALSE(nothing);
    CHECK(nothing.error().code == Code::BadInput);
    CHECK_THAT(nothing.error().what, ContainsSubstring("empty"));
    std::istringstream large(std::string(store::kAttachmentBytesMax + 1, 'x'));
    const auto refused = files->keep(large);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::BadInput);
    CHECK_THAT(refused.error().what, ContainsSubstring("32 MB"));
    CHECK(files->totals()->files == 0);
    CHECK(files->unsent()->empty());
    CHECK(files->verify());
}

TEST_CASE("several parts are kept in one commit, or none of them", "[store]") {
    const Folder folder;
    const auto files = open_files(folder / "photos.adit");
    const Bytes pit = photo(1'000);
    const auto failed = files->together([&]() -> Status {
        TRY(files->add(content_of(pit), 0, ByteView(pit).first(500)));
        return Error{Code::Full, "the disk is full"};
    });
    CHECK_FALSE(failed);
    CHECK_FALSE(files->find(content_of(pit))->has_value());
}

TEST_CASE("a photo that rotted on the disk is named by verify", "[store]") {
    const Folder folder;
    const auto path = folder / "photos.adit";
    const Bytes pit = photo(100'000);
    {
        const auto files = open_files(path);
        keep(*files, pit);
        const auto good = files->verify();
        REQUIRE(good);
        CHECK(good->files == 1);
    }
    spoil(path);
    const auto found = open_files(path)->verify();
    REQUIRE_FALSE(found);
    CHECK(found.error().code == Code::Corrupt);
    CHECK_THAT(found.error().what, ContainsSubstring(hex(content_of(pit).hash).substr(0, 12)));
}

TEST_CASE("with a key no byte of a photo can be read from the disk", "[store]") {
    const Folder folder;
    const auto path = folder / "photos.adit";
    const std::string words(40'000, 'A');
    {
        auto files = store::AttachmentStore::open(path.string(), key_of(7));
        REQUIRE(files);
        keep(**files, Bytes(words.begin(), words.end()));
    }
    std::ifstream file(path, std::ios::binary);
    const std::string on_disk((std::istreambuf_iterator<char>(file)), {});
    CHECK(on_disk.size() > 40'000);
    CHECK(on_disk.find("AAAAAAAA") == std::string::npos);
    CHECK_FALSE(store::AttachmentStore::open(path.string(), key_of(8)));
    CHECK(store::AttachmentStore::open(path.string(), key_of(7)));
}
