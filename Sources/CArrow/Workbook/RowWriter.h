// Rows of a sheet as records of delimited text.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "Source/Failure.h"
#include "Workbook/CellText.h"
#include "Workbook/Merges.h"
#include "Workbook/Places.h"

namespace fidelity::workbook {

/// The part of a sheet that is read; rows from 1, columns from 0, both ends included.
struct Range {
  int64_t firstRow = 1;
  int64_t lastRow = mostRows;
  int32_t firstColumn = 0;
  int32_t lastColumn = mostColumns - 1;
  /// Whether the columns are those that were asked for, not those that the first rows have.
  bool hasColumns = false;

  bool isWhole() const { return firstRow == 1 && firstColumn == 0 && lastRow == mostRows && !hasColumns; }

  /// B3:H200, and with an end left out B:H, 3:200, B3. Throws where it is none of these.
  static Range of(std::string_view text);
};

/// A cell's name: visits!C17. Without a column, the row's: visits!17:17.
std::string cellName(const std::string& sheet, int64_t row, int32_t column);

/// What the rows of a sheet have of merged cells.
struct MergeRules {
  /// In the order of their first rows.
  std::vector<MergedCells> merges;
  /// Whether they are all that the sheet declares; else it was too large to look for them.
  bool areKnown = true;
  /// Lines of text that are passed over before the header, and the rows with values that it has; where it has several,
  /// merged cells of a row all have the value of the first, in all of them but the last.
  int64_t skip = 0;
  int32_t headerRows = 1;
};

/// Writes one record a row, all of one width: a row without values is a blank line, and so is one that the sheet leaves
/// out, so that lines count rows.
///
/// Where nobody says which columns there are, it is those from the first to the last that the first thousand rows with
/// values have; a value elsewhere further down ends the text with an error.
///
/// Where some rows of a column are merged below the header, each of them that has any value has that of the first. What
/// begins in the header or above it is nothing of the data.
class RowWriter {
 public:
  RowWriter(std::string sheet, const Range& range, Places& places, std::shared_ptr<const MergeRules> merges = nullptr)
      : merges_(std::move(merges)),
        sheet_(std::move(sheet)),
        range_(range),
        firstColumnAsked_(range.firstColumn),
        places_(places),
        hasWidth_(range.hasColumns) {
    nextLine_ = range.firstRow;
  }

  /// Begins a row. Throws where it is not after the one before, or beyond the last row of Excel.
  void begin(int64_t row);
  /// Where the text of a cell goes: between `field` and `endField`. Columns ascend.
  std::string& field(int32_t column);
  void endField();
  void end();
  /// Forgets the row that was begun.
  void cancel();
  /// After the last row.
  void finish();

  int64_t lastRow() const { return lastRow_; }
  /// Whether rows to come are beyond the range.
  bool isPastRange() const { return lastRow_ >= range_.lastRow; }
  bool hasRecord() const { return recordCount_ > 0; }
  /// The records that are complete, once their width is known and, of a header of several rows, its merged cells; the
  /// reader takes them.
  bool isReady() const {
    return hasWidth_ && (isFinished_ || !hasSeveralHeaders() || headerCount_ >= merges_->headerRows);
  }
  std::string& text() { return text_; }
  const Range& range() const { return range_; }

  /// Takes note of merged cells that were not known before their rows.
  void meetMerge(std::string_view cells);

  /// A failure at the cell at hand.
  Failure at(Failure failure) const;

 private:
  /// A record of the first rows, whose width is not yet known.
  struct Record {
    size_t begin = 0;
    size_t end = 0;
    int32_t fields = 0;
  };

  /// Merged cells of a column that the row at hand may be one of, and the text of the first.
  struct Filling {
    MergedCells cells;
    std::string text;
  };

  bool hasSeveralHeaders() const { return merges_ && merges_->headerRows > 1; }
  void fillMerged();
  std::vector<std::string> fields() const;
  void setFields(const std::vector<std::string>& fields);
  bool fillHeader(std::vector<std::string>& fields);
  void padFirstRows();
  void checkSize() const;

  std::shared_ptr<const MergeRules> merges_;
  size_t nextMerge_ = 0;
  /// By column.
  std::map<int32_t, Filling> fillings_;
  int32_t headerCount_ = 0;
  bool isFinished_ = false;
  /// Line breaks inside the cells of the rows before.
  int64_t breaksBefore_ = 0;
  std::string sheet_;
  Range range_;
  const int32_t firstColumnAsked_;
  Places& places_;
  bool hasWidth_;
  std::string text_;
  std::string aside_;
  /// The row that the next line of text is of.
  int64_t nextLine_ = 1;
  int64_t lastRow_ = 0;
  int64_t row_ = 0;
  int64_t recordCount_ = 0;
  int64_t cellCount_ = 0;
  std::vector<Record> firstRecords_;
  int32_t firstFilled_ = mostColumns;
  int32_t lastFilled_ = -1;
  // Of the row at hand.
  bool isOutside_ = false;
  bool isAside_ = false;
  size_t recordBegin_ = 0;
  size_t fieldBegin_ = 0;
  int32_t column_ = 0;
  int32_t fields_ = 0;
  int32_t firstInRow_ = mostColumns;
  int32_t lastInRow_ = -1;
  int64_t lineBreaks_ = 0;
};

}  // namespace fidelity::workbook
