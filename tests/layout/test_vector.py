"""SVG: drawn to its room, and trusted with nothing."""

from pathlib import Path

import pytest

from creative_cli.errors import PictureError
from creative_cli.formats import Box
from creative_cli.layout.svg_raster import rasterize_svg, svg_to_png

ROOM = Box(0, 0, 244, 67)
HEAD = '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" viewBox="0 0 200 100">'


def svg(body: str) -> bytes:
    """Return an SVG document around *body*."""
    return f"{HEAD}{body}</svg>".encode()


def test_ink_fills_the_room() -> None:
    """Empty room inside a logo's frame does not make the logo small."""
    drawn = rasterize_svg(svg('<rect x="80" y="40" width="40" height="20" fill="#fff"/>'), ROOM)

    assert drawn.shape in {(67, 133, 4), (67, 134, 4)}
    assert drawn[33, 60].tolist() == [255, 255, 255, 255]


def test_wide_ink_is_bounded_by_the_width() -> None:
    """A long logo is as wide as the room and keeps its shape."""
    height, width, _ = rasterize_svg(svg('<rect width="200" height="10"/>'), ROOM).shape

    assert width == 244
    assert height in {12, 13}


def test_text_in_a_logo_uses_our_fonts() -> None:
    """Live text in an SVG is drawn, with fonts of ours."""
    assert rasterize_svg(svg('<text x="10" y="60" font-size="40" font-family="Noto Sans">Sol</text>'), ROOM).any()


@pytest.mark.parametrize(
    "address",
    [
        "{folder}/secret.png",
        "file://{folder}/secret.png",
        "../../../../../../..{folder}/secret.png",
        "secret.png",
        "http://127.0.0.1:1/secret.png",
        "poster.toml",
    ],
)
def test_nothing_an_svg_names_is_read(address: str, tmp_path: Path) -> None:
    """Files and addresses in an SVG are refused, wherever they are."""
    (tmp_path / "secret.png").write_bytes(svg_to_png(svg('<rect width="9" height="9"/>'), 9, 9))
    body = f'<rect width="9" height="9"/><image href="{address.format(folder=tmp_path)}" width="99" height="99"/>'

    with pytest.raises(PictureError, match="another file"):
        rasterize_svg(svg(body), ROOM)


def copies(levels: int) -> str:
    """Return a drawing that expands to ten to the power of *levels* shapes."""
    groups = "".join(
        f'<g id="g{level}">' + f'<use href="#g{level - 1}"/>' * 10 + "</g>" for level in range(1, levels + 1)
    )
    return f'<defs><rect id="g0" width="9" height="9"/>{groups}</defs><use href="#g{levels}"/>'


@pytest.mark.parametrize(
    ("document", "words"),
    [
        (b"", "not well-formed"),
        (b"<svg", "not well-formed"),
        (b"\xff\xfe<", "not in UTF-16"),
        (b"<html/>", "its first element is 'html'"),
        (svg(""), "draws nothing"),
        (svg(copies(9)), "more than 200,000 shapes"),
        (svg('<g id="a"><use href="#a"/></g>'), "more than 200,000 shapes"),
        (b"x" * 8_000_001, "8 MB"),
        (b'<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>' + svg("<text>&x;</text>"), "entities"),
    ],
)
def test_what_cannot_be_drawn_is_refused_with_a_reason(document: bytes, words: str) -> None:
    """Broken, empty, enormous or self-containing documents end in a sentence, quickly."""
    with pytest.raises(PictureError, match=words):
        rasterize_svg(document, ROOM)
