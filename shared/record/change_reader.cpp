#include "record/change_bytes.h"
#include "record/path_form.h"

#include <algorithm>
#include <bit>
#include <limits>

namespace adit::record {
namespace {

std::int64_t onwards(std::int64_t from, std::int64_t distance) {
    return static_cast<std::int64_t>(static_cast<std::uint64_t>(from) +
                                     static_cast<std::uint64_t>(distance));
}

template <class T>
bool fits(std::int64_t number) {
    return number >= std::numeric_limits<T>::min() && number <= std::numeric_limits<T>::max();
}

bool is_pattern(std::string_view pattern) {
    if (pattern.empty()) return true;  // A comment on the whole record.
    std::string filled;
    for (std::size_t i = 0; i < pattern.size(); ++i) {
        const bool closes = pattern[i] == ']';
        if (closes && (i == 0 || pattern[i - 1] != '[')) return false;
        if (closes) filled += "0000000000000000";
        filled.push_back(pattern[i]);
    }
    return is_node_path(filled);
}

}  // namespace

Change ChangeReader::change(std::uint64_t number, const RecordId* past) {
    Change change;
    number_ = number;
    change.dot = {table_.known->feed(), number};
    change.clock = {in_.u64()};
    wall_ms_ = change.wall_ms = onwards(change.clock.ms(), in_.zigzag());
    heading(change);
    change.record = record(past);
    const std::size_t operations = in_.count();
    if (operations == 0 || operations > kOperationsMax) in_.fail();
    if (in_.ok()) change.operations.reserve(operations);
    for (std::size_t i = 0; i < operations && in_.ok(); ++i) {
        change.operations.push_back(operation());
    }
    return change;
}

void ChangeReader::heading(Change& change) {
    const std::string text = name(SymbolKind::Heading);
    Reader heading(view_of(text));
    change.author = heading.text();
    change.form.id = heading.text();
    change.form.version = heading.text();
    const std::int64_t offset = heading.zigzag();
    if (!heading.done() || !fits<std::int16_t>(offset)) in_.fail();
    change.offset_min = static_cast<std::int16_t>(offset);
}

Operation ChangeReader::operation() {
    const std::uint8_t tag = in_.u8();
    const std::size_t upper = tag >> 4;
    const auto none = [&] {
        if (upper != 0) in_.fail();
    };
    // Braced lists are evaluated from left to right: the order of the bytes.
    switch (tag & 15) {
        case 0:
            return Put{path(), value(upper), dots()};
        case 1:
            return Compute{path(), value(upper)};
        case 2:
            none();
            return AddInstance{path()};
        case 3:
            none();
            return RemoveInstance{path(), dots()};
        case 4:
            none();
            return Finalise{dots()};
        case 5:
            none();
            return Reopen{in_.text(), dots()};
        case 6:
            if (upper > static_cast<std::size_t>(ReviewState::Rejected)) in_.fail();
            return Review{static_cast<ReviewState>(upper), in_.text(), dots()};
        case 7:
            none();
            return Comment{path(), in_.text()};
        case 8:
            none();
            return Flag{path(), in_.text()};
        case 9:
            none();
            return Attach{path(), attachment()};
        case 10:
            none();
            return Delete{in_.text(), dots()};
        case 11:
            none();
            return Restore{dots()};
        case 12:
            return Resolve{path(), value(upper), dots()};
        case 13:
            if (upper > 1) in_.fail();
            return DuplicateOf{{Uuid{in_.fixed<16>()}}, upper == 1};
        case 14:
            none();
            return Mark{name(SymbolKind::Choice)};
        default:
            in_.fail();
            return Restore{};
    }
}

Value ChangeReader::value(std::size_t type) {
    switch (type) {
        case 0:
            return Nothing{};
        case 1:
            return in_.zigzag();
        case 2:
            return decimal();
        case 3:
            return in_.text();
        case 4:
            return Choice{name(SymbolKind::Choice)};
        case 5:
            return choices();
        case 6:
            return Date{number32()};
        case 7:
            return TimeOfDay{number32(), offset()};
        case 8:
            return DateTime{onwards(wall_ms_, in_.zigzag()), offset()};
        case 9:
            return point();
        case 10:
            return Geotrace{points()};
        case 11:
            return Geoshape{points()};
        case 12:
            return attachment();
        default:
            in_.fail();
            return Nothing{};
    }
}

Choices ChangeReader::choices() {
    Choices choices;
    const std::size_t count = in_.count();
    for (std::size_t i = 0; i < count && in_.ok(); ++i) {
        choices.names.push_back(name(SymbolKind::Choice));
    }
    return choices;
}

AttachmentRef ChangeReader::attachment() { return {in_.fixed<32>(), in_.varint(), in_.text()}; }

NodePath ChangeReader::path() {
    std::string pattern = name(SymbolKind::Path);
    if (pattern.find('[') == std::string::npos) return {std::move(pattern)};
    NodePath path;
    for (const char c : pattern) {
        if (c == '[') {
            path = path.instance(instance());
        } else if (c != ']') {
            path.text.push_back(c);
        }
        if (!in_.ok()) return {};
    }
    return path;
}

InstanceId ChangeReader::instance() {
    const std::uint64_t place = in_.varint();
    if (place > instances_.size()) in_.fail();
    if (!in_.ok()) return {};
    if (place > 0) return instances_[static_cast<std::size_t>(place - 1)];
    const InstanceId id{in_.u64()};
    if (std::find(instances_.begin(), instances_.end(), id) != instances_.end()) in_.fail();
    instances_.push_back(id);
    return id;
}

std::string ChangeReader::name(SymbolKind kind) {
    if (table_.known == nullptr) return in_.text();
    const std::uint64_t place = in_.varint();
    if (!in_.ok()) return {};
    return place == 0 ? new_name(kind) : known_name(kind, place - 1);
}

std::string ChangeReader::known_name(SymbolKind kind, std::uint64_t place) {
    const std::string* text = table_.known->text_at(kind, place);
    if (text != nullptr) return *text;
    in_.fail();
    return {};
}

std::string ChangeReader::new_name(SymbolKind kind) {
    std::string text = in_.text();
    if (table_.learns == nullptr) return text;  // Of the past: checked when it was learnt.
    const bool taken = table_.learns->find(kind, text).has_value();
    const bool full = text.size() > kSymbolBytesMax || table_.learns->size(kind) >= kSymbolsMax;
    const bool malformed = kind == SymbolKind::Path && !is_pattern(text);
    if (taken || full || malformed || !in_.ok()) {
        in_.fail();
        return {};
    }
    table_.learns->add(kind, text);
    return text;
}

FeedId ChangeReader::feed() {
    const std::uint64_t place = in_.varint();
    if (!in_.ok()) return {};
    if (place == 1) return table_.known->feed();
    const std::string text =
        place == 0 ? new_name(SymbolKind::Feed) : known_name(SymbolKind::Feed, place - 2);
    auto feed = feed_from(view_of(text));
    if (!feed || *feed == table_.known->feed()) {
        in_.fail();
        return {};
    }
    return *std::move(feed);
}

std::vector<Dot> ChangeReader::dots() {
    const std::size_t count = in_.count();
    if (count > kDotsMax) in_.fail();
    std::vector<Dot> dots;
    for (std::size_t i = 0; i < count && in_.ok(); ++i) {
        Dot dot{feed(), 0};
        const std::uint64_t said = in_.varint();
        const bool own = dot.feed == table_.known->feed();
        if (said == 0 || (own && said >= number_)) in_.fail();
        dot.number = own ? number_ - said : said;
        dots.push_back(std::move(dot));
    }
    return dots;
}

RecordId ChangeReader::record(const RecordId* past) {
    const std::uint64_t distance = in_.varint();
    RecordId id;
    if (distance == 0) id.uuid.bytes = in_.fixed<16>();
    if (past != nullptr) return *past;
    if (!in_.ok()) return id;

    if (distance > 0) {
        const RecordId* named =
            distance < number_ ? table_.known->record_at(number_ - distance) : nullptr;
        if (named == nullptr) {
            in_.fail();
            return id;
        }
        id = *named;
    }
    const auto latest = table_.known->latest_about(id);
    const std::uint64_t shortest = latest ? number_ - *latest : 0;
    if (distance != shortest) in_.fail();
    return id;
}

double ChangeReader::decimal() {
    const int power = in_.u8();
    if (power > Decimal::kRaw) in_.fail();
    if (!in_.ok()) return 0;
    if (power == Decimal::kRaw) {
        const double number = in_.f64();
        if (decimal_of(number).power != Decimal::kRaw) in_.fail();
        return number;
    }
    const Decimal decimal{power, in_.zigzag()};
    if (!is_canonical(decimal)) in_.fail();
    return number_of(decimal);
}

geo::Point ChangeReader::point() { return {decimal(), decimal(), decimal(), decimal()}; }

std::vector<geo::Point> ChangeReader::points() {
    const std::size_t count = in_.count();
    if (count > kPointsMax) in_.fail();
    std::vector<geo::Point> points;
    for (std::size_t i = 0; i < count && in_.ok(); ++i) points.push_back(point());
    return points;
}

std::int16_t ChangeReader::offset() {
    const std::int64_t offset = in_.zigzag();
    if (!fits<std::int16_t>(offset)) in_.fail();
    return static_cast<std::int16_t>(offset);
}

std::int32_t ChangeReader::number32() {
    const std::int64_t number = in_.zigzag();
    if (!fits<std::int32_t>(number)) in_.fail();
    return static_cast<std::int32_t>(number);
}

}  // namespace adit::record
