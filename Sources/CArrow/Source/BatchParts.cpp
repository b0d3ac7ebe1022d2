#include "Source/BatchParts.h"

#include <arrow/util/align_util.h>

#include <algorithm>
#include <optional>

#include "Source/Layout.h"
#include "Source/RecyclingPool.h"

namespace fidelity {

namespace {

class BatchParts final : public Parts {
 public:
  BatchParts(BatchScan scan, int workers)
      : scan_(std::move(scan)),
        schema_(Normaliser(scan_.fields, scan_.requests).schema()),
        workers_(static_cast<size_t>(std::max(workers, 1))) {}

  const std::shared_ptr<arrow::Schema>& schema() const override { return schema_; }

  std::optional<int64_t> next(int worker) override {
    Worker& own = workers_.at(static_cast<size_t>(worker));
    own.slices.clear();
    own.firstRow = rowCount_;
    if (failure_) throw *failure_;
    // Nobody knows how many rows there will be. Parts that grow with those before them keep several threads busy from
    // the start, and are few in the end. They depend on the rows and columns alone.
    const int64_t quarter = std::clamp<int64_t>(rowCount_ / 4, int64_t{1} << 16, int64_t{1} << 20);
    const int64_t wanted = partRows(quarter, scan_.requests.size());
    for (int64_t count = 0; count < wanted && fill();) {
      const int64_t rows = std::min(wanted - count, current_->num_rows() - taken_);
      own.slices.push_back(current_->Slice(taken_, rows));
      taken_ += rows;
      count += rows;
      rowCount_ += rows;
    }
    if (!own.slices.empty()) return own.firstRow;
    if (failure_) throw *failure_;
    return std::nullopt;
  }

  void read(int worker, Outlet& outlet) override {
    Worker& own = workers_.at(static_cast<size_t>(worker));
    if (!own.normaliser) own.normaliser.emplace(scan_.fields, scan_.requests);
    for (const Batch& batch : std::exchange(own.slices, {})) {
      for (int64_t begin = 0; begin < batch->num_rows(); begin += batchRows) {
        if (scan_.progress->cancelled.load(std::memory_order_relaxed)) {
          throw Failure{.status = FAStatusCancelled, .message = "cancelled"};
        }
        const int64_t rows = std::min(batchRows, batch->num_rows() - begin);
        arrow::ArrayVector columns;
        for (const size_t place : scan_.places) {
          auto column = batch->column(static_cast<int>(place))->Slice(begin, rows);
          columns.push_back(
              take(arrow::util::EnsureAlignment(std::move(column), arrow::util::kValueAlignment, recyclingPool())));
        }
        if (!outlet.push(own.converted(columns, rows))) return;
      }
    }
  }

 private:
  struct Worker {
    std::vector<Batch> slices;
    int64_t firstRow = 0;
    std::optional<Normaliser> normaliser;

    /// The next rows; a failure's row is that of the file.
    Batch converted(const arrow::ArrayVector& columns, int64_t rows) {
      try {
        Batch batch = normaliser->convert(columns, rows);
        firstRow += rows;
        return batch;
      } catch (Failure& failure) {
        if (failure.row > 0) failure.row += firstRow;
        throw;
      }
    }
  };

  static constexpr int64_t batchRows = int64_t{1} << 16;

  /// Sees to it that the current batch has rows left; false at the end. What fails is told after the rows before it.
  bool fill() {
    try {
      while (!hasEnded_ && (!current_ || taken_ >= current_->num_rows())) {
        taken_ = 0;
        current_ = scan_.next();
        hasEnded_ = !current_;
        // Before it is cut: that the columns are as long as they say, and as the batch.
        if (current_) check(current_->Validate());
      }
    } catch (...) {
      failure_ = currentFailure();
      if (failure_->row == 0) failure_->row = rowCount_ + 1;
      hasEnded_ = true;
    }
    // A file that is read is closed, and a stream that has ended is released.
    if (hasEnded_) scan_.next = nullptr;
    return !hasEnded_;
  }

  BatchScan scan_;
  std::shared_ptr<arrow::Schema> schema_;
  std::vector<Worker> workers_;
  Batch current_;
  int64_t taken_ = 0;
  int64_t rowCount_ = 0;
  bool hasEnded_ = false;
  std::optional<Failure> failure_;
};

}  // namespace

std::unique_ptr<Parts> batchParts(BatchScan scan, int workers) {
  return std::make_unique<BatchParts>(std::move(scan), workers);
}

}  // namespace fidelity
