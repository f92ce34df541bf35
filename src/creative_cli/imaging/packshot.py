"""Tells packshots from photos by their pixels, and cuts out the product."""

import io
from enum import StrEnum
from math import ceil
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from creative_cli.errors import PictureError
from creative_cli.imaging.morphology import grow_levels, shrink_levels
from creative_cli.models import Pixels

CLEAR_ALPHA = 8  # lower alpha counts as fully transparent
MIN_CLEAR_SHARE = 0.03  # share of transparent px; a picture with less is a photo with rounded corners
MIN_WHITE_LEVEL = 238  # darkest channel of a plain white background
MIN_WHITE_BORDER = 0.93  # share of the border; the product may touch the lower edge

# Share of the picture that a product on white fills, more than a speck and less than all.
MIN_PRODUCT_SHARE, MAX_PRODUCT_SHARE = 0.02, 0.92

# A soft shadow's limits of colour, darkness and change per px, of 255.
MAX_SHADOW_CHROMA, MIN_SHADOW_LEVEL, MAX_SHADOW_SLOPE = 14, 120, 5.0

# A shadow lies in the lowest part of the product, and is a small part of it; anything else is a grey product.
SHADOW_HEIGHT_SHARE, MAX_SHADOW_SHARE = 0.30, 0.25

OPAQUE_ALPHA = 250  # higher alpha counts as opaque
JUDGED_SIDE_PX = 800  # longer side of the picture checked for a product on white
MAX_CUTOUT_SIDE_PX = 2400  # longer side of a cut-out, more than any canvas shows
FRINGE_PX = 3  # px inside a cut-out's edge with colour of the old background

# Of 255: largest difference of tones between the squares that programs draw; they show white on light grey, or dark
# on darker, so as not to disturb. Tiles differ by more.
MAX_CHECKER_STEP = 80
# Of the eight patches along the border: a picture that only looks transparent has squares on most, and at its top.
MIN_CHECKERED_PATCHES = 3
# Every which px is looked at, first and then; and of 255, the spread of a channel that is nothing.
PLAIN_GLANCE, PLAIN_STEP, PLAIN_SPREAD = 7 * 131, 7, 6

PixelMask: TypeAlias = NDArray[np.bool_]


class PictureKind(StrEnum):
    """Kinds of pictures that users bring."""

    PACKSHOT = "packshot"
    PHOTO = "photo"


def classify_picture(pixels: Pixels) -> PictureKind:
    """Return whether a picture is a packshot (transparent, or on plain white) or a photo.

    *pixels* are uint8 (height, width, 3), or (height, width, 4) if some are transparent. Raises PictureError if the
    picture contains a transparency checkerboard, or nothing.
    """
    colours, alpha = pixels[..., :3], pixels[..., 3:]
    if has_checkerboard(colours):
        raise PictureError(
            "The picture only looks transparent: the grey checkerboard is part of it.",
            "Send the original PNG with a real alpha channel, or the product photographed on plain white. If the "
            "squares are real, as those of a floor are, write image_kind: photo under the product.",
        )
    if alpha.size:
        clear = float((alpha < CLEAR_ALPHA).mean()) >= MIN_CLEAR_SHARE
        return PictureKind.PACKSHOT if clear else PictureKind.PHOTO
    # Most pictures show in few pixels that they are not empty.
    if all(_is_plain(colours, step) for step in (PLAIN_GLANCE, PLAIN_STEP)):
        raise PictureError(
            "The picture is empty: all of it has one color.", "Send the picture with the product, or leave out image:."
        )
    return PictureKind.PACKSHOT if _has_white_border(colours) and _is_on_white(_reduce(colours)) else PictureKind.PHOTO


def _is_plain(pixels: Pixels, step: int) -> bool:
    """Return whether every *step*th pixel has the same colour."""
    return float(np.ptp(pixels.reshape(-1, 3)[::step], axis=0).max()) <= PLAIN_SPREAD


def _has_white_border(pixels: Pixels) -> bool:
    """Return whether any pixel is white from which the border of the reduced picture is made: few photos have one."""
    band = max(2, 2 * ceil(max(pixels.shape) / JUDGED_SIDE_PX))
    return bool((_border_pixels(pixels, band) >= MIN_WHITE_LEVEL).all(axis=1).any())


def _reduce(pixels: Pixels) -> Pixels:
    picture = Image.fromarray(np.ascontiguousarray(pixels))
    picture.thumbnail((JUDGED_SIDE_PX, JUDGED_SIDE_PX), Image.Resampling.BOX)
    return np.asarray(picture)


def cut_out_product(pixels: Pixels) -> bytes:
    """Return the product of a packshot, uint8 (height, width, 3 or 4), as RGBA PNG, trimmed, without the old ground.

    Its edge is free of it, too. Raises PictureError if nothing is left.
    """
    picture = Image.fromarray(pixels)
    picture.thumbnail((MAX_CUTOUT_SIDE_PX, MAX_CUTOUT_SIDE_PX), Image.Resampling.LANCZOS)
    rgba = np.asarray(picture) if picture.mode == "RGBA" else _unmix_from_white(np.asarray(picture.convert("RGB")))
    alpha = np.where(rgba[..., 3] < CLEAR_ALPHA, 0, rgba[..., 3])
    rows, columns = np.flatnonzero((alpha > CLEAR_ALPHA).any(axis=1)), np.flatnonzero((alpha > CLEAR_ALPHA).any(axis=0))
    if not len(rows):
        raise PictureError(
            "There is no product in the packshot: it is empty.", "Send a picture with the product in it."
        )
    window = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    clean = _defringe(np.dstack([rgba[..., :3], alpha])[window])
    buffer = io.BytesIO()
    # Level 6 takes twice as long for 3 to 8 % fewer bytes.
    Image.fromarray(clean).save(buffer, "PNG", compress_level=4)
    return buffer.getvalue()


def has_checkerboard(pixels: Pixels) -> bool:
    """Return whether a picture's border is a grey checkerboard, the way editors draw transparency."""
    # A checkerboard of cell c becomes its negative when moved by c along one axis, and itself when moved along both.
    # The autocorrelation of eight patches along the border shows it; few of them, or none at the top, may be a floor.
    height, width = pixels.shape[:2]
    side = int(min(256, max(48, 0.17 * min(height, width))))
    tops, lefts = (0, (height - side) // 2, height - side), (0, (width - side) // 2, width - side)
    places = [(top, left) for top in tops for left in lefts if (top, left) != (tops[1], lefts[1])]
    found = [top for top, left in places if _is_checkered(pixels[top : top + side, left : left + side])]
    return len(found) >= MIN_CHECKERED_PATCHES and tops[0] in found


def _is_checkered(patch: Pixels) -> bool:
    red, green, blue = (patch[..., channel].astype(np.float32) for channel in range(3))
    spread = np.maximum(np.maximum(red, green), blue) - np.minimum(np.minimum(red, green), blue)
    if float(spread.mean()) > 10:  # editors draw it in greys
        return False
    grey = (red + green + blue) / 3
    grey -= grey.mean()
    # Half the step between two tones that cover as much each.
    if not 1.5 <= float(grey.std()) <= MAX_CHECKER_STEP / 2:  # plain, or tiles
        return False
    side = grey.shape[0]
    power = np.abs(np.fft.rfft2(grey, s=(2 * side, 2 * side))) ** 2
    overlap = side - np.arange(side, dtype=np.float32)  # px that a patch moved by so many still has in common with it
    echo = np.fft.irfft2(power)[:side, :side] / (overlap[:, None] * overlap)
    echo /= echo[0, 0]
    cells = np.arange(3, side // 3)
    signs = np.minimum.reduce([-echo[0, cells], -echo[cells, 0], echo[cells, cells], echo[0, 2 * cells]])
    return bool(signs.max() > 0.6)  # clean ones have 0.9, weave and tiles less than 0.3


def _border_pixels(pixels: Pixels, band: int = 2) -> Pixels:
    """Return the pixels in a *band* along each side, px, as (n, 3)."""
    edges = (pixels[:band], pixels[-band:], pixels[:, :band], pixels[:, -band:])
    return np.concatenate([edge.reshape(-1, 3) for edge in edges])


def _is_on_white(pixels: Pixels) -> bool:
    if float((_border_pixels(pixels).min(axis=1) >= MIN_WHITE_LEVEL).mean()) < MIN_WHITE_BORDER:
        return False
    share = float(_product_mask(pixels).mean())
    return MIN_PRODUCT_SHARE < share < MAX_PRODUCT_SHARE


def _product_mask(pixels: Pixels) -> PixelMask:
    """Return the product: everything but the white and the soft shadow that reach the border."""
    tones = pixels.astype(np.int16)
    darkest, spread = tones.min(axis=2), np.ptp(tones, axis=2)
    near_white = darkest >= MIN_WHITE_LEVEL
    solid = _open_mask(~_flood_from_border(near_white))
    grey = tones.mean(axis=2, dtype=np.float32)
    steep = np.maximum(*(np.abs(part) for part in np.gradient(grey)))
    shadow = (spread <= MAX_SHADOW_CHROMA) & (grey >= MIN_SHADOW_LEVEL) & (steep <= MAX_SHADOW_SLOPE)
    rows = np.flatnonzero(solid.any(axis=1))
    if len(rows):
        shadow[: int(rows[-1] - SHADOW_HEIGHT_SHARE * (rows[-1] - rows[0]))] = False
    without = _open_mask(~_flood_from_border(near_white | shadow))
    return without if without.sum() > (1 - MAX_SHADOW_SHARE) * solid.sum() else solid


def _flood_from_border(ground: PixelMask) -> PixelMask:
    """Return the part of *ground* that reaches the picture's border."""
    # The flood runs along whole rows, then whole columns, until nothing is added: a few rounds for any product.
    flooded = ground.copy()
    flooded[1:-1, 1:-1] = False
    while True:
        wider = _flood_rows(ground, flooded)
        wider = _flood_rows(ground.T, wider.T).T
        if np.array_equal(wider, flooded):
            return flooded
        flooded = wider


def _flood_rows(ground: PixelMask, flooded: PixelMask) -> PixelMask:
    """Return the unbroken runs of *ground* in each row that contain flooded cells."""
    starts = ground.copy()
    starts[:, 1:] &= ~ground[:, :-1]
    runs = np.cumsum(starts.ravel(), dtype=np.int32).reshape(ground.shape)
    wet = np.zeros(int(runs[-1, -1]) + 1, bool)
    wet[runs[flooded]] = True
    return ground & wet[runs]


def _open_mask(mask: PixelMask) -> PixelMask:
    """Return *mask* without specks and hairs 1 or 2 px wide, which JPEG leaves around edges."""
    return grow_levels(shrink_levels(mask.astype(np.uint8), 1), 1) > 0


def _unmix_from_white(pixels: Pixels) -> Pixels:
    """Return a product on white as straight-alpha RGBA, with the white removed from its edge."""
    white = np.median(_border_pixels(pixels), axis=0).astype(np.float32)
    solid = _product_mask(pixels).astype(np.uint8)
    core = shrink_levels(solid, FRINGE_PX - 1) > 0
    wide = grow_levels(solid, 1) > 0
    edge = wide & ~core
    inner = _bleed_colors(pixels, core, edge).astype(np.float32) - white
    along = ((pixels[edge] - white) * inner).sum(axis=1) / np.maximum((inner * inner).sum(axis=1), 1)
    alpha = core.astype(np.float32)
    alpha[edge] = np.clip(along, 0, 1)
    return np.dstack([pixels, (alpha * 255 + 0.5).astype(np.uint8)])


def _defringe(rgba: Pixels) -> Pixels:
    """Return *rgba* with the colours of its soft edge taken from the opaque product inside."""
    alpha = rgba[..., 3]
    deep = _find_inside(alpha > 0)
    core = (alpha > OPAQUE_ALPHA) & deep
    edge = (alpha > 0) & ~deep & (alpha <= OPAQUE_ALPHA)
    if not core.any() or not edge.any():
        return rgba
    clean = rgba.copy()
    clean[..., :3][edge] = _bleed_colors(rgba[..., :3], core, edge)
    return clean


def _find_inside(there: PixelMask) -> PixelMask:
    """Return what of *there* is farther than `FRINGE_PX` from what is not, and from the border."""
    (height, width), steps = there.shape, range(2 * FRINGE_PX + 1)
    around = np.pad(there, FRINGE_PX)
    # The square of a pixel is a row of columns.
    columns: PixelMask = np.logical_and.reduce([around[step : step + height] for step in steps])
    inside: PixelMask = np.logical_and.reduce([columns[:, step : step + width] for step in steps])
    return inside


def _bleed_colors(pixels: Pixels, known: PixelMask, wanted: PixelMask) -> Pixels:
    """Return the *wanted* pixels of a picture, (n, 3), with *known* colours spread a few px beyond."""
    premultiplied = np.dstack([pixels * known[..., None], known.astype(np.uint8) * 255])
    soft = Image.frombytes("RGBa", known.shape[::-1], premultiplied.tobytes()).filter(
        ImageFilter.GaussianBlur(FRINGE_PX)
    )
    carried = np.asarray(soft.convert("RGBA"))[wanted]
    reached = ~known[wanted] & (carried[:, 3] > 2)  # colours are inaccurate at low alpha
    return np.where(reached[:, None], carried[:, :3], pixels[wanted])
