#!/bin/sh
# Runs the benchmark suite and compares it with the baseline of this machine, which the first run leaves.
# Usage: scripts/bench.sh [compare|baseline] [OPTIONS OF THE BENCHMARK TOOL...]     (baseline: keep this run)
# Baselines lie in Benchmarks/.benchmarkBaselines/, which git ignores: figures of different machines do not compare.
set -eu
cd "$(dirname "$0")/../Benchmarks"

action=${1:-compare}
[ $# -eq 0 ] || shift
case "$action" in
compare | baseline) ;;
*)
  echo "usage: bench.sh [compare|baseline] [OPTIONS...]" >&2
  exit 64
  ;;
esac

benchmark() { swift package --allow-writing-to-package-directory benchmark "$@" --no-progress; }
has_baseline() { find .benchmarkBaselines -name baseline 2>/dev/null | grep -q .; }

if [ "$action" = baseline ] || ! has_baseline; then
  benchmark baseline update baseline "$@"
  benchmark baseline read baseline "$@"
  echo "bench: kept as the baseline of this machine; after a change, 'make bench' compares with it" >&2
else
  benchmark baseline update latest "$@"
  # Every benchmark of both runs, side by side: p0 and p25 tell most on a machine that does other things as well.
  benchmark baseline compare baseline latest "$@"
fi
