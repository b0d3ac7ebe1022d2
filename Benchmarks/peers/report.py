"""The report in Markdown, from what run.py found."""

import scaling
import targets
from compare import (
    ALPHA_ERROR_TOLERANCE,
    BOOTSTRAP_TOLERANCE,
    COMPONENT_TOLERANCE,
    CRITERION_TOLERANCE,
    EFFECTS_TOLERANCE,
    FIGURE_TOLERANCE,
    FILE_TOLERANCE,
    RATER_COMPONENT_TOLERANCE,
)
from plan import MOST_PASSES

INTRODUCTION = """\
# Fidelity and its peers

Written by `make bench-peers` ([how](peers/README.md)): the same jobs on the same files, in one run. Each run is a
process of its own; the order of the tools alternates from round to round; times are medians.

- **Time**: of `fidelity` the whole process with its start-up. Of the others the query alone, from file to result file,
  in a process that has done it once before: interpreter, imports and first-use costs are left out, which favours them.
  *fidelity, warm process* is the library timed as they are: the same job in a process that has done it once. All
  ratios are over the first row, the whole process.
  Jobs in memory run inside the process for all tools, ours included: once cold, then for a second, at least once and at
  most {passes} times; the median of these counts.
- **Process**: from the start of the process to its first result, everything included.
- **Peak**: resident memory of the process, after the first pass where it measures itself.
- **Answers**: the largest deviation from an independent reference; for files numpy's computation in two passes
  (difference over the root mean square of the quantity, at most {file:.0e}), for figures in memory Fidelity's own
  (relative, at most {figure:.0e}; alpha's standard error {alpha:.0e}, since irrCAC's Python port keeps a
  small-sample term in one place; a standard error from 50 resamples {bootstrap:.0%}; lme4's components {component:.0e},
  that of five raters {rater:.0e}, and criterion {criterion:.0e}; pyfixest's absorbed effects {effects:.0e}).
  Fidelity's trends are also checked against statsmodels at some sites: standard errors, t, p, intervals; CR2 errors and
  degrees of freedom against their definition in numpy.
- **Ratio**: time over Fidelity's. Above 1, Fidelity is faster; **below 1, it is slower**, in bold.
"""


def number(value, digits=3):
    """So many significant digits, never in powers of ten."""
    if value is None:
        return "–"
    if value == 0:
        return "0"
    magnitude = len(str(int(abs(value)))) if abs(value) >= 1 else 0
    if magnitude:
        return f"{value:.{max(digits - magnitude, 0)}f}"
    return f"{float(f'{value:.{digits}g}'):.6f}".rstrip("0")


def count(value, what):
    return f"{value} {what}" if value == 1 else f"{value} {what}s"


def ratio(value):
    if value is None:
        return "–"
    text = f"{value:,.0f}x" if value >= 99.5 else f"{value:.1f}x" if value >= 9.95 else f"{value:.2f}x"
    return f"**{text}**" if value < 1 else text


def table(header, rows):
    lines = ["| " + " | ".join(header) + " |", "|---|" + "---:|" * (len(header) - 1)]
    return lines + ["| " + " | ".join(row) + " |" for row in rows]


def is_comparable(row):
    verdict = row.get("verdict")
    return "missing" not in row and (verdict is None or verdict["agrees"])


def our_row(job):
    return next((row for row in job["rows"] if row["is_ours"]), None)


def answers(row):
    verdict = row.get("verdict")
    if verdict is None:
        return "–"
    if not verdict["agrees"]:
        return f"**differ** ({verdict['of']}: {verdict['deviation']:.1e})"
    return "equal" if verdict["deviation"] == 0 else f"{verdict['deviation']:.0e}"


def job_section(job):
    lines = [f"### {job['title']}", "", f"{job['note']} {count(job['rounds'], 'round')}.".strip(), ""]
    ours = our_row(job)
    header = ["tool", "time, s", "least, s", "process, s", "peak, MB", "answers", "ratio", "ratio of processes"]
    rows = []
    for row in sorted(job["rows"], key=lambda row: row.get("median", float("inf"))):
        if "missing" in row:
            rows.append([row["name"], f"{row['missing']} is not installed", "", "", "", "", "", ""])
            continue
        of_time = of_process = None
        if ours and not row["is_ours"] and is_comparable(row):
            of_time = row["median"] / ours["median"]
            if row["process"] and ours["process"]:
                of_process = row["process"] / ours["process"]
        name = f"**{row['name']}**" if row["is_ours"] else row["name"]
        cells = [name, number(row["median"]), number(row["minimum"]), number(row["process"]), f"{row['peak']:,.0f}"]
        rows.append([*cells, answers(row), ratio(of_time), ratio(of_process)])
    lines += table(header, rows)
    if ours and "bootstrap" in ours:
        lines += [
            "",
            f"10,000 bootstrap resamples of all of them take Fidelity {number(ours['bootstrap'])} s on top.",
        ]
    if ours and "limits" in ours:
        lines += ["", f"Profile limits of all components take Fidelity {number(ours['limits'])} s on top."]
    return [*lines, ""]


def start_up_section(job):
    rows = [
        [row["name"], number(row["median"] * 1000), number(row["minimum"] * 1000), f"{row['peak']:,.0f}"]
        for row in job["rows"]
    ]
    header = ["command", "median, ms", "least, ms", "peak, MB"]
    return [f"### {job['title']}", "", f"{job['note']} {count(job['rounds'], 'round')}.", "", *table(header, rows), ""]


def growth_section(growth):
    lines = ["### Growth with size", ""]
    lines += [
        "The exponent is the least-squares slope of log time on log size: over all sizes, over the last two decades, "
        "and over all sizes with the time of `fidelity --version` subtracted.",
        "",
    ]
    rows = []
    for key, name in scaling.NAMES.items():
        for size, seconds, peak in growth[key]["points"]:
            rows.append([f"{name}: {size:,}", number(seconds), f"{size / seconds / 1e6:,.1f}", f"{peak:,.0f}"])
    lines += table(["job", "time, s", "million a second", "peak, MB"], rows)
    lines += [""]
    rows = []
    for key, name in scaling.NAMES.items():
        kinds = ["all", "last two decades"] + (["without start-up"] if growth[key]["start-up"] else [])
        values = [f"{growth[key][kind]:.3f}" if growth[key][kind] is not None else "–" for kind in kinds]
        rows.append([name.rpartition(",")[0], *values, *["–"] * (3 - len(values))])
    return [*lines, *table(["exponent", "all sizes", "last two decades", "without start-up"], rows), ""]


def short_table(jobs):
    """The table for the README: our time, the fastest rival, and the others' ratios."""
    rows = []
    for job in jobs:
        ours = our_row(job)
        rivals = [row for row in job["rows"] if not row["is_ours"] and is_comparable(row)]
        if job["key"].startswith(("start-up", "read")) or not ours or not rivals:
            continue
        rivals.sort(key=lambda row: row["median"])
        shown = [f"{row['name']} {ratio(row['median'] / ours['median'])}" for row in rivals]
        rows.append([job["title"], number(ours["median"]), f"{ours['peak']:,.0f}", ", ".join(shown)])
    return table(["job", "fidelity, s", "peak, MB", "time of the others over fidelity's"], rows)


def targets_section(results):
    if results["scale"] != 1:
        return []
    rows = [
        [goal.text, goal.wanted, goal.shown, "yes" if goal.is_met else "**no**"] for goal in targets.measured(results)
    ]
    return ["## Goals", "", *table(["goal", "wanted", "measured", "reached"], rows), ""] if rows else []


def machine_section(results):
    about = results["machine"]
    versions = dict(about["versions"])
    for job in results["jobs"]:
        for row in job["rows"]:
            versions |= row.get("versions", {})
    nice = f", niceness {about['niceness']}" if about["niceness"] else ""
    lines = [
        "## Machine and versions",
        "",
        f"{about['date']}. {about['processor']}, {about['cores']} cores, {about['memory']}; {about['system']}, "
        f"{about['kernel']}. Load average at the start {about['load']}{nice}. Commit {about['commit']}. "
        f"{count(results['rounds'], 'round')}; the whole run took {results['total'] / 60:.1f} minutes, of which "
        f"generating files {results['generating'] / 60:.1f}.",
        "",
        ", ".join(f"{name} {version}" for name, version in versions.items()) + ".",
        "",
    ]
    if results["scale"] != 1:
        lines += [f"**At {results['scale']:g} of the full size: for trying out, not for comparing.**", ""]
    return lines


def markdown(results):
    introduction = INTRODUCTION.format(
        passes=MOST_PASSES - 1,
        file=FILE_TOLERANCE,
        figure=FIGURE_TOLERANCE,
        alpha=ALPHA_ERROR_TOLERANCE,
        bootstrap=BOOTSTRAP_TOLERANCE,
        component=COMPONENT_TOLERANCE,
        rater=RATER_COMPONENT_TOLERANCE,
        criterion=CRITERION_TOLERANCE,
        effects=EFFECTS_TOLERANCE,
    )
    lines = [introduction, *machine_section(results), "## In short", "", *short_table(results["jobs"]), ""]
    lines += [*targets_section(results), "## Job by job", ""]
    for job in results["jobs"]:
        lines += start_up_section(job) if job["key"] == "start-up" else job_section(job)
    if "growth" in results:
        lines += growth_section(results["growth"])
    return "\n".join(lines).rstrip() + "\n"
