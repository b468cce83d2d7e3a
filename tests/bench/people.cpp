#include "bench/people.h"

#include "base/json.h"
#include "bench/workload.h"
#include "net/https.h"
#include "sync/exchange.h"
#include "sync/intake.h"
#include "sync/kit.h"
#include "sync/message.h"
#include "sync/pack.h"
#include "work/workspace.h"

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <map>
#include <thread>

namespace adit::bench {
namespace {

template <class T>
T must(Result<T> result) {
    if (!result) {
        std::fprintf(stderr, "%s\n", result.error().what.c_str());
        std::exit(1);
    }
    return *std::move(result);
}

double now_ms() {
    const auto since = std::chrono::steady_clock::now().time_since_epoch();
    return std::chrono::duration<double, std::milli>(since).count();
}

/// A workspace whose clock the workload decides, so that changes say when they were made.
struct Laptop {
    explicit Laptop(const Path& folder)
        : clock(std::make_shared<std::int64_t>(real_surroundings().now_ms())),
          workspace(must(work::Workspace::open(folder, world()))) {}

    Surroundings world() const {
        Surroundings out = real_surroundings();
        out.now_ms = [clock = clock] { return *clock; };
        return out;
    }
    store::RecordStore& store() const { return workspace->store(); }

    std::shared_ptr<std::int64_t> clock;  // With the workspace's world.
    std::unique_ptr<work::Workspace> workspace;
};

Path device_folder(const Path& laptops, std::size_t device) {
    return laptops / ("dev-" + std::string(device < 10 ? "0" : "") + std::to_string(device));
}

net::HttpsTransport line_of(const work::Workspace& workspace, const std::string& url) {
    const work::Server& server = *workspace.owner()->server;
    return net::HttpsTransport({.url = url,
                                .certificate_pem = server.certificate_pem,
                                .token = server.token,
                                .session = {}});
}

Json json_of(const sync::Report& report, double ms) {
    return {{"ms", ms},
            {"sent", report.sent},
            {"received", report.received},
            {"requests", report.requests},
            {"bytes_up", report.bytes_up},
            {"bytes_down", report.bytes_down},
            {"problems", report.problems.size()}};
}

void print(const Json& json) { std::printf("%s\n", text_of(json).c_str()); }

void append_visits(Laptop& laptop, const std::vector<const Visit*>& visits) {
    std::vector<store::Draft> drafts;
    for (const Visit* visit : visits) {
        *laptop.clock = visit->wall_ms;
        drafts.push_back(visit->draft);
        // The clock is read for each append: one a visit, all in one transaction.
        must(laptop.store().append({visit->draft}));
    }
}

sync::Report exchanged(work::Workspace& workspace, sync::Transport& line) {
    return must(sync::exchange(workspace.store(), workspace.self(), line, real_surroundings(), {}));
}

std::vector<record::Operation> upon(const record::Record& record,
                                    std::vector<record::Operation> operations) {
    for (record::Operation& operation : operations) {
        if (auto* put = std::get_if<record::Put>(&operation)) {
            const auto answer = record.answers.find(put->path);
            if (answer != record.answers.end()) put->replaces = answer->second.written_by;
        } else if (auto* deletion = std::get_if<record::Delete>(&operation)) {
            deletion->seen = record.seen;
        }
    }
    return operations;
}

void write(Laptop& laptop, const Visit& visit, std::int64_t wall_ms,
           std::vector<record::Operation> operations) {
    const auto record = must(laptop.store().record(visit.draft.record));
    store::Draft draft = visit.draft;
    draft.wall_ms = *laptop.clock = wall_ms;
    draft.operations = upon(*record, std::move(operations));
    must(laptop.store().append({draft}));
}

}  // namespace

int fill(const Path& workload, const Path& laptops, std::size_t first, std::size_t count) {
    const Workload work = workload_from(workload);
    std::vector<std::vector<const Visit*>> of_device(kDevices);
    for (std::size_t i = first; i < std::min(first + count, work.visits.size()); ++i) {
        of_device[work.visits[i].device].push_back(&work.visits[i]);
    }
    std::size_t written = 0;
    for (std::size_t device = 0; device < kDevices; ++device) {
        if (of_device[device].empty()) continue;
        Laptop laptop(device_folder(laptops, device));
        must(laptop.store().together([&]() -> Status {
            append_visits(laptop, of_device[device]);
            return Done{};
        }));
        written += of_device[device].size();
    }
    print({{"written", written}});
    return 0;
}

int gather(const Path& hub, const Path& laptops) {
    const Laptop to(hub);
    const auto roster = must(to.workspace->roster());
    const sync::Judge judge{
        .roster = *roster, .scopes = {}, .now_ms = real_surroundings().now_ms()};
    std::uint64_t taken = 0;
    for (std::size_t device = 0; device < kDevices; ++device) {
        const Laptop from(device_folder(laptops, device));
        sync::Packer packer(from.store(), from.workspace->self());
        for (const store::Head& head : must(from.store().heads({}))) {
            const auto ours = must(to.store().find_head(head.feed));
            for (std::uint64_t held = ours ? ours->number : 0; held < head.number;) {
                const auto packed = must(packer.next(head.feed, held, 64 * 1024));
                if (!packed) break;
                const auto verdict = must(sync::take_in(to.store(), judge, packed->pack));
                if (verdict.rule != sync::Rule::Held) {
                    std::fprintf(stderr, "a pack was refused: %s\n", word_for(verdict.rule));
                    return 1;
                }
                taken += verdict.taken;
                held = packed->end.number;
            }
        }
    }
    print({{"taken", taken}});
    return 0;
}

int sync_times(const Path& laptop, const std::string& url, int times) {
    const auto workspace = must(work::Workspace::open(laptop, real_surroundings()));
    auto line = line_of(*workspace, url);
    for (int i = 0; i < times; ++i) {
        const double began = now_ms();
        const auto report =
            sync::exchange(workspace->store(), workspace->self(), line, real_surroundings(), {});
        if (!report) {
            print({{"ms", now_ms() - began}, {"error", report.error().what}});
            return 3;
        }
        Json json = json_of(*report, now_ms() - began);
        json["http_bytes"] = line.http_bytes();
        print(json);
    }
    return 0;
}

int one_field(const Path& laptop, const std::string& url) {
    const auto workspace = must(work::Workspace::open(laptop, real_surroundings()));
    auto line = line_of(*workspace, url);
    exchanged(*workspace, line);
    std::uint64_t before = line.http_bytes();
    const auto nothing = exchanged(*workspace, line);
    const std::uint64_t nothing_bytes = line.http_bytes() - before;
    // The bench's proxy is told by the pause where one exchange ends and the next begins.
    std::printf(
        "%s\n",
        text_of(Json{{"http_bytes", nothing_bytes}, {"requests", nothing.requests}}).c_str());
    std::fflush(stdout);
    std::this_thread::sleep_for(std::chrono::milliseconds(300));

    const auto mine = must(workspace->store().list({.limit = store::kRowsMax}));
    const auto own = std::ranges::find_if(mine, [&](const store::Summary& summary) {
        return summary.device == workspace->self().device;
    });
    const auto record = must(workspace->store().record(own->id));
    store::Draft draft{
        .scope = record->scope,
        .record = record->id,
        .form = record->form,
        .author = record->author,
        .wall_ms = 0,
        .offset_min = 0,
        .operations = upon(*record, {record::Put{{"/roadblocks"}, std::int64_t{3}, {}}})};
    must(workspace->store().append({draft}));
    const auto feed = must(workspace->store().own_feed(record->scope));
    const auto head = must(workspace->store().find_head(feed));
    const auto run = must(workspace->store().run_after(feed, head->number - 1, 1));
    before = line.http_bytes();
    const auto report = exchanged(*workspace, line);
    Json json = json_of(report, 0);
    json["http_bytes"] = line.http_bytes() - before;
    json["change_bytes"] = run.changes.front().size();
    print(json);
    return 0;
}

int edit(const Path& workload, const Path& laptops) {
    const Workload work = workload_from(workload);
    std::map<std::size_t, std::vector<const Edit*>> of_device;
    for (const Edit& each : work.edits) of_device[work.visits[each.visit].device].push_back(&each);
    std::size_t written = 0;
    for (const auto& [device, edits] : of_device) {
        Laptop laptop(device_folder(laptops, device));
        must(laptop.store().together([&, mine = &edits]() -> Status {
            for (const Edit* each : *mine) {
                write(laptop, work.visits[each->visit], each->wall_ms, each->operations);
            }
            return Done{};
        }));
        written += edits.size();
    }
    print({{"written", written}});
    return 0;
}

int make_conflicts(const Path& workload, const Path& one, const Path& other) {
    const Workload work = workload_from(workload);
    Laptop first(one), second(other);
    const std::int64_t now = real_surroundings().now_ms();
    for (std::size_t i = 0; i < work.conflicts.size(); ++i) {
        const Conflict& conflict = work.conflicts[i];
        const Visit& visit = work.visits[conflict.visit];
        const auto at = now + static_cast<std::int64_t>(i) * 1000;
        write(first, visit, at, conflict.one);
        write(second, visit, at + 500, conflict.other);
    }
    print({{"written", work.conflicts.size()}});
    return 0;
}

namespace {

/// Every value that both people typed is there: shown, or beside the shown one.
bool holds_all(const record::Record& record, const std::vector<record::Operation>& typed) {
    return std::ranges::all_of(typed, [&](const record::Operation& operation) {
        const auto* put = std::get_if<record::Put>(&operation);
        if (put == nullptr) return true;
        const auto answer = record.answers.find(put->path);
        return answer != record.answers.end() &&
               std::ranges::any_of(answer->second.siblings, [&](const record::Sibling& sibling) {
                   return sibling.value == put->value;
               });
    });
}

}  // namespace

int judge_conflicts(const Path& workload, const Path& one, const Path& other) {
    const Workload work = workload_from(workload);
    const Laptop first(one), second(other);
    std::size_t kept = 0, merged = 0, deleted_kept = 0, lost = 0, differ = 0;
    for (const Conflict& conflict : work.conflicts) {
        const record::RecordId& id = work.visits[conflict.visit].draft.record;
        const auto record = must(first.store().record(id));
        if (*record != *must(second.store().record(id))) ++differ;
        const bool all = holds_all(*record, conflict.one) && holds_all(*record, conflict.other);
        if (!all) ++lost;
        if (conflict.kind == "same" && all && record->in_conflict()) ++kept;
        if (conflict.kind == "disjoint" && all && !record->in_conflict()) ++merged;
        if (conflict.kind == "delete" && all && !record->deleted && record->edited_after_deletion) {
            ++deleted_kept;
        }
    }
    store::Query query;
    query.in_conflict = true;
    const std::size_t listed = must(first.store().count(query));
    print({{"kept", kept},
           {"listed", listed},
           {"merged", merged},
           {"deleted_kept", deleted_kept},
           {"lost", lost},
           {"differ", differ}});
    return 0;
}

int spread(const Path& workload, const Path& laptops, std::size_t count) {
    const Workload work = workload_from(workload);
    for (std::size_t which = 0; which < count; ++which) {
        Laptop laptop(laptops / ("c-" + std::to_string(which)));
        std::vector<const Visit*> mine;
        for (std::size_t i = which; i < work.visits.size(); i += count)
            mine.push_back(&work.visits[i]);
        must(laptop.store().together([&]() -> Status {
            append_visits(laptop, mine);
            return Done{};
        }));
    }
    print({{"written", work.visits.size()}});
    return 0;
}

int clients(const std::string& url, const Path& laptops, std::size_t count) {
    std::vector<std::unique_ptr<work::Workspace>> all;
    for (std::size_t i = 0; i < count; ++i) {
        all.push_back(
            must(work::Workspace::open(laptops / ("c-" + std::to_string(i)), real_surroundings())));
    }
    std::vector<std::uint64_t> sent(count);
    std::vector<std::thread> threads;
    const double began = now_ms();
    for (std::size_t i = 0; i < count; ++i) {
        threads.emplace_back([&, i] {
            auto line = line_of(*all[i], url);
            // Until the server has said of each change that it holds it; what the others sent
            // meanwhile is fetched by a later exchange.
            const auto until_sent = [](const sync::Report&, std::uint64_t left) {
                return left > 0;
            };
            sent[i] = must(sync::exchange(all[i]->store(), all[i]->self(), line,
                                          real_surroundings(), until_sent))
                          .sent;
        });
    }
    for (std::thread& thread : threads) thread.join();
    const double ms = now_ms() - began;
    std::uint64_t records = 0;
    for (const std::uint64_t each : sent) records += each;
    print({{"ms", ms},
           {"records", records},
           {"records_per_s", static_cast<double>(records) / ms * 1000}});
    return 0;
}

namespace {

/// One request a change, as a laptop that exchanges after each record makes them.
std::vector<Bytes> single_requests(work::Workspace& workspace, std::size_t changes) {
    std::vector<Bytes> out;
    sync::Packer packer(workspace.store(), workspace.self());
    for (const store::Head& head : must(workspace.store().heads({}))) {
        if (head.feed.device != workspace.self().device) continue;
        for (std::uint64_t at = 0; at < head.number && out.size() < changes; ++at) {
            const auto packed = must(packer.next(head.feed, at, 1));
            sync::Request request;
            request.roster_version = 1'000'000;
            request.kit_version = 1'000'000;
            request.packs = {bytes_of(packed->pack, workspace.self().device)};
            out.push_back(bytes_of(request));
        }
    }
    return out;
}

bool all_held(net::HttpsTransport& line, const std::vector<Bytes>& requests) {
    return std::ranges::all_of(requests, [&](const Bytes& request) {
        const auto reply = must(sync::reply_from(must(line.post(request))));
        return reply.results == std::vector{sync::Rule::Held};
    });
}

}  // namespace

int singles(const std::string& url, const Path& laptops, std::size_t count, std::size_t changes) {
    std::vector<std::vector<Bytes>> requests;
    std::vector<std::unique_ptr<net::HttpsTransport>> lines;
    for (std::size_t i = 0; i < count; ++i) {
        const auto workspace =
            must(work::Workspace::open(laptops / ("c-" + std::to_string(i)), real_surroundings()));
        requests.push_back(single_requests(*workspace, changes));
        const work::Server& server = *workspace->owner()->server;
        lines.push_back(std::make_unique<net::HttpsTransport>(
            net::ExchangeServer{.url = url,
                                .certificate_pem = server.certificate_pem,
                                .token = server.token,
                                .session = {}}));
        must(lines.back()->post(bytes_of(sync::Request{.roster_version = 1'000'000,
                                                       .kit_version = 1'000'000,
                                                       .digest = sync::HashStart{},
                                                       .heads = {},
                                                       .kit_files = {},
                                                       .packs = {}})));
    }
    std::vector<char> held(count);
    std::vector<std::thread> threads;
    const double began = now_ms();
    for (std::size_t i = 0; i < count; ++i) {
        threads.emplace_back([&, i] { held[i] = all_held(*lines[i], requests[i]) ? 1 : 0; });
    }
    for (std::thread& thread : threads) thread.join();
    const double ms = now_ms() - began;
    std::size_t records = 0;
    for (const auto& each : requests) records += each.size();
    const bool all = std::ranges::all_of(held, [](char each) { return each == 1; });
    print({{"ms", ms},
           {"records", records},
           {"all_held", all},
           {"records_per_s", static_cast<double>(records) / ms * 1000}});
    return all ? 0 : 1;
}

}  // namespace adit::bench
