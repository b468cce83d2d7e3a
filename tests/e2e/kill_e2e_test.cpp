// What may be relied on when a program is killed at any moment (kill -9, an empty battery): what it
// had said was saved or sent is there, the file is whole to its last signature, and the next start
// takes less than a second.
//
// Some twenty kills each in every run; hundreds by hand with scripts/kill_campaign.
#include "e2e/field_work.h"

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <random>
#include <set>

using namespace adit;
using namespace adit::test;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;
using Clock = std::chrono::steady_clock;

namespace {

constexpr int kFewKills = 20;

std::int64_t ms_since(Clock::time_point began) {
    return std::chrono::duration_cast<std::chrono::milliseconds>(Clock::now() - began).count();
}

/// How long starts took after a kill, told at the end.
class Recovery {
public:
    void add(std::int64_t ms) { all_.push_back(ms); }
    void tell(const char* of, int kills, int interrupted) {
        std::sort(all_.begin(), all_.end());
        std::printf(
            "%s: %d kills, %d in mid-work; back after %lld ms (median), %lld ms (longest)\n", of,
            kills, interrupted, static_cast<long long>(all_[all_.size() / 2]),
            static_cast<long long>(all_.back()));
        std::fflush(stdout);
    }
    std::int64_t median() const { return all_[all_.size() / 2]; }

private:
    std::vector<std::int64_t> all_;
};

/// A laptop whose program is killed in whatever it does, and what it had said until then.
class KilledLaptop {
public:
    explicit KilledLaptop(std::uint64_t seed) : chance_(seed) {
        REQUIRE(pilot_.serve());
        REQUIRE(pilot_.enrol("asha", "COD").code == 0);
    }

    void kill_once() {
        const Act act = acts_[chance_() % acts_.size()];
        (this->*act)();
        const auto began = Clock::now();
        const Ended back = pilot_.field("asha", {"list", "--limit", "1"});
        recovery.add(ms_since(began));
        INFO(back.said);
        CHECK(back.code == 0);
        const Ended verified = pilot_.field("asha", {"verify"});
        INFO(verified.said);
        CHECK(verified.code == 0);
        check_saved();
        CHECK(sent_but_not_held(pilot_, "asha") == 0);
    }

    void check_at_rest() {
        const Ended synced = pilot_.field("asha", {"sync"});
        INFO(synced.said);
        CHECK(synced.code == 0);
        check_saved();
        CHECK(heads_of(laptop_file(pilot_, "asha")) == heads_of(server_file(pilot_)));
        CHECK(pilot_.stop() == 0);
        CHECK(pilot_.server({"verify"}).code == 0);
    }

    Recovery recovery;
    int interrupted = 0;  // Kills that came before the program had ended by itself.

private:
    using Act = void (KilledLaptop::*)();

    /// Runs it for a random part of about how long it takes; true when it ended by itself. The
    /// first run of each kind is left in peace, to learn how long that is.
    bool run_and_kill(const std::vector<std::string>& words, std::string& said) {
        std::vector<std::string> all = {kField, "--workspace", pilot_.path("asha").string()};
        all.insert(all.end(), words.begin(), words.end());
        const std::string kind = words[0] + words[1];
        const auto usual = usual_us_.find(kind);
        const auto began = Clock::now();
        Running program(all, pilot_.path("killed.said"));
        if (usual != usual_us_.end()) {
            std::this_thread::sleep_for(
                std::chrono::microseconds(chance_() % (usual->second * 5 / 4)));
        }
        const int code = usual == usual_us_.end() ? program.wait() : program.end(SIGKILL);
        if (usual == usual_us_.end()) {
            usual_us_[kind] = static_cast<std::uint64_t>(
                std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - began)
                    .count());
        }
        said = file_text(pilot_.path("killed.said"));
        if (code == 128 + SIGKILL) ++interrupted;
        return code == 0;
    }

    void begin_record() {
        std::string said;
        const std::string value = std::to_string(++count_);
        run_and_kill({"record", "new", "--form", "site_profile", "--set", "country=COD", "--set",
                      "site_name=Hill", "--set", "locality=" + value},
                     said);
        // Its id is printed when it is stored, and only then.
        if (said.size() >= 37 && said[8] == '-') saved_[said.substr(0, 36)] = count_;
    }
    void change_record() {
        if (saved_.empty()) return begin_record();
        auto record = saved_.begin();
        std::advance(record, static_cast<std::ptrdiff_t>(chance_() % saved_.size()));
        std::string said;
        const std::string value = std::to_string(++count_);
        if (run_and_kill({"record", "set", record->first, "locality=" + value}, said)) {
            record->second = count_;
        }
    }
    void import() {
        const auto csv = pilot_.path("sites.csv");
        const auto mapping = pilot_.path("sites.json");
        constexpr int kSites = 150;
        write_sites(csv, mapping, "k", imported_, kSites);
        std::string said;
        if (run_and_kill({"import", csv.string(), "--mapping", mapping.string()}, said)) {
            imported_ += kSites;
        }
    }
    void sync() {
        std::string said;
        run_and_kill({"sync", "--json"}, said);
    }

    void check_saved() {
        const auto store = store_at(laptop_file(pilot_, "asha"));
        for (const auto& [text, number] : saved_) {
            const auto id = uuid_from(text);
            REQUIRE(id);
            const auto record = store->record({*id});
            INFO(text);
            REQUIRE(record);
            REQUIRE(record->has_value());
            const auto* value = (*record)->find_value({"/loc/locality"});
            REQUIRE(value != nullptr);
            CHECK(std::stoi(record::text_of(*value)) >= number);
        }
        const auto all = store->count({.with_deleted = true});
        REQUIRE(all);
        CHECK(*all >= saved_.size() + static_cast<std::size_t>(imported_));
    }

    Pilot pilot_;
    std::mt19937_64 chance_;
    const std::vector<Act> acts_{&KilledLaptop::begin_record, &KilledLaptop::change_record,
                                 &KilledLaptop::import, &KilledLaptop::sync};
    std::map<std::string, std::uint64_t> usual_us_;  // How long each kind of work takes.
    std::map<std::string, int> saved_;  // Record, and the last answer that was told as saved.
    int count_ = 0;
    int imported_ = 0;
};

/// A server under load from several laptops, killed again and again.
class KilledServer {
public:
    explicit KilledServer(std::uint64_t seed) : chance_(seed) {
        REQUIRE(pilot_.serve());
        for (const std::string& name : laptops_) REQUIRE(pilot_.enrol(name, "COD").code == 0);
        REQUIRE(pilot_.stop() == 0);
        for (const std::string& name : laptops_) {
            clients_.emplace_back([this, name] { work(name); });
        }
    }
    ~KilledServer() { rest(); }
    KilledServer(const KilledServer&) = delete;
    KilledServer& operator=(const KilledServer&) = delete;

    void kill_once() {
        const auto began = Clock::now();
        const bool serves = pilot_.serve();
        INFO(file_text(pilot_.path("serve.log")));
        REQUIRE(serves);
        recovery.add(ms_since(began));
        std::this_thread::sleep_for(std::chrono::microseconds(chance_() % 600'000));
        CHECK(pilot_.stop(SIGKILL) == 128 + SIGKILL);
        ++interrupted;  // The laptops never rest.
        const Ended verified = pilot_.server({"verify"});
        INFO(verified.said);
        CHECK(verified.code == 0);
        for (const std::string& name : laptops_) {
            INFO(name);
            CHECK(sent_but_not_held(pilot_, name) == 0);
        }
    }

    void check_at_rest() {
        rest();
        REQUIRE(pilot_.serve());
        for (int round = 0; round < 2; ++round) {
            for (const std::string& name : laptops_) {
                const Ended synced = pilot_.field(name, {"sync"});
                INFO(name << ": " << synced.said);
                CHECK(synced.code == 0);
            }
        }
        const auto heads = heads_of(server_file(pilot_));
        for (const std::string& name : laptops_) {
            CHECK(heads_of(laptop_file(pilot_, name)) == heads);
            const Ended verified = pilot_.field(name, {"verify"});
            INFO(name << ": " << verified.said);
            CHECK(verified.code == 0);
        }
        CHECK(pilot_.exported_records() == saved_);
        CHECK(pilot_.stop() == 0);
        CHECK(pilot_.server({"verify"}).code == 0);
        CHECK(answered_ > 0);
        std::printf("server: %zu records from %zu laptops, %d exchanges to their end\n",
                    saved_.load(), laptops_.size(), answered_.load());
    }

    Recovery recovery;
    int interrupted = 0;

private:
    static constexpr int kSitesAtOnce = 4;

    void work(const std::string& name) {
        for (int first = 0; !resting_; first += kSitesAtOnce) {
            const auto csv = pilot_.path(name + ".csv");
            const auto mapping = pilot_.path(name + ".json");
            write_sites(csv, mapping, name, first, kSitesAtOnce);
            const Ended imported =
                pilot_.field(name, {"import", csv.string(), "--mapping", mapping.string()});
            if (imported.code != 0) return;  // The count at the end will not be right.
            saved_ += kSitesAtOnce;
            if (pilot_.field(name, {"sync"}).code == 0) ++answered_;
        }
    }
    void rest() {
        resting_ = true;
        for (std::thread& client : clients_) client.join();
        clients_.clear();
    }

    Pilot pilot_;
    std::mt19937_64 chance_;
    const std::vector<std::string> laptops_{"asha", "badu", "chen"};
    std::atomic<bool> resting_ = false;
    std::atomic<std::size_t> saved_ = 0;
    std::atomic<int> answered_ = 0;
    std::vector<std::thread> clients_;
};

template <class Killed>
void kill_many(const char* of, int kills, std::uint64_t seed) {
    Killed killed(seed);
    for (int i = 0; i < kills; ++i) {
        INFO(of << ", kill " << i + 1 << " of " << kills << ", seed " << seed);
        killed.kill_once();
        if (kills > kFewKills && (i + 1) % 50 == 0)
            killed.recovery.tell(of, i + 1, killed.interrupted);
    }
    killed.check_at_rest();
    killed.recovery.tell(of, kills, killed.interrupted);
    CHECK(killed.recovery.median() <= 1000);
    CHECK(killed.interrupted * 3 >= kills);
}

std::uint64_t number_in_environment(const char* name, std::uint64_t usual) {
    const char* said = std::getenv(name);
    return said == nullptr ? usual : std::strtoull(said, nullptr, 10);
}

}  // namespace

TEST_CASE("a laptop's program that is killed at any moment loses nothing it had said was saved",
          "[e2e][kill]") {
    kill_many<KilledLaptop>("laptop", kFewKills, 20251123);
}

TEST_CASE("a server that is killed under load loses nothing it had confirmed", "[e2e][kill]") {
    kill_many<KilledServer>("server", kFewKills, 20251123);
}

// By hand: scripts/kill_campaign.
TEST_CASE("the laptop's program is killed as often as one likes", "[.][kill-app]") {
    kill_many<KilledLaptop>("laptop", static_cast<int>(number_in_environment("ADIT_KILLS", 500)),
                            number_in_environment("ADIT_SEED", 1));
}

TEST_CASE("the server is killed as often as one likes", "[.][kill-server]") {
    kill_many<KilledServer>("server", static_cast<int>(number_in_environment("ADIT_KILLS", 500)),
                            number_in_environment("ADIT_SEED", 1));
}
