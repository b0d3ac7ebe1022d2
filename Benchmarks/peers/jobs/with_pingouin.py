"""pingouin: six intraclass correlations with limits and tests."""

import numpy as np
import pandas as pd
import pingouin
import ratings
from protocol import serve

# Limits as they are computed, not to two decimals.
pingouin.options["round.column.CI95"] = None
NAMES = {"ICC(A,1)": "ICC(2,1)", "ICC(C,1)": "ICC(3,1)", "ICC(A,k)": "ICC(2,k)", "ICC(C,k)": "ICC(3,k)"}


def prepare(source):
    values = ratings.read(source)
    units, raters = values.shape
    unit, rater = np.divmod(np.arange(values.size), raters)
    return {"table": pd.DataFrame({"unit": unit, "rater": rater, "value": values.ravel()})}


def icc(table):
    figures = {}
    found = pingouin.intraclass_corr(table, targets="unit", raters="rater", ratings="value")
    for row in found.to_dict("records"):
        name = NAMES.get(row["Type"], row["Type"])
        values = [("", row["ICC"]), (" lower", row["CI95"][0]), (" upper", row["CI95"][1])]
        for part, value in [*values, (" F", row["F"]), (" p", row["pval"])]:
            figures[name + part] = [float(value), None]
    return figures


serve({"pingouin": pingouin.__version__, "pandas": pd.__version__}, {"icc": icc}, prepare)
