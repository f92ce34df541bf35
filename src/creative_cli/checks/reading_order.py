"""Are the signs of right-to-left texts drawn in the order in which they are read?"""

from collections.abc import Iterator, Sequence
from typing import NamedTuple
from unicodedata import category

from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.locale.bidi import has_right_to_left, order_line, resolve_levels
from creative_cli.locale.direction_runs import find_direction_runs, find_names, mark_runs
from creative_cli.locale.locales import Direction
from creative_cli.models import Creative, Role, Status
from creative_cli.shown import DrawnCluster, DrawnLine, DrawnText

# What has no place of its own in a line: blanks, formats and controls, and marks, which stand on letters.
_UNSEEN_CATEGORIES = frozenset({"Zs", "Zl", "Zp", "Cf", "Cc", "Mn", "Me"})


class _Sign(NamedTuple):
    """A visible character, its embedding level, and the number of the run against the text's direction; -1 for none."""

    text: str
    level: int
    run: int


class _Paragraph(NamedTuple):
    """A paragraph with its isolates: its visible signs, None for others, the level of each, and its own level."""

    text: str
    signs: tuple[_Sign | None, ...]
    levels: tuple[int | None, ...]
    base: int


class _WantedLine(NamedTuple):
    """The signs of a line from left to right, and the runs on it as they read."""

    signs: tuple[_Sign, ...]
    runs: tuple[str, ...]


def inspect(creative: Creative) -> Iterator[Outcome]:
    """Every line is drawn in the order of the Unicode bidirectional algorithm, and no name or number in it is torn."""
    unread = _find_unread(creative)
    if unread:
        names = ", ".join(unread)
        yield Outcome(Status.ERROR, "unread", f"It is not known in which order the signs of {names} were drawn.")
        return
    outcomes = [outcome for text in creative.reading for outcome in _inspect_text(text)]
    yield from outcomes
    if not outcomes:
        count = sum(len(text.lines) for text in creative.reading)
        lines = "1 line" if count == 1 else f"{count} lines"
        yield pass_outcome(f"{lines} in order" if count else "no text has right-to-left letters")


def _find_unread(creative: Creative) -> list[str]:
    """Return what is printed with right-to-left letters, but was not read from the drawing."""
    read = {text.name for text in creative.reading}
    printed = [(str(block.role), block.lines) for block in creative.layout]
    printed += [(str(Role.PRICE), text.lines) for text in creative.offer if not text.turned]
    printed += [(str(Role.BADGE), text.lines) for text in creative.offer if text.turned]
    printed += [(str(Role.PRICE), label.text.lines) for label in creative.labels]
    if creative.badge is not None:
        printed.append((str(Role.BADGE), creative.badge.lines))
    found = [name for name, lines in printed if name not in read and any(map(has_right_to_left, lines))]
    return list(dict.fromkeys(found))


def _inspect_text(text: DrawnText) -> Iterator[Outcome]:
    role = Role(text.name) if text.name in set(Role) else None
    wanted = _order_lines(text)
    if wanted is None:
        yield Outcome(Status.ERROR, "unread", f"The lines of the {text.name} are not those of its text.", role)
        return
    for line, signs in zip(text.lines, wanted, strict=True):
        clusters = sorted(line.clusters, key=lambda cluster: cluster.at)
        if not _matches(signs.signs, clusters):
            yield _describe_fault(text.name, role, line, signs, clusters)


def _describe_fault(
    name: str, role: Role | None, line: DrawnLine, wanted: _WantedLine, clusters: Sequence[DrawnCluster]
) -> Outcome:
    drawn = "".join(_visible(cluster.text) for cluster in clusters)
    if set(drawn) != {sign.text for sign in wanted.signs}:
        message = f"The glyphs of “{line.text}” ({name}) do not tell which characters they draw."
        return Outcome(Status.ERROR, "unread", message, role)
    torn = next((run for run in wanted.runs if _visible(run) not in drawn), None)
    if torn is not None:
        shown = "".join(sign for cluster in clusters for sign in cluster.text if sign in torn)
        message = f"“{torn}” is drawn as “{' '.join(shown.split())}” in the {name}."
        return Outcome(Status.FAIL, "run_torn", message, role)
    order = "".join(sign.text for sign in wanted.signs)
    message = f"A line of the {name} is out of order: from left to right it is drawn “{drawn}” instead of “{order}”."
    return Outcome(Status.FAIL, "line_order", message, role)


def _visible(text: str) -> str:
    return "".join(sign for sign in text if category(sign) not in _UNSEEN_CATEGORIES)


def _order_lines(text: DrawnText) -> list[_WantedLine] | None:
    """Return what each drawn line should show, from left to right; None if the lines do not hold the text."""
    paragraphs = iter([_resolve_paragraph(part, text) for part in text.text.splitlines() if part.strip()])
    paragraph, place, wanted = next(paragraphs, None), 0, []
    for line in text.lines:
        if paragraph is not None and not any(paragraph.signs[place:]):
            paragraph, place = next(paragraphs, None), 0
        if paragraph is None:
            return None
        stop = _line_end(paragraph, place, _visible(line.text))
        if stop is None:
            return None
        wanted.append(_order_signs(paragraph, place, stop, _visible(line.text)))
        place = stop
    done = paragraph is None or not any(paragraph.signs[place:])
    return wanted if done and next(paragraphs, None) is None else None


def _resolve_paragraph(part: str, text: DrawnText) -> _Paragraph:
    direction = Direction.RTL if text.right_to_left else Direction.LTR
    runs = find_direction_runs(part, direction, find_names(part, text.names))
    marked, owner = "", list[int]()
    for place, piece in enumerate(mark_runs(part, runs)):
        run = next((number for number, one in enumerate(runs) if one.start <= place < one.stop), -1)
        marked += piece
        owner += [run] * len(piece)
    base = int(text.right_to_left)
    levels = resolve_levels(marked, base)
    signs = tuple(
        _Sign(sign, level, run) if level is not None and _visible(sign) else None
        for sign, level, run in zip(marked, levels, owner, strict=True)
    )
    return _Paragraph(marked, signs, levels, base)


def _line_end(paragraph: _Paragraph, start: int, shown: str) -> int | None:
    """Return where a line that shows *shown* ends in its paragraph; a hyphen may be added at its end."""
    left = shown
    for place in range(start, len(paragraph.signs)):
        sign = paragraph.signs[place]
        if sign is None:
            continue
        if not left or left[0] != sign.text:
            return place if left in {"", "-"} else None
        left = left[1:]
    return len(paragraph.signs) if left in {"", "-"} else None


def _order_signs(paragraph: _Paragraph, start: int, stop: int, shown: str) -> _WantedLine:
    text, levels, signs = (
        paragraph.text[start:stop],
        list(paragraph.levels[start:stop]),
        list(paragraph.signs[start:stop]),
    )
    logical = [sign for sign in signs if sign is not None]
    if len(shown) > len(logical) and logical:
        # The hyphen of a divided word stands after its last letter.
        last = max(place for place, sign in enumerate(signs) if sign is not None)
        text = f"{text[: last + 1]}-{text[last + 1 :]}"
        levels.insert(last + 1, levels[last])
        signs.insert(last + 1, logical[-1]._replace(text="-"))
    order = order_line(text, levels, paragraph.base)
    runs = []
    for number in dict.fromkeys(sign.run for sign in logical if sign.run >= 0 and sign.level % 2 == 0):
        held = [place for place, sign in enumerate(signs) if sign is not None and sign.run == number]
        runs.append("".join(sign for sign in text[held[0] : held[-1] + 1] if category(sign) != "Cf"))
    return _WantedLine(tuple(sign for place in order if (sign := signs[place]) is not None), tuple(runs))


def _matches(wanted: Sequence[_Sign], clusters: Sequence[DrawnCluster]) -> bool:
    """Return whether clusters from left to right show the wanted signs.

    Several glyphs may show one cluster, such as a letter and its dots: each has the cluster's whole text.
    """
    reached, before = {0}, ""
    for cluster in clusters:
        shown = _visible(cluster.text)
        if not shown:
            continue
        following = {place + len(shown) for place in reached if _shows(wanted[place : place + len(shown)], shown)}
        if shown == before:
            following |= reached
        if not following:
            return False
        reached, before = following, shown
    return len(wanted) in reached


def _shows(wanted: Sequence[_Sign], shown: str) -> bool:
    if len(wanted) < len(shown):
        return False
    text = "".join(sign.text for sign in wanted)
    return text == (shown[::-1] if wanted[0].level % 2 else shown)


CHECK = Check(
    id="reading_order",
    rationale="Where scripts of two directions meet, names and numbers are easily torn, reversed or parted from their "
    "signs, and reviewers who cannot read the script do not see it.",
    inspect=inspect,
)
