"""Raters against each other and against master codes: exact or 50-digit arithmetic, checked with packages."""

import math
from fractions import Fraction

import numpy as np
import sklearn
from mpmath import betainc, erfinv, exp, findroot, gammainc, log, mp, mpf, sqrt
from scipy import __version__ as scipy_version
from scipy import stats
from sklearn.metrics import accuracy_score, cohen_kappa_score, precision_score, recall_score
from statsmodels import __version__ as statsmodels_version
from statsmodels.stats import contingency_tables
from statsmodels.stats.inter_rater import cohens_kappa
from statsmodels.stats.proportion import proportion_confint

import expected
import student
import tables

mp.dps = 50

STATSMODELS = f"statsmodels {statsmodels_version}"
SKLEARN = f"scikit-learn {sklearn.__version__}"
SCIPY = f"SciPy {scipy_version}"
EXACT = "own exact rational arithmetic"


def chi2_p(statistic, df):
    return gammainc(mpf(df) / 2, exact(statistic) / 2, regularized=True)


def exact(x):
    return mpf(x.numerator) / x.denominator if isinstance(x, Fraction) else mpf(x)


def source(own, *peers):
    """The packages that agree, or our arithmetic alone."""
    named = [name for name, theirs, ours in peers if expected.agrees(theirs, exact(ours))]
    return f"{', '.join(named)}, digits by {own}" if named else own


# --- Cross tables ---


def cross(slug, file="data.csv"):
    rows = tables.rows(slug, file)
    labels = list(dict.fromkeys(row["rater1"] for row in rows))
    matrix = [[0] * len(labels) for _ in labels]
    for row in rows:
        matrix[labels.index(row["rater1"])][labels.index(row["rater2"])] = int(row["count"])
    return matrix


def stuart_maxwell(matrix):
    """d'S^-d and the rank of S by Gaussian elimination in fractions; a dependent row leaves the rank."""
    q = range(len(matrix))
    row = [sum(matrix[k]) for k in q]
    column = [sum(matrix[l][k] for l in q) for k in q]
    d = [Fraction(row[k] - column[k]) for k in q]
    s = [
        [Fraction(row[k] + column[k] - 2 * matrix[k][k] if k == l else -(matrix[k][l] + matrix[l][k])) for l in q]
        for k in q
    ]
    a = [s[k] + [d[k]] for k in q]
    solution, rank = [Fraction(0)] * len(matrix), 0
    pivots = []
    for c in q:
        pivot = next((r for r in range(rank, len(matrix)) if a[r][c] != 0), None)
        if pivot is None:
            continue
        a[rank], a[pivot] = a[pivot], a[rank]
        a[rank] = [x / a[rank][c] for x in a[rank]]
        for r in q:
            if r != rank and a[r][c] != 0:
                a[r] = [x - a[r][c] * y for x, y in zip(a[r], a[rank])]
        pivots.append(c)
        rank += 1
    for r, c in enumerate(pivots):
        solution[c] = a[r][-1]
    assert all(row[-1] == 0 for row in a[rank:]), "d lies in the space of S"
    return sum(x * y for x, y in zip(d, solution)), rank


def margins(slug, file):
    matrix = cross(slug, file)
    options = {} if file == "data.csv" else {"table": file}
    n = sum(map(sum, matrix))
    x, rank = stuart_maxwell(matrix)
    bhapkar = x / (1 - x / n)
    q = len(matrix)
    pairs = [(matrix[k][l], matrix[l][k]) for k in range(q) for l in range(k) if matrix[k][l] + matrix[l][k]]
    bowker = sum(Fraction((a - b) ** 2, a + b) for a, b in pairs)
    peer = contingency_tables.SquareTable(np.array(matrix, float), shift_zeros=False)
    for name, value, df, method in (
        ("stuart-maxwell", x, rank, lambda: peer.homogeneity(method="stuart_maxwell").statistic),
        ("bhapkar", bhapkar, rank, lambda: peer.homogeneity(method="bhapkar").statistic),
        ("bowker", bowker, len(pairs), lambda: peer.symmetry().statistic),
    ):
        try:
            theirs = float(method())
        except (np.linalg.LinAlgError, ValueError):
            theirs = None
        figures = {"value": exact(value), "statistic": exact(value), "df": df, "p_value": chi2_p(value, df)}
        yield expected.case(name, options, figures, source(EXACT, (STATSMODELS, theirs, value)))


def mcnemar(slug, file):
    matrix = cross(slug, file)
    b, c = matrix[0][1], matrix[1][0]
    n = b + c
    for corrected in (False, True):
        value = Fraction(max(0, abs(b - c) - corrected) ** 2, n)
        theirs = contingency_tables.mcnemar(matrix, exact=False, correction=corrected).statistic
        figures = {"value": exact(value), "statistic": exact(value), "df": 1, "p_value": chi2_p(value, 1)}
        options = {"table": file, "correction": corrected}
        yield expected.case("mcnemar", options, figures, source(EXACT, (STATSMODELS, theirs, value)))
    tail = Fraction(sum(math.comb(n, k) for k in range(min(b, c) + 1)), 2**n)
    point = Fraction(math.comb(n, b), 2**n)
    p = min(Fraction(1), 2 * tail)
    theirs = contingency_tables.mcnemar(matrix, exact=True).pvalue
    options = {"table": file}
    note = "the value is the p value"
    found = source(EXACT, (STATSMODELS, theirs, p))
    yield expected.case("mcnemar-exact", options, {"value": exact(p)}, found, note=note)
    mid = 1 - point / 2 if b == c else 2 * tail - point
    yield expected.case("mcnemar-exact", {**options, "form": "mid-p"}, {"value": exact(mid)}, EXACT, note=note)


def cochran(slug, file):
    units = tables.ratings(slug, file)
    raters = sorted({rater for unit in units for rater in unit})
    rows = [[int(unit[rater]) for rater in raters] for unit in units if len(unit) == len(raters)]
    r = len(raters)
    g = [sum(row[j] for row in rows) for j in range(r)]
    l = [sum(row) for row in rows]
    value = Fraction((r - 1) * (r * sum(x * x for x in g) - sum(g) ** 2), r * sum(l) - sum(x * x for x in l))
    theirs = contingency_tables.cochrans_q(np.array(rows)).statistic
    figures = {"value": exact(value), "statistic": exact(value), "df": r - 1, "p_value": chi2_p(value, r - 1)}
    return expected.case("cochran-q", {"table": file}, figures, source(EXACT, (STATSMODELS, theirs, value)))


def marginal_homogeneity():
    slug = "marginal-homogeneity"
    return [
        *margins(slug, "data.csv"),
        *margins(slug, "singular.csv"),
        *mcnemar(slug, "table2.csv"),
        cochran(slug, "cochran.csv"),
    ]


# --- Raters and master codes ---

CATEGORIES = [1, 2, 3, 4, 5]


def weights_of(name):
    span = CATEGORIES[-1] - CATEGORIES[0]
    power = {"linear": 1, "quadratic": 2}.get(name)
    return [
        [Fraction(int(a == b)) if power is None else 1 - Fraction(abs(a - b), span) ** power for b in CATEGORIES]
        for a in CATEGORIES
    ]


def kappa(pairs, name):
    """Value and variance with divisor n - 1, exactly, from the definition: every unit's influence."""
    w, n = weights_of(name), len(pairs)
    place = {c: k for k, c in enumerate(CATEGORIES)}
    cells = [(place[a], place[b]) for a, b in pairs]
    observed = sum(w[k][l] for k, l in cells) / Fraction(n)
    first = [Fraction(sum(k == c for k, _ in cells), n) for c in range(5)]
    second = [Fraction(sum(l == c for _, l in cells), n) for c in range(5)]
    chance = sum(first[k] * w[k][l] * second[l] for k in range(5) for l in range(5))
    value = (observed - chance) / (1 - chance)
    total = Fraction(0)
    for k, l in cells:
        row = sum(w[k][m] * second[m] for m in range(5))
        column = sum(w[m][l] * first[m] for m in range(5))
        influence = ((w[k][l] - observed) - (1 - value) * (row + column - 2 * chance)) / (1 - chance)
        total += influence**2
    return value, total / (n * (n - 1)), observed


def kappa_case(pairs, name, options):
    value, variance, observed = kappa(pairs, name)
    x, y = zip(*pairs)
    peer = cohen_kappa_score(x, y, labels=CATEGORIES, weights=None if name == "identity" else name)
    matrix = np.zeros((5, 5))
    for a, b in pairs:
        matrix[a - 1, b - 1] += 1
    fitted = cohens_kappa(matrix, wt=None if name == "identity" else name)
    n = len(pairs)
    se = sqrt(exact(variance))
    agreed = expected.agrees(float(fitted.std_kappa) * math.sqrt(n / (n - 1)), se)
    found = source(EXACT, (SKLEARN, peer, value), (STATSMODELS, float(fitted.kappa) if agreed else None, value))
    return expected.case("cohen-kappa", {**options, "weights": name}, t_row(exact(value), se, n, upper=1), found)


def t_row(value, se, n, upper=None, test=True):
    half = student.quantile_975(n - 1) * se
    high = value + half if upper is None else min(mpf(upper), value + half)
    figures = {"value": value, "standard_error": se, "interval": [value - half, high], "df": n - 1}
    if test:
        figures["statistic"] = value / se
        figures["p_value"] = student.two_sided_p(value / se, n - 1)
    return figures


def mean_case(quantity, values, options, test=True):
    n = len(values)
    mean = sum(values) / Fraction(n)
    se = sqrt(exact(sum((v - mean) ** 2 for v in values) / (n - 1) / n))
    peer = stats.ttest_1samp([float(v) for v in values], 0) if test else None
    figures = t_row(exact(mean), se, n, test=test)
    if not test:
        figures["interval"][0] = max(mpf(0), figures["interval"][0])
    found = source(EXACT, (SCIPY, peer.pvalue, figures["p_value"])) if test else EXACT
    return expected.case(quantity, options, figures, found)


def share_case(quantity, count, total, options, method, peer=None):
    share = Fraction(count, total)
    if method == "wilson":
        z = sqrt(2) * erfinv(mpf("0.95"))
        n, p = mpf(total), exact(share)
        spread = z * sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        limits = [((p + z * z / (2 * n)) + sign * spread) / (1 + z * z / n) for sign in (-1, 1)]
    else:
        limits = list(proportion_confint(count, total, method="beta"))
        limits = [refine(count, total, x, upper) for x, upper in zip(limits, (False, True))]
    theirs = proportion_confint(count, total, method="wilson" if method == "wilson" else "beta")
    peers = [(STATSMODELS, theirs[0] if expected.agrees(theirs[1], limits[1]) else None, limits[0])]
    if peer is not None:
        peers.append((SKLEARN, peer, share))
    figures = {
        "value": exact(share),
        "standard_error": sqrt(exact(share * (1 - share)) / total),
        "interval": [max(mpf(0), limits[0]), min(mpf(1), limits[1])],
    }
    return expected.case(quantity, {**options, "interval": method}, figures, source(expected.OWN, *peers))


def refine(count, total, start, upper):
    """Clopper and Pearson's limit in 50 digits."""
    if (count == total) if upper else (count == 0):
        return mpf(int(upper))
    a, b = (count + 1, total - count) if upper else (count, total - count + 1)
    level = mpf("0.975") if upper else mpf("0.025")
    return findroot(lambda x: betainc(a, b, 0, x, regularized=True) - level, mpf(float(start)))


def against_gold(rater, pairs):
    options = {"rater": rater, "against": "gold"}
    x, y = zip(*pairs)
    for method in ("wilson", "exact"):
        equal = sum(a == b for a, b in pairs)
        yield share_case("accuracy", equal, len(pairs), {**options, "form": "exact"}, method, accuracy_score(y, x))
        near = sum(abs(a - b) <= 1 for a, b in pairs)
        yield share_case("accuracy", near, len(pairs), {**options, "form": "within 1"}, method)
    for name in ("identity", "linear", "quadratic"):
        if kappa_defined(pairs) and rater != "E":
            yield kappa_case(pairs, name, options)
    differences = [Fraction(a - b) for a, b in pairs]
    if any(differences):
        yield mean_case("bias", differences, options)
        yield mean_case("mean-absolute-difference", [abs(v) for v in differences], options, test=False)
    for category in CATEGORIES:
        yield from rates(pairs, category, {**options, "term": str(category)})


def kappa_defined(pairs):
    return len({v for pair in pairs for v in pair}) > 1


def rates(pairs, category, options):
    own = [a == category for a, _ in pairs]
    gold = [b == category for _, b in pairs]
    both = sum(a and b for a, b in zip(own, gold))
    neither = sum(not a and not b for a, b in zip(own, gold))
    n = len(pairs)
    for name, count, total, peer in (
        ("sensitivity", both, sum(gold), lambda: recall_score(gold, own)),
        ("specificity", neither, n - sum(gold), lambda: recall_score(gold, own, pos_label=False)),
        ("positive-predictive-value", both, sum(own), lambda: precision_score(gold, own)),
        ("negative-predictive-value", neither, n - sum(own), lambda: precision_score(gold, own, pos_label=False)),
    ):
        if total:
            yield share_case(name, count, total, options, "wilson", peer())
        else:
            yield {"quantity": name, "options": {**options, "interval": "wilson", "status": "too-few-units"},
                   "tolerance": 1e-12, "from": "definition"}  # fmt: skip


def against_others(rater, units):
    options = {"rater": rater, "against": "others"}
    own, means, exactly, within, hits, decided = [], [], [], [], 0, 0
    for unit in units:
        others = [v for r, v in unit.items() if r != rater]
        if rater not in unit or not others:
            continue
        x = unit[rater]
        own.append(Fraction(x))
        means.append(Fraction(sum(others), len(others)))
        exactly.append(Fraction(sum(v == x for v in others), len(others)))
        within.append(Fraction(sum(abs(v - x) <= 1 for v in others), len(others)))
        most = max(others.count(v) for v in others)
        modes = {v for v in others if others.count(v) == most}
        if len(modes) == 1:
            decided += 1
            hits += x in modes
    n = len(own)
    differences = [a - b for a, b in zip(own, means)]
    yield mean_case("bias", differences, options)
    yield mean_case("mean-absolute-difference", [abs(v) for v in differences], options, test=False)
    for form, values in (("exact", exactly), ("within 1", within)):
        mean = sum(values) / n
        se = sqrt(exact(sum((v - mean) ** 2 for v in values) / (n - 1) / n))
        figures = t_row(exact(mean), se, n, upper=1, test=False)
        yield expected.case("agreement-with-others", {**options, "form": form}, figures, EXACT)
    yield share_case("majority-agreement", hits, decided, options, "wilson")
    yield spread(own, means, options)


def spread(own, means, options):
    """Pitman and Morgan: the correlation of sums and differences."""
    n = len(own)
    x, m = [exact(v) for v in own], [exact(v) for v in means]
    ratio = sqrt(squares(x) / squares(m))
    sums, differences = [a + b for a, b in zip(x, m)], [a - b for a, b in zip(x, m)]
    r = products(sums, differences) / sqrt(squares(sums) * squares(differences))
    t = r * sqrt((n - 2) / (1 - r * r))
    critical = student.quantile_975(n - 2)

    def statistic(true_ratio):
        return pitman(x, [true_ratio * v for v in m], n)

    # The limits are the ratios that the test just does not reject, found without their formula.
    limits = [crossing(lambda c: statistic(c) - sign * critical, ratio) for sign in (1, -1)]
    peer = stats.pearsonr([float(v) for v in sums], [float(v) for v in differences]).pvalue
    figures = {
        "value": ratio,
        "interval": limits,
        "df": n - 2,
        "statistic": t,
        "p_value": student.two_sided_p(t, n - 2),
    }
    return expected.case("spread", options, figures, source(expected.OWN, (SCIPY, peer, figures["p_value"])))


def crossing(falling, start):
    """Where a falling function is 0, by bisection of the logarithm."""
    low, high = log(start) - 10, log(start) + 10
    for _ in range(180):
        middle = (low + high) / 2
        low, high = (middle, high) if falling(exp(middle)) > 0 else (low, middle)
    return exp((low + high) / 2)


def pitman(x, y, n):
    sums, differences = [a + b for a, b in zip(x, y)], [a - b for a, b in zip(x, y)]
    r = products(sums, differences) / sqrt(squares(sums) * squares(differences))
    return r * sqrt((n - 2) / (1 - r * r))


def products(x, y):
    mx, my = sum(x) / len(x), sum(y) / len(y)
    return sum((a - mx) * (b - my) for a, b in zip(x, y))


def squares(x):
    return products(x, x)


def raters_gold():
    slug = "raters-gold"
    units, gold = {}, {}
    for row in tables.rows(slug):
        units.setdefault(row["unit"], {})[row["rater"]] = int(row["value"])
        if row["gold"]:
            gold[row["unit"]] = int(row["gold"])
    raters = sorted({rater for unit in units.values() for rater in unit})
    found = []
    for rater in raters:
        pairs = [(unit[rater], gold[name]) for name, unit in units.items() if rater in unit and name in gold]
        found += against_gold(rater, pairs)
        found += against_others(rater, units.values())
    for place, first in enumerate(raters):
        for second in raters[place + 1 :]:
            pairs = [(unit[first], unit[second]) for unit in units.values() if first in unit and second in unit]
            if len(pairs) > 5:
                for name in ("identity", "linear", "quadratic"):
                    found.append(kappa_case(pairs, name, {"pair": f"{first} - {second}"}))
    return found
