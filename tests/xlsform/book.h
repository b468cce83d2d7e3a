// Workbooks for tests, written by libxlsxwriter or bent on purpose.
#pragma once

#include "base/bytes.h"
#include "xlsform/workbook.h"

#include <string>
#include <utility>
#include <vector>

namespace adit::test {

using Rows = std::vector<std::vector<std::string>>;  // "=12.5" is a number, "#45984" a date.

/// The sheets in their order.
Bytes workbook(const std::vector<std::pair<std::string, Rows>>& sheets);

using Parts = std::vector<std::pair<std::string, std::string>>;

/// A zip with these parts.
Bytes archive(const Parts& parts);

/// The parts of a workbook with one sheet, called survey, of this XML in <sheetData>.
Parts parts_of(const std::string& rows);

/// A part of a zip written by hand, so that it may lie about itself.
struct RawPart {
    std::string name, content;         // Stored as it is.
    std::uint32_t size_told = 0;       // 0: the truth.
    std::uint16_t flags = 0;           // 1: encrypted.
    bool shares_bytes_before = false;  // Its directory entry points at the part before.
};
Bytes raw_archive(const std::vector<RawPart>& parts);

/// Each problem as one line.
std::vector<std::string> told(const xlsform::Reading& reading);

}  // namespace adit::test
