// Arrow IPC: the file format and the stream format, batch by batch.
#include <arrow/ipc/reader.h>

#include <set>

#include "Source/BatchParts.h"
#include "Source/RecyclingPool.h"
#include "Source/Source.h"

namespace fidelity {

namespace {

using arrow::ipc::IpcReadOptions;
using arrow::ipc::RecordBatchFileReader;
using arrow::ipc::RecordBatchStreamReader;

/// The file from its beginning, at a place of its own.
std::shared_ptr<RandomInput> reading(const std::shared_ptr<const OpenFile>& file) {
  return std::make_shared<RandomInput>(file);
}

/// The batches of a file, whose places stand at its end. Opened with the first, since there may be thousands of files.
class FileBatches {
 public:
  FileBatches(std::shared_ptr<const OpenFile> file, IpcReadOptions options, std::shared_ptr<Progress> progress)
      : file_(std::move(file)), options_(std::move(options)), progress_(std::move(progress)) {}

  Batch operator()() {
    if (!reader_) reader_ = take(RecordBatchFileReader::Open(reading(file_), options_));
    const int count = reader_->num_record_batches();
    if (index_ >= count) return nullptr;
    progress_->bytesDone.fetch_add(file_->size() / count, std::memory_order_relaxed);
    return take(reader_->ReadRecordBatch(index_++));
  }

 private:
  std::shared_ptr<const OpenFile> file_;
  IpcReadOptions options_;
  std::shared_ptr<Progress> progress_;
  std::shared_ptr<RecordBatchFileReader> reader_{};
  int index_ = 0;
};

class StreamBatches {
 public:
  StreamBatches(std::shared_ptr<const OpenFile> file, IpcReadOptions options, std::shared_ptr<Progress> progress)
      : file_(std::move(file)), options_(std::move(options)), progress_(std::move(progress)) {}

  Batch operator()() {
    if (!reader_) {
      input_ = reading(file_);
      reader_ = take(RecordBatchStreamReader::Open(input_, options_));
    }
    Batch batch;
    check(reader_->ReadNext(&batch));
    progress_->bytesDone = take(input_->Tell());
    return batch;
  }

 private:
  std::shared_ptr<const OpenFile> file_;
  IpcReadOptions options_;
  std::shared_ptr<Progress> progress_;
  std::shared_ptr<RandomInput> input_{};
  std::shared_ptr<RecordBatchStreamReader> reader_{};
};

class ArrowSource final : public Source {
 public:
  explicit ArrowSource(std::shared_ptr<const OpenFile> opened) : Source(std::move(opened)) {
    isFile_ = file()->beginning().starts_with("ARROW1");
    if (isFile_) {
      fileReader_ = take(RecordBatchFileReader::Open(reading(file())));
      schema_ = fileReader_->schema();
    } else {
      schema_ = take(RecordBatchStreamReader::Open(reading(file())))->schema();
    }
    for (const auto& field : schema_->fields()) names_.push_back(field->name());
  }

  FAFormat format() const override { return FAFormatArrow; }

  int64_t rowCount() override { return isFile_ ? take(fileReader_->CountRows()) : -1; }

  std::unique_ptr<Parts> parts(const ScanRequest& request, int workers) override {
    BatchScan scan;
    scan.requests = request.columns;
    scan.progress = progress();
    IpcReadOptions options;
    options.memory_pool = recyclingPool();
    // What decompresses is Arrow's own pool of threads, column by column.
    options.use_threads = workers > 1;
    options.ensure_alignment = arrow::ipc::Alignment::kDataTypeSpecificAlignment;
    std::set<int> unique;
    for (const Request& asked : request.columns) {
      scan.fields.push_back(schema_->field(asked.column));
      unique.insert(asked.column);
    }
    // An empty list would mean all fields; one is enough to count rows.
    if (unique.empty() && schema_->num_fields() > 0) unique.insert(0);
    options.included_fields.assign(unique.begin(), unique.end());
    for (const Request& asked : request.columns) {
      scan.places.push_back(static_cast<size_t>(std::distance(unique.begin(), unique.find(asked.column))));
    }
    progress()->bytesDone = 0;
    if (isFile_) {
      scan.next = FileBatches(file(), std::move(options), progress());
    } else {
      scan.next = StreamBatches(file(), std::move(options), progress());
    }
    return batchParts(std::move(scan), workers);
  }

 protected:
  arrow::DataTypeVector findTypes() override {
    arrow::DataTypeVector types;
    for (const auto& field : schema_->fields()) types.push_back(field->type());
    return types;
  }

 private:
  bool isFile_ = false;
  std::shared_ptr<RecordBatchFileReader> fileReader_;
  std::shared_ptr<arrow::Schema> schema_;
};

}  // namespace

std::shared_ptr<Source> openArrow(std::shared_ptr<const OpenFile> file) {
  return std::make_shared<ArrowSource>(std::move(file));
}

}  // namespace fidelity
