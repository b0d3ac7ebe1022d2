#include "Workbook/Sheet.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <mutex>
#include <set>
#include <utility>

#include "Source/Input.h"
#include "Source/Source.h"
#include "Workbook/Parts.h"

#ifdef FIDELITY_READS_WORKBOOKS
#include <arrow/buffer.h>

#include "Workbook/Merges.h"
#include "Workbook/SheetRows.h"
#endif

namespace fidelity {

void refuseCompoundFile(const OpenFile& file) {
  // The directory of an encrypted workbook has a stream of this name, in UTF-16.
  constexpr std::string_view word = "EncryptedPackage";
  std::string wide;
  for (const char character : word) (wide += character) += '\0';
  constexpr int64_t searched = int64_t{16} << 20;
  std::string bytes(static_cast<size_t>(std::min(std::max<int64_t>(file.size(), 0), searched)), '\0');
  const auto wanted = static_cast<int64_t>(bytes.size());
  const int64_t count = wanted > 0 ? take(file.readAt(0, wanted, bytes.data()), FAStatusNotReadable) : 0;
  bytes.resize(static_cast<size_t>(count));
  const bool isEncrypted = bytes.find(wide) != std::string::npos;
  throw Failure{
      .status = FAStatusUnsupported,
      .message = isEncrypted ? "the workbook is encrypted: open it and save it without a password"
                             : "an Excel workbook of the old format (.xls): open it and save it as an Excel workbook "
                               "(.xlsx), or the sheet as CSV (UTF-8)",
  };
}

#ifdef FIDELITY_READS_WORKBOOKS

namespace workbook {

namespace {

/// What all sheets of an open workbook share.
struct Workbook {
  Workbook(std::shared_ptr<const OpenFile> file, bool decimalComma)
      : archive(std::move(file)),
        contents(readContents(archive)),
        rules{
            .strings = SharedStrings(archive, contents.sharedStrings),
            .formats = readStyles(archive, contents.styles),
            .numbers = {.countsFrom1904 = contents.countsFrom1904, .point = decimalComma ? ',' : '.'},
        } {}

  const Entry& part(const SheetName& sheet) const {
    const Entry* entry = archive.find(sheet.part);
    if (entry == nullptr) refuseDamaged("it lacks the sheet \"" + printable(sheet.name, 60) + "\"");
    return *entry;
  }

  Archive archive;
  Contents contents;
  CellRules rules;
};

/// A worksheet as text, which is made as it is read.
class SheetInput final : public arrow::io::InputStream {
 public:
  SheetInput(
      std::shared_ptr<const Workbook> workbook, const SheetName& sheet, const Range& range,
      std::shared_ptr<Places> places, const std::shared_ptr<Progress>& progress,
      std::shared_ptr<const MergeRules> merges = nullptr)
      : workbook_(std::move(workbook)),
        places_(std::move(places)),
        writer_(sheet.name, range, *places_, std::move(merges)),
        rows_(
            openPart(workbook_->archive, workbook_->part(sheet), progress, true), workbook_->part(sheet).size,
            workbook_->rules, writer_) {}

  arrow::Status Close() override {
    isClosed_ = true;
    return arrow::Status::OK();
  }
  bool closed() const override { return isClosed_; }
  arrow::Result<int64_t> Tell() const override { return position_; }

  arrow::Result<int64_t> Read(int64_t size, void* out) override {
    auto* bytes = static_cast<char*>(out);
    const auto wanted = static_cast<size_t>(size);
    size_t done = 0;
    while (done < wanted && refill()) {
      const size_t count = std::min(wanted - done, writer_.text().size() - used_);
      std::memcpy(bytes + done, writer_.text().data() + used_, count);
      used_ += count;
      done += count;
    }
    position_ += static_cast<int64_t>(done);
    return static_cast<int64_t>(done);
  }

  arrow::Result<std::shared_ptr<arrow::Buffer>> Read(int64_t size) override {
    return readBuffer(*this, size);
  }

  /// Whether there is a row with a value.
  bool hasRecord() {
    while (!writer_.hasRecord() && goesOn_) advance();
    return writer_.hasRecord();
  }

  /// Whether there is any text; the columns are known then.
  bool hasText() { return refill(); }

  int32_t firstColumn() const { return writer_.range().firstColumn; }

 private:
  /// Whether there is text that was not taken.
  bool refill() {
    if (writer_.isReady() && used_ < writer_.text().size()) return true;
    if (writer_.isReady()) {
      writer_.text().clear();
      used_ = 0;
    }
    while (goesOn_ && (!writer_.isReady() || writer_.text().empty())) advance();
    return used_ < writer_.text().size();
  }

  void advance() {
    goesOn_ = rows_.advance();
    if (!goesOn_ || !writer_.isPastRange()) return;
    writer_.finish();
    goesOn_ = false;
  }

  std::shared_ptr<const Workbook> workbook_;
  std::shared_ptr<Places> places_;
  RowWriter writer_;
  SheetRows rows_;
  size_t used_ = 0;
  int64_t position_ = 0;
  bool goesOn_ = true;
  bool isClosed_ = false;
};

/// Whether a sheet has a value. What is wrong with one is said where it is read.
bool hasData(const std::shared_ptr<const Workbook>& workbook, const SheetName& sheet) {
  try {
    return SheetInput(workbook, sheet, Range(), std::make_shared<Places>(1), nullptr).hasRecord();
  } catch (const Failure& failure) {
    if (failure.status == FAStatusOutOfMemory) throw;
    return true;
  }
}

std::string lowered(std::string text) {
  for (char& character : text) {
    if (character >= 'A' && character <= 'Z') character = static_cast<char>(character - 'A' + 'a');
  }
  return text;
}

/// "a", "b" and "c", no more than `most` of them.
std::string listed(const std::vector<const SheetName*>& sheets, size_t most = 20) {
  std::string text;
  const size_t count = std::min(sheets.size(), most);
  for (size_t i = 0; i < count; ++i) {
    if (i > 0) text += i + 1 == sheets.size() ? " and " : ", ";
    text += "\"" + printable(sheets[i]->name, 60) + "\"";
  }
  if (sheets.size() > most) text += ", and " + std::to_string(sheets.size() - most) + " more";
  return text;
}

/// The sheet of a name, in any case of its letters where none has it to the letter, or of a number.
const SheetName& sheetNamed(const Contents& contents, const std::string& wanted) {
  const auto& sheets = contents.sheets;
  const auto find = [&](auto matches) { return std::find_if(sheets.begin(), sheets.end(), matches); };
  auto found = find([&](const SheetName& sheet) { return sheet.name == wanted; });
  if (found == sheets.end()) {
    found = find([&](const SheetName& sheet) { return lowered(sheet.name) == lowered(wanted); });
  }
  if (found != sheets.end()) return *found;
  if (wanted.size() <= 5 && wanted.find_first_not_of("0123456789") == std::string::npos) {
    const size_t number = static_cast<size_t>(std::stoul("0" + wanted));
    if (number >= 1 && number <= sheets.size()) return sheets[number - 1];
  }
  std::vector<const SheetName*> all;
  for (const SheetName& sheet : sheets) all.push_back(&sheet);
  throw Failure{
      .message = "the workbook has no sheet \"" + printable(wanted, 60) + "\": it has " + listed(all),
  };
}

class WorkbookSheet final : public Sheet {
 public:
  WorkbookSheet(std::shared_ptr<const OpenFile> file, const Options& options)
      : workbook_(std::make_shared<const Workbook>(std::move(file), options.decimalComma)) {
    if (!options.cells.empty()) range_ = Range::of(options.cells);
    sheet_ = options.sheetName.empty() ? firstWithData() : sheetNamed(workbook_->contents, options.sheetName);
    places_ = std::make_shared<Places>(range_.firstRow);
    const Entry& part = workbook_->part(sheet_);
    merges_ = std::make_shared<const MergeRules>(MergeRules{
        .merges = readMerges(workbook_->archive, part),
        .areKnown = knowsMerges(part),
        .skip = std::max<int64_t>(options.skip, 0),
        .headerRows = options.headerRows < 0 ? 1 : options.headerRows,
    });
  }

  const std::string& name() const override { return sheet_.name; }
  const std::string& notice() const override { return notice_; }
  char delimiter() const override { return fieldDelimiter; }

  std::shared_ptr<arrow::io::InputStream> open(const std::shared_ptr<Progress>& progress) override {
    auto places = std::make_shared<Places>(range_.firstRow);
    auto input = std::make_shared<SheetInput>(workbook_, sheet_, range_, places, progress, merges_);
    // The columns are known with the first records.
    if (!input->hasText()) {
      throw Failure{
          .message = "the sheet \"" + printable(sheet_.name, 60) + "\" has no values" +
                     (range_.isWhole() ? "" : " in this range"),
          .problem = FAProblemEmptyFile,
      };
    }
    const std::lock_guard lock(mutex_);
    places_ = std::move(places);
    firstColumn_ = input->firstColumn();
    return input;
  }

  void setFirstDataLine(int64_t line) override { places()->setFirstDataLine(line); }
  int64_t rowOfLine(int64_t line) const override { return places()->rowOfLine(line); }
  int64_t rowOfData(int64_t row) const override { return places()->rowOfData(row); }

  std::string cell(int64_t row, int32_t column) const override {
    const std::lock_guard lock(mutex_);
    return cellName(sheet_.name, row, column < 0 ? -1 : firstColumn_ + column);
  }

  bool mergesHeader() const override { return places()->hasHeaderMerge(); }

  std::string mergeNotice(int64_t headerRow, const std::vector<std::string>& names) const override {
    const std::lock_guard lock(mutex_);
    std::set<int32_t> columns;
    std::string first;
    size_t count = 0;
    std::string block;
    for (const MergedCells& cells : merges_->merges) {
      const int32_t place = cells.firstColumn - firstColumn_;
      if (cells.firstRow <= headerRow || cells.lastRow == cells.firstRow || place < 0) continue;
      if (static_cast<size_t>(place) >= names.size() || cells.firstRow > range_.lastRow) continue;
      if (!cells.isOfColumn()) {
        if (block.empty()) block = cells.name();
        continue;
      }
      if (count++ == 0) first = cells.name();
      columns.insert(place);
    }
    std::string text;
    if (count > 0) {
      text = columns.size() == 1 ? "column " : "columns ";
      size_t shown = 0;
      for (const int32_t column : columns) {
        if (shown++ == 5) {
          text += ", ...";
          break;
        }
        text += (shown > 1 ? ", \"" : "\"") + printable(names[static_cast<size_t>(column)], 40) + "\"";
      }
      const std::string more = count > 1 ? " and " + std::to_string(count - 1) + " more" : "";
      text += ": the value of merged cells (" + first + more + ") counts for each of their rows";
    }
    if (!block.empty()) {
      text += (text.empty() ? "the value" : "; that") + std::string(" of cells merged over several columns (") + block +
              ") counts for the first alone";
    }
    return text;
  }

  std::string lateMergeNotice() const override {
    const std::string cells = places()->firstMerge();
    if (cells.empty()) return cells;
    return "the value of merged cells, as of " + cells +
           ", counts for their first row alone, since the sheet is very large: undo the merging and fill in each row";
  }

  Failure placed(Failure failure, const std::vector<std::string>& names) const override {
    if (!failure.cell.empty()) return failure;
    int64_t row = failure.line > 0 ? rowOfLine(failure.line) : 0;
    if (row == 0 && failure.row > 0) row = rowOfData(failure.row);
    failure.line = 0;
    if (row == 0) return failure;
    int32_t column = -1;
    for (size_t i = 0; i < names.size() && column < 0 && !failure.column.empty(); ++i) {
      if (names[i] == failure.column) column = static_cast<int32_t>(i);
    }
    failure.cell = cell(row, column);
    if (failure.problem == FAProblemNotANumber && failure.value == formulaWithoutValue) {
      failure.problem = FAProblemNoFormulaValue;
    }
    return failure;
  }

 private:
  /// The first visible sheet with a value; the first one where none has. Tells of the others that have one.
  SheetName firstWithData() {
    std::vector<const SheetName*> visible;
    std::vector<const SheetName*> hidden;
    for (const SheetName& sheet : workbook_->contents.sheets) {
      if (hasData(workbook_, sheet)) (sheet.isHidden ? hidden : visible).push_back(&sheet);
    }
    if (visible.empty() && hidden.empty()) return workbook_->contents.sheets.front();
    const SheetName& chosen = visible.empty() ? *hidden.front() : *visible.front();
    (visible.empty() ? hidden : visible).erase((visible.empty() ? hidden : visible).begin());
    if (!visible.empty()) {
      notice_ = "reads the sheet \"" + printable(chosen.name, 60) + "\"; " + listed(visible) +
                (visible.size() == 1 ? " has" : " have") + " data too";
    }
    if (!hidden.empty()) {
      notice_ += notice_.empty() ? "reads the sheet \"" + printable(chosen.name, 60) + "\"; " : "; ";
      notice_ += listed(hidden) + (hidden.size() == 1 ? " is hidden and has data" : " are hidden and have data");
    }
    return chosen;
  }

  std::shared_ptr<Places> places() const {
    const std::lock_guard lock(mutex_);
    return places_;
  }

  std::shared_ptr<const Workbook> workbook_;
  SheetName sheet_;
  Range range_;
  std::shared_ptr<const MergeRules> merges_;
  std::string notice_;
  mutable std::mutex mutex_;
  std::shared_ptr<Places> places_;
  int32_t firstColumn_ = 0;
};

}  // namespace

}  // namespace workbook

std::shared_ptr<Sheet> openSheet(std::shared_ptr<const OpenFile> file, const Options& options) {
  return std::make_shared<workbook::WorkbookSheet>(std::move(file), options);
}

#else

std::shared_ptr<Sheet> openSheet(std::shared_ptr<const OpenFile>, const Options&) {
  throw Failure{
      .status = FAStatusUnsupported,
      .message = "this fidelity was built without zlib and expat, and reads no Excel workbooks: build it again with "
                 "zlib1g-dev and libexpat1-dev, or save the sheet as CSV (UTF-8)",
  };
}

#endif

}  // namespace fidelity
