#include "base/text.h"
#include "xlsform/sheet.h"

#include <pugixml.hpp>
#include <zip.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <memory>

namespace adit::xlsform {
namespace {

constexpr std::size_t kRatioMax = 200;  // Unpacked to packed; spreadsheets reach about 30.
constexpr std::size_t kRatioFreeBytes = 1u << 20;
constexpr std::size_t kCellBytesMax = 131'068;  // Excel's 32,767 characters.

struct ZipCloser {
    void operator()(zip_t* archive) const { zip_discard(archive); }
};
using Archive = std::unique_ptr<zip_t, ZipCloser>;

// Which number formats of a workbook are dates, by cell style.
enum class Shown { Number, Date, DateTime, Time };

class Unpacking {
public:
    Unpacking(ByteView bytes, std::vector<Problem>& problems)
        : bytes_(bytes), problems_(problems) {}

    Book run();

private:
    bool open();
    bool part(const std::string& name, pugi::xml_document& into, bool must_be_there);
    void read_strings();
    void read_styles();
    void read_sheet(const std::string& part_name, Sheet& sheet);
    bool read_row(const pugi::xml_node& row, int number, Sheet& sheet);
    std::string cell_text(const pugi::xml_node& cell, const Sheet& sheet, int row, int column);
    std::string number_text(double number, Shown shown) const;
    void fail(std::string what) { problems_.push_back({"", 0, "", "", std::move(what)}); }

    ByteView bytes_;
    std::vector<Problem>& problems_;
    Archive archive_;
    std::size_t unpacked_bytes_ = 0;
    std::vector<std::string> strings_;
    std::vector<Shown> styles_;
    bool from_1904_ = false;
};

bool Unpacking::open() {
    if (bytes_.size() > kWorkbookBytesMax) {
        fail("The workbook is larger than 32 MB: remove pictures and unused sheets.");
        return false;
    }
    if (adit::text_of(bytes_.first(std::min<std::size_t>(2, bytes_.size()))) != "PK") {
        fail("This is not an .xlsx workbook: save it as Excel workbook (.xlsx).");
        return false;
    }
    zip_error_t error;
    zip_error_init(&error);
    zip_source_t* source = zip_source_buffer_create(bytes_.data(), bytes_.size(), 0, &error);
    if (source != nullptr) {
        archive_.reset(zip_open_from_source(source, ZIP_RDONLY, &error));
        if (!archive_) zip_source_free(source);
    }
    zip_error_fini(&error);
    if (archive_) return true;
    fail("The workbook is cut short or damaged: copy it again.");
    return false;
}

// Unpacks and parses one part of the archive. False: it is not there or not usable.
bool Unpacking::part(const std::string& name, pugi::xml_document& into, bool must_be_there) {
    zip_stat_t found;
    zip_stat_init(&found);
    if (zip_stat(archive_.get(), name.c_str(), ZIP_FL_NOCASE, &found) != 0) {
        if (must_be_there) fail("The workbook has no part " + name + ": save it again as .xlsx.");
        return false;
    }
    const bool swollen = found.size > kRatioFreeBytes && found.size / kRatioMax > found.comp_size;
    if (swollen || found.size > kUnpackedBytesMax - unpacked_bytes_) {
        fail("The workbook unpacks to far more than a form needs: copy the sheets into a new one.");
        return false;
    }
    std::string xml(found.size, '\0');
    zip_file_t* file = zip_fopen_index(archive_.get(), found.index, 0);
    const zip_int64_t got = file ? zip_fread(file, xml.data(), found.size) : -1;
    // Past the end stands nothing; asking makes libzip check the part's checksum.
    char beyond = 0;
    const bool whole =
        got == static_cast<zip_int64_t>(found.size) && zip_fread(file, &beyond, 1) == 0;
    if (file != nullptr) zip_fclose(file);
    if (!whole) {
        fail("The workbook is cut short or damaged in " + name + ": copy it again.");
        return false;
    }
    unpacked_bytes_ += xml.size();
    const unsigned how = pugi::parse_default | pugi::parse_ws_pcdata;
    if (into.load_buffer(xml.data(), xml.size(), how)) return true;
    fail("The workbook is damaged in " + name + ": save it again as .xlsx.");
    return false;
}

// Prefixes differ between writers ("x:row"); names behind the colon do not.
std::string_view plain_name(const pugi::xml_node& node) {
    const std::string_view name = node.name();
    const auto colon = name.find(':');
    return colon == std::string_view::npos ? name : name.substr(colon + 1);
}

pugi::xml_node child_of(const pugi::xml_node& above, std::string_view name) {
    for (const pugi::xml_node& child : above.children()) {
        if (plain_name(child) == name) return child;
    }
    return {};
}

// Of <si> or <is>: <t>, or <r><t> runs; phonetic hints (<rPh>) are not text.
std::string rich_text(const pugi::xml_node& node) {
    std::string text;
    for (const pugi::xml_node& child : node.children()) {
        if (plain_name(child) == "t") text += child.text().get();
        if (plain_name(child) == "r") text += child_of(child, "t").text().get();
    }
    return text;
}

void Unpacking::read_strings() {
    pugi::xml_document xml;
    if (!part("xl/sharedStrings.xml", xml, false)) return;
    for (const pugi::xml_node& item : xml.document_element().children()) {
        if (plain_name(item) == "si") strings_.push_back(rich_text(item));
    }
}

Shown shown_by(int id, std::string_view code) {
    if (id >= 14 && id <= 17) return Shown::Date;
    if (id >= 18 && id <= 21) return Shown::Time;
    if (id == 22) return Shown::DateTime;
    if (id >= 45 && id <= 47) return Shown::Time;
    bool date = false;
    bool time = false;
    for (std::size_t at = 0; at < code.size(); ++at) {
        const char c = code[at];
        if (c == '"' || c == '[') {  // Quoted words, colours, locales.
            const auto end = code.find(c == '"' ? '"' : ']', at + 1);
            if (end == std::string_view::npos) break;
            at = end;
        } else if (c == '\\' || c == '_' || c == '*') {
            ++at;
        } else {
            date = date || c == 'y' || c == 'Y' || c == 'd' || c == 'D';
            time = time || c == 'h' || c == 'H' || c == 's' || c == 'S';
        }
    }
    if (date) return time ? Shown::DateTime : Shown::Date;
    return time ? Shown::Time : Shown::Number;
}

void Unpacking::read_styles() {
    pugi::xml_document xml;
    if (!part("xl/styles.xml", xml, false)) return;
    std::map<int, std::string> codes;
    for (const pugi::xml_node& format : child_of(xml.document_element(), "numFmts").children()) {
        codes[format.attribute("numFmtId").as_int()] = format.attribute("formatCode").value();
    }
    for (const pugi::xml_node& style : child_of(xml.document_element(), "cellXfs").children()) {
        const int id = style.attribute("numFmtId").as_int();
        styles_.push_back(shown_by(id, codes[id]));
    }
}

std::string Unpacking::number_text(double number, Shown shown) const {
    std::array<char, 400> out{};
    if (shown == Shown::Number) {
        const auto end =
            std::to_chars(out.data(), out.data() + out.size(), number, std::chars_format::fixed);
        return {out.data(), end.ptr};
    }
    namespace chrono = std::chrono;
    constexpr double kDaysMax = 2'958'465;  // The end of the year 9999.
    if (!(number >= 0) || number > kDaysMax) return number_text(number, Shown::Number);
    const double epoch = from_1904_ ? 24107 : 25569;  // Days from the workbook's start to 1970.
    const auto seconds = static_cast<std::int64_t>(std::llround((number - epoch) * 86400));
    const chrono::sys_seconds instant{chrono::seconds(seconds)};
    const auto day = chrono::floor<chrono::days>(instant);
    const chrono::year_month_day date(day);
    const chrono::hh_mm_ss time(instant - day);
    const bool has_time = shown == Shown::DateTime && instant != day;
    if (shown == Shown::Time) {
        std::snprintf(out.data(), out.size(), "%02d:%02d:%02d", int(time.hours().count()),
                      int(time.minutes().count()), int(time.seconds().count()));
        return out.data();
    }
    const int length = std::snprintf(out.data(), out.size(), "%04d-%02u-%02u", int(date.year()),
                                     unsigned(date.month()), unsigned(date.day()));
    if (has_time) {
        std::snprintf(out.data() + length, out.size() - static_cast<std::size_t>(length),
                      "T%02d:%02d:%02d", int(time.hours().count()), int(time.minutes().count()),
                      int(time.seconds().count()));
    }
    return out.data();
}

std::string Unpacking::cell_text(const pugi::xml_node& cell, const Sheet& sheet, int row,
                                 int column) {
    const std::string_view type = cell.attribute("t").value();
    const pugi::xml_node value = child_of(cell, "v");
    if (type == "inlineStr") return rich_text(child_of(cell, "is"));
    if (!value) return {};
    const std::string_view text = value.text().get();
    if (type == "str") return std::string(text);
    if (type == "b") return text == "1" ? "TRUE" : "FALSE";
    if (type == "s") {
        std::size_t place = strings_.size();
        std::from_chars(text.data(), text.data() + text.size(), place);
        if (place < strings_.size()) return strings_[place];
        fail("The workbook is damaged: a cell names a text that is not there. Save it again.");
        return {};
    }
    if (type == "e") {
        const auto at = static_cast<std::size_t>(column);
        problems_.push_back({sheet.name, row, at < sheet.columns.size() ? sheet.columns[at] : "",
                             std::string(text),
                             "The formula in this cell fails: mend it or write its value."});
        return {};
    }
    double number = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), number);
    if (read.ec != std::errc()) return std::string(text);
    const auto style = cell.attribute("s").as_uint(0);
    return number_text(number, style < styles_.size() ? styles_[style] : Shown::Number);
}

int column_of(std::string_view reference) {  // "AB12" -> 27
    int column = 0;
    for (const char c : reference) {
        if (c < 'A' || c > 'Z' || column > kColumnsMax * 26) break;
        column = column * 26 + (c - 'A' + 1);
    }
    return column - 1;
}

// False: past the bounds, the sheet ends here.
bool Unpacking::read_row(const pugi::xml_node& row, int number, Sheet& sheet) {
    if (number > kRowsMax) {
        problems_.push_back({sheet.name, number, "", "",
                             "The sheet has more than 100,000 rows: put long lists into a CSV "
                             "file beside the form (select_one_from_file)."});
        return false;
    }
    Row read{number, {}};
    int column = -1;
    bool has_text = false;
    for (const pugi::xml_node& cell : row.children()) {
        if (plain_name(cell) != "c") continue;
        const pugi::xml_attribute place = cell.attribute("r");
        column = place ? column_of(place.value()) : column + 1;
        if (column < 0) continue;
        std::string text{trimmed(cell_text(cell, sheet, number, column))};
        if (text.empty()) continue;
        if (column >= kColumnsMax || text.size() > kCellBytesMax) {
            problems_.push_back({sheet.name, number, "", text.substr(0, 40),
                                 "This cell is outside what a form can have (500 columns, 32,767 "
                                 "characters): remove it."});
            continue;
        }
        const auto at = static_cast<std::size_t>(column);
        if (read.cells.size() <= at) read.cells.resize(at + 1);
        read.cells[at] = std::move(text);
        has_text = true;
    }
    if (!has_text) return true;
    if (sheet.columns.empty()) {
        sheet.columns = std::move(read.cells);
    } else {
        sheet.rows.push_back(std::move(read));
    }
    return true;
}

void Unpacking::read_sheet(const std::string& part_name, Sheet& sheet) {
    pugi::xml_document xml;
    if (!part(part_name, xml, true)) return;
    int number = 0;
    for (const pugi::xml_node& row : child_of(xml.document_element(), "sheetData").children()) {
        if (plain_name(row) != "row") continue;
        number = row.attribute("r").as_int(number + 1);
        if (!read_row(row, number, sheet)) return;
    }
}

Book Unpacking::run() {
    Book sheets;
    pugi::xml_document workbook;
    pugi::xml_document links;
    if (!open() || !part("xl/workbook.xml", workbook, true) ||
        !part("xl/_rels/workbook.xml.rels", links, true)) {
        return sheets;
    }
    const pugi::xml_node book = workbook.document_element();
    from_1904_ = child_of(book, "workbookPr").attribute("date1904").as_bool();
    read_strings();
    read_styles();

    std::map<std::string, std::string> parts;
    for (const pugi::xml_node& link : links.document_element().children()) {
        const std::string target = link.attribute("Target").value();
        parts[link.attribute("Id").value()] =
            target.starts_with('/') ? target.substr(1) : "xl/" + target;
    }
    for (const pugi::xml_node& entry : child_of(book, "sheets").children()) {
        Sheet sheet;
        sheet.name = folded(trimmed(entry.attribute("name").value()));
        if (sheet.name.starts_with('_')) continue;
        if (!is_known_sheet(sheet.name)) {
            sheets.others.emplace_back(trimmed(entry.attribute("name").value()));
            continue;
        }
        std::string id;
        for (const pugi::xml_attribute& attribute : entry.attributes()) {
            if (std::string_view(attribute.name()).ends_with(":id")) id = attribute.value();
        }
        read_sheet(parts[id], sheet);
        sheets.sheets.emplace(sheet.name, std::move(sheet));
    }
    return sheets;
}

}  // namespace

bool is_known_sheet(std::string_view name) {
    constexpr std::array<std::string_view, 6> kKnown{"survey",   "choices",          "settings",
                                                     "entities", "external_choices", "osm"};
    return std::find(kKnown.begin(), kKnown.end(), name) != kKnown.end();
}

Book unpack_xlsx(ByteView bytes, std::vector<Problem>& problems) {
    return Unpacking(bytes, problems).run();
}

}  // namespace adit::xlsform
