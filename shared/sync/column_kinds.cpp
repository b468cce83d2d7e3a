#include "sync/column_kinds.h"

#include <algorithm>
#include <bit>
#include <numeric>

namespace adit::sync {
namespace {

constexpr std::uint8_t kDifferences = 0x10;  // In a head, beside the width of 0 … 8 bytes.
constexpr std::uint8_t kWidthBits = 0x0F;
constexpr std::uint8_t kRawDecimal = 10;
constexpr std::int64_t kDigitsMax = std::int64_t{1} << 53;
constexpr std::int64_t kTens[] = {1,       10,        100,        1'000,       10'000,
                                  100'000, 1'000'000, 10'000'000, 100'000'000, 1'000'000'000};

std::uint64_t zigzag(std::int64_t value) {
    return difference(static_cast<std::uint64_t>(value), 0);
}
std::int64_t from_zigzag(std::uint64_t value) {
    return static_cast<std::int64_t>(onwards(value, 0));
}

/// How many bits numbers would take that have no pattern.
std::uint64_t bits_of(const std::vector<std::uint64_t>& values) {
    const std::uint64_t least = *std::min_element(values.begin(), values.end());
    std::uint64_t bits = 0;
    for (const std::uint64_t value : values) {
        bits += static_cast<std::uint64_t>(std::bit_width(value - least));
    }
    return bits;
}

std::vector<std::uint64_t> differences_of(const std::vector<std::uint64_t>& values) {
    std::vector<std::uint64_t> out;
    out.reserve(values.size());
    std::uint64_t before = values.front();
    for (const std::uint64_t value : values) {
        out.push_back(difference(value, before));
        before = value;
    }
    return out;
}

std::size_t bytes_for(std::uint64_t greatest) {
    return (static_cast<std::size_t>(std::bit_width(greatest)) + 7) / 8;
}

void write_planes(Writer& out, const std::vector<std::uint64_t>& values, std::size_t width) {
    for (std::size_t plane = width; plane-- > 0;) {
        for (const std::uint64_t value : values) {
            out.u8(static_cast<std::uint8_t>(value >> (8 * plane)));
        }
    }
}

/// The token that has these digits at the greater power; the power itself where none is smaller.
DecimalToken shortened(std::int64_t digits, std::uint8_t power) {
    while (power > 0 && digits % 10 == 0) {
        digits /= 10;
        --power;
    }
    return {power, digits};
}

}  // namespace

bool Numbers::pop(std::uint64_t& value) {
    if (at_ == values_.size()) return false;
    value = values_[at_++];
    return true;
}

void Numbers::write(Sheets& out) const {
    out.heads.varint(values_.size());
    if (values_.empty()) return;
    std::vector<std::uint64_t> values = values_;
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    bool differences = false;
    if (*high - *low > UINT8_MAX) {
        auto apart = differences_of(values);
        differences = bits_of(apart) * 4 < bits_of(values) * 3;
        if (differences) values = std::move(apart);
    }
    const std::uint64_t least = *std::min_element(values.begin(), values.end());
    std::uint64_t factor = 0, greatest = 0;
    for (std::uint64_t& value : values) factor = std::gcd(factor, value -= least);
    if (factor == 0) factor = 1;
    for (std::uint64_t& value : values) greatest = std::max(greatest, value /= factor);

    const std::size_t width = bytes_for(greatest);
    out.heads.u8(static_cast<std::uint8_t>((differences ? kDifferences : 0u) | width));
    if (differences) out.heads.varint(values_.front());
    out.heads.varint(least);
    if (width == 0) return;
    out.heads.varint(factor);
    write_planes(out.values, values, width);
}

bool Numbers::read(SheetReaders& in) {
    const std::uint64_t count = in.heads.varint();
    if (!in.heads.ok() || count > in.left) return false;
    in.left -= static_cast<std::size_t>(count);
    if (count == 0) return true;
    const std::uint8_t how = in.heads.u8();
    const std::size_t width = how & kWidthBits;
    const bool differences = (how & kDifferences) != 0;
    if ((how & ~(kDifferences | kWidthBits)) != 0 || width > sizeof(std::uint64_t)) return false;
    std::uint64_t before = differences ? in.heads.varint() : 0;
    const std::uint64_t least = in.heads.varint();
    const std::uint64_t factor = width == 0 ? 1 : in.heads.varint();

    values_.assign(static_cast<std::size_t>(count), 0);
    for (std::size_t plane = 0; plane < width; ++plane) {
        const ByteView bytes = in.values.raw(values_.size());
        if (!in.values.ok()) return false;
        for (std::size_t i = 0; i < bytes.size(); ++i) values_[i] = values_[i] << 8 | bytes[i];
    }
    for (std::uint64_t& value : values_) {
        value = value * factor + least;
        if (differences) value = before = onwards(value, before);
    }
    return in.heads.ok();
}

bool Decimals::pop(DecimalToken& token) {
    if (at_ == tokens_.size()) return false;
    token = tokens_[at_++];
    return true;
}

// All at the greatest power that one of them has, where that gives each of them back; otherwise
// with the power of each.
void Decimals::write(Sheets& out) const {
    std::uint8_t power = 0;
    for (const DecimalToken& token : tokens_) power = std::max(power, token.power);
    bool one_power = power < kRawDecimal;
    Numbers powers, digits;
    for (const DecimalToken& token : tokens_) {
        if (!one_power) break;
        const std::int64_t tens = kTens[power - token.power];
        const std::int64_t limit = kDigitsMax / tens;
        one_power = token.digits <= limit && token.digits >= -limit;
        if (!one_power) break;
        const DecimalToken back = shortened(token.digits * tens, power);
        one_power = back.power == token.power && back.digits == token.digits;
        digits.push(zigzag(token.digits * tens));
    }
    if (!one_power) digits.clear();
    out.heads.u8(one_power ? power : kRawDecimal);
    if (!one_power) {
        for (const DecimalToken& token : tokens_) {
            powers.push(token.power);
            digits.push(zigzag(token.digits));
        }
        powers.write(out);
    }
    digits.write(out);
}

bool Decimals::read(SheetReaders& in) {
    const std::uint8_t power = in.heads.u8();
    if (!in.heads.ok() || power > kRawDecimal) return false;
    const bool one_power = power < kRawDecimal;
    Numbers powers, digits;
    if (!one_power && !powers.read(in)) return false;
    if (!digits.read(in)) return false;
    if (!one_power && powers.values_.size() != digits.values_.size()) return false;
    for (std::size_t i = 0; i < digits.values_.size(); ++i) {
        const std::int64_t value = from_zigzag(digits.values_[i]);
        if (one_power) {
            tokens_.push_back(shortened(value, power));
        } else if (powers.values_[i] > kRawDecimal) {
            return false;
        } else {
            tokens_.push_back({static_cast<std::uint8_t>(powers.values_[i]), value});
        }
    }
    return true;
}

void Texts::push(std::string_view text, std::uint64_t& before, Phrases& phrases) {
    before = phrases.put(text, before, followers_, phrased_);
    which_.push(phrased_.which);
}

bool Texts::pop(std::string& text, std::uint64_t& before, Phrases& phrases) {
    std::uint64_t which = 0;
    if (!which_.pop(which)) return false;
    before = phrases.take(which, before, followers_, pieces_, text);
    return before != Phrases::kNone;
}

void Texts::write(Sheets& out) const {
    which_.write(out);
    out.heads.varint(phrased_.tokens.size());
    out.heads.varint(phrased_.letters.size());
    out.words.raw(phrased_.tokens);
    out.letters.raw(phrased_.letters);
}

bool Texts::read(SheetReaders& in) {
    if (!which_.read(in)) return false;
    const std::uint64_t tokens = in.heads.varint(), letters = in.heads.varint();
    if (tokens > in.words.left() || letters > in.letters.left()) return false;
    pieces_.tokens = Reader(in.words.raw(static_cast<std::size_t>(tokens)));
    pieces_.letters = Reader(in.letters.raw(static_cast<std::size_t>(letters)));
    return in.heads.ok();
}

void Texts::clear() {
    which_.clear();
    phrased_ = {};
    pieces_ = {};
}

bool Planes::pop(ByteView& value) {
    if (at_ == bytes_.size()) return false;
    value = ByteView(bytes_).subspan(at_, width_);
    at_ += width_;
    return true;
}

void Planes::write(Sheets& out) const {
    out.heads.varint(bytes_.size() / width_);
    for (std::size_t plane = 0; plane < width_; ++plane) {
        for (std::size_t i = plane; i < bytes_.size(); i += width_) out.values.u8(bytes_[i]);
    }
}

bool Planes::read(SheetReaders& in) {
    const std::uint64_t count = in.heads.varint();
    if (!in.heads.ok() || count > in.left || count > in.values.left() / width_) return false;
    in.left -= static_cast<std::size_t>(count);
    bytes_.assign(static_cast<std::size_t>(count) * width_, 0);
    for (std::size_t plane = 0; plane < width_; ++plane) {
        const ByteView bytes = in.values.raw(static_cast<std::size_t>(count));
        for (std::size_t i = 0; i < bytes.size(); ++i) bytes_[i * width_ + plane] = bytes[i];
    }
    return true;
}

LaidOut Layout::sealed() {
    Sheets sheets;
    for (const Column* column : columns_) column->write(sheets);
    clear();
    Writer out;
    out.blob(sheets.heads.bytes());
    out.blob(sheets.values.bytes());
    const std::size_t texts = out.bytes().size();
    out.blob(sheets.words.bytes());
    out.raw(sheets.letters.bytes());
    return {.bytes = out.take(), .texts = texts};
}

void Layout::clear() {
    for (Column* column : columns_) {
        column->clear();
        column->used_ = false;
    }
    columns_.clear();
}

Laid::Laid(ByteView layout, std::size_t values_max)
    : in_{Reader({}), Reader({}), Reader({}), Reader({}), values_max} {
    Reader in(layout);
    in_.heads = Reader(in.blob());
    in_.values = Reader(in.blob());
    in_.words = Reader(in.blob());
    in_.letters = Reader(in.raw(in.left()));
    ok_ = in.ok();
}

Laid::~Laid() {
    for (Column* column : columns_) {
        column->clear();
        column->used_ = false;
    }
}

void Laid::open(Column& column) {
    column.used_ = true;
    columns_.push_back(&column);
    ok_ = column.read(in_);
}

bool Laid::done() const {
    return ok_ && in_.heads.done() && in_.values.done() && in_.words.done() && in_.letters.done() &&
           std::all_of(columns_.begin(), columns_.end(),
                       [](const Column* column) { return column->is_spent(); });
}

}  // namespace adit::sync
