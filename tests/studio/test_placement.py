"""A product in a generated scene: its own pixels, its foot on the surface, its shadow away from the light."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFilter

from creative_cli.color.contrast import luminance_map
from creative_cli.errors import PictureError
from creative_cli.formats import Box
from creative_cli.imaging.morphology import shrink_levels
from creative_cli.imaging.source import decode_scene
from creative_cli.imaging.surface import MAX_ENLARGEMENT, find_surface
from creative_cli.locale.locales import Direction
from creative_cli.models import Pixels
from creative_cli.studio.placement import MAX_TINT, find_product_window, place_product
from creative_cli.studio.product import scale_product
from creative_cli.studio.scene_spec import SceneSpec
from tests.imaging.samples import bottle, encoded, studio_set

SIZES = {"9:16": (1080, 1920), "1:1": (1080, 1080), "16:9": (1920, 1080), "4:5": (1080, 1350), "link": (1200, 628)}


def kitchen(far: float = 0.6, size: tuple[int, int] = (640, 640), *, glossy: bool = False) -> Pixels:
    """Return a soft room over a worktop whose far edge lies at *far* of the height; a glossy one mirrors the room."""
    width, height = size
    random = np.random.default_rng(5)
    things = random.uniform(60, 230, (7, 9, 3)).astype(np.uint8)
    room = Image.fromarray(things).resize((width, height), Image.Resampling.BICUBIC)
    picture = np.asarray(room.filter(ImageFilter.GaussianBlur(width / 60)), np.float32).copy()
    first = round(far * height)
    top = np.full((height - first, width, 3), (188.0, 150.0, 112.0))
    if glossy:
        mirrored = picture[:first][::-1][: height - first]
        top[: len(mirrored)] = 0.5 * top[: len(mirrored)] * 0.4 + 0.5 * mirrored
    picture[first:] = top + random.normal(0, 2, (height - first, width, 1))
    return np.clip(picture, 0, 255).astype(np.uint8)


def even(tone: tuple[int, int, int] = (200, 196, 190)) -> Pixels:
    """Return an empty scene, in which only the compositor's additions are visible."""
    return np.full((600, 600, 3), tone, np.uint8)


def canvas(ratio: str = "1:1", direction: Direction = Direction.LTR) -> SceneSpec:
    """Return a set of the size of *ratio*: type on the reading side, the product's room on the other."""
    width, height = SIZES[ratio]
    room = Box(0.56 * width, 0.12 * height, 0.38 * width, 0.76 * height)
    quiet: tuple[Box, ...] = (Box(0.065 * width, 0.14 * height, 0.46 * width, 0.4 * height),)
    if direction is Direction.RTL:
        room, quiet = room.mirrored(width), tuple(box.mirrored(width) for box in quiet)
    return replace(
        studio_set(direction=direction), width=width, height=height, room=room, floor=0.83 * height, quiet=quiet
    )


@pytest.mark.parametrize("far", [0.5, 0.55, 0.6, 0.68, 0.75])
def test_far_edge_is_found(far: float) -> None:
    """A worktop that starts a little higher or lower than asked for is found within 2 % of the height."""
    assert abs(find_surface(kitchen(far)).far / 640 - far) < 0.02


def test_without_an_edge_the_asked_one_is_taken() -> None:
    """A seamless backdrop has its surface where the prompt asks for it, down to the lower edge."""
    found = find_surface(even())

    assert (found.far, found.near, found.gloss) == (360, 600, 0)


def test_near_edge_is_found() -> None:
    """A table whose front edge is seen ends there."""
    picture = kitchen(0.6).copy()
    picture[round(0.86 * 640) :] = (40, 34, 30)

    assert abs(find_surface(picture).near / 640 - 0.86) < 0.02


def test_gloss_is_seen() -> None:
    """A surface that mirrors the room shines, a matt one does not."""
    assert find_surface(kitchen(glossy=True)).gloss > 0.5
    assert find_surface(kitchen()).gloss == 0


@pytest.mark.run  # seconds
@pytest.mark.parametrize("ratio", sorted(SIZES))
@pytest.mark.parametrize("size", [(640, 640), (1024, 576), (576, 1024)])
@pytest.mark.parametrize("far", [0.5, 0.6, 0.72])
def test_surface_lies_under_the_product(ratio: str, size: tuple[int, int], far: float) -> None:
    """In every ratio the canvas' floor falls on the surface, and the scene is neither squeezed nor blown up."""
    set_, picture = canvas(ratio), kitchen(far, size)
    window = find_product_window(set_, picture, bottle())
    foot = (window.y + set_.floor / set_.height * window.height) / size[1]

    assert abs(window.width / window.height - set_.width / set_.height) < 0.01
    assert far < foot < 0.5 * (1 + far) + 0.25
    assert set_.width / window.width <= MAX_ENLARGEMENT + 1e-6


@pytest.mark.parametrize("ratio", sorted(SIZES))
def test_square_scenes_need_nothing_made_up(ratio: str) -> None:
    """A scene of 1024 px as requested is cropped, never extended."""
    picture = kitchen(size=(1024, 1024))

    assert Box(0, 0, 1024, 1024).holds(find_product_window(canvas(ratio), picture, bottle()))


def test_low_surface_is_continued() -> None:
    """Where too little is left below the product's foot, the surface goes on beyond the picture's lower edge."""
    set_, picture = canvas("9:16"), kitchen(0.84, (640, 400))
    window = find_product_window(set_, picture, bottle())
    seen = place_product(set_, picture, window, bottle())

    assert window.bottom > 400
    below = seen.pixels[round(set_.floor) + 120 :, 40:300].reshape(-1, 3).astype(float)
    assert np.all(np.abs(below.mean(axis=0) - (188, 150, 112)) < 60)


@pytest.mark.parametrize("direction", list(Direction))
@pytest.mark.parametrize("product", [bottle(), bottle(60, 600), bottle(900, 200), bottle(handle=70), bottle(20, 20)])
def test_product_is_whole_and_in_its_room(product: Pixels, direction: Direction) -> None:
    """Whatever its shape, the product is inside the room, with its foot on the floor, and the mask is its alpha."""
    set_ = studio_set(direction=direction)
    seen = place_product(set_, kitchen(), Box(0, 0, 640, 640), product)
    box = seen.product_box

    assert box is not None
    assert set_.room.holds(box, slack=1.0)
    assert abs(box.bottom - set_.floor) <= 1
    left, top, right, bottom = box.pixels(360, 360)
    assert seen.product_mask[top:bottom, left:right].sum() == seen.product_mask.sum() > 0


def restless(tone: tuple[int, int, int], spread: int, grain: int, seed: int) -> Pixels:
    """Return a scene with no surface at all: blotches of *grain* px about *tone*, as different as *spread* says."""
    noise = np.random.default_rng(seed).normal(0, spread, (600 // grain, 600 // grain, 3))
    blotches = np.clip(np.asarray(tone) + noise, 0, 255).astype(np.uint8)
    return np.asarray(Image.fromarray(blotches).resize((600, 600), Image.Resampling.BICUBIC))


TONES = st.tuples(*(st.integers(0, 255),) * 3)
RESTLESS = st.builds(restless, TONES, st.integers(5, 90), st.integers(2, 100), st.integers(0, 9))


@given(TONES.map(even) | RESTLESS)
@settings(max_examples=10, deadline=None)
def test_product_keeps_its_pixels(scene: Pixels) -> None:
    """In a scene of any colour, however restless, each channel changes by one gain of a few hundredths, no more."""
    set_ = replace(studio_set(side=720), quiet=())
    seen = place_product(set_, scene, Box(0, 0, 600, 600), bottle())
    box = seen.product_box
    assert box is not None
    left, top, right, bottom = box.pixels(720, 720)
    own = scale_product(bottle(), box).rgba
    core = shrink_levels(own[..., 3], 12) == 255
    core[:13], core[-13:], core[:, :13], core[:, -13:] = False, False, False, False
    was, now = own[core][:, :3].astype(float), seen.pixels[top:bottom, left:right][core].astype(float)
    for channel in range(3):
        gain = float((was[:, channel] * now[:, channel]).sum() / (was[:, channel] ** 2).sum())

        assert abs(gain - 1) <= MAX_TINT + 0.01
        assert np.abs(now[:, channel] - np.minimum(255, gain * was[:, channel])).max() <= 4


def test_shadow_is_darkest_where_it_touches() -> None:
    """Light is least right below the foot and comes back with distance."""
    set_ = replace(studio_set(side=720), quiet=())
    seen = place_product(set_, even(), Box(0, 0, 600, 600), bottle())
    box = seen.product_box
    assert box is not None
    middle, below = int(box.x + box.width / 2), int(box.bottom)
    column = luminance_map(seen.pixels)[below : below + 60, middle - 10 : middle + 10].mean(axis=1)

    assert column[0] < 0.6 * column[-1]
    assert np.all(np.diff(column) > -0.02)


@pytest.mark.parametrize("direction", list(Direction))
def test_shadow_falls_away_from_the_light(direction: Direction) -> None:
    """The light comes from the upper left: the surface is darker on the product's right."""
    set_ = replace(studio_set(direction=direction, side=720), quiet=())
    seen = place_product(set_, even(), Box(0, 0, 600, 600), bottle())
    box = seen.product_box
    assert box is not None
    tones = luminance_map(seen.pixels)
    rows = slice(int(box.bottom) - 40, int(box.bottom))
    sides = (
        tones[rows, int(box.x) - 60 : int(box.x) - 20].mean(),
        tones[rows, int(box.right) + 20 : int(box.right) + 60].mean(),
    )

    light, dark = sides if direction is Direction.LTR else sides[::-1]
    assert dark < 0.9 * light


def test_no_shadow_on_what_is_behind() -> None:
    """Above the surface's far edge nothing is darkened: the wall is far away."""
    set_ = replace(studio_set(side=720), quiet=())
    seen = place_product(set_, even(), Box(0, 0, 600, 600), bottle())
    clear = seen.pixels[: round(0.6 * 720) - 8][seen.product_mask[: round(0.6 * 720) - 8] == 0]

    assert clear.min() >= 188


def test_only_a_glossy_surface_mirrors() -> None:
    """Below the foot a surface that shines shows the product's colour, a matt one does not."""
    set_ = replace(canvas(), quiet=())
    shown = []
    for glossy in (False, True):
        picture = kitchen(glossy=glossy)
        red, grey = bottle().copy(), bottle().copy()
        red[..., :3], grey[..., :3] = (230, 20, 20), (96, 96, 96)
        pair = [place_product(set_, picture, Box(0, 0, 640, 640), product) for product in (red, grey)]
        box = pair[0].product_box
        assert box is not None
        below = slice(int(box.bottom) + 8, int(box.bottom) + 40), slice(int(box.x) + 20, int(box.right) - 20)
        shown.append((pair[0].pixels[below][..., 0].astype(float) - pair[1].pixels[below][..., 0]).mean())

    assert abs(shown[0]) < 1
    assert shown[1] > 4


def test_background_is_softer_than_the_product() -> None:
    """What lies behind the surface's edge loses fine detail, the surface at the product's foot keeps it."""
    random = np.random.default_rng(3)
    picture = np.clip(random.normal(150, 30, (720, 720, 1)).repeat(3, axis=2), 0, 255).astype(np.uint8)
    set_ = replace(studio_set(side=720), quiet=())
    seen = place_product(set_, picture, Box(0, 0, 720, 720), bottle()).pixels.astype(float)
    floor = round(set_.floor)

    def detail(rows: slice) -> float:
        return float(np.abs(np.diff(seen[rows, :300, 0], axis=1)).mean())

    assert detail(slice(100, 300)) < 0.6 * detail(slice(floor, floor + 80))


def test_right_to_left_is_the_mirror() -> None:
    """With a product that is its own mirror image, the whole picture is mirrored; the product never is."""
    symmetric = np.maximum(bottle(), bottle()[:, ::-1])
    left, right = (canvas(direction=direction) for direction in Direction)
    if left.direction is Direction.RTL:
        left, right = right, left
    picture = kitchen()
    window = find_product_window(left, picture, symmetric)

    assert find_product_window(right, picture, symmetric) == window
    one, other = place_product(left, picture, window, symmetric), place_product(right, picture, window, symmetric)
    assert np.array_equal(other.pixels, one.pixels[:, ::-1])
    handled = place_product(right, picture, window, bottle(handle=70))
    assert handled.product_box is not None
    mask = handled.product_mask[:, round(handled.product_box.x) : round(handled.product_box.right)]
    edge = mask.shape[1] // 10
    assert (mask[:, -edge:] > 0).sum() < 0.5 * (mask[:, :edge] > 0).sum()


def test_same_bytes() -> None:
    """The same scene and product give the same bytes, also when threads paint at once."""
    set_, picture = studio_set(), kitchen()
    with ThreadPoolExecutor(4) as threads:
        made = list(
            threads.map(
                lambda _: place_product(set_, picture, find_product_window(set_, picture, bottle()), bottle()), range(4)
            )
        )

    assert len({painting.pixels.tobytes() for painting in made}) == 1


def test_scene_that_is_no_picture() -> None:
    """Bytes that cannot be decoded are refused by name."""
    with pytest.raises(PictureError, match="the generated scene"):
        decode_scene(b"<html>not a picture</html>")
    assert decode_scene(encoded(Image.fromarray(kitchen()), "PNG")).shape == (640, 640, 3)
