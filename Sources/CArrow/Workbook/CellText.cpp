#include "Workbook/CellText.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <optional>

namespace fidelity::workbook {

namespace {

bool isDigit(char character) { return character >= '0' && character <= '9'; }

/// Whether a decimal number is the shortest text of its double as it stands: at most 15 digits, without exponent, zeros
/// before it or zeros after its decimals.
bool isShortest(std::string_view text) {
  size_t position = text.starts_with('-') ? 1 : 0;
  const size_t first = position;
  while (position < text.size() && isDigit(text[position])) ++position;
  const size_t whole = position - first;
  if (whole == 0 || whole > 15 || (whole > 1 && text[first] == '0')) return false;
  if (position == text.size()) return first == 0 || text[first] != '0';
  if (text[position] != '.') return false;
  const size_t point = position++;
  while (position < text.size() && isDigit(text[position])) ++position;
  const size_t decimals = position - point - 1;
  return position == text.size() && decimals > 0 && whole + decimals <= 15 && text.back() != '0';
}

std::optional<double> valueOf(std::string_view text) {
  while (!text.empty() && (text.front() == ' ' || text.front() == '\n')) text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\n')) text.remove_suffix(1);
  if (text.starts_with('+')) text.remove_prefix(1);
  double value = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), value);
  if (result.ec != std::errc() || result.ptr != text.data() + text.size() || !std::isfinite(value)) {
    return std::nullopt;
  }
  return value;
}

void appendWithPoint(std::string& out, std::string_view text, char point) {
  const size_t start = out.size();
  out += text;
  if (point != '.') std::replace(out.begin() + static_cast<std::ptrdiff_t>(start), out.end(), '.', point);
}

void appendShortest(std::string& out, double value, char point) {
  std::array<char, 64> buffer{};
  const bool isWhole = value == std::trunc(value) && std::fabs(value) < 1e21;
  if (value == 0) value = 0;
  char* const end = buffer.data() + buffer.size();
  const auto result = isWhole ? std::to_chars(buffer.data(), end, value, std::chars_format::fixed)
                              : std::to_chars(buffer.data(), end, value);
  appendWithPoint(out, {buffer.data(), static_cast<size_t>(result.ptr - buffer.data())}, point);
}

struct Day {
  int64_t year = 0;
  int month = 0;
  int day = 0;
};

/// The day of the Gregorian calendar that is `days` after 1970-01-01: eras of 400 years that begin in March, so that
/// the day of a leap year is the last of its year.
Day calendarDay(int64_t days) {
  days += 719'468;
  const int64_t era = (days >= 0 ? days : days - 146'096) / 146'097;
  const int64_t dayOfEra = days - era * 146'097;
  const int64_t yearOfEra = (dayOfEra - dayOfEra / 1'460 + dayOfEra / 36'524 - dayOfEra / 146'096) / 365;
  const int64_t dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
  const int64_t month = (5 * dayOfYear + 2) / 153;
  return {
      .year = yearOfEra + era * 400 + (month >= 10 ? 1 : 0),
      .month = static_cast<int>(month < 10 ? month + 3 : month - 9),
      .day = static_cast<int>(dayOfYear - (153 * month + 2) / 5 + 1),
  };
}

/// The day of a serial number. Day 60 of the calendar that begins in 1900 is the 29th of February that this year did
/// not have; the days before it are one less than the count says.
Day serialDay(int64_t serial, bool countsFrom1904) {
  constexpr int64_t from1899To1970 = 25'569;
  if (countsFrom1904) return calendarDay(serial + 1'462 - from1899To1970);
  if (serial == 60) return {.year = 1900, .month = 2, .day = 29};
  return calendarDay(serial - from1899To1970 + (serial < 60 ? 1 : 0));
}

bool appendTimed(std::string& out, double value, NumberFormat format, const NumberRules& rules) {
  constexpr double firstDayBeyond = 2'958'466;
  if (!(value >= 0) || value >= firstDayBeyond) return false;
  auto days = static_cast<int64_t>(std::floor(value));
  auto milliseconds = static_cast<int64_t>(std::llround((value - static_cast<double>(days)) * 86'400'000.0));
  if (milliseconds == 86'400'000) {
    milliseconds = 0;
    ++days;
  }
  // A time of day alone has no day, nor has what is formatted as a date before the first one.
  const bool hasDay = format != NumberFormat::time && (days > 0 || rules.countsFrom1904);
  const bool hasTime = milliseconds != 0 || !hasDay;
  std::array<char, 64> buffer{};
  if (hasDay) {
    const Day day = serialDay(days, rules.countsFrom1904);
    std::snprintf(
        buffer.data(), buffer.size(), "%04d-%02d-%02d", static_cast<int>(day.year), day.month, day.day);
    out += buffer.data();
    if (hasTime) out += 'T';
  }
  if (!hasTime) return true;
  const int64_t seconds = milliseconds / 1'000;
  const int64_t hours = seconds / 3'600 + (hasDay ? 0 : days * 24);
  std::snprintf(
      buffer.data(), buffer.size(), "%02lld:%02d:%02d", static_cast<long long>(hours),
      static_cast<int>(seconds / 60 % 60), static_cast<int>(seconds % 60));
  out += buffer.data();
  if (milliseconds % 1'000 != 0) {
    std::snprintf(buffer.data(), buffer.size(), ".%03d", static_cast<int>(milliseconds % 1'000));
    out += buffer.data();
  }
  return true;
}

int hexadecimal(char character) {
  if (isDigit(character)) return character - '0';
  if (character >= 'a' && character <= 'f') return character - 'a' + 10;
  if (character >= 'A' && character <= 'F') return character - 'A' + 10;
  return -1;
}

/// The code of an escape _xHHHH_ at the beginning of a text, -1 if there is none, or one that no text has.
int32_t escapedCode(std::string_view text) {
  if (text.size() < 7 || text[0] != '_' || text[1] != 'x' || text[6] != '_') return -1;
  int32_t code = 0;
  for (size_t i = 2; i < 6; ++i) {
    const int digit = hexadecimal(text[i]);
    if (digit < 0) return -1;
    code = code * 16 + digit;
  }
  return code == 0 || (code >= 0xD800 && code < 0xE000) ? -1 : code;
}

void appendUTF8(std::string& out, int32_t code) {
  if (code < 0x80) {
    out += static_cast<char>(code);
  } else if (code < 0x800) {
    out += static_cast<char>(0xC0 | code >> 6);
    out += static_cast<char>(0x80 | (code & 0x3F));
  } else {
    out += static_cast<char>(0xE0 | code >> 12);
    out += static_cast<char>(0x80 | (code >> 6 & 0x3F));
    out += static_cast<char>(0x80 | (code & 0x3F));
  }
}

std::string withoutEscapes(std::string_view text) {
  std::string result;
  for (size_t i = 0; i < text.size();) {
    const int32_t code = text[i] == '_' ? escapedCode(text.substr(i)) : -1;
    if (code < 0) {
      result += text[i++];
    } else {
      appendUTF8(result, code);
      i += 7;
    }
  }
  return result;
}

}  // namespace

void appendNumber(std::string& out, std::string_view digits, NumberFormat format, const NumberRules& rules) {
  if (format == NumberFormat::number && isShortest(digits)) {
    if (rules.point == '.') out += digits;
    else appendWithPoint(out, digits, rules.point);
    return;
  }
  const auto value = valueOf(digits);
  if (!value) {
    appendText(out, digits);
  } else if (format == NumberFormat::number || !appendTimed(out, *value, format, rules)) {
    appendShortest(out, *value, rules.point);
  }
}

void appendDate(std::string& out, std::string_view text) {
  if (text.ends_with('Z')) text.remove_suffix(1);
  const size_t time = text.find('T');
  const bool isMidnight =
      time != std::string_view::npos && text.substr(time + 1).find_first_not_of("0:.") == std::string_view::npos;
  appendText(out, isMidnight ? text.substr(0, time) : text);
}

void appendText(std::string& out, std::string_view text) {
  std::string plain;
  if (text.find("_x") != std::string_view::npos) {
    plain = withoutEscapes(text);
    text = plain;
  }
  constexpr std::string_view special = "\r\n\x1f";
  if (!text.starts_with('"') && text.find_first_of(special) == std::string_view::npos) {
    out += text;
    return;
  }
  out += '"';
  for (const char character : text) {
    if (character == '"') out += '"';
    out += character;
  }
  out += '"';
}

int32_t columnOf(std::string_view letters) {
  if (letters.empty() || letters.size() > 3) return -1;
  int32_t number = 0;
  for (char letter : letters) {
    if (letter >= 'a' && letter <= 'z') letter = static_cast<char>(letter - 'a' + 'A');
    if (letter < 'A' || letter > 'Z') return -1;
    number = number * 26 + (letter - 'A' + 1);
  }
  return number <= mostColumns ? number - 1 : -1;
}

std::string columnLetters(int32_t column) {
  std::string letters;
  for (int32_t number = column + 1; number > 0; number = (number - 1) / 26) {
    letters.insert(letters.begin(), static_cast<char>('A' + (number - 1) % 26));
  }
  return letters;
}

}  // namespace fidelity::workbook
