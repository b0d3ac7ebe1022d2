// A table that another program hands over through the Arrow C stream interface.
#include <arrow/c/bridge.h>
#include <arrow/c/helpers.h>
#include <arrow/record_batch.h>

#include <vector>

#include "Source/BatchParts.h"
#include "Source/Source.h"

namespace fidelity {

namespace {

/// What a producer's call came to, in words where it had none.
void checkProducer(const arrow::Status& status) {
  if (status.ok()) return;
  Failure what = failure(status, FAStatusNotReadable);
  if (what.message.empty()) what.message = "whoever made the stream failed without saying why";
  throw what;
}

class StreamSource final : public Source {
 public:
  StreamSource(ArrowArrayStream* stream, bool keep) : Source(nullptr), isKept_(keep) {
    auto reader = arrow::ImportRecordBatchReader(stream);
    checkProducer(reader.status());
    reader_ = std::move(reader).ValueUnsafe();
    schema_ = reader_->schema();
    for (const auto& field : schema_->fields()) names_.push_back(field->name());
    if (!keep) return;
    for (;;) {
      Batch batch;
      checkProducer(reader_->ReadNext(&batch));
      if (!batch) break;
      kept_.push_back(std::move(batch));
    }
    reader_.reset();
  }

  FAFormat format() const override { return FAFormatStream; }

  int64_t rowCount() override {
    if (!isKept_) return -1;
    int64_t rows = 0;
    for (const Batch& batch : kept_) rows += batch->num_rows();
    return rows;
  }

  std::unique_ptr<Parts> parts(const ScanRequest& request, int workers) override {
    BatchScan scan;
    scan.requests = request.columns;
    scan.progress = progress();
    for (const Request& asked : request.columns) {
      scan.fields.push_back(schema_->field(asked.column));
      scan.places.push_back(static_cast<size_t>(asked.column));
    }
    if (isKept_) {
      // A scan may outlive its source.
      scan.next = [batches = kept_, index = size_t{0}]() mutable {
        return index < batches.size() ? batches[index++] : nullptr;
      };
    } else {
      if (!reader_) throw Failure{.status = FAStatusUnsupported, .message = "a stream can be read only once"};
      scan.next = [reader = std::move(reader_)] {
        Batch batch;
        checkProducer(reader->ReadNext(&batch));
        return batch;
      };
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
  bool isKept_;
  std::shared_ptr<arrow::RecordBatchReader> reader_;
  std::shared_ptr<arrow::Schema> schema_;
  std::vector<Batch> kept_;
};

}  // namespace

std::shared_ptr<Source> openStream(ArrowArrayStream* stream, bool keep) {
  try {
    if (ArrowArrayStreamIsReleased(stream)) {
      throw Failure{.status = FAStatusUnsupported, .message = "the stream has been released, or read before"};
    }
    return std::make_shared<StreamSource>(stream, keep);
  } catch (...) {
    // Taken over, whatever came of it.
    ArrowArrayStreamRelease(stream);
    throw;
  }
}

}  // namespace fidelity
