"""The goals of the project that these jobs measure, and what came out."""

import dataclasses

from plan import CLOCKS, IN_MEMORY, LINE, READING, WARM


@dataclasses.dataclass
class Goal:
    text: str
    wanted: str
    shown: str
    is_met: bool


# Job, start of the rivals' names (the fastest of them counts), least ratio of their time to ours.
RATIOS = [
    ("trend-parquet", "Polars, raw sums", 1.2),
    ("trend-parquet", "Polars, cov and var", 1.7),
    ("trend-parquet", "DuckDB", 4),
    ("trend-text", "Polars, raw sums", 1.2),
    ("trend-text", "Polars, cov and var", 1.7),
    ("trend-text", "DuckDB", 4),
    ("trend-csv", "Polars", 1 / 1.3),
    ("trend-csv", "DuckDB", 1.5),
    ("agreement", "krippendorff", 50),
    ("agreement", "irrCAC (Python)", 100),
    ("agreement-weighted", "irrCAC (Python)", 200),
    ("alpha-bootstrap", "krippendorff", 1000),
    ("icc", "pingouin", 1000),
    ("icc-reml", "lme4", 200),
    ("clustered-cr1", "pyfixest", 5),
    ("clustered-cr2", "estimatr", 500),
    ("absorbed-effects", "pyfixest", 5),
    ("nca", "numpy", 100),
    ("scoring-parquet", "Polars", 1),
    ("scoring-csv", "Polars", 1 / 1.3),
    ("scoring-csv", "DuckDB", 1),
    ("scoring-openpyxl", "Polars", 3),
    ("scoring-openpyxl", "pandas", 10),
    ("scoring-xlsxwriter", "Polars", 3),
    ("scoring-xlsxwriter", "pandas", 10),
]
# Job, most times the line per site of the same file.
LINE_RATIOS = [("trend-covariates", 2.5), ("trend-clusters", 2.5)]
# Job, most seconds of our whole process less reading.
AFTER_READING = [("coaching-log", 1), ("barriers", 1)]
# Job, our row, start of the rivals' names, least ratio of their time to it: all of columns in memory.
RATIOS_IN_MEMORY = [("barriers", CLOCKS, "lifelines", 100), ("barriers", CLOCKS, "survival (R)", 100)]
# Job, most megabytes.
PEAKS = [("trend-parquet", 500), ("trend-text", 500), ("trend-csv", 500), ("trend-100m", 1000), ("icc-100m", 4000)]
# Command, most milliseconds.
STARTS = [("fidelity --version", 30), ("fidelity --help", 30), ("fidelity score, 200 rows", 60)]
EXPONENT = 1.05
# Of each series from files, the most megabytes at its largest size, where that is 100 million rows.
LARGEST_PEAK = 1000
BOOTSTRAP_SECONDS = 1
# Of 100,000 groups, from ratings in memory to rows.
SMALL_GROUPS_SECONDS = 1


def after_reading(rows):
    """Our whole process less reading; None where it was not measured."""
    if "fidelity" not in rows or READING not in rows:
        return None
    return rows["fidelity"]["median"] - rows[READING]["median"]


def measured(results):
    """The goals whose jobs were run."""
    jobs = {job["key"]: {row["name"]: row for row in job["rows"] if "median" in row} for job in results["jobs"]}
    for key, rival, wanted in RATIOS:
        rows = jobs.get(key, {})
        times = [row["median"] for name, row in rows.items() if name.startswith(rival)]
        if "fidelity" not in rows or not times:
            continue
        value = min(times) / rows["fidelity"]["median"]
        yield Goal(f"{key}: time of {rival} over ours", f"at least {wanted:.3g}", f"{value:.3g}", value >= wanted)
        if WARM in rows:
            value = min(times) / rows[WARM]["median"]
            text = f"{key}: time of {rival} over ours, both in warm processes"
            yield Goal(text, f"at least {wanted:.3g}", f"{value:.3g}", value >= wanted)
    for key, wanted in LINE_RATIOS:
        rows = jobs.get(key, {})
        if "fidelity" in rows and LINE in rows:
            value = rows["fidelity"]["median"] / rows[LINE]["median"]
            text = f"{key}: our time over that of a line per site"
            yield Goal(text, f"at most {wanted:.3g}", f"{value:.3g}", value <= wanted)
    for key, wanted in AFTER_READING:
        value = after_reading(jobs.get(key, {}))
        if value is not None:
            whole = jobs[key]["fidelity"]["median"]
            text = f"{key}: after reading (the whole process takes {whole:.3g} s)"
            yield Goal(text, f"under {wanted} s", f"{value:.3g} s", value < wanted)
    for key, name, rival, wanted in RATIOS_IN_MEMORY:
        rows = jobs.get(key, {})
        times = [row["median"] for other, row in rows.items() if other.startswith(rival)]
        if name in rows and times:
            value = min(times) / rows[name]["median"]
            text = f"{key}: time of {rival} over ours in memory"
            yield Goal(text, f"at least {wanted:.3g}", f"{value:.3g}", value >= wanted)
    for key, wanted in PEAKS:
        if "fidelity" in jobs.get(key, {}):
            value = jobs[key]["fidelity"]["peak"]
            yield Goal(f"{key}: peak memory", f"at most {wanted} MB", f"{value:.0f} MB", value <= wanted)
    bootstrap = jobs.get("agreement", {}).get("fidelity", {}).get("bootstrap")
    if bootstrap is not None:
        text = "agreement: 10,000 resamples on top"
        yield Goal(text, f"under {BOOTSTRAP_SECONDS} s", f"{bootstrap:.3g} s", bootstrap < BOOTSTRAP_SECONDS)
    small = jobs.get("icc-small", {}).get(IN_MEMORY)
    if small:
        value, wanted = small["median"], SMALL_GROUPS_SECONDS
        text = "icc-small: from ratings in memory to rows"
        yield Goal(text, f"under {wanted} s", f"{value:.3g} s", value < wanted)
    for name, wanted in STARTS:
        if name in jobs.get("start-up", {}):
            value = jobs["start-up"][name]["median"] * 1000
            yield Goal(name, f"under {wanted} ms", f"{value:.1f} ms", value < wanted)
    for key, growth in results.get("growth", {}).items():
        size, _, peak = growth["points"][-1]
        if key != "agreement" and size >= 100_000_000:
            text = f"peak memory at {size:,} rows, {key}"
            yield Goal(text, f"at most {LARGEST_PEAK} MB", f"{peak:.0f} MB", peak <= LARGEST_PEAK)
        for kind in ["all", "last two decades", "without start-up"]:
            value = growth[kind]
            if value is None or (kind == "without start-up" and growth["start-up"] == 0):
                continue
            text = f"exponent of time against size, {key}, {kind}"
            yield Goal(text, f"at most {EXPONENT}", f"{value:.3f}", value <= EXPONENT)
