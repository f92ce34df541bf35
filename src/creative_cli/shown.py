"""How an ad shows its photo, logo, layout and offer: what composing and typesetting measured, for the checks."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from creative_cli.color.color_math import Palette, Rgb
from creative_cli.formats import Box


@dataclass(frozen=True, slots=True, eq=False, weakref_slot=True)
class ShownPhoto:
    """How a photo is shown on a canvas of (height, width) px, measured while it is composed; for the checks.

    `reference` is uint8 (height, width, 3): the crop alone, without scrim, plate, shapes or type. `shown` is uint8
    (height, width): 255 where the frame shows the picture, whatever lies over it; `made_up` the same where what is
    shown comes from outside the photo. `subject` is uint8 (height, width): the subject's mask in the frame, whatever
    lies over it. `subject_share` is the part of the subject's box inside the frame, 0 to 1. `faces` are boxes on the
    canvas, also where they reach out of the frame. `touched` are the sides (left, top, right, bottom) on which the
    photo itself cuts the subject. `upscale` is frame px per photo px. `cutout` says that only the subject is shown.
    """

    frame: Box
    reference: NDArray[np.uint8]
    shown: NDArray[np.uint8]
    made_up: NDArray[np.uint8]
    subject: NDArray[np.uint8]
    subject_box: Box
    subject_share: float
    faces: tuple[Box, ...]
    touched: tuple[bool, bool, bool, bool]
    upscale: float
    cutout: bool = False


@dataclass(frozen=True, slots=True)
class Composition:
    """How an ad is laid out: its `layout` (skeleton), the one the campaign wants, style pack, surface and side.

    `surface` is the colour role of the ground, `ground` its colour. `side` says where the type stands: start, end, top
    or bottom. `headline` is the range of the headline's size, px: floor, and the least and most of the target.
    `palette` is that of the brand; checks that need it are errors without it.
    """

    layout: str
    wanted: str
    style: str
    surface: str
    ground: Rgb
    side: str
    headline: tuple[float, float, float]
    palette: Palette | None = None


@dataclass(frozen=True, slots=True, eq=False)
class ShownLogo:
    """How the logo is shown: its ink's `box`, and the `plate` under it with round corners, px of the canvas.

    `mark` is what was drawn, `supplied` the brand's own before any change of colour, trimmed: uint8 (height, width, 4).
    `source` is its file, None for a name set in type. `rung` is the way that was taken. `name_height` is how high
    the letters of the name are in a logo of a file, px; None if that was not measured. `clear_space` is what the brand
    keeps free around it, of its height, and `min_height` the least that the brand allows, px.
    """

    box: Box
    mark: NDArray[np.uint8]
    supplied: NDArray[np.uint8]
    rung: str
    source: bytes | None = None
    plate: Box | None = None
    plate_fill: Rgb | None = None
    plate_radius: float = 0.0
    name_height: float | None = None
    clear_space: float = 0.0
    min_height: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class ShownProduct:
    """A product of an ad that shows several: its id, and the cut-out as it was scaled and shaded, uint8 (h, w, 4).

    (`x`, `y`) is where its top left corner belongs, px of the canvas; `layer` is higher for what stands in front.
    `tile` is the product's own field in a grid. `height_cm` is that of the brief, `support` the scale of a product
    behind a hero where the brief has no heights.
    """

    product: str
    cutout: NDArray[np.uint8]
    x: int
    y: int
    layer: int = 0
    tile: Box | None = None
    height_cm: float | None = None
    support: float = 1.0

    @property
    def box(self) -> Box:
        """Where the product stands on the canvas, px, whatever lies over it."""
        height, width = self.cutout.shape[:2]
        return Box(self.x, self.y, width, height)


@dataclass(frozen=True, slots=True)
class ShownLabel:
    """A text that belongs to one product of several: its name, its price or its discount, as drawn."""

    product: str
    text: "OfferText"


@dataclass(frozen=True, slots=True)
class ShownBadge:
    """A badge with a claim as drawn: its lines, all that is drawn and its letters (px), and its colours.

    `font_px` is the size of its smallest line.
    """

    kind: str
    lines: tuple[str, ...]
    box: Box
    letters: Box
    font_px: float
    ink: Rgb
    fill: Rgb


@dataclass(frozen=True, slots=True)
class ShownAiLabel:
    """The label that says that a model made the picture, as drawn: its text, plate, letters and font size, px."""

    text: str
    box: Box
    letters: Box
    font_px: float


@dataclass(frozen=True, slots=True)
class EmphasizedInk:
    """The color of emphasized words, and the ink box (px) of those on each line."""

    ink: Rgb
    boxes: tuple[Box, ...]


@dataclass(frozen=True, slots=True)
class ShownFont:
    """A font of the brand as an ad uses it: its file, its key in `brand.fonts`, and the name of its face.

    `roles` are the texts that it should set but cannot, as it lacks `letters`; a bundled font sets them. `empty` are
    those of the letters that it claims to have, but does not draw. `lent` are symbols that a bundled font draws inside
    its texts. `restricted` says that its license forbids embedding.
    """

    file: str
    key: str
    face: str
    letters: tuple[str, ...] = ()
    roles: tuple[str, ...] = ()
    empty: tuple[str, ...] = ()
    lent: tuple[str, ...] = ()
    restricted: bool = False


@dataclass(frozen=True, slots=True, eq=False)
class WordsInk:
    """Letters that a template draws in one line: their box and size, px, their weight, and their ink.

    `ground` is what lies under them and 4 px around, uint8 (height, width, 3).
    """

    box: Box
    font_px: float
    weight: int
    ink: Rgb
    ground: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class ShownWords:
    """A text that a template of the user's writes itself: printed as copy is, though no brief has it.

    `missing` are characters that no font has. `inks` are its letters where their place is known: not in lines that are
    broken or turned, nor in pictures.
    """

    text: str
    missing: tuple[str, ...] = ()
    inks: tuple[WordsInk, ...] = ()


@dataclass(frozen=True, slots=True)
class OfferText:
    """A text of the price block or the badge as drawn: its name, the box and the area of its letters, and their ink.

    `name` is that of the field of PriceDisplay that it prints. `lines` are as people read them. `box` is in px, `area`
    is what the letters cover in px². `turned` says that the text stands at an angle, on a badge. `struck` is the box of
    the line through it, px; None without one.
    """

    name: str
    lines: tuple[str, ...]
    box: Box
    area: float
    font_px: float
    ink: Rgb
    weight: int
    turned: bool = False
    struck: Box | None = None


@dataclass(frozen=True, slots=True)
class DrawnCluster:
    """One or more characters that are drawn as one, and where their glyphs begin, px along the line from its left."""

    text: str
    at: float


@dataclass(frozen=True, slots=True)
class DrawnLine:
    """A line as people read it, and its clusters where they were drawn."""

    text: str
    clusters: tuple[DrawnCluster, ...]


@dataclass(frozen=True, slots=True)
class DrawnText:
    """A text with right-to-left letters: what it is called, its characters in reading order, and its drawn lines.

    `right_to_left` is the direction of its market's script; `names` are those that stay whole.
    """

    name: str
    text: str
    right_to_left: bool
    lines: tuple[DrawnLine, ...]
    names: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DroppedText:
    """A text of the copy that an ad does not show, and why."""

    role: str
    reason: str
