"""Makes a file of the benchmark from fixed seeds, one for each chunk: a larger file begins with a smaller one.

    python generate.py FILE KIND SIZE [GROUPS]

A file that is there is kept; one that is made appears whole or not at all. Kinds: trend-parquet, trend-csv, trend-text
(Parquet with text keys), ratings, scoring-parquet, scoring-csv, instrument. GROUPS are the sites, or the raters.
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
TREND_SEED, RATINGS_SEED, SCORING_SEED = 1, 2, 3


def chunks(size):
    """Number and row count of each chunk."""
    for number, start in enumerate(range(0, size, CHUNK)):
        yield number, min(CHUNK, size - start)


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
    else:
        write(path, (scoring_chunk(number, rows) for number, rows in chunks(size)))


def main():
    path, kind, size = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        generate(path, kind, size, int(sys.argv[4]) if len(sys.argv) > 4 else 0)


main()
