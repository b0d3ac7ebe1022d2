"""Cases of the agreement coefficients: own arithmetic, named after a peer where the peer gives the same figure."""

import coefficients
import expected
import peers
import tables


def source_of(value, se, theirs, tool):
    """`from` and a note: what the peer confirms to 1e-9, and what it gives otherwise."""
    if theirs is None:
        return f"{expected.OWN}", f"{tool} gives no figure here"
    their_value, their_se = theirs
    if not expected.agrees(their_value, value):
        return expected.OWN, f"{tool} gives {their_value:.12g}"
    if their_se is None:
        return f"{tool} (value), {expected.OWN_JACKKNIFE} (standard error)", None
    if se is None or not (expected.agrees(their_se, se) or (se == 0 and their_se < 1e-12)):
        return (
            f"{tool} (value), {expected.OWN_JACKKNIFE} (standard error)",
            f"standard error in {tool}: {their_se:.12g}",
        )
    return f"{tool}, digits by {expected.OWN}", None


def weighted_case(units, coefficient, weights, options, categories=None, tolerance=1e-12):
    table = coefficients.Agreement(units, weights, categories)
    options = {**options, "weights": weights}
    try:
        figures = coefficients.estimate(table.functional(coefficient))
    except coefficients.Undefined:
        return expected.case(coefficient, {**options, "status": "no-variation"}, {}, expected.OWN, tolerance)
    theirs = peers.irrcac(units, coefficient, weights, table.categories)
    source, note = source_of(figures["value"], figures.get("standard_error"), theirs, peers.IRRCAC)
    return expected.case(coefficient, options, figures, source, tolerance, note=note)


def metric_case(units, metric, options, tolerance=1e-12):
    options = {**options, "metric": metric}
    try:
        figures = coefficients.estimate(coefficients.metric_alpha(units, metric))
    except coefficients.Undefined:
        return expected.case("krippendorff-alpha", {**options, "status": "no-variation"}, {}, expected.OWN, tolerance)
    theirs = peers.alpha(units, metric, tables.used_categories(units))
    if expected.agrees(theirs, figures["value"]):
        source, note = f"{peers.KRIPPENDORFF} (value), {expected.OWN_JACKKNIFE}", None
    else:
        source = f"{expected.OWN}, {expected.OWN_JACKKNIFE}"
        note = f"{peers.KRIPPENDORFF} gives {'no figure' if theirs is None else format(theirs, '.12g')}"
    return expected.case("krippendorff-alpha", options, figures, source, tolerance, note=note)


def all_cases(units, families, metrics, options, categories=None, tolerance=1e-12, names=coefficients.COEFFICIENTS):
    cases = [
        weighted_case(units, name, family, options, categories, tolerance) for family in families for name in names
    ]
    return cases + [metric_case(units, metric, options, tolerance) for metric in metrics]


def chance_cases(units):
    table = coefficients.Agreement(units, "identity")
    ones = [coefficients.mpf(1)] * table.n
    for name in ("gwet-ac", "fleiss-kappa", "conger-kappa", "brennan-prediger"):
        options = {"coefficient": name, "weights": "identity"}
        yield expected.case("chance-agreement", options, {"value": table.chance(name, ones)}, expected.OWN)
    pairable = [unit for unit in units if len(unit) >= 2]
    total = sum(map(len, pairable))
    shares = [coefficients.mpf(sum(v == c for u in pairable for v in u.values())) / total for c in table.categories]
    options = {"coefficient": "krippendorff-alpha", "weights": "identity"}
    yield expected.case("chance-agreement", options, {"value": sum(p * p for p in shares)}, expected.OWN)


def disagreement_cases(units, metric):
    """Krippendorff's D_o and D_e, whose ratio is 1 - alpha."""
    units = [unit for unit in units if len(unit) >= 2]
    values = [[tables.label_value(v) for v in unit.values()] for unit in units]
    flat = sorted(v for unit in values for v in unit)
    middle = {v: coefficients.Fraction(2 * sum(x < v for x in flat) + flat.count(v), 2) for v in flat}
    square = {
        "nominal": lambda a, b: int(a != b),
        "ordinal": lambda a, b: (middle[a] - middle[b]) ** 2,
        "interval": lambda a, b: (a - b) ** 2,
        "ratio": lambda a, b: ((a - b) / (a + b)) ** 2,
    }[metric]
    n = len(flat)
    within = sum(coefficients.Fraction(sum(square(a, b) for a in u for b in u), len(u) - 1) for u in values)
    across = sum(square(a, b) for a in flat for b in flat)
    source = "own exact rational arithmetic"
    for name, figure in (
        ("observed", coefficients.Fraction(within, n)),
        ("expected", coefficients.Fraction(across, n * (n - 1))),
    ):
        tolerance = 1e-12 * max(1, float(figure))
        options = {"metric": metric}
        yield expected.case(f"{name}-disagreement", options, {"value": figure}, source, tolerance)


def krippendorff_12x4():
    units = tables.ratings("krippendorff-12x4")
    cases = []
    for metric in coefficients.METRICS:
        cases += [metric_case(units, metric, {}), *disagreement_cases(units, metric)]
    return cases


def gwet_raw4raters():
    units = tables.ratings("gwet-raw4raters")
    return [*all_cases(units, coefficients.FAMILIES, [], {}), *chance_cases(units)]


def shrout_fleiss():
    units = tables.ratings("shrout-fleiss-1979")
    return all_cases(units, ["identity", "linear", "quadratic"], coefficients.METRICS, {})


def fleiss_1971():
    units = tables.ratings("fleiss-1971")
    names = [name for name in coefficients.COEFFICIENTS if name != "conger-kappa"]
    return all_cases(units, ["identity"], ["nominal"], {"standard-error": "linearised"}, names=names)


BASIC = ["identity", "linear", "quadratic", "ordinal"]
EVERY = coefficients.FAMILIES
NUMERIC = coefficients.METRICS
# table: (weight families, metrics, declared categories or None, tolerance)
TRAPS = [
    ("two-units", BASIC, NUMERIC, None, 1e-12),
    ("two-raters", BASIC, NUMERIC, None, 1e-12),
    ("two-categories", [f for f in EVERY if f != "ratio"], ["nominal", "ordinal", "interval"], None, 1e-12),
    ("unit-rated-once", EVERY, NUMERIC, None, 1e-12),
    ("one-category", ["identity"], NUMERIC, None, 1e-12),
    ("one-category", ["identity", "quadratic"], [], "1|2|3|4", 1e-12),
    ("perfect", BASIC, NUMERIC, None, 1e-12),
    ("declared-unused-category", BASIC, NUMERIC, None, 1e-12),
    ("declared-unused-category", EVERY, [], "1|2|3|4", 1e-12),
    ("text-categories", ["identity"], ["nominal"], None, 1e-12),
    ("text-categories", ["identity", "linear", "ordinal"], [], "a|A|b", 1e-12),
    ("numeric-vs-text-order", EVERY, NUMERIC, None, 1e-12),
    ("half-points", EVERY, NUMERIC, None, 1e-12),
    ("large-labels", ["identity", "linear", "quadratic", "ordinal", "radical", "ratio"], NUMERIC, None, 1e-12),
    ("unbalanced-raters", EVERY, NUMERIC, None, 1e-12),
    ("twelve-categories", BASIC, NUMERIC, None, 1e-12),
    ("zero-ratio", ["identity", "quadratic", "ratio"], NUMERIC, None, 1e-12),
    ("empty-cells", BASIC, NUMERIC, None, 1e-12),
]


def traps():
    cases = []
    for name, families, metrics, declared, tolerance in TRAPS:
        file = f"{name}.csv"
        units = tables.ratings("agreement-traps", file)
        options = {"table": file}
        categories = None
        if declared:
            options["categories"] = declared
            categories = declared.split("|")
        cases += all_cases(units, families, metrics, options, categories, tolerance)
    return cases
