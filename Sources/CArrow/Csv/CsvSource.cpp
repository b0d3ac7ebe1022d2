#include <algorithm>
#include <optional>
#include <utility>

#include "Csv/CsvBlocks.h"
#include "Csv/CsvParse.h"
#include "Csv/CsvQuick.h"
#include "Csv/CsvText.h"
#include "Source/Source.h"
#include "Workbook/Sheet.h"

namespace fidelity {

namespace {

using csv::Block;
using csv::BlockReader;

/// The columns of a block. Throws where the text is wrong.
Batch parseBlock(const csv::Plan& plan, const Block& block) {
  // One for each thread, whatever the number of files.
  static thread_local csv::Workspace workspace;
  if (auto quick = csv::parseQuickly(plan, block, workspace)) return std::move(*quick);
  if (!block.isRegular) csv::refuseMisquoted(plan, block);
  auto batch = csv::parse(plan, block.text);
  if (!batch.ok()) throw csv::diagnose(plan, block, batch.status());
  csv::refuseRounded(plan, block, **batch);
  return std::move(batch).ValueUnsafe();
}

/// Blocks in file order, the first of which has been read already.
class Blocks {
 public:
  Blocks(std::unique_ptr<BlockReader> reader, Block first) : reader_(std::move(reader)), first_(std::move(first)) {}

  std::optional<Block> next() {
    std::optional<Block> block = std::exchange(first_, std::nullopt);
    if (reader_ && (!block || block->text.empty())) block = reader_->next();
    // A file that is read leaves no buffers, since there may be thousands.
    if (!block) reader_.reset();
    return block;
  }

 private:
  std::unique_ptr<BlockReader> reader_;
  std::optional<Block> first_;
};

/// Blocks that callers' threads parse.
class BlockParts final : public Parts {
 public:
  BlockParts(
      std::shared_ptr<const csv::Plan> plan, Blocks blocks, std::shared_ptr<Progress> progress,
      std::shared_ptr<const Sheet> sheet, int workers)
      : plan_(std::move(plan)),
        blocks_(std::move(blocks)),
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
      batch = parseBlock(*plan_, own.block);
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
  std::shared_ptr<Progress> progress_;
  std::shared_ptr<const Sheet> sheet_;
  std::vector<Worker> workers_;
  int64_t rowCount_ = 0;
};

class CSVSource final : public Source {
 public:
  CSVSource(std::shared_ptr<const OpenFile> file, const Options& options) : Source(std::move(file)), options_(options) {
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

  std::unique_ptr<Parts> parts(const ScanRequest& request, int workers) override {
    auto plan = makePlan(request);
    return std::make_unique<BlockParts>(
        std::move(plan), Blocks(std::move(reader_), first_), progress(), options_.sheet, workers);
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
    return std::make_shared<const csv::Plan>(csv::makePlan(names_, options_, delimiter_, request));
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
    auto reader = std::make_unique<BlockReader>(
        options_.sheet ? options_.sheet->open(progress()) : openText(file(), progress()), options_.delimiter,
        options_.decimalComma, firstBlockBytes());
    std::optional<Block> block = reader->next();
    std::vector<csv::Field> fields;
    csv::Record header;
    const auto separator = block ? csv::separatorLine(block->text) : std::nullopt;
    if (separator) --block->rowCount;
    for (size_t begin = separator ? separator->next : 0; block; begin = 0) {
      const std::string_view text = block->text;
      header = {.next = begin};
      while (header.next < text.size() && header.isBlank()) {
        header = csv::recordAt(text, header.next, reader->delimiter(), &fields);
      }
      if (!header.isBlank()) break;
      block = reader->next();
    }
    if (!block) throw Failure{.message = "the file is empty", .problem = FAProblemEmptyFile};
    delimiter_ = reader->delimiter();
    readNames(*block, header, fields);
    reader->setNames(names_);
    block->firstLine += csv::countLines(block->text.substr(0, header.next));
    block->text.remove_prefix(header.next);
    --block->rowCount;
    if (block->text.empty()) {
      // A header that fills its block says nothing about the columns.
      if (auto following = reader->next()) block = std::move(following);
    }
    first_ = std::move(*block);
    reader_ = std::move(reader);
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
    const int64_t share = totalBytes() > 0 ? totalBytes() / 16 : int64_t{4} << 20;
    return std::clamp<int64_t>(std::min(fitting, share), int64_t{1} << 20, static_cast<int64_t>(largest));
  }

  /// The first block shows what the file is like. Thousands of small files are open at once: none takes more than it
  /// can fill.
  int64_t firstBlockBytes() const {
    constexpr int64_t wanted = int64_t{1} << 20;
    return totalBytes() > 0 ? std::min(wanted, std::max(totalBytes() + 1, int64_t{1} << 16)) : wanted;
  }

  void readNames(const Block& block, const csv::Record& header, const std::vector<csv::Field>& fields) {
    const int64_t line = block.firstLine + csv::countLines(block.text.substr(0, header.begin));
    names_.clear();
    for (const csv::Field& field : fields) {
      const std::string_view cell = block.text.substr(field.begin, field.end - field.begin);
      names_.push_back(csv::unquoted(cell));
      const std::string& name = names_.back();
      if (csv::misquotedField(cell, delimiter_)) {
        throw csv::misquoted(cell, 0, block.firstLine + csv::countLines(block.text.substr(0, field.begin)));
      }
      const bool hasNul = name.find('\0') != std::string::npos;
      if (!hasNul && isUTF8(name)) continue;
      throw Failure{
          .message = hasNul ? "a NUL byte in the header: not a text file in UTF-8"
                            : "the header name \"" + printable(name, 60) + "\" is not UTF-8: save the file as UTF-8",
          .problem = hasNul ? FAProblemNulByte : FAProblemEncoding,
          .line = line,
          .column = printable(name, 60),
          .value = printable(name, 60),
      };
    }
  }

  Options options_;
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
