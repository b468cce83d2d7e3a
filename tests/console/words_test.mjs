// What a reader may rely on in both languages: the same words are there, rightly set.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { kPolicy } from "./fixture_server.mjs";

const console_ = join(process.env.ADIT_SOURCES, "sync-server/console");
const read = (path) => readFileSync(join(console_, path), "utf8");
const en = JSON.parse(read("src/locale/en.json"));
const fr = JSON.parse(read("src/locale/fr.json"));

test("every word exists in English and in French", () => {
  assert.deepEqual(Object.keys(fr), Object.keys(en));
  for (const [key, text] of Object.entries(fr)) assert.notEqual(text.trim(), "", key);
});

test("a sentence has the same blanks to fill in both languages", () => {
  const blanks = (text) => [...text.matchAll(/\{\w+\}/g)].map(String).sort();
  for (const key of Object.keys(en)) assert.deepEqual(blanks(fr[key]), blanks(en[key]), key);
});

test("French signs are set with the spaces and apostrophes that belong to them", () => {
  for (const [key, text] of Object.entries(fr)) {
    assert.doesNotMatch(text, / [:;?!»]/, `${key}: an ordinary space before a sign`);
    assert.doesNotMatch(text, /[^\s\u00a0\u202f][;?!]/, `${key}: no space before a sign`);
    assert.doesNotMatch(text, /\p{L}:/u, `${key}: no space before a colon`);
    assert.doesNotMatch(text, /'/, `${key}: a straight apostrophe`);
    assert.doesNotMatch(text, /"/, `${key}: straight quotation marks`);
  }
});

test("the console says the same word for the same thing as the field app", () => {
  const same = {
    "page.records": "tab.records",
    "page.sites": "tab.sites",
    "stage.draft": "stage.draft",
    "stage.finalised": "review.finalised",
    "state.conflict": "stage.conflict",
    "mark.training": "mark.training",
    "mark.sample": "mark.sample",
    "mark.recovered": "mark.recovered",
    "role.field_officer": "role.field_officer",
    "role.coordinator": "role.coordinator",
    "role.hq_reviewer": "role.hq_reviewer",
    "sites.never_visited": "sites.never",
  };
  for (const [language, ours] of Object.entries({ en, fr })) {
    const path = join(process.env.ADIT_SOURCES, `assets/locale/${language}.json`);
    const theirs = JSON.parse(readFileSync(path, "utf8"));
    for (const [here, there] of Object.entries(same)) {
      assert.equal(ours[here].toLowerCase(), theirs[there].toLowerCase(), `${language}: ${here}`);
    }
  }
});

test("no word on screen is an abbreviation of our own making", () => {
  for (const text of [...Object.values(en), ...Object.values(fr)]) {
    assert.doesNotMatch(text, /\b(submission|entry|enumerator|instance|utilisateur final)\b/i, text);
  }
});

/** The tokens of one theme, by name. */
function tokensOf(css, selector) {
  const block = css.slice(css.indexOf(`${selector} {`)).split("}")[0];
  return Object.fromEntries([...block.matchAll(/--([\w-]+): (#[0-9a-f]{6})/g)].map(([, name, value]) => [name, value]));
}

function luminance(hex) {
  const [r, g, b] = [1, 3, 5].map((at) => {
    const part = parseInt(hex.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(one, other) {
  const [light, dark] = [luminance(one), luminance(other)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

for (const [theme, selector] of [["Paper", ":root"], ["Night", ':root[data-theme="night"]']]) {
  test(`words can be read on every ground of "${theme}" (contrast 4.5 and more)`, () => {
    const tokens = tokensOf(read("src/styles/tokens.css"), selector);
    for (const ground of ["bg", "surface", "tint"]) {
      for (const ink of ["text", "muted", "accent", "ok", "warn", "error", "conflict"]) {
        const found = contrast(tokens[ink], tokens[ground]);
        assert.ok(found >= 4.5, `${ink} on ${ground}: ${found.toFixed(2)}`);
      }
    }
    assert.ok(contrast(tokens["on-accent"], tokens.accent) >= 4.5);
    for (const name of Object.keys(tokens).filter((one) => one.startsWith("class-"))) {
      const found = contrast(tokens[name], tokens["map-land"]);
      assert.ok(found >= 3, `${name} on the map: ${found.toFixed(2)}`);
    }
  });
}

test("the policy that these tests serve under is the one the server sends", () => {
  const header = read("embedded.h");
  const lines = header.slice(header.indexOf("kContentSecurityPolicy =")).split(";\n")[0];
  const policy = [...lines.matchAll(/"([^"]*)"/g)].map(([, part]) => part).join("");
  assert.equal(policy, kPolicy);
});
