"""Reads and writes expected.json. Title, citation, notes and every case `from` "published" are typed by hand and kept;
all other cases are replaced by what the scripts compute."""

import json

from mpmath import mpf

import tables

OWN = "own 50-digit arithmetic (mpmath)"
OWN_JACKKNIFE = "own numerical infinitesimal jackknife (mpmath)"
AGREEMENT = 1e-9


def number(x):
    """A double; fifty digits end here."""
    if isinstance(x, (list, tuple)):
        return [number(y) for y in x]
    x = float(x)
    return int(x) if x == int(x) and abs(x) < 1e15 else x


def case(quantity, options, figures, source, tolerance=1e-12, tolerances=None, note=None):
    found = {"quantity": quantity, "options": options}
    for field in ("value", "standard_error", "interval", "df", "statistic", "p_value"):
        if figures.get(field) is not None:
            found[field] = number(figures[field])
    found["tolerance"] = tolerance
    allowed = dict(tolerances or {})
    if "interval" in found:
        allowed.setdefault("interval", max(1e-10, tolerance))
    if "p_value" in found:
        allowed.setdefault("p_value", max(float(f"{max(1e-8, 100 * tolerance) * found['p_value']:.1e}"), 1e-300))
    if allowed:
        found["tolerances"] = allowed
    found["from"] = source
    if note:
        found["note"] = note
    return found


def agrees(a, b, within=AGREEMENT):
    return a is not None and b is not None and abs(mpf(a) - mpf(b)) <= within * max(1, abs(mpf(b)))


def refresh(slug, cases):
    path = tables.DATASETS / slug / "expected.json"
    old = json.loads(path.read_text(encoding="utf-8"))
    published = [c for c in old["cases"] if c["from"] == "published"]
    check_published(slug, published, cases)
    write(slug, {**old, "cases": published + cases})
    print(f"{slug}: {len(published)} published, {len(cases)} computed")


def check_published(slug, published, cases):
    """Every printed figure that is also computed must be its rounding."""
    for printed in published:
        what = printed["quantity"], printed["options"]
        for computed in cases:
            if (computed["quantity"], computed["options"]) == what:
                for field, a, b in differences(printed, computed):
                    print(f"  {slug}: {what} {field}: printed {a}, computed {b}")


def differences(printed, computed):
    for field in ("value", "standard_error", "statistic", "p_value", "interval"):
        if field not in printed or field not in computed:
            continue
        allowed = printed.get("tolerances", {}).get(field, printed["tolerance"]) * (1 + 1e-9)
        both = (x if isinstance(x, list) else [x] for x in (printed[field], computed[field]))
        yield from ((field, a, b) for a, b in zip(*both) if abs(a - b) > allowed)


def write(slug, content):
    """One case per line, so that a changed figure is one changed line."""
    lines = []
    for key, value in content.items():
        if key == "cases" or key == "notes":
            items = ",\n".join("    " + json.dumps(item, ensure_ascii=False) for item in value)
            lines.append(f"  {json.dumps(key)}: [\n{items}\n  ]")
        else:
            lines.append(f"  {json.dumps(key)}: {json.dumps(value, ensure_ascii=False)}")
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    (tables.DATASETS / slug / "expected.json").write_text(text, encoding="utf-8", newline="\n")
