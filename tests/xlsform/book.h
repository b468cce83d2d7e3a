// Workbooks for tests, written by libxlsxwriter or bent on purpose.
#pragma once

#include "base/bytes.h"

#include <string>
#include <utility>
#include <vector>

namespace adit::test {

using Rows = std::vector<std::vector<std::string>>;  // "=12.5" is a number, "#45984" a date.

/// The sheets in their order.
Bytes workbook(const std::vector<std::pair<std::string, Rows>>& sheets);

/// A zip with these parts.
Bytes archive(const std::vector<std::pair<std::string, std::string>>& parts);

}  // namespace adit::test
