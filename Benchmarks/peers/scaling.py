"""How time grows with size: trends from files and agreement in memory, four decades each; regressions, three."""

import math
import statistics

import measure
from plan import FIDELITY, PASSES, PEER_JOBS

FULL_SIZES = [100_000, 1_000_000, 10_000_000, 100_000_000]
REGRESSION_SIZES = FULL_SIZES[1:]
# Options of the trend command beside those of the line per site.
REGRESSIONS = {
    "covariates": ["--covariates", "hours,enrolment"],
    "clusters": ["--cluster", "teacher", "--covariance", "cr2"],
}
# How the series are called in the report.
NAMES = {
    "trend": "a line per site from Parquet, rows",
    "covariates": "month and two covariates per site, rows",
    "clusters": "a line per site with CR2 errors by teacher, rows",
    "agreement": "agreement in memory, ratings",
}


def slope(points):
    """The least-squares slope of log time on log size; None where a time is not positive."""
    if any(seconds <= 0 for _, seconds in points):
        return None
    x = [math.log(size) for size, _ in points]
    y = [math.log(seconds) for _, seconds in points]
    mean_x, mean_y = statistics.mean(x), statistics.mean(y)
    cross = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    return cross / sum((a - mean_x) ** 2 for a in x)


def growth(points, start_up=0.0):
    return {
        "points": [[size, seconds, peak] for size, seconds, peak in points],
        "all": slope([(size, seconds) for size, seconds, _ in points]),
        "last two decades": slope([(size, seconds) for size, seconds, _ in points[-3:]]),
        "without start-up": slope([(size, seconds - start_up) for size, seconds, _ in points]),
        "start-up": start_up,
    }


def median_run(command, measures_itself, rounds):
    runs = [measure.run(command, measures_itself) for _ in range(rounds)]
    return statistics.median(run.seconds for run in runs), statistics.median(run.peak_megabytes for run in runs)


def lines(plan):
    return [plan.file("trend-parquet", plan.size(size), plan.sites) for size in FULL_SIZES]


def nested(plan):
    return [plan.file("nested", plan.size(size), plan.sites) for size in REGRESSION_SIZES]


def files(plan):
    return lines(plan) + nested(plan)


def measure_growth(plan):
    """The medians of some runs at each size, and the exponents."""
    start_up, _ = median_run([FIDELITY, "--version"], False, 9)
    output = plan.output("size", "fidelity")

    def trends(files, *options):
        points = []
        for path, _, size, _ in files:
            command = [FIDELITY, "trend", path, "--time", "month", "--outcome", "score", "--group", "site", *options]
            rounds = plan.rounds if size < FULL_SIZES[-1] else 3
            points.append((size, *median_run([*command, "-o", output, "-q"], False, rounds)))
        return growth(points, start_up)

    found = {"trend": trends(lines(plan))}
    for key, options in REGRESSIONS.items():
        found[key] = trends(nested(plan), *options)
    ratings = []
    for full in FULL_SIZES:
        size = plan.size(full)
        rounds = 3 if size < FULL_SIZES[-1] else 1
        ratings.append((size, *median_run([PEER_JOBS, "size", str(size), str(PASSES + 1)], True, rounds)))
    return {**found, "agreement": growth(ratings)}
