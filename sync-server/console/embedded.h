// The web console's pages, built into the server's binary: nothing to install, nothing to find on
// disk.
//
// Built from the TypeScript beside this file (console.cmake); each name but the page's own carries
// a digest of its content, so a browser may keep it for ever. With ADIT_CONSOLE=OFF there are no
// files. Everything here is constant and lives as long as the program; safe on any thread.
#pragma once

#include <string_view>

namespace adit::console {

struct File {
    std::string_view path;  // "/index.html", "/app-3KX2V7QA.js"
    std::string_view content_type;
    std::string_view body;
    std::string_view gzip;  // The same body, gzipped; empty when that would not be smaller.
    std::string_view etag;  // Quoted, of the content: ready for the ETag header.
    bool forever = false;   // The name changes with the content: may be cached as immutable.
};

/// The file at this path, or null. "/" is "/index.html". Views in the page live behind a '#', so
/// no other path stands for the page.
const File* find_file(std::string_view path);

/// What the pages need of their Content-Security-Policy header; no inline script or style.
inline constexpr std::string_view kContentSecurityPolicy =
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; "
    "frame-ancestors 'none'";

}  // namespace adit::console
