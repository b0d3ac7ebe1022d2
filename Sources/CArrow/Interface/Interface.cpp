// The C functions: arguments checked, exceptions caught.
#include <arrow/c/bridge.h>
#include <arrow/config.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#ifdef __GLIBC__
#include <malloc.h>
#endif

#include "Csv/CsvForms.h"
#include "Csv/CsvNumber.h"
#include "Source/ColumnType.h"
#include "Source/Failure.h"
#include "Source/Layout.h"
#include "Source/Source.h"
#include "Workbook/Sheet.h"
#include "fidelity_arrow.h"

using namespace fidelity;

struct FASource {
  std::shared_ptr<Source> source;
  /// Texts that were handed out.
  std::string notices{};
  std::string label{};
};

struct FAParts {
  std::unique_ptr<Parts> parts;
};

namespace {

ScanRequest requestOf(
    const Source& table, const int32_t* columns, const FAKind* kinds, int32_t count, const char* const* nullValues,
    int32_t nullCount) {
  ScanRequest request;
  for (int32_t i = 0; i < count; ++i) {
    if (columns[i] < 0 || columns[i] >= static_cast<int32_t>(table.names().size())) {
      throw Failure{.status = FAStatusUnsupported, .message = "there is no column " + std::to_string(columns[i])};
    }
    request.columns.push_back({.column = columns[i], .kind = kinds[i]});
  }
  for (int32_t i = 0; i < nullCount; ++i) request.nullValues.emplace_back(nullValues[i]);
  if (nullCount <= 0) request.nullValues.emplace_back();
  return request;
}

/// Hands batches over through the C data interface.
class ExportOutlet final : public Outlet {
 public:
  ExportOutlet(bool (*take)(void*, ArrowArray*), void* context) : take_(take), context_(context) {}

  bool push(Batch batch) override {
    ArrowArray array;
    check(arrow::ExportRecordBatch(*batch, &array));
    batch.reset();
    return take_(context_, &array);
  }

 private:
  bool (*take_)(void*, ArrowArray*);
  void* context_;
};

}  // namespace

const char* fa_error_column(const FAError* error) { return error->column; }
const char* fa_error_value(const FAError* error) { return error->value; }
const char* fa_error_cell(const FAError* error) { return error->cell; }
const char* fa_error_message(const FAError* error) { return error->message; }

const char* fa_type_time_zone(const FAColumnType* type) { return type->time_zone; }
const char* fa_type_name(const FAColumnType* type) { return type->name; }

FAStatus fa_open(const char* path, const FAOptions* options, FASource** out, FAError* error) {
  *out = nullptr;
  return guarded(error, [&] {
    const Options given{
        .delimiter = static_cast<char>(options->delimiter),
        .decimalComma = options->decimal_comma,
        .thousands = static_cast<char>(options->thousands),
        .encoding = options->encoding,
        .escape = options->escape,
        .skip = static_cast<int64_t>(options->skip) - 1,
        .headerRows = options->header_rows - 1,
        .sheetName = options->sheet != nullptr ? options->sheet : "",
        .cells = options->cells != nullptr ? options->cells : "",
        .observer = {.take = options->observe, .context = options->observer},
    };
    auto opened = std::make_unique<FASource>(Source::open(path, given));
    *out = opened.release();
  });
}

FAStatus fa_open_stream(ArrowArrayStream* stream, bool keep, FASource** out, FAError* error) {
  *out = nullptr;
  return guarded(error, [&] {
    auto opened = std::make_unique<FASource>(openStream(stream, keep));
    *out = opened.release();
  });
}

void fa_close(FASource* source) { delete source; }

FAFormat fa_format(const FASource* source) { return source->source->format(); }

uint8_t fa_delimiter(const FASource* source) { return static_cast<uint8_t>(source->source->delimiter()); }

FAEncoding fa_encoding(const FASource* source) { return source->source->encoding(); }

bool fa_has_backslashes(const FASource* source) { return source->source->hasBackslashes(); }

int64_t fa_first_row_line(const FASource* source) { return source->source->firstRowLine(); }

const char* fa_notices(FASource* source) {
  try {
    std::string joined;
    for (const std::string& notice : source->source->notices()->all()) joined += notice + '\n';
    source->notices = std::move(joined);
    return source->notices.c_str();
  } catch (...) {
    return "";
  }
}

const char* fa_header_advice(const FASource* source) { return source->source->headerAdvice().c_str(); }

const char* fa_sheet_advice(const FASource* source) { return source->source->sheetAdvice().c_str(); }

int32_t fa_total_rows(const FASource* source, int64_t* rows, int32_t capacity) {
  try {
    const auto found = source->source->notices()->rows();
    for (size_t i = 0; i < found.size() && i < static_cast<size_t>(std::max(capacity, 0)); ++i) rows[i] = found[i];
    return static_cast<int32_t>(found.size());
  } catch (...) {
    return 0;
  }
}

void fa_forget_total_row(FASource* source, int64_t row) {
  try {
    source->source->notices()->forget(row);
  } catch (...) {
    // What is said too much harms nobody.
  }
}

bool fa_number_forms(
    const uint8_t* text, int64_t length, int64_t end, bool is_cut, uint8_t delimiter, uint8_t point,
    FANumberForm* columns, int32_t column_count) {
  const std::string_view whole(reinterpret_cast<const char*>(text), static_cast<size_t>(length));
  return csv::numberForms(
      whole, static_cast<size_t>(std::min(end, length)), is_cut, static_cast<char>(delimiter),
      static_cast<char>(point), columns, static_cast<size_t>(column_count));
}

bool fa_written_number(const char* text, int64_t length, char point, char thousands, FAWrittenNumber* out) {
  try {
    const std::string_view whole(text, static_cast<size_t>(length));
    const auto number = csv::writtenNumber(whole, {.point = point, .thousands = thousands});
    if (!number) return false;
    const auto isDigit = [](char character) { return character >= '0' && character <= '9'; };
    *out = {
        .has_thousands = number->hasThousands,
        .is_percentage = number->isPercent,
        .is_whole = !number->isPercent && number->text.find_first_not_of("-0123456789") == std::string::npos,
        .digits = static_cast<int32_t>(std::count_if(number->text.begin(), number->text.end(), isDigit)),
    };
    return true;
  } catch (...) {
    return false;
  }
}

const char* fa_column_label(FASource* source, int32_t column) {
  try {
    source->label = source->source->label(static_cast<size_t>(column));
    return source->label.c_str();
  } catch (...) {
    return "";
  }
}

int32_t fa_column_count(const FASource* source) { return static_cast<int32_t>(source->source->names().size()); }

const char* fa_column_name(const FASource* source, int32_t column) {
  const auto& names = source->source->names();
  const auto index = static_cast<size_t>(column);
  return index < names.size() ? names[index].c_str() : "";
}

void fa_column_type(FASource* source, int32_t column, FAColumnType* out) {
  *out = {};
  try {
    const auto& types = source->source->types();
    const auto index = static_cast<size_t>(column);
    if (index < types.size() && types[index]) *out = columnType(*types[index]);
  } catch (...) {
    // Nobody can tell.
  }
}

int64_t fa_row_count(FASource* source) {
  try {
    return source->source->rowCount();
  } catch (...) {
    return -1;
  }
}

const char* fa_sheet_name(const FASource* source) {
  const auto& sheet = source->source->sheet();
  return sheet ? sheet->name().c_str() : "";
}

bool fa_sheet_cell(const FASource* source, int64_t row, int32_t column, char* out, int32_t capacity) {
  const auto& sheet = source->source->sheet();
  if (!sheet || capacity <= 0) return false;
  try {
    const int64_t place = sheet->rowOfData(row);
    if (place == 0) return false;
    const std::string name = sheet->cell(place, column);
    if (name.size() >= static_cast<size_t>(capacity)) return false;
    std::memcpy(out, name.c_str(), name.size() + 1);
    return true;
  } catch (...) {
    return false;
  }
}

int64_t fa_total_bytes(const FASource* source) { return source->source->totalBytes(); }

int64_t fa_file_bytes(const FASource* source, int64_t position, uint8_t* out, int64_t size) {
  const auto& file = source->source->file();
  if (!file || !file->isRegular()) return -1;
  const auto count = file->readAt(position, size, out);
  return count.ok() ? *count : -1;
}

FAStatus fa_check_unchanged(const FASource* source, FAError* error) {
  return guarded(error, [&] {
    if (const auto& file = source->source->file()) file->checkUnchanged();
  });
}

int64_t fa_bytes_done(const FASource* source) {
  return source->source->progress()->bytesDone.load(std::memory_order_relaxed);
}

void fa_cancel(FASource* source) { source->source->progress()->cancelled = true; }

FAStatus fa_parts(
    FASource* source, const int32_t* columns, const FAKind* kinds, int32_t count, const char* const* null_values,
    int32_t null_count, int32_t workers, FAParts** out, FALayout* layouts, FAError* error) {
  *out = nullptr;
  return guarded(error, [&] {
    Source& table = *source->source;
    auto opened = std::make_unique<FAParts>(
        table.parts(requestOf(table, columns, kinds, count, null_values, null_count), workers));
    const auto& schema = *opened->parts->schema();
    for (int i = 0; i < schema.num_fields(); ++i) layouts[i] = layoutCode(*schema.field(i)->type());
    *out = opened.release();
  });
}

void fa_parts_close(FAParts* parts) { delete parts; }

FAStatus fa_next_part(FAParts* parts, int32_t worker, bool* found, int64_t* first_row, FAError* error) {
  *found = false;
  *first_row = 0;
  return guarded(error, [&] {
    const auto first = parts->parts->next(worker);
    *found = first.has_value();
    *first_row = first.value_or(0);
  });
}

FAStatus fa_read_part(
    FAParts* parts, int32_t worker, bool (*take)(void*, ArrowArray*), void* context, FAError* error) {
  return guarded(error, [&] {
    ExportOutlet outlet(take, context);
    parts->parts->read(worker, outlet);
  });
}

void fa_keep_freed_memory() {
#ifdef __GLIBC__
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 512 << 20);
  // Arrow's own allocator clears huge pages for small blocks of every thread. Read when memory is first needed.
  setenv("ARROW_DEFAULT_MEMORY_POOL", "system", 0);
#endif
}

const char* fa_version() { return arrow::GetBuildInfo().version_string.c_str(); }
