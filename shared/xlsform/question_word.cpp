#include "xlsform/question_word.h"

#include "base/text.h"

#include <algorithm>
#include <array>

namespace adit::xlsform {
namespace {

using forms::QuestionType;

struct Spelling {
    std::string_view word;
    QuestionType type;
    std::string_view bind_type;
};

// Older spellings put "q", "add … prompt" or "get" around the word: see bare().
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
    Spelling{"picture", QuestionType::Image, "binary"},
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
    Spelling{"imei", QuestionType::DeviceId, "string"},
    Spelling{"email", QuestionType::Email, "string"},
    Spelling{"phonenumber", QuestionType::PhoneNumber, "string"},
    Spelling{"audit", QuestionType::Audit, "binary"},
};

struct Silent {
    std::string_view word;
    Special special;
    std::string_view bind_type, preload_params;
};

// Nothing is asked; what fills them stands beside them.
constexpr std::array kSilent{
    Silent{"start_geopoint", Special::StartGeopoint, "geopoint", ""},
    Silent{"background_geopoint", Special::BackgroundGeopoint, "geopoint", ""},
    Silent{"background_audio", Special::BackgroundAudio, "binary", ""},
    Silent{"simserial", Special::None, "string", "simserial"},
    Silent{"sim_id", Special::None, "string", "simserial"},
    Silent{"subscriberid", Special::None, "string", "subscriberid"},
    Silent{"subscriber_id", Special::None, "string", "subscriberid"},
    Silent{"uri:deviceid", Special::None, "string", "uri:deviceid"},
    Silent{"uri:email", Special::None, "string", "uri:email"},
    Silent{"uri:phonenumber", Special::None, "string", "uri:phonenumber"},
    Silent{"uri:simserial", Special::None, "string", "uri:simserial"},
    Silent{"uri:subscriberid", Special::None, "string", "uri:subscriberid"},
    Silent{"uri:username", Special::None, "string", "uri:username"},
};

struct Bounded {
    std::string_view word, bind_type, constraint, hint;
};
constexpr std::array kBounded{
    Bounded{"percentage", "int", "0 <= . and . <= 100", ""},
    Bounded{"phone_number", "string", "regex(., '^\\d*$')", "Enter numbers only."},
    Bounded{"number_of_days_in_last_month", "int", "0 <= . and . <= 31", "Enter a number 0-31."},
    Bounded{"number_of_days_in_last_six_months", "int", "0 <= . and . <= 183",
            "Enter a number 0-183."},
    Bounded{"number_of_days_in_last_year", "int", "0 <= . and . <= 365", "Enter a number 0-365."},
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
    Select{"select_one_using", QuestionType::SelectOne, false},
    Select{"add_select_one_prompt_using", QuestionType::SelectOne, false},
    Select{"select_one_from_file", QuestionType::SelectOne, true},
    Select{"select_multiple", QuestionType::SelectMultiple, false},
    Select{"select", QuestionType::SelectMultiple, false},
    Select{"select_multiple_from", QuestionType::SelectMultiple, false},
    Select{"select_multiple_using", QuestionType::SelectMultiple, false},
    Select{"add_select_multiple_prompt_using", QuestionType::SelectMultiple, false},
    Select{"select_all_that_apply", QuestionType::SelectMultiple, false},
    Select{"select_all_that_apply_from", QuestionType::SelectMultiple, false},
    Select{"select_multiple_from_file", QuestionType::SelectMultiple, true},
    Select{"select_one_external", QuestionType::SelectOne, false},
    Select{"rank", QuestionType::Rank, false},
};

struct Structure {
    std::string_view word;
    RowKind kind;
};
constexpr std::array kStructure{Structure{"begin_group", RowKind::BeginGroup},
                                Structure{"end_group", RowKind::EndGroup},
                                Structure{"begin_repeat", RowKind::BeginRepeat},
                                Structure{"begin_lgroup", RowKind::BeginRepeat},
                                Structure{"begin_looped_group", RowKind::BeginRepeat},
                                Structure{"end_repeat", RowKind::EndRepeat},
                                Structure{"end_lgroup", RowKind::EndRepeat},
                                Structure{"end_looped_group", RowKind::EndRepeat},
                                Structure{"end_loop", RowKind::EndLoop}};

using Parts = std::vector<std::string_view>;

// "Select One  from file" and "select-one-from-file" are one word.
std::string one_word(const Parts& parts, std::size_t count) {
    std::string out;
    for (std::size_t i = 0; i < count; ++i) {
        if (i > 0) out += '_';
        for (const char c : parts[i]) {
            out += c == '-' ? '_' : c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
        }
    }
    return out;
}

// "q_integer", "add_integer_prompt" and "get_today" as their word alone.
std::string bare(const std::string& word) {
    if (word.starts_with("q_")) return word.substr(2);
    if (word.starts_with("get_")) return word.substr(4);
    const bool asked = word.starts_with("add_") && word.ends_with("_prompt") && word.size() > 11;
    return asked ? word.substr(4, word.size() - 11) : word;
}

std::optional<QuestionWord> plain_word(const std::string& whole) {
    const std::string word = bare(whole);
    if (whole == "get_phone_number") {
        return QuestionWord{.type = QuestionType::PhoneNumber, .bind_type = "string"};
    }
    for (const Spelling& spelling : kSpellings) {
        if (spelling.word != word) continue;
        return QuestionWord{.type = spelling.type, .bind_type = std::string(spelling.bind_type)};
    }
    for (const Silent& silent : kSilent) {
        if (silent.word != word) continue;
        QuestionWord read{.type = QuestionType::Hidden,
                          .special = silent.special,
                          .bind_type = std::string(silent.bind_type)};
        read.preload = silent.preload_params.empty() ? "" : "property";
        read.preload_params = silent.preload_params;
        return read;
    }
    for (const Bounded& bounded : kBounded) {
        if (bounded.word != word) continue;
        const bool number = bounded.bind_type == "int";
        return QuestionWord{.type = number ? QuestionType::Integer : QuestionType::Text,
                            .bind_type = std::string(bounded.bind_type),
                            .constraint = std::string(bounded.constraint),
                            .hint = std::string(bounded.hint)};
    }
    return std::nullopt;
}

TypeReading select_of(const Select& select, Parts rest) {
    QuestionWord word{.type = select.type, .from_file = select.from_file, .bind_type = "string"};
    if (select.word == "select_one_external") word.special = Special::External;
    if (select.type == QuestionType::Rank) word.bind_type = "odk:rank";
    const auto last_words = [&](std::size_t count, std::string_view meant) {
        if (rest.size() <= count) return false;
        return one_word({rest.end() - static_cast<std::ptrdiff_t>(count), rest.end()}, count) ==
               meant;
    };
    for (std::size_t count = 1; count <= 3; ++count) {
        if (!last_words(count, count == 3 ? "or_specify_other" : "or_other")) continue;
        word.or_other = true;
        rest.resize(rest.size() - count);
        break;
    }
    if (rest.size() != 1) {
        return {{}, "Write the name of one choice list after the type, such as select_one yes_no."};
    }
    word.list = rest.front();
    if (word.special == Special::None && is_list_file(word.list)) word.from_file = true;
    if (word.from_file && !is_list_file(word.list)) {
        return {{},
                "Lists are read from files called LIST.csv, LIST.xml or LIST.geojson: write the "
                "whole name."};
    }
    if (word.or_other && word.from_file) {
        return {{}, "or_other does not go with a file: add the choice other to the file."};
    }
    return {word, ""};
}

// "begin loop over colours"
std::optional<TypeReading> loop_of(const Parts& parts) {
    std::size_t used = 0;
    if (one_word(parts, 1) == "begin_loop") used = 1;
    if (parts.size() > 1 && one_word(parts, 2) == "begin_loop") used = 2;
    if (used == 0) return std::nullopt;
    if (used < parts.size() && parts[used] == "over") ++used;
    if (parts.size() != used + 1) {
        return TypeReading{{}, "Write the list that the loop goes through: begin_loop over LIST."};
    }
    return TypeReading{QuestionWord{.kind = RowKind::BeginLoop, .list = std::string(parts[used])},
                       ""};
}

}  // namespace

bool is_list_file(std::string_view name) {
    constexpr std::array<std::string_view, 3> kEndings{".csv", ".xml", ".geojson"};
    return std::any_of(kEndings.begin(), kEndings.end(), [&](std::string_view ending) {
        return name.size() > ending.size() && name.ends_with(ending);
    });
}

TypeReading question_word_of(std::string_view cell) {
    const Parts parts = words(cell);
    if (parts.empty()) return {};
    const std::string whole = one_word(parts, parts.size());
    if (const auto word = plain_word(whole)) return {word, ""};
    for (const Structure& structure : kStructure) {
        if (structure.word == whole) return {QuestionWord{.kind = structure.kind}, ""};
    }
    if (whole == "csv_external" || whole == "xml_external") {
        return {QuestionWord{.kind = RowKind::FileInstance, .list = whole.substr(0, 3)}, ""};
    }
    if (one_word(parts, 1) == "osm" && parts.size() <= 2) {
        QuestionWord word{.type = QuestionType::File, .special = Special::Map};
        word.bind_type = "binary";
        if (parts.size() == 2) word.list = parts[1];
        return {word, ""};
    }
    if (auto loop = loop_of(parts)) return *loop;
    // The longest spelling that the cell begins with: "select one from file x.csv".
    for (std::size_t count = std::min<std::size_t>(parts.size(), 6); count > 0; --count) {
        const std::string start = one_word(parts, count);
        for (const Select& select : kSelects) {
            if (select.word != start) continue;
            return select_of(select,
                             {parts.begin() + static_cast<std::ptrdiff_t>(count), parts.end()});
        }
    }
    return {};
}

}  // namespace adit::xlsform
