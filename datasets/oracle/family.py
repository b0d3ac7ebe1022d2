"""Light, van Oest, Bangdiwala, category-specific agreement, prevalence and bias, maximum kappa, circular and bipolar
alpha: by brute force over ratings in 50-digit arithmetic, unit weights and all.

Every function of unit weights here holds their sum fixed, so its derivatives are those of a mean over units."""

import warnings

import krippendorff
import numpy as np
from mpmath import mpf, pi, sin
from statsmodels import __version__ as statsmodels_version
from statsmodels.stats.inter_rater import cohens_kappa

import coefficients
import expected
import peers
import tables

warnings.simplefilter("ignore")

STATSMODELS = f"statsmodels {statsmodels_version}"
# vcd 1.4.11 (R 4.2.2), printed by bangdiwala.R.
VCD = "vcd 1.4.11 (R)"
VCD_FIGURES = {
    ("winnipeg.csv", "identity"): 0.2720978908388343,
    ("winnipeg.csv", "linear"): 0.6742338861160306,
    ("winnipeg.csv", "quadratic"): 0.8258287268108551,
    ("new-orleans.csv", "identity"): 0.2853658536585366,
    ("new-orleans.csv", "linear"): 0.7178861788617887,
    ("new-orleans.csv", "quadratic"): 0.8719963866305329,
}
LINEARISED = {"standard-error": "linearised"}


def with_fixed_sum(value, n):
    return lambda w: value([x * n / sum(w) for x in w])


def estimate(value, n):
    found = coefficients.estimate((with_fixed_sum(value, n), n, value))
    return found


def case(quantity, options, value, n, source=None, note=None, error=True, status="no-variation"):
    """A case of a function of unit weights; its status where it is undefined."""
    try:
        if error:
            figures = estimate(value, n)
        else:
            figures = {"value": value([mpf(1)] * n)}
    except (coefficients.Undefined, ZeroDivisionError):
        options = {k: v for k, v in options.items() if k != "standard-error"}
        return expected.case(quantity, {**options, "status": status}, {}, expected.OWN)
    source = source or (expected.OWN if not error else f"{expected.OWN}, {expected.OWN_JACKKNIFE}")
    return expected.case(quantity, options, figures, source, note=note)


def corrected(observed, chance):
    if abs(1 - chance) < mpf(10) ** -40:
        raise coefficients.Undefined
    return (observed - chance) / (1 - chance)


class Ratings:
    """Units as {rater: label}, a scale in order, agreement weights on it."""

    def __init__(self, units, weights="identity", categories=None):
        self.units = units
        self.categories = categories or tables.used_categories(units)
        self.place = {c: k for k, c in enumerate(self.categories)}
        self.w = coefficients.weight_matrix(weights, self.categories) if isinstance(weights, str) else weights
        self.raters = sorted({r for u in units for r in u})

    def paired(self):
        """The same with units rated twice or more only; the scale stays."""
        other = Ratings.__new__(Ratings)
        other.__dict__ = {**self.__dict__, "units": [u for u in self.units if len(u) >= 2]}
        other.raters = sorted({r for u in other.units for r in u})
        return other

    def agreement(self, a, b):
        return self.w[self.place[a]][self.place[b]]

    def pair_kappa(self, first, second, w):
        both = [(u[first], u[second], x) for u, x in zip(self.units, w) if first in u and second in u]
        whole = sum(x for _, _, x in both)
        if not both:
            raise coefficients.Undefined
        observed = sum(x * self.agreement(a, b) for a, b, x in both) / whole
        rows = {c: sum(x for a, _, x in both if a == c) / whole for c in self.categories}
        columns = {c: sum(x for _, b, x in both if b == c) / whole for c in self.categories}
        chance = sum(rows[a] * columns[b] * self.agreement(a, b) for a in self.categories for b in self.categories)
        return corrected(observed, chance)

    def light(self, w):
        found = []
        for i, first in enumerate(self.raters):
            for second in self.raters[i + 1 :]:
                try:
                    found.append(self.pair_kappa(first, second, w))
                except coefficients.Undefined:
                    pass
        if not found:
            raise coefficients.Undefined
        return sum(found) / len(found)

    def van_oest(self, w):
        agreeing = pairs = mpf(0)
        for unit, x in zip(self.units, w):
            given = list(unit.items())
            for r, a in given:
                for s, b in given:
                    if r != s:
                        agreeing += x * self.agreement(a, b)
                        pairs += x
        counts = [sum(x for u, x in zip(self.units, w) for v in u.values() if v == c) for c in self.categories]
        q = len(self.categories)
        shares = [(1 + n) / (q + sum(counts)) for n in counts]
        chance = sum(shares[k] * shares[l] * self.w[k][l] for k in range(q) for l in range(q))
        return corrected(agreeing / pairs, chance)

    def specific(self, category):
        def value(w):
            both = first = mpf(0)
            for unit, x in zip(self.units, w):
                for r, a in unit.items():
                    for s, b in unit.items():
                        if r != s and a == category:
                            first += x
                            both += x * (b == category)
            return both / first

        return value

    def cells(self, w):
        table = [[mpf(0)] * len(self.categories) for _ in self.categories]
        first, second = self.raters
        for unit, x in zip(self.units, w):
            table[self.place[unit[first]]][self.place[unit[second]]] += x
        return table

    def bangdiwala(self, w):
        """Rectangles of the agreement chart within 0, 1, ... steps of the diagonal."""
        x, q = self.cells(w), len(self.categories)
        shaded = mpf(0)
        for k in range(q):
            inner = mpf(0)
            for step in range(q):
                near = [j for j in range(q) if abs(j - k) <= step]
                area = sum(x[k][j] for j in near) * sum(x[j][k] for j in near)
                shaded += self.w[0][step] * (area - inner)
                inner = area
        return shaded / sum(sum(x[k]) * sum(row[k] for row in x) for k in range(q))

    def index(self, name):
        def value(w):
            (a, b), (c, d) = self.cells(w)
            return (a - d if name == "prevalence-index" else b - c) / (a + b + c + d)

        return value

    def maximum(self, ratio):
        def value(w):
            x, q = self.cells(w), range(len(self.categories))
            whole = sum(map(sum, x))
            rows = [sum(x[k]) / whole for k in q]
            columns = [sum(row[k] for row in x) / whole for k in q]
            chance = sum(rows[k] * columns[k] for k in q)
            most = corrected(sum(min(rows[k], columns[k]) for k in q), chance)
            return corrected(sum(x[k][k] for k in q) / whole, chance) / most if ratio else most

        return value


def light_case(units, weights, options, categories=None):
    data = Ratings(units, weights, categories).paired()
    found = case("light-kappa", {**options, **LINEARISED, "weights": weights}, data.light, len(data.units))
    if "value" in found and expected.agrees(statsmodels_light(data, weights), found["value"]):
        found["from"] = f"{STATSMODELS} (value: mean over pairs), {expected.OWN_JACKKNIFE} (standard error)"
    return found


def statsmodels_light(data, weights):
    found = []
    for i, first in enumerate(data.raters):
        for second in data.raters[i + 1 :]:
            q = len(data.categories)
            matrix = np.zeros((q, q))
            for unit in data.units:
                if first in unit and second in unit:
                    matrix[data.place[unit[first]], data.place[unit[second]]] += 1
            if not matrix.sum():
                continue
            extra = {"weights": np.array([[float(1 - x) for x in row] for row in data.w])}
            found.append(float(cohens_kappa(matrix, **(extra if weights != "identity" else {})).kappa))
    found = [x for x in found if x == x]
    return sum(found) / len(found) if found else None


def van_oest_case(units, weights, options, categories=None):
    data = Ratings(units, weights, categories)
    return case("van-oest-ir2", {**options, **LINEARISED, "weights": weights}, data.van_oest, len(units))


def category_cases(units, options, categories=None):
    data = Ratings(units, "identity", categories)
    paired = data.paired()
    for c in data.categories:
        shown = {**options, **LINEARISED, "category": int(c) if tables.NUMBER.fullmatch(c) and "." not in c else c}
        yield case("category-agreement", shown, paired.specific(c), len(paired.units))
        collapsed = [{r: "1" if v == c else "0" for r, v in u.items()} for u in units]
        table = coefficients.Agreement(collapsed, "identity", ["0", "1"])
        try:
            figures = coefficients.estimate(table.functional("fleiss-kappa"))
        except coefficients.Undefined:
            shown = {k: v for k, v in shown.items() if k != "standard-error"}
            yield expected.case("category-kappa", {**shown, "status": "no-variation"}, {}, expected.OWN)
            continue
        theirs = peers.irrcac(collapsed, "fleiss-kappa", "identity", ["0", "1"])
        agreed = theirs and expected.agrees(theirs[0], figures["value"]) and expected.agrees(
            theirs[1], figures.get("standard_error")
        )
        source = f"{peers.IRRCAC} (ratings of the category and of all others), digits by {expected.OWN}"
        yield expected.case("category-kappa", shown, figures, source if agreed else expected.OWN)


def bangdiwala_cases(units, file, families=("identity", "linear", "quadratic")):
    for weights in families:
        data = Ratings(units, weights)
        found = case("bangdiwala-b", {"table": file, **LINEARISED, "weights": weights}, data.bangdiwala, len(units))
        if expected.agrees(VCD_FIGURES.get((file, weights)), found["value"]):
            found["from"] = f"{VCD} (value), {expected.OWN_JACKKNIFE} (standard error)"
        yield found


def two_rater_cases(units, options):
    data = Ratings(units).paired()
    n = len(data.units)
    for name in ("prevalence-index", "bias-index"):
        if len(data.categories) == 2:
            yield case(name, {**options, **LINEARISED}, data.index(name), n)
    yield case("kappa-maximum", dict(options), data.maximum(False), n, error=False)
    yield case("kappa-ratio", dict(options), data.maximum(True), n, error=False)


def circle(values):
    return values[-1] - values[0] + min(b - a for a, b in zip(values, values[1:]))


def metric_case(units, metric, options):
    """Alpha in the circular and the bipolar metric; the scale is that of all ratings."""
    values = coefficients.category_values(tables.used_categories(units))
    low, high = values[0], values[-1]
    units = [u for u in units if len(u) >= 2]
    categories = tables.used_categories(units)
    used = coefficients.category_values(categories)

    def square(a, b):
        if a == b:
            return mpf(0)
        if metric == "circular":
            return sin(pi * coefficients.real(a - b) / coefficients.real(circle(values))) ** 2
        return coefficients.real((a - b) ** 2 / ((a + b - 2 * low) * (2 * high - a - b)))

    distances = [[square(a, b) for b in used] for a in used]
    figures = coefficients.estimate(coefficients.alpha_functional(units, categories, lambda _: distances))
    matrix = np.array([[float(tables.label_value(u[r])) if r in u else np.nan for u in units]
                       for r in sorted({r for u in units for r in u})])

    def distance(v1, v2, i1, i2, n_v, dtype=np.float64):
        shape = np.broadcast(v1, v2)
        flat = [float(square(coefficients.Fraction(float(a)), coefficients.Fraction(float(b)))) for a, b in shape]
        return np.array(flat, dtype=dtype).reshape(shape.shape)

    theirs = float(krippendorff.alpha(reliability_data=matrix, level_of_measurement=distance))
    source = (
        f"{peers.KRIPPENDORFF} (value, the metric given to it), {expected.OWN_JACKKNIFE}"
        if expected.agrees(theirs, figures["value"])
        else f"{expected.OWN}, {expected.OWN_JACKKNIFE}"
    )
    return expected.case("krippendorff-alpha", {**options, "metric": metric}, figures, source)


def cross(slug, file):
    return [
        {"1": row["rater1"], "2": row["rater2"]} for row in tables.rows(slug, file) for _ in range(int(row["count"]))
    ]


def westlund_kurland():
    for file in ("winnipeg.csv", "new-orleans.csv"):
        units = cross("westlund-kurland-1953", file)
        yield from bangdiwala_cases(units, file)
        yield from two_rater_cases(units, {"table": file})
        yield from category_cases(units, {"table": file})


def van_oest_2019():
    for file in ("first.csv", "second.csv", "second-fourfold.csv"):
        yield van_oest_case(cross("van-oest-2019", file), "identity", {"table": file})


def feinstein_cicchetti():
    for file in ("balanced.csv", "skewed.csv"):
        units, options = cross("feinstein-cicchetti-1990", file), {"table": file}
        light = light_case(units, "identity", options)
        yield {**light, "quantity": "cohen-kappa"}
        table = coefficients.Agreement(units, "identity")
        for name in ("percent-agreement", "gwet-ac", "brennan-prediger"):
            figures = coefficients.estimate(table.functional(name))
            yield expected.case(name, {**options, **LINEARISED, "weights": "identity"}, figures, expected.OWN)
        yield from two_rater_cases(units, options)
        yield from category_cases(units, options)


def gwet_raw4raters():
    units = tables.ratings("gwet-raw4raters")
    for weights in ("identity", "linear", "quadratic"):
        yield light_case(units, weights, {})
        yield van_oest_case(units, weights, {})
    yield from category_cases(units, {})
    for metric in ("circular", "bipolar"):
        yield metric_case(units, metric, {})


def shrout_fleiss():
    units = tables.ratings("shrout-fleiss-1979")
    for weights in ("identity", "linear", "quadratic"):
        yield light_case(units, weights, {})
        yield van_oest_case(units, weights, {})


def fleiss_1971():
    return category_cases(tables.ratings("fleiss-1971"), {})


def krippendorff_12x4():
    units = tables.ratings("krippendorff-12x4")
    for metric in ("circular", "bipolar"):
        yield metric_case(units, metric, {})


def traps():
    for name, declared, families in (
        ("two-units", None, ["identity", "quadratic"]),
        ("unit-rated-once", None, ["identity", "quadratic"]),
        ("one-category", None, ["identity"]),
        ("one-category", "1|2|3|4", ["identity", "quadratic"]),
        ("perfect", None, ["identity"]),
        ("declared-unused-category", "1|2|3|4", ["identity", "linear"]),
        ("text-categories", "a|A|b", ["identity", "linear"]),
        ("half-points", None, ["identity", "quadratic"]),
        ("unbalanced-raters", None, ["identity", "quadratic"]),
        ("empty-cells", None, ["identity"]),
    ):
        units = tables.ratings("agreement-traps", f"{name}.csv")
        options = {"table": f"{name}.csv", **({"categories": declared} if declared else {})}
        categories = declared.split("|") if declared else None
        for weights in families:
            yield light_case(units, weights, options, categories)
            yield van_oest_case(units, weights, options, categories)
        yield from category_cases(units, options, categories)
        if name in ("unit-rated-once", "half-points", "unbalanced-raters"):
            for metric in ("circular", "bipolar"):
                yield metric_case(units, metric, options)
