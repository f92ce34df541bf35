"""Packshots: told from photos by their pixels, and cut out clean."""

import io
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from creative_cli.errors import PictureError
from creative_cli.records import Pixels

CLEAR = 8
"""Alpha below this counts as not there."""

CLEAR_SHARE = 0.03
"""A picture with less transparency than this is a photo with rounded corners."""

WHITE_FROM = 238
"""Darkest channel of a background that counts as plain white."""

WHITE_BORDER = 0.93
"""Part of the border that must be white: the product may stand on the picture's lower edge."""

FRINGE = 3
"""Px inside a cut-out's edge that may still hold some of the old background's colour."""


class Kind(StrEnum):
    """What a picture a user brings shows."""

    PACKSHOT = "packshot"
    PHOTO = "photo"


def kind_of(picture: Image.Image) -> Kind:
    """Tell a packshot (transparent, or on plain white) from a photo, by its pixels.

    Raises PictureError when a transparency checkerboard is painted into the picture.
    """
    pixels = np.asarray(picture.convert("RGB"))
    if has_checkerboard(pixels):
        raise PictureError(
            "The picture only looks transparent: the grey checkerboard is painted into it.",
            "Send the original PNG with a real alpha channel, or the product photographed on plain white.",
        )
    if picture.mode == "RGBA" and float((np.asarray(picture)[..., 3] < CLEAR).mean()) >= CLEAR_SHARE:
        return Kind.PACKSHOT
    return Kind.PACKSHOT if picture.mode == "RGB" and _on_white(pixels) else Kind.PHOTO


def cut_out(picture: Image.Image) -> bytes:
    """Return the product of a packshot as RGBA PNG, trimmed to its ink, its edge free of the old background.

    Raises PictureError when nothing is left.
    """
    rgba = np.asarray(picture) if picture.mode == "RGBA" else _from_white(np.asarray(picture.convert("RGB")))
    alpha = np.where(rgba[..., 3] < CLEAR, 0, rgba[..., 3])
    rows, columns = np.flatnonzero((alpha > CLEAR).any(axis=1)), np.flatnonzero((alpha > CLEAR).any(axis=0))
    if not len(rows):
        raise PictureError(
            "There is no product in the packshot: it is empty.", "Send a picture with the product in it."
        )
    window = slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)
    clean = _defringed(np.dstack([rgba[..., :3], alpha])[window])
    buffer = io.BytesIO()
    Image.fromarray(clean).save(buffer, "PNG", compress_level=6)
    return buffer.getvalue()


def has_checkerboard(pixels: Pixels) -> bool:
    """Tell whether a picture's border is a neutral checkerboard, the way editors draw transparency.

    A checkerboard of cell c turns into its negative when moved by c along one axis and into itself when moved along
    both: read from the autocorrelation of eight patches along the border.
    """
    height, width = pixels.shape[:2]
    side = int(min(256, max(48, 0.17 * min(height, width))))
    tops, lefts = (0, (height - side) // 2, height - side), (0, (width - side) // 2, width - side)
    places = [(top, left) for top in tops for left in lefts if (top, left) != (tops[1], lefts[1])]
    return sum(_is_checkered(pixels[top : top + side, left : left + side]) for top, left in places) >= 2  # noqa: PLR2004  # one alone may be a tiled floor


def _is_checkered(patch: Pixels) -> bool:
    tones = patch.astype(np.float32)
    if float((tones.max(axis=2) - tones.min(axis=2)).mean()) > 10:  # noqa: PLR2004  # editors draw it in greys
        return False
    grey = tones.mean(axis=2)
    grey -= grey.mean()
    if float(grey.std()) < 1.5:  # noqa: PLR2004  # plain
        return False
    size = 2 * grey.shape[0]
    power = np.abs(np.fft.rfft2(grey, s=(size, size))) ** 2
    counted = np.abs(np.fft.rfft2(np.ones_like(grey), s=(size, size))) ** 2
    echo = np.fft.irfft2(power) / np.maximum(np.fft.irfft2(counted), 1)
    echo /= echo[0, 0]
    cells = np.arange(3, grey.shape[0] // 3)
    signs = np.minimum.reduce([-echo[0, cells], -echo[cells, 0], echo[cells, cells], echo[0, 2 * cells]])
    return bool(signs.max() > 0.6)  # noqa: PLR2004  # 0.9 in clean ones, below 0.3 in weave and tiles


def _border(pixels: Pixels) -> Pixels:
    return np.concatenate(
        [
            pixels[:2].reshape(-1, 3),
            pixels[-2:].reshape(-1, 3),
            pixels[:, :2].reshape(-1, 3),
            pixels[:, -2:].reshape(-1, 3),
        ]
    )


def _on_white(pixels: Pixels) -> bool:
    white = _border(pixels).min(axis=1) >= WHITE_FROM
    if float(white.mean()) < WHITE_BORDER:
        return False
    share = float((~_outside(pixels)).mean())
    return 0.02 < share < 0.92  # noqa: PLR2004  # a speck or a full frame is no packshot


def _outside(pixels: Pixels) -> NDArray[np.bool_]:
    """Return where the white around the product is: near-white pixels joined to the border."""
    near_white = Image.fromarray((pixels.min(axis=2) >= WHITE_FROM).astype(np.uint8) * 255)
    framed = Image.new("L", (near_white.width + 2, near_white.height + 2), 255)
    framed.paste(near_white, (1, 1))
    ImageDraw.floodfill(framed, (0, 0), 128)
    return np.asarray(np.asarray(framed)[1:-1, 1:-1] == 128)  # noqa: PLR2004  # the mark just made


def _from_white(pixels: Pixels) -> Pixels:
    """Return a product on white as straight-alpha RGBA: the edge is unmixed from the white behind it."""
    white = np.median(_border(pixels), axis=0).astype(np.float32)
    outside = _outside(pixels)
    solid = Image.fromarray((~outside).astype(np.uint8) * 255)
    core = np.asarray(solid.filter(ImageFilter.MinFilter(2 * FRINGE + 1))) > 0
    wide = np.asarray(solid.filter(ImageFilter.MaxFilter(3))) > 0
    inner = _spread_colour(pixels, core)
    towards = inner - white
    along = ((pixels - white) * towards).sum(axis=2) / np.maximum((towards * towards).sum(axis=2), 1)
    alpha = np.where(core, 1.0, np.where(wide, np.clip(along, 0, 1), 0.0))
    return np.dstack([pixels, (alpha * 255 + 0.5).astype(np.uint8)])


def _defringed(rgba: Pixels) -> Pixels:
    """Return *rgba* with the colours of its soft edge taken from the opaque product just inside."""
    alpha = rgba[..., 3]
    solid = Image.fromarray((alpha > 250).astype(np.uint8) * 255)  # noqa: PLR2004  # as good as opaque
    there = Image.fromarray((alpha > 0).astype(np.uint8) * 255)
    deep = np.asarray(there.filter(ImageFilter.MinFilter(2 * FRINGE + 1))) > 0
    core = (np.asarray(solid) > 0) & deep
    if not core.any():
        return rgba
    edge = (alpha > 0) & ~deep & (alpha <= 250)  # noqa: PLR2004  # same
    clean = rgba.copy()
    clean[..., :3][edge] = (_spread_colour(rgba[..., :3], core)[edge] + 0.5).astype(np.uint8)
    return clean


def _spread_colour(pixels: Pixels, known: NDArray[np.bool_]) -> NDArray[np.float32]:
    """Return *pixels* (h, w, 3) with colours carried from *known* ones a few px outwards, float32."""
    colour = pixels.astype(np.float32) * known[..., None]
    weight = known.astype(np.float32)
    for _ in range(FRINGE + 2):
        grown, counted = colour.copy(), weight.copy()
        for axis in (0, 1):
            for step in (-1, 1):
                grown += np.roll(colour, step, axis)
                counted += np.roll(weight, step, axis)
        empty = (weight == 0) & (counted > 0)
        colour[empty], weight[empty] = grown[empty] / counted[empty][:, None], 1
    return np.where((weight > 0)[..., None], colour, pixels).astype(np.float32)
