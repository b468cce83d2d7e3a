// The reader may rely on: choices in chance order (randomize=true) stand as ODK's randomize() puts
// them for a seed, and without one stay where they are as long as the session lasts.
#include "forms/session.h"
#include "xlsform/workbook.h"

#include <catch2/catch_all.hpp>

using namespace adit;

namespace {

std::shared_ptr<const forms::Definition> form_with(const std::string& parameters) {
    const std::map<std::string, std::string> sheets{
        {"survey",
         "type,name,label,choice_filter,parameters\ninteger,seed,Seed,,\ntext,w,W,,\n"
         "select_one l,q,Q,,\"" +
             parameters + "\"\nselect_one l,f,F,more = ${w},\"" + parameters + "\"\n"},
        {"choices",
         "list_name,name,label::English (en),label::French (fr),more\nl,A,a,aa,x\n"
         "l,B,b,bb,y\nl,C,c,cc,x\nl,D,d,dd,y\nl,E,e,ee,x\nl,F,f,ff,y\n"}};
    auto reading = xlsform::read_csv_sheets(sheets, "f");
    for (const auto& problem : reading.problems) UNSCOPED_INFO(xlsform::text_of(problem));
    REQUIRE(reading.definition);
    return std::make_shared<const forms::Definition>(*std::move(reading.definition));
}

std::unique_ptr<forms::FormSession> session_of(const std::string& parameters,
                                               std::uint64_t chance = 5) {
    forms::Opening opening;
    opening.definition = form_with(parameters);
    opening.is_new = true;
    opening.new_instance = [chance] { return chance; };
    auto session = forms::FormSession::open(std::move(opening));
    REQUIRE(session);
    return *std::move(session);
}

std::string order_of(const forms::FormSession& session, const std::string& question = "/q") {
    std::string order;
    for (const forms::ChoiceView& choice : session.choices({question})) order += choice.name;
    return order;
}

}  // namespace

TEST_CASE("a seed puts the choices into the order that other engines give", "[forms][choices]") {
    // As Enketo's tests have it for randomize(…, 42), and so on.
    CHECK(order_of(*session_of("randomize=true, seed=42")) == "AFCBDE");
    CHECK(order_of(*session_of("randomize=true, seed=-42")) == "EDAFBC");
    CHECK(order_of(*session_of("randomize=true, seed=1")) == "BFEACD");
    CHECK(order_of(*session_of("randomize=true, seed=11111111")) == "ACDBFE");
    CHECK(order_of(*session_of("randomize=false")) == "ABCDEF");
}

TEST_CASE("another answer that is the seed is another order", "[forms][choices]") {
    const auto session = session_of("randomize=true, seed=${seed}");
    session->answer({"/seed"}, std::int64_t{42});
    CHECK(order_of(*session) == "AFCBDE");
    session->answer({"/seed"}, std::int64_t{1});
    CHECK(order_of(*session) == "BFEACD");
}

TEST_CASE("a filter comes first, and the order is of what it lets through", "[forms][choices]") {
    const auto session = session_of("randomize=true, seed=42");
    session->answer({"/w"}, std::string("x"));
    std::string order = order_of(*session, "/f");
    std::sort(order.begin(), order.end());
    CHECK(order == "ACE");
    CHECK(order_of(*session, "/f").front() == 'A');  // As 42 orders any three: the first stays.
    session->answer({"/w"}, std::string("y"));
    CHECK(order_of(*session, "/f").front() == 'B');
}

TEST_CASE("without a seed the order stays as long as the session lasts", "[forms][choices]") {
    const auto session = session_of("randomize=true");
    const std::string first = order_of(*session);
    session->set_language("fr");
    CHECK(order_of(*session) == first);
    CHECK(session->choices({"/q"}).front().label.size() == 2);  // In French now.
    session->answer({"/w"}, std::string("x"));
    session->refresh(session->record());
    CHECK(order_of(*session) == first);
    const bool all_alike = order_of(*session_of("randomize=true", 6)) == first &&
                           order_of(*session_of("randomize=true", 77)) == first &&
                           order_of(*session_of("randomize=true", 888)) == first;
    CHECK_FALSE(all_alike);
}
