// Cuts a text file into blocks of whole records.
#pragma once

#include <arrow/buffer.h>
#include <arrow/io/interfaces.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "Csv/CsvHeader.h"
#include "Csv/CsvSurvey.h"
#include "Source/Failure.h"

namespace fidelity::csv {

struct Block {
  std::shared_ptr<arrow::Buffer> memory;
  std::string_view text;
  /// The physical line on which the text begins, 1 = first of the file.
  int64_t firstLine = 1;
  /// Records that are not blank.
  int64_t rowCount = 0;
  /// Whether `parseQuickly` may read it, and whether it has quotation marks.
  bool isRegular = false;
  bool hasQuotes = false;
};

class BlockReader {
 public:
  /// `delimiter` 0: detected in the first block, where numbers may have a comma (`decimalComma`). That block begins
  /// after the lines that `header` skips.
  BlockReader(
      std::shared_ptr<arrow::io::InputStream> input, char delimiter, bool decimalComma, HeaderForm header,
      int64_t blockBytes)
      : input_(std::move(input)),
        blockBytes_(static_cast<size_t>(blockBytes)),
        delimiter_(delimiter),
        decimalComma_(decimalComma),
        header_(header) {}

  /// The next block, never empty; nothing at the end. Throws where the rest of the file has an open quotation mark, or
  /// a record beyond `recordLimit`, after the whole records before that.
  std::optional<Block> next();

  /// From the next block on.
  void setBlockBytes(int64_t blockBytes) { blockBytes_ = static_cast<size_t>(blockBytes); }

  /// Known after the first block.
  char delimiter() const { return delimiter_; }

  /// Whether the last block has been given.
  bool isDone() const { return isAtEnd_ && size_ == 0; }

  /// Header names, once known, let an open quotation mark name its column.
  void setNames(std::vector<std::string> names) { names_ = std::move(names); }

 private:
  static constexpr size_t recordLimit = size_t{256} << 20;

  void fill(size_t count);
  bool begin();
  void dropFront(size_t count);
  std::optional<Block> takeBlock(size_t end, const Survey& survey);
  Failure openQuoteFailure(size_t recordBegin, size_t quote);
  Failure tooLongFailure(std::optional<size_t> openQuote);
  [[noreturn]] void throwPending();
  size_t columnAt(std::string_view text, size_t position) const;

  std::shared_ptr<arrow::io::InputStream> input_;
  size_t blockBytes_;
  char delimiter_;
  bool decimalComma_;
  HeaderForm header_;
  std::vector<std::string> names_;
  std::shared_ptr<arrow::ResizableBuffer> buffer_;
  size_t size_ = 0;
  bool isAtEnd_ = false;
  bool isFirst_ = true;
  int64_t line_ = 1;
  std::optional<Failure> pending_;
  std::optional<size_t> pendingColumn_;
};

}  // namespace fidelity::csv
