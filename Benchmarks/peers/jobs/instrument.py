"""The instrument of the scoring job: 43 items from 0 to 2, eight subscales, a total. One definition for all tools."""

# name, number of items, rule: "percent" is the share of the points that can be reached on the answered items; "mean" is
# the mean of the answered items where at least 80 % of them are answered, else missing.
SUBSCALES = [
    ("teams", 5, "percent"),
    ("practices", 6, "mean"),
    ("training", 5, "percent"),
    ("coaching", 6, "mean"),
    ("data", 5, "percent"),
    ("routines", 6, "mean"),
    ("support", 5, "percent"),
    ("leadership", 5, "mean"),
]
HIGHEST = 2
NEEDED = 0.8


def item_names():
    return [f"i{number:02}" for number in range(1, sum(size for _, size, _ in SUBSCALES) + 1)]


def subscales():
    """Name, items and rule of each subscale."""
    items = iter(item_names())
    return [(name, [next(items) for _ in range(size)], rule) for name, size, rule in SUBSCALES]


def definition():
    """The same in the project's own language."""
    lines = ["id: peers-1.0", "title: Benchmark", f"defaults: {{range: [0, {HIGHEST}], step: 1}}", "items:"]
    lines += [f"  - {{id: {item}}}" for item in item_names()]
    lines += ["scales:"]
    for name, items, rule in subscales():
        lines += [f"  - id: {name}", f"    items: [{', '.join(items)}]"]
        if rule == "percent":
            lines += ["    aggregate: pooled-percent", "    missing: exclude"]
        else:
            lines += ["    aggregate: mean", f"    missing: {{policy: prorate, at-least: {NEEDED}}}"]
    lines += ["  - id: total", f"    items: [{', '.join(item_names())}]"]
    lines += ["    aggregate: pooled-percent", "    missing: exclude"]
    return "\n".join(lines) + "\n"
