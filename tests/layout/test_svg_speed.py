"""Long values of an SVG are read in a time that grows with their length, not with its square."""

import time

import pytest

from creative_cli.errors import PictureError
from creative_cli.layout.svg_document import read_svg
from creative_cli.layout.svg_features import refuse_unsupported_svg
from creative_cli.layout.svg_text import NO_SVG_FONTS

LENGTH = 100_000
MOST_S = 3.0
"""CPU seconds; a square would take a hundred times as long."""
VALUES = {
    "digits": "1" * LENGTH + "x",
    "a colour of spaces": f"rgb(1{' ' * LENGTH}2{' ' * LENGTH}x",
    "a hue of spaces": f"hsl(1{' ' * LENGTH}2%{' ' * LENGTH}x",
    "an address of spaces": f"url({' ' * LENGTH}",
    "a reference of spaces": f"url(#{' ' * LENGTH}",
    "a filter of spaces": f"blur({' ' * LENGTH}",
    "open brackets": "(" * LENGTH,
    "commas": "," * LENGTH,
    "a size of digits": f"{'1' * LENGTH} Inter",
}


@pytest.mark.parametrize("name", VALUES)
@pytest.mark.parametrize("key", ["fill", "stroke-width", "filter", "clip-path", "x", "font", "viewBox"])
def test_long_values_are_read_in_time(key: str, name: str) -> None:
    """Numbers, colours, addresses and filters of 100,000 characters are refused or pass within seconds."""
    value = VALUES[name]
    attribute = f'{key}="{value}"'
    frame = attribute if key == "viewBox" else 'viewBox="0 0 1 1"'
    inner = "" if key == "viewBox" else f'<g {attribute}><text font-size="9">a</text></g>'
    said, start = "", time.process_time()
    try:
        document = read_svg(f'<svg xmlns="http://www.w3.org/2000/svg" {frame}>{inner}</svg>'.encode())
        document.window()
        refuse_unsupported_svg(document, NO_SVG_FONTS)
    except PictureError as error:
        said = error.sentence

    assert len(said) < 3000
    assert time.process_time() - start < MOST_S
