#include <arrow/array/concatenate.h>

#include <algorithm>

#include "Parquet/ParquetColumn.h"
#include "Source/Layout.h"
#include "Source/RecyclingPool.h"

namespace fidelity {

namespace {

class ConvertedColumn final : public ParquetColumn {
 public:
  ConvertedColumn(
      parquet::arrow::FileReader& reader, int group, int leaf, const std::shared_ptr<arrow::Field>& field,
      const Request& request)
      : batches_(take(reader.GetRecordBatchReader({group}, {leaf}))), normaliser_({field}, {request}) {}

  void moveTo(int64_t row) override {
    if (row < row_) throw Failure{.message = "a column is read forwards"};
    while (row_ < row) next(row - row_);
  }

  std::shared_ptr<arrow::Array> read(int64_t rows) override {
    arrow::ArrayVector pieces;
    for (int64_t count = 0; count < rows; count += pieces.back()->length()) pieces.push_back(next(rows - count));
    const auto whole = pieces.size() == 1 ? pieces[0] : take(arrow::Concatenate(pieces, recyclingPool()));
    return normaliser_.convert(arrow::ArrayVector{whole}, rows)->column(0);
  }

  bool isAtEnd() override { return !fill(); }

 private:
  /// The next rows: at least one, at most so many.
  std::shared_ptr<arrow::Array> next(int64_t most) {
    if (!fill()) throw Failure{.message = "a column ends before its row group"};
    auto rows = current_->Slice(taken_, std::min(most, current_->length() - taken_));
    taken_ += rows->length();
    row_ += rows->length();
    return rows;
  }

  /// Whether there are more rows.
  bool fill() {
    while (!current_ || taken_ == current_->length()) {
      Batch batch;
      check(batches_->ReadNext(&batch));
      if (!batch) return false;
      current_ = batch->column(0);
      taken_ = 0;
    }
    return true;
  }

  std::unique_ptr<arrow::RecordBatchReader> batches_;
  Normaliser normaliser_;
  std::shared_ptr<arrow::Array> current_;
  int64_t taken_ = 0;
  int64_t row_ = 0;
};

}  // namespace

std::unique_ptr<ParquetColumn> convertColumn(
    parquet::arrow::FileReader& reader, int group, int leaf, const std::shared_ptr<arrow::Field>& field,
    const Request& request) {
  return std::make_unique<ConvertedColumn>(reader, group, leaf, field, request);
}

}  // namespace fidelity
