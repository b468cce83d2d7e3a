// How things are said to a person: dates and times in their language, values with the labels of
// their choices, the exchange and the saving in one short sentence each.
#pragma once

#include "model/app_state.h"

#include <string>
#include <string_view>

namespace adit::model {

/// "23 Nov 2025", "23 nov. 2025". What is no date is shown as it is.
std::string shown_date(const AppState& state, std::string_view iso);
std::string shown_day(const AppState& state, std::int64_t ms);    // As shown_date.
std::string shown_time(const AppState& state, std::int64_t ms);   // "14:05"
std::string shown_clock(const AppState& state, std::int64_t ms);  // "14:05:12"
/// "14:05" when it is of today, else the day and the time.
std::string shown_when(const AppState& state, std::int64_t ms);

/// In the session's language; "" for no answer.
std::string shown_value(const AppState& state, const forms::FormSession& session,
                        const record::NodePath& path, const record::Value& value);

enum class Mood { Calm, Busy, Good, Waits, Trouble };
struct Spoken {
    std::string words;
    Mood mood = Mood::Calm;
};
/// The chip: "Not sent: 3", "Sending 3 of 12", "All sent · 14:05", "No connection: 3 wait …".
Spoken spoken_sync(const AppState& state);
/// "Saved 14:05:12" only once the store has said so; "Saving…", "Not saved: …".
Spoken spoken_saving(const AppState& state);

/// The one state word of a record: "Draft", "Ready to send", "Sent".
Spoken spoken_stage(const AppState& state, const RecordRow& row);
/// Its title, or the form's with the date.
std::string title_of(const AppState& state, const RecordRow& row);
std::string form_title(const AppState& state, const record::FormRef& form);
std::string person_name(const AppState& state, const std::string& author);
std::string spoken(const AppState& state, const Sentence& sentence);
/// Of 32 hexadecimal digits; the first eight of them when the roster does not know it.
std::string laptop_name(const AppState& state, const std::string& device);
/// "2.1 MB", "430 kB"; in French with its comma: "2,1 Mo".
std::string shown_bytes(std::uint64_t bytes, std::string_view language);
/// "About 4 min left at this speed"; "" before that shows.
std::string shown_time_left(const AppState& state);
/// What to do about a failure, by its kind: a plain sentence in the chosen language.
const std::string& advice(const AppState& state, const Error& error);

}  // namespace adit::model
