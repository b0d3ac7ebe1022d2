#include "Csv/CsvTotals.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

#include "Csv/CsvNumber.h"
#include "Csv/CsvText.h"

namespace fidelity::csv {

namespace {

constexpr std::array<std::string_view, 25> words{
    "total", "totals", "grand total", "subtotal", "overall", "sum", "mean", "average", "avg", "median",
    "total general", "total g\xC3\xA9n\xC3\xA9ral", "summe", "gesamt", "gesamtsumme", "mittelwert", "durchschnitt",
    "somme", "moyenne", "suma", "promedio", "media", "totale", "totaal", "gemiddelde"};

/// Text with the letters of ASCII in lower case.
std::string lowered(std::string_view text) {
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](unsigned char c) {
    return static_cast<char>(c < 0x80 ? std::tolower(c) : c);
  });
  return lower;
}

/// Whether a cell is a word for a total.
bool isTotal(std::string_view cell) {
  const size_t first = cell.find_first_not_of(" \t:");
  if (first == std::string_view::npos) return false;
  cell = cell.substr(first, cell.find_last_not_of(" \t:") + 1 - first);
  if (cell.size() > 20) return false;
  const std::string lower = lowered(cell);
  return std::find(words.begin(), words.end(), lower) != words.end();
}

/// Whether one of the words stands somewhere in the text, as a cell or as a part of one.
bool mayHaveTotals(std::string_view text) {
  const std::string lower = lowered(text);
  return std::any_of(words.begin(), words.end(), [&](std::string_view word) {
    return lower.find(word) != std::string::npos;
  });
}

/// The word of a record of totals: the one cell that is neither blank nor a number.
std::optional<std::string> totalWord(std::string_view text, const std::vector<Field>& fields) {
  std::optional<std::string> word;
  bool hasNumber = false;
  for (const Field& field : fields) {
    std::string cell = unquoted(text.substr(field.begin, field.end - field.begin));
    if (cell.find_first_not_of(" \t") == std::string::npos) continue;
    if (isWrittenNumber(cell)) {
      hasNumber = true;
    } else if (!word && isTotal(cell)) {
      word = std::move(cell);
    } else {
      return std::nullopt;
    }
  }
  return hasNumber ? word : std::nullopt;
}

}  // namespace

std::vector<TotalRow> totalRows(std::string_view text, char delimiter) {
  constexpr size_t most = 4;
  if (!mayHaveTotals(text.substr(text.size() - std::min<size_t>(text.size(), 4096)))) return {};
  std::vector<Record> records;
  for (size_t position = 0; position < text.size();) {
    const Record record = recordAt(text, position, delimiter);
    position = record.next;
    if (!record.isBlank()) records.push_back(record);
  }
  std::vector<TotalRow> found;
  std::vector<Field> fields;
  const auto wordOf = [&](const Record& record) {
    recordAt(text, record.begin, delimiter, &fields);
    return totalWord(text, fields);
  };
  while (!records.empty()) {
    const auto word = wordOf(records.back());
    if (!word) break;
    // A fifth one: they are kinds of rows.
    if (found.size() == most) return {};
    found.push_back({countLines(text.substr(0, records.back().begin)), *word});
    records.pop_back();
  }
  std::reverse(found.begin(), found.end());
  return found;
}

}  // namespace fidelity::csv
