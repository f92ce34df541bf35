"""Draws the brand's logo so that every colour of it is seen: the first of five ways that passes.

1 as supplied, 2 a variant of the brief, 3 a knock-out in one colour, 4 on a plate, 5 on a panel that the layout gives.
No picture is ever shaded for a logo.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from PIL import Image, ImageDraw

from creative_cli.color.color_math import NEAR_BLACK, WHITE, Rgb, contrast_ratio, set_lightness
from creative_cli.color.contrast import luminance_map
from creative_cli.formats import Box
from creative_cli.imaging.blending import paste_layer
from creative_cli.imaging.logo_contrast import LogoContrast, measure_logo_contrast
from creative_cli.imaging.logo_fit import CAPITALS_HEIGHT_SHARE, fit_ink, least_logo_height
from creative_cli.imaging.logo_parts import MIN_EDGES_KEPT, MIN_LOGO_PART_SHARE, shrink_logo
from creative_cli.layout.logo_files import LogoArt, open_logo_file
from creative_cli.layout.small_logo import measure_name_height, pick_readable_logo
from creative_cli.layout.wordmark import draw_wordmark, wordmark_room
from creative_cli.models import BrandLogo, BrandStyle, Pixels
from creative_cli.shown import ShownLogo

PLATE_PADDING, LEAST_PADDING = 0.32, 0.11  # of the logo's height; less only where the room is too small
LEAST_PADDING_PX = 2  # the px at a plate's edge are blended, so one more is the least that shows its colour
SMALL_PART_SHARE = 0.02  # of the ink: such colours, too, where a rung allows it
CHECK_MARGIN = 1.03  # of the contrast the check asks for: JPEG takes a little from fine strokes
GROUND_MATCH = 12  # of 255, largest difference from a mark's own ground on which it needs no plate
EVEN_LUMINANCE = 0.179  # black and white have the same contrast on it (WCAG 2.2)
DARK_NAME_LIGHTNESS = 0.30  # Oklab, of the primary colour as a dark ink
WORDMARK_AREA = 0.6  # of a logo's: letters fill their box and look larger
TRIAL_ROOM = Box(0, 0, 1200, 200)  # px, in which a logo is measured on a plain colour
LIKE_BEST = 0.8  # of the best contrast of a plate: most marks are made for white
MIN_INNER_CONTRAST = 1.4  # of the inside of a logo to the surface it has to itself
PLATE_OVERSAMPLING = 4  # for the antialiased corners


class LogoRung(StrEnum):
    """The ways to show a logo, in the order in which they are tried."""

    SUPPLIED = "as supplied"
    VARIANT = "variant"
    KNOCK_OUT = "knock-out"
    PLATE = "plate"
    PANEL = "panel"


@dataclass(frozen=True, slots=True)
class LogoPlace:
    """Where a logo goes: `room` is all it may take with its plate, px; `ink_area` what its ink should take, px².

    It stands at the `side` of the room, left, center or right, and at its `anchor`, top, middle or bottom. `surface` is
    the plain colour the layout will lay under the room, None for the ground as it is. `radius` is that of the style
    pack, px. The brand's logo is at least `least` px high, and has `clear` of its height free around it on a plate.
    """

    room: Box
    ink_area: float
    side: str = "left"
    anchor: str = "top"
    surface: Rgb | None = None
    radius: float = 0.0
    least: float = 0.0
    clear: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class LogoDrawing:
    """A logo to paste on a canvas: `pixels` is uint8 (height, width, 4) of all that is drawn, at `outer` (px).

    `shown` says what it is. `passed` says whether every colour is seen; only the rung "panel" is without. Such a
    drawing is the logo as supplied: the layout gives it a surface, with `choose_logo_surface`, and draws again.
    """

    pixels: Pixels
    shown: ShownLogo
    contrast: LogoContrast
    passed: bool = True

    @property
    def rung(self) -> str:
        """The way that was taken, one of `LogoRung`."""
        return self.shown.rung

    @property
    def mark(self) -> Pixels:
        """The mark alone, uint8 (height, width, 4)."""
        return self.shown.mark

    @property
    def box(self) -> Box:
        """Where the mark's ink lies, px of the canvas."""
        return self.shown.box

    @property
    def plate(self) -> Box | None:
        """Where the plate lies, px of the canvas."""
        return self.shown.plate

    @property
    def outer(self) -> Box:
        """Where all that is drawn lies, px of the canvas."""
        return self.shown.plate or self.shown.box


@dataclass(frozen=True, slots=True, eq=False)
class _Trial:
    """One way of showing the logo: what is drawn, in which one colour and on which plate, if any.

    `own` marks a plate in a colour of the brand.
    """

    rung: LogoRung
    art: LogoArt
    ink: Rgb | None = None
    plate: Rgb | None = None
    own: bool = False


def draw_brand_logo(look: BrandStyle, place: LogoPlace, ground: Pixels) -> LogoDrawing:
    """Draw the logo, or the brand's name where it has none, for a canvas as composed, uint8 (height, width, 3).

    The mark keeps its shape, its ink takes `ink_area` unless the room or the least height of a logo binds, and all of
    it stays inside the room. Every way but the panel passes: each colour of 6 % of the ink has 1.6:1 or more against
    the 10th and the 90th percentile of its ground, letters 2.5:1, and half of the ink 3:1, as far as a colour can
    reach that. Raises PictureError for a bad file.
    """
    if place.surface is not None:
        ground = np.full_like(ground, place.surface)
    if look.logo is None:
        trials = list(_wordmark_trials(look, place, ground))
    else:
        place = replace(place, least=look.logo.min_height, clear=look.logo.clear_space)
        shown = pick_readable_logo(look.logo, place.room, place.ink_area, (ground.shape[1], ground.shape[0]))
        trials = list(_logo_trials(look, shown, place, ground))
    drawn: dict[_Trial, LogoDrawing] = {}
    # Small colours, too, where a way allows it. Plates in the brand's colours come last.
    for share, margin, own in (
        (SMALL_PART_SHARE, CHECK_MARGIN, False),
        (MIN_LOGO_PART_SHARE, CHECK_MARGIN, False),
        (MIN_LOGO_PART_SHARE, 1.0, False),
        (MIN_LOGO_PART_SHARE, 1.0, True),
    ):
        for rung in LogoRung:
            passing = []
            for trial in (one for one in trials if one.rung is rung and one.own == own):
                drawn[trial] = drawn.get(trial) or _draw_trial(trial, place, ground)
                if drawn[trial].contrast.passes(share, margin):
                    passing.append(drawn[trial])
                    if rung is not LogoRung.PLATE:
                        break
            if passing:
                # Of plates, the one that serves the weakest colour best; the first where it is no worse to the eye.
                best = max(_shortfall(one.contrast) for one in passing)
                return next(one for one in passing if _shortfall(one.contrast) >= LIKE_BEST * best)
    first = drawn[trials[0]]
    return replace(first, shown=replace(first.shown, rung=LogoRung.PANEL.value), passed=False)


def choose_logo_surface(look: BrandStyle, surfaces: tuple[Rgb, ...]) -> Rgb:
    """Return the first of *surfaces* on which the logo passes as supplied; the least bad one where none does.

    A mark that cannot do without a ground of its own gets that. A name set in type gets the first. Raises PictureError
    for a bad file.
    """
    if look.logo is None:
        return surfaces[0]
    art = open_logo_file(look.logo.file)
    if art.ground is not None:
        return art.ground
    scores = []
    for surface in surfaces:
        contrast = measure_logo_on_plain(art, surface)
        passed = contrast.passes(SMALL_PART_SHARE, CHECK_MARGIN)
        # A part inside others that has the surface's colour is seen, but as a hole.
        colors = [part.color_on(surface) for part in art.found.parts if part.share >= MIN_LOGO_PART_SHARE]
        if passed and all(contrast_ratio(color, surface) >= MIN_INNER_CONTRAST for color in colors):
            return surface
        scores.append((passed, contrast.passes(margin=CHECK_MARGIN), 0.0 if passed else _shortfall(contrast)))
    return surfaces[scores.index(max(scores))]


def measure_logo_on_plain(art: LogoArt, surface: Rgb) -> LogoContrast:
    """Return the contrast of a logo on a plain colour, as supplied."""
    width, height = fit_ink(art.aspect, TRIAL_ROOM, TRIAL_ROOM.area, 1)
    field = np.full((3 * height, width + 2 * height, 3), surface, np.uint8)
    laid = paste_layer(field, art.scaled(width, height), height, height)
    return measure_logo_contrast(laid, Box(height, height, width, height), art.found)


def _shortfall(contrast: LogoContrast, share: float = SMALL_PART_SHARE) -> float:
    weakest = contrast.weakest(share)
    return 0.0 if weakest is None else weakest.ratio / weakest.needed


def _logo_trials(look: BrandStyle, logo: BrandLogo, place: LogoPlace, ground: Pixels) -> Iterator[_Trial]:
    main = open_logo_file(logo.file)
    light, dark, mono = (
        None if data is None else open_logo_file(data) for data in (logo.on_light, logo.on_dark, logo.mono)
    )
    variants = (light, dark, mono) if _is_light(ground, place.room) else (dark, light, mono)
    yield from (
        _Trial(LogoRung.SUPPLIED if art is main else LogoRung.VARIANT, art)
        for art in (main, *variants)
        if art is not None and (art.ground is None or _is_plain(ground, place.room, art.ground))
    )
    single = mono or main
    if logo.recolour and single.ground is None and single.found.edges_kept >= MIN_EDGES_KEPT:
        for ink in dict.fromkeys((look.palette.ink, WHITE, NEAR_BLACK)):
            yield _Trial(LogoRung.KNOCK_OUT, single, ink)
    if main.ground is not None:
        yield _Trial(LogoRung.PLATE, main, None, main.ground)
        return
    plates = ((WHITE, main), (WHITE, light), (WHITE, mono), (NEAR_BLACK, main), (NEAR_BLACK, dark), (NEAR_BLACK, mono))
    yield from (
        _Trial(LogoRung.PLATE, art, None, fill) for fill, art in plates if art is not None and art.ground is None
    )
    for fill in (look.palette.primary, look.palette.secondary, look.palette.accent):
        yield _Trial(LogoRung.PLATE, main, None, fill, own=True)


def _wordmark_trials(look: BrandStyle, place: LogoPlace, ground: Pixels) -> Iterator[_Trial]:
    shape = draw_wordmark(look.name, WHITE, TRIAL_ROOM, look.fonts)
    least = _least_height(None, ground)
    area = WORDMARK_AREA * place.ink_area
    width, height = fit_ink(shape.shape[1] / shape.shape[0], place.room, area, least)
    pixels = draw_wordmark(look.name, WHITE, wordmark_room(Box(0, 0, width, height)), look.fonts)
    art = LogoArt(pixels, shrink_logo(pixels))
    dark = set_lightness(look.palette.primary, DARK_NAME_LIGHTNESS)
    for ink in dict.fromkeys((look.palette.ink, dark, WHITE, NEAR_BLACK)):
        yield _Trial(LogoRung.SUPPLIED, art, ink)
    yield _Trial(LogoRung.PLATE, art, dark, WHITE)
    yield _Trial(LogoRung.PLATE, art, WHITE, NEAR_BLACK)


def _ground_in(ground: Pixels, room: Box) -> Pixels:
    left, top, right, bottom = room.pixels(ground.shape[1], ground.shape[0])
    return ground[top:bottom, left:right]


def _is_light(ground: Pixels, room: Box) -> bool:
    under = luminance_map(_ground_in(ground, room))
    return not under.size or float(np.median(under)) > EVEN_LUMINANCE


def _is_plain(ground: Pixels, room: Box, color: Rgb) -> bool:
    under = _ground_in(ground, room).astype(np.int16)
    return bool(under.size) and int(np.abs(under - np.array(color, np.int16)).max()) <= GROUND_MATCH


def _draw_trial(trial: _Trial, place: LogoPlace, ground: Pixels) -> LogoDrawing:
    canvas = Box(0, 0, ground.shape[1], ground.shape[0])
    (width, height), padding = _fit_trial(trial, place, max(place.least, _least_height(trial.art.source, ground)))
    outer = _place_box(place, width + 2 * padding, height + 2 * padding, canvas)
    box = Box(outer.x + padding, outer.y + padding, width, height)
    mark = trial.art.scaled(width, height)
    if trial.ink is not None:
        mark[..., :3] = trial.ink
    pixels, radius = mark, 0.0
    if trial.plate is not None:
        radius = min(place.radius, outer.height / 2)
        pixels = _draw_plate(outer, radius, trial.plate)
        pixels[..., :3] = paste_layer(np.ascontiguousarray(pixels[..., :3]), mark, padding, padding)
    shown = ShownLogo(
        box=box,
        mark=mark,
        supplied=trial.art.supplied,
        rung=trial.rung.value,
        source=trial.art.source,
        plate=None if trial.plate is None else outer,
        plate_fill=trial.plate,
        plate_radius=radius,
        name_height=measure_name_height(trial.art.source, height),
        clear_space=place.clear,
        min_height=place.least,
    )
    # A part of the canvas is enough to measure in, and far smaller.
    left, top, right, bottom = outer.grown(height).pixels(ground.shape[1], ground.shape[0])
    laid = paste_layer(ground[top:bottom, left:right], pixels, int(outer.x) - left, int(outer.y) - top)
    plate = None if shown.plate is None else Box(outer.x - left, outer.y - top, outer.width, outer.height)
    contrast = measure_logo_contrast(
        laid, Box(box.x - left, box.y - top, width, height), trial.art.found, plate, radius
    )
    return LogoDrawing(pixels, shown, contrast)


def _least_height(source: bytes | None, ground: Pixels) -> float:
    """Return the least height of a logo of a file, or of a name in type, which is read at half of it, px."""
    least = least_logo_height(ground.shape[1], ground.shape[0])
    return CAPITALS_HEIGHT_SHARE * least if source is None else least


def _fit_trial(trial: _Trial, place: LogoPlace, least: float) -> tuple[tuple[int, int], int]:
    """Return the size of the mark and the padding of its plate, whole px."""
    aspect, room = trial.art.aspect, place.room
    if trial.plate is None:
        return fit_ink(aspect, room, place.ink_area, least), 0
    height = max((place.ink_area / aspect) ** 0.5, least)
    shares = (PLATE_PADDING, (PLATE_PADDING + LEAST_PADDING) / 2, LEAST_PADDING)
    for share in dict.fromkeys(max(place.clear, one) for one in shares):
        # Room for the mark in a plate that fills the room, whichever of its sides binds.
        most = min(height, room.height / (1 + 2 * share), room.width / (aspect + 2 * share))
        if most >= min(height, least):
            break
    size = fit_ink(aspect, Box(0, 0, most * aspect, most), place.ink_area, least)
    padding = int(min(share * size[1] + 0.5, (room.height - size[1]) / 2, (room.width - size[0]) / 2))
    if padding >= LEAST_PADDING_PX or min(room.width, room.height) <= 2 * LEAST_PADDING_PX:
        return size, padding
    # A long name in a low banner fills its room: a plate that ends with the letters is no ground for them.
    inner = Box(0, 0, room.width - 2 * LEAST_PADDING_PX, room.height - 2 * LEAST_PADDING_PX)
    return fit_ink(aspect, inner, place.ink_area, min(least, most)), LEAST_PADDING_PX


def _place_box(place: LogoPlace, width: int, height: int, canvas: Box) -> Box:
    room = place.room
    across = {"left": 0.0, "center": 0.5, "right": 1.0}[place.side]
    down = {"top": 0.0, "middle": 0.5, "bottom": 1.0}[place.anchor]
    x = round(room.x + across * (room.width - width))
    y = round(room.y + down * (room.height - height))
    return Box(max(0, min(x, int(canvas.width) - width)), max(0, min(y, int(canvas.height) - height)), width, height)


def _draw_plate(box: Box, radius: float, fill: Rgb) -> Pixels:
    """Return a plate with round corners, uint8 (height, width, 4)."""
    size = int(box.width) * PLATE_OVERSAMPLING, int(box.height) * PLATE_OVERSAMPLING
    shape = Image.new("L", size)
    corners = (0, 0, size[0] - 1, size[1] - 1)
    ImageDraw.Draw(shape).rounded_rectangle(corners, radius * PLATE_OVERSAMPLING, fill=255)
    plate = np.empty((int(box.height), int(box.width), 4), np.uint8)
    plate[..., :3] = fill
    plate[..., 3] = np.asarray(shape.resize((int(box.width), int(box.height)), Image.Resampling.BOX))
    return plate
