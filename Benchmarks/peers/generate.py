"""Makes a file of the benchmark from fixed seeds, one for each chunk: a larger file begins with a smaller one.

    python generate.py FILE KIND SIZE [GROUPS]

A file that is there is kept; one that is made appears whole or not at all. Kinds: trend-parquet, trend-csv, trend-text
(Parquet with text keys), ratings, scores, scores-missing (a unit a row), scores-long (a rating a row), scores-grouped
(a rating a row, SIZE groups of 20 units by GROUPS raters), nested (visits to the teachers of sites), clustered (rows of
clusters), effects (rows of sites and occasions), scoring-parquet, scoring-csv, scoring-openpyxl and scoring-xlsxwriter
(workbooks, each by the library of this name), instrument, coaching-log (sessions of
GROUPS coachees), coaching-plan (a coachee a row), barriers (of GROUPS buildings), barriers-sample (those of the first
buildings), coaching-study, barriers-study, nca (a unit a row). GROUPS are the sites, the clusters or the raters
elsewhere.
"""

import pathlib
import sys

import numpy as np
import openpyxl
import pyarrow as pa
import pyarrow.compute
import pyarrow.csv
import pyarrow.parquet
import xlsxwriter

sys.path.insert(0, str(pathlib.Path(__file__).parent / "jobs"))
from drivers import AS_OF, COACHEES_OF_BUILDING, SAMPLE, START, study  # noqa: E402
from instrument import HIGHEST, definition, item_names  # noqa: E402

# pyarrow's own default for a row group.
CHUNK = 1 << 20
TREND_SEED, RATINGS_SEED, SCORING_SEED, SCORES_SEED, NESTED_SEED, CLUSTERED_SEED, EFFECTS_SEED = 1, 2, 3, 4, 5, 6, 7
COACHING_SEED, BARRIERS_SEED, NECESSITY_SEED = 8, 9, 10
TEACHERS_OF_SITE = 5
OCCASIONS = 36
# In which each coachee has a session: 200 of them are within the two years of the plan.
DAYS_OF_ROUND = 3
CATEGORIES = ["schedule", "staff", "materials", "policy", "data", "space"]
# Of the groups of scores-grouped.
UNITS_OF_GROUP = 20


def chunks(size, chunk=CHUNK):
    """Number and row count of each chunk."""
    for number, start in enumerate(range(0, size, chunk)):
        yield number, min(chunk, size - start)


def trend_chunk(number, rows, sites):
    """Rows in random order; every site has its own level and growth; six decimals, as CSV holds them."""
    level, growth = np.random.default_rng([TREND_SEED]).normal([[55], [0.6]], [[8], [0.5]], (2, sites))
    random = np.random.default_rng([TREND_SEED, number])
    site = random.integers(0, sites, rows, dtype=np.int32)
    month = random.integers(0, 12, rows, dtype=np.int32)
    score = np.round(level[site] + growth[site] * month + random.normal(0, 9, rows), 6)
    return pa.table({"site": site, "month": month, "score": score})


def nested_chunk(number, rows, sites):
    """Visits in random order: five teachers a site, each with a level of their own; coaching hours and enrolment."""
    level, growth = np.random.default_rng([NESTED_SEED]).normal([[55], [0.6]], [[8], [0.5]], (2, sites))
    own = np.random.default_rng([NESTED_SEED, 1]).normal(0, 4, sites * TEACHERS_OF_SITE)
    random = np.random.default_rng([NESTED_SEED, 2, number])
    site = random.integers(0, sites, rows, dtype=np.int32)
    teacher = site * TEACHERS_OF_SITE + random.integers(0, TEACHERS_OF_SITE, rows, dtype=np.int32)
    month = random.integers(0, 12, rows, dtype=np.int32)
    hours = np.round(random.gamma(2, 3, rows), 2)
    enrolment = random.integers(8, 34, rows, dtype=np.int32)
    mean = level[site] + own[teacher] + growth[site] * month + 0.4 * hours - 0.2 * enrolment
    score = np.round(mean + random.normal(0, 7, rows), 6)
    names = ["site", "teacher", "month", "hours", "enrolment", "score"]
    return pa.table([site, teacher, month, hours, enrolment, score], names=names)


def clustered_chunk(number, rows, clusters):
    """Two predictors, of which one differs between clusters, and errors that clusters share."""
    own = np.random.default_rng([CLUSTERED_SEED]).normal(0, 1, (2, clusters))
    random = np.random.default_rng([CLUSTERED_SEED, number])
    cluster = random.integers(0, clusters, rows, dtype=np.int32)
    x1, x2 = random.normal(size=(2, rows)) + [own[0][cluster], np.zeros(rows)]
    y = 1 + 0.5 * x1 - 0.25 * x2 + own[1][cluster] + random.normal(size=rows)
    return pa.table({"cluster": cluster, "x1": x1, "x2": x2, "y": y})


def effects_chunk(number, rows, sites):
    """Two predictors that hang together with the levels of sites and occasions."""
    own = np.random.default_rng([EFFECTS_SEED]).normal(0, 1, sites)
    season = np.random.default_rng([EFFECTS_SEED, 1]).normal(0, 1, OCCASIONS)
    random = np.random.default_rng([EFFECTS_SEED, 2, number])
    site = random.integers(0, sites, rows, dtype=np.int32)
    occasion = random.integers(0, OCCASIONS, rows, dtype=np.int32)
    x1 = random.normal(size=rows) + own[site] + season[occasion]
    x2 = random.normal(size=rows) - own[site]
    y = 0.5 * x1 - 0.25 * x2 + 2 * own[site] + season[occasion] + random.normal(size=rows)
    return pa.table({"site": site, "occasion": occasion, "x1": x1, "x2": x2, "y": y})


def with_text_keys(table, sites):
    names = pa.array([f"site-{site:05}" for site in range(sites)])
    return table.set_column(0, "site", names.take(table["site"]))


def ratings_chunk(number, rows, raters):
    """A unit a row, a rater a column: 1 to 5 around the unit's true quality, 5 % missing."""
    random = np.random.default_rng([RATINGS_SEED, raters, number])
    quality = random.normal(size=(rows, 1))
    seen = np.clip(np.round(quality + 0.6 * random.normal(size=(rows, raters)) + 3), 1, 5)
    missing = random.random((rows, raters)) < 0.05
    columns = [pa.array(seen[:, rater].astype(np.int8), mask=missing[:, rater]) for rater in range(raters)]
    return pa.table(columns, names=[f"r{rater + 1}" for rater in range(raters)])


def scores(random, units, raters, severity):
    """Units by raters, points to one decimal: the unit's true score, the rater's severity, error."""
    quality = random.normal(50, 8, (units, 1))
    return np.round(quality + severity + random.normal(0, 6, (units, raters)), 1)


def severity(raters):
    return np.random.default_rng([SCORES_SEED]).normal(0, 3, raters)


def scores_chunk(number, rows, raters, missing):
    """A unit a row, a rater a column."""
    random = np.random.default_rng([SCORES_SEED, raters, number])
    seen = scores(random, rows, raters, severity(raters))
    gone = random.random((rows, raters)) < missing
    columns = [pa.array(seen[:, rater], mask=gone[:, rater] if missing else None) for rater in range(raters)]
    return pa.table(columns, names=[f"r{rater + 1}" for rater in range(raters)])


def long_chunk(number, units, raters):
    """A rating a row, unit after unit."""
    seen = scores(np.random.default_rng([SCORES_SEED, raters, number]), units, raters, severity(raters))
    unit = np.arange(units, dtype=np.int32) + number * (CHUNK // raters)
    rater = np.tile(np.arange(1, raters + 1, dtype=np.int32), units)
    return pa.table({"unit": np.repeat(unit, raters), "rater": rater, "value": seen.ravel()})


def grouped_chunk(number, groups, raters):
    """The same in groups, each with units and raters of its own."""
    random = np.random.default_rng([SCORES_SEED, raters, number])
    own = np.repeat(random.normal(0, 3, (groups, raters)), UNITS_OF_GROUP, axis=0)
    units = groups * UNITS_OF_GROUP
    seen = scores(random, units, raters, own)
    group = np.arange(groups, dtype=np.int32) + number * (CHUNK // (UNITS_OF_GROUP * raters))
    unit = np.tile(np.repeat(np.arange(1, UNITS_OF_GROUP + 1, dtype=np.int32), raters), groups)
    rater = np.tile(np.arange(1, raters + 1, dtype=np.int32), units)
    return pa.table(
        {"group": np.repeat(group, UNITS_OF_GROUP * raters), "unit": unit, "rater": rater, "value": seen.ravel()}
    )


def scoring_chunk(number, rows):
    """An administration a row: its id and the items, 2 % missing."""
    random = np.random.default_rng([SCORING_SEED, number])
    columns = {"id": np.arange(number * CHUNK, number * CHUNK + rows, dtype=np.int32)}
    fidelity = random.random(rows)
    for item in item_names():
        values = np.minimum((fidelity + random.random(rows)) * 1.5, HIGHEST).astype(np.int8)
        columns[item] = pa.array(values, mask=random.random(rows) < 0.02)
    return pa.table(columns)


def days(numbers, missing=None):
    return pa.array(numbers.astype(np.int32), mask=missing).cast(pa.date32())


def coaching_chunk(number, rows, coachees):
    """Sessions in the order of time, at most one a day and coachee: each in turn, in random order, has one in every
    three days. Nine of ten take place; of those that the coach observed, feedback comes within two weeks or never."""
    random = np.random.default_rng([COACHING_SEED, 2, number])
    start = number * CHUNK
    turns = np.arange(start, start + rows) // coachees
    orders = {turn: np.random.default_rng([COACHING_SEED, 3, turn]).permutation(coachees) for turn in np.unique(turns)}
    first = turns[0] * coachees
    coachee = np.concatenate(list(orders.values()))[start - first : start - first + rows].astype(np.int32)
    date = START + turns * DAYS_OF_ROUND + random.integers(0, DAYS_OF_ROUND, rows)
    feedback = date + random.integers(0, 15, rows)
    columns = {
        "coachee": coachee,
        "coach": coachee // COACHEES_OF_BUILDING // 4,
        "building": coachee // COACHEES_OF_BUILDING,
        "date": days(date),
        "minutes": random.integers(10, 61, rows, dtype=np.int32),
        "direct_observation": (random.random(rows) < 0.7).astype(np.int8),
        "feedback_date": days(feedback, (random.random(rows) < 0.3) | (feedback > AS_OF)),
        "status": pa.array(["attended", "missed", "cancelled"]).take(
            pa.array(np.searchsorted([0.9, 0.96], random.random(rows)))
        ),
    }
    return pa.table(columns)


def coaching_plan(coachees):
    """A plan of 104 weeks for each coachee: cycles of one, two or four weeks."""
    random = np.random.default_rng([COACHING_SEED])
    coachee = np.arange(coachees, dtype=np.int32)
    cadence = np.array([7, 14, 28], dtype=np.int32)[random.integers(0, 3, coachees)]
    columns = {
        "coachee": coachee,
        "coach": coachee // COACHEES_OF_BUILDING // 4,
        "building": coachee // COACHEES_OF_BUILDING,
        "start": days(np.full(coachees, START)),
        "end": days(np.full(coachees, START + 7 * 104 - 1)),
        "cadence_days": cadence,
        "minutes": cadence // 7 * random.integers(40, 91, coachees, dtype=np.int32),
    }
    return pa.table(columns)


def barriers_chunk(number, rows, buildings):
    """Barriers in random order; every building has its own pace. What is not resolved by the as-of date is open."""
    pace = np.random.default_rng([BARRIERS_SEED]).uniform(0.5, 2, buildings)
    random = np.random.default_rng([BARRIERS_SEED, number])
    building = random.integers(0, buildings, rows, dtype=np.int32)
    category = random.integers(0, len(CATEGORIES), rows)
    raised = random.integers(START, AS_OF + 1, rows)
    resolved = raised + (random.exponential(60, rows) * pace[building] * (1 + 0.2 * category)).astype(np.int64)
    reported = resolved + random.integers(0, 11, rows)
    columns = {
        "barrier": np.arange(number * CHUNK, number * CHUNK + rows, dtype=np.int32),
        "category": pa.array(CATEGORIES).take(pa.array(category)),
        "building": building,
        "raised": days(raised),
        "resolved": days(resolved, resolved > AS_OF),
        "reported_back": days(reported, (random.random(rows) < 0.1) | (reported > AS_OF)),
    }
    return pa.table(columns)


def barriers_sample(number, rows, buildings):
    """Of the first buildings alone."""
    table = barriers_chunk(number, rows, buildings).select(["building", "raised", "resolved"])
    return table.filter(pa.compute.less(table["building"], SAMPLE))


def necessity_chunk(number, rows, _):
    """A condition without which the outcome is never high: y at most 20 + 0.8 x."""
    random = np.random.default_rng([NECESSITY_SEED, number])
    x = random.uniform(0, 100, rows)
    return pa.table({"x": x, "y": (20 + 0.8 * x) * random.random(rows) ** 0.5})


CHUNKS = {
    "nested": nested_chunk,
    "clustered": clustered_chunk,
    "effects": effects_chunk,
    "coaching-log": coaching_chunk,
    "barriers": barriers_chunk,
    "barriers-sample": barriers_sample,
    "nca": necessity_chunk,
}


def write(path, tables):
    """Parquet (snappy, row groups of a chunk) or CSV, by the name's ending."""
    writer = None
    part = path.with_name(f".{path.name}.part")
    for table in tables:
        if writer is None and path.suffix == ".csv":
            options = pa.csv.WriteOptions(quoting_style="none")
            writer = pa.csv.CSVWriter(part, table.schema, write_options=options)
        elif writer is None:
            writer = pa.parquet.ParquetWriter(part, table.schema)
        writer.write_table(table)
    writer.close()
    part.rename(path)


def write_workbook(path, tables, library):
    """One sheet with a header; a missing number is an empty cell."""
    part = path.with_name(f".{path.name}.part")
    if library == "openpyxl":
        book = openpyxl.Workbook(write_only=True)
        sheet = book.create_sheet("administrations")
        put = lambda number, row: sheet.append(row)  # noqa: E731
    else:
        book = xlsxwriter.Workbook(part, {"constant_memory": True})
        sheet = book.add_worksheet("administrations")
        put = lambda number, row: sheet.write_row(number, 0, row)  # noqa: E731
    number = 0
    for table in tables:
        if number == 0:
            put(number, table.column_names)
        for row in zip(*(column.to_pylist() for column in table.columns)):
            number += 1
            put(number, row)
    book.save(part) if library == "openpyxl" else book.close()
    part.rename(path)


def generate(path, kind, size, groups):
    if kind == "instrument":
        path.write_text(definition())
    elif kind.endswith("-study"):
        path.write_text(study(kind, size, groups))
    elif kind == "coaching-plan":
        write(path, [coaching_plan(size)])
    elif kind.startswith("trend"):
        tables = (trend_chunk(number, rows, groups) for number, rows in chunks(size))
        write(path, (with_text_keys(table, groups) for table in tables) if kind == "trend-text" else tables)
    elif kind in CHUNKS:
        write(path, (CHUNKS[kind](number, rows, groups) for number, rows in chunks(size)))
    elif kind.startswith("ratings"):
        write(path, (ratings_chunk(number, rows, groups) for number, rows in chunks(size)))
    elif kind in ["scores", "scores-missing"]:
        missing = 0.05 if kind == "scores-missing" else 0
        write(path, (scores_chunk(number, rows, groups, missing) for number, rows in chunks(size)))
    elif kind == "scores-long":
        write(path, (long_chunk(number, units, groups) for number, units in chunks(size, CHUNK // groups)))
    elif kind == "scores-grouped":
        rows = CHUNK // (UNITS_OF_GROUP * groups)
        write(path, (grouped_chunk(number, count, groups) for number, count in chunks(size, rows)))
    elif path.suffix == ".xlsx":
        tables = (scoring_chunk(number, rows) for number, rows in chunks(size))
        write_workbook(path, tables, kind.removeprefix("scoring-"))
    else:
        write(path, (scoring_chunk(number, rows) for number, rows in chunks(size)))


def main():
    path, kind, size = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        generate(path, kind, size, int(sys.argv[4]) if len(sys.argv) > 4 else 0)


main()
