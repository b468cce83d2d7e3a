// A programme in one process, from one seed: servers, a coordinator's hub, laptops, sticks, a wire
// that fails, disks that fail, clocks that are wrong, and people who write all the while.
//
// One world is one Fleet: live() plays its steps and checks after each, settle() lets the faults
// stop and checks that nothing is lost, doubled or divided. What does not hold is thrown as Broken.
// All chance comes from the seed: the same seed tells the same story, and trace() names it.
//
// What is held stands at the head of fleet_sim.cpp.
#pragma once

#include "sim/disk.h"
#include "sim/oracle.h"
#include "sync/answer.h"
#include "sync/exchange.h"
#include "sync/kit.h"

#include <functional>

namespace adit::sim {

/// A promise of the product that this world shows broken.
struct Broken {
    std::string what;
};

class Wire;

/// Which kinds of trouble a world knows. Each seed has its own few, so that none hides another.
struct Troubles {
    bool wire = false;      // Lost, doubled, cut, late.
    bool lies = false;      // Bits turned over on the way; an old answer to a new question.
    bool power = false;     // Machines stop in the middle of any write or sync.
    bool disk = false;      // Full, read-only, a call that fails.
    bool rot = false;       // Bits turned over at rest.
    bool clocks = false;    // Years wrong, and set again.
    bool sticks = false;    // Files carried by hand, late, twice, damaged.
    bool visits = false;    // Laptop to laptop.
    bool revoked = false;   // Laptops leave the programme while they are away.
    bool restored = false;  // A laptop's file comes back from a backup, or is copied.
    bool imaged = false;    // Whole disks come back, or are cloned.
    bool server_restored = false;
    bool two_servers = false;
};
Troubles troubles_of(std::uint64_t seed);
std::string words_for(const Troubles& troubles);

/// One call on one machine's disk, from its first day on, that is struck.
struct Strike {
    std::size_t machine = 0;
    std::uint64_t call = 0;
    Blow blow = Blow::PowerCut;
};

/// A record as somebody opened it and has it on the screen.
struct Session {
    record::RecordId id;
    std::string scope;
    std::optional<record::Record> shown;  // Nothing: a new record.
    Heads screen;
};

struct Machine {
    std::string name;
    sync::Self self;
    identity::Role role = identity::Role::FieldOfficer;
    std::vector<std::string> scopes;
    std::unique_ptr<Disk> disk;
    std::unique_ptr<store::RecordStore> store;  // Null: it is off, or its disk lets nobody write.
    Surroundings world;
    std::int64_t clock_ahead_ms = 0;
    std::int16_t offset_min = 0;
    bool revoked = false;
    bool rotten = false;  // A bit was turned over on its disk.
    bool stuck = false;   // Its program met an error: somebody starts it again.
    std::uint64_t blows_seen = 0;
    std::optional<Session> open;
    std::optional<store::Typing> typing;  // Half-typed text that was said to be kept.
    bool typing_unsure = false;           // The power went while it was.
    std::optional<Image> backup;
    Heads backup_heads;
    Heads heads;  // As of its last step.

    bool is_server() const { return role == identity::Role::Server; }
    std::string path() const { return disk->path_of("store.adit"); }
};

class Fleet {
public:
    explicit Fleet(std::uint64_t seed) : Fleet(seed, troubles_of(seed)) {}
    Fleet(std::uint64_t seed, const Troubles& troubles,
          const std::optional<Strike>& strike = std::nullopt);

    void live(std::size_t steps);
    void settle();
    /// Names the story: equal for equal seeds.
    std::uint64_t trace() const { return trace_; }
    const std::vector<std::string>& story() const { return story_; }
    std::size_t changes() const { return oracle_.size(); }
    std::uint64_t calls_on(std::size_t machine) const { return machines_[machine]->disk->calls(); }

private:
    friend class Wire;

    /// A file on its way in somebody's pocket.
    struct Stick {
        Bytes bytes;
        bool damaged = false;
    };
    /// A request that is still on its way.
    struct Late {
        Machine* from;
        Bytes body;
    };

    // --- the programme (fleet.cpp)
    Machine& add(const std::string& name, identity::Role role, std::vector<std::string> scopes);
    void enrol(Machine& machine);
    void begin(Machine& machine);
    void sign_roster();
    void renew_kit();
    void start(Machine& machine);
    void stop(Machine& machine);
    void replace(Machine& machine);
    void attend(Machine& machine);
    void remember_heads(Machine& machine);
    void forget_lost();
    bool is_excused(const Machine& machine, const Error& error) const;
    void tell(const std::string& words);
    void demand(bool holds, const std::string& what) const {
        if (!holds) throw Broken{what};
    }
    std::uint64_t below(std::uint64_t end) { return chance_.below(end); }
    Machine& any_machine() { return *machines_[below(machines_.size())]; }
    Machine& any_server() { return *machines_[below(servers_)]; }
    std::uint64_t roster_held_by(Machine& machine);

    // --- what happens (steps.cpp, writing.cpp)
    void step();
    void trouble(Machine& machine);
    void rot(Machine& machine);
    void disk_trouble(Machine& machine);
    Status write(Machine& machine);
    Session opened(Machine& machine, const std::string& scope);
    std::vector<record::Operation> operations_for(const Session& session);
    record::Operation answer_in(const Session& session);
    std::optional<record::Operation> decision_on(const Session& session);
    record::Value any_value();
    Status type(Machine& machine);
    void exchange(Machine& machine, Machine& host, bool badly);
    void judge(Machine& machine, const Result<sync::Report>& report, const Wire& wire);
    void visit(Machine& guest);
    struct StickDesk;
    Result<std::unique_ptr<StickDesk>> stick_desk_of(Machine& machine);
    Result<Bytes> stick_of(Machine& machine);
    Result<sync::Report> read_stick(Machine& machine, ByteView stick);
    void make_stick(Machine& machine);
    void take_stick(Machine& machine);
    void late_packet();
    void revoke(Machine& machine);
    void back_up(Machine& machine);
    void bring_back(Machine& machine);
    void clone(Machine& machine);
    Result<Bytes> served(Machine& host, const Machine& caller, ByteView body);

    // --- what is held (checks.cpp)
    void check(Machine& machine);
    void check_acknowledged(Machine& machine);
    void check_record(Machine& machine, const record::RecordId& id);
    void check_typing(Machine& machine);
    void check_problems(Machine& machine, const std::vector<sync::Problem>& problems);
    void heal();
    void three_exchanges();
    void check_replicas_agree();
    void check_nothing_lost();
    using Said = std::map<record::RecordId, std::set<std::string>>;
    Said said_in_dispute(Machine& machine);
    void check_still_said(Machine& machine, const Said& before);
    bool is_forked(const record::RecordId& id) const;
    /// A whole disk comes back or is cloned, with the marker that tells; or an old file does, where
    /// the marker's last number went with the power or with a call that failed.
    bool may_fork() const {
        return troubles_.imaged || (troubles_.restored && (troubles_.power || troubles_.disk));
    }
    void check_entities(Machine& machine, const std::string& scope);
    bool counts(const record::RecordId& id) const;
    std::string fingerprint(Machine& machine, const std::string& scope);

    test::Chance chance_;
    Troubles troubles_;
    std::int64_t now_ms_;
    identity::SigningKey key_;
    identity::Roster roster_;
    std::map<std::uint64_t, Bytes> signed_rosters_;
    sync::Kit kit_;
    Bytes signed_kit_;
    std::vector<std::unique_ptr<Machine>> machines_;  // The servers first.
    std::size_t servers_ = 1;
    std::vector<Stick> sticks_;
    std::vector<Late> late_;
    Oracle oracle_;
    std::uint64_t tokens_ = 0;
    std::uint64_t trace_ = 14695981039346656037u;
    std::vector<std::string> story_;
};

}  // namespace adit::sim
