// An open table of any format.
#pragma once

#include <arrow/type.h>

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include "Source/Failure.h"
#include "Source/Input.h"
#include "Source/Pipeline.h"

namespace fidelity {

struct Options {
  FAFormat format = FAFormatAuto;
  char delimiter = 0;
  bool decimalComma = false;
  int threads = 1;
  int64_t blockBytes = 0;
  int64_t batchRows = 0;

  /// With the defaults filled in.
  static Options from(const FAOptions* options);
};

struct Request {
  int32_t column = 0;
  FAKind kind = FAKindAuto;
};

struct ScanRequest {
  std::vector<Request> columns;
  std::vector<std::string> nullValues;
};

struct Scan {
  std::shared_ptr<arrow::Schema> schema;
  std::unique_ptr<Feeder> feeder;
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

class Source {
 public:
  /// Opens `path` as what it is. Throws.
  static std::shared_ptr<Source> open(const std::string& path, const Options& options);

  virtual ~Source() = default;
  Source(const Source&) = delete;
  Source& operator=(const Source&) = delete;

  virtual FAFormat format() const = 0;
  virtual char delimiter() const { return 0; }
  virtual int64_t rowCount() { return -1; }
  virtual Scan scan(const ScanRequest& request) = 0;
  /// Null where the format has no parts that could be read one without the other.
  virtual std::unique_ptr<Parts> parts(const ScanRequest&, int) { return nullptr; }

  const std::vector<std::string>& names() const { return names_; }
  /// One text per column.
  const std::vector<std::string>& types();
  const Options& options() const { return options_; }
  int64_t totalBytes() const { return totalBytes_; }
  const std::shared_ptr<Progress>& progress() const { return progress_; }

  Failure lastFailure() const;
  void setLastFailure(Failure failure);

 protected:
  Source(std::string path, const Options& options, int64_t totalBytes, std::shared_ptr<Progress> progress)
      : path_(std::move(path)), options_(options), totalBytes_(totalBytes), progress_(std::move(progress)) {}
  virtual std::vector<std::string> describeTypes() = 0;

  std::string path_;
  Options options_;
  std::vector<std::string> names_;

 private:
  int64_t totalBytes_;
  std::shared_ptr<Progress> progress_;
  std::vector<std::string> types_;
  mutable std::mutex mutex_;
  Failure lastFailure_{.status = FAStatusOK};
};

/// One per format; `facts` are those of `path`.
std::shared_ptr<Source> openCSV(const std::string& path, const Options& options, const PathFacts& facts);
std::shared_ptr<Source> openParquet(const std::string& path, const Options& options, const PathFacts& facts);
std::shared_ptr<Source> openArrow(const std::string& path, const Options& options, const PathFacts& facts);

/// `scan` of `source` as a C stream, which keeps `source` alive.
void exportStream(std::shared_ptr<Source> source, Scan scan, ArrowArrayStream* out);

}  // namespace fidelity
