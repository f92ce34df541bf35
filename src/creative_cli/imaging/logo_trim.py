"""Takes the air and the plain ground off a logo's file, so that its ink can be sized and laid on any ground."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from creative_cli.color.color_math import Rgb
from creative_cli.imaging.morphology import grow_levels, shrink_levels
from creative_cli.imaging.source import open_picture
from creative_cli.models import Pixels

AIR_ALPHA = 12  # of 255: fainter px are air, such as the end of a soft shadow
GROUND_ALPHA = 250  # of 255: a ground of the file's own is opaque all along its edge
GROUND_SPREAD = 24  # of 255: largest difference of a channel on a plain ground, and from it; JPEG noise stays below
COLORED_SPREAD = 40  # of 255, between the channels: a ground with more colour is a part of the mark, like a badge
MAX_INNER_GROUND = 0.06  # of the ink: more of the ground's colour inside the mark may be a part of it
INNER_SEARCH_PX = 256  # longer side of the picture in which enclosed ground is looked for
MAX_TOUCHED_EDGE = 0.15  # of the edge, that ink of a logo cut close to it may touch
MAX_SPECK_PX, MAX_SPECK_SHARE = 9, 0.0002  # px, and share of the ink, of specks that are no part of a logo
MIN_SPECK_GAP = 0.04  # of the ink's length: air between specks and the logo
MAX_INK_SIDE_PX = 2400  # longest side of a trimmed logo: twice that of the largest plate that shows one


class TrimmedLogo(NamedTuple):
    """A logo's ink: `pixels` is uint8 (height, width, 4), straight alpha, no larger than the ink.

    `ground` is the colour of a ground that the mark cannot do without; None where it stands on any. `bare` is the same
    picture without it.
    """

    pixels: Pixels
    ground: Rgb | None
    bare: Pixels


def open_logo(data: bytes) -> TrimmedLogo:
    """Return a raster logo without its air and its plain ground. Raises PictureError."""
    return trim_logo(np.asarray(open_picture(data, "the logo", mark=True).convert("RGBA")))


def trim_logo(pixels: Pixels) -> TrimmedLogo:
    """Return a picture, uint8 (height, width, 4), without its air and its plain ground.

    A white, grey or black ground is taken out, also inside letters. It stays where it is coloured, as in a badge, and
    where so much of its colour is enclosed in the mark that it may belong to it; the result then names it.
    """
    inked = _limit_side(_crop_to(pixels, _leave_specks(pixels[..., 3] > AIR_ALPHA)))
    ground = _plain_ground(inked)
    if ground is None:
        return TrimmedLogo(inked, None, inked)
    away = np.abs(inked[..., :3].astype(np.int16) - np.array(ground, np.int16)).max(axis=2)
    ink = away > GROUND_SPREAD
    if not ink.any():
        return TrimmedLogo(inked, None, inked)  # a plain field is all there is
    ink = _leave_specks(ink)
    bare = _crop_to(_take_ground_out(inked, away, ground), ink)
    colored = max(ground) - min(ground) > COLORED_SPREAD
    if colored or _inner_ground_share(ink) > MAX_INNER_GROUND:
        return TrimmedLogo(_crop_to(inked, ink), ground, bare)
    return TrimmedLogo(bare, None, bare)


def _crop_to(pixels: Pixels, ink: NDArray[np.bool_]) -> Pixels:
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not rows.size:
        return pixels
    return pixels[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]


def _leave_specks(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Return the ink without single px far from all other ink, which an export left and nobody sees."""
    most = max(MAX_SPECK_PX, int(MAX_SPECK_SHARE * ink.sum()))
    while True:
        kept = ink.copy()
        for axis in (0, 1):
            counts = kept.sum(axis=1 - axis)
            filled = np.flatnonzero(counts)
            if not filled.size:
                return ink
            gaps = np.flatnonzero(np.diff(filled) > MIN_SPECK_GAP * (filled[-1] - filled[0] + 1))
            for first, last in ((0, filled[gaps[0]]), (filled[gaps[-1] + 1], len(counts) - 1)) if gaps.size else ():
                band = (slice(first, last + 1), slice(None)) if axis == 0 else (slice(None), slice(first, last + 1))
                if kept[band].sum() <= most:
                    kept[band] = False
        if not kept.any() or np.array_equal(kept, ink):
            return ink
        ink = kept


def _plain_ground(pixels: Pixels) -> Rgb | None:
    """Return the colour along the edge if it is opaque and even, but for ink that touches the edge."""
    edge = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    if int(edge[:, 3].min()) < GROUND_ALPHA:
        return None
    red, green, blue = (int(channel) for channel in np.median(edge[:, :3], axis=0))
    away = np.abs(edge[:, :3].astype(np.int16) - np.array((red, green, blue), np.int16)).max(axis=1)
    if float((away > GROUND_SPREAD).mean()) > MAX_TOUCHED_EDGE:
        return None
    return red, green, blue


def _inner_ground_share(ink: NDArray[np.bool_]) -> float:
    """Return how much ground the ink encloses, as a share of the ink."""
    field = Image.fromarray(np.pad(ink, 1).astype(np.uint8) * 255)
    field.thumbnail((INNER_SEARCH_PX, INNER_SEARCH_PX), Image.Resampling.BOX)
    flooded = field.point([0 if value < 128 else 255 for value in range(256)])
    before = np.asarray(flooded)
    ImageDraw.floodfill(flooded, (0, 0), 128)
    return float((np.asarray(flooded) == 0).sum()) / max(1, int((before == 255).sum()))


def _take_ground_out(pixels: Pixels, away: NDArray[np.int16], ground: Rgb) -> Pixels:
    """Make the ground transparent; px on the ink's edge get the alpha and the colour that gave their mixture."""
    field = np.minimum(away, 255).astype(np.uint8)
    # Within 2 px of the ground an edge is mixed; what it is mixed with stands within 2 px on its other side.
    most = grow_levels(field, 2).astype(np.float32)
    near_ground = shrink_levels(field, 2) <= GROUND_SPREAD
    alpha = np.where(near_ground, np.clip(away / np.maximum(most, GROUND_SPREAD), 0, 1), 1).astype(np.float32)
    alpha[away <= GROUND_SPREAD // 2] = 0
    base = np.array(ground, np.float32)
    ink = base + (pixels[..., :3] - base) / np.maximum(alpha, 1e-3)[..., None]
    taken = np.empty_like(pixels)
    taken[..., :3] = np.clip(np.rint(ink), 0, 255)
    taken[..., 3] = np.rint(255 * alpha)
    return taken


def _limit_side(pixels: Pixels) -> Pixels:
    height, width = pixels.shape[:2]
    scale = MAX_INK_SIDE_PX / max(height, width)
    return pixels if scale >= 1 else scale_layer(pixels, max(1, round(width * scale)), max(1, round(height * scale)))


def scale_layer(pixels: Pixels, width: int, height: int) -> Pixels:
    """Return a picture with transparency, uint8 (h, w, 4), as *width* × *height* px.

    Colours are weighted by their alpha, so that what is transparent does not bleed into edges.
    """
    layer = Image.fromarray(pixels).convert("RGBa")
    return np.asarray(layer.resize((width, height), Image.Resampling.LANCZOS).convert("RGBA"))
