// A headless Chromium on the invented programme, and what every test may ask of a page.
import { existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium } from "playwright-core";
import { serve } from "./fixture_server.mjs";
import { kPassword, kUser, makeWorld } from "./world.mjs";

export const kDist = process.env.ADIT_CONSOLE_DIST;
const kShots = process.env.ADIT_CONSOLE_PICTURES;
const kWaitMaxMs = 10_000;

const kArguments = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

function findBrowser() {
  const names = [process.env.ADIT_BROWSER, "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const found = names.find((name) => name && existsSync(name));
  if (!found) throw new Error("no Chromium here: run scripts/setup, or name a browser in ADIT_BROWSER");
  return found;
}

export async function launch(more = []) {
  return chromium.launch({ executablePath: findBrowser(), args: [...kArguments, ...more] });
}

/** The console over a world of its own; close() ends server and browser. */
export async function start(options = {}) {
  const world = makeWorld(options);
  const server = await serve(world, kDist);
  const browser = await launch();
  const desk = { world, address: server.address, complaints: [] };

  desk.open = async ({ width = 1366, height = 768, language = "en", theme = "light" } = {}) => {
    const context = await browser.newContext({
      viewport: { width, height },
      locale: language === "fr" ? "fr-FR" : "en-GB",
      timezoneId: "UTC",
      colorScheme: theme,
      acceptDownloads: true,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(kWaitMaxMs);
    page.on("pageerror", (error) => desk.complaints.push(error.message));
    page.on("console", (message) => {
      const text = message.text();
      if (message.type() === "error" && !text.startsWith("Failed to load resource")) desk.complaints.push(text);
    });
    await page.goto(desk.address);
    return page;
  };
  desk.signedIn = async (options = {}) => {
    const page = await desk.open(options);
    await signIn(page);
    return page;
  };
  desk.close = async () => {
    await browser.close();
    await server.close();
  };
  return desk;
}

export async function signIn(page, user = kUser, password = kPassword) {
  await page.fill("#user", user);
  await page.fill("#password", password);
  await page.keyboard.press("Enter");
  await page.waitForSelector("nav a");
}

export async function goTo(page, hash) {
  await page.evaluate((to) => { location.hash = to; }, hash);
}

/** Waits until a function of the page says yes. (Playwright's own way needs 'unsafe-eval'.) */
export async function until(page, says, argument) {
  const end = Date.now() + kWaitMaxMs;
  while (!(await page.evaluate(says, argument))) {
    if (Date.now() > end) throw new Error(`this never came true: ${says} of ${argument}`);
    await new Promise((done) => setTimeout(done, 40));
  }
}

/** Waits until the counter of the records says this. */
export async function counted(page, words) {
  await until(page, (wanted) => document.querySelector(".counter strong")?.textContent === wanted && !document.querySelector(".stale"),
    words,
  );
}

/** Keeps a picture in the build folder, for people to look at. */
export async function picture(page, name, fullPage = false) {
  if (!kShots) return;
  mkdirSync(kShots, { recursive: true });
  await page.screenshot({ path: join(kShots, `${name}.png`), fullPage });
}

export const texts = (page, selector) => page.$$eval(selector, (all) => all.map((one) => one.textContent.trim()));
