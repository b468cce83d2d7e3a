// The reader may rely on: a workbook that is damaged, locked, of another kind, or made to break its
// reader ends in a sentence that says what to do next; and no file is believed in what it says of
// its own size.
#include "book.h"
#include "support/raw_zip.h"
#include "xlsform/archive.h"
#include "xlsform/workbook.h"

#include <catch2/catch_all.hpp>

#include <algorithm>

using namespace adit;
using test::told;

namespace {

using Lines = std::vector<std::string>;

constexpr const char* kHeading =
    "<row r='1'><c t='inlineStr'><is><t>type</t></is></c><c t='inlineStr'><is><t>name</t></is></c>"
    "<c t='inlineStr'><is><t>label</t></is></c></row>";

Lines told_of(ByteView bytes) { return told(xlsform::read_workbook(bytes, "a.xlsx")); }

/// With `rows` under the heading type, name, label.
Bytes book_of(const std::string& rows) { return test::archive(test::parts_of(kHeading + rows)); }

/// The default of the one question of a form, whose cell is written so; or what is wrong with it.
std::string default_in(const std::string& cell, const std::string& strings = "",
                       const std::string& styles = "") {
    const auto text = [](const char* of) {
        return "<c t='inlineStr'><is><t>" + std::string(of) + "</t></is></c>";
    };
    test::Parts parts =
        test::parts_of("<row>" + text("type") + text("name") + text("label") + text("hint") +
                       "</row><row>" + text("text") + text("a") + text("A") + cell + "</row>");
    if (!strings.empty()) parts.emplace_back("xl/sharedStrings.xml", "<sst>" + strings + "</sst>");
    if (!styles.empty()) {
        parts.emplace_back("xl/styles.xml", "<styleSheet>" + styles + "</styleSheet>");
    }
    const auto reading = xlsform::read_workbook(test::archive(parts), "a.xlsx");
    if (!reading.problems.empty()) return xlsform::text_of(reading.problems.front());
    const forms::Words& hint = reading.definition->find({"/a"})->hint;
    return hint.empty() ? "" : hint.by_language.begin()->second;
}

/// Counts what it is told, and looks at nothing.
struct Counting : xml::Listener {
    void begin(const xml::PassingElement&) override {}
    void end(const xml::Name&) override {}
    void text(std::string_view part, bool) override { bytes += part.size(); }
    std::size_t bytes = 0;
};

}  // namespace

TEST_CASE("a file that is no workbook is told what it is", "[xlsform]") {
    const auto of = [](std::string_view text) { return told_of(view_of(text)); };
    const std::string other = "This is not an .xlsx workbook: save it as Excel workbook (.xlsx).";
    CHECK(of("type,name,label\ntext,a,A\n") == Lines{other});
    CHECK(of("<html><table>") == Lines{other});
    CHECK(of("") == Lines{"The file is empty: copy it again."});
    CHECK(told_of(test::archive({{"a.txt", "hello"}})) ==
          Lines{"The workbook has no part xl/workbook.xml: save it again as .xlsx."});
    const std::string old = "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1" + std::string(504, '\0');
    CHECK(of(old + "Workbook") ==
          Lines{"This is a workbook of an old kind (.xls): open it and save it as Excel workbook "
                "(.xlsx)."});
    std::string locked = old;
    for (const char c : std::string("EncryptedPackage")) locked += {c, '\0'};
    CHECK(of(locked) ==
          Lines{"The workbook is protected by a password: save it again without one."});
}

TEST_CASE("a document of another program is told as what it is", "[xlsform]") {
    const auto told_for = [](const char* part) {
        return told_of(test::archive({{"mimetype", "x"}, {part, "<a/>"}})).front();
    };
    CHECK(told_for("content.xml") ==
          "This is an OpenDocument file (.ods): open it and save it as Excel workbook (.xlsx).");
    CHECK(told_for("word/document.xml").find("a text document (.docx)") != std::string::npos);
    CHECK(told_for("xl/workbook.bin").find("a binary workbook (.xlsb)") != std::string::npos);
    CHECK(told_for("Index/Document.iwa").find("a Numbers document") != std::string::npos);
}

TEST_CASE("a workbook cut short or bent anywhere is refused, and never read as something else",
          "[xlsform]") {
    const Bytes whole =
        test::workbook({{"survey", {{"type", "name", "label"}, {"text", "a", "A"}}}});
    const auto sound = xlsform::read_workbook(whole, "a.xlsx");
    REQUIRE(sound.definition);
    for (std::size_t length = 0; length < whole.size(); length += 64) {
        const auto reading = xlsform::read_workbook(ByteView(whole).first(length), "a.xlsx");
        CHECK_FALSE(reading.definition);
        REQUIRE(reading.problems.size() == 1);
        CHECK(reading.problems[0].what.find("copy it again") != std::string::npos);
    }
    for (std::size_t at = 0; at < whole.size(); at += 13) {
        Bytes bent = whole;
        bent[at] = static_cast<std::uint8_t>(bent[at] ^ 0x5A);
        const auto reading = xlsform::read_workbook(bent, "a.xlsx");
        CHECK((reading.definition || !reading.problems.empty()));
        if (reading.definition) {
            CHECK(reading.definition->root.children.size() ==
                  sound.definition->root.children.size());
        }
    }
}

TEST_CASE("a part that unpacks to far too much is left soon", "[xlsform]") {
    const std::string blank = std::string(64u << 20, ' ');
    const Bytes bomb = book_of(blank);
    REQUIRE(bomb.size() < 200'000);
    CHECK(told_of(bomb) ==
          Lines{"The workbook unpacks to far more than a form needs: copy the sheets into a new "
                "one."});
    auto archive = xlsform::Archive::open(bomb);
    REQUIRE(archive);
    Counting heard;
    CHECK_FALSE(archive->walk("xl/worksheets/a.xml", heard, xlsform::kUnpackedBytesMax));
    CHECK(heard.bytes <= 200 * (bomb.size() + 1) + (128u << 10));  // Some pieces on the way.
    // Where the file is large too, the bound of the part holds.
    Counting little;
    auto other = xlsform::Archive::open(bomb);
    CHECK_FALSE(other->walk("xl/worksheets/a.xml", little, 500'000));
    CHECK(little.bytes <= 500'000);
}

TEST_CASE("what the directory of the file says of sizes is not believed", "[xlsform]") {
    const auto raw = [](std::uint32_t size_told, std::uint16_t flags) {
        std::vector<test::RawPart> parts;
        for (const auto& [name, content] :
             test::parts_of(std::string(kHeading) + "<row><c><v>1</v></c></row>")) {
            parts.push_back({name, content});
        }
        parts.back().size_told = size_told;
        parts.back().flags = flags;
        return told_of(test::raw_archive(parts)).back();
    };
    CHECK(raw(0, 0).find("This type is not known") != std::string::npos);  // Read as it is.
    const auto refused = [](const std::string& line) {
        return line.find("copy it again") != std::string::npos;
    };
    CHECK(refused(raw(3, 0)));
    CHECK(refused(raw(4'000'000'000, 0)));
    CHECK(raw(0, 1) == "The workbook is protected by a password: save it again without one.");
}

TEST_CASE("parts that lie over one another, and thousands of them, cost no more than one",
          "[xlsform]") {
    std::vector<test::RawPart> parts;
    for (const auto& [name, content] :
         test::parts_of(std::string(kHeading) + "<row><c><v>1</v></c></row>")) {
        parts.push_back({name, content});
    }
    for (int i = 0; i < 60'000; ++i) {
        parts.push_back(
            {"xl/worksheets/b" + std::to_string(i) + ".xml", parts[2].content, 0, 0, i > 0});
    }
    const Lines lines = told_of(test::raw_archive(parts));
    REQUIRE_FALSE(lines.empty());
    CHECK(lines.back().find("This type is not known") != std::string::npos);
}

TEST_CASE("a sheet that stands twice in the workbook, or not at all, is told", "[xlsform]") {
    test::Parts parts = test::parts_of(kHeading);
    parts[0].second =
        "<workbook xmlns:r='urn:r'><sheets><sheet name='survey' r:id='a'/>"
        "<sheet name='Survey ' r:id='a'/><sheet name='choices' r:id='b'/></sheets></workbook>";
    CHECK(told_of(test::archive(parts)) ==
          Lines{"The workbook has two sheets called survey: rename one of them.",
                "The workbook names a sheet choices that is not in it: save it again as .xlsx."});
}

TEST_CASE("entities are not expanded, and what is no XML is told with its line", "[xlsform]") {
    const auto told_for = [](const std::string& sheet) {
        test::Parts parts = test::parts_of("");
        parts[2].second = sheet;
        return told_of(test::archive(parts)).front();
    };
    const std::string start = "The workbook is damaged in xl/worksheets/a.xml (line ";
    const std::string end = "): save it again as .xlsx.";
    const auto is_told = [&](const std::string& line, std::string_view why) {
        INFO(line);
        return line.starts_with(start) && line.ends_with(end) &&
               line.find(why) != std::string::npos;
    };
    CHECK(is_told(told_for("<!DOCTYPE a [<!ENTITY b 'ha'><!ENTITY c '&b;&b;'>]><a>&c;</a>"),
                  "declares entities"));
    CHECK(is_told(told_for("<!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><a>&b;</a>"),
                  "declares entities"));
    CHECK(is_told(told_for("<!DOCTYPE a SYSTEM 'http://192.0.2.1/a.dtd'><a>&b;</a>"),
                  "&b; is not known"));
    CHECK(is_told(told_for("<worksheet>\n<sheetData><row>"), "2: the file ends before <row>"));
    CHECK(is_told(told_for(std::string("<a>\0</a>", 8)), "NUL byte"));
    CHECK(is_told(told_for("<a>\xFF\xFE</a>"), "no UTF-8"));
    CHECK(is_told(told_for(""), "there is no XML"));
    std::string deep;
    for (int i = 0; i < 100'000; ++i) deep += "<a" + std::to_string(i % 50) + ">";
    CHECK(is_told(told_for(deep), "256 deep"));
    std::string names = "<a>";
    for (int i = 0; i < 2000; ++i) names += "<b" + std::to_string(i * 7919) + "/>";
    CHECK(is_told(told_for(names + "</a>"), "more than 1,000 different names"));
}

TEST_CASE("a cell in the last corner of a sheet is told, and nothing is made for what is before",
          "[xlsform]") {
    const Lines lines = told_of(book_of("<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>"));
    REQUIRE_FALSE(lines.empty());
    CHECK(lines[0] ==
          "survey, row 1048576: A sheet has at most 100,000 rows here: clear what stands below, or "
          "put long lists into a CSV file beside the form (select_one_from_file). [1]");
    const Lines wide =
        told_of(test::archive(test::parts_of("<row><c r='XFD1'><v>1</v></c></row>")));
    REQUIRE_FALSE(wide.empty());
    CHECK(wide[0] ==
          "survey, row 1: This cell is outside what a form can have (500 columns, 32,767 "
          "characters): remove it. [1]");
}

TEST_CASE("rows that are only formatted are no rows, however many", "[xlsform]") {
    std::string rows = "<row r='2'>";
    for (const char* text : {"text", "a", "A"}) {
        rows += "<c t='inlineStr'><is><t>" + std::string(text) + "</t></is></c>";
    }
    rows += "</row>";
    for (int row = 3; row < 300'000; ++row) {
        const std::string number = std::to_string(row);
        rows += "<row r='" + number + "'><c r='A" + number + "' s='1'/></row>";
    }
    const Bytes bytes = book_of(rows);
    const auto reading = xlsform::read_workbook(bytes, "a.xlsx");
    CHECK(told(reading).empty());
    CHECK(reading.definition);
}

TEST_CASE("a sheet of more cells or text than a form has is left where there is no room",
          "[xlsform]") {
    const std::string too_much =
        "The workbook holds more than a form can (4,000,000 cells, 64 MB of text): put long lists "
        "into CSV files beside the form (select_one_from_file).";
    std::string heading = "<row r='1'>";
    for (int i = 0; i < 500; ++i) heading += "<c><v>" + std::to_string(i) + "</v></c>";
    std::string rows;  // One cell each, at the far end.
    for (int row = 2; row < 9000; ++row) {
        rows += "<row r='" + std::to_string(row) + "'><c r='SF" + std::to_string(row) + "'><v>" +
                std::to_string(row * 7919) + "</v></c></row>";
    }
    CHECK(told_of(test::archive(test::parts_of(heading + "</row>" + rows))).front() == too_much);

    test::Parts parts = test::parts_of([] {
        std::string many = kHeading;
        for (int row = 2; row < 2000; ++row) many += "<row><c t='s'><v>0</v></c></row>";
        return many;
    }());
    parts.emplace_back("xl/sharedStrings.xml",
                       "<sst><si><t>" + std::string(100'000, 'a') + "</t></si></sst>");
    CHECK(told_of(test::archive(parts)).front() == too_much);
}

TEST_CASE("a cell longer than Excel's is told and not cut", "[xlsform]") {
    const std::string cell = "<c t='inlineStr'><is><t>" + std::string(300'000, 'a');
    CHECK(default_in(cell + "</t></is></c>").find("32,767 characters): remove it.") !=
          std::string::npos);
}

TEST_CASE("of thousands of broken cells the first are told", "[xlsform]") {
    std::string rows;
    for (int row = 2; row < 20'000; ++row) rows += "<row><c t='e'><v>#REF!</v></c></row>";
    const Lines lines = told_of(book_of(rows));
    CHECK(lines.size() <= xlsform::kProblemsMax);
    CHECK(lines[0].find("survey, row 2, type: The formula in this cell fails: mend it or write its "
                        "value. [#REF!]") != std::string::npos);
    CHECK(lines.back().find("more problems: mend these first") != std::string::npos);
}

TEST_CASE("a cell is the text that a person reads in it", "[xlsform]") {
    CHECK(default_in("<c t='inlineStr'><is><t>x</t></is></c>") == "x");
    CHECK(default_in("<c t='inlineStr'><is><r><t>rich</t></r><r><t xml:space='preserve'> text</t>"
                     "</r><rPh sb='0' eb='1'><t>hint</t></rPh></is></c>") == "rich text");
    CHECK(default_in("<c t='s'><v>1</v></c>",
                     "<si><t>a</t></si><si><r><t>b</t></r><r><t>c</t></r></si>") == "bc");
    CHECK(default_in("<c t='str'><f>A1</f><v>done</v></c>") == "done");
    CHECK(default_in("<c><f>1+1</f><v>2</v></c>") == "2");
    CHECK(default_in("<c t='b'><v>1</v></c>") == "TRUE");
    CHECK(default_in("<c><v>0.25</v></c>") == "0.25");
    CHECK(default_in("<c><v>1E+3</v></c>") == "1000");
    CHECK(default_in("<c t='d'><v>2025-11-23T08:30:00</v></c>") == "2025-11-23T08:30:00");
    CHECK(default_in(
              "<c t='inlineStr'><is><t>two_x000D_\nlines_x0000_ and a _x005F_x</t></is></c>") ==
          "two\nlines and a _x");
    const std::string styles =
        "<numFmts><numFmt numFmtId='164' formatCode='dd/mm/yyyy'/></numFmts><cellStyleXfs>"
        "<xf numFmtId='14'/></cellStyleXfs><cellXfs><xf numFmtId='0'/><xf numFmtId='164'/>"
        "<xf numFmtId='9'/><xf numFmtId='22'/><xf numFmtId='21'/></cellXfs>";
    CHECK(default_in("<c s='1'><v>45984</v></c>", "", styles) == "2025-11-23");
    CHECK(default_in("<c s='1'><v>59</v></c>", "", styles) == "1900-02-28");
    CHECK(default_in("<c s='1'><v>61</v></c>", "", styles) == "1900-03-01");
    CHECK(default_in("<c s='2'><v>0.25</v></c>", "", styles) == "0.25");  // Shown as 25 %.
    CHECK(default_in("<c s='3'><v>45984.354166667</v></c>", "", styles) == "2025-11-23T08:30:00");
    CHECK(default_in("<c s='4'><v>0.5</v></c>", "", styles) == "12:00:00");
    CHECK(default_in("<c s='1'><v>1e300</v></c>", "", styles).size() == 301);
    CHECK(default_in("<c s='-1'><v>5</v></c>", "", styles) == "5");
    CHECK(default_in("<c s='99999999999'><v>5</v></c>", "", styles) == "5");
}

TEST_CASE("a cell that holds no value is told with its place", "[xlsform]") {
    CHECK(default_in("<c t='s'><v>7</v></c>", "<si><t>a</t></si>") ==
          "survey, row 2, hint: The workbook is damaged: this cell names a text that is not there. "
          "Save it again. [7]");
    CHECK(default_in("<c t='s'><v>-1</v></c>").find("names a text that is not there") !=
          std::string::npos);
    CHECK(default_in("<c t='s'><v>0x</v></c>", "<si><t>a</t></si>")
              .find("names a text that is not there") != std::string::npos);
    CHECK(default_in("<c><f>A1</f></c>") ==
          "survey, row 2, hint: The value of this formula is not stored in the file: open the "
          "workbook in a spreadsheet program, save it there, and take that.");
    CHECK(default_in("<c t='e'><v>#REF!</v></c>") ==
          "survey, row 2, hint: The formula in this cell fails: mend it or write its value. "
          "[#REF!]");
}

TEST_CASE("merged cells are their first cell", "[xlsform]") {
    test::Parts parts = test::parts_of(
        std::string(kHeading) +
        "<row><c t='inlineStr'><is><t>text</t></is></c><c t='inlineStr'><is><t>a</t></is></c>"
        "<c t='inlineStr'><is><t>A</t></is></c></row>");
    parts[2].second.insert(parts[2].second.find("</worksheet>"),
                           "<mergeCells count='1'><mergeCell ref='C2:F9'/></mergeCells>");
    const auto reading = xlsform::read_workbook(test::archive(parts), "a.xlsx");
    CHECK(told(reading).empty());
    REQUIRE(reading.definition);
    CHECK(reading.definition->find({"/a"})->label.by_language.at("") == "A");
}

TEST_CASE("what stands under no heading is told once", "[xlsform]") {
    const auto reading = xlsform::read_workbook(
        test::workbook({{"survey",
                         {{"type", "name", "label", "", "hint"},
                          {"text", "a", "A", "ask Asha"},
                          {"text", "b", "B", "ask again", "", "and again"}}}}),
        "a.xlsx");
    CHECK(reading.definition);
    CHECK(told(reading) ==
          Lines{"survey, row 2: What stands in a column without a heading is not read: give the "
                "column one, or begin it with x_ to keep it as a note. [ask Asha]"});
}

TEST_CASE("sheets as CSV are held to the same bounds", "[xlsform]") {
    const auto told_by = [](const std::string& survey) {
        return told(xlsform::read_csv_sheets({{"survey", survey}}, "a")).front();
    };
    CHECK(told_by("type,name,label\ntext,a,\"A\ntext,b,B\n") ==
          "survey, row 2: A quotation mark that opens in this row is never closed: close it.");
    CHECK(told_by(std::string("type,name\0", 10)) == "survey: Save the sheet as CSV in UTF-8.");
    CHECK(told_by("type\xE9") == "survey: Save the sheet as CSV in UTF-8.");
    CHECK(told_by(std::string(2000, ',') + "type") ==
          "survey, row 1: This cell is outside what a form can have (500 columns, 32,767 "
          "characters): remove it. [type]");
    std::string wide = "type";
    for (int i = 1; i < 500; ++i) wide += ",c" + std::to_string(i);
    const std::string far = "\n" + std::string(499, ',') + "x";
    for (int row = 0; row < 9000; ++row) wide += far;
    CHECK(told_by(wide).find("more than a form can (4,000,000 cells") != std::string::npos);
    std::string long_sheet = "type,name,label\n";
    for (int row = 0; row < 100'001; ++row) long_sheet += "note\n";
    CHECK(told_by(long_sheet).find("at most 100,000 rows") != std::string::npos);
    const auto reading =
        xlsform::read_csv_sheets({{"survey", "\n\ntype,name,label\n\ntxt,a,A\n"}}, "a");
    CHECK(told(reading).back().starts_with("survey, row 5, type: This type is not known"));
}
