"""The six intraclass correlations of Shrout and Fleiss on complete tables, with McGraw and Wong's (1996) intervals."""

import warnings
from fractions import Fraction

import pandas as pd
import pingouin
import scipy
from scipy import stats

import expected
import tables

warnings.simplefilter("ignore")

PINGOUIN = f"pingouin {pingouin.__version__}"
OWN = f"own exact arithmetic, F distribution of SciPy {scipy.__version__}"


def mean_squares(slug):
    rows = tables.rows(slug)
    units, raters = (sorted({row[c] for row in rows}) for c in ("unit", "rater"))
    n, k = len(units), len(raters)
    cell = {(row["unit"], row["rater"]): Fraction(row["value"]) for row in rows}
    whole = sum(cell.values()) / (n * k)
    unit_means = {u: sum(cell[u, r] for r in raters) / k for u in units}
    rater_means = {r: sum(cell[u, r] for u in units) / n for r in raters}
    total = sum((x - whole) ** 2 for x in cell.values())
    between = k * sum((m - whole) ** 2 for m in unit_means.values())
    columns = n * sum((m - whole) ** 2 for m in rater_means.values())
    return {
        "n": n,
        "k": k,
        "units": between / (n - 1),
        "raters": columns / (k - 1),
        "residual": (total - between - columns) / ((n - 1) * (k - 1)),
        "within units": (total - between) / (n * (k - 1)),
    }


def ratio_limits(f, df1, df2, k):
    """Limits of ICC(1) and ICC(3), single and average, from an F ratio."""
    low = f / stats.f.ppf(0.975, df1, df2)
    high = f * stats.f.ppf(0.975, df2, df1)
    return [[(x - 1) / (x + k - 1) for x in (low, high)], [1 - 1 / x for x in (low, high)]]


def absolute_limits(m, a, b, average):
    """McGraw and Wong's limits of ICC(A,1) and ICC(A,k); a and b weigh the rater and residual mean squares."""
    n, k = m["n"], m["k"]
    msr, msc, mse = (float(m[s]) for s in ("units", "raters", "residual"))
    v = (a * msc + b * mse) ** 2 / ((a * msc) ** 2 / (k - 1) + (b * mse) ** 2 / ((n - 1) * (k - 1)))
    lower, upper = stats.f.ppf(0.975, n - 1, v), stats.f.ppf(0.975, v, n - 1)
    if average:
        return [
            n * (msr - lower * mse) / (lower * (msc - mse) + n * msr),
            n * (upper * msr - mse) / (msc - mse + n * upper * msr),
        ]
    other = k * msc + (k * n - k - n) * mse
    return [n * (msr - lower * mse) / (lower * other + n * msr), n * (upper * msr - mse) / (other + n * upper * msr)]


def constants(m, rho, factor):
    """a and b for a coefficient rho: factor k with the single coefficient, 1 with the averaged one."""
    n = m["n"]
    return factor * rho / (n * (1 - rho)), 1 + factor * rho * (n - 1) / (n * (1 - rho))


def forms(m):
    n, k = m["n"], m["k"]
    ms, mc, me, mw = m["units"], m["raters"], m["residual"], m["within units"]
    one, three = (
        ratio_limits(float(ms / mw), n - 1, n * (k - 1), k),
        ratio_limits(float(ms / me), n - 1, (n - 1) * (k - 1), k),
    )
    single = (ms - me) / (ms + (k - 1) * me + k * (mc - me) / n)
    average = (ms - me) / (ms + (mc - me) / n)
    two = [
        absolute_limits(m, *constants(m, float(single), k), False),
        absolute_limits(m, *constants(m, float(average), 1), True),
    ]
    within, residual = (ms / mw, n * (k - 1)), (ms / me, (n - 1) * (k - 1))
    yield "ICC(1,1)", (ms - mw) / (ms + (k - 1) * mw), one[0], within
    yield "ICC(2,1)", single, two[0], residual
    yield "ICC(3,1)", (ms - me) / (ms + (k - 1) * me), three[0], residual
    yield "ICC(1,k)", (ms - mw) / ms, one[1], within
    yield "ICC(2,k)", average, two[1], residual
    yield "ICC(3,k)", (ms - me) / ms, three[1], residual


def peer(slug):
    frame = pd.DataFrame(tables.rows(slug)).astype({"value": float})
    found = pingouin.intraclass_corr(frame, targets="unit", raters="rater", ratings="value")
    return {i: float(x) for i, x in enumerate(found["ICC"])}


def cases(slug):
    m = mean_squares(slug)
    theirs = peer(slug)
    order = ["ICC(1,1)", "ICC(2,1)", "ICC(3,1)", "ICC(1,k)", "ICC(2,k)", "ICC(3,k)"]
    found = []
    for form, value, interval, (f, df2) in forms(m):
        agreed = expected.agrees(theirs[order.index(form)], float(value))
        figures = {
            "value": value,
            "interval": interval,
            "statistic": f,
            "df": [m["n"] - 1, df2],
            "p_value": stats.f.sf(float(f), m["n"] - 1, df2),
        }
        source = f"{PINGOUIN} (value), {OWN}" if agreed else OWN
        options = {"form": form, "k": m["k"], "confidence": 0.95}
        found.append(expected.case("icc", options, figures, source, tolerances={"statistic": 1e-10, "interval": 1e-9}))
    average = float(found[4]["value"])
    stepped = absolute_limits(m, *constants(m, average, m["k"]), True)
    options = {"form": "ICC(2,k)", "k": m["k"], "confidence": 0.95, "interval-convention": "irr"}
    note = "the averaged coefficient put into the constants of the single one, as R irr 0.84.1 does"
    found.append(
        expected.case(
            "icc", options, {"value": average, "interval": stepped}, OWN, tolerances={"interval": 1e-9}, note=note
        )
    )
    for source in ("units", "raters", "residual", "within units"):
        found.append(
            expected.case("mean-square", {"source": source}, {"value": m[source]}, "own exact arithmetic", 1e-12)
        )
    return found
