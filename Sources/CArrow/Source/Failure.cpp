#include "Source/Failure.h"

#include <arrow/util/io_util.h>
#include <arrow/util/utf8.h>
#include <parquet/exception.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstdio>
#include <exception>
#include <system_error>

namespace fidelity {

Failure failure(int systemError, FAStatus otherwise) {
  FAStatus status = otherwise;
  switch (systemError) {
    case ENOENT:
    case ENOTDIR:
      status = otherwise == FAStatusCannotWrite ? FAStatusCannotWrite : FAStatusNotFound;
      break;
    case EISDIR:
      status = FAStatusIsDirectory;
      break;
    case EACCES:
    case EPERM:
      status = otherwise == FAStatusCannotWrite ? FAStatusCannotWrite : FAStatusNotReadable;
      break;
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      status = FAStatusNoSpace;
      break;
    case ENOMEM:
      status = FAStatusOutOfMemory;
      break;
    case ECANCELED:
      status = FAStatusCancelled;
      break;
    default:
      break;
  }
  return {.status = status, .message = std::generic_category().message(systemError)};
}

namespace {

/// What libraries below Arrow say where they get no memory: zlib, bzip2, zstd, lz4, the system. Only of failures that
/// say nothing about values, since those quote them.
bool tellsOfMemory(const arrow::Status& status) {
  if (!status.IsIOError() && !status.IsUnknownError()) return false;
  std::string text = status.message();
  std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
  for (const char* words :
       {"out of memory", "not enough memory", "insufficient memory", "cannot allocate memory", "allocation error",
        "allocation_failed", "bad_alloc", "mem_error", "failed to launch worker thread"}) {
    if (text.find(words) != std::string::npos) return true;
  }
  return false;
}

}  // namespace

Failure failure(const arrow::Status& status, FAStatus otherwise) {
  if (status.IsOutOfMemory()) return {.status = FAStatusOutOfMemory, .message = "not enough memory"};
  if (status.IsCancelled()) return {.status = FAStatusCancelled, .message = "cancelled"};
  if (const int systemError = arrow::internal::ErrnoFromStatus(status)) {
    return failure(systemError, otherwise == FAStatusCannotWrite ? otherwise : FAStatusNotReadable);
  }
  if (tellsOfMemory(status)) return {.status = FAStatusOutOfMemory, .message = "not enough memory"};
  std::string text = status.message();
  // Arrow appends the place in its own source on further lines.
  text = printable(text.substr(0, text.find('\n')), 600);
  return {.status = status.IsNotImplemented() ? FAStatusUnsupported : otherwise, .message = std::move(text)};
}

Failure currentFailure() noexcept {
  try {
    try {
      throw;
    } catch (const Failure& known) {
      return known;
    } catch (const parquet::ParquetStatusException& error) {
      // What Arrow said to the Parquet library: no memory, or what a file or disk has failed at.
      return failure(error.status(), FAStatusMalformed);
    } catch (const std::bad_alloc&) {
      return {.status = FAStatusOutOfMemory, .message = "not enough memory"};
    } catch (const std::length_error&) {
      return {.status = FAStatusOutOfMemory, .message = "not enough memory"};
    } catch (const std::system_error& error) {
      return {.status = FAStatusOutOfMemory, .message = printable(error.what(), 600)};
    } catch (const std::exception& error) {
      // What the Parquet library throws: it speaks about the file.
      return {.status = FAStatusMalformed, .message = printable(error.what(), 600)};
    } catch (...) {
      return {.status = FAStatusMalformed, .message = "unknown failure"};
    }
  } catch (...) {
    return {.status = FAStatusOutOfMemory};
  }
}

bool isUTF8(std::string_view text) {
  arrow::util::InitializeUTF8();
  return arrow::util::ValidateUTF8(text);
}

std::string printable(std::string_view text, size_t limit) {
  const bool cut = text.size() > limit;
  if (cut) {
    // Not inside a character: a continuation byte begins with the bits 10.
    while (limit > 0 && (static_cast<unsigned char>(text[limit]) & 0xC0) == 0x80) --limit;
    text = text.substr(0, limit);
  }
  const bool whole = isUTF8(text);
  std::string result;
  for (const char character : text) {
    const auto byte = static_cast<unsigned char>(character);
    if (byte == '\n') {
      result += "\\n";
    } else if (byte == '\r') {
      result += "\\r";
    } else if (byte == '\t') {
      result += "\\t";
    } else if (byte < 0x20 || byte == 0x7F || (!whole && byte >= 0x80)) {
      char escape[8];
      std::snprintf(escape, sizeof escape, "\\x%02X", byte);
      result += escape;
    } else {
      result += character;
    }
  }
  if (cut) result += "...";
  return result;
}

void report(const Failure& failure, FAError* error) noexcept {
  if (error == nullptr) return;
  error->status = failure.status;
  error->problem = failure.problem;
  error->line = failure.line;
  error->row = failure.row;
  error->columns_expected = failure.columnsExpected;
  error->columns_found = failure.columnsFound;
  copyText(failure.column, error->column);
  copyText(failure.value, error->value);
  copyText(failure.cell, error->cell);
  copyText(failure.message.empty() && failure.status == FAStatusOutOfMemory ? "not enough memory" : failure.message,
           error->message);
}

}  // namespace fidelity
