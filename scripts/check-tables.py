#!/usr/bin/env python3
"""Files as other programs write them, read by the command and compared with the plain table they were made from.

    scripts/check-tables.sh [FIDELITY]

Each case writes one file (pandas, openpyxl, xlsxwriter, Polars, pyarrow, R and LibreOffice where they are) and says
which command reads it and what the answer equals: the rows of the same analysis of the plain table, to the bit, or a
sentence that names what is missing.
"""
import csv, datetime, gzip, io, os, re, shlex, shutil, subprocess, sys, tempfile

import openpyxl
import pandas as pd
import polars as pl
import pyarrow as pa
import pyarrow.feather as feather
import pyarrow.parquet as pq
import xlsxwriter

FIDELITY = os.path.abspath(sys.argv[1])
RATERS = ["anna", "ben", "cléo"]
RATINGS = [
    (2, 2, 2), (1, 1, 2), (0, 0, 0), (2, 1, 2), (1, 1, 1), (0, 1, 0), (2, 2, 1), (1, 0, 1), (2, 2, 2), (0, 0, 0),
    (1, 1, 1), (2, 2, 2), (0, 0, 1), (1, 2, 1), (2, 2, 2), (0, 0, 0), (1, 1, 0), (2, 1, 2), (0, 0, 0), (2, 2, 2),
    (1, 1, 1), (0, 0, 0), (2, 2, 2), (1, 2, 2),
]
LESSONS = [f"L{i:02}" for i in range(1, len(RATINGS) + 1)]
LONG = [(lesson, rater, value) for lesson, row in zip(LESSONS, RATINGS) for rater, value in zip(RATERS, row)]
DAYS = [datetime.date(2023, 9, 4) + datetime.timedelta(days=11 * i) for i in range(len(RATINGS))]
MINUTES = [1250.5 + 37.25 * i - (7.5 if i % 3 else 0) for i in range(len(RATINGS))]
RELIABILITY = ["--scale", "ordinal"]
CASES = []


def case(command, equals=None, says=None, exit=0):
    """A case: `command` with FILE in place of the path; its function writes the file that it is given the stem of and
    returns the path."""

    def add(function):
        CASES.append((function.__name__, function, command, equals, says, exit))
        return function

    return add


def write(path, text, encoding="utf-8"):
    with open(path, "wb") as file:
        file.write(text.encode(encoding))
    return path


def table(header, rows, separator=",", end="\n"):
    return end.join([separator.join(map(str, row)) for row in [header, *rows]]) + end


LONG_FRAME = pd.DataFrame(LONG, columns=["lesson", "rater", "score"])
WIDE_FRAME = pd.DataFrame([(l, *r) for l, r in zip(LESSONS, RATINGS)], columns=["lesson", *RATERS])
TREND_FRAME = pd.DataFrame({"lesson": LESSONS, "day": DAYS, "minutes": MINUTES})
LONG_ARGS = "reliability FILE --unit lesson --rater rater --value score"
WIDE_ARGS = "reliability FILE --unit lesson --raters anna,ben,cléo"
TREND_ARGS = "trend FILE --outcome minutes --time day"


# Encodings and ways of writing text
@case(LONG_ARGS, "long")
def utf8_with_mark(stem):
    return write(stem + ".csv", table(LONG_FRAME.columns, LONG), "utf-8-sig")


@case(LONG_ARGS, "long")
def unicode_text_of_excel(stem):
    return write(stem + ".txt", "\ufeff" + table(LONG_FRAME.columns, LONG, "\t", "\r\n"), "utf-16-le")


@case(LONG_ARGS, "long")
def utf16_big_endian(stem):
    return write(stem + ".csv", "\ufeff" + table(LONG_FRAME.columns, LONG), "utf-16-be")


@case(LONG_ARGS, "long", says="windows-1252|Windows-1252")
def windows_1252(stem):
    return write(stem + ".csv", table(LONG_FRAME.columns, LONG), "cp1252")


@case(LONG_ARGS + " --encoding latin-1", "long")
def latin_1_declared(stem):
    return write(stem + ".csv", table(LONG_FRAME.columns, LONG), "latin-1")


@case(LONG_ARGS, "long")
def separator_line_of_excel(stem):
    return write(stem + ".csv", "sep=;\r\n" + table(LONG_FRAME.columns, LONG, ";", "\r\n"))


@case(LONG_ARGS, "long", says="title|above the header")
def title_line(stem):
    return write(stem + ".csv", "Ratings of the autumn term\n" + table(LONG_FRAME.columns, LONG))


@case(LONG_ARGS, "long", says="title|above the header")
def title_line_with_commas_of_a_sheet(stem):
    return write(stem + ".csv", "Ratings of the autumn term,,\n,,\n" + table(LONG_FRAME.columns, LONG))


@case(LONG_ARGS + " --skip 3", "long")
def lines_to_skip(stem):
    return write(stem + ".csv", "Exported 2024-01-05\nby, the office\na,b\n" + table(LONG_FRAME.columns, LONG))


@case(LONG_ARGS, "long")
def tabs(stem):
    return write(stem + ".tsv", table(LONG_FRAME.columns, LONG, "\t"))


@case(LONG_ARGS, "long")
def bars(stem):
    return write(stem + ".txt", table(LONG_FRAME.columns, LONG, "|"))


@case(LONG_ARGS, "long")
def gzipped(stem):
    with gzip.open(stem + ".csv.gz", "wt", encoding="utf-8") as file:
        file.write(table(LONG_FRAME.columns, LONG))
    return stem + ".csv.gz"


@case(LONG_ARGS, "long")
def pandas_with_index(stem):
    LONG_FRAME.to_csv(stem + ".csv")
    return stem + ".csv"


@case(LONG_ARGS.replace("score", "'the score'"), "long")
def quoted_everywhere(stem):
    LONG_FRAME.rename(columns={"score": "the score"}).to_csv(stem + ".csv", index=False, quoting=csv.QUOTE_ALL)
    return stem + ".csv"


@case("reliability FILE --unit lesson --rater rater --value score --missing 'NA'", "long")
def backslash_escapes(stem):
    header = '"lesson","note","rater","score"\n'
    lines = [f'"{l}","said \\"well, yes\\"","{r}","{v}"\n' for l, r, v in LONG]
    return write(stem + ".csv", header + "".join(lines))


@case(LONG_ARGS, "long", says="[Tt]otal")
def total_row(stem):
    return write(stem + ".csv", table(LONG_FRAME.columns, LONG + [("Total", "", sum(v for *_, v in LONG))]))


# Shapes
@case(WIDE_ARGS, "wide")
def column_per_rater(stem):
    WIDE_FRAME.to_csv(stem + ".csv", index=False)
    return stem + ".csv"


@case("reliability FILE --raters anna,ben,cléo", "wide")
def column_per_rater_without_units(stem):
    WIDE_FRAME[RATERS].to_csv(stem + ".csv", index=False)
    return stem + ".csv"


@case("reliability FILE --unit lesson --wide '{item}_{rater}' --by item --scale ordinal", "items")
def rater_by_item(stem):
    items_frame().to_csv(stem + ".csv", index=False)
    return stem + ".csv"


@case("reliability FILE --unit lesson --rater rater --items goal,pace --by item", "items")
def column_per_item(stem):
    rows = [(l, r, v, (v + i) % 3) for i, row in enumerate(RATINGS) for l in [LESSONS[i]] for r, v in zip(RATERS, row)]
    pd.DataFrame(rows, columns=["lesson", "rater", "goal", "pace"]).to_csv(stem + ".csv", index=False)
    return stem + ".csv"


@case(
    "reliability FILE --unit lesson --counts never,seldom,often --coefficients fleiss-kappa --scale nominal", "counts")
def counts_of_raters(stem):
    rows = [(l, *[row.count(v) for v in (0, 1, 2)]) for l, row in zip(LESSONS, RATINGS)]
    return write(stem + ".csv", table(["lesson", "never", "seldom", "often"], rows))


@case("reliability FILE --raters anna,ben --frequency n --coefficients cohen-kappa --scale nominal", "pair")
def cross_table_with_frequencies(stem):
    pairs = {}
    for a, b, _ in RATINGS:
        pairs[a, b] = pairs.get((a, b), 0) + 1
    return write(stem + ".csv", table(["anna", "ben", "n"], [(*p, n) for p, n in sorted(pairs.items())]))


@case("reliability FILE --wide 'L{unit}' --rater coder", "wide")
def raters_in_rows(stem):
    rows = [(r, *[row[i] for row in RATINGS]) for i, r in enumerate(RATERS)]
    return write(stem + ".csv", table(["coder", *LESSONS], rows))


def items_frame():
    rows = []
    for i, row in enumerate(RATINGS):
        rows.append((LESSONS[i], *row, *[(v + i) % 3 for v in row]))
    return pd.DataFrame(rows, columns=["lesson", *[f"{i}_{r}" for i in ("goal", "pace") for r in RATERS]])


# Workbooks
@case(LONG_ARGS, "long")
def workbook_of_pandas(stem):
    LONG_FRAME.to_excel(stem + ".xlsx", index=False, engine="openpyxl")
    return stem + ".xlsx"


@case(WIDE_ARGS, "wide")
def workbook_of_xlsxwriter(stem):
    WIDE_FRAME.to_excel(stem + ".xlsx", index=False, engine="xlsxwriter")
    return stem + ".xlsx"


@case(WIDE_ARGS, "wide")
def workbook_of_polars(stem):
    pl.from_pandas(WIDE_FRAME).write_excel(stem + ".xlsx")
    return stem + ".xlsx"


@case(WIDE_ARGS, "wide")
def workbook_with_constant_memory(stem):
    book = xlsxwriter.Workbook(stem + ".xlsx", {"constant_memory": True})
    sheet = book.add_worksheet("visits")
    for r, row in enumerate([list(WIDE_FRAME.columns), *WIDE_FRAME.values.tolist()]):
        for c, value in enumerate(row):
            sheet.write(r, c, value)
    book.close()
    return stem + ".xlsx"


@case(WIDE_ARGS, "wide", says="title|above the header")
def workbook_with_title_and_filter(stem):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "Observations of the autumn term"
    sheet.merge_cells("A1:D1")
    sheet.append([])
    for row in [list(WIDE_FRAME.columns), *WIDE_FRAME.values.tolist()]:
        sheet.append(row)
    sheet.auto_filter.ref = f"A3:D{len(RATINGS) + 3}"
    sheet.freeze_panes = "A4"
    book.save(stem + ".xlsx")
    return stem + ".xlsx"


@case(WIDE_ARGS + " --sheet ratings", "wide")
def workbook_with_hidden_and_named_sheets(stem):
    book = openpyxl.Workbook()
    book.active.title = "notes"
    book.active["A1"] = "read me"
    hidden = book.create_sheet("lists")
    hidden.sheet_state = "hidden"
    hidden.append(["never", "often"])
    sheet = book.create_sheet("ratings")
    for row in [list(WIDE_FRAME.columns), *WIDE_FRAME.values.tolist()]:
        sheet.append(row)
    book.save(stem + ".xlsx")
    return stem + ".xlsx"


@case(WIDE_ARGS + " --cells C5:F29", "wide")
def workbook_with_a_range(stem):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"] = "office use"
    for r, row in enumerate([list(WIDE_FRAME.columns), *WIDE_FRAME.values.tolist()]):
        for c, value in enumerate(row):
            sheet.cell(r + 5, c + 3, value)
    sheet["H40"] = "end"
    book.save(stem + ".xlsx")
    return stem + ".xlsx"


@case(TREND_ARGS, "trend")
def workbook_with_dates(stem):
    TREND_FRAME.to_excel(stem + ".xlsx", index=False)
    return stem + ".xlsx"


@case(TREND_ARGS, "trend")
def workbook_with_dates_of_1904(stem):
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    for row in [list(TREND_FRAME.columns), *TREND_FRAME.values.tolist()]:
        book.active.append(row)
    book.save(stem + ".xlsx")
    return stem + ".xlsx"


@case(WIDE_ARGS, "wide")
def workbook_with_numbers_as_text(stem):
    WIDE_FRAME.astype(str).to_excel(stem + ".xlsx", index=False)
    return stem + ".xlsx"


@case("trend FILE --outcome minutes --time day", says="formula", exit=65)
def workbook_with_formulas_never_computed(stem):
    book = openpyxl.Workbook()
    book.active.append(["day", "minutes"])
    for row in range(2, 20):
        book.active.append([row, f"=A{row}*2"])
    book.save(stem + ".xlsx")
    return stem + ".xlsx"


@case(WIDE_ARGS, "wide")
def workbook_with_formulas_computed(stem):
    book = xlsxwriter.Workbook(stem + ".xlsx")
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, list(WIDE_FRAME.columns))
    for r, row in enumerate(WIDE_FRAME.values.tolist()):
        sheet.write(r + 1, 0, row[0])
        for c, value in enumerate(row[1:]):
            sheet.write_formula(r + 1, c + 1, f"=1*{value}", None, value)
    book.close()
    return stem + ".xlsx"


@case(WIDE_ARGS, says=r"#DIV/0!.*!C7|!C7.*#DIV/0!", exit=65)
def workbook_with_an_error(stem):
    book = openpyxl.Workbook()
    for row in [list(WIDE_FRAME.columns), *WIDE_FRAME.values.tolist()]:
        book.active.append(row)
    book.active["C7"] = "#DIV/0!"
    book.active["C7"].data_type = "e"
    book.save(stem + ".xlsx")
    return stem + ".xlsx"


@case(WIDE_ARGS, "wide")
def workbook_with_macros_name(stem):
    WIDE_FRAME.to_excel(stem + ".xlsx", index=False)
    os.rename(stem + ".xlsx", stem + ".xlsm")
    return stem + ".xlsm"


# Binary tables
@case(LONG_ARGS, "long")
def parquet_with_categories(stem):
    LONG_FRAME.astype({"rater": "category"}).to_parquet(stem + ".parquet")
    return stem + ".parquet"


@case(LONG_ARGS, "long")
def feather_of_pandas(stem):
    LONG_FRAME.to_feather(stem + ".feather")
    return stem + ".feather"


@case(LONG_ARGS, "long")
def arrow_stream(stem):
    frame = pa.Table.from_pandas(LONG_FRAME)
    with pa.OSFile(stem + ".arrows", "wb") as sink, pa.ipc.new_stream(sink, frame.schema) as writer:
        writer.write_table(frame)
    return stem + ".arrows"


@case(LONG_ARGS, "long")
def parquet_of_polars(stem):
    pl.from_pandas(LONG_FRAME).write_parquet(stem + ".parquet")
    return stem + ".parquet"


# Dates and numbers
def trend_text(stem, form, header="day"):
    rows = [(form(d), m) for d, m in zip(DAYS, MINUTES)]
    return write(stem + ".csv", table([header, "minutes"], rows))


@case(TREND_ARGS, says="--time-format: M/D/YYYY, the only form", exit=65)
def american_dates_without_a_word(stem):
    return trend_text(stem, lambda d: f"{d.month}/{d.day}/{d.year}")


@case(TREND_ARGS + " --time-format M/D/YYYY", "trend")
def american_dates(stem):
    return trend_text(stem, lambda d: f"{d.month}/{d.day}/{d.year}")


@case(TREND_ARGS + " --time-format D.M.YYYY", "trend")
def german_dates(stem):
    return trend_text(stem, lambda d: f"{d.day:02}.{d.month:02}.{d.year}")


@case(TREND_ARGS, "trend")
def month_names(stem):
    return trend_text(stem, lambda d: f"{d.day} {d:%B} {d.year}")


@case(TREND_ARGS, "trend")
def short_month_names(stem):
    return trend_text(stem, lambda d: f"{d.day:02}-{d:%b}-{d.year}")


@case(TREND_ARGS, says="time-format", exit=65)
def dates_that_may_be_either(stem):
    return write(stem + ".csv", table(["day", "minutes"], [(f"0{i}/0{i + 1}/2024", i * i) for i in range(1, 8)]))


@case(TREND_ARGS + " --time-format excel", "trend")
def serials_of_excel(stem):
    return trend_text(stem, lambda d: (d - datetime.date(1899, 12, 30)).days)


@case(TREND_ARGS + " --decimal-comma", "trend")
def thousands_of_europe(stem):
    rows = [(d, f"{m:,.2f}".replace(",", " ").replace(".", ",")) for d, m in zip(DAYS, MINUTES)]
    return write(stem + ".csv", table(["day", "minutes"], rows, ";"))


@case(TREND_ARGS, "trend")
def thousands_in_quotes(stem):
    return write(stem + ".csv", table(["day", "minutes"], [(d, f'"{m:,.2f}"') for d, m in zip(DAYS, MINUTES)]))


# Surveys
@case("reliability FILE --unit record_id --raters anna,ben", "pair-all")
def redcap(stem):
    lines = ["record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,site,anna,ben,visit_complete"]
    for i, (a, b, _) in enumerate(RATINGS):
        lines.append(f"{LESSONS[i]},baseline_arm_1,,,north,,,")
        lines.append(f"{LESSONS[i]},visit_arm_1,visit,1,,{a},{b},2")
    return write(stem + ".csv", "\n".join(lines) + "\n")


@case("reliability FILE --unit ResponseId --raters Q1_1,Q1_2", "pair-all", says="Qualtrics|header")
def qualtrics(stem):
    header = ["ResponseId", "Finished", "Q1_1", "Q1_2"]
    labels = ["Response ID", "Finished", '"Rate, first rater"', '"Rate, second rater"']
    imports = ['"{""ImportId"":""_recordId""}"', '"{""ImportId"":""finished""}"', '"{""ImportId"":""QID1_1""}"',
               '"{""ImportId"":""QID1_2""}"']
    rows = [(l, "True", a, b) for l, (a, b, _) in zip(LESSONS, RATINGS)]
    return write(stem + ".csv", table(header, [labels, imports, *rows]))


# R and LibreOffice, where they are
def r(stem, expression):
    WIDE_FRAME.to_csv(stem + ".in.csv", index=False)
    path = stem + ".csv"
    subprocess.run(
        ["Rscript", "-e", f"d <- read.csv('{stem}.in.csv', encoding='UTF-8'); {expression.format(path=path)}"],
        check=True, capture_output=True)
    return path


if shutil.which("Rscript"):

    @case(WIDE_ARGS, "wide")
    def written_by_r(stem):
        return r(stem, "write.csv(d, '{path}', row.names = FALSE)")

    @case(WIDE_ARGS, "wide")
    def written_by_r_with_row_names(stem):
        return r(stem, "write.csv(d, '{path}')")

    @case(WIDE_ARGS, "wide")
    def written_by_r_for_europe(stem):
        return r(stem, "write.csv2(d, '{path}', row.names = FALSE)")


if shutil.which("soffice"):

    @case(WIDE_ARGS, "wide")
    def workbook_of_libreoffice(stem):
        WIDE_FRAME.to_csv(stem + ".csv", index=False)
        subprocess.run(
            ["soffice", "--headless", "--infilter=CSV:44,34,76", "--convert-to", "xlsx", "--outdir",
             os.path.dirname(stem), stem + ".csv"], check=True, capture_output=True)
        return stem + ".xlsx"


def run(arguments, path):
    words = [path if word == "FILE" else word for word in shlex.split(arguments)]
    if words[0] == "reliability" and "--scale" not in words:
        words += RELIABILITY
    return subprocess.run([FIDELITY, *words, "--format", "csv"], capture_output=True, text=True, timeout=120)


def figures(text, digits):
    """The rows of a result without what names the source; numbers with so many digits, or as they are."""

    def cell(text):
        try:
            return text if digits is None else f"{float(text):.{digits}g}"
        except ValueError:
            return text

    rows = list(csv.DictReader(io.StringIO(text)))
    return [{k: cell(v) for k, v in row.items() if k != "note"} for row in rows]


def main():
    folder = tempfile.mkdtemp(prefix="fidelity-tables-")
    plain = os.path.join(folder, "plain.csv")
    LONG_FRAME.to_csv(plain, index=False)
    pairs = os.path.join(folder, "pairs.csv")
    LONG_FRAME[LONG_FRAME.rater != "cléo"].to_csv(pairs, index=False)
    trend = os.path.join(folder, "trend.csv")
    TREND_FRAME.to_csv(trend, index=False)
    items = os.path.join(folder, "items.csv")
    melted = items_frame().melt(id_vars="lesson")
    melted[["item", "rater"]] = melted["variable"].str.split("_", expand=True)
    melted.to_csv(items, index=False)
    long = "reliability FILE --unit lesson --rater rater --value "
    reference = {
        "long": run(long + "score", plain),
        "counts": run(long + "score --coefficients fleiss-kappa --scale nominal", plain),
        "pair": run(long + "score --coefficients cohen-kappa --scale nominal", pairs),
        "pair-all": run(long + "score", pairs),
        "items": run(long + "value --by item", items),
        "trend": run(TREND_ARGS, trend),
    }
    # Columns per rater are the same ratings.
    reference["wide"] = reference["long"]
    for name, done in reference.items():
        assert done.returncode == 0 and figures(done.stdout, None), (name, done.stderr)
    failed = 0
    for name, function, command, equals, says, exit in CASES:
        path = function(os.path.join(folder, name))
        done = run(command, path)
        wrong = []
        if done.returncode != exit:
            wrong.append(f"exit {done.returncode}, not {exit}: {done.stderr.strip()[:600]}")
        # Counts name their categories otherwise, so patterns of ratings are summed in another order.
        digits = 12 if equals == "counts" else None
        if done.returncode == exit and equals and figures(done.stdout, digits) != figures(
            reference[equals].stdout, digits
        ):
            wrong.append("other figures than the plain table")
        if says and not re.search(says, done.stderr + done.stdout, re.S):
            wrong.append(f"does not say /{says}/: {done.stderr.strip()[:300]}")
        failed += bool(wrong)
        print(("FAIL " if wrong else "ok   ") + name + "".join(f"\n     {w}" for w in wrong))
    print(f"{len(CASES) - failed} of {len(CASES)} files")
    if failed:
        print(f"the files are in {folder}")
        sys.exit(1)
    shutil.rmtree(folder)


main()
