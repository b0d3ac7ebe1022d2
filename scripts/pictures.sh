#!/bin/sh
# Makes the pictures of docs/charts from the demo's results, and that of the README from its report, so that they show
# what the program draws (but rater-matrix.svg, of which the demo has no table). Run by `make pictures`.
# Usage: scripts/pictures.sh DEMO_FOLDER [COMMAND]     (default command: .build/release/fidelity)
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
demo=${1:?say the folder of the demo}
command=${2:-$root/.build/release/fidelity}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
kept=$root/docs/charts

# Two ways of measuring the same samples: what the demo has no example of.
cp "$root/datasets/bland-altman-plasma/data.csv" "$work/plasma.csv"
cat > "$work/plasma.yaml" <<END
data: {files: plasma.csv, layout: {wide: "{rater}"}, columns: {unit: unit}}
analyses: [concordance: {reference: hurley}]
END
"$command" run "$work/plasma.yaml" --output "$work/plasma" --quiet
for folder in "$demo/results" "$demo/drivers/results" "$work/plasma"; do
  "$command" chart all "$folder" --output "$work/pictures" > /dev/null 2>&1
done
for name in over-time subscales item-heat-map caterpillar-mean-total agreement-krippendorff-alpha \
  rater-bias-against-others bland-altman-nadler-hurley funnel-total driver-profile integration \
  compensation-necessary coaching barriers escalation data-health; do
  kind=$(echo "$name" | sed 's/-mean-total$//; s/-krippendorff-alpha$//; s/-against-others$//; s/-nadler-hurley$//
    s/-total$//; s/-necessary$//')
  cp "$work/pictures/$name.svg" "$kept/$kind.svg"
done
python3 "$root/scripts/report-picture.py" "$demo/report.html" > "$work/report.svg"
cp "$work/report.svg" "$kept/report.svg"
