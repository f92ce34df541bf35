"""Sets what a device says in a market's words: the rows of a list, the parts of a date, outlined rows of a headline."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from creative_cli.brief.device_facts import Device
from creative_cli.color.color_math import Rgb
from creative_cli.formats import Box
from creative_cli.imaging.morphology import grow_levels
from creative_cli.layout.device_fills import MAX_CROSSED_CONTRAST, blend_tones, limit_contrast
from creative_cli.layout.draw import Overlay
from creative_cli.layout.fit import set_case
from creative_cli.layout.ink_pages import InkArea, InkPage, draw_ink_pages, frame_around, set_piece
from creative_cli.layout.place import PlacedBlock
from creative_cli.layout.scripts import Typeface, choose_typeface
from creative_cli.layout.slots import CAP_HEIGHT
from creative_cli.layout.surface_colors import SurfaceColors, pick_surface_colors
from creative_cli.layout.template import CanvasPlan
from creative_cli.locale.locales import Direction
from creative_cli.models import BrandStyle, LocalizedCopy, Role

# Of a row of a list: the label's size, of the row's height; the value's, of the label's; the air between them, em.
LABEL_SHARE, VALUE_SHARE, VALUE_AIR = 0.42, 0.86, 1.0
# Width / height under which a row has its value under its label, whose size is then less.
NARROW_ROW, NARROW_LABEL = 3.2, 0.30
# Of a date: width / height of a room for one line, the gap between its parts, em, and between lines, of the room.
ONE_LINE_ROOM, DATE_GAP, DATE_AIR = 1.5, 0.22, 0.05
ROW_RULE, RULE_SHARE = 0.0016, 0.45  # weight of the rules, of u, and how much of the type's colour they have
OUTLINE_WEIGHT, OUTLINE_SHARE = 0.014, 0.34  # of outlined letters, em, and how much of the type's colour they have
ROW_PITCH = 1.30  # of outlined rows, of the height of their letters
ROW_SHIFT = 0.37  # how far every other row begins earlier, of a row's words


def draw_device_type(
    words: LocalizedCopy, plan: CanvasPlan, blocks: Sequence[PlacedBlock], look: BrandStyle
) -> tuple[Overlay, ...]:
    """Draw the words of a device in paint order, under everything else; nothing for a device without any."""
    device = plan.device
    if device is None or not plan.zones:
        return ()
    colors = pick_surface_colors(plan.surface or device.field, look.palette)
    match device.kind:
        case Device.BOARD:
            pages = _board_pages(words, plan, look, colors)
        case Device.TICKET:
            pages = _date_pages(words, plan, look, colors)
        case Device.ROWS:
            headline = next(block for block in blocks if block.role is Role.HEADLINE)
            return _draw_word_rows(headline, plan, look, colors)
        case _:
            return ()
    return draw_ink_pages(pages, Role.HEADLINE, look.fonts)


def _face(words: LocalizedCopy, look: BrandStyle, text: str, role: Role = Role.HEADLINE) -> Typeface:
    weight = 700 if role is Role.HEADLINE else 400
    # Digits and the sign of a unit are one word, as in prices.
    return replace(choose_typeface(words.locale, role, weight, look.fonts, look.style, text), spaced=False)


def _board_pages(words: LocalizedCopy, plan: CanvasPlan, look: BrandStyle, colors: SurfaceColors) -> list[InkPage]:
    boxes = plan.device.parts if plan.device is not None else ()
    rows = list(zip(boxes, words.facts.items, strict=False))
    label_face = _face(words, look, "".join(label for _, (label, _) in rows))
    value_face = _face(words, look, " ".join(value for _, (_, value) in rows), Role.BODY)
    narrow = boxes[0].width < NARROW_ROW * boxes[0].height
    size = min(_row_size(box, item, label_face, value_face, narrow=narrow) for box, item in rows)
    rtl = words.locale.direction is Direction.RTL
    weight = max(1.0, round(ROW_RULE * (plan.format.width * plan.format.height) ** 0.5))
    rule = blend_tones(colors.ground, colors.type, RULE_SHARE)
    pages = []
    for place, (box, (label, value)) in enumerate(rows):
        line = _bar(Box(round(box.x), round(box.bottom) - weight, box.width, weight))
        pages.append(
            InkPage(
                frame_around(Box(box.x, box.bottom - weight, box.width, weight)), rule, shapes=(line,), letters=False
            )
        )
        ink = colors.emphasis if place == 0 else colors.type
        middle = box.y + box.height / 2 + 0.5 * CAP_HEIGHT * size
        first = middle - 0.66 * size if narrow else middle
        second = middle + 0.72 * size if narrow else middle
        name = set_piece(label, label_face, label_face.scale * size)
        said = set_piece(value, value_face, VALUE_SHARE * size)
        name = name.moved((box.right - name.ink.right) if rtl else box.x - name.ink.x, first)
        # The value stands at the row's end, under its label at the start.
        to_right = rtl is narrow
        said = said.moved(box.right - said.ink.right if to_right else box.x - said.ink.x, second)
        pages += [InkPage(frame_around(piece.ink), ink, (piece,)) for piece in (name, said)]
    return pages


def _row_size(box: Box, item: tuple[str, str], label: Typeface, value: Typeface, *, narrow: bool) -> float:
    """Return the size at which a row's label and value stand side by side, or one over the other."""
    name = set_piece(item[0], label, label.scale).ink.width
    said = set_piece(item[1], value, VALUE_SHARE).ink.width
    needed = max(name, said) if narrow else name + said + VALUE_AIR
    return min((NARROW_LABEL if narrow else LABEL_SHARE) * box.height, box.width / needed)


def _bar(box: Box) -> InkArea:
    return InkArea((((box.x, box.y), (box.right, box.y), (box.right, box.bottom), (box.x, box.bottom)),))


def _date_pages(words: LocalizedCopy, plan: CanvasPlan, look: BrandStyle, colors: SurfaceColors) -> list[InkPage]:
    """Set the parts of a date over each other in one width, or on one line in a wide room."""
    room = plan.device.parts[0] if plan.device is not None else plan.content
    rtl = words.locale.direction is Direction.RTL
    style = next(style for style in plan.styles if style.role is Role.HEADLINE)
    texts = [set_case(part, words.locale, style, look.keep) for part in words.facts.day]
    ones = [set_piece(text, _face(words, look, text), 1.0) for text in texts]
    if room.width > ONE_LINE_ROOM * room.height:
        wide = sum(one.ink.width for one in ones) + DATE_GAP
        size = min(room.width / wide, room.height / max(one.ink.height for one in ones))
        pieces = [set_piece(one.text, one.face, size) for one in ones]
        baseline = room.y + room.height / 2 + max(-piece.ink.y for piece in pieces) / 2
        at, placed = 0.0, []
        for piece in pieces:
            x = room.right - at - piece.ink.right if rtl else room.x + at - piece.ink.x
            placed.append(piece.moved(x, baseline))
            at += piece.ink.width + DATE_GAP * size
    else:
        sizes = [room.width / one.ink.width for one in ones]
        highs = [size * one.ink.height for size, one in zip(sizes, ones, strict=True)]
        scale = min(1.0, room.height / (sum(highs) + DATE_AIR * room.height))
        top, placed = room.y + (room.height - scale * sum(highs) - DATE_AIR * room.height) / 2, []
        for one, size in zip(ones, sizes, strict=True):
            piece = set_piece(one.text, one.face, scale * size)
            placed.append(piece.moved(room.right - piece.ink.right if rtl else room.x - piece.ink.x, top - piece.ink.y))
            top += piece.ink.height + DATE_AIR * room.height
    # The month has the accent: it has no digits, or stands before the day.
    numbers = [any(map(str.isdigit, piece.text)) for piece in placed]
    accents = (True, False) if all(numbers) else [not number for number in numbers]
    inks = [colors.emphasis if accent else colors.type for accent in accents]
    return [InkPage(frame_around(piece.ink), ink, (piece,)) for piece, ink in zip(placed, inks, strict=True)]


def _draw_word_rows(
    headline: PlacedBlock, plan: CanvasPlan, look: BrandStyle, colors: SurfaceColors
) -> tuple[Overlay, ...]:
    """Draw the headline's words over and under it, outlined, row after row to the edges of their region.

    The outline is that of all letters of a row together: where letters touch there is none between them.
    """
    region = plan.device.parts[0] if plan.device is not None else plan.content
    text = " ".join(headline.words)
    once = set_piece(f"{text} ", headline.typeface, headline.size)
    step = (
        set_piece(f"{text} {text}", headline.typeface, headline.size).ink.width
        - set_piece(text, headline.typeface, headline.size).ink.width
    )
    repeats = int(plan.format.width / max(1.0, step)) + 3
    row = set_piece(" ".join([text] * repeats), headline.typeface, headline.size)
    pitch = ROW_PITCH * once.ink.height
    tone = limit_contrast(colors.type, colors.ground, OUTLINE_SHARE, MAX_CROSSED_CONTRAST)
    pages = []
    for baseline, number in _row_baselines(headline, region, pitch):
        start = headline.ink.x - (1 + (ROW_SHIFT if number % 2 else 0.0)) * step
        piece = row.moved(start - row.ink.x, baseline)
        pages.append(InkPage(frame_around(piece.ink), tone, (piece,)))
    weight = max(1, round(OUTLINE_WEIGHT * headline.size))
    return tuple(
        _clip(_outline(overlay, weight, tone), region) for overlay in draw_ink_pages(pages, Role.HEADLINE, look.fonts)
    )


def _row_baselines(headline: PlacedBlock, region: Box, pitch: float) -> list[tuple[float, int]]:
    """Return the baselines over and under the headline, with the number of each row from it."""
    found = []
    first, last = headline.lines[0].baseline, headline.lines[-1].baseline
    high = pitch / ROW_PITCH
    number = 1
    while first - number * pitch > region.y:
        found.append((first - number * pitch, number))
        number += 1
    number = 1
    # A row that would show less than a third of itself is left out.
    while last + number * pitch - high < region.bottom - high / 3:
        found.append((last + number * pitch, number))
        number += 1
    return found


def _outline(overlay: Overlay, weight: int, tone: Rgb) -> Overlay:
    mask = overlay.rgba[..., 3]
    grown = grow_levels(mask, weight)
    rgba = np.empty_like(overlay.rgba)
    rgba[..., :3] = tone
    rgba[..., 3] = grown - np.minimum(mask, grown)
    return replace(overlay, rgba=rgba, letters=False)


def _clip(overlay: Overlay, region: Box) -> Overlay:
    """Return the overlay without what lies outside of the region, whole px."""
    height, width = overlay.rgba.shape[:2]
    top, bottom = max(0, round(region.y) - overlay.y), min(height, round(region.bottom) - overlay.y)
    left, right = max(0, round(region.x) - overlay.x), min(width, round(region.right) - overlay.x)
    part = np.ascontiguousarray(overlay.rgba[top:bottom, left:right])
    return replace(overlay, x=overlay.x + left, y=overlay.y + top, rgba=part)
