// Numbers as people write them: +5, 1 250,5, 85 %.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "Source/Notices.h"

namespace fidelity::csv {

/// How numbers are written.
struct NumberWriting {
  char point = '.';
  /// The mark between thousands: a comma, a point, an apostrophe, or a space (which stands for every blank of Unicode
  /// too). 0: what is unambiguous.
  char thousands = 0;
};

/// A number in the form that programs read, with a point.
struct WrittenNumber {
  std::string text;
  bool isPercent = false;
  bool hasThousands = false;
};

/// The number that a text is by the habits of people: blanks of Unicode around it, a plus sign, the minus of Unicode,
/// marks between groups of three digits, a percent sign. Nothing where it is none, and where a single mark might be a
/// decimal point: 1,250.
std::optional<WrittenNumber> writtenNumber(std::string_view text, NumberWriting writing);

/// Whether a text is a number by these habits, with a point or with a comma before its decimals.
bool isWrittenNumber(std::string_view text);

/// A number as programs write it, between blanks of ASCII.
bool plainNumber(std::string_view text, char point, double& value);

/// The double nearest to it; a percentage is a fraction.
std::optional<double> value(const WrittenNumber& number);

/// What the numbers of a column of a block look like.
struct NumberForms {
  int64_t percentages = 0;
  int64_t firstPercentage = 0;
  std::string percentage;
  int64_t thousands = 0;

  /// The number that a cell is; nothing for what is none.
  std::optional<double> read(std::string_view text, NumberWriting writing, int64_t row);
};

/// What numbers look like in a whole file, whichever of its threads reads them.
class NumberFindings {
 public:
  NumberFindings(std::shared_ptr<Notices> notices, size_t columnCount)
      : notices_(std::move(notices)), met_(columnCount) {}

  /// Takes a column of a block, missing numbers of which are NaN. Throws where the column has percentages and plain
  /// numbers: with the row of the block.
  void take(size_t column, const std::string& name, const NumberForms& forms, const double* values, int64_t count);

 private:
  static constexpr uint8_t plain = 1;
  static constexpr uint8_t percentage = 2;

  std::shared_ptr<Notices> notices_;
  /// The kinds of numbers that each column has.
  std::vector<std::atomic<uint8_t>> met_;
};

}  // namespace fidelity::csv
