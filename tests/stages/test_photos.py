"""Photos that people bring: type off the subject, everything checked, however the photo is framed."""

import io

import numpy as np
import pytest
from PIL import Image, ImageFilter

from creative_cli.formats import RATIOS, Box
from creative_cli.imaging.photo import look_at
from creative_cli.locales import resolve
from creative_cli.records import Design, Hero, HeroKind
from creative_cli.stages import compose
from creative_cli.storage.codec import decode, dumps, loads
from tests.imaging.samples import bottle
from tests.stages.checked import troubles


def photo(where: str) -> bytes:
    """Return a photo of a bottle: before a soft backdrop, high up in it, close with its foot cut off, or on texture."""
    random = np.random.default_rng(7)
    ramp = np.linspace(215, 130, 800)[:, None, None] + np.array([-35.0, 0.0, 30.0])
    ground = np.broadcast_to(ramp, (800, 800, 3)) + random.normal(0, 2, (800, 800, 3))
    if where == "busy":
        ground = random.uniform(0, 255, (100, 100, 3)).repeat(8, axis=0).repeat(8, axis=1)
    picture = Image.fromarray(np.clip(ground, 0, 255).astype(np.uint8))
    cut = Image.fromarray(bottle(240, 640) if where == "close" else bottle(150, 480))
    places = {"left": (70, 250), "right": (570, 250), "top": (330, 20), "busy": (330, 250), "close": (330, 170)}
    left, top = places[where]
    picture.paste(cut, (left, top), cut)
    file = io.BytesIO()
    picture.filter(ImageFilter.GaussianBlur(0.7)).save(file, "JPEG", quality=92)
    return file.getvalue()


def hero(where: str, focus: Box | None = None) -> Hero:
    """Return the photo as the line carries it."""
    return Hero("tea", HeroKind.PHOTO, "brief", "", 0, 0.0, picture=photo(where), focus=focus)


@pytest.mark.parametrize("where", ["left", "right", "top", "busy"])
@pytest.mark.parametrize("ratio", sorted(RATIOS))
def test_every_photo_makes_an_ad_that_passes(where: str, ratio: str) -> None:
    """Wherever the subject stands, in either reading direction, no check finds anything."""
    shot = hero(where)
    assert troubles(shot, RATIOS[ratio]) == []


@pytest.mark.parametrize("where", ["left", "right", "top", "close", "busy"])
@pytest.mark.parametrize("ratio", sorted(RATIOS))
def test_much_air_leaves_the_subject_of_a_photo_alone(where: str, ratio: str) -> None:
    """The airy template finds a side of a photo for its words too: nothing lies on the subject, all of it is read."""
    assert troubles(hero(where), RATIOS[ratio], Design("minimal")) == []


def test_framing_travels() -> None:
    """What was decided on a photo is kept between runs without loss."""
    framing = compose.frame(hero("right"), RATIOS["1:1"], resolve("US", "en", "en").direction)

    assert decode(compose.Framing, loads(dumps(framing))) == framing


def test_focus_decides() -> None:
    """The subject is where the brief says, whatever else stands out."""
    marked = Box(0.0, 0.6, 0.3, 0.4)

    assert look_at(photo("right"), marked).subject.box == Box(0, 480, 240, 320)
    assert look_at(photo("right"), None).subject.box.x > 400
