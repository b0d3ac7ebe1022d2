#include "SheetSizes.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// The records of a ZIP archive (APPNOTE 4.3.12 and 4.3.16): their fixed parts.
enum { entry_size = 46, end_size = 22 };

static uint32_t number(const uint8_t *bytes, int count) {
  uint32_t value = 0;
  for (int byte = count - 1; byte >= 0; byte--) value = value << 8 | bytes[byte];
  return value;
}

/// The directory of an archive, which the caller frees; null where there is none, or where it is in the 64-bit form
/// (`is_large`).
static uint8_t *read_directory(FILE *file, uint32_t *size, uint32_t *count, bool *is_large) {
  uint8_t end[end_size];
  // libxlsxwriter writes no comment behind it.
  if (fseek(file, -end_size, SEEK_END) != 0 || fread(end, 1, end_size, file) != end_size) return NULL;
  if (number(end, 4) != 0x06054b50) return NULL;
  *count = number(end + 10, 2);
  *size = number(end + 12, 4);
  uint32_t place = number(end + 16, 4);
  *is_large = *count == UINT16_MAX || *size == UINT32_MAX || place == UINT32_MAX;
  if (*is_large) return NULL;
  uint8_t *directory = malloc(*size > 0 ? *size : 1);
  if (directory && (fseek(file, (long)place, SEEK_SET) != 0 || fread(directory, 1, *size, file) != *size)) {
    free(directory);
    return NULL;
  }
  return directory;
}

/// The number of the sheet that an entry is, from 1 on; 0 for other entries.
static long sheet_number(const uint8_t *name, uint32_t length) {
  static const char folder[] = "xl/worksheets/sheet";
  char text[64] = {0};
  if (length >= sizeof text || length < sizeof folder || memcmp(name, folder, sizeof folder - 1) != 0) return 0;
  memcpy(text, name + sizeof folder - 1, length - sizeof folder + 1);
  return strtol(text, NULL, 10);
}

bool fw_has_sheets(const char *path, const int64_t *sizes, int32_t count) {
  FILE *file = fopen(path, "rb");
  if (!file) return false;
  uint32_t size = 0, entries = 0;
  bool is_large = false;
  uint8_t *directory = read_directory(file, &size, &entries, &is_large);
  fclose(file);
  if (!directory) return is_large;
  int32_t found = 0;
  uint32_t place = 0;
  for (uint32_t entry = 0; entry < entries && place + entry_size <= size; entry++) {
    const uint8_t *record = directory + place;
    uint32_t bytes = number(record + 24, 4), length = number(record + 28, 2);
    if (place + entry_size + length > size) break;
    long sheet = sheet_number(record + entry_size, length);
    if (sheet > 0 && sheet <= count && (bytes == UINT32_MAX || (int64_t)bytes > sizes[sheet - 1])) found++;
    place += entry_size + length + number(record + 30, 2) + number(record + 32, 2);
  }
  free(directory);
  return found == count;
}
