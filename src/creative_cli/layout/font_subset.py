"""A brand's font with just the characters of a text, for pages that carry it."""

import uharfbuzz

from creative_cli.layout.brand_fonts import read_drawn_font
from creative_cli.layout.font_files import unreadable_font
from creative_cli.models import BrandFont


def subset_brand_font(font: BrandFont, text: str) -> bytes:
    """Return the font as ads use it, OpenType, with the characters of *text* and all their forms.

    Raises PictureError for a font that cannot be cut.
    """
    face = uharfbuzz.Face(read_drawn_font(font))
    plan = uharfbuzz.SubsetInput()
    plan.unicode_set.update(map(ord, set(text)))
    try:
        cut: bytes = plan.subset(face).blob.data
    except RuntimeError as error:
        raise unreadable_font(font.path, "it cannot be cut") from error
    return cut
