// What is held at every step, and in the end.
#include "sim/fleet.h"
#include "sim/wire.h"
#include "sync/intake.h"

#include <algorithm>

namespace adit::sim {
namespace {

const std::vector<std::string> kScopes{"COD", "GHA"};

store::Query everything_in(const std::string& scope) {
    store::Query query;
    query.scope = record::ScopeId{scope};
    query.with_deleted = true;
    query.limit = store::kRowsMax;
    return query;
}

template <class T>
T sure(Result<T> result, const std::string& what) {
    if (!result) throw Broken{what + ": " + result.error().what};
    return *std::move(result);
}

std::string line_of(const store::Summary& summary) {
    std::string out =
        summary.id.text() + " " + summary.form.version + " " + summary.title + " " +
        std::to_string(static_cast<int>(summary.stage)) +
        std::to_string(static_cast<int>(summary.review)) + std::to_string(summary.in_conflict) +
        std::to_string(summary.deleted) + std::to_string(summary.edited_since_review) + " " +
        summary.author + " " + summary.device.text() + " " + std::to_string(summary.created_ms) +
        " " + std::to_string(summary.changed_ms) + " " + summary.date + " " + summary.entity;
    for (const std::string& mark : summary.marks) out += " " + mark;
    return out;
}

bool contains(ByteView bytes, const std::string& words) {
    return text_of(bytes).find(words) != std::string_view::npos;
}

/// The words of a change that nobody else has typed; "" when it has none.
std::string token_in(const std::vector<record::Operation>& operations) {
    for (const auto& operation : operations) {
        const auto* put = std::get_if<record::Put>(&operation);
        const auto* words = put == nullptr ? nullptr : std::get_if<std::string>(&put->value);
        if (words != nullptr && words->starts_with("token ")) return *words;
    }
    return "";
}

bool is_aside(store::RecordStore& store, const std::string& words) {
    const auto aside = sure(sync::quarantined(store), "quarantine");
    return std::ranges::any_of(aside, [&](const auto& one) {
        return std::ranges::any_of(one.pack.changes,
                                   [&](const Bytes& change) { return contains(change, words); });
    });
}

}  // namespace

void Fleet::check(Machine& machine) {
    if (machine.store == nullptr) return;
    check_acknowledged(machine);
    if (machine.rotten) return;
    check_typing(machine);
    if (oracle_.records().empty()) return;
    for (int i = 0; i < 2; ++i) {
        auto some = oracle_.records().begin();
        std::advance(some, static_cast<std::ptrdiff_t>(below(oracle_.records().size())));
        check_record(machine, some->first);
    }
}

/// What a laptop calls sent, a server holds: the same changes, by their chain. A server that came
/// back from a backup may hold less, until it has asked again.
void Fleet::check_acknowledged(Machine& machine) {
    for (const auto& [feed, number] : machine.heads) {
        if (feed.device != machine.self.device || machine.is_server()) continue;
        const auto said = machine.store->acknowledged_up_to(feed);
        if (!said || *said == 0 || troubles_.server_restored) continue;
        // The younger server's branch gave way: what it held stands beside the elder's.
        if (oracle_.is_disputed(feed) && troubles_.two_servers) continue;
        bool held = false;
        for (std::size_t i = 0; i < servers_ && !held; ++i) {
            Machine& server = *machines_[i];
            const auto head = server.heads.find(feed);
            held = head != server.heads.end() && head->second >= *said;
            if (!held || server.store == nullptr || !oracle_.is_disputed(feed)) continue;
            const auto theirs = server.store->run_after(feed, *said, 1);
            const auto ours = machine.store->run_after(feed, *said, 1);
            held = !theirs || !ours || theirs->before == ours->before;
        }
        demand(held, machine.name + " calls sent what no server holds");
    }
}

void Fleet::check_record(Machine& machine, const record::RecordId& id) {
    const auto shown = machine.store->record(id);
    if (!shown) {
        demand(is_excused(machine, shown.error()), "a record cannot be read");
        return;
    }
    const std::string difference =
        oracle_.difference(id, *shown ? &**shown : nullptr, machine.heads);
    demand(difference.empty(), machine.name + " shows " + id.text() + " wrongly: " + difference);
}

void Fleet::check_typing(Machine& machine) {
    const auto kept = machine.store->typing();
    if (!kept) return;
    if (machine.typing_unsure) {
        machine.typing.reset();
        if (!kept->empty()) machine.typing = kept->front();
        machine.typing_unsure = false;
    }
    const bool same = machine.typing ? kept->size() == 1 && (*kept)[0].text == machine.typing->text
                                     : kept->empty();
    demand(same, machine.name + " lost half-typed words");
}

/// Nobody is blamed except where a disk was cloned, or a laptop wrote after it was revoked; and a
/// disk that rots may have changed what it holds: it is looked at then.
void Fleet::check_problems(Machine& machine, const std::vector<sync::Problem>& problems) {
    for (const auto& problem : problems) {
        if (oracle_.is_disputed(problem.feed)) continue;
        if (problem.rule == "fork" && !oracle_.branches().empty()) continue;  // Of a branch's own.
        demand(machine.rotten, machine.name + " blames without cause: " + problem.rule);
        machine.stuck = true;
    }
}

/// Faults stop: disks are freed, every machine runs. What rotted is found by the store's own check,
/// or did no harm.
void Fleet::heal() {
    for (const auto& machine : machines_) {
        machine->disk->spare();
        machine->disk->set_full(false);
        machine->disk->set_read_only(false);
        machine->stuck = true;
        attend(*machine);
        const bool whole = machine->store->verify() && sync::roster_of(*machine->store) &&
                           sync::kit_version_of(*machine->store);
        demand(whole || machine->rotten, machine->name + " is damaged by nothing");
        if (!whole) replace(*machine);
        machine->rotten = false;
        machine->blows_seen = machine->disk->blows();
    }
}

void Fleet::three_exchanges() {
    Machine& first = *machines_.front();
    // Who gave way to another branch has then to send his own by its new name.
    const int rounds = oracle_.branches().empty() ? 4 : 7;
    for (int round = 0; round < rounds; ++round) {
        for (std::size_t i = machines_.size(); i-- > 1;) {
            Machine& machine = *machines_[i];
            Machine& server = machine.is_server() ? first : any_server();
            Wire wire(*this, machine, server, false);
            const auto report =
                sync::exchange(*machine.store, machine.self, wire, machine.world, {});
            tell(machine.name + " settles" + (report ? "" : ": " + report.error().what));
            if (machine.revoked) {
                demand(!report && report.error().code == Code::Refused, "a revoked laptop talks");
                continue;
            }
            demand(bool(report),
                   machine.name + " cannot settle: " + (report ? "" : report.error().what));
            check_problems(machine, report->problems);
            const bool quiet = report->sent + report->received == 0;
            demand(round < rounds - 1 || quiet || troubles_.revoked,
                   machine.name + " is not up to date after three exchanges");
        }
        for (const auto& machine : machines_) remember_heads(*machine);
    }
}

/// All replicas must show it alike: what a revoked laptop wrote is not in it.
bool Fleet::counts(const record::RecordId& id) const {
    return !troubles_.revoked || !is_forked(id);
}

/// A change about it is in dispute.
bool Fleet::is_forked(const record::RecordId& id) const {
    const auto found = oracle_.records().find(id);
    if (found == oracle_.records().end()) return false;
    const auto disputed = [&](const Typed& typed) { return oracle_.is_disputed(typed.dot); };
    return std::ranges::any_of(found->second, disputed) ||
           std::ranges::any_of(oracle_.branches(),
                               [&](const Typed& typed) { return typed.record == id; });
}

/// All that a replica holds of a scope, in words: heads with their chains, lists, entities.
std::string Fleet::fingerprint(Machine& machine, const std::string& scope) {
    store::RecordStore& store = *machine.store;
    std::string out;
    for (const auto& head : sure(store.heads({{scope}}), "heads")) {
        std::uint64_t number = head.number;
        identity::Digest hash = head.hash;
        if (troubles_.revoked && oracle_.is_disputed(head.feed)) {
            number = std::min(number, oracle_.disputed_from(head.feed) - 1);
            hash = sure(store.run_after(head.feed, number, 1), "chain").before;
        }
        if (number == 0) continue;
        out += hex(record::bytes_of(head.feed)) + " " + std::to_string(number) + " " + hex(hash) +
               "\n";
    }
    auto list = sure(store.list(everything_in(scope)), "list");
    std::ranges::sort(list, {}, &store::Summary::id);
    for (const auto& summary : list) {
        if (counts(summary.id)) out += line_of(summary) + "\n";
    }
    check_entities(machine, scope);
    for (const auto& entity : sure(store.entities("sites", {{scope}}), "entities")) {
        out += entity.id + " " + entity.label + " " + std::to_string(entity.version);
        for (const auto& [name, value] : entity.properties) {
            out += " " + name + "=" + record::text_of(value);
        }
        out += "\n";
    }
    return out;
}

/// What each record does to a site, as the room of entities would have it; the store folds them.
void Fleet::check_entities(Machine& machine, const std::string& scope) {
    std::vector<store::EffectsOfRecord> effects;
    for (const auto& summary : sure(machine.store->list(everything_in(scope)), "list")) {
        const auto record = sure(machine.store->record(summary.id), "record");
        const auto* name = record ? record->find_value({"/q0"}) : nullptr;
        if (name == nullptr || !counts(summary.id)) continue;
        const auto& first = record->answers.at({"/q0"}).siblings.front();
        effects.push_back({summary.id,
                           {{.list = "sites",
                             .entity = "site " + std::to_string(summary.id.uuid.bytes[15] % 3),
                             .label = record::text_of(*name),
                             .create = true,
                             .properties = {{"name", *name}},
                             .clock = first.clock,
                             .dot = first.dot}}});
    }
    sure(machine.store->set_entity_effects(effects), "effects");
}

void Fleet::check_replicas_agree() {
    for (const std::string& scope : kScopes) {
        Machine& server = *machines_.front();
        const std::string all = fingerprint(server, scope);
        for (const auto& machine : machines_) {
            if (machine->revoked) continue;
            const bool reads = std::ranges::find(machine->scopes, scope) != machine->scopes.end();
            const auto heads = sure(machine->store->heads({{scope}}), "heads");
            if (!reads) {
                demand(heads.empty(), machine->name + " holds what it may not read");
                continue;
            }
            demand(fingerprint(*machine, scope) == all,
                   machine->name + " and the server differ in " + scope);
            for (const auto& [id, _] : oracle_.records()) {
                if (!counts(id)) continue;
                check_record(*machine, id);
                const auto ours = sure(machine->store->record(id), "record");
                if (!ours || ours->scope.code != scope) continue;
                demand(ours == sure(server.store->record(id), "record"),
                       machine->name + " and the server fold a record differently");
            }
        }
    }
    for (const auto& machine : machines_) {
        const auto whole = machine->store->verify();
        demand(bool(whole),
               machine->name + " does not verify: " + (whole ? "" : whole.error().what));
    }
}

/// Every change that somebody was told is saved is on the server, as it was typed.
void Fleet::check_nothing_lost() {
    Machine& server = *machines_.front();
    for (const auto& [id, all] : oracle_.records()) {
        const auto history = sure(server.store->history(id), "history");
        for (const Typed& typed : all) {
            if (!typed.must || oracle_.is_disputed(typed.dot)) continue;
            const auto held = std::ranges::find(history, typed.dot, &record::Change::dot);
            demand(held != history.end(), "a change of " + typed.author + " is lost");
            demand(
                held->author == typed.author && held->operations.size() == typed.operations.size(),
                "a change of " + typed.author + " is another than was typed");
        }
    }
    for (const auto& machine : machines_) {
        if (machine->revoked || machine->is_server()) continue;
        store::Query unsent;
        unsent.sent = false;
        unsent.with_deleted = true;
        for (const auto& summary : sure(machine->store->list(unsent), "list")) {
            demand(!counts(summary.id), machine->name + " still has something to send");
        }
    }
}

/// What people typed about records of which a change is in dispute, as far as this machine says it.
Fleet::Said Fleet::said_in_dispute(Machine& machine) {
    Said out;
    if (oracle_.branches().empty() || machine.store == nullptr || machine.rotten) return out;
    std::set<record::RecordId> forked;
    for (const Typed& typed : oracle_.branches()) forked.insert(typed.record);
    for (const auto& [id, _] : oracle_.records()) {
        if (is_forked(id)) forked.insert(id);
    }
    for (const record::RecordId& id : forked) {
        for (const auto& change : sure(machine.store->history(id), "history")) {
            const std::string token = token_in(change.operations);
            if (!token.empty()) out[id].insert(token);
        }
    }
    return out;
}

/// Whichever branch stands, and however the exchange went: it says all of that, or has it aside.
void Fleet::check_still_said(Machine& machine, const Said& before) {
    if (before.empty() || machine.disk->is_off() || machine.rotten || machine.stuck) return;
    Said now = said_in_dispute(machine);
    for (const auto& [record, tokens] : before) {
        for (const std::string& token : tokens) {
            demand(now[record].contains(token) || is_aside(*machine.store, token),
                   machine.name + " has lost " + token.substr(0, 12) + " to another branch");
        }
    }
}

void Fleet::settle() {
    heal();
    std::vector<Said> said;
    for (const auto& machine : machines_) {
        if (!machine->revoked) said.push_back(said_in_dispute(*machine));
    }
    three_exchanges();
    check_replicas_agree();
    check_nothing_lost();
    // Of a feed that was written twice all is in the server's log, whoever held which branch. What
    // a revoked laptop has part in may be set aside there.
    Machine& server = *machines_.front();
    Said merged = said_in_dispute(server);
    for (const Said& before : said) {
        for (const auto& [record, tokens] : before) {
            for (const std::string& token : tokens) {
                demand(merged[record].contains(token) ||
                           (troubles_.revoked && is_aside(*server.store, token)),
                       token.substr(0, 12) + " of one branch is not in the merged record");
            }
        }
    }
    for (const auto& machine : machines_) {
        for (const auto& [feed, number] : machine->heads) {
            tell(hex(record::bytes_of(feed)) + " " + std::to_string(number));
        }
    }
}

void Fleet::live(std::size_t steps) {
    for (std::size_t i = 0; i < steps; ++i) step();
}

}  // namespace adit::sim
