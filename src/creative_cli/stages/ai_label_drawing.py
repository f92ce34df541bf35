"""ai_label_drawing: where the label that says that a model made the picture stands, and its drawing. Not a stage."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from creative_cli.channels import load_channels
from creative_cli.checks.legal_size import least_legal_size
from creative_cli.color.color_math import NEAR_BLACK, WHITE
from creative_cli.formats import Box, Format, FormatContent, join_boxes
from creative_cli.layout.draw import Overlay
from creative_cli.layout.ink_pages import InkArea, InkPage, TextPiece, draw_ink_pages, frame_around, set_piece
from creative_cli.layout.scripts import choose_typeface
from creative_cli.layout.template import CanvasPlan
from creative_cli.locale.locales import Direction, Locale
from creative_cli.models import MIN_LEGIBLE_PX, BrandStyle, Canvas, LocalizedCopy, Pixels, Role
from creative_cli.provenance.file_facts import FileFacts
from creative_cli.provenance.picture_origin import PictureOrigin
from creative_cli.shown import ShownAiLabel

LABEL_WEIGHT = 500
PADDING = 0.45  # around the letters, of the size of type
LABEL_PITCH = 1.35  # of the size of type, between two lines
LABEL_AIR = 0.25  # to texts and the logo, of the margin
OVER_THE_EDGE = 0.4  # of the label over the product is as bad as an edge of the picture behind it
STEPS = 8  # places along an edge between two corners
MAX_OVER_PRODUCT = 0.02  # of the label, before the next place is tried
JOINT = " · "  # between the words of two rules


@dataclass(frozen=True, slots=True)
class _SetLabel:
    """A label as it is set: its lines with their ink at (0, 0), px, and the size of its plate."""

    pieces: tuple[TextPiece, ...]
    size: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class _Surroundings:
    """What a label stands beside: the picture's frame, what it may not touch, faces, and the subject's mask."""

    form: Format
    mirrored: bool
    margin: float
    frame: Box
    blocked: Sequence[Box]
    faces: Sequence[Box] = ()
    mask: Pixels | None = None


def draw_ai_label(
    words: LocalizedCopy,
    plan: CanvasPlan,
    canvas: Canvas,
    look: BrandStyle,
    facts: FileFacts,
    taken: Sequence[Box],
) -> tuple[tuple[Overlay, ...], ShownAiLabel | None]:
    """Draw the label on a plate at an edge, clear of type (*taken*), logo and faces; nothing if none is asked for.

    It is as large as small print, or as its rule asks. It stands on the picture off the product, in fewer words or
    in two lines if only they have room there, then beside the picture; where a rule asks for it, as near to a face as
    it can. Nothing is drawn where it has no place at all: the check reports that.
    """
    if not asks_for_label(canvas.origin, facts):
        return (), None
    photo = canvas.photo
    faces = () if photo is None else photo.faces
    around = _Surroundings(
        form=plan.format,
        mirrored=plan.direction is Direction.RTL,
        margin=plan.margin,
        frame=plan.format.bounds if photo is None else photo.frame,
        blocked=[*taken, canvas.logo.grown(LABEL_AIR * plan.margin), *faces],
        faces=faces if facts.label_beside_person else (),
        mask=canvas.product_mask if photo is None else np.maximum(canvas.product_mask, photo.subject),
    )
    found = _find_place(_set_labels(words.locale, plan.format, look, canvas.origin, facts), around)
    return ((), None) if found is None else _draw_at(*found, look)


def asks_for_label(origin: PictureOrigin, facts: FileFacts) -> bool:
    """Return whether an ad with a picture of that origin has a label."""
    return origin.from_model and bool(facts.person_label if origin.person else facts.label)


def has_label_room(
    words: LocalizedCopy,
    plan: CanvasPlan,
    look: BrandStyle,
    origin: PictureOrigin,
    facts: FileFacts,
    taken: Sequence[Box],
) -> bool:
    """Return whether the label has a place beside type (*taken*) and logo, wherever the subject stands."""
    if not asks_for_label(origin, facts) or plan.format.shows is not FormatContent.AD:
        return True
    around = _Surroundings(
        form=plan.format,
        mirrored=plan.direction is Direction.RTL,
        margin=plan.margin,
        frame=plan.format.bounds if plan.frame is None else plan.frame.box,
        blocked=[*taken, plan.logo.grown(LABEL_AIR * plan.margin), *(() if plan.price is None else (plan.price,))],
    )
    return _find_place(_set_labels(words.locale, plan.format, look, origin, facts), around) is not None


def label_foot_height(
    words: LocalizedCopy, form: Format, look: BrandStyle, origin: PictureOrigin, facts: FileFacts
) -> float:
    """Return how high a band has to be that holds the label in one line, px; 0 if none is asked for."""
    if not asks_for_label(origin, facts):
        return 0.0
    return _set_labels(words.locale, form, look, origin, facts)[0].height


def _set_labels(
    locale: Locale, form: Format, look: BrandStyle, origin: PictureOrigin, facts: FileFacts
) -> list[_SetLabel]:
    """Return the ways to set the label, the best first: whole, in two lines, in fewer words, and these in two lines."""
    texts = [facts.person_label, facts.short_person_label] if origin.person else [facts.label, facts.short_label]
    ways = [lines for text in dict.fromkeys(filter(None, texts)) for lines in _list_breaks(text)]
    return [_set_label(lines, locale, form, look, facts) for lines in ways]


def _list_breaks(text: str) -> Iterator[tuple[str, ...]]:
    """Yield the text in one line, then in two: between the words of two rules, or near its middle."""
    yield (text,)
    if JOINT in text:
        first, _, second = text.partition(JOINT)
        yield first, second
    elif " " in text:
        spaces = [at for at, sign in enumerate(text) if sign == " "]
        middle = min(spaces, key=lambda at: abs(at - len(text) / 2))
        yield text[:middle], text[middle + 1 :]


def _set_label(lines: tuple[str, ...], locale: Locale, form: Format, look: BrandStyle, facts: FileFacts) -> _SetLabel:
    face = choose_typeface(locale, Role.BODY, LABEL_WEIGHT, look.fonts, text=" ".join(lines))
    known, tall = load_channels().get(form.name), facts.label_height * form.short_side
    asked = 0.0 if known is None or known.min_font_px is None else known.min_font_px
    heights = (set_piece(line, face, 1.0).ink.height for line in lines)
    legible = MIN_LEGIBLE_PX[Role.DISCLAIMER] / form.shown_scale
    size = max(least_legal_size(form), legible, asked, tall / min(heights))
    pieces = tuple(
        set_piece(line, face, size).moved(0, number * LABEL_PITCH * size) for number, line in enumerate(lines)
    )
    widest = max(piece.ink.width for piece in pieces)
    rtl = locale.direction is Direction.RTL
    pieces = tuple(
        piece.moved((widest - piece.ink.width if rtl else 0) - piece.ink.x, -pieces[0].ink.y) for piece in pieces
    )
    ink = join_boxes([piece.ink for piece in pieces])
    edge = 2 * PADDING * size
    return _SetLabel(pieces, size, ink.width + edge, ink.height + edge)


def _draw_at(label: _SetLabel, plate: Box, look: BrandStyle) -> tuple[tuple[Overlay, ...], ShownAiLabel | None]:
    edge = PADDING * label.size
    moved = [piece.moved(round(plate.x + edge), round(plate.y + edge)) for piece in label.pieces]
    ink = join_boxes([piece.ink for piece in moved])
    corners = ((plate.x, plate.y), (plate.right, plate.y), (plate.right, plate.bottom), (plate.x, plate.bottom))
    pages = (
        InkPage(frame_around(plate), NEAR_BLACK, shapes=(InkArea((corners,)),), letters=False),
        InkPage(frame_around(ink), WHITE, tuple(moved)),
    )
    text = " ".join(piece.source for piece in moved)
    return draw_ink_pages(pages, Role.DISCLAIMER, look.fonts), ShownAiLabel(text, plate, ink, label.size)


def _find_place(labels: Sequence[_SetLabel], around: _Surroundings) -> tuple[_SetLabel, Box] | None:
    """Return a label and its place: in the picture off the product, beside the picture, in the foot, or anywhere."""
    frame = around.frame
    inside = [place for label in labels for place in _list_free(label, around, frame) if frame.holds(place[1])]
    clear = [place for place in inside if _covered_share(place[1], around) <= MAX_OVER_PRODUCT]
    if around.faces and inside:
        return min(clear or inside, key=lambda place: _distance(place[1], around.faces[0]))
    if clear:
        return clear[0]
    whole = around.form.bounds
    free = [place for label in labels for place in _list_free(label, around, whole)]
    beside = next((place for place in free if frame.overlap(place[1]) == 0), None)
    if beside is not None:
        return beside
    foot = around.form.foot.mirrored(around.form.width) if around.mirrored and around.form.mirrors else around.form.foot
    kept = next((place for label in labels for place in _list_free(label, around, foot, edge=0.0)), None)
    if kept is not None:
        return kept
    return min((*inside, *free), key=lambda place: _disturbance(place[1], around), default=None)


def _list_free(
    label: _SetLabel, around: _Surroundings, frame: Box, edge: float | None = None
) -> Iterator[tuple[_SetLabel, Box]]:
    """Yield places of a label at the edges of *frame* in what the platform leaves, clear of what is blocked."""
    form = around.form
    safe = form.safe_zone(mirrored=around.mirrored)
    safe = Box(safe.x, safe.y, safe.width, safe.height + form.label_foot)
    for box in _list_edges(label, frame, safe, around.margin / 2 if edge is None else edge):
        if not any(other.overlap(box) > 0 for other in around.blocked):
            yield label, box


def _list_edges(label: _SetLabel, frame: Box, safe: Box, edge: float) -> Iterator[Box]:
    """Yield the corners of a frame, the lower ones first, then places between them."""
    left, top = max(safe.x, frame.x + edge), max(safe.y, frame.y + edge)
    right = min(safe.right, frame.right - edge) - label.width
    bottom = min(safe.bottom, frame.bottom - edge) - label.height
    if right < left or bottom < top:
        return
    across = [left + step * (right - left) / STEPS for step in range(STEPS + 1)]
    down = [top + step * (bottom - top) / STEPS for step in range(STEPS + 1)]
    places = [(right, bottom), (left, bottom), (right, top), (left, top)]
    places += [(x, y) for y in (bottom, top) for x in across[1:-1]]
    places += [(x, y) for x in (right, left) for y in down[1:-1]]
    for x, y in places:
        yield Box(int(x), int(y), label.width, label.height)


def _disturbance(box: Box, around: _Surroundings) -> float:
    return _covered_share(box, around) + (0.0 if around.frame.holds(box) else OVER_THE_EDGE)


def _covered_share(box: Box, around: _Surroundings) -> float:
    if around.mask is None:
        return 0.0
    left, top, right, bottom = box.pixels(around.form.width, around.form.height)
    return float((around.mask[top:bottom, left:right] > 127).mean())  # noqa: PLR2004  # half of the mask's range


def _distance(box: Box, face: Box) -> float:
    across = (box.x + box.width / 2) - (face.x + face.width / 2)
    down = (box.y + box.height / 2) - (face.y + face.height / 2)
    return float(np.hypot(across, down))
