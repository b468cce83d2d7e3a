#include "base/text.h"
#include "xlsform/archive.h"
#include "xlsform/cell_text.h"
#include "xlsform/sheet.h"

#include <algorithm>
#include <charconv>

namespace adit::xlsform {
namespace {

constexpr std::size_t kBookBytesMax = std::size_t{4} << 20;     // Of the list of sheets.
constexpr std::size_t kStylesBytesMax = std::size_t{16} << 20;  // Of the number formats.
constexpr std::size_t kTextKeptMax = 200'000;                   // Of one cell: beyond is refused.
constexpr std::size_t kStringsMax = 2'000'000;
constexpr int kRowNumberMax = 10'000'000;  // Beyond what any program writes.

// What cells refer to, and how much of the workbook may still be kept.
struct Content {
    std::vector<Problem>& problems;
    std::vector<std::string> strings{};
    std::size_t string_bytes = 0;
    std::vector<Shown> styles{};  // By cell style.
    bool from_1904 = false;

    void fail(std::string what) { problems.push_back({"", 0, "", "", std::move(what)}); }
};

bool is_yes(std::string_view attribute) { return attribute == "1" || attribute == "true"; }

int number_in(std::string_view text) {
    int number = 0;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return number;
}

struct SheetEntry {
    std::string name, link;
};

// xl/workbook.xml: which sheets there are.
class BookListener : public xml::Listener {
public:
    void begin(const xml::PassingElement& element) override {
        const std::string_view name = element.name->local;
        if (name == "workbookPr") from_1904 = is_yes(element.attribute("date1904"));
        if (name != "sheet") return;
        entries.push_back(
            {std::string(element.attribute("name")), std::string(element.attribute("id"))});
    }
    void end(const xml::Name&) override {}
    void text(std::string_view, bool) override {}

    std::vector<SheetEntry> entries;
    bool from_1904 = false;
};

// xl/_rels/workbook.xml.rels: in which part each of them stands.
class LinkListener : public xml::Listener {
public:
    void begin(const xml::PassingElement& element) override {
        if (element.name->local != "Relationship") return;
        const std::string target(element.attribute("Target"));
        parts[std::string(element.attribute("Id"))] =
            target.starts_with('/') ? target.substr(1) : "xl/" + target;
    }
    void end(const xml::Name&) override {}
    void text(std::string_view, bool) override {}

    std::map<std::string, std::string> parts;
};

// xl/styles.xml: which number formats are dates.
class StyleListener : public xml::Listener {
public:
    explicit StyleListener(Content& content) : content_(content) {}

    void begin(const xml::PassingElement& element) override {
        const std::string_view name = element.name->local;
        if (name == "numFmts" || name == "cellXfs") inside_ = name;
        const int format = number_in(element.attribute("numFmtId"));
        if (name == "numFmt" && inside_ == "numFmts") {
            codes_[format] = element.attribute("formatCode");
        } else if (name == "xf" && inside_ == "cellXfs") {
            const auto code = codes_.find(format);
            content_.styles.push_back(
                shown_by(format, code == codes_.end() ? std::string_view() : code->second));
        }
    }
    void end(const xml::Name& name) override {
        if (name.local == inside_) inside_.clear();
    }
    void text(std::string_view, bool) override {}

private:
    Content& content_;
    std::string inside_;
    std::map<int, std::string> codes_;
};

// A text in <t>, or in <r><t> runs; phonetic hints (<rPh>) are no text. Kept up to its bound.
class TextInParts {
public:
    void begin(std::string_view name) {
        if (name == "rPh") ++hints_;
        collects_ = (name == "t" || name == "v") && hints_ == 0;
    }
    void end(std::string_view name) {
        if (name == "rPh") --hints_;
        collects_ = false;
    }
    void add(std::string_view part) {
        if (collects_) text_ += part.substr(0, kTextKeptMax - text_.size());
    }
    std::string take() { return std::exchange(text_, {}); }

private:
    std::string text_;
    int hints_ = 0;
    bool collects_ = false;
};

// xl/sharedStrings.xml
class StringListener : public xml::Listener {
public:
    explicit StringListener(Content& content) : content_(content) {}

    void begin(const xml::PassingElement& element) override { text_.begin(element.name->local); }
    void end(const xml::Name& name) override {
        text_.end(name.local);
        if (name.local != "si") return;
        std::string text = unescaped(text_.take());
        content_.string_bytes += text.size();
        if (content_.string_bytes > kTextBytesMax || content_.strings.size() >= kStringsMax) {
            content_.fail(std::string(too_much_text()));
            stop_listening();
            return;
        }
        content_.strings.push_back(std::move(text));
    }
    void text(std::string_view part, bool) override { text_.add(part); }

private:
    Content& content_;
    TextInParts text_;
};

int column_of(std::string_view reference) {  // "AB12" -> 27
    int column = 0;
    for (const char c : reference) {
        if (c < 'A' || c > 'Z' || column > kColumnsMax * 26) break;
        column = column * 26 + (c - 'A' + 1);
    }
    return column - 1;
}

// A sheet, row by row.
class SheetListener : public xml::Listener {
public:
    SheetListener(const Content& content, Filling filling)
        : content_(content), filling_(std::move(filling)) {}

    void begin(const xml::PassingElement& element) override;
    void end(const xml::Name& name) override;
    void text(std::string_view part, bool) override { text_.add(part); }

private:
    void begin_row(std::string_view reference);
    void begin_cell(const xml::PassingElement& element);
    std::string cell_text();
    std::string shared_text(std::string_view place);
    std::string number_in_cell(std::string text) const;
    void complain(std::string_view value, std::string what) {
        filling_.complain(column_, value, std::move(what));
    }

    const Content& content_;
    Filling filling_;
    TextInParts text_;
    std::string type_;
    std::size_t style_ = 0;
    int column_ = -1;
    bool in_data_ = false;
    bool has_value_ = false;
    bool has_formula_ = false;
};

void SheetListener::begin(const xml::PassingElement& element) {
    const std::string_view name = element.name->local;
    if (name == "sheetData") in_data_ = true;
    if (!in_data_) return;
    if (name == "row") {
        begin_row(element.attribute("r"));
    } else if (name == "c") {
        begin_cell(element);
    } else if (name == "f") {
        has_formula_ = true;
    } else {
        has_value_ = has_value_ || name == "v" || name == "is";
        text_.begin(name);
    }
}

void SheetListener::end(const xml::Name& name) {
    if (name.local == "sheetData") in_data_ = false;
    if (!in_data_) return;
    text_.end(name.local);
    if (name.local == "c") filling_.add(column_, cell_text());
    if (name.local == "row") filling_.end_row();
    if (filling_.is_full()) stop_listening();
}

void SheetListener::begin_row(std::string_view reference) {
    const int number = number_in(reference);
    const bool fits = number > 0 && number <= kRowNumberMax;
    filling_.begin_row(fits ? number : filling_.row() + 1);
    column_ = -1;
}

void SheetListener::begin_cell(const xml::PassingElement& element) {
    const std::string_view place = element.attribute("r");
    column_ = place.empty() ? column_ + 1 : column_of(place);
    type_ = element.attribute("t");
    style_ = static_cast<std::size_t>(std::max(0, number_in(element.attribute("s"))));
    has_value_ = has_formula_ = false;
}

std::string SheetListener::shared_text(std::string_view place) {
    std::size_t at = content_.strings.size();
    const auto read = std::from_chars(place.data(), place.data() + place.size(), at);
    const bool whole = read.ec == std::errc() && read.ptr == place.data() + place.size();
    if (whole && at < content_.strings.size()) return content_.strings[at];
    complain(place,
             "The workbook is damaged: this cell names a text that is not there. Save it again.");
    return {};
}

std::string SheetListener::number_in_cell(std::string text) const {
    double number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = read.ec == std::errc() && read.ptr == text.data() + text.size();
    if (!whole) return text;
    const Shown shown = style_ < content_.styles.size() ? content_.styles[style_] : Shown::Number;
    return number_text(number, shown, content_.from_1904);
}

std::string SheetListener::cell_text() {
    std::string text = text_.take();
    if (!has_value_) {
        if (has_formula_) {
            complain({},
                     "The value of this formula is not stored in the file: open the workbook in a "
                     "spreadsheet program, save it there, and take that.");
        }
        return {};
    }
    if (type_ == "s") return shared_text(trimmed(text));
    if (type_ == "b") return text == "1" ? "TRUE" : "FALSE";
    if (type_ == "e") {
        complain(text, "The formula in this cell fails: mend it or write its value.");
        return {};
    }
    const bool is_text = type_ == "str" || type_ == "inlineStr";
    if (is_text) return unescaped(std::move(text));
    return type_ == "d" ? text : number_in_cell(std::move(text));
}

class Unpacking {
public:
    Unpacking(Archive archive, std::vector<Problem>& problems)
        : archive_(std::move(archive)), content_{.problems = problems} {}

    Book run();

private:
    bool walk(const std::string& part, xml::Listener& listener, std::size_t bytes_max);
    void read_sheet(const SheetEntry& entry, const std::string& part, Book& book);

    Archive archive_;
    Content content_;
    Space space_;
};

// False: the part is damaged, or there was too much in it.
bool Unpacking::walk(const std::string& part, xml::Listener& listener, std::size_t bytes_max) {
    const Status walked = archive_.walk(part, listener, bytes_max);
    if (!walked) content_.fail(walked.error().what);
    return walked && !listener.has_enough();
}

void Unpacking::read_sheet(const SheetEntry& entry, const std::string& part, Book& book) {
    const std::string name = folded(trimmed(entry.name));
    const auto [place, is_new] =
        book.sheets.emplace(name, Sheet{.name = name, .columns = {}, .rows = {}});
    if (!is_new) {
        content_.fail("The workbook has two sheets called " + name + ": rename one of them.");
    } else if (part.empty()) {
        content_.fail("The workbook names a sheet " + name +
                      " that is not in it: save it again as .xlsx.");
    } else {
        SheetListener listener(content_, Filling(place->second, space_, content_.problems));
        walk(part, listener, kUnpackedBytesMax);
    }
}

Book Unpacking::run() {
    Book book;
    BookListener sheets;
    LinkListener links;
    StringListener strings(content_);
    StyleListener styles(content_);
    const auto walk_if_there = [&](const std::string& part, xml::Listener& listener,
                                   std::size_t bytes_max) {
        return !archive_.has(part) || walk(part, listener, bytes_max);
    };
    const bool whole = walk("xl/workbook.xml", sheets, kBookBytesMax) &&
                       walk("xl/_rels/workbook.xml.rels", links, kBookBytesMax) &&
                       walk_if_there("xl/sharedStrings.xml", strings, kUnpackedBytesMax) &&
                       walk_if_there("xl/styles.xml", styles, kStylesBytesMax);
    if (!whole) return book;
    content_.from_1904 = sheets.from_1904;
    for (const SheetEntry& entry : sheets.entries) {
        const std::string_view name = trimmed(entry.name);
        if (name.starts_with('_')) continue;
        if (!is_known_sheet(folded(name))) {
            book.others.emplace_back(name);
            continue;
        }
        read_sheet(entry, links.parts[entry.link], book);
        if (content_.problems.size() > kProblemsMax) break;
    }
    return book;
}

}  // namespace

Book unpack_xlsx(ByteView bytes, std::vector<Problem>& problems) {
    auto archive = Archive::open(bytes);
    if (archive) return Unpacking(*std::move(archive), problems).run();
    problems.push_back({"", 0, "", "", archive.error().what});
    return {};
}

}  // namespace adit::xlsform
