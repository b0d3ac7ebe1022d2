#include "Workbook/Parts.h"

#ifdef FIDELITY_READS_WORKBOOKS

#include <algorithm>
#include <charconv>
#include <cstring>

#include "Workbook/SheetRows.h"

namespace fidelity::workbook {

namespace {

template <class Number>
bool readWhole(std::string_view text, Number& number) {
  const char* end = text.data() + text.size();
  const auto result = std::from_chars(text.data(), end, number);
  return result.ec == std::errc() && result.ptr == end;
}

}  // namespace

void appendCell(std::string& out, const CellContent& cell, const CellRules& rules) {
  const std::string_view value = cell.value;
  const bool isText = cell.type == CellType::text || cell.type == CellType::sharedText;
  if (value.empty() && !isText) {
    if (cell.hasFormula) out += formulaWithoutValue;
    return;
  }
  switch (cell.type) {
    case CellType::number: {
      const NumberFormat format =
          cell.style < rules.formats.size() ? rules.formats[cell.style] : NumberFormat::number;
      appendNumber(out, value, format, rules.numbers);
      break;
    }
    case CellType::sharedText: {
      size_t index = 0;
      if (value.empty()) break;
      if (!readWhole(value, index) || index >= rules.strings.count()) {
        refuseDamaged("a cell has text number " + printable(value, 30) + ", and there are " +
                      std::to_string(rules.strings.count()));
      }
      out += rules.strings.at(index);
      break;
    }
    case CellType::boolean:
      out += value == "1" || value == "true" ? "TRUE" : value == "0" || value == "false" ? "FALSE" : value;
      break;
    case CellType::error:
      if (value != "#N/A") appendText(out, value);
      break;
    case CellType::text:
      checkLength(value);
      appendText(out, value);
      break;
    case CellType::date:
      appendDate(out, value);
      break;
  }
}

void SheetDocument::start(std::string_view name, Attributes attributes) {
  isBetweenRows_ = false;
  if (depth() == 1) {
    if (name != "worksheet") refuseDamaged("a part that should be a sheet is none");
  } else if (depth() == 2) {
    isInData_ = name == "sheetData";
    if (isInData_) isBetweenRows_ = isAtEnd();
  } else if (depth() == 3 && name == "mergeCell") {
    writer_.meetMerge(attribute(attributes, "ref").value_or(""));
  } else if (isInData_ && depth() == 3 && name == "row") {
    startRow(attributes);
  } else if (isInRow_ && depth() == 4 && name == "c") {
    startCell(attributes);
  } else if (isInCell_) {
    if (name == "f") cell_.hasFormula = true;
    if (name == "rPh") ++phonetic_;
    isValue_ = name == "v" || (name == "t" && phonetic_ == 0);
  }
}

void SheetDocument::startRow(Attributes attributes) {
  isInRow_ = true;
  int64_t row = writer_.lastRow() + 1;
  if (const auto name = attribute(attributes, "r"); name && !readWhole(*name, row)) {
    refuseDamaged("a row has the number " + printable(*name, 30));
  }
  writer_.begin(std::max<int64_t>(row, 0));
  cells_.clear();
  texts_.clear();
  column_ = -1;
}

void SheetDocument::startCell(Attributes attributes) {
  isInCell_ = true;
  phonetic_ = 0;
  value_.clear();
  cell_ = {};
  ++column_;
  if (const auto name = attribute(attributes, "r")) {
    const size_t letters = std::min(name->find_first_of("0123456789"), name->size());
    column_ = columnOf(name->substr(0, letters));
    int64_t row = 0;
    if (column_ < 0 || !readWhole(name->substr(letters), row)) {
      refuseDamaged("a cell has the name " + printable(*name, 30));
    }
  }
  if (column_ >= mostColumns) refuseDamaged("a row has more than 16,384 cells");
  if (const auto style = attribute(attributes, "s"); style && !readWhole(*style, cell_.style)) cell_.style = 0;
  const std::string_view type = attribute(attributes, "t").value_or("n");
  if (type == "s") cell_.type = CellType::sharedText;
  else if (type == "b") cell_.type = CellType::boolean;
  else if (type == "e") cell_.type = CellType::error;
  else if (type == "str" || type == "inlineStr") cell_.type = CellType::text;
  else if (type == "d") cell_.type = CellType::date;
  else if (type != "n") refuseDamaged("a cell is of the kind " + printable(type, 30));
}

void SheetDocument::text(std::string_view text) {
  if (!isValue_) return;
  value_ += text;
  checkLength(value_);
}

void SheetDocument::end(std::string_view name) {
  isBetweenRows_ = false;
  isValue_ = false;
  if (isInCell_ && depth() == 4) {
    endCell();
  } else if (isInCell_) {
    if (name == "rPh") --phonetic_;
  } else if (isInRow_ && depth() == 3) {
    endRow();
    isBetweenRows_ = isAtEnd();
  } else if (isInData_ && depth() == 3) {
    isBetweenRows_ = isAtEnd();
  } else if (depth() == 2) {
    isInData_ = false;
  }
}

void SheetDocument::endCell() {
  isInCell_ = false;
  cell_.value = value_;
  const size_t before = texts_.size();
  appendCell(texts_, cell_, rules_);
  if (texts_.size() == before) return;
  cells_.push_back({.column = column_, .end = texts_.size()});
  if (texts_.size() > (size_t{64} << 20)) {
    throw writer_.at({.status = FAStatusUnsupported, .message = "the texts of one row are longer than 64 MiB"});
  }
}

void SheetDocument::endRow() {
  isInRow_ = false;
  struct Placed {
    int32_t column = 0;
    std::string_view text;
  };
  std::vector<Placed> placed;
  size_t begin = 0;
  for (const Cell& cell : cells_) {
    placed.push_back({cell.column, std::string_view(texts_).substr(begin, cell.end - begin)});
    begin = cell.end;
  }
  const auto isBefore = [](const Placed& a, const Placed& b) { return a.column < b.column; };
  std::stable_sort(placed.begin(), placed.end(), isBefore);
  for (size_t i = 0; i < placed.size(); ++i) {
    writer_.field(placed[i].column) += placed[i].text;
    writer_.endField();
    if (i + 1 < placed.size() && placed[i + 1].column == placed[i].column) {
      throw writer_.at({.message = "the workbook is damaged: the cell stands twice in its row"});
    }
  }
  writer_.end();
}

SheetRows::SheetRows(std::unique_ptr<PartBytes> bytes, int64_t size, const CellRules& rules, RowWriter& writer)
    : bytes_(std::move(bytes)),
      writer_(writer),
      quick_(rules, writer),
      document_(rules, writer),
      windowSize_(static_cast<size_t>(std::clamp<int64_t>(size + 1, 16 << 10, 1 << 20))),
      longestQuickRow_(windowSize_ / 4),
      window_(windowSize_ + padding) {}

void SheetRows::fill() {
  if (isAtEnd_ || end_ - begin_ >= longestQuickRow_) return;
  std::memmove(window_.data(), window_.data() + begin_, end_ - begin_);
  end_ -= begin_;
  begin_ = 0;
  const size_t count = bytes_->read(window_.data() + end_, windowSize_ - end_);
  isAtEnd_ = count < windowSize_ - end_;
  end_ += count;
  std::memset(window_.data() + end_, 0, padding);
}

bool SheetRows::advanceQuickly() {
  // Where hardly a row is known, it is not worth while to try.
  if (!document_.isBetweenRows() || slowCount_ > 100 + quickCount_) return false;
  const char* position = window_.data() + begin_;
  const char* const before = position;
  // A row that may go on beyond the window is not tried.
  const char* const last = window_.data() + (isAtEnd_ ? end_ : end_ - std::min(end_, longestQuickRow_));
  constexpr size_t enough = size_t{64} << 10;
  const size_t size = writer_.text().size();
  while (position < last && writer_.text().size() - std::min(size, writer_.text().size()) < enough &&
         quick_.read(position)) {
    ++quickCount_;
  }
  begin_ += static_cast<size_t>(position - before);
  return position != before;
}

bool SheetRows::advance() {
  fill();
  if (begin_ == end_) {
    document_.feed({}, true);
    writer_.finish();
    // Thousands of small workbooks may be open at once.
    window_ = {};
    bytes_.reset();
    return false;
  }
  if (advanceQuickly()) return true;
  if (document_.isBetweenRows()) ++slowCount_;
  document_.goOn();
  // A tag at a time where a quick row may follow it, else pieces whose cells a memory holds.
  const size_t left = end_ - begin_;
  size_t count = std::min(left, size_t{8} << 10);
  if (slowCount_ <= 100 + quickCount_) {
    const void* mark = std::memchr(window_.data() + begin_, '>', left);
    if (mark != nullptr) count = static_cast<size_t>(static_cast<const char*>(mark) - window_.data()) + 1 - begin_;
  }
  document_.feed({window_.data() + begin_, count});
  begin_ += count;
  return true;
}

}  // namespace fidelity::workbook

#endif
