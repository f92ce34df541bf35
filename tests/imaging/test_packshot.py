"""Packshots are told from photos and cut out clean; painted-on transparency is refused."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from creative_cli.errors import PictureError
from creative_cli.imaging.packshot import PictureKind, classify_picture, cut_out_product, has_checkerboard
from creative_cli.imaging.source import open_picture
from creative_cli.models import Pixels
from tests.imaging.samples import bottle, checkered, encoded, gradient, on_white


def opened(png: bytes) -> Pixels:
    """Return a cut-out's pixels."""
    return np.asarray(Image.open(io.BytesIO(png)))


def framed(cut: Pixels, margin: int = 60) -> Image.Image:
    """Return a cut-out with clear space around it."""
    return Image.fromarray(np.pad(cut, ((margin, margin), (margin, margin), (0, 0))))


def test_kinds() -> None:
    """Transparency and plain white make a packshot; anything to the edge is a photo."""
    assert classify_picture(np.asarray(framed(bottle()))) is PictureKind.PACKSHOT
    assert classify_picture(np.asarray(on_white())) is PictureKind.PACKSHOT
    assert classify_picture(np.asarray(gradient())) is PictureKind.PHOTO


def test_rounded_corners_are_no_packshot() -> None:
    """A photo with a few clear px in its corners stays a photo."""
    picture = gradient().convert("RGBA")
    mask = Image.new("L", picture.size)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, *picture.size), radius=16, fill=255)
    picture.putalpha(mask)

    assert classify_picture(np.asarray(picture)) is PictureKind.PHOTO


@pytest.mark.parametrize("jpeg", [False, True])
@pytest.mark.parametrize(("cell", "light", "dark"), [(8, 255, 204), (16, 255, 242), (21, 254, 242), (12, 153, 102)])
def test_painted_transparency_is_refused(cell: int, light: int, dark: int, *, jpeg: bool) -> None:
    """A grey checkerboard in the pixels is recognised at any cell size and tone, also after JPEG."""
    picture = checkered(cell, light, dark)
    if jpeg:
        picture = open_picture(encoded(picture, "JPEG", quality=80), "fake.jpg")

    with pytest.raises(PictureError, match="checkerboard") as caught:
        classify_picture(np.asarray(picture))

    assert "alpha channel" in caught.value.hint
    assert "image_kind: photo" in caught.value.hint


@pytest.mark.parametrize(("cell", "light", "dark"), [(30, 235, 34), (60, 250, 20), (24, 200, 90), (40, 245, 130)])
def test_tiles_of_a_floor_are_no_painted_transparency(cell: int, light: int, dark: int) -> None:
    """Programs draw squares that hardly differ; black and white tiles all over are a photo."""
    assert classify_picture(np.asarray(checkered(cell, light, dark))) is PictureKind.PHOTO


def test_squares_at_the_foot_only_are_a_floor() -> None:
    """A wall above pale tiles shows that they are real."""
    pixels = np.array(checkered(24, 255, 204))
    pixels[: pixels.shape[0] // 2] = np.linspace(190, 120, pixels.shape[1]).astype(np.uint8)[None, :, None]

    assert classify_picture(pixels) is PictureKind.PHOTO


@pytest.mark.parametrize("color", ["black", "white", "#808080", "#1f4e79"])
def test_a_picture_of_nothing_is_refused(color: str) -> None:
    """One colour all over is an empty file, or the first frame of a film."""
    with pytest.raises(PictureError, match="all of it has one color"):
        classify_picture(np.asarray(Image.new("RGB", (600, 400), color)))


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 24))
def test_texture_is_no_checkerboard(seed: int, grain: int) -> None:
    """Random grey texture of any grain is not taken for painted transparency."""
    noise = np.random.default_rng(seed).integers(0, 256, (480 // grain + 1, 480 // grain + 1), dtype=np.uint8)
    picture = Image.fromarray(noise).resize((480, 480), Image.Resampling.BICUBIC).convert("RGB")

    assert not has_checkerboard(np.asarray(picture))


def test_stripes_and_squares_of_colour_are_no_checkerboard() -> None:
    """Stripes repeat along one axis only, and a coloured chequered cloth is a product's business."""
    y, x = np.mgrid[0:480, 0:480] // 16
    stripes = np.dstack([np.where(x % 2, 255, 204).astype(np.uint8)] * 3)
    cloth = np.where(((x + y) % 2)[..., None], [250, 240, 230], [190, 30, 40]).astype(np.uint8)

    assert not has_checkerboard(stripes)
    assert not has_checkerboard(cloth)


def test_cut_out_is_trimmed() -> None:
    """A transparent packshot comes back as it is, without the clear space around it."""
    assert opened(cut_out_product(np.asarray(framed(bottle())))).shape == bottle().shape


@pytest.mark.parametrize("shadow", [False, True])
def test_cut_out_of_white(*, shadow: bool) -> None:
    """A product on white is cut along its outline; the photographer's soft shadow stays behind."""
    picture = open_picture(encoded(on_white(shadow=shadow), "JPEG", quality=92), "shop.jpg")

    cut = opened(cut_out_product(np.asarray(picture)))

    height, width = bottle().shape[:2]
    assert abs(cut.shape[0] - height) <= 4
    assert abs(cut.shape[1] - width) <= 4
    covered = float((cut[..., 3] > 127).sum()) / float((bottle()[..., 3] > 127).sum())
    assert 0.98 < covered < 1.02


def test_white_inside_the_product_stays() -> None:
    """White that does not touch the background belongs to the product."""
    picture = on_white()
    ImageDraw.Draw(picture).ellipse((210, 360, 270, 420), fill="white")

    cut = opened(cut_out_product(np.asarray(picture)))

    assert tuple(cut[310, 80]) == (255, 255, 255, 255)


def test_edges_lose_the_old_background() -> None:
    """A half-clear edge that still holds white is given the product's own colour."""
    cut = np.zeros((400, 200, 4), np.uint8)
    cut[:, 10:190] = (180, 20, 30, 255)
    cut[:, 9] = cut[:, 190] = (217, 138, 143, 128)

    clean = opened(cut_out_product(cut))

    assert np.abs(clean[200, 0, :3].astype(int) - (180, 20, 30)).max() <= 3
    assert clean[200, 0, 3] == 128


def test_glass_keeps_its_own_colour() -> None:
    """A wide half-clear area is the product's glass, not a fringe."""
    cut = bottle().copy()
    cut[20:100, 60:100] = (120, 200, 210, 110)

    clean = opened(cut_out_product(cut))

    assert tuple(clean[60, 80]) == (120, 200, 210, 110)


def test_an_empty_cut_out_is_refused() -> None:
    """Nothing in, nothing out, with a sentence."""
    with pytest.raises(PictureError, match="empty"):
        cut_out_product(np.asarray(Image.new("RGBA", (400, 400))))
