// What a reviewer may rely on at the door: clear words, the keyboard, and coming back to the place.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { counted, goTo, picture, signIn, start, texts } from "./browser.mjs";
import { kPassword, kUser } from "./world.mjs";

let desk;
before(async () => (desk = await start({ records: 200 })));
after(() => desk.close());

test("signing in needs only the keyboard, and password managers know the fields", async () => {
  const page = await desk.open();
  await page.waitForSelector("#user:focus");
  assert.equal(await page.getAttribute("#user", "autocomplete"), "username");
  assert.equal(await page.getAttribute("#password", "autocomplete"), "current-password");
  await page.keyboard.type(kUser);
  await page.keyboard.press("Tab");
  await page.keyboard.type(kPassword);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".country");
  assert.equal(await page.title(), "Overview – Adit");
  assert.deepEqual(desk.complaints, []);
});

test("a wrong password is told in words, and the next try replaces it", async () => {
  const page = await desk.open({ language: "fr" });
  await page.fill("#user", kUser);
  await page.fill("#password", "wrong");
  await page.keyboard.press("Enter");
  await page.waitForSelector(".told span");
  assert.match((await texts(page, ".told"))[0], /ne correspondent pas/);
  await picture(page, "sign-in-fr");
  await page.keyboard.type(kPassword);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".country");
});

test("an empty form says what to type and asks the server nothing", async () => {
  const page = await desk.open();
  await page.waitForSelector("#user");
  const asked = desk.world.asked.length;
  await page.click("button[type=submit]");
  assert.match((await texts(page, ".told"))[0], /Type your user name/);
  assert.equal(desk.world.asked.length, asked);
});

test("a server that does not answer is told as such, not as a wrong password", async () => {
  const page = await desk.open();
  await page.waitForSelector("#user");
  await page.route("**/api/session", (route) => route.abort());
  await page.fill("#user", kUser);
  await page.fill("#password", kPassword);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".told span");
  assert.match((await texts(page, ".told"))[0], /does not answer/);
});

test("too many tries are told with what to do", async () => {
  const page = await desk.open();
  await page.waitForSelector("#user");
  desk.world.failing.set("/api/session", { status: 429, error: "Wait." });
  await page.fill("#user", kUser);
  await page.fill("#password", kPassword);
  await page.keyboard.press("Enter");
  await page.waitForSelector(".told span");
  desk.world.failing.clear();
  assert.match((await texts(page, ".told"))[0], /Wait a few minutes/);
});

test("when the session ends, signing in again leads back to the same records", async () => {
  const page = await desk.signedIn();
  await goTo(page, "#/records?scope=GHA");
  await page.waitForSelector(".records");
  const before = (await texts(page, ".counter strong"))[0];
  desk.world.sessions.clear();
  await page.selectOption("#filter-stage", "draft");
  await page.waitForSelector("#user");
  assert.match((await texts(page, ".sign-in .muted"))[0], /session has ended/);
  await signIn(page);
  await page.selectOption("#filter-stage", "");
  await counted(page, before);
  assert.match(page.url(), /#\/records\?scope=GHA$/);
});

test("signing out ends the session on the server", async () => {
  const page = await desk.signedIn();
  await page.click("button:has-text('Sign out')");
  await page.waitForSelector("#user");
  await page.reload();
  await page.waitForSelector("#user");
});

test("the language can be switched before and after signing in, and is remembered", async () => {
  const page = await desk.open();
  await page.click(".languages [lang=fr]");
  assert.equal((await texts(page, "h1"))[0], "Connexion");
  await signIn(page);
  assert.deepEqual(await texts(page, ".top nav a"), ["Vue d’ensemble", "Fiches", "Sites"]);
  await page.reload();
  await page.waitForSelector(".country");
  assert.equal((await texts(page, "h1"))[0], "Vue d’ensemble");
  assert.equal(await page.getAttribute("html", "lang"), "fr");
  await page.click(".languages [lang=en]");
  assert.equal((await texts(page, "h1"))[0], "Overview");
});

test("light and dark are the reader's choice, and remembered", async () => {
  const page = await desk.signedIn({ theme: "dark" });
  assert.equal(await page.getAttribute("html", "data-theme"), "night");
  await page.click("button:has-text('Light or dark')");
  await page.reload();
  await page.waitForSelector(".country");
  assert.equal(await page.getAttribute("html", "data-theme"), "paper");
});
