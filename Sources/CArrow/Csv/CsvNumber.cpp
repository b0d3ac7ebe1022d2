#include "Csv/CsvNumber.h"

#include <arrow/util/value_parsing.h>

#include <algorithm>
#include <cmath>

#include "Source/Failure.h"

namespace fidelity::csv {

namespace {

using namespace std::string_view_literals;

bool isDigit(char character) { return character >= '0' && character <= '9'; }

/// How many bytes the blank has with which `text` begins: of ASCII, no-break, narrow no-break, thin, figure; or 0.
size_t blankLength(std::string_view text) {
  if (text.starts_with(' ') || text.starts_with('\t')) return 1;
  if (text.starts_with("\xC2\xA0"sv)) return 2;
  for (const auto blank : {"\xE2\x80\xAF"sv, "\xE2\x80\x89"sv, "\xE2\x80\x87"sv}) {
    if (text.starts_with(blank)) return 3;
  }
  return 0;
}

std::string_view trimmed(std::string_view text) {
  while (const size_t length = blankLength(text)) text.remove_prefix(length);
  for (;;) {
    size_t length = 0;
    for (const size_t back : {size_t{1}, size_t{2}, size_t{3}}) {
      if (back <= text.size() && blankLength(text.substr(text.size() - back)) == back) length = back;
    }
    if (length == 0) return text;
    text.remove_suffix(length);
  }
}

size_t digitCount(std::string_view text) {
  return static_cast<size_t>(std::find_if_not(text.begin(), text.end(), isDigit) - text.begin());
}

/// The mark between thousands with which `text` begins, and its bytes; no bytes for none.
struct Mark {
  char character = 0;
  size_t length = 0;
};

Mark mark(std::string_view text, char point) {
  if (text.empty()) return {};
  if (text[0] != '\t') {
    if (const size_t length = blankLength(text)) return {' ', length};
  }
  if (text[0] == '\'') return {'\'', 1};
  if (text.starts_with("\xE2\x80\x99"sv)) return {'\'', 3};
  if ((text[0] == ',' || text[0] == '.') && text[0] != point) return {text[0], 1};
  return {};
}

/// The digits before the point, without marks. Takes them from `text`; `marks` is how many marks there were, of one
/// kind: `kind`. False where groups do not have three digits.
bool takeWhole(std::string_view& text, char point, std::string& digits, size_t& marks, char& kind) {
  size_t count = digitCount(text);
  const bool mayHaveMarks = count >= 1 && count <= 3 && text[0] != '0';
  digits.append(text.substr(0, count));
  text.remove_prefix(count);
  for (;;) {
    const Mark found = mark(text, point);
    if (found.length == 0) return true;
    count = digitCount(text.substr(found.length));
    if (!mayHaveMarks || count != 3 || (marks > 0 && found.character != kind)) return false;
    digits.append(text.substr(found.length, count));
    text.remove_prefix(found.length + count);
    kind = found.character;
    ++marks;
  }
}

/// The exponent with which a number ends; empty for none, nothing where the text is something else.
std::optional<std::string> exponent(std::string_view text) {
  if (text.empty()) return std::string();
  if (text[0] != 'e' && text[0] != 'E') return std::nullopt;
  std::string_view digits = text.substr(1);
  if (digits.starts_with('+') || digits.starts_with('-')) digits.remove_prefix(1);
  if (digits.empty() || digits.size() > 4 || digitCount(digits) != digits.size()) return std::nullopt;
  return std::string(text);
}

}  // namespace

std::optional<WrittenNumber> writtenNumber(std::string_view text, NumberWriting writing) {
  WrittenNumber number;
  text = trimmed(text);
  if (text.starts_with('+')) {
    text.remove_prefix(1);
  } else if (text.starts_with('-') || text.starts_with("\xE2\x88\x92"sv)) {
    text.remove_prefix(text[0] == '-' ? 1 : 3);
    number.text = "-";
  }
  if (text.ends_with('%')) {
    number.isPercent = true;
    text.remove_suffix(1);
    text = trimmed(text);
  }
  if (text.empty() || blankLength(text) > 0) return std::nullopt;
  std::string whole;
  size_t marks = 0;
  char kind = 0;
  if (!takeWhole(text, writing.point, whole, marks, kind)) return std::nullopt;
  number.text += whole;
  size_t decimals = 0;
  if (text.starts_with(writing.point)) {
    decimals = digitCount(text.substr(1));
    number.text += '.';
    number.text.append(text.substr(1, decimals));
    text.remove_prefix(1 + decimals);
  }
  const auto rest = exponent(text);
  if (whole.size() + decimals == 0 || !rest) return std::nullopt;
  number.text += *rest;
  if (number.isPercent && !rest->empty()) return std::nullopt;
  number.hasThousands = marks > 0;
  if (marks > 0) {
    const bool isClear = kind == ' ' || kind == '\'' || marks > 1 || decimals > 0;
    if (writing.thousands == 0 ? !isClear : kind != writing.thousands) return std::nullopt;
  }
  return number;
}

bool isWrittenNumber(std::string_view text) {
  return writtenNumber(text, {.point = '.'}) || writtenNumber(text, {.point = ','});
}

bool plainNumber(std::string_view text, char point, double& value) {
  const auto isBlank = [](char character) { return character == ' ' || character == '\t'; };
  while (!text.empty() && isBlank(text.front())) text.remove_prefix(1);
  while (!text.empty() && isBlank(text.back())) text.remove_suffix(1);
  return arrow::internal::StringToFloat(text.data(), text.size(), point, &value);
}

std::optional<double> value(const WrittenNumber& number) {
  const std::string text = number.isPercent ? number.text + "e-2" : number.text;
  double result = 0;
  if (!arrow::internal::StringToFloat(text.data(), text.size(), '.', &result)) return std::nullopt;
  return result;
}

std::optional<double> NumberForms::read(std::string_view text, NumberWriting writing, int64_t row) {
  const auto number = writtenNumber(text, writing);
  if (!number) return std::nullopt;
  if (number->isPercent && percentages++ == 0) {
    firstPercentage = row;
    percentage = printable(text, 60);
  }
  thousands += number->hasThousands ? 1 : 0;
  return value(*number);
}

void NumberFindings::take(
    size_t column, const std::string& name, const NumberForms& forms, const double* values, int64_t count) {
  const auto isPresent = [](double number) { return !std::isnan(number); };
  const double* first = std::find_if(values, values + count, isPresent);
  if (first == values + count) return;
  const bool isPercentage = forms.percentages > 0;
  std::atomic<uint8_t>& met = met_.at(column);
  const uint8_t kind = isPercentage ? percentage : plain;
  uint8_t kinds = met.load();
  if ((kinds & kind) == 0) kinds = met.fetch_or(kind);
  kinds |= kind;
  const bool isMixed = isPercentage && std::count_if(first, values + count, isPresent) > forms.percentages;
  if (isMixed || kinds == (plain | percentage)) {
    throw Failure{
        .message = isPercentage ? "a percentage, and other cells of the column are plain numbers"
                                : "a plain number, and other cells of the column are percentages",
        .problem = FAProblemMixedPercentages,
        .row = (isPercentage ? forms.firstPercentage : first - values) + 1,
        .column = name,
        .value = isPercentage ? forms.percentage : std::string(),
    };
  }
  if (forms.thousands == 0 && !isPercentage) return;
  const std::string shown = "column \"" + printable(name, 40) + "\"";
  if (forms.thousands > 0) {
    notices_->add(shown + ": the marks between thousands, as in 1 250, are left out", Notices::ofColumns);
  }
  if (isPercentage) notices_->add(shown + ": percentages are read as fractions, 85 % as 0.85", Notices::ofColumns);
}

}  // namespace fidelity::csv
