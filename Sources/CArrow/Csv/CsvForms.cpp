#include "Csv/CsvForms.h"

#include <cstring>

namespace fidelity::csv {

namespace {

bool isDigit(char character) { return static_cast<unsigned char>(character - '0') < 10; }

/// What a cell of digits is, which begins at `place` and is to end at a delimiter or a line end; `place` moves to the
/// first byte that is not of it.
struct Cell {
  bool isNumber = false;
  bool isInteger = false;
};

Cell cellAt(const char*& place, const char* last, char point, bool hasPoint) {
  const bool isNegative = place < last && *place == '-';
  if (isNegative) ++place;
  const char* first = place;
  while (place < last && isDigit(*place)) ++place;
  const auto whole = place - first;
  Cell cell;
  cell.isNumber = whole > 0 && whole <= 15 && (whole == 1 || *first != '0');
  // Minus zero is a number and no whole one.
  cell.isInteger = cell.isNumber && !(isNegative && *first == '0');
  if (cell.isNumber && hasPoint && place < last && *place == point) {
    const char* decimals = ++place;
    while (place < last && isDigit(*place)) ++place;
    cell.isInteger = false;
    cell.isNumber = place > decimals && whole + (place - decimals) <= 15;
  }
  return cell;
}

}  // namespace

bool numberForms(
    std::string_view text, size_t end, bool isCut, char delimiter, char point, FANumberForm* columns,
    size_t columnCount) {
  for (const char wrong : {'"', '\r', '\0'}) {
    if (!text.empty() && std::memchr(text.data(), wrong, text.size()) != nullptr) return false;
  }
  const char* place = text.data();
  const char* const last = place + text.size();
  const char* const stop = place + end;
  const bool hasPoint = point != delimiter;
  while (place < stop) {
    if (*place == '\n') {
      ++place;
      continue;
    }
    for (size_t column = 0; column < columnCount; ++column) {
      FANumberForm& form = columns[column];
      const char* const begin = place;
      if (form.are_numbers) {
        const Cell cell = cellAt(place, last, point, hasPoint);
        const bool isEnd = place == last || *place == delimiter || *place == '\n';
        if (!isEnd || place != begin) {
          form.has_value = true;
          form.are_numbers = isEnd && cell.isNumber;
          form.are_integers = form.are_integers && isEnd && cell.isInteger;
        }
      }
      while (place < last && *place != delimiter && *place != '\n') ++place;
      const bool isLast = column + 1 == columnCount;
      // The file may end without a line end; elsewhere the line is too long to be looked at.
      if (place == last) {
        if (!isLast || isCut) return false;
        break;
      }
      if ((*place == '\n') != isLast) return false;
      ++place;
    }
  }
  return true;
}

}  // namespace fidelity::csv
