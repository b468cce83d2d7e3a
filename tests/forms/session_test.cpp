// The reader may rely on: what a session gives to the store, what it shows after an exchange, and
// what a finalised record does to entities.
#include "forms/session.h"

#include "xlsform/workbook.h"

#include <catch2/catch_all.hpp>

#include <algorithm>

using namespace adit;
using record::NodePath;
using record::Operation;
using record::Value;

namespace {

std::shared_ptr<const forms::Definition> form_of(const std::string& survey,
                                                 const std::string& entities = "") {
    std::map<std::string, std::string> sheets{{"survey", survey},
                                              {"settings", "form_id,instance_name\nf,${name}\n"}};
    if (!entities.empty()) sheets["entities"] = entities;
    auto reading = xlsform::read_csv_sheets(sheets, "f");
    for (const auto& problem : reading.problems) UNSCOPED_INFO(xlsform::text_of(problem));
    REQUIRE(reading.definition);
    return std::make_shared<const forms::Definition>(std::move(*reading.definition));
}

forms::Opening opening_of(std::shared_ptr<const forms::Definition> definition, bool is_new) {
    forms::Opening opening;
    opening.definition = std::move(definition);
    opening.is_new = is_new;
    opening.username = "asha";
    opening.device = "laptop-1";
    opening.now_ms = 1'763'888'400'000;  // 2025-11-23T09:00Z
    opening.offset_min = 120;
    auto ids = std::make_shared<std::uint64_t>(0);  // Shared by the two makers of ids.
    opening.new_uuid = [ids] { return "uuid-" + std::to_string(++*ids); };
    opening.new_instance = [ids] { return ++*ids; };
    return opening;
}

std::unique_ptr<forms::FormSession> session_of(forms::Opening opening) {
    auto session = forms::FormSession::open(std::move(opening));
    REQUIRE(session);
    return std::move(*session);
}

// "put /name=Asha", one operation after the other.
std::vector<std::string> told(const std::vector<Operation>& operations) {
    std::vector<std::string> lines;
    for (const Operation& operation : operations) {
        if (const auto* put = std::get_if<record::Put>(&operation)) {
            lines.push_back("put " + put->path.text + "=" + record::text_of(put->value));
        } else if (const auto* computed = std::get_if<record::Compute>(&operation)) {
            lines.push_back("compute " + computed->path.text + "=" +
                            record::text_of(computed->value));
        } else if (const auto* added = std::get_if<record::AddInstance>(&operation)) {
            lines.push_back("add " + added->instance.text);
        } else if (const auto* removed = std::get_if<record::RemoveInstance>(&operation)) {
            lines.push_back("remove " + removed->instance.text);
        } else if (std::holds_alternative<record::Finalise>(operation)) {
            lines.push_back("finalise");
        }
    }
    return lines;
}

using Lines = std::vector<std::string>;

record::Dot dot(std::uint64_t number) { return {{{"COD"}, {}, 1}, number}; }

record::Answer answer(const Value& value, std::uint64_t number) {
    return {{{value, dot(number), {}, "asha", 0}}, {dot(number)}, false};
}

const std::string kEntities = "list_name,label\nsites,${name}\n";

// Without its entities sheet the form below would be refused.
const std::string kSurvey =
    "type,name,label,calculation,default,required,constraint,relevant,save_to\n"
    "start,start,,,,,,,\n"
    "end,end,,,,,,,\n"
    "today,today,,,,,,,\n"
    "username,user,,,,,,,\n"
    "deviceid,device,,,,,,,\n"
    "audit,audit,,,,,,,\n"
    "text,name,Name,,,yes,string-length(.) > 1,,name_of\n"
    "integer,men,Men,,0,,,,men\n"
    "calculate,twice,,${men} * 2,,,,,twice\n"
    "calculate,half,,${men} div 2,,,,,\n"
    "text,why,Why,,,,,${men} > 5,why\n"
    "begin_repeat,pay,Payment,,,,,,\n"
    "decimal,amount,Amount,,1.5,,,,\n"
    "end_repeat,,,,,,,,\n"
    "calculate,total,,sum(${amount}),,,,,\n";

}  // namespace

TEST_CASE("a new record writes who, when and where first, then its defaults", "[forms]") {
    auto session = session_of(opening_of(form_of(kSurvey, kEntities), true));
    CHECK(told(session->opening_operations()) ==
          Lines{"compute /start=2025-11-23T11:00:00.000+02:00", "compute /today=2025-11-23",
                "compute /user=asha", "compute /device=laptop-1", "put /men=0"});
    CHECK(session->opening_operations().empty());
}

TEST_CASE("an answer is one put, and the record's name when it changes", "[forms]") {
    auto session = session_of(opening_of(form_of(kSurvey, kEntities), true));
    CHECK(told(session->answer({"/name"}, std::string("Kamituga"))) ==
          Lines{"put /name=Kamituga", "compute /meta/instanceName=Kamituga"});
    CHECK(told(session->answer({"/men"}, std::int64_t{3})) == Lines{"put /men=3"});
    CHECK(session->answer({"/men"}, std::int64_t{3}).empty());
    CHECK(told(session->answer({"/men"}, Value())) == Lines{"put /men="});
    CHECK(session->answer({"/men"}, Value()).empty());
}

TEST_CASE("an answer of the wrong kind is read again from its text, or left", "[forms]") {
    auto session = session_of(opening_of(form_of(kSurvey, kEntities), true));
    REQUIRE_FALSE(session->answer({"/men"}, std::string("12")).empty());
    CHECK(*session->question({"/men"}).value == Value(std::int64_t{12}));
    CHECK(session->answer({"/men"}, std::string("many")).empty());
    CHECK(session->answer({"/twice"}, std::int64_t{1}).empty());
    CHECK(session->answer({"/nowhere"}, std::int64_t{1}).empty());
    CHECK(session->answer({"/start"}, std::int64_t{1}).empty());
}

TEST_CASE("a put says which writings it takes the place of", "[forms]") {
    auto opening = opening_of(form_of(kSurvey, kEntities), false);
    opening.record.answers[{"/name"}] = answer(std::string("Kamituga"), 7);
    auto session = session_of(std::move(opening));
    const auto operations = session->answer({"/name"}, std::string("Mwenga"));
    REQUIRE_FALSE(operations.empty());
    CHECK(std::get<record::Put>(operations.front()).replaces == std::vector{dot(7)});
}

TEST_CASE("choosing the shown one of two siblings resolves the conflict", "[forms]") {
    auto opening = opening_of(form_of(kSurvey, kEntities), false);
    record::Answer both = answer(std::string("Kamituga"), 7);
    both.siblings.push_back({std::string("Mwenga"), dot(9), {}, "jean", 0});
    both.written_by.push_back(dot(9));
    opening.record.answers[{"/name"}] = both;
    auto session = session_of(std::move(opening));
    CHECK(session->question({"/name"}).in_conflict);
    const auto operations = session->answer({"/name"}, std::string("Kamituga"));
    REQUIRE_FALSE(operations.empty());
    CHECK(std::get<record::Put>(operations.front()).replaces == std::vector{dot(7), dot(9)});
    CHECK_FALSE(session->question({"/name"}).in_conflict);
}

TEST_CASE("instances of a repeat come and go by their own ids", "[forms]") {
    auto session = session_of(opening_of(form_of(kSurvey, kEntities), true));
    CHECK(told(session->add_instance({"/pay"})) ==
          Lines{"add /pay[0000000000000001]", "put /pay[0000000000000001]/amount=1.5"});
    session->add_instance({"/pay"});
    REQUIRE(session->instances_of({"/pay"}).size() == 2);
    const NodePath second = session->instances_of({"/pay"}).back();
    CHECK(told(session->remove_instance(session->instances_of({"/pay"}).front())) ==
          Lines{"remove /pay[0000000000000001]"});
    CHECK(session->instances_of({"/pay"}) == std::vector{second});
    CHECK(session->question(second.child("amount")).node != nullptr);
    CHECK(session->question({"/pay[0000000000000001]/amount"}).node == nullptr);
    CHECK(session->remove_instance({"/pay"}).empty());
    CHECK(session->remove_instance({"/pay[00000000000000ff]"}).empty());
    CHECK(session->add_instance(second).empty());
}

TEST_CASE("finalising writes what was calculated, and once only what changed", "[forms]") {
    auto session = session_of(opening_of(form_of(kSurvey, kEntities), true));
    session->answer({"/name"}, std::string("Kamituga"));
    session->answer({"/men"}, std::int64_t{3});
    CHECK(session->faults().empty());
    const auto operations = session->finalise(1'763'892'000'000);
    Lines lines = told(operations);
    CHECK(std::count_if(lines.begin(), lines.end(), [](const std::string& line) {
              return line.starts_with("compute /meta/entity/");
          }) == 4);
    std::erase_if(lines, [](const std::string& line) { return line.find("/meta/") != line.npos; });
    CHECK(lines == Lines{"compute /twice=6", "compute /half=1.5", "compute /total=0",
                         "compute /end=2025-11-23T12:00:00.000+02:00", "finalise"});
    CHECK(std::get<record::Compute>(operations[0]).value == Value(std::int64_t{6}));
    CHECK(std::get<record::Compute>(operations[1]).value == Value(1.5));
    session->answer({"/men"}, std::int64_t{4});
    CHECK(told(session->finalise(1'763'892'000'000)) ==
          Lines{"compute /twice=8", "compute /half=2", "finalise"});
}

TEST_CASE("after an exchange the session shows what others wrote", "[forms]") {
    auto session = session_of(opening_of(form_of(kSurvey, kEntities), true));
    session->answer({"/men"}, std::int64_t{3});
    record::Record merged = session->record();
    merged.answers[{"/men"}] = answer(std::int64_t{9}, 12);
    session->refresh(merged);
    CHECK(session->is_relevant({"/why"}));
    CHECK(*session->question({"/men"}).value == Value(std::int64_t{9}));

    merged.instances[{"/pay"}] = {{5}, {6}};
    merged.answers[{"/pay[0000000000000006]/amount"}] = answer(4.0, 13);
    session->set_language("fr");
    session->refresh(merged);
    CHECK(session->language() == "fr");
    CHECK(session->instances_of({"/pay"}).size() == 2);
    CHECK(told(session->finalise(0)).at(2) == "compute /total=4");
}

TEST_CASE("what stands in the way is told in the order of the form", "[forms]") {
    auto session = session_of(opening_of(form_of(kSurvey, kEntities), true));
    auto faults = session->faults();
    REQUIRE(faults.size() == 1);
    CHECK(faults[0].missing);
    CHECK(faults[0].label == "Name");
    session->answer({"/name"}, std::string("K"));
    faults = session->faults();
    REQUIRE(faults.size() == 1);
    CHECK_FALSE(faults[0].missing);
    CHECK(faults[0].message == "This answer breaks a rule of the form.");
    session->set_language("fr");
    CHECK(session->faults()[0].message == "Cette réponse enfreint une règle du formulaire.");
}

TEST_CASE("the outline counts what is asked, answered, missing and broken", "[forms]") {
    auto session = session_of(opening_of(form_of("type,name,label,required,constraint,relevant\n"
                                                 "begin_group,g,G,,,\n"
                                                 "text,name,Name,yes,string-length(.) > 1,\n"
                                                 "text,b,B,yes,,\n"
                                                 "text,c,C,,,${name} = 'x'\n"
                                                 "note,n,N,,,\n"
                                                 "begin_repeat,r,R,,,\n"
                                                 "text,d,D,yes,,\n"
                                                 "end_repeat,,,,,\n"
                                                 "end_group,,,,,\n"),
                                         true));
    session->answer({"/g/name"}, std::string("K"));
    session->add_instance({"/g/r"});
    const auto outline = session->outline();
    REQUIRE(outline.size() == 3);
    CHECK(outline[0].label == "G");
    CHECK(outline[0].asked == 3);
    CHECK(outline[0].answered == 1);
    CHECK(outline[0].broken == 1);
    CHECK(outline[0].missing == 2);
    CHECK(outline[1].path == NodePath{"/g/r"});
    CHECK(outline[2].place == 1u);
    CHECK(outline[2].depth == 2);
    CHECK(session->children_of({"/g"}) ==
          std::vector<NodePath>{{"/g/name"}, {"/g/b"}, {"/g/c"}, {"/g/n"}, {"/g/r"}});
}

TEST_CASE("a finalised record registers its entity, and stays the same one", "[forms]") {
    const auto definition = form_of(kSurvey, kEntities);
    auto session = session_of(opening_of(definition, true));
    session->answer({"/name"}, std::string("Kamituga"));
    session->answer({"/men"}, std::int64_t{3});
    CHECK(forms::entity_updates(*definition, session->record()).empty());
    session->finalise(0);
    auto updates = forms::entity_updates(*definition, session->record());
    REQUIRE(updates.size() == 1);
    CHECK(updates[0].list == "sites");
    CHECK(updates[0].create);
    CHECK(updates[0].label == "Kamituga");
    CHECK(updates[0].entity == session->record().id.text());
    using Properties = std::vector<std::pair<std::string, Value>>;
    CHECK(updates[0].properties == Properties{{"name_of", std::string("Kamituga")},
                                              {"men", std::int64_t{3}},
                                              {"twice", std::int64_t{6}}});
    // An answer that is not relevant any more does not reach the entity.
    session->answer({"/men"}, std::int64_t{8});
    session->answer({"/why"}, std::string("many"));
    session->finalise(0);
    CHECK(forms::entity_updates(*definition, session->record())[0].properties.size() == 4);
    session->answer({"/men"}, std::int64_t{2});
    session->finalise(0);
    updates = forms::entity_updates(*definition, session->record());
    CHECK(updates[0].properties.size() == 3);
    CHECK(updates[0].entity == session->record().id.text());
}

TEST_CASE("a form that nobody checked is refused with its row and column", "[forms]") {
    auto definition = std::make_shared<forms::Definition>();
    forms::Node node;
    node.name = "a";
    node.path = {"/a"};
    node.row = 4;
    node.relevant = "1 +";
    definition->root.children.push_back(node);
    forms::Opening opening;
    opening.definition = definition;
    const auto session = forms::FormSession::open(std::move(opening));
    REQUIRE_FALSE(session);
    CHECK(session.error().what.starts_with("survey sheet, row 4, relevant: "));
}
