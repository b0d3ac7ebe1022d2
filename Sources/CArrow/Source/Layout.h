// Brings a column of a Parquet or Arrow file, or of a stream, into one of the layouts that `fa_parts` promises.
#pragma once

#include <arrow/array.h>
#include <arrow/type.h>

#include <memory>
#include <string>
#include <vector>

#include "Source/Failure.h"
#include "Source/Source.h"

namespace fidelity {

/// Behind dictionary encoding and extension types.
const arrow::DataType& valueType(const arrow::DataType& type);

/// Text, binary text, or a dictionary of it.
bool isText(const arrow::DataType& type);

/// The layout of texts that are keys.
const std::shared_ptr<arrow::DataType>& keyType();

/// The layout of a column of type `type` requested as `kind`. Throws where there is none.
std::shared_ptr<arrow::DataType> layout(const arrow::DataType& type, FAKind kind, const std::string& column);

/// What C calls a layout.
FALayout layoutCode(const arrow::DataType& layout);

/// Converts the batches of one table; made once per scan and thread, since it remembers the dictionary met last.
class Normaliser {
 public:
  /// `fields`: the table's own, one per request.
  Normaliser(const arrow::FieldVector& fields, const std::vector<Request>& requests);

  const std::shared_ptr<arrow::Schema>& schema() const { return schema_; }

  /// `columns`: one per request. A failure's row is counted from the first of these. Checks that every value is valid,
  /// as a hostile file may hold anything, and another program may hand over anything.
  Batch convert(const arrow::ArrayVector& columns, int64_t rows);

 private:
  struct KnownDictionary {
    std::shared_ptr<arrow::Array> raw;
    std::shared_ptr<arrow::Array> values;
  };
  std::shared_ptr<arrow::Array> convert(const std::shared_ptr<arrow::Array>& array, size_t index);
  std::shared_ptr<arrow::Array> convertDictionary(const std::shared_ptr<arrow::Array>& array, size_t index);

  std::shared_ptr<arrow::Schema> schema_;
  std::vector<KnownDictionary> dictionaries_;
};

}  // namespace fidelity
