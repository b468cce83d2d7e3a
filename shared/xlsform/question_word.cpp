#include "xlsform/question_word.h"

#include "base/text.h"

#include <array>

namespace adit::xlsform {
namespace {

using forms::QuestionType;

struct Spelling {
    std::string_view word;
    QuestionType type;
    std::string_view bind_type;
};

constexpr std::array kSpellings{
    Spelling{"text", QuestionType::Text, "string"},
    Spelling{"string", QuestionType::Text, "string"},
    Spelling{"integer", QuestionType::Integer, "int"},
    Spelling{"int", QuestionType::Integer, "int"},
    Spelling{"decimal", QuestionType::Decimal, "decimal"},
    Spelling{"date", QuestionType::Date, "date"},
    Spelling{"time", QuestionType::Time, "time"},
    Spelling{"datetime", QuestionType::DateTime, "dateTime"},
    Spelling{"date_time", QuestionType::DateTime, "dateTime"},
    Spelling{"range", QuestionType::Range, "int"},
    Spelling{"note", QuestionType::Note, "string"},
    Spelling{"acknowledge", QuestionType::Acknowledge, "string"},
    Spelling{"trigger", QuestionType::Acknowledge, "string"},
    Spelling{"calculate", QuestionType::Calculate, "string"},
    Spelling{"calculation", QuestionType::Calculate, "string"},
    Spelling{"hidden", QuestionType::Hidden, "string"},
    Spelling{"geopoint", QuestionType::Geopoint, "geopoint"},
    Spelling{"gps", QuestionType::Geopoint, "geopoint"},
    Spelling{"location", QuestionType::Geopoint, "geopoint"},
    Spelling{"geotrace", QuestionType::Geotrace, "geotrace"},
    Spelling{"geoshape", QuestionType::Geoshape, "geoshape"},
    Spelling{"image", QuestionType::Image, "binary"},
    Spelling{"photo", QuestionType::Image, "binary"},
    Spelling{"audio", QuestionType::Audio, "binary"},
    Spelling{"video", QuestionType::Video, "binary"},
    Spelling{"file", QuestionType::File, "binary"},
    Spelling{"barcode", QuestionType::Barcode, "barcode"},
    Spelling{"start", QuestionType::Start, "dateTime"},
    Spelling{"start_time", QuestionType::Start, "dateTime"},
    Spelling{"end", QuestionType::End, "dateTime"},
    Spelling{"end_time", QuestionType::End, "dateTime"},
    Spelling{"today", QuestionType::Today, "date"},
    Spelling{"username", QuestionType::Username, "string"},
    Spelling{"deviceid", QuestionType::DeviceId, "string"},
    Spelling{"device_id", QuestionType::DeviceId, "string"},
    Spelling{"email", QuestionType::Email, "string"},
    Spelling{"phonenumber", QuestionType::PhoneNumber, "string"},
    Spelling{"phone_number", QuestionType::PhoneNumber, "string"},
    Spelling{"audit", QuestionType::Audit, "binary"},
};

struct Select {
    std::string_view word;
    QuestionType type;
    bool from_file;
};
constexpr std::array kSelects{
    Select{"select_one", QuestionType::SelectOne, false},
    Select{"select1", QuestionType::SelectOne, false},
    Select{"select_one_from", QuestionType::SelectOne, false},
    Select{"select_one_from_file", QuestionType::SelectOne, true},
    Select{"select_multiple", QuestionType::SelectMultiple, false},
    Select{"select", QuestionType::SelectMultiple, false},
    Select{"select_multiple_from", QuestionType::SelectMultiple, false},
    Select{"select_all_that_apply", QuestionType::SelectMultiple, false},
    Select{"select_all_that_apply_from", QuestionType::SelectMultiple, false},
    Select{"select_multiple_from_file", QuestionType::SelectMultiple, true},
    Select{"rank", QuestionType::Rank, false},
};

struct Structure {
    std::string_view word;
    RowKind kind;
};
constexpr std::array kStructure{
    Structure{"begin_group", RowKind::BeginGroup}, Structure{"end_group", RowKind::EndGroup},
    Structure{"begin_repeat", RowKind::BeginRepeat}, Structure{"end_repeat", RowKind::EndRepeat},
    Structure{"csv_external", RowKind::FileInstance}};

struct Instead {
    std::string_view word, what;
};
constexpr std::array kInstead{
    Instead{"begin_loop", "Loops are not read: write begin_repeat with a repeat_count."},
    Instead{"loop", "Loops are not read: write begin_repeat with a repeat_count."},
    Instead{"end_loop", "Loops are not read: write end_repeat."},
    Instead{"select_one_external",
            "External choices are not read: put the list into a CSV file and write "
            "select_one_from_file LIST.csv."},
    Instead{"osm", "OpenStreetMap tags are not read: write geopoint, geotrace or geoshape."},
    Instead{"xml_external", "XML files are not read: save the list as CSV and write csv-external."},
    Instead{"background_audio", "Sound is not recorded in the background: write audio."},
    Instead{"background_geopoint", "Positions are not taken in the background: write geopoint."},
    Instead{"start_geopoint", "Positions are not taken in the background: write geopoint."},
    Instead{"simserial", "A laptop has no SIM card: remove the row."},
    Instead{"subscriberid", "A laptop has no SIM card: remove the row."},
};

// "Select One  from file" and "select-one-from-file" are one word.
std::string one_word(const std::vector<std::string_view>& parts, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) out += '_';
        for (const char c : parts[i]) {
            out += c == '-' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        }
    }
    return out;
}

TypeReading select_of(const Select& select, std::vector<std::string_view> rest) {
    QuestionWord word{.type = select.type, .from_file = select.from_file, .bind_type = "string"};
    if (rest.size() >= 2 && (rest.back() == "or_other")) {
        word.or_other = true;
        rest.pop_back();
    } else if (rest.size() >= 4 &&
               one_word({rest.end() - 3, rest.end()}, 3) == "or_specify_other") {
        word.or_other = true;
        rest.resize(rest.size() - 3);
    }
    if (rest.size() != 1) {
        return {{}, "Write the name of one choice list after the type, such as select_one yes_no."};
    }
    word.list = rest.front();
    if (select.type == QuestionType::Rank && word.list.ends_with(".csv")) word.from_file = true;
    if (word.from_file && !word.list.ends_with(".csv")) {
        return {{}, "Lists are read from CSV files only: save the list as CSV, write LIST.csv."};
    }
    if (word.or_other && word.from_file) {
        return {{}, "or_other does not go with a file: add the choice other to the file."};
    }
    return {word, ""};
}

}  // namespace

TypeReading question_word_of(std::string_view cell) {
    const std::vector<std::string_view> parts = words(cell);
    const std::string whole = one_word(parts, parts.size());
    for (const Spelling& spelling : kSpellings) {
        if (spelling.word != whole) continue;
        return {QuestionWord{.type = spelling.type, .bind_type = std::string(spelling.bind_type)},
                ""};
    }
    for (const Structure& structure : kStructure) {
        if (structure.word == whole) return {QuestionWord{.kind = structure.kind}, ""};
    }
    // The longest spelling that the cell begins with: "select one from file x.csv".
    for (std::size_t count = std::min<std::size_t>(parts.size(), 6); count > 0; --count) {
        const std::string start = one_word(parts, count);
        for (const Instead& instead : kInstead) {
            if (instead.word == start) return {{}, std::string(instead.what)};
        }
        for (const Select& select : kSelects) {
            if (select.word != start) continue;
            return select_of(select,
                             {parts.begin() + static_cast<std::ptrdiff_t>(count), parts.end()});
        }
    }
    return {};
}

}  // namespace adit::xlsform
