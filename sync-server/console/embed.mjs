// Writes the files of dist/ into one C++ source that answers embedded.h: node embed.mjs OUT.cpp
import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const kTypes = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".json": "application/json",
  ".woff2": "font/woff2",
  ".svg": "image/svg+xml",
};
const kLineBytes = 96;

/** Bytes as adjacent string literals; three octal digits, so that no digit after them joins in. */
function literal(bytes) {
  const lines = [];
  for (let start = 0; start < bytes.length; start += kLineBytes) {
    let line = "";
    for (const byte of bytes.subarray(start, start + kLineBytes)) {
      const plain = byte >= 0x20 && byte < 0x7f && byte !== 0x22 && byte !== 0x5c && byte !== 0x3f;
      line += plain ? String.fromCharCode(byte) : "\\" + byte.toString(8).padStart(3, "0");
    }
    lines.push(`    "${line}"`);
  }
  return lines.join("\n");
}

const here = dirname(fileURLToPath(import.meta.url));
const dist = join(here, "dist");
const constants = [];
const rows = [];
for (const name of readdirSync(dist).sort()) {
  const body = readFileSync(join(dist, name));
  const squeezed = gzipSync(body, { level: 9 });
  const gzip = squeezed.length < body.length * 0.95 ? squeezed : Buffer.alloc(0);
  const type = kTypes[extname(name)];
  if (!type) throw new Error(`embed.mjs: add the content type of ${name} to kTypes`);
  const etag = createHash("sha256").update(body).digest("hex").slice(0, 16);
  const index = rows.length;
  constants.push(`constexpr char kBody${index}[] =\n${literal(body)};`);
  if (gzip.length) constants.push(`constexpr char kGzip${index}[] =\n${literal(gzip)};`);
  const squeezedView = gzip.length ? `{kGzip${index}, ${gzip.length}}` : "{}";
  rows.push(
    `    File{"/${name}", "${type}",\n         {kBody${index}, ${body.length}}, ${squeezedView},\n` +
      `         "\\"${etag}\\"", ${name !== "index.html"}},`,
  );
}

writeFileSync(
  process.argv[2],
  `// Made by embed.mjs from the console's dist/. Not to be edited.
#include "console/embedded.h"

namespace adit::console {
namespace {

${constants.join("\n")}

constexpr File kFiles[] = {
${rows.join("\n")}
};

}  // namespace

const File* find_file(std::string_view path) {
    if (path == "/") path = "/index.html";
    for (const File& file : kFiles) {
        if (file.path == path) return &file;
    }
    return nullptr;
}

}  // namespace adit::console
`,
);
