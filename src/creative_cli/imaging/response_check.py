"""Checks a service's picture: complete, of the requested size, and not blank.

The thresholds were measured on eight photos, each also at 1/8 of its contrast in the dark, in snow and in fog, against
black, grey (with noise up to 40 levels) and two-colour pictures, as files of all three formats.
"""

import numpy as np
from PIL import Image

from creative_cli.errors import PictureError
from creative_cli.imaging.foreign_worker import run_in_worker
from creative_cli.imaging.response_decoding import MAX_RESPONSE_SCALE, REPAINT_HINT, decode_response
from creative_cli.imaging.source import decoding_limits, shape_pixels

TILE_GRID = 32  # a picture is checked as 32 × 32 tiles, which average grain out
MAX_BLACK_LEVEL = 8  # brightest tile of a black picture, of 255; a photo at 1/8 of its light has 31

# Between the 1st and the 99th percentile of the tiles, in the channel with the largest spread. Grey noise has 0 to 6, a
# backdrop with 10 levels from top to bottom 9, a photo at 1/8 of its contrast 13 to 31.
MIN_TILE_SPREAD = 8

# Share of pixels in the two most frequent levels of luminance. A disc on white has 0.98 as JPEG, a product that fills a
# twelfth of pure white 0.92, photos below 0.05.
MAX_TWO_TONE_SHARE = 0.96


def check_response_image(data: bytes, width: int, height: int) -> None:
    """Raise PictureError unless *data* is a complete, non-blank PNG, JPEG or WebP of *width* × *height* px.

    Another size passes if its upright sides have the same ratio within 2 % and are 0.9 to 2 times as long. Mode and
    depth are free; the first frame of an animation counts.
    """
    room = int((MAX_RESPONSE_SCALE * width + 1) * (MAX_RESPONSE_SCALE * height + 1)) * 3
    options = {"width": width, "height": height, **decoding_limits()}
    picture = Image.fromarray(shape_pixels(run_in_worker(decode_response, data, "The response", options, "", room)))
    luminance = np.asarray(picture.convert("L").histogram()) / (picture.width * picture.height)
    tiles = np.asarray(picture.resize((TILE_GRID, TILE_GRID), Image.Resampling.BOX)).reshape(-1, 3)
    low, high = np.percentile(tiles, (1, 99), axis=0)
    if tiles.max() <= MAX_BLACK_LEVEL:
        raise PictureError(
            "The response is all black, which services send when a safety filter blocks a picture.", REPAINT_HINT
        )
    if (high - low).max() < MIN_TILE_SPREAD:
        raise PictureError("The response is a single colour.", REPAINT_HINT)
    if np.sort(luminance)[-2:].sum() > MAX_TWO_TONE_SHARE:
        raise PictureError("The response has only two colours, unlike any photo.", REPAINT_HINT)
