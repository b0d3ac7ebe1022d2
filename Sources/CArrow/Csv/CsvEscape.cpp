#include "Csv/CsvEscape.h"

#include <vector>

#include "Csv/CsvText.h"

namespace fidelity::csv {

namespace {

/// Whether every cell ends with its closing mark, and every row has as many cells as the first.
bool isEven(std::string_view text, char delimiter) {
  std::vector<Field> fields;
  size_t count = 0;
  if (misquotedField(text, delimiter)) return false;
  for (size_t position = 0; position < text.size();) {
    const Record record = recordAt(text, position, delimiter, &fields);
    position = record.next;
    if (record.isBlank()) continue;
    if (count == 0) count = fields.size();
    if (fields.size() != count) return false;
  }
  return true;
}

}  // namespace

size_t Unescaper::append(std::string_view bytes, bool isEnd, std::string& out) {
  out.reserve(out.size() + bytes.size());
  for (size_t i = 0; i < bytes.size(); ++i) {
    const char character = bytes[i];
    if (!isQuoted_) {
      out += character;
      isQuoted_ = character == '"' && startsCell_;
      // The byte order mark stands before the first cell.
      const bool isMark = startsCell_ && (character == '\xEF' || character == '\xBB' || character == '\xBF');
      startsCell_ = isMark || character == delimiter_ || character == '\n' || character == '\r';
      continue;
    }
    startsCell_ = false;
    const bool isLast = i + 1 == bytes.size();
    if (character == '\\') {
      if (isLast && !isEnd) return i;
      const char next = isLast ? '\0' : bytes[i + 1];
      if (next == '"') {
        out += "\"\"";
        ++i;
      } else if (next == '\\') {
        out += '\\';
        ++i;
      } else if (next != '\n' && next != '\r') {
        out += character;
      }
    } else if (character == '"') {
      if (isLast && !isEnd) return i;
      out += character;
      if (!isLast && bytes[i + 1] == '"') {
        out += '"';
        ++i;
      } else {
        isQuoted_ = false;
      }
    } else {
      out += character;
    }
  }
  return bytes.size();
}

bool usesBackslashes(std::string_view text, bool isWhole, char delimiter) {
  if (text.find("\\\"") == std::string_view::npos) return false;
  // Whole lines: the last record may go on, and is then left out below.
  if (!isWhole) text = text.substr(0, text.rfind('\n') + 1);
  const Cut plain = lastRecordEnd(text, delimiter, isWhole);
  if (!plain.openQuote && isEven(text.substr(0, plain.end), delimiter)) return false;
  std::string read;
  Unescaper(delimiter).append(text, true, read);
  const Cut cut = lastRecordEnd(read, delimiter, isWhole);
  if (isWhole && cut.openQuote) return false;
  const std::string_view whole = isWhole ? std::string_view(read) : std::string_view(read).substr(0, cut.end);
  return !whole.empty() && isEven(whole, delimiter);
}

}  // namespace fidelity::csv
