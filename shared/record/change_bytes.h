// The two halves of the change codec: one writes what record/CHANGE.md says, the other reads it
// and refuses every other form. For record/change_codec.cpp.
#pragma once

#include "record/change_codec.h"

namespace adit::record {

/// Names go to the table, or stand inline when there is none.
class ChangeWriter {
public:
    ChangeWriter(Writer& out, SymbolTable* table) : out_(out), table_(table) {}

    void change(const Change& change);
    void value(const Value& value);  // Without its type, which stands in the tag.
    /// Some path was that of no question.
    bool met_wrong_path() const { return wrong_path_; }

private:
    void operation(const Operation& operation);
    void path(const NodePath& path);
    void instance(InstanceId id);
    struct Named {
        std::uint32_t number = 0;  // In the table.
        bool is_new = false;
    };
    Named name(SymbolKind kind, const std::string& text);
    void dots(const std::vector<Dot>& dots);
    void record(const RecordId& id);
    void decimal(double number);
    void point(const geo::Point& point);
    void points(const std::vector<geo::Point>& points);

    friend struct ValueBody;
    friend struct OperationBody;

    Writer& out_;
    SymbolTable* table_;
    std::uint64_t number_ = 0;
    std::int64_t wall_ms_ = 0;
    std::vector<InstanceId> instances_;  // Named in this change, in order.
    bool wrong_path_ = false;
};

/// How a reader stands to its table: it reads the feed's next change and learns its names, one of
/// the feed's past and already knows them, or a value that has no feed.
struct ReaderTable {
    const SymbolTable* known = nullptr;
    SymbolTable* learns = nullptr;
};

class ChangeReader {
public:
    ChangeReader(ByteView bytes, ReaderTable table) : in_(bytes), table_(table) {}

    /// `past`: the record of a change that is not the table's next.
    Change change(std::uint64_t number, const RecordId* past);
    Value value(std::size_t type);
    bool done() const { return in_.done(); }
    std::uint8_t u8() { return in_.u8(); }

private:
    Operation operation();
    NodePath path();
    InstanceId instance();
    std::string name(SymbolKind kind);
    std::string known_name(SymbolKind kind, std::uint64_t place);
    std::string new_name(SymbolKind kind);
    std::vector<Dot> dots();
    FeedId feed();
    RecordId record(const RecordId* past);
    void heading(Change& change);
    Choices choices();
    AttachmentRef attachment();
    double decimal();
    geo::Point point();
    std::vector<geo::Point> points();
    std::int16_t offset();
    std::int32_t number32();

    Reader in_;
    ReaderTable table_;
    std::uint64_t number_ = 0;
    std::int64_t wall_ms_ = 0;
    std::vector<InstanceId> instances_;
};

/// A decimal as digits and a power of ten, when that gives back the same bits.
struct Decimal {
    static constexpr int kRaw = 10;  // In place of a power: the eight bytes follow.
    int power = kRaw;                // Digits / 10^power.
    std::int64_t digits = 0;
};
Decimal decimal_of(double number);
double number_of(const Decimal& decimal);
/// It is what decimal_of() makes of its number.
bool is_canonical(const Decimal& decimal);

std::string path_pattern(const NodePath& path);  // "/payments/payment[]/payee"
std::string heading_of(const Change& change);

}  // namespace adit::record
