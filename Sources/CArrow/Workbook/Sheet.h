// One sheet of a workbook as a file of delimited text.
#pragma once

#include <arrow/io/interfaces.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "Source/Failure.h"
#include "Source/Input.h"

namespace fidelity {

struct Options;

/// The sheet that a workbook is read from. Any thread may ask for places; the text is read by one at a time.
class Sheet {
 public:
  virtual ~Sheet() = default;

  /// What people call the sheet.
  virtual const std::string& name() const = 0;
  /// What somebody should know who has not named a sheet: which others have data. "" for nothing.
  virtual const std::string& notice() const = 0;
  virtual char delimiter() const = 0;

  /// The text from its beginning on. Its `Read` throws a Failure.
  virtual std::shared_ptr<arrow::io::InputStream> open(const std::shared_ptr<Progress>& progress) = 0;
  /// Says on which line of the text the rows of data begin.
  virtual void setFirstDataLine(int64_t line) = 0;
  /// The row of the sheet that a line of the text belongs to.
  virtual int64_t rowOfLine(int64_t line) const = 0;
  /// The row of the sheet that a row of data is, both from 1; 0 where it is not known. Of rows that have been read.
  virtual int64_t rowOfData(int64_t row) const = 0;
  /// The name of a cell, visits!C17, by its row in the sheet and its place among the columns of the table; without a
  /// column (-1) of the row.
  virtual std::string cell(int64_t row, int32_t column) const = 0;
  /// Whether several rows of the header have merged cells, whose text is that of all of them.
  virtual bool mergesHeader() const = 0;
  /// What there is to say of merged cells below a row of the sheet; "" for nothing.
  virtual std::string mergeNotice(int64_t headerRow, const std::vector<std::string>& names) const = 0;
  /// The same once all rows have been read, of a sheet that was too large to know it before.
  virtual std::string lateMergeNotice() const = 0;
  /// Names the cell of a failure that has a line or a row of the text.
  virtual Failure placed(Failure failure, const std::vector<std::string>& names) const = 0;
};

/// Opens the sheet of a name or number; where `sheet` is "", the first visible one that has a value. `range` is "" for
/// all of it. Throws.
std::shared_ptr<Sheet> openSheet(std::shared_ptr<const OpenFile> file, const Options& options);

/// Throws what a file of the old format of Microsoft Office is: a workbook before 2007, or an encrypted one.
[[noreturn]] void refuseCompoundFile(const OpenFile& file);

}  // namespace fidelity
