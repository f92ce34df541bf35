"""Lines line up by their stems: tails of letters hang out to the left, as far as there is room."""

import numpy as np
import pytest

from creative_cli.channels import load_channels
from creative_cli.formats import DEFAULT_FORMATS, Box, Format
from creative_cli.layout import fit
from creative_cli.layout.draw import draw_blocks
from creative_cli.layout.place import PlacedBlock, place_blocks
from creative_cli.layout.template import RoleStyle, load_template
from creative_cli.locale.locales import Direction
from creative_cli.models import MAX_TAIL_EM, AdCopy, Role, TextZone
from tests.layout.ads import INKS, KEEP, LOCALES, PLATE, plan_of
from tests.parameters import walk_rows


def headline(text: str, hang: float, size: float = 90.0) -> PlacedBlock:
    """Return a headline in a zone that begins at 100 px, with *hang* px of room for tails, a line for every word."""
    zone = TextZone(Box(100, 100, 420, 900), (Role.HEADLINE,), "top", hang)
    styles = (RoleStyle(Role.HEADLINE, 700, 4, size / 1000, size / 1000),)
    texts = fit.measure_copy(AdCopy(text), LOCALES["en-US"], KEEP, plan_of((zone,), 1000, LOCALES["en-US"]))
    (block,) = place_blocks((zone,), texts, styles, 1000, fit.fit_sizes((zone,), texts, styles, 1000))
    return block


def stems(block: PlacedBlock) -> list[float]:
    """Return where each line's ink begins between its baseline and half of its size above that, px, as it is drawn."""
    overlay = next(overlay for overlay in draw_blocks((block,), INKS, PLATE) if overlay.letters)
    found = []
    for line in block.lines:
        bottom = round(line.baseline) - overlay.y
        band = overlay.rgba[bottom - round(0.5 * block.size) : bottom - round(0.04 * block.size), :, 3]
        found.append(overlay.x + int(np.flatnonzero((band > 127).any(axis=0))[0]))
    return [float(one) for one in found]


@pytest.mark.parametrize("text", ["Honest\njuicy\nJournals", "Jungle\nhoney\njam", "jojoba\nbits\nJobs"])
def test_stems_of_all_lines_share_an_edge(text: str) -> None:
    """With room for tails, the stems of j and J align with other letters, within a px or two of 90."""
    block = headline(text, hang=35)

    assert len(block.lines) == 3
    assert not block.overflow
    assert max(abs(stem - 100) for stem in stems(block)) <= 2.5
    assert 8 <= block.hang <= MAX_TAIL_EM * block.size
    assert block.ink.x >= 100 - block.hang - 0.5


def test_without_room_the_tail_stays_inside() -> None:
    """At the edge of the safe zone nothing hangs out of it, and the stem gives way."""
    block = headline("Honest\njuicy\nJournals", hang=0)

    assert block.ink.x >= 100 - 0.5
    assert block.hang == 0
    assert stems(block)[1] > 108


def test_lines_without_tails_do_not_move() -> None:
    """Room for tails changes nothing for letters that have none."""
    assert headline("Honest\nbits\nMade", hang=35) == headline("Honest\nbits\nMade", hang=0)


@walk_rows("name", ["poster", "split", "band", "minimal"])
@walk_rows("form", [*DEFAULT_FORMATS.values(), *(one.format for one in load_channels().values())])
def test_tails_have_room_in_the_margin_and_never_outside_the_safe_zone(name: str, form: Format) -> None:
    """Half of the margin at most, less where the safe zone ends sooner; none for readers from the right."""
    for direction in Direction:
        plan = load_template(name).arrange(form, direction, 0.5)
        for zone in plan.zones:
            assert 0 <= zone.hang <= plan.margin / 2 + 1e-6
            assert zone.box.x - zone.hang >= form.safe_zone().x - 1e-6 or direction is Direction.RTL
            assert not (zone.hang and direction is Direction.RTL)
