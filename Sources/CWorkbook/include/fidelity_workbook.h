// Excel workbooks by libxlsxwriter: it makes the package, the styles and the frame of each sheet; rows come as the XML
// of SpreadsheetML, since libxlsxwriter prints numbers with 16 digits, and 17 tell every double from its neighbours.
#ifndef FIDELITY_WORKBOOK_H
#define FIDELITY_WORKBOOK_H

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

#if defined(__clang__)
#define FW_ENUM(name) enum __attribute__((enum_extensibility(closed))) name : int32_t
#define FW_NULLABLE _Nullable
#pragma clang assume_nonnull begin
#else
#define FW_ENUM(name) enum name
#define FW_NULLABLE
#endif

/// How the number or text of a cell is shown.
typedef FW_ENUM(FWStyle) {
  FWStyleGeneral = 0,
  FWStyleHeading,     ///< Bold, with a line below.
  FWStyleWhole,       ///< 0
  FWStyleFixed,       ///< As many decimals as the workbook has.
  FWStyleScientific,
  FWStyleDate,        ///< yyyy-mm-dd
  FWStyleDateTime,    ///< yyyy-mm-dd hh:mm:ss
  FWStyleWrapped,     ///< Text over several lines.
} FWStyle;

#define FW_STYLE_COUNT 8

typedef FW_ENUM(FWStatus) {
  FWStatusOK = 0,
  FWStatusUnavailable,  ///< Built without libxlsxwriter.
  FWStatusOutOfMemory,
  FWStatusTemporary,    ///< The temporary file of a sheet cannot be made or written.
  FWStatusSheetName,    ///< A name that is not legal, or is there twice.
  FWStatusCannotWrite,
} FWStatus;

/// A workbook that is being written. One thread at a time.
typedef struct FWBook FWBook;

/// The version of libxlsxwriter, "1.1.4"; null where the build had none.
const char *FW_NULLABLE fw_version(void);

/// Begins a workbook. Its rows go to temporary files, without names, in TMPDIR; `path` is touched by `fw_close` alone.
/// `created` is in seconds since 1970: equal content and an equal time make equal bytes. `decimals`: 0...17.
FWStatus fw_open(
    const char *path, const char *title, int64_t created, int32_t decimals, FWBook *FW_NULLABLE *FW_NULLABLE out);

/// The number of a style in the XML of a cell.
int32_t fw_style_index(const FWBook *book, FWStyle style);

/// Adds a sheet behind those there are, which takes the rows from now on.
FWStatus fw_add_sheet(FWBook *book, const char *name);

/// Adds `<row>` elements to the latest sheet, which has `row_count` rows and at most `column_count` columns with them.
FWStatus fw_write_rows(FWBook *book, const uint8_t *xml, int64_t size, uint32_t row_count, uint16_t column_count);

/// Ends the latest sheet: the widths of its columns in characters; where `has_header`, the first row stays in sight and
/// filters the others.
FWStatus fw_end_sheet(FWBook *book, const double *widths, int32_t width_count, bool has_header);

/// Writes the workbook to its path and frees it, whatever comes of it. The file is looked through for sheets that are
/// shorter than what was written of them, as on a full disk.
FWStatus fw_close(FWBook *book);

/// Frees a workbook that is not wanted; its path is not touched.
void fw_abandon(FWBook *book);

#if defined(__clang__)
#pragma clang assume_nonnull end
#endif

#ifdef __cplusplus
}
#endif

#endif  // FIDELITY_WORKBOOK_H
