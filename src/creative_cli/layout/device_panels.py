"""The arrangements of five devices: ticket, word rows, mark pattern, cropped letter, rule and figure.

The shares come from sheets that were drawn and judged by eye. All is written for readers from the left.
"""

from collections.abc import Iterator
from dataclasses import replace

from creative_cli.formats import STORY_ASPECT, Box
from creative_cli.layout.device_field import (
    PORTRAIT,
    SMALL,
    SQUARE,
    STORY,
    STRIP,
    TOWER,
    WIDE,
    DeviceDraft,
    DeviceField,
    cut_top,
    foot_row,
    headline_over_foot,
    strip_row,
)
from creative_cli.layout.skeleton_canvas import FOOT_STACK, stack_roles
from creative_cli.layout.style_pack import SurfaceRole
from creative_cli.models import Role, TextZone

# The part of the canvas' height that outlined rows of words take.
WORD_SHARES = {SQUARE: 0.66, PORTRAIT: 0.66, STORY: 0.60, WIDE: 0.66, SMALL: 0.50, TOWER: 0.56}
LOWER_WORD_SHARE = 0.54  # on a wide canvas whose foot needs more
ROWS_FOOT = (Role.KICKER, Role.BODY, Role.DISCLAIMER)
# In a strip as low as 320 × 50: the width of the rows, of the canvas, and of the logo, of what is left.
LOW_ROWS_WIDTH, LOW_ROWS_LOGO = 0.44, 0.34
# The band of a pattern: at the end of the canvas, or at its head where that reads better.
PATTERN_WIDTH, PATTERN_HEIGHTS = 0.42, {SQUARE: 0.36, PORTRAIT: 0.40, STORY: 0.42, SMALL: 0.30, TOWER: 0.34}
# The block under a figure: its width and height, of the canvas.
FIGURE_BLOCKS = {
    SQUARE: (0.50, 0.40),
    PORTRAIT: (0.56, 0.36),
    STORY: (1.0, 0.46),
    WIDE: (0.40, 0.62),
    SMALL: (0.48, 0.42),
    TOWER: (1.0, 0.20),
    STRIP: (0.20, 1.0),
}
BLOCK_SIZES = ((1.0, 1.22), (1.0, 1.0), (0.86, 0.86))  # width and height, of it, the wanted one first
FOLIO_START = 0.55  # of a logo beside a folio, of the content's width
NOTCH_RADIUS = 0.026  # of a ticket, of u


def draft_tickets(field: DeviceField) -> Iterator[DeviceDraft]:
    """Yield a ticket: its date in one part, everything else in the other."""
    content, margin, kind = field.content, field.margin, field.kind
    inner = content.grown(-0.4 * margin)
    # The ticket is larger than what a platform leaves free, its words are not.
    above, below = (content.y - margin) / 2, (field.height - content.bottom - margin) / 2
    outer = Box(0.5 * margin, 0.5 * margin + above, field.width - margin, field.height - margin - above - below)
    if kind is STRIP:
        room = Box(inner.x, inner.y, (0.16 if field.low else 0.24) * inner.width, inner.height)
        tear = Box(room.right + 1.2 * margin, outer.y, 0.0, outer.height)
        rest = Box(tear.x + 1.2 * margin, inner.y, inner.right - tear.x - 1.2 * margin, inner.height)
        logo, zones = strip_row(field, rest)
        yield _draw_ticket(field, outer, tear, room, logo, zones)
        return
    if kind in {SQUARE, WIDE, SMALL}:
        for share in (0.44, 0.36):
            room = Box(inner.x, inner.y, share * inner.width, inner.height)
            tear = Box(room.right + 0.7 * margin, outer.y, 0.0, outer.height)
            rest = Box(tear.x + 0.8 * margin, inner.y, inner.right - tear.x - 0.8 * margin, inner.height)
            yield _draw_ticket(field, outer, tear, room, field.logo_room(rest), (stack_roles(field.below_logo(rest)),))
    share = {SQUARE: 0.34, SMALL: 0.32, PORTRAIT: 0.34, STORY: 0.40, TOWER: 0.30, WIDE: 0.34}[kind]
    room = Box(inner.x, inner.y, inner.width, share * inner.height)
    tear = Box(outer.x, room.bottom + 0.6 * margin, outer.width, 0.0)
    rest = cut_top(inner, tear.y + 0.7 * margin - inner.y)
    logo, words = field.logo_room(rest), field.below_logo(rest)
    zones = headline_over_foot(field, words) if kind in {SQUARE, SMALL, WIDE} else (stack_roles(words),)
    yield _draw_ticket(field, outer, tear, room, logo, zones)


def _draw_ticket(
    field: DeviceField, outer: Box, tear: Box, date: Box, logo: Box, zones: tuple[TextZone, ...]
) -> DeviceDraft:
    radius = NOTCH_RADIUS * field.u
    ends = ((tear.x, tear.y), (tear.right, tear.bottom))
    notches = tuple(Box(x - radius, y - radius, 2 * radius, 2 * radius) for x, y in ends)
    parts = (date, outer, *notches, tear)
    return DeviceDraft("ticket", parts, logo, zones, surface=SurfaceRole.ACCENT, field=SurfaceRole.PRIMARY)


def draft_rows(field: DeviceField) -> Iterator[DeviceDraft]:
    """Yield rows of words with the headline as one of them, over a foot with everything else.

    A wide canvas may have a higher foot: its row is too low for two lines of words or a button with high accents.
    """
    if field.kind is STRIP:
        yield _rows_in_strip(field)
        return
    yield _rows_over_foot(field, WORD_SHARES[field.kind])
    if field.kind is WIDE:
        yield _rows_over_foot(field, LOWER_WORD_SHARE)


def _rows_in_strip(field: DeviceField) -> DeviceDraft:
    content, margin = field.content, field.margin
    region = Box(0, 0, (LOW_ROWS_WIDTH if field.low_format else 0.52) * field.width, field.height)
    foot = Box(region.right, 0, field.width - region.right, field.height)
    inside = Box(foot.x + 2 * margin, content.y, content.right - foot.x - 2 * margin, content.height)
    wide = LOW_ROWS_LOGO if field.low_format else 0.42
    logo = Box(inside.x, content.y + 0.25 * content.height, wide * inside.width, 0.5 * content.height)
    last = Box(logo.right + margin, content.y, inside.right - logo.right - margin, content.height)
    zones: tuple[TextZone, ...] = (TextZone(last, FOOT_STACK, "middle", at_end=True),)
    if not field.low:
        logo = field.logo_room(inside)
        zones = foot_row(field, field.below_logo(inside), ROWS_FOOT)
    return _rows_draft(field, region, foot, logo, zones)


def _rows_over_foot(field: DeviceField, share: float) -> DeviceDraft:
    content, margin = field.content, field.margin
    high = share * field.height if field.kind is not STORY else content.y + 0.62 * content.height
    region = Box(0, 0, field.width, high)
    foot = Box(0, high, field.width, field.height - high)
    inside = Box(content.x, high + 0.6 * margin, content.width, content.bottom - high - 0.6 * margin)
    logo, below = field.logo_room(inside), field.below_logo(inside)
    if field.kind in {STORY, PORTRAIT, TOWER} or field.form.aspect < STORY_ASPECT:
        return _rows_draft(field, region, foot, logo, (stack_roles(below, (*ROWS_FOOT[:2], *FOOT_STACK)),))
    return _rows_draft(field, region, foot, logo, foot_row(field, below, ROWS_FOOT))


def _rows_draft(field: DeviceField, region: Box, foot: Box, logo: Box, zones: tuple[TextZone, ...]) -> DeviceDraft:
    """Return the draft with the headline in the middle of the rows, inside the margins."""
    content, top = field.content, max(field.content.y, region.y)
    right = min(content.right, region.right - field.margin)
    middle = Box(content.x, top, right - content.x, min(region.bottom, content.bottom) - top)
    # One word may be too wide for a narrow banner already: 300 × 600 is a small box, not a tower.
    lines = 3 if field.kind is TOWER else 2 if field.small and field.form.aspect < STORY_ASPECT else 1
    zones = (TextZone(middle, (Role.HEADLINE,), "middle"), *zones)
    name = f"rows {region.height:.0f}"
    return DeviceDraft(
        name, (region, foot), logo, zones, surface=SurfaceRole.PRIMARY, headline=1.3, lines=lines, side="top"
    )


def draft_patterns(field: DeviceField) -> Iterator[DeviceDraft]:
    """Yield a band of the brand's mark at the end or at the head, type on the rest."""
    content, margin, kind = field.content, field.margin, field.kind
    surface = SurfaceRole.PAPER if field.pack.surface is SurfaceRole.INK else field.pack.surface
    if kind in {SQUARE, WIDE, SMALL, STRIP}:
        for share in (PATTERN_WIDTH, 0.34) if kind is not STRIP else (0.15 if field.low_format else 0.24,):
            band = Box((1 - share) * field.width, 0, share * field.width, field.height)
            column = Box(content.x, content.y, band.x - 0.8 * margin - content.x, content.height)
            logo, zones = _column_or_strip(field, column)
            yield DeviceDraft("band at the end", (band,), logo, zones, surface=surface)
    if kind in PATTERN_HEIGHTS:
        high = PATTERN_HEIGHTS[kind] * field.height
        band = Box(0, 0, field.width, high)
        column = Box(content.x, high + 0.7 * margin, content.width, content.bottom - high - 0.7 * margin)
        below = field.below_logo(column)
        zones = headline_over_foot(field, below) if kind in {SQUARE, SMALL} else (stack_roles(below),)
        yield DeviceDraft(
            "band at the head", (band,), field.logo_room(column), zones, side="bottom", surface=surface, headline=0.95
        )


def _column_or_strip(field: DeviceField, column: Box) -> tuple[Box, tuple[TextZone, ...]]:
    """Return logo and type of a column, side by side in a strip."""
    if field.kind is STRIP:
        return strip_row(field, column)
    return field.logo_room(column), (stack_roles(field.below_logo(column)),)


def draft_letters(field: DeviceField) -> Iterator[DeviceDraft]:
    """Yield a letter that runs off the end and the foot, with the type over it."""
    content = field.content
    high = (0.80 if field.kind in {STORY, TOWER} else 1.2) * field.height
    side = min(high, 1.5 * field.width)
    letter = Box(field.width - 0.60 * side, field.height - 0.86 * high, side, high)
    if field.kind is STRIP:
        letter = Box(0.44 * field.width, -0.25 * high, high, high)
    columns = {SQUARE: (0.74, 1.0), WIDE: (0.58, 0.70)}.get(field.kind, (1.0,))
    for share in columns:
        column = replace(content, width=share * content.width)
        logo, zones = _column_or_strip(field, column)
        yield DeviceDraft(f"letter {share:.2f}", (letter,), logo, zones, surface=SurfaceRole.PRIMARY, headline=1.1)


def draft_rules(field: DeviceField) -> Iterator[DeviceDraft]:
    """Yield a headline under a rule, and a block off the foot and the end that holds the figure."""
    content, margin, kind = field.content, field.margin, field.kind
    wide, high = FIGURE_BLOCKS[kind]
    for wider, higher in BLOCK_SIZES if kind in {SQUARE, PORTRAIT} else BLOCK_SIZES[1:]:
        width = field.width * (wide if wide == 1.0 else wider * wide)
        height = field.height * (high if high == 1.0 else higher * high)
        block = Box(field.width - width, field.height - height, width, height)
        left, top = max(content.x, block.x + 0.6 * margin), max(content.y, block.y + 0.6 * margin)
        price = Box(left, top, content.right - left, content.bottom - top)
        parts: tuple[Box, ...] = (block,)
        if kind is STRIP:
            logo, zones = strip_row(field, replace(content, width=block.x - 1.2 * margin - content.x))
        else:
            logo = field.logo_room(content if kind is TOWER else replace(content, width=FOLIO_START * content.width))
            rule = Box(content.x, logo.bottom + 0.35 * field.logo, content.width, 0.0)
            parts = (block, rule)
            zones = _beside_block(field, block, cut_top(content, rule.y + 0.6 * margin - content.y))
            if kind is not TOWER:
                # A kicker stands at the end of the logo's line, like the number of a page.
                folio = Box(logo.right + margin, logo.y, content.right - logo.right - margin, logo.height)
                zones = (TextZone(folio, (Role.KICKER,), "middle", at_end=True), *zones)
        yield DeviceDraft(
            f"block {higher:.2f}",
            parts,
            logo,
            zones,
            price=price,
            price_on=SurfaceRole.PRIMARY,
            surface=SurfaceRole.PAPER,
            headline=0.95,
        )


def _beside_block(field: DeviceField, block: Box, room: Box) -> tuple[TextZone, ...]:
    """Return the zones that a block at the foot leaves of a room."""
    margin, roles = field.margin, (Role.HEADLINE, Role.BODY, *FOOT_STACK)
    if field.kind is WIDE:
        return (stack_roles(replace(room, width=0.56 * room.width), roles),)
    upper = Box(room.x, room.y, room.width, block.y - 0.6 * margin - room.y)
    if block.width == field.width:
        return (stack_roles(upper, roles),)
    lower = Box(room.x, block.y + 0.1 * margin, block.x - 0.6 * margin - room.x, room.bottom - block.y - 0.1 * margin)
    return (stack_roles(upper, (Role.HEADLINE,), "top"), stack_roles(lower, roles[1:]))
