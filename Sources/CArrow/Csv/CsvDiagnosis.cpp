// Finds the exact place of a fault in a block that did not parse. The parser itself judges: the records of the block
// are halved until one is left, so that what is blamed is what failed, whatever Arrow's rules for numbers are.
#include <arrow/array.h>
#include <arrow/csv/converter.h>

#include <algorithm>
#include <cmath>
#include <cstring>

#include "Csv/CsvParse.h"
#include "Csv/CsvText.h"

namespace fidelity::csv {

namespace {

std::string columnName(const Plan& plan, size_t column) {
  return column < plan.names.size() ? plan.names[column] : std::string();
}

std::string fields(int64_t count) { return std::to_string(count) + (count == 1 ? " field" : " fields"); }

Failure columnCountFailure(const Plan& plan, std::string_view record, const std::vector<Field>& found) {
  const auto expected = static_cast<int32_t>(plan.names.size());
  const auto count = static_cast<int32_t>(found.size());
  Failure failure{
      .message = "expected " + fields(expected) + " as in the header, found " + std::to_string(count),
      .problem = FAProblemColumnCount,
      .columnsExpected = expected,
      .columnsFound = count,
      .value = printable(record, 60),
  };
  const int64_t lines = countLines(record);
  if (lines > 0) {
    failure.message += "; the record runs over " + std::to_string(lines + 1) +
                       " lines inside quotation marks: perhaps one is not closed";
  } else if (count > expected && std::all_of(found.begin() + expected, found.end(), [](const Field& field) {
               return field.begin == field.end;
             })) {
    failure.message += count == expected + 1 ? " (the last one empty)" : " (the last ones empty)";
  }
  return failure;
}

/// The field in which the byte at `position` lies.
size_t fieldAt(const std::vector<Field>& found, size_t position) {
  size_t index = 0;
  while (index + 1 < found.size() && position > found[index].end) ++index;
  return index;
}

/// What is wrong with one record, which begins at `begin` of `text`, and where in `text` it is.
struct Finding {
  Failure failure;
  size_t position = 0;
};

Finding judge(const Plan& plan, std::string_view text, const Record& record, const arrow::Status& status) {
  std::vector<Field> found;
  recordAt(text, record.begin, plan.delimiter, &found);
  const auto content = text.substr(record.begin, record.end - record.begin);
  const auto fieldText = [&](size_t index) {
    return text.substr(found[index].begin, found[index].end - found[index].begin);
  };
  if (const size_t nul = content.find('\0'); nul != std::string_view::npos) {
    const size_t index = fieldAt(found, record.begin + nul);
    return {
        {.message = "a NUL byte: not a text file in UTF-8",
         .problem = FAProblemNulByte,
         .column = columnName(plan, index),
         .value = printable(fieldText(index), 60)},
        record.begin + nul};
  }
  if (found.size() != plan.names.size()) return {columnCountFailure(plan, content, found), record.begin};
  for (const Request& asked : plan.requests) {
    Plan single = plan;
    single.requests = {asked};
    single.schema = arrow::schema({plan.schema->field(static_cast<int>(&asked - plan.requests.data()))});
    if (parse(single, text.substr(record.begin, record.next - record.begin)).ok()) continue;
    const auto index = static_cast<size_t>(asked.column);
    const std::string value = unquoted(fieldText(index));
    Failure failure{.column = columnName(plan, index), .value = printable(value, 200)};
    if (!isUTF8(value)) {
      failure.problem = FAProblemEncoding;
      failure.message = "\"" + printable(value, 60) + "\" is not UTF-8";
    } else {
      failure.problem = FAProblemNotANumber;
      failure.message = "\"" + printable(value, 60) + "\" is not a number";
    }
    return {std::move(failure), found[index].begin};
  }
  return {fidelity::failure(status, FAStatusMalformed), record.begin};
}

}  // namespace

Failure misquoted(std::string_view cell, size_t column, int64_t line, const std::vector<std::string>& names) {
  Failure failure{
      .message = "text follows the quotation mark that closes the cell",
      .problem = FAProblemMisquoted,
      .line = line,
      .column = column < names.size() ? names[column] : std::string(),
      .value = printable(cell, 60),
  };
  if (cell.find("\\\"") != std::string_view::npos) {
    failure.message += "; a backslash before it means nothing in CSV, unless escape says so";
  }
  return failure;
}

void refuseMisquoted(const Plan& plan, const Block& block) {
  const std::string_view text = block.text;
  const auto quote = misquotedField(text, plan.delimiter);
  if (!quote) return;
  std::vector<Field> found;
  int64_t row = 0;
  for (size_t position = 0; position < text.size();) {
    const Record record = recordAt(text, position, plan.delimiter, &found);
    position = record.next;
    if (!record.isBlank()) ++row;
    if (position <= *quote) continue;
    const size_t column = fieldAt(found, *quote);
    const std::string_view cell = text.substr(*quote, found[column].end - *quote);
    Failure failure = misquoted(cell, column, block.firstLine + countLines(text.substr(0, *quote)), plan.names);
    failure.row = row;
    throw failure;
  }
}

void refuseRounded(const Plan& plan, const Block& block, const arrow::RecordBatch& batch) {
  std::vector<std::pair<size_t, const double*>> large;
  for (size_t i = 0; i < plan.requests.size(); ++i) {
    if (plan.requests[i].kind != FAKindNumber) continue;
    const auto& numbers = arrow::internal::checked_cast<const arrow::DoubleArray&>(*batch.column(static_cast<int>(i)));
    const double* values = numbers.raw_values();
    const bool isLarge = std::any_of(values, values + numbers.length(), [](double value) {
      return std::fabs(value) >= 0x1p53;
    });
    if (isLarge) large.emplace_back(static_cast<size_t>(plan.requests[i].column), values);
  }
  if (large.empty()) return;
  std::vector<Field> found;
  int64_t row = 0;
  for (size_t position = 0; position < block.text.size() && row < batch.num_rows();) {
    const Record record = recordAt(block.text, position, plan.delimiter, &found);
    position = record.next;
    if (record.isBlank()) continue;
    for (const auto& [column, values] : large) {
      if (!(std::fabs(values[row]) >= 0x1p53) || column >= found.size()) continue;
      const Field& field = found[column];
      const std::string value = unquoted(block.text.substr(field.begin, field.end - field.begin));
      const auto written = writtenNumber(value, plan.writing);
      if (!isRoundedWhole(value, values[row]) && !(written && isRoundedWhole(written->text, values[row]))) continue;
      throw Failure{
          .message = "\"" + printable(value, 60) + "\" would be rounded",
          .problem = FAProblemRounded,
          .line = block.firstLine + countLines(block.text.substr(0, field.begin)),
          .row = row + 1,
          .column = columnName(plan, column),
          .value = printable(value, 200),
      };
    }
    ++row;
  }
}

Failure diagnose(const Plan& whole, const Block& block, const arrow::Status& status) {
  // What is tried here is no finding.
  Plan plan = whole;
  plan.findings = nullptr;
  if (status.IsOutOfMemory() || status.IsCancelled()) return failure(status, FAStatusMalformed);
  std::vector<Record> records;
  for (size_t position = 0; position < block.text.size(); position = records.back().next) {
    records.push_back(recordAt(block.text, position, plan.delimiter));
  }
  std::erase_if(records, [](const Record& record) { return record.isBlank(); });
  size_t low = 0;
  size_t high = records.size();
  while (high - low > 1) {
    const size_t middle = low + (high - low) / 2;
    const size_t begin = records[low].begin;
    const auto half = parse(plan, block.text.substr(begin, records[middle - 1].next - begin));
    if (half.status().IsOutOfMemory()) return failure(half.status(), FAStatusMalformed);
    (half.ok() ? low : high) = middle;
  }
  if (records.empty()) {
    Failure unknown = failure(status, FAStatusMalformed);
    unknown.line = block.firstLine;
    return unknown;
  }
  Finding finding = judge(plan, block.text, records[low], status);
  finding.failure.line = block.firstLine + countLines(block.text.substr(0, finding.position));
  finding.failure.row = static_cast<int64_t>(low) + 1;
  return std::move(finding.failure);
}

}  // namespace fidelity::csv
