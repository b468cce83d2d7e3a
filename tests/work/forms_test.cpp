// Whoever fills forms on a laptop may rely on: a form works in whichever form the programme brought
// it, with what lies beside it, and a new record knows what was saved last.
#include "support/laptop.h"
#include "support/pit_form.h"

using namespace adit;
using namespace adit::test;

namespace {

std::string text_at(const record::Record& record, const std::string& path) {
    const record::Value* value = record.find_value({path});
    return value == nullptr ? "(never)" : text_of(*value);
}

record::Record kept(Laptop& laptop, const record::RecordId& id) {
    return must(work::record_at(*laptop, id));
}

void bring(Laptop& laptop, const std::filesystem::path& folder) {
    must(work::keep_form_folder(laptop->store(), folder.string()));
    laptop->forms().forget_forms();
}

}  // namespace

TEST_CASE("an XForm's choices and look-ups work in records", "[work][forms]") {
    Laptop laptop;
    const Folder folder;
    write_pit_form(folder.path());
    bring(laptop, folder.path());
    const auto id = laptop.record("pit_check",
                                  {{"pit", "North 2"},
                                   {"tool", "drill"},
                                   {"village", "v1"},
                                   {"hazard", "h1"},
                                   {"depth", "40"}},
                                  true);
    const record::Record record = kept(laptop, id);
    CHECK(record.stage == record::Stage::Finalised);
    CHECK(text_at(record, "/district") == "Mwenga");
    CHECK(text_at(record, "/limit") == "60");
    CHECK(instance_name_of(record) == "North 2");

    const auto session = must(work::session_of(*laptop, id, "fr"));
    CHECK(session->missing_files().empty());
    CHECK(session->label({"/pit"}) == "Puits");
    CHECK(session->choice_label({"/tool"}, "shovel") == "Pelle");
    CHECK(session->choice_label({"/hazard"}, "h1") == "Old shaft");
    CHECK(session->choices({"/village"}).size() == 2);
    session->answer({"/depth"}, std::int64_t{70});
    REQUIRE(session->faults().size() == 1);
    CHECK(session->faults().front().message == "Too deep for this tool.");

    // Whoever opens the laptop tomorrow finds the same.
    laptop.close();
    laptop.open();
    CHECK(must(work::session_of(*laptop, id, "en"))->label({"/pit"}) == "Pit");
}

TEST_CASE("a folder of CSV sheets is a form like a workbook", "[work][forms]") {
    Laptop laptop;
    const Folder folder;
    std::filesystem::create_directories(folder / "well");
    write_text(folder / "well/survey.csv",
               "type,name,label,calculation\ninteger,depth,Depth,\ncalculate,twice,,${depth} * 2\n"
               "select_one_from_file colours.csv,colour,Colour,\n");
    write_text(folder / "well/settings.csv", "form_title,version\nWell,3\n");
    write_text(folder / "well/colours.csv", "name,label\nred,Red\n");
    bring(laptop, folder.path());
    const auto id = laptop.record("well", {{"depth", "4"}, {"colour", "red"}}, true);
    CHECK(text_at(kept(laptop, id), "/twice") == "8");
    CHECK(kept(laptop, id).form.version == "3");
    const auto session = must(work::session_of(*laptop, id, "en"));
    CHECK(session->choice_label({"/colour"}, "red") == "Red");
}

TEST_CASE("a folder with a form that cannot be used keeps none of its forms", "[work][forms]") {
    Laptop laptop;
    const Folder folder;
    write_pit_form(folder.path());
    write_text(folder / "a.xlsx", "no workbook");
    const auto refused = work::keep_form_folder(laptop->store(), folder.path().string());
    REQUIRE_FALSE(refused);
    CHECK(refused.error().code == Code::BadInput);
    CHECK(refused.error().what.find("a.xlsx") != std::string::npos);
    laptop->forms().forget_forms();
    CHECK_FALSE(laptop->forms().newest("pit_check"));
}

TEST_CASE("a new record reads the record of its form that was saved last", "[work][forms]") {
    Laptop laptop;
    const Folder folder;
    std::filesystem::create_directories(folder / "round");
    write_text(folder / "round/survey.csv",
               "type,name,label,default\ntext,village,Village,${last-saved#village}\n"
               "integer,men,Men,\n");
    write_text(folder / "round/settings.csv", "version\n1\n");
    bring(laptop, folder.path());
    const auto village_of = [&](const record::RecordId& id) {
        return text_at(kept(laptop, id), "/village");
    };
    const auto first = laptop.record("round", {{"men", "1"}});
    CHECK(village_of(first) == "(never)");
    const auto second = laptop.record("round", {{"village", "Mwenga"}});
    const auto third = laptop.record("round", {{"village", "Luhwindja"}});
    CHECK(village_of(laptop.record("round", {})) == "Luhwindja");

    // An old record that is opened and saved again is the last one then.
    const auto session = must(work::session_of(*laptop, second, "en"));
    must(work::append(*laptop, session->record(), session->answer({"/men"}, std::int64_t{3})));
    CHECK(village_of(laptop.record("round", {})) == "Mwenga");

    // One that was deleted is not read; nor is another form's.
    const auto last = laptop.record("round", {{"village", "Kaziba"}});
    must(work::append(*laptop, kept(laptop, last), {record::Delete{"", kept(laptop, last).seen}}));
    laptop.record("site_profile", {{"site_name", "Mont Bleu"}});
    laptop.close();
    laptop.open();
    CHECK(village_of(laptop.record("round", {})) == "Mwenga");
    CHECK(village_of(third) == "Luhwindja");
}
