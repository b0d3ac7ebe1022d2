// The pages of a column chunk; those that nobody asks for are passed without being decompressed.
#pragma once

#include <parquet/column_page.h>
#include <parquet/column_reader.h>
#include <parquet/file_reader.h>

#include <memory>
#include <utility>

#include "Source/RecyclingPool.h"

namespace fidelity {

/// How far the pages of a column chunk have been read.
struct Pages {
  /// The rows of the chunk before the latest page, and up to its end.
  int64_t first = 0;
  int64_t end = 0;
  /// Pages that end at this row, or before it, are passed.
  int64_t target = 0;
};

/// A row group for one column, whose pages are counted and passed.
class PassingPages final : public parquet::RowGroupReader::Contents {
 public:
  PassingPages(parquet::RowGroupReader& group, std::shared_ptr<Pages> pages)
      : group_(group), pages_(std::move(pages)), properties_(recyclingPool()) {}

  std::unique_ptr<parquet::PageReader> GetColumnPageReader(int leaf) override {
    auto reader = group_.GetColumnPageReader(leaf);
    reader->set_data_page_filter([pages = pages_](const parquet::DataPageStats& page) {
      pages->first = pages->end;
      pages->end += page.num_values;
      return pages->end <= pages->target;
    });
    return reader;
  }

  const parquet::RowGroupMetaData* metadata() const override { return group_.metadata(); }
  const parquet::ReaderProperties* properties() const override { return &properties_; }

 private:
  parquet::RowGroupReader& group_;
  std::shared_ptr<Pages> pages_;
  parquet::ReaderProperties properties_;
};

}  // namespace fidelity
