#include "arrow_streams.h"

#include <arrow/api.h>
#include <arrow/c/bridge.h>
#include <arrow/compute/api.h>
#include <arrow/csv/api.h>
#include <arrow/io/api.h>
#include <arrow/ipc/api.h>
#include <arrow/json/from_string.h>
#include <parquet/arrow/reader.h>

#include <cerrno>
#include <map>
#include <memory>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace {

using arrow::Array;
using arrow::RecordBatch;
using arrow::RecordBatchReader;
using arrow::Result;
using arrow::Status;

std::shared_ptr<arrow::DataType> typeNamed(const std::string& name) {
  static const std::map<std::string, std::shared_ptr<arrow::DataType>> types = {
      {"null", arrow::null()},
      {"bool", arrow::boolean()},
      {"int8", arrow::int8()},
      {"int16", arrow::int16()},
      {"int32", arrow::int32()},
      {"int64", arrow::int64()},
      {"uint8", arrow::uint8()},
      {"uint16", arrow::uint16()},
      {"uint32", arrow::uint32()},
      {"uint64", arrow::uint64()},
      {"half", arrow::float16()},
      {"float", arrow::float32()},
      {"double", arrow::float64()},
      {"decimal32", arrow::decimal32(5, 2)},
      {"decimal64", arrow::decimal64(12, 2)},
      {"decimal128", arrow::decimal128(20, 2)},
      {"decimal256", arrow::decimal256(50, 2)},
      {"utf8", arrow::utf8()},
      {"large_utf8", arrow::large_utf8()},
      {"utf8_view", arrow::utf8_view()},
      {"binary", arrow::binary()},
      {"large_binary", arrow::large_binary()},
      {"binary_view", arrow::binary_view()},
      {"date32", arrow::date32()},
      {"date64", arrow::date64()},
      {"timestamp[s]", arrow::timestamp(arrow::TimeUnit::SECOND)},
      {"timestamp[ms]", arrow::timestamp(arrow::TimeUnit::MILLI)},
      {"timestamp[us]", arrow::timestamp(arrow::TimeUnit::MICRO)},
      {"timestamp[ns]", arrow::timestamp(arrow::TimeUnit::NANO)},
      {"timestamp[us, Europe/Berlin]", arrow::timestamp(arrow::TimeUnit::MICRO, "Europe/Berlin")},
      {"time32[s]", arrow::time32(arrow::TimeUnit::SECOND)},
      {"time64[ns]", arrow::time64(arrow::TimeUnit::NANO)},
      {"duration[ms]", arrow::duration(arrow::TimeUnit::MILLI)},
      {"list", arrow::list(arrow::int64())},
      {"struct", arrow::struct_({arrow::field("a", arrow::int64())})},
      {"map", arrow::map(arrow::utf8(), arrow::int64())},
  };
  const auto found = types.find(name);
  return found == types.end() ? nullptr : found->second;
}

Result<std::shared_ptr<Array>> values(const std::string& name, const char* json) {
  // What is a dictionary of it: encoded.
  const std::string prefix = "dictionary ";
  if (name.starts_with(prefix)) {
    ARROW_ASSIGN_OR_RAISE(auto plain, values(name.substr(prefix.size()), json));
    ARROW_ASSIGN_OR_RAISE(auto encoded, arrow::compute::DictionaryEncode(plain));
    return encoded.make_array();
  }
  // Places in the levels of a scale.
  if (name == "ordered utf8") {
    return arrow::json::DictArrayFromJSONString(
        arrow::dictionary(arrow::int8(), arrow::utf8(), true), json, R"(["none", "low", "mid", "high"])");
  }
  const auto type = typeNamed(name);
  if (!type) return Status::Invalid("no such type");
  if (type->id() == arrow::Type::HALF_FLOAT) {
    ARROW_ASSIGN_OR_RAISE(auto wide, arrow::json::ArrayFromJSONString(arrow::float32(), json));
    return arrow::compute::Cast(*wide, type);
  }
  return arrow::json::ArrayFromJSONString(type, json);
}

std::shared_ptr<RecordBatch> batchOf(std::shared_ptr<Array> column, int64_t rows) {
  auto schema = arrow::schema({arrow::field("x", column->type())});
  return RecordBatch::Make(std::move(schema), rows, {std::move(column)});
}

/// Whether it went well.
bool exported(Result<std::shared_ptr<RecordBatchReader>> reader, void* out) {
  return reader.ok() &&
         arrow::ExportRecordBatchReader(*std::move(reader), static_cast<ArrowArrayStream*>(out)).ok();
}

/// A stream made by hand, which need not keep its word.
class HandMade {
 public:
  HandMade(std::shared_ptr<arrow::Schema> schema, std::vector<ArrowArray> arrays, const char* failure, bool fails)
      : schema_(std::move(schema)), arrays_(std::move(arrays)), failure_(failure ? failure : ""), fails_(fails),
        isSilent_(!failure) {}

  ~HandMade() {
    for (; next_ < arrays_.size(); ++next_) arrays_[next_].release(&arrays_[next_]);
  }

  static void hand(std::unique_ptr<HandMade> own, void* out) {
    auto* stream = static_cast<ArrowArrayStream*>(out);
    stream->get_schema = [](ArrowArrayStream* stream, ArrowSchema* schema) {
      return arrow::ExportSchema(*of(stream).schema_, schema).ok() ? 0 : EINVAL;
    };
    stream->get_next = [](ArrowArrayStream* stream, ArrowArray* array) {
      HandMade& own = of(stream);
      *array = {};
      if (own.next_ < own.arrays_.size()) {
        *array = own.arrays_[own.next_++];
      } else if (own.fails_) {
        return EIO;
      }
      return 0;
    };
    stream->get_last_error = [](ArrowArrayStream* stream) -> const char* {
      return of(stream).isSilent_ ? nullptr : of(stream).failure_.c_str();
    };
    stream->release = [](ArrowArrayStream* stream) {
      delete &of(stream);
      stream->release = nullptr;
    };
    stream->private_data = own.release();
  }

 private:
  static HandMade& of(ArrowArrayStream* stream) { return *static_cast<HandMade*>(stream->private_data); }

  std::shared_ptr<arrow::Schema> schema_;
  std::vector<ArrowArray> arrays_;
  size_t next_ = 0;
  std::string failure_;
  bool fails_;
  bool isSilent_;
};

Result<std::shared_ptr<RecordBatchReader>> fileReader(const std::string& path, char delimiter, int64_t batchRows) {
  ARROW_ASSIGN_OR_RAISE(auto file, arrow::io::ReadableFile::Open(path));
  std::shared_ptr<arrow::Table> table;
  if (path.ends_with(".parquet")) {
    ARROW_ASSIGN_OR_RAISE(auto reader, parquet::arrow::OpenFile(file, arrow::default_memory_pool()));
    ARROW_ASSIGN_OR_RAISE(table, reader->ReadTable());
  } else if (path.ends_with(".arrow")) {
    ARROW_ASSIGN_OR_RAISE(auto reader, arrow::ipc::RecordBatchFileReader::Open(file));
    ARROW_ASSIGN_OR_RAISE(table, reader->ToTable());
  } else {
    auto parse = arrow::csv::ParseOptions::Defaults();
    parse.delimiter = delimiter;
    parse.newlines_in_values = true;
    // The names first, then all of them text.
    auto convert = arrow::csv::ConvertOptions::Defaults();
    const auto read = arrow::csv::ReadOptions::Defaults();
    for (int pass = 0; pass < 2; ++pass) {
      ARROW_ASSIGN_OR_RAISE(file, arrow::io::ReadableFile::Open(path));
      ARROW_ASSIGN_OR_RAISE(
          auto reader,
          arrow::csv::TableReader::Make(arrow::io::default_io_context(), file, read, parse, convert));
      ARROW_ASSIGN_OR_RAISE(table, reader->Read());
      for (const auto& name : table->ColumnNames()) {
        convert.column_types[name] = name == "n" ? arrow::float64() : arrow::utf8();
      }
    }
  }
  auto batches = std::make_shared<arrow::TableBatchReader>(table);
  batches->set_chunksize(batchRows);
  return batches;
}

std::shared_ptr<arrow::Buffer> bufferOf(const void* bytes, size_t size) {
  return arrow::Buffer::FromString(std::string(static_cast<const char*>(bytes), size));
}

std::shared_ptr<RecordBatch> oddBatch(const std::string& kind) {
  if (kind == "index") {
    const int32_t indices[] = {0, 1, 2};
    auto places = arrow::ArrayData::Make(
        arrow::dictionary(arrow::int32(), arrow::utf8()), 3, {nullptr, bufferOf(indices, sizeof indices)}, 0);
    places->dictionary = arrow::json::ArrayFromJSONString(arrow::utf8(), R"(["a", "b"])").ValueOrDie()->data();
    return batchOf(arrow::MakeArray(places), 3);
  }
  if (kind == "offsets" || kind == "utf8") {
    const int32_t offsets[] = {0, kind == "utf8" ? 1 : 3, 2};
    const char bytes[] = {'a', '\xE9', 'c'};
    return batchOf(
        arrow::MakeArray(arrow::ArrayData::Make(
            arrow::utf8(), 2, {nullptr, bufferOf(offsets, sizeof offsets), bufferOf(bytes, sizeof bytes)}, 0)),
        2);
  }
  const double numbers[] = {1.5, 2.5, 3.5, 4.5};
  if (kind == "short") {
    return batchOf(
        arrow::MakeArray(arrow::ArrayData::Make(arrow::float64(), 4, {nullptr, bufferOf(numbers, sizeof numbers)}, 0)),
        4);
  }
  if (kind == "nulls") {
    const uint8_t valid[] = {0b1010};
    return batchOf(
        arrow::MakeArray(arrow::ArrayData::Make(
            arrow::float64(), 4, {bufferOf(valid, 1), bufferOf(numbers, sizeof numbers)}, 1)),
        4);
  }
  if (kind == "unaligned") {
    std::string shifted = "." + std::string(reinterpret_cast<const char*>(numbers), sizeof numbers);
    auto whole = arrow::AllocateBuffer(static_cast<int64_t>(shifted.size())).ValueOrDie();
    std::copy(shifted.begin(), shifted.end(), whole->mutable_data());
    auto odd = arrow::SliceBuffer(std::shared_ptr<arrow::Buffer>(std::move(whole)), 1);
    return batchOf(arrow::MakeArray(arrow::ArrayData::Make(arrow::float64(), 4, {nullptr, odd}, 0)), 4);
  }
  return nullptr;
}

}  // namespace

bool as_values(const char* type, const char* lines, void* out) {
  std::vector<std::shared_ptr<RecordBatch>> made;
  std::istringstream batches(lines);
  for (std::string json; std::getline(batches, json);) {
    auto column = values(type, json.c_str());
    if (!column.ok()) return false;
    const int64_t rows = (*column)->length();
    made.push_back(batchOf(*std::move(column), rows));
  }
  return exported(RecordBatchReader::Make(std::move(made)), out);
}

bool as_file(const char* path, char delimiter, int64_t batch_rows, void* out) {
  return exported(fileReader(path, delimiter, batch_rows), out);
}

bool as_failing(int32_t count, const char* message, void* out) {
  std::vector<ArrowArray> arrays;
  for (int32_t i = 0; i < count; ++i) {
    arrow::DoubleBuilder builder;
    for (int row = 1; row <= 1000; ++row) {
      if (!builder.Append(i * 1000 + row).ok()) return false;
    }
    const auto batch = batchOf(builder.Finish().ValueOrDie(), 1000);
    if (!arrow::ExportRecordBatch(*batch, &arrays.emplace_back()).ok()) return false;
  }
  auto schema = arrow::schema({arrow::field("x", arrow::float64())});
  HandMade::hand(std::make_unique<HandMade>(std::move(schema), std::move(arrays), message, true), out);
  return true;
}

bool as_empty(void* out) {
  auto schema = arrow::schema({arrow::field("x", arrow::float64()), arrow::field("k", arrow::utf8())});
  return exported(RecordBatchReader::Make({}, std::move(schema)), out);
}

bool as_odd(const char* kind, void* out) {
  const auto batch = oddBatch(kind);
  std::vector<ArrowArray> arrays(1);
  if (!batch || !arrow::ExportRecordBatch(*batch, &arrays[0]).ok()) return false;
  if (std::string(kind) == "short") arrays[0].children[0]->length = 2;
  HandMade::hand(std::make_unique<HandMade>(batch->schema(), std::move(arrays), nullptr, false), out);
  return true;
}
