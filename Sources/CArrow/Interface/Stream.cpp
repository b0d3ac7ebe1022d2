// A scan as a C stream (Arrow C stream interface).
#include <arrow/c/bridge.h>

#include <cerrno>
#include <string>

#include "Source/Source.h"

namespace fidelity {

namespace {

struct StreamState {
  std::shared_ptr<Source> source;
  std::shared_ptr<arrow::Schema> schema;
  std::unique_ptr<Pipeline> pipeline;
  Failure failure{.status = FAStatusOK};
};

StreamState& state(ArrowArrayStream* stream) { return *static_cast<StreamState*>(stream->private_data); }

int code(FAStatus status) {
  switch (status) {
    case FAStatusOK:
      return 0;
    case FAStatusOutOfMemory:
      return ENOMEM;
    case FAStatusCancelled:
      return ECANCELED;
    case FAStatusNotReadable:
      return EIO;
    default:
      return EINVAL;
  }
}

template <class Body>
int guardedCall(ArrowArrayStream* stream, Body body) noexcept {
  StreamState& self = state(stream);
  try {
    if (self.failure.status != FAStatusOK) return code(self.failure.status);
    body(self);
    return 0;
  } catch (...) {
    Failure failure = currentFailure();
    const int result = code(failure.status);
    try {
      self.source->setLastFailure(failure);
    } catch (...) {
    }
    self.failure = std::move(failure);
    // The threads have nothing left to do for anybody.
    self.pipeline.reset();
    return result;
  }
}

int getSchema(ArrowArrayStream* stream, ArrowSchema* out) {
  out->release = nullptr;
  return guardedCall(stream, [&](StreamState& self) { check(arrow::ExportSchema(*self.schema, out)); });
}

int getNext(ArrowArrayStream* stream, ArrowArray* out) {
  out->release = nullptr;
  return guardedCall(stream, [&](StreamState& self) {
    const Batch batch = self.pipeline ? self.pipeline->next() : nullptr;
    if (batch) {
      check(arrow::ExportRecordBatch(*batch, out));
    } else {
      self.pipeline.reset();
    }
  });
}

const char* getLastError(ArrowArrayStream* stream) {
  const Failure& failure = state(stream).failure;
  return failure.status == FAStatusOK ? nullptr : failure.message.c_str();
}

void release(ArrowArrayStream* stream) {
  delete &state(stream);
  stream->private_data = nullptr;
  stream->release = nullptr;
}

}  // namespace

void exportStream(std::shared_ptr<Source> source, Scan scan, ArrowArrayStream* out) {
  auto state = std::make_unique<StreamState>();
  state->schema = std::move(scan.schema);
  state->pipeline =
      std::make_unique<Pipeline>(std::move(scan.feeder), source->options().threads, source->progress());
  state->source = std::move(source);
  out->get_schema = getSchema;
  out->get_next = getNext;
  out->get_last_error = getLastError;
  out->release = release;
  out->private_data = state.release();
}

}  // namespace fidelity
