// The examples of our documents, as bytes: so that a document is held to the code.
//
// An example is a block between ``` under a heading "### name". A line of it is hexadecimal, and
// may go on with two spaces and words for the reader.
#pragma once

#include "base/bytes.h"

#include <fstream>
#include <map>
#include <optional>
#include <string>
#include <utility>

namespace adit::test {

/// By name; `document` is a path in the sources ("shared/record/CHANGE.md"). What is not
/// hexadecimal is no example.
inline std::map<std::string, Bytes> written_examples(const std::string& document) {
    std::map<std::string, Bytes> found;
    std::ifstream file(std::string(ADIT_SOURCES) + "/" + document);
    std::string name;
    std::optional<Bytes> example;
    bool inside = false;
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("### ")) name = line.substr(4);
        if (line.starts_with("```")) {
            inside = !inside;
            if (inside) {
                example.emplace();
            } else if (example && !example->empty()) {
                found[name] = *std::exchange(example, std::nullopt);
            }
        } else if (inside && example) {
            const auto bytes = bytes_from_hex(line.substr(0, line.find("  ")));
            if (bytes) {
                example->insert(example->end(), bytes->begin(), bytes->end());
            } else {
                example.reset();
            }
        }
    }
    return found;
}

}  // namespace adit::test
