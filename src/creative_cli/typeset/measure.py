"""How wide and how high text is, asked of Typst once per text and good for every size after that.

Widths grow in proportion to the size, so everything here is in em. A line's width is the sum of its tokens' widths
and of what happens where two tokens meet (`joint`: the space, kerning, the half em that full stops of Japanese give
up at a line's end): exact, without measuring every possible line.
"""

import json
import threading
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from creative_cli.errors import TypesetError
from creative_cli.typeset import outlines
from creative_cli.locales import Locale
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

CACHED_TEXTS = 4096
"""Texts whose measures a process keeps; a run has markets × roles of them."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A token with its measures in em.

    `joint` is what the line grows by, beyond the widths of both, when the next token follows on the same line.
    `marked` and `marked_ink` are width and ink with the token's mark (a hyphen) drawn behind it.
    """

    token: Token
    width: float
    joint: float
    ink: Ink
    marked: float
    marked_ink: Ink


@dataclass(frozen=True, slots=True)
class Text:
    """A prepared text with the measures of its pieces in one typeface."""

    prepared: Prepared
    typeface: Typeface
    pieces: tuple[Piece, ...]

    @property
    def ascent(self) -> float:
        """How far the highest ink of any piece reaches above its baseline, em."""
        return max((piece.ink.top for piece in self.pieces), default=0.0)

    @property
    def descent(self) -> float:
        """How far the lowest ink of any piece reaches below its baseline, em."""
        return max((-piece.ink.bottom for piece in self.pieces), default=0.0)


def compiler(template: str) -> "typst.Compiler":
    """Return this thread's Typst compiler for one of our templates; it sees our fonts and our templates, nothing else."""
    import typst  # noqa: PLC0415  # 20 MB that light commands need not load

    mine: dict[str, typst.Compiler] = _thread.__dict__.setdefault("compilers", {})
    if template not in mine:
        with _font_lock:
            if not _fonts:
                _fonts.append(typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[folder()]))
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


def ask(template: str, job: dict[str, object], form: str) -> bytes | list[bytes]:
    """Run a template of ours on *job* and return its pages; raise TypesetError with Typst's words when it refuses."""
    import typst  # noqa: PLC0415  # as above

    try:
        pages = compiler(template).compile(format=form, ppi=72, sys_inputs={"job": json.dumps(job)})  # type: ignore[call-overload]
    except typst.TypstError as error:
        raise TypesetError(f"Typst refused {template}: {error.message}", error.diagnostic) from error
    return pages


def answer(template: str, label: str) -> object:
    """Return the metadata that the last run of a template left under *label*."""
    return json.loads(json.loads(compiler(template).query(f"<{label}>", field="value", one=True)))


@lru_cache(maxsize=CACHED_TEXTS)
def measured(text: str, locale: Locale, keep: tuple[str, ...], face: Typeface, *, hyphenate: bool = False) -> Text:
    """Measure every token of a text, and every place where two of them meet."""
    prepared = prepare(text, locale, keep, hyphenate=hyphenate)
    tokens = prepared.tokens
    if not tokens:
        return Text(prepared, face, ())
    singles = [token.text for token in tokens]
    marked = [token.text + token.mark for token in tokens]
    pairs = [one.text + one.gap + other.text for one, other in zip(tokens, tokens[1:], strict=False)]
    widths, inks = _measured((*singles, *marked, *pairs), (*singles, *marked), face)
    count = len(tokens)
    joints = [widths[2 * count + i] - widths[i] - widths[i + 1] for i in range(count - 1)]
    pieces = (
        Piece(token, widths[i], joint, inks[i], widths[count + i], inks[count + i])
        for i, (token, joint) in enumerate(zip(tokens, [*joints, 0.0], strict=True))
    )
    return Text(prepared, face, tuple(pieces))


def _measured(strings: tuple[str, ...], drawn: tuple[str, ...], face: Typeface) -> tuple[list[float], list[Ink]]:
    # The same strings return often (without a mark, `marked` is `singles`; in Japanese a character repeats).
    widths, inks = list(dict.fromkeys(strings)), list(dict.fromkeys(drawn))
    page = ask("measure.typ", {**face_inputs(face), "widths": widths, "inks": inks}, "svg")
    answered = answer("measure.typ", "widths")
    if not isinstance(answered, list) or not isinstance(page, bytes) or len(answered) != len(widths):
        raise TypesetError("Typst's answer to measure.typ is not one width per string.")
    width_of = dict(zip(widths, answered, strict=True))
    ink_of = dict(zip(inks, outlines.rows(page, len(inks)), strict=True))
    return [width_of[string] for string in strings], [ink_of.get(string, NO_INK) for string in drawn]
