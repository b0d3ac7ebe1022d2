// How anything fails inside the shim: a Failure is thrown, and becomes an FAError where C begins.
#pragma once

#include <arrow/result.h>
#include <arrow/status.h>

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <new>
#include <string>
#include <string_view>
#include <utility>

#include "fidelity_arrow.h"

namespace fidelity {

struct Failure {
  FAStatus status = FAStatusMalformed;
  std::string message{};
  FAProblem problem = FAProblemOther;
  int64_t line = 0;
  /// Counted from the first row of the block at hand; whoever reads the parts adds the rows before it.
  int64_t row = 0;
  int32_t columnsExpected = 0;
  int32_t columnsFound = 0;
  std::string column{};
  std::string value{};
  /// In place of a line: the cell of a workbook, visits!C17.
  std::string cell{};
};

/// `status` as a Failure; what Arrow's code does not settle is `otherwise`.
Failure failure(const arrow::Status& status, FAStatus otherwise);

/// The failure of a system call on a path, from its errno.
Failure failure(int systemError, FAStatus otherwise);

inline void check(const arrow::Status& status, FAStatus otherwise = FAStatusMalformed) {
  if (!status.ok()) throw failure(status, otherwise);
}

template <class Value>
Value take(arrow::Result<Value> result, FAStatus otherwise = FAStatusMalformed) {
  if (!result.ok()) throw failure(result.status(), otherwise);
  return std::move(result).ValueUnsafe();
}

/// The exception being handled, as a Failure: call it inside a catch block only.
Failure currentFailure() noexcept;

/// Text that is surely UTF-8 and free of control characters: other bytes become \xHH.
std::string printable(std::string_view text, size_t limit = 200);

bool isUTF8(std::string_view text);

/// Copies a text into a field of C, cut where it has to be, not inside a character.
template <size_t capacity>
void copyText(std::string_view text, char (&field)[capacity]) noexcept {
  size_t length = std::min(text.size(), capacity - 1);
  while (length < text.size() && length > 0 && (static_cast<unsigned char>(text[length]) & 0xC0) == 0x80) --length;
  std::memcpy(field, text.data(), length);
  field[length] = 0;
}

void report(const Failure& failure, FAError* error) noexcept;

/// Runs `body` and turns what it throws into `error`.
template <class Body>
FAStatus guarded(FAError* error, Body body) noexcept {
  report(Failure{.status = FAStatusOK}, error);
  try {
    body();
    return FAStatusOK;
  } catch (...) {
    const Failure what = currentFailure();
    report(what, error);
    return what.status;
  }
}

}  // namespace fidelity
