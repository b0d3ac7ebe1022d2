#!/bin/sh
# Checks the files that git tracks: no archive or other binary, none over 1 MiB, and no line of source text beyond 120
# columns (comments too, which swift-format leaves as they are).
# Usage: scripts/check-files.sh [FOLDER]     (a checkout; default: this one)
set -eu
cd "${1:-$(dirname "$0")/..}"

say() {
  echo "check-files: $*" >&2
  failed=1
}

# The checkout may be another user's: nothing in it is run.
tracked() { git -c safe.directory='*' -c core.quotePath=false ls-files "$@"; }

# The format that the first bytes of a file show.
format() {
  # shellcheck disable=SC2046 # words, whatever the blanks between them
  set -- "$1" $(od -An -v -tx1 -N 8 "$1")
  file=$1
  shift
  case "$*" in
  "1f 8b"*) echo "a gzip file" ;;
  "42 5a 68"*) echo "a bzip2 file" ;;
  "fd 37 7a 58 5a 00"*) echo "an xz file" ;;
  "28 b5 2f fd"*) echo "a zstd file" ;;
  "04 22 4d 18"*) echo "an lz4 file" ;;
  "37 7a bc af 27 1c"*) echo "a 7z file" ;;
  "50 4b 03 04"* | "50 4b 05 06"*) echo "a zip file" ;;
  "52 61 72 21 1a 07"*) echo "a rar file" ;;
  "50 41 52 31"*) echo "a Parquet file" ;;
  "41 52 52 4f 57 31"*) echo "an Arrow file" ;;
  "7f 45 4c 46"*) echo "a program or library (ELF)" ;;
  "cf fa ed fe"* | "ca fe ba be"*) echo "a program or library (Mach-O)" ;;
  "21 3c 61 72 63 68 3e"*) echo "a library (ar)" ;;
  *)
    # shellcheck disable=SC2046
    set -- $(od -An -v -tx1 -j 257 -N 5 "$file" 2>/dev/null)
    case "$*" in
    "75 73 74 61 72") echo "a tar file" ;;
    *) echo "binary" ;;
    esac
    ;;
  esac
}

failed=0
list=$(mktemp)
trap 'rm -f "$list"' EXIT

tracked --eol >"$list"
[ -s "$list" ] || say "git tracks no files in $PWD"
tab=$(printf '\t')
while IFS= read -r record; do
  path=${record#*"$tab"}
  # Git calls -text what has a NUL, many control characters, or a CR that ends no line.
  case "${record%%"$tab"*}" in
  *"w/-text"*) say "$path is $(format "$path")" ;;
  *"i/-text"*) say "$path is binary in git's index" ;;
  esac
done <"$list"

# What is tracked and deleted is no fault.
tracked -z | xargs -0 sh -c 'find "$@" -prune -type f -size +1048576c 2>/dev/null || true' sh >"$list"
while IFS= read -r path; do say "$path is over 1 MiB"; done <"$list"

# Columns are characters: the bytes that go on with one of UTF-8 do not count.
tracked -z -- '*.swift' '*.c' '*.h' '*.cpp' '*.hpp' '*.modulemap' '*.sh' '*Makefile' '.ci/run' |
  LC_ALL=C xargs -0 awk '
    BEGIN {
      for (file = 1; file < ARGC; file++) {
        for (number = 1; (getline line < ARGV[file]) > 0; number++) {
          if (length(line) <= 120) continue
          gsub(/[\200-\277]/, "", line)
          if (length(line) > 120) printf "%s:%d has %d columns, 120 are allowed\n", ARGV[file], number, length(line)
        }
        close(ARGV[file])
      }
    }' >"$list"
while IFS= read -r fault; do say "$fault"; done <"$list"

[ "$failed" -eq 0 ] || {
  echo "check-files: tests make the binary files that they need; large tables are simulated from a seed" >&2
  exit 1
}
