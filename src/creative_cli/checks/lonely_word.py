"""Does a text leave a short word alone on a line?"""

from collections.abc import Iterator, Sequence
from unicodedata import east_asian_width

from creative_cli.checks.runner import Check, Outcome, pass_outcome
from creative_cli.formats import FormatContent
from creative_cli.models import Creative, Role, Status

# A line of one word is lonely below this share of the longest line: the last line, and any other.
SHORT_LAST_LINE, SHORT_LINE = 0.42, 0.26
# From so many lines on, of one word each, a headline is a stack: its last word is alone no more than the others.
STACKED_LINES = 3
# Of Chinese and Japanese, so few signs are alone on a line of small text. Before a pause a line may be short.
FEW_SIGNS = 2
PAUSES = "。、，！？：；．.,!?:;"
SMALL_TEXTS = (Role.BODY, Role.DISCLAIMER)


def inspect(creative: Creative) -> Iterator[Outcome]:
    """No line is a short word alone: of the headline, or within body and small print."""
    form = creative.canvas.format
    block = next((block for block in creative.layout if block.role is Role.HEADLINE), None)
    if form.shows is not FormatContent.AD or block is None:
        yield Outcome(Status.SKIP, "no_headline", f"{form.name} has no headline in the picture.")
        return
    small = list(_find_lonely_in_small(creative))
    yield from small
    lines = block.lines
    if alone := [lines[at] for at in _list_lonely_lines(lines) if not _fills_its_line(lines, at + 1)]:
        message = f"“{alone[0]}” stands alone on a line of the headline: say it in other words, or mark a phrase."
        yield Outcome(Status.WARN, "lonely_word", message, Role.HEADLINE)
    elif not small:
        yield pass_outcome(f"the headline has {len(lines)} {'line' if len(lines) == 1 else 'lines'}")


def _find_lonely_in_small(creative: Creative) -> Iterator[Outcome]:
    """Yield body or small print of which a line is a short word alone, with more text after it on the next.

    Its last line may be short, but of Chinese and Japanese no sign or two.
    """
    for block in creative.layout:
        lines = block.lines if block.role in SMALL_TEXTS else ()
        longest = max(map(_letters_wide, lines), default=0)
        for number, line in enumerate(lines if len(lines) > 1 else ()):
            wide = _letters_wide(line)
            signs = line.rstrip(PAUSES)
            few = not _is_one_word(signs) and len(signs) <= FEW_SIGNS
            last = number == len(lines) - 1
            alone = few if last else signs == line and " " not in line and (few or wide < SHORT_LINE * longest)
            if alone and not _fills_its_line(lines, number + 1):
                message = f"“{line}” stands alone on a line of the {block.role}: say it in other words."
                yield Outcome(Status.WARN, "lonely_word", message, block.role)


def find_lonely_lines(lines: Sequence[str]) -> list[str]:
    """Return the lines that are a short word alone, at the end or between longer lines."""
    return [lines[number] for number in _list_lonely_lines(lines)]


def _list_lonely_lines(lines: Sequence[str]) -> Iterator[int]:
    widths, last = [_letters_wide(line) for line in lines], len(lines) - 1
    longest = max(widths, default=0)
    stacked = len(lines) >= STACKED_LINES and not any(" " in line for line in lines)
    for number, line in enumerate(lines):
        share = SHORT_LAST_LINE if number == last and not stacked else SHORT_LINE
        if last and " " not in line and widths[number] < share * longest:
            yield number


def _fills_its_line(lines: Sequence[str], number: int) -> bool:
    """Return whether a line is one word, of a script that writes spaces, and the longest of all.

    A short word over it, such as an article in German, has no other place at this size; a smaller one was tried.
    """
    return number < len(lines) and _is_one_word(lines[number]) and len(lines[number]) == max(map(_letters_wide, lines))


def _is_one_word(line: str) -> bool:
    """Return whether a line is one word of a script that writes spaces."""
    return " " not in line and _letters_wide(line) == len(line)


def _letters_wide(line: str) -> int:
    """Return about how wide a line is, in letters: ideographs, kana and hangul count twice."""
    return sum(2 if east_asian_width(sign) in {"W", "F"} else 1 for sign in line)


CHECK = Check(
    id="lonely_word",
    rationale="A short word alone on a line looks like a mistake, and people stumble over it.",
    inspect=inspect,
)
