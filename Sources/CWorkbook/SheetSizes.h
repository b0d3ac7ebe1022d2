// Whether a workbook holds what was written of its sheets.
#ifndef FIDELITY_SHEET_SIZES_H
#define FIDELITY_SHEET_SIZES_H

#include <stdbool.h>
#include <stdint.h>

/// Whether the package at `path` has a sheet of more than `sizes[i]` bytes for each of the sheets. A directory in the
/// 64-bit form is taken as it is.
bool fw_has_sheets(const char *path, const int64_t *sizes, int32_t count);

#endif  // FIDELITY_SHEET_SIZES_H
