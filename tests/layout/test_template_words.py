"""What a user's template writes itself is read from what Typst sets, without pixels; and where it is seen."""

from pathlib import Path

import numpy as np

from creative_cli.color.color_math import Palette
from creative_cli.formats import DEFAULT_FORMATS, parse_format
from creative_cli.layout.backgrounds import draw_background
from creative_cli.layout.template import read_design
from creative_cli.layout.template_files import read_template_files
from creative_cli.layout.template_words import find_template_texts, show_template_words
from creative_cli.locale.locales import Direction
from creative_cli.models import TemplateRef
from creative_cli.shown import ShownWords

PALETTE = Palette((15, 92, 99), (31, 154, 143), (255, 209, 102), (255, 255, 255))
SQUARE = DEFAULT_FORMATS["1:1"]
WORDS = '<text x="0" y="15">Since <tspan>1905</tspan></text>'
SIGN = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 90 20">{WORDS}</svg>'


def template(body: str) -> TemplateRef:
    """Return a user's template that draws *body*, and may show a sign."""
    Path("own.typ").write_text(f"#let under(ad) = {{\n{body}\n}}\n", "utf-8")
    Path("sign.svg").write_text(SIGN, "utf-8")
    return read_template_files("own.typ", Path())


def texts(body: str, *sizes: str) -> tuple[str, ...]:
    """Return what the template writes on canvases of these sizes."""
    forms = tuple(map(parse_format, sizes)) or (SQUARE,)
    return find_template_texts(template(body), forms, (Direction.LTR,), PALETTE)


def shown(body: str) -> tuple[ShownWords, ...]:
    """Return what is seen of it on a grey square."""
    design = template(body)
    plan = read_design(design).arrange(SQUARE, Direction.LTR, 1.0)
    drawn = draw_background(design, plan, PALETTE)
    assert drawn is not None
    grey = np.full((SQUARE.height, SQUARE.width, 3), 128, np.uint8)
    return show_template_words(design, drawn.marks, drawn.pixels, drawn.bare, grey)


def test_pieces_of_a_line_are_one_text_and_places_apart_are_two() -> None:
    """Bold words, broken lines and quotes belong together; what stands elsewhere is another text."""
    body = """
  place(dx: 40pt, dy: 100pt, text(size: 30pt)[Made *by hand*, in "Kent" ])
  place(dx: 40pt, dy: 400pt, box(width: 200pt, text(size: 30pt)[A long line of words that is broken]))
  place(dx: 40pt, dy: 800pt, rotate(20deg, upper[turned]))
"""
    assert texts(body) == ('Made by hand, in "Kent"', "A long line of words that is broken", "turned")


def test_every_canvas_is_read_and_pictures_of_shapes_too() -> None:
    """A word on wide ads alone is found, and those in an SVG file that the template names."""
    body = """
  if ad.width > ad.height { [Only wide] }
  place(image("sign.svg", width: 90pt))
"""
    assert texts(body, "600x600", "960x540") == ("Only wide", "Since 1905")


def test_what_is_hidden_is_not_seen_and_what_is_seen_has_its_ink() -> None:
    """A hidden text has no ink; a translucent one has the colour that it shows."""
    body = """
  place(dx: 40pt, dy: 100pt, text(size: 40pt, weight: 700, fill: rgb("#FFD166"))[Since 1905])
  place(dx: 40pt, dy: 400pt, hide(text(size: 40pt)[Guaranteed]))
  place(dx: 40pt, dy: 700pt, text(size: 80pt, fill: black.transparentize(50%))[Faint 😀])
"""
    first, second = shown(body)

    assert [first.text, second.text] == ["Since 1905", "Faint 😀"]
    (ink,) = first.inks
    assert (ink.ink, ink.weight, round(ink.font_px)) == ((255, 209, 102), 700, 40)
    assert 90 < ink.box.y < ink.box.bottom < 160
    assert all(50 < channel < 80 for channel in second.inks[0].ink)
    assert second.missing == ("😀",)
