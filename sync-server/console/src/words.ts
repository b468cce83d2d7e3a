// The words on screen: one file a language in locale/, and the numbers and dates that go with them.
//
// The language is the reader's choice, kept in this browser; until there is one, it is what the
// account says, else what the browser asks for. Components call t() while rendering, so a switch is
// one render of the root.
import en from "./locale/en.json";
import fr from "./locale/fr.json";

export type Language = "en" | "fr";
export type Key = keyof typeof en;

/** Words that the server gives in each language it has them in. */
export interface Words {
  en?: string;
  fr?: string;
}

const kTables: Record<Language, Record<Key, string>> = { en, fr };
const kRemembered = "adit.language";

export const kLanguageTurned = "adit:language";

let language: Language = startingLanguage();
/** Dates and numbers as they are written where the programme is read: day first, 24 hours. */
const kLocales: Record<Language, string> = { en: "en-GB", fr: "fr-FR" };

let plurals = new Intl.PluralRules(kLocales[language]);
let numbers = new Intl.NumberFormat(kLocales[language]);
let ages = new Intl.RelativeTimeFormat(kLocales[language], { numeric: "auto" });

function asLanguage(text: string | null | undefined): Language | null {
  const code = (text ?? "").slice(0, 2).toLowerCase();
  return code === "en" || code === "fr" ? code : null;
}

function remembered(): Language | null {
  try {
    return asLanguage(localStorage.getItem(kRemembered));
  } catch {
    return null; // A browser that keeps nothing still works.
  }
}

function startingLanguage(): Language {
  return remembered() ?? asLanguage(navigator.language) ?? "en";
}

export function currentLanguage(): Language {
  return language;
}

export function setLanguage(to: Language, remember: boolean): void {
  language = to;
  plurals = new Intl.PluralRules(kLocales[to]);
  numbers = new Intl.NumberFormat(kLocales[to]);
  ages = new Intl.RelativeTimeFormat(kLocales[to], { numeric: "auto" });
  document.documentElement.lang = to;
  window.dispatchEvent(new Event(kLanguageTurned));
  if (!remember) return;
  try {
    localStorage.setItem(kRemembered, to);
  } catch {
    // Then it holds until the page is left.
  }
}

/** The language of the account, when the reader has not chosen one in this browser. */
export function adoptLanguage(account: string | undefined): void {
  const code = asLanguage(account);
  if (code && !remembered()) setLanguage(code, false);
}

export function t(key: Key, values: Record<string, string | number> = {}): string {
  return kTables[language][key].replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    if (value === undefined) return whole;
    return typeof value === "number" ? numbers.format(value) : value;
  });
}

/** "1 record", "3,409 records": by the plural rules of the language. */
export function tCount(key: string, n: number, values: Record<string, string> = {}): string {
  const form = plurals.select(n) === "one" ? "one" : "other";
  return t(`${key}.${form}` as Key, { n, ...values });
}

/** The word for a code, or the code itself when the locale has none: nothing is hidden. */
export function wordFor(kind: string, code: string): string {
  const key = `${kind}.${code}`;
  return key in kTables[language] ? t(key as Key) : code;
}

export function pick(words: Words | null | undefined): string {
  if (!words) return "";
  return words[language] || words.en || words.fr || "";
}

export function number(n: number): string {
  return numbers.format(n);
}

const kUnits: [Intl.RelativeTimeFormatUnit, number][] = [
  ["year", 365 * 86400],
  ["month", 30 * 86400],
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];

/** "3 hours ago", "il y a 3 heures". */
export function ago(ms: number, now: number = Date.now()): string {
  const seconds = (ms - now) / 1000;
  for (const [unit, length] of kUnits) {
    if (Math.abs(seconds) >= length) return ages.format(Math.trunc(seconds / length), unit);
  }
  return t("time.now");
}

export function moment(ms: number): string {
  return new Intl.DateTimeFormat(kLocales[language], { dateStyle: "medium", timeStyle: "short" }).format(ms);
}

/** A calendar date ("2025-11-23") in words; what is no date is shown as it stands. */
export function day(text: string | null | undefined): string {
  const parts = /^(\d{4})-(\d\d)-(\d\d)/.exec(text ?? "");
  if (!parts) return text ?? "";
  const date = Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]));
  return new Intl.DateTimeFormat(kLocales[language], { dateStyle: "medium", timeZone: "UTC" }).format(date);
}

export function dayOf(ms: number): string {
  return new Intl.DateTimeFormat(kLocales[language], { dateStyle: "medium" }).format(ms);
}
