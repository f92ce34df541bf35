"""Settled blocks as pictures with transparency, drawn by Typst and no larger than their ink needs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from math import ceil, floor

import numpy as np

from creative_cli.colour import Rgb, to_hex
from creative_cli.errors import TypesetError
from creative_cli.formats import Box
from creative_cli.locales import Direction
from creative_cli.records import Pixels, Role
from creative_cli.typeset.settle import PlacedBlock
from creative_cli.typeset.measure import ask, face_inputs

BLEED = 0.12
"""Room around the ink that was measured, em; at least `_LEAST_BLEED` px."""

TOLERANCE = 1.0
"""How far drawn ink may be from where it was settled, px: the width of an edge's grey."""

_LEAST_BLEED = 4.0


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """Pixels to lay on a canvas with their top left corner at (x, y), which may lie outside.

    `rgba` is uint8 (height, width, 4), alpha not multiplied in. `letters` is False for the button behind a text.
    `ink` is where the pixels are not transparent, px on the canvas.
    """

    role: Role
    x: int
    y: int
    rgba: Pixels
    ink: Box
    letters: bool


def draw(blocks: Sequence[PlacedBlock], inks: Mapping[Role, Rgb], plate: Rgb) -> tuple[Overlay, ...]:
    """Draw blocks in the order they are laid on the canvas, a button before its letters.

    *inks* are the colours of the letters, *plate* that of the button. Raises TypesetError, a bug of ours, when ink is
    not where `settle` said.
    """
    pages: list[dict[str, object]] = []
    drawn: list[tuple[PlacedBlock, Box, bool]] = []
    for block in blocks:
        if block.plate is not None:
            frame = _frame(block.plate, _LEAST_BLEED)
            radius = block.plate.height / 2 - (block.lines[-1].baseline - block.lines[0].baseline) / 2
            pages.append(_plate_page(block.plate, frame, radius, plate))
            drawn.append((block, frame, False))
        if block.ink.area:
            frame = _frame(block.ink, max(_LEAST_BLEED, BLEED * block.size))
            pages.append(_letters_page(block, frame, inks[block.role]))
            drawn.append((block, frame, True))
    if not pages:
        return ()
    pictures = ask("poster.typ", {"pages": pages}, "png")
    pictures = [pictures] if isinstance(pictures, bytes) else pictures
    if len(pictures) != len(drawn):
        raise TypesetError(f"Typst drew {len(pictures)} pages where {len(drawn)} were asked for.")
    return tuple(_overlay(*part, picture) for part, picture in zip(drawn, pictures, strict=True))


def _frame(ink: Box, bleed: float) -> Box:
    left, top = floor(ink.x - bleed), floor(ink.y - bleed)
    return Box(left, top, ceil(ink.right + bleed) - left, ceil(ink.bottom + bleed) - top)


def _plate_page(plate: Box, frame: Box, radius: float, fill: Rgb) -> dict[str, object]:
    return {
        "kind": "plate",
        "width": frame.width,
        "height": frame.height,
        "x": plate.x - frame.x,
        "y": plate.y - frame.y,
        "plate-width": plate.width,
        "plate-height": plate.height,
        "radius": radius,
        "fill": to_hex(fill),
    }


def _letters_page(block: PlacedBlock, frame: Box, fill: Rgb) -> dict[str, object]:
    rtl = block.typeface.direction is Direction.RTL
    starts = [line.x + line.width if rtl else line.x for line in block.lines]
    origin = max(starts) if rtl else min(starts)
    # Wider than any line, so that Typst never parts one by itself.
    measure = max(line.width for line in block.lines) + 4 * block.size + max(starts) - min(starts)
    pitch = block.lines[1].baseline - block.lines[0].baseline if len(block.lines) > 1 else 0.0
    return {
        **face_inputs(block.typeface),
        "kind": "letters",
        "width": frame.width,
        "height": frame.height,
        "x": (origin - measure if rtl else origin) - frame.x,
        "y": block.lines[0].baseline - frame.y,
        "size": block.size,
        "pitch": pitch,
        "measure": measure,
        "lines": [
            {"text": line.text, "indent": abs(origin - start)} for line, start in zip(block.lines, starts, strict=True)
        ],
        "fill": to_hex(fill),
    }


def decode(picture: bytes) -> Pixels:
    """Return a PNG of Typst's as uint8 (height, width, 4)."""
    from PIL import Image  # noqa: PLC0415  # commands that draw nothing need not load it

    with Image.open(BytesIO(picture)) as image:
        return np.asarray(image.convert("RGBA"))


def ink_box(rgba: Pixels, x: float = 0, y: float = 0) -> Box:
    """Return where a picture laid at (*x*, *y*) is not transparent; an empty box when it is everywhere."""
    alpha = rgba[..., 3]
    rows, columns = np.flatnonzero(alpha.any(axis=1)), np.flatnonzero(alpha.any(axis=0))
    if not rows.size:
        return Box(x, y, 0, 0)
    return Box(
        float(x + columns[0]),
        float(y + rows[0]),
        float(columns[-1] - columns[0] + 1),
        float(rows[-1] - rows[0] + 1),
    )


def _overlay(block: PlacedBlock, frame: Box, letters: bool, picture: bytes) -> Overlay:  # noqa: FBT001  # as drawn
    rgba = decode(picture)
    ink = ink_box(rgba, frame.x, frame.y)
    wanted = block.ink if letters or block.plate is None else block.plate
    off = max(
        abs(one - other)
        for one, other in (
            (ink.x, floor(wanted.x)),
            (ink.y, floor(wanted.y)),
            (ink.right, ceil(wanted.right)),
            (ink.bottom, ceil(wanted.bottom)),
        )
    )
    if off > TOLERANCE:
        raise TypesetError(
            f"Typst drew the {block.role} “{' / '.join(block.words)}” {off:.1f} px away from where it was settled: "
            f"{ink} instead of {wanted}.",
            "Please report this with the brief.",
        )
    return Overlay(block.role, int(frame.x), int(frame.y), rgba, ink, letters)
