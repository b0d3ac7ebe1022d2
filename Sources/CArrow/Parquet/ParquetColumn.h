// A column of a row group in the layout that a scan promises.
#pragma once

#include <arrow/array.h>
#include <arrow/type.h>
#include <parquet/arrow/reader.h>
#include <parquet/file_reader.h>

#include <memory>

#include "Source/Source.h"

namespace fidelity {

class ParquetColumn {
 public:
  virtual ~ParquetColumn() = default;
  /// Goes on to a row of the row group, which lies not before the next one.
  virtual void moveTo(int64_t row) = 0;
  /// The next `rows` values, of which there must be so many.
  virtual std::shared_ptr<arrow::Array> read(int64_t rows) = 0;
  virtual bool isAtEnd() = 0;
};

/// The layout of a column that can be read so; null where it cannot. A number is float64 with NaN for a missing one.
std::shared_ptr<arrow::DataType> directLayout(
    const arrow::DataType& type, const parquet::ColumnDescriptor& column, FAKind kind);

/// Whether all row groups hold the column as indices into a dictionary.
bool isDictionaryEncoded(const parquet::FileMetaData& metadata, int leaf);

/// Whether a column of whole numbers may have some beyond 2^53, by its statistics: those may not be doubles.
bool mayExceedDoubles(const arrow::DataType& type, const parquet::FileMetaData& metadata, int leaf);

/// The layout as indices into a dictionary, where all row groups hold the column so; otherwise the layout itself. The
/// last entry of such a dictionary stands for what is missing: NaN, or null.
std::shared_ptr<arrow::DataType> encodedLayout(
    const std::shared_ptr<arrow::DataType>& layout, const parquet::FileMetaData& metadata, int leaf);

/// Opens column `leaf` of a row group, to be decoded straight into its layout.
std::unique_ptr<ParquetColumn> openColumn(
    parquet::RowGroupReader& group, int leaf, const std::shared_ptr<arrow::DataType>& layout);

/// The same through Arrow's reader, for all other types. `field`: the file's own.
std::unique_ptr<ParquetColumn> convertColumn(
    parquet::arrow::FileReader& reader, int group, int leaf, const std::shared_ptr<arrow::Field>& field,
    const Request& request);

}  // namespace fidelity
