#include "sim/fleet.h"

#include "base/text.h"
#include "support/world.h"

#include <algorithm>

namespace adit::sim {
namespace {

constexpr int kStartsMax = 50;

template <class T>
T sure(Result<T> result) {
    if (!result) throw Broken{"unexpected: " + result.error().what};
    return *std::move(result);
}

Surroundings chance_only(test::Chance& chance) {
    return {.now_ms = [] { return test::kMorning; },
            .random =
                [&chance](std::span<std::uint8_t> out) {
                    for (auto& byte : out) byte = static_cast<std::uint8_t>(chance.any());
                }};
}

}  // namespace

Troubles troubles_of(std::uint64_t seed) {
    test::Chance chance(seed * 2 + 1);
    Troubles out;
    for (bool* common : {&out.wire, &out.power, &out.clocks, &out.sticks}) {
        *common = chance.one_in(2);
    }
    for (bool* rarer : {&out.lies, &out.disk, &out.visits, &out.revoked, &out.restored,
                        &out.server_restored, &out.two_servers}) {
        *rarer = chance.one_in(4);
    }
    for (bool* rare : {&out.rot, &out.imaged}) *rare = chance.one_in(8);
    return out;
}

std::string words_for(const Troubles& troubles) {
    const std::vector<std::pair<bool, const char*>> all = {
        {troubles.wire, "wire"},
        {troubles.lies, "lies"},
        {troubles.power, "power"},
        {troubles.disk, "disk"},
        {troubles.rot, "rot"},
        {troubles.clocks, "clocks"},
        {troubles.sticks, "sticks"},
        {troubles.visits, "visits"},
        {troubles.revoked, "revoked"},
        {troubles.restored, "restored"},
        {troubles.imaged, "imaged"},
        {troubles.server_restored, "server restored"},
        {troubles.two_servers, "two servers"}};
    std::vector<std::string> words;
    for (const auto& [on, word] : all) {
        if (on) words.emplace_back(word);
    }
    return words.empty() ? "none" : joined(words, ", ");
}

Fleet::Fleet(std::uint64_t seed, const Troubles& troubles, const std::optional<Strike>& strike)
    : chance_(seed),
      troubles_(troubles),
      now_ms_(test::kMorning),
      key_(identity::SigningKey::make(chance_only(chance_))) {
    roster_.programme = kit_.programme = "0191d6b2-0000-7000-8000-000000000001";
    kit_.scopes = {{{"COD"}, "DR Congo", "RD Congo"}, {{"GHA"}, "Ghana", "Ghana"}};
    using identity::Role;
    servers_ = troubles_.two_servers ? 2 : 1;
    for (std::size_t i = 0; i < servers_; ++i) {
        add("server " + std::to_string(i + 1), Role::Server, {"COD", "GHA"});
    }
    add("hub", Role::Coordinator, {"GHA"});
    const std::size_t laptops = 1 + below(3);
    for (std::size_t i = 0; i < laptops; ++i) {
        std::vector<std::string> scopes = {below(3) == 0 ? "COD" : "GHA"};
        const bool hq = i > 0 && below(4) == 0;
        if (hq) scopes = {"COD", "GHA"};
        add("laptop " + std::to_string(i + 1), hq ? Role::HqReviewer : Role::FieldOfficer, scopes);
    }
    sign_roster();
    renew_kit();
    if (strike) machines_[strike->machine]->disk->strike_after(strike->call, strike->blow);
    for (const auto& machine : machines_) begin(*machine);
}

/// The first day: the program starts and is enrolled, however often the disk stands in the way.
void Fleet::begin(Machine& machine) {
    const auto is_enrolled = [&] {
        return machine.store != nullptr && !machine.stuck && sync::roster_of(*machine.store);
    };
    for (int i = 0; i < kStartsMax && !is_enrolled(); ++i) {
        attend(machine);
        enrol(machine);
        machine.disk->set_full(false);
    }
    demand(is_enrolled(), machine.name + " cannot be enrolled");
}

Machine& Fleet::add(const std::string& name, identity::Role role, std::vector<std::string> scopes) {
    auto key = identity::SigningKey::make(chance_only(chance_));
    const record::DeviceId device{identity::device_of(key.public_key())};
    roster_.devices.push_back({.device = device.bytes,
                               .key = key.public_key(),
                               .name = name,
                               .person = name,
                               .person_name = name,
                               .role = role,
                               .scopes = scopes,
                               .enrolled_ms = now_ms_,
                               .revoked = false,
                               .revoked_ms = 0,
                               .ends = {}});
    machines_.push_back(std::make_unique<Machine>(Machine{.name = name,
                                                          .self = {std::move(key), device},
                                                          .role = role,
                                                          .scopes = std::move(scopes),
                                                          .disk = {},
                                                          .store = {},
                                                          .world = {},
                                                          .open = {},
                                                          .typing = {},
                                                          .backup = {},
                                                          .backup_heads = {},
                                                          .heads = {}}));
    Machine& machine = *machines_.back();
    machine.disk = std::make_unique<Disk>(chance_.any());
    machine.world = chance_only(chance_);
    machine.world.now_ms = [this, &machine] { return now_ms_ + machine.clock_ahead_ms; };
    machine.offset_min = static_cast<std::int16_t>(static_cast<int>(below(5)) * 60 - 120);
    if (troubles_.clocks && below(3) == 0) {
        constexpr std::int64_t kYearMs = 365LL * 24 * 3600 * 1000;
        machine.clock_ahead_ms = (static_cast<std::int64_t>(below(21)) - 10) * kYearMs;
    }
    return machine;
}

void Fleet::sign_roster() {
    ++roster_.version;
    std::ranges::sort(roster_.devices, {}, &identity::RosterDevice::device);
    signed_rosters_[roster_.version] = identity::signed_roster(roster_, key_);
}

void Fleet::renew_kit() {
    ++kit_.version;
    const std::string version = std::to_string(2025112300 + kit_.version);
    const std::string words = "the questions of version " + version;
    kit_.files.push_back(
        {{"site_visit", version}, "site_visit.xlsx", Bytes(words.begin(), words.end())});
    signed_kit_ = sure(sync::signed_kit(kit_, signed_rosters_[roster_.version], key_));
}

/// What a laptop gets at enrolment: the roster and the forms of that day.
void Fleet::enrol(Machine& machine) {
    if (machine.store == nullptr) return;
    const Bytes kit = sure(sync::signed_kit(kit_, signed_rosters_[roster_.version], key_));
    const auto kept = sync::keep_kit(*machine.store, kit, key_.public_key());
    if (kept) return;
    demand(is_excused(machine, kept.error()), "a kit is refused: " + kept.error().what);
    machine.stuck = true;
}

void Fleet::tell(const std::string& words) {
    story_.push_back(words);
    for (const char letter : words) {
        trace_ = (trace_ ^ static_cast<unsigned char>(letter)) * 1099511628211u;
    }
}

/// Starts the program. A power cut while it starts is one more start; a disk that lets nobody write
/// leaves it off; nothing else may stop it.
void Fleet::start(Machine& machine) {
    for (int i = 0; i < kStartsMax && machine.store == nullptr; ++i) {
        if (machine.disk->is_off()) machine.disk->restart();
        const std::uint64_t blows = machine.disk->blows();
        auto opened = store::open_sqlite_store(machine.path(), machine.self.device, machine.world);
        if (opened) {
            machine.store = *std::move(opened);
            machine.stuck = false;
            remember_heads(machine);
            return;
        }
        if (machine.disk->is_off() || machine.disk->blows() > blows) continue;
        const Code code = opened.error().code;
        const bool full = machine.disk->is_full() && code == Code::Full;
        const bool closed = machine.disk->is_read_only() && code == Code::Refused;
        if (full || closed) return;
        demand(machine.rotten, machine.name + " does not start: " + opened.error().what);
        replace(machine);
        return;
    }
    demand(machine.store != nullptr, machine.name + " never starts");
}

void Fleet::stop(Machine& machine) {
    machine.store.reset();
    machine.open.reset();
}

/// A store that was found damaged goes: the person does what the sentence says, and the records
/// come back by an exchange. What was on that disk alone is lost with it.
void Fleet::replace(Machine& machine) {
    tell(machine.name + " gets a new disk");
    stop(machine);
    machine.disk = std::make_unique<Disk>(chance_.any());
    machine.rotten = false;
    machine.typing.reset();
    machine.backup.reset();
    machine.heads.clear();
    forget_lost();
    start(machine);
    enrol(machine);
}

void Fleet::remember_heads(Machine& machine) {
    if (machine.store == nullptr) return;
    const auto heads = machine.store->heads({});
    if (!heads) {
        machine.stuck = true;
        return;
    }
    machine.heads.clear();
    for (const auto& head : *heads) machine.heads[head.feed] = head.number;
}

/// After a step: who met an error is started again, as a person would do.
void Fleet::attend(Machine& machine) {
    machine.blows_seen = machine.disk->blows();
    if (machine.store != nullptr && !machine.disk->is_off() && !machine.stuck) {
        remember_heads(machine);
        return;
    }
    const bool damaged = machine.stuck && machine.rotten && !machine.disk->is_off();
    stop(machine);
    if (damaged && machine.disk->is_read_only()) return;
    if (damaged) {
        replace(machine);
    } else {
        start(machine);
    }
}

void Fleet::forget_lost() {
    oracle_.forget_unless([&](const record::Dot& dot) {
        return std::ranges::any_of(machines_, [&](const auto& machine) {
            const auto head = machine->heads.find(dot.feed);
            return !machine->revoked && head != machine->heads.end() && dot.number <= head->second;
        });
    });
}

/// An error that the state of the machine explains.
bool Fleet::is_excused(const Machine& machine, const Error& error) const {
    const Disk& disk = *machine.disk;
    if (disk.is_off() || machine.rotten) return true;  // Rot may be in any word of the file.
    if (error.code == Code::Full) return disk.is_full();
    const bool struck = disk.blows() > machine.blows_seen || disk.is_read_only();
    if (error.code == Code::Corrupt) return struck || machine.stuck;
    return error.code == Code::Refused && struck;
}

std::uint64_t Fleet::roster_held_by(Machine& machine) {
    const auto held = sync::roster_of(*machine.store);
    return held ? held->version : 0;
}

}  // namespace adit::sim
