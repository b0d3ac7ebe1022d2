"""Agreement coefficients by brute force in 50-digit arithmetic, and their standard errors by a numerical infinitesimal
jackknife: every unit carries a weight of one, the coefficient is differentiated by each weight.

Observed agreement is averaged over the n units with a rating, a unit with one rating agreeing not at all, and the
factor n / (units with two or more ratings) restores the mean; that factor is a constant in the derivative.
Krippendorff's alpha uses the units with two or more ratings only, and its small-sample factor (N - 1) / N is left out
of the derivative. Both are the conventions of Gwet (2014).
"""

from fractions import Fraction

from mpmath import mp, mpf, pi, sin, sqrt

import student
import tables

mp.dps = 50
STEP = mpf(10) ** -17
FAMILIES = ["identity", "linear", "quadratic", "ordinal", "radical", "ratio", "circular", "bipolar"]
METRICS = ["nominal", "ordinal", "interval", "ratio"]
COEFFICIENTS = [
    "percent-agreement",
    "gwet-ac",
    "fleiss-kappa",
    "conger-kappa",
    "brennan-prediger",
    "krippendorff-alpha",
]


class Undefined(Exception):
    """Chance agreement is 1: the coefficient has no value."""


def real(number):
    return mpf(number.numerator) / number.denominator if isinstance(number, Fraction) else mpf(number)


def category_values(categories):
    if all(tables.NUMBER.fullmatch(label) for label in categories):
        return [tables.label_value(label) for label in categories]
    return [Fraction(position + 1) for position in range(len(categories))]


def distance(family, values, k, l):
    """Disagreement of two categories, not yet scaled to a largest value of one."""
    low, high, x, y = values[0], values[-1], values[k], values[l]
    if k == l:
        return mpf(0)
    if family == "identity":
        return mpf(1)
    if family == "linear":
        return real(abs(x - y))
    if family == "quadratic":
        return real((x - y) ** 2)
    if family == "ordinal":
        return mpf((abs(k - l) + 1) * abs(k - l)) / 2
    if family == "radical":
        return sqrt(real(abs(x - y)))
    if family == "ratio":
        return real(((x - y) / (x + y)) ** 2)
    if family == "circular":
        return sin(pi * real(x - y) / real(high - low + 1)) ** 2
    if family == "bipolar":
        return real((x - y) ** 2 / ((x + y - 2 * low) * (2 * high - x - y)))
    raise ValueError(family)


def weight_matrix(family, categories):
    """Agreement weights, one on the diagonal. Ratio weights are scaled by the extreme categories, circular and bipolar
    ones by their largest distance."""
    values = category_values(categories)
    q = len(categories)
    if q == 1:
        return [[mpf(1)]]
    d = [[distance(family, values, k, l) for l in range(q)] for k in range(q)]
    largest = d[0][q - 1] if family == "ratio" else max(map(max, d))
    return [[1 - d[k][l] / largest for l in range(q)] for k in range(q)]


class Agreement:
    """Counts of one table under one set of agreement weights."""

    def __init__(self, units, weights, categories=None):
        self.categories = categories or tables.used_categories(units)
        self.units = units
        self.w = weight_matrix(weights, self.categories) if isinstance(weights, str) else weights
        self.q = len(self.categories)
        self.n = len(units)
        self.counts = [[sum(v == c for v in unit.values()) for c in self.categories] for unit in units]
        self.raters = sorted({rater for unit in units for rater in unit})
        self.pairable = [len(unit) >= 2 for unit in units]
        self.total = sum(map(sum, self.w))

    def pairs(self, i):
        """Weighted agreements over the ordered pairs of distinct ratings of a unit."""
        row = self.counts[i]
        return sum(row[k] * (sum(self.w[k][l] * row[l] for l in range(self.q)) - 1) for k in range(self.q) if row[k])

    def bilinear(self, x, y):
        return sum(x[k] * self.w[k][l] * y[l] for k in range(self.q) for l in range(self.q))

    def shares(self, w):
        return [
            sum(w[i] * self.counts[i][k] / mpf(len(self.units[i])) for i in range(self.n)) / sum(w)
            for k in range(self.q)
        ]

    def rater_shares(self, w, rater):
        mine = [i for i in range(self.n) if rater in self.units[i]]
        whole = sum(w[i] for i in mine)
        return [sum(w[i] for i in mine if self.units[i][rater] == c) / whole for c in self.categories]

    def chance(self, coefficient, w):
        if coefficient == "percent-agreement":
            return mpf(0)
        if coefficient == "brennan-prediger":
            return self.total / self.q**2
        if coefficient == "gwet-ac":
            if self.q == 1:
                raise Undefined
            return self.total / (self.q * (self.q - 1)) * sum(p * (1 - p) for p in self.shares(w))
        if coefficient == "conger-kappa":
            each = [self.rater_shares(w, rater) for rater in self.raters]
            r = len(each)
            return sum(self.bilinear(each[g], each[h]) for g in range(r) for h in range(r) if g != h) / (r * (r - 1))
        p = self.shares(w)
        return self.bilinear(p, p)

    def functional(self, coefficient):
        """The coefficient as a function of unit weights, and the number of units it runs over."""
        if coefficient == "krippendorff-alpha":
            d = [[1 - x for x in row] for row in self.w]
            return alpha_functional([u for u in self.units if len(u) >= 2], self.categories, lambda _: d)
        observed = [
            self.pairs(i) / (mpf(len(u)) * (len(u) - 1)) if len(u) >= 2 else mpf(0) for i, u in enumerate(self.units)
        ]
        factor = mpf(self.n) / sum(self.pairable)

        def value(w):
            whole = sum(w)
            a = sum(x * o for x, o in zip(w, observed)) / whole
            b = sum(x for x, p in zip(w, self.pairable) if p) / whole
            e = self.chance(coefficient, w)
            if e == 1:
                raise Undefined
            return factor * (a - b * e) / (1 - e)

        return value, self.n, value


def alpha_functional(units, categories, distances):
    """Alpha by coincidences: the function to differentiate, its number of units, and the function to report.
    `distances` gives the matrix of squared differences from the margins, which an ordinal metric depends on."""
    q = len(categories)
    counts = [[sum(v == c for v in unit.values()) for c in categories] for unit in units]

    def parts(w):
        n = [sum(x * row[k] for x, row in zip(w, counts)) for k in range(q)]
        d = distances(n)
        observed = mpf(0)
        for x, row, unit in zip(w, counts, units):
            for k in range(q):
                for l in range(q):
                    if row[k] and row[l] and k != l:
                        observed += x * row[k] * row[l] * d[k][l] / (len(unit) - 1)
        expected = sum(n[k] * n[l] * d[k][l] for k in range(q) for l in range(q))
        if expected == 0:
            raise Undefined
        return sum(n), observed, expected

    def derived(w):
        total, observed, expected = parts(w)
        return 1 - total * observed / expected

    def reported(w):
        total, observed, expected = parts(w)
        return 1 - (total - 1) * observed / expected

    return derived, len(units), reported


def metric_alpha(units, metric):
    """Krippendorff's own metrics. The categories of units rated once play no part."""
    units = [unit for unit in units if len(unit) >= 2]
    categories = tables.used_categories(units)
    values = category_values(categories)

    def distances(n):
        if metric == "ordinal":
            middle = [sum(n[:k]) + n[k] / 2 for k in range(len(n))]
            return [[(a - b) ** 2 for b in middle] for a in middle]
        if metric == "nominal":
            return [[mpf(a != b) for b in values] for a in values]
        if metric == "interval":
            return [[real((a - b) ** 2) for b in values] for a in values]
        return [[real(((a - b) / (a + b)) ** 2) if a + b else mpf(0) for b in values] for a in values]

    return alpha_functional(units, categories, distances)


def estimate(functional, divisor="n-1"):
    """Value, standard error, 95 % t interval (cut at 1) and two-sided p of a (derived, n, reported) functional."""
    derived, n, reported = functional
    value = reported([mpf(1)] * n)
    if n < 2:
        return {"value": value}
    squares = mpf(0)
    for i in range(n):
        w = [mpf(1)] * n
        w[i] = 1 + STEP
        above = derived(w)
        w[i] = 1 - STEP
        squares += (n * (above - derived(w)) / (2 * STEP)) ** 2
    se = sqrt(squares / (mpf(n) * (n - 1 if divisor == "n-1" else n)))
    if se < mpf(10) ** -25:
        return {"value": value, "standard_error": mpf(0), "interval": [value, value], "df": n - 1}
    half = student.quantile_975(n - 1) * se
    return {
        "value": value,
        "standard_error": se,
        "interval": [value - half, min(mpf(1), value + half)],
        "df": n - 1,
        "p_value": student.two_sided_p(value / se, n - 1),
    }
