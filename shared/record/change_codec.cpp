#include "record/change_codec.h"

#include "base/text.h"
#include "record/change_bytes.h"
#include "record/path_form.h"

#include <algorithm>
#include <cmath>

namespace adit::record {
namespace {

constexpr int kOffsetMaxMin = 24 * 60;
constexpr std::int32_t kDayMs = 86'400'000;
constexpr std::size_t kUsualBytes = 1024;  // Most changes are shorter.

Error wrong(std::string_view what) { return {Code::BadInput, std::string(what)}; }

bool is_text(std::string_view text, std::size_t bytes_max) {
    return text.size() <= bytes_max && is_utf8(text);
}

bool is_offset(int offset_min) { return std::abs(offset_min) <= kOffsetMaxMin; }

bool is_finite(const geo::Point& point) {
    return std::isfinite(point.latitude) && std::isfinite(point.longitude) &&
           std::isfinite(point.altitude_m) && std::isfinite(point.accuracy_m);
}

bool are_points(const std::vector<geo::Point>& points) {
    return points.size() <= kPointsMax && std::all_of(points.begin(), points.end(), is_finite);
}

/// What is wrong with a value, or "".
struct ValueFault {
    std::string_view operator()(const Nothing&) const { return {}; }
    std::string_view operator()(std::int64_t) const { return {}; }
    std::string_view operator()(double number) const {
        return std::isfinite(number) ? "" : "a number is not finite: give another";
    }
    std::string_view operator()(const std::string& text) const {
        return is_text(text, kTextBytesMax) ? "" : "a text is longer than 64 KiB or not UTF-8";
    }
    std::string_view operator()(const Choice& choice) const { return name(choice.name); }
    std::string_view operator()(const Choices& choices) const {
        if (choices.names.size() > kChoicesMax) return "more than 1000 choices are chosen";
        for (const std::string& each : choices.names) {
            if (!name(each).empty()) return name(each);
        }
        return {};
    }
    std::string_view operator()(const Date&) const { return {}; }
    std::string_view operator()(const TimeOfDay& time) const {
        const bool good = time.ms >= 0 && time.ms < kDayMs && is_offset(time.offset_min);
        return good ? "" : "a time of day is not within a day";
    }
    std::string_view operator()(const DateTime& when) const {
        return is_offset(when.offset_min) ? "" : "a time zone is further than a day from UTC";
    }
    std::string_view operator()(const geo::Point& point) const {
        return is_finite(point) ? "" : "a place has a number that is not finite";
    }
    std::string_view operator()(const Geotrace& trace) const { return line(trace.points); }
    std::string_view operator()(const Geoshape& shape) const { return line(shape.points); }
    std::string_view operator()(const AttachmentRef& file) const { return name(file.name); }

    static std::string_view name(std::string_view text) {
        return is_text(text, kNameBytesMax) ? "" : "a name is longer than 255 bytes or not UTF-8";
    }
    static std::string_view line(const std::vector<geo::Point>& points) {
        return are_points(points) ? "" : "a line has more than 20000 points or one not finite";
    }
};

/// What is wrong with an operation of the change `dot`, or "".
struct OperationFault {
    const Dot& dot;
    bool paths_known = false;  // They were read by names that were checked when they were learnt.

    std::string_view operator()(const Put& put) const {
        return first(path(put.path), value(put.value), dots(put.replaces));
    }
    std::string_view operator()(const Compute& compute) const {
        return first(path(compute.path), value(compute.value));
    }
    std::string_view operator()(const AddInstance& add) const { return instance(add.instance); }
    std::string_view operator()(const RemoveInstance& remove) const {
        return first(instance(remove.instance), dots(remove.seen));
    }
    std::string_view operator()(const Finalise& finalise) const { return dots(finalise.seen); }
    std::string_view operator()(const Reopen& reopen) const {
        return first(value(reopen.reason), dots(reopen.seen));
    }
    std::string_view operator()(const Review& review) const {
        return first(value(review.reason), dots(review.seen));
    }
    std::string_view operator()(const Comment& comment) const {
        return first(path_or_all(comment.path), value(comment.text));
    }
    std::string_view operator()(const Flag& flag) const {
        return first(path_or_all(flag.path), value(flag.why));
    }
    std::string_view operator()(const Attach& attach) const {
        return first(path_or_all(attach.path), value(attach.blob));
    }
    std::string_view operator()(const Delete& deletion) const {
        return first(value(deletion.reason), dots(deletion.seen));
    }
    std::string_view operator()(const Restore& restore) const { return dots(restore.seen); }
    std::string_view operator()(const Resolve& resolve) const {
        return first(path(resolve.path), value(resolve.chosen), dots(resolve.replaces));
    }
    std::string_view operator()(const DuplicateOf&) const { return {}; }
    std::string_view operator()(const Mark& mark) const { return ValueFault::name(mark.word); }

private:
    static std::string_view first(std::string_view one, std::string_view two,
                                  std::string_view three = {}) {
        return !one.empty() ? one : !two.empty() ? two : three;
    }
    std::string_view path(const NodePath& path) const {
        if (paths_known && !path.text.empty() && path.text.size() <= kPathBytesMax) return "";
        return is_node_path(path.text) ? "" : "a path is not that of a question";
    }
    std::string_view path_or_all(const NodePath& node) const {
        return node.text.empty() ? "" : path(node);
    }
    std::string_view instance(const NodePath& node) const {
        const bool ends = !node.text.empty() && node.text.back() == ']';
        return ends ? path(node) : "a path does not end in an instance of a repeat";
    }
    static std::string_view value(const Value& value) { return std::visit(ValueFault{}, value); }
    std::string_view dots(const std::vector<Dot>& dots) const {
        return dots.empty() ? std::string_view() : some_dots(dots);
    }
    std::string_view some_dots(const std::vector<Dot>& dots) const {
        if (dots.size() > kDotsMax) return "more than 4096 writings are named at once";
        for (std::size_t i = 0; i < dots.size(); ++i) {
            if (i > 0 && !(dots[i - 1] < dots[i])) return "dots are not in order, each once";
            if (dots[i].number == 0 || !feed_from(bytes_of(dots[i].feed))) return "a dot is none";
            if (dots[i].feed == dot.feed && dots[i].number >= dot.number) {
                return "a change names its own feed's future";
            }
        }
        return {};
    }
};

Status fit(const Change& change, bool paths_known) {
    for (const std::string* name : {&change.author, &change.form.id, &change.form.version}) {
        const auto fault = ValueFault::name(*name);
        if (!fault.empty()) return wrong(fault);
    }
    if (!is_offset(change.offset_min)) return wrong("a time zone is further than a day from UTC");
    if (change.operations.empty()) return wrong("a change without operations says nothing");
    if (change.operations.size() > kOperationsMax) {
        return wrong("a change has more than 10000 operations: split it");
    }
    const OperationFault fault_of{change.dot, paths_known};
    for (const Operation& operation : change.operations) {
        const auto fault = std::visit(fault_of, operation);
        if (!fault.empty()) return wrong(fault);
    }
    return Done{};
}

Error not_canonical() { return wrong("the bytes are not a change in its canonical form"); }

}  // namespace

Status well_formed(const Change& change) { return fit(change, false); }

Result<Bytes> encode(const Change& change, SymbolTable& table) {
    ENSURE(change.dot.feed == table.feed() && change.dot.number == table.next_number());
    TRY(fit(change, true));
    const auto before = table.mark();
    Writer out;
    out.reserve(kUsualBytes);
    ChangeWriter writer(out, &table);
    writer.change(change);
    if (writer.met_wrong_path()) {
        table.back_to(before);
        return wrong("a path is not that of a question");
    }

    const auto after = table.mark();
    const bool names_fit = std::all_of(after.begin(), after.end(),
                                       [](std::size_t size) { return size <= kSymbolsMax; });
    if (out.bytes().size() > kChangeBytesMax || !names_fit) {
        table.back_to(before);
        return wrong("a change is larger than 1 MiB: split it, or shorten its texts");
    }
    table.close_change(change.record);
    return out.take();
}

Result<Change> decode(ByteView bytes, SymbolTable& table) {
    if (bytes.size() > kChangeBytesMax) return wrong("a change is larger than 1 MiB");
    const auto before = table.mark();
    ChangeReader in(bytes, {.known = &table, .learns = &table});
    Change change = in.change(table.next_number(), nullptr);
    if (!in.done() || !fit(change, true)) {
        table.back_to(before);
        return not_canonical();
    }
    table.close_change(change.record);
    return change;
}

Result<Change> decode_past(ByteView bytes, const SymbolTable& table, std::uint64_t number,
                           const RecordId& id) {
    ChangeReader in(bytes, {.known = &table, .learns = nullptr});
    Change change = in.change(number, &id);
    if (!in.done()) return not_canonical();
    return change;
}

Bytes bytes_of(const FeedId& feed) {
    Writer out;
    out.raw(view_of(feed.scope.code));
    out.raw(feed.device.bytes);
    for (int i = 0; i < 4; ++i) out.u8(static_cast<std::uint8_t>(feed.epoch >> (8 * i)));
    return out.take();
}

Result<FeedId> feed_from(ByteView bytes) {
    Reader in(bytes);
    auto scope = scope_id_from(adit::text_of(in.raw(3)));
    FeedId feed{.scope = {}, .device = {in.fixed<16>()}, .epoch = 0};
    for (int i = 0; i < 4; ++i) feed.epoch |= std::uint32_t{in.u8()} << (8 * i);
    if (!scope || !in.done()) return wrong("the bytes do not name a feed");
    feed.scope = *std::move(scope);
    return feed;
}

Bytes bytes_of(const Value& value) {
    Writer out;
    out.u8(static_cast<std::uint8_t>(value.index()));
    ChangeWriter(out, nullptr).value(value);
    return out.take();
}

Result<Value> value_from_bytes(ByteView bytes) {
    ChangeReader in(bytes, {});
    Value value = in.value(in.u8());
    if (!in.done() || !std::visit(ValueFault{}, value).empty()) {
        return wrong("the bytes are not a value");
    }
    return value;
}

void put_in_order(std::vector<Dot>& dots) {
    if (dots.size() < 2) return;
    std::sort(dots.begin(), dots.end());
    dots.erase(std::unique(dots.begin(), dots.end()), dots.end());
}

}  // namespace adit::record
