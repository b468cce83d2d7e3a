#include "base/bytes.h"

#include <bit>
#include <cstring>

namespace adit {

void Writer::long_varint(std::uint64_t value) {
    while (value >= 0x80) {
        bytes_.push_back(static_cast<std::uint8_t>(value | 0x80));
        value >>= 7;
    }
    bytes_.push_back(static_cast<std::uint8_t>(value));
}

void Writer::zigzag(std::int64_t value) {
    varint((static_cast<std::uint64_t>(value) << 1) ^ static_cast<std::uint64_t>(value >> 63));
}

void Writer::u64(std::uint64_t value) {
    for (int i = 0; i < 8; ++i) bytes_.push_back(static_cast<std::uint8_t>(value >> (8 * i)));
}

void Writer::f64(double value) { u64(std::bit_cast<std::uint64_t>(value)); }

void Writer::raw(ByteView bytes) { bytes_.insert(bytes_.end(), bytes.begin(), bytes.end()); }

void Writer::blob(ByteView bytes) {
    varint(bytes.size());
    raw(bytes);
}

void Writer::text(std::string_view utf8) { blob(view_of(utf8)); }

std::uint64_t Reader::long_varint() {
    std::uint64_t value = 0;
    for (int shift = 0; shift < 70; shift += 7) {
        const std::uint8_t byte = u8();
        if (failed_) return 0;
        const std::uint64_t part = byte & 0x7Fu;
        if (shift == 63 && part > 1) break;  // Past 64 bits.
        value |= part << shift;
        if ((byte & 0x80u) != 0) continue;
        if (byte == 0 && shift > 0) break;  // Not the shortest form.
        return value;
    }
    fail();
    return 0;
}

std::uint64_t Reader::u64() {
    const ByteView got = raw(8);
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < got.size(); ++i) value |= std::uint64_t{got[i]} << (8 * i);
    return value;
}

double Reader::f64() { return std::bit_cast<double>(u64()); }

ByteView Reader::blob() {
    const std::uint64_t length = varint();
    if (length > rest_.size()) {
        fail();
        return {};
    }
    return raw(static_cast<std::size_t>(length));
}

std::string Reader::text() { return std::string(text_of(blob())); }

std::size_t Reader::count() {
    const std::uint64_t count = varint();
    if (count > rest_.size()) {
        fail();
        return 0;
    }
    return static_cast<std::size_t>(count);
}

ByteView view_of(std::string_view text) {
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string_view text_of(ByteView bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string hex(ByteView bytes) {
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string out;
    out.reserve(bytes.size() * 2);
    for (const std::uint8_t byte : bytes) {
        out.push_back(kDigits[byte >> 4]);
        out.push_back(kDigits[byte & 15]);
    }
    return out;
}

Result<Bytes> bytes_from_hex(std::string_view hex) {
    const auto digit = [](char c) -> int {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
    };
    const Error not_hex{Code::BadInput, "expected an even number of digits 0-9 and a-f"};
    if (hex.size() % 2 != 0) return not_hex;
    Bytes out;
    out.reserve(hex.size() / 2);
    for (std::size_t i = 0; i < hex.size(); i += 2) {
        const int high = digit(hex[i]);
        const int low = digit(hex[i + 1]);
        if (high < 0 || low < 0) return not_hex;
        out.push_back(static_cast<std::uint8_t>(high * 16 + low));
    }
    return out;
}

namespace {
constexpr std::string_view kBase64 =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
}

std::string base64(ByteView bytes) {
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t held = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            group = group << 8 | (k < held ? bytes[i + k] : 0u);
        }
        for (std::size_t k = 0; k < 4; ++k) {
            out.push_back(k <= held ? kBase64[group >> (18 - 6 * k) & 63] : '=');
        }
    }
    return out;
}

Result<Bytes> bytes_from_base64(std::string_view text) {
    while (!text.empty() && text.back() == '=') text.remove_suffix(1);
    Bytes out;
    std::uint32_t group = 0;
    int bits = 0;
    for (const char c : text) {
        const auto place = kBase64.find(c);
        if (place == std::string_view::npos) {
            return Error{Code::BadInput, "expected base64 text (A-Z a-z 0-9 + /)"};
        }
        group = group << 6 | static_cast<std::uint32_t>(place);
        bits += 6;
        if (bits >= 8) {
            bits -= 8;
            out.push_back(static_cast<std::uint8_t>(group >> bits));
        }
    }
    return out;
}

}  // namespace adit
