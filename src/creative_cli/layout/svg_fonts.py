"""Draws SVG pictures that have text: the fonts are loaded for them only, as most logos have none."""

from functools import cache

import typst

from creative_cli.layout.fonts import fonts_folder
from creative_cli.layout.glyph_coverage import find_missing_glyphs
from creative_cli.layout.svg_drawing import SvgPage
from creative_cli.layout.svg_text import SvgFonts


def draw_text_page(data: bytes, **size: float) -> tuple[dict[str, object], bytes]:
    """Do what `draw_svg_page` does, with the bundled fonts."""
    return {}, SvgPage(data, bundled_svg_fonts(), _typst_fonts()).draw_frame(**size)


def draw_text_ink(data: bytes, **size: float) -> tuple[dict[str, object], bytes]:
    """Do what `draw_svg_ink` does, with the bundled fonts."""
    return SvgPage(data, bundled_svg_fonts(), _typst_fonts()).draw_ink(**size)


@cache
def bundled_svg_fonts() -> SvgFonts:
    """Return the bundled families; all of them stand upright."""
    weights: dict[str, set[int]] = {}
    for font in _typst_fonts().fonts():
        weights.setdefault(font.family, set()).add(int(font.weight))
    return SvgFonts({family: tuple(sorted(found)) for family, found in weights.items()}, _find_missing)


@cache
def _typst_fonts() -> typst.Fonts:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts_folder()])


def _find_missing(text: str, families: tuple[str, ...]) -> tuple[str, ...]:
    return find_missing_glyphs(text, families)
