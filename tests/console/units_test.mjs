// What the console's own sums rely on: addresses, filters, classes of sites, numbers and ages.
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, test } from "node:test";
import { pathToFileURL } from "node:url";

const build = process.env.ADIT_CONSOLE_BUILD;
const esbuild = createRequire(join(build, "package.json"))("esbuild");
const folder = mkdtempSync(join(tmpdir(), "adit-console-units-"));
after(() => rmSync(folder, { recursive: true, force: true }));

async function load(source) {
  const outfile = join(folder, source.replace(/\W/g, "_") + ".mjs");
  await esbuild.build({ entryPoints: [join(build, "src", source)], bundle: true, format: "esm", outfile });
  return import(pathToFileURL(outfile).href);
}

// What the words ask of a browser when they are loaded.
Object.defineProperty(globalThis, "navigator", { value: { language: "en-GB" }, configurable: true });
globalThis.document = { documentElement: {} };
globalThis.window = new EventTarget();

const filters = await load("filters.ts");
const route = await load("route.ts");
const classes = await load("map/classes.ts");
const words = await load("words.ts");

test("the same filters make the same address, whatever the order they were chosen in", () => {
  const one = filters.filtersOf(new URLSearchParams("form=site_visit&scope=COD"));
  const other = filters.filtersOf(new URLSearchParams("scope=COD&at=3&form=site_visit&page=2"));
  assert.equal(one.toString(), other.toString());
});

test("what is no filter is never sent to the server", () => {
  const path = filters.recordsPath(new URLSearchParams("scope=COD&evil=1&at=9"), 50, 50);
  assert.equal(path, "/api/records?scope=COD&sort=changed&offset=50&limit=50");
});

test("a download asks for exactly the filters, without the page", () => {
  const query = new URLSearchParams("q=or & eau&page=4&sort=title");
  assert.equal(filters.exportPath(query, "csv"), "/api/export.csv?q=or");
  assert.equal(filters.exportPath(new URLSearchParams(), "geojson"), "/api/export.geojson");
});

test("nonsense in an address is the first page and the usual order", () => {
  for (const page of ["0", "-3", "x", "1.5", ""]) {
    assert.equal(filters.pageOf(new URLSearchParams({ page })), 1);
  }
  assert.equal(filters.sortOf(new URLSearchParams("sort=drop table")), "changed");
});

test("an address is read back as it was written", () => {
  const to = route.href("record/a%2Fb", { q: "mbiké & co", scope: "" });
  const read = route.routeOf(to);
  assert.equal(read.page, "record");
  assert.equal(read.id, "a/b");
  assert.equal(read.query.get("q"), "mbiké & co");
  assert.equal(read.query.has("scope"), false);
});

test("a broken address does not break the page", () => {
  assert.equal(route.routeOf("#/record/%E0%A4%A").id, "%E0%A4%A");
  assert.equal(route.routeOf("").page, "");
});

const site = (more) => ({ id: "s", label: "S", scope: "COD", visits: 1, minerals: "", marks: [], ...more });
const now = Date.UTC(2025, 10, 23);

test("a site is classed by the years since its last visit", () => {
  const wordOf = (last_visit) => classes.classOf(site({ last_visit }), "visit", now).word;
  assert.equal(wordOf("2025-01-01"), "class.visit_1");
  assert.equal(wordOf("2023-06-01"), "class.visit_3");
  assert.equal(wordOf("2021-01-01"), "class.visit_6");
  assert.equal(wordOf("2009-01-01"), "class.visit_old");
  assert.equal(wordOf(""), "class.visit_none");
  assert.equal(wordOf("not a date"), "class.visit_none");
});

test("a site is classed by the first of its minerals, and by none when none is known", () => {
  const wordOf = (minerals) => classes.classOf(site({ minerals }), "mineral", now).word;
  assert.equal(wordOf("gold coltan"), "class.gold");
  assert.equal(wordOf(["coltan", "gold"]), "class.3t");
  assert.equal(wordOf("unobtainium"), "class.other");
  assert.equal(wordOf(null), "class.no_mineral");
});

test("no two classes of one legend share a shape: the map reads without colours", () => {
  for (const by of ["visit", "mineral"]) {
    const shapes = classes.classesFor(by).map(({ shape }) => shape);
    assert.equal(new Set(shapes).size, shapes.length, by);
  }
});

test("ages and numbers are told in the language of the reader", () => {
  const hour = 3_600_000;
  words.setLanguage("en", false);
  assert.equal(words.ago(now - 3 * hour, now), "3 hours ago");
  assert.equal(words.ago(now - 20_000, now), "just now");
  assert.equal(words.tCount("records.found", 3409), "3,409 records");
  assert.equal(words.tCount("records.found", 1), "1 record");
  words.setLanguage("fr", false);
  assert.equal(words.ago(now - 3 * hour, now), "il y a 3 heures");
  assert.equal(words.tCount("records.found", 3409), "3\u202f409 fiches");
  assert.equal(words.tCount("records.found", 0), "0 fiche");
});

test("a date is the same day wherever it is read, and what is no date stands as it is", () => {
  words.setLanguage("en", false);
  assert.equal(words.day("2025-11-23"), "23 Nov 2025");
  words.setLanguage("fr", false);
  assert.equal(words.day("2025-11-23"), "23 nov. 2025");
  assert.equal(words.day("bientôt"), "bientôt");
  assert.equal(words.day(null), "");
});
