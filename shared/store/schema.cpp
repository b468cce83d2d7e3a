#include "store/schema.h"

#include <array>

namespace adit::store {
namespace {

// Step N takes a store from version N to N + 1. Once released a step is frozen: stores that have
// run it are out in the field. tests/store/ keeps a file of each version.
constexpr std::array<const char*, 5> kSteps = {
    R"sql(
CREATE TABLE life (
  one   INTEGER PRIMARY KEY,
  token BLOB NOT NULL,
  epoch INTEGER NOT NULL
) STRICT;

CREATE TABLE feed (
  row          INTEGER PRIMARY KEY,
  name         BLOB NOT NULL UNIQUE,
  number       INTEGER NOT NULL,
  hash         BLOB NOT NULL,
  clock        INTEGER NOT NULL,
  acknowledged INTEGER NOT NULL
) STRICT;

CREATE TABLE change (
  feed   INTEGER NOT NULL,
  number INTEGER NOT NULL,
  record INTEGER NOT NULL,
  bytes  BLOB NOT NULL,
  PRIMARY KEY (feed, number)
) STRICT, WITHOUT ROWID;
CREATE INDEX change_by_record ON change (record);

CREATE TABLE waypoint (
  feed   INTEGER NOT NULL,
  number INTEGER NOT NULL,
  hash   BLOB NOT NULL,
  PRIMARY KEY (feed, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE head_signature (
  feed      INTEGER NOT NULL,
  number    INTEGER NOT NULL,
  hash      BLOB NOT NULL,
  signature BLOB NOT NULL,
  PRIMARY KEY (feed, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE arrival (
  feed        INTEGER NOT NULL,
  first       INTEGER NOT NULL,
  received_ms INTEGER NOT NULL,
  PRIMARY KEY (feed, first)
) STRICT, WITHOUT ROWID;

CREATE TABLE symbol (
  feed   INTEGER NOT NULL,
  kind   INTEGER NOT NULL,
  number INTEGER NOT NULL,
  text   BLOB NOT NULL,
  PRIMARY KEY (feed, kind, number)
) STRICT, WITHOUT ROWID;

CREATE TABLE record (
  row          INTEGER PRIMARY KEY,
  id           BLOB NOT NULL,
  scope        TEXT NOT NULL,
  form         TEXT NOT NULL,
  form_version TEXT NOT NULL,
  title        TEXT NOT NULL,
  stage        INTEGER NOT NULL,
  review       INTEGER NOT NULL,
  in_conflict  INTEGER NOT NULL,
  deleted      INTEGER NOT NULL,
  edited_since INTEGER NOT NULL,
  marks        TEXT NOT NULL,
  author       TEXT NOT NULL,
  device       BLOB NOT NULL,
  created_ms   INTEGER NOT NULL,
  changed_ms   INTEGER NOT NULL,
  date         TEXT NOT NULL,
  latitude     REAL,
  longitude    REAL,
  altitude_m   REAL,
  accuracy_m   REAL,
  entity       TEXT NOT NULL,
  search       TEXT NOT NULL,
  UNIQUE (id, scope)
) STRICT;
CREATE INDEX record_by_change ON record (changed_ms);
CREATE INDEX record_by_entity ON record (entity, date) WHERE entity <> '';

CREATE TABLE typing (
  record  BLOB NOT NULL,
  path    TEXT NOT NULL,
  text    TEXT NOT NULL,
  wall_ms INTEGER NOT NULL,
  PRIMARY KEY (record, path)
) STRICT, WITHOUT ROWID;

CREATE TABLE effect (
  list       TEXT NOT NULL,
  entity     TEXT NOT NULL,
  clock      INTEGER NOT NULL,
  dot        BLOB NOT NULL,
  record     INTEGER NOT NULL,
  label      TEXT NOT NULL,
  created    INTEGER NOT NULL,
  properties BLOB NOT NULL,
  PRIMARY KEY (list, entity, clock, dot, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX effect_by_record ON effect (record);

CREATE TABLE form_file (
  form         TEXT NOT NULL,
  form_version TEXT NOT NULL,
  file         TEXT NOT NULL,
  content      BLOB NOT NULL,
  PRIMARY KEY (form, form_version, file)
) STRICT;

CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;
)sql",
    // What a record was begun upon, and what it is a duplicate of. The old rows are kept until
    // their records are gone through again, which the two settings ask laptop and server for.
    R"sql(
ALTER TABLE effect RENAME TO effect_before;
DROP INDEX effect_by_record;

CREATE TABLE effect (
  list       TEXT NOT NULL,
  entity     TEXT NOT NULL,
  clock      INTEGER NOT NULL,
  dot        BLOB NOT NULL,
  record     INTEGER NOT NULL,
  label      TEXT NOT NULL,
  created    INTEGER NOT NULL,
  properties BLOB NOT NULL,
  counts     INTEGER NOT NULL,
  base       TEXT NOT NULL,
  duplicate  BLOB NOT NULL,
  PRIMARY KEY (list, entity, clock, dot, record)
) STRICT, WITHOUT ROWID;
CREATE INDEX effect_by_record ON effect (record);

INSERT INTO effect (list, entity, clock, dot, record, label, created, properties, counts, base,
  duplicate)
SELECT list, entity, clock, dot, record, label, created, properties, 1, '', x''
FROM effect_before;
DROP TABLE effect_before;

INSERT OR REPLACE INTO setting (name, value) VALUES ('entities.pending', CAST('yes' AS BLOB));
DELETE FROM setting WHERE name = 'central/closed_well';
)sql",
    // Files that answers name. No release before this one could write such an answer.
    R"sql(
CREATE TABLE mention (
  hash   BLOB NOT NULL,
  size   INTEGER NOT NULL,
  record INTEGER NOT NULL,
  PRIMARY KEY (hash, size, record)
) STRICT, WITHOUT ROWID;
)sql",
    // Sums that tell silent damage, made from the changes at the first opening; and what was found.
    R"sql(
CREATE TABLE month_sum (
  scope TEXT NOT NULL,
  month INTEGER NOT NULL,
  sum   INTEGER NOT NULL,
  PRIMARY KEY (scope, month)
) STRICT, WITHOUT ROWID;

CREATE TABLE damage (
  feed  INTEGER NOT NULL,
  first INTEGER NOT NULL,
  last  INTEGER NOT NULL,
  PRIMARY KEY (feed, first)
) STRICT, WITHOUT ROWID;

INSERT OR REPLACE INTO setting (name, value) VALUES ('month_sums.pending', CAST('yes' AS BLOB));
)sql",
    // Changes stand in the order in which they came, so that those that many laptops bring at once
    // share their pages; when a change came stands with it.
    R"sql(
ALTER TABLE change RENAME TO change_before;
DROP INDEX change_by_record;

CREATE TABLE change (
  row         INTEGER PRIMARY KEY,
  feed        INTEGER NOT NULL,
  number      INTEGER NOT NULL,
  record      INTEGER NOT NULL,
  received_ms INTEGER,
  bytes       BLOB NOT NULL,
  UNIQUE (feed, number)
) STRICT;

INSERT INTO change (feed, number, record, received_ms, bytes)
SELECT feed, number, record,
  (SELECT received_ms FROM arrival
   WHERE arrival.feed = change_before.feed AND first <= change_before.number
   ORDER BY first DESC LIMIT 1),
  bytes
FROM change_before ORDER BY feed, number;
CREATE INDEX change_by_record ON change (record, feed, number);

DROP TABLE change_before;
DROP TABLE arrival;
)sql",
};

}  // namespace

Status migrate(sqlite::Database& db) { return sqlite::migrate(db, kSteps); }

}  // namespace adit::store
