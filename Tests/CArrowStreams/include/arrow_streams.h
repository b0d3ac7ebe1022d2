// Streams of the Arrow C stream interface as other programs hand them over: Arrow C++ itself makes them, for tests.
// Every function returns whether it could, and gives the address of an ArrowArrayStream in `out`, which the caller has
// allocated.
#ifndef ARROW_STREAMS_H
#define ARROW_STREAMS_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__clang__)
#pragma clang assume_nonnull begin
#endif

/// One column `x` of the named type, one batch for each line: a JSON array. Dictionaries differ from batch to batch.
bool as_values(const char *type, const char *lines, void *out);

/// The columns of a CSV (all of them text but those named `n`), Parquet or Arrow file, as Arrow's own reader has them,
/// in batches of at most so many rows.
bool as_file(const char *path, char delimiter, int64_t batch_rows, void *out);

/// `count` batches of a thousand rows of a column `x` of numbers 1, 2, ..., after which the stream fails with a
/// message; where that is null, without a word.
bool as_failing(int32_t count, const char *_Nullable message, void *out);

/// A stream without batches, of the columns `x` (float64) and `k` (utf8).
bool as_empty(void *out);

/// A column `x` that is not what it says: "index" (outside its dictionary), "offsets" (descending), "utf8" (not UTF-8),
/// "short" (fewer rows than its batch), "nulls" (another number of them), and one that is: "unaligned" (1.5, 2.5, ...,
/// at an odd address).
bool as_odd(const char *kind, void *out);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#ifdef __cplusplus
}
#endif

#endif  // ARROW_STREAMS_H
