"""How wide and how high text is, asked of Typst once per text and good for every size after that.

Widths grow in proportion to the size, so everything here is in em. A line's width is the sum of its tokens' widths
and of what happens where two tokens meet (`joint`: the space, kerning, the half em that full stops of Japanese give
up at a line's end): exact, without measuring every possible line.
"""

import json
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from creative_cli.errors import TypesetError
from creative_cli.locales import Direction, Locale
from creative_cli.typeset import outlines
from creative_cli.typeset.breaks import Prepared, Token, prepare
from creative_cli.typeset.fonts import folder
from creative_cli.typeset.outlines import NO_INK, Ink
from creative_cli.typeset.scripts import Typeface

if TYPE_CHECKING:
    import typst

_thread = threading.local()
_font_lock = threading.Lock()
_fonts: "list[typst.Fonts]" = []

COUNTRY_CODE = 2
"""Letters of the regions Typst knows; it refuses `419`."""

HEBREW = 0x0590
"""The first character of the scripts that read from the right; letters below read from the left."""

CACHED_TEXTS = 4096
"""Texts whose measures a process keeps; a run has markets × roles of them."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A token with its measures in em.

    `joint` is what the line grows by, beyond the widths of both, when the next token follows on the same line.
    `before` and `after` are the room between its ends and its ink in reading direction, negative where ink hangs out.
    `marked` are width, ink and room after it with the token's mark (a hyphen) drawn behind it.
    """

    token: Token
    width: float
    joint: float
    ink: Ink
    before: float
    after: float
    marked: "Marked"
    left_to_right: bool


@dataclass(frozen=True, slots=True)
class Marked:
    """The measures of a token with its mark, em; those of the token alone where it has none."""

    width: float
    ink: Ink
    after: float


@dataclass(frozen=True, slots=True)
class Text:
    """A prepared text with the measures of its pieces in one typeface.

    `ascent` and `descent` are how far the highest and the lowest ink of any piece reach from the baseline, em.
    """

    prepared: Prepared
    typeface: Typeface
    pieces: tuple[Piece, ...]

    ascent: float
    descent: float


def compiler(template: str) -> "typst.Compiler":
    """Return this thread's Typst compiler for one of our templates; it sees our fonts and templates, nothing else."""
    import typst  # noqa: PLC0415  # 20 MB that light commands need not load

    mine: dict[str, typst.Compiler] = _thread.__dict__.setdefault("compilers", {})
    if template not in mine:
        with _font_lock:
            if not _fonts:
                _fonts.append(
                    typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder()])
                )
        root = Path(str(files("creative_cli.typeset"))) / "templates"
        mine[template] = typst.Compiler(root / template, root=root, font_paths=_fonts[0], ignore_system_fonts=True)
    return mine[template]


def face_inputs(face: Typeface) -> dict[str, object]:
    """Return a typeface as our templates read it."""
    return {
        "families": face.families,
        "weight": face.weight,
        "tracking": face.tracking,
        "language": face.language,
        "region": face.region if len(face.region) == COUNTRY_CODE else None,
        "direction": face.direction.value,
    }


def ask(template: str, job: Mapping[str, object], form: Literal["png", "svg"]) -> list[bytes]:
    """Run a template of ours on *job* and return its pages; raise TypesetError with Typst's words when it refuses."""
    import typst  # noqa: PLC0415  # as above

    try:
        pages = compiler(template).compile(format=form, ppi=72, sys_inputs={"job": json.dumps(job)})
    except typst.TypstError as error:
        raise TypesetError(f"Typst refused {template}: {error.message}", error.diagnostic) from error
    return [pages] if isinstance(pages, bytes) else pages or []


def answer(template: str, label: str) -> object:
    """Return the metadata that the last run of a template left under *label*."""
    return json.loads(json.loads(compiler(template).query(f"<{label}>", field="value", one=True)))


@lru_cache(maxsize=CACHED_TEXTS)
def measured(text: str, locale: Locale, keep: tuple[str, ...], face: Typeface, *, hyphenate: bool = False) -> Text:
    """Measure every token of a text, and every place where two of them meet."""
    prepared = prepare(text, locale, keep, hyphenate=hyphenate)
    tokens = prepared.tokens
    if not tokens:
        return Text(prepared, face, (), 0.0, 0.0)
    singles = [token.text for token in tokens]
    marked = [token.text + token.mark for token in tokens]
    pairs = [one.text + one.gap + other.text for one, other in pairwise(tokens)]
    widths, inks = _measured((*singles, *marked, *pairs), (*singles, *marked), face)
    count = len(tokens)
    pieces = []
    for i, token in enumerate(tokens):
        joint = widths[2 * count + i] - widths[i] - widths[i + 1] if i + 1 < count else 0.0
        left_to_right = _reads_left_to_right(token.text)
        before, after = _room(widths[i], inks[i], face.direction, left_to_right)
        _, marked_after = _room(widths[count + i], inks[count + i], face.direction, left_to_right)
        marked_measures = Marked(widths[count + i], inks[count + i], marked_after)
        pieces.append(Piece(token, widths[i], joint, inks[i], before, after, marked_measures, left_to_right))
    ascent = max(piece.ink.top for piece in pieces)
    descent = max(-piece.ink.bottom for piece in pieces)
    return Text(prepared, face, tuple(pieces), ascent, descent)


def _room(width: float, ink: Ink, direction: Direction, left_to_right: bool) -> tuple[float, float]:  # noqa: FBT001  # a fact
    if ink == NO_INK:
        return 0.0, 0.0
    left, right = ink.left, width - ink.right
    if direction is Direction.LTR:
        return left, right
    # Among right-to-left words a Latin one may end up at either side of the line, so both ends get the smaller room.
    return (min(left, right), min(left, right)) if left_to_right else (right, left)


def _reads_left_to_right(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    return bool(letters) and all(ord(character) < HEBREW for character in letters)


def _measured(strings: tuple[str, ...], drawn: tuple[str, ...], face: Typeface) -> tuple[list[float], list[Ink]]:
    # The same strings return often (without a mark, `marked` is `singles`; in Japanese a character repeats).
    widths, inks = list(dict.fromkeys(strings)), list(dict.fromkeys(drawn))
    (page,) = ask("measure.typ", {**face_inputs(face), "widths": widths, "inks": inks}, "svg")
    answered = answer("measure.typ", "widths")
    if not isinstance(answered, list) or len(answered) != len(widths):
        raise TypesetError("Typst's answer to measure.typ is not one width per string.")
    width_of = dict(zip(widths, answered, strict=True))
    ink_of = dict(zip(inks, outlines.rows(page, len(inks)), strict=True))
    return [width_of[string] for string in strings], [ink_of.get(string, NO_INK) for string in drawn]
