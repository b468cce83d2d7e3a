// What people do to records in a world: they open one, look, and write, now or much later.
#include "sim/fleet.h"

#include <algorithm>

namespace adit::sim {
namespace {

using record::NodePath;
using record::Operation;

std::vector<record::Dot> written_at(const Session& session, const NodePath& path) {
    if (!session.shown) return {};
    const auto answer = session.shown->answers.find(path);
    if (answer == session.shown->answers.end()) return {};
    return answer->second.written_by;
}

record::Seen seen_in(const Session& session) {
    return session.shown ? session.shown->seen : record::Seen{};
}

std::vector<NodePath> instances_in(const Session& session) {
    std::vector<NodePath> out;
    if (!session.shown) return out;
    for (const auto& [repeat, ids] : session.shown->instances) {
        for (const auto id : ids) out.push_back(repeat.instance(id));
    }
    return out;
}

std::vector<NodePath> conflicts_in(const Session& session) {
    std::vector<NodePath> out;
    if (!session.shown) return out;
    for (const auto& [path, answer] : session.shown->answers) {
        if (answer.in_conflict()) out.push_back(path);
    }
    return out;
}

bool answers_twice(const std::vector<Operation>& operations, const NodePath& path) {
    return std::ranges::any_of(operations, [&](const Operation& operation) {
        const auto* put = std::get_if<record::Put>(&operation);
        return put != nullptr && put->path == path;
    });
}

}  // namespace

/// A record as it stands here now: one of those known, or a new one.
Session Fleet::opened(Machine& machine, const std::string& scope) {
    store::Query query;
    query.scope = record::ScopeId{scope};
    query.with_deleted = true;
    query.order = store::Query::Order::Title;
    Session session{.id = {}, .scope = scope, .shown = {}, .screen = machine.heads};
    const auto known = machine.store->list(query);
    if (known && !known->empty() && below(5) != 0) {
        session.id = (*known)[below(known->size())].id;
        const auto shown = machine.store->record(session.id);
        if (shown) session.shown = *shown;
        if (!shown) machine.stuck = true;
    } else {
        session.id = record::RecordId{new_uuid(machine.world)};
    }
    return session;
}

/// Words that nobody else types; now and then a number, or what somebody else may say too.
record::Value Fleet::any_value() {
    const std::uint64_t token = ++tokens_;
    switch (below(8)) {
        case 0:
            return static_cast<std::int64_t>(5);
        case 1:
            return 5.0;
        case 2:
            return std::string("5");
        case 3:
            return std::string("token ") + std::to_string(token) + std::string(below(300), '.');
        default:
            return "token " + std::to_string(token);
    }
}

Operation Fleet::answer_in(const Session& session) {
    const auto conflicts = conflicts_in(session);
    if (!conflicts.empty() && below(2) == 0) {
        const NodePath& path = conflicts[below(conflicts.size())];
        const auto& siblings = session.shown->answers.at(path).siblings;
        const auto& chosen = siblings[below(siblings.size())].value;
        return record::Resolve{path, below(4) == 0 ? any_value() : chosen,
                               written_at(session, path)};
    }
    const auto instances = instances_in(session);
    if (!instances.empty() && below(2) == 0) {
        const NodePath path = instances[below(instances.size())].child("mineral");
        return record::Put{path, any_value(), written_at(session, path)};
    }
    const NodePath path{"/q" + std::to_string(below(3))};
    return record::Put{path, any_value(), written_at(session, path)};
}

/// Anything but an answer; nothing when this record offers no occasion.
std::optional<Operation> Fleet::decision_on(const Session& session) {
    const NodePath repeat{"/pits/pit"};
    const auto instances = instances_in(session);
    const bool deleted = session.shown && session.shown->deleted;
    switch (below(12)) {
        case 0:
        case 1:
            return record::AddInstance{repeat.instance({chance_.any()})};
        case 2:
            if (instances.empty()) return std::nullopt;
            return record::RemoveInstance{instances[below(instances.size())], seen_in(session)};
        case 3:
            return record::Finalise{seen_in(session)};
        case 4:
            return record::Reopen{"to correct it", seen_in(session)};
        case 5:
        case 6:
            return record::Review{static_cast<record::ReviewState>(below(4)), "as it should be",
                                  seen_in(session)};
        case 7:
            return record::Comment{{}, "is this so? " + std::to_string(++tokens_)};
        case 8:
            return record::Flag{{"/q0"}, "too high"};
        case 9:
            if (deleted) return record::Restore{below(2) == 0 ? seen_in(session) : record::Seen{}};
            return record::Delete{"it is a double", seen_in(session)};
        case 10: {
            record::AttachmentRef photo{.hash = {}, .size_bytes = below(9'000), .name = "pit.jpg"};
            photo.hash[0] = static_cast<std::uint8_t>(below(256));
            return record::Attach{{"/photo"}, photo};
        }
        default:
            if (below(2) == 0) return record::Mark{"training"};
            return record::DuplicateOf{session.id, below(2) == 0};
    }
}

std::vector<Operation> Fleet::operations_for(const Session& session) {
    std::vector<Operation> out;
    const auto decision = below(3) == 0 ? decision_on(session) : std::nullopt;
    if (decision) {
        out.push_back(*decision);
        return out;
    }
    for (std::uint64_t i = 0; i < 1 + below(3); ++i) {
        Operation answer = answer_in(session);
        const auto* put = std::get_if<record::Put>(&answer);
        if (put == nullptr && !out.empty()) break;
        if (put != nullptr && answers_twice(out, put->path)) continue;
        out.push_back(std::move(answer));
        if (put == nullptr) return out;
    }
    out.push_back(record::Compute{{"/total"}, static_cast<std::int64_t>(below(100))});
    return out;
}

/// Some changes in one transaction. What append() returned is typed for ever; what it refused is
/// not there, unless the power went: then it is there whole or not at all.
Status Fleet::write(Machine& machine) {
    Session session = opened(machine, machine.scopes[below(machine.scopes.size())]);
    if (machine.open && below(2) == 0) {
        session = *std::exchange(machine.open, std::nullopt);
    } else if (!machine.open && below(4) == 0) {
        machine.open = session;  // Somebody leaves it open, and comes back to it.
    }
    const auto version = TRY(sync::kit_version_of(*machine.store));
    const std::size_t count = below(10) == 0 ? 1 + below(60) : 1;
    std::vector<store::Draft> drafts;
    for (std::size_t i = 0; i < count; ++i) {
        drafts.push_back({.scope = {session.scope},
                          .record = session.id,
                          .form = {"site_visit", std::to_string(2025112300 + version)},
                          .author = machine.name,
                          .wall_ms = machine.world.now_ms(),
                          .offset_min = machine.offset_min,
                          .operations = operations_for(session)});
    }
    const record::FeedId own = TRY(machine.store->own_feed({session.scope}));
    // A life that began after the laptop was revoked.
    if (machine.revoked && !oracle_.is_disputed(own)) oracle_.dispute(own, 1);
    Heads held = machine.heads;
    const std::uint64_t before = held[own];
    const auto dots = machine.store->append(drafts);
    tell(machine.name + " writes " + std::to_string(count) + " to " + session.id.text() +
         (dots ? "" : ": " + dots.error().what));
    if (!dots) {
        if (!machine.disk->is_off()) return dots.error();
        // The power went: what became of it is seen when the program starts again.
        stop(machine);
        start(machine);
        if (machine.store == nullptr) return dots.error();
        const std::uint64_t after = machine.heads[own];
        demand(after == before || after == before + count, "half of an append is kept");
        if (after == before) return Done{};
    }
    for (std::size_t i = 0; i < count; ++i) {
        held[own] = before + i;
        const record::Dot dot{own, before + i + 1};
        demand(!dots || (*dots)[i] == dot, "a change gets a number out of turn");
        const bool again = oracle_.add({.dot = dot,
                                        .record = session.id,
                                        .author = machine.name,
                                        .operations = drafts[i].operations,
                                        .screen = session.screen,
                                        .held = held});
        demand(!again || may_fork(), "a number is used twice");
        if (again) tell(machine.name + " writes a second branch");
    }
    held[own] = before + count;
    machine.heads = held;
    return Done{};
}

/// Half a word, kept at a pause of the keys; or the field is left.
Status Fleet::type(Machine& machine) {
    check_typing(machine);
    machine.typing_unsure = true;
    if (machine.typing && below(2) == 0) {
        TRY(machine.store->forget_typing(machine.typing->record, machine.typing->path));
        machine.typing.reset();
        machine.typing_unsure = false;
        return Done{};
    }
    store::Typing typing{.record = record::RecordId{new_uuid(machine.world)},
                         .path = {"/q0"},
                         .text = "half a wo" + std::to_string(++tokens_),
                         .wall_ms = machine.world.now_ms()};
    if (machine.typing) typing.record = machine.typing->record;
    TRY(machine.store->keep_typing(typing));
    machine.typing = typing;
    machine.typing_unsure = false;
    return Done{};
}

}  // namespace adit::sim
