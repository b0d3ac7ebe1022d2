#include "fidelity_workbook.h"

#if __has_include(<xlsxwriter.h>)

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <xlsxwriter.h>

#include "SheetSizes.h"

struct FWBook {
  lxw_workbook *book;
  lxw_worksheet *sheet;
  lxw_format *styles[FW_STYLE_COUNT];
  char *path;
  /// The bytes of the rows of each sheet.
  int64_t *sizes;
  int32_t sheet_count;
};

/// A package with a part of more than this needs the 64-bit forms of its directory.
static const int64_t most_bytes = 3000000000;

const char *fw_version(void) { return LXW_VERSION; }

static bool add_styles(FWBook *book, int32_t decimals) {
  char fixed[32] = "0";
  if (decimals > 0) snprintf(fixed, sizeof fixed, "0.%0*d", decimals, 0);
  const char *formats[FW_STYLE_COUNT] = {
      NULL, NULL, "0", fixed, "0.00E+00", "yyyy\\-mm\\-dd", "yyyy\\-mm\\-dd hh:mm:ss", NULL};
  for (int style = 0; style < FW_STYLE_COUNT; style++) {
    lxw_format *format = workbook_add_format(book->book);
    if (!format) return false;
    if (formats[style]) format_set_num_format(format, formats[style]);
    if (style == FWStyleHeading) {
      format_set_bold(format);
      format_set_bottom(format, LXW_BORDER_THIN);
    }
    if (style == FWStyleWrapped) {
      format_set_text_wrap(format);
      format_set_align(format, LXW_ALIGN_VERTICAL_TOP);
    }
    book->styles[style] = format;
    // Cells name it by this number, which it gets now.
    lxw_format_get_xf_index(format);
  }
  return true;
}

static void free_book(FWBook *book) {
  free(book->path);
  free(book->sizes);
  free(book);
}

FWStatus fw_open(const char *path, const char *title, int64_t created, int32_t decimals, FWBook **out) {
  FWBook *book = calloc(1, sizeof *book);
  if (!book) return FWStatusOutOfMemory;
  lxw_workbook_options options = {.constant_memory = LXW_TRUE};
  book->path = strdup(path);
  book->book = book->path ? workbook_new_opt(path, &options) : NULL;
  if (!book->book) {
    free_book(book);
    return FWStatusOutOfMemory;
  }
  lxw_doc_properties properties = {.title = (char *)title, .created = (time_t)created};
  if (workbook_set_properties(book->book, &properties) != LXW_NO_ERROR || !add_styles(book, decimals)) {
    fw_abandon(book);
    return FWStatusOutOfMemory;
  }
  *out = book;
  return FWStatusOK;
}

int32_t fw_style_index(const FWBook *book, FWStyle style) { return lxw_format_get_xf_index(book->styles[style]); }

FWStatus fw_add_sheet(FWBook *book, const char *name) {
  if (workbook_validate_sheet_name(book->book, name) != LXW_NO_ERROR) return FWStatusSheetName;
  int64_t *sizes = realloc(book->sizes, sizeof *sizes * (size_t)(book->sheet_count + 1));
  if (!sizes) return FWStatusOutOfMemory;
  book->sizes = sizes;
  lxw_worksheet *sheet = workbook_add_worksheet(book->book, name);
  if (!sheet || !sheet->optimize_tmpfile) return FWStatusTemporary;
  book->sizes[book->sheet_count++] = 0;
  book->sheet = sheet;
  return FWStatusOK;
}

FWStatus fw_write_rows(FWBook *book, const uint8_t *xml, int64_t size, uint32_t row_count, uint16_t column_count) {
  lxw_worksheet *sheet = book->sheet;
  if (!sheet || row_count == 0 || column_count == 0) return FWStatusOK;
  // In constant memory this file is the content of <sheetData>.
  if (fwrite(xml, 1, (size_t)size, sheet->optimize_tmpfile) != (size_t)size) return FWStatusTemporary;
  book->sizes[book->sheet_count - 1] += size;
  sheet->dim_rowmin = 0;
  sheet->dim_colmin = 0;
  sheet->dim_rowmax = row_count - 1;
  if (sheet->dim_colmax == LXW_COL_MAX || sheet->dim_colmax < column_count - 1) sheet->dim_colmax = column_count - 1;
  return FWStatusOK;
}

FWStatus fw_end_sheet(FWBook *book, const double *widths, int32_t width_count, bool has_header) {
  lxw_worksheet *sheet = book->sheet;
  if (!sheet) return FWStatusOK;
  if (fflush(sheet->optimize_tmpfile) != 0) return FWStatusTemporary;
  for (int32_t column = 0; column < width_count; column++) {
    worksheet_set_column(sheet, (lxw_col_t)column, (lxw_col_t)column, widths[column], NULL);
  }
  if (has_header && width_count > 0) {
    worksheet_freeze_panes(sheet, 1, 0);
    worksheet_autofilter(sheet, 0, 0, sheet->dim_rowmax, (lxw_col_t)(width_count - 1));
  }
  book->sheet = NULL;
  return FWStatusOK;
}

FWStatus fw_close(FWBook *book) {
  for (int32_t sheet = 0; sheet < book->sheet_count; sheet++) {
    if (book->sizes[sheet] > most_bytes) book->book->options.use_zip64 = LXW_TRUE;
  }
  lxw_error error = workbook_close(book->book);
  FWStatus status = error == LXW_NO_ERROR                      ? FWStatusOK
                    : error == LXW_ERROR_MEMORY_MALLOC_FAILED  ? FWStatusOutOfMemory
                    : error == LXW_ERROR_CREATING_TMPFILE      ? FWStatusTemporary
                                                               : FWStatusCannotWrite;
  // libxlsxwriter copies rows from one temporary file to another without looking whether there was room.
  if (status == FWStatusOK && !fw_has_sheets(book->path, book->sizes, book->sheet_count)) status = FWStatusTemporary;
  free_book(book);
  return status;
}

void fw_abandon(FWBook *book) {
  lxw_workbook_free(book->book);
  free_book(book);
}

#else

const char *fw_version(void) { return 0; }

FWStatus fw_open(const char *path, const char *title, int64_t created, int32_t decimals, FWBook **out) {
  (void)path, (void)title, (void)created, (void)decimals, (void)out;
  return FWStatusUnavailable;
}

int32_t fw_style_index(const FWBook *book, FWStyle style) { return (void)book, (void)style, 0; }

FWStatus fw_add_sheet(FWBook *book, const char *name) { return (void)book, (void)name, FWStatusUnavailable; }

FWStatus fw_write_rows(FWBook *book, const uint8_t *xml, int64_t size, uint32_t row_count, uint16_t column_count) {
  (void)book, (void)xml, (void)size, (void)row_count, (void)column_count;
  return FWStatusUnavailable;
}

FWStatus fw_end_sheet(FWBook *book, const double *widths, int32_t width_count, bool has_header) {
  (void)book, (void)widths, (void)width_count, (void)has_header;
  return FWStatusUnavailable;
}

FWStatus fw_close(FWBook *book) { return (void)book, FWStatusUnavailable; }

void fw_abandon(FWBook *book) { (void)book; }

#endif
