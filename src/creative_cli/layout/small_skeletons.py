"""The arrangements of banners, towers and strips, where all skeletons look alike but for the frame."""

from collections.abc import Iterator
from dataclasses import replace

from creative_cli.formats import Box, FormatClass
from creative_cli.layout.skeleton_canvas import (
    GUTTER,
    SMALL_LOGO_WIDTH,
    SUBJECT_RISE,
    TALL_STRIP_LOGO_WIDTH,
    UPPER_STACK,
    SkeletonCanvas,
    SkeletonDraft,
    has_rows,
    headline_over_row,
    is_low,
    place_below_logo,
    stack_roles,
    stand_cutout,
)
from creative_cli.layout.style_pack import FrameShape
from creative_cli.layout.template import Frame
from creative_cli.models import Role
from creative_cli.small_sizes import ONE_ROW_STRIP

# Of a strip such as 320 × 100: its logo, of the height, and the width of its words, of the type's; of one such as
# 120 × 60 its logo, of the height.
LOW_STRIP_LOGO, LOW_STRIP_WORDS, STAMP_LOGO = 0.20, 0.58, 0.25
# Of a strip with room for rows: the widths of the photo; a square one holds what is high.
TALL_STRIP_PHOTOS = (0.36, 0.30, 0.25)
# Of a strip in one row, and of one as low as 320 × 50: the widths of the photo, of the canvas, and those of logo and
# button, of the row beside it. Beside a price those would leave a headline 40 of 320 px: an offer has narrower ones.
STRIP_PHOTOS, STRIP_ROW = (0.206, 0.15, 0.11), (0.205, 0.24)
LOW_STRIP_PHOTOS, LOW_STRIP_ROW, LOW_STRIP_OFFER = (0.19, 0.156), (0.23, 0.33), (0.11, 0.20, 0.30)
# Of the room left over in a banner, the part above the shape: below the middle, near the button.
SHAPE_PLACE = 0.65
# Of a banner's photo over the whole width: its height, of the canvas. 135 of 250 px hold a motorcycle, 90 a panorama.
BANNER_ROWS = (0.53, 0.47, 0.40, 0.33)
# Of such a banner's foot: its height, px as shown, for a button of two lines; the logo's, of that; and the width of
# logo and small print, of the type's.
BANNER_FOOT_PX, BANNER_FOOT_LOGO, BANNER_FOOT_WIDTH = 45.0, 0.56, 0.40


def list_small_drafts(canvas: SkeletonCanvas, layout: str) -> Iterator[SkeletonDraft]:
    """Yield the arrangements of banners, where every skeleton has the photo at a side that bleeds or is inset."""
    content, margin, kind = canvas.content, canvas.margin, canvas.kind
    inset = layout == "framed"
    if kind is FormatClass.SMALL and is_low(canvas.form):
        yield from _stamp_drafts(canvas, inset=inset)
    elif kind is FormatClass.SMALL and canvas.form.aspect < 1:
        for share in (0.44, 0.38, 0.32):
            yield _small_row(canvas, share, inset=inset)
    elif kind is FormatClass.SMALL:
        # A product on a small shape looks like a sticker.
        for share in (0.46, 0.42, 0.38) if layout == "breakout" else (0.42, 0.36, 0.30):
            wide = share * canvas.width
            frame, edge = _small_frame(canvas, Box(canvas.width - wide, 0, wide, canvas.height), inset=inset)
            column = Box(content.x, content.y, edge.x - 0.8 * margin - content.x, content.height)
            logo, room = place_below_logo(canvas, column)
            yield SkeletonDraft("column", frame, logo, (stack_roles(room),), "start", column=True)
        # For a subject too wide for a column.
        if canvas.offer:
            yield _small_row(canvas, BANNER_ROWS[-1], inset=inset)
        else:
            # A cut-out on a low shape is as small as a stamp.
            shares = BANNER_ROWS[:1] if layout == "breakout" else BANNER_ROWS
            yield from (_banner_row(canvas, share, inset=inset) for share in shares)
    elif kind is FormatClass.TOWER:
        for share in (0.46, 0.40, 0.36, 0.30, 0.25):
            yield _small_row(canvas, share, inset=inset)
    else:
        yield from _strip_drafts(canvas, inset=inset)


def break_out_of_frame(draft: SkeletonDraft, canvas: SkeletonCanvas) -> SkeletonDraft:
    """Return a banner whose frame is a shape with the cut-out over it."""
    content, box = canvas.content, draft.frame.box
    left, top = max(box.x, content.x), max(box.y, content.y)
    box = Box(left, top, min(box.right, content.right) - left, min(box.bottom, content.bottom) - top)
    high = min(box.height, (1 + SUBJECT_RISE) * box.width)
    top = box.y + SHAPE_PLACE * (box.height - high)
    frame, cutout = stand_cutout(canvas, Box(box.x, top, box.width, high))
    return replace(draft, frame=frame, cutout=cutout)


def _small_row(canvas: SkeletonCanvas, share: float, *, inset: bool) -> SkeletonDraft:
    content, margin = canvas.content, canvas.margin
    frame, edge = _small_frame(canvas, Box(0, 0, canvas.width, share * canvas.height), inset=inset)
    column = Box(content.x, edge.bottom + 0.8 * margin, content.width, content.bottom - edge.bottom - 0.8 * margin)
    logo, room = place_below_logo(canvas, column)
    return SkeletonDraft(f"row {share:.2f}", frame, logo, (stack_roles(room),), "bottom", column=True)


def _banner_row(canvas: SkeletonCanvas, share: float, *, inset: bool) -> SkeletonDraft:
    """Return a banner with the photo over its whole width, and logo and small print beside the button at its foot."""
    content, margin, scale = canvas.content, canvas.margin, canvas.form.shown_scale
    frame, edge = _small_frame(canvas, Box(0, 0, canvas.width, share * canvas.height), inset=inset)
    top = edge.bottom + 0.7 * margin
    high, wide = min(BANNER_FOOT_PX / scale, 0.5 * (content.bottom - top)), BANNER_FOOT_WIDTH * content.width
    foot = content.bottom - high
    logo = Box(content.x, foot, wide, BANNER_FOOT_LOGO * high)
    legal = logo.bottom + 0.06 * high
    left = logo.right + 0.5 * margin
    zones = (
        stack_roles(Box(content.x, top, content.width, foot - 0.5 * margin - top), UPPER_STACK, "top"),
        stack_roles(Box(content.x, legal, wide, content.bottom - legal), (Role.DISCLAIMER,), "bottom"),
        stack_roles(Box(left, foot, content.right - left, content.bottom - foot), (Role.CTA,), "bottom", end=True),
    )
    return SkeletonDraft(f"row {share:.2f}", frame, logo, zones, "bottom")


def _small_frame(canvas: SkeletonCanvas, box: Box, *, inset: bool) -> tuple[Frame, Box]:
    """Return a frame at the canvas' edge, or one margin inside, and the box it takes."""
    if not inset:
        return Frame(box, FrameShape.RECT, 0.0), box
    content = canvas.content
    left, top = max(box.x, content.x), max(box.y, content.y)
    inner = Box(left, top, min(box.right, content.right) - left, min(box.bottom, content.bottom) - top)
    return canvas.frame(inner, FrameShape.ROUNDED if canvas.pack.radius else FrameShape.RECT), inner


def _strip_drafts(canvas: SkeletonCanvas, *, inset: bool) -> Iterator[SkeletonDraft]:
    content, margin = canvas.content, canvas.margin
    if has_rows(canvas.form):
        for share in TALL_STRIP_PHOTOS:
            wide = share * canvas.width
            frame, edge = _small_frame(canvas, Box(canvas.width - wide, 0, wide, canvas.height), inset=inset)
            column = Box(content.x, content.y, edge.x - 0.8 * margin - content.x, content.height)
            logo = Box(column.x, column.y, TALL_STRIP_LOGO_WIDTH * column.width, canvas.logo_height)
            top = logo.bottom + 0.75 * canvas.logo_height
            room = Box(column.x, top, column.width, column.bottom - top)
            yield SkeletonDraft("columns", frame, logo, headline_over_row(canvas, room), "start")
        return
    if canvas.form.aspect < ONE_ROW_STRIP:
        for share in (0.34, 0.28, 0.22):
            yield _low_strip(canvas, share, inset=inset)
        return
    low = is_low(canvas.form)
    for share, logo_share, button_share in _strip_shares(canvas, low=low):
        wide = share * canvas.width
        frame, edge = _small_frame(canvas, Box(0, 0, wide, canvas.height), inset=inset)
        row = Box(edge.right + 1.6 * margin, content.y, content.right - edge.right - 1.6 * margin, content.height)
        logo = Box(row.x, row.y + 0.24 * row.height, logo_share * row.width, 0.52 * row.height)
        button = button_share * row.width
        # Wide enough for a name in type not to read on into the headline.
        before, after = (1.8 * margin, 1.2 * margin) if low else (2.8 * margin, 1.4 * margin)
        left = logo.right + before
        words = Box(left, row.y, row.right - button - after - left, row.height)
        zones = (
            stack_roles(words, (Role.HEADLINE, Role.DISCLAIMER), "middle"),
            stack_roles(Box(row.right - button, row.y, button, row.height), (Role.CTA,), "middle", end=True),
        )
        yield SkeletonDraft("row", frame, logo, zones, "end")


def _strip_shares(canvas: SkeletonCanvas, *, low: bool) -> Iterator[tuple[float, float, float]]:
    """Yield the widths of a strip's photo, of the canvas, and of its logo and button, of the row beside the photo."""
    if low and canvas.offer:
        yield LOW_STRIP_OFFER
        return
    logo, button = LOW_STRIP_ROW if low else STRIP_ROW
    yield from ((share, logo, button) for share in (LOW_STRIP_PHOTOS if low else STRIP_PHOTOS))


def _low_strip(canvas: SkeletonCanvas, share: float, *, inset: bool) -> SkeletonDraft:
    """Return a strip such as 320 × 100: the logo over the words, and the button beside them."""
    content, margin, wide = canvas.content, canvas.margin, share * canvas.width
    frame, edge = _small_frame(canvas, Box(canvas.width - wide, 0, wide, canvas.height), inset=inset)
    column = Box(content.x, content.y, edge.x - 0.8 * margin - content.x, content.height)
    logo = Box(column.x, column.y, SMALL_LOGO_WIDTH * column.width, LOW_STRIP_LOGO * canvas.height)
    top = logo.bottom + 0.3 * logo.height
    words = Box(column.x, top, LOW_STRIP_WORDS * column.width, column.bottom - top)
    left = words.right + GUTTER * margin
    button = Box(left, top, column.right - left, column.bottom - top)
    zones = (
        stack_roles(words, (Role.HEADLINE, Role.BODY, Role.DISCLAIMER), "spread"),
        stack_roles(button, (Role.CTA,), "bottom", end=True),
    )
    return SkeletonDraft(f"low {share:.2f}", frame, logo, zones, "start")


def _stamp_drafts(canvas: SkeletonCanvas, *, inset: bool) -> Iterator[SkeletonDraft]:
    """Yield the arrangements of a format such as 120 × 60, which has room for logo and headline beside the photo."""
    content, margin = canvas.content, canvas.margin
    for share in (0.33, 0.28):
        wide = share * canvas.width
        frame, edge = _small_frame(canvas, Box(canvas.width - wide, 0, wide, canvas.height), inset=inset)
        column = Box(content.x, content.y, edge.x - margin - content.x, content.height)
        logo = Box(column.x, column.y, column.width, STAMP_LOGO * canvas.height)
        top = logo.bottom + margin
        words = Box(column.x, top, column.width, column.bottom - top)
        yield SkeletonDraft(
            f"stamp {share:.2f}",
            frame,
            logo,
            (stack_roles(words, (Role.HEADLINE, Role.DISCLAIMER), "middle"),),
            "start",
        )
