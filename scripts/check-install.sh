#!/bin/sh
# Installs the built command into a folder of its own, uses it from elsewhere, and removes it again.
# Usage: scripts/check-install.sh [BUILD-FOLDER]
set -eu
cd "$(dirname "$0")/.."
source=$(pwd)
build=${1:-.build/release}
stage=$(mktemp -d)
trap 'rm -rf "$stage"' EXIT
fail() {
  echo "check-install: $*" >&2
  exit 1
}

DESTDIR=$stage/first PREFIX=/opt/fidelity sh scripts/install.sh install "$build" >/dev/null
# A copy elsewhere must run too: nothing in it may point into the source.
mv "$stage/first" "$stage/moved"
command=$stage/moved/opt/fidelity/bin/fidelity
share=$stage/moved/opt/fidelity/share
cd /
"$command" --version >/dev/null || fail "the installed command does not run"
"$command" describe "$source/datasets/raters-gold/data.csv" --quiet | grep -q '^rater,' || fail "describe says nothing"
if ldd "$stage/moved/opt/fidelity/lib/fidelity/fidelity" 2>/dev/null | grep -e 'not found' -e "$source"; then
  fail "it needs libraries of the source"
fi
"$command" convert "$source/datasets/raters-gold/data.csv" "$stage/ratings.parquet" --quiet || fail "convert fails"
if ldd "$stage/moved/opt/fidelity/lib/fidelity/fidelity" 2>/dev/null | grep -q xlsxwriter; then
  "$command" convert "$source/datasets/raters-gold/data.csv" "$stage/ratings.xlsx" --quiet || fail "no workbook"
fi
grep -q '^\.TH FIDELITY 1' "$share/man/man1/fidelity.1" || fail "there is no manual page"
if command -v groff >/dev/null; then
  warnings=$(groff -man -ww -Tutf8 -z "$share/man/man1/fidelity.1" 2>&1) || true
  [ -z "$warnings" ] || fail "the manual page is not sound: $warnings"
fi
if command -v bash >/dev/null; then
  bash -n "$share/bash-completion/completions/fidelity" || fail "the completions of bash are no script"
fi
for file in bash-completion/completions/fidelity zsh/site-functions/_fidelity \
  fish/vendor_completions.d/fidelity.fish; do
  grep -q 'share-limits' "$share/$file" || fail "$file does not know the options"
done
DESTDIR='' PREFIX=$stage/moved/opt/fidelity sh "$source/scripts/install.sh" uninstall
left=$(find "$stage/moved" ! -type d)
[ -z "$left" ] || fail "uninstall left $left"
echo "check-install: the installed command runs"
