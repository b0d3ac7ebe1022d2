"""Writes the tables of agreement-traps and pooled-trend-small. They are invented: no rating or score is anyone's."""

import tables

TRAPS = tables.DATASETS / "agreement-traps"

# Units by row, raters A, B, C, ... by position, "-" for no rating.
SMALL = {
    "two-units": "1 1 2; 3 3 3",
    "two-raters": "1 1; 2 3; 3 3; 4 -; 2 2; 1 2; 4 4; 3 1; 2 2",
    "two-categories": "0 0 0; 1 1 0; 1 1 1; 0 1 -; 0 0 0; 1 0 1; 0 - 0; - 1 1; 0 0 1; 1 1 1",
    "unit-rated-once": "1 1 2; 2 2 2; 3 2 3; 1 1 -; - 4 -; 1 - -; 3 3 3; 2 - 1",
    "one-category": "3 3 3; 3 - 3; 3 3 3; 3 3 -",
    "perfect": "1 1 1; 2 2 -; 4 4 4; 2 2 2; - 1 1; 4 4 4",
    "declared-unused-category": "1 1 2; 2 2 2; 4 2 4; 1 1 1; 2 4 4; 4 4 4; 1 2 1",
    "text-categories": "a a A; A A A; b b b; a a a; b a b; A a -; b b A; a - a; A A A",
    "numeric-vs-text-order": "2 2 9; 9 10 9; 10 10 10; 2 2 2; 9 9 9; 10 9 10; 2 9 2; 10 10 -",
    "half-points": "1 1.5 1; 2 2 2.5; 2.5 2.5 3; 1.5 1 1.5; 3 3 3; 4 3.5 4; 3.5 3.5 -; 2 1.5 2.5; 4 4 4; 3 4 3.5",
    "large-labels": "1000000000000.4 1000000000000.4 1000000000000.8; 1000000000001.2 1000000000001.2 1000000000001.2;"
    " 1000000000000.8 1000000000001.2 1000000000000.8; 1000000000001.6 1000000000001.6 1000000000001.6;"
    " 1000000000000.4 1000000000000.4 1000000000000.4; 1000000000001.6 1000000000000.8 1000000000001.6;"
    " 1000000000001.2 - 1000000000001.6; 1000000000000.8 1000000000000.8 -",
    "twelve-categories": "1 1 2; 12 11 12; 3 3 3; 10 9 10; 5 5 6; 7 8 7; 2 2 2; 11 11 12; 4 6 5; 8 8 8; 6 6 7; 9 10 10;"
    " 12 12 12; 1 3 1; 10 2 10",
    "zero-ratio": "0 0 0; 0 1 0; 2 2 4; 1 1 1; 4 4 4; 2 1 2; 0 0 -; 4 2 4; 1 0 1",
    "empty-cells": "1 1 . 2; 2 2 . 2; . . . .; 3 3 . 2; 1 . . .; 2 3 . 3; 1 1 . 1; 3 3 . 3",
}

TREND = """
wide 1 2.0 | early 0 10.5 | still 3 1.25 | one 2 4.5 | pair 1 3.0 | flat 0 2.5 | line 0 0.25 | wide 2 2.4
early 0.5 10.1 | still 3 2.75 | flat 1 2.5 | line 1 0.75 | wide 3 2.1 | early 2 9.2 | pair 5 4.0 | flat 2 2.5
line 2 1.25 | wide 4 3.0 | still 3 2.0 | early 3.5 9.6 | line 3 1.75 | wide 5 3.3 | flat 4 2.5 | early 7 6.9
wide 6 2.9 | line 4 2.25 | still 3 3.5 | wide 7 3.8 | early 11 5.0 | flat 8 2.5 | line 7 3.75 | wide 8 3.6
wide 9 4.4 | short -1 3.1 | short 0 2.9 | short 1 3.4 | short 4 3.2
"""


def write(path, header, lines):
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8", newline="\n")


def small_table(text):
    """ "-" leaves the row out, "." writes it with an empty value."""
    for unit, line in enumerate(text.split(";"), start=1):
        for rater, value in zip("ABCDEFGH", line.split()):
            if value != "-":
                yield f"{unit},{rater},{'' if value == '.' else value}"


def unbalanced_table():
    """40 units, 8 raters, about 35 % missing, five categories around a true level of the unit. A linear congruential
    generator written out here keeps the table the same everywhere."""
    state = 20250307
    for unit in range(1, 41):
        level = None
        for rater in "ABCDEFGH":
            draws = []
            for _ in range(3):
                state = (6364136223846793005 * state + 1442695040888963407) % 2**64
                draws.append((state >> 33) / 2**31)
            level = level or 1 + int(5 * draws[0])
            if draws[1] < 0.35:
                continue
            shift = -1 if draws[2] < 0.15 else 1 if draws[2] > 0.82 else 0
            yield f"{unit},{rater},{min(5, max(1, level + shift))}"


if __name__ == "__main__":
    for name, text in SMALL.items():
        write(TRAPS / f"{name}.csv", "unit,rater,value", small_table(text))
    write(TRAPS / "unbalanced-raters.csv", "unit,rater,value", unbalanced_table())
    points = [point.split() for line in TREND.strip().splitlines() for point in line.split("|")]
    write(tables.DATASETS / "pooled-trend-small" / "data.csv", "site,time,score", [",".join(p) for p in points])
