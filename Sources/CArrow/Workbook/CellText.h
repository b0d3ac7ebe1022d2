// Cells of a sheet as fields of delimited text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace fidelity::workbook {

/// Between the fields: no text of a workbook has it, unless escaped.
constexpr char fieldDelimiter = '\x1f';

/// What a cell's number format makes of a number.
enum class NumberFormat : uint8_t {
  number,
  date,
  /// A time of day, or with hours in brackets a duration.
  time,
  dateAndTime,
};

/// How the numbers of a workbook become text.
struct NumberRules {
  /// Whether days are counted from 1904-01-01.
  bool countsFrom1904 = false;
  char point = '.';
};

/// Appends the shortest text of the same double; a whole number below 1e21 without point and exponent. With a format of
/// dates: 2024-03-01, with a time of day that is not midnight 2024-03-01T10:30:00; a time alone 10:30:00, of more than
/// a day 36:30:00. What is no number, and no day up to the year 9999, stays as it is.
void appendNumber(std::string& out, std::string_view digits, NumberFormat format, const NumberRules& rules);

/// A date and time of ISO 8601 as a cell of type "d" has it: midnight is left out.
void appendDate(std::string& out, std::string_view text);

/// Appends a text with _xHHHH_ resolved, quoted where the rules of delimited text ask for it.
void appendText(std::string& out, std::string_view text);

/// The column of letters, 0 for A; -1 where they are none up to XFD.
int32_t columnOf(std::string_view letters);

/// The letters of a column.
std::string columnLetters(int32_t column);

constexpr int32_t mostColumns = 16'384;
constexpr int64_t mostRows = 1'048'576;

}  // namespace fidelity::workbook
