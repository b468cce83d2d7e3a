// What a store may rely on of its file: all or nothing, a lock that is respected, plain failures.
#include "sqlite/database.h"

#include "support/folder.h"

#include <catch2/catch_all.hpp>
#include <sys/wait.h>
#include <unistd.h>

#include <fstream>

using namespace adit;
using namespace adit::sqlite;

namespace {

Database open(const std::filesystem::path& path, std::optional<RawKey> key = std::nullopt) {
    auto opened = Database::open({.path = path.string(), .key = key});
    if (!opened) FAIL(opened.error().what);
    return *std::move(opened);
}

std::int64_t number(Database& db, const std::string& sql) {
    auto select = db.prepare(sql);
    if (!select) FAIL(select.error().what);
    REQUIRE(*select->next());
    return select->integer(0);
}

std::string first_bytes(const std::filesystem::path& path, std::size_t count) {
    std::ifstream file(path, std::ios::binary);
    std::string bytes(count, '\0');
    file.read(bytes.data(), static_cast<std::streamsize>(count));
    return bytes;
}

RawKey key_of(std::uint8_t byte) {
    RawKey key;
    key.fill(byte);
    return key;
}

Code failure(const Opening& opening) {
    const auto opened = Database::open(opening);
    REQUIRE_FALSE(opened);
    CHECK(opened.error().what.starts_with("opening " + opening.path));
    return opened.error().code;
}

}  // namespace

TEST_CASE("what is bound comes back as it was", "[sqlite]") {
    test::Folder folder;
    Database db = open(folder / "a.db");
    REQUIRE(db.execute("CREATE TABLE t (i INTEGER, r REAL, t TEXT, b BLOB, n TEXT) STRICT"));
    const std::string text("l'or\0\"", 6);
    {
        auto insert = db.prepare("INSERT INTO t (i, r, t, b, n) VALUES (?, ?, ?, ?, ?)");
        REQUIRE(insert);
        REQUIRE(insert->bind(std::int64_t{-5}, 2.5, text, Bytes{}, std::optional<int>()).run());
    }
    auto select = db.prepare("SELECT i, r, t, b, n FROM t ORDER BY i");
    REQUIRE(*select->next());
    CHECK(select->integer(0) == -5);
    CHECK(select->real(1) == 2.5);
    CHECK(select->text(2) == text);
    CHECK(select->blob(3).empty());
    CHECK_FALSE(select->is_null(3));
    CHECK(select->is_null(4));
    CHECK_FALSE(*select->next());
}

TEST_CASE("what a statement runs with is borrowed for that one run", "[sqlite]") {
    test::Folder folder;
    Database db = open(folder / "a.db");
    REQUIRE(db.execute("CREATE TABLE t (t TEXT, n TEXT)"));
    const char* const sql = "INSERT INTO t (t, n) VALUES (?, ?)";
    REQUIRE(db.run(sql, std::string(200, 'a'), std::optional<std::string>()));
    REQUIRE(db.run(sql, std::string(300, 'b'), std::optional<std::string>("n")));
    {
        auto insert = db.prepare(sql);  // What was bound before is not bound any more.
        REQUIRE(insert);
        REQUIRE(insert->run());
    }
    CHECK(number(db, "SELECT count(*) FROM t WHERE t IS NULL AND n IS NULL") == 1);
    CHECK(number(db, "SELECT sum(length(t)) FROM t") == 500);
    CHECK_FALSE(db.run("INSERT INTO nowhere VALUES (?)", 1));
}

TEST_CASE("rows that are put in together each have their own values", "[sqlite]") {
    static const Insertion kRow("t (i, s, b)");
    const std::size_t count =
        GENERATE(as<std::size_t>(), 0, 1, Insertion::kRows - 1, Insertion::kRows,
                 Insertion::kRows + 1, 3 * Insertion::kRows + 2);
    test::Folder folder;
    Database db = open(folder / "a.db");
    REQUIRE(db.execute("CREATE TABLE t (i INTEGER, s TEXT, b BLOB) STRICT"));
    std::vector<std::string> texts;
    for (std::size_t i = 0; i < count; ++i) texts.push_back("row " + std::to_string(i));
    REQUIRE(db.insert(kRow, count, [&](std::size_t i, const auto& bind) {
        bind(static_cast<std::int64_t>(i), texts[i], view_of(texts[i]));
    }));
    const std::string good =
        "SELECT count(*) FROM t WHERE s = 'row ' || i AND CAST(b AS TEXT) = s AND i = rowid - 1";
    CHECK(number(db, good) == static_cast<std::int64_t>(count));
    CHECK(number(db, "SELECT count(*) FROM t") == static_cast<std::int64_t>(count));
}

TEST_CASE("a row that cannot be put in is told, and the others go with it", "[sqlite]") {
    static const Insertion kRow("t (i)");
    const std::int64_t twice = GENERATE(3, 9);  // Among several, and by itself.
    test::Folder folder;
    Database db = open(folder / "a.db");
    REQUIRE(db.execute("CREATE TABLE t (i INTEGER PRIMARY KEY) STRICT"));
    {
        auto given_up = db.begin();
        REQUIRE(given_up);
        CHECK_FALSE(db.insert(kRow, 10, [&](std::size_t i, const auto& bind) {
            const auto wanted = static_cast<std::int64_t>(i);
            bind(wanted == twice ? 0 : wanted);
        }));
    }
    CHECK(number(db, "SELECT count(*) FROM t") == 0);
    REQUIRE(db.insert(kRow, 10,
                      [](std::size_t i, const auto& bind) { bind(static_cast<std::int64_t>(i)); }));
    CHECK(number(db, "SELECT count(*) FROM t") == 10);
}

TEST_CASE("a statement that is lent out can be asked for again", "[sqlite]") {
    test::Folder folder;
    Database db = open(folder / "a.db");
    auto outer = db.prepare("SELECT 1 UNION SELECT 2 ORDER BY 1");
    auto inner = db.prepare("SELECT 1 UNION SELECT 2 ORDER BY 1");
    REQUIRE(*outer->next());
    REQUIRE(*inner->next());
    REQUIRE(*inner->next());
    CHECK(outer->integer(0) == 1);
    CHECK(inner->integer(0) == 2);
}

TEST_CASE("a transaction that is not committed never was", "[sqlite]") {
    test::Folder folder;
    Database db = open(folder / "a.db");
    REQUIRE(db.execute("CREATE TABLE t (i INTEGER) STRICT"));
    {
        auto given_up = db.begin();
        REQUIRE(given_up);
        REQUIRE(db.execute("INSERT INTO t (i) VALUES (1)"));
    }
    CHECK(number(db, "SELECT count(*) FROM t") == 0);
    auto kept = db.begin();
    REQUIRE(db.execute("INSERT INTO t (i) VALUES (1)"));
    REQUIRE(kept->commit());
    CHECK(number(db, "SELECT count(*) FROM t") == 1);
}

TEST_CASE("every file is in WAL, fully synchronous, with foreign keys", "[sqlite]") {
    test::Folder folder;
    Database db = open(folder / "a.db");
    auto mode = db.prepare("PRAGMA journal_mode");
    REQUIRE(*mode->next());
    CHECK(mode->text(0) == "wal");
    CHECK(number(db, "PRAGMA synchronous") == 2);
    CHECK(number(db, "PRAGMA foreign_keys") == 1);
}

TEST_CASE("text in double quotes is never taken for a string", "[sqlite]") {
    test::Folder folder;
    Database db = open(folder / "a.db");
    CHECK_FALSE(db.prepare("SELECT \"gold\""));
    CHECK_FALSE(db.execute("CREATE TABLE t (i TEXT CHECK (i <> \"gold\"))"));
}

TEST_CASE("without a key the file is plain SQLite, with one it is not", "[sqlite][key]") {
    test::Folder folder;
    {
        REQUIRE(open(folder / "plain.db").execute("CREATE TABLE t (i INTEGER)"));
    }
    {
        REQUIRE(open(folder / "secret.db", key_of(7)).execute("CREATE TABLE t (i INTEGER)"));
    }
    CHECK(first_bytes(folder / "plain.db", 15) == "SQLite format 3");
    CHECK(first_bytes(folder / "secret.db", 15) != "SQLite format 3");

    Database again = open(folder / "secret.db", key_of(7));
    CHECK(number(again, "SELECT count(*) FROM t") == 0);
    CHECK(again.check());
    CHECK(failure({.path = (folder / "secret.db").string(), .key = key_of(8)}) == Code::Corrupt);
    CHECK(failure({.path = (folder / "secret.db").string()}) == Code::Corrupt);
    CHECK(failure({.path = (folder / "plain.db").string(), .key = key_of(7)}) == Code::Refused);
}

TEST_CASE("a file that is not there, and one that is no store, are said so", "[sqlite]") {
    test::Folder folder;
    CHECK(failure({.path = (folder / "none.db").string(), .create = false}) == Code::NotFound);
    CHECK(failure({.path = (folder / "no/folder/a.db").string()}) == Code::NotFound);
    std::ofstream(folder / "letter.db")
        << "Dear Asha, here is the list of sites that you wanted. " << std::string(4096, '.');
    CHECK(failure({.path = (folder / "letter.db").string()}) == Code::Corrupt);
}

TEST_CASE("while another program writes, we wait and then say so", "[sqlite]") {
    test::Folder folder;
    Database first = open(folder / "a.db");
    REQUIRE(first.execute("CREATE TABLE t (i INTEGER)"));
    auto second = Database::open(
        {.path = (folder / "a.db").string(), .busy_max = std::chrono::milliseconds(20)});
    REQUIRE(second);
    {
        auto writing = first.begin();
        REQUIRE(writing);
        const auto refused = second->begin();
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == Code::Unavailable);
    }
    CHECK(second->begin());
}

TEST_CASE("a commit by another program is noticed", "[sqlite]") {
    test::Folder folder;
    Database first = open(folder / "a.db");
    Database second = open(folder / "a.db");
    const auto before = *first.data_version();
    REQUIRE(first.execute("CREATE TABLE t (i INTEGER)"));
    CHECK(*first.data_version() == before);
    REQUIRE(second.execute("INSERT INTO t (i) VALUES (1)"));
    CHECK(*first.data_version() != before);
}

TEST_CASE("a full disk is called full, and what was there stays", "[sqlite]") {
    test::Folder folder;
    Database db = open(folder / "a.db");
    REQUIRE(db.execute("CREATE TABLE t (b BLOB)"));
    REQUIRE(db.execute("INSERT INTO t (b) VALUES (zeroblob(100))"));
    REQUIRE(db.prepare("PRAGMA max_page_count = 20")->next());
    {
        auto all_or_none = db.begin();
        const auto refused = db.execute("INSERT INTO t (b) VALUES (zeroblob(1000000))");
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == Code::Full);
    }
    CHECK(number(db, "SELECT count(*) FROM t") == 1);
    CHECK(db.check());
}

TEST_CASE("a read-only file is refused with what to change", "[sqlite]") {
    test::Folder folder;
    {
        REQUIRE(open(folder / "a.db").execute("CREATE TABLE t (i INTEGER)"));
    }
    std::filesystem::permissions(folder / "a.db", std::filesystem::perms(0444));
    const ::pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        // Root may write everything: become nobody first.
        if (::geteuid() == 0 && ::setuid(65534) != 0) ::_exit(2);
        const auto opened = Database::open({.path = (folder / "a.db").string()});
        const bool said = !opened && opened.error().code == Code::Refused &&
                          opened.error().what.find("read-only") != std::string::npos;
        ::_exit(said ? 0 : 1);
    }
    int status = 0;
    ::waitpid(child, &status, 0);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 0);
}

TEST_CASE("a damaged page is found and named", "[sqlite]") {
    test::Folder folder;
    {
        Database db = open(folder / "a.db");
        REQUIRE(db.execute("CREATE TABLE t (i INTEGER PRIMARY KEY, b BLOB)"));
        for (int i = 0; i < 50; ++i) {
            REQUIRE(db.execute("INSERT INTO t (b) VALUES (randomblob(2000))"));
        }
        CHECK(db.check());
    }
    std::fstream file(folder / "a.db", std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(4096);  // The root page of t.
    file << std::string(1000, '\xff');
    file.close();

    Database db = open(folder / "a.db");
    const auto checked = db.check();
    REQUIRE_FALSE(checked);
    CHECK(checked.error().code == Code::Corrupt);
    CHECK_FALSE(db.execute("DELETE FROM t"));
}

TEST_CASE("steps run once, in order, and a newer file is left untouched", "[sqlite][migrate]") {
    test::Folder folder;
    const std::array<const char*, 2> steps{"CREATE TABLE one (i INTEGER)",
                                           "CREATE TABLE two (i INTEGER)"};
    {
        Database db = open(folder / "a.db");
        REQUIRE(migrate(db, std::span(steps).first(1)));
        CHECK(number(db, "PRAGMA user_version") == 1);
        REQUIRE(migrate(db, steps));
        REQUIRE(migrate(db, steps));
        CHECK(number(db, "SELECT count(*) FROM sqlite_schema") == 2);
    }
    const std::string before = first_bytes(folder / "a.db", 4096);
    {
        Database db = open(folder / "a.db");
        const auto refused = migrate(db, std::span(steps).first(1));
        REQUIRE_FALSE(refused);
        CHECK(refused.error().code == Code::Refused);
    }
    CHECK(first_bytes(folder / "a.db", 4096) == before);
}

TEST_CASE("a step that fails leaves the version before it", "[sqlite][migrate]") {
    test::Folder folder;
    Database db = open(folder / "a.db");
    const std::array<const char*, 2> steps{
        "CREATE TABLE one (i INTEGER)",
        "CREATE TABLE two (i INTEGER); INSERT INTO none (i) VALUES (1)"};
    CHECK_FALSE(migrate(db, steps));
    CHECK(number(db, "PRAGMA user_version") == 1);
    CHECK(number(db, "SELECT count(*) FROM sqlite_schema") == 1);
}
