// The published examples of datasets/, carried by the program: `fidelity verify` works wherever it is called from.
#ifndef FIDELITY_DATASETS_H
#define FIDELITY_DATASETS_H

#include <stddef.h>

/// A file of the datasets folder.
typedef struct {
  /// Its path in the folder, as in "fleiss-1971/data.csv".
  const char *path;
  /// Its bytes, `size` of them; no NUL follows.
  const unsigned char *bytes;
  size_t size;
} fidelity_dataset_file;

/// The number of files.
size_t fidelity_dataset_file_count(void);

/// The file at `index`, which is less than the count. Files stand in the order of their paths.
fidelity_dataset_file fidelity_dataset_file_at(size_t index);

#endif
