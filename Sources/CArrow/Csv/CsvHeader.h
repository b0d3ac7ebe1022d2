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
  /// Whether a cell without text belongs to the one to its left, in all rows of the header but the last: no sheet that
  /// says which cells are merged needs that.
  bool fillsRight = true;
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

/// The names of the columns: without blanks around them, and without a byte order mark, which files that were joined or
/// saved twice have there; those that would be the same then stay as they stand.
std::vector<std::string> columnNames(const Header& header);

/// Whether the only column of a table is several ones, with something between them that no delimiter is looked for:
/// its header has words, and the rows have as many.
bool mayHaveOtherDelimiter(std::string_view text, const Header& header);

/// Where the header may be instead, or go on.
struct HeaderAdvice {
  /// Records that are not blank before a row that looks more like the header, and its first column with a name; 0 where
  /// there is none.
  int64_t recordsBefore = 0;
  size_t column = 0;
  /// Where that row begins in the text.
  size_t begin = 0;
  /// Whether the first row below the header looks like a second one of it.
  bool goesOn = false;
};

/// What the rows below a header tell of it: that it lacks names, and a row further down has them, or that the first of
/// them has words where all others have numbers.
HeaderAdvice headerAdvice(std::string_view text, char delimiter, const Header& header);

}  // namespace fidelity::csv
