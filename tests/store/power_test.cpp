// What a field officer may rely on when the battery dies or the disk fills: what was said to be
// saved is there, the file is whole, and the sentence says what to do.
#include "sqlite/database.h"
#include "support/stores.h"

#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>
#include <random>
#include <thread>

using namespace adit;
using namespace adit::store;
using test::append;
using test::open_store;
using test::put;
using test::record_id;
using test::record_in;

namespace {

constexpr int kRounds = 20;

/// Appends for ever; says each number that the store has acknowledged.
[[noreturn]] void append_for_ever(const std::filesystem::path& path, int acknowledged) {
    const test::World world;
    auto store = open_store(path, world);
    for (std::uint64_t i = 0;; ++i) {
        const auto dots = store->append(
            {test::draft({put("/q" + std::to_string(i % 5), static_cast<std::int64_t>(i))},
                         record_id(static_cast<std::uint8_t>(i % 7)))});
        if (!dots) ::_exit(1);
        const std::uint64_t number = dots->front().number;
        if (::write(acknowledged, &number, sizeof number) != sizeof number) ::_exit(1);
    }
}

std::uint64_t last_said(int pipe) {
    std::uint64_t number = 0, last = 0;
    while (::read(pipe, &number, sizeof number) == sizeof number) last = number;
    return last;
}

/// Runs `work` in a process of its own; true when it returned true.
bool holds_apart(const std::function<bool()>& work) {
    const ::pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) ::_exit(work() ? 0 : 1);
    int status = 0;
    ::waitpid(child, &status, 0);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/// Fills the disk under the store until it says so; true when it says it rightly.
bool fills_up_honestly(const std::filesystem::path& path) {
    const test::World world;
    auto opened = open_sqlite_store(path.string(), test::laptop('a'), world.surroundings());
    if (!opened) return false;
    RecordStore& store = **opened;
    for (std::uint64_t saved = 0; saved < 10'000; ++saved) {
        const auto dots = store.append({test::draft({put("/note", std::string(20'000, 'x'))})});
        if (dots) continue;
        const bool said = dots.error().code == Code::Full &&
                          dots.error().what.find("free some space") != std::string::npos;
        const auto held = store.heads({});
        return said && held && held->front().number == saved && saved > 0;
    }
    return false;
}

}  // namespace

TEST_CASE("whatever was said to be saved survives the battery", "[store][power]") {
    test::Folder folder;
    const auto path = folder / "a.adit";
    std::mt19937 chance(20251123);
    std::uint64_t acknowledged = 0;
    for (int round = 0; round < kRounds; ++round) {
        int pipe[2];
        REQUIRE(::pipe(pipe) == 0);
        const ::pid_t child = ::fork();
        REQUIRE(child >= 0);
        if (child == 0) {
            ::close(pipe[0]);
            append_for_ever(path, pipe[1]);
        }
        ::close(pipe[1]);
        std::this_thread::sleep_for(std::chrono::microseconds(5'000 + chance() % 60'000));
        ::kill(child, SIGKILL);
        ::waitpid(child, nullptr, 0);
        acknowledged = std::max(acknowledged, last_said(pipe[0]));
        ::close(pipe[0]);

        auto store = open_store(path, test::World());
        const auto heads = *store->heads({});
        const std::uint64_t held = heads.empty() ? 0 : heads.front().number;
        INFO("round " << round << ": " << held << " held, " << acknowledged << " acknowledged");
        CHECK(heads.size() <= 1);  // The same life all along.
        CHECK(held >= acknowledged);
        CHECK(store->verify());
    }
    CHECK(acknowledged > 0);  // How many depends on the disk.
}

TEST_CASE("a full disk is said in time and loses nothing", "[store][power]") {
    test::Folder folder;
    std::filesystem::create_directories(folder / "disk");
    const std::string disk = (folder / "disk").string();
    const bool mounted = ::mount("none", disk.c_str(), "tmpfs", 0, "size=2m") == 0;
    if (!mounted) {
        SUCCEED("no right to mount a small disk here: a limit on files stands in for it");
    }
    const auto path = folder / "disk" / "a.adit";
    CHECK(holds_apart([&] {
        if (!mounted) {
            std::signal(SIGXFSZ, SIG_IGN);
            const ::rlimit two_mebibytes{2u << 20, 2u << 20};
            if (::setrlimit(RLIMIT_FSIZE, &two_mebibytes) != 0) return false;
        }
        return fills_up_honestly(path);
    }));
    {
        std::filesystem::copy(path, folder / "rescued.adit");
        if (std::filesystem::exists(path.string() + "-wal")) {
            std::filesystem::copy(path.string() + "-wal", folder / "rescued.adit-wal");
        }
        auto store = open_store(folder / "rescued.adit", test::World());
        CHECK(store->verify());
        CHECK(record_in(*store).find_value({"/note"}) != nullptr);
    }
    if (mounted) ::umount(disk.c_str());
}

TEST_CASE("a read-only file is refused with what to change, and stays as it is", "[store][power]") {
    test::Folder folder;
    const auto path = folder / "a.adit";
    {
        auto store = open_store(path, test::World());
        append(*store, {put("/site", "Kamituga")});
    }
    std::filesystem::permissions(path, std::filesystem::perms(0444));
    CHECK(holds_apart([&] {
        if (::geteuid() == 0 && ::setuid(65534) != 0) return false;  // Root may write everything.
        const auto opened =
            open_sqlite_store(path.string(), test::laptop('a'), test::World().surroundings());
        return !opened && opened.error().code == Code::Refused &&
               opened.error().what.find("read-only") != std::string::npos;
    }));
    std::filesystem::permissions(path, std::filesystem::perms(0644));
    auto store = open_store(path, test::World());
    CHECK(store->verify());
    CHECK(store->heads({})->front().number == 1);
}

TEST_CASE("while another program writes, an answer waits and is then refused kindly",
          "[store][power]") {
    test::Folder folder;
    const auto path = folder / "a.adit";
    auto store = open_store(path, test::World());
    append(*store, {put("/site", "Kamituga")});
    auto other = sqlite::Database::open({.path = path.string()});
    REQUIRE(other);
    {
        auto writing = other->begin();
        REQUIRE(writing);
        const auto waited = store->append({test::draft({put("/site", "Kamituga Sud")})});
        REQUIRE_FALSE(waited);
        CHECK(waited.error().code == Code::Unavailable);
    }
    CHECK(append(*store, {put("/site", "Kamituga Sud")}).number == 2);
    CHECK(store->verify());
}
