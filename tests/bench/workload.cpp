#include "bench/workload.h"

#include "base/json.h"
#include "base/text.h"

#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <set>

namespace adit::bench {
namespace {

using record::NodePath;
using record::Operation;
using record::Value;

[[noreturn]] void stop_with(const std::string& what) {
    std::fprintf(stderr, "%s\n", what.c_str());
    std::exit(1);
}

const std::set<std::string> kChoices = {
    "lang",        "admin1", "mineral_primary", "mineral_secondary", "site_status",
    "access_mode", "season", "security",        "armed_presence",    "currency",
    "processing",  "permit", "tax_paid",        "verification"};
const std::set<std::string> kDecimals = {"pit_depth_m", "production_kg_week"};
/// What a form computes (XLSForm's metadata) and nobody types.
const std::set<std::string> kMetadata = {"device_id", "enumerator_id", "enumerator_name"};
/// Kept elsewhere than in an answer of their own.
const std::set<std::string> kElsewhere = {"id",  "schema_version", "country",   "lat",
                                          "lon", "gps_accuracy_m", "altitude_m"};

int number_in(const std::string& text, std::size_t from, std::size_t size) {
    return std::atoi(text.substr(from, size).c_str());
}

/// Days since 1970-01-01 of "2024-01-08" (Hinnant's civil calendar).
std::int32_t days_of(const std::string& date) {
    int year = number_in(date, 0, 4);
    const int month = number_in(date, 5, 2), day = number_in(date, 8, 2);
    year -= month <= 2 ? 1 : 0;
    const int era = year / 400, of_era = year - era * 400;
    const int of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146'097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719'468;
}

std::int64_t ms_of(const std::string& when) {  // "2024-01-08T06:35:58Z"
    const int seconds =
        number_in(when, 11, 2) * 3600 + number_in(when, 14, 2) * 60 + number_in(when, 17, 2);
    return (std::int64_t{days_of(when)} * 86'400 + seconds) * 1000;
}

Value value_of(const std::string& name, const Json& json) {
    if (json.is_boolean()) return record::Choice{json.get<bool>() ? "yes" : "no"};
    if (kDecimals.contains(name)) return json.get<double>();
    if (json.is_number_integer()) return json.get<std::int64_t>();
    if (json.is_number()) return json.get<double>();
    const auto text = json.get<std::string>();
    if (name == "visit_date") return record::Date{days_of(text)};
    if (name == "started_at" || name == "ended_at") return record::DateTime{ms_of(text), 0};
    if (kChoices.contains(name)) return record::Choice{text};
    return text;
}

std::vector<Operation> puts_of(const Json& fields) {
    std::vector<Operation> out;
    for (const auto& [name, value] : fields.items()) {
        if (kElsewhere.contains(name) || value.is_null()) continue;
        const NodePath path{"/" + name};
        if (kMetadata.contains(name)) {
            out.push_back(record::Compute{path, value_of(name, value)});
        } else {
            out.push_back(record::Put{path, value_of(name, value), {}});
        }
    }
    return out;
}

std::vector<Json> lines_of(const std::filesystem::path& file) {
    std::ifstream in(file);
    if (!in) stop_with("there is no " + file.string() + ": run the workload's generator first");
    std::vector<Json> out;
    for (std::string line; std::getline(in, line);) {
        auto json = json_from(line);
        if (!json) stop_with(file.string() + " is not what the generator writes");
        out.push_back(*std::move(json));
    }
    return out;
}

Visit visit_of(const Json& json, std::map<std::string, std::size_t>& devices) {
    Visit visit;
    const auto device = json["device_id"].get<std::string>();
    visit.device = devices.try_emplace(device, devices.size()).first->second;
    visit.wall_ms = ms_of(json["ended_at"].get<std::string>());
    auto id = uuid_from(json["id"].get<std::string>());
    if (!id) stop_with("a visit has no UUID");
    visit.draft = {.scope = {json["country"].get<std::string>()},
                   .record = {*id},
                   .form = {"workload_visit", std::to_string(json["schema_version"].get<int>())},
                   .author = json["enumerator_id"].get<std::string>(),
                   .wall_ms = visit.wall_ms,
                   .offset_min = 0,
                   .operations = puts_of(json)};
    visit.draft.operations.push_back(record::Put{
        {"/place"},
        geo::Point{json["lat"].get<double>(), json["lon"].get<double>(),
                   json["altitude_m"].get<double>(), json["gps_accuracy_m"].get<double>()},
        {}});
    visit.draft.operations.push_back(record::Finalise{});
    return visit;
}

}  // namespace

Workload workload_from(const std::filesystem::path& folder) {
    Workload out;
    std::map<std::string, std::size_t> devices;
    for (const Json& json : lines_of(folder / "visits.ndjson")) {
        out.visits.push_back(visit_of(json, devices));
    }
    if (devices.size() != kDevices) stop_with("the workload is not of twenty devices");
    for (const Json& json : lines_of(folder / "edits.ndjson")) {
        out.edits.push_back({.visit = json["idx"].get<std::size_t>(),
                             .wall_ms = ms_of(json["at"].get<std::string>()),
                             .operations = puts_of(json["set"])});
    }
    for (const Json& json : lines_of(folder / "conflicts.ndjson")) {
        Conflict conflict{.visit = json["idx"].get<std::size_t>(),
                          .kind = json["kind"].get<std::string>(),
                          .one = puts_of(json["A"]),
                          .other = {}};
        if (json["B"].is_null()) {
            conflict.other.push_back(record::Delete{"a test entry", {}});
        } else {
            conflict.other = puts_of(json["B"]);
        }
        out.conflicts.push_back(std::move(conflict));
    }
    return out;
}

}  // namespace adit::bench
