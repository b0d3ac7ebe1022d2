#!/bin/sh
# Writes Sources/CDatasets/datasets.c, the list of the files of datasets/ that the program carries: each expected.json
# and the tables beside it. Run it after a file was added or removed; changed contents need nothing.
set -eu
LC_ALL=C
export LC_ALL
cd "$(dirname "$0")/.."

output=Sources/CDatasets/datasets.c
files=$(for expected in datasets/*/expected.json; do
  for file in "${expected%/*}"/*.csv "$expected"; do [ ! -f "$file" ] || echo "${file#datasets/}"; done
done | sort)

{
  cat <<'TEXT'
// Written by scripts/list-datasets.sh.
#include "fidelity_datasets.h"

// The compiler reads the files as they are, without making tokens of them, and knows to compile again when one changes.
#pragma clang diagnostic ignored "-Wc23-extensions"

TEXT
  index=0
  for file in $files; do
    printf 'static const unsigned char file%d[] = {\n#embed "../../datasets/%s"\n};\n' "$index" "$file"
    index=$((index + 1))
  done
  printf '\nstatic const fidelity_dataset_file files[] = {\n'
  index=0
  for file in $files; do
    printf '    {"%s", file%d, sizeof file%d},\n' "$file" "$index" "$index"
    index=$((index + 1))
  done
  cat <<'TEXT'
};

size_t fidelity_dataset_file_count(void) { return sizeof files / sizeof files[0]; }

fidelity_dataset_file fidelity_dataset_file_at(size_t index) { return files[index]; }
TEXT
} >"$output.$$"
mv "$output.$$" "$output"
