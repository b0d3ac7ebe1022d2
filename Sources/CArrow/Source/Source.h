// An open table of any format.
#pragma once

#include <arrow/record_batch.h>
#include <arrow/type.h>

#include <algorithm>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "Source/Failure.h"
#include "Source/Input.h"
#include "Source/Notices.h"

namespace fidelity {

using Batch = std::shared_ptr<arrow::RecordBatch>;

class Sheet;

struct Options {
  char delimiter = 0;
  bool decimalComma = false;
  char thousands = 0;
  FAEncoding encoding = FAEncodingFound;
  FAEscape escape = FAEscapeFound;
  /// Lines before the header, -1 where nobody has said; rows of the header, -1 likewise.
  int64_t skip = -1;
  int32_t headerRows = -1;
  /// Of a workbook: which sheet and which cells, "" where nobody says.
  std::string sheetName{};
  std::string cells{};
  /// The sheet that is open, of a workbook.
  std::shared_ptr<Sheet> sheet{};
  Observer observer{};
};

struct Request {
  int32_t column = 0;
  FAKind kind = FAKindNumber;
};

struct ScanRequest {
  std::vector<Request> columns;
  std::vector<std::string> nullValues;
};

/// Takes the batches of one part.
class Outlet {
 public:
  virtual ~Outlet() = default;
  /// False: nobody wants more.
  virtual bool push(Batch batch) = 0;
};

/// A scan that callers' threads decode themselves, part by part.
class Parts {
 public:
  virtual ~Parts() = default;
  virtual const std::shared_ptr<arrow::Schema>& schema() const = 0;
  /// Takes the next part of the file for `worker`: the rows before it, nothing at the end. Never by two threads at a
  /// time. May throw.
  virtual std::optional<int64_t> next(int worker) = 0;
  /// Decodes the part that `worker` took last, on the calling thread. May throw.
  virtual void read(int worker, Outlet& outlet) = 0;
};

/// The cells of a part, or a few more. Of many columns a part has few rows, since what they give may wait for its turn.
constexpr int64_t mostPartCells = int64_t{1} << 22;

/// `rows`, where a part of so many columns may have so many.
inline int64_t partRows(int64_t rows, size_t columns) {
  const int64_t most = mostPartCells / static_cast<int64_t>(std::max<size_t>(columns, 1));
  return std::min(rows, std::max(most, int64_t{1} << 14));
}

class Source {
 public:
  /// Opens `path` as what it is. Throws.
  static std::shared_ptr<Source> open(const std::string& path, const Options& options);

  virtual ~Source() = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  virtual FAFormat format() const = 0;
  virtual char delimiter() const { return 0; }
  /// How text is written, and the line on which its rows begin; 0 where there are no lines.
  virtual FAEncoding encoding() const { return FAEncodingUTF8; }
  virtual bool hasBackslashes() const { return false; }
  virtual int64_t firstRowLine() const { return 0; }
  /// Where the header may be instead, or go on, with names of options in backticks; empty where it is sure.
  virtual const std::string& headerAdvice() const { return noAdvice(); }
  /// Which other sheets have data where nobody has named one, likewise; empty for none.
  virtual const std::string& sheetAdvice() const { return noAdvice(); }
  /// The wording that the file has for a column; empty for none.
  virtual std::string label(size_t) const { return {}; }
  virtual int64_t rowCount() { return -1; }
  virtual std::unique_ptr<Parts> parts(const ScanRequest& request, int workers) = 0;

  static const std::string& noAdvice() {
    static const std::string none;
    return none;
  }

  const std::vector<std::string>& names() const { return names_; }
  /// One per column; null where nobody can tell.
  const arrow::DataTypeVector& types();
  int64_t totalBytes() const { return file_ ? file_->size() : -1; }
  /// Null for what is no workbook.
  virtual const std::shared_ptr<Sheet>& sheet() const {
    static const std::shared_ptr<Sheet> none;
    return none;
  }
  /// Null for a stream of another program.
  const std::shared_ptr<const OpenFile>& file() const { return file_; }
  const std::shared_ptr<Progress>& progress() const { return progress_; }
  /// What there is to say of the file: some of it after a scan.
  const std::shared_ptr<Notices>& notices() const { return notices_; }

 protected:
  explicit Source(std::shared_ptr<const OpenFile> file)
      : file_(std::move(file)), progress_(std::make_shared<Progress>()), notices_(std::make_shared<Notices>()) {}
  virtual arrow::DataTypeVector findTypes() = 0;

  std::vector<std::string> names_;

 private:
  std::shared_ptr<const OpenFile> file_;
  std::shared_ptr<Progress> progress_;
  std::shared_ptr<Notices> notices_;
  arrow::DataTypeVector types_;
  std::mutex mutex_;
};

/// One per format.
std::shared_ptr<Source> openCSV(std::shared_ptr<const OpenFile> file, const Options& options);
std::shared_ptr<Source> openParquet(std::shared_ptr<const OpenFile> file);
std::shared_ptr<Source> openArrow(std::shared_ptr<const OpenFile> file);

/// A stream of another program, taken over; with `keep`, all its rows.
std::shared_ptr<Source> openStream(ArrowArrayStream* stream, bool keep);

}  // namespace fidelity
