// An invented programme for the console's tests: two countries, their forms, sites and records.
//
// The same seed makes the same world. Nothing here is real, and its names say so.
export const kRecords = 10_000;
export const kSites = 3_409;
export const kUser = "r.reviewer";
export const kPassword = "correct horse battery";
export const kHostile = `<img src=x onerror="window.hacked=1"> & "Pit" <b>`;

const kDayMs = 86_400_000;
const kMinerals = ["gold", "cassiterite", "coltan", "wolframite", "copper", "diamond", "construction"];
const kPeople = ["Asha Invented", "Badu Invented", "Chantal Inventée", "Kofi Invented", "Désiré Inventé"];

export const kScopes = [
  { id: "COD", name: { en: "Democratic Republic of the Congo", fr: "République démocratique du Congo" }, box: [-4.5, 26.5, 3.2, 30.2] },
  { id: "GHA", name: { en: "Ghana", fr: "Ghana" }, box: [5.2, -2.7, 10.4, -0.2] },
];
export const kForms = [
  ["site_visit", "Site visit", "Visite de site"],
  ["site_profile", "Site profile", "Profil de site"],
  ["incident_report", "Incident report", "Rapport d’incident"],
  ["miner_interview", "Miner interview", "Entretien avec un mineur"],
].map(([id, en, fr]) => ({ id, version: "2025112301", title: { en, fr } }));

/** Numbers from a seed, between 0 and 1 (mulberry32). */
function seeded(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let x = Math.imul(state ^ (state >>> 15), 1 | state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
  };
}

function placeIn(box, random) {
  const [south, west, north, east] = box;
  return { lat: south + random() * (north - south), lon: west + random() * (east - west) };
}

function makeSites(random, now) {
  return Array.from({ length: kSites }, (_, n) => {
    const scope = kScopes[n < 3000 ? 0 : 1];
    const { lat, lon } = placeIn(scope.box, random);
    const visited = random() < 0.93;
    const days = Math.floor(random() ** 2 * 4000);
    return {
      type: "Feature",
      geometry: n === 7 ? null : { type: "Point", coordinates: [lon, lat] },
      properties: {
        id: `site-${n}`,
        label: n === 5 ? "Mbiké invented (test-5)" : `Invented pit ${n} (test-${n})`,
        scope: scope.id,
        visits: visited ? 1 + Math.floor(random() * 5) : 0,
        last_visit: visited ? new Date(now - days * kDayMs).toISOString().slice(0, 10) : "",
        minerals: kMinerals[Math.floor(random() ** 2 * kMinerals.length)],
        activity_status: random() < 0.7 ? "active" : "abandoned",
        marks: n < 2000 ? ["imported:ipis"] : [],
        source: n < 2000 ? "IPIS open data, ODC-BY 1.0" : "",
      },
    };
  });
}

/** Site 9 was visited by two apart, site 10 is linked to it, sites 11 and 12 may be one. */
function makeQuestions(sites) {
  const said = (en, fr, name, n, begun_ms) => ({
    text: { en, fr },
    author: name.toLowerCase(),
    author_name: name,
    device_name: `Laptop ${n}`,
    begun_ms,
    record: `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`,
  });
  sites[9].properties.conflicts = [
    {
      property: "formal_step",
      label: { en: "Formalisation step", fr: "Étape de formalisation" },
      siblings: [
        said("Step 3", "Étape 3", "Badu Invented", 2, Date.UTC(2025, 10, 23, 9)),
        said("Step 2", "Étape 2", "Asha Invented", 1, Date.UTC(2025, 10, 23, 8)),
      ],
    },
  ];
  sites[10].properties.duplicate_of = "site-9";
  return [{ one: "site-11", other: "site-12", likeness: 0.9, distance_m: 111.4 }];
}

function makeRecord(n, random, now, sites) {
  const form = kForms[Math.floor(random() ** 2 * kForms.length)];
  const site = sites[Math.floor(random() * sites.length)];
  const scope = site.properties.scope;
  const created = now - Math.floor(random() * 700) * kDayMs - Math.floor(random() * kDayMs);
  const date = new Date(created).toISOString().slice(0, 10);
  const person = kPeople[Math.floor(random() * kPeople.length)];
  const coordinates = site.geometry?.coordinates;
  const marks = [];
  if (n % 23 === 0) marks.push("training");
  if (n % 97 === 0) marks.push("sample");
  if (site.properties.source && n % 3 === 0) marks.push("imported:ipis");
  return {
    id: `00000000-0000-7000-8000-${String(n).padStart(12, "0")}`,
    scope,
    form: form.id,
    form_version: form.version,
    title: n === 0 ? kHostile : `Invented pit ${n} ${date}`,
    stage: random() < 0.2 ? "draft" : "finalised",
    review: "received",
    conflict: n === 0 || n % 211 === 0,
    deleted: n % 503 === 11,
    marks,
    author: person.split(" ")[0].toLowerCase(),
    author_name: person,
    device: `Laptop ${1 + (n % 7)}`,
    created_ms: created,
    changed_ms: n === 0 ? now - 60_000 : created + Math.floor(random() * (now - created)),
    date,
    place: coordinates ? { lat: coordinates[1], lon: coordinates[0] } : null,
    site: { id: site.properties.id, label: site.properties.label },
  };
}

export function makeWorld({ records = kRecords, seed = 20251123, now = Date.now() } = {}) {
  const random = seeded(seed);
  const sites = makeSites(random, now);
  return {
    now,
    sites,
    possible_duplicates: makeQuestions(sites),
    records: Array.from({ length: records }, (_, n) => makeRecord(n, random, now, sites)),
    failing: new Map(), // Path -> { status, error }: what the next answers there are.
    sessions: new Set(),
    asked: [], // Every API address that was asked, in order.
  };
}

const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();

/** The records that a query's filters let through, in its order. */
export function selected(world, query) {
  const is = (name, value) => !query.get(name) || query.get(name) === value;
  const words = plain(query.get("q") ?? "");
  const kept = world.records.filter(
    (record) =>
      is("scope", record.scope) &&
      is("form", record.form) &&
      is("stage", record.stage) &&
      is("site", record.site.id) &&
      (query.get("conflict") !== "1" || record.conflict) &&
      (!query.get("mark") || record.marks.includes(query.get("mark"))) &&
      (!query.get("from") || record.date >= query.get("from")) &&
      (!query.get("to") || record.date <= query.get("to")) &&
      plain(`${record.title} ${record.site.label} ${record.author_name}`).includes(words),
  );
  const sort = query.get("sort") ?? "changed";
  const order = {
    changed: (a, b) => b.changed_ms - a.changed_ms,
    date: (a, b) => b.date.localeCompare(a.date),
    title: (a, b) => a.title.localeCompare(b.title),
  }[sort];
  return kept.sort((a, b) => order(a, b) || a.id.localeCompare(b.id));
}

export function summary(world) {
  return {
    scopes: kScopes.map(({ id }) => {
      const ours = world.records.filter((record) => record.scope === id);
      return {
        id,
        records: ours.length,
        drafts: ours.filter((record) => record.stage === "draft").length,
        finalised: ours.filter((record) => record.stage === "finalised").length,
        conflicts: ours.filter((record) => record.conflict).length,
        sites: world.sites.filter((site) => site.properties.scope === id).length,
        devices: id === "COD" ? laptops(world) : [],
        aside: id === "COD" ? [{ name: "Laptop 9", person_name: "Kofi Invented", rule: "revoked", first: 12, last: 14 }] : [],
      };
    }),
  };
}

function laptops(world) {
  const hour = 3_600_000;
  return [
    { name: "Laptop 1", person_name: "Asha Invented", role: "field_officer", last_sync: world.now - 3 * hour, changes: 5210 },
    { name: "Laptop 2", person_name: "Chantal Inventée", role: "coordinator", last_sync: world.now - 50 * hour, changes: 871 },
    { name: "Laptop 3", person_name: "Badu Invented", role: "field_officer", last_sync: null, changes: 0 },
  ];
}
