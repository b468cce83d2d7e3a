// The laptops' side of scripts/bench sync: real stores, the real exchange over TLS, one line of
// JSON a command. The server is adit-server in a process of its own; a proxy between counts the
// bytes.
//
//   adit_sync_bench fill WORKLOAD LAPTOPS FIRST COUNT   visits of the workload into their devices'
//                                                  laptops, LAPTOPS/dev-00 … dev-19
//   adit_sync_bench gather HUB LAPTOPS             HUB takes in what it lacks of those laptops, as
//                                                  from their sticks
//   adit_sync_bench sync LAPTOP URL [TIMES]        exchanges, one behind the other on one line
//   adit_sync_bench one LAPTOP URL                 an exchange with nothing to say, then one field,
//                                                  on the same line
//   adit_sync_bench edit WORKLOAD LAPTOPS          the workload's edits, each on its device
//   adit_sync_bench conflict WORKLOAD ONE OTHER    the workload's conflicts, on two laptops
//   adit_sync_bench conflicts WORKLOAD ONE OTHER   what became of them
//   adit_sync_bench spread WORKLOAD LAPTOPS N      all visits over N laptops, LAPTOPS/c-0 …
//   adit_sync_bench clients URL LAPTOPS N [LIMIT]  N laptops exchange at the same time
//   adit_sync_bench singles URL LAPTOPS N COUNT    each sends COUNT changes, one a request
//   adit_sync_bench cost WORKLOAD                  keeping history against a plain table
//   adit_sync_bench curve CHANGES                  one change more in a store of so many
#include "bench/cost.h"
#include "bench/people.h"
#include "bench/workload.h"

#include <cstdio>
#include <string>
#include <vector>

using namespace adit::bench;

int main(int count, char** words) {
    const std::vector<std::string> said(words + 1, words + count);
    const auto is = [&](const char* command, std::size_t least) {
        return said.size() > least && said.front() == command;
    };
    if (is("fill", 4)) return fill(said[1], said[2], std::stoul(said[3]), std::stoul(said[4]));
    if (is("gather", 2)) return gather(said[1], said[2]);
    if (is("sync", 2))
        return sync_times(said[1], said[2], said.size() > 3 ? std::stoi(said[3]) : 1);
    if (is("one", 2)) return one_field(said[1], said[2]);
    if (is("edit", 2)) return edit(said[1], said[2]);
    if (is("conflict", 3)) return make_conflicts(said[1], said[2], said[3]);
    if (is("conflicts", 3)) return judge_conflicts(said[1], said[2], said[3]);
    if (is("spread", 3)) return spread(said[1], said[2], std::stoul(said[3]));
    if (is("clients", 3)) return clients(said[1], said[2], std::stoul(said[3]));
    if (is("singles", 4)) {
        return singles(said[1], said[2], std::stoul(said[3]), std::stoul(said[4]));
    }
    if (is("cost", 1)) return cost_of_history(said[1]);
    if (is("curve", 1)) return cost_curve(std::stoul(said[1]));
    std::fprintf(stderr, "see the first lines of tests/bench/sync_bench.cpp\n");
    return 2;
}
