// Where the reader is: a page and its parameters, in the part of the address behind '#'.
//
// "#/records?scope=COD&conflict=1" is a place that can be kept, sent to a colleague and come back to.
import { useEffect, useState } from "preact/hooks";

export interface Route {
  page: string; // "", "records", "record", "sites"
  id: string; // Of a record.
  query: URLSearchParams;
}

export function routeOf(hash: string): Route {
  const [path = "", query = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [page = "", id = ""] = path.split("/", 2);
  return { page, id: safeDecode(id), query: new URLSearchParams(query) };
}

function safeDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // A broken address names no record; the server will say so.
  }
}

/** The address of a page; parameters that are empty are left out. */
export function href(path: string, query: Record<string, string> | URLSearchParams = {}): string {
  const kept = new URLSearchParams();
  const entries = query instanceof URLSearchParams ? [...query] : Object.entries(query);
  for (const [name, value] of entries) if (value) kept.set(name, value);
  const text = kept.toString();
  return `#/${path}${text ? `?${text}` : ""}`;
}

export function go(to: string): void {
  location.hash = to;
}

/** Changes the address without a new step in the browser's history: for filters while typing. */
export function replace(to: string): void {
  history.replaceState(null, "", to);
  window.dispatchEvent(new HashChangeEvent("hashchange"));
}

export function useRoute(): Route {
  const [route, setRoute] = useState(() => routeOf(location.hash));
  useEffect(() => {
    const follow = () => setRoute(routeOf(location.hash));
    window.addEventListener("hashchange", follow);
    return () => window.removeEventListener("hashchange", follow);
  }, []);
  return route;
}
