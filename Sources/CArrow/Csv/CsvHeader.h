// The lines before the rows: titles, the header in one or more rows, what Qualtrics writes below it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "Csv/CsvText.h"

namespace fidelity::csv {

/// How the header is to be read.
struct HeaderForm {
  /// Physical lines before it.
  int64_t skip = 0;
  /// Its rows: -1 for one, 0 for none.
  int32_t rows = -1;
  /// Whether lines above it, and rows of Qualtrics below it, are looked for: nobody has said where it is.
  bool isFound = true;
};

/// A cell of the header, where it stands in the text.
struct HeaderCell {
  std::string name;
  size_t position = 0;
};

struct Header {
  std::vector<HeaderCell> cells;
  /// The wording of questions, by column; empty where the file has none.
  std::vector<std::string> labels;
  /// Where the first record that belongs to it begins, and where the rows begin.
  size_t begin = 0;
  size_t next = 0;
  /// Records that are not blank before the rows.
  int64_t recordCount = 0;
  /// The records of title above the header, and what the first of them says.
  int64_t titleCount = 0;
  std::string title;
  bool isOfQualtrics = false;
  /// Whether all names are numbers: then the file may have no header.
  bool hasNumbersOnly = false;
};

/// Reads the header of a text, which begins with a record that is not blank.
Header readHeader(std::string_view text, char delimiter, HeaderForm form);

/// How many records that are not blank stand as titles above the header: each has few cells, at the left, and below
/// them a record of distinct words fills all columns of the rows that follow, in which there are numbers. 0 where this
/// is not clear.
/// - `isWhole`: whether the text ends there, so that its last record is not cut.
int64_t titleCount(std::string_view text, char delimiter, bool isWhole);

}  // namespace fidelity::csv
