// The filters of the records: in the address of the page, and in what the server is asked.
//
// One list of names holds both together, so that a table, its download and "3 of 120" on a record's
// page always speak of the same records.
export const kFilters = [
  "scope",
  "form",
  "stage",
  "conflict",
  "mark",
  "from",
  "to",
  "site",
  "q",
] as const;
export type Filter = (typeof kFilters)[number];

export const kSorts = ["changed", "date", "title"] as const;
export type Sort = (typeof kSorts)[number];

export const kPageRows = 50;

/** Only the filters of an address, without sort and page; in one order, so that equal is equal. */
export function filtersOf(query: URLSearchParams): URLSearchParams {
  const kept = new URLSearchParams();
  for (const name of kFilters) {
    const value = query.get(name)?.trim();
    if (value) kept.set(name, value);
  }
  return kept;
}

export function sortOf(query: URLSearchParams): Sort {
  const asked = query.get("sort");
  return kSorts.find((sort) => sort === asked) ?? "changed";
}

/** From 1; nonsense is the first page. */
export function pageOf(query: URLSearchParams): number {
  const page = Number(query.get("page") ?? "1");
  return Number.isInteger(page) && page >= 1 ? page : 1;
}

/** The filters and the sort: what one list of records is. The usual sort is not written down. */
export function listOf(query: URLSearchParams): URLSearchParams {
  const list = filtersOf(query);
  if (sortOf(query) !== "changed") list.set("sort", sortOf(query));
  return list;
}

export function recordsPath(query: URLSearchParams, offset: number, limit: number): string {
  const asked = filtersOf(query);
  asked.set("sort", sortOf(query));
  asked.set("offset", String(offset));
  asked.set("limit", String(limit));
  return `/api/records?${asked.toString()}`;
}

export function exportPath(query: URLSearchParams, format: "csv" | "geojson"): string {
  const asked = filtersOf(query).toString();
  return `/api/export.${format}${asked ? `?${asked}` : ""}`;
}
