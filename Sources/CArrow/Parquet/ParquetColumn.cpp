#include "Parquet/ParquetColumn.h"

#include <arrow/array/array_dict.h>
#include <arrow/buffer.h>
#include <arrow/buffer_builder.h>
#include <arrow/builder.h>
#include <arrow/util/bit_util.h>
#include <parquet/column_reader.h>
#include <parquet/statistics.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <limits>
#include <vector>

#include "Parquet/ParquetPages.h"
#include "Source/Failure.h"
#include "Source/Layout.h"
#include "Source/RecyclingPool.h"

namespace fidelity {

namespace {

using arrow::Type;
using ArrayPointer = std::shared_ptr<arrow::Array>;

std::shared_ptr<arrow::Buffer> allocate(int64_t bytes) { return take(arrow::AllocateBuffer(bytes, recyclingPool())); }

bool mayHaveNulls(const parquet::RowGroupReader& group, int leaf, const parquet::ColumnDescriptor& column) {
  if (column.max_definition_level() == 0) return false;
  const auto statistics = group.metadata()->ColumnChunk(leaf)->statistics();
  return !statistics || !statistics->HasNullCount() || statistics->null_count() != 0;
}

/// What the columns of every type share: definition levels and the values that are there.
template <class DType>
class TypedColumn : public ParquetColumn {
 public:
  using Value = typename DType::c_type;

  TypedColumn(parquet::RowGroupReader& group, int leaf, bool exposesDictionary)
      : hasNulls_(mayHaveNulls(group, leaf, *group.metadata()->schema()->Column(leaf))) {
    parquet::RowGroupReader passing(std::make_unique<PassingPages>(group, pages_));
    reader_ = std::static_pointer_cast<parquet::TypedColumnReader<DType>>(
        exposesDictionary ? passing.ColumnWithExposeEncoding(leaf, parquet::ExposedEncoding::DICTIONARY)
                          : passing.Column(leaf));
  }

  void moveTo(int64_t row) override {
    if (row < row_) throw Failure{.message = "a column is read forwards"};
    if (row > row_ && row >= pages_->end) {
      // The rest of a page is dropped as a whole.
      skip(pages_->end - row_);
      pages_->target = row;
      reader_->HasNext();
      row_ = pages_->first;
    }
    skip(row - row_);
  }

  bool isAtEnd() override { return !reader_->HasNext(); }

 protected:
  /// Reads `rows` levels. `decode(levels, done, count, valueCount)` reads at most `count` rows: values go where the
  /// caller keeps them, after the `valueCount` values so far. Returns how many values there are in all.
  template <class Decode>
  int64_t readLevels(int64_t rows, Decode decode) {
    if (hasNulls_) levels_.resize(static_cast<size_t>(rows));
    int64_t done = 0;
    int64_t values = 0;
    while (done < rows) {
      int64_t read = 0;
      const int64_t levels = decode(hasNulls_ ? levels_.data() + done : nullptr, rows - done, values, &read);
      const int64_t count = hasNulls_ ? levels : read;
      if (count <= 0) throw Failure{.message = "a column ends before its row group"};
      done += count;
      values += read;
    }
    row_ += rows;
    return values;
  }

  /// `rows` values into `out`, packed: those that are missing take no place.
  int64_t readValues(int64_t rows, Value* out) {
    return readLevels(rows, [&](int16_t* levels, int64_t count, int64_t values, int64_t* read) {
      return reader_->ReadBatch(count, levels, nullptr, out + values, read);
    });
  }

  bool isPresent(int64_t row) const { return levels_[static_cast<size_t>(row)] > 0; }

  /// The validity of the latest rows; null where nothing is missing.
  std::shared_ptr<arrow::Buffer> validity(int64_t rows, int64_t values) const {
    if (values == rows) return nullptr;
    auto bits = allocate(arrow::bit_util::BytesForBits(rows));
    uint8_t* out = bits->mutable_data();
    std::fill(out, out + bits->size(), 0);
    for (int64_t row = 0; row < rows; ++row) {
      out[row >> 3] = static_cast<uint8_t>(out[row >> 3] | (isPresent(row) ? 1 << (row & 7) : 0));
    }
    return bits;
  }

  /// Moves packed values to their rows, from the last one on, so that it works in place.
  template <class Element>
  void spread(Element* out, int64_t rows, int64_t values, Element missing) const {
    constexpr int64_t block = 8;
    constexpr std::array<int16_t, block> all{1, 1, 1, 1, 1, 1, 1, 1};
    int64_t next = values;
    int64_t row = rows;
    // Where as many values are left as rows, they are where they belong.
    for (; row >= block && next < row; row -= block) {
      const bool isWhole = std::memcmp(levels_.data() + row - block, all.data(), sizeof all) == 0;
      if (isWhole && next >= block) {
        // Most rows have their values: these move together.
        std::array<Element, block> moved;
        std::memcpy(moved.data(), out + next - block, sizeof moved);
        std::memcpy(out + row - block, moved.data(), sizeof moved);
        next -= block;
      } else {
        next = spreadFew(out, row - block, row, next, missing);
      }
    }
    if (next < row) spreadFew(out, 0, row, next, missing);
  }

  template <class Element>
  int64_t spreadFew(Element* out, int64_t first, int64_t end, int64_t next, Element missing) const {
    for (int64_t row = end - 1; row >= first; --row) {
      const bool present = isPresent(row);
      next -= present ? 1 : 0;
      // Read even where it is not used: no branch on what the data hold. `next` is at most `row`.
      const Element value = out[std::max<int64_t>(next, 0)];
      out[row] = present ? value : missing;
    }
    return next;
  }

  bool hasNulls_;
  std::shared_ptr<parquet::TypedColumnReader<DType>> reader_;
  std::vector<int16_t> levels_;

 private:
  void skip(int64_t rows) {
    for (int64_t skipped = 0; skipped != rows;) {
      const int64_t count = rows > skipped ? reader_->Skip(rows - skipped) : 0;
      if (count <= 0) throw Failure{.message = "a column ends before its row group"};
      skipped += count;
    }
    row_ += rows;
  }

  std::shared_ptr<Pages> pages_ = std::make_shared<Pages>();
  int64_t row_ = 0;
};

/// A damaged file may have indices outside its dictionary of `size` entries.
void refuseOthers(const int32_t* indices, int64_t count, int32_t size) {
  int32_t wrong = 0;
  for (int64_t i = 0; i < count; ++i) wrong |= (indices[i] < 0) | (indices[i] >= size);
  if (wrong) throw Failure{.message = "an index points outside its dictionary"};
}

/// Numbers of any type as float64; missing is NaN.
template <class DType>
class NumberColumn final : public TypedColumn<DType> {
 public:
  using Value = typename DType::c_type;

  NumberColumn(parquet::RowGroupReader& group, int leaf)
      : TypedColumn<DType>(group, leaf, false) {}

  ArrayPointer read(int64_t rows) override {
    auto buffer = allocate(rows * static_cast<int64_t>(sizeof(double)));
    auto* const out = reinterpret_cast<double*>(buffer->mutable_data());
    int64_t count = 0;
    if constexpr (std::is_same_v<Value, double>) {
      count = this->readValues(rows, out);
    } else {
      scratch_.resize(static_cast<size_t>(rows));
      count = this->readValues(rows, scratch_.data());
      for (int64_t i = 0; i < count; ++i) out[i] = static_cast<double>(scratch_[static_cast<size_t>(i)]);
    }
    if (count < rows) this->spread(out, rows, count, std::numeric_limits<double>::quiet_NaN());
    return std::make_shared<arrow::DoubleArray>(rows, std::move(buffer), nullptr, 0);
  }

 private:
  std::vector<Value> scratch_;
};

/// Whole numbers or days that are keys.
template <class DType>
class WholeKeyColumn final : public TypedColumn<DType> {
 public:
  using Value = typename DType::c_type;

  WholeKeyColumn(parquet::RowGroupReader& group, int leaf, std::shared_ptr<arrow::DataType> layout)
      : TypedColumn<DType>(group, leaf, false), layout_(std::move(layout)) {}

  ArrayPointer read(int64_t rows) override {
    auto buffer = allocate(rows * static_cast<int64_t>(sizeof(Value)));
    auto* const out = reinterpret_cast<Value*>(buffer->mutable_data());
    const int64_t count = this->readValues(rows, out);
    auto bits = this->validity(rows, count);
    if (bits) this->spread(out, rows, count, Value());
    return arrow::MakeArray(
        arrow::ArrayData::Make(layout_, rows, {std::move(bits), std::move(buffer)}, rows - count));
  }

 private:
  std::shared_ptr<arrow::DataType> layout_;
};

/// Numbers or whole keys of a column chunk that is dictionary encoded throughout: what is looked at is the dictionary,
/// once, and not every row. The dictionary has one entry more, for what is missing: rows need no validity.
template <class DType>
class EncodedColumn final : public TypedColumn<DType> {
 public:
  using Value = typename DType::c_type;

  EncodedColumn(parquet::RowGroupReader& group, int leaf, std::shared_ptr<arrow::DataType> layout)
      : TypedColumn<DType>(group, leaf, true), layout_(std::move(layout)) {
    if (this->reader_->GetExposedEncoding() != parquet::ExposedEncoding::DICTIONARY) {
      throw Failure{.message = "a column is encoded otherwise than the file says"};
    }
  }

  ArrayPointer read(int64_t rows) override {
    auto buffer = allocate(rows * static_cast<int64_t>(sizeof(int32_t)));
    auto* const out = reinterpret_cast<int32_t*>(buffer->mutable_data());
    const int64_t count = this->readLevels(
        rows, [&](int16_t* levels, int64_t wanted, int64_t values, int64_t* read) {
          const Value* known = nullptr;
          int32_t knownCount = 0;
          const int64_t result =
              this->reader_->ReadBatchWithDictionary(wanted, levels, nullptr, out + values, read, &known, &knownCount);
          if (!dictionary_) take(known, known ? knownCount : 0);
          return result;
        });
    refuseOthers(out, count, missing_);
    if (count < rows) this->spread(out, rows, count, missing_);
    return arrow::MakeArray(arrow::ArrayData::Make(
        layout_, rows, {nullptr, std::move(buffer)}, {}, dictionary_->data(), 0));
  }

 private:
  void take(const Value* values, int32_t count) {
    missing_ = count;
    const auto& type = *static_cast<const arrow::DictionaryType&>(*layout_).value_type();
    if (type.id() == Type::DOUBLE) {
      arrow::DoubleBuilder builder;
      for (int32_t i = 0; i < count; ++i) check(builder.Append(static_cast<double>(values[i])));
      check(builder.Append(std::numeric_limits<double>::quiet_NaN()));
      dictionary_ = fidelity::take(builder.Finish());
    } else if constexpr (std::is_integral_v<Value>) {
      arrow::TypedBufferBuilder<Value> builder;
      check(builder.Append(values, count));
      check(builder.Append(Value()));
      auto bits = fidelity::take(arrow::AllocateEmptyBitmap(count + 1));
      arrow::bit_util::SetBitsTo(bits->mutable_data(), 0, count, true);
      dictionary_ = arrow::MakeArray(arrow::ArrayData::Make(
          type.GetSharedPtr(), count + 1, {std::move(bits), fidelity::take(builder.Finish())}, 1));
    } else {
      throw Failure{.message = "keys that are not whole numbers"};
    }
  }

  std::shared_ptr<arrow::DataType> layout_;
  ArrayPointer dictionary_;
  int32_t missing_ = 0;
};

/// Text that is a key. A column chunk that is dictionary encoded throughout keeps its dictionary.
class TextKeyColumn final : public TypedColumn<parquet::ByteArrayType> {
 public:
  TextKeyColumn(parquet::RowGroupReader& group, int leaf)
      : TypedColumn(group, leaf, true),
        isEncoded_(reader_->GetExposedEncoding() == parquet::ExposedEncoding::DICTIONARY) {}

  ArrayPointer read(int64_t rows) override { return isEncoded_ ? readIndices(rows) : readTexts(rows); }

 private:
  ArrayPointer readIndices(int64_t rows) {
    auto buffer = allocate(rows * static_cast<int64_t>(sizeof(int32_t)));
    auto* const out = reinterpret_cast<int32_t*>(buffer->mutable_data());
    const parquet::ByteArray* texts = nullptr;
    int32_t textCount = 0;
    const int64_t count = readLevels(rows, [&](int16_t* levels, int64_t wanted, int64_t values, int64_t* read) {
      const parquet::ByteArray* known = nullptr;
      int32_t knownCount = 0;
      const int64_t result =
          reader_->ReadBatchWithDictionary(wanted, levels, nullptr, out + values, read, &known, &knownCount);
      if (known) {
        texts = known;
        textCount = knownCount;
      }
      return result;
    });
    if (!dictionary_) dictionary_ = text(texts, textCount);
    refuseOthers(out, count, static_cast<int32_t>(dictionary_->length()));
    auto bits = validity(rows, count);
    if (bits) spread(out, rows, count, int32_t{0});
    return arrow::MakeArray(arrow::ArrayData::Make(
        keyType(), rows, {std::move(bits), std::move(buffer)}, {}, dictionary_->data(), rows - count));
  }

  static ArrayPointer text(const parquet::ByteArray* texts, int32_t count) {
    arrow::StringBuilder builder;
    for (int32_t i = 0; i < count; ++i) check(builder.Append(texts[i].ptr, static_cast<int32_t>(texts[i].len)));
    auto result = take(builder.Finish());
    check(result->ValidateFull());
    return result;
  }

  ArrayPointer readTexts(int64_t rows) {
    // The bytes of a batch live until the next page is read, so each page's values are taken at once.
    arrow::StringDictionary32Builder builder;
    std::vector<parquet::ByteArray> values(static_cast<size_t>(rows));
    readLevels(rows, [&](int16_t* levels, int64_t wanted, int64_t, int64_t* read) {
      const int64_t count = reader_->ReadBatch(wanted, levels, nullptr, values.data(), read);
      int64_t next = 0;
      for (int64_t row = 0; row < (levels ? count : *read); ++row) {
        if (levels && levels[row] == 0) {
          check(builder.AppendNull());
        } else {
          const parquet::ByteArray& value = values[static_cast<size_t>(next++)];
          check(builder.Append(std::string_view(value)));
        }
      }
      return count;
    });
    auto result = take(builder.Finish());
    check(result->ValidateFull());
    return result;
  }

  bool isEncoded_;
  ArrayPointer dictionary_;
};

template <class DType>
std::unique_ptr<ParquetColumn> openWhole(
    parquet::RowGroupReader& group, int leaf, const std::shared_ptr<arrow::DataType>& layout) {
  if (layout->id() == Type::DICTIONARY) return std::make_unique<EncodedColumn<DType>>(group, leaf, layout);
  if (layout->id() == Type::DOUBLE) return std::make_unique<NumberColumn<DType>>(group, leaf);
  return std::make_unique<WholeKeyColumn<DType>>(group, leaf, layout);
}

template <class DType>
std::unique_ptr<ParquetColumn> openReal(
    parquet::RowGroupReader& group, int leaf, const std::shared_ptr<arrow::DataType>& layout) {
  if (layout->id() == Type::DICTIONARY) return std::make_unique<EncodedColumn<DType>>(group, leaf, layout);
  return std::make_unique<NumberColumn<DType>>(group, leaf);
}

}  // namespace

std::unique_ptr<ParquetColumn> openColumn(
    parquet::RowGroupReader& group, int leaf, const std::shared_ptr<arrow::DataType>& layout) {
  switch (group.metadata()->schema()->Column(leaf)->physical_type()) {
    case parquet::Type::INT32:
      return openWhole<parquet::Int32Type>(group, leaf, layout);
    case parquet::Type::INT64:
      return openWhole<parquet::Int64Type>(group, leaf, layout);
    case parquet::Type::FLOAT:
      return openReal<parquet::FloatType>(group, leaf, layout);
    case parquet::Type::DOUBLE:
      return openReal<parquet::DoubleType>(group, leaf, layout);
    default:
      return std::make_unique<TextKeyColumn>(group, leaf);
  }
}

}  // namespace fidelity
