"""What a service sends is taken as a picture only when it is one, of the size asked for, with something on it."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from creative_cli.errors import PictureError
from creative_cli.imaging.answer import FORMATS, examine
from creative_cli.records import Pixels
from tests.imaging.samples import bottle, encoded, gradient

SIDE = 512
KINDS = pytest.mark.parametrize("kind", FORMATS)


def scene() -> Image.Image:
    """Return a picture like a photo: a product on a graded backdrop, with grain."""
    picture = gradient(SIDE, SIDE)
    cut = Image.fromarray(bottle())
    picture.paste(cut, (180, 20), cut)
    return grainy(np.asarray(picture))


def grainy(pixels: Pixels, levels: float = 2.0) -> Image.Image:
    """Return *pixels* with noise of *levels* standard deviation."""
    noise = np.random.default_rng(7).normal(0, levels, pixels.shape)
    return Image.fromarray(np.clip(pixels + noise, 0, 255).astype(np.uint8))


def in_contrast(floor: int, share: float) -> Image.Image:
    """Return the scene with *share* of its contrast, its black at *floor*."""
    return Image.fromarray((floor + np.asarray(scene(), np.float32) * share).astype(np.uint8))


def disc() -> Image.Image:
    """Return a red disc on white, as large as services paint: two colours and the seam between them."""
    picture = Image.new("RGB", (1024, 1024), "white")
    ImageDraw.Draw(picture).ellipse((200, 200, 800, 800), fill=(200, 30, 30))
    return picture


GOOD = {
    "a scene": scene(),
    "a moody one": in_contrast(0, 1 / 8),
    "snow": in_contrast(222, 1 / 8),
    "fog": in_contrast(110, 1 / 8),
    "an empty backdrop": Image.fromarray(
        np.dstack([np.linspace(236, 247, SIDE)[:, None].repeat(SIDE, 1)] * 3).astype(np.uint8)
    ),
}

USELESS = {
    "safety black": (Image.new("RGB", (SIDE, SIDE)), "all black"),
    "nearly black": (Image.new("RGB", (SIDE, SIDE), (4, 5, 6)), "all black"),
    "white": (Image.new("RGB", (SIDE, SIDE), "white"), "one even colour"),
    "grey": (Image.new("RGB", (SIDE, SIDE), (128, 128, 128)), "one even colour"),
    "grey grain": (grainy(np.full((SIDE, SIDE, 3), 128), 20), "one even colour"),
    "two halves": (
        Image.fromarray(np.repeat([[0, 255]], SIDE // 2, 1).repeat(SIDE, 0).astype(np.uint8)),
        "two colours",
    ),
    "a disc": (disc(), "two colours"),
}


@KINDS
@pytest.mark.parametrize("name", GOOD)
def test_pictures_are_taken(name: str, kind: str) -> None:
    """Dark, white and hazy scenes are pictures in every format; so is a backdrop with hardly any gradient."""
    examine(encoded(GOOD[name], kind), SIDE, SIDE)


@KINDS
@pytest.mark.parametrize("name", USELESS)
def test_nothing_to_see_is_refused(name: str, kind: str) -> None:
    """Black, even and two-colour answers are refused in every format, by what they are."""
    picture, words = USELESS[name]

    with pytest.raises(PictureError, match=words):
        examine(encoded(picture.convert("RGB"), kind), *picture.size)


def test_a_finished_ad_is_taken(repository: Path) -> None:
    """Large even areas with type on them are a picture too."""
    path = repository / "tests" / "data" / "world-1x1.jpg"
    with Image.open(path) as picture:
        size = picture.size

    examine(path.read_bytes(), *size)


def test_clear_answers_are_refused() -> None:
    """A picture whose colours nobody sees shows nothing."""
    picture = scene()
    picture.putalpha(0)

    with pytest.raises(PictureError, match="one even colour"):
        examine(encoded(picture, "PNG"), SIDE, SIDE)


@pytest.mark.parametrize("asked", [(512, 512), (560, 560), (256, 256), (512, 520)])
def test_the_same_shape_will_do(asked: tuple[int, int]) -> None:
    """A picture of another size is taken when its shape is within 2 % and it is hardly smaller."""
    examine(encoded(scene(), "PNG"), *asked)


@pytest.mark.parametrize("asked", [(576, 576), (512, 530), (1024, 512), (300, 512)])
def test_another_size_is_refused(asked: tuple[int, int]) -> None:
    """A picture that would have to be enlarged or distorted is refused, with both sizes."""
    with pytest.raises(PictureError, match=rf"512 × 512 px, asked were {asked[0]} × {asked[1]}"):
        examine(encoded(scene(), "PNG"), *asked)


@KINDS
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_cut_answers_are_refused(kind: str, share: float) -> None:
    """A picture that stops in the middle is refused, however much of it came."""
    data = encoded(scene(), kind)

    with pytest.raises(PictureError, match="damaged or cut short"):
        examine(data[: int(len(data) * share)], SIDE, SIDE)


@pytest.mark.parametrize("data", [b"", b"<!doctype html><html>", b'{"error": "loading"}', b"GIF89a" + bytes(30)])
def test_no_picture_is_refused(data: bytes) -> None:
    """A web page, JSON, or a format nobody asked for is no picture."""
    with pytest.raises(PictureError, match="no PNG, JPEG or WebP"):
        examine(data, SIDE, SIDE)


_CLEAN = {kind: encoded(scene(), kind) for kind in FORMATS}


@settings(max_examples=30, deadline=None)
@given(st.binary(min_size=1, max_size=40), st.integers(0, 3000), st.sampled_from(FORMATS))
def test_damage_never_escapes(noise: bytes, place: int, kind: str) -> None:
    """Whatever is written into an answer, it is taken or refused with a sentence."""
    data = bytearray(_CLEAN[kind])
    data[place : place + len(noise)] = noise

    try:
        examine(bytes(data), SIDE, SIDE)
        said = "The answer is taken."
    except PictureError as error:
        said = error.sentence

    assert said.startswith("The answer")
