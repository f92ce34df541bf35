"""Ad formats: canvas sizes, safe zones and file rules; and the boxes and insets that layout code shares."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction

# Short side of plain aspect ratios, px, as Meta, TikTok and YouTube require.
DEFAULT_SHORT_SIDE = 1080

# Ratios that platforms name, and how far from one a canvas may be, as platforms allow.
TRADE_RATIOS = ("1:1", "4:5", "2:3", "9:16", "16:9", "1.91:1", "4:1")
TRADE_RATIO_TOLERANCE = 0.01

# The largest number in a ratio that people still read at a glance.
MAX_RATIO_TERM = 16

# Width of a phone, CSS px: ads with a longer short side are shown scaled down.
PHONE_WIDTH = 360

# A format shown with a shorter short side, CSS px, is a banner.
BANNER_SHORT_SIDE = 320

DEFAULT_RATIOS = ("1:1", "16:9", "9:16")

# Ratios that platforms require at one fixed size, px.
FIXED_RATIO_SIZES = {"1.91:1": (1200, 628), "4:1": (1200, 300)}

# Limits of the sides, px: the IAB's lowest banner, and more than any feed shows.
MIN_CANVAS_SIDE, MAX_CANVAS_SIDE = 50, 4000

# Maximum ratio of the longer side to the shorter.
MAX_ASPECT_RATIO = 12

# Formats at least this tall (height / width) get the safe zone of stories.
STORIES_ASPECT = 1.7

# Where one class of formats ends and the next begins, width / height.
TOWER_ASPECT, STORY_ASPECT, PORTRAIT_ASPECT, SQUARE_ASPECT, WIDE_ASPECT = 0.50, 0.70, 0.90, 1.30, 3.0

# A canvas shown narrower than this, CSS px, has no room for the proportions of a feed ad.
SMALL_WIDTH = 400

_RATIO = re.compile(r"(\d{1,2}(?:\.\d{1,2})?):(\d{1,2}(?:\.\d{1,2})?)")
_SIZE = re.compile(r"(\d{2,4})x(\d{2,4})")


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in px; the origin is the top left corner of the canvas."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """First x outside, px."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """First y outside, px."""
        return self.y + self.height

    @property
    def area(self) -> float:
        """Area in px²; 0 for an inverted box."""
        return max(0.0, self.width) * max(0.0, self.height)

    def grown(self, by: float) -> "Box":
        """Return the box with every side moved outwards *by* px (inwards if negative)."""
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def scaled(self, by: float) -> "Box":
        """Return the box on a canvas *by* times as large."""
        return Box(self.x * by, self.y * by, self.width * by, self.height * by)

    def overlap(self, other: "Box") -> float:
        """Return the area shared with *other*, in px²."""
        width = min(self.right, other.right) - max(self.x, other.x)
        height = min(self.bottom, other.bottom) - max(self.y, other.y)
        return max(0.0, width) * max(0.0, height)

    def holds(self, other: "Box", slack: float = 0.5) -> bool:
        """Return whether *other* lies inside, with *slack* px of tolerance for rounding."""
        return (
            other.x >= self.x - slack
            and other.y >= self.y - slack
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )

    def mirrored(self, width: float) -> "Box":
        """Return the box mirrored left to right on a canvas of *width* px."""
        return Box(width - self.right, self.y, self.width, self.height)

    def pixels(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Return (left, top, right, bottom) in whole px, rounded outwards and clipped to the canvas."""
        left = min(width, max(0, int(self.x // 1)))
        top = min(height, max(0, int(self.y // 1)))
        right = max(left, min(width, int(-(-self.right // 1))))
        bottom = max(top, min(height, int(-(-self.bottom // 1))))
        return left, top, right, bottom


def join_boxes(boxes: Sequence[Box]) -> Box:
    """Return the box around *boxes*, at least one."""
    left, top = min(box.x for box in boxes), min(box.y for box in boxes)
    right, bottom = max(box.right for box in boxes), max(box.bottom for box in boxes)
    return Box(left, top, right - left, bottom - top)


@dataclass(frozen=True, slots=True)
class Insets:
    """Distances from the edges, as fractions of the width (left, right) or height (top, bottom)."""

    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    left: float = 0.0


class FormatContent(StrEnum):
    """What the picture of a format may show."""

    AD = "ad"
    PICTURE = "picture"
    LOGO = "logo"


class FormatClass(StrEnum):
    """A class of formats that share one arrangement."""

    SQUARE = "square"
    PORTRAIT = "portrait"
    STORY = "story"
    WIDE = "wide"
    STRIP = "strip"
    TOWER = "tower"
    SMALL = "small"


class Encoding(StrEnum):
    """File type; PNG8 is a PNG with a palette of 256 colours."""

    JPG = "jpg"
    PNG = "png"
    PNG8 = "png8"
    WEBP = "webp"
    AVIF = "avif"

    @property
    def suffix(self) -> str:
        """Suffix of the file name, without a dot."""
        return "png" if self is Encoding.PNG8 else self.value


@dataclass(frozen=True, slots=True)
class Format:
    """A canvas size (px) with its name, folder, safe zone and file rules.

    `safe` is the safe zone in left-to-right markets; if `mirrors` is set, the platform moves its controls to the other
    side in right-to-left markets. `display` is the displayed width, CSS px, if it is smaller than the file's.
    `encodings` are tried in order until the file fits into `max_bytes`. A `draft` is marked in the picture and in its
    file name. `label_foot` is the height, px, that `with_label_foot` keeps free at the foot.
    """

    name: str
    folder: str
    width: int
    height: int
    safe: Insets = Insets()
    mirrors: bool = False
    encodings: tuple[Encoding, ...] = (Encoding.JPG,)
    max_bytes: int | None = None
    display: int | None = None
    shows: FormatContent = FormatContent.AD
    draft: bool = False
    label_foot: float = field(default=0.0, metadata={"sparse": True})

    @property
    def aspect(self) -> float:
        """Width / height."""
        return self.width / self.height

    @property
    def ratio(self) -> str:
        """Width to height as the trade writes it: a named ratio, lowest terms if they are small, or 3.23:1."""
        for name in TRADE_RATIOS:
            across, down = map(float, name.split(":"))
            if abs(self.aspect * down / across - 1) < TRADE_RATIO_TOLERANCE:
                return name
        exact = Fraction(self.width, self.height)
        if max(exact.numerator, exact.denominator) <= MAX_RATIO_TERM:
            return f"{exact.numerator}:{exact.denominator}"
        return f"{self.aspect:.2f}:1" if self.width > self.height else f"1:{1 / self.aspect:.2f}"

    @property
    def short_side(self) -> int:
        """The shorter of width and height, px; margins and font sizes are fractions of it."""
        return min(self.width, self.height)

    @property
    def bounds(self) -> Box:
        """The whole canvas."""
        return Box(0, 0, self.width, self.height)

    @property
    def shown_scale(self) -> float:
        """CSS px per px of the file as displayed: on a phone, or at the width the platform specifies."""
        if self.display is not None:
            return self.display / self.width
        return min(1.0, PHONE_WIDTH / self.short_side)

    @property
    def is_banner(self) -> bool:
        """Whether it is displayed too small for all the text an ad may have."""
        return self.short_side * self.shown_scale < BANNER_SHORT_SIDE

    @property
    def foot(self) -> Box:
        """The band that is kept free for a label at the foot of what the platform leaves, px; empty without one."""
        zone = self.safe_zone()
        return Box(zone.x, zone.bottom, zone.width, self.label_foot)

    def with_label_foot(self, height: float) -> "Format":
        """Return the format with *height* px more at its foot that neither type nor logo may take."""
        safe = replace(self.safe, bottom=self.safe.bottom + height / self.height)
        return replace(self, safe=safe, label_foot=height)

    def safe_zone(self, *, mirrored: bool = False) -> Box:
        """Return the part that platforms keep free of their own controls, px; *mirrored* in right-to-left markets."""
        left, top = self.safe.left * self.width, self.safe.top * self.height
        right, bottom = self.safe.right * self.width, self.safe.bottom * self.height
        zone = Box(left, top, self.width - left - right, self.height - top - bottom)
        return zone.mirrored(self.width) if mirrored and self.mirrors else zone


def format_class(form: Format) -> FormatClass:
    """Return the class of a format, by its width / height and the width it is shown at.

    Small sizes go first: towers (narrower than 1:2), then strips of any width (wider than 3:1, so 320 × 50 is one),
    then the other small boxes. A file for dense screens has the class of its `display` width.
    """
    small = (form.display or form.width) < SMALL_WIDTH
    if small and form.aspect < TOWER_ASPECT:
        return FormatClass.TOWER
    if form.aspect > WIDE_ASPECT:
        return FormatClass.STRIP
    if small:
        return FormatClass.SMALL
    ends = (
        (STORY_ASPECT, FormatClass.STORY),
        (PORTRAIT_ASPECT, FormatClass.PORTRAIT),
        (SQUARE_ASPECT, FormatClass.SQUARE),
    )
    return next((kind for end, kind in ends if form.aspect < end), FormatClass.WIDE)


# Meta's safe zone for stories (facebook.com/business/ads-guide, read 2026-11-22): fractions, as its px disagree.
STORIES_SAFE_ZONE = Insets(top=0.14, bottom=0.20)


def parse_format(name: str) -> Format:
    """Return the format of an aspect ratio (`4:5`, 1080 px on its short side) or a size in px (`300x250`).

    Raises ValueError with a message for people if the name is neither, or the size is not supported.
    """
    ratio, size = _RATIO.fullmatch(name), _SIZE.fullmatch(name)
    if ratio is not None:
        width, height = _size_of_ratio(Fraction(ratio[1]), Fraction(ratio[2]), name)
    elif size is not None:
        width, height = int(size[1]), int(size[2])
    else:
        raise ValueError(f"{name!r} is neither a ratio like 4:5 nor a size like 300x250")
    short, long = sorted((width, height))
    if short < MIN_CANVAS_SIDE or long > MAX_CANVAS_SIDE or long > MAX_ASPECT_RATIO * short:
        raise ValueError(
            f"{name!r} is {width} × {height} px, but sides are {MIN_CANVAS_SIDE} to {MAX_CANVAS_SIDE} px, "
            f"at most {MAX_ASPECT_RATIO}:1"
        )
    tall = height >= STORIES_ASPECT * width and short >= DEFAULT_SHORT_SIDE // 2
    return Format(name, name.replace(":", "x"), width, height, STORIES_SAFE_ZONE if tall else Insets())


def _size_of_ratio(across: Fraction, down: Fraction, name: str) -> tuple[int, int]:
    if not across or not down:
        raise ValueError(f"{name!r} is not a ratio: neither side may be 0")
    if name in FIXED_RATIO_SIZES:
        return FIXED_RATIO_SIZES[name]
    long = round(DEFAULT_SHORT_SIDE * max(across / down, down / across) / 2) * 2
    return (long, DEFAULT_SHORT_SIDE) if across >= down else (DEFAULT_SHORT_SIDE, long)


DEFAULT_FORMATS = {name: parse_format(name) for name in DEFAULT_RATIOS}
