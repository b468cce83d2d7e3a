// The XForms texts of single values, both ways. For record/value.cpp; others say text_of and
// value_from. Each reader gives back what its writer wrote, to the last bit.
#pragma once

#include "record/value.h"

namespace adit::record {

std::string decimal_text(double number);           // Shortest that reads back the same; no "e".
std::string time_text(const TimeOfDay& time);      // "08:15:00.000+01:00", "…Z" for UTC.
std::string date_time_text(const DateTime& when);  // "2025-11-23T08:15:00.000+01:00"
std::string point_text(const geo::Point& point);   // "6.68 -1.62 0 0"
std::string points_text(const std::vector<geo::Point>& points);  // Joined by "; ".

Result<std::int64_t> whole_number_from(std::string_view text);
Result<double> decimal_from(std::string_view text);
Result<TimeOfDay> time_from(std::string_view text);
Result<DateTime> date_time_from(std::string_view text);  // Without an offset: UTC.
Result<geo::Point> point_from(std::string_view text);    // Two to four numbers.
Result<std::vector<geo::Point>> points_from(std::string_view text);

}  // namespace adit::record
