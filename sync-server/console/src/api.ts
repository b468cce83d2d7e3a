// What the server's JSON API (sync-server/api) gives the console, and how it is asked.
//
// Read only but for signing in and out. An ApiError carries the status (0: nobody answered) and the
// server's own sentence; which words the reader sees is for the page to say.
import type { FeatureCollection, Point } from "geojson";
import type { Words } from "./words";

export interface Scope {
  id: string;
  name: Words;
}
export interface Session {
  name: string; // What is typed to sign in.
  person_name?: string;
  role: string;
  language?: string;
  scopes: Scope[];
}
export interface Form {
  id: string;
  version: string;
  title: Words;
}
export interface Laptop {
  name: string;
  person_name: string;
  role: string;
  revoked?: boolean;
  last_sync: number | null;
  changes: number;
}
/** Changes kept aside, in no record, because a rule forbids their effect. */
export interface Aside {
  name: string; // Of the laptop.
  person_name: string;
  rule: string;
  first: number;
  last: number;
}
export interface ScopeSummary {
  id: string;
  records: number;
  drafts: number;
  finalised: number;
  conflicts: number;
  sites: number;
  devices: Laptop[];
  aside: Aside[];
}
export interface RecordSummary {
  id: string;
  scope: string;
  form: string;
  form_version: string;
  title: string;
  stage: "draft" | "finalised";
  review: string;
  conflict: boolean;
  deleted: boolean;
  marks: string[];
  author: string;
  author_name: string;
  device: string;
  created_ms: number;
  changed_ms: number;
  date: string | null;
  place: { lat: number; lon: number } | null;
  site: { id: string; label: string } | null;
}
export interface RecordPage {
  total: number;
  records: RecordSummary[];
}
export interface Sibling {
  value: unknown;
  text: Words;
  author: string;
  author_name: string;
  device_name: string;
  wall_ms: number;
}
export interface Answer {
  path: string;
  name: string;
  label: Words;
  type: string;
  value: unknown;
  text: Words;
  conflict: boolean;
  retired: boolean;
  siblings: Sibling[];
  sensitivity: string;
  computed: boolean;
}
export interface Section {
  path: string;
  label: Words;
  instance: number | null;
  answers: Answer[];
}
export interface HistoryOperation {
  op: string;
  path: string;
  label: Words;
  text: Words;
  was: Words | null;
}
export interface HistoryChange {
  dot: string;
  author: string;
  author_name: string;
  role: string;
  device_name: string;
  clock_ms: number;
  wall_ms: number;
  received_ms?: number; // When the server had it; not every change has one.
  clock_ahead_ms?: number | null; // Only when that clock was more than two days ahead.
  operations: HistoryOperation[];
}
/** A rule of the form that the merged record breaks. */
export interface Invalid {
  path: string;
  label: Words;
  message: Words;
}
export interface FullRecord extends RecordSummary {
  invalid?: Invalid[];
  files_here?: string[]; // Photos and files of its answers that the server holds: their hashes.
  sections: Section[];
  history: HistoryChange[];
  notes: unknown[];
  credit?: string;
}
/** What visits made apart say differently of a site; the value that is shown first. */
export interface SiteConflict {
  property: string;
  label: Words;
  siblings: {
    text: Words;
    author: string;
    author_name: string;
    device_name: string;
    begun_ms: number;
    record: string;
  }[];
}
/** Two sites that may be one, registered twice. */
export interface PossibleDuplicate {
  one: string;
  other: string;
  likeness: number;
  distance_m: number | null;
}
export interface SiteProperties {
  id: string;
  label: string;
  scope: string;
  visits: number | null;
  last_visit: string | number | null;
  minerals: string | string[] | null;
  activity_status: string | null;
  marks: string[];
  source: string | null; // The credit that the source of its records asks for.
  conflicts?: SiteConflict[];
  duplicate_of?: string | null; // The site that counts in its place: a person has linked them.
}
export type Sites = FeatureCollection<Point | null, SiteProperties> & { possible_duplicates?: PossibleDuplicate[] };

export class ApiError extends Error {
  constructor(
    readonly status: number,
    sentence: string,
  ) {
    super(sentence);
  }
}

const kDeadlineMs = 30_000;

async function ask(path: string, options: RequestInit): Promise<Response> {
  const deadline = new AbortController();
  const timer = setTimeout(() => deadline.abort(), kDeadlineMs);
  options.signal?.addEventListener("abort", () => deadline.abort());
  try {
    return await fetch(path, { ...options, signal: deadline.signal, credentials: "same-origin" });
  } catch {
    throw new ApiError(0, "");
  } finally {
    clearTimeout(timer);
  }
}

async function answerOf<T>(response: Response): Promise<T> {
  const body: unknown = await response.json().catch(() => null);
  if (response.ok && body !== null) return body as T;
  const sentence = (body as { error?: unknown } | null)?.error;
  throw new ApiError(response.ok ? 502 : response.status, typeof sentence === "string" ? sentence : "");
}

export async function get<T>(path: string, signal?: AbortSignal): Promise<T> {
  return answerOf<T>(await ask(path, signal ? { signal } : {}));
}

export async function signIn(user: string, password: string): Promise<Session> {
  return answerOf<Session>(
    await ask("/api/session", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ user, password }),
    }),
  );
}

export async function signOut(): Promise<void> {
  await ask("/api/session", { method: "DELETE" });
}
