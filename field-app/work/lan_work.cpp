#include "work/lan_work.h"

#include "entities/behind.h"
#include "net/lan_announce.h"
#include "sync/answer.h"
#include "sync/kit.h"
#include "work/enrolment.h"
#include "work/record_work.h"

#include <algorithm>

namespace adit::work {
namespace {

using identity::RosterDevice;
using net::Refusal;
using net::Side;

Error stopped_here() {
    return {Code::Refused, "it was stopped on this laptop; what came until then stands"};
}

std::string name_of(const RosterDevice& device) {
    return device.name + " (" + device.person_name + ")";
}

/// Refused when this laptop has no part in a programme, or none any more.
Status takes_part(Workspace& workspace) {
    const auto roster = TRY(workspace.roster());
    if (!roster) {
        return Error{Code::Refused,
                     "this laptop is not enrolled; ask your coordinator for a ticket"};
    }
    const RosterDevice* me = roster->find(workspace.self().device.bytes);
    if (me != nullptr && !me->revoked) return Done{};
    return Error{Code::Refused,
                 "this laptop is no longer part of the programme: what is on it stays here; ask "
                 "your coordinator to enrol it again"};
}

/// One meeting on one line, from the introduction to the end.
class Meeting {
public:
    Meeting(Workspace& workspace, net::LanLine& line, Side side, const LanDesk& desk)
        : workspace_(workspace), line_(line), side_(side), desk_(desk) {}

    /// Who is there has proved the key; whether the roster knows it is judged next. BadInput and
    /// Unavailable: whoever connected was no laptop of ours.
    Status begin();
    Result<LanOutcome> run();

private:
    class Aside;

    Status read_own();
    /// What forbids the meeting by our roster; a newer one may yet bring the other laptop.
    std::optional<Refusal> forbids(bool newer_may_come) const;
    Status refuse(Refusal why);
    Status compare();
    Status renew_roster();
    Status ask();
    Status answer_all();
    Result<Bytes> answer(ByteView body);
    void tell_moving(std::uint64_t handed, std::uint64_t to_hand, std::uint64_t received);

    bool goes_on() const { return !desk_.stopped || !desk_.stopped(); }
    net::GoesOn going_on() const {
        return [this] { return goes_on(); };
    }
    template <class Wait>
    auto aside(Wait wait) {
        std::optional<decltype(wait())> out;
        const std::function<void()> waiting = [&] { out.emplace(wait()); };
        if (desk_.aside) {
            desk_.aside(waiting);
        } else {
            waiting();
        }
        return *std::move(out);
    }

    Workspace& workspace_;
    net::LanLine& line_;
    Side side_;
    const LanDesk& desk_;

    identity::PublicKey programme_{};
    identity::Roster roster_;
    Bytes signed_roster_;
    std::uint64_t kit_version_ = 0;
    net::Introduced other_;
    LanOutcome outcome_;
};

/// The way of an exchange, waited for aside.
class Meeting::Aside final : public sync::Transport {
public:
    Aside(Meeting& meeting, net::LanTransport& line) : meeting_(meeting), line_(line) {}
    Result<Bytes> post(ByteView body) override {
        return meeting_.aside([&] { return line_.post(body); });
    }

private:
    Meeting& meeting_;
    net::LanTransport& line_;
};

Status Meeting::read_own() {
    programme_ = TRY(sync::programme_key_of(workspace_.store()));
    roster_ = TRY(sync::roster_of(workspace_.store()));
    signed_roster_ = TRY(sync::signed_roster_of(workspace_.store()));
    kit_version_ = TRY(sync::kit_version_of(workspace_.store()));
    return takes_part(workspace_);
}

Status Meeting::begin() {
    TRY(read_own());
    const net::Introducing me{.self = workspace_.self(),
                              .programme = programme_,
                              .roster_version = roster_.version,
                              .kit_version = kit_version_};
    other_ = TRY(
        aside([&] { return net::introduce(line_, side_, me, workspace_.world(), going_on()); }));
    const RosterDevice* known = roster_.find(other_.device.bytes);
    outcome_.other = known != nullptr ? name_of(*known) : "";
    return Done{};
}

std::optional<Refusal> Meeting::forbids(bool newer_may_come) const {
    const RosterDevice* me = roster_.find(workspace_.self().device.bytes);
    const RosterDevice* them = roster_.find(other_.device.bytes);
    if (them == nullptr && newer_may_come) return std::nullopt;
    if (them == nullptr || them->role == identity::Role::Server) return Refusal::Unknown;
    if (them->revoked) return Refusal::Revoked;
    const bool in_common = std::ranges::any_of(
        them->scopes, [&](const std::string& code) { return me->has_scope(code); });
    if (!in_common) return Refusal::NoCommonCountry;
    return std::nullopt;
}

Status Meeting::refuse(Refusal why) {
    const std::string name = outcome_.other.empty() ? "the other laptop" : outcome_.other;
    aside([&] {
        net::refuse(line_, why);
        return true;
    });
    return why == Refusal::Stopped ? stopped_here() : net::error_for(why, name);
}

Status Meeting::compare() {
    const auto said = aside([&] { return desk_.compare(other_.code, outcome_.other); });
    if (!said) return refuse(Refusal::Stopped);
    if (!*said) return refuse(Refusal::PersonSaidNo);
    TRY(aside([&] { return net::agree(line_, going_on()); }));
    desk_.tell({.what = LanNews::What::Agreed});
    return Done{};
}

Status Meeting::renew_roster() {
    const bool ours_is_newer = roster_.version > other_.roster_version;
    const ByteView ours = ours_is_newer ? ByteView(signed_roster_) : ByteView{};
    const Bytes theirs =
        TRY(aside([&] { return net::swap_rosters(line_, side_, ours, going_on()); }));
    if (!theirs.empty()) {
        TRY(sync::keep_roster(workspace_.store(), theirs));
        outcome_.new_owner = TRY(follow_roster(workspace_));
        TRY(read_own());
    }
    if (const RosterDevice* known = roster_.find(other_.device.bytes)) {
        outcome_.other = name_of(*known);
    }
    if (const auto why = forbids(false)) return refuse(*why);
    return Done{};
}

void Meeting::tell_moving(std::uint64_t handed, std::uint64_t to_hand, std::uint64_t received) {
    desk_.tell({.what = LanNews::What::Moving,
                .addresses = {},
                .handed = outcome_.report.sent + handed,
                .to_hand = to_hand,
                .received = outcome_.report.received + received});
}

void add(sync::Report& all, sync::Report&& more) {
    all.sent += more.sent;
    all.received += more.received;
    all.requests += more.requests;
    all.bytes_up += more.bytes_up;
    all.bytes_down += more.bytes_down;
    all.new_forms = all.new_forms || more.new_forms;
    std::ranges::move(more.touched, std::back_inserter(all.touched));
    std::ranges::move(more.problems, std::back_inserter(all.problems));
}

Status Meeting::ask() {
    net::LanTransport line(line_, going_on());
    Aside transport(*this, line);
    bool stopped = false;
    const auto progress = [&](const sync::Report& so_far, std::uint64_t to_send) {
        tell_moving(so_far.sent, to_send, so_far.received);
        stopped = !goes_on();
        return !stopped;
    };
    auto report = TRY(sync::exchange(workspace_.store(), workspace_.self(), transport,
                                     workspace_.world(), progress, {.laptop = other_.device}));
    if (report.new_forms) workspace_.forms().forget_forms();
    add(outcome_.report, std::move(report));
    if (stopped) return refuse(Refusal::Stopped);
    return aside([&] { return line.done(); });
}

Result<Bytes> Meeting::answer(ByteView body) {
    const RosterDevice* them = roster_.find(other_.device.bytes);
    const RosterDevice* me = roster_.find(workspace_.self().device.bytes);
    ENSURE(them != nullptr && me != nullptr);
    std::optional<Bytes> kit;
    if (kit_version_ > other_.kit_version) kit = TRY(sync::held_kit(workspace_.store()));
    sync::Host host{.store = workspace_.store(),
                    .self = workspace_.self(),
                    .roster = roster_,
                    .signed_roster = signed_roster_,
                    .kit = kit ? ByteView(*kit) : ByteView{},
                    .kit_version = kit ? kit_version_ : 0,
                    .scopes = {}};
    for (const std::string& code : me->scopes) host.scopes.push_back({code});
    auto answered = TRY(sync::answer(host, *them, body, workspace_.world()));
    // The one who asks counts the requests and what went up; here it is the other way round.
    std::swap(answered.report.bytes_up, answered.report.bytes_down);
    add(outcome_.report, std::move(answered.report));
    return std::move(answered.body);
}

Status Meeting::answer_all() {
    for (;;) {
        const auto body = TRY(aside([&] { return net::next_request(line_, going_on()); }));
        if (!body) return Done{};
        auto out = answer(*body);
        if (!out) {
            (void)refuse(Refusal::Trouble);
            return std::move(out).error();
        }
        TRY(aside([&] { return net::give_answer(line_, *out, going_on()); }));
        tell_moving(0, 0, 0);
    }
}

Result<LanOutcome> Meeting::run() {
    if (const auto why = forbids(other_.roster_version > roster_.version)) {
        return refuse(*why).error();
    }
    TRY(aside([&] { return net::welcome(line_, going_on()); }));
    desk_.tell({.what = LanNews::What::Connected});
    TRY(compare());
    TRY(renew_roster());
    TRY(entities::note_behind(workspace_.store()));
    const auto talk = [&]() -> Status {
        if (side_ == Side::Joins) TRY(ask());
        TRY(answer_all());
        if (side_ == Side::Waits) TRY(ask());
        return Done{};
    };
    if (auto talked = talk(); !talked) {
        // Packs that came before the line broke are here: their entities are renewed all the same.
        TRY(renew_entities_behind(workspace_));
        return std::move(talked).error();
    }
    TRY(renew_entities_behind(workspace_));
    return std::move(outcome_);
}

std::vector<std::string> addresses_of(const net::LanPlace& place, std::uint16_t port) {
    auto out = place.address.empty() ? net::own_addresses() : std::vector{place.address};
    for (std::string& address : out) address += ":" + std::to_string(port);
    return out;
}

}  // namespace

Result<LanOutcome> wait_for_laptop(Workspace& workspace, const net::LanPlace& place,
                                   const LanDesk& desk) {
    TRY(takes_part(workspace));
    const auto programme = TRY(sync::programme_key_of(workspace.store()));
    const auto certificate = TRY(net::make_self_signed({"adit"}, workspace.world()));
    const auto door = TRY(net::LanDoor::open(place, certificate));
    net::Announcement announcement{.port = door->port(), .run = {}};
    workspace.world().random(announcement.run);
    net::Announcer announcer(place, announcement, programme);
    desk.tell({.what = LanNews::What::Waiting, .addresses = addresses_of(place, door->port())});

    const auto stopped = [&] { return desk.stopped && desk.stopped(); };
    const auto goes_on = [&] {
        announcer.speak_when_due();
        return !stopped();
    };
    for (;;) {
        std::optional<Result<std::unique_ptr<net::LanLine>>> line;
        const auto waiting = [&] { line.emplace(door->wait(goes_on)); };
        if (desk.aside) {
            desk.aside(waiting);
        } else {
            waiting();
        }
        if (!*line) return stopped() ? stopped_here() : std::move(*line).error();
        Meeting meeting(workspace, ***line, Side::Waits, desk);
        const auto began = meeting.begin();
        if (began) return meeting.run();
        // A stranger's call ends no waiting; a laptop that was refused, or refused us, does.
        const bool stranger =
            began.error().code == Code::BadInput || began.error().code == Code::Unavailable;
        if (!stranger || stopped()) return began.error();
    }
}

Result<LanOutcome> join_laptop(Workspace& workspace, const std::string& address,
                               const LanDesk& desk) {
    TRY(takes_part(workspace));
    std::optional<Result<std::unique_ptr<net::LanLine>>> line;
    const auto waiting = [&] {
        line.emplace(net::lan_connect(address, [&] { return !desk.stopped || !desk.stopped(); }));
    };
    if (desk.aside) {
        desk.aside(waiting);
    } else {
        waiting();
    }
    if (!*line) return std::move(*line).error();
    Meeting meeting(workspace, ***line, Side::Joins, desk);
    TRY(meeting.begin());
    return meeting.run();
}

Result<std::unique_ptr<net::Finder>> finder_for(Workspace& workspace, const net::LanPlace& place) {
    TRY(takes_part(workspace));
    return net::Finder::open(place, TRY(sync::programme_key_of(workspace.store())));
}

std::string spoken_code(const std::string& code) {
    return code.size() == 6 ? code.substr(0, 3) + " " + code.substr(3) : code;
}

}  // namespace adit::work
