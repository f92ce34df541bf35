"""The subject of a picture: a glance where that is enough, a full run elsewhere, and connected parts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image, ImageDraw, ImageFilter

from creative_cli.formats import Box
from creative_cli.imaging import u2net
from creative_cli.imaging.saliency import PhotoSubject, connected_part, find_subject
from creative_cli.models import Pixels
from tests.conftest import REPOSITORY
from tests.imaging.samples import bottle


def shot(left: int, top: int) -> Pixels:
    """Return a bottle 480 px high at a place before a soft, grainy backdrop, as services paint them."""
    random = np.random.default_rng(left)
    ramp = np.linspace(215, 130, 1024)[:, None, None] + np.array([-35.0, 0.0, 30.0])
    ground = np.broadcast_to(ramp, (1024, 1024, 3)) + random.normal(0, 2, (1024, 1024, 3))
    picture = Image.fromarray(np.clip(ground, 0, 255).astype(np.uint8))
    cut = Image.fromarray(bottle(150, 480))
    picture.paste(cut, (left, top), cut)
    return np.asarray(picture.filter(ImageFilter.GaussianBlur(0.7)))


def overlap(one: Box, other: Box) -> float:
    """Return the share of two boxes' union that both hold."""
    across = min(one.right, other.right) - max(one.x, other.x)
    down = min(one.bottom, other.bottom) - max(one.y, other.y)
    both = max(0.0, across) * max(0.0, down)
    return both / (one.area + other.area - both)


def look_whole(picture: Pixels) -> PhotoSubject:
    """Return the subject that a full run of the network finds: no glance is certain enough."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(u2net, "MIN_GLANCE_CERTAINTY", 2.0)
        return find_subject(picture)


@pytest.mark.parametrize("place", [(80, 60), (430, 300), (800, 500)])
def test_a_glance_finds_what_a_whole_look_finds(place: tuple[int, int]) -> None:
    """Where a product stands plainly before its ground, a third of the work frames it the same."""
    picture = shot(*place)
    glance, whole = find_subject(picture), look_whole(picture)

    assert overlap(glance.box, Box(*place, 150, 480)) > 0.9
    assert overlap(glance.box, whole.box) > 0.95
    assert whole.share(glance.box) > 0.98
    assert (glance.presence != whole.presence).any()


def test_what_a_glance_leaves_open_is_looked_at_whole() -> None:
    """If a glance is doubtful, as for a sheet of ads, the full run decides."""
    with Image.open(REPOSITORY / "docs" / "images" / "summer-drinks.jpg") as opened:
        picture = np.asarray(opened.convert("RGB").resize((1024, 1024)))
    glance, whole = find_subject(picture), look_whole(picture)

    assert glance.box == whole.box
    assert (glance.presence == whole.presence).all()


@pytest.mark.parametrize("size", [(3000, 480), (480, 3000)])
def test_the_subject_of_a_very_long_picture_is_found(size: tuple[int, int]) -> None:
    """A panorama six times as long as high is searched whole."""
    across, down = size
    ground = Image.new("RGB", size, (190, 200, 214))
    cut = Image.fromarray(bottle(120, 384))
    left, top = across // 2 - 60, down // 2 - 192
    ground.paste(cut, (left, top), cut)

    assert overlap(find_subject(np.asarray(ground)).box, Box(left, top, 120, 384)) > 0.75


@given(st.integers(0, 2**32 - 1), st.floats(0.3, 0.7))
def test_a_point_means_the_part_it_lies_on(seed: int, density: float) -> None:
    """Runs of rows are joined as a flood fill joins places, whatever the shape."""
    random = np.random.default_rng(seed)
    there = random.random((int(random.integers(1, 24)), int(random.integers(1, 24)))) < density
    there[0, 0] = True
    flooded = Image.fromarray(there.astype(np.uint8)).copy()
    ImageDraw.floodfill(flooded, (0, 0), 2)

    assert (connected_part(there, 0, 0) == (np.asarray(flooded) == 2)).all()
