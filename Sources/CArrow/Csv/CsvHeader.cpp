#include "Csv/CsvHeader.h"

#include <algorithm>
#include <map>
#include <set>

#include "Csv/CsvNumber.h"

namespace fidelity::csv {

namespace {

constexpr int64_t mostTitles = 10;
constexpr size_t mostRows = 20;

std::string_view trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(" \t");
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(" \t") - first + 1);
}

struct Row {
  Record record;
  std::vector<Field> fields;
  std::vector<std::string> cells;

  size_t filledCount() const {
    return static_cast<size_t>(std::count_if(cells.begin(), cells.end(), [](const std::string& cell) {
      return !trimmed(cell).empty();
    }));
  }
};

/// The next record that is not blank.
std::optional<Row> rowAt(std::string_view text, size_t position, char delimiter) {
  while (position < text.size()) {
    Row row;
    row.record = recordAt(text, position, delimiter, &row.fields);
    position = row.record.next;
    if (row.record.isBlank()) continue;
    for (const Field& field : row.fields) {
      row.cells.push_back(unquoted(text.substr(field.begin, field.end - field.begin)));
    }
    return row;
  }
  return std::nullopt;
}

/// Whether the cells that are filled are the first ones.
bool isFilledFromLeft(const Row& row) {
  const size_t count = row.filledCount();
  return std::all_of(row.cells.begin(), row.cells.begin() + static_cast<std::ptrdiff_t>(count), [](const auto& cell) {
    return !trimmed(cell).empty();
  });
}

/// Whether a row names all columns: distinct words.
bool isOfNames(const Row& row) {
  std::set<std::string_view> names;
  return std::all_of(row.cells.begin(), row.cells.end(), [&](const std::string& cell) {
    const auto name = trimmed(cell);
    return !name.empty() && !isWrittenNumber(name) && names.insert(name).second;
  });
}

bool isTitle(const Row& row, size_t columnCount) {
  if (row.cells.size() > columnCount) return false;
  // Of two columns, one may have no name.
  const bool isPadded = row.cells.size() == columnCount;
  const size_t most = isPadded && columnCount < 3 ? 0 : std::max<size_t>(1, columnCount / 2);
  return row.filledCount() <= most && isFilledFromLeft(row);
}

/// Whether the rows have as many cells as the header, and one of them is a number.
bool areRows(const Row* rows, const Row* end, size_t columnCount) {
  bool hasNumber = false;
  for (const Row* row = rows; row != end; ++row) {
    if (row->cells.size() != columnCount) return false;
    hasNumber = hasNumber || std::any_of(row->cells.begin(), row->cells.end(), isWrittenNumber);
  }
  return hasNumber;
}

/// Whether the first record has few enough cells for a title above one of the next: a look without copies, since there
/// may be very many columns.
bool mayBeginWithTitle(std::string_view text, char delimiter) {
  std::vector<Field> fields;
  std::optional<size_t> filled;
  size_t columnCount = 0;
  int64_t count = 0;
  for (size_t position = 0; position < text.size() && count <= mostTitles;) {
    const Record record = recordAt(text, position, delimiter, &fields);
    position = record.next;
    if (record.isBlank()) continue;
    ++count;
    columnCount = std::max(columnCount, fields.size());
    if (filled) continue;
    filled = static_cast<size_t>(std::count_if(fields.begin(), fields.end(), [&](const Field& field) {
      const auto cell = trimmed(text.substr(field.begin, field.end - field.begin));
      return !cell.empty() && cell != "\"\"";
    }));
  }
  return filled.value_or(0) <= std::max<size_t>(1, columnCount / 2);
}

/// Whether a cell says that there is no value.
bool saysNothing(std::string_view cell) {
  static const std::set<std::string, std::less<>> words{
      "na", "n/a", "nan", "null", "none", "missing", "absent", ".", "-", "--", "?", "x", "#n/a"};
  std::string lower(trimmed(cell));
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) {
    return static_cast<char>(c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : c);
  });
  return lower.empty() || words.contains(lower);
}

/// The cell of a row; empty beyond its end.
std::string_view cellAt(const Row& row, size_t column) {
  return column < row.cells.size() ? trimmed(row.cells[column]) : std::string_view();
}

/// Whether all cells of a column that are filled are numbers, in two rows at least.
bool hasNumbers(const std::vector<Row>& rows, size_t first, size_t column) {
  int64_t count = 0;
  for (size_t i = first; i < rows.size(); ++i) {
    const auto cell = cellAt(rows[i], column);
    if (cell.empty() || saysNothing(cell)) continue;
    if (!isWrittenNumber(cell)) return false;
    ++count;
  }
  return count >= 2;
}

bool hasNumber(const Row& row) { return std::any_of(row.cells.begin(), row.cells.end(), isWrittenNumber); }

/// Whether the first row is the second one of the header: without numbers, and with words above columns of numbers.
bool isSecondHeader(const std::vector<Row>& rows, const Header& header) {
  if (rows.size() < 3 || hasNumber(rows[0])) return false;
  std::set<std::string_view> names;
  bool isComplete = true;
  for (const HeaderCell& cell : header.cells) {
    const auto name = trimmed(cell.name);
    isComplete = isComplete && !name.empty() && names.insert(name).second;
  }
  size_t numbers = 0;
  size_t words = 0;
  for (size_t column = 0; column < header.cells.size(); ++column) {
    if (!hasNumbers(rows, 1, column)) continue;
    ++numbers;
    words += saysNothing(cellAt(rows[0], column)) ? 0 : 1;
  }
  // Where all columns have names of their own, one word among the numbers may be a mistake.
  return isComplete ? words >= 2 && words == numbers : words >= 1;
}

/// Whether a row has the names of a table that the rows below it are of: distinct words side by side, and below them
/// cells, some of them numbers, and no others.
bool isOffsetHeader(const std::vector<Row>& rows, size_t index, size_t& first) {
  const Row& row = rows[index];
  if (index + 1 >= rows.size() || hasNumber(row)) return false;
  size_t last = 0;
  first = row.cells.size();
  std::set<std::string_view> names;
  for (size_t column = 0; column < row.cells.size(); ++column) {
    const auto name = cellAt(row, column);
    if (name.empty()) continue;
    if (!names.insert(name).second) return false;
    first = std::min(first, column);
    last = column;
  }
  if (names.size() < 2 || names.size() != last - first + 1) return false;
  bool found = false;
  for (size_t i = index + 1; i < rows.size(); ++i) {
    for (size_t column = 0; column < rows[i].cells.size(); ++column) {
      const auto cell = cellAt(rows[i], column);
      if (cell.empty()) continue;
      if (column < first || column > last) return false;
      found = found || isWrittenNumber(cell);
    }
  }
  return found;
}

bool isOfImportIds(const Row& row) {
  const auto isId = [](const std::string& cell) { return cell.empty() || cell.starts_with("{\"ImportId\":"); };
  return row.filledCount() > 0 && std::all_of(row.cells.begin(), row.cells.end(), isId);
}

/// Whether the next two records name import ids.
bool mayHaveImportIds(std::string_view text, size_t position, char delimiter) {
  size_t end = position;
  for (int count = 0; count < 2 && end < text.size();) {
    const Record record = recordAt(text, end, delimiter);
    count += record.isBlank() ? 0 : 1;
    end = record.next;
  }
  return text.substr(position, end - position).find("ImportId") != std::string_view::npos;
}

/// The names that rows of the header make: the cells above each other with a blank between; a cell without text is part
/// of the one to its left, but in the last row, and where a cell above begins another group.
std::vector<HeaderCell> merged(const std::vector<Row>& rows, bool fillsRight) {
  size_t columnCount = 0;
  for (const Row& row : rows) columnCount = std::max(columnCount, row.cells.size());
  std::vector<HeaderCell> cells(columnCount);
  std::vector<bool> beginsGroup(columnCount);
  for (size_t index = 0; index < rows.size(); ++index) {
    const Row& row = rows[index];
    std::string carried;
    for (size_t column = 0; column < columnCount; ++column) {
      const auto own = column < row.cells.size() ? trimmed(row.cells[column]) : std::string_view();
      const bool isLast = index + 1 == rows.size();
      const bool isNamedBelow = column < rows.back().cells.size() && !trimmed(rows.back().cells[column]).empty();
      if (!own.empty() || beginsGroup[column]) carried = own;
      if (!own.empty()) beginsGroup[column] = true;
      const std::string part(own.empty() && !isLast && isNamedBelow && fillsRight ? std::string_view(carried) : own);
      if (part.empty()) continue;
      HeaderCell& cell = cells[column];
      cell.name += (cell.name.empty() ? "" : " ") + part;
      cell.position = column < row.fields.size() ? row.fields[column].begin : row.record.begin;
    }
  }
  return cells;
}

}  // namespace

int64_t titleCount(std::string_view text, char delimiter, bool isWhole) {
  if (!mayBeginWithTitle(text, delimiter)) return 0;
  std::vector<Row> rows;
  for (size_t position = 0; rows.size() < mostRows + static_cast<size_t>(mostTitles);) {
    auto row = rowAt(text, position, delimiter);
    if (!row || (!isWhole && row->record.next == text.size())) break;
    position = row->record.next;
    rows.push_back(std::move(*row));
  }
  const auto most = std::min<size_t>(static_cast<size_t>(mostTitles), rows.empty() ? 0 : rows.size() - 1);
  for (size_t count = 1; count <= most && count + 1 < rows.size(); ++count) {
    const size_t columnCount = rows[count].cells.size();
    if (columnCount < 2 || !isOfNames(rows[count])) continue;
    const Row* below = rows.data() + count + 1;
    const Row* last = rows.data() + std::min(rows.size(), count + 1 + mostRows);
    if (!areRows(below, last, columnCount)) continue;
    const auto end = rows.begin() + static_cast<std::ptrdiff_t>(count);
    const bool areTitles =
        std::all_of(rows.begin(), end, [&](const Row& row) { return isTitle(row, columnCount); });
    if (areTitles) return static_cast<int64_t>(count);
  }
  return 0;
}

Header readHeader(std::string_view text, char delimiter, HeaderForm form) {
  Header header;
  if (form.isFound) header.titleCount = titleCount(text, delimiter, true);
  size_t position = 0;
  for (int64_t i = 0; i < header.titleCount; ++i) {
    const auto row = rowAt(text, position, delimiter);
    if (!row) break;
    if (header.title.empty()) header.title = row->cells.front();
    position = row->record.next;
  }
  std::vector<Row> rows;
  const size_t wanted = form.rows < 0 ? 1 : static_cast<size_t>(std::max(form.rows, 1));
  while (rows.size() < wanted) {
    auto row = rowAt(text, position, delimiter);
    if (!row) break;
    position = row->record.next;
    rows.push_back(std::move(*row));
  }
  if (rows.empty()) return header;
  header.begin = rows.front().record.begin;
  if (form.rows == 0) {
    for (const Field& field : rows.front().fields) {
      header.cells.push_back({"column_" + std::to_string(header.cells.size() + 1), field.begin});
    }
    header.next = header.begin;
    header.recordCount = header.titleCount;
    return header;
  }
  if (rows.size() == 1) {
    for (size_t i = 0; i < rows[0].cells.size(); ++i) {
      header.cells.push_back({rows[0].cells[i], rows[0].fields[i].begin});
    }
  } else {
    header.cells = merged(rows, form.fillsRight);
  }
  header.next = position;
  header.recordCount = header.titleCount + static_cast<int64_t>(rows.size());
  header.hasNumbersOnly = form.rows < 0 && std::all_of(rows[0].cells.begin(), rows[0].cells.end(), isWrittenNumber);
  if (!form.isFound || !mayHaveImportIds(text, header.next, delimiter)) return header;
  const auto second = rowAt(text, header.next, delimiter);
  const auto third = second ? rowAt(text, second->record.next, delimiter) : std::nullopt;
  const bool isSecond = second && isOfImportIds(*second);
  if (!isSecond && !(third && isOfImportIds(*third))) return header;
  header.isOfQualtrics = true;
  header.next = isSecond ? second->record.next : third->record.next;
  header.recordCount += isSecond ? 1 : 2;
  if (!isSecond) {
    header.labels = second->cells;
    header.labels.resize(header.cells.size());
  }
  return header;
}

std::vector<std::string> columnNames(const Header& header) {
  const auto plain = [](std::string_view name) {
    static constexpr std::string_view blanks[] = {" ", "\t", "\xC2\xA0", "\xEF\xBB\xBF"};
    for (bool goesOn = true; goesOn;) {
      goesOn = false;
      for (const std::string_view blank : blanks) {
        if (name.starts_with(blank)) name.remove_prefix(blank.size());
        else if (name.ends_with(blank)) name.remove_suffix(blank.size());
        else continue;
        goesOn = true;
      }
    }
    return std::string(name);
  };
  std::vector<std::string> names;
  std::map<std::string, std::set<std::string>> given;
  for (const HeaderCell& cell : header.cells) {
    names.push_back(plain(cell.name));
    given[names.back()].insert(cell.name);
  }
  for (size_t i = 0; i < names.size(); ++i) {
    if (!names[i].empty() && given[names[i]].size() > 1) names[i] = header.cells[i].name;
  }
  return names;
}

bool mayHaveOtherDelimiter(std::string_view text, const Header& header) {
  if (header.cells.size() != 1) return false;
  const auto words = [](std::string_view line, char mark) {
    size_t count = 0;
    for (size_t i = 0; i < line.size(); ++i) count += line[i] != mark && (i == 0 || line[i - 1] == mark) ? 1 : 0;
    return count;
  };
  for (const char mark : {' ', ':', '/', '^', '~', '#'}) {
    const size_t wanted = words(header.cells.front().name, mark);
    if (wanted < 2) continue;
    size_t count = 0;
    bool fits = true;
    for (size_t position = header.next; fits && count < mostRows;) {
      // A delimiter that no line has: a line is one cell.
      const auto row = rowAt(text, position, '\x1f');
      if (!row) break;
      position = row->record.next;
      fits = words(text.substr(row->record.begin, row->record.end - row->record.begin), mark) == wanted;
      ++count;
    }
    if (fits && count > 0) return true;
  }
  return false;
}

HeaderAdvice headerAdvice(std::string_view text, char delimiter, const Header& header) {
  HeaderAdvice advice;
  if (header.isOfQualtrics || header.cells.size() > 10'000) return advice;
  std::vector<Row> rows;
  for (size_t position = header.next; rows.size() < mostRows + static_cast<size_t>(mostTitles);) {
    auto row = rowAt(text, position, delimiter);
    if (!row) break;
    position = row->record.next;
    rows.push_back(std::move(*row));
  }
  advice.goesOn = isSecondHeader(rows, header);
  const auto named = std::count_if(header.cells.begin(), header.cells.end(), [](const HeaderCell& cell) {
    return !trimmed(cell.name).empty();
  });
  const size_t most = std::min(rows.size(), static_cast<size_t>(mostTitles));
  for (size_t index = 0; index < most; ++index) {
    size_t first = 0;
    if (!isOffsetHeader(rows, index, first)) continue;
    // One that is complete is the header, whatever stands below it.
    const auto filled = static_cast<std::ptrdiff_t>(rows[index].filledCount());
    const auto columns = static_cast<std::ptrdiff_t>(std::max(header.cells.size(), rows[index].cells.size()));
    if (2 * named > filled || named == columns) break;
    advice.recordsBefore = header.recordCount + static_cast<int64_t>(index);
    advice.column = first;
    advice.begin = rows[index].record.begin;
    advice.goesOn = false;
    break;
  }
  return advice;
}

}  // namespace fidelity::csv
