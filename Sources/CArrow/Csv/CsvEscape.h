// Quotation marks after a backslash, as MySQL, Redshift and R write them: "He said \"fine\"".
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace fidelity::csv {

/// Writes what stands after a backslash inside quotation marks as CSV has it: `\"` as two marks, `\\` as one backslash,
/// a backslash before a line end not at all. Other backslashes stay.
class Unescaper {
 public:
  explicit Unescaper(char delimiter) : delimiter_(delimiter) {}

  /// Appends the text; how many bytes were taken: all, but for a backslash whose meaning the next byte says.
  size_t append(std::string_view bytes, bool isEnd, std::string& out);

 private:
  char delimiter_;
  bool isQuoted_ = false;
  bool startsCell_ = true;
};

/// Whether the beginning of a text clearly has such marks: by the rules of CSV cells go on after their closing mark, or
/// rows have other numbers of cells than the header, and read with backslashes all is right.
/// - `isWhole`: whether the text ends there.
bool usesBackslashes(std::string_view text, bool isWhole, char delimiter);

}  // namespace fidelity::csv
