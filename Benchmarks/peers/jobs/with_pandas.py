"""pandas, with the pyarrow readers."""

import numpy as np
import pandas as pd
import pyarrow
from instrument import HIGHEST, NEEDED, item_names, subscales
from protocol import serve


def read(source):
    if source.endswith(".xlsx"):
        return pd.read_excel(source, engine="openpyxl")
    return pd.read_parquet(source) if source.endswith(".parquet") else pd.read_csv(source, engine="pyarrow")


def read_alone(source):
    return {"rows": [len(read(source)), None]}


def trend(source, output):
    table = read(source)
    x, y = table["month"].astype("float64"), table["score"]
    table = pd.DataFrame({"site": table["site"], "sx": x, "sy": y, "sxx": x * x, "sxy": x * y, "syy": y * y})
    groups = table.groupby("site", sort=False)
    sums, n = groups.sum(), groups.size()
    spread_x = sums["sxx"] - sums["sx"] ** 2 / n
    spread_y = sums["syy"] - sums["sy"] ** 2 / n
    cross = sums["sxy"] - sums["sx"] * sums["sy"] / n
    slope = cross / spread_x
    lines = {"n": n, "slope": slope, "intercept": (sums["sy"] - slope * sums["sx"]) / n}
    lines["r_squared"] = cross**2 / (spread_x * spread_y)
    pd.DataFrame(lines).reset_index().to_parquet(output)


def score(source, output):
    table = read(source)
    columns = {"id": table["id"]}
    for name, items, rule in subscales():
        values = table[items]
        mean = values.mean(axis=1)
        if rule == "percent":
            columns[name] = mean / HIGHEST
        else:
            columns[name] = np.where(values.count(axis=1) >= NEEDED * len(items), mean, np.nan)
    values = table[item_names()]
    columns["total"] = values.mean(axis=1) / HIGHEST
    columns["n_answered"] = values.count(axis=1)
    pd.DataFrame(columns).to_parquet(output)


def mean_squares(source, output):
    """Of complete groups of units by raters: the analysis of variance from deviations, without any form or limit."""
    table = read(source)
    value, group = table["value"], table["group"]
    mean = value.groupby(group).transform("mean")
    units = value.groupby([group, table["unit"]]).mean()
    raters = value.groupby([group, table["rater"]]).mean()
    n, k = units.groupby("group").size(), raters.groupby("group").size()
    between = k * (n - 1) * units.groupby("group").var()
    rating = n * (k - 1) * raters.groupby("group").var()
    total = ((value - mean) ** 2).groupby(group).sum()
    squares = {"unit": between / (n - 1), "rater": rating / (k - 1)}
    squares["residual"] = (total - between - rating) / ((n - 1) * (k - 1))
    pd.DataFrame(squares).reset_index().to_parquet(output)


JOBS = {"read": read_alone, "trend": trend, "score": score, "mean-squares": mean_squares}
serve({"pandas": pd.__version__, "pyarrow": pyarrow.__version__}, JOBS)
