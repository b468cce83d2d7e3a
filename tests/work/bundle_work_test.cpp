// What an officer may rely on when a stick goes round: parts that come too early are kept until
// they fit, what is carried for others stays until the server has it, and what was written is not
// called sent.
#include "work/bundle_work.h"

#include "support/fleet.h"

#include <catch2/catch_all.hpp>

#include <algorithm>

using namespace adit;
using namespace adit::test;
namespace fs = std::filesystem;
using Catch::Matchers::ContainsSubstring;

namespace {

/// Laptops as people have them, in the roster of one programme.
class Laptops {
    Folder folder_;

public:
    work::Workspace& enrol(const std::string& name, const std::string& country) {
        const auto world = programme.world.surroundings();
        auto made = must(work::Workspace::make(folder_ / name, world));
        programme.renew_roster([&](identity::Roster& roster) {
            roster.devices.push_back({.device = made->self().device.bytes,
                                      .key = made->self().key.public_key(),
                                      .name = "Laptop of " + name,
                                      .person = name,
                                      .person_name = name,
                                      .role = identity::Role::FieldOfficer,
                                      .scopes = {country},
                                      .enrolled_ms = world.now_ms(),
                                      .revoked = false,
                                      .revoked_ms = 0,
                                      .ends = {}});
        });
        must(made->set_owner({.laptop = "Laptop of " + name,
                              .person = name,
                              .person_name = name,
                              .role = identity::Role::FieldOfficer,
                              .scopes = {{country}},
                              .server = work::Server{}}));
        laptops_.push_back(std::move(made));
        for (const auto& laptop : laptops_) {
            must(
                sync::keep_kit(laptop->store(), programme.kit_bytes(), programme.key.public_key()));
            must(sync::keep_roster(laptop->store(), programme.signed_roster));
        }
        return *laptops_.back();
    }
    void write(work::Workspace& laptop, const std::string& text) {
        const auto scope = laptop.owner()->scopes.front();
        must(laptop.store().append({{.scope = scope,
                                     .record = {new_uuid(programme.world.surroundings())},
                                     .form = {"site_visit", "1"},
                                     .author = laptop.owner()->person,
                                     .wall_ms = programme.world.now(),
                                     .offset_min = 0,
                                     .operations = {record::Put{{"/a"}, text, {}}}}}));
        programme.world.pass(1000);
    }
    std::string long_text() {
        std::string out;
        while (out.size() < 30'000) out += new_uuid(programme.world.surroundings()).text();
        return out;
    }
    fs::path place(const std::string& name) const {
        fs::create_directories(folder_ / name);
        return folder_ / name;
    }

    Programme programme;

private:
    std::vector<std::unique_ptr<work::Workspace>> laptops_;
};

const record::ScopeId kCongo{"COD"};

std::size_t records_in(work::Workspace& laptop) { return must(laptop.store().count({})); }

bool has_note(const work::BundleLook& look, const std::string& key) {
    return std::ranges::find(look.notes, key, &work::BundleNote::key) != look.notes.end();
}

/// A server that is in nobody's roster: holds whatever it is asked about.
class Line : public sync::Transport {
public:
    explicit Line(Programme& programme) : programme_(programme) {}
    Result<Bytes> post(ByteView body) override {
        ++requests;
        if (broken) return Error{Code::Unavailable, "nobody answered"};
        const auto piece = must(sync::carried_piece_from(body));
        sync::CarriedAnswer answer{.state = state, .have = piece.from, .held = {}, .words = ""};
        if (state == sync::CarriedState::Waits) answer.words = "an earlier part is missing";
        answer.held = programme_.server->self.key.sign(sync::kCarriedPurpose, piece.file);
        return sync::bytes_of(answer);
    }
    bool broken = false;
    sync::CarriedState state = sync::CarriedState::Held;
    std::size_t requests = 0;

private:
    Programme& programme_;
};

}  // namespace

TEST_CASE("parts come on different days and in the wrong order", "[work][bundle]") {
    Laptops laptops;
    work::Workspace& asha = laptops.enrol("asha", "COD");
    work::Workspace& badu = laptops.enrol("badu", "COD");
    for (int i = 0; i < 24; ++i) laptops.write(asha, laptops.long_text());
    const fs::path stick = laptops.place("stick");
    const auto made = must(work::make_bundle(
        asha, {.scope = kCongo, .part_bytes_max = 100'000, .out = stick / "kivu.adit-bundle"}));
    REQUIRE(made.files.size() >= 3);
    CHECK(made.changes == 24);
    CHECK(made.files[1].filename() ==
          "kivu-2of" + std::to_string(made.files.size()) + ".adit-bundle");
    for (const fs::path& file : made.files) CHECK(fs::file_size(file) <= 100'000);

    const auto look = must(work::look_at_bundles(badu, made.files[1]));
    CHECK(look.records_new == 0);
    CHECK(has_note(look, "bundle.missing_part"));
    for (std::size_t i = made.files.size() - 1; i > 0; --i) {
        const auto early = must(work::take_bundles(badu, made.files[i]));
        CHECK(early.changes == 0);
        CHECK(early.waiting == made.files.size() - i);
        fs::remove(made.files[i]);  // The e-mail is gone.
    }
    const auto whole = must(work::take_bundles(badu, made.files[0]));
    CHECK(whole.changes == 24);
    CHECK(whole.waiting == 0);
    CHECK(whole.notes.empty());
    CHECK(records_in(badu) == 24);
    CHECK(fs::is_empty(badu.folder() / "bundles" / "waiting"));
    CHECK(must(work::take_bundles(badu, made.files[0])).changes == 0);
}

TEST_CASE("a bundle for the server leaves out what the server has signed for, and no more",
          "[work][bundle]") {
    Laptops laptops;
    work::Workspace& asha = laptops.enrol("asha", "COD");
    for (int i = 0; i < 3; ++i) laptops.write(asha, "before");
    const work::BundleWish wish{.scope = kCongo, .out = laptops.place("stick")};
    CHECK(must(work::make_bundle(asha, wish)).changes == 3);
    CHECK(must(work::make_bundle(asha, wish)).changes == 3);  // A stick is no receipt.
    must(asha.store().acknowledged(must(asha.store().own_feed(kCongo)), 3));
    laptops.write(asha, "after");
    CHECK(must(work::make_bundle(asha, wish)).changes == 1);
    work::BundleWish all = wish;
    all.what = work::BundleOf::Everything;
    CHECK(must(work::make_bundle(asha, all)).changes == 4);
}

TEST_CASE("a bundle for a neighbour holds what his last one did not", "[work][bundle]") {
    Laptops laptops;
    work::Workspace& asha = laptops.enrol("asha", "COD");
    work::Workspace& badu = laptops.enrol("badu", "COD");
    laptops.write(asha, "of asha");
    laptops.write(badu, "of badu");
    work::BundleWish wish{.scope = kCongo,
                          .what = work::BundleOf::LackedByLaptop,
                          .laptop = "Laptop of badu",
                          .out = laptops.place("stick") / "to-badu"};
    const auto first = must(work::make_bundle(asha, wish));
    CHECK(must(work::take_bundles(badu, first.files[0])).changes == 1);
    wish.laptop = "Laptop of asha";
    wish.out = laptops.place("stick") / "to-asha";
    const auto answer = must(work::make_bundle(badu, wish));
    CHECK(answer.changes == 1);
    CHECK(must(work::take_bundles(asha, answer.files[0])).changes == 1);
    CHECK(records_in(asha) == 2);
    wish.laptop = "Laptop of nobody";
    CHECK_THAT(work::make_bundle(asha, wish).error().what,
               ContainsSubstring("there are: Laptop of "));
}

TEST_CASE("what is carried stays until the server has signed for it", "[work][bundle]") {
    Laptops laptops;
    work::Workspace& asha = laptops.enrol("asha", "COD");
    work::Workspace& kofi = laptops.enrol("kofi", "GHA");
    laptops.write(asha, "of asha");
    const fs::path stick = laptops.place("stick");
    must(work::make_bundle(asha, {.scope = kCongo, .out = stick}));

    const auto look = must(work::look_at_bundles(kofi, stick));
    CHECK_FALSE(look.can_take);
    CHECK(has_note(look, "bundle.refused"));
    CHECK(must(work::carry_bundles(kofi, stick)).size() == 1);
    CHECK(must(work::carry_bundles(kofi, stick)).size() == 1);
    fs::remove_all(stick);
    CHECK(work::carried_count(kofi) == 1);
    CHECK(records_in(kofi) == 0);

    Line line(laptops.programme);
    line.broken = true;
    CHECK(work::hand_over_carried(kofi, line).error().code == Code::Unavailable);
    CHECK(work::carried_count(kofi) == 1);
    line.broken = false;
    line.state = sync::CarriedState::Waits;
    const auto waits = must(work::hand_over_carried(kofi, line));
    CHECK(waits.kept == 1);
    CHECK(waits.words == std::vector<std::string>{"an earlier part is missing"});
    CHECK(work::carried_count(kofi) == 1);
    line.state = sync::CarriedState::Held;
    CHECK(must(work::hand_over_carried(kofi, line)).held == 1);
    CHECK(work::carried_count(kofi) == 0);
    const std::size_t requests = line.requests;
    CHECK(must(work::hand_over_carried(kofi, line)).held == 0);
    CHECK(line.requests == requests);
}

TEST_CASE("a cut copy is not carried, and says so while the stick is still there",
          "[work][bundle]") {
    Laptops laptops;
    work::Workspace& asha = laptops.enrol("asha", "COD");
    work::Workspace& badu = laptops.enrol("badu", "COD");
    laptops.write(asha, "of asha");
    const fs::path stick = laptops.place("stick");
    const auto made = must(work::make_bundle(asha, {.scope = kCongo, .out = stick}));
    fs::resize_file(made.files[0], fs::file_size(made.files[0]) - 40);
    CHECK_THAT(work::carry_bundles(badu, stick).error().what, ContainsSubstring("copy it again"));
    const auto taken = must(work::take_bundles(badu, stick));
    CHECK(taken.changes == 1);  // The pack stood whole before the cut.
    CHECK(has_note(taken, "bundle.cut"));
    CHECK(must(work::look_at_bundles(badu, stick)).files[0].seen.whole == false);
}

TEST_CASE("a folder without bundles and a full or missing stick say what to do", "[work][bundle]") {
    Laptops laptops;
    work::Workspace& asha = laptops.enrol("asha", "COD");
    const fs::path empty = laptops.place("empty");
    CHECK(work::look_at_bundles(asha, empty).error().code == Code::NotFound);
    CHECK(work::take_bundles(asha, empty / "none").error().code == Code::NotFound);
    CHECK_THAT(
        work::make_bundle(asha, {.scope = kCongo, .out = empty / "no" / "such" / "x"}).error().what,
        ContainsSubstring("look whether the stick is there"));
    const auto full = work::make_bundle(asha, {.scope = kCongo, .out = "/dev/full/x"});
    CHECK_FALSE(full);
    CHECK(fs::is_empty(empty));
}
