"""Standard errors other than the linearised one of independent units, by leaving out of the ratings and computing anew,
and differences of two coefficients of the same units. 50-digit arithmetic throughout."""

from mpmath import mpf, sqrt

import coefficients
import expected
import student
import tables

BRUTE = "own 50-digit arithmetic (mpmath), brute force"
SLUG = "agreement-inference"
SCALE = ["1", "2", "3", "4"]
CHOSEN = [
    ("percent-agreement", "identity"),
    ("gwet-ac", "quadratic"),
    ("fleiss-kappa", "identity"),
    ("fleiss-kappa", "linear"),
    ("conger-kappa", "identity"),
    ("conger-kappa", "quadratic"),
    ("brennan-prediger", "ordinal"),
    ("krippendorff-alpha", "nominal"),
    ("krippendorff-alpha", "ordinal"),
    ("krippendorff-alpha", "interval"),
    ("krippendorff-alpha", "ratio"),
]


def functional(units, name, kind, categories):
    units = [unit for unit in units if unit]
    if name == "krippendorff-alpha":
        return coefficients.metric_alpha(units, kind)
    return coefficients.Agreement(units, kind, categories).functional(name)


def value(units, name, kind, categories=SCALE):
    _, n, reported = functional(units, name, kind, categories)
    return reported([mpf(1)] * n)


def options(name, kind, **more):
    return {("metric" if name == "krippendorff-alpha" else "weights"): kind, "categories": "|".join(SCALE), **more}


def without_rater(units, rater):
    return [{g: v for g, v in unit.items() if g != rater} for unit in units]


def squares(values):
    mean = sum(values) / len(values)
    return sum((v - mean) ** 2 for v in values)


def counted(units, name):
    """The places of the units that count: alpha knows only those rated twice."""
    return [i for i, unit in enumerate(units) if len(unit) >= (2 if name == "krippendorff-alpha" else 1)]


def row(name, kind, method, estimate, variance, df, **more):
    se = sqrt(variance)
    half = student.quantile_975(df) * se
    figures = {
        "value": estimate,
        "standard_error": se,
        "interval": [estimate - half, min(mpf(1), estimate + half)],
        "df": df,
        "statistic": estimate / se,
        "p_value": student.two_sided_p(estimate / se, df),
    }
    return expected.case(
        name, options(name, kind, method=method, **more), figures, BRUTE, tolerances={"statistic": 1e-10}
    )


def influences(units, name, kind, categories=SCALE):
    """n dK/dw_i by unit place; 0 for a unit that does not count."""
    derived, n, _ = functional(units, name, kind, categories)
    places = counted(units, name)
    found = [mpf(0)] * len(units)
    for i, place in enumerate(places):
        w = [mpf(1)] * n
        w[i] = 1 + coefficients.STEP
        above = derived(w)
        w[i] = 1 - coefficients.STEP
        found[place] = (above - derived(w)) / (2 * coefficients.STEP)
    return found


def inference():
    units = tables.ratings(SLUG)
    cluster_of = {r["unit"]: r["cluster"] for r in tables.rows(SLUG)}
    clusters = list(cluster_of.values())
    raters = sorted({g for unit in units for g in unit})
    for name, kind in CHOSEN:
        estimate = value(units, name, kind)
        places = counted(units, name)
        n, r = len(places), len(raters)
        psi = influences(units, name, kind)
        variance = sum(x * x for x in psi) * n / (n - 1)
        yield row(name, kind, "linearised", estimate, variance * (1 - mpf(n) / 40), n - 1, population=40)
        groups = sorted({clusters[i] for i in places})
        g = len(groups)
        sums = [sum(psi[i] for i in places if clusters[i] == c) for c in groups]
        yield row(name, kind, "linearised-cluster", estimate, sum(x * x for x in sums) * g / (g - 1), g - 1)
        one_out = [value([u for j, u in enumerate(units) if j != i], name, kind) for i in places]
        v_units = squares(one_out) * (n - 1) / n
        yield row(name, kind, "jackknife", estimate, v_units, n - 1)
        cluster_out = [value([u for u, c in zip(units, clusters) if c != k], name, kind) for k in groups]
        yield row(name, kind, "jackknife-cluster", estimate, squares(cluster_out) * (g - 1) / g, g - 1)
        rater_out = [value(without_rater(units, k), name, kind) for k in raters]
        v_raters = squares(rater_out) * (r - 1) / r
        yield row(name, kind, "jackknife-raters", estimate, v_raters, r - 1)
        both = [
            [value(without_rater([u for j, u in enumerate(units) if j != i], k), name, kind) for i in places]
            for k in raters
        ]
        by_rater = [sum(line) / n for line in both]
        by_unit = [sum(both[k][i] for k in range(r)) / r for i in range(n)]
        grand = sum(by_rater) / r
        left = sum((both[k][i] - by_rater[k] - by_unit[i] + grand) ** 2 for k in range(r) for i in range(n))
        v_both = v_units + v_raters - left * (n - 1) * (r - 1) / (n * r)
        yield row(name, kind, "jackknife-two-way", estimate, max(v_both, v_units, v_raters), min(n, r) - 1)
        yield from effects(units, name, kind, estimate, raters)


def effects(units, name, kind, estimate, raters):
    for i in range(len(units)):
        rest = [u for j, u in enumerate(units) if j != i]
        yield effect(name, kind, "unit", str(i + 1), estimate - value(rest, name, kind))
    for rater in raters:
        yield effect(name, kind, "rater", rater, estimate - value(without_rater(units, rater), name, kind))
    for category in SCALE:
        rest = [{g: v for g, v in unit.items() if v != category} for unit in units]
        yield effect(name, kind, "category", category, estimate - value(rest, name, kind))


def effect(name, kind, what, which, figure):
    named = {"coefficient": name, **options(name, kind, without=what, which=which)}
    return expected.case("effect", named, {"value": figure}, BRUTE)


def paired():
    slug = "gwet-paired-15x4"
    rounds = {}
    for line in tables.rows(slug):
        rounds.setdefault(line["round"], {}).setdefault(line["unit"], {})[line["rater"]] = line["value"]
    first, second = (list(rounds[k].values()) for k in ("1", "2"))
    n = len(first)
    for name, kind in CHOSEN:
        key = "metric" if name == "krippendorff-alpha" else "weights"
        categories = ["1", "2", "3"]
        values = []
        for k, units in (("1", first), ("2", second)):
            values.append(value(units, name, kind, categories))
            yield expected.case(name, {key: kind, "round": int(k)}, {"value": values[-1]}, BRUTE)
        psi = [influences(units, name, kind, categories) for units in (first, second)]
        se = sqrt(sum((b - a) ** 2 for a, b in zip(*psi)) * n / (n - 1))
        difference = values[1] - values[0]
        figures = {
            "value": difference,
            "standard_error": se,
            "df": n - 1,
            "statistic": difference / se,
            "p_value": student.two_sided_p(difference / se, n - 1),
        }
        source = f"{expected.OWN}, {expected.OWN_JACKKNIFE}"
        yield expected.case(
            "difference", {"coefficient": name, key: kind}, figures, source, tolerances={"statistic": 1e-10}
        )
