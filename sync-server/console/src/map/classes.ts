// How sites are told apart on the map: by the time of the last visit or by the main mineral. Each
// class has a shape as well as a colour, so that the map also reads without colours.
import type { SiteProperties } from "../api";
import { type Key } from "../words";

export type Shape = "circle" | "square" | "triangle" | "diamond" | "ring" | "cross";

export interface SiteClass {
  word: Key;
  color: string; // A token of tokens.css.
  shape: Shape;
}

export type ColourBy = "visit" | "mineral";

const kYearMs = 365.25 * 86_400_000;

const kVisitClasses: (SiteClass & { years: number })[] = [
  { years: 1, word: "class.visit_1", color: "class-1", shape: "circle" },
  { years: 3, word: "class.visit_3", color: "class-2", shape: "diamond" },
  { years: 6, word: "class.visit_6", color: "class-3", shape: "triangle" },
  { years: Infinity, word: "class.visit_old", color: "class-4", shape: "square" },
];
const kNoVisit: SiteClass = { word: "class.visit_none", color: "class-none", shape: "ring" };

const kMineralClasses: (SiteClass & { minerals: string[] })[] = [
  { minerals: ["gold"], word: "class.gold", color: "class-gold", shape: "circle" },
  {
    minerals: ["cassiterite", "coltan", "wolframite"],
    word: "class.3t",
    color: "class-1",
    shape: "square",
  },
  { minerals: ["copper", "cobalt"], word: "class.copper", color: "class-3", shape: "triangle" },
  { minerals: ["diamond", "gemstone"], word: "class.diamond", color: "class-2", shape: "diamond" },
];
const kOtherMineral: SiteClass = { word: "class.other", color: "class-4", shape: "cross" };
const kNoMineral: SiteClass = { word: "class.no_mineral", color: "class-none", shape: "ring" };

export function mineralsOf(site: SiteProperties): string[] {
  if (Array.isArray(site.minerals)) return site.minerals;
  return (site.minerals ?? "").split(/[\s,;]+/).filter(Boolean);
}

/** The time of the last visit, or null when there was none or its date cannot be read. */
export function lastVisitMs(site: SiteProperties): number | null {
  if (site.last_visit === null || site.last_visit === "" || site.last_visit === 0) return null;
  const ms = typeof site.last_visit === "number" ? site.last_visit : Date.parse(site.last_visit);
  return Number.isFinite(ms) ? ms : null;
}

export function classesFor(by: ColourBy): SiteClass[] {
  return by === "visit"
    ? [...kVisitClasses, kNoVisit]
    : [...kMineralClasses, kOtherMineral, kNoMineral];
}

export function classOf(site: SiteProperties, by: ColourBy, now: number): SiteClass {
  if (by === "visit") {
    const visited = lastVisitMs(site);
    if (visited === null) return kNoVisit;
    return kVisitClasses.find(({ years }) => now - visited <= years * kYearMs) ?? kNoVisit;
  }
  const main = mineralsOf(site)[0];
  if (main === undefined) return kNoMineral;
  return kMineralClasses.find(({ minerals }) => minerals.includes(main)) ?? kOtherMineral;
}
