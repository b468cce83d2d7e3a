// What a person reads in a cell, from what a workbook stores: numbers, dates and escaped signs.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace adit::xlsform {

/// How a cell shows its number.
enum class Shown : std::uint8_t { Number, Date, DateTime, Time };

/// By the number of a format and its code, where the workbook defines one ("dd/mm/yyyy").
Shown shown_by(int format, std::string_view code);

/// "0.25", "2025-11-23", "2025-11-23T08:30:00", "08:30:00". `from_1904`: days are counted from
/// there. What is beyond the years that dates have is a number.
std::string number_text(double number, Shown shown, bool from_1904);

/// Undoes "_x000D_" (ECMA-376, 22.4.2.4). Signs that no text may hold are left out.
std::string unescaped(std::string text);

}  // namespace adit::xlsform
