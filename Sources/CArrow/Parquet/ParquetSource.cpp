#include <parquet/arrow/reader.h>
#include <parquet/arrow/schema.h>
#include <parquet/file_reader.h>
#include <parquet/properties.h>

#include "Parquet/ParquetColumn.h"
#include "Parquet/ParquetScan.h"
#include "Source/Layout.h"

namespace fidelity {

namespace {

class ParquetSource final : public Source {
 public:
  explicit ParquetSource(std::shared_ptr<const OpenFile> opened) : Source(std::move(opened)) {
    parquet::arrow::FileReaderBuilder builder;
    check(builder.Open(std::make_shared<RandomInput>(file()), readerProperties()));
    check(builder.Build(&reader_));
    check(reader_->GetSchema(&schema_));
    for (const auto& field : schema_->fields()) names_.push_back(field->name());
  }

  FAFormat format() const override { return FAFormatParquet; }
  int64_t rowCount() override { return reader_->parquet_reader()->metadata()->num_rows(); }

  std::unique_ptr<Parts> parts(const ScanRequest& request, int workers) override {
    return parquetParts(plan(request), workers);
  }

 protected:
  arrow::DataTypeVector findTypes() override {
    arrow::DataTypeVector types;
    for (int i = 0; i < schema_->num_fields(); ++i) types.push_back(typeOf(i));
    return types;
  }

 private:
  /// The type of a column. Levels are in order only where every row group lists them: the texts of rows would come in
  /// the order in which they are met.
  std::shared_ptr<arrow::DataType> typeOf(int column) const {
    const auto& type = schema_->field(column)->type();
    if (type->id() != arrow::Type::DICTIONARY) return type;
    const auto& levels = static_cast<const arrow::DictionaryType&>(*type);
    const int leaf = reader_->manifest().schema_fields[static_cast<size_t>(column)].column_index;
    if (!levels.ordered() || isDictionaryEncoded(*reader_->parquet_reader()->metadata(), leaf)) return type;
    return arrow::dictionary(levels.index_type(), levels.value_type(), false);
  }

  std::shared_ptr<ParquetScan> plan(const ScanRequest& request) {
    auto scan = std::make_shared<ParquetScan>();
    scan->file = file();
    scan->metadata = reader_->parquet_reader()->metadata();
    scan->requests = request.columns;
    scan->progress = progress();
    scan->totalBytes = totalBytes();
    // Parts are read side by side; columns are not held in memory twice.
    scan->properties.set_pre_buffer(false);
    scan->properties.set_use_threads(false);
    for (const Request& asked : request.columns) {
      const auto& field = schema_->field(asked.column);
      const auto type = layout(*field->type(), asked.kind, field->name());
      const int leaf = reader_->manifest().schema_fields[static_cast<size_t>(asked.column)].column_index;
      scan->fields.push_back(field);
      scan->leaves.push_back(leaf);
      if (type->id() == arrow::Type::DICTIONARY && isText(*field->type())) {
        scan->properties.set_read_dictionary(leaf, true);
      }
    }
    progress()->bytesDone = 0;
    return scan;
  }

  std::unique_ptr<parquet::arrow::FileReader> reader_;
  std::shared_ptr<arrow::Schema> schema_;
};

}  // namespace

std::shared_ptr<Source> openParquet(std::shared_ptr<const OpenFile> file) {
  return std::make_shared<ParquetSource>(std::move(file));
}

}  // namespace fidelity
