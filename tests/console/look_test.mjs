// Every page, in both languages and themes, wide and narrow: nothing is cut off, everything has a
// name for those who hear the page, and there is a picture of it for people to judge.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { goTo, picture, start, until } from "./browser.mjs";

let desk;
let conflict;
before(async () => {
  desk = await start({ records: 2000 });
  conflict = desk.world.records.find((record) => record.conflict).id;
});
after(() => desk.close());

const kPages = () => [
  ["overview", "#/", ".country"],
  ["records", "#/records", "tbody tr"],
  ["record", `#/record/${conflict}?conflict=1&at=0`, ".answers"],
  ["sites", "#/sites?scope=COD&by=mineral", ".site-list li"],
];
const kViews = [
  { name: "wide", width: 1366, height: 768, language: "en", theme: "light" },
  { name: "wide-night-fr", width: 1366, height: 768, language: "fr", theme: "dark" },
  { name: "narrow-fr", width: 390, height: 844, language: "fr", theme: "light" },
];

/** What a person with a screen reader, a keyboard or a small screen would stumble over. */
function stumbles() {
  const found = [];
  const named = (element) =>
    (element.getAttribute("aria-label") ?? "") !== "" ||
    element.textContent.trim() !== "" ||
    (element.labels?.length ?? 0) > 0;
  for (const element of document.querySelectorAll("a, button, input, select, [role=application], [role=img]")) {
    if (!named(element)) found.push(`no name: ${element.outerHTML.slice(0, 80)}`);
  }
  if (document.querySelectorAll("h1").length !== 1) found.push("not one h1");
  const ids = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  if (new Set(ids).size !== ids.length) found.push("an id stands twice");
  const over = document.documentElement.scrollWidth - window.innerWidth;
  if (over > 0) found.push(`${over} pixels wider than the screen`);
  const unset = document.body.innerText.match(/\{\w+\}|undefined|NaN|Invalid Date|\bnull\b/);
  if (unset) found.push(`unfinished words: ${unset[0]}`);
  return found;
}

for (const view of kViews) {
  test(`every page stands as it should: ${view.name}`, async () => {
    const page = await desk.signedIn(view);
    if (view.language === "fr") await page.click(".languages [lang=fr]");
    for (const [name, hash, sign] of kPages()) {
      await goTo(page, hash);
      await page.waitForSelector(sign);
      await page.waitForTimeout(400); // Maps come after their pages.
      await picture(page, `${name}-${view.name}`, name === "record");
      assert.deepEqual(await page.evaluate(stumbles), [], `${name}, ${view.name}`);
    }
  });
}

test("on a narrow screen the filters open on demand and can be used", async () => {
  const page = await desk.signedIn({ width: 390, height: 844 });
  await goTo(page, "#/records");
  await page.waitForSelector("tbody tr");
  assert.equal(await page.isVisible("#filter-scope"), false);
  await page.click(".filters-open");
  await page.selectOption("#filter-scope", "GHA");
  await until(page, () => location.hash.includes("scope=GHA"));
  await picture(page, "filters-narrow");
});

test("words at twice their size still fit the page", async () => {
  const page = await desk.signedIn({ width: 683, height: 384 }); // 1366 by 768 at 200 %.
  for (const [name, hash, sign] of kPages()) {
    await goTo(page, hash);
    await page.waitForSelector(sign);
    assert.deepEqual(await page.evaluate(stumbles), [], name);
  }
});

test("the keyboard can leave the frame at once, and always sees where it is", async () => {
  const page = await desk.signedIn();
  await page.reload();
  await page.waitForSelector(".country");
  await page.focus(".brand");
  await page.keyboard.press("Shift+Tab");
  assert.equal(await page.evaluate(() => document.activeElement?.className), "skip");
  await page.keyboard.press("Enter");
  assert.equal(await page.evaluate(() => document.activeElement?.id), "main");
  await page.keyboard.press("Tab");
  const outline = await page.evaluate(() => getComputedStyle(document.activeElement).outlineStyle);
  assert.equal(outline, "solid");
});

test("nothing in the browser complained", () => assert.deepEqual(desk.complaints, []));
