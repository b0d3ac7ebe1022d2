#include "Workbook/Parts.h"

#ifdef FIDELITY_READS_WORKBOOKS

#include <algorithm>
#include <charconv>
#include <cstring>

#include "Workbook/SheetRows.h"

namespace fidelity::workbook {

namespace {

template <size_t size>
bool skip(const char*& position, const char (&text)[size]) {
  if (std::memcmp(position, text, size - 1) != 0) return false;
  position += size - 1;
  return true;
}

void skipBlanks(const char*& position) {
  while (*position == ' ' || *position == '\n' || *position == '\t') ++position;
}

bool isNameCharacter(char character) {
  return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z') ||
         (character >= '0' && character <= '9') || character == ':' || character == '-' || character == '_';
}

/// In ASCII.
bool isPrintable(char character) { return character >= ' ' && character <= '~'; }

/// An attribute after a blank, whose value needs no decoding.
bool skipAttribute(const char*& position, std::string_view& name, std::string_view& value) {
  if (*position != ' ') return false;
  const char* begin = ++position;
  while (isNameCharacter(*position)) ++position;
  name = {begin, static_cast<size_t>(position - begin)};
  if (name.empty() || *position++ != '=') return false;
  const char quote = *position++;
  if (quote != '"' && quote != '\'') return false;
  begin = position;
  while (*position != quote && *position != '<' && *position != '&' && isPrintable(*position)) ++position;
  if (*position != quote) return false;
  value = {begin, static_cast<size_t>(position++ - begin)};
  return true;
}

/// Up to the next tag, or to a character that no XML has.
std::string_view textAt(const char*& position) {
  const char* begin = position;
  const auto isText = [](char byte) {
    return static_cast<unsigned char>(byte) >= ' ' || byte == '\n' || byte == '\t';
  };
  while (*position != '<' && isText(*position)) ++position;
  return {begin, static_cast<size_t>(position - begin)};
}

/// The rest of a start tag whose attributes do not matter, and whether it is an end tag too.
bool skipTag(const char*& position, bool& isEmpty) {
  std::string_view name;
  std::string_view value;
  while (*position == ' ') {
    if (!skipAttribute(position, name, value)) return false;
  }
  isEmpty = *position == '/';
  if (isEmpty) ++position;
  return *position++ == '>';
}

bool typeOf(std::string_view word, CellType& type) {
  if (word == "n") type = CellType::number;
  else if (word == "s") type = CellType::sharedText;
  else if (word == "b") type = CellType::boolean;
  else if (word == "e") type = CellType::error;
  else if (word == "str" || word == "inlineStr") type = CellType::text;
  else if (word == "d") type = CellType::date;
  else return false;
  return true;
}

}  // namespace

bool QuickRows::read(const char*& position) {
  const char* at = position;
  if (!readRow(at)) return false;
  position = at;
  return true;
}

bool QuickRows::readRow(const char*& position) {
  skipBlanks(position);
  if (!skip(position, "<row")) return false;
  int64_t row = writer_.lastRow() + 1;
  rowName_ = {};
  std::string_view name;
  std::string_view value;
  while (*position == ' ') {
    if (!skipAttribute(position, name, value)) return false;
    if (name != "r") continue;
    if (!rowName_.empty()) return false;
    const char* end = value.data() + value.size();
    const auto result = std::from_chars(value.data(), end, row);
    if (result.ec != std::errc() || result.ptr != end || row <= writer_.lastRow() || row > mostRows) return false;
    rowName_ = value;
  }
  writer_.begin(row);
  bool isKnown = skip(position, "/>");
  if (!isKnown && *position++ == '>') {
    column_ = -1;
    for (;;) {
      skipBlanks(position);
      isKnown = skip(position, "</row>");
      if (isKnown || !readCell(position)) break;
    }
  }
  if (!isKnown) {
    writer_.cancel();
    return false;
  }
  writer_.end();
  return true;
}

bool QuickRows::readCell(const char*& position) {
  if (!skip(position, "<c")) return false;
  CellContent cell;
  int32_t column = column_ + 1;
  // An attribute that stands twice is none of XML.
  uint32_t met = 0;
  while (*position == ' ') {
    const uint32_t letter = uint32_t{1} << (position[1] & 31);
    if ((met & letter) != 0) return false;
    met |= letter;
    if (position[1] == 'r' && position[2] == '=' && position[3] == '"') {
      position += 4;
      int32_t number = 0;
      const char* letters = position;
      while (*position >= 'A' && *position <= 'Z') number = number * 26 + (*position++ - 'A' + 1);
      if (position == letters || position - letters > 3 || rowName_.empty()) return false;
      if (std::memcmp(position, rowName_.data(), std::min<size_t>(rowName_.size(), 16)) != 0) return false;
      position += rowName_.size();
      if (*position++ != '"') return false;
      column = number - 1;
    } else if (position[1] == 's' && position[2] == '=' && position[3] == '"') {
      position += 4;
      cell.style = 0;
      const char* digits = position;
      while (*position >= '0' && *position <= '9') {
        cell.style = cell.style * 10 + static_cast<uint32_t>(*position++ - '0');
      }
      if (position == digits || position - digits > 8 || *position++ != '"') return false;
    } else {
      std::string_view name;
      std::string_view value;
      if (!skipAttribute(position, name, value) || name != "t" || !typeOf(value, cell.type)) return false;
    }
  }
  if (column <= column_ || column >= mostColumns) return false;
  column_ = column;
  if (skip(position, "/>")) return true;
  if (*position++ != '>' || !readContent(position, cell)) return false;
  // An empty cell with a formula has no value to write down, and that is told.
  if (cell.value.empty() && !cell.hasFormula) return true;
  appendCell(writer_.field(column), cell, rules_);
  writer_.endField();
  return true;
}

bool QuickRows::readContent(const char*& position, CellContent& cell) {
  bool isEmpty = false;
  skipBlanks(position);
  if (skip(position, "<f")) {
    cell.hasFormula = true;
    if (!skipTag(position, isEmpty)) return false;
    if (!isEmpty) {
      const std::string_view formula = textAt(position);
      if (!isUTF8(formula) || !skip(position, "</f>")) return false;
    }
    skipBlanks(position);
  }
  if (skip(position, "<v>")) {
    cell.value = textAt(position);
    if (!skip(position, "</v>")) return false;
  } else if (skip(position, "<v/>") || skip(position, "<v />")) {
    cell.value = {};
  } else if (skip(position, "<is><t")) {
    if (!skipTag(position, isEmpty)) return false;
    if (!isEmpty) {
      cell.value = textAt(position);
      if (!skip(position, "</t>")) return false;
    }
    if (!skip(position, "</is>")) return false;
  }
  skipBlanks(position);
  return skip(position, "</c>") && unescape(cell.value);
}

bool QuickRows::unescape(std::string_view& text) {
  const auto isASCII = [](char byte) { return static_cast<unsigned char>(byte) < 0x80; };
  if (!std::all_of(text.begin(), text.end(), isASCII) && !isUTF8(text)) return false;
  if (text.find('&') == std::string_view::npos) return true;
  plain_.clear();
  for (size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '&') {
      plain_ += text[i];
      continue;
    }
    const std::string_view rest = text.substr(i + 1, 5);
    const auto takes = [&](std::string_view name, char character) {
      if (!rest.starts_with(name)) return false;
      plain_ += character;
      i += name.size();
      return true;
    };
    if (!takes("amp;", '&') && !takes("lt;", '<') && !takes("gt;", '>') && !takes("quot;", '"') &&
        !takes("apos;", '\'')) {
      return false;
    }
  }
  text = plain_;
  return true;
}

}  // namespace fidelity::workbook

#endif
