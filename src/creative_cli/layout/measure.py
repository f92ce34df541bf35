"""Measures text with Typst, once per text for all sizes.

Widths are proportional to the size, which is why everything is in em. The width of a line is the sum of its tokens'
widths and of the `joint` between each two (the space, kerning, the half em that a Japanese full stop loses at a line's
end). This is exact, without measuring every possible line.
"""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import Literal, NamedTuple

import typst

from creative_cli.errors import TypesetError
from creative_cli.layout import glyph_outlines
from creative_cli.layout.brand_fonts import merge_fonts
from creative_cli.layout.emphasis_runs import NO_EMPHASIS, EmphasisSpan
from creative_cli.layout.fonts import fonts_folder
from creative_cli.layout.glyph_outlines import NO_INK, InkExtent
from creative_cli.layout.linebreak import PreparedText, TextToken, prepare_text
from creative_cli.layout.scripts import Typeface
from creative_cli.locale.locales import Direction, Locale
from creative_cli.models import BrandFont
from creative_cli.thread_caches import cached_for_threads

_thread = threading.local()
_font_lock = threading.Lock()
_fonts: dict[tuple[BrandFont, ...], typst.Fonts] = {}

# The characters that a brand's Latin font draws in other scripts.
LATIN_COVERS = r"[\p{Latin}0-9]"
# Typst accepts country codes only and rejects regions such as `419`.
COUNTRY_CODE_LENGTH = 2
# Tokens measured as one line to find the joints between them.
RUN_TOKENS = 32
# Texts whose measures a process keeps; a run has markets × roles of them.
CACHED_TEXTS = 4096


@dataclass(frozen=True, slots=True)
class MeasuredToken:
    """A token with its measures in em.

    `joint` is the extra width if the next token follows on the same line. `before` and `after` are the side bearings in
    reading direction, negative where ink hangs out. `marked_width` and `marked_after` are width and side bearing with
    the token's mark (a hyphen), if it has one.
    """

    token: TextToken
    width: float
    joint: float
    ink: InkExtent
    before: float
    after: float
    marked_width: float
    marked_after: float


@dataclass(frozen=True, slots=True, eq=False)
class MeasuredText:
    """A prepared text with the measures of its pieces in one typeface.

    `ascent` and `descent` are those of the highest and the lowest ink, em. Equal only to itself, which makes it a cheap
    key: `measure_text` returns the same one for the same text.
    """

    prepared: PreparedText
    typeface: Typeface
    pieces: tuple[MeasuredToken, ...]
    ascent: float
    descent: float


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line with its advance width and its ink, em from its left end."""

    text: str
    width: float
    ink: InkExtent


def typst_compiler(template: str, brand: tuple[BrandFont, ...] = ()) -> typst.Compiler:
    """Return this thread's Typst compiler for a bundled template; it can read templates and fonts only."""
    mine: dict[tuple[str, tuple[BrandFont, ...]], typst.Compiler] = _thread.__dict__.setdefault("compilers", {})
    if (template, brand) not in mine:
        root = Path(str(files("creative_cli.layout"))) / "templates"
        mine[template, brand] = typst.Compiler(
            root / template, root=root, font_paths=typst_fonts(brand), ignore_system_fonts=True
        )
    return mine[template, brand]


def typst_fonts(brand: tuple[BrandFont, ...] = ()) -> typst.Fonts:
    """Return the bundled and the brand's fonts for Typst, once per process; raise PictureError for a bad font."""
    with _font_lock:
        if brand not in _fonts:
            _fonts[brand] = merge_fonts(brand, fonts_folder())
        return _fonts[brand]


@cache
def bundled_families() -> frozenset[str]:
    """Return the names of the bundled font families, in lower case."""
    return frozenset(family.lower() for family in typst_fonts().families())


def typeface_inputs(face: Typeface) -> dict[str, object]:
    """Return a typeface as the bundled templates read it."""
    return {
        "families": face.families
        if face.latin is None
        else ({"name": face.latin, "covers": LATIN_COVERS}, *face.families),
        "weight": face.weight,
        "tracking": face.tracking,
        "features": face.features,
        "language": face.language,
        "region": face.region if len(face.region) == COUNTRY_CODE_LENGTH else None,
        "direction": face.direction.value,
        "spaced": face.spaced,
    }


def run_template(
    template: str, job: Mapping[str, object], form: Literal["png", "svg", "pdf"], brand: tuple[BrandFont, ...] = ()
) -> list[bytes]:
    """Run a bundled template on *job* and return its pages, or one PDF; raise TypesetError with Typst's message."""
    try:
        pages = typst_compiler(template, brand).compile(format=form, ppi=72, sys_inputs={"job": json.dumps(job)})
    except typst.TypstError as error:
        raise TypesetError(f"Typst rejected {template}: {error.message}", error.diagnostic) from error
    return [pages] if isinstance(pages, bytes) else pages or []


def query_template(template: str, label: str, brand: tuple[BrandFont, ...] = ()) -> object:
    """Return the metadata with *label* from the last run of a template."""
    return json.loads(json.loads(typst_compiler(template, brand).query(f"<{label}>", field="value", one=True)))


@cached_for_threads(maxsize=CACHED_TEXTS)
def measure_text(
    text: str,
    locale: Locale,
    keep: tuple[str, ...],
    face: Typeface,
    *,
    hyphenate: bool = False,
    emphasis: EmphasisSpan = NO_EMPHASIS,
) -> MeasuredText:
    """Measure every token of a text, and every joint between two of them."""
    prepared = prepare_text(text, locale, keep, hyphenate=hyphenate, emphasis=emphasis)
    tokens = prepared.tokens
    if not tokens:
        return MeasuredText(prepared, face, (), 0.0, 0.0)
    singles = [token.text for token in tokens]
    marked = [token.text + token.mark for token in tokens]
    runs = _joint_runs(tokens)
    width_of, ink_of = _measure_strings(
        (*singles, *marked, *(string for run in runs for string in run)), (*singles, *marked), face
    )
    pieces = []
    for token, string, run in zip(tokens, marked, runs, strict=True):
        ink, marked_ink = ink_of[token.text], ink_of[string]
        joint = width_of[run.longer] - width_of[run.shorter] - width_of[run.added] if run is not NO_JOINT else 0.0
        before, after = _side_bearings(width_of[token.text], ink, face.direction)
        _, marked_after = _side_bearings(width_of[string], marked_ink, face.direction)
        width = width_of[token.text]
        pieces.append(MeasuredToken(token, width, joint, ink, before, after, width_of[string], marked_after))
    return MeasuredText(
        prepared,
        face,
        tuple(pieces),
        ascent=max(piece.ink.top for piece in pieces),
        descent=max(-piece.ink.bottom for piece in pieces),
    )


class _JointRun(NamedTuple):
    """The text including the next token, up to this one, and the next token alone: their widths differ by a joint."""

    longer: str
    shorter: str
    added: str


NO_JOINT = _JointRun("", "", "")


def _joint_runs(tokens: tuple[TextToken, ...]) -> list[_JointRun]:
    """Return what to measure for the joint after each token."""
    # The script before digits and punctuation changes their shape. Measure them with as much of the line as is
    # affordable: the text from the last multiple of `RUN_TOKENS` on.
    runs, so_far = [], ""
    for index, (token, following) in enumerate(pairwise(tokens)):
        so_far = token.text if index % RUN_TOKENS == 0 else so_far
        if token.forced:
            runs.append(NO_JOINT)
            so_far = following.text
            continue
        longer = so_far + token.gap + following.text
        runs.append(_JointRun(longer, so_far, following.text))
        so_far = longer
    return [*runs, NO_JOINT]


def _side_bearings(width: float, ink: InkExtent, direction: Direction) -> tuple[float, float]:
    if ink == NO_INK:
        return 0.0, 0.0
    left, right = ink.left, width - ink.right
    return (left, right) if direction is Direction.LTR else (right, left)


@cached_for_threads(maxsize=CACHED_TEXTS)
def set_lines(lines: tuple[str, ...], face: Typeface) -> tuple[SetLine, ...]:
    """Set the lines of one paragraph the way they are drawn, and return their widths and ink."""
    width_of, ink_of = _measure_strings(lines, (), face, lines)
    return tuple(SetLine(text, width_of[text], ink_of[f"{number}"]) for number, text in enumerate(lines))


def _measure_strings(
    strings: tuple[str, ...], drawn: tuple[str, ...], face: Typeface, paragraph: tuple[str, ...] = ()
) -> tuple[dict[str, float], dict[str, InkExtent]]:
    """Return the width of each string, and the ink of each drawn string and (by number) paragraph line."""
    # Strings repeat often: a token without a mark equals its marked form, and Japanese characters recur.
    strings, drawn = tuple(dict.fromkeys(strings)), tuple(dict.fromkeys(drawn))
    longest = 2.0 * max(len(string) for string in strings) + 10.0
    rows = [[string] for string in drawn] + ([list(paragraph)] if paragraph else [])
    job = {
        **typeface_inputs(face),
        "widths": strings,
        "rows": rows,
        "measure": longest,
        "pitch": glyph_outlines.ROW_PITCH_EM,
    }
    (page,) = run_template("measure.typ", job, "svg", face.brand)
    widths = query_template("measure.typ", "widths", face.brand)
    if not isinstance(widths, list) or len(widths) != len(strings):
        raise TypesetError("Typst did not return one width per string for measure.typ.")
    width_of = dict(zip(strings, widths, strict=True))
    names = (*drawn, *(f"{number}" for number in range(len(paragraph))))
    inks = glyph_outlines.read_row_inks(page, len(names))
    if face.direction is Direction.RTL:
        # Rows end at the page's right edge: their left end is their width away from it.
        inks = [
            ink.moved(width_of[string] - longest) if ink != NO_INK else ink
            for ink, string in zip(inks, (*drawn, *paragraph), strict=True)
        ]
    return width_of, dict(zip(names, inks, strict=True))
