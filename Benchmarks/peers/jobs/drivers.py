"""The studies of the jobs of drivers: their days, and their definitions in the project's own language."""

import pathlib

# Days since 1970-01-01: 2024-01-01, from when on coaching is planned and barriers are raised, and 2025-12-31.
START, AS_OF = 19723, 20453
COACHEES_OF_BUILDING = 5
# Of those that a rival takes one by one.
SAMPLE = 200

STUDY = """\
study: Benchmark
as-of: 2025-12-31
levels: [building]
tables:
{tables}
analyses:
  - drivers: {{systems: [{system}]}}
"""


def study(kind, size, groups):
    """Of the tables beside it, which are named as plan.py names them."""
    if kind == "coaching-study":
        system = "coaching"
        files = [("coaching-log", f"coaching-log-{size}x{groups}"), ("coaching-plan", f"coaching-plan-{groups}")]
    else:
        system = "facilitative-administration"
        files = [("barriers", f"barriers-{size}x{groups}")]
    tables = [f"  - {{role: {role}, file: {name}.parquet}}" for role, name in files]
    return STUDY.format(tables="\n".join(tables), system=system)


def plan_of(log):
    """The plan of the coachees of a log."""
    path = pathlib.Path(log)
    return path.with_name(f"coaching-plan-{path.stem.rpartition('x')[2]}.parquet")
