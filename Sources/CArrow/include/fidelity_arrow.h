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
  FAProblemMisquoted,       ///< Text after a closing quotation mark: `line`, `row`, `column`, `value`
  FAProblemRounded,         ///< A whole number beyond 2^53 that no double is: `line` (text), `row`, `column`, `value`
  FAProblemColumnType,      ///< A column requested as a kind that its type in the file does not serve: `column`
  FAProblemChanged,         ///< The file was written to while it was read.
  FAProblemMixedPercentages,  ///< A column has percentages and plain numbers: `row`, `column`, `value`
  FAProblemOutsideTable,    ///< A value beside the columns of the table of a sheet: `cell`
  FAProblemNoFormulaValue,  ///< A formula that was saved without its value: `cell`, `column`
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
  char cell[256];    ///< In place of a line, the cell of a workbook: visits!C17.
  char message[1024];
} FAError;

/// The texts of `error` as C strings (UTF-8), valid as long as `error` is.
const char *fa_error_column(const FAError *error);
const char *fa_error_value(const FAError *error);
const char *fa_error_cell(const FAError *error);
const char *fa_error_message(const FAError *error);

typedef FA_ENUM(FAFormat) {
  /// Delimited text, plain or in gzip, zstd or bzip2 (told by its first bytes); a sheet of a workbook.
  FAFormatCSV = 0,
  FAFormatParquet,
  FAFormatArrow,     ///< Arrow IPC, file (also Feather 2) or stream.
  FAFormatStream,    ///< Batches in memory, through the Arrow C stream interface.
} FAFormat;

typedef FA_ENUM(FACompression) {
  FACompressionNone = 0,
  FACompressionSnappy,
  FACompressionZstd,
  FACompressionLZ4,
} FACompression;

/// What a column holds, whichever of Arrow's types and encodings it has.
typedef FA_ENUM(FATypeKind) {
  FATypeKindUnknown = 0,  ///< A text file whose first block is malformed.
  FATypeKindNull,         ///< Nothing but missing values.
  FATypeKindBoolean,
  FATypeKindInteger,      ///< `bits`, `is_signed`
  FATypeKindReal,         ///< Binary floating point: `bits`
  FATypeKindDecimal,      ///< `precision`, `scale`
  FATypeKindText,
  FATypeKindBytes,        ///< Binary; read as text where it is UTF-8.
  FATypeKindDate,
  FATypeKindTimestamp,    ///< `unit`, `time_zone`
  FATypeKindTimeOfDay,    ///< `unit`
  FATypeKindDuration,     ///< `unit`
  FATypeKindOther,        ///< Nested or of another kind that is not read: `name`
} FATypeKind;

typedef FA_ENUM(FATimeUnit) {
  FATimeUnitSecond = 0,
  FATimeUnitMillisecond,
  FATimeUnitMicrosecond,
  FATimeUnitNanosecond,
} FATimeUnit;

typedef struct FAColumnType {
  FATypeKind kind;
  /// Encoded by a dictionary, whose values `kind` is of, and which may list what no row has: a factor.
  bool is_factor;
  /// Whether the values of the dictionary stand in the order of a scale.
  bool is_ordered;
  bool is_signed;
  int32_t bits;
  int32_t precision;
  int32_t scale;
  FATimeUnit unit;
  char time_zone[64];  ///< Empty where there is none.
  char name[256];      ///< As Arrow writes it.
} FAColumnType;

/// The texts of `type` as C strings (UTF-8), valid as long as `type` is.
const char *fa_type_time_zone(const FAColumnType *type);
const char *fa_type_name(const FAColumnType *type);

/// What a requested column is read as; see `fa_parts`.
typedef FA_ENUM(FAKind) {
  FAKindNumber = 0,
  FAKindKey,
} FAKind;

/// The memory layout of a column of a batch: that of the Arrow C data interface.
typedef FA_ENUM(FALayout) {
  FALayoutFloat64 = 0,  ///< "g"
  FALayoutFloat32,      ///< "f"
  FALayoutInt32,        ///< "i"
  FALayoutInt64,        ///< "l"
  FALayoutDay,          ///< "tdD"
  FALayoutText,         ///< "i" with a dictionary "u", no null inside it.
  /// "i" with a dictionary of one of the layouts above, whose last entry stands for what is missing: NaN, or null. No
  /// row is null.
  FALayoutEncodedFloat64,
  FALayoutEncodedInt32,
  FALayoutEncodedInt64,
  FALayoutEncodedDay,
} FALayout;

/// How the bytes of text are read as characters.
typedef FA_ENUM(FAEncoding) {
  FAEncodingFound = 0,   ///< As the file shows.
  FAEncodingUTF8,
  FAEncodingUTF16,       ///< By its byte order mark, or by where its zeros are; else the lower byte first.
  FAEncodingUTF16LE,
  FAEncodingUTF16BE,
  FAEncodingUTF32LE,
  FAEncodingUTF32BE,
  FAEncodingWindows1250,
  FAEncodingWindows1251,
  FAEncodingWindows1252,  ///< Latin-1 too.
  FAEncodingWindows1253,
  FAEncodingWindows1254,
  FAEncodingISO8859_2,
  FAEncodingISO8859_15,
  FAEncodingMacintosh,
  FAEncodingCP437,
  FAEncodingCP850,
  FAEncodingShiftJIS,
  FAEncodingGB18030,
  FAEncodingBig5,
  FAEncodingEUCKR,
} FAEncoding;

/// How a quotation mark inside a cell is written.
typedef FA_ENUM(FAEscape) {
  FAEscapeFound = 0,   ///< As the beginning of the file shows.
  FAEscapeDoubled,     ///< Twice.
  FAEscapeBackslash,   ///< After a backslash, or twice.
} FAEscape;

/// All zero is a good default.
typedef struct FAOptions {
  /// 0: as a line `sep=;` says, else the most frequent of , ; tab | in the header record, outside quotes, unless the
  /// rows have another (.tsv: a tab).
  uint8_t delimiter;
  bool decimal_comma;   ///< Numbers of a CSV file are written 3,14.
  uint8_t thousands;    ///< The mark between thousands, a space for all blanks; 0: what is unambiguous.
  FAEncoding encoding;
  FAEscape escape;
  int32_t skip;         ///< One more than the lines before the header; 0: lines of title are found.
  int32_t header_rows;  ///< One more than the rows of the header, which may be none; 0: as the file shows.
  /// Of a workbook: the name of a sheet or its number from 1, and the cells, B3:H200. Null or "": the first visible
  /// sheet that has a value, and all of it.
  const char *FA_NULLABLE sheet;
  const char *FA_NULLABLE cells;
  /// Takes the bytes of what can be read only once, a pipe, as they are read, `count` 0 at the end; by one thread at a
  /// time, and not after `fa_close` and the end of every scan.
  void (*FA_NULLABLE observe)(void *FA_NULLABLE observer, const uint8_t *bytes, int64_t count);
  void *FA_NULLABLE observer;
} FAOptions;

/// An open table. Use it from one thread at a time, except for `fa_bytes_done` and `fa_cancel`.
typedef struct FASource FASource;

/// Opens `path` ("-": CSV from standard input), told by the file's first bytes, then by its extension, and reads its
/// header or schema. The path is opened once, here, whatever is read of it later. On success the caller closes `*out`.
FAStatus fa_open(const char *path, const FAOptions *options, FASource *FA_NULLABLE *FA_NULLABLE out, FAError *error);

/// Opens a stream of the Arrow C stream interface, which it takes over, also on failure, and reads its schema. Where
/// `keep`, it reads all rows into memory, so that they can be scanned more than once. On success the caller closes
/// `*out`.
///
/// What another program hands over is validated column by column as it is read, as far as the interface allows: that a
/// buffer is as long as the array says has to be believed.
FAStatus fa_open_stream(
    struct ArrowArrayStream *stream, bool keep, FASource *FA_NULLABLE *FA_NULLABLE out,
    FAError *error);

/// A scan of this source may outlive it.
void fa_close(FASource *FA_NULLABLE source);

FAFormat fa_format(const FASource *source);

/// How the text is written, UTF-8 for what is no text.
FAEncoding fa_encoding(const FASource *source);
bool fa_has_backslashes(const FASource *source);

/// The physical line after the header, 1 = first of the file; 0 for what is no text.
int64_t fa_first_row_line(const FASource *source);

/// What there is to say of the file, a line each: its encoding, lines that are no rows, numbers in uncommon forms. More
/// of it may be known after a scan. Valid until the next call and `fa_close`.
const char *fa_notices(FASource *source);

/// Where the header may be instead, or go on, with names of options in backticks; empty where it is sure. Valid until
/// `fa_close`.
const char *fa_header_advice(const FASource *source);

/// Which other sheets have data where nobody has named one, likewise; empty for none.
const char *fa_sheet_advice(const FASource *source);

/// The rows of data, from 1 and ascending, that look like totals, as far as the file has been read: how many there are,
/// of which at most `capacity` go to `rows`. Any thread.
int32_t fa_total_rows(const FASource *source, int64_t *rows, int32_t capacity);

/// Says that nobody reads such a row: there is nothing to say of it. Any thread.
void fa_forget_total_row(FASource *source, int64_t row);

/// What the cells of a column are, as far as they are numbers.
typedef struct FANumberForm {
  bool has_value;
  bool are_numbers;
  bool are_integers;
} FANumberForm;

/// Looks through the lines of `text` that begin before `end`, and takes from each of the columns what its cells are
/// not. False where that needs a closer look: a quotation mark, a carriage return, NUL, another number of cells, or,
/// where the text `is_cut`, a last line without its end.
bool fa_number_forms(
    const uint8_t *text, int64_t length, int64_t end, bool is_cut, uint8_t delimiter, uint8_t point,
    FANumberForm *columns, int32_t column_count);

/// How a number is written that has a mark between thousands or a percent sign.
typedef struct FAWrittenNumber {
  bool has_thousands;
  bool is_percentage;
  bool is_whole;  ///< Digits and marks between thousands alone.
  int32_t digits;
} FAWrittenNumber;

/// Reads a text as cells of numbers are read: with `point` before decimals and, where it is not 0, this mark between
/// thousands. False where it is no number.
bool fa_written_number(const char *text, int64_t length, char point, char thousands, FAWrittenNumber *out);

/// The wording that the file has for a column; empty for none. Valid until the next call and `fa_close`.
const char *fa_column_label(FASource *source, int32_t column);

/// The delimiter in use, 0 for what is no text.
uint8_t fa_delimiter(const FASource *source);

int32_t fa_column_count(const FASource *source);

/// Names may repeat and may be empty; columns are told by their index. Valid until `fa_close`.
const char *fa_column_name(const FASource *source, int32_t column);

/// The type as the file says; of a CSV column, what its first block looks like.
void fa_column_type(FASource *source, int32_t column, FAColumnType *out);

/// Rows in the table where they are known beforehand (Parquet, Arrow file, a stream that is kept), otherwise -1.
int64_t fa_row_count(FASource *source);

/// The sheet that is read of a workbook; "" for other files. Valid until `fa_close`.
const char *fa_sheet_name(const FASource *source);

/// The name of a cell of a workbook, visits!C17, by its row of data, from 1, and its column of the table, -1 for the
/// row; false for other files, and for a row that has not been read. Any thread.
bool fa_sheet_cell(const FASource *source, int64_t row, int32_t column, char *out, int32_t capacity);

/// The file's size, compressed as it is; -1 for a pipe or a stream.
int64_t fa_total_bytes(const FASource *source);

/// The bytes of the file itself from `position` on, up to `size`: fewer only at its end, -1 where they cannot be read
/// or `fa_total_bytes` is -1. Any thread.
int64_t fa_file_bytes(const FASource *source, int64_t position, uint8_t *out, int64_t size);

/// FAProblemChanged where the file has been written to since it was opened. Any thread.
FAStatus fa_check_unchanged(const FASource *source, FAError *error);

/// How much of `fa_total_bytes` the current scan has read. Any thread.
int64_t fa_bytes_done(const FASource *source);

/// Ends the current and any later scan of `source` with FAStatusCancelled, soon. Any thread; not a signal handler.
void fa_cancel(FASource *source);

/// A scan in parts, each decoded by a thread of the caller: row groups of a Parquet file, or pieces of them; blocks of
/// text; some batches, or a piece of one, of an Arrow file or a stream.
typedef struct FAParts FAParts;

/// Prepares a scan of `count` columns in parts for up to `workers` threads. A column may be asked for more than once.
/// `layouts` (as many as columns) tells how each comes:
///
///     kind    the file has          layout
///     number  any CSV column; double, half, decimal, null           Float64 (missing: NaN or null)
///             float                                                 Float64 or Float32
///             int8...int32, uint8, uint16, bool                     Float64 or Int32
///             uint32, int64                                         Float64 or Int64
///             uint64                                                Int64: the bits of unsigned numbers
///     key     text, binary, bool, null; any CSV column              Text
///             uint64, decimal, timestamp                            Text
///             integers                                              Int32 or Int64
///             floating point                                        Float64
///             date                                                  Day
///     or EncodedFloat64, ... of these. Float64 for whole numbers of 64 bits only where each is a double.
///
/// The dictionary of a key may differ from batch to batch. `null_values` are the texts of a CSV file that stand for a
/// missing number, quoted or not (keys have no nulls: the empty text is the empty text); with `null_count` 0 the empty
/// text alone. Columns of one batch have equal length; offsets may be other than 0. A scan without columns gives empty
/// structs of the right length.
///
/// The parts depend on the file and its columns alone. One scan of a source at a time; standard input and a stream that
/// is not kept can be scanned once.
FAStatus fa_parts(
    FASource *source, const int32_t *FA_NULLABLE columns, const FAKind *FA_NULLABLE kinds, int32_t count,
    const char *const FA_NULLABLE *FA_NULLABLE null_values, int32_t null_count, int32_t workers,
    FAParts *FA_NULLABLE *FA_NULLABLE out, FALayout *FA_NULLABLE layouts, FAError *error);

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

/// Writes all of `in` (released on return) to an open file, which stays open; a failure may leave a part in it. Parquet
/// takes any compression, an Arrow file (IPC file format) all but snappy.
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
