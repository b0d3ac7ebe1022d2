// What the threads that read one Parquet file share.
#pragma once

#include <arrow/type.h>
#include <parquet/metadata.h>
#include <parquet/properties.h>

#include <memory>
#include <vector>

#include "Source/Source.h"

namespace fidelity {

struct ParquetScan {
  std::shared_ptr<const OpenFile> file;
  std::shared_ptr<parquet::FileMetaData> metadata;
  parquet::ArrowReaderProperties properties;
  std::vector<Request> requests;
  /// The file's field of each request.
  arrow::FieldVector fields;
  /// The leaf column of each request.
  std::vector<int> leaves;
  std::shared_ptr<Progress> progress;
  int64_t totalBytes = 0;
};

inline parquet::ReaderProperties readerProperties() {
  parquet::ReaderProperties properties = parquet::default_reader_properties();
  properties.set_page_checksum_verification(true);
  return properties;
}

std::unique_ptr<Parts> parquetParts(std::shared_ptr<const ParquetScan> scan, int workers);

}  // namespace fidelity
