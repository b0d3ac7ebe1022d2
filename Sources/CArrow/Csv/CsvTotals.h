// Rows of totals at the end of a table, as people add them to a sheet.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace fidelity::csv {

/// A record that looks like one of totals.
struct TotalRow {
  /// Lines of the text before it.
  int64_t linesBefore = 0;
  /// The word that says so.
  std::string word;
};

/// The last records of a text, up to four, that hold one word for a total or a mean beside numbers and blanks; none
/// where there are more: then they are kinds of rows.
/// - Complexity: O(1) where no such word is among the last four kilobytes, else O(text).
std::vector<TotalRow> totalRows(std::string_view text, char delimiter);

}  // namespace fidelity::csv
