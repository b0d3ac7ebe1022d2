#!/bin/sh
# Runs the tests of the modules that hold unsafe memory, C++ or threads under a sanitizer each, in build folders of
# their own. Usage: scripts/sanitize.sh [address] [thread] [undefined]     (default: address and thread)
# Left out: the tests of the command, which is another process, and those of what is safe Swift throughout.
set -eu
cd "$(dirname "$0")/.."
[ $# -gt 0 ] || set -- address thread

suppressions=$PWD/Tests/sanitizers
# Arrow and OpenBLAS are not instrumented: a vector that crosses the border looks overflown, and what they keep looks
# lost. A damaged file may ask for more memory than there is, which is an error like any other.
export ASAN_OPTIONS="detect_leaks=0:alloc_dealloc_mismatch=0:detect_container_overflow=0:allocator_may_return_null=1"
export TSAN_OPTIONS="suppressions=$suppressions/thread.txt:ignore_noninstrumented_modules=1:allocator_may_return_null=1"
# An allocator inside Arrow hands memory from thread to thread unseen.
export ARROW_DEFAULT_MEMORY_POOL=system
export UBSAN_OPTIONS="halt_on_error=1:print_stacktrace=1"
export FIDELITY_SANITIZER=1
modules="FidelitySystemTests|FidelityDefinitionsTests|FidelityFilesTests|FidelityDataTests|FidelityLinearAlgebraTests"
modules="$modules|FidelityTrendsTests|FidelityReliabilityTests|FidelityInstrumentsTests|FidelityStudiesTests"
filter="${FIDELITY_SANITIZE:-$modules}"

for kind in "$@"; do
  echo "== $kind"
  sh scripts/setup.sh ".build-$kind"
  swift build -c release --build-tests --sanitize="$kind" --scratch-path ".build-$kind"
  swift test -c release --skip-build --sanitize="$kind" --scratch-path ".build-$kind" --quiet --filter "$filter"
done
