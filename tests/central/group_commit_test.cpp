// What whoever asks may rely on: all work is done, in the order of asking, in fewer commits than
// askers, and nobody hears of it before its commit.
#include "central/group_commit.h"

#include "support/server.h"

#include <catch2/catch_all.hpp>

#include <atomic>
#include <future>

using namespace adit;

namespace {

using Group = central::GroupCommit<std::function<Status()>>;

}  // namespace

TEST_CASE("who asks while a commit is made shares the next one", "[central][commit]") {
    std::vector<std::size_t> commits;
    std::vector<int> done;
    std::vector<std::string> heard;
    std::atomic<int> made = 0;
    std::promise<void> begun, go_on;
    {
        Group group([&](std::vector<Group::Asked>& all) {
            if (commits.empty()) {
                begun.set_value();
                go_on.get_future().wait();
            }
            for (Group::Asked& each : all) each.result = each.work();
            commits.push_back(all.size());
            ++made;
        });
        for (int i = 0; i < 10; ++i) {
            group.add({.work = [&, i]() -> Status {
                           done.push_back(i);
                           if (i == 4) return Error{Code::BadInput, "no"};
                           return Done{};
                       },
                       .then =
                           [&, i](const Status& status) {
                               heard.push_back(std::to_string(i) + (status ? "" : " failed") +
                                               " after " + std::to_string(made));
                           }});
            if (i == 0) begun.get_future().wait();
        }
        go_on.set_value();
    }  // What was asked is done first.
    CHECK(commits == std::vector<std::size_t>{1, 9});
    CHECK(done == std::vector<int>{0, 1, 2, 3, 4, 5, 6, 7, 8, 9});
    REQUIRE(heard.size() == 10);
    CHECK((heard[0] == "0 after 1" || heard[0] == "0 after 2"));  // The next one goes on meanwhile.
    CHECK(heard[4] == "4 failed after 2");
    CHECK(heard[9] == "9 after 2");
}

TEST_CASE("nobody that asks, no thread and no commit", "[central][commit]") {
    Group group([](std::vector<Group::Asked>&) { FAIL("nothing was asked"); });
}

TEST_CASE("what throws is told to who asked, and the next is done", "[central][commit]") {
    test::TestServer server;
    const auto thrown = server.central->together(
        [](store::RecordStore&) -> Status { throw std::runtime_error("no memory"); });
    REQUIRE_FALSE(thrown);
    CHECK(thrown.error().code == Code::Unavailable);
    CHECK(server.central->together([](store::RecordStore&) -> Status { return Done{}; }));

    server.central->together([](store::RecordStore&) -> Status { return Done{}; },
                             [](const Status&) { throw std::runtime_error("cannot hear"); });
    CHECK(server.central->together([](store::RecordStore&) -> Status { return Done{}; }));
}
