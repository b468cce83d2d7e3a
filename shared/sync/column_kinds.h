// The columns of a layout and their bytes: numbers, decimals, texts, fixed widths. For
// sync/columns.cpp; the bytes are in sync/PROTOCOL.md, "Columns".
//
// A column lives as long as what it belongs to; what stands in it lasts for one layout. Layout
// collects the columns in the order of their first use and writes them; Laid reads them back in
// that order, each when it is first asked for. Nothing here knows what a change is.
#pragma once

#include "base/bytes.h"
#include "sync/columns.h"
#include "sync/phrases.h"

#include <cstdint>
#include <vector>

namespace adit::sync {

/// zigzag of value − guess, wrapping: every pair has one; and the way back.
inline std::uint64_t difference(std::uint64_t value, std::uint64_t guess) {
    const std::uint64_t apart = value - guess;
    return apart << 1 ^ (apart >> 63 != 0 ? UINT64_MAX : 0);
}
inline std::uint64_t onwards(std::uint64_t apart, std::uint64_t guess) {
    return guess + (apart >> 1 ^ ((apart & 1) != 0 ? UINT64_MAX : 0));
}

/// Where columns are written: what describes them, their values, their texts as words, new words.
struct Sheets {
    Writer heads, values, words, letters;
};
/// Where they are read from. `left`: how many values may still come.
struct SheetReaders {
    Reader heads, values, words, letters;
    std::size_t left = 0;
};

class Column {
public:
    virtual ~Column() = default;

private:
    friend class Layout;
    friend class Laid;
    virtual void write(Sheets& out) const = 0;
    virtual bool read(SheetReaders& in) = 0;  // False: damaged.
    virtual bool is_spent() const = 0;        // Each value was taken.
    virtual void clear() = 0;
    bool used_ = false;
};

class Numbers final : public Column {
public:
    void push(std::uint64_t value) { values_.push_back(value); }
    bool pop(std::uint64_t& value);

private:
    friend class Decimals;
    friend class Texts;
    void write(Sheets& out) const override;
    bool read(SheetReaders& in) override;
    bool is_spent() const override { return at_ == values_.size(); }
    void clear() override {
        values_.clear();
        at_ = 0;
    }
    std::vector<std::uint64_t> values_;
    std::size_t at_ = 0;
};

/// Digits and a power of ten, as a change has them; power 10: the bits of IEEE 754.
struct DecimalToken {
    std::uint8_t power = 0;
    std::int64_t digits = 0;
};
class Decimals final : public Column {
public:
    void push(const DecimalToken& token) { tokens_.push_back(token); }
    bool pop(DecimalToken& token);

private:
    void write(Sheets& out) const override;
    bool read(SheetReaders& in) override;
    bool is_spent() const override { return at_ == tokens_.size(); }
    void clear() override {
        tokens_.clear();
        at_ = 0;
    }
    std::vector<DecimalToken> tokens_;
    std::size_t at_ = 0;
};

/// Texts by the words they are made of. What has followed what is kept from layout to layout.
class Texts final : public Column {
public:
    /// `before`: the number of the text in front of it; becomes this one's.
    void push(std::string_view text, std::uint64_t& before, Phrases& phrases);
    bool pop(std::string& text, std::uint64_t& before, Phrases& phrases);

private:
    void write(Sheets& out) const override;
    bool read(SheetReaders& in) override;
    bool is_spent() const override {
        return which_.is_spent() && pieces_.tokens.done() && pieces_.letters.done();
    }
    void clear() override;

    Numbers which_;
    Phrased phrased_;  // Being written.
    Pieces pieces_;    // Being read.
    Followers followers_;
};

/// Values of one width, each byte of them in a plane of its own.
class Planes final : public Column {
public:
    explicit Planes(std::size_t width) : width_(width) {}
    std::size_t width() const { return width_; }
    void push(ByteView value) { bytes_.insert(bytes_.end(), value.begin(), value.end()); }
    bool pop(ByteView& value);

private:
    void write(Sheets& out) const override;
    bool read(SheetReaders& in) override;
    bool is_spent() const override { return at_ == bytes_.size(); }
    void clear() override {
        bytes_.clear();
        at_ = 0;
    }
    std::size_t width_;
    Bytes bytes_;
    std::size_t at_ = 0;
};

/// Columns in the order of their first use.
class Layout {
public:
    ~Layout() { clear(); }
    void use(Column& column) {
        if (column.used_) return;
        column.used_ = true;
        columns_.push_back(&column);
    }
    LaidOut sealed();

private:
    void clear();
    std::vector<Column*> columns_;
};

/// A layout being read. After something was not as it must be, ok() is false for good and what is
/// taken is empty.
class Laid {
public:
    /// At most `values_max` values in all.
    Laid(ByteView layout, std::size_t values_max);
    ~Laid();

    template <class Kind, class... Values>
    void pop(Kind& column, Values&... values) {
        if (ok_ && !column.used_) open(column);
        ok_ = ok_ && column.pop(values...);
    }
    bool ok() const { return ok_; }
    void fail() { ok_ = false; }
    /// All of it was taken and nothing is left over.
    bool done() const;

private:
    void open(Column& column);
    SheetReaders in_;
    bool ok_ = true;
    std::vector<Column*> columns_;
};

}  // namespace adit::sync
