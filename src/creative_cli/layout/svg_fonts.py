"""The fonts that text in an SVG may use."""

from functools import cache

import typst

from creative_cli.layout.fonts import fonts_folder


@cache
def bundled_svg_fonts() -> typst.Fonts:
    """Return the bundled fonts for Typst, once per process."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[fonts_folder()])


@cache
def bundled_svg_weights() -> dict[str, tuple[int, ...]]:
    """Return the bundled families and their weights; all of them stand upright."""
    weights: dict[str, set[int]] = {}
    for font in bundled_svg_fonts().fonts():
        weights.setdefault(font.family, set()).add(int(font.weight))
    return {family: tuple(sorted(found)) for family, found in weights.items()}
