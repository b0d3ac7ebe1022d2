// The merged cells that a sheet declares.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "Workbook/Archive.h"

namespace fidelity::workbook {

/// Cells that are one, whose value stands in the first of them; rows from 1, columns from 0, both ends included.
struct MergedCells {
  int64_t firstRow = 0;
  int64_t lastRow = 0;
  int32_t firstColumn = 0;
  int32_t lastColumn = 0;

  /// Of A2:A5; nothing of what is none.
  static std::optional<MergedCells> of(std::string_view ref);

  /// Whether they are some rows of one column.
  bool isOfColumn() const { return lastRow > firstRow && lastColumn == firstColumn; }
  /// A2:A5
  std::string name() const;
};

/// The merged cells of a sheet, in the order of their first rows. They stand behind all rows, so that the part is
/// unpacked once for them: nothing is read of one that unpacks to more than 64 MiB.
std::vector<MergedCells> readMerges(const Archive& archive, const Entry& entry);

/// Whether the merged cells of a part of this size are known before its rows.
bool knowsMerges(const Entry& entry);

}  // namespace fidelity::workbook
