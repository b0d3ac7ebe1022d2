"""Polars. Lazy queries on its streaming engine, which is the faster one here for every job."""

import datetime

import numpy as np
import polars as pl
from drivers import AS_OF
from instrument import HIGHEST, NEEDED, item_names, subscales
from protocol import serve


def scan(source):
    if source.endswith(".xlsx"):
        return pl.read_excel(source, engine="calamine").lazy()
    return pl.scan_parquet(source) if source.endswith(".parquet") else pl.scan_csv(source)


def save(query, output):
    query.collect(engine="streaming").write_parquet(output)


def read(source):
    return {"rows": [scan(source).collect(engine="streaming").height, None]}


def convert(source, output):
    scan(source).sink_parquet(output)


def trend_moments(source, output):
    """The fastest form: raw sums. Their differences lose digits where the mean is large beside the spread."""
    x, y, n = pl.col("month"), pl.col("score"), pl.col("n")
    sums = (
        scan(source)
        .group_by("site")
        .agg(n=pl.len(), sx=x.sum(), sy=y.sum(), sxx=(x * x).sum(), sxy=(x * y).sum(), syy=(y * y).sum())
    )
    spread_x, spread_y, cross = (
        pl.col("sxx") - pl.col("sx") ** 2 / n,
        pl.col("syy") - pl.col("sy") ** 2 / n,
        pl.col("sxy") - pl.col("sx") * pl.col("sy") / n,
    )
    lines = sums.with_columns(slope=cross / spread_x, r_squared=cross**2 / (spread_x * spread_y)).with_columns(
        intercept=pl.col("sy") / n - pl.col("slope") * pl.col("sx") / n
    )
    save(lines.select("site", "n", "slope", "intercept", "r_squared"), output)


def trend_covariance(source, output):
    """The form that keeps its digits: covariance and variances."""
    x, y = pl.col("month"), pl.col("score")
    moments = (
        scan(source)
        .group_by("site")
        .agg(n=pl.len(), mx=x.mean(), my=y.mean(), sxx=x.var(), syy=y.var(), sxy=pl.cov(x, y))
    )
    slope = pl.col("sxy") / pl.col("sxx")
    lines = moments.with_columns(
        slope=slope, r_squared=pl.col("sxy") ** 2 / (pl.col("sxx") * pl.col("syy"))
    ).with_columns(intercept=pl.col("my") - pl.col("slope") * pl.col("mx"))
    save(lines.select("site", "n", "slope", "intercept", "r_squared"), output)


PREDICTORS = ["month", "hours", "enrolment"]


def trend_covariates(source, output):
    """Raw sums by site, then numpy's solution of all sites' equations."""
    names = [*PREDICTORS, "score"]
    columns = [pl.col(name).cast(pl.Float64) for name in names]
    sums = [column.sum().alias(f"s{place}") for place, column in enumerate(columns)]
    sums += [(columns[i] * columns[j]).sum().alias(f"p{i}{j}") for j in range(4) for i in range(j + 1)]
    found = scan(source).group_by("site").agg(pl.len().alias("n"), *sums).collect(engine="streaming")
    n = found["n"].to_numpy().astype(float)
    means = np.column_stack([found[f"s{place}"] for place in range(4)]) / n[:, None]
    products = np.empty((len(n), 4, 4))
    for j in range(4):
        for i in range(j + 1):
            centred = found[f"p{i}{j}"].to_numpy() - n * means[:, i] * means[:, j]
            products[:, i, j] = products[:, j, i] = centred
    slopes = np.linalg.solve(products[:, :3, :3], products[:, :3, 3:])[:, :, 0]
    table = {name: slopes[:, place] for place, name in enumerate(PREDICTORS)}
    table["intercept"] = means[:, 3] - (slopes * means[:, :3]).sum(axis=1)
    table["r_squared"] = (slopes * products[:, :3, 3]).sum(axis=1) / products[:, 3, 3]
    pl.DataFrame({"site": found["site"], "n": found["n"], **table}).write_parquet(output)


def score(source, output):
    items = item_names()
    columns = ["id"]
    for name, members, rule in subscales():
        mean = pl.mean_horizontal(members)
        if rule == "percent":
            columns.append((mean / HIGHEST).alias(name))
        else:
            answered = pl.sum_horizontal(pl.col(item).is_not_null() for item in members)
            columns.append(pl.when(answered >= NEEDED * len(members)).then(mean).alias(name))
    columns.append((pl.mean_horizontal(items) / HIGHEST).alias("total"))
    columns.append(pl.sum_horizontal(pl.col(item).is_not_null() for item in items).alias("n_answered"))
    save(scan(source).select(columns), output)


def mean_squares(source, output):
    """Of complete groups of units by raters, by raw sums; their differences lose digits where the mean is large."""
    value, n, k = pl.col("value"), pl.col("n"), pl.col("k")
    rows = scan(source)

    def margin(key, count):
        sums = rows.group_by("group", key).agg(s=value.sum(), q=(value * value).sum())
        squares = [(pl.col("s") ** 2).sum().alias(f"of_{key}"), pl.len().cast(pl.Float64).alias(count)]
        return sums.group_by("group").agg(*squares, sum=pl.col("s").sum(), squares=pl.col("q").sum())

    both = margin("unit", "n").join(margin("rater", "k").select("group", "of_rater", "k"), on="group")
    correction = pl.col("sum") ** 2 / (n * k)
    both = both.with_columns(
        unit=pl.col("of_unit") / k - correction,
        rater=pl.col("of_rater") / n - correction,
        total=pl.col("squares") - correction,
    )
    save(
        both.select(
            "group",
            unit=pl.col("unit") / (n - 1),
            rater=pl.col("rater") / (k - 1),
            residual=(pl.col("total") - pl.col("unit") - pl.col("rater")) / ((n - 1) * (k - 1)),
        ),
        output,
    )


def coaching(source, plan, output):
    """Adherence by cycle, and dose: the minutes of cycles that are over, in each at most those planned."""
    as_of = datetime.date(1970, 1, 1) + datetime.timedelta(days=AS_OF)
    cadence, minutes = pl.col("cadence_days"), pl.col("minutes")
    plans = pl.scan_parquet(plan).select(
        "coachee",
        "building",
        "start",
        "cadence_days",
        due=((pl.min_horizontal("end", pl.lit(as_of)) - pl.col("start")).dt.total_days() + 1) // cadence,
        planned=minutes,
    )
    cycles = (
        scan(source)
        .filter(pl.col("status") == "attended", pl.col("date") <= as_of)
        .select("coachee", "date", "minutes")
        .join(plans.select("coachee", "start", "cadence_days", "due", "planned"), on="coachee")
        .with_columns(cycle=(pl.col("date") - pl.col("start")).dt.total_days() // cadence)
        .filter(pl.col("cycle") >= 0, pl.col("cycle") < pl.col("due"))
        .group_by("coachee", "cycle")
        .agg(minutes.sum(), pl.col("planned").first())
        .group_by("coachee")
        .agg(delivered=minutes.sum(), capped=pl.min_horizontal("minutes", "planned").sum())
    )
    buildings = (
        plans.join(cycles, on="coachee", how="left")
        .group_by("building")
        .agg(pl.col("delivered", "capped").sum(), planned=(pl.col("due") * pl.col("planned")).sum())
    )
    save(
        buildings.select(
            "building",
            adherence=pl.col("capped") / pl.col("planned"),
            dose=pl.col("delivered") / pl.col("planned"),
        ),
        output,
    )


JOBS = {
    "read": read,
    "convert": convert,
    "trend-moments": trend_moments,
    "trend-covariance": trend_covariance,
    "trend-covariates": trend_covariates,
    "score": score,
    "mean-squares": mean_squares,
    "coaching": coaching,
}
serve({"Polars": pl.__version__}, JOBS)
