// Arrow IPC: the file format (record batches at known places, read by several threads) and the stream format (read one
// after the other).
#include <arrow/io/file.h>
#include <arrow/ipc/reader.h>

#include <algorithm>
#include <set>

#include "Source/Layout.h"
#include "Source/Source.h"

namespace fidelity {

namespace {

using arrow::ipc::RecordBatchFileReader;
using arrow::ipc::RecordBatchStreamReader;

std::shared_ptr<arrow::io::ReadableFile> openFile(const std::string& path) {
  return take(arrow::io::ReadableFile::Open(path), FAStatusNotReadable);
}

struct ArrowScan {
  std::string path;
  arrow::ipc::IpcReadOptions options;
  std::vector<Request> requests;
  arrow::FieldVector fields;
  std::vector<size_t> places;
  int64_t batchRows = 0;
  int batchCount = 0;
  int64_t totalBytes = 0;
  std::shared_ptr<Progress> progress;

  /// Cuts `batch` into slices, converts and delivers them.
  void deliver(const Batch& batch, Normaliser& normaliser, Outlet& outlet) const {
    for (int64_t begin = 0; begin < batch->num_rows(); begin += batchRows) {
      if (progress->cancelled.load(std::memory_order_relaxed)) return;
      const int64_t rows = std::min(batchRows, batch->num_rows() - begin);
      arrow::ArrayVector columns;
      for (const size_t place : places) columns.push_back(batch->column(static_cast<int>(place))->Slice(begin, rows));
      if (!outlet.push(normaliser.convert(columns, rows))) return;
    }
  }
};

/// One thread's reader of a file.
struct ArrowDecoder {
  explicit ArrowDecoder(const ArrowScan& scan)
      : reader(take(RecordBatchFileReader::Open(openFile(scan.path), scan.options))),
        normaliser(scan.fields, scan.requests) {}

  std::shared_ptr<RecordBatchFileReader> reader;
  Normaliser normaliser;
};

class FileBatchJob final : public Job {
 public:
  FileBatchJob(std::shared_ptr<const ArrowScan> scan, std::shared_ptr<ArrowDecoder>& decoder, int index)
      : scan_(std::move(scan)), decoder_(decoder), index_(index) {}

  void run(Outlet& outlet) override {
    if (!decoder_) decoder_ = std::make_shared<ArrowDecoder>(*scan_);
    const Batch batch = take(decoder_->reader->ReadRecordBatch(index_));
    check(batch->Validate());
    scan_->progress->bytesDone.fetch_add(scan_->totalBytes / scan_->batchCount, std::memory_order_relaxed);
    scan_->deliver(batch, decoder_->normaliser, outlet);
  }

 private:
  std::shared_ptr<const ArrowScan> scan_;
  std::shared_ptr<ArrowDecoder>& decoder_;
  int index_;
};

class FileFeeder final : public Feeder {
 public:
  FileFeeder(std::shared_ptr<const ArrowScan> scan, int threads)
      : scan_(std::move(scan)), decoders_(static_cast<size_t>(threads)) {}

  std::unique_ptr<Job> next(int worker) override {
    if (index_ >= scan_->batchCount) return nullptr;
    return std::make_unique<FileBatchJob>(scan_, decoders_[static_cast<size_t>(worker)], index_++);
  }

 private:
  std::shared_ptr<const ArrowScan> scan_;
  std::vector<std::shared_ptr<ArrowDecoder>> decoders_;
  int index_ = 0;
};

class StreamBatchJob final : public Job {
 public:
  StreamBatchJob(std::shared_ptr<const ArrowScan> scan, Batch batch)
      : scan_(std::move(scan)), batch_(std::move(batch)), normaliser_(scan_->fields, scan_->requests) {}

  void run(Outlet& outlet) override {
    check(batch_->Validate());
    scan_->deliver(batch_, normaliser_, outlet);
  }

 private:
  std::shared_ptr<const ArrowScan> scan_;
  Batch batch_;
  Normaliser normaliser_;
};

class StreamFeeder final : public Feeder {
 public:
  explicit StreamFeeder(std::shared_ptr<const ArrowScan> scan)
      : scan_(std::move(scan)), file_(openFile(scan_->path)) {
    reader_ = take(RecordBatchStreamReader::Open(file_, scan_->options));
  }

  std::unique_ptr<Job> next(int) override {
    Batch batch;
    check(reader_->ReadNext(&batch));
    scan_->progress->bytesDone = take(file_->Tell());
    return batch ? std::make_unique<StreamBatchJob>(scan_, std::move(batch)) : nullptr;
  }

 private:
  std::shared_ptr<const ArrowScan> scan_;
  std::shared_ptr<arrow::io::ReadableFile> file_;
  std::shared_ptr<RecordBatchStreamReader> reader_;
};

class ArrowSource final : public Source {
 public:
  ArrowSource(const std::string& path, const Options& options, const PathFacts& facts)
      : Source(path, options, facts.size, std::make_shared<Progress>()) {
    isFile_ = FileInput::open(path, progress())->peekMagic().starts_with("ARROW1");
    if (isFile_) {
      fileReader_ = take(RecordBatchFileReader::Open(openFile(path)));
      schema_ = fileReader_->schema();
    } else {
      schema_ = take(RecordBatchStreamReader::Open(openFile(path)))->schema();
    }
    for (const auto& field : schema_->fields()) names_.push_back(field->name());
  }

  FAFormat format() const override { return FAFormatArrow; }

  int64_t rowCount() override { return isFile_ ? take(fileReader_->CountRows()) : -1; }

  Scan scan(const ScanRequest& request) override {
    auto scan = std::make_shared<ArrowScan>();
    scan->path = path_;
    scan->requests = request.columns;
    scan->batchRows = options_.batchRows;
    scan->totalBytes = totalBytes();
    scan->progress = progress();
    scan->options.use_threads = false;
    scan->options.ensure_alignment = arrow::ipc::Alignment::kDataTypeSpecificAlignment;
    std::set<int> unique;
    for (const Request& asked : request.columns) {
      scan->fields.push_back(schema_->field(asked.column));
      unique.insert(asked.column);
    }
    // An empty list would mean all fields; one is enough to count rows.
    if (unique.empty() && schema_->num_fields() > 0) unique.insert(0);
    scan->options.included_fields.assign(unique.begin(), unique.end());
    for (const Request& asked : request.columns) {
      scan->places.push_back(static_cast<size_t>(std::distance(unique.begin(), unique.find(asked.column))));
    }
    progress()->bytesDone = 0;
    auto schema = Normaliser(scan->fields, scan->requests).schema();
    if (!isFile_) return {std::move(schema), std::make_unique<StreamFeeder>(scan)};
    scan->batchCount = fileReader_->num_record_batches();
    return {std::move(schema), std::make_unique<FileFeeder>(scan, options_.threads)};
  }

 protected:
  std::vector<std::string> describeTypes() override {
    std::vector<std::string> types;
    for (const auto& field : schema_->fields()) types.push_back(field->type()->ToString());
    return types;
  }

 private:
  bool isFile_ = false;
  std::shared_ptr<RecordBatchFileReader> fileReader_;
  std::shared_ptr<arrow::Schema> schema_;
};

}  // namespace

std::shared_ptr<Source> openArrow(const std::string& path, const Options& options, const PathFacts& facts) {
  return std::make_shared<ArrowSource>(path, options, facts);
}

}  // namespace fidelity
