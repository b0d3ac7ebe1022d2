"""Least-squares lines per group in exact rational arithmetic, checked against statsmodels; and NIST's certified figures
checked against exact rational least squares."""

import json
import warnings
from fractions import Fraction

import numpy as np
import statsmodels
import statsmodels.api as sm
from mpmath import mpf, sqrt

import coefficients
import expected
import student
import tables

warnings.simplefilter("ignore")

STATSMODELS = f"statsmodels {statsmodels.__version__}"
EXACT = "own exact rational arithmetic"


def solve(matrix, right):
    """Gauss-Jordan elimination on fractions; the inverse comes with the solution."""
    n = len(matrix)
    rows = [list(row) + [r] + [Fraction(i == j) for j in range(n)] for i, (row, r) in enumerate(zip(matrix, right))]
    for c in range(n):
        pivot = next(r for r in range(c, n) if rows[r][c] != 0)
        rows[c], rows[pivot] = rows[pivot], rows[c]
        rows[c] = [x / rows[c][c] for x in rows[c]]
        for r in range(n):
            if r != c and rows[r][c] != 0:
                factor = rows[r][c]
                rows[r] = [x - factor * y for x, y in zip(rows[r], rows[c])]
    return [row[n] for row in rows], [row[n + 1 :] for row in rows]


def least_squares(design, y):
    q = len(design[0])
    normal = [[sum(row[a] * row[b] for row in design) for b in range(q)] for a in range(q)]
    coefficient, inverse = solve(normal, [sum(row[a] * t for row, t in zip(design, y)) for a in range(q)])
    residual = sum((t - sum(b * x for b, x in zip(coefficient, row))) ** 2 for row, t in zip(design, y))
    mean = sum(y) / len(y)
    return coefficient, inverse, residual, sum((t - mean) ** 2 for t in y)


def term_case(options, value, variance, df, source):
    """Without residual degrees of freedom there is an estimate and nothing else."""
    if df == 0:
        return expected.case("regression-coefficient", options, {"value": value}, source)
    error = sqrt(coefficients.real(variance))
    estimate = coefficients.real(value)
    if error == 0:
        figures = {"value": value, "standard_error": 0, "interval": [value, value], "df": df}
        return expected.case("regression-coefficient", options, figures, source)
    half = student.quantile_975(df) * error
    t = estimate / error
    figures = {
        "value": value,
        "standard_error": error,
        "interval": [estimate - half, estimate + half],
        "df": df,
        "statistic": t,
        "p_value": student.two_sided_p(t, df),
    }
    return expected.case(
        "regression-coefficient", options, figures, source, tolerances={"statistic": 1e-11 * max(1, abs(float(t)))}
    )


def confirmed(design, y, coefficient, sigma2, inverse):
    fit = sm.OLS(np.array(y, dtype=float), np.array(design, dtype=float)).fit()
    if len(y) == len(coefficient):
        return all(expected.agrees(a, float(b)) for a, b in zip(fit.params, coefficient))
    errors = [sqrt(coefficients.real(sigma2 * inverse[i][i])) for i in range(len(coefficient))]
    pairs = [*zip(fit.params, map(float, coefficient)), *zip(fit.bse, errors)]
    return all(expected.agrees(float(a), float(b)) for a, b in pairs)


def line_cases(options, design, y, terms):
    coefficient, inverse, residual, total = least_squares(design, y)
    df = len(y) - len(design[0])
    sigma2 = residual / df if df else Fraction(0)
    agreed = confirmed(design, y, coefficient, sigma2, inverse)
    source = f"{STATSMODELS}, digits by {EXACT}" if agreed else EXACT
    for j, term in terms.items():
        yield term_case({**options, "term": term}, coefficient[j], sigma2 * inverse[j][j], df, source)
    if df:
        yield expected.case("residual-sd", options, {"value": sqrt(coefficients.real(sigma2)), "df": df}, source)
    if total:
        yield expected.case("r-squared", options, {"value": 1 - residual / total}, source)
    else:
        yield expected.case(
            "r-squared", {**options, "undefined": "no-variation"}, {}, EXACT, note="the scores do not vary"
        )
    yield expected.case("observation-count", options, {"value": len(y)}, EXACT, 0)


def pooled_trend_small():
    groups = {}
    for row in tables.rows("pooled-trend-small"):
        groups.setdefault(row["site"], []).append((Fraction(row["time"]), Fraction(row["score"])))
    for site, points in groups.items():
        y = [score for _, score in points]
        status = "ok" if len(points) > 1 else "too-few-observations"
        if len(points) > 1 and len({time for time, _ in points}) == 1:
            status = "constant-predictor"
        options = {"group": site, "status": status}
        if status == "ok":
            yield from line_cases(options, [[Fraction(1), time] for time, _ in points], y, {0: "intercept", 1: "time"})
        else:
            yield expected.case("observation-count", options, {"value": len(points)}, EXACT, 0)
    points = [point for group in groups.values() for point in group]
    options = {"group": "all", "model": "pooled"}
    yield from line_cases(
        options, [[Fraction(1), t] for t, _ in points], [s for _, s in points], {0: "intercept", 1: "time"}
    )
    sites = list(groups)
    design = [[t, *(Fraction(site == other) for other in sites)] for site in sites for t, _ in groups[site]]
    scores = [score for site in sites for _, score in groups[site]]
    yield from line_cases({"group": "all", "model": "site-intercepts"}, design, scores, {0: "time"})


def certified(slug, predictors, degree=1, intercept=True):
    """NIST's certified figures by exact rational least squares; a polynomial has the powers of its one predictor."""
    rows = tables.rows(slug)
    powers = range(1, degree + 1)
    design = [
        [Fraction(1)] * intercept + [Fraction(row[x]) ** power for x in predictors for power in powers] for row in rows
    ]
    y = [Fraction(row["y"]) for row in rows]
    coefficient, inverse, residual, total = least_squares(design, y)
    if not intercept:
        total = sum(t * t for t in y)
    p, n = len(predictors) * degree, len(rows)
    sigma2, explained = residual / (n - p - intercept), total - residual
    found = {
        ("residual-sd", None): sqrt(coefficients.real(sigma2)),
        ("r-squared", None): 1 - residual / total,
        ("anova-f", None): explained / p / sigma2 if sigma2 else None,
        ("anova-ss", "regression"): explained,
        ("anova-ms", "regression"): explained / p,
        ("anova-ss", "residual"): residual,
        ("anova-ms", "residual"): sigma2,
    }
    for j in range(p + intercept):
        term = f"B{j if intercept else j + 1}"
        found["regression-coefficient", term] = coefficient[j]
        found["regression-coefficient-se", term] = sqrt(coefficients.real(sigma2 * inverse[j][j]))
    return found


def check_certified(slug, predictors, degree=1, intercept=True):
    found = certified(slug, predictors, degree, intercept)
    content = json.loads((tables.DATASETS / slug / "expected.json").read_text(encoding="utf-8"))
    for case in content["cases"]:
        key = case["quantity"], case["options"].get("term") or case["options"].get("source")
        exact = mpf(coefficients.real(found[key])) if isinstance(found[key], Fraction) else found[key]
        if abs(case["value"] - exact) > abs(exact) * mpf("1e-14"):
            print(f"  {slug}: {key}: certified {case['value']}, exact {float(exact)!r}")
    print(f"{slug}: {len(content['cases'])} certified figures, checked by exact arithmetic")
