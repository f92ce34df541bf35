"""The arrangements of each skeleton in large formats: squares, portraits, stories and wide ones.

The shares come from sheets that were drawn and judged by eye: `docs/decisions/0009-composition.md`.
"""

from collections.abc import Iterator
from dataclasses import replace

from creative_cli.formats import Box, FormatClass
from creative_cli.layout.skeleton_canvas import (
    FOOT_STACK,
    FULL_STACK,
    GUTTER,
    LOGO_WIDTH,
    UPPER_STACK,
    SkeletonCanvas,
    SkeletonDraft,
    headline_over_row,
    place_below_logo,
    stack_roles,
    stand_cutout,
)
from creative_cli.layout.style_pack import FrameShape
from creative_cli.layout.template import Frame
from creative_cli.models import Role

# Shares of the height or width that a frame takes, the wanted one first; type that needs more room gets the next.
FRAME_STEPS = {
    ("framed", FormatClass.PORTRAIT): (0.46, 0.43, 0.40, 0.38),
    ("framed", FormatClass.STORY): (0.48, 0.44, 0.41, 0.38, 0.35),
    ("split", FormatClass.PORTRAIT): (0.50, 0.47, 0.44, 0.40, 0.36),
    ("split", FormatClass.STORY): (0.52, 0.49, 0.46, 0.42, 0.38),
}
# What a photo gives up for a price over which the copy of a market would not fit: a smaller one sells more than a pile.
LAST_FRAME_STEPS = (0.33, 0.29)
# Heights of a frame in a corner, of the canvas, the wanted one first; its width, of its height.
CORNER_FRAMES = {FormatClass.SQUARE: (0.50, 0.46), FormatClass.PORTRAIT: (0.50, 0.46, 0.42)}
CORNER_ASPECT = 0.94
# Widths of a picture beside the type of a story, of the canvas, the wanted one first.
STORY_COLUMNS = (0.46, 0.40)
# Widths and heights of a picture in the lower corner of a story, of the canvas, the wanted one first.
STORY_CORNERS = ((0.46, 0.46), (0.43, 0.43), (0.40, 0.39))
# Of a frame that the headline crosses: its start, of the width, its height and that of the foot, of the height.
CROSSING_FRAMES = {
    FormatClass.SQUARE: (0.30, 0.58, 0.15),
    FormatClass.PORTRAIT: (0.22, 0.59, 0.14),
    FormatClass.STORY: (0.16, 0.48, 0.12),
}


def _frame_steps(canvas: SkeletonCanvas, layout: str) -> tuple[float, ...]:
    """Return the shares of a tall canvas' height that its frame may take, the wanted one first."""
    return FRAME_STEPS[layout, canvas.kind] + (LAST_FRAME_STEPS if canvas.offer else ())


def _framed_drafts(canvas: SkeletonCanvas) -> Iterator[SkeletonDraft]:
    content, margin, kind = canvas.content, canvas.margin, canvas.kind
    gutter = GUTTER * margin
    if kind in {FormatClass.WIDE, FormatClass.SQUARE}:
        yield from _framed_columns(canvas, (0.47, 0.43) if kind is FormatClass.WIDE else (0.46, 0.42))
    if kind is FormatClass.SQUARE:
        yield from _framed_rows(canvas)
        yield from _framed_corners(canvas)
    if kind in {FormatClass.PORTRAIT, FormatClass.STORY}:
        if kind is FormatClass.PORTRAIT:
            yield from _framed_columns(canvas, (0.46, 0.40))
        for share in _frame_steps(canvas, "framed"):
            high = share * canvas.height
            shape = canvas.shape(FrameShape.ARCH, FrameShape.ROUNDED)
            if kind is FormatClass.PORTRAIT:
                logo = Box(content.x, content.y, LOGO_WIDTH * content.width, canvas.logo_height)
                top = logo.bottom + 0.6 * canvas.logo_height
                frame = canvas.frame(Box(content.x, top, content.width, high), shape)
                room = Box(content.x, frame.box.bottom + gutter, content.width, 0)
                room = Box(room.x, room.y, room.width, content.bottom - room.y)
                zones, spare = (stack_roles(room),), share in LAST_FRAME_STEPS
                yield SkeletonDraft(f"row {share:.2f}", frame, logo, zones, "bottom", spare=spare)
            else:
                frame = canvas.frame(Box(content.x, canvas.height - margin - high, content.width, high), shape)
                yield _story_over_photo(canvas, frame, share)
        if kind is FormatClass.PORTRAIT:
            yield from _framed_corners(canvas)
        elif canvas.offer:
            yield from _story_corners(canvas)
        else:
            # For a tall packshot, which is small over the type.
            yield from (replace(draft, spare=True) for draft in _framed_columns(canvas, STORY_COLUMNS))


def _framed_corners(canvas: SkeletonCanvas) -> Iterator[SkeletonDraft]:
    """Yield the arrangements with a photo about as high as wide at the end, beside the logo and over the type.

    For a subject that fills its photo: a frame over the whole width would cut its top or its foot, a column its sides.
    """
    content = canvas.content
    for share in CORNER_FRAMES[canvas.kind]:
        high = share * canvas.height
        wide = CORNER_ASPECT * high
        box = Box(content.right - wide, content.y, wide, high)
        frame = canvas.frame(box, FrameShape.ROUNDED if canvas.pack.radius else FrameShape.RECT)
        logo = Box(content.x, content.y, box.x - GUTTER * canvas.margin - content.x, canvas.logo_height)
        top = box.bottom + GUTTER * canvas.margin
        room = Box(content.x, top, content.width, content.bottom - top)
        square = canvas.kind is FormatClass.SQUARE
        zones = headline_over_row(canvas, room) if square else (stack_roles(room),)
        yield SkeletonDraft(f"corner {share:.2f}", frame, logo, zones, "bottom", spare=True)


def _framed_columns(canvas: SkeletonCanvas, shares: tuple[float, ...]) -> Iterator[SkeletonDraft]:
    """Yield the arrangements with the photo beside the type."""
    content = canvas.content
    for share in shares:
        wide = share * canvas.width
        shape = canvas.shape(FrameShape.ARCH, FrameShape.ROUNDED)
        frame = canvas.frame(Box(content.right - wide, content.y, wide, content.height), shape)
        column = Box(content.x, content.y, content.width - wide - GUTTER * canvas.margin, content.height)
        logo, room = place_below_logo(canvas, column)
        yield SkeletonDraft("column", frame, logo, (stack_roles(room),), "start", column=True)


def _story_over_photo(canvas: SkeletonCanvas, frame: Frame, share: float) -> SkeletonDraft:
    """Return a story with its type over the photo, which goes on under what the platform lays over the foot."""
    content = canvas.content
    column = Box(content.x, content.y, content.width, frame.box.y - 0.8 * canvas.margin - content.y)
    logo, room = place_below_logo(canvas, column)
    zones, spare = (stack_roles(room),), share in LAST_FRAME_STEPS
    return SkeletonDraft(f"row {share:.2f}", frame, logo, zones, "top", spare=spare)


def _framed_rows(canvas: SkeletonCanvas) -> Iterator[SkeletonDraft]:
    """Yield the arrangements of a square for words too long for a column: the photo over the type."""
    content, margin = canvas.content, canvas.margin
    for share in (0.43, 0.39):
        logo = Box(content.x, content.y, LOGO_WIDTH * content.width, 0.85 * canvas.logo_height)
        frame_box = Box(content.x, logo.bottom + 0.5 * margin, content.width, share * canvas.height)
        frame = canvas.frame(frame_box, FrameShape.ROUNDED if canvas.pack.radius else FrameShape.RECT)
        room = Box(content.x, frame_box.bottom + 0.6 * margin, content.width, 0)
        room = Box(room.x, room.y, room.width, content.bottom - room.y)
        yield SkeletonDraft(f"row {share:.2f}", frame, logo, headline_over_row(canvas, room), "bottom")


def _breakout_drafts(canvas: SkeletonCanvas) -> Iterator[SkeletonDraft]:
    content, margin, kind, height = canvas.content, canvas.margin, canvas.kind, canvas.height
    right = canvas.width - 0.45 * margin
    if kind in {FormatClass.WIDE, FormatClass.SQUARE}:
        for share in (0.50, 0.45):
            left = (1 - share) * canvas.width
            frame, cutout = stand_cutout(canvas, Box(left, 0.05 * height, right - left, 0.90 * height))
            column = Box(content.x, content.y, left - 0.4 * margin - content.x, content.height)
            logo, room = place_below_logo(canvas, column)
            yield SkeletonDraft("column", frame, logo, (stack_roles(room),), "start", column=True, cutout=cutout)
    if kind in {FormatClass.SQUARE, FormatClass.PORTRAIT}:
        for share in (0.36, 0.42, 0.48):
            logo, room = place_below_logo(canvas, content)
            top = content.y + share * content.height
            left = 0.44 * canvas.width
            foot = height - 0.7 * margin
            frame, cutout = stand_cutout(canvas, Box(left, top, right - left, foot - top))
            upper = Box(room.x, room.y, room.width, top - room.y - 0.2 * margin)
            lower = Box(content.x, top, left - 0.3 * margin - content.x, content.bottom - top)
            zones = (
                stack_roles(upper, UPPER_STACK if canvas.offer else UPPER_STACK[:2], "top"),
                stack_roles(lower, FOOT_STACK if canvas.offer else FULL_STACK[2:], "bottom"),
            )
            yield SkeletonDraft(f"over {share:.2f}", frame, logo, zones, "start", cutout=cutout)
    if kind is FormatClass.STORY:
        for share in (0.46, 0.42, 0.38):
            foot = min(height - margin, content.bottom + 0.5 * (height - content.bottom))
            top = foot - share * height
            frame, cutout = stand_cutout(canvas, Box(0.5 * margin, top, canvas.width - margin, foot - top))
            logo, room = place_below_logo(canvas, content)
            column = Box(room.x, room.y, room.width, top - 0.6 * margin - room.y)
            yield SkeletonDraft(f"row {share:.2f}", frame, logo, (stack_roles(column),), "top", cutout=cutout)


def _story_corners(canvas: SkeletonCanvas) -> Iterator[SkeletonDraft]:
    """Yield the stories whose headline has the whole width, over a price and button beside the picture at the end.

    For long copy, and for a subject higher than wide: under price and button it would be cut, or small.
    """
    content, margin = canvas.content, canvas.margin
    logo, room = place_below_logo(canvas, content)
    for wide, high in STORY_CORNERS:
        right, foot = canvas.width - margin, canvas.height - margin
        box = Box(right - wide * canvas.width, foot - high * canvas.height, wide * canvas.width, high * canvas.height)
        frame = canvas.frame(box, canvas.shape(FrameShape.ARCH, FrameShape.ROUNDED))
        upper = Box(room.x, room.y, room.width, box.y - 0.8 * margin - room.y)
        lower = Box(content.x, box.y, box.x - GUTTER * margin - content.x, content.bottom - box.y)
        zones = (stack_roles(upper, UPPER_STACK, "top"), stack_roles(lower, FOOT_STACK, "bottom"))
        yield SkeletonDraft(f"corner {high:.2f}", frame, logo, zones, "top", spare=True)


def _split_drafts(canvas: SkeletonCanvas) -> Iterator[SkeletonDraft]:
    content, margin, kind = canvas.content, canvas.margin, canvas.kind
    if kind in {FormatClass.WIDE, FormatClass.SQUARE, FormatClass.PORTRAIT}:
        slant = 0.12 * canvas.height if FrameShape.DIAGONAL in canvas.pack.shapes else 0.0
        for share in (0.50, 0.45) if kind is FormatClass.WIDE else (0.46, 0.40):
            wide = share * canvas.width
            box = Box(canvas.width - wide - slant / 2, 0, wide + slant / 2, canvas.height)
            shape = FrameShape.DIAGONAL if slant else FrameShape.RECT
            frame = Frame(box, shape, 0.0, edge=slant)
            column = Box(content.x, content.y, box.x + slant / 4 - 0.8 * margin - content.x, content.height)
            logo, room = place_below_logo(canvas, column)
            yield SkeletonDraft("column", frame, logo, (stack_roles(room),), "start", column=True)
    if kind is FormatClass.SQUARE:
        for share in (0.46, 0.42, 0.38):
            frame = Frame(Box(0, 0, canvas.width, share * canvas.height), FrameShape.RECT, 0.0)
            top = frame.box.bottom + 0.7 * margin
            logo, room = place_below_logo(canvas, Box(content.x, top, content.width, content.bottom - top))
            yield SkeletonDraft(f"row {share:.2f}", frame, logo, headline_over_row(canvas, room), "bottom")
    if kind in {FormatClass.PORTRAIT, FormatClass.STORY}:
        for share in _frame_steps(canvas, "split"):
            high = share * canvas.height
            if kind is FormatClass.STORY:
                foot = Frame(Box(0, canvas.height - high, canvas.width, high), FrameShape.RECT, 0.0)
                yield _story_over_photo(canvas, foot, share)
                continue
            frame = Frame(Box(0, 0, canvas.width, high), FrameShape.RECT, 0.0)
            column = Box(content.x, frame.box.bottom + 0.7 * margin, content.width, 0)
            column = Box(column.x, column.y, column.width, content.bottom - column.y)
            logo, room = place_below_logo(canvas, column)
            zones, spare = (stack_roles(room),), share in LAST_FRAME_STEPS
            yield SkeletonDraft(f"row {share:.2f}", frame, logo, zones, "bottom", spare=spare)


def _card_drafts(canvas: SkeletonCanvas) -> Iterator[SkeletonDraft]:
    content, margin, kind = canvas.content, canvas.margin, canvas.kind
    inset, air = 0.62 * margin, 0.72 * margin
    frame = Frame(canvas.form.bounds, FrameShape.RECT, 0.0)
    safe = Box(content.x - margin + inset, content.y - margin + inset, 0, 0)
    outer = Box(safe.x, safe.y, content.width + 2 * (margin - inset), content.height + 2 * (margin - inset))
    if kind is FormatClass.WIDE:
        for share in (0.42, 0.47):
            wide = share * canvas.width
            for side, x in (("start", outer.x), ("end", outer.right - wide)):
                plate = Box(x, outer.y, wide, outer.height)
                logo, room = place_below_logo(canvas, plate.grown(-air))
                yield SkeletonDraft("plate", frame, logo, (stack_roles(room),), side, plate, column=True)
        return
    shares = (0.42, 0.47) if kind is FormatClass.SQUARE else (0.42, 0.46, 0.50)
    for share in shares:
        high = min(share * canvas.height, outer.height)
        for side, y in (("bottom", outer.bottom - high), ("top", outer.y)):
            plate = Box(outer.x, y, outer.width, high)
            inner = plate.grown(-air)
            if kind is FormatClass.SQUARE:
                logo = Box(inner.x, inner.y, LOGO_WIDTH * inner.width, 0.8 * canvas.logo_height)
                top = logo.bottom + 0.45 * canvas.logo_height
                zones = headline_over_row(canvas, Box(inner.x, top, inner.width, inner.bottom - top))
            else:
                logo, room = place_below_logo(canvas, inner)
                zones = (stack_roles(room),)
            yield SkeletonDraft(f"plate {share:.2f}", frame, logo, zones, side, plate)


def _crossing_drafts(canvas: SkeletonCanvas) -> Iterator[SkeletonDraft]:
    """Yield the arrangements whose headline begins on the surface and goes on over a quiet part of the photo."""
    content, margin, kind = canvas.content, canvas.margin, canvas.kind
    logo = Box(content.x, content.y, LOGO_WIDTH * content.width, canvas.logo_height)
    if kind is FormatClass.WIDE:
        for share in (0.64, 0.58):
            left = (1 - share) * canvas.width
            frame = Frame(Box(left, 0, share * canvas.width, canvas.height), FrameShape.RECT, 0.0)
            narrow = left - 0.6 * margin - content.x
            top = logo.bottom + canvas.logo_height
            foot = Box(content.x, content.bottom - 0.40 * content.height, narrow, 0.40 * content.height)
            upper = Box(content.x, top, 0.56 * canvas.width, foot.y - 0.5 * margin - top)
            wide = (stack_roles(upper, UPPER_STACK[:2], "bottom"), stack_roles(foot, FULL_STACK[2:], "spread"))
            yield SkeletonDraft("over the side", frame, replace(logo, width=min(logo.width, narrow)), wide, "start")
        return
    frame_left, frame_high, foot_high = CROSSING_FRAMES[kind]
    top = logo.bottom + 0.45 * canvas.logo_height
    foot_height = foot_high * canvas.height
    high = min(frame_high * canvas.height, content.bottom - foot_height - 0.4 * margin - top)
    left = frame_left * canvas.width
    frame = Frame(Box(left, top, canvas.width - left, high), FrameShape.RECT, 0.0)
    half = 0.56 * content.width
    words = Box(content.x, content.bottom - foot_height, half, foot_height)
    button = Box(content.x + half + margin, words.y, content.width - half - margin, foot_height)
    for start, share in ((0.16, 0.66), (0.30, 0.60)):
        first = top + start * high
        upper = Box(content.x, first, share * canvas.width - content.x, top + 0.92 * high - first)
        stacks = (
            stack_roles(upper, UPPER_STACK[:2], "top"),
            stack_roles(words, (Role.BODY, Role.DISCLAIMER), "bottom"),
            stack_roles(button, (Role.CTA,), "bottom", end=True),
        )
        yield SkeletonDraft(f"over the side {start:.2f}", frame, logo, stacks, "start")


def _full_bleed_drafts(canvas: SkeletonCanvas) -> Iterator[SkeletonDraft]:
    content, kind = canvas.content, canvas.kind
    frame = Frame(canvas.form.bounds, FrameShape.RECT, 0.0)
    if kind in {FormatClass.WIDE, FormatClass.SQUARE, FormatClass.PORTRAIT}:
        for share in (0.46, 0.40) if kind is FormatClass.WIDE else (0.50, 0.44):
            wide = share * canvas.width
            for side, x in (("start", content.x), ("end", content.right - wide)):
                column = Box(x, content.y, wide, content.height)
                logo, room = place_below_logo(canvas, column)
                yield SkeletonDraft("column", frame, logo, (stack_roles(room),), side, column=True)
    if kind is not FormatClass.WIDE:
        for share in (0.44, 0.38):
            high = share * canvas.height if kind is not FormatClass.STORY else share * content.height
            for side, y in (("top", content.y), ("bottom", content.bottom - high)):
                band = Box(content.x, y, content.width, high)
                logo, room = place_below_logo(canvas, band)
                yield SkeletonDraft(f"band {share:.2f}", frame, logo, (stack_roles(room, FULL_STACK, "top"),), side)
        if kind is not FormatClass.SQUARE:
            for share in (0.36, 0.30):
                logo, room = place_below_logo(canvas, content)
                upper = Box(room.x, room.y, room.width, share * content.height)
                foot = Box(room.x, content.bottom - 0.16 * canvas.height, room.width, 0.16 * canvas.height)
                zones = (stack_roles(upper, UPPER_STACK, "top"), stack_roles(foot, FOOT_STACK, "bottom"))
                yield SkeletonDraft(f"apart {share:.2f}", frame, logo, zones, "top")


LARGE_DRAFTS = {
    "framed": _framed_drafts,
    "split": _split_drafts,
    "card": _card_drafts,
    "full-bleed": _full_bleed_drafts,
    "breakout": _breakout_drafts,
    "crossing": _crossing_drafts,
}
