// Builds the console's pages into dist/: a page, its scripts and styles, fonts and country outlines.
//
// Every file but index.html carries a digest of its content in its name. Nothing is fetched: all
// comes from node_modules, as package-lock.json names it. Needs Node 18 or newer.
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import * as esbuild from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "dist");

/** Keeps the named countries of a topology and only the arcs that they use. */
function pruned(topology, keep) {
  const countries = topology.objects.countries.geometries.filter((one) => keep.has(one.id));
  const places = new Map();
  const renumbered = (arcs) =>
    arcs.map((arc) => {
      if (Array.isArray(arc)) return renumbered(arc);
      const index = arc < 0 ? ~arc : arc;
      if (!places.has(index)) places.set(index, places.size);
      return arc < 0 ? ~places.get(index) : places.get(index);
    });
  const geometries = countries.map(({ type, id, arcs }) => ({ type, id, arcs: renumbered(arcs) }));
  return {
    type: "Topology",
    transform: topology.transform,
    objects: { countries: { type: "GeometryCollection", geometries } },
    arcs: [...places.keys()].map((index) => topology.arcs[index]),
  };
}

/** Natural Earth's outlines of the countries that the map can show, as one hashed file's name. */
function writeOutlines() {
  const read = (path) => JSON.parse(readFileSync(join(here, path), "utf8"));
  const numbers = Object.values(read("src/map/countries.json")).map(([number]) => number);
  const atlas = read("node_modules/world-atlas/countries-10m.json");
  const text = JSON.stringify(pruned(atlas, new Set(numbers)));
  const digest = createHash("sha256").update(text).digest("hex").slice(0, 8).toUpperCase();
  const name = `outlines-${digest}.json`;
  writeFileSync(join(out, name), text);
  return name;
}

rmSync(out, { recursive: true, force: true });
mkdirSync(out, { recursive: true });

const built = await esbuild.build({
  absWorkingDir: here,
  entryPoints: { app: "src/main.tsx" },
  outdir: out,
  bundle: true,
  splitting: true,
  format: "esm",
  target: ["es2021", "chrome100", "firefox100", "safari15"],
  jsx: "automatic",
  jsxImportSource: "preact",
  minify: true,
  legalComments: "eof",
  charset: "utf8",
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  assetNames: "[name]-[hash]",
  loader: { ".woff2": "file", ".png": "dataurl" },
  define: { OUTLINES_FILE: JSON.stringify(writeOutlines()) },
  metafile: true,
  logLevel: "warning",
});

let script = "";
let style = "";
for (const [path, made] of Object.entries(built.metafile.outputs)) {
  if (made.entryPoint !== "src/main.tsx") continue;
  script = relative(out, join(here, path));
  style = relative(out, join(here, made.cssBundle));
}
const page = readFileSync(join(here, "src/index.html"), "utf8")
  .replace("SCRIPT_FILE", script)
  .replace("STYLE_FILE", style);
writeFileSync(join(out, "index.html"), page);
