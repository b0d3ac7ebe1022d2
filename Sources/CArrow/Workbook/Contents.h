// What a workbook holds besides the cells of its sheets.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "Workbook/Archive.h"
#include "Workbook/CellText.h"

namespace fidelity::workbook {

/// A worksheet of the list of sheets.
struct SheetName {
  std::string name;
  bool isHidden = false;
  /// Where its cells are.
  std::string part;
};

/// The list of sheets and where the other parts are; a part that the workbook lacks is "".
struct Contents {
  std::vector<SheetName> sheets;
  bool countsFrom1904 = false;
  std::string sharedStrings;
  std::string styles;
};

/// Throws where the archive is no workbook of a kind that is read.
Contents readContents(const Archive& archive);

/// The formats of cells by their style.
std::vector<NumberFormat> readStyles(const Archive& archive, const std::string& part);

/// What the code of a number format shows: 0.00 a number, d/m/yyyy a date.
NumberFormat formatOf(std::string_view code);

/// The texts that cells share, as fields of delimited text.
class SharedStrings {
 public:
  SharedStrings() = default;
  /// Throws beyond 1 GiB, and where one is longer than 1 MiB.
  SharedStrings(const Archive& archive, const std::string& part);

  size_t count() const { return ends_.size(); }
  std::string_view at(size_t index) const {
    const size_t begin = index == 0 ? 0 : ends_[index - 1];
    return std::string_view(texts_).substr(begin, ends_[index] - begin);
  }

  void append(std::string_view text);

 private:
  std::string texts_;
  std::vector<size_t> ends_;
};

/// Throws where the text of one cell is longer than 1 MiB.
void checkLength(std::string_view text);

}  // namespace fidelity::workbook
