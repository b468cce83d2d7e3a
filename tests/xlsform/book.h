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

/// Each problem as one line.
std::vector<std::string> told(const xlsform::Reading& reading);

}  // namespace adit::test
