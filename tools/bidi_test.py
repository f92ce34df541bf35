"""Draw the cases of Unicode's BidiCharacterTest, and compare the order of their glyphs with the one that is right.

python tools/bidi_test.py [FILE] [--every N]

FILE is BidiCharacterTest.txt, by default that of Debian's package unicode-data (`apt-get install unicode-data`). Every
case is drawn as a line of an ad: the same template and fonts, and the glyphs' places from what Typst laid out. Our own
algorithm (`creative_cli.locale.bidi`), which the check `reading_order` goes by, is held against the same cases.

Our fonts do not have every character of the file. A character is therefore replaced by one of its Bidi_Class, another
one each time, so that no two orders look alike; brackets stay, as they pair by what they are.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from unicodedata import category

from creative_cli.formats import Box
from creative_cli.layout.draw import letters_job
from creative_cli.layout.place import PlacedBlock, PlacedLine
from creative_cli.layout.reading_facts import LinePlace, LogicalText, ReadingPage, read_drawn_lines
from creative_cli.layout.scripts import choose_typeface
from creative_cli.locale.bidi import find_bidi_class, order_line, resolve_levels
from creative_cli.locale.locales import Direction, Locale
from creative_cli.models import Role

SYSTEM_FILE = Path("/usr/share/unicode/BidiCharacterTest.txt")

SUBSTITUTES = {
    "L": "abcdefghijkmnopqrstuvwxyz",
    "R": "אבגדהוזחטיכלמנסעפצקרשת",
    # Letters that do not join to the next one: each is one glyph.
    "AL": "ادذرزوةءأإؤى",
    "EN": "0123456789",
    "AN": "٠١٢٣٤٥٦٧٨٩",
    "ES": "+-",
    "ET": "%$€£¥#°",
    "CS": ".,:/",
    "ON": "!?&@*;=_~^|",
    "WS": " ",
    "NSM": "\u0301",
}
BRACKETS = "()[]{}"

FORBIDDEN = {
    "LRE": "an embedding, which briefs may not hold",
    "RLE": "an embedding, which briefs may not hold",
    "LRO": "an override, which briefs may not hold",
    "RLO": "an override, which briefs may not hold",
    "PDF": "the end of an embedding or override, which briefs may not hold",
    "B": "a paragraph separator, where a line ends",
    "S": "a tab, which briefs may not hold",
}
"""Why cases with a class are not drawn."""

PITCH_PX, SIZE_PX, PAGE_LINES, PAGES = 40, 20, 200, 10
WIDTH_PX = 4000


@dataclass(frozen=True, slots=True)
class BidiCase:
    """A case of the file: its characters, the paragraph's level, and the right order of what has a place."""

    text: str
    base: int
    order: tuple[int, ...]
    given: int | None


@dataclass(slots=True)
class BidiFigures:
    """What was found: how many cases there are, were computed and drawn, and which differ or were left out, and why."""

    cases: int = 0
    computed: int = 0
    drawn: int = 0
    agreeing: int = 0
    left_out: Counter[str] = field(default_factory=Counter)
    differing: list[str] = field(default_factory=list)


def read_cases(path: Path) -> Iterator[BidiCase]:
    """Yield the cases of a file in the form of BidiCharacterTest.txt."""
    with path.open(encoding="utf-8") as file:
        for row in file:
            line = row.partition("#")[0].strip()
            if line:
                codes, direction, level, _, order = line.split(";")
                text = "".join(chr(int(code, 16)) for code in codes.split())
                given = {"0": 0, "1": 1}.get(direction.strip())
                yield BidiCase(text, int(level), tuple(map(int, order.split())), given)


def replace_characters(text: str) -> str | None:
    """Return a text in characters of our fonts, all different; None if there are not enough of a class."""
    used: Counter[str] = Counter()
    signs = []
    for sign in text:
        kind = find_bidi_class(sign)
        if sign in BRACKETS or kind in {"BN", "LRI", "RLI", "FSI", "PDI"} or category(sign) == "Cf":
            signs.append(sign)
            continue
        # U+2329 and U+232A are equivalent to U+3008 and U+3009, which CJK fonts draw.
        if sign in "\u2329\u232a\u3008\u3009":
            signs.append({"\u2329": "\u3008", "\u232a": "\u3009"}.get(sign, sign))
            continue
        choice = SUBSTITUTES[kind]
        if used[kind] >= len(choice) and kind not in {"WS", "NSM"}:
            return None
        signs.append(choice[used[kind] % len(choice)])
        used[kind] += 1
    return "".join(signs)


def is_visible(sign: str) -> bool:
    """Return whether a character has a place of its own: no blank, format character or mark."""
    return category(sign) not in {"Zs", "Cf", "Cc", "Mn"}


def draw_lines(texts: Sequence[str], base: int) -> list[str]:
    """Draw lines the way an ad's lines are, and return the visible characters of each from left to right."""
    direction = Direction.RTL if base else Direction.LTR
    where = Locale("he-IL", "he", "Hebr", "IL", direction)
    face = choose_typeface(where, Role.BODY, 400)
    pages = []
    for start in range(0, len(texts), PAGE_LINES):
        part = texts[start : start + PAGE_LINES]
        frame = Box(0, 0, WIDTH_PX, (len(part) + 1) * PITCH_PX)
        lines = [PlacedLine(text, 0.0, (row + 1) * PITCH_PX, WIDTH_PX, frame) for row, text in enumerate(part)]
        block = PlacedBlock(Role.BODY, face, SIZE_PX, tuple(lines), frame, None, overflow=False)
        places = tuple(LinePlace(line.text, line.x, line.width, line.baseline) for line in lines)
        text = LogicalText("body", "\n".join(part), direction, places)
        pages.append(ReadingPage(letters_job(block, frame), (text,), frame))
    found = []
    for page in read_drawn_lines("poster.typ", pages, ()):
        for line in page:
            shown = ""
            before = None
            for cluster in sorted(line.clusters, key=lambda cluster: cluster.at):
                # A sign with a mark has two glyphs, and both stand for both.
                if len(cluster.text) == 1 or cluster != before:
                    shown += "".join(filter(is_visible, cluster.text))
                before = cluster
            found.append(shown)
    return found


def compare_cases(cases: Iterator[BidiCase]) -> BidiFigures:
    """Hold our algorithm and our drawing against the cases."""
    figures = BidiFigures()
    waiting: dict[int, list[tuple[BidiCase, str]]] = {0: [], 1: []}
    for case in cases:
        figures.cases += 1
        computed = order_line(case.text, resolve_levels(case.text, case.given), case.base)
        if computed == case.order:
            figures.computed += 1
        else:
            figures.differing.append(f"computed: {_name(case.text)} is {computed}, not {case.order}")
        kinds = [find_bidi_class(sign) for sign in case.text]
        reason = next((FORBIDDEN[kind] for kind in kinds if kind in FORBIDDEN), None)
        text = None if reason else replace_characters(case.text)
        if text is None:
            figures.left_out[reason or "more characters of a class than our fonts have"] += 1
            continue
        waiting[case.base].append((case, text))
        if len(waiting[case.base]) == PAGE_LINES * PAGES:
            _compare_drawn(waiting[case.base], figures)
    for rest in waiting.values():
        _compare_drawn(rest, figures)
    return figures


def _compare_drawn(waiting: list[tuple[BidiCase, str]], figures: BidiFigures) -> None:
    if not waiting:
        return
    drawn = draw_lines([text for _, text in waiting], waiting[0][0].base)
    for (case, text), shown in zip(waiting, drawn, strict=True):
        wanted = "".join(text[place] for place in case.order if is_visible(text[place]))
        figures.drawn += 1
        if shown == wanted:
            figures.agreeing += 1
        else:
            figures.differing.append(f"drawn: {_name(case.text)} (level {case.base}) as {shown!r}, not {wanted!r}")
    waiting.clear()


def _name(text: str) -> str:
    return " ".join(f"{ord(sign):04X}" for sign in text)


def main() -> int:
    """Print the figures; 1 if a case differs."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("file", nargs="?", type=Path, default=SYSTEM_FILE)
    parser.add_argument("--every", type=int, default=1, help="take one case of so many")
    given = parser.parse_args()
    if not given.file.is_file():
        sys.exit(f"{given.file} is missing: apt-get install unicode-data, or name the file.")
    figures = compare_cases(islice(read_cases(given.file), 0, None, given.every))
    print(f"cases      {figures.cases:7,}  of {given.file}")
    print(f"computed   {figures.computed:7,}  agree with the file")
    print(f"drawn      {figures.drawn:7,}")
    print(f"agreeing   {figures.agreeing:7,}")
    print(f"differing  {len(figures.differing):7,}")
    for line in figures.differing[:20]:
        print(f"  {line}")
    print(f"left out   {sum(figures.left_out.values()):7,}")
    for reason, count in figures.left_out.most_common():
        print(f"  {count:7,}  {reason}")
    return 1 if figures.differing else 0


if __name__ == "__main__":
    sys.exit(main())
