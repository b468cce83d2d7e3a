#include "base/uuid.h"

#include "base/bytes.h"

#include <bit>
#include <span>

namespace adit {
namespace {

// SHA-1 (RFC 3174), for version-5 names only: an id, not a proof.
std::array<std::uint8_t, 20> sha1(Bytes message) {
    const std::uint64_t bits = std::uint64_t{message.size()} * 8;
    message.push_back(0x80);
    while (message.size() % 64 != 56) message.push_back(0);
    for (int i = 7; i >= 0; --i) message.push_back(static_cast<std::uint8_t>(bits >> (8 * i)));

    std::array<std::uint32_t, 5> h{0x67452301, 0xEFCDAB89, 0x98BADCFE, 0x10325476, 0xC3D2E1F0};
    for (std::size_t at = 0; at < message.size(); at += 64) {
        std::array<std::uint32_t, 80> w{};
        for (std::size_t i = 0; i < 64; ++i) w[i / 4] = w[i / 4] << 8 | message[at + i];
        for (std::size_t i = 16; i < 80; ++i) {
            w[i] = std::rotl(w[i - 3] ^ w[i - 8] ^ w[i - 14] ^ w[i - 16], 1);
        }
        auto [a, b, c, d, e] = h;
        for (std::size_t i = 0; i < 80; ++i) {
            const std::uint32_t f = i < 20   ? ((b & c) | (~b & d)) + 0x5A827999
                                    : i < 40 ? (b ^ c ^ d) + 0x6ED9EBA1
                                    : i < 60 ? ((b & c) | (b & d) | (c & d)) + 0x8F1BBCDC
                                             : (b ^ c ^ d) + 0xCA62C1D6;
            const std::uint32_t next = std::rotl(a, 5) + f + e + w[i];
            e = d;
            d = c;
            c = std::rotl(b, 30);
            b = a;
            a = next;
        }
        h = {h[0] + a, h[1] + b, h[2] + c, h[3] + d, h[4] + e};
    }
    std::array<std::uint8_t, 20> out{};
    for (std::size_t i = 0; i < 20; ++i) {
        out[i] = static_cast<std::uint8_t>(h[i / 4] >> (24 - 8 * (i % 4)));
    }
    return out;
}

Uuid marked(Uuid id, std::uint8_t version) {
    id.bytes[6] = static_cast<std::uint8_t>((id.bytes[6] & 0x0F) | version << 4);
    id.bytes[8] = static_cast<std::uint8_t>((id.bytes[8] & 0x3F) | 0x80);
    return id;
}

}  // namespace

std::string Uuid::text() const {
    std::string out = hex(bytes);
    for (const std::size_t place : {8u, 13u, 18u, 23u}) out.insert(place, 1, '-');
    return out;
}

Uuid new_uuid(const Surroundings& world) {
    Uuid id;
    world.random(std::span(id.bytes).subspan(6));
    const auto now = static_cast<std::uint64_t>(world.now_ms());
    for (std::size_t i = 0; i < 6; ++i) {
        id.bytes[i] = static_cast<std::uint8_t>(now >> (40 - 8 * i));
    }
    return marked(id, 7);
}

Uuid named_uuid(const Uuid& space, std::string_view name) {
    Bytes message(space.bytes.begin(), space.bytes.end());
    const ByteView text = view_of(name);
    message.insert(message.end(), text.begin(), text.end());
    const auto digest = sha1(std::move(message));
    Uuid id;
    for (std::size_t i = 0; i < 16; ++i) id.bytes[i] = digest[i];
    return marked(id, 5);
}

Result<Uuid> uuid_from(std::string_view text) {
    const Error not_uuid{Code::BadInput, "\"" + std::string(text) +
                                             "\" is not an id: expected 32 hexadecimal digits "
                                             "in the form 8-4-4-4-12"};
    if (text.size() != 36) return not_uuid;
    std::string digits;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash != (text[i] == '-')) return not_uuid;
        if (!dash) digits.push_back(text[i]);
    }
    const auto bytes = bytes_from_hex(digits);
    if (!bytes) return not_uuid;
    Uuid id;
    for (std::size_t i = 0; i < 16; ++i) id.bytes[i] = (*bytes)[i];
    return id;
}

}  // namespace adit
