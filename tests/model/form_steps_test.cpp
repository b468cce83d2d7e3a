// What becomes of what a field officer types, from the first key to the disk.
#include "model/shown.h"
#include "support/small_form.h"

#include <catch2/catch_all.hpp>

#include <algorithm>

using namespace adit;
using model::effect::Append;
using model::effect::ForgetTyping;
using model::effect::KeepTyping;

namespace {

bool has_mark(const std::vector<record::Operation>& operations, const std::string& word) {
    return std::ranges::any_of(operations, [&](const record::Operation& operation) {
        const auto* mark = std::get_if<record::Mark>(&operation);
        return mark != nullptr && mark->word == word;
    });
}

const record::NodePath kRemarks{"/people/remarks"};
const record::NodePath kMen{"/people/men"};

}  // namespace

TEST_CASE("a form that is opened by mistake leaves nothing behind", "[model][form]") {
    test::SmallDesk desk;
    desk.start_visit();
    REQUIRE(desk.state.screen == model::Screen::Form);
    desk.ask(model::CloseForm{});
    CHECK(desk.all_given<Append>().empty());
}

TEST_CASE("a visit begun on a site's page knows its country and its site", "[model][form]") {
    test::SmallDesk desk;
    desk.start_visit();
    desk.choose("/visit/reached", "yes");
    REQUIRE(desk.all_given<Append>().size() == 1);
    CHECK(desk.last_puts().find("/visit/country=COD") != std::string::npos);
    CHECK(desk.last_puts().find("/visit/site=s1") != std::string::npos);
    CHECK(desk.last_puts().find("/visit/reached=yes") != std::string::npos);
}

TEST_CASE("a visit made as training is marked so from its first change on", "[model][form]") {
    test::SmallDesk desk;
    desk.start_visit(true);
    desk.choose("/visit/reached", "yes");
    CHECK(has_mark(desk.all_given<Append>().front().operations, "training"));
    CHECK(desk.state.open->training);  // And is said to be so after it is saved.
}

TEST_CASE("the screen says saved only once the disk has said so", "[model][form]") {
    test::SmallDesk desk;
    desk.start_visit();
    desk.answers = false;
    desk.choose("/visit/reached", "yes");
    CHECK(model::spoken_saving(desk.state).words == "Saving…");
    desk.answer_all();
    CHECK(model::spoken_saving(desk.state).words == "Saved 08:15:00");
}

TEST_CASE("half-typed text is kept after a quarter of a second without a key", "[model][form]") {
    test::SmallDesk desk;
    desk.start_visit();
    desk.choose("/visit/reached", "yes");
    desk.ask(model::Type{kRemarks, "Two pi"});
    desk.pass(240);
    CHECK(desk.all_given<KeepTyping>().empty());
    desk.ask(model::Type{kRemarks, "Two pits"});
    desk.pass(240);
    CHECK(desk.all_given<KeepTyping>().empty());
    desk.pass(10);
    REQUIRE(desk.all_given<KeepTyping>().size() == 1);
    CHECK(desk.all_given<KeepTyping>().front().text == "Two pits");
    CHECK(model::spoken_saving(desk.state).words == "Typing, kept on disk");
    desk.pass(5'000);
    CHECK(desk.all_given<KeepTyping>().size() == 1);
}

TEST_CASE("the window knows when the next pause of the keys is over", "[model][form]") {
    test::SmallDesk desk;
    desk.start_visit();
    CHECK_FALSE(model::next_tick_ms(desk.state));
    desk.ask(model::Type{kRemarks, "Two pits"});
    CHECK(model::next_tick_ms(desk.state) == desk.world.now() + model::kTypingPauseMs);
}

TEST_CASE("a record is on disk before its half-typed text is", "[model][form]") {
    test::SmallDesk desk;
    desk.start_visit();
    desk.ask(model::Type{kRemarks, "Two pits"});
    desk.pass(300);
    REQUIRE(desk.given.size() >= 3);
    const auto append = std::ranges::find_if(desk.given, [](const model::Effect& effect) {
        return std::holds_alternative<Append>(effect);
    });
    const auto keep = std::ranges::find_if(desk.given, [](const model::Effect& effect) {
        return std::holds_alternative<KeepTyping>(effect);
    });
    CHECK(append < keep);
}

TEST_CASE("leaving a field makes its text an answer, and only then forgets the half-typed one",
          "[model][form]") {
    test::SmallDesk desk;
    desk.start_visit();
    desk.choose("/visit/reached", "yes");
    desk.ask(model::Type{kRemarks, "Two pits"});
    desk.pass(300);
    desk.given.clear();
    desk.ask(model::GiveTyped{kRemarks, "Two pits"});
    REQUIRE(desk.given.size() == 2);
    CHECK(std::holds_alternative<Append>(desk.given[0]));
    CHECK(std::holds_alternative<ForgetTyping>(desk.given[1]));
    CHECK(desk.last_puts() == "/people/remarks=Two pits ");
}

TEST_CASE("leaving the form leaves its fields too", "[model][form]") {
    test::SmallDesk desk;
    desk.start_visit();
    desk.choose("/visit/reached", "yes");
    desk.ask(model::Type{kRemarks, "Two pits"});
    desk.ask(model::Show{model::Screen::Home});
    CHECK(desk.last_puts() == "/people/remarks=Two pits ");
}

TEST_CASE("text that is no number stays where it was typed and says what to type",
          "[model][form]") {
    test::SmallDesk desk;
    desk.start_visit();
    desk.choose("/visit/reached", "yes");
    desk.given.clear();
    desk.ask(model::GiveTyped{kMen, "about 70"});
    CHECK(desk.all_given<Append>().empty());
    REQUIRE(desk.all_given<KeepTyping>().size() == 1);
    CHECK(desk.state.open->drafts.at(kMen).text == "about 70");
    CHECK(desk.state.open->drafts.at(kMen).unreadable == "typed.integer");

    SECTION("and stands in the way of finishing") {
        desk.ask(model::Check{});
        const auto fault = std::ranges::find(desk.state.open->faults, kMen, &forms::Fault::path);
        REQUIRE(fault != desk.state.open->faults.end());
        CHECK(fault->message == "Type a whole number, such as 12.");
    }
    SECTION("until it is mended") {
        desk.ask(model::GiveTyped{kMen, "70"});
        CHECK(desk.state.open->drafts.empty());
        CHECK(desk.last_puts() == "/people/men=70 ");
        CHECK(desk.all_given<ForgetTyping>().size() == 1);
    }
}

TEST_CASE("an answer that breaks its rule is stored all the same, and said", "[model][form]") {
    test::SmallDesk desk;
    desk.start_visit();
    desk.choose("/visit/reached", "yes");
    desk.ask(model::GiveTyped{kMen, "5000"});
    CHECK(desk.last_puts() == "/people/men=5000 ");
    CHECK(desk.state.open->session->question(kMen).violation == "At most 2000.");
}

TEST_CASE("pages come and go with what is relevant", "[model][form]") {
    test::SmallDesk desk;
    desk.start_visit();
    CHECK(desk.state.open->pages.size() == 1);
    desk.choose("/visit/reached", "yes");
    CHECK(desk.state.open->pages.size() == 2);
    desk.ask(model::NextPage{});
    CHECK(desk.state.open->page.text == "/people");
    desk.ask(model::NextPage{});
    CHECK(desk.state.open->page.text == "/people");
    desk.choose("/visit/reached", "no");
    CHECK(desk.state.open->page.text == "/visit");
}

TEST_CASE("F10 goes to the next question without a good answer, and round the end",
          "[model][form]") {
    test::SmallDesk desk;
    desk.start_visit();
    desk.choose("/visit/reached", "yes");
    desk.ask(model::NextUnanswered{{"/visit/reached"}});
    CHECK(desk.state.open->focus == kMen);
    CHECK(desk.state.open->page.text == "/people");
    desk.ask(model::GiveTyped{kMen, "70"});
    desk.ask(model::GiveTyped{kRemarks, "All well"});
    desk.ask(model::NextUnanswered{kMen});
    CHECK(desk.state.toasts.back().key == "form.all_answered");
}

TEST_CASE("a new instance of a repeat gets the cursor; one that is removed takes its text along",
          "[model][form]") {
    test::SmallDesk desk;
    desk.start_visit();
    desk.choose("/visit/reached", "yes");
    desk.ask(model::AddInstance{{"/people/payment"}});
    const auto instances = desk.state.open->session->instances_of({"/people/payment"});
    REQUIRE(instances.size() == 1);
    CHECK(desk.state.open->focus.is_within(instances.front()));
    desk.ask(model::Type{desk.state.open->focus, "The chief"});
    desk.pass(300);
    desk.ask(model::RemoveInstance{instances.front()});
    CHECK(desk.state.open->session->instances_of({"/people/payment"}).empty());
    CHECK(desk.state.open->drafts.empty());
    CHECK(desk.all_given<ForgetTyping>().size() == 1);
}

TEST_CASE("a finalised record goes home and waits to be sent", "[model][form]") {
    test::SmallDesk desk;
    desk.start_visit();
    desk.choose("/visit/reached", "no");
    desk.ask(model::Check{});
    REQUIRE(desk.state.open->faults.empty());
    desk.ask(model::Finalise{});
    CHECK(desk.state.screen == model::Screen::Home);
    CHECK_FALSE(desk.state.open);
    const auto operations = desk.all_given<Append>().back().operations;
    CHECK(std::ranges::any_of(operations, [](const record::Operation& operation) {
        return std::holds_alternative<record::Finalise>(operation);
    }));
}

TEST_CASE("a record with something missing is not finalised", "[model][form]") {
    test::SmallDesk desk;
    desk.start_visit();
    desk.ask(model::Finalise{});
    CHECK_FALSE(desk.state.open->faults.empty());
    CHECK_FALSE(desk.state.open->finalise_ticket);
}

TEST_CASE("the language of the form changes with the app's", "[model][form]") {
    test::SmallDesk desk;
    desk.start_visit();
    desk.ask(model::SetLanguage{"fr"});
    CHECK(desk.state.open->session->label({"/visit/reached"}) == "Site atteint ?");
    CHECK(desk.state.say("tab.home") == "Accueil");
    CHECK(desk.all_given<model::effect::KeepSetting>().size() == 1);
}

TEST_CASE("text that a crash left behind becomes an answer and the record is marked",
          "[model][form]") {
    test::SmallDesk desk;
    desk.start_visit();
    auto session = std::move(desk.state.open->session);
    desk.state.open.reset();
    desk.given.clear();
    desk.hear(model::event::RecordOpened{std::move(session), false, {{kRemarks, "Two pi"}}});
    CHECK(desk.state.open->recovered);
    REQUIRE(!desk.state.toasts.empty());
    CHECK(desk.state.toasts.back().key == "form.recovered");
    CHECK(desk.last_puts() == "/people/remarks=Two pi ");
    CHECK(has_mark(desk.all_given<Append>().back().operations, "recovered"));
    CHECK(desk.all_given<ForgetTyping>().size() == 1);
}
