// What a reviewer may rely on when reading one record: every value, whose it is, and where one stands.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { goTo, picture, start, texts, until } from "./browser.mjs";
import { kHostile, selected } from "./world.mjs";

let desk;
before(async () => (desk = await start({ records: 600 })));
after(() => desk.close());

async function openFirst(page, query) {
  await goTo(page, `#/records?${query}`);
  await page.waitForSelector("tbody th a");
  await page.click("tbody th a");
  await page.waitForSelector(".answers");
}

test("a conflict shows every value with who wrote it, where and when", async () => {
  const page = await desk.signedIn();
  await openFirst(page, "conflict=1");
  const values = await texts(page, ".siblings li");
  assert.equal(values.length, 2);
  assert.match(values[0], /Yes, seen.*Asha Invented on Laptop 1, .*Used in tables/s);
  assert.match(values[1], /No.*Chantal Inventée on Laptop 2/s);
  assert.match((await texts(page, ".banner.conflict"))[0], /One question was answered apart/);
  await page.waitForSelector(".place-map canvas");
  await picture(page, "record-conflict", true);
});

test("a record that edits made apart have broken says which rule, in the reader's language", async () => {
  const page = await desk.signedIn();
  await openFirst(page, "conflict=1");
  const [told] = await texts(page, ".banner.invalid");
  assert.match(told, /Invalid after merge.*Of these, women.*Not more than people working here\./s);
});

test("answers stand in the sections of the form, repeats numbered, with their sensitivity", async () => {
  const page = await desk.signedIn();
  await openFirst(page, "conflict=1");
  assert.deepEqual(await texts(page, ".answer-section h3"), ["Arrival", "People and work", "Payment · 1", "Payment · 2"]);
  const gps = (await texts(page, ".answer dt")).find((label) => label.startsWith("GPS"));
  assert.match(gps, /restricted/);
  const values = await texts(page, ".answer dd");
  assert.ok(values.includes("1,250"));
  assert.ok(values.some((value) => /^-?\d+\.\d{5}, \d+\.\d{5} \(±5 m\)$/.test(value)));
});

test("a photo is shown, a document is offered, and what is not here yet is told as such", async () => {
  const page = await desk.signedIn();
  await openFirst(page, "conflict=1");
  await until(page, () => document.querySelector('.file img[alt="pit.png"]')?.naturalWidth === 1);
  const values = await texts(page, ".answer dd");
  assert.ok(values.some((value) => /pit\.png · 1\.2 MB/.test(value)));
  await until(page, () => document.querySelector('.file img[alt="list.pdf"]') === null);
  assert.ok(values.some((value) => /list\.pdf · 4 kB/.test(value)));
  const away = (await texts(page, ".file-away"))[0];
  assert.match(away, /not here yet \(camp\.jpg, 900 kB\): it is still on the laptop/);
});

test("unanswered and calculated questions wait behind a switch", async () => {
  const page = await desk.signedIn();
  await openFirst(page, "conflict=1");
  const labels = () => texts(page, ".answer dt");
  assert.ok(!(await labels()).some((label) => label.startsWith("Of these, women")));
  await page.click("label:has-text('unanswered')");
  assert.ok((await labels()).some((label) => label.startsWith("Of these, women")));
  assert.ok((await labels()).some((label) => label.includes("calculated")));
});

test("the history tells who, on which laptop, from what to what, the latest first", async () => {
  const page = await desk.signedIn();
  await openFirst(page, "conflict=1");
  const changes = await texts(page, ".change");
  assert.match(changes.at(-2), /People working here today from 125 →? ?to 1250|125\s*→\s*to\s*1250/);
  assert.match(changes.find((text) => text.includes("Finalised")), /field officer.*Laptop/s);
  assert.match(changes[0], /clock of this laptop was ahead/);
  await page.click(".change:last-child button");
  assert.match((await texts(page, ".change"))[changes.length - 1], /Question 9/);
});

test("previous and next follow the filtered list, and say where one is", async () => {
  const page = await desk.signedIn();
  const list = selected(desk.world, new URLSearchParams("scope=COD&sort=title"));
  await openFirst(page, "scope=COD&sort=title");
  assert.equal((await texts(page, ".position"))[0], `1 of ${list.length}`);
  assert.equal(await page.$("a[rel=prev]"), null);
  for (const n of [1, 2]) {
    await page.click("a[rel=next]");
    await until(page, (title) => document.querySelector("h1")?.textContent === title, list[n].title);
  }
  assert.equal((await texts(page, ".position"))[0], `3 of ${list.length}`);
  await page.click("a[rel=prev]");
  await until(page, (title) => document.querySelector("h1")?.textContent === title, list[1].title);
  await page.click("a:has-text('Back to the records')");
  await page.waitForSelector(".records");
  assert.match(page.url(), /scope=COD&sort=title$/);
});

test("the way back from the 60th record is the second page", async () => {
  const page = await desk.signedIn();
  const list = selected(desk.world, new URLSearchParams(""));
  await goTo(page, `#/record/${list[59].id}?at=59`);
  await page.waitForSelector(".position");
  assert.match(await page.getAttribute("a:has-text('Back to the records')", "href"), /page=2/);
});

test("training, sample and imported records say so above everything", async () => {
  const page = await desk.signedIn();
  await openFirst(page, "mark=training");
  assert.match((await texts(page, ".banner")).join(), /made for practice/);
  await goTo(page, "#/records?mark=imported:ipis");
  await page.waitForSelector(".records");
  await page.click("tbody th a");
  await page.waitForSelector(".banner");
  assert.match((await texts(page, ".banner")).join(), /Imported \(IPIS\)\. Source: IPIS open data, ODC-BY 1\.0/);
});

test("a deleted record is shown with its history and called deleted", async () => {
  const page = await desk.signedIn();
  await goTo(page, `#/record/${desk.world.records.find(({ deleted }) => deleted).id}`);
  await page.waitForSelector(".banner.deleted");
  assert.match((await texts(page, ".states"))[0], /Deleted/);
});

test("answers and history in French, with what was typed left as it is", async () => {
  const page = await desk.signedIn({ language: "fr" });
  await page.click(".languages [lang=fr]");
  await openFirst(page, "conflict=1");
  assert.deepEqual(await texts(page, ".answer-section h3"), ["Arrivée", "Personnes et travail", "Paiement · 1", "Paiement · 2"]);
  assert.ok((await texts(page, ".answer dd")).includes("1\u202f250"));
  assert.ok((await texts(page, ".answer dd")).includes(kHostile));
  assert.match((await texts(page, ".tag")).join(), /restreint/);
});

test("a record that is not there is told in words", async () => {
  const page = await desk.signedIn();
  await goTo(page, "#/record/00000000-0000-7000-8000-999999999999");
  await page.waitForSelector(".trouble");
  assert.match((await texts(page, ".trouble"))[0], /not on the server, or not in your countries/);
});

test("nothing in the browser complained, and nothing typed was run", async () => {
  const page = await desk.signedIn();
  await goTo(page, `#/record/${desk.world.records[0].id}`);
  await page.waitForSelector(".answers");
  assert.equal((await texts(page, "h1"))[0], kHostile);
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  assert.deepEqual(desk.complaints, []);
});
