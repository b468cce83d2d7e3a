// What a reviewer may rely on in the table of 10,000 records: that it counts, filters and downloads
// exactly what it says.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { after, before, test } from "node:test";
import { counted, goTo, picture, start, texts, until } from "./browser.mjs";
import { kHostile, selected, summary } from "./world.mjs";

let desk;
before(async () => (desk = await start()));
after(() => desk.close());

const expected = (query) => selected(desk.world, new URLSearchParams(query));
const said = (n) => (n === 1 ? "1 record" : `${n.toLocaleString("en-GB")} records`);

test("the overview shows what the server counts, and each figure opens its records", async () => {
  const page = await desk.signedIn();
  await page.waitForSelector(".country");
  const counts = summary(desk.world).scopes[0];
  const figures = await texts(page, ".country:first-child .figure-number");
  const all = [counts.records, counts.drafts, counts.finalised, counts.conflicts, counts.sites];
  assert.deepEqual(figures, all.map((n) => n.toLocaleString("en-GB")));
  await picture(page, "overview");
  await page.click(".country:first-child .figure.conflict");
  await counted(page, said(counts.conflicts));
});

test("each laptop tells its last exchange in words, and one that never came says so", async () => {
  const page = await desk.signedIn();
  await page.waitForSelector(".laptops");
  assert.deepEqual(await texts(page, ".laptops td:nth-child(3)"), ["3 hours ago", "2 days ago", "no exchange yet"]);
  assert.match((await texts(page, ".country:last-child"))[0], /No laptop is enrolled here yet/);
});

test("what was set aside of a revoked laptop is told, with what to do", async () => {
  const page = await desk.signedIn();
  await page.waitForSelector(".aside");
  const [told] = await texts(page, ".aside li");
  assert.match(told, /^3 changes of Laptop 9 \(Kofi Invented\)\. Written after this laptop was revoked/);
  assert.equal((await texts(page, ".country:last-child .aside")).length, 0);
});

test("every filter shows the records that the server finds, and stands in the address", async () => {
  const page = await desk.signedIn();
  await goTo(page, "#/records");
  await counted(page, said(10_000));
  await picture(page, "records");
  await page.selectOption("#filter-scope", "COD");
  await counted(page, said(expected("scope=COD").length));
  await page.selectOption("#filter-form", "incident_report");
  await page.selectOption("#filter-stage", "finalised");
  await page.fill("#filter-from", "2024-06-01");
  const query = new URLSearchParams("scope=COD&form=incident_report&stage=finalised");
  query.set("from", [...expected("")].map(({ date }) => date).sort()[5000]);
  await page.fill("#filter-from", query.get("from"));
  await counted(page, said(expected(query).length));
  for (const [name, value] of query) assert.ok(page.url().includes(`${name}=${value}`), page.url());
  const rows = await texts(page, ".records tbody th a");
  assert.deepEqual(rows, expected(query).slice(0, 50).map(({ title }) => title));
});

test("an address with filters opens the same records for a colleague", async () => {
  const page = await desk.signedIn();
  await goTo(page, "#/records?scope=GHA&mark=training");
  await counted(page, said(expected("scope=GHA&mark=training").length));
  assert.equal(await page.inputValue("#filter-scope"), "GHA");
  assert.equal(await page.inputValue("#filter-mark"), "training");
});

test("search waits for the typing to pause, and ignores accents", async () => {
  const page = await desk.signedIn();
  await goTo(page, "#/records");
  await counted(page, said(10_000));
  const asked = desk.world.asked.length;
  await page.type("#filter-q", "mbike", { delay: 20 });
  await counted(page, said(expected("q=mbike").length));
  assert.ok(desk.world.asked.length - asked <= 2, "one question for one pause");
});

test("conflicts only, then clearing the filters brings all records back", async () => {
  const page = await desk.signedIn();
  await goTo(page, "#/records");
  await page.click("label:has-text('Conflicts only')");
  await counted(page, said(expected("conflict=1").length));
  assert.ok((await texts(page, ".records tbody .states")).every((state) => state.includes("Conflict")));
  await page.click("button:has-text('Clear the filters')");
  await counted(page, said(10_000));
});

test("filters that nothing matches say so and offer the way out", async () => {
  const page = await desk.signedIn();
  await goTo(page, "#/records?q=nowhere-at-all");
  await page.waitForSelector(".nothing");
  assert.match((await texts(page, ".nothing p"))[0], /No record matches/);
  assert.equal(await page.$(".downloads"), null);
  await page.click(".nothing button");
  await counted(page, said(10_000));
});

test("sorting is by heading, and the heading says which", async () => {
  const page = await desk.signedIn();
  await goTo(page, "#/records?scope=COD");
  await page.click("thead a:has-text('Date')");
  await page.waitForSelector("th[aria-sort=descending]:has-text('Date')");
  await until(page, (title) => document.querySelector("tbody th a")?.textContent === title,
    expected("scope=COD&sort=date")[0].title);
});

test("the pages of the list follow one another without gap or repeat", async () => {
  const page = await desk.signedIn();
  await goTo(page, "#/records?scope=GHA");
  const all = expected("scope=GHA").map(({ title }) => title);
  await page.waitForSelector(".records tbody tr");
  await page.click(".pages a:has-text('Next')");
  await until(page, (title) => document.querySelector("tbody th a")?.textContent === title, all[50]);
  assert.deepEqual(await texts(page, "tbody th a"), all.slice(50, 100));
  assert.match((await texts(page, ".pages"))[0], /Page 2 of/);
});

test("CSV and GeoJSON hold exactly the records that are filtered", async () => {
  const page = await desk.signedIn();
  await goTo(page, "#/records?scope=GHA&stage=draft");
  const wanted = expected("scope=GHA&stage=draft");
  await counted(page, said(wanted.length));
  const fetched = async (name) => {
    const [download] = await Promise.all([page.waitForEvent("download"), page.click(`.downloads a:has-text('${name}')`)]);
    return readFile(await download.path(), "utf8");
  };
  const rows = (await fetched("CSV")).trim().split("\n").slice(1);
  assert.deepEqual(rows.map((row) => row.split(",")[0]), wanted.map(({ id }) => id));
  assert.equal(JSON.parse(await fetched("GeoJSON")).features.length, wanted.length);
});

test("the table is walked with the arrow keys and opened with Enter", async () => {
  const page = await desk.signedIn();
  await goTo(page, "#/records?scope=GHA");
  await page.waitForSelector("tbody th a");
  await page.focus("tbody th a");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".answers");
  assert.match((await texts(page, ".position"))[0], /^3 of /);
});

test("a server that fails is told in the table's place, and trying again works", async () => {
  const page = await desk.signedIn();
  desk.world.failing.set("/api/records", { status: 503, error: "The store is busy." });
  await goTo(page, "#/records");
  await page.waitForSelector(".trouble");
  assert.match((await texts(page, ".trouble"))[0], /The server is busy.*The store is busy\./s);
  desk.world.failing.clear();
  await page.click(".trouble button");
  await counted(page, said(10_000));
});

test("what was typed in the field is shown as text and never run", async () => {
  const page = await desk.signedIn();
  await goTo(page, "#/records");
  await page.waitForSelector("tbody th a");
  assert.equal((await texts(page, "tbody th a"))[0], kHostile);
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.equal(await page.$("main img"), null);
});

test("states and marks are words beside their icons", async () => {
  const page = await desk.signedIn();
  await goTo(page, "#/records?mark=imported:ipis");
  await page.waitForSelector("tbody tr");
  assert.ok((await texts(page, ".records .marks")).every((words) => words.includes("Imported (IPIS)")));
  assert.match((await texts(page, "main .credit"))[0], /IPIS open data, ODC-BY 1\.0/);
  for (const words of await texts(page, ".records .state")) assert.notEqual(words, "");
});

test("nothing in the browser complained", () => assert.deepEqual(desk.complaints, []));
