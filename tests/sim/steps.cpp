// What happens in a world besides writing: exchanges over a bad wire, visits, sticks, and every
// kind of trouble that the seed has chosen.
#include "sim/fleet.h"
#include "sim/wire.h"
#include "sync/bundle.h"

#include <algorithm>
#include <sstream>

namespace adit::sim {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;
}  // namespace

/// What the endpoint of a host does with a body. A host that met an error of its own answers 503.
Result<Bytes> Fleet::served(Machine& host, const Machine& caller, ByteView body) {
    const Error nobody{Code::Unavailable, "the other side cannot answer now"};
    if (host.store == nullptr || host.disk->is_off()) return nobody;
    const auto roster =
        host.is_server() ? Result<identity::Roster>(roster_) : sync::roster_of(*host.store);
    if (!roster) return nobody;
    const auto* device = roster->find(caller.self.device.bytes);
    if (device == nullptr) return nobody;
    if (device->revoked) return Error{Code::Refused, "this laptop was revoked"};
    sync::Host answering{.store = *host.store,
                         .self = host.self,
                         .roster = *roster,
                         .signed_roster = signed_rosters_[roster->version],
                         .kit = signed_kit_,
                         .kit_version = host.is_server() ? kit_.version : 0};
    if (!host.is_server()) {
        for (const std::string& scope : host.scopes) answering.scopes.push_back({scope});
    }
    if (!host.is_server()) {
        for (const std::string& scope : host.scopes) answering.scopes.push_back({scope});
    }
    auto answered = sync::answer(answering, *device, body, host.world);
    if (answered) return answered->body;
    const bool nonsense = answered.error().code == Code::BadInput;
    demand(nonsense || is_excused(host, answered.error()),
           host.name + " cannot answer: " + answered.error().what);
    if (!nonsense && answered.error().code == Code::Corrupt) host.stuck = true;
    return nobody;
}

void Fleet::exchange(Machine& machine, Machine& host, bool badly) {
    const Said before = said_in_dispute(machine);
    Wire wire(*this, machine, host, badly);
    const auto report = sync::exchange(*machine.store, machine.self, wire, machine.world, {});
    std::string became = report ? "sent " + std::to_string(report->sent) + ", received " +
                                      std::to_string(report->received)
                                : report.error().what;
    tell(machine.name + " exchanges with " + host.name + ": " + became);
    judge(machine, report, wire);
    check_still_said(machine, before);
    attend(host);
}

/// Nobody is blamed when nobody lied, and no error comes that nothing explains.
void Fleet::judge(Machine& machine, const Result<sync::Report>& report, const Wire& wire) {
    if (report) {
        if (!wire.lied()) check_problems(machine, report->problems);
        return;
    }
    const Error& error = report.error();
    const bool left = machine.revoked && error.code == Code::Refused;
    const bool fine =
        wire.lied() || left || error.code == Code::Unavailable || is_excused(machine, error);
    const bool cut = wire.cut() && error.code == Code::Corrupt;
    demand(fine || cut, machine.name + " cannot exchange: " + error.what);
    if (machine.rotten || (error.code == Code::Corrupt && is_excused(machine, error))) {
        machine.stuck = true;
    }
}

/// Two laptops side by side, without any server: each calls the other. What a laptop signs for is
/// not sent: a caller that refuses such a receipt has brought its changes all the same.
void Fleet::visit(Machine& guest) {
    Machine& host = any_machine();
    if (&host == &guest || host.store == nullptr || host.is_server() || guest.is_server()) return;
    if (guest.revoked || host.revoked || host.self.device == guest.self.device) return;
    if (guest.scopes != host.scopes) return;
    for (const auto& [caller, called] : {std::pair(&guest, &host), std::pair(&host, &guest)}) {
        if (caller->store == nullptr || called->store == nullptr) return;
        Wire wire(*this, *caller, *called, false);
        const auto report = sync::exchange(*caller->store, caller->self, wire, caller->world, {},
                                           {.laptop = called->self.device});
        tell(caller->name + " visits " + called->name + (report ? "" : ": " + report.error().what));
        judge(*caller, report, wire);
        attend(*caller);
        attend(*called);
    }
}

/// What a machine makes and reads sticks with; owns what the desk borrows.
struct Fleet::StickDesk {
    identity::Roster roster;
    Bytes signed_roster;
    sync::BundleDesk desk;

    StickDesk(Machine& machine, identity::Roster known, Bytes signed_bytes,
              const identity::PublicKey& programme)
        : roster(std::move(known)),
          signed_roster(std::move(signed_bytes)),
          desk{.store = *machine.store,
               .self = machine.self,
               .roster = roster,
               .signed_roster = signed_roster,
               .programme_key = programme,
               .scopes = {},
               .world = machine.world} {
        if (machine.is_server()) return;
        for (const std::string& scope : machine.scopes) desk.scopes.push_back({scope});
    }
};

Result<std::unique_ptr<Fleet::StickDesk>> Fleet::stick_desk_of(Machine& machine) {
    if (machine.is_server()) {
        return std::make_unique<StickDesk>(machine, roster_, identity::signed_roster(roster_, key_),
                                           key_.public_key());
    }
    return std::make_unique<StickDesk>(machine, TRY(sync::roster_of(*machine.store)),
                                       TRY(sync::signed_roster_of(*machine.store)),
                                       key_.public_key());
}

/// All that it has of one country, sealed to those who may read it.
Result<Bytes> Fleet::stick_of(Machine& machine) {
    const auto stick = TRY(stick_desk_of(machine));
    const record::ScopeId scope{machine.scopes[below(machine.scopes.size())]};
    const auto maker = TRY(
        sync::BundleMaker::plan(stick->desk, {.scope = scope, .held = {}, .volume_bytes_max = 0}));
    Bytes out;
    TRY(maker.write(1, [&out](ByteView bytes) -> Status {
        out.insert(out.end(), bytes.begin(), bytes.end());
        return Done{};
    }));
    return out;
}

Result<sync::Report> Fleet::read_stick(Machine& machine, ByteView bytes) {
    const auto stick = TRY(stick_desk_of(machine));
    std::istringstream file{std::string(text_of(bytes))};
    auto taken = TRY(sync::take_volume(stick->desk, file));
    return std::move(taken.report);
}

void Fleet::make_stick(Machine& machine) {
    const auto bytes = stick_of(machine);
    tell(machine.name + " fills a stick" + (bytes ? "" : ": " + bytes.error().what));
    demand(bytes || is_excused(machine, bytes.error()), "a stick cannot be filled");
    if (!bytes) return;
    sticks_.push_back({*bytes, false});
    if (below(4) != 0 || !troubles_.lies) return;
    Stick bad{*bytes, true};
    bad.bytes[below(bad.bytes.size())] ^= static_cast<std::uint8_t>(1u << below(8));
    if (below(2) == 0) bad.bytes.resize(below(bad.bytes.size()));
    sticks_.push_back(bad);
}

void Fleet::take_stick(Machine& machine) {
    if (sticks_.empty()) return;
    const std::size_t which = below(sticks_.size());
    const Stick stick = sticks_[which];
    if (below(3) == 0) sticks_.erase(sticks_.begin() + static_cast<std::ptrdiff_t>(which));
    const auto report = read_stick(machine, stick.bytes);
    tell(machine.name + " reads a stick: " +
         (report ? "received " + std::to_string(report->received) : report.error().what));
    if (stick.damaged) return;  // What stood before the damage may be taken: settle() looks at all.
    // Refused: of another country, or sealed before this machine was enrolled.
    const bool not_for_it = !report && report.error().code == Code::Refused;
    demand(report || not_for_it || is_excused(machine, report.error()), "a stick cannot be read");
    if (not_for_it) return;
    if (!report) {
        machine.stuck = machine.stuck || report.error().code == Code::Corrupt;
        return;
    }
    std::vector<sync::Problem> told = report->problems;
    std::erase_if(told, [](const auto& problem) { return problem.rule == "wrong scope"; });
    check_problems(machine, told);
}

/// A request comes a second time, long after.
void Fleet::late_packet() {
    if (late_.empty()) return;
    const std::size_t which = below(late_.size());
    const Late late = late_[which];
    late_.erase(late_.begin() + static_cast<std::ptrdiff_t>(which));
    Machine& server = any_server();
    const auto answered = served(server, *late.from, late.body);
    tell("a late packet of " + late.from->name + (answered ? " is answered" : " is not answered"));
    attend(server);
}

void Fleet::step() {
    now_ms_ += static_cast<std::int64_t>(below(kHourMs));
    Machine& machine = any_machine();
    if (machine.store == nullptr) {
        disk_trouble(machine);
        return;
    }
    const std::uint64_t what = below(24);
    Status done = Done{};
    if (what < 7) {
        done = write(machine);
    } else if (what < 8) {
        done = type(machine);
    } else if (what < 14) {
        Machine& server = any_server();
        if (&server != &machine && !(machine.is_server() && !troubles_.two_servers)) {
            exchange(machine, server, troubles_.wire || troubles_.lies);
        }
    } else if (what < 15) {
        tell(machine.name + " starts again");
        stop(machine);
        start(machine);
    } else {
        trouble(machine);
    }
    if (!done) {
        demand(is_excused(machine, done.error()), machine.name + ": " + done.error().what);
        if (machine.rotten || done.error().code == Code::Corrupt) machine.stuck = true;
    }
    attend(machine);
    check(machine);
}

/// One of the troubles that this world knows; the forms are renewed in every world.
void Fleet::trouble(Machine& machine) {
    const bool copies = troubles_.restored || troubles_.imaged;
    std::vector<std::function<void()>> all = {[&] {
        if (below(3) != 0) return;
        tell("the forms are renewed");
        renew_kit();
    }};
    const auto when = [&](bool known, std::function<void()> what) {
        if (known) all.push_back(std::move(what));
    };
    when(troubles_.power, [&] { machine.disk->strike_after(below(60), Blow::PowerCut); });
    when(troubles_.disk, [&] { disk_trouble(machine); });
    when(troubles_.clocks, [&] {
        machine.clock_ahead_ms += (static_cast<std::int64_t>(below(5)) - 2) * 24 * kHourMs;
        if (below(4) == 0) machine.clock_ahead_ms = 0;
    });
    if (machine.store != nullptr) {
        when(troubles_.sticks, [&] { make_stick(machine); });
        when(troubles_.sticks, [&] { take_stick(machine); });
        when(troubles_.visits, [&] { visit(machine); });
    }
    when(troubles_.wire, [&] { late_packet(); });
    when(copies || troubles_.server_restored, [&] { back_up(machine); });
    when(copies || troubles_.server_restored, [&] { bring_back(machine); });
    when(copies && below(3) == 0, [&] { clone(machine); });
    when(troubles_.revoked && below(3) == 0, [&] { revoke(machine); });
    when(troubles_.rot && !machine.is_server(), [&] { rot(machine); });
    all[below(all.size())]();
}

void Fleet::rot(Machine& machine) {
    tell(machine.name + " rots");
    stop(machine);
    machine.rotten = machine.disk->flip_bit("store.adit") || machine.rotten;
    start(machine);
}

void Fleet::disk_trouble(Machine& machine) {
    Disk& disk = *machine.disk;
    const bool was_shut = disk.is_full() || disk.is_read_only();
    if (was_shut) {
        tell(machine.name + " has a writable disk again");
        disk.set_full(false);
        disk.set_read_only(false);
        if (machine.store == nullptr) start(machine);
        return;
    }
    const std::uint64_t kind = below(4);
    tell(machine.name + " has trouble with its disk: " + std::to_string(kind));
    if (kind == 0) disk.set_full(true);
    if (kind == 1) disk.set_read_only(true);
    if (kind == 2) disk.strike_after(below(40), Blow::Failure);
    if (kind == 3) disk.strike_after(below(40), Blow::Full);
}

/// The administrator revokes a laptop that is somewhere else: what the servers hold of it counts.
void Fleet::revoke(Machine& machine) {
    if (machine.is_server() || machine.revoked) return;
    tell(machine.name + " is revoked");
    Heads ends;
    for (std::size_t i = 0; i < servers_; ++i) {
        for (const auto& [feed, number] : machines_[i]->heads) {
            if (feed.device != machine.self.device) continue;
            ends[feed] = std::max(ends[feed], number);
        }
    }
    auto device = std::ranges::find(roster_.devices, machine.self.device.bytes,
                                    &identity::RosterDevice::device);
    device->revoked = true;
    device->revoked_ms = now_ms_;
    for (const auto& [feed, number] : ends) {
        device->ends.push_back({feed.scope.code, feed.epoch, number});
    }
    for (const auto& one : machines_) {
        if (one->self.device != machine.self.device) continue;
        one->revoked = true;
        for (const std::string& scope : one->scopes) {
            const auto own = one->store ? one->store->own_feed({scope}) : Error{Code::Full, ""};
            if (own) oracle_.dispute(*own, ends[*own] + 1);
        }
        for (const auto& [feed, number] : one->heads) {
            if (feed.device == machine.self.device) oracle_.dispute(feed, ends[feed] + 1);
        }
    }
    forget_lost();  // What only it holds has nobody to bring it any more.
    sign_roster();
    renew_kit();
}

}  // namespace adit::sim
