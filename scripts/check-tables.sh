#!/bin/sh
# Files as pandas, openpyxl, xlsxwriter, Polars, pyarrow, R and LibreOffice write them (what is not installed is left
# out), and as REDCap and Qualtrics export them: the command reads each and gives the figures of the plain table.
# Usage: scripts/check-tables.sh [FIDELITY]
set -eu
cd "$(dirname "$0")/.."
fidelity=${1:-.build/release/fidelity}
[ -x "$fidelity" ] || { echo "check-tables: no $fidelity: make build" >&2; exit 1; }
if ! venv-tables/bin/python -c 'import pandas, openpyxl, xlsxwriter, polars, pyarrow' 2>/dev/null; then
  python3 -m venv venv-tables
  venv-tables/bin/pip install --quiet --disable-pip-version-check pandas openpyxl xlsxwriter polars pyarrow
fi
exec venv-tables/bin/python scripts/check-tables.py "$fidelity"
