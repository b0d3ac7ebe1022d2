"""The same coefficients from published packages (versions in requirements.txt)."""

import contextlib
import io
import math
import warnings

import irrCAC.raw
import irrCAC.table
import krippendorff
import numpy as np
import pandas as pd

import tables

warnings.simplefilter("ignore")

IRRCAC = "irrCAC 0.4.4"
KRIPPENDORFF = "krippendorff 0.9.0"
METHODS = {
    "gwet-ac": "gwet",
    "fleiss-kappa": "fleiss",
    "conger-kappa": "conger",
    "brennan-prediger": "bp",
    "krippendorff-alpha": "krippendorff",
}


def typed(units, categories):
    """Ratings as the peers want them: floats where all labels are numbers, otherwise text."""
    numeric = all(tables.NUMBER.fullmatch(c) for c in categories)
    convert = float if numeric else str
    return [{r: convert(v) for r, v in unit.items()} for unit in units], [convert(c) for c in categories]


def irrcac(units, coefficient, weights, categories):
    """(value, standard error) or None where the package has no such coefficient or gives no number."""
    data, labels = typed(units, categories)
    try:
        cac = irrCAC.raw.CAC(pd.DataFrame(data), weights=weights, categories=labels, digits=16)
        if coefficient == "percent-agreement":
            return float(cac.gwet()["est"]["pa"]), None
        found = getattr(cac, METHODS[coefficient])()["est"]
    except (ValueError, ArithmeticError):
        return None
    pair = float(found["coefficient_value"]), float(found["se"])
    return pair if all(map(math.isfinite, pair)) else None


def irrcac_table(matrix, coefficient, weights):
    method = {
        "cohen-kappa": "cohen",
        "scott-pi": "scott",
        "gwet-ac": "gwet",
        "brennan-prediger": "bp",
        "krippendorff-alpha": "krippendorff",
        "percent-agreement": "pa2",
    }[coefficient]
    with contextlib.redirect_stdout(io.StringIO()):
        cac = irrCAC.table.CAC(pd.DataFrame(matrix), weights=weights, digits=16)
        found = getattr(cac, method)()["est"]
    return float(found["coefficient_value"]), float(found["se"])


def alpha(units, metric, categories):
    data, labels = typed(units, categories)
    raters = sorted({r for unit in data for r in unit})
    if not isinstance(labels[0], float):
        codes = {label: float(k) for k, label in enumerate(labels)}
        data = [{r: codes[v] for r, v in unit.items()} for unit in data]
    matrix = np.array([[unit.get(r, np.nan) for unit in data] for r in raters], dtype=float)
    try:
        return float(krippendorff.alpha(reliability_data=matrix, level_of_measurement=metric))
    except (ValueError, ArithmeticError):
        return None
