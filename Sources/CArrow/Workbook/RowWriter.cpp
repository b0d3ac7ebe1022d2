#include "Workbook/RowWriter.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "Csv/CsvText.h"

namespace fidelity::workbook {

namespace {

constexpr size_t mostFirstRecords = 1'000;
constexpr size_t mostFirstBytes = size_t{4} << 20;
constexpr size_t longestRecord = size_t{64} << 20;
constexpr int64_t mostCells = 2'000'000'000;

/// A corner of a range: $B$3, B or 3.
struct Corner {
  int32_t column = -1;
  int64_t row = 0;
};

std::optional<Corner> cornerOf(std::string_view text) {
  std::string plain(text);
  std::erase(plain, '$');
  const size_t letters = std::min(plain.find_first_of("0123456789"), plain.size());
  Corner corner;
  if (letters > 0) {
    corner.column = columnOf(std::string_view(plain).substr(0, letters));
    if (corner.column < 0) return std::nullopt;
  }
  if (letters < plain.size()) {
    const char* end = plain.data() + plain.size();
    const auto result = std::from_chars(plain.data() + letters, end, corner.row);
    if (result.ec != std::errc() || result.ptr != end || corner.row < 1 || corner.row > mostRows) return std::nullopt;
  }
  if (corner.column < 0 && corner.row == 0) return std::nullopt;
  return corner;
}

/// Where so many fields of a record end.
size_t endOfFields(std::string_view text, size_t begin, size_t end, int32_t count) {
  bool isQuoted = false;
  for (size_t i = begin; i < end; ++i) {
    if (text[i] == '"') isQuoted = !isQuoted;
    if (text[i] == fieldDelimiter && !isQuoted && --count == 0) return i;
  }
  return end;
}

}  // namespace

Range Range::of(std::string_view text) {
  const auto refuse = [&]() -> Failure {
    return {
        .status = FAStatusUnsupported,
        .message = "\"" + printable(text, 60) + "\" is no range of cells: write it as B3:H200, B:H, 3:200 or B3",
    };
  };
  const size_t colon = text.find(':');
  const auto first = cornerOf(text.substr(0, colon));
  if (!first) throw refuse();
  Range range;
  if (first->column >= 0) range.firstColumn = first->column;
  if (first->row > 0) range.firstRow = first->row;
  if (colon == std::string_view::npos) return range;
  const auto last = cornerOf(text.substr(colon + 1));
  if (!last) throw refuse();
  if (last->column >= 0) range.lastColumn = last->column;
  if (last->row > 0) range.lastRow = last->row;
  range.hasColumns = last->column >= 0;
  if (range.lastRow < range.firstRow || range.lastColumn < range.firstColumn) throw refuse();
  return range;
}

std::optional<MergedCells> MergedCells::of(std::string_view ref) {
  const size_t colon = ref.find(':');
  if (colon == std::string_view::npos) return std::nullopt;
  const auto first = cornerOf(ref.substr(0, colon));
  const auto last = cornerOf(ref.substr(colon + 1));
  if (!first || !last || first->column < 0 || last->column < first->column) return std::nullopt;
  if (first->row < 1 || last->row < first->row) return std::nullopt;
  return MergedCells{first->row, last->row, first->column, last->column};
}

std::string cellName(const std::string& sheet, int64_t row, int32_t column) {
  const std::string number = std::to_string(row);
  return sheet + "!" + (column >= 0 ? columnLetters(column) + number : number + ":" + number);
}

Failure RowWriter::at(Failure failure) const {
  failure.cell = cellName(sheet_, row_, column_);
  return failure;
}

void RowWriter::begin(int64_t row) {
  row_ = row;
  column_ = -1;
  if (row <= lastRow_ || row > mostRows) {
    throw at({
        .message = row > mostRows ? "the sheet has more than 1,048,576 rows"
                                  : "the row stands after row " + std::to_string(lastRow_) +
                                        ": open the workbook and save it again",
    });
  }
  isOutside_ = row < range_.firstRow || row > range_.lastRow;
  recordBegin_ = text_.size();
  fields_ = 0;
  firstInRow_ = mostColumns;
  lastInRow_ = -1;
  lineBreaks_ = 0;
}

std::string& RowWriter::field(int32_t column) {
  column_ = column;
  isAside_ = isOutside_ || column < range_.firstColumn || column > range_.lastColumn;
  if (isAside_) {
    aside_.clear();
    return aside_;
  }
  const int32_t place = column - range_.firstColumn;
  const int32_t delimiters = place - std::max(fields_ - 1, 0);
  text_.append(static_cast<size_t>(delimiters), fieldDelimiter);
  fields_ = place + 1;
  fieldBegin_ = text_.size();
  return text_;
}

void RowWriter::endField() {
  if (isAside_) {
    // Where a range was asked for, other cells are no concern.
    if (aside_.empty() || isOutside_ || range_.hasColumns || column_ < firstColumnAsked_) return;
    throw at({
        .message = "a value outside the columns " + columnLetters(range_.firstColumn) + " to " +
                   columnLetters(range_.lastColumn) + " of the table",
        .problem = FAProblemOutsideTable,
    });
  }
  if (text_.size() == fieldBegin_) return;
  firstInRow_ = std::min(firstInRow_, column_);
  lastInRow_ = std::max(lastInRow_, column_);
  if (text_[fieldBegin_] == '"') lineBreaks_ += csv::countLines(std::string_view(text_).substr(fieldBegin_));
  checkSize();
}

void RowWriter::checkSize() const {
  if (text_.size() - recordBegin_ <= longestRecord) return;
  throw at({.status = FAStatusUnsupported, .message = "the texts of one row are longer than 64 MiB"});
}

void RowWriter::end() {
  lastRow_ = row_;
  if (isOutside_ || lastInRow_ < 0) {
    text_.resize(recordBegin_);
    return;
  }
  if (merges_) fillMerged();
  if (row_ > nextLine_) text_.insert(recordBegin_, static_cast<size_t>(row_ - nextLine_), '\n');
  recordBegin_ += static_cast<size_t>(row_ - nextLine_);
  nextLine_ = row_ + 1;
  places_.add(row_, lineBreaks_);
  breaksBefore_ += lineBreaks_;
  ++recordCount_;
  if (hasWidth_) {
    const int32_t width = range_.lastColumn - range_.firstColumn + 1;
    text_.append(static_cast<size_t>(width - fields_), fieldDelimiter);
    cellCount_ += width;
    if (cellCount_ > mostCells) {
      throw at({.status = FAStatusUnsupported, .message = "the sheet has more than 2,000,000,000 cells"});
    }
    text_ += '\n';
    return;
  }
  firstFilled_ = std::min(firstFilled_, firstInRow_);
  lastFilled_ = std::max(lastFilled_, lastInRow_);
  firstRecords_.push_back({.begin = recordBegin_, .end = text_.size(), .fields = fields_});
  text_ += '\n';
  if (firstRecords_.size() >= mostFirstRecords || text_.size() > mostFirstBytes) padFirstRows();
}

void RowWriter::fillMerged() {
  const MergeRules& rules = *merges_;
  const bool isSkipped = row_ - range_.firstRow + breaksBefore_ < rules.skip;
  const bool isHeader = !isSkipped && headerCount_ < rules.headerRows;
  std::erase_if(fillings_, [&](const auto& filling) { return filling.second.cells.lastRow < row_; });
  for (; nextMerge_ < rules.merges.size() && rules.merges[nextMerge_].firstRow <= row_; ++nextMerge_) {
    const MergedCells& cells = rules.merges[nextMerge_];
    const bool isOfTable = cells.firstColumn >= range_.firstColumn && cells.firstColumn <= range_.lastColumn;
    // Merged cells do not overlap; of such that do, the first count, so that a row has no more of them than columns.
    if (isSkipped || isHeader || !isOfTable || !cells.isOfColumn() || cells.lastRow < row_) continue;
    fillings_.try_emplace(cells.firstColumn, Filling{cells, {}});
  }
  if (isHeader) {
    ++headerCount_;
    if (!hasSeveralHeaders()) return;
    const auto isOfRow = [&](const MergedCells& cells) {
      return cells.firstRow == row_ && cells.lastColumn > cells.firstColumn;
    };
    if (std::any_of(rules.merges.begin(), rules.merges.end(), isOfRow)) places_.meetHeaderMerge();
    auto cells = fields();
    if (headerCount_ < rules.headerRows && fillHeader(cells)) setFields(cells);
    return;
  }
  if (fillings_.empty()) return;
  auto cells = fields();
  bool isFilled = false;
  for (auto& [column, filling] : fillings_) {
    const auto index = static_cast<size_t>(column - range_.firstColumn);
    if (row_ == filling.cells.firstRow) {
      if (index < cells.size()) filling.text = cells[index];
      continue;
    }
    if (filling.text.empty() || (index < cells.size() && !cells[index].empty())) continue;
    if (cells.size() <= index) cells.resize(index + 1);
    cells[index] = filling.text;
    lineBreaks_ += csv::countLines(filling.text);
    firstInRow_ = std::min(firstInRow_, column);
    lastInRow_ = std::max(lastInRow_, column);
    isFilled = true;
  }
  if (isFilled) setFields(cells);
}

/// The fields of the row at hand.
std::vector<std::string> RowWriter::fields() const {
  std::vector<std::string> fields;
  const size_t end = text_.size();
  for (size_t begin = recordBegin_;; ++begin) {
    const size_t next = endOfFields(text_, begin, end, 1);
    fields.emplace_back(text_, begin, next - begin);
    if (next == end) return fields;
    begin = next;
  }
}

void RowWriter::setFields(const std::vector<std::string>& fields) {
  text_.resize(recordBegin_);
  for (size_t i = 0; i < fields.size(); ++i) {
    if (i > 0) text_ += fieldDelimiter;
    text_ += fields[i];
  }
  fields_ = static_cast<int32_t>(fields.size());
  checkSize();
}

/// Merged cells of a row of the header all have the text of the first.
bool RowWriter::fillHeader(std::vector<std::string>& fields) {
  bool isFilled = false;
  for (const MergedCells& cells : merges_->merges) {
    const int32_t first = cells.firstColumn - range_.firstColumn;
    if (cells.firstRow != row_ || cells.lastColumn == cells.firstColumn || first < 0) continue;
    if (static_cast<size_t>(first) >= fields.size()) continue;
    const int32_t last = std::min(cells.lastColumn, range_.lastColumn) - range_.firstColumn;
    // Somebody may have merged all columns of Excel; those without any other value are no columns of the table.
    for (int32_t place = first + 1; place <= std::min(last, first + 1'023); ++place) {
      const auto index = static_cast<size_t>(place);
      if (index >= fields.size()) fields.resize(index + 1);
      if (fields[index].empty()) fields[index] = fields[static_cast<size_t>(first)];
    }
    isFilled = true;
  }
  return isFilled;
}

void RowWriter::meetMerge(std::string_view cells) {
  if (!merges_ || merges_->areKnown) return;
  const auto found = MergedCells::of(cells);
  if (!found || !found->isOfColumn() || found->firstRow > range_.lastRow) return;
  if (found->firstColumn >= range_.firstColumn && found->firstColumn <= range_.lastColumn) {
    places_.addMerge(std::string(cells));
  }
}

void RowWriter::cancel() { text_.resize(recordBegin_); }

void RowWriter::finish() {
  isFinished_ = true;
  if (!hasWidth_) padFirstRows();
}

void RowWriter::padFirstRows() {
  const std::string unpadded = std::exchange(text_, {});
  const int32_t dropped = firstFilled_ - range_.firstColumn;
  size_t done = 0;
  for (const Record& record : firstRecords_) {
    text_.append(unpadded, done, record.begin - done);
    // Cells before the first column that has a value are empty, delimiters alone; behind the last one only merged cells
    // of the header have text.
    const int32_t kept = std::min(record.fields, lastFilled_ - range_.firstColumn + 1);
    const size_t end = kept == record.fields ? record.end : endOfFields(unpadded, record.begin, record.end, kept);
    const size_t begin = record.begin + static_cast<size_t>(dropped);
    text_.append(unpadded, begin, end - begin);
    text_.append(static_cast<size_t>(lastFilled_ - range_.firstColumn + 1 - kept), fieldDelimiter);
    done = record.end;
  }
  text_.append(unpadded, done);
  firstRecords_ = {};
  hasWidth_ = true;
  if (lastFilled_ < 0) return;
  range_.lastColumn = lastFilled_;
  range_.firstColumn = firstFilled_;
}

}  // namespace fidelity::workbook
