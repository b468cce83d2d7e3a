#include "record/change_bytes.h"
#include "record/path_form.h"

#include <algorithm>
#include <bit>
#include <cmath>

namespace adit::record {
namespace {

constexpr std::int64_t kDigitsMax = std::int64_t{1} << 53;

std::int64_t apart(std::int64_t from, std::int64_t to) {  // Wraps: every pair has one distance.
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(to) -
                                     static_cast<std::uint64_t>(from));
}

constexpr double kTens[] = {1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9};

/// What stands in a tag's upper half: the value's type, a review's state, a link's sense.
struct TagUpper {
    std::size_t operator()(const Put& put) const { return put.value.index(); }
    std::size_t operator()(const Compute& compute) const { return compute.value.index(); }
    std::size_t operator()(const Resolve& resolve) const { return resolve.chosen.index(); }
    std::size_t operator()(const Review& review) const {
        return static_cast<std::size_t>(review.state);
    }
    std::size_t operator()(const DuplicateOf& link) const { return link.linked ? 1 : 0; }
    std::size_t operator()(const auto&) const { return 0; }
};

}  // namespace

double number_of(const Decimal& decimal) {
    return static_cast<double>(decimal.digits) / kTens[decimal.power];
}

Decimal decimal_of(double number) {
    for (int power = 0; power < Decimal::kRaw; ++power) {
        const double scaled = number * kTens[power];
        if (!(std::abs(scaled) <= static_cast<double>(kDigitsMax))) break;
        const Decimal decimal{power, std::llround(scaled)};
        const bool same = std::bit_cast<std::uint64_t>(number_of(decimal)) ==
                          std::bit_cast<std::uint64_t>(number);
        if (same) return decimal;
    }
    return {};
}

bool is_canonical(const Decimal& decimal) {
    // Two decimals of up to fifteen digits are two numbers: only a nought at the end says it twice.
    constexpr std::int64_t kPlainlyTold = 1'000'000'000'000'000;
    if (std::abs(decimal.digits) < kPlainlyTold) {
        return decimal.power == 0 || decimal.digits % 10 != 0;
    }
    const Decimal canonical = decimal_of(number_of(decimal));
    return canonical.power == decimal.power && canonical.digits == decimal.digits;
}

std::string path_pattern(const NodePath& path) {
    std::string out;
    out.reserve(path.text.size());
    bool inside = false;
    for (const char c : path.text) {
        if (c == ']') inside = false;
        if (!inside) out.push_back(c);
        if (c == '[') inside = true;
    }
    return out;
}

std::string heading_of(const Change& change) {
    Writer out;
    out.reserve(64);  // Mostly.
    out.text(change.author);
    out.text(change.form.id);
    out.text(change.form.version);
    out.zigzag(change.offset_min);
    return std::string(adit::text_of(out.bytes()));
}

struct ValueBody {
    ChangeWriter& to;

    void operator()(const Nothing&) const {}
    void operator()(std::int64_t number) const { to.out_.zigzag(number); }
    void operator()(double number) const { to.decimal(number); }
    void operator()(const std::string& text) const { to.out_.text(text); }
    void operator()(const Choice& choice) const { to.name(SymbolKind::Choice, choice.name); }
    void operator()(const Choices& choices) const {
        to.out_.varint(choices.names.size());
        for (const std::string& name : choices.names) to.name(SymbolKind::Choice, name);
    }
    void operator()(const Date& date) const { to.out_.zigzag(date.days); }
    void operator()(const TimeOfDay& time) const {
        to.out_.zigzag(time.ms);
        to.out_.zigzag(time.offset_min);
    }
    void operator()(const DateTime& when) const {
        to.out_.zigzag(apart(to.wall_ms_, when.utc_ms));
        to.out_.zigzag(when.offset_min);
    }
    void operator()(const geo::Point& point) const { to.point(point); }
    void operator()(const Geotrace& trace) const { to.points(trace.points); }
    void operator()(const Geoshape& shape) const { to.points(shape.points); }
    void operator()(const AttachmentRef& file) const {
        to.out_.raw(file.hash);
        to.out_.varint(file.size_bytes);
        to.out_.text(file.name);
    }
};

struct OperationBody {
    ChangeWriter& to;

    void operator()(const Put& put) const {
        to.path(put.path);
        to.value(put.value);
        to.dots(put.replaces);
    }
    void operator()(const Compute& compute) const {
        to.path(compute.path);
        to.value(compute.value);
    }
    void operator()(const AddInstance& add) const { to.path(add.instance); }
    void operator()(const RemoveInstance& remove) const {
        to.path(remove.instance);
        to.dots(remove.seen);
    }
    void operator()(const Finalise& finalise) const { to.dots(finalise.seen); }
    void operator()(const Reopen& reopen) const {
        to.out_.text(reopen.reason);
        to.dots(reopen.seen);
    }
    void operator()(const Review& review) const {
        to.out_.text(review.reason);
        to.dots(review.seen);
    }
    void operator()(const Comment& comment) const {
        to.path(comment.path);
        to.out_.text(comment.text);
    }
    void operator()(const Flag& flag) const {
        to.path(flag.path);
        to.out_.text(flag.why);
    }
    void operator()(const Attach& attach) const {
        to.path(attach.path);
        to.value(Value{attach.blob});
    }
    void operator()(const Delete& deletion) const {
        to.out_.text(deletion.reason);
        to.dots(deletion.seen);
    }
    void operator()(const Restore& restore) const { to.dots(restore.seen); }
    void operator()(const Resolve& resolve) const {
        to.path(resolve.path);
        to.value(resolve.chosen);
        to.dots(resolve.replaces);
    }
    void operator()(const DuplicateOf& link) const { to.out_.raw(link.record.uuid.bytes); }
    void operator()(const Mark& mark) const { to.name(SymbolKind::Choice, mark.word); }
};

void ChangeWriter::change(const Change& change) {
    number_ = change.dot.number;
    wall_ms_ = change.wall_ms;
    out_.u64(change.clock.bits);
    out_.zigzag(apart(change.clock.ms(), change.wall_ms));
    name(SymbolKind::Heading, heading_of(change));
    record(change.record);
    out_.varint(change.operations.size());
    for (const Operation& each : change.operations) operation(each);
}

void ChangeWriter::operation(const Operation& operation) {
    const std::size_t upper = std::visit(TagUpper{}, operation);
    out_.u8(static_cast<std::uint8_t>(upper << 4 | operation.index()));
    std::visit(OperationBody{*this}, operation);
}

void ChangeWriter::value(const Value& value) { std::visit(ValueBody{*this}, value); }

void ChangeWriter::path(const NodePath& path) {
    if (const auto next = table_->guess_path(path.text)) {
        out_.varint(*next + std::uint64_t{1});
        return;
    }
    const bool has_instances = path.text.find('[') != std::string::npos;
    const std::string pattern = has_instances ? path_pattern(path) : path.text;
    // A path without instances that the feed has named before was looked at then.
    const Named named = name(SymbolKind::Path, pattern);
    if ((has_instances || named.is_new) && !path.text.empty() && !is_node_path(path.text)) {
        wrong_path_ = true;
    }
    table_->note_path(named.number, !has_instances);
    if (!has_instances) return;
    for (const InstanceId id : path.instances()) instance(id);
}

void ChangeWriter::instance(InstanceId id) {
    const auto named = std::find(instances_.begin(), instances_.end(), id);
    if (named != instances_.end()) {
        out_.varint(static_cast<std::uint64_t>(named - instances_.begin()) + 1);
        return;
    }
    out_.varint(0);
    out_.u64(id.value);
    instances_.push_back(id);
}

ChangeWriter::Named ChangeWriter::name(SymbolKind kind, const std::string& text) {
    const auto known = table_ != nullptr ? table_->find(kind, text) : std::nullopt;
    if (known) {
        out_.varint(*known + std::uint64_t{kind == SymbolKind::Feed ? 2u : 1u});
        return {.number = *known, .is_new = false};
    }
    Named named{.number = 0, .is_new = true};
    if (table_ != nullptr) {
        out_.varint(0);
        named.number = static_cast<std::uint32_t>(table_->size(kind));
        table_->add(kind, text);
    }
    out_.text(text);
    return named;
}

void ChangeWriter::dots(const std::vector<Dot>& dots) {
    if (dots.empty()) return out_.u8(0);  // Mostly.
    out_.varint(dots.size());
    for (const Dot& dot : dots) {
        if (dot.feed == table_->feed()) {
            out_.varint(1);
            out_.varint(number_ - dot.number);
        } else {
            name(SymbolKind::Feed, std::string(adit::text_of(bytes_of(dot.feed))));
            out_.varint(dot.number);
        }
    }
}

void ChangeWriter::record(const RecordId& id) {
    const auto latest = table_->latest_about(id);
    out_.varint(latest ? number_ - *latest : 0);
    if (!latest) out_.raw(id.uuid.bytes);
}

void ChangeWriter::decimal(double number) {
    const Decimal decimal = decimal_of(number);
    out_.u8(static_cast<std::uint8_t>(decimal.power));
    if (decimal.power == Decimal::kRaw) {
        out_.f64(number);
    } else {
        out_.zigzag(decimal.digits);
    }
}

void ChangeWriter::point(const geo::Point& point) {
    decimal(point.latitude);
    decimal(point.longitude);
    decimal(point.altitude_m);
    decimal(point.accuracy_m);
}

void ChangeWriter::points(const std::vector<geo::Point>& points) {
    out_.varint(points.size());
    for (const geo::Point& each : points) point(each);
}

}  // namespace adit::record
