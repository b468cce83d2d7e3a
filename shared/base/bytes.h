// Bytes, and the small codec all our formats are written in.
//
// Writer appends; Reader takes from a borrowed span and remembers the first failure, so a decoder
// reads straight on and asks ok() once at the end: after a failure every read gives zero or empty.
// varint: unsigned LEB128, at most 10 bytes, shortest form only (a longer form fails: one value,
// one encoding). zigzag: signed as varint of (n << 1) ^ (n >> 63). Fixed widths are little-endian.
#pragma once

#include "base/result.h"

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace adit {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

class Writer {
public:
    void u8(std::uint8_t value) { bytes_.push_back(value); }
    void varint(std::uint64_t value) {
        if (value < 0x80) return u8(static_cast<std::uint8_t>(value));
        long_varint(value);
    }
    void zigzag(std::int64_t value);
    void u64(std::uint64_t value);
    void f64(double value);            // IEEE 754 bits as u64.
    void raw(ByteView bytes);          // No length before it.
    void blob(ByteView bytes);         // varint length, then the bytes.
    void text(std::string_view utf8);  // As blob.

    void reserve(std::size_t count) { bytes_.reserve(count); }
    const Bytes& bytes() const { return bytes_; }
    Bytes take() { return std::move(bytes_); }

private:
    void long_varint(std::uint64_t value);

    Bytes bytes_;
};

class Reader {
public:
    explicit Reader(ByteView bytes) : rest_(bytes) {}

    std::uint8_t u8() {
        if (rest_.empty()) {
            fail();
            return 0;
        }
        const std::uint8_t first = rest_.front();
        rest_ = rest_.subspan(1);
        return first;
    }
    std::uint64_t varint() {
        if (!rest_.empty() && rest_.front() < 0x80) return u8();
        return long_varint();
    }
    std::int64_t zigzag() {
        const std::uint64_t value = varint();
        return static_cast<std::int64_t>(value >> 1) ^ -static_cast<std::int64_t>(value & 1);
    }
    std::uint64_t u64();
    double f64();
    ByteView raw(std::size_t count) {
        if (failed_ || count > rest_.size()) {
            fail();
            return {};
        }
        const ByteView got = rest_.first(count);
        rest_ = rest_.subspan(count);
        return got;
    }
    ByteView blob();
    std::string text();
    /// A count of things that take at least one byte each: fails when the rest cannot hold it.
    std::size_t count();

    template <std::size_t N>
    std::array<std::uint8_t, N> fixed() {
        std::array<std::uint8_t, N> out{};
        const ByteView got = raw(N);
        for (std::size_t i = 0; i < got.size(); ++i) out[i] = got[i];
        return out;
    }

    bool ok() const { return !failed_; }
    bool done() const { return ok() && rest_.empty(); }
    void fail() {
        failed_ = true;
        rest_ = {};
    }
    std::size_t left() const { return rest_.size(); }

private:
    std::uint64_t long_varint();

    ByteView rest_;
    bool failed_ = false;
};

ByteView view_of(std::string_view text);
std::string_view text_of(ByteView bytes);

std::string hex(ByteView bytes);  // Lower case.
Result<Bytes> bytes_from_hex(std::string_view hex);
std::string base64(ByteView bytes);
Result<Bytes> bytes_from_base64(std::string_view text);

}  // namespace adit
