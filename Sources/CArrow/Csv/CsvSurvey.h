// One quick look at a text before it is cut and parsed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace fidelity::csv {

/// What a text that begins at the start of a record holds.
struct Survey {
  /// Whether quotation marks stand around whole fields or in pairs inside such, every CR outside of them is followed
  /// by LF, and there is no NUL. Nothing else here is known otherwise.
  bool isRegular = true;
  bool hasQuotes = false;
  bool hasReturns = false;
  /// Whether the text ends inside quotation marks.
  bool isOpen = false;
  /// Just after the last line end outside quotation marks; 0 if there is none.
  size_t end = 0;
  /// Records that are not blank and have their line end.
  int64_t rowCount = 0;
  /// LF, quoted ones too.
  int64_t lineCount = 0;
};

Survey survey(std::string_view text, char delimiter);

}  // namespace fidelity::csv
