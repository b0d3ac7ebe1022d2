#include <arrow/io/file.h>
#include <arrow/record_batch.h>
#include <parquet/file_reader.h>

#include <algorithm>
#include <atomic>

#include "Parquet/ParquetColumn.h"
#include "Parquet/ParquetScan.h"
#include "Source/Failure.h"
#include "Source/RecyclingPool.h"

namespace fidelity {

namespace {

/// Rows of one row group.
struct Piece {
  int rowGroup = 0;
  int64_t first = 0;
  int64_t rowCount = 0;
};

struct Part {
  int64_t firstRow = 0;
  int64_t rowCount = 0;
  std::vector<Piece> pieces{};
};

/// A row group that is being read. Its columns stay open for the next of its pieces, however many other threads read.
struct OpenGroup {
  int number = -1;
  int64_t row = 0;
  std::shared_ptr<parquet::RowGroupReader> group{};
  std::vector<std::unique_ptr<ParquetColumn>> columns{};
};

struct Worker {
  std::unique_ptr<parquet::ParquetFileReader> reader;
  /// The part that it took last.
  size_t part = 0;
  OpenGroup open{};
};

constexpr int64_t mostRows = int64_t{1} << 20;

/// Cells.
constexpr int64_t mostCells = int64_t{1} << 22;

/// How many rows a part has: enough parts for any machine, few enough that merging their states costs little. Of many
/// columns fewer, since what they give may wait for its turn. It depends on the file and the request alone, so that
/// results do not depend on the number of threads.
int64_t partRows(int64_t rows, size_t columns) {
  const int64_t wanted = std::clamp<int64_t>(rows / 8, int64_t{1} << 16, mostRows);
  const int64_t most = std::max(mostCells / static_cast<int64_t>(std::max<size_t>(columns, 1)), int64_t{1} << 14);
  return std::max(std::min(wanted, most), rows >> 16);
}

class ParquetParts final : public Parts {
 public:
  ParquetParts(std::shared_ptr<const ParquetScan> scan, arrow::FieldVector layouts, int workers)
      : scan_(std::move(scan)),
        schema_(arrow::schema(std::move(layouts))),
        workers_(static_cast<size_t>(std::max(workers, 1))) {
    const parquet::FileMetaData& metadata = *scan_->metadata;
    const int64_t limit = partRows(metadata.num_rows(), scan_->requests.size());
    // So many row groups keep the threads busy as they are: each is opened once, and its dictionaries are read once.
    const bool isFine = metadata.num_row_groups() >= 8;
    int64_t done = 0;
    for (int group = 0; group < metadata.num_row_groups(); ++group) {
      const int64_t rows = metadata.RowGroup(group)->num_rows();
      if (rows <= 0) continue;
      const int64_t count = isFine && rows <= mostRows ? 1 : (rows + limit - 1) / limit;
      for (int64_t i = 0; i < count; ++i) {
        const int64_t first = rows / count * i + std::min(i, rows % count);
        const int64_t size = rows / count + (i < rows % count ? 1 : 0);
        if (parts_.empty() || parts_.back().rowCount + size > limit) parts_.push_back({.firstRow = done});
        parts_.back().rowCount += size;
        parts_.back().pieces.push_back({.rowGroup = group, .first = first, .rowCount = size});
        done += size;
      }
    }
    // As much as stays in a processor's cache while it is decoded and used.
    const auto columns = static_cast<int64_t>(std::max<size_t>(scan_->requests.size(), 1));
    batchRows_ = std::clamp<int64_t>((int64_t{1} << 20) / (8 * columns) / 1024 * 1024, 1024, 16'384);
  }

  const std::shared_ptr<arrow::Schema>& schema() const override { return schema_; }

  std::optional<int64_t> next(int worker) override {
    Worker& own = workers_.at(static_cast<size_t>(worker));
    if (taken_ == parts_.size()) {
      own.open = {};
      return std::nullopt;
    }
    own.part = taken_;
    return parts_[taken_++].firstRow;
  }

  void read(int worker, Outlet& outlet) override {
    auto& [reader, part, open] = workers_.at(static_cast<size_t>(worker));
    if (!reader) {
      auto file = take(arrow::io::ReadableFile::Open(scan_->path), FAStatusNotReadable);
      parquet::ReaderProperties properties = readerProperties();
      properties.set_memory_pool(recyclingPool());
      properties.enable_buffered_stream();
      properties.set_buffer_size(int64_t{1} << 18);
      reader = parquet::ParquetFileReader::Open(std::move(file), properties, scan_->metadata);
    }
    for (const Piece& piece : parts_[part].pieces) {
      if (open.number != piece.rowGroup || open.row > piece.first) {
        open = {};
        open = openGroup(*reader, piece.rowGroup);
      }
      if (!read(open, piece, outlet)) return;
    }
    // Nothing to go on with: of many files, only those that are being read take memory.
    if (taken_ == parts_.size()) open = {};
  }

 private:
  OpenGroup openGroup(parquet::ParquetFileReader& reader, int number) {
    OpenGroup open{.number = number, .group = reader.RowGroup(number)};
    open.columns.reserve(scan_->requests.size());
    for (size_t i = 0; i < scan_->requests.size(); ++i) {
      const int leaf = scan_->leaves[scan_->places[i]];
      open.columns.push_back(named(i, [&] {
        return openColumn(*open.group, leaf, schema_->field(static_cast<int>(i))->type());
      }));
    }
    return open;
  }

  bool read(OpenGroup& open, const Piece& piece, Outlet& outlet) {
    auto& columns = open.columns;
    for (size_t i = 0; i < columns.size(); ++i) {
      named(i, [&] {
        columns[i]->moveTo(piece.first);
        return 0;
      });
    }
    // What has not been read to its end is not gone on with.
    open.number = -1;
    for (int64_t done = 0; done < piece.rowCount;) {
      if (scan_->progress->cancelled.load(std::memory_order_relaxed)) {
        throw Failure{.status = FAStatusCancelled, .message = "cancelled"};
      }
      const int64_t rows = std::min(batchRows_, piece.rowCount - done);
      arrow::ArrayVector arrays;
      arrays.reserve(columns.size());
      for (size_t i = 0; i < columns.size(); ++i) {
        arrays.push_back(named(i, [&] { return columns[i]->read(rows); }));
      }
      done += rows;
      addProgress(rows);
      if (!outlet.push(arrow::RecordBatch::Make(schema_, rows, std::move(arrays)))) return false;
    }
    const int64_t end = piece.first + piece.rowCount;
    if (end == open.group->metadata()->num_rows()) {
      for (size_t i = 0; i < columns.size(); ++i) {
        named(i, [&] {
          if (!columns[i]->isAtEnd()) throw Failure{.message = "a column goes on beyond its row group"};
          return 0;
        });
      }
      open = {};
    } else {
      open.number = piece.rowGroup;
      open.row = end;
    }
    return true;
  }

  /// Adds the column's name to a failure of `body`.
  template <class Body>
  auto named(size_t column, Body body) -> decltype(body()) {
    try {
      return body();
    } catch (Failure& failure) {
      if (failure.column.empty()) failure.column = schema_->field(static_cast<int>(column))->name();
      throw;
    }
  }

  void addProgress(int64_t rows) {
    const auto all = static_cast<double>(std::max<int64_t>(scan_->metadata->num_rows(), 1));
    const double bytes = static_cast<double>(rows) / all * static_cast<double>(scan_->totalBytes);
    scan_->progress->bytesDone.fetch_add(static_cast<int64_t>(bytes), std::memory_order_relaxed);
  }

  std::shared_ptr<const ParquetScan> scan_;
  std::shared_ptr<arrow::Schema> schema_;
  std::vector<Part> parts_;
  std::atomic<size_t> taken_{0};
  std::vector<Worker> workers_;
  int64_t batchRows_ = 0;
};

}  // namespace

std::unique_ptr<Parts> parquetParts(std::shared_ptr<const ParquetScan> scan, int workers) {
  arrow::FieldVector layouts;
  for (size_t i = 0; i < scan->requests.size(); ++i) {
    const auto* column = scan->metadata->schema()->Column(scan->leaves[scan->places[i]]);
    auto layout = directLayout(*scan->fields[i]->type(), *column, scan->requests[i].kind);
    if (!layout) return nullptr;
    layout = encodedLayout(layout, *scan->metadata, scan->leaves[scan->places[i]]);
    layouts.push_back(arrow::field(scan->fields[i]->name(), std::move(layout)));
  }
  return std::make_unique<ParquetParts>(std::move(scan), std::move(layouts), workers);
}

}  // namespace fidelity
