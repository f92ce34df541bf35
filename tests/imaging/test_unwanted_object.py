"""What stands in a scene that was ordered empty is seen, and what belongs to the place is not taken for it."""

import io
from collections.abc import Callable
from dataclasses import replace
from functools import cache, partial
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from creative_cli.formats import Box
from creative_cli.imaging.unwanted_object import find_object_in_pixels, find_unwanted_object, object_on_canvas
from creative_cli.models import Pixels
from creative_cli.studio.placement import place_product
from tests.imaging.samples import bottle, encoded, studio_set
from tests.studio.test_placement import even, kitchen

SIDE = 640


def room(seed: int) -> Image.Image:
    """Return a soft room with shelves over a table."""
    random = np.random.default_rng(seed)
    picture = Image.new("RGB", (SIDE, SIDE), tuple(int(tone) for tone in random.uniform(130, 235, 3)))
    pen = ImageDraw.Draw(picture)
    for _ in range(5):
        x, y = random.uniform(0, SIDE), random.uniform(0, 0.4 * SIDE)
        pen.rectangle((x, y, x + 90, y + 110), fill=tuple(int(tone) for tone in random.uniform(90, 235, 3)))
    picture = picture.filter(ImageFilter.GaussianBlur(12))
    ImageDraw.Draw(picture).rectangle((0, 0.6 * SIDE, SIDE, SIDE), fill=(176, 140, 104))
    grain = np.random.default_rng(seed).normal(0, 2, (SIDE, SIDE, 1))
    return Image.fromarray(np.clip(np.asarray(picture) + grain, 0, 255).astype(np.uint8))


def window(seed: int) -> Image.Image:
    """Return the room with a bright window in it."""
    picture = room(seed)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((120, 20, 380, 330), fill=(252, 250, 244))
    pen.rectangle((244, 20, 256, 330), fill=(150, 140, 130))
    return picture


def plant(seed: int) -> Image.Image:
    """Return the room with leaves that reach in from the left, over the table."""
    picture, random = room(seed), np.random.default_rng(seed)
    pen = ImageDraw.Draw(picture)
    for _ in range(24):
        turn, long = random.uniform(-1.2, 1.2), random.uniform(100, 230)
        x, y = 0.0, random.uniform(120, 500)
        dx, dy = np.cos(turn) * long, np.sin(turn) * long
        side = (-dy * 0.06, dx * 0.06)
        leaf = [(x, y), (x + dx / 2 + side[0], y + dy / 2 + side[1]), (x + dx, y + dy)]
        pen.polygon([*leaf, (x + dx / 2 - side[0], y + dy / 2 - side[1])], fill=(40, 110, 60))
    return picture


def table(seed: int) -> Image.Image:
    """Return the room with a round tabletop for its surface."""
    picture = room(seed)
    ImageDraw.Draw(picture).ellipse((50, 0.6 * SIDE, 590, 0.9 * SIDE), fill=(70, 60, 56))
    return picture


def plinth(seed: int) -> Image.Image:
    """Return the room with a block that reaches out of the picture below."""
    picture = room(seed)
    ImageDraw.Draw(picture).rectangle((160, 0.68 * SIDE, 480, SIDE), fill=(214, 206, 198))
    return picture


EMPTY: dict[str, Callable[[], Pixels]] = {
    "backdrop": even,
    "kitchen": lambda: kitchen(size=(SIDE, SIDE)),
    "glossy kitchen": lambda: kitchen(0.55, (SIDE, SIDE), glossy=True),
    **{
        f"{make.__name__} {seed}": partial(lambda make, seed: np.asarray(make(seed)), make, seed)
        for make in (room, window, plant, table, plinth)
        for seed in (1, 2)
    },
}


@cache
def empty(name: str) -> Pixels:
    """Return a scene without an object."""
    return EMPTY[name]()


def standing(scene: Pixels, product: Pixels, tall: float, middle: float) -> Pixels:
    """Return *scene* with *product*, *tall* of its height, about *middle* of its width, its shadow on the surface."""
    height, width = scene.shape[:2]
    wide = tall * height * product.shape[1] / product.shape[0]
    place = Box(middle * width - wide / 2 - 2, (0.8 - tall) * height - 2, wide + 4, tall * height + 4)
    set_ = replace(studio_set(), width=width, height=height, room=place, floor=0.8 * height, quiet=())
    return place_product(set_, scene, Box(0, 0, width, height), product).pixels


# Each takes a second; one scene of each kind is enough for every day.
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=pytest.mark.slow) if name.endswith(" 2") else name for name in EMPTY]
)
def test_what_belongs_to_the_place_is_no_object(name: str) -> None:
    """Shelves, windows, plants, tabletops and plinths are what a scene is made of."""
    assert find_object_in_pixels(empty(name)) is None


SIZES = ((0.35, 0.68), (0.5, 0.55))
SURFACES = [name for name in EMPTY if name[:5] not in {"plint", "table"}]


@pytest.mark.parametrize(
    ("name", "tall", "middle"),
    [
        # Every place is looked at once; with its other size, which takes six seconds, in the slow suite.
        pytest.param(name, *size, marks=(pytest.mark.slow,) if (place + other) % 2 else ())
        for place, name in enumerate(SURFACES)
        for other, size in enumerate(SIZES)
    ],
)
def test_a_bottle_on_the_surface_is_seen(name: str, tall: float, middle: float) -> None:
    """From a third of the height, wherever it stands: the box is the bottle's within a twentieth of the picture."""
    found = find_object_in_pixels(standing(empty(name), bottle(), tall, middle))

    assert found is not None
    scale = empty(name).shape[0]
    assert found.bottom / scale == pytest.approx(0.8, abs=0.05)
    assert found.height / scale == pytest.approx(tall, abs=0.06)
    assert (found.x + found.width / 2) / scale == pytest.approx(middle, abs=0.05)


@pytest.mark.parametrize("product", ["iced-tea", "peach-soda", "cream", "serum"])
def test_the_packshots_of_the_briefs_are_seen(product: str, repository: Path) -> None:
    """A bottle, a can, a jar and a pump, as photographers make them."""
    with Image.open(repository / "briefs" / "assets" / f"{product}.png") as file:
        cut = file.convert("RGBA")
    trimmed = np.asarray(cut.crop(cut.getbbox()))

    assert find_object_in_pixels(standing(empty("room 1"), trimmed, 0.3, 0.5)) is not None


def test_a_person_at_the_table_is_seen() -> None:
    """A person cut by the lower edge who rises above the surface is an unwanted object too."""
    picture = room(3)
    pen = ImageDraw.Draw(picture)
    pen.ellipse((275, 80, 365, 205), fill=(205, 160, 130))
    pen.rounded_rectangle((220, 198, 420, 700), 60, fill=(60, 80, 130))

    assert find_object_in_pixels(np.asarray(picture.filter(ImageFilter.GaussianBlur(1)))) is not None


def test_the_same_is_seen_each_time() -> None:
    """The same file gives the same box to the last bit."""
    data = encoded(Image.fromarray(standing(empty("room 2"), bottle(), 0.4, 0.5)), "PNG")
    first, second = find_unwanted_object(data), find_unwanted_object(io.BytesIO(data).getvalue())

    assert first is not None
    assert first == second
    assert Box(0, 0, 1, 1).holds(first, slack=0)


SCENE = encoded(room(1), "PNG")
OBJECT = Box(0.5, 0.3, 0.2, 0.5)
"""In fractions of the scene: 320, 192, 128 and 320 px."""


@pytest.mark.parametrize(
    ("window", "product", "seen"),
    [
        (Box(0, 0, 640, 640), Box(0, 0, 10, 10), Box(160, 96, 64, 160)),
        (Box(300, 100, 320, 320), Box(0, 0, 10, 10), Box(20, 92, 128, 228)),
        (Box(0, 0, 330, 330), Box(0, 0, 10, 10), None),
        (Box(0, 0, 640, 640), Box(150, 90, 100, 200), None),
        (Box(0, 0, 640, 640), Box(150, 90, 40, 200), Box(160, 96, 64, 160)),
    ],
)
def test_only_what_an_ad_shows_of_it_counts(window: Box, product: Box, seen: Box | None) -> None:
    """An object that the window cuts off, or that the product stands before, is in no one's way."""
    assert object_on_canvas(OBJECT, SCENE, window, (320, 320), product) == seen
