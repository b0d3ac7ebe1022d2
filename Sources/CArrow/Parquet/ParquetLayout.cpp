#include <parquet/metadata.h>
#include <parquet/statistics.h>

#include <algorithm>

#include "Parquet/ParquetColumn.h"
#include "Source/Layout.h"

namespace fidelity {

using arrow::Type;

namespace {

/// Whether every page of values holds indices into the dictionary. Files that do not say so are taken as not.
bool isDictionaryEncoded(const parquet::ColumnChunkMetaData& column) {
  const auto& pages = column.encoding_stats();
  const auto isIndices = [](parquet::Encoding::type encoding) {
    return encoding == parquet::Encoding::RLE_DICTIONARY || encoding == parquet::Encoding::PLAIN_DICTIONARY;
  };
  if (pages.empty() || pages[0].page_type != parquet::PageType::DICTIONARY_PAGE) return false;
  return std::all_of(pages.begin() + 1, pages.end(), [&](const parquet::PageEncodingStats& page) {
    return isIndices(page.encoding) &&
           (page.page_type == parquet::PageType::DATA_PAGE || page.page_type == parquet::PageType::DATA_PAGE_V2);
  });
}

}  // namespace

std::shared_ptr<arrow::DataType> directLayout(
    const arrow::DataType& type, const parquet::ColumnDescriptor& column, FAKind kind) {
  if (column.max_repetition_level() != 0 || column.max_definition_level() > 1) return nullptr;
  const parquet::Type::type physical = column.physical_type();
  const bool isKey = kind == FAKindKey;
  switch (type.id()) {
    case Type::INT8:
    case Type::INT16:
    case Type::INT32:
    case Type::UINT8:
    case Type::UINT16:
      if (physical != parquet::Type::INT32) return nullptr;
      return isKey ? arrow::int32() : arrow::float64();
    case Type::INT64:
      if (physical != parquet::Type::INT64) return nullptr;
      return isKey ? arrow::int64() : arrow::float64();
    case Type::FLOAT:
      return physical == parquet::Type::FLOAT && !isKey ? arrow::float64() : nullptr;
    case Type::DOUBLE:
      return physical == parquet::Type::DOUBLE ? arrow::float64() : nullptr;
    case Type::DATE32:
      return physical == parquet::Type::INT32 && kind != FAKindNumber ? arrow::date32() : nullptr;
    case Type::STRING:
    case Type::LARGE_STRING:
      return physical == parquet::Type::BYTE_ARRAY && kind != FAKindNumber ? keyType() : nullptr;
    case Type::DICTIONARY: {
      const auto& values = *static_cast<const arrow::DictionaryType&>(type).value_type();
      return values.id() == Type::DICTIONARY ? nullptr : directLayout(values, column, kind);
    }
    default:
      return nullptr;
  }
}

bool isDictionaryEncoded(const parquet::FileMetaData& metadata, int leaf) {
  for (int group = 0; group < metadata.num_row_groups(); ++group) {
    const auto rows = metadata.RowGroup(group);
    if (rows->num_rows() > 0 && !isDictionaryEncoded(*rows->ColumnChunk(leaf))) return false;
  }
  return true;
}

bool mayExceedDoubles(const arrow::DataType& type, const parquet::FileMetaData& metadata, int leaf) {
  if (valueType(type).id() != Type::INT64) return false;
  constexpr int64_t most = int64_t{1} << 53;
  for (int group = 0; group < metadata.num_row_groups(); ++group) {
    const auto rows = metadata.RowGroup(group);
    if (rows->num_rows() == 0) continue;
    const auto statistics = rows->ColumnChunk(leaf)->statistics();
    if (!statistics || statistics->physical_type() != parquet::Type::INT64) return true;
    // A group without values has no extremes.
    if (statistics->HasNullCount() && statistics->null_count() == rows->num_rows()) continue;
    if (!statistics->HasMinMax()) return true;
    const auto& extremes = static_cast<const parquet::Int64Statistics&>(*statistics);
    if (extremes.min() < -most || extremes.max() > most) return true;
  }
  return false;
}

std::shared_ptr<arrow::DataType> encodedLayout(
    const std::shared_ptr<arrow::DataType>& layout, const parquet::FileMetaData& metadata, int leaf) {
  switch (layout->id()) {
    case Type::DOUBLE:
    case Type::INT32:
    case Type::INT64:
    case Type::DATE32:
      break;
    default:
      return layout;
  }
  return isDictionaryEncoded(metadata, leaf) ? arrow::dictionary(arrow::int32(), layout) : layout;
}

}  // namespace fidelity
