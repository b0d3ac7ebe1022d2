#include <arrow/io/file.h>
#include <arrow/table.h>
#include <parquet/arrow/reader.h>
#include <parquet/arrow/schema.h>
#include <parquet/file_reader.h>
#include <parquet/properties.h>

#include <algorithm>
#include <set>

#include "Parquet/ParquetScan.h"
#include "Source/Layout.h"

namespace fidelity {

namespace {

using FileReader = parquet::arrow::FileReader;

/// One thread's reader: Arrow's are not to be shared.
class ParquetDecoder {
 public:
  explicit ParquetDecoder(std::shared_ptr<const ParquetScan> scan)
      : scan_(std::move(scan)), normaliser_(scan_->fields, scan_->requests) {
    auto file = take(arrow::io::ReadableFile::Open(scan_->path), FAStatusNotReadable);
    parquet::arrow::FileReaderBuilder builder;
    check(builder.Open(std::move(file), readerProperties(), scan_->metadata));
    builder.properties(scan_->properties);
    check(builder.Build(&reader_));
  }

  void decode(int rowGroup, Outlet& outlet) {
    auto batches = take(reader_->GetRecordBatchReader({rowGroup}, scan_->leaves));
    const int64_t rows = scan_->metadata->RowGroup(rowGroup)->num_rows();
    int64_t done = 0;
    for (;;) {
      if (scan_->progress->cancelled.load(std::memory_order_relaxed)) return;
      Batch batch;
      check(batches->ReadNext(&batch));
      if (!batch) break;
      arrow::ArrayVector columns;
      for (const size_t place : scan_->places) columns.push_back(batch->column(static_cast<int>(place)));
      done += batch->num_rows();
      addProgress(batch->num_rows());
      if (!outlet.push(normaliser_.convert(columns, batch->num_rows()))) return;
    }
    if (done != rows) {
      throw Failure{
          .message = "a row group holds " + std::to_string(done) + " rows where the file's directory says " +
                     std::to_string(rows)};
    }
  }

 private:
  void addProgress(int64_t rows) {
    const auto all = static_cast<double>(std::max<int64_t>(scan_->metadata->num_rows(), 1));
    const double bytes = static_cast<double>(rows) / all * static_cast<double>(scan_->totalBytes);
    scan_->progress->bytesDone.fetch_add(static_cast<int64_t>(bytes), std::memory_order_relaxed);
  }

  std::shared_ptr<const ParquetScan> scan_;
  Normaliser normaliser_;
  std::unique_ptr<FileReader> reader_;
};

class RowGroupJob final : public Job {
 public:
  RowGroupJob(
      std::shared_ptr<const ParquetScan> scan, std::shared_ptr<ParquetDecoder>& decoder, int rowGroup)
      : scan_(std::move(scan)), decoder_(decoder), rowGroup_(rowGroup) {}

  void run(Outlet& outlet) override {
    // Made by the thread that uses it: the threads open the file side by side.
    if (!decoder_) decoder_ = std::make_shared<ParquetDecoder>(scan_);
    decoder_->decode(rowGroup_, outlet);
  }

 private:
  std::shared_ptr<const ParquetScan> scan_;
  std::shared_ptr<ParquetDecoder>& decoder_;
  int rowGroup_;
};

class RowGroupFeeder final : public Feeder {
 public:
  RowGroupFeeder(std::shared_ptr<const ParquetScan> scan, int threads)
      : scan_(std::move(scan)), decoders_(static_cast<size_t>(threads)) {}

  std::unique_ptr<Job> next(int worker) override {
    if (rowGroup_ >= scan_->metadata->num_row_groups()) return nullptr;
    return std::make_unique<RowGroupJob>(scan_, decoders_[static_cast<size_t>(worker)], rowGroup_++);
  }

 private:
  std::shared_ptr<const ParquetScan> scan_;
  std::vector<std::shared_ptr<ParquetDecoder>> decoders_;
  int rowGroup_ = 0;
};

class ParquetSource final : public Source {
 public:
  ParquetSource(const std::string& path, const Options& options, const PathFacts& facts)
      : Source(path, options, facts.size, std::make_shared<Progress>()) {
    auto file = take(arrow::io::ReadableFile::Open(path), FAStatusNotReadable);
    parquet::arrow::FileReaderBuilder builder;
    check(builder.Open(std::move(file), readerProperties()));
    check(builder.Build(&reader_));
    check(reader_->GetSchema(&schema_));
    for (const auto& field : schema_->fields()) names_.push_back(field->name());
  }

  FAFormat format() const override { return FAFormatParquet; }
  int64_t rowCount() override { return reader_->parquet_reader()->metadata()->num_rows(); }

  Scan scan(const ScanRequest& request) override {
    auto scan = plan(request);
    auto schema = Normaliser(scan->fields, scan->requests).schema();
    return {std::move(schema), std::make_unique<RowGroupFeeder>(scan, options_.threads)};
  }

  std::unique_ptr<Parts> parts(const ScanRequest& request, int workers) override {
    return parquetParts(plan(request), workers);
  }

 protected:
  std::vector<std::string> describeTypes() override {
    std::vector<std::string> types;
    for (const auto& field : schema_->fields()) types.push_back(field->type()->ToString());
    return types;
  }

 private:
  std::shared_ptr<ParquetScan> plan(const ScanRequest& request) {
    auto scan = std::make_shared<ParquetScan>();
    scan->path = path_;
    scan->metadata = reader_->parquet_reader()->metadata();
    scan->requests = request.columns;
    scan->progress = progress();
    scan->totalBytes = totalBytes();
    // The pipeline's threads do the reading ahead; columns are not held in memory twice.
    scan->properties.set_pre_buffer(false);
    scan->properties.set_use_threads(false);
    scan->properties.set_batch_size(options_.batchRows);
    std::vector<int> leaves;
    for (const Request& asked : request.columns) {
      const auto& field = schema_->field(asked.column);
      const auto type = layout(*field->type(), asked.kind, field->name());
      const int leaf = reader_->manifest().schema_fields[static_cast<size_t>(asked.column)].column_index;
      scan->fields.push_back(field);
      leaves.push_back(leaf);
      if (type->id() == arrow::Type::DICTIONARY && isText(*field->type())) {
        scan->properties.set_read_dictionary(leaf, true);
      }
    }
    const std::set<int> unique(leaves.begin(), leaves.end());
    scan->leaves.assign(unique.begin(), unique.end());
    for (const int leaf : leaves) {
      scan->places.push_back(static_cast<size_t>(std::distance(unique.begin(), unique.find(leaf))));
    }
    progress()->bytesDone = 0;
    return scan;
  }

  std::unique_ptr<FileReader> reader_;
  std::shared_ptr<arrow::Schema> schema_;
};

}  // namespace

std::shared_ptr<Source> openParquet(const std::string& path, const Options& options, const PathFacts& facts) {
  return std::make_shared<ParquetSource>(path, options, facts);
}

}  // namespace fidelity
