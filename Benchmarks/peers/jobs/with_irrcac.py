"""irrCAC for Python: every coefficient with its linearised standard error."""

import importlib.metadata
import warnings

import numpy as np
import pandas as pd
import ratings
from irrCAC.raw import CAC
from protocol import serve

warnings.filterwarnings("ignore")
NAMES = {"gwet": "gwet-ac", "fleiss": "fleiss-kappa", "conger": "conger-kappa", "bp": "brennan-prediger"}


def prepare(source):
    values = ratings.read(source)
    # With whole numbers as floats and NaN, as its own examples have them.
    return {"table": pd.DataFrame(values, columns=[f"r{rater + 1}" for rater in range(values.shape[1])])}


def figures(table, weights, methods):
    agreement = CAC(table, weights=weights, digits=17)
    found = {}
    for method in methods:
        estimate = getattr(agreement, method)()["est"]
        name = f"{NAMES[method]}-{weights}" if method in NAMES else f"alpha-{weights}"
        found[name] = [float(estimate["coefficient_value"]), float(estimate["se"])]
    return found


def family(table):
    """AC1, AC2, Fleiss, Conger, Brennan-Prediger, and alpha with the weights that equal its nominal and interval
    metrics. Its ordinal weights are not Krippendorff's ordinal metric: that alpha it cannot compute."""
    found = figures(table, "identity", ["gwet", "fleiss", "conger", "bp", "krippendorff"])
    found |= figures(table, "quadratic", ["gwet", "krippendorff"])
    found["alpha-nominal"] = found.pop("alpha-identity")
    found["alpha-interval"] = found.pop("alpha-quadratic")
    return found


def weighted_family(table):
    """The whole family, unweighted and with quadratic weights."""
    found = {}
    for weights in ["identity", "quadratic"]:
        found |= figures(table, weights, [*NAMES, "krippendorff"])
    found["alpha-nominal"] = found.pop("alpha-identity")
    found["alpha-interval"] = found.pop("alpha-quadratic")
    return found


serve(
    {"irrCAC (Python)": importlib.metadata.version("irrCAC"), "numpy with it": np.__version__},
    {"family": family, "weighted-family": weighted_family},
    prepare,
)
