"""Two raters in a cross table: asymptotic standard errors (divisor n) of kappa and its relatives."""

import warnings
from fractions import Fraction

import numpy as np
from mpmath import erfc, erfinv, mpf, sqrt
from statsmodels import __version__ as statsmodels_version
from statsmodels.stats.inter_rater import cohens_kappa

import coefficients
import expected
import peers
import tables

warnings.simplefilter("ignore")

STATSMODELS = f"statsmodels {statsmodels_version}"
SAME = {"scott-pi": "fleiss-kappa"}
NORMAL_975 = sqrt(2) * erfinv(mpf("0.95"))


def categories_of(slug):
    return list(dict.fromkeys(row["rater1"] for row in tables.rows(slug)))


def matrix_of(slug):
    labels = categories_of(slug)
    matrix = np.zeros((len(labels), len(labels)))
    for row in tables.rows(slug):
        matrix[labels.index(row["rater1"]), labels.index(row["rater2"])] = int(row["count"])
    return matrix


def delta(slug, coefficient, weights):
    """Value and standard error with divisor n; for kappa this is the variance of Fleiss, Cohen and Everitt (1969)."""
    table = coefficients.Agreement(tables.cross_table(slug), weights, categories_of(slug))
    if coefficient == "cohen-kappa":
        return table, coefficients.estimate(cohen(table), divisor="n")
    return table, coefficients.estimate(table.functional(SAME.get(coefficient, coefficient)), divisor="n")


def cohen(table):
    """Cohen's kappa with the first rater's category as the row of the weights, which need not be symmetric."""
    place = {c: k for k, c in enumerate(table.categories)}
    each = [table.w[place[u["1"]]][place[u["2"]]] for u in table.units]

    def value(w):
        observed = sum(x * a for x, a in zip(w, each)) / sum(w)
        chance = table.bilinear(table.rater_shares(w, "1"), table.rater_shares(w, "2"))
        return (observed - chance) / (1 - chance)

    return value, table.n, value


def null_error(table):
    """Standard error of kappa when the raters are independent (Fleiss, Cohen and Everitt 1969)."""
    ones = [mpf(1)] * table.n
    first, second = (table.rater_shares(ones, rater) for rater in ("1", "2"))
    q = range(table.q)
    chance = sum(first[k] * table.w[k][l] * second[l] for k in q for l in q)
    rows = [sum(table.w[k][l] * second[l] for l in q) for k in q]
    columns = [sum(table.w[k][l] * first[k] for k in q) for l in q]
    spread = sum(first[k] * second[l] * (table.w[k][l] - rows[k] - columns[l]) ** 2 for k in q for l in q)
    return sqrt((spread - chance**2) / table.n) / (1 - chance)


def statsmodels_kappa(slug, weights):
    """`weights` is a family or a matrix of disagreement weights."""
    known = {"identity": {}, "linear": {"wt": "linear"}, "quadratic": {"wt": "quadratic"}}
    extra = known[weights] if isinstance(weights, str) else {"weights": np.array(weights, dtype=float)}
    found = cohens_kappa(matrix_of(slug), **extra)
    return float(found.kappa), float(found.std_kappa), float(found.std_kappa0)


def matrix_from(text):
    """Disagreement weights written "0 1 3/1 0 6/3 6 0", rows of the first rater."""
    return [[Fraction(x) for x in row.split()] for row in text.split("/")]


def agreement_weights(disagreement):
    largest = max(map(max, disagreement))
    return [[coefficients.real(1 - x / largest) for x in row] for row in disagreement]


def kappa_case(slug, options, weights, theirs, interval=False):
    _, figures = delta(slug, "cohen-kappa", weights)
    figures = {"value": figures["value"], "standard_error": figures["standard_error"]}
    if interval:
        half = NORMAL_975 * figures["standard_error"]
        figures["interval"] = [figures["value"] - half, figures["value"] + half]
    agreed = theirs and all(
        expected.agrees(a, b) for a, b in zip(theirs, (figures["value"], figures["standard_error"]))
    )
    return expected.case(
        "cohen-kappa", options, figures, f"{STATSMODELS}, digits by {expected.OWN}" if agreed else expected.OWN
    )


def sas_3x3():
    slug = "sas-weighted-kappa-3x3"
    found = []
    for weights in ("identity", "linear", "quadratic"):
        value, se, se0 = statsmodels_kappa(slug, weights)
        options = {"weights": weights, "standard-error": "asymptotic"}
        found.append(kappa_case(slug, options, weights, (value, se), interval=True))
        table, figures = delta(slug, "cohen-kappa", weights)
        error = null_error(table)
        z = figures["value"] / error
        agreed = expected.agrees(se0, error)
        test = {"value": figures["value"], "standard_error": error, "statistic": z, "p_value": erfc(abs(z) / sqrt(2))}
        options = {"weights": weights, "standard-error": "asymptotic under H0"}
        source = f"{STATSMODELS}, digits by {expected.OWN}" if agreed else expected.OWN
        found.append(expected.case("cohen-kappa-test", options, test, source))
    return found


def cohen_1968():
    slug = "cohen-1968-weighted"
    found = []
    for weights in ("identity", "linear", "quadratic"):
        options = {"weights": weights, "standard-error": "asymptotic"}
        found.append(kappa_case(slug, options, weights, statsmodels_kappa(slug, weights)[:2]))
    for text in ("0 1 3/1 0 6/3 6 0", "0 1 4/1 0 6/2 2 0"):
        disagreement = matrix_from(text)
        options = {"weights": "custom", "disagreement-weights": text, "standard-error": "asymptotic"}
        theirs = statsmodels_kappa(slug, [[float(x) for x in row] for row in disagreement])[:2]
        found.append(kappa_case(slug, options, agreement_weights(disagreement), theirs))
    shares = [[Fraction(int(x)) / int(matrix_of(slug).sum()) for x in row] for row in matrix_of(slug)]
    first, second = [sum(row) for row in shares], [sum(column) for column in zip(*shares)]
    chance = sum(a * b for a, b in zip(first, second))
    most = sum(min(a, b) for a, b in zip(first, second))
    source = "own exact rational arithmetic"
    for name, options, value in (
        ("observed-agreement", {}, sum(shares[k][k] for k in range(3))),
        ("expected-agreement", {"coefficient": "cohen-kappa"}, chance),
        ("cohen-kappa-maximum", {}, (most - chance) / (1 - chance)),
    ):
        found.append(expected.case(name, options, {"value": value}, source))
    return found


def bangdiwala(table):
    """Sum of squared diagonal counts over the sum of products of the margins."""

    def value(w):
        def margin(rater, c):
            return sum(x for x, u in zip(w, table.units) if u[rater] == c)

        def diagonal(c):
            return sum(x for x, u in zip(w, table.units) if u["1"] == u["2"] == c)

        return sum(diagonal(c) ** 2 for c in table.categories) / sum(
            margin("1", c) * margin("2", c) for c in table.categories
        )

    return coefficients.estimate((value, table.n, value), divisor="n")


def gwet_abstractors():
    slug = "gwet-abstractors-3x3"
    names = ["cohen-kappa", "scott-pi", "gwet-ac", "brennan-prediger", "krippendorff-alpha", "percent-agreement"]
    found = []
    for weights in ("identity", "linear", "quadratic"):
        options = {"weights": weights, "variance-divisor": "n"}
        for name in names:
            table, figures = delta(slug, name, weights)
            figures.pop("p_value")
            value, se = peers.irrcac_table(matrix_of(slug), name, weights)
            agreed = expected.agrees(value, figures["value"]) and expected.agrees(se, figures["standard_error"])
            source = f"{peers.IRRCAC}, digits by {expected.OWN}" if agreed else expected.OWN
            found.append(expected.case(name, options, figures, source))
        if weights == "identity":
            figures = bangdiwala(table)
            figures.pop("p_value")
            found.append(expected.case("bangdiwala-b", options, figures, expected.OWN_JACKKNIFE))
    return found


def fleiss_1971_null():
    """Standard errors under no agreement of Fleiss, Nee and Landis (1979), overall and by category."""
    units = tables.ratings("fleiss-1971")
    labels = tables.used_categories(units)
    counts = [[sum(v == c for v in u.values()) for c in labels] for u in units]
    n, m = len(units), len(units[0])
    p = [Fraction(sum(row[k] for row in counts), n * m) for k in range(len(labels))]
    spread = sum(x * (1 - x) for x in p)
    skew = sum(x * (1 - x) * (1 - 2 * x) for x in p)
    observed = sum(Fraction(x * (x - 1), m * (m - 1)) for row in counts for x in row) / n
    chance = sum(x * x for x in p)
    kappa = (observed - chance) / (1 - chance)
    error = sqrt(coefficients.real(2 * (spread**2 - skew) / (spread**2 * n * m * (m - 1))))
    options = {"weights": "identity", "standard-error": "null, Fleiss-Nee-Landis 1979"}
    whole = {"value": kappa, "standard_error": error, "statistic": coefficients.real(kappa) / error}
    source = "own exact arithmetic"
    yield expected.case("fleiss-kappa", options, whole, source, tolerances={"statistic": 1e-10})
    yield expected.case("observed-agreement", {}, {"value": observed}, source)
    yield expected.case("expected-agreement", {"coefficient": "fleiss-kappa"}, {"value": chance}, source)
    for unit, row in enumerate(counts, 1):
        agreeing = sum(x * (x - 1) for x in row)
        yield expected.case("unit-agreement", {"unit": str(unit)}, {"value": Fraction(agreeing, m * (m - 1))}, source)
    each = sqrt(mpf(2) / (n * m * (m - 1)))
    for k, label in enumerate(labels):
        mixed = sum(row[k] * (m - row[k]) for row in counts)
        value = 1 - Fraction(mixed) / (n * m * (m - 1) * p[k] * (1 - p[k]))
        figures = {"value": value, "standard_error": each, "statistic": coefficients.real(value) / each}
        yield expected.case(
            "fleiss-kappa-category", {"category": int(label)}, figures, source, tolerances={"statistic": 1e-10}
        )
