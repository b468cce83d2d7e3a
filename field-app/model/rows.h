// What lists and pages show: plain lines that work/ fills from the store, so that no view opens
// one.
//
// Words of forms stay in all their languages (forms::Words): switching the language asks nobody.
#pragma once

#include "forms/definition.h"
#include "record/record.h"

#include <compare>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace adit::model {

/// A sentence for the person, said in their language (spoken() in model/shown.h).
struct Sentence {
    std::string key;                 // In the wordbook.
    std::vector<std::string> parts;  // At most four.
    std::string what{};              // Said as it stands where the wordbook has no such key.
    std::string of{};                // Whom it is about, said in front: "Laptop 5"; or "".
    bool operator==(const Sentence&) const = default;
};

/// A pilot country this laptop works in.
struct ScopeRow {
    record::ScopeId id;
    forms::Words name;  // "Ghana"; without words its code is shown.
    bool operator==(const ScopeRow&) const = default;
};

/// Whose laptop this is, as the enrolment and the roster say.
struct Who {
    std::string laptop;       // "Laptop 7"
    std::string device;       // 32 hexadecimal digits.
    std::string person;       // "k.mensah": the author of what is typed here.
    std::string person_name;  // "Kwame Mensah"
    std::string role;         // "field_officer" or "coordinator"
    std::string programme;    // Its name.
    std::string server;       // "https://..."
    std::vector<ScopeRow> scopes;
    std::map<std::string, std::string> people;   // Author -> name, from the roster.
    std::map<std::string, std::string> laptops;  // Device (hexadecimal) -> name, from the roster.
    bool operator==(const Who&) const = default;
};

/// A form that can be filled here.
struct FormRow {
    record::FormRef form;
    forms::Words title;
    bool about_site = false;       // Looks something up in sites.csv: starts from a site's page.
    bool registers_sites = false;  // Its finalised records make sites.
    bool operator==(const FormRow&) const = default;
};

struct SiteRow {
    std::string id;  // Entity id.
    std::string label;
    std::string code;   // "" when it has none.
    std::string place;  // "South Kivu, Mwenga", or "".
    record::ScopeId scope;
    std::string last_visit;  // "2025-11-23", or "".
    std::size_t visits = 0;
    std::vector<std::string> marks;
    bool in_conflict = false;  // Visits made apart say something of it differently.
    bool maybe_twice = false;  // Another site here may be the same one.
    bool operator==(const SiteRow&) const = default;
};

/// One of the values that visits made apart give a fact of a site.
struct SiteSaying {
    forms::Words text;
    std::string author;
    std::string laptop;  // 32 hexadecimal digits.
    std::int64_t begun_ms = 0;
    record::RecordId record;
    bool operator==(const SiteSaying&) const = default;
};
struct SiteConflict {
    forms::Words label;
    std::vector<SiteSaying> sayings;  // The one that is shown first.
    bool operator==(const SiteConflict&) const = default;
};
/// A site that may be the same one, registered twice.
struct SiteTwin {
    std::string id;
    std::string label;
    std::optional<double> distance_m;  // Nothing when one of them has no place.
    bool operator==(const SiteTwin&) const = default;
};

/// One fact of a site's profile: label and text in each language.
struct Fact {
    forms::Words label;
    forms::Words text;
    bool operator==(const Fact&) const = default;
};

struct RecordRow {
    record::RecordId id;
    record::ScopeId scope;
    record::FormRef form;
    std::string title;  // Its instance name, or "".
    record::Stage stage = record::Stage::Draft;
    bool sent = false;
    bool in_conflict = false;
    std::vector<std::string> marks;  // "training", "sample", "recovered", "imported:ipis"
    std::string author;
    std::int64_t changed_ms = 0;
    std::string date;  // "2025-11-23", or "".
    std::string site;  // Entity id, or "".
    bool operator==(const RecordRow&) const = default;
};

struct SitePage {
    SiteRow site;
    std::vector<Fact> facts;
    std::vector<RecordRow> visits;  // The latest first.
    std::vector<SiteConflict> conflicts{};
    std::vector<SiteTwin> twins{};
    std::string linked_to{};  // The site that a person said it is the same as, or "".
    bool operator==(const SitePage&) const = default;
};

/// A decision between answers that stands, and the answers it set aside.
struct Decided {
    record::NodePath path;
    record::Sibling decision;
    std::vector<record::Sibling> set_aside;
    bool operator==(const Decided&) const = default;
};

/// The four lists of records. Each record that is not deleted stands in Drafts, Ready or Sent; one
/// in conflict stands in Conflicts besides.
enum class RecordList { Drafts, Ready, Sent, Conflicts };

/// What the server has not acknowledged: what would be lost with this laptop.
struct Unsent {
    std::size_t records = 0;    // Drafts too.
    std::uint64_t changes = 0;  // Made here.
    std::size_t photos = 0;     // And files, added here.
    std::uint64_t photo_bytes = 0;
    bool operator==(const Unsent&) const = default;
};

/// Numbers of records; they equal the lists.
struct Counts {
    std::size_t drafts = 0;     // Not finalised.
    std::size_t ready = 0;      // Finalised, not yet acknowledged by the server.
    std::size_t sent = 0;       // Finalised and acknowledged.
    std::size_t conflicts = 0;  // Of any stage.
    std::size_t sites = 0;
    std::size_t carried = 0;  // Bundles kept for the server, which need not be readable here.
    Unsent unsent;
    bool operator==(const Counts&) const = default;
};

}  // namespace adit::model
