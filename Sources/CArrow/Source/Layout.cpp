#include "Source/Layout.h"

#include <arrow/array/array_dict.h>
#include <arrow/array/util.h>
#include <arrow/builder.h>
#include <arrow/compute/api_vector.h>
#include <arrow/compute/cast.h>
#include <arrow/extension_type.h>
#include <arrow/type_traits.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace fidelity {

namespace {

using arrow::Array;
using arrow::DataType;
using arrow::Type;
using ArrayPointer = std::shared_ptr<Array>;

bool isTextId(Type::type id) {
  return arrow::is_base_binary_like(id) || arrow::is_binary_view_like(id);
}

std::shared_ptr<DataType> numberLayout(const DataType& type, FAKind kind) {
  switch (type.id()) {
    case Type::BOOL:
      return kind == FAKindKey ? keyType() : arrow::int32();
    case Type::INT8:
    case Type::INT16:
    case Type::INT32:
    case Type::UINT8:
    case Type::UINT16:
      return arrow::int32();
    case Type::UINT32:
    case Type::INT64:
      return arrow::int64();
    case Type::UINT64:
      return kind == FAKindKey ? keyType() : arrow::int64();
    case Type::FLOAT:
      return kind == FAKindKey ? arrow::float64() : arrow::float32();
    case Type::HALF_FLOAT:
    case Type::DOUBLE:
      return arrow::float64();
    case Type::DECIMAL32:
    case Type::DECIMAL64:
    case Type::DECIMAL128:
    case Type::DECIMAL256:
      return kind == FAKindKey ? keyType() : arrow::float64();
    case Type::NA:
      return kind == FAKindKey ? keyType() : arrow::float64();
    default:
      return nullptr;
  }
}

bool isDate(Type::type id) { return id == Type::DATE32 || id == Type::DATE64; }

bool isMoment(Type::type id) { return isDate(id) || id == Type::TIMESTAMP; }

ArrayPointer cast(const ArrayPointer& array, const std::shared_ptr<DataType>& type) {
  if (array->type()->Equals(*type)) return array;
  auto options = arrow::compute::CastOptions::Safe(type);
  // A number may lose digits, and a timestamp its time of day: that is what was asked for.
  options.allow_float_truncate = arrow::is_floating(type->id());
  options.allow_time_truncate = true;
  options.allow_decimal_truncate = true;
  if (arrow::is_floating(type->id())) options.allow_int_overflow = true;
  return take(arrow::compute::Cast(*array, type, options));
}

/// Whether two dictionaries are one: a batch that was handed over, or cut, has objects of its own for the same memory.
bool isSame(const arrow::ArrayData& a, const arrow::ArrayData& b) {
  if (&a == &b) return true;
  if (a.length != b.length || a.offset != b.offset || a.child_data.size() + b.child_data.size() > 0 || a.dictionary ||
      b.dictionary || !a.type->Equals(*b.type)) {
    return false;
  }
  const auto isSameBuffer = [](const auto& a, const auto& b) {
    return (a ? a->data() : nullptr) == (b ? b->data() : nullptr) && (a ? a->size() : 0) == (b ? b->size() : 0);
  };
  return std::equal(a.buffers.begin(), a.buffers.end(), b.buffers.begin(), b.buffers.end(), isSameBuffer);
}

/// The text of a decimal number without zeros that say nothing: 1.50 is 1.5.
std::string_view withoutTrailingZeros(std::string_view text) {
  if (text.find('.') == std::string_view::npos) return text;
  text.remove_suffix(text.size() - text.find_last_not_of('0') - 1);
  if (text.ends_with('.')) text.remove_suffix(1);
  return text;
}

/// A point in time as text: to the second, or with the part of it that there is; a day where it is the day's beginning.
std::string_view shortMoment(std::string_view text) {
  // A zone's offset follows the seconds.
  if (text.find_first_of("+-Z", 19) != std::string_view::npos) return text;
  text = withoutTrailingZeros(text);
  constexpr std::string_view midnight = " 00:00:00";
  if (text.ends_with(midnight)) text.remove_suffix(midnight.size());
  return text;
}

ArrayPointer asDecimal128(const ArrayPointer& array) {
  const auto& type = arrow::internal::checked_cast<const arrow::DecimalType&>(*array->type());
  return cast(array, arrow::decimal128(std::max(type.precision(), 1), type.scale()));
}

/// Keys whose distinct values become text once: `shown` shortens Arrow's.
template <class Shown>
ArrayPointer keysAsText(const ArrayPointer& array, Shown shown) {
  // Small decimals have no dictionaries of their own.
  const bool isSmall = array->type_id() == Type::DECIMAL32 || array->type_id() == Type::DECIMAL64;
  const auto plain = isSmall ? asDecimal128(array) : array;
  const auto encoded = take(arrow::compute::DictionaryEncode(arrow::Datum(plain))).make_array();
  const auto& dictionary = arrow::internal::checked_cast<const arrow::DictionaryArray&>(*encoded);
  const auto texts = cast(dictionary.dictionary(), arrow::utf8());
  const auto& all = arrow::internal::checked_cast<const arrow::StringArray&>(*texts);
  arrow::StringBuilder builder;
  for (int64_t i = 0; i < all.length(); ++i) check(builder.Append(shown(all.GetView(i))));
  return take(arrow::DictionaryArray::FromArrays(keyType(), dictionary.indices(), take(builder.Finish())));
}

/// Whether a decimal number lies beyond 2^53 and is not its nearest double. One in powers of ten (of a negative scale)
/// is taken as it is.
bool isRounded(std::string_view text, double nearest) {
  if (std::fabs(nearest) < 0x1p53 || text.find('E') != std::string_view::npos) return false;
  std::array<char, 320> exact{};
  const int length = std::snprintf(exact.data(), exact.size(), "%.0f", nearest);
  return withoutTrailingZeros(text) != std::string_view(exact.data(), static_cast<size_t>(length));
}

/// The doubles nearest to decimal numbers, of which none beyond 2^53 may be another number: a whole number of at most
/// 2^53 over a power of ten of at most 22 is one division of exact numbers; others are read from their text.
ArrayPointer doublesOfDecimals(const ArrayPointer& array) {
  static constexpr double powers[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                      1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
  const auto& type = arrow::internal::checked_cast<const arrow::DecimalType&>(*array->type());
  const int32_t scale = type.scale();
  arrow::DoubleBuilder builder;
  check(builder.Reserve(array->length()));
  const bool isWide = array->type_id() == Type::DECIMAL256;
  const auto plain = isWide ? array : asDecimal128(array);
  const auto& narrow = arrow::internal::checked_cast<const arrow::FixedSizeBinaryArray&>(*plain);
  const auto texts = isWide ? cast(array, arrow::utf8()) : nullptr;
  for (int64_t i = 0; i < array->length(); ++i) {
    if (array->IsNull(i)) {
      builder.UnsafeAppendNull();
      continue;
    }
    std::string text;
    if (isWide) {
      text = arrow::internal::checked_cast<const arrow::StringArray&>(*texts).GetString(i);
    } else {
      const arrow::Decimal128 value(narrow.GetValue(i));
      constexpr int64_t most = int64_t{1} << 53;
      if (scale >= 0 && scale <= 22 && value >= arrow::Decimal128(-most) && value <= arrow::Decimal128(most)) {
        builder.UnsafeAppend(static_cast<double>(static_cast<int64_t>(value.low_bits())) / powers[scale]);
        continue;
      }
      text = value.ToString(scale);
    }
    const double nearest = std::strtod(text.c_str(), nullptr);
    if (isRounded(text, nearest)) {
      throw Failure{
          .message = "\"" + text + "\" would be rounded",
          .problem = FAProblemRounded,
          .row = i + 1,
          .value = text,
      };
    }
    builder.UnsafeAppend(nearest);
  }
  return take(builder.Finish());
}

/// The bits of unsigned numbers: whoever asked for them knows that they have no sign.
ArrayPointer bitsOfUnsigned(const ArrayPointer& array) { return take(array->View(arrow::int64())); }

ArrayPointer keysOfBooleans(const ArrayPointer& array) {
  arrow::StringBuilder builder;
  check(builder.AppendValues(std::vector<std::string>{"false", "true"}));
  auto values = take(builder.Finish());
  return take(arrow::DictionaryArray::FromArrays(keyType(), cast(array, arrow::int32()), values));
}

}  // namespace

const DataType& valueType(const DataType& type) {
  if (type.id() == Type::DICTIONARY) {
    return valueType(*arrow::internal::checked_cast<const arrow::DictionaryType&>(type).value_type());
  }
  if (type.id() == Type::EXTENSION) {
    return valueType(*arrow::internal::checked_cast<const arrow::ExtensionType&>(type).storage_type());
  }
  return type;
}

bool isText(const DataType& type) { return isTextId(valueType(type).id()); }

const std::shared_ptr<DataType>& keyType() {
  static const auto type = arrow::dictionary(arrow::int32(), arrow::utf8());
  return type;
}

std::shared_ptr<DataType> layout(const DataType& type, FAKind kind, const std::string& column) {
  const DataType& values = valueType(type);
  const bool text = isTextId(values.id());
  const bool date = isMoment(values.id());
  const auto number = numberLayout(values, kind);
  if (kind == FAKindNumber && (text || date)) {
    throw Failure{
        .message = "the column holds " + values.ToString() + ", not numbers",
        .problem = FAProblemColumnType,
        .column = column,
    };
  }
  if (number) return number;
  if (text) return keyType();
  // A point in time keeps its time of day.
  if (date) return isDate(values.id()) ? arrow::date32() : keyType();
  throw Failure{
      .status = FAStatusUnsupported,
      .message = "columns of type " + printable(type.ToString(), 100) + " are not read",
      .problem = FAProblemColumnType,
      .column = column,
  };
}

FALayout layoutCode(const DataType& layout) {
  switch (layout.id()) {
    case Type::DOUBLE:
      return FALayoutFloat64;
    case Type::FLOAT:
      return FALayoutFloat32;
    case Type::INT32:
      return FALayoutInt32;
    case Type::INT64:
      return FALayoutInt64;
    case Type::DATE32:
      return FALayoutDay;
    case Type::DICTIONARY:
      switch (arrow::internal::checked_cast<const arrow::DictionaryType&>(layout).value_type()->id()) {
        case Type::DOUBLE:
          return FALayoutEncodedFloat64;
        case Type::INT32:
          return FALayoutEncodedInt32;
        case Type::INT64:
          return FALayoutEncodedInt64;
        case Type::DATE32:
          return FALayoutEncodedDay;
        default:
          return FALayoutText;
      }
    default:
      throw Failure{.status = FAStatusUnsupported, .message = "a column has a layout that is not supported"};
  }
}

Normaliser::Normaliser(const arrow::FieldVector& fields, const std::vector<Request>& requests) {
  arrow::FieldVector layouts;
  for (size_t i = 0; i < requests.size(); ++i) {
    layouts.push_back(arrow::field(fields[i]->name(), layout(*fields[i]->type(), requests[i].kind, fields[i]->name())));
  }
  schema_ = arrow::schema(std::move(layouts));
  dictionaries_.resize(requests.size());
}

Batch Normaliser::convert(const arrow::ArrayVector& columns, int64_t rows) {
  arrow::ArrayVector converted;
  converted.reserve(columns.size());
  for (size_t i = 0; i < columns.size(); ++i) {
    try {
      converted.push_back(convert(columns[i], i));
    } catch (Failure& failure) {
      if (failure.column.empty()) failure.column = schema_->field(static_cast<int>(i))->name();
      throw;
    }
  }
  return arrow::RecordBatch::Make(schema_, rows, std::move(converted));
}

ArrayPointer Normaliser::convert(const ArrayPointer& array, size_t index) {
  const auto& target = schema_->field(static_cast<int>(index))->type();
  if (array->type_id() == Type::EXTENSION) {
    return convert(arrow::internal::checked_cast<const arrow::ExtensionArray&>(*array).storage(), index);
  }
  if (array->type_id() == Type::DICTIONARY) return convertDictionary(array, index);
  check(array->ValidateFull());
  const bool isDecimal = arrow::is_decimal(array->type_id());
  if (!target->Equals(*keyType())) {
    if (array->type_id() == Type::UINT64) return bitsOfUnsigned(array);
    return isDecimal ? doublesOfDecimals(array) : cast(array, target);
  }
  if (isDecimal) return keysAsText(array, withoutTrailingZeros);
  if (array->type_id() == Type::TIMESTAMP) return keysAsText(array, shortMoment);
  if (array->type_id() == Type::UINT64) return keysAsText(array, [](std::string_view text) { return text; });
  if (array->type_id() == Type::NA) return take(arrow::MakeArrayOfNull(target, array->length()));
  if (array->type_id() == Type::BOOL) return keysOfBooleans(array);
  return take(arrow::compute::DictionaryEncode(arrow::Datum(cast(array, arrow::utf8())))).make_array();
}

ArrayPointer Normaliser::convertDictionary(const ArrayPointer& array, size_t index) {
  const auto& target = schema_->field(static_cast<int>(index))->type();
  const auto& encoded = arrow::internal::checked_cast<const arrow::DictionaryArray&>(*array);
  const ArrayPointer raw = encoded.dictionary();
  KnownDictionary& known = dictionaries_[index];
  if (!known.raw || !isSame(*known.raw->data(), *raw->data())) {
    check(raw->ValidateFull());
    known = {};
    const bool isPlainText = isTextId(raw->type_id()) && raw->null_count() == 0;
    known = {.raw = raw, .values = isPlainText ? cast(raw, arrow::utf8()) : nullptr};
  }
  const ArrayPointer indices = encoded.indices();
  check(indices->Validate());
  // Indices that point outside the dictionary are refused here, of whatever type they are.
  if (known.values && target->Equals(*keyType())) {
    return take(arrow::DictionaryArray::FromArrays(keyType(), cast(indices, arrow::int32()), known.values));
  }
  check(array->ValidateFull());
  const auto& type = arrow::internal::checked_cast<const arrow::DictionaryType&>(*array->type());
  return convert(cast(array, type.value_type()), index);
}

}  // namespace fidelity
