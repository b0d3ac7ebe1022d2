"""Compares the result files of a job with a reference computed here, and prints the deviations as JSON.

    python check.py trend|score|convert|icc|covariates|clusters|coaching|barriers SOURCE [NAME=RESULT-FILE...]

The reference is numpy's, from deviations from the means in two passes over the Parquet file. A deviation is the largest
absolute difference of a quantity over all sites (or administrations), divided by the root mean square of the quantity.
For trends, standard errors, t and p values are checked against statsmodels at some sites too; for intraclass
correlations, limits and tests of consistency against scipy's F at some groups. Of drivers: adherence of coaching with
its error, and dose; medians of clocks and the shares open after 30 days, of all buildings.
"""

import json
import pathlib
import sys

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv
import pyarrow.parquet as pq
import scipy.stats
import statsmodels.api as sm

sys.path.insert(0, str(pathlib.Path(__file__).parent / "jobs"))
from drivers import AS_OF, COACHEES_OF_BUILDING, plan_of  # noqa: E402
from instrument import HIGHEST, NEEDED, item_names, subscales  # noqa: E402

SITES_CHECKED = 8
# Of a group in the file of groups; a file without groups is one.
UNITS_OF_GROUP = 20


def batches(source):
    for batch in pq.ParquetFile(source).iter_batches(1 << 20, columns=["site", "month", "score"]):
        yield site_numbers(batch["site"]), batch["month"].to_numpy().astype(float), batch["score"].to_numpy()


def site_numbers(column):
    """Sites as numbers, also where a tool writes them as text or as `site-00123`."""
    if pa.types.is_dictionary(column.type):
        column = column.cast(column.type.value_type)
    if not pa.types.is_integer(column.type):
        column = pc.replace_substring(column.cast(pa.string()), "site-", "").cast(pa.int32())
    return column.to_numpy()


def trend_reference(source):
    """n, slope, intercept and R squared by site."""
    count = 1 + max(int(site.max()) for site, _, _ in batches(source))
    n, sum_x, sum_y = np.zeros(count), np.zeros(count), np.zeros(count)
    for site, x, y in batches(source):
        n += np.bincount(site, minlength=count)
        sum_x += np.bincount(site, x, count)
        sum_y += np.bincount(site, y, count)
    with np.errstate(all="ignore"):
        mean_x, mean_y = sum_x / n, sum_y / n
        xx, xy, yy = np.zeros(count), np.zeros(count), np.zeros(count)
        for site, x, y in batches(source):
            dx, dy = x - mean_x[site], y - mean_y[site]
            xx += np.bincount(site, dx * dx, count)
            xy += np.bincount(site, dx * dy, count)
            yy += np.bincount(site, dy * dy, count)
        slope = xy / xx
        return {"n": n, "slope": slope, "intercept": mean_y - slope * mean_x, "r_squared": xy**2 / (xx * yy)}


def read(path):
    return pq.read_table(path) if path.endswith(".parquet") else pa.csv.read_csv(path)


def trend_result(path):
    """The same columns from a tool's result: one row a site, or Fidelity's tidy table."""
    table = read(path)
    if "quantity" not in table.column_names:
        order = np.argsort(site_numbers(table["site"].combine_chunks()))
        names = ["n", "slope", "intercept", "r_squared"]
        sites = site_numbers(table["site"].combine_chunks())[order]
        return sites, {name: table[name].to_numpy()[order].astype(float) for name in names}

    quantity, term = table["quantity"].cast(pa.string()), table["term"].cast(pa.string())

    def rows(name, of_term=None):
        keep = pc.equal(quantity, name)
        if of_term:
            keep = pc.and_kleene(keep, pc.equal(term, of_term))
        chosen = table.filter(keep)
        order = np.argsort(site_numbers(chosen["site"].combine_chunks()))
        return chosen.take(pa.array(order))

    slope, intercept = rows("regression-coefficient", "month"), rows("regression-coefficient", "(Intercept)")
    figures = {"n": slope["n_observations"], "slope": slope["estimate"], "intercept": intercept["estimate"]}
    figures["r_squared"] = rows("r-squared")["estimate"]
    for name, chosen in [("slope", slope), ("intercept", intercept)]:
        for column in ["standard_error", "statistic", "p_value", "lower", "upper"]:
            figures[f"{name} {column}"] = chosen[column]
    sites = site_numbers(slope["site"].combine_chunks())
    return sites, {name: column.to_numpy().astype(float) for name, column in figures.items()}


def deviation(theirs, ours):
    """NaN must stand where NaN stands; infinite where shapes or gaps differ."""
    if theirs.shape != ours.shape or not np.array_equal(np.isnan(theirs), np.isnan(ours)):
        return float("inf")
    scale = np.sqrt(np.nanmean(ours**2))
    return float(np.nanmax(np.abs(theirs - ours), initial=0.0) / (scale or 1.0))


def statsmodels_deviations(source, sites, figures):
    """The largest relative differences of the figures from statsmodels' at some sites."""
    present = np.flatnonzero(figures["n"] > 2)
    chosen = present[np.linspace(0, len(present) - 1, SITES_CHECKED).astype(int)]
    rows = {int(sites[index]): [] for index in chosen}
    for site, x, y in batches(source):
        for number, parts in rows.items():
            own = site == number
            parts.append(np.column_stack([x[own], y[own]]))
    worst = {}
    for index in chosen:
        x, y = np.vstack(rows[int(sites[index])]).T
        fit = sm.OLS(y, sm.add_constant(x)).fit()
        limits = fit.conf_int()
        for place, name in enumerate(["intercept", "slope"]):
            theirs = [fit.params[place], fit.bse[place], fit.tvalues[place], fit.pvalues[place], *limits[place]]
            keys = ["", " standard_error", " statistic", " p_value", " lower", " upper"]
            for key, value in zip(keys, theirs, strict=True):
                quantity = f"statsmodels{key or ' estimate'}"
                # A p value may be so small that it is 0 in doubles.
                relative = abs(figures[name + key][index] - value) / max(abs(value), 1e-300)
                worst[quantity] = max(worst.get(quantity, 0), relative)
    return worst


def check_trend(source, results):
    reference = trend_reference(source)
    present = np.flatnonzero(reference["n"])
    found = {}
    for name, path in results.items():
        sites, figures = trend_result(path)
        if not np.array_equal(sites, present):
            found[name] = {"sites": float("inf")}
            continue
        found[name] = {key: deviation(figures[key], values[present]) for key, values in reference.items()}
        if "slope standard_error" in figures:
            found[name] |= statsmodels_deviations(source, sites, figures)
    return found


def score_reference(source):
    table = pq.read_table(source)
    values = {name: table[name].to_numpy().astype(float) for name in item_names()}
    reference = {"id": table["id"].to_numpy().astype(float)}

    def totals(items):
        matrix = np.column_stack([values[item] for item in items])
        answered = (~np.isnan(matrix)).sum(axis=1)
        return np.nansum(matrix, axis=1), answered

    with np.errstate(all="ignore"):
        for name, items, rule in subscales():
            points, answered = totals(items)
            if rule == "percent":
                reference[name] = points / (HIGHEST * answered)
            else:
                reference[name] = np.where(answered >= NEEDED * len(items), points / answered, np.nan)
        points, answered = totals(item_names())
        reference["total"] = points / (HIGHEST * answered)
        reference["n_answered"] = answered.astype(float)
    return reference


def check_score(source, results):
    reference = score_reference(source)
    found = {}
    for name, path in results.items():
        table = read(path)
        if "id" in table.column_names:
            ids = site_numbers(table["id"].combine_chunks())
        else:
            ids = table["row"].to_numpy() - 1
        order = np.argsort(ids, kind="stable")
        columns = {key: table[key].to_numpy()[order].astype(float) for key in reference if key != "id"}
        columns["id"] = ids[order].astype(float)
        found[name] = {key: deviation(columns[key], values) for key, values in reference.items()}
    return found


def mean_squares(source):
    """n, k and the mean squares of units, raters and residual by group (or of all units), of complete ratings that lie
    unit after unit."""
    file = pq.ParquetFile(source)
    is_grouped = "group" in file.schema_arrow.names
    k = 1 + int(np.argmax(np.diff(file.read_row_group(0, columns=["unit"])["unit"].to_numpy()) != 0))
    count, origin, parts = 0, None, []
    for number in range(file.num_row_groups):
        values = file.read_row_group(number, columns=["value"])["value"].to_numpy()
        values = values.reshape(-1, UNITS_OF_GROUP if is_grouped else len(values) // k, k)
        # Less the same number everywhere, which leaves squares their digits.
        origin = values.mean() if origin is None else origin
        values = values - origin
        units = values.mean(axis=2)
        within = np.square(values - units[:, :, None]).sum(axis=(1, 2))
        parts.append((units.sum(axis=1), np.square(units).sum(axis=1), values.sum(axis=1), within))
        count += units.shape[1]
    sums = [np.concatenate(part) for part in zip(*parts, strict=True)]
    if not is_grouped:
        sums = [part.sum(axis=0, keepdims=True) for part in sums]
    n = UNITS_OF_GROUP if is_grouped else count
    total, squares, raters, within = sums
    between = k * (squares - total**2 / n)
    rating = np.square(raters - total[:, None]).sum(axis=1) / n
    means = {"unit": between / (n - 1), "rater": rating / (k - 1)}
    return n, k, {**means, "residual": (within - rating) / ((n - 1) * (k - 1))}


def intraclass_reference(n, k, squares):
    """Mean squares, forms, F and components."""
    b, r, e = squares["unit"], squares["rater"], squares["residual"]
    w = ((k - 1) * r + (n - 1) * (k - 1) * e) / (n * (k - 1))
    found = dict(squares)
    found["ICC(1,1)"], found["ICC(1,k)"] = (b - w) / (b + (k - 1) * w), (b - w) / b
    found["ICC(3,1)"], found["ICC(3,k)"] = (b - e) / (b + (k - 1) * e), (b - e) / b
    found["ICC(2,1)"] = (b - e) / (b + (k - 1) * e + k * (r - e) / n)
    found["ICC(2,k)"] = (b - e) / (b + (r - e) / n)
    found |= {"ICC(C,1)": found["ICC(3,1)"], "ICC(C,k)": found["ICC(3,k)"]}
    found |= {"ICC(A,1)": found["ICC(2,1)"], "ICC(A,k)": found["ICC(2,k)"]}
    found |= {"F one-way": b / w, "F": b / e}
    return found | {"variance unit": (b - e) / k, "variance rater": (r - e) / n, "variance residual": e}


def intraclass_result(path):
    """The same from a tool's result: a row a group, or Fidelity's tidy table."""
    table = read(path)
    if "quantity" not in table.column_names:
        order = np.argsort(table["group"].to_numpy())
        return {name: table[name].to_numpy()[order] for name in ["unit", "rater", "residual"]}

    def rows(quantity, column, name):
        keep = pc.and_(
            pc.equal(table["quantity"].cast(pa.string()), quantity), pc.equal(table[column].cast(pa.string()), name)
        )
        if quantity == "variance-component":
            # A negative component has a second row, of 0.
            keep = pc.and_(keep, pc.is_null(table["form"].cast(pa.string())))
        chosen = table.filter(keep)
        return (
            chosen.take(pa.array(np.argsort(chosen["group"].to_numpy()))) if "group" in table.column_names else chosen
        )

    figures = {}
    for form in ["(1,1)", "(1,k)", "(2,1)", "(2,k)", "(C,1)", "(C,k)", "(A,1)", "(A,k)", "(3,1)", "(3,k)"]:
        chosen = rows("icc", "form", f"ICC{form}")
        figures[f"ICC{form}"] = chosen["estimate"].to_numpy()
        if form in ["(1,1)", "(3,1)"]:
            figures["F one-way" if form == "(1,1)" else "F"] = chosen["statistic"].to_numpy()
        if form == "(3,1)":
            for column in ["lower", "upper", "p_value"]:
                figures[f"scipy {column}"] = chosen[column].to_numpy()
    for term in ["unit", "rater", "residual"]:
        figures[f"variance {term}"] = rows("variance-component", "term", term)["estimate"].to_numpy()
    return figures


def check_icc(source, results):
    n, k, squares = mean_squares(source)
    reference = intraclass_reference(n, k, squares)
    places = np.linspace(0, len(reference["F"]) - 1, min(len(reference["F"]), SITES_CHECKED)).astype(int)
    degrees = n - 1, (n - 1) * (k - 1)
    f = reference["F"][places]
    low, high = scipy.stats.f.ppf(0.025, *degrees), scipy.stats.f.isf(0.025, *degrees)
    limits = {"lower": (f / high - 1) / (f / high + k - 1), "upper": (f / low - 1) / (f / low + k - 1)}
    found = {}
    for name, path in results.items():
        figures = intraclass_result(path)
        found[name] = {key: deviation(figures[key], reference[key]) for key in reference if key in figures}
        if "scipy lower" in figures:
            for column, values in {**limits, "p_value": scipy.stats.f.sf(f, *degrees)}.items():
                found[name][f"scipy {column}"] = deviation(figures[f"scipy {column}"][places], values)
    return found


PREDICTORS = ["month", "hours", "enrolment"]


def nested_rows(source, columns):
    """Site, and some columns as numbers, batch after batch."""
    for batch in pq.ParquetFile(source).iter_batches(1 << 20, columns=["site", *columns]):
        yield batch["site"].to_numpy(), np.stack([batch[name].to_numpy().astype(float) for name in columns])


def regression_reference(source, predictors):
    """n, coefficients and R squared by site, about the means of sites, in two passes."""
    columns = [*predictors, "score"]
    count = 1 + max(int(site.max()) for site, _ in nested_rows(source, columns))
    k = len(columns)
    n, means, products = np.zeros(count), np.zeros((k, count)), np.zeros((k, k, count))
    for site, values in nested_rows(source, columns):
        n += np.bincount(site, minlength=count)
        for place in range(k):
            means[place] += np.bincount(site, values[place], count)
    means /= n
    for site, values in nested_rows(source, columns):
        values = values - means[:, site]
        for i in range(k):
            for j in range(i, k):
                products[i, j] += np.bincount(site, values[i] * values[j], count)
    for i in range(k):
        for j in range(i):
            products[i, j] = products[j, i]
    products = products.transpose(2, 0, 1)
    slopes = np.linalg.solve(products[:, :-1, :-1], products[:, :-1, -1:])[:, :, 0]
    found = {"n": n, "intercept": means[-1] - (slopes.T * means[:-1]).sum(axis=0)}
    found["r_squared"] = (slopes * products[:, :-1, -1]).sum(axis=1) / products[:, -1, -1]
    return found | {name: slopes[:, place] for place, name in enumerate(predictors)}


def regression_result(path, predictors):
    """The same from a tool's result: a row a site, or Fidelity's tidy table, which has errors, too."""
    table = read(path)
    if "quantity" not in table.column_names:
        order = np.argsort(table["site"].to_numpy())
        return {name: table[name].to_numpy()[order].astype(float) for name in table.column_names if name != "site"}

    def rows(quantity, term=None):
        keep = pc.equal(table["quantity"].cast(pa.string()), quantity)
        if term:
            keep = pc.and_kleene(keep, pc.equal(table["term"].cast(pa.string()), term))
        chosen = table.filter(keep)
        return chosen.take(pa.array(np.argsort(chosen["site"].to_numpy())))

    figures = {"r_squared": rows("r-squared")["estimate"].to_numpy()}
    for name, term in [("intercept", "(Intercept)"), *((name, name) for name in predictors)]:
        chosen = rows("regression-coefficient", term)
        figures["n"] = chosen["n_observations"].to_numpy().astype(float)
        figures[name] = chosen["estimate"].to_numpy()
        figures[f"{name} error"] = chosen["standard_error"].to_numpy()
        figures[f"{name} df"] = chosen["degrees_of_freedom"].to_numpy()
    return figures


def clustered_errors(x, y, clusters):
    """CR2 errors and Satterthwaite's degrees of freedom, by their definition with n x n matrices."""
    inverse = np.linalg.inv(x.T @ x)
    residual = np.eye(len(y)) - x @ inverse @ x.T
    errors = residual @ y
    middle, parts = np.zeros_like(inverse), []
    for cluster in np.unique(clusters):
        own = clusters == cluster
        values, vectors = np.linalg.eigh(residual[np.ix_(own, own)])
        adjusted = vectors @ np.diag(values**-0.5) @ vectors.T @ x[own]
        score = adjusted.T @ errors[own]
        middle += np.outer(score, score)
        parts.append(residual[:, own] @ adjusted @ inverse)
    covariance = inverse @ middle @ inverse
    stacked = np.stack(parts)
    gram = np.einsum("ant,bnt->tab", stacked, stacked)
    freedom = [np.trace(each) ** 2 / (each**2).sum() for each in gram]
    return np.sqrt(np.diag(covariance)), np.array(freedom)


def check_regression(source, results, predictors, is_clustered):
    reference = regression_reference(source, predictors)
    found = {}
    for name, path in results.items():
        figures = regression_result(path, predictors)
        found[name] = {key: deviation(figures[key], values) for key, values in reference.items()}
        if is_clustered:
            found[name] |= clustered_deviations(source, figures, predictors)
    return found


def clustered_deviations(source, figures, predictors):
    """The largest relative differences of errors and degrees of freedom from their definition at some sites."""
    chosen = np.linspace(0, len(figures["n"]) - 1, SITES_CHECKED).astype(int)
    rows = {int(site): [] for site in chosen}
    for site, values in nested_rows(source, [*predictors, "score", "teacher"]):
        for number, parts in rows.items():
            parts.append(values[:, site == number])
    worst = {"CR2 error": 0.0, "CR2 df": 0.0}
    for site, parts in rows.items():
        values = np.concatenate(parts, axis=1)
        x = np.column_stack([np.ones(values.shape[1]), *values[:-2]])
        errors, freedom = clustered_errors(x, values[-2], values[-1])
        for place, term in enumerate(["intercept", *predictors]):
            for quantity, column, value in [("CR2 error", "error", errors), ("CR2 df", "df", freedom)]:
                relative = abs(figures[f"{term} {column}"][site] - value[place]) / value[place]
                worst[quantity] = max(worst[quantity], float(relative))
    return worst


def check_covariates(source, results):
    return check_regression(source, results, PREDICTORS, False)


def check_clusters(source, results):
    return check_regression(source, results, ["month"], True)


def building_rows(table, quantity, **columns):
    """Fidelity's rows of a figure of buildings, in the order of their numbers."""
    keep = pc.and_(
        pc.equal(table["quantity"].cast(pa.string()), quantity),
        pc.equal(pc.fill_null(table["system_level"].cast(pa.string()), ""), "building"),
    )
    for name, value in columns.items():
        column = table[name] if isinstance(value, float) else table[name].cast(pa.string())
        keep = pc.and_(keep, pc.fill_null(pc.equal(column, value), False))
    chosen = table.filter(keep)
    building = site_numbers(chosen["unit"].combine_chunks())
    return building[np.argsort(building)], chosen.take(pa.array(np.argsort(building)))


def by_building(table, names):
    """The same of a rival's result, a row a building."""
    order = np.argsort(table["building"].to_numpy())
    figures = {name: table[name].to_numpy()[order].astype(float) for name in names}
    return table["building"].to_numpy()[order], figures


def coaching_reference(source):
    """Adherence by cycle with its error, and dose, by building."""
    plan = pq.read_table(plan_of(source))
    start, end = (plan[name].cast(pa.int32()).to_numpy() for name in ["start", "end"])
    cadence, minutes = (plan[name].to_numpy() for name in ["cadence_days", "minutes"])
    due = (np.minimum(end, AS_OF) - start + 1) // cadence
    width = int(due.max())
    sums = np.zeros(len(start) * width)
    columns = ["coachee", "date", "minutes", "status"]
    for batch in pq.ParquetFile(source).iter_batches(1 << 20, columns=columns):
        coachee, day = batch["coachee"].to_numpy(), batch["date"].cast(pa.int32()).to_numpy()
        cycle = (day - start[coachee]) // cadence[coachee]
        counts = pc.equal(batch["status"].cast(pa.string()), "attended").to_numpy(zero_copy_only=False)
        counts &= (day <= AS_OF) & (cycle >= 0) & (cycle < due[coachee])
        sums += np.bincount((coachee * width + cycle)[counts], batch["minutes"].to_numpy()[counts], len(sums))
    sums = sums.reshape(len(start), width)
    capped, delivered, planned = np.minimum(sums, minutes[:, None]).sum(axis=1), sums.sum(axis=1), due * minutes

    def of_buildings(values):
        return values.reshape(-1, COACHEES_OF_BUILDING)

    total, count = of_buildings(planned).sum(axis=1), COACHEES_OF_BUILDING
    adherence = of_buildings(capped).sum(axis=1) / total
    residuals = np.square(of_buildings(capped) - adherence[:, None] * of_buildings(planned)).sum(axis=1)
    return {
        "adherence": adherence,
        "dose": of_buildings(delivered).sum(axis=1) / total,
        "adherence error": np.sqrt(count / (count - 1) * residuals) / total,
    }


def check_coaching(source, results):
    reference = coaching_reference(source)
    found = {}
    for name, path in results.items():
        table = read(path)
        if "quantity" in table.column_names:
            buildings, rows = building_rows(table, "coaching-adherence", form="by cycle")
            figures = {"adherence": rows["estimate"].to_numpy(), "adherence error": rows["standard_error"].to_numpy()}
            figures["dose"] = building_rows(table, "coaching-dose", form="uncapped")[1]["estimate"].to_numpy()
        else:
            buildings, figures = by_building(table, ["adherence", "dose"])
        if not np.array_equal(buildings, np.arange(len(reference["dose"]))):
            found[name] = {"buildings": float("inf")}
            continue
        found[name] = {key: deviation(values, reference[key]) for key, values in figures.items()}
    return found


def barriers_reference(source):
    """Of each building the share still open after 30 days, and the smallest time with at most one half."""
    table = pq.read_table(source, columns=["building", "raised", "resolved"])
    building = table["building"].to_numpy()
    raised, resolved = (table[name].cast(pa.int32()).to_numpy().astype(float) for name in ["raised", "resolved"])
    is_over = resolved <= AS_OF
    days = np.where(is_over, resolved, AS_OF) - raised
    order = np.argsort(building, kind="stable")
    ends = np.cumsum(np.bincount(building))
    reference = {"median": np.full(len(ends), np.nan), "survival": np.ones(len(ends))}
    for number, rows in enumerate(np.split(order, ends[:-1])):
        # A building without barriers has no rows.
        if len(rows) == 0:
            reference["survival"][number] = np.nan
            continue
        lengths, own = days[rows], is_over[rows]
        times = np.unique(lengths[own])
        at_risk = (lengths >= times[:, None]).sum(axis=1)
        events = (lengths[own] == times[:, None]).sum(axis=1)
        curve = np.cumprod((at_risk - events) / at_risk)
        reached = np.flatnonzero(curve <= 0.5 + 1e-12)
        if len(reached):
            reference["median"][number] = times[reached[0]]
        if (times <= 30).any():
            reference["survival"][number] = curve[times <= 30][-1]
    return reference


def check_barriers(source, results):
    """Rivals have some of the buildings."""
    reference = barriers_reference(source)
    present = np.flatnonzero(~np.isnan(reference["survival"]))
    found = {}
    for name, path in results.items():
        table = read(path)
        if "quantity" in table.column_names:
            buildings, rows = building_rows(table, "median-days", term="all")
            figures = {"median": rows["estimate"].to_numpy(zero_copy_only=False).astype(float)}
            figures["survival"] = building_rows(table, "survival", term="all", days=30.0)[1]["estimate"].to_numpy()
            wanted = present
        else:
            buildings, figures = by_building(table, ["median", "survival"])
            wanted = present[: len(buildings)]
        if not np.array_equal(buildings, wanted):
            found[name] = {"buildings": float("inf")}
            continue
        found[name] = {key: deviation(values, reference[key][wanted]) for key, values in figures.items()}
    return found


def check_convert(source, results):
    """Every cell is that of the source, whichever type holds it."""
    expected = read(source)
    found = {}
    for name, path in results.items():
        table = read(path)
        same = table.column_names == expected.column_names and len(table) == len(expected)
        differences = 0
        for column in expected.column_names if same else []:
            theirs = table[column].cast(expected[column].type)
            differences += pc.sum(pc.not_equal(theirs, expected[column])).as_py() or 0
            # A comparison with a missing cell is missing itself.
            differences += pc.sum(pc.xor(theirs.is_null(), expected[column].is_null())).as_py() or 0
        found[name] = {"cells that differ": differences if same else float("inf")}
    return found


CHECKS = {
    "convert": check_convert,
    "trend": check_trend,
    "score": check_score,
    "icc": check_icc,
    "covariates": check_covariates,
    "clusters": check_clusters,
    "coaching": check_coaching,
    "barriers": check_barriers,
}


def main():
    job, source = sys.argv[1:3]
    results = dict(argument.split("=", 1) for argument in sys.argv[3:])
    found = CHECKS[job](source, results)
    print(json.dumps(found))


main()
