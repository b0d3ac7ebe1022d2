#include <arrow/record_batch.h>
#include <parquet/arrow/reader.h>
#include <parquet/file_reader.h>

#include <algorithm>
#include <atomic>

#include "Parquet/ParquetColumn.h"
#include "Parquet/ParquetScan.h"
#include "Source/Failure.h"
#include "Source/Layout.h"
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
  std::unique_ptr<parquet::arrow::FileReader> reader{};
  /// The part that it took last.
  size_t part = 0;
  OpenGroup open{};
};

constexpr int64_t mostRows = int64_t{1} << 20;

class ParquetParts final : public Parts {
 public:
  ParquetParts(std::shared_ptr<const ParquetScan> scan, int workers)
      : scan_(std::move(scan)), workers_(static_cast<size_t>(std::max(workers, 1))) {
    const parquet::FileMetaData& metadata = *scan_->metadata;
    chooseLayouts();
    // Enough parts for any machine, few enough that merging their states costs little.
    const int64_t rowCount = metadata.num_rows();
    const auto columns = static_cast<int64_t>(std::max<size_t>(scan_->requests.size(), 1));
    // A part of few rows must have many cells to be worth the opening of its columns.
    const int64_t fewestRows = std::clamp<int64_t>((int64_t{1} << 20) / columns, 4'096, int64_t{1} << 16);
    const int64_t eighth = std::clamp<int64_t>(rowCount / 8, fewestRows, mostRows);
    const int64_t limit = std::max(partRows(eighth, scan_->requests.size()), rowCount >> 16);
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
    Worker& own = workers_.at(static_cast<size_t>(worker));
    if (!own.reader) own.reader = openReader();
    int64_t row = parts_[own.part].firstRow;
    for (const Piece& piece : parts_[own.part].pieces) {
      if (own.open.number != piece.rowGroup || own.open.row > piece.first) {
        own.open = {};
        own.open = openGroup(*own.reader, piece.rowGroup);
      }
      if (!read(own.open, piece, row, outlet)) return;
      row += piece.rowCount;
    }
    // Nothing to go on with: of many files, only those that are being read take memory.
    if (taken_ == parts_.size()) {
      own.open = {};
      own.reader.reset();
    }
  }

 private:
  /// How each column is read: straight into its layout, where that is known; otherwise through Arrow's reader.
  void chooseLayouts() {
    arrow::FieldVector layouts;
    for (size_t i = 0; i < scan_->requests.size(); ++i) {
      const auto& field = scan_->fields[i];
      const int leaf = scan_->leaves[i];
      const FAKind kind = scan_->requests[i].kind;
      // Whole numbers that may not be doubles come as they are, as keys do.
      const bool areDoubles = kind == FAKindKey || !mayExceedDoubles(*field->type(), *scan_->metadata, leaf);
      auto layout = directLayout(
          *field->type(), *scan_->metadata->schema()->Column(leaf), areDoubles ? kind : FAKindKey);
      isDirect_.push_back(layout != nullptr);
      layout = layout ? encodedLayout(layout, *scan_->metadata, leaf)
                      : fidelity::layout(*field->type(), scan_->requests[i].kind, field->name());
      layouts.push_back(arrow::field(field->name(), std::move(layout)));
    }
    schema_ = arrow::schema(std::move(layouts));
  }

  std::unique_ptr<parquet::arrow::FileReader> openReader() const {
    parquet::ReaderProperties properties = readerProperties();
    properties.set_memory_pool(recyclingPool());
    properties.enable_buffered_stream();
    properties.set_buffer_size(int64_t{1} << 18);
    parquet::arrow::FileReaderBuilder builder;
    check(builder.Open(std::make_shared<RandomInput>(scan_->file), properties, scan_->metadata));
    parquet::ArrowReaderProperties arrowProperties = scan_->properties;
    arrowProperties.set_batch_size(batchRows_);
    builder.memory_pool(recyclingPool())->properties(arrowProperties);
    std::unique_ptr<parquet::arrow::FileReader> reader;
    check(builder.Build(&reader));
    return reader;
  }

  OpenGroup openGroup(parquet::arrow::FileReader& reader, int number) {
    OpenGroup open{.number = number, .group = reader.parquet_reader()->RowGroup(number)};
    open.columns.reserve(scan_->requests.size());
    for (size_t i = 0; i < scan_->requests.size(); ++i) {
      const int leaf = scan_->leaves[i];
      open.columns.push_back(named(i, [&] {
        return isDirect_[i] ? openColumn(*open.group, leaf, schema_->field(static_cast<int>(i))->type())
                            : convertColumn(reader, number, leaf, scan_->fields[i], scan_->requests[i]);
      }));
    }
    return open;
  }

  /// `firstRow`: the rows of the file before the piece.
  bool read(OpenGroup& open, const Piece& piece, int64_t firstRow, Outlet& outlet) {
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
        arrays.push_back(named(i, [&] { return columns[i]->read(rows); }, firstRow + done));
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

  /// Adds the column's name to a failure of `body`, and to its row the rows before those that `body` reads.
  template <class Body>
  auto named(size_t column, Body body, int64_t firstRow = 0) -> decltype(body()) {
    try {
      return body();
    } catch (Failure& failure) {
      if (failure.row > 0) failure.row += firstRow;
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
  std::vector<bool> isDirect_;
  std::vector<Part> parts_;
  std::atomic<size_t> taken_{0};
  std::vector<Worker> workers_;
  int64_t batchRows_ = 0;
};

}  // namespace

std::unique_ptr<Parts> parquetParts(std::shared_ptr<const ParquetScan> scan, int workers) {
  return std::make_unique<ParquetParts>(std::move(scan), workers);
}

}  // namespace fidelity
