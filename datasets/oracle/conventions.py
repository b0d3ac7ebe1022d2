"""What other programs print for the same ratings: their packages where they can be run, their documented rules in our
own arithmetic otherwise."""

import math
import warnings
from fractions import Fraction

import irrCAC.raw
import numpy as np
import pandas as pd
from mpmath import erfc, mp, mpf, sqrt

import agreement
import coefficients
import expected
import peers
import student
import tables

SLUG = "conventions"


def of(table, convention, **options):
    return {"table": f"{table}.csv", "convention": convention, **options}


def irrcac_py(table, names, weights):
    """The package's own figures, each as it stands."""
    warnings.simplefilter("ignore")
    units = tables.ratings(SLUG, f"{table}.csv")
    data, labels = peers.typed(units, tables.used_categories(units))
    frame = pd.DataFrame(data)[sorted({r for unit in data for r in unit})]
    for family in weights:
        for name in names:
            options = of(table, "irrcac-py", weights=family)
            try:
                cac = irrCAC.raw.CAC(frame, weights=family, categories=labels, digits=17)
                found = getattr(cac, peers.METHODS[name])()["est"]
            except ValueError:
                options["status"] = "undefined-weights"
                yield expected.case(name, options, {}, peers.IRRCAC, note="refuses a category 0")
                continue
            except ZeroDivisionError:
                options["status"] = "no-variation"
                yield expected.case(name, options, {}, peers.IRRCAC, note="fails with a division by zero")
                continue
            if math.isnan(found["coefficient_value"]):
                options["status"] = "no-variation"
                yield expected.case(name, options, {}, peers.IRRCAC, note="prints nan")
                continue
            figures = {"value": found["coefficient_value"]}
            tolerances = None
            if not math.isnan(found["se"]):
                counted = [unit for unit in units if name != "krippendorff-alpha" or len(unit) > 1]
                reach = student.quantile_975(len(counted) - 1) * mpf(found["se"])
                value = mpf(found["coefficient_value"])
                interval = [value - reach, min(mpf(1), value + reach)]
                # SciPy's quantiles are good to some 1e-10.
                assert all(abs(a - b) < 1e-8 for a, b in zip(interval, found["confidence_interval"]))
                figures |= {
                    "standard_error": found["se"],
                    "interval": interval,
                    "df": len(counted) - 1,
                    "statistic": found["z"],
                    "p_value": found["p_value"],
                }
                tolerances = {
                    "standard_error": 1e-12 if found["se"] > 1e-12 else 1e-18,
                    "statistic": 1e-9 * max(1, abs(found["z"])),
                    # 1 - cdf loses what lies below a rounding of 1.
                    "p_value": max(1e-8 * found["p_value"], 1e-14),
                }
            source = f"{peers.IRRCAC}, limits by own t quantile (mpmath)" if tolerances else peers.IRRCAC
            yield expected.case(name, options, figures, source, tolerances=tolerances)


def irrcac_r_alpha(table, weights):
    """Alpha with the degrees of freedom of irrCAC 1.4 for R: all rated units count."""
    units = tables.ratings(SLUG, f"{table}.csv")
    for family in weights:
        figures = coefficients.estimate(coefficients.Agreement(units, family).functional("krippendorff-alpha"))
        df = len(units) - 1
        reach = student.quantile_975(df) * figures["standard_error"]
        value = figures["value"]
        figures |= {
            "df": df,
            "interval": [value - reach, min(mpf(1), value + reach)],
            "p_value": student.two_sided_p(value / figures["standard_error"], df),
        }
        options = of(table, "irrcac-r", weights=family)
        yield expected.case("krippendorff-alpha", options, figures, f"{expected.OWN}, rule of irrCAC 1.4 (R)")


def irrcac_r_single():
    for name in coefficients.COEFFICIENTS:
        options = of("one-category", "irrcac-r", weights="identity")
        yield expected.case(name, options, {"value": 1}, "rule of irrCAC 1.4 (R): p_e = 1e-15")


def spss_fleiss():
    units = tables.ratings(SLUG, "fleiss-1971.csv")
    n, m = len(units), len(units[0])
    counts = [[sum(v == c for v in u.values()) for c in tables.used_categories(units)] for u in units]
    p = [Fraction(sum(column), n * m) for column in zip(*counts)]
    observed = Fraction(sum(x * (x - 1) for row in counts for x in row), n * m * (m - 1))
    chance = sum(x * x for x in p)
    kappa = (observed - chance) / (1 - chance)
    spread = sum(x * (1 - x) for x in p)
    variance = 2 * (spread**2 - sum(x * (1 - x) * (1 - 2 * x) for x in p)) / (n * m * (m - 1) * spread**2)
    error = sqrt(mpf(variance.numerator) / variance.denominator)
    value = mpf(kappa.numerator) / kappa.denominator
    z = value / error
    reach = mp.sqrt(2) * mp.erfinv(mpf("0.95")) * error
    figures = {
        "value": value,
        "standard_error": error,
        "interval": [value - reach, value + reach],
        "statistic": z,
        "p_value": erfc(z / sqrt(mpf(2))),
    }
    yield expected.case(
        "fleiss-kappa", of("fleiss-1971", "spss", weights="identity"), figures, expected.OWN,
        tolerances={"statistic": 1e-10},
    )


def conventions():
    names = list(peers.METHODS)
    return [
        *irrcac_py("gwet-raw4raters", names, ["identity", "quadratic"]),
        *irrcac_py("unit-rated-once", names, ["identity", "linear"]),
        *irrcac_py("perfect", names, ["identity"]),
        *irrcac_py("zero-ratio", names, ["ratio"]),
        *(c for c in irrcac_py("one-category", names, ["identity"]) if c["quantity"] != "brennan-prediger"),
        *irrcac_r_alpha("gwet-raw4raters", ["identity", "quadratic"]),
        *irrcac_r_alpha("unit-rated-once", ["identity", "linear"]),
        *irrcac_r_single(),
        *spss_fleiss(),
    ]


# --- KALPHA

RESAMPLES = 100_000


def coincidences(units):
    labels = tables.used_categories(units)
    cells = {(a, b): Fraction(0) for a in labels for b in labels}
    for unit in units:
        values = list(unit.values())
        for i, a in enumerate(values):
            for j, b in enumerate(values):
                if i != j and len(values) > 1:
                    cells[a, b] += Fraction(1, len(values) - 1)
    return labels, cells


def distances(labels, cells, metric):
    n = {c: sum(cells[c, k] for k in labels) for c in labels}
    place = {c: sum(n[k] for k in labels[: labels.index(c)]) + n[c] / 2 for c in labels}
    value = {c: tables.label_value(c) for c in labels}
    return {
        "nominal": lambda a, b: Fraction(int(a != b)),
        "interval": lambda a, b: (value[a] - value[b]) ** 2,
        "ordinal": lambda a, b: (place[a] - place[b]) ** 2,
    }[metric], n


def distribution_of_sum(steps, probabilities, draws):
    """P(sum of `draws` whole steps = k), by powers of the generating function at the roots of unity."""
    size = 1
    while size <= max(steps) * draws:
        size *= 2
    mass = np.zeros(size)
    for step, p in zip(steps, probabilities):
        mass[step] += float(p)
    return np.clip(np.fft.irfft(np.fft.rfft(mass) ** draws, size), 0, None)


def kalpha(slug, metric):
    """Alpha, the limits as quantiles of the exact distribution, and how far those of RESAMPLES may lie from them."""
    units = [unit for unit in tables.ratings(slug) if len(unit) > 1]
    labels, cells = coincidences(units)
    square, n = distances(labels, cells, metric)
    total = sum(n.values())
    expected_disagreement = sum(n[a] * n[b] * square(a, b) for a in labels for b in labels) / (total * (total - 1))
    observed = sum(cells[a, b] * square(a, b) for a in labels for b in labels) / total
    pairs = [(a, b) for i, a in enumerate(labels) for b in labels[i:] if cells[a, b] > 0]
    shares = [cells[a, b] * (1 if a == b else 2) / total for a, b in pairs]
    raters = len({rater for unit in units for rater in unit})
    size = min(25 * sum(x > 0 for x in cells.values()), (raters - 1) * total / 2)
    draws = int(size)
    squares = [square(a, b) for a, b in pairs]
    unit_step = Fraction(1, math.lcm(*(s.denominator for s in squares)))
    common = math.gcd(*(int(s / unit_step) for s in squares)) or 1
    steps = [int(s / unit_step) // common for s in squares]
    mass = distribution_of_sum(steps, shares, draws)
    cumulative = np.cumsum(mass)
    step = float(unit_step * common / (expected_disagreement * size))
    limits, width = [], 1e-12
    # The share of resamples below a limit is known to this standard error, and the limit to what five of them move.
    error = math.sqrt(0.025 * 0.975 / RESAMPLES)
    for tail in (0.975, 0.025):
        # A small sum is a large alpha: the lower limit lies where the sum's upper tail does.
        places = [int(np.searchsorted(cumulative, tail + shift * error)) for shift in (-5, 0, 5)]
        low, middle, high = (max(-1.0, 1 - place * step) for place in places)
        limits.append(middle)
        width = max(width, low - middle, middle - high)
    return float(1 - observed / expected_disagreement), limits, width


def hayes_krippendorff():
    slug = "hayes-krippendorff-2007"
    units = tables.ratings(slug)
    cases = [agreement.metric_case(units, metric, {}) for metric in ("nominal", "ordinal", "interval")]
    for metric in ("nominal", "ordinal", "interval"):
        value, limits, width = kalpha(slug, metric)
        options = {"metric": metric, "convention": "kalpha", "resamples": RESAMPLES, "seed": 1}
        cases.append(
            expected.case(
                "krippendorff-alpha", options, {"value": value, "interval": limits},
                "own exact distribution of the resampled sum (NumPy)", tolerances={"interval": float(f"{width:.2g}") * 1.05},
            )
        )
    return cases
