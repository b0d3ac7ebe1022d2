#include <arrow/array.h>
#include <arrow/c/bridge.h>
#include <arrow/compute/cast.h>
#include <arrow/io/file.h>
#include <arrow/ipc/writer.h>
#include <arrow/record_batch.h>
#include <arrow/type_traits.h>
#include <arrow/util/compression.h>
#include <fcntl.h>
#include <parquet/arrow/writer.h>
#include <parquet/properties.h>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <unordered_set>
#include <vector>

#include "Source/Failure.h"
#include "Source/Source.h"
#include "fidelity_arrow.h"

namespace fidelity {

namespace {

arrow::Compression::type codec(FACompression compression) {
  switch (compression) {
    case FACompressionNone:
      return arrow::Compression::UNCOMPRESSED;
    case FACompressionSnappy:
      return arrow::Compression::SNAPPY;
    case FACompressionZstd:
      return arrow::Compression::ZSTD;
    case FACompressionLZ4:
      return arrow::Compression::LZ4_FRAME;
  }
  throw Failure{.status = FAStatusUnsupported, .message = "unknown compression"};
}

template <class Value>
Value writing(arrow::Result<Value> result) {
  return take(std::move(result), FAStatusCannotWrite);
}

void writing(const arrow::Status& status) { check(status, FAStatusCannotWrite); }

/// The next batch; nothing after the last.
Batch next(arrow::RecordBatchReader& reader) {
  Batch batch;
  writing(reader.ReadNext(&batch));
  return batch;
}

constexpr int64_t rowGroupRows = int64_t{1} << 17;

/// Cells.
constexpr int64_t largeTable = int64_t{1} << 17;

/// Whether the numbers of a column repeat, as scores do and estimates do not: then a dictionary saves time and space.
bool hasFewNumbers(const arrow::Array& column) {
  if (column.type_id() != arrow::Type::DOUBLE) return false;
  const auto& numbers = static_cast<const arrow::DoubleArray&>(column);
  const int64_t count = std::min<int64_t>(numbers.length(), 1024);
  std::unordered_set<double> distinct;
  for (int64_t i = 0; i < count; ++i) {
    if (numbers.IsValid(i)) distinct.insert(numbers.Value(i));
  }
  return count == 1024 && distinct.size() <= 256;
}

/// Whether the texts of a column are so many that a dictionary does not pay: every row group gets all of them anew.
bool hasManyTexts(const arrow::Array& column) {
  const auto& dictionary = column.data()->dictionary;
  const int64_t rows = std::min(column.length(), rowGroupRows);
  return dictionary && dictionary->length > 1024 && 2 * dictionary->length > rows;
}

void writeParquet(
    arrow::RecordBatchReader& reader, const std::shared_ptr<arrow::io::OutputStream>& file,
    FACompression compression, bool repeats) {
  // Parquet's own name for LZ4 differs from that of the frame format.
  const auto chosen = compression == FACompressionLZ4 ? arrow::Compression::LZ4 : codec(compression);
  // Tables come in pieces: so many are looked at as tell whether there is much to write.
  std::vector<Batch> first;
  int64_t cells = 0;
  while (cells <= largeTable) {
    Batch own = next(reader);
    if (!own) break;
    cells += own->num_rows() * own->num_columns();
    first.push_back(std::move(own));
  }
  const Batch batch = first.empty() ? nullptr : first.front();
  parquet::WriterProperties::Builder builder;
  builder.compression(chosen);
  // A row group lies in memory until it is whole; so many rows are enough for a reader.
  builder.max_row_group_length(rowGroupRows);
  for (int i = 0; i < reader.schema()->num_fields(); ++i) {
    const auto& field = reader.schema()->field(i);
    const arrow::Type::type id = field->type()->id();
    if (repeats && (arrow::is_floating(id) || arrow::is_integer(id))) {
      // The library's own default.
    } else if (arrow::is_floating(id)) {
      if (!batch || !hasFewNumbers(*batch->column(i))) builder.disable_dictionary(field->name());
    } else if (arrow::is_integer(id)) {
      builder.disable_dictionary(field->name());
      builder.encoding(field->name(), parquet::Encoding::DELTA_BINARY_PACKED);
    } else {
      builder.disable_statistics(field->name());
      // Nor do the names of rows.
      if (batch && hasManyTexts(*batch->column(i))) builder.disable_dictionary(field->name());
    }
  }
  const auto properties = builder.build();
  // Columns of a large table are encoded side by side; a small one is not worth threads that may not be had.
  const auto arrowProperties =
      parquet::ArrowWriterProperties::Builder().store_schema()->set_use_threads(cells > largeTable)->build();
  const auto writer = writing(parquet::arrow::FileWriter::Open(
      *reader.schema(), arrow::default_memory_pool(), file, properties, arrowProperties));
  for (const Batch& own : first) writing(writer->WriteRecordBatch(*own));
  first.clear();
  while (const Batch own = next(reader)) writing(writer->WriteRecordBatch(*own));
  writing(writer->Close());
}

void writeArrow(
    arrow::RecordBatchReader& reader, const std::shared_ptr<arrow::io::OutputStream>& file,
    FACompression compression) {
  if (compression == FACompressionSnappy) {
    throw Failure{.status = FAStatusUnsupported, .message = "an Arrow file is compressed with zstd or lz4"};
  }
  auto options = arrow::ipc::IpcWriteOptions::Defaults();
  options.use_threads = false;
  if (compression != FACompressionNone) options.codec = writing(arrow::util::Codec::Create(codec(compression)));
  arrow::FieldVector fields;
  for (const auto& field : reader.schema()->fields()) {
    const bool isEncoded = field->type()->id() == arrow::Type::DICTIONARY;
    fields.push_back(
        isEncoded ? field->WithType(static_cast<const arrow::DictionaryType&>(*field->type()).value_type()) : field);
  }
  const auto schema = arrow::schema(fields, reader.schema()->metadata());
  const auto writer = writing(arrow::ipc::MakeFileWriter(file, schema, options));
  while (const Batch batch = next(reader)) {
    arrow::ArrayVector columns;
    for (int i = 0; i < batch->num_columns(); ++i) {
      const auto& type = schema->field(i)->type();
      const bool isPlain = batch->column(i)->type()->Equals(*type);
      columns.push_back(isPlain ? batch->column(i) : writing(arrow::compute::Cast(*batch->column(i), type)));
    }
    writing(writer->WriteRecordBatch(*arrow::RecordBatch::Make(schema, batch->num_rows(), std::move(columns))));
  }
  writing(writer->Close());
}

}  // namespace

}  // namespace fidelity

FAStatus fa_write(
    int32_t descriptor, FAFormat format, FACompression compression, bool repeats, ArrowArrayStream* in,
    FAError* error) {
  using namespace fidelity;
  const FAStatus status = guarded(error, [&] {
    if (format != FAFormatParquet && format != FAFormatArrow) {
      throw Failure{.status = FAStatusUnsupported, .message = "only Parquet and Arrow files are written"};
    }
    const auto reader = writing(arrow::ImportRecordBatchReader(in));
    const int own = ::fcntl(descriptor, F_DUPFD_CLOEXEC, 0);
    if (own < 0) throw failure(errno, FAStatusCannotWrite);
    const auto file = writing(arrow::io::FileOutputStream::Open(own));
    if (format == FAFormatParquet) {
      writeParquet(*reader, file, compression, repeats);
    } else {
      writeArrow(*reader, file, compression);
    }
    writing(file->Close());
  });
  if (in->release) in->release(in);
  return status;
}
