// A zip archive written by hand, so that it may lie about itself.
#pragma once

#include "base/bytes.h"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace adit::test {

struct RawPart {
    std::string name, content;         // Stored as it is.
    std::uint32_t size_told = 0;       // 0: the truth.
    std::uint16_t flags = 0;           // 1: encrypted.
    bool shares_bytes_before = false;  // Its directory entry points at the part before.
};

namespace raw_zip {

inline void put(std::string& out, std::uint32_t number, int bytes) {
    for (int i = 0; i < bytes; ++i) out += static_cast<char>(i < 4 ? number >> 8 * i & 0xFF : 0);
}

inline std::uint32_t checksum(std::string_view text) {  // CRC-32, bit by bit.
    std::uint32_t sum = 0xFFFFFFFF;
    for (const char c : text) {
        sum ^= static_cast<unsigned char>(c);
        for (int bit = 0; bit < 8; ++bit) sum = sum >> 1 ^ (sum & 1 ? 0xEDB88320 : 0);
    }
    return ~sum;
}

/// What stands in front of a part and in the directory alike.
inline std::string head_of(const RawPart& part) {
    const auto size = static_cast<std::uint32_t>(part.content.size());
    std::string head;
    put(head, 20, 2);
    put(head, part.flags, 2);
    put(head, 0, 2);  // Stored.
    put(head, 0x5A210000, 4);
    put(head, checksum(part.content), 4);
    put(head, size, 4);
    put(head, part.size_told == 0 ? size : part.size_told, 4);
    put(head, static_cast<std::uint32_t>(part.name.size()), 2);
    put(head, 0, 2);
    return head;
}

}  // namespace raw_zip

inline Bytes raw_archive(const std::vector<RawPart>& parts) {
    using namespace raw_zip;
    std::string out, directory;
    std::size_t start = 0;
    for (const RawPart& part : parts) {
        const std::string head = head_of(part);
        if (!part.shares_bytes_before) {
            start = out.size();
            out += "PK\x03\x04" + head + part.name + part.content;
        }
        directory += "PK\x01\x02";
        put(directory, 20, 2);
        directory += head;
        put(directory, 0, 10);
        put(directory, static_cast<std::uint32_t>(start), 4);
        directory += part.name;
    }
    const auto where = static_cast<std::uint32_t>(out.size());
    out += directory + "PK\x05\x06";
    put(out, 0, 4);
    put(out, static_cast<std::uint32_t>(parts.size()), 2);
    put(out, static_cast<std::uint32_t>(parts.size()), 2);
    put(out, static_cast<std::uint32_t>(directory.size()), 4);
    put(out, where, 4);
    put(out, 0, 2);
    const ByteView view = view_of(out);
    return {view.begin(), view.end()};
}

}  // namespace adit::test
