"""An SVG is drawn as its author sees it, or refused by the name of what is not."""

import pytest

from creative_cli.errors import PictureError
from creative_cli.formats import Box
from creative_cli.layout.svg_raster import rasterize_svg
from tests.parameters import walk_rows

ROOM = Box(0, 0, 240, 80)
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 200 80">'
DOT = '<circle cx="40" cy="40" r="30" fill="#e4572e"/>'


def document(body: str, before: str = "") -> bytes:
    """Return an SVG with a dot and *body*."""
    return f"{before}{HEAD}{DOT}{body}</svg>".encode()


@walk_rows(
    ("svg", "feature"),
    [
        (document('<text x="90" y="50" font-family="Playfair Display, serif">Ad</text>'), "'Playfair Display'"),
        (document('<text x="90" y="50" font-family="sans-serif">Ad</text>'), "'sans-serif'"),
        (document('<text x="90" y="50" style="font: italic 700 20px/1 Futura, Arial">Ad</text>'), "'Futura'"),
        (document('<style>.a{font-family:"Gill Sans"}</style><text x="90" y="50" class="a">Ad</text>'), "'Gill Sans'"),
        (document('<g font-family="Avenir"><text x="90" y="50"><tspan>Ad</tspan></text></g>'), "'Avenir'"),
        (document('<text x="90" y="50">Ad</text>'), "without a font"),
        (document('<foreignObject x="90" width="90" height="50"><p>Ad</p></foreignObject>'), "foreignObject"),
        (document("<style>:root{--b:#e40}.a{fill:var(--b)}</style><path class='a' d='M90 0h9v9z'/>"), r"var\(--b\)"),
        (document('<path style="fill:var(--b, red)" d="M90 0h9v9z"/>'), r"var\(--b\)"),
        (document('<path fill="oklch(0.6 0.2 30)" d="M90 0h9v9z"/>'), r"oklch\(\)"),
        (document("", '<?xml-stylesheet type="text/css" href="logo.css"?>'), "external style sheet"),
        (document("<style>@import url(logo.css);</style>"), "external style sheet"),
        (document('<use href="sprite.svg#icon"/>'), "sprite.svg#icon"),
        (document('<use xlink:href="https://example.com/s.svg#icon"/>'), "example.com"),
        (document('<path fill="url(colours.svg#sun)" d="M90 0h9v9z"/>'), "colours.svg#sun"),
    ],
)
def test_what_is_not_drawn_is_refused_by_name(svg: bytes, feature: str) -> None:
    """The sentence names the feature, and the hint says to convert text to outlines."""
    with pytest.raises(PictureError, match=feature) as refused:
        rasterize_svg(svg, ROOM)

    assert "onvert text to outlines" in refused.value.hint


@walk_rows(
    "body",
    [
        '<text x="90" y="50" font-size="30" font-family="Noto Sans">Ad</text>',
        '<path class="a" d="M90 0h90v60z"/><style>.a{fill:#17324d}</style>',
        '<defs><path id="p" d="M90 0h90v60z"/></defs><use href="#p"/>',
        '<switch><foreignObject requiredExtensions="http://example.com"/><path d="M90 0h90v60z"/></switch>',
        '<linearGradient id="g"><stop stop-color="#111"/></linearGradient><path fill="url(#g)" d="M90 0h90v60z"/>',
        '<text x="90" y="50"> </text><path d="M90 0h90v60z"/>',
    ],
)
def test_what_is_drawn_is_taken(body: str) -> None:
    """Text in a bundled font, style sheets, copies and gradients inside the file, and a program's own data."""
    assert rasterize_svg(document(body), ROOM)[:, 150:, 3].any()
