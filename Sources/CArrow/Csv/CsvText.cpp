#include "Csv/CsvText.h"

#include <array>
#include <cstring>

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

std::optional<char> detectDelimiter(std::string_view text, bool isWhole) {
  static constexpr std::array<char, 4> candidates{',', ';', '\t', '|'};
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
  size_t best = 0;
  for (size_t k = 1; k < candidates.size(); ++k) {
    if (counts[k] > counts[best]) best = k;
  }
  return candidates[best];
}

}  // namespace fidelity::csv
