#include "Csv/CsvText.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstring>

#include "Csv/CsvHeader.h"

namespace fidelity::csv {

namespace {

constexpr size_t none = static_cast<size_t>(-1);

size_t find(std::string_view text, char character, size_t from) {
  if (from >= text.size()) return none;
  const void* found = std::memchr(text.data() + from, character, text.size() - from);
  return found ? static_cast<size_t>(static_cast<const char*>(found) - text.data()) : none;
}

/// Just after the last line end in [begin, end), 0 if there is none.
size_t lastLineEnd(std::string_view text, size_t begin, size_t end, bool isWhole) {
  for (size_t i = end; i > begin; --i) {
    const char character = text[i - 1];
    if (character == '\n') return i;
    // Any CR here has no LF after it, except the last byte of a text that goes on.
    if (character == '\r' && (isWhole || i < text.size())) return i;
  }
  return 0;
}

bool startsField(std::string_view text, size_t position, char delimiter) {
  if (position == 0) return true;
  const char before = text[position - 1];
  return before == delimiter || before == '\n' || before == '\r';
}

/// The closing quotation mark of the part that opens at `open`, or none.
size_t closingQuote(std::string_view text, size_t open) {
  size_t position = open + 1;
  for (;;) {
    position = find(text, '"', position);
    if (position == none || position + 1 >= text.size() || text[position + 1] != '"') return position;
    position += 2;
  }
}

}  // namespace

Cut lastRecordEnd(std::string_view text, char delimiter, bool isWhole) {
  Cut cut;
  size_t outside = 0;  // where the present unquoted stretch begins
  size_t position = 0;
  for (;;) {
    const size_t quote = find(text, '"', position);
    if (quote == none) break;
    if (!startsField(text, quote, delimiter)) {
      position = quote + 1;
      continue;
    }
    if (const size_t end = lastLineEnd(text, outside, quote, isWhole)) cut.end = end;
    const size_t close = closingQuote(text, quote);
    if (close == none || (!isWhole && close + 1 == text.size())) {
      // As the last byte of a text that goes on, it may be the first of two.
      cut.openQuote = quote;
      return cut;
    }
    outside = position = close + 1;
  }
  if (const size_t end = lastLineEnd(text, outside, text.size(), isWhole)) cut.end = end;
  return cut;
}

int64_t countLines(std::string_view text) {
  int64_t feeds = 0;
  int64_t returns = 0;
  for (const char character : text) {
    feeds += character == '\n';
    returns += character == '\r';
  }
  if (returns == 0) return feeds;
  int64_t pairs = 0;
  for (size_t i = 1; i < text.size(); ++i) pairs += int{text[i - 1] == '\r'} & int{text[i] == '\n'};
  return feeds + returns - pairs;
}

std::optional<size_t> afterLines(std::string_view text, int64_t count, bool isWhole) {
  size_t position = 0;
  for (; count > 0; --count) {
    const size_t end = text.find_first_of("\n\r", position);
    if (end == std::string_view::npos || (text[end] == '\r' && end + 1 == text.size())) {
      return isWhole ? std::optional(text.size()) : std::nullopt;
    }
    position = end + (text[end] == '\r' && text[end + 1] == '\n' ? 2 : 1);
  }
  return position;
}

Record recordAt(std::string_view text, size_t position, char delimiter, std::vector<Field>* fields) {
  Record record{.begin = position, .end = text.size(), .next = text.size()};
  if (fields) fields->clear();
  size_t fieldBegin = position;
  size_t i = position;
  while (i < text.size()) {
    const char character = text[i];
    if (character == '"' && i == fieldBegin) {
      const size_t close = closingQuote(text, i);
      i = close == none ? text.size() : close + 1;
    } else if (character == delimiter) {
      if (fields) fields->push_back({fieldBegin, i});
      fieldBegin = ++i;
    } else if (character == '\n' || character == '\r') {
      record.end = i;
      record.next = i + (character == '\r' && i + 1 < text.size() && text[i + 1] == '\n' ? 2 : 1);
      break;
    } else {
      ++i;
    }
  }
  if (fields) fields->push_back({fieldBegin, record.end});
  return record;
}

int64_t countRecords(std::string_view text, char delimiter) {
  int64_t count = 0;
  for (size_t position = 0; position < text.size();) {
    const Record record = recordAt(text, position, delimiter);
    count += record.isBlank() ? 0 : 1;
    position = record.next;
  }
  return count;
}

std::string unquoted(std::string_view field) {
  if (!field.starts_with('"')) return std::string(field);
  const size_t close = closingQuote(field, 0);
  std::string value;
  for (size_t i = 1; i < field.size(); ++i) {
    if (i == close) continue;
    value += field[i];
    if (i < close && field[i] == '"') ++i;
  }
  return value;
}

std::optional<size_t> misquotedField(std::string_view text, char delimiter) {
  for (size_t quote = find(text, '"', 0); quote != none;) {
    size_t next = quote + 1;
    if (startsField(text, quote, delimiter)) {
      const size_t close = closingQuote(text, quote);
      if (close == none) return std::nullopt;
      next = close + 1;
      if (next < text.size() && text[next] != delimiter && text[next] != '\n' && text[next] != '\r') return quote;
    }
    quote = find(text, '"', next);
  }
  return std::nullopt;
}

bool isRoundedWhole(std::string_view text, double value) {
  if (!(std::fabs(value) >= 0x1p53) || std::isinf(value)) return false;
  while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  text.remove_prefix(std::min(text.find_first_not_of('0'), text.size()));
  if (text.empty() || text.find_first_not_of("0123456789") != std::string_view::npos) return false;
  std::array<char, 320> exact{};
  const int length = std::snprintf(exact.data(), exact.size(), "%.0f", std::fabs(value));
  return text != std::string_view(exact.data(), static_cast<size_t>(length));
}

std::optional<SeparatorLine> separatorLine(std::string_view text) {
  const bool isQuoted = text.starts_with('"');
  const size_t start = isQuoted ? 1 : 0;
  constexpr std::string_view word = "sep=";
  if (text.size() <= start + word.size()) return std::nullopt;
  for (size_t i = 0; i < word.size(); ++i) {
    const char character = text[start + i];
    const bool isCapital = character >= 'A' && character <= 'Z';
    if ((isCapital ? static_cast<char>(character - 'A' + 'a') : character) != word[i]) return std::nullopt;
  }
  size_t next = start + word.size();
  const char delimiter = text[next++];
  if (delimiter == '"' || delimiter == '\n' || delimiter == '\r' || static_cast<unsigned char>(delimiter) >= 0x80 ||
      delimiter == '\0') {
    return std::nullopt;
  }
  if (isQuoted && (next >= text.size() || text[next++] != '"')) return std::nullopt;
  if (next == text.size()) return SeparatorLine{delimiter, next};
  const char end = text[next++];
  if (end != '\n' && end != '\r') return std::nullopt;
  if (end == '\r' && next < text.size() && text[next] == '\n') ++next;
  return SeparatorLine{delimiter, next};
}

namespace {

constexpr std::array<char, 4> candidates{',', ';', '\t', '|'};

/// How often each candidate stands outside quotes in the first record that is not blank; nothing where the text ends
/// before it and not `isWhole`.
std::optional<std::array<int, 4>> candidateCounts(std::string_view text, bool isWhole) {
  std::array<int, 4> counts{};
  size_t i = 0;
  while (i < text.size() && (text[i] == '\n' || text[i] == '\r')) ++i;
  bool isFieldStart = true;
  for (; i < text.size(); ++i) {
    const char character = text[i];
    if (character == '\n' || character == '\r') break;
    if (character == '"' && isFieldStart) {
      const size_t close = closingQuote(text, i);
      if (close == none) {
        i = text.size();
        break;
      }
      i = close;
    }
    isFieldStart = false;
    for (size_t k = 0; k < candidates.size(); ++k) {
      if (character != candidates[k]) continue;
      ++counts[k];
      isFieldStart = true;
    }
  }
  if (i >= text.size() && !isWhole) return std::nullopt;
  return counts;
}

/// How many of the first records after the header are whole, and how many of these have as many fields.
struct Likeness {
  int records = 0;
  int alike = 0;
};

Likeness likeness(std::string_view text, char delimiter, bool isWhole) {
  constexpr int most = 20;
  Likeness result;
  std::vector<Field> fields;
  size_t headerFields = 0;
  for (size_t position = 0; position < text.size() && result.records < most;) {
    const Record record = recordAt(text, position, delimiter, &fields);
    position = record.next;
    if (record.isBlank()) continue;
    if (headerFields == 0) {
      headerFields = fields.size();
      continue;
    }
    if (record.end == text.size() && !isWhole) break;
    ++result.records;
    result.alike += fields.size() == headerFields ? 1 : 0;
  }
  return result;
}

}  // namespace

std::optional<char> detectDelimiter(std::string_view text, bool isWhole, bool decimalComma, bool mayHaveTitles) {
  if (const auto line = separatorLine(text)) return line->delimiter;
  auto counts = candidateCounts(text, isWhole);
  if (!counts) return std::nullopt;
  if (decimalComma) counts->front() = 0;
  std::array<size_t, 4> order{0, 1, 2, 3};
  std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return (*counts)[a] > (*counts)[b]; });
  const char best = candidates[order[0]];
  const Likeness found = likeness(text, best, isWhole);
  const bool isWithout = (*counts)[order[0]] == 0;
  if (!isWithout && (found.records == 0 || found.alike > 0)) return best;
  for (size_t place = 1; place < order.size() && (*counts)[order[place]] > 0; ++place) {
    const Likeness other = likeness(text, candidates[order[place]], isWhole);
    if (other.records > 0 && other.alike == other.records) return candidates[order[place]];
  }
  for (size_t place = 0; mayHaveTitles && place < candidates.size(); ++place) {
    // A comma in numbers comes last.
    const char candidate = candidates[decimalComma ? (place + 1) % candidates.size() : place];
    if (titleCount(text, candidate, isWhole) > 0) return candidate;
  }
  return best;
}

}  // namespace fidelity::csv
