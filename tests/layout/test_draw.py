"""Drawing: pixels where they were settled, whole, the same every time and in every thread."""

import hashlib
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from creative_cli.errors import TypesetError
from creative_cli.formats import Box
from creative_cli.layout.draw import Overlay, draw_blocks
from creative_cli.layout.place import PlacedBlock
from creative_cli.layout.wordmark import draw_wordmark, set_wordmark
from creative_cli.models import AdCopy, Role
from tests.layout.ads import COPIES, INKS, LOCALES, PLATE, plan_for, set_ad

GOLDEN = {
    "en-US": "d64a5702ed5cafc9e9665f7c314e765950625f501d81e9e87529689a32bafc63",
    "ar-SA": "f72425c457b2adc80f389f99d6c3098e78e3d3d82f46ca2e3dece784fe1b7a71",
    "ja-JP": "456fcde2370f6747fe1b0d9149db3525e3eb8381ba4bd002f5c59e525f9e0c65",
}
"""SHA-256 of the pixels of an ad's overlays: exact, as fonts and rasteriser are ours."""


def blocks_of(tag: str) -> tuple[PlacedBlock, ...]:
    """Settle a market's ad in a square."""
    return set_ad(COPIES[tag], LOCALES[tag], plan_for(tag, "1:1"))


def digest(overlays: tuple[Overlay, ...]) -> str:
    """Return the SHA-256 of every overlay's place and pixels."""
    total = hashlib.sha256()
    for overlay in overlays:
        total.update(f"{overlay.role} {overlay.x} {overlay.y} {overlay.rgba.shape}".encode())
        total.update(overlay.rgba.tobytes())
    return total.hexdigest()


@pytest.mark.parametrize("tag", GOLDEN)
def test_pixels_are_exactly_those_looked_at(tag: str) -> None:
    """Text looks as it did when it was last approved by eye."""
    assert digest(draw_blocks(blocks_of(tag), INKS, PLATE)) == GOLDEN[tag]


@pytest.mark.run  # seconds
@pytest.mark.parametrize("tag", COPIES)
def test_ink_has_room_on_all_sides(tag: str) -> None:
    """No diacritic, comma or swash is cut at an overlay's edge, and overlays are little larger than their ink."""
    for overlay in draw_blocks(blocks_of(tag), INKS, PLATE):
        alpha = overlay.rgba[..., 3]
        assert not any(edge.any() for edge in (alpha[0], alpha[-1], alpha[:, 0], alpha[:, -1]))
        assert overlay.rgba.shape[1] - overlay.ink.width <= 2 * (0.12 * 127 + 2)


def test_a_button_comes_before_its_letters() -> None:
    """The button is an overlay of its own, separate from its letters."""
    overlays = draw_blocks(blocks_of("en-US"), INKS, PLATE)
    order = [(overlay.role, overlay.letters) for overlay in overlays]
    plate = next(overlay for overlay in overlays if not overlay.letters)

    assert order.index((Role.CTA, False)) + 1 == order.index((Role.CTA, True))
    assert tuple(plate.rgba[plate.rgba.shape[0] // 2, plate.rgba.shape[1] // 2]) == (*PLATE, 255)


def test_letters_have_the_colour_asked_for() -> None:
    """Every pixel of a role is of its ink, more or less transparent."""
    inks = {**INKS, Role.HEADLINE: (12, 60, 66)}
    overlay = draw_blocks(blocks_of("en-US"), inks, PLATE)[0]

    assert np.unique(overlay.rgba[..., :3].reshape(-1, 3), axis=0).tolist() == [[12, 60, 66]]
    assert overlay.rgba[..., 3].max() == 255


def test_ink_elsewhere_than_settled_is_an_error() -> None:
    """A block whose measures do not match what Typst draws stops the ad."""
    block = blocks_of("en-US")[0]
    line = block.lines[-1]
    wrong_block = replace(block, ink=Box(block.ink.x, block.ink.y, block.ink.width + 20, block.ink.height))
    moved = replace(line, ink=Box(line.ink.x + 3, line.ink.y, line.ink.width, line.ink.height))
    wrong_line = replace(block, lines=(*block.lines[:-1], moved))

    for wrong in (wrong_block, wrong_line):
        with pytest.raises(TypesetError, match="px off"):
            draw_blocks([wrong], INKS, PLATE)


def test_threads_draw_the_same_pixels() -> None:
    """Two threads, each with its own compiler, agree with one."""
    tags = ["de-DE", "th-TH", "he-IL", "ko-KR", "ur-PK", "pl-PL"]
    with ThreadPoolExecutor(2) as pool:
        together = list(pool.map(lambda tag: digest(draw_blocks(blocks_of(tag), INKS, PLATE)), tags))

    assert together == [digest(draw_blocks(blocks_of(tag), INKS, PLATE)) for tag in tags]


def test_right_to_left_lines_begin_at_the_right() -> None:
    """The first word of an Arabic line is the rightmost, and Latin names in it still read from the left."""
    plan = plan_for("ar-SA", "16:9")
    whole, first = (
        draw_blocks(set_ad(AdCopy(words), LOCALES["ar-SA"], plan), INKS, PLATE)[0] for words in ("شاي Solara", "شاي")
    )
    latin = draw_blocks(set_ad(AdCopy("Solara"), LOCALES["en-US"], plan_for("en-US", "16:9")), INKS, PLATE)[0]
    columns = int(first.ink.width)

    assert whole.ink.right == first.ink.right
    at = int(whole.ink.right) - whole.x
    end = int(first.ink.right) - first.x
    below = whole.rgba.shape[0] - first.rgba.shape[0]
    mine = whole.rgba[: whole.rgba.shape[0] - max(0, below), at - columns : at, 3]
    assert mine.any()
    assert int(first.rgba[:, end - columns : end, 3].sum()) == pytest.approx(int(mine.sum()), rel=0.001)
    assert whole.ink.width > latin.ink.width * 0.9 + first.ink.width


def test_digits_take_their_direction_from_the_line_before() -> None:
    """A percentage that begins the second Arabic line is ordered as inside the sentence."""
    wide, narrow = (
        set_ad(AdCopy("ا", body=words), LOCALES["ar-SA"], plan_for("ar-SA", "1:1"))[-1]
        for words in ("خصم 50%", "خصم\n50%")
    )
    alone = set_ad(AdCopy("ا", body="50%"), LOCALES["ar-SA"], plan_for("ar-SA", "1:1"))[-1]
    (letters,), (single,) = draw_blocks([narrow], INKS, PLATE), draw_blocks([alone], INKS, PLATE)

    assert wide.words == ("خصم 50%",)
    assert narrow.words == ("خصم", "50%")
    bottom = letters.rgba[-single.rgba.shape[0] :, -single.rgba.shape[1] :, 3]
    assert not np.array_equal(bottom, single.rgba[..., 3])


@pytest.mark.parametrize("name", ["Solara", "adidas", "資生堂", "الشمس", "Crème & Co", "A"])
def test_a_wordmark_fits_its_room(name: str) -> None:
    """A brand without a logo gets its name, cut to the ink, no larger than the room."""
    mark = draw_wordmark(name, (255, 255, 255), Box(0, 0, 244, 67))

    assert mark.shape[0] <= 68
    assert mark.shape[1] <= 245
    assert all(edge.any() for edge in (mark[0, :, 3], mark[-1, :, 3], mark[:, 0, 3], mark[:, -1, 3]))


@pytest.mark.parametrize("name", ["Solara", "adidas", "Çilek & İnci Şirin", "Fußwerk", "Ζύμη", "Ёлка"])
def test_a_name_is_printed_as_it_is_written(name: str) -> None:
    """No name is set in capitals of our own; one that is written in capitals gets space between them."""
    room = Box(0, 0, 244, 67)
    block, capitals = (set_wordmark(text, room) for text in (name, name.upper()))

    assert block.words == (name,)
    assert block.typeface.tracking == 0
    assert capitals.typeface.tracking > 0
