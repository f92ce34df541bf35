"""What the arrangements of all skeletons start from: the canvas' measures, drafts, and where logo and type stand."""

from dataclasses import dataclass
from math import sqrt

from creative_cli.formats import Box, Format, FormatClass, format_class
from creative_cli.layout.style_pack import FrameShape, StylePack
from creative_cli.layout.template import Frame
from creative_cli.models import Role, TextZone
from creative_cli.small_sizes import ALL_ROLES_FROM_PX, ONE_ROW_STRIP, ROWS_FROM_PX, SMALL_CLASSES

# Between frame and type, and between type that stands side by side, in margins.
GUTTER = 0.75
# Widest the logo may be, of the type's column; in small sizes a long name would be too small to read. Of a banner of
# 300 × 250 it is at most half the width: a wider name outshouts the headline.
LOGO_WIDTH, SMALL_LOGO_WIDTH, BANNER_LOGO, TALL_STRIP_LOGO_WIDTH = 0.62, 0.80, 0.48, 0.36
# Headline em: floor, least and most of the target, of the canvas' height; its floor in px; the most lines.
HEADLINES = {
    FormatClass.SQUARE: (0.066, 0.074, 0.13, 0.0, 4),
    FormatClass.PORTRAIT: (0.056, 0.064, 0.11, 0.0, 4),
    FormatClass.STORY: (0.042, 0.046, 0.10, 0.0, 4),
    FormatClass.WIDE: (0.085, 0.105, 0.18, 0.0, 4),
    FormatClass.SMALL: (0.07, 0.085, 0.14, 17.0, 4),
    FormatClass.TOWER: (0.0285, 0.038, 0.07, 17.0, 5),
    FormatClass.STRIP: (0.125, 0.160, 0.30, 16.0, 2),
}
# The least headline, px, of a strip so low that it has logo, headline and button only, and of what is smaller.
LOW_HEADLINE_PX = 11.0
# Of a strip with room for rows: the most of its headline, of the height, the height of its logo, of u, and the part of
# the type's height that body and small print have.
TALL_STRIP_HEADLINE, TALL_STRIP_LOGO, TALL_STRIP_FOOT = 0.28, 0.056, 0.37
# Small print em: least and most, of u; its least in px.
LEGAL = {
    FormatClass.SQUARE: (0.0175, 0.0215, 18.0),
    FormatClass.PORTRAIT: (0.0175, 0.0210, 20.0),
    FormatClass.STORY: (0.0175, 0.0190, 24.0),
    FormatClass.WIDE: (0.0165, 0.0180, 22.0),
}
# Free height between a headline and the price or button below it: of its least size, and of the margin at least.
PRICE_AIR, PRICE_AIR_OF_MARGIN = 0.45, 0.3
# Width of body and small print beside a button, of the type's.
FOOT_WORDS = 0.58
# Of a breakout: how far the shape's foot is above the canvas' room, how far the subject stands above the shape's foot
# and rises over its top, of the shape's height; the widest a subject may be, of the shape.
SUBJECT_FOOT, SUBJECT_RISE, SUBJECT_WIDTH = 0.06, 0.20, 0.96
# The roles of a zone: all of them, or what stands over a photo and what at the foot.
FULL_STACK = (Role.KICKER, Role.HEADLINE, Role.BODY, Role.CTA, Role.DISCLAIMER)
UPPER_STACK, FOOT_STACK = (Role.KICKER, Role.HEADLINE, Role.BODY), (Role.CTA, Role.DISCLAIMER)


@dataclass(frozen=True, slots=True)
class SkeletonDraft:
    """An arrangement in px for readers from the left: frame, logo room, type, plate and where the type stands."""

    name: str
    frame: Frame
    logo: Box
    zones: tuple[TextZone, ...]
    side: str
    plate: Box | None = None
    column: bool = False
    cutout: Box | None = None
    price: Box | None = None
    spare: bool = False
    wider: bool = False


@dataclass(frozen=True, slots=True)
class CanvasMeasures:
    """The measures that every arrangement of a format starts from, px for readers from the left.

    `content` is the safe zone less the margin; `offer` asks for room for a price.
    """

    form: Format
    kind: FormatClass
    pack: StylePack
    margin: float
    content: Box
    offer: bool

    @property
    def width(self) -> float:
        """Width of the canvas, px."""
        return self.form.width

    @property
    def height(self) -> float:
        """Height of the canvas, px."""
        return self.form.height

    @property
    def u(self) -> float:
        """The square root of the canvas' area, px."""
        return sqrt(self.width * self.height)

    @property
    def price_air(self) -> float:
        """Free height between a headline and the price or button below it, px."""
        return max(PRICE_AIR_OF_MARGIN * self.margin, PRICE_AIR * least_headline(self.form))


@dataclass(frozen=True, slots=True)
class SkeletonCanvas(CanvasMeasures):
    """The measures of an ad with a picture; `logo_height` is that of the logo's room, px."""

    logo_height: float

    def shape(self, *wanted: FrameShape) -> FrameShape:
        """Return the first of the pack's shapes that the frame may have; a rectangle otherwise."""
        fallback = FrameShape.ROUNDED if self.pack.radius else FrameShape.RECT
        return next((shape for shape in self.pack.shapes if shape in wanted), fallback)

    def frame(self, box: Box, shape: FrameShape) -> Frame:
        """Return a frame with the pack's corners."""
        return Frame(box, shape, self.pack.radius * self.u)


def least_headline(form: Format) -> float:
    """Return the least size of a headline in a format, px."""
    share, _, _, px, _ = HEADLINES[format_class(form)]
    return max(LOW_HEADLINE_PX if is_low(form) else px, share * form.height)


def least_small_print(form: Format) -> float:
    """Return the least size of small print in a format, px; 0 for banners, whose sizes are px as shown."""
    share, _, px = LEGAL.get(format_class(form), (0.0, 0.0, 0.0))
    return max(share * sqrt(form.width * form.height), px)


def has_rows(form: Format) -> bool:
    """Return whether a format is a strip that is high enough for rows of type."""
    high = form.height * form.shown_scale >= ROWS_FROM_PX
    return format_class(form) is FormatClass.STRIP and form.aspect < ONE_ROW_STRIP and high


def is_low(form: Format) -> bool:
    """Return whether a format is too low for body and small print."""
    return format_class(form) in SMALL_CLASSES and form.height * form.shown_scale < ALL_ROLES_FROM_PX


def stack_roles(
    box: Box, roles: tuple[Role, ...] = FULL_STACK, anchor: str = "spread", *, end: bool = False
) -> TextZone:
    """Return a zone with *roles* one below the other, button and small print at its foot; *end* is that of a row."""
    return TextZone(box, roles, anchor, at_end=end)


def place_below_logo(canvas: SkeletonCanvas, column: Box) -> tuple[Box, Box]:
    """Return the logo's room at the top of a column, and the room for type under it."""
    wide = (SMALL_LOGO_WIDTH if canvas.kind in SMALL_CLASSES else LOGO_WIDTH) * column.width
    if canvas.kind is FormatClass.SMALL:
        wide = min(wide, BANNER_LOGO * canvas.width)
    logo = Box(column.x, column.y, wide, canvas.logo_height)
    top = logo.bottom + 0.75 * canvas.logo_height
    return logo, Box(column.x, top, column.width, column.bottom - top)


def headline_over_row(canvas: SkeletonCanvas, room: Box) -> tuple[TextZone, ...]:
    """Return a headline over the whole width, and under it body and small print beside the button.

    With an offer, the price stands beside the button, whose zone has the small print.
    """
    low = min(0.46 * room.height, 0.145 * canvas.height)
    foot = TALL_STRIP_FOOT * room.height if has_rows(canvas.form) else low
    gutter = GUTTER * canvas.margin
    upper = Box(room.x, room.y, room.width, room.height - foot - 0.35 * canvas.margin)
    words = FOOT_WORDS * room.width
    if canvas.offer:
        return _headline_over_price(canvas, room)
    return (
        stack_roles(
            upper, (Role.HEADLINE,) if canvas.kind is FormatClass.STRIP else (Role.KICKER, Role.HEADLINE), "top"
        ),
        stack_roles(Box(room.x, room.bottom - foot, words, foot), (Role.BODY, Role.DISCLAIMER), "bottom"),
        stack_roles(
            Box(room.x + words + gutter, room.bottom - foot, room.width - words - gutter, foot),
            (Role.CTA,),
            "bottom",
            end=True,
        ),
    )


def _headline_over_price(canvas: SkeletonCanvas, room: Box) -> tuple[TextZone, ...]:
    foot = min(0.24 * canvas.height, 0.60 * room.height)
    upper = Box(room.x, room.y, room.width, room.height - foot - canvas.price_air)
    half = 0.48 * room.width
    last = Box(room.right - half, room.bottom - foot, half, foot)
    return (stack_roles(upper, (Role.HEADLINE,), "top"), stack_roles(last, FOOT_STACK, "bottom", end=True))


def stand_cutout(canvas: SkeletonCanvas, region: Box) -> tuple[Frame, Box]:
    """Return a shape in a region, and the room of a cut-out that stands on it and rises over its top."""
    rise = 1 + SUBJECT_RISE
    side = min(region.width, region.height / rise)
    left = region.x + (region.width - side) / 2
    shape = Box(left, region.bottom - side, side, side)
    if canvas.pack.shapes[0] in {FrameShape.RECT, FrameShape.DIAGONAL}:
        shape = Box(region.x, region.bottom - 0.84 * side, region.width, 0.84 * side)
        outline = FrameShape.RECT
    else:
        outline = FrameShape.CIRCLE
    foot = shape.bottom - SUBJECT_FOOT * shape.height
    wide = min(region.width, SUBJECT_WIDTH * max(shape.width, shape.height))
    middle = shape.x + shape.width / 2
    return Frame(shape, outline, 0.0), Box(middle - wide / 2, region.y, wide, foot - region.y)
