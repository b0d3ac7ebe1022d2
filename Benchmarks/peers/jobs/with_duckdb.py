"""DuckDB."""

import duckdb
from instrument import HIGHEST, NEEDED, item_names, subscales
from protocol import serve


def save(query, output):
    duckdb.connect().execute(f"COPY ({query}) TO '{output}' (FORMAT parquet)")


def read(source):
    return {"rows": [duckdb.connect().execute(f"SELECT * FROM '{source}'").to_arrow_table().num_rows, None]}


def convert(source, output):
    save(f"SELECT * FROM '{source}'", output)


def trend(source, output):
    save(
        f"""SELECT site, regr_count(score, month) AS n, regr_slope(score, month) AS slope,
                   regr_intercept(score, month) AS intercept, regr_r2(score, month) AS r_squared
            FROM '{source}' GROUP BY site""",
        output,
    )


def score(source, output):
    def total(items):
        return "(" + " + ".join(f"coalesce({item}, 0)" for item in items) + ")"

    def answered(items):
        return "(" + " + ".join(f"({item} IS NOT NULL)::TINYINT" for item in items) + ")"

    columns = ["id"]
    for name, items, rule in subscales():
        if rule == "percent":
            columns.append(f"{total(items)} / nullif({HIGHEST} * {answered(items)}, 0) AS {name}")
        else:
            columns.append(
                f"CASE WHEN {answered(items)} >= {NEEDED * len(items)} THEN {total(items)} / {answered(items)} END "
                f"AS {name}"
            )
    items = item_names()
    columns.append(f"{total(items)} / nullif({HIGHEST} * {answered(items)}, 0) AS total")
    columns.append(f"{answered(items)} AS n_answered")
    save(f"SELECT {', '.join(columns)} FROM '{source}'", output)


serve({"DuckDB": duckdb.__version__}, {"read": read, "convert": convert, "trend": trend, "score": score})
