#include "Csv/CsvParse.h"

#include <arrow/array.h>
#include <arrow/csv/converter.h>
#include <arrow/csv/parser.h>
#include <arrow/util/checked_cast.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "Source/Layout.h"
#include "Source/RecyclingPool.h"

namespace fidelity::csv {

namespace {

arrow::Result<std::unique_ptr<arrow::csv::BlockParser>> parseFields(const Plan& plan, std::string_view text) {
  if (std::memchr(text.data(), 0, text.size())) return arrow::Status::Invalid("a NUL byte");
  auto options = arrow::csv::ParseOptions::Defaults();
  options.delimiter = plan.delimiter;
  options.newlines_in_values = true;
  auto parser = std::make_unique<arrow::csv::BlockParser>(
      recyclingPool(), options, static_cast<int32_t>(plan.names.size()), -1, std::numeric_limits<int32_t>::max());
  uint32_t used = 0;
  ARROW_RETURN_NOT_OK(parser->ParseFinal(text, &used));
  if (used != text.size()) return arrow::Status::Invalid("the text of a block could not be parsed to its end");
  return parser;
}

/// A column of numbers of which some are written as people do; nothing where a cell is no number at all.
std::shared_ptr<arrow::Array> writtenNumbers(
    const Plan& plan, const arrow::csv::BlockParser& parser, int32_t column, NumberForms& forms) {
  const auto& missing = plan.conversion.null_values;
  std::vector<double> values;
  values.reserve(static_cast<size_t>(parser.num_rows()));
  const auto status = parser.VisitColumn(column, [&](const uint8_t* data, uint32_t size, bool, bool) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    double value = std::numeric_limits<double>::quiet_NaN();
    if (std::find(missing.begin(), missing.end(), text) == missing.end() &&
        !plainNumber(text, plan.writing.point, value)) {
      const auto written = forms.read(text, plan.writing, static_cast<int64_t>(values.size()));
      if (!written) return arrow::Status::Invalid("no number");
      value = *written;
    }
    values.push_back(value);
    return arrow::Status::OK();
  });
  if (!status.ok()) return nullptr;
  auto buffer = arrow::Buffer::FromVector(std::move(values));
  return std::make_shared<arrow::DoubleArray>(parser.num_rows(), std::move(buffer));
}

bool converts(
    const Plan& plan, const arrow::csv::BlockParser& parser, int32_t column,
    const std::shared_ptr<arrow::DataType>& type) {
  const auto converter = take(arrow::csv::Converter::Make(type, plan.conversion));
  const auto result = converter->Convert(parser, column);
  if (result.status().IsOutOfMemory()) throw std::bad_alloc();
  return result.ok();
}

std::shared_ptr<arrow::DataType> inferType(
    const Plan& plan, const arrow::csv::BlockParser& parser, int32_t column) {
  for (const auto& type : {arrow::null(), arrow::int64(), arrow::float64(), arrow::date32(), arrow::boolean()}) {
    if (converts(plan, parser, column, type)) return type;
  }
  NumberForms forms;
  return writtenNumbers(plan, parser, column, forms) ? arrow::float64() : arrow::utf8();
}

const std::shared_ptr<arrow::DataType>& layout(FAKind kind) {
  static const auto number = arrow::float64();
  return kind == FAKindNumber ? number : keyType();
}

}  // namespace

arrow::DataTypeVector inferTypes(const Plan& plan, std::string_view text) {
  arrow::DataTypeVector types(plan.names.size(), arrow::null());
  if (text.empty()) return types;
  const auto parser = take(parseFields(plan, text));
  for (size_t column = 0; column < types.size(); ++column) {
    types[column] = inferType(plan, *parser, static_cast<int32_t>(column));
  }
  return types;
}

Plan makePlan(
    const std::vector<std::string>& names, const Options& options, char delimiter, const ScanRequest& request) {
  Plan plan;
  plan.delimiter = delimiter;
  plan.names = names;
  plan.requests = request.columns;
  plan.conversion = arrow::csv::ConvertOptions::Defaults();
  plan.conversion.null_values = request.nullValues;
  // Keys are names, and a country may be called NA: the caller decides which texts of a key are missing.
  plan.conversion.strings_can_be_null = false;
  plan.conversion.decimal_point = options.decimalComma ? ',' : '.';
  plan.writing = {.point = plan.conversion.decimal_point, .thousands = options.thousands};
  arrow::FieldVector fields;
  for (const Request& asked : plan.requests) {
    fields.push_back(arrow::field(names[static_cast<size_t>(asked.column)], layout(asked.kind)));
  }
  plan.schema = arrow::schema(std::move(fields));
  return plan;
}

arrow::Result<Batch> parse(const Plan& plan, std::string_view text) {
  ARROW_ASSIGN_OR_RAISE(const auto parser, parseFields(plan, text));
  arrow::ArrayVector columns;
  columns.reserve(plan.requests.size());
  for (const Request& asked : plan.requests) {
    ARROW_ASSIGN_OR_RAISE(const auto converter, arrow::csv::Converter::Make(layout(asked.kind), plan.conversion));
    auto column = converter->Convert(*parser, asked.column);
    NumberForms forms;
    if (!column.ok() && !column.status().IsOutOfMemory() && asked.kind == FAKindNumber) {
      if (auto written = writtenNumbers(plan, *parser, asked.column, forms)) column = std::move(written);
    }
    ARROW_RETURN_NOT_OK(column.status());
    columns.push_back(std::move(column).ValueUnsafe());
    if (asked.kind != FAKindNumber || !plan.findings) continue;
    const auto& name = plan.names[static_cast<size_t>(asked.column)];
    const auto& numbers = arrow::internal::checked_cast<const arrow::DoubleArray&>(*columns.back());
    // Missing ones of Arrow's are nulls.
    std::vector<double> values(static_cast<size_t>(numbers.length()), std::numeric_limits<double>::quiet_NaN());
    for (int64_t i = 0; i < numbers.length(); ++i) {
      if (numbers.IsValid(i)) values[static_cast<size_t>(i)] = numbers.Value(i);
    }
    plan.findings->take(static_cast<size_t>(asked.column), name, forms, values.data(), numbers.length());
  }
  return arrow::RecordBatch::Make(plan.schema, parser->num_rows(), std::move(columns));
}

}  // namespace fidelity::csv
