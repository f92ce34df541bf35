"""Emphasized words: drawn where they would be without emphasis, in a colour of their own."""

import json
from dataclasses import replace
from io import BytesIO

import numpy as np
import pytest
from pypdf import PdfReader
from pypdf.generic import ContentStream

from creative_cli.formats import Box
from creative_cli.layout.draw import PART_INKS, decode_png, draw_blocks, emphasize_overlay, runs_job
from creative_cli.layout.editable_pdf import LogoMark, draw_editable_pdf
from creative_cli.layout.linebreak import prepare_text
from creative_cli.layout.measure import run_template
from creative_cli.layout.place import PlacedBlock
from creative_cli.models import AdCopy, Role
from creative_cli.translation.request import copy_from_lines
from tests.layout.ads import COPIES, INKS, LOCALES, PLATE, plan_for, set_ad

ACCENT = (240, 20, 60)


def emphasize(tag: str) -> AdCopy:
    """Mark the second half of a market's headline, from the nearest place where a line may break."""
    copy = COPIES[tag]
    tokens = prepare_text(copy.headline, LOCALES[tag]).tokens
    first = "".join(token.text + token.gap for token in tokens[: len(tokens) // 2])
    rest = copy.headline[len(first) :]
    assert copy.headline.startswith(first)
    body = rest.rstrip(".。!។။।")
    end = rest[len(body) :]
    marked = copy_from_lines({Role.HEADLINE: f"{first}*{body}*{end}"})
    assert marked.emphasis.text == copy.headline
    assert marked.emphasis.stop > marked.emphasis.start
    return replace(copy, marked=marked.marked)


def headline_of(tag: str, copy: AdCopy) -> PlacedBlock:
    """Settle a market's headline in a square."""
    blocks = set_ad(copy, LOCALES[tag], plan_for(tag, "1:1"))
    return next(block for block in blocks if block.role is Role.HEADLINE)


@pytest.mark.run  # seconds
@pytest.mark.parametrize("tag", COPIES)
def test_both_parts_add_up_to_the_whole(tag: str) -> None:
    """Emphasized and other words drawn apart are the letters drawn at once, within 1 of 255 for every pixel."""
    block = headline_of(tag, emphasize(tag))
    (overlay,) = draw_blocks((block,), INKS, PLATE)
    frame = replace(block.ink, x=overlay.x, y=overlay.y, width=overlay.rgba.shape[1], height=overlay.rgba.shape[0])
    pages = [runs_job(block, frame, *inks) for inks in PART_INKS]
    own, other = (
        decode_png(picture)[..., 3].astype(int) / 255
        for picture in run_template("poster.typ", {"pages": json.loads(json.dumps(pages))}, "png")
    )
    assert own.any()
    assert other.any()
    # Letters that touch cover a pixel one over the other.
    both = own + other - own * other
    whole = overlay.rgba[..., 3]
    assert np.abs(np.rint(255 * both) - whole).max() <= 1


@pytest.mark.run  # seconds
@pytest.mark.parametrize("tag", COPIES)
def test_emphasis_changes_colours_alone(tag: str) -> None:
    """Which pixels are covered, and how much, does not depend on emphasis; without a break that it moves."""
    copy = emphasize(tag)
    block = headline_of(tag, copy)
    plain = replace(block, lines=tuple(replace(line, emphasis=(0, 0)) for line in block.lines))
    (before,), (after,) = draw_blocks((plain,), INKS, PLATE), draw_blocks((block,), INKS, PLATE)
    assert (before.rgba == after.rgba).all()
    assert before.share is None
    shown = emphasize_overlay(after, ACCENT)
    assert (shown.rgba[..., 3] == before.rgba[..., 3]).all()
    solid = before.rgba[..., 3] > 250
    colours = {tuple(colour) for colour in shown.rgba[solid][:, :3]}
    assert {ACCENT, INKS[Role.HEADLINE]} <= colours
    for box in shown.emphasis:
        assert block.ink.grown(2).holds(box)


def test_a_pdf_has_both_colours_and_lines_that_read_as_a_whole() -> None:
    """Live text keeps the emphasis, and one line stays one piece of text."""
    block = headline_of("en-US", emphasize("en-US"))
    mark = LogoMark(np.full((40, 160, 4), 255, np.uint8), Box(80, 80, 160, 40))
    backdrop = np.full((1080, 1080, 3), (15, 92, 99), np.uint8)
    pdf = draw_editable_pdf("title", backdrop, mark, (block,), INKS, PLATE, {Role.HEADLINE: ACCENT})
    reader = PdfReader(BytesIO(pdf))
    operations = ContentStream(reader.pages[0].get_contents(), reader).operations
    colours = {tuple(round(255 * float(part)) for part in operands) for operands, name in operations if name == b"scn"}
    lines = [str(operands[1]["/ActualText"]) for operands, name in operations if name == b"BDC"]
    assert ACCENT in colours
    assert lines == list(block.words)
    assert " ".join(reader.pages[0].extract_text().split()) == " ".join(block.words)


def test_a_pdf_without_a_colour_for_the_emphasis_is_that_of_plain_words() -> None:
    """Where emphasis has no colour of its own, nothing changes."""
    block = headline_of("en-US", emphasize("en-US"))
    plain = replace(block, lines=tuple(replace(line, emphasis=(0, 0)) for line in block.lines))
    mark = LogoMark(np.full((40, 160, 4), 255, np.uint8), Box(80, 80, 160, 40))
    backdrop = np.full((1080, 1080, 3), (15, 92, 99), np.uint8)
    files = [draw_editable_pdf("title", backdrop, mark, (one,), INKS, PLATE) for one in (block, plain)]
    assert files[0] == files[1]
