"""Draws the head of a report as one SVG, for the README: title, main finding and two of its pictures.

Everything in it is taken from the page as it is, so the picture says what the page says.
Usage: report-picture.py REPORT.html > PICTURE.svg
"""

import html
import re
import sys

WIDTH, MARGIN, LINE = 910, 30, 21
PICTURES = ("picture-1-over-time", "picture-2-driver-profile")
# Widths of characters of 15 px in the widest of the usual fonts, in classes.
NARROW, WIDE = set("fijlrt.,;:'()|![]-I "), set("mwMW%—@")


def width(text):
    """The width of a text of 15 px."""
    return sum(4.9 if c in NARROW else 12.9 if c in WIDE else 10.2 if c.isupper() else 8.6 for c in text)


def lines(text, room):
    """The lines of a text, broken at blanks."""
    line = ""
    for word in text.split():
        longer = f"{line} {word}".strip()
        if line and width(longer) > room:
            yield line
            line = word
        else:
            line = longer
    yield line


def found(pattern, page, what):
    """What a pattern finds in the page; the end of the program where it finds nothing."""
    match = re.search(pattern, page, re.S)
    if not match:
        sys.exit(f"report-picture: the page has no {what}")
    return match


def plain(markup):
    """The text of some markup."""
    return html.unescape(re.sub(r"<[^>]*>", "", markup)).strip()


def picture(page, identifier):
    """A picture of the page: its size and its markup without the opening tag's place."""
    match = found(rf'<svg [^>]*viewBox="0 0 (\d+) (\d+)"[^>]*id="{identifier}".*?</svg>', page, identifier)
    return int(match[1]), int(match[2]), match[0]


def main():
    with open(sys.argv[1], encoding="utf-8") as file:
        page = file.read()
    title = plain(found(r"<h1>(.*?)</h1>", page, "title")[1])
    heading = plain(found(r'<h2 id="summary-title">(.*?)</h2>', page, "main finding")[1])
    finding = found(r'<div class="finding">(.*?)</div>', page, "main finding")[1]
    sentences = [plain(text) for text in re.findall(r"<p>(.*?)</p>", finding, re.S)]
    style = found(r"<style>.*?(\.fc\{.*?)</style>", page, "style of pictures")[1]
    texts, y = [], 107
    for sentence in sentences:
        for line in lines(sentence, WIDTH - 2 * MARGIN - 40):
            y += LINE
            texts.append(f'<text x="50" y="{y}" class="t">{html.escape(line)}</text>')
    box = y + 16 - 98
    top = y + 43
    room = (WIDTH - 3 * MARGIN) / 2
    pictures, height = [], 0
    for place, identifier in enumerate(PICTURES):
        across, down, markup = picture(page, identifier)
        scaled = round(down * room / across)
        x = round(MARGIN + place * (room + MARGIN))
        pictures.append(markup.replace("<svg ", f'<svg x="{x}" y="{top}" width="{round(room)}" height="{scaled}" ', 1))
        height = max(height, scaled)
    height += top + MARGIN
    said = html.escape(f"The beginning of the report \"{title}\": its findings, the score over time, and the drivers")
    print(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" '
        f'aria-labelledby="report-title">\n<title id="report-title">{said}</title>\n<style>{style}\n'
        '.c{fill:#fff;stroke:#c3cbd3}.f{fill:#f2f5f8}.e{fill:#0b4f9e}'
        '.n,.t,.s{font-family:system-ui,"Segoe UI","Noto Sans",sans-serif;fill:#1b1f24}'
        ".n{font-size:24px;font-weight:700}.t{font-size:15px}.s{font-size:17px;font-weight:700}"
        "@media(prefers-color-scheme:dark){.c{fill:#14181c;stroke:#45505b}.f{fill:#1e242a}.e{fill:#8fc1ff}"
        ".n,.t,.s{fill:#e8ecf0}}</style>\n"
        f'<rect class="c" x=".5" y=".5" width="{WIDTH - 1}" height="{height - 1}" rx="8"/>\n'
        f'<text x="{MARGIN}" y="44" class="n">{html.escape(title)}</text>\n'
        f'<text x="{MARGIN}" y="82" class="s">{html.escape(heading)}</text>\n'
        f'<rect class="f" x="{MARGIN}" y="98" width="{WIDTH - 2 * MARGIN}" height="{box}"/>'
        f'<rect class="e" x="{MARGIN}" y="98" width="6" height="{box}"/>\n' + "\n".join(texts + pictures) + "\n</svg>"
    )


main()
