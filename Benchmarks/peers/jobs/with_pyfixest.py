"""pyfixest: regressions with clusters, and with absorbed effects."""

import pandas as pd
import pyarrow.parquet as pq
import pyfixest
from protocol import serve

# Nothing is copied or kept that the figures do not need.
LEAN = {"copy_data": False, "store_data": False, "lean": True}


def prepare(source):
    return {"table": pq.read_table(source).to_pandas()}


def figures(fit):
    found = {}
    for name, row in fit.tidy().iterrows():
        term = "(Intercept)" if name == "Intercept" else name
        found[term] = [float(row["Estimate"]), float(row["Std. Error"])]
    return found


def clusters(table):
    return figures(pyfixest.feols("y ~ x1 + x2", table, vcov={"CRV1": "cluster"}, **LEAN))


def effects(table):
    """With its own tolerance of 1e-6 coefficients keep eight digits."""
    return figures(pyfixest.feols("y ~ x1 + x2 | site + occasion", table, vcov="iid", **LEAN))


serve({"pyfixest": pyfixest.__version__, "pandas": pd.__version__}, {"cr1": clusters, "effects": effects}, prepare)
