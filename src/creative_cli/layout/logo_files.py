"""Opens the files of a logo: drawn if they are SVG, decoded if not, and trimmed to their ink."""

from dataclasses import dataclass
from functools import lru_cache

from creative_cli.color.color_math import Rgb
from creative_cli.formats import Box
from creative_cli.imaging.logo_parts import LogoParts, find_logo_parts, shrink_logo
from creative_cli.imaging.logo_trim import open_logo, scale_layer, trim_logo
from creative_cli.imaging.source import is_svg
from creative_cli.layout.svg_raster import rasterize_svg
from creative_cli.models import Pixels

SVG_ROOM = Box(0, 0, 1600, 1000)
"""A drawing of this size, px, is scaled down to any logo."""
INK_SEARCH = 0.5  # of that size, is enough to find the ink in


@dataclass(frozen=True, slots=True, eq=False)
class LogoArt:
    """A logo's ink, uint8 (height, width, 4), as large as its file gives it.

    `supplied` is a smaller copy that is analysed. `ground` is the colour of a ground that the mark cannot do without,
    which `supplied` is free of; None where it stands on any. `source` is the file, None for a name set in type.
    """

    pixels: Pixels
    supplied: Pixels
    ground: Rgb | None = None
    source: bytes | None = None

    @property
    def aspect(self) -> float:
        """Width / height of the ink."""
        height, width = self.pixels.shape[:2]
        return float(width / height)

    @property
    def found(self) -> LogoParts:
        """The colours of the logo."""
        return _find_art_parts(self)

    def scaled(self, width: int, height: int) -> Pixels:
        """Return the logo as *width* × *height* px, uint8 (height, width, 4), straight alpha."""
        return _scale_art(self, width, height).copy()


# The same few logos are on every ad: their pixels need not be compared again each time.
@lru_cache(maxsize=8)
def _find_art_parts(art: LogoArt) -> LogoParts:
    return find_logo_parts(art.supplied)


# Several ways of showing a logo need it in one size.
@lru_cache(maxsize=16)
def _scale_art(art: LogoArt, width: int, height: int) -> Pixels:
    return scale_layer(art.pixels, width, height)


@lru_cache(maxsize=8)
def open_logo_file(data: bytes) -> LogoArt:
    """Return a logo of an SVG, PNG or JPEG file; the last few are kept. Raises PictureError."""
    trimmed = trim_logo(rasterize_svg(data, SVG_ROOM, INK_SEARCH)) if is_svg(data) else open_logo(data)
    return LogoArt(trimmed.pixels, shrink_logo(trimmed.bare), trimmed.ground, data)
