#include "Source/ColumnType.h"

#include <arrow/type_traits.h>

#include "Source/Failure.h"
#include "Source/Layout.h"

namespace fidelity {

namespace {

using arrow::Type;
using arrow::internal::checked_cast;

FATimeUnit unit(arrow::TimeUnit::type unit) {
  switch (unit) {
    case arrow::TimeUnit::SECOND:
      return FATimeUnitSecond;
    case arrow::TimeUnit::MILLI:
      return FATimeUnitMillisecond;
    case arrow::TimeUnit::MICRO:
      return FATimeUnitMicrosecond;
    case arrow::TimeUnit::NANO:
      return FATimeUnitNanosecond;
  }
  return FATimeUnitSecond;
}

void takeNumber(const arrow::DataType& type, FAColumnType& result) {
  if (arrow::is_decimal(type.id())) {
    const auto& decimal = checked_cast<const arrow::DecimalType&>(type);
    result.kind = FATypeKindDecimal;
    result.precision = decimal.precision();
    result.scale = decimal.scale();
  } else {
    result.kind = arrow::is_integer(type.id()) ? FATypeKindInteger : FATypeKindReal;
    result.is_signed = !arrow::is_unsigned_integer(type.id());
    result.bits = type.bit_width();
  }
}

}  // namespace

FAColumnType columnType(const arrow::DataType& type) {
  FAColumnType result{};
  result.kind = FATypeKindOther;
  result.is_factor = type.id() == Type::DICTIONARY;
  result.is_ordered = result.is_factor && checked_cast<const arrow::DictionaryType&>(type).ordered();
  copyText(printable(type.ToString()), result.name);
  const arrow::DataType& values = valueType(type);
  switch (values.id()) {
    case Type::NA:
      result.kind = FATypeKindNull;
      break;
    case Type::BOOL:
      result.kind = FATypeKindBoolean;
      break;
    case Type::STRING:
    case Type::LARGE_STRING:
    case Type::STRING_VIEW:
      result.kind = FATypeKindText;
      break;
    case Type::DATE32:
    case Type::DATE64:
      result.kind = FATypeKindDate;
      break;
    case Type::TIMESTAMP: {
      const auto& timestamp = checked_cast<const arrow::TimestampType&>(values);
      result.kind = FATypeKindTimestamp;
      result.unit = unit(timestamp.unit());
      copyText(printable(timestamp.timezone()), result.time_zone);
      break;
    }
    case Type::TIME32:
    case Type::TIME64:
      result.kind = FATypeKindTimeOfDay;
      result.unit = unit(checked_cast<const arrow::TimeType&>(values).unit());
      break;
    case Type::DURATION:
      result.kind = FATypeKindDuration;
      result.unit = unit(checked_cast<const arrow::DurationType&>(values).unit());
      break;
    default:
      if (arrow::is_numeric(values.id()) || arrow::is_decimal(values.id())) {
        takeNumber(values, result);
      } else if (isText(values)) {
        result.kind = FATypeKindBytes;
      }
  }
  return result;
}

}  // namespace fidelity
