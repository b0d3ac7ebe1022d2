"""Reads the rating tables of this folder. A rating is text; numbers are made of it only where a formula needs them."""

import csv
import re
from fractions import Fraction
from pathlib import Path

DATASETS = Path(__file__).resolve().parent.parent
NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")


def rows(slug, file="data.csv"):
    with open(DATASETS / slug / file, encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def ratings(slug, file="data.csv"):
    """Units as {rater: text}, in order of appearance; empty cells and units without any rating are left out."""
    units = {}
    for row in rows(slug, file):
        unit = units.setdefault(row["unit"], {})
        if row["value"]:
            unit[row["rater"]] = row["value"]
    return [unit for unit in units.values() if unit]


def cross_table(slug):
    """A cross table spread out to units with the raters "1" and "2"."""
    return [{"1": row["rater1"], "2": row["rater2"]} for row in rows(slug) for _ in range(int(row["count"]))]


def label_value(label):
    """The double nearest to a numeric label, as an exact fraction: programs see 1000000000000.4 only as that double."""
    return Fraction(float(label))


def ordered(labels):
    """Distinct labels by number when all are numbers, otherwise by code point ("A" before "a")."""
    labels = set(labels)
    if all(NUMBER.fullmatch(label) for label in labels):
        return sorted(labels, key=label_value)
    return sorted(labels)


def used_categories(units):
    return ordered(label for unit in units for label in unit.values())
