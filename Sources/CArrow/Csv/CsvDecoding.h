// From the bytes of a file to text in UTF-8 with the quotation marks of CSV.
#pragma once

#include <arrow/io/interfaces.h>

#include <atomic>
#include <cstdint>
#include <memory>
#include <optional>

#include "Csv/CsvBlocks.h"
#include "Csv/CsvParse.h"
#include "Source/Notices.h"
#include "Source/Source.h"

namespace fidelity::csv {

/// What is said of a file that was taken for Windows-1252.
constexpr const char* readAsWindows1252 =
    "not UTF-8, read as Windows-1252 (Latin-1 of Western Europe); encoding names another";

/// How a file is written.
struct TextForm {
  FAEncoding encoding = FAEncodingUTF8;
  /// Whether the encoding was told or can be seen; else what has been read of the file is ASCII.
  bool isCertain = true;
  bool hasBackslashes = false;
};

/// A file as text, and how it is written.
struct Text {
  std::shared_ptr<arrow::io::InputStream> input;
  TextForm form;
};

/// Finds out how a file is written by its first `beginning` bytes, unless the options say so.
Text openDecoded(std::shared_ptr<arrow::io::InputStream> bytes, const Options& options, int64_t beginning);

/// Settles the encoding of a file whose beginning is ASCII, where its blocks are parsed: one that is not UTF-8 is taken
/// for Windows-1252. What becomes of a block depends on its text alone. Any thread.
class LateEncoding {
 public:
  explicit LateEncoding(std::shared_ptr<Notices> notices) : notices_(std::move(notices)) {}

  /// The block in UTF-8, where it is text of Windows-1252; nothing otherwise.
  std::optional<Block> converted(const Block& block);

  /// Takes note of a block that was parsed: `isConverted`, or as UTF-8. Throws where the file has cells in both.
  void take(const arrow::RecordBatch& batch, bool isConverted, const Block& block);

 private:
  std::shared_ptr<Notices> notices_;
  std::atomic<bool> hasUTF8_{false};
  std::atomic<bool> hasWindows_{false};
};

}  // namespace fidelity::csv
