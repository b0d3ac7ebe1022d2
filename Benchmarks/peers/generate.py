"""Makes a file of the benchmark from fixed seeds, one for each chunk: a larger file begins with a smaller one.

    python generate.py FILE KIND SIZE [GROUPS]

A file that is there is kept; one that is made appears whole or not at all. Kinds: trend-parquet, trend-csv, trend-text
(Parquet with text keys), ratings, scores, scores-missing (a unit a row), scores-long (a rating a row), scores-grouped
(a rating a row, SIZE groups of 20 units by GROUPS raters), scoring-parquet, scoring-csv, instrument. GROUPS are the
sites, or the raters.
"""

import pathlib
import sys

import numpy as np
import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet

sys.path.insert(0, str(pathlib.Path(__file__).parent / "jobs"))
from instrument import HIGHEST, definition, item_names  # noqa: E402

# pyarrow's own default for a row group.
CHUNK = 1 << 20
TREND_SEED, RATINGS_SEED, SCORING_SEED, SCORES_SEED = 1, 2, 3, 4
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


def generate(path, kind, size, groups):
    if kind == "instrument":
        path.write_text(definition())
    elif kind.startswith("trend"):
        tables = (trend_chunk(number, rows, groups) for number, rows in chunks(size))
        write(path, (with_text_keys(table, groups) for table in tables) if kind == "trend-text" else tables)
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
    else:
        write(path, (scoring_chunk(number, rows) for number, rows in chunks(size)))


def main():
    path, kind, size = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        generate(path, kind, size, int(sys.argv[4]) if len(sys.argv) > 4 else 0)


main()
