"""The sizes ads are made in, in pixels.

A format is a canvas with the part of it that platforms leave free of their own buttons and captions.
Geometry that many rooms share (boxes, insets) has its home here too.
"""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

DEFAULT_SHORT_SIDE = 1080
"""Short side of every plain aspect ratio, in px: what Meta, TikTok and YouTube ask for."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in px; x grows right, y grows down, the origin is the canvas' top left corner."""

    x: float
    y: float
    width: float
    height: float

    @property
    def right(self) -> float:
        """First x that is outside, px."""
        return self.x + self.width

    @property
    def bottom(self) -> float:
        """First y that is outside, px."""
        return self.y + self.height

    @property
    def area(self) -> float:
        """Area in px²; an inverted box has none."""
        return max(0.0, self.width) * max(0.0, self.height)

    def grown(self, by: float) -> "Box":
        """Return the box with every side moved outwards *by* px (inwards when negative)."""
        return Box(self.x - by, self.y - by, self.width + 2 * by, self.height + 2 * by)

    def overlap(self, other: "Box") -> float:
        """Return the area shared with *other*, in px²."""
        width = min(self.right, other.right) - max(self.x, other.x)
        height = min(self.bottom, other.bottom) - max(self.y, other.y)
        return max(0.0, width) * max(0.0, height)

    def holds(self, other: "Box", slack: float = 0.5) -> bool:
        """Tell whether *other* lies inside, give or take *slack* px of rounding."""
        return (
            other.x >= self.x - slack
            and other.y >= self.y - slack
            and other.right <= self.right + slack
            and other.bottom <= self.bottom + slack
        )

    def mirrored(self, width: float) -> "Box":
        """Return the box as it lies on a canvas of *width* px seen in a mirror."""
        return Box(width - self.right, self.y, self.width, self.height)

    def pixels(self, width: int, height: int) -> tuple[int, int, int, int]:
        """Return (left, top, right, bottom) in whole px, grown outwards and cut to the canvas."""
        left = min(width, max(0, int(self.x // 1)))
        top = min(height, max(0, int(self.y // 1)))
        right = max(left, min(width, int(-(-self.right // 1))))
        bottom = max(top, min(height, int(-(-self.bottom // 1))))
        return left, top, right, bottom


@dataclass(frozen=True, slots=True)
class Insets:
    """Distances from the four edges, as fractions of width (left, right) or height (top, bottom)."""

    top: float = 0.0
    right: float = 0.0
    bottom: float = 0.0
    left: float = 0.0


class FormatContent(StrEnum):
    """What may be in the picture of a format."""

    AD = "ad"
    PICTURE = "picture"
    LOGO = "logo"


class Encoding(StrEnum):
    """How a file is written; PNG8 is a PNG with a palette of 256 colours."""

    JPG = "jpg"
    PNG = "png"
    PNG8 = "png8"
    WEBP = "webp"
    AVIF = "avif"

    @property
    def suffix(self) -> str:
        """The file name's ending."""
        return "png" if self is Encoding.PNG8 else self.value


@dataclass(frozen=True, slots=True)
class Format:
    """One canvas size with its name, its folder, its safe zone and what its file may be.

    `safe` is as it stands in left-to-right markets; with `mirrors` the platform moves its controls to the other side
    in right-to-left ones. `display` is how wide it is shown, CSS px, where the file is drawn larger. `encodings` are
    tried in their order; `max_bytes` bounds the file. A `draft` is marked as one, in the picture and in its name.
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

    @property
    def aspect(self) -> float:
        """Width / height."""
        return self.width / self.height

    @property
    def ratio(self) -> str:
        """Width to height as the trade writes it: 9:16, 1.91:1, in lowest terms where they are small, else 3.23:1."""
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
        """The shorter of width and height, px; margins and type sizes are fractions of it."""
        return min(self.width, self.height)

    @property
    def bounds(self) -> Box:
        """The whole canvas."""
        return Box(0, 0, self.width, self.height)

    @property
    def shown_scale(self) -> float:
        """CSS px per px of the file when it is shown: on a phone, or at the size the platform names."""
        if self.display is not None:
            return self.display / self.width
        return min(1.0, PHONE_WIDTH / self.short_side)

    @property
    def is_banner(self) -> bool:
        """Whether it is shown so small that it cannot hold everything an ad may say."""
        return self.short_side * self.shown_scale < BANNER_SHORT_SIDE

    def safe_zone(self, *, mirrored: bool = False) -> Box:
        """Return the part that platforms keep free of their own controls, px; *mirrored* in right-to-left markets."""
        left, top = self.safe.left * self.width, self.safe.top * self.height
        zone = Box(
            left,
            top,
            self.width - left - self.safe.right * self.width,
            self.height - top - self.safe.bottom * self.height,
        )
        return zone.mirrored(self.width) if mirrored and self.mirrors else zone


TRADE_RATIOS = ("1:1", "4:5", "2:3", "9:16", "16:9", "1.91:1", "4:1")
"""Ratios that platforms name; a canvas within `RATIO_SLACK` of one is called by it."""

MAX_RATIO_TERM = 16
"""The greatest number in a ratio that people read at a glance."""

TRADE_RATIO_TOLERANCE = 0.01
"""How far from a named ratio a canvas may be, as platforms allow."""

PHONE_WIDTH = 360
"""CSS px across a phone: an ad with a longer short side is shown scaled down to it."""

BANNER_SHORT_SIDE = 320
"""Short side, CSS px, under which a format is a banner: a phone is 360 wide."""

STORIES_SAFE_ZONE = Insets(top=0.14, bottom=0.20)
"""Meta's safe zone for stories (facebook.com/business/ads-guide, read 2026-11-22): fractions, as its px disagree."""

DEFAULT_RATIOS = ("1:1", "16:9", "9:16")
"""What a brief gets that names no ratios."""

FIXED_RATIO_SIZES = {"1.91:1": (1200, 628), "4:1": (1200, 300)}
"""Ratios that platforms ask for at one size of their own, px."""

MIN_CANVAS_SIDE, MAX_CANVAS_SIDE = 50, 4000
"""Sides a canvas may have, px: the lowest banner of the IAB, and more than any feed shows."""

MAX_ASPECT_RATIO = 12
"""Longest side a canvas may have, of its shortest."""

_RATIO = re.compile(r"(\d{1,2}(?:\.\d{1,2})?):(\d{1,2}(?:\.\d{1,2})?)")
_SIZE = re.compile(r"(\d{2,4})x(\d{2,4})")


def parse_format(name: str) -> Format:
    """Return the format of an aspect ratio (`4:5`) or a size in px (`300x250`).

    A ratio's short side is 1080 px. Raises ValueError, in words, for what is neither or no canvas.
    """
    ratio, size = _RATIO.fullmatch(name), _SIZE.fullmatch(name)
    if ratio is not None:
        width, height = _size_of_ratio(Fraction(ratio[1]), Fraction(ratio[2]), name)
    elif size is not None:
        width, height = int(size[1]), int(size[2])
    else:
        raise ValueError(f"{name!r} is neither a ratio like 4:5 nor a size like 300x250")
    if (
        min(width, height) < MIN_CANVAS_SIDE
        or max(width, height) > MAX_CANVAS_SIDE
        or max(width, height) > MAX_ASPECT_RATIO * min(width, height)
    ):
        raise ValueError(
            f"{name!r} is {width} × {height} px, but sides are {MIN_CANVAS_SIDE} to {MAX_CANVAS_SIDE} px, "
            f"at most {MAX_ASPECT_RATIO}:1"
        )
    tall = height >= 1.7 * width and min(width, height) >= DEFAULT_SHORT_SIDE // 2
    return Format(name, name.replace(":", "x"), width, height, STORIES_SAFE_ZONE if tall else Insets())


def _size_of_ratio(across: Fraction, down: Fraction, name: str) -> tuple[int, int]:
    if not across or not down:
        raise ValueError(f"{name!r} is no ratio: neither side may be 0")
    if name in FIXED_RATIO_SIZES:
        return FIXED_RATIO_SIZES[name]
    long = round(DEFAULT_SHORT_SIDE * max(across / down, down / across) / 2) * 2
    return (long, DEFAULT_SHORT_SIDE) if across >= down else (DEFAULT_SHORT_SIDE, long)


DEFAULT_FORMATS = {name: parse_format(name) for name in DEFAULT_RATIOS}
"""The formats of the default ratios, by name."""


def with_encoding(form: Format, encoding: Encoding) -> Format:
    """Return the format with its files written in one encoding."""
    return replace(form, encodings=(encoding,))
