#include <algorithm>
#include <optional>
#include <utility>

#include "Csv/CsvBlocks.h"
#include "Csv/CsvDecoding.h"
#include "Csv/CsvHeader.h"
#include "Csv/CsvParse.h"
#include "Csv/CsvQuick.h"
#include "Csv/CsvText.h"
#include "Csv/CsvTotals.h"
#include "Source/Encoding.h"
#include "Source/Source.h"
#include "Workbook/Sheet.h"

namespace fidelity {

namespace {

using csv::Block;
using csv::BlockReader;

/// The columns of a block in the quick way; nothing where it does not take them.
std::optional<Batch> parseQuickly(const csv::Plan& plan, const Block& block) {
  // One for each thread, whatever the number of files.
  static thread_local csv::Workspace workspace;
  return csv::parseQuickly(plan, block, workspace);
}

/// The columns of a block. Throws where the text is wrong.
Batch parseSlowly(const csv::Plan& plan, const Block& block) {
  if (!block.isRegular) csv::refuseMisquoted(plan, block);
  auto batch = csv::parse(plan, block.text);
  if (!batch.ok()) throw csv::diagnose(plan, block, batch.status());
  csv::refuseRounded(plan, block, **batch);
  return std::move(batch).ValueUnsafe();
}

/// The columns of a block, of a file whose encoding is not known yet where `late` is given.
Batch parseBlock(const csv::Plan& plan, const Block& block, csv::LateEncoding* late) {
  auto batch = parseQuickly(plan, block);
  std::optional<Block> converted;
  if (!batch && late != nullptr) converted = late->converted(block);
  if (converted) batch = parseQuickly(plan, *converted);
  if (!batch) batch = parseSlowly(plan, converted ? *converted : block);
  if (late != nullptr) late->take(**batch, converted.has_value(), block);
  return std::move(*batch);
}

/// What people call a line of the text: of a sheet, the row of it.
std::string lineName(int64_t line, const Sheet* sheet) {
  if (sheet == nullptr) return "line " + std::to_string(line);
  return "row " + std::to_string(sheet->rowOfLine(line)) + " of the sheet";
}

/// Blocks in file order, the first of which has been read already.
class Blocks {
 public:
  Blocks(
      std::unique_ptr<BlockReader> reader, Block first, std::shared_ptr<Notices> notices,
      std::shared_ptr<const Sheet> sheet)
      : reader_(std::move(reader)),
        first_(std::move(first)),
        notices_(std::move(notices)),
        sheet_(std::move(sheet)) {}

  std::optional<Block> next() {
    std::optional<Block> block = std::exchange(first_, std::nullopt);
    if (reader_ && (!block || block->text.empty())) block = reader_->next();
    if (block) rowCount_ += block->rowCount;
    if (block && reader_ && reader_->isDone()) noteTotals(*block);
    if (sheet_ && reader_ && reader_->isDone()) {
      const std::string merges = sheet_->lateMergeNotice();
      if (!merges.empty()) notices_->add(merges, Notices::ofColumns);
    }
    // A file that is read leaves no buffers, since there may be thousands.
    if (!block) reader_.reset();
    return block;
  }

 private:
  /// Says which of the last rows look like totals.
  void noteTotals(const Block& block) {
    const auto rows = csv::totalRows(block.text, reader_->delimiter());
    // They are the last ones.
    int64_t number = rowCount_ - static_cast<int64_t>(rows.size());
    for (const csv::TotalRow& row : rows) {
      const int64_t line = block.firstLine + row.linesBefore;
      notices_->add(
          lineName(line, sheet_.get()) + ": \"" + printable(row.word, 40) +
              "\" looks like a row of totals, and counts as data; leave it out with a condition (where)",
          line, ++number);
    }
  }

  std::unique_ptr<BlockReader> reader_;
  std::optional<Block> first_;
  std::shared_ptr<Notices> notices_;
  std::shared_ptr<const Sheet> sheet_;
  /// Of the blocks that were given out.
  int64_t rowCount_ = 0;
};

/// Blocks that callers' threads parse.
class BlockParts final : public Parts {
 public:
  BlockParts(
      std::shared_ptr<const csv::Plan> plan, Blocks blocks, std::shared_ptr<csv::LateEncoding> late,
      std::shared_ptr<Progress> progress, std::shared_ptr<const Sheet> sheet, int workers)
      : plan_(std::move(plan)),
        blocks_(std::move(blocks)),
        late_(std::move(late)),
        progress_(std::move(progress)),
        sheet_(std::move(sheet)),
        workers_(static_cast<size_t>(std::max(workers, 1))) {}

  const std::shared_ptr<arrow::Schema>& schema() const override { return plan_->schema; }

  std::optional<int64_t> next(int worker) override {
    Worker& own = workers_.at(static_cast<size_t>(worker));
    own.block = {};
    std::optional<Block> block;
    try {
      block = blocks_.next();
    } catch (Failure& failure) {
      if (failure.row > 0) failure.row += rowCount_;
      throw placed(std::move(failure));
    }
    if (!block) return std::nullopt;
    own.firstRow = rowCount_;
    own.block = std::move(*block);
    rowCount_ += own.block.rowCount;
    return own.firstRow;
  }

  void read(int worker, Outlet& outlet) override {
    if (progress_->cancelled.load(std::memory_order_relaxed)) {
      throw Failure{.status = FAStatusCancelled, .message = "cancelled"};
    }
    Worker& own = workers_.at(static_cast<size_t>(worker));
    Batch batch;
    try {
      batch = parseBlock(*plan_, own.block, late_.get());
    } catch (Failure& failure) {
      if (failure.row > 0) failure.row += own.firstRow;
      throw placed(std::move(failure));
    }
    own.block = {};
    if (batch->num_rows() > 0) outlet.push(std::move(batch));
  }

 private:
  struct Worker {
    Block block;
    int64_t firstRow = 0;
  };

  Failure placed(Failure failure) const { return sheet_ ? sheet_->placed(std::move(failure), plan_->names) : failure; }

  std::shared_ptr<const csv::Plan> plan_;
  Blocks blocks_;
  /// Where the beginning of the file does not show its encoding.
  std::shared_ptr<csv::LateEncoding> late_;
  std::shared_ptr<Progress> progress_;
  std::shared_ptr<const Sheet> sheet_;
  std::vector<Worker> workers_;
  int64_t rowCount_ = 0;
};

class CSVSource final : public Source {
 public:
  CSVSource(std::shared_ptr<const OpenFile> file, const Options& options)
      : Source(std::move(file)),
        options_(options),
        late_(std::make_shared<csv::LateEncoding>(notices())) {
    const char delimiter = options.delimiter;
    const auto byte = static_cast<unsigned char>(delimiter);
    if (delimiter == '"' || delimiter == '\n' || delimiter == '\r' || byte >= 0x80) {
      throw Failure{.status = FAStatusUnsupported, .message = "this character cannot be a delimiter"};
    }
    if (options_.sheet) options_.delimiter = options_.sheet->delimiter();
    startPlaced();
  }

  FAFormat format() const override { return FAFormatCSV; }
  char delimiter() const override { return options_.sheet ? '\0' : delimiter_; }
  const std::shared_ptr<Sheet>& sheet() const override { return options_.sheet; }
  FAEncoding encoding() const override { return form_.encoding; }
  bool hasBackslashes() const override { return form_.hasBackslashes; }
  int64_t firstRowLine() const override { return firstRowLine_; }
  const std::string& headerAdvice() const override { return headerAdvice_; }
  const std::string& sheetAdvice() const override { return sheetAdvice_; }
  std::string label(size_t column) const override { return column < labels_.size() ? labels_[column] : std::string(); }

  std::unique_ptr<Parts> parts(const ScanRequest& request, int workers) override {
    auto plan = makePlan(request);
    return std::make_unique<BlockParts>(
        std::move(plan), Blocks(std::move(reader_), first_, notices(), options_.sheet),
        form_.isCertain ? nullptr : late_, progress(), options_.sheet, workers);
  }

 protected:
  arrow::DataTypeVector findTypes() override {
    try {
      ScanRequest request{.columns = {}, .nullValues = {""}};
      return csv::inferTypes(csv::makePlan(names_, options_, delimiter_, request), first_.text);
    } catch (const Failure&) {
      return arrow::DataTypeVector(names_.size());
    }
  }

 private:
  /// What a scan is to do, from the first block on.
  std::shared_ptr<const csv::Plan> makePlan(const ScanRequest& request) {
    if (!reader_) {
      if (!file()->isRegular()) {
        throw Failure{.status = FAStatusUnsupported, .message = "a pipe can be read only once"};
      }
      progress()->bytesDone = 0;
      startPlaced();
    }
    reader_->setBlockBytes(blockBytes(request.columns.size()));
    auto plan = csv::makePlan(names_, options_, delimiter_, request);
    plan.findings = findings_;
    return std::make_shared<const csv::Plan>(std::move(plan));
  }

  /// `start`, whose failures name the cells of a sheet.
  void startPlaced() {
    if (!options_.sheet) return start();
    try {
      start();
    } catch (Failure& failure) {
      throw options_.sheet->placed(std::move(failure), names_);
    }
    options_.sheet->setFirstDataLine(first_.firstLine);
  }

  /// Reads the header and the first block.
  void start() {
    // A sheet is text of our own.
    csv::Text text = options_.sheet ? csv::Text{.input = options_.sheet->open(progress()), .form = {}}
                                    : csv::openDecoded(openText(file(), progress()), options_, firstBlockBytes());
    form_ = text.form;
    const csv::HeaderForm form{
        .skip = std::max<int64_t>(options_.skip, 0),
        .rows = options_.headerRows,
        .isFound = options_.skip < 0 && options_.headerRows < 0,
        .fillsRight = !options_.sheet || !options_.sheet->mergesHeader(),
    };
    auto reader = std::make_unique<BlockReader>(
        std::move(text.input), options_.delimiter, options_.decimalComma, form, firstBlockBytes());
    std::optional<Block> block = reader->next();
    // Only text has the line of Excel that names the delimiter: in a sheet, sep=; is a cell like any other.
    const auto separator = block && !options_.sheet ? csv::separatorLine(block->text) : std::nullopt;
    if (separator) --block->rowCount;
    size_t begin = separator ? separator->next : 0;
    while (block && (begin = firstRecord(block->text, begin)) == block->text.size()) {
      block = reader->next();
      begin = 0;
    }
    if (!block) {
      const bool isSkipped = options_.skip > 0;
      throw Failure{
          .message = isSkipped ? "nothing is left after the lines that skip passes over" : "the file is empty",
          .problem = FAProblemEmptyFile,
      };
    }
    delimiter_ = reader->delimiter();
    csv::Header header = csv::readHeader(block->text.substr(begin), delimiter_, form);
    header.begin += begin;
    header.next += begin;
    for (csv::HeaderCell& cell : header.cells) cell.position += begin;
    readNames(*block, header);
    note(*block, header);
    if (form.isFound) advise(*block, header);
    labels_ = std::move(header.labels);
    if (!findings_) findings_ = std::make_shared<csv::NumberFindings>(notices(), names_.size());
    reader->setNames(names_);
    block->firstLine += csv::countLines(block->text.substr(0, header.next));
    firstRowLine_ = block->firstLine;
    block->text.remove_prefix(header.next);
    block->rowCount -= header.recordCount;
    if (block->text.empty()) {
      // A header that fills its block says nothing about the columns.
      if (auto following = reader->next()) block = std::move(following);
    }
    first_ = std::move(*block);
    reader_ = std::move(reader);
  }

  /// Where the first record begins that is not blank; the end of the text where all are.
  static size_t firstRecord(std::string_view text, size_t position) {
    return std::min(text.find_first_not_of("\n\r", position), text.size());
  }

  /// Says what was found out of the file's writing.
  void note(const Block& block, const csv::Header& header) {
    if (options_.sheet && !options_.sheet->notice().empty()) {
      notices()->add(options_.sheet->notice() + "; choose one with sheet");
      sheetAdvice_ = options_.sheet->notice() + "; choose one with `sheet`";
    }
    if (options_.encoding == FAEncodingFound && form_.encoding != FAEncodingUTF8) {
      const bool isWindows = form_.encoding == FAEncodingWindows1252;
      notices()->add(
          isWindows ? csv::readAsWindows1252 : std::string("read as ") + encodingName(form_.encoding));
    }
    if (options_.escape == FAEscapeFound && form_.hasBackslashes) {
      notices()->add("a backslash stands before quotation marks inside cells; escape: doubled reads it as a character");
    }
    const auto lineOf = [&](size_t position) {
      return lineName(block.firstLine + csv::countLines(block.text.substr(0, position)), options_.sheet.get());
    };
    if (header.titleCount > 0) {
      notices()->add(
          "the header is in " + lineOf(header.begin) + ", below \"" + printable(header.title, 40) +
          "\"; skip says how many lines to pass over");
    }
    if (header.isOfQualtrics) {
      notices()->add(
          "written by Qualtrics: the wording of the questions and the import ids below the names are no rows");
    }
    if (options_.sheet) {
      const int64_t lines = csv::countLines(block.text.substr(0, header.next));
      const auto merges = options_.sheet->mergeNotice(options_.sheet->rowOfLine(block.firstLine + lines - 1), names_);
      if (!merges.empty()) notices()->add(merges);
    }
    if (header.hasNumbersOnly) {
      notices()->add(
          lineOf(header.begin) + " is all numbers, and counts as the header; header-rows 0 says that there is none");
    }
  }

  /// Says where the header may be instead, or go on.
  void advise(const Block& block, const csv::Header& header) {
    const csv::HeaderAdvice found = csv::headerAdvice(block.text, delimiter_, header);
    const auto lineOf = [&](size_t position) {
      return block.firstLine + csv::countLines(block.text.substr(0, position));
    };
    const Sheet* sheet = options_.sheet.get();
    if (found.goesOn) {
      const size_t below = std::min(block.text.find_first_not_of("\r\n", header.next), block.text.size());
      headerAdvice_ =
          lineName(lineOf(below), sheet) + " looks like a second row of the header: `header-rows` 2 joins them";
    } else if (found.recordsBefore > 0) {
      const int64_t line = lineOf(found.begin);
      headerAdvice_ = lineName(line, sheet) + " looks like the header, and " + lineName(lineOf(header.begin), sheet) +
                      " counts as it: ";
      if (sheet != nullptr) {
        const std::string cell = sheet->cell(sheet->rowOfLine(line), static_cast<int32_t>(found.column));
        headerAdvice_ += "`cells` " + cell.substr(cell.rfind('!') + 1) + " begins there";
      } else {
        headerAdvice_ += "`skip` " + std::to_string(line - 1) + " begins there";
      }
    } else if (sheet == nullptr && options_.delimiter == 0 && csv::mayHaveOtherDelimiter(block.text, header)) {
      headerAdvice_ = "the table has a single column, \"" + printable(names_.front(), 40) +
                      "\": `delimiter` says which character stands between cells";
    }
    std::string plain = headerAdvice_;
    std::erase(plain, '`');
    if (!plain.empty()) notices()->add(plain);
  }

  /// How much text a block of `columnCount` decoded columns has: enough blocks for any machine, few enough that merging
  /// what comes of them costs little, and each small enough for a processor's cache before and after it is decoded. Of
  /// the file and its columns alone, so that results do not depend on the number of threads.
  int64_t blockBytes(size_t columnCount) const {
    constexpr double largest = 8 << 20;
    const auto rows = static_cast<double>(std::max<int64_t>(first_.rowCount, 1));
    const auto decoded = rows * 8 * static_cast<double>(std::max<size_t>(columnCount, 1));
    const auto text = static_cast<double>(first_.text.size());
    const auto fitting = static_cast<int64_t>(largest * std::min(1.0, text / decoded));
    const int64_t share = textBytes() > 0 ? textBytes() / 16 : int64_t{4} << 20;
    return std::clamp<int64_t>(std::min(fitting, share), int64_t{1} << 20, static_cast<int64_t>(largest));
  }

  /// The first block shows what the file is like. Thousands of small files are open at once: none takes more than it
  /// can fill.
  int64_t firstBlockBytes() const {
    constexpr int64_t wanted = int64_t{1} << 20;
    return textBytes() > 0 ? std::min(wanted, std::max(textBytes() + 1, int64_t{1} << 16)) : wanted;
  }

  /// The size of the file; -1 for a sheet, whose text is packed: its blocks are those of a text of unknown length.
  int64_t textBytes() const { return options_.sheet ? -1 : totalBytes(); }

  void readNames(const Block& block, const csv::Header& header) {
    const auto lineOf = [&](size_t position) {
      return block.firstLine + csv::countLines(block.text.substr(0, position));
    };
    const std::string_view text = block.text.substr(header.begin, header.next - header.begin);
    if (const auto quote = csv::misquotedField(text, delimiter_)) {
      std::vector<csv::Field> fields;
      csv::recordAt(text, *quote, delimiter_, &fields);
      throw csv::misquoted(
          text.substr(*quote, fields.front().end - fields.front().begin), 0, lineOf(header.begin + *quote));
    }
    names_.clear();
    const std::vector<std::string> names = csv::columnNames(header);
    for (size_t i = 0; i < names.size(); ++i) {
      names_.push_back(names[i]);
      const std::string& name = names_.back();
      const bool hasNul = name.find('\0') != std::string::npos;
      if (!hasNul && isUTF8(name)) continue;
      throw Failure{
          .message = hasNul ? "a NUL byte in the header: not a text file in UTF-8"
                            : "the header name \"" + printable(name, 60) + "\" is not UTF-8",
          .problem = hasNul ? FAProblemNulByte : FAProblemEncoding,
          .line = lineOf(header.begin),
          .column = printable(name, 60),
          .value = printable(name, 60),
      };
    }
  }

  Options options_;
  csv::TextForm form_;
  std::shared_ptr<csv::LateEncoding> late_;
  std::shared_ptr<csv::NumberFindings> findings_;
  std::vector<std::string> labels_;
  std::string headerAdvice_;
  std::string sheetAdvice_;
  int64_t firstRowLine_ = 0;
  char delimiter_ = ',';
  /// At the end of `first_`; null once a scan has taken it.
  std::unique_ptr<BlockReader> reader_;
  /// The first block without the header; kept to tell the types of the columns.
  Block first_;
};

}  // namespace

std::shared_ptr<Source> openCSV(std::shared_ptr<const OpenFile> file, const Options& options) {
  return std::make_shared<CSVSource>(std::move(file), options);
}

}  // namespace fidelity
