// What a person at the command line may rely on: answers land where they were meant, and a
// finalised record keeps its site in step.
#include "work/record_work.h"

#include "entities/behind.h"
#include "support/laptop.h"

using namespace adit;

namespace {

std::string text_at(test::Laptop& laptop, const record::RecordId& id, const std::string& path) {
    const auto record = test::must(work::record_at(*laptop, id));
    const record::Value* value = record.find_value({path});
    return value == nullptr ? "(never)" : text_of(*value);
}

std::string refusal(test::Laptop& laptop, const std::string& form, const work::Typed& answer) {
    const auto session = test::must(work::session_of_new(*laptop, form, {"COD"}, "en"));
    const auto tables = test::must(laptop->forms().tables(session->definition(), std::nullopt));
    const auto operations = work::answer_typed(*session, tables, {answer});
    return operations ? "" : operations.error().what;
}

record::RecordId registered_site(test::Laptop& laptop) {
    return laptop.record("site_profile",
                         {{"loc/country", "COD"},
                          {"site_name", "Mont Bleu"},
                          {"site_code", "CD-KAM-014"},
                          {"workers_est", "20"}},
                         true);
}

}  // namespace

TEST_CASE("a question is found by its name or by as much of its path as is needed", "[work]") {
    test::Laptop laptop;
    const auto id = laptop.record("site_visit", {{"country", "COD"},
                                                 {"workforce/men", "12"},
                                                 {"/visit/visit_date", "2025-11-20"},
                                                 {"minerals_now", "gold coltan"}});
    CHECK(text_at(laptop, id, "/visit/country") == "COD");
    CHECK(text_at(laptop, id, "/workforce/men") == "12");
    CHECK(text_at(laptop, id, "/visit/visit_date") == "2025-11-20");
    CHECK(text_at(laptop, id, "/production/minerals_now") == "gold coltan");
}

TEST_CASE("instances of a repeat are counted from one and added when they are new", "[work]") {
    test::Laptop laptop;
    const auto id = laptop.record("site_visit", {{"payment[1]/payee", "chief"},
                                                 {"payment[2]/payee", "saemape"},
                                                 {"payment[1]/pay_amount", "2.5"}});
    const auto record = test::must(work::record_at(*laptop, id));
    const auto& instances = record.instances.at({"/payments/payment"});
    REQUIRE(instances.size() == 2);
    const record::NodePath repeat{"/payments/payment"};
    CHECK(text_of(*record.find_value(repeat.instance(instances[0]).child("pay_amount"))) == "2.5");
    CHECK(text_of(*record.find_value(repeat.instance(instances[1]).child("payee"))) == "saemape");
}

TEST_CASE("an answer that no question takes is refused with what would be right", "[work]") {
    test::Laptop laptop;
    CHECK(refusal(laptop, "site_visit", {"nowhere", "1"}) ==
          "the form site_visit has no question nowhere");
    CHECK(refusal(laptop, "site_visit", {"men", "many"}).starts_with("/workforce/men: "));
    CHECK(refusal(laptop, "site_visit", {"reached", "perhaps"}).find("on_site, remote") !=
          std::string::npos);
    CHECK(refusal(laptop, "site_visit", {"workers_total", "5"}).find("computed by the form") !=
          std::string::npos);
    CHECK(refusal(laptop, "site_visit", {"payment[3]/payee", "chief"}).find("the next is [1]") !=
          std::string::npos);
    CHECK(refusal(laptop, "site_visit", {"country", "KEN"}).find("COD, GHA") != std::string::npos);
}

TEST_CASE("a finalised profile registers its site and a visit finds it by its code", "[work]") {
    test::Laptop laptop;
    registered_site(laptop);
    const auto sites = test::must(laptop->store().entities("sites", record::ScopeId{"COD"}));
    REQUIRE(sites.size() == 1);
    CHECK(sites[0].label == "Mont Bleu (CD-KAM-014)");
    for (const char* name : {"CD-KAM-014", "cd-kam-014", "Mont Bleu (CD-KAM-014)"}) {
        const auto visit = laptop.record("site_visit", {{"country", "COD"}, {"site", name}});
        CHECK(text_at(laptop, visit, "/visit/site") == sites[0].id);
    }
}

TEST_CASE("setting an answer of a finalised record keeps it finalised and its site in step",
          "[work]") {
    test::Laptop laptop;
    const auto id = registered_site(laptop);
    const auto session = test::must(work::session_of(*laptop, id, "en"));
    const auto tables = test::must(laptop->forms().tables(session->definition(), std::nullopt));
    const auto before = session->record();
    auto operations =
        test::must(work::answer_typed(*session, tables, {{"site_name", "Mont Rouge"}}));
    for (auto& operation : work::computed_again(*session, laptop.world.now())) {
        CHECK_FALSE(std::holds_alternative<record::Finalise>(operation));
        operations.push_back(std::move(operation));
    }
    test::must(work::append(*laptop, before, std::move(operations)));
    const auto after = test::must(work::record_at(*laptop, id));
    CHECK(after.stage == record::Stage::Finalised);
    CHECK(text_at(laptop, id, "/identity/site_name") == "Mont Rouge");
    const auto sites = test::must(laptop->store().entities("sites", std::nullopt));
    REQUIRE(sites.size() == 1);
    CHECK(sites[0].label == "Mont Rouge (CD-KAM-014)");
}

TEST_CASE("a draft makes no site yet", "[work]") {
    test::Laptop laptop;
    laptop.record("site_profile", {{"site_name", "Mont Bleu"}});
    CHECK(test::must(laptop->store().entities("sites", std::nullopt)).empty());
}

TEST_CASE("entities left uncomputed by a lost battery are computed at the next start", "[work]") {
    test::Laptop laptop;
    test::must(entities::note_behind(laptop->store()));
    const auto id = registered_site(laptop);
    test::must(laptop->store().set_entity_effects(id, {}));
    laptop.close();
    laptop.open();
    test::must(work::renew_entities_behind(*laptop));
    CHECK(test::must(laptop->store().entities("sites", std::nullopt)).size() == 1);
}
