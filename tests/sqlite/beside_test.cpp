// What may be relied on of the small files beside a database.
#include "sqlite/beside.h"

#include "support/folder.h"

#include <catch2/catch_all.hpp>

#include <fstream>

using namespace adit;

TEST_CASE("a small file is replaced as a whole", "[sqlite]") {
    test::Folder folder;
    const std::string path = (folder / "life").string();
    CHECK_FALSE(sqlite::read_small(path));
    REQUIRE(sqlite::write_small(path, "one\n"));
    REQUIRE(sqlite::write_small(path, "two\n"));
    CHECK(sqlite::read_small(path) == "two\n");
    std::ofstream(path) << std::string(5000, 'x');
    CHECK_FALSE(sqlite::read_small(path));
}

TEST_CASE("where nothing can be written, it is said", "[sqlite]") {
    test::Folder folder;
    const auto written = sqlite::write_small((folder / "no/such/life").string(), "one\n");
    REQUIRE_FALSE(written);
    CHECK(written.error().code == Code::Refused);
}

TEST_CASE("a copy is another file", "[sqlite]") {
    test::Folder folder;
    std::ofstream(folder / "a") << "x";
    std::filesystem::copy(folder / "a", folder / "b");
    const std::string first = sqlite::file_identity((folder / "a").string());
    CHECK_FALSE(first.empty());
    CHECK(first != sqlite::file_identity((folder / "b").string()));
    std::filesystem::rename(folder / "a", folder / "c");
    CHECK(first == sqlite::file_identity((folder / "c").string()));
    CHECK(sqlite::file_identity((folder / "a").string()).empty());
}
