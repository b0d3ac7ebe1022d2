"""Writes the invented tables of raters-gold and marginal-homogeneity: no rating or score is anyone's."""

import random

import tables


def write(path, header, lines):
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join([header, *lines]) + "\n", encoding="utf-8", newline="\n")


def raters_gold():
    """Five raters, 30 units, master codes in a column: B too high, C narrow, D careless, E rated four units only."""
    source = random.Random(20)
    lines = []
    for unit in range(1, 31):
        gold = source.choices([1, 2, 3, 4, 5], [2, 4, 5, 3, 1])[0]
        ratings = {
            "A": gold + source.choice([0, 0, 0, 0, 1, -1]),
            "B": gold + source.choice([0, 1, 1, 0, 2]),
            "C": 3 + (gold > 3) - (gold < 3) * source.choice([0, 1]),
            "D": source.randint(1, 5),
        }
        if unit in (3, 11, 17, 26):
            ratings["E"] = gold
        for rater, value in ratings.items():
            if source.random() < 0.92:
                lines.append(f"u{unit},{rater},{min(max(value, 1), 5)},{gold if unit != 30 else ''}")
    write(tables.DATASETS / "raters-gold" / "data.csv", "unit,rater,value,gold", lines)


def cochran():
    """Four raters of two categories; a unit that one of them did not rate counts for nobody."""
    units = "1111 1101 1100 1000 0000 1110 1101 1100 1111 0100 1001 110- 1000 1110".split()
    lines = [
        f"u{place},{rater},{value}"
        for place, unit in enumerate(units, 1)
        for rater, value in zip("ABCD", unit)
        if value != "-"
    ]
    write(tables.DATASETS / "marginal-homogeneity" / "cochran.csv", "unit,rater,value", lines)


def singular():
    """Category 3 in agreement only, 4 unused, 1-2 and 5-6 without a unit between them: rank 2 with five in use."""
    counts = {(1, 1): 6, (1, 2): 5, (2, 1): 1, (2, 2): 8, (3, 3): 4, (5, 5): 3, (5, 6): 2, (6, 5): 9, (6, 6): 7}
    labels = range(1, 7)
    lines = [f"{a},{b},{counts.get((a, b), 0)}" for a in labels for b in labels]
    write(tables.DATASETS / "marginal-homogeneity" / "singular.csv", "rater1,rater2,count", lines)


if __name__ == "__main__":
    raters_gold()
    cochran()
    singular()
