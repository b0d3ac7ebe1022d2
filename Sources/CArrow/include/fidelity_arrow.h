// The door between Swift and Arrow C++: opens CSV, Parquet and Arrow files and hands their columns over through the
// Arrow C Data Interface (https://arrow.apache.org/docs/format/CDataInterface.html). Plain C; no exception crosses it.
#ifndef FIDELITY_ARROW_H
#define FIDELITY_ARROW_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__clang__)
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wnullability-completeness"
#endif

#ifndef ARROW_C_DATA_INTERFACE
#define ARROW_C_DATA_INTERFACE

#define ARROW_FLAG_DICTIONARY_ORDERED 1
#define ARROW_FLAG_NULLABLE 2
#define ARROW_FLAG_MAP_KEYS_SORTED 4

struct ArrowSchema {
  const char *format;
  const char *name;
  const char *metadata;
  int64_t flags;
  int64_t n_children;
  struct ArrowSchema **children;
  struct ArrowSchema *dictionary;
  void (*release)(struct ArrowSchema *);
  void *private_data;
};

struct ArrowArray {
  int64_t length;
  int64_t null_count;
  int64_t offset;
  int64_t n_buffers;
  int64_t n_children;
  const void **buffers;
  struct ArrowArray **children;
  struct ArrowArray *dictionary;
  void (*release)(struct ArrowArray *);
  void *private_data;
};

#endif  // ARROW_C_DATA_INTERFACE

#ifndef ARROW_C_STREAM_INTERFACE
#define ARROW_C_STREAM_INTERFACE

struct ArrowArrayStream {
  int (*get_schema)(struct ArrowArrayStream *, struct ArrowSchema *out);
  int (*get_next)(struct ArrowArrayStream *, struct ArrowArray *out);
  const char *(*get_last_error)(struct ArrowArrayStream *);
  void (*release)(struct ArrowArrayStream *);
  void *private_data;
};

#endif  // ARROW_C_STREAM_INTERFACE

#if defined(__clang__)
#pragma clang diagnostic pop
#define FA_ENUM(name) enum __attribute__((enum_extensibility(closed))) name : int32_t
#define FA_NULLABLE _Nullable
#pragma clang assume_nonnull begin
#else
#define FA_ENUM(name) enum name
#define FA_NULLABLE
#endif

/// What came of a call.
typedef FA_ENUM(FAStatus) {
  FAStatusOK = 0,
  FAStatusNotFound,
  FAStatusIsDirectory,
  FAStatusNotReadable,
  FAStatusMalformed,    ///< The data are not what the format, or the requested kind of a column, asks for.
  FAStatusUnsupported,  ///< Well formed, but nothing we read or write.
  FAStatusCannotWrite,
  FAStatusNoSpace,
  FAStatusOutOfMemory,
  FAStatusCancelled,
} FAStatus;

/// What is wrong with malformed data, where it is one of the faults that a person can mend in the file.
typedef FA_ENUM(FAProblem) {
  FAProblemOther = 0,
  FAProblemEmptyFile,
  FAProblemNotANumber,      ///< `column`, `value`, `line`, `row`
  FAProblemColumnCount,     ///< `columns_expected`, `columns_found`, `line`, `row`
  FAProblemOpenQuote,       ///< `line` of the quotation mark that is never closed, `column`, `row`
  FAProblemRecordTooLong,   ///< `line`, `row`: one record exceeds 256 MiB
  FAProblemEncoding,        ///< Not UTF-8: `line`, `row`, `column`, `value` (bytes as \xHH)
  FAProblemNulByte,         ///< `line`, `row`, `column`, `value`
  FAProblemColumnType,         ///< A column requested as a kind that its type in the file does not serve: `column`
} FAProblem;

/// The story of a failure. `message` is part of an English sentence, without line, row and file name: those the caller
/// adds.
typedef struct FAError {
  int32_t status;    ///< FAStatus
  int32_t problem;   ///< FAProblem
  int64_t line;      ///< Physical line of a text file, 1 = first; 0 = unknown.
  int64_t row;       ///< Data row, 1-based, header and blank lines not counted; 0 = unknown.
  int32_t columns_expected;
  int32_t columns_found;
  char column[256];
  char value[256];
  char message[1024];
} FAError;

/// The texts of `error` as C strings (UTF-8), valid as long as `error` is.
const char *fa_error_column(const FAError *error);
const char *fa_error_value(const FAError *error);
const char *fa_error_message(const FAError *error);

typedef FA_ENUM(FAFormat) {
  FAFormatAuto = 0,  ///< By the file's first bytes, then by its extension.
  FAFormatCSV,       ///< Delimited text, plain or in gzip, zstd or bzip2 (told by its first bytes).
  FAFormatParquet,
  FAFormatArrow,     ///< Arrow IPC, file (also Feather 2) or stream.
} FAFormat;

typedef FA_ENUM(FACompression) {
  FACompressionNone = 0,
  FACompressionSnappy,
  FACompressionZstd,
  FACompressionLZ4,
} FACompression;

/// What a requested column is read as; see `fa_scan`.
typedef FA_ENUM(FAKind) {
  FAKindAuto = 0,
  FAKindNumber,
  FAKindKey,
  FAKindText,
} FAKind;

/// All zero is a good default.
typedef struct FAOptions {
  int32_t format;       ///< FAFormat
  uint8_t delimiter;    ///< 0: the most frequent of , ; tab | in the header record, outside quotes (.tsv: a tab).
  bool decimal_comma;   ///< Numbers of a CSV file are written 3,14.
  int32_t threads;      ///< Decoder threads; 0: one per processor.
  int64_t block_bytes;  ///< Text per CSV block; 0: by the file's size, 1 to 8 MiB.
  int64_t batch_rows;   ///< Most rows in a batch of a Parquet or Arrow file; 0: 65,536.
} FAOptions;

/// An open table. Use it from one thread at a time, except for `fa_bytes_done` and `fa_cancel`.
typedef struct FASource FASource;

/// Opens `path` ("-": CSV from standard input) and reads its header or schema. On success the caller closes `*out`.
FAStatus fa_open(const char *path, const FAOptions *options, FASource *FA_NULLABLE *FA_NULLABLE out, FAError *error);

/// A stream of this source may outlive it.
void fa_close(FASource *FA_NULLABLE source);

FAFormat fa_format(const FASource *source);

/// The delimiter in use, 0 for a binary format.
uint8_t fa_delimiter(const FASource *source);

int32_t fa_column_count(const FASource *source);

/// Names may repeat and may be empty; columns are told by their index. Valid until `fa_close`.
const char *fa_column_name(const FASource *source, int32_t column);

/// The type as Arrow writes it ("int64", "double", "string", "date32[day]", ...); of a CSV column what its first block
/// looks like, or "unknown" if that block is malformed. Valid until `fa_close`.
const char *fa_column_type(FASource *source, int32_t column);

/// Rows in the file where its metadata tell (Parquet, Arrow file), otherwise -1.
int64_t fa_row_count(FASource *source);

/// The file's size, compressed as it is; -1 for a pipe.
int64_t fa_total_bytes(const FASource *source);

/// How much of `fa_total_bytes` the current scan has read. Any thread.
int64_t fa_bytes_done(const FASource *source);

/// Ends the current and any later scan of `source` with FAStatusCancelled, soon. Any thread; not a signal handler.
void fa_cancel(FASource *source);

/// Starts a scan of `count` columns, decoded by `threads` threads, delivered in file order as a stream of struct arrays
/// with one child per requested column (a column may be asked for more than once), in one of these layouts only:
///
///     kind    the file has          child (Arrow C format)
///     number  double, half, decimal, uint64, null; any CSV column   "g" (missing in CSV: null or NaN)
///             float                                                 "f"
///             int8...int32, uint8, uint16, bool                     "i"
///             uint32, int64                                         "l"
///     key     text, binary, bool; any CSV column                    "i" with dictionary "u", no null inside it
///             integers                                              "i" or "l" as above (uint64: "l")
///             floating point, decimal                               "g"
///             date, timestamp (its calendar date)                   "tdD"
///     text    anything not nested                                   "u"
///     auto    numeric, bool, null                                   as number
///             otherwise                                             as key
///
/// An auto column of a CSV file is a number if every value of the first block is one (or null); a later block that
/// does not convert ends the scan with FAProblemNotANumber. The dictionary of a key differs from batch to batch.
/// `null_values` are the texts of a CSV file that stand for a missing number, quoted or not (keys and text have no nulls: the
/// empty text is the empty text); with `null_count` 0 the
/// empty text alone. Columns of one batch have equal length; offsets may be other than 0. A scan without columns gives
/// empty structs of the right length.
///
/// One scan of a source at a time. Standard input can be scanned once. `out` is released by the caller, at any time:
/// that stops and joins the threads. After `get_next` has failed, `fa_last_error` tells more than its text.
FAStatus fa_scan(
    FASource *source, const int32_t *FA_NULLABLE columns, const int32_t *FA_NULLABLE kinds, int32_t count,
    const char *const FA_NULLABLE *FA_NULLABLE null_values, int32_t null_count, struct ArrowArrayStream *out,
    FAError *error);

/// A scan in parts, each decoded by a thread of the caller: row groups of a Parquet file, or pieces of them; blocks of
/// text.
typedef struct FAParts FAParts;

/// Prepares a scan of `count` columns in parts for up to `workers` threads; `*out` is null where the format or a column
/// has no parts: then `fa_scan` it. Kinds and null texts are those of `fa_scan`, but a number is always "g", NaN or null
/// where missing, and `schema` (released by the caller) tells the layouts. The parts depend on the file and its columns
/// alone.
FAStatus fa_parts(
    FASource *source, const int32_t *FA_NULLABLE columns, const int32_t *FA_NULLABLE kinds, int32_t count,
    const char *const FA_NULLABLE *FA_NULLABLE null_values, int32_t null_count, int32_t workers,
    FAParts *FA_NULLABLE *FA_NULLABLE out, struct ArrowSchema *schema, FAError *error);

void fa_parts_close(FAParts *FA_NULLABLE parts);

/// Takes the next part of the file for `worker` (0 ..< workers): `found` is false at the end, `first_row` the number of
/// rows before the part. Never from two threads at a time.
FAStatus fa_next_part(FAParts *parts, int32_t worker, bool *found, int64_t *first_row, FAError *error);

/// Decodes the part that `worker` took last on the calling thread and hands its batches to `take`, which releases them
/// and returns whether to go on. Different workers may read at the same time, also while another takes a part. A
/// failure's row is that of the file.
FAStatus fa_read_part(
    FAParts *parts, int32_t worker, bool (*take)(void *FA_NULLABLE context, struct ArrowArray *array),
    void *FA_NULLABLE context, FAError *error);

/// Copies what ended the latest scan into `error` (status OK if nothing did).
void fa_last_error(const FASource *source, FAError *error);

/// Writes all of `in` (released on return) to an open file, which stays open; a failure may leave a part in it. Parquet takes any compression, an Arrow file (IPC file format) all but snappy.
/// Dictionary columns of an Arrow file are written as plain text, since the format allows only one dictionary each.
/// `repeats`: whether the numbers of a Parquet file repeat so often that a dictionary of them pays, as other programs
/// always write it.
FAStatus fa_write(
    int32_t descriptor, FAFormat format, FACompression compression, bool repeats, struct ArrowArrayStream *in,
    FAError *error);

/// Has malloc keep freed blocks of up to 32 MiB, and Arrow use malloc (glibc; nothing elsewhere). Before anything else.
void fa_keep_freed_memory(void);

/// The version of the Arrow library at run time, "26.0.1".
const char *fa_version(void);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#ifdef __cplusplus
}
#endif

#endif  // FIDELITY_ARROW_H
