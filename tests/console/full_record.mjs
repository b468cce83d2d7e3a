// A whole record of the invented programme: sections, answers, a conflict and its history.
import { kHostile } from "./world.mjs";

const words = (en, fr = en) => ({ en, fr });

function answer(path, label, type, value, text, more = {}) {
  return {
    path,
    name: path.split("/").pop(),
    label,
    type,
    value,
    text,
    conflict: false,
    retired: false,
    siblings: [],
    sensitivity: "public",
    computed: false,
    ...more,
  };
}

/** A picture of one dot, and the hashes under which files are named: here, no picture, away. */
export const kDot = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==", "base64");
export const kFiles = { picture: "aa".repeat(32), document: "bb".repeat(32), away: "cc".repeat(32) };
const file = (hash, size, name) => [{ file: hash, size, name }, words(name)];

function siblings(world) {
  const by = (value, text, author_name, device_name, wall_ms) => ({
    value,
    text,
    author: author_name.toLowerCase(),
    author_name,
    device_name,
    wall_ms,
  });
  return [
    by("yes", words("Yes, seen", "Oui, vu"), "Asha Invented", "Laptop 1", world.now - 7_200_000),
    by("no", words("No", "Non"), "Chantal Inventée", "Laptop 2", world.now - 9_000_000),
  ];
}

function sectionsOf(record, world) {
  const arrival = [
    answer("/arrival/visit_date", words("Date of the visit", "Date de la visite"), "date", record.date, words(record.date)),
    answer("/arrival/reached", words("Was the site reached?", "Le site a-t-il été atteint ?"), "select_one", "on_site", words("Yes, on site", "Oui, sur place")),
    answer("/arrival/gps", words("GPS position now", "Position GPS actuelle"), "geopoint", record.place && { ...record.place, altitude_m: 0, accuracy_m: 5 }, words(record.place ? `${record.place.lat.toFixed(5)} ${record.place.lon.toFixed(5)}` : ""), { sensitivity: "restricted" }),
    answer("/arrival/photo", words("Photograph", "Photo"), "image", ...file(kFiles.picture, 1_234_567, "pit.png")),
    answer("/arrival/list", words("Attendance list", "Liste de présence"), "file", ...file(kFiles.document, 4_100, "list.pdf")),
    answer("/arrival/camp", words("Photograph of the camp", "Photo du camp"), "image", ...file(kFiles.away, 900_000, "camp.jpg")),
    answer("/arrival/remarks", words("Remarks", "Remarques"), "text", kHostile, words(kHostile)),
  ];
  const work = [
    answer("/labour/workers", words("People working here today", "Personnes au travail aujourd’hui"), "integer", 1250, words("1250")),
    answer("/labour/women", words("Of these, women", "Dont femmes"), "integer", null, words("")),
    answer("/labour/mercury", words("Is mercury used?", "Du mercure est-il utilisé ?"), "select_one", "yes", words("Yes, seen", "Oui, vu"), record.conflict ? { conflict: true, siblings: siblings(world), sensitivity: "restricted" } : { sensitivity: "restricted" }),
    answer("/labour/share", words("Share of women", "Part des femmes"), "calculate", "0.24", words("0.24"), { computed: true }),
    answer("/labour/interference", words("Armed interference seen or told", "Ingérence armée vue ou rapportée"), "select_one", "", words(""), { sensitivity: "confidential" }),
  ];
  const payments = [1, 2].map((n) => ({
    path: "/payments/payment",
    label: words("Payment", "Paiement"),
    instance: n,
    answers: [
      answer(`/payments/payment[${n}]/payee`, words("Paid to", "Payé à"), "select_one", "state", words("State service", "Service de l’État"), { sensitivity: "confidential" }),
      answer(`/payments/payment[${n}]/amount`, words("Amount, USD", "Montant, USD"), "decimal", 12.5 * n, words(String(12.5 * n))),
    ],
  }));
  return [
    { path: "/arrival", label: words("Arrival", "Arrivée"), instance: null, answers: arrival },
    { path: "/labour", label: words("People and work", "Personnes et travail"), instance: null, answers: work },
    ...payments,
  ];
}

function historyOf(record) {
  const by = (number, hours, operations, more = {}) => ({
    dot: `device1/${number}`,
    author: record.author,
    author_name: record.author_name,
    role: "field_officer",
    device_name: record.device,
    clock_ms: record.created_ms + hours * 3_600_000,
    wall_ms: record.created_ms + hours * 3_600_000,
    received_ms: record.created_ms + 30 * 3_600_000,
    operations,
    ...more,
  });
  const put = (label, text, was = null) => ({ op: "put", path: "/x", label, text, was });
  const plain = (op, text = "") => ({ op, path: "", label: words(""), text: words(text), was: null });
  const first = Array.from({ length: 9 }, (_, n) =>
    put(words(`Question ${n + 1}`), words(`answer ${n + 1}`, `réponse ${n + 1}`)),
  );
  return [
    by(1, 0, [...first, { ...plain("compute"), path: "/meta/instanceName" }]),
    by(2, 1, [put(words("People working here today", "Personnes au travail aujourd’hui"), words("1250"), words("125"))]),
    by(3, 2, [plain("finalise")]),
    by(4, 40, [put(words("Remarks", "Remarques"), words(kHostile))], { wall_ms: record.created_ms + 90 * 3_600_000 }),
    ...record.marks.map((mark, n) => by(5 + n, 3, [plain("mark", mark)])),
  ];
}

/** In a record with a conflict two edits break a rule together. */
function invalidOf(record) {
  if (!record.conflict) return [];
  return [
    {
      path: "/labour/women",
      label: words("Of these, women", "Dont femmes"),
      message: words("Not more than people working here.", "Pas plus que de personnes au travail."),
    },
  ];
}

export function fullRecord(record, world) {
  const files_here = [kFiles.picture, kFiles.document];
  return { ...record, invalid: invalidOf(record), files_here, sections: sectionsOf(record, world), history: historyOf(record), notes: [] };
}
