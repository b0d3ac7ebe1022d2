"""How time grows with size: the trend job from files and agreement in memory, four decades each."""

import math
import statistics

import measure
from plan import FIDELITY, PASSES, PEER_JOBS

FULL_SIZES = [100_000, 1_000_000, 10_000_000, 100_000_000]


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


def files(plan):
    return [plan.file("trend-parquet", plan.size(size), plan.sites) for size in FULL_SIZES]


def measure_growth(plan):
    """The medians of some runs at each size, and the exponents."""
    start_up, _ = median_run([FIDELITY, "--version"], False, 9)
    output = plan.output("size", "fidelity")
    trends = []
    for path, _, size, _ in files(plan):
        command = [FIDELITY, "trend", path, "--time", "month", "--outcome", "score", "--group", "site"]
        rounds = plan.rounds if size < FULL_SIZES[-1] else 3
        trends.append((size, *median_run([*command, "-o", output, "-q"], False, rounds)))
    ratings = []
    for full in FULL_SIZES:
        size = plan.size(full)
        rounds = 3 if size < FULL_SIZES[-1] else 1
        ratings.append((size, *median_run([PEER_JOBS, "size", str(size), str(PASSES + 1)], True, rounds)))
    return {"trend": growth(trends, start_up), "agreement": growth(ratings)}
