// The reader may rely on: a form knows in records what it knows in other ODK clients of who fills
// it, which version it is, and what clocks show where it is filled; and what was saved last.
#include "forms/session.h"
#include "xlsform/workbook.h"
#include "xpath/zone.h"

#include <catch2/catch_all.hpp>

#include <cstdlib>
#include <ctime>

using namespace adit;
using record::Value;

namespace {

std::shared_ptr<const forms::Definition> form_of(const std::string& rows) {
    const std::map<std::string, std::string> sheets{
        {"survey",
         "type,name,label,calculation,default,relevant,bind::jr:preload,"
         "bind::jr:preloadParams\n" +
             rows},
        {"settings", "form_id,version\nf,2025.4\n"}};
    auto reading = xlsform::read_csv_sheets(sheets, "f");
    for (const auto& problem : reading.problems) UNSCOPED_INFO(xlsform::text_of(problem));
    REQUIRE(reading.definition);
    return std::make_shared<const forms::Definition>(*std::move(reading.definition));
}

forms::Opening opening_of(std::shared_ptr<const forms::Definition> definition) {
    forms::Opening opening;
    opening.definition = std::move(definition);
    opening.is_new = true;
    opening.username = "asha";
    opening.device = "laptop-1";
    opening.now_ms = 1'763'888'400'000;  // 2025-11-23T09:00Z
    opening.offset_min = 120;
    opening.new_uuid = [] { return std::string("made"); };
    opening.new_instance = [] { return std::uint64_t{1}; };
    return opening;
}

std::unique_ptr<forms::FormSession> opened(forms::Opening opening) {
    auto session = forms::FormSession::open(std::move(opening));
    REQUIRE(session);
    return *std::move(session);
}

std::string text_at(const forms::FormSession& session, const std::string& path) {
    const Value* value = session.record().find_value({path});
    return value == nullptr ? "(never)" : record::text_of(*value);
}

void finalise(forms::FormSession& session) { session.finalise(1'763'888'400'000); }

}  // namespace

TEST_CASE("a form knows who fills it and which version it is", "[forms]") {
    const auto session =
        opened(opening_of(form_of("calculate,who,,property('username'),,,,\n"
                                  "calculate,where,,property('deviceid'),,,,\n"
                                  "calculate,phone,,property('phonenumber'),,,,\n"
                                  "calculate,which,,version(),,,,\n"
                                  "hidden,also,,,,,property,username\n"
                                  "hidden,sim,,,,,property,simserial\n"
                                  "hidden,own,,,,,uid,\n")));
    finalise(*session);
    CHECK(text_at(*session, "/who") == "asha");
    CHECK(text_at(*session, "/where") == "laptop-1");
    CHECK(text_at(*session, "/phone") == "(never)");
    CHECK(text_at(*session, "/which") == "2025.4");
    CHECK(text_at(*session, "/also") == "asha");
    CHECK(text_at(*session, "/sim") == "(never)");
    CHECK(text_at(*session, "/own") == "uuid:made");
}

TEST_CASE("dates follow the rules of the time zone, and stored ones keep their offset", "[forms]") {
    auto zone = xpath::zone_named("Europe/Paris");
    REQUIRE(zone);
    auto opening =
        opening_of(form_of("start,start,,,,,,\nend,end,,,,,,\ndateTime,when,When,,,,,\n"
                           "calculate,winter,,date-time('2025-01-15T12:00:00'),,,,\n"
                           "calculate,summer,,date-time('2025-07-15T12:00:00'),,,,\n"
                           "calculate,clock,,\"format-date-time(${when}, '%H:%M')\",,,,\n"));
    opening.zone = *std::move(zone);
    const auto session = opened(std::move(opening));
    session->answer({"/when"}, std::string("2025-07-01T12:00:00.000+09:00"));
    session->finalise(1'751'364'000'000);  // 2025-07-01T10:00Z
    CHECK(text_at(*session, "/winter") == "2025-01-15T12:00:00.000+01:00");
    CHECK(text_at(*session, "/summer") == "2025-07-15T12:00:00.000+02:00");
    CHECK(text_at(*session, "/when") == "2025-07-01T12:00:00.000+09:00");
    CHECK(text_at(*session, "/clock") == "05:00");
    CHECK(text_at(*session, "/start") == "2025-11-23T10:00:00.000+01:00");
    CHECK(text_at(*session, "/end") == "2025-07-01T12:00:00.000+02:00");
}

TEST_CASE("without a zone one offset holds for all dates", "[forms]") {
    const auto session =
        opened(opening_of(form_of("calculate,summer,,date-time('2025-07-15T12:00:00'),,,,\n")));
    finalise(*session);
    CHECK(text_at(*session, "/summer") == "2025-07-15T12:00:00.000+02:00");
}

TEST_CASE("a new record reads the relevant answers of the one saved last", "[forms][last-saved]") {
    const auto definition = form_of(
        "text,village,Village,,${last-saved#village},,,\n"
        "integer,men,Men,,,${village} != 'none',,\n"
        "calculate,before,,${last-saved#men},,,,\n");
    const auto first = opened(opening_of(definition));
    CHECK(text_at(*first, "/village") == "(never)");  // There is none.
    first->answer({"/village"}, std::string("Mwenga"));
    first->answer({"/men"}, std::int64_t{12});
    const auto next_to = [&](const record::Record& record) {
        const auto table =
            std::make_shared<forms::Table>(forms::last_saved(definition, record, forms::Tables()));
        auto opening = opening_of(definition);
        opening.tables = [table](std::string_view name) {
            return name == forms::kLastSaved ? table.get() : nullptr;
        };
        return opened(std::move(opening));
    };
    const auto second = next_to(first->record());
    CHECK(text_at(*second, "/village") == "Mwenga");
    CHECK(text_at(*second, "/before") == "12");  // Kept at once: elsewhere it would be another.
    CHECK(second->missing_files().empty());

    first->answer({"/village"}, std::string("none"));  // /men is not relevant any more.
    const auto third = next_to(first->record());
    CHECK(text_at(*third, "/village") == "none");
    CHECK(text_at(*third, "/before") == "(never)");
}
