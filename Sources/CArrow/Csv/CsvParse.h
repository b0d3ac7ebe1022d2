// Text to columns: what one scan of a CSV file asks for, and how one block is parsed by it.
#pragma once

#include <arrow/csv/options.h>
#include <arrow/record_batch.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "Csv/CsvBlocks.h"
#include "Csv/CsvNumber.h"
#include "Source/Failure.h"
#include "Source/Source.h"

namespace fidelity::csv {

struct Plan {
  char delimiter = ',';
  NumberWriting writing;
  /// What the numbers of the file look like; null where nobody asks.
  std::shared_ptr<NumberFindings> findings;
  std::vector<std::string> names;
  std::vector<Request> requests;
  arrow::csv::ConvertOptions conversion;
  /// One field per request, in its layout.
  std::shared_ptr<arrow::Schema> schema;
};

/// The types that the columns of `text` look like: null, int64, double, date32, bool or utf8.
arrow::DataTypeVector inferTypes(const Plan& plan, std::string_view text);

Plan makePlan(
    const std::vector<std::string>& names, const Options& options, char delimiter, const ScanRequest& request);

/// Parses whole records. A failure of Arrow's comes back as its status.
arrow::Result<Batch> parse(const Plan& plan, std::string_view text);

/// The first fault of a block that does not parse: line, row within the block, column and value.
Failure diagnose(const Plan& plan, const Block& block, const arrow::Status& status);

/// The fault of a cell that goes on after its closing quotation mark.
Failure misquoted(std::string_view cell, size_t column, int64_t line, const std::vector<std::string>& names = {});

/// Throws where a cell goes on after its closing quotation mark: Arrow's parser would take `"2"3` for 23.
void refuseMisquoted(const Plan& plan, const Block& block);

/// Throws where a whole number beyond 2^53 was rounded: two ids would be one.
void refuseRounded(const Plan& plan, const Block& block, const arrow::RecordBatch& batch);

}  // namespace fidelity::csv
