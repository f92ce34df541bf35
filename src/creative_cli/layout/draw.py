"""Draws placed blocks with Typst as transparent pictures, no larger than their ink."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from math import ceil, floor

import numpy as np
from PIL import Image

from creative_cli.color.color_math import Rgb
from creative_cli.errors import TypesetError
from creative_cli.formats import Box
from creative_cli.imaging.blending import color_mask
from creative_cli.imaging.morphology import grow_levels
from creative_cli.layout.emphasis_runs import NO_EMPHASIS, color_runs
from creative_cli.layout.measure import run_template, typeface_inputs
from creative_cli.layout.place import PlacedBlock, PlacedLine
from creative_cli.layout.reading_facts import LinePlace, LogicalText, ReadingPage, read_drawn_order
from creative_cli.layout.style_pack import ButtonStyle
from creative_cli.locale.locales import Direction
from creative_cli.models import BrandFont, Pixels, Role
from creative_cli.shown import DrawnText
from creative_cli.thread_caches import cached_for_threads

# Room around the measured ink, em; at least `_MIN_BLEED_PX`.
INK_BLEED = 0.12
_MIN_BLEED_PX = 4.0
# How far drawn ink may be from its measured place: the width of an antialiased edge.
INK_TOLERANCE_PX = 1.0
# Radius of the corners of buttons that are no pills, em.
PART_INKS = ((None, "#000000"), ("#000000", None))
"""The colors of the other and of the emphasized words on the pages that show one of both parts."""
BUTTON_RADII = {ButtonStyle.BLOCK: 0.0, ButtonStyle.FILLED: 0.4, ButtonStyle.ARROW: 0.22}
ARROW_WEIGHT_EM = 0.1
# How far, px, letters that are drawn in two parts may be from where they are drawn as one.
PART_REACH_PX = 1
# Ads whose drawn text a process keeps, 0.35 MB each at 1080 px.
CACHED_LAYOUTS = 96


@dataclass(frozen=True, slots=True, eq=False)
class Overlay:
    """Pixels to paste on a canvas with their top left corner at (x, y), which may be outside.

    `rgba` is uint8 (height, width, 4) with straight alpha. `letters` is False for the button behind a text or the rule
    under it. `ink` is where the pixels are not transparent, px on the canvas.

    `emphasis` has a box (px on the canvas) for the ink of the emphasized words on each line that has some; `share` is
    uint8 (height, width): how much of each pixel's ink is theirs, 0 to 255. None and empty without emphasis. `reading`
    are the drawn texts with right-to-left letters.
    """

    role: Role
    x: int
    y: int
    rgba: Pixels
    ink: Box
    letters: bool
    emphasis: tuple[Box, ...] = ()
    share: Pixels | None = None
    reading: tuple[DrawnText, ...] = ()


@dataclass(frozen=True, slots=True)
class _Page:
    """A page with a block's letters, button, rule or arrow: the part of the canvas it covers, and Typst's job.

    `ink` is where its ink must be. `parts` are the jobs for its emphasized words alone and for the others alone.
    """

    block: PlacedBlock
    letters: bool
    frame: Box
    job: Mapping[str, object]
    ink: Box
    filled: bool = False
    parts: tuple[Mapping[str, object], ...] = ()


def draw_blocks(blocks: Sequence[PlacedBlock], inks: Mapping[Role, Rgb], plate: Rgb) -> tuple[Overlay, ...]:
    """Draw blocks in paint order, a button before its letters.

    *inks* are the colors of the letters, *plate* that of the button. Emphasized words have the color of the others:
    `emphasize_overlay` gives them theirs. Raises TypesetError, which is a bug, if ink is not where `place_blocks` put
    it.
    """
    pages = [page for block in blocks for page in _pages(block)]
    if not pages:
        return ()
    brand = blocks[0].typeface.brand
    masks = _draw_masks(json.dumps([page.job for page in pages]), brand)
    read = read_drawn_order("poster.typ", [_reading_page(page) for page in pages], brand)
    overlays = []
    for page, mask, reading in zip(pages, masks, read, strict=True):
        overlay = _color_overlay(page, mask, plate if page.filled else inks[page.block.role])
        if page.parts:
            overlay = _find_emphasis(overlay, page, _draw_masks(json.dumps(page.parts), brand))
        overlays.append(replace(overlay, reading=reading))
    return tuple(overlays)


def _reading_page(page: _Page) -> ReadingPage:
    block, source = page.block, page.block.source
    if not page.letters:
        return ReadingPage(page.job)
    text = LogicalText(
        str(block.role),
        "\n".join(block.words) if source is None else source.text,
        block.typeface.direction,
        tuple(LinePlace(line.text, line.x, line.width, line.baseline) for line in block.lines),
        () if source is None else source.keep,
    )
    return ReadingPage(page.job, (text,), page.frame)


def emphasize_overlay(overlay: Overlay, ink: Rgb) -> Overlay:
    """Return *overlay* with its emphasized words in *ink*; which pixels it covers, and how much, stays the same."""
    if overlay.share is None:
        return overlay
    rgba = overlay.rgba.copy()
    share = overlay.share[..., None].astype(np.float32) / 255
    rgba[..., :3] = np.rint(share * np.array(ink, np.float32) + (1 - share) * overlay.rgba[..., :3])
    return replace(overlay, rgba=rgba)


def _find_emphasis(overlay: Overlay, page: _Page, parts: tuple[Pixels, ...]) -> Overlay:
    """Return *overlay* with the share and the boxes of its emphasized words, from the masks of both parts."""
    emphasized, others = parts
    share = _part_share(emphasized, others)
    boxes = []
    for line in page.block.lines:
        if line.emphasis != NO_EMPHASIS:
            top, bottom = floor(line.ink.y - page.frame.y), ceil(line.ink.bottom - page.frame.y)
            box = ink_box(emphasized[top:bottom], page.frame.x, page.frame.y + top)
            boxes += [box] if box.area else []
    return replace(overlay, emphasis=tuple(boxes), share=share)


def _part_share(emphasized: Pixels, others: Pixels) -> Pixels:
    """Return the part of each pixel's ink that is emphasized, 0 to 255.

    Letters drawn in parts may lie a fraction of a px beside those drawn as one: where neither part has ink, the
    nearest decides.
    """
    bare = (emphasized == 0) & (others == 0)

    own, other = (
        np.where(bare, grow_levels(mask, PART_REACH_PX), mask).astype(np.float32) for mask in (emphasized, others)
    )
    share: Pixels = np.rint(255 * own / np.maximum(own + other, 1)).astype(np.uint8)
    return share


def _pages(block: PlacedBlock) -> list[_Page]:
    pages = []
    if block.plate is not None:
        frame = _page_frame(block.plate, _MIN_BLEED_PX)
        job = _plate_job(block.plate, frame, plate_radius(block))
        pages.append(_Page(block, letters=False, frame=frame, job=job, ink=block.plate, filled=True))
    if block.rule is not None:
        frame = _page_frame(block.rule, _MIN_BLEED_PX)
        pages.append(_Page(block, letters=False, frame=frame, job=_plate_job(block.rule, frame, 0.0), ink=block.rule))
    if block.arrow is not None:
        frame = _page_frame(block.arrow, _MIN_BLEED_PX)
        pages.append(_Page(block, letters=False, frame=frame, job=_arrow_job(block, frame), ink=block.arrow))
    if block.ink.area:
        frame = _page_frame(block.ink, max(_MIN_BLEED_PX, INK_BLEED * block.size))
        parts = tuple(runs_job(block, frame, *inks) for inks in PART_INKS) if block.emphasized else ()
        job = letters_job(block, frame)
        pages.append(_Page(block, letters=True, frame=frame, job=job, ink=block.ink, parts=parts))
    return pages


@cached_for_threads(maxsize=CACHED_LAYOUTS)
def _draw_masks(pages: str, brand: tuple[BrandFont, ...]) -> tuple[Pixels, ...]:
    """Draw pages and return their coverage, uint8 (height, width); products with one layout share it."""
    pictures = run_template("poster.typ", {"pages": json.loads(pages)}, "png", brand)
    masks = tuple(_decode_alpha(picture) for picture in pictures)
    for mask in masks:
        mask.setflags(write=False)
    return masks


def _page_frame(ink: Box, bleed: float) -> Box:
    left, top = floor(ink.x - bleed), floor(ink.y - bleed)
    return Box(left, top, ceil(ink.right + bleed) - left, ceil(ink.bottom + bleed) - top)


def _plate_job(plate: Box, frame: Box, radius: float) -> dict[str, object]:
    return {
        "kind": "plate",
        "width": frame.width,
        "height": frame.height,
        "x": plate.x - frame.x,
        "y": plate.y - frame.y,
        "plate-width": plate.width,
        "plate-height": plate.height,
        "radius": radius,
    }


def _arrow_job(block: PlacedBlock, frame: Box) -> dict[str, object]:
    box = block.arrow or block.ink
    return {
        "kind": "arrow",
        "width": frame.width,
        "height": frame.height,
        "x": box.x - frame.x,
        "y": box.y - frame.y,
        "arrow-width": box.width,
        "arrow-height": box.height,
        "weight": ARROW_WEIGHT_EM * block.size,
        "left": block.typeface.direction is Direction.RTL,
    }


def plate_radius(block: PlacedBlock) -> float:
    """Return the radius of a button's corners, px: a pill's is half its height with one line, the same with more."""
    if block.button in BUTTON_RADII:
        return BUTTON_RADII[block.button] * block.size
    height = 0.0 if block.plate is None else block.plate.height
    return height / 2 - (block.lines[-1].baseline - block.lines[0].baseline) / 2


def letters_job(block: PlacedBlock, frame: Box) -> dict[str, object]:
    """Return a block's letters as `poster.typ` draws them on a page that covers *frame* of the canvas, px."""
    rtl = block.typeface.direction is Direction.RTL
    starts = [line.x + line.width if rtl else line.x for line in block.lines]
    origin = max(starts) if rtl else min(starts)
    # Wider than any line: Typst must not break one.
    measure = max(line.width for line in block.lines) + 4 * block.size + max(starts) - min(starts)
    return {
        **typeface_inputs(block.typeface),
        "kind": "letters",
        "width": frame.width,
        "height": frame.height,
        "x": (origin - measure if rtl else origin) - frame.x,
        "y": block.lines[0].baseline - frame.y,
        "size": block.size,
        "pitch": block.lines[1].baseline - block.lines[0].baseline if len(block.lines) > 1 else 0.0,
        "measure": measure,
        "lines": [
            {"text": line.text, "indent": indent}
            for line, indent in zip(block.lines, _line_indents(block), strict=True)
        ],
    }


def runs_job(block: PlacedBlock, frame: Box, ink: str | None, emphasis: str | None) -> dict[str, object]:
    """Return a block's letters as by `letters_job`, with emphasized words in a color of their own.

    *ink* and *emphasis* are hexadecimal colors; None leaves letters out, but not their room.
    """
    lines: list[dict[str, object]] = []
    for line, indent in zip(block.lines, _line_indents(block), strict=True):
        runs = color_runs(line.text, line.emphasis, unspaced=block.typeface.spaced)
        inks = [{"text": run.text, "ink": emphasis if run.emphasized else ink} for run in runs]
        lines.append({"runs": inks, "indent": indent})
    return {**letters_job(block, frame), "lines": lines}


def _line_indents(block: PlacedBlock) -> list[float]:
    """Return how far each line begins after the one that begins first, px."""
    rtl = block.typeface.direction is Direction.RTL
    starts = [line.x + line.width if rtl else line.x for line in block.lines]
    origin = max(starts) if rtl else min(starts)
    return [abs(origin - start) for start in starts]


def decode_png(picture: bytes) -> Pixels:
    """Return a PNG as uint8 (height, width, 4)."""
    with Image.open(BytesIO(picture), formats=("PNG",)) as image:
        return np.asarray(image.convert("RGBA"))


def _decode_alpha(picture: bytes) -> Pixels:
    with Image.open(BytesIO(picture), formats=("PNG",)) as image:
        return np.asarray(image.getchannel("A"))


def ink_box(alpha: Pixels, x: float = 0, y: float = 0) -> Box:
    """Return where a picture at (*x*, *y*) is not transparent, from its alpha (height, width); no area if empty."""
    rows, columns = np.flatnonzero(alpha.any(axis=1)), np.flatnonzero(alpha.any(axis=0))
    if not rows.size:
        return Box(x, y, 0, 0)
    width, height = columns[-1] - columns[0] + 1, rows[-1] - rows[0] + 1
    return Box(float(x + columns[0]), float(y + rows[0]), float(width), float(height))


def _color_overlay(page: _Page, mask: Pixels, color: Rgb) -> Overlay:
    block, frame = page.block, page.frame
    ink = ink_box(mask, frame.x, frame.y)
    _require_ink_at(ink, page.ink, block)
    for line in _separate_lines(block.lines) if page.letters else ():
        top, bottom = floor(line.ink.y - frame.y), ceil(line.ink.bottom - frame.y)
        _require_ink_at(ink_box(mask[top:bottom], frame.x, frame.y + top), line.ink, block)
    return Overlay(block.role, int(frame.x), int(frame.y), color_mask(mask, color), ink, page.letters)


def _separate_lines(lines: tuple[PlacedLine, ...]) -> list[PlacedLine]:
    """Return the lines that share no row of pixels with a neighbor, as very small ones may."""
    rows = [(floor(line.ink.y), ceil(line.ink.bottom)) for line in lines]
    return [
        line
        for number, line in enumerate(lines)
        if line.ink.area
        and all(
            rows[other][1] <= rows[number][0] or rows[number][1] <= rows[other][0]
            for other in (number - 1, number + 1)
            if 0 <= other < len(rows)
        )
    ]


def _require_ink_at(drawn: Box, wanted: Box, block: PlacedBlock) -> None:
    off = max(
        abs(drawn.x - floor(wanted.x)),
        abs(drawn.y - floor(wanted.y)),
        abs(drawn.right - ceil(wanted.right)),
        abs(drawn.bottom - ceil(wanted.bottom)),
    )
    if off > INK_TOLERANCE_PX:
        raise TypesetError(
            f"Typst drew the {block.role} “{' / '.join(block.words)}” {off:.1f} px off: {drawn} instead of {wanted}.",
            "This is a bug: please report it with the brief.",
        )
