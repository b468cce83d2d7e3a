// Serves the built console and the server's JSON contract over an invented world, on loopback.
//
// What the real server promises, this keeps: the cookie, the Content-Security-Policy, the errors.
import { createReadStream, existsSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fullRecord, kDot, kFiles } from "./full_record.mjs";
import { kForms, kPassword, kScopes, kUser, selected, summary } from "./world.mjs";

const kTypes = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".css": "text/css",
  ".json": "application/json",
  ".woff2": "font/woff2",
};

// As kContentSecurityPolicy of sync-server/console/embedded.h; a test holds the two together.
export const kPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; " +
  "frame-ancestors 'none'";

const kSession = {
  name: kUser,
  person_name: "Rosa Reviewer (invented)",
  role: "hq_reviewer",
  language: "en",
  scopes: kScopes.map(({ id, name }) => ({ id, name })),
};

const json = (status, body, headers = {}) => ({
  status,
  headers: { "Content-Type": "application/json", ...headers },
  body: JSON.stringify(body),
});

async function bodyOf(request) {
  let text = "";
  for await (const part of request) text += part;
  return text;
}

async function session(world, request) {
  const cookie = /adit_session=([a-z0-9]+)/.exec(request.headers.cookie ?? "")?.[1];
  if (request.method === "POST") {
    const { user, password } = JSON.parse(await bodyOf(request));
    if (user !== kUser || password !== kPassword) return json(401, { error: "Check both." });
    const id = `s${world.sessions.size + 1}`;
    world.sessions.add(id);
    return json(200, kSession, { "Set-Cookie": `adit_session=${id}; HttpOnly; SameSite=Strict; Path=/` });
  }
  if (request.method === "DELETE") {
    world.sessions.delete(cookie);
    return { status: 204, headers: {}, body: "" };
  }
  return json(200, kSession);
}

function csvOf(records) {
  const rows = records.map(({ id, scope, form, stage }) => [id, scope, form, stage].join(","));
  return `id,scope,form,stage\n${rows.join("\n")}\n`;
}

function geojsonOf(records) {
  const features = records.map(({ id, title, place }) => ({
    type: "Feature",
    geometry: place && { type: "Point", coordinates: [place.lon, place.lat] },
    properties: { id, title },
  }));
  return JSON.stringify({ type: "FeatureCollection", features });
}

function listed(world, query) {
  const found = selected(world, query);
  const offset = Number(query.get("offset") ?? 0);
  const records = found.slice(offset, offset + Number(query.get("limit") ?? 50));
  return json(200, { total: found.length, records });
}

function download(type, name, body) {
  const headers = { "Content-Type": type, "Content-Disposition": `attachment; filename="${name}"` };
  return { status: 200, headers, body };
}

function apiAnswer(world, path, query) {
  if (path === "/api/forms") return json(200, kForms);
  if (path === "/api/summary") return json(200, summary(world));
  if (path === "/api/records") return listed(world, query);
  if (path === "/api/sites") {
    const { sites, possible_duplicates } = world;
    return json(200, { type: "FeatureCollection", features: sites, possible_duplicates });
  }
  if (path === "/api/export.csv") return download("text/csv", "records.csv", csvOf(selected(world, query)));
  if (path === "/api/export.geojson") {
    return download("application/geo+json", "records.geojson", geojsonOf(selected(world, query)));
  }
  if (path === `/api/files/${kFiles.picture}`) return { status: 200, headers: { "Content-Type": "image/png" }, body: kDot };
  if (path === `/api/files/${kFiles.document}`) return download("application/octet-stream", "adit-file", "%PDF-");
  const id = /^\/api\/records\/(.+)$/.exec(path)?.[1];
  const record = world.records.find((one) => one.id === decodeURIComponent(id ?? ""));
  return record ? json(200, fullRecord(record, world)) : json(404, { error: "No such record." });
}

async function answer(world, request, url) {
  world.asked.push(`${request.method} ${url.pathname}${url.search}`);
  const failing = world.failing.get(url.pathname);
  if (failing) return json(failing.status, { error: failing.error });
  if (url.pathname === "/api/session" && request.method !== "GET") return session(world, request);
  const cookie = /adit_session=([a-z0-9]+)/.exec(request.headers.cookie ?? "")?.[1];
  if (!world.sessions.has(cookie)) return json(401, { error: "Sign in." });
  if (url.pathname === "/api/session") return session(world, request);
  return apiAnswer(world, url.pathname, url.searchParams);
}

function sendFile(dist, path, response) {
  const file = join(dist, path === "/" ? "index.html" : path);
  if (!existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { "Content-Type": kTypes[extname(file)], "Content-Security-Policy": kPolicy });
  return createReadStream(file).pipe(response);
}

/** Listens on a free port of loopback; the answer has its address and close(). */
export async function serve(world, dist) {
  const server = createServer((request, response) => {
    const url = new URL(request.url, "http://localhost");
    if (!url.pathname.startsWith("/api/")) return sendFile(dist, url.pathname, response);
    return answer(world, request, url).then(({ status, headers, body }) => {
      response.writeHead(status, headers).end(body);
    });
  });
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  return {
    address: `http://127.0.0.1:${server.address().port}`,
    close: () => new Promise((done) => { server.closeAllConnections(); server.close(done); }),
  };
}
