"""The sizes ads are made in, in pixels.

A format is a canvas with the part of it that platforms leave free of their own buttons and captions.
Geometry that many rooms share (boxes, insets) has its home here too.
"""

from dataclasses import dataclass

SHORT_SIDE = 1080
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


@dataclass(frozen=True, slots=True)
class Format:
    """One canvas size with its name, its folder and its safe zone."""

    name: str
    folder: str
    width: int
    height: int
    safe: Insets = Insets()

    @property
    def short_side(self) -> int:
        """The shorter of width and height, px; margins and type sizes are fractions of it."""
        return min(self.width, self.height)

    @property
    def bounds(self) -> Box:
        """The whole canvas."""
        return Box(0, 0, self.width, self.height)

    @property
    def safe_zone(self) -> Box:
        """The part of the canvas that platforms keep free of their own controls, px."""
        left, top = self.safe.left * self.width, self.safe.top * self.height
        return Box(
            left,
            top,
            self.width - left - self.safe.right * self.width,
            self.height - top - self.safe.bottom * self.height,
        )


STORIES_SAFE = Insets(top=0.14, bottom=0.20)
"""Meta's safe zone for stories (facebook.com/business/ads-guide, read 2026-11-22): fractions, as its px disagree."""

RATIOS = {
    "1:1": Format("1:1", "1x1", SHORT_SIDE, SHORT_SIDE),
    "16:9": Format("16:9", "16x9", 1920, SHORT_SIDE),
    "9:16": Format("9:16", "9x16", SHORT_SIDE, 1920, STORIES_SAFE),
}
"""The aspect ratios a brief may ask for, by name."""
