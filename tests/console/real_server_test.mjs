// The same pages on the real server, over TLS, with records that two laptops really sent.
//
// Needs the programs of this build (adit-server, adit-field); without them these tests are skipped.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { counted, launch, picture, signIn, texts } from "./browser.mjs";

const kStartMaxMs = 20_000;
const kSecret = "a password for one test run";
const kHostileName = `<b onclick="hacked=1">Coopérative</b>`;

const programs = process.env.ADIT_BIN ?? "";
const built = ["adit-server", "adit-field"].every((name) => existsSync(join(programs, name)));
const skip = built ? false : "adit-server and adit-field are not built";

let folder;
let server;
let browser;
let page;
let address;
let disputed;
const complaints = [];

const run = (program, ...words) => execFileSync(join(programs, program), words, { encoding: "utf8", stdio: "pipe" });
const field = (laptop, ...words) => run("adit-field", "--workspace", join(folder, laptop), ...words);
const inFolder = (name) => join(folder, name);

async function freePort() {
  const probe = createServer();
  await new Promise((ready) => probe.listen(0, "127.0.0.1", ready));
  const { port } = probe.address();
  await new Promise((done) => probe.close(done));
  return port;
}

async function startServer() {
  const port = await freePort();
  const data = ["--data", inFolder("server")];
  run("adit-server", "init", ...data, "--host", "127.0.0.1", "--port", String(port), "--countries", "COD,GHA");
  writeFileSync(inFolder("password"), `${kSecret}\n`, { mode: 0o600 });
  const person = ["--name", "r.reviewer", "--person-name", "Rosa Reviewer", "--role", "hq_reviewer"];
  run("adit-server", "user", "add", ...data, ...person, "--scopes", "COD,GHA", "--password-file", inFolder("password"));
  server = spawn(join(programs, "adit-server"), ["serve", ...data], { stdio: "ignore" });
  address = `https://127.0.0.1:${port}`;
}

function enrol(laptop, country, person, name) {
  const ticket = inFolder(`${laptop}.ticket`);
  const whose = ["--country", country, "--role", "field_officer", "--person", person, "--person-name", name];
  run("adit-server", "device", "invite", "--data", inFolder("server"), ...whose, "--out", ticket);
  const end = Date.now() + kStartMaxMs;
  for (;;) {
    try {
      return field(laptop, "enrol", "--ticket", ticket, "--laptop", laptop);
    } catch (error) {
      if (error.status !== 3 || Date.now() > end) throw error; // 3: the server is not up yet.
    }
  }
}

/** Two laptops of one country answer the same question apart; one of another trains. */
function makeRecords() {
  enrol("asha", "COD", "a.invented", "Asha Invented");
  enrol("badu", "COD", "b.invented", "Badu Inventé");
  enrol("esi", "GHA", "e.invented", "Esi Invented");
  const answers = ["--set", "country=COD", "--set", "locality=Camp", "--set", `operator=${kHostileName}`];
  disputed = JSON.parse(field("asha", "--json", "record", "new", "--form", "site_profile", ...answers)).id;
  field("asha", "sync");
  field("badu", "sync");
  field("asha", "record", "set", disputed, "locality=Seen from the road");
  field("badu", "record", "set", disputed, "locality=Seen from the river");
  field("asha", "sync");
  field("badu", "sync");
  field("esi", "record", "new", "--form", "site_profile", "--set", "country=GHA", "--mark", "training");
  field("esi", "sync");
}

before(async () => {
  if (skip) return;
  folder = mkdtempSync(join(tmpdir(), "adit-console-real-"));
  await startServer();
  makeRecords();
  browser = await launch();
  const context = await browser.newContext({
    ignoreHTTPSErrors: true,
    viewport: { width: 1366, height: 768 },
    locale: "en-GB",
  });
  page = await context.newPage();
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    const text = message.text();
    if (message.type() === "error" && !text.startsWith("Failed to load resource")) complaints.push(text);
  });
  await page.goto(address);
  await signIn(page, "r.reviewer", kSecret);
});

after(async () => {
  await browser?.close();
  if (server && server.exitCode === null) {
    const gone = once(server, "exit"); // It still writes while it stops.
    server.kill("SIGTERM");
    await gone;
  }
  if (folder) rmSync(folder, { recursive: true, force: true });
});

test("the overview counts what the laptops sent, and names them", { skip }, async () => {
  await page.waitForSelector(".country");
  assert.deepEqual(await texts(page, ".country:first-child .figure-number"), ["1", "1", "0", "1", "0"]);
  assert.deepEqual(await texts(page, ".country:last-child .figure-number"), ["1", "1", "0", "0", "0"]);
  assert.deepEqual((await texts(page, ".laptops td:first-child")).sort(), ["asha", "badu", "esi"]);
  await picture(page, "real-overview");
});

test("records of both countries stand in one table, filtered by the server", { skip }, async () => {
  await page.goto(`${address}/#/records`);
  await counted(page, "2 records");
  await page.selectOption("#filter-mark", "training");
  await counted(page, "1 record");
  assert.match((await texts(page, "tbody tr"))[0], /GHA/);
  await page.selectOption("#filter-mark", "");
  await page.click("label:has-text('Conflicts only')");
  await counted(page, "1 record");
});

test("a conflict between two laptops shows both values and both authors", { skip }, async () => {
  await page.goto(`${address}/#/records?conflict=1`);
  await page.waitForSelector("tbody th a");
  await page.click("tbody th a");
  await page.waitForSelector(".siblings");
  const values = (await texts(page, ".siblings li")).join("\n");
  assert.match(values, /Seen from the road\s*Asha Invented on asha/);
  assert.match(values, /Seen from the river\s*Badu Inventé on badu/);
  assert.ok((await texts(page, ".answer dd")).includes(kHostileName), "what was typed is shown as text");
  assert.equal((await texts(page, ".change")).length, 3);
  assert.match((await texts(page, ".change"))[0], /received/);
  for (const change of (await texts(page, ".change")).slice(0, 2)) {
    assert.match(change, /Camp.*Seen from the (river|road)$/s, "both wrote over what both had seen");
  }
  await page.click("label:has-text('unanswered')");
  assert.ok((await texts(page, ".answer")).includes("Access in the dry seasonnot answered"));
  await picture(page, "real-conflict", true);
});

test("the download holds exactly the records that are filtered", { skip }, async () => {
  await page.goto(`${address}/#/records?scope=COD`);
  await counted(page, "1 record");
  const [download] = await Promise.all([page.waitForEvent("download"), page.click(".downloads a:has-text('CSV')")]);
  const csv = await readFile(await download.path(), "utf8");
  assert.equal(csv.trim().split(/\r?\n(?=[0-9a-f]{8}-)/).length, 2, "a heading and one record");
  assert.ok(csv.includes(disputed));
});

test("the pages run under the server's own policy without a complaint", { skip }, async () => {
  await page.goto(`${address}/#/sites`);
  await page.waitForSelector(".sites-side h1");
  await page.waitForSelector(".country-name", { state: "attached" });
  await page.click("button:has-text('Sign out')");
  await page.waitForSelector("#user");
  assert.deepEqual(complaints, []);
});
