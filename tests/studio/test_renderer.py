"""The studio: the same set gives the same scene; the product stands whole on the floor; type can be read."""

import math
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from creative_cli.color.color_math import Palette, Rgb, rgb_to_oklab, set_lightness
from creative_cli.color.contrast import luminance_map, worst_contrast
from creative_cli.formats import Box
from creative_cli.locale.locales import Direction
from creative_cli.models import Pixels
from creative_cli.studio.grading import MIN_TONE_DISTANCE, backdrop_color, grade_colors
from creative_cli.studio.renderer import RenderedScene, SceneSpec, render_scene
from creative_cli.studio.scenes import SCENE_DESIGNS
from tests.imaging.samples import PALETTES, SOLARA, bottle, studio_set

SEEDS = (*range(len(SCENE_DESIGNS)), 0x100, 0x200, 0x301)
COLOUR = st.tuples(*(st.integers(0, 255),) * 3)


def part(pixels: Pixels, box: Box) -> Pixels:
    """Return the pixels inside a box."""
    left, top, right, bottom = box.pixels(pixels.shape[1], pixels.shape[0])
    return pixels[top:bottom, left:right]


def dark(painting: RenderedScene, bare: RenderedScene) -> NDArray[np.float32]:
    """Return how much darker a scene is than another, by luminance."""
    return luminance_map(bare.pixels) - luminance_map(painting.pixels)


@pytest.mark.parametrize("seed", SEEDS)
def test_same_bytes(seed: int) -> None:
    """The same set gives the same bytes, also when threads paint at once."""
    sets = [studio_set(seed=seed)] * 4
    with ThreadPoolExecutor(4) as threads:
        paintings = list(threads.map(render_scene, sets, [bottle()] * 4))

    assert len({painting.pixels.tobytes() for painting in (*paintings, render_scene(sets[0], bottle()))}) == 1


def test_seeds_give_siblings() -> None:
    """Products of one campaign stand before different designs, on podiums of one kind."""
    pictures = [render_scene(studio_set(seed=seed), bottle()).pixels for seed in range(len(SCENE_DESIGNS))]

    assert len({picture.tobytes() for picture in pictures}) == len(SCENE_DESIGNS)


@pytest.mark.parametrize("direction", list(Direction))
@pytest.mark.parametrize("product", [bottle(), bottle(60, 600), bottle(900, 200), bottle(handle=70), bottle(20, 20)])
def test_product_is_whole_and_in_its_room(product: Pixels, direction: Direction) -> None:
    """Whatever its shape, the product is inside the room, at its own proportions, with its foot on the floor."""
    set_ = studio_set(direction=direction)

    box = render_scene(set_, product).product_box

    assert box is not None
    assert set_.room.holds(box, slack=1.0)
    assert abs(box.bottom - set_.floor) <= 1
    assert (
        abs(box.width / box.height - product.shape[1] / product.shape[0])
        < 0.05 * box.width / box.height + 2 / box.height
    )


def test_product_fills_its_room() -> None:
    """A product is as large as the room allows: slender ones are as high, broad ones as wide."""
    set_ = studio_set()
    slender, broad = (
        render_scene(set_, bottle(80, 600)).product_box,
        render_scene(replace(set_, quiet=()), bottle(900, 200)).product_box,
    )

    assert slender is not None
    assert broad is not None
    assert slender.height > 0.97 * (set_.floor - set_.room.y)
    assert broad.width > 0.97 * set_.room.width


def test_mask_is_the_product() -> None:
    """The mask is the product's own alpha, at its place, and nothing else."""
    painting = render_scene(studio_set(), bottle())

    assert painting.product_box is not None
    assert painting.product_mask.shape == painting.pixels.shape[:2]
    inside = part(painting.product_mask[..., None], painting.product_box)
    assert inside.sum() == painting.product_mask.sum()
    ink = np.flatnonzero((painting.product_mask > 127).any(axis=0))
    assert abs(ink[0] - painting.product_box.x) <= 1
    assert abs(ink[-1] + 1 - painting.product_box.right) <= 1


def test_label_keeps_its_colours() -> None:
    """Light changes the middle of the product, with its label, by a few hundredths at most."""
    painting = render_scene(studio_set(), bottle())
    box = painting.product_box

    assert box is not None
    label = part(
        painting.pixels, Box(box.x + 0.35 * box.width, box.y + 0.55 * box.height, 0.3 * box.width, 0.15 * box.height)
    )
    assert np.abs(label.reshape(-1, 3).mean(axis=0) - (240, 230, 210)).max() < 12


@pytest.mark.parametrize("seed", SEEDS)
def test_right_to_left_is_the_mirror(seed: int) -> None:
    """With a product that is its own mirror image, the whole right-to-left scene is the mirror of the other."""
    product = np.maximum(bottle(), bottle()[:, ::-1])
    left, right = (
        render_scene(studio_set(seed=seed), product),
        render_scene(studio_set(direction=Direction.RTL, seed=seed), product),
    )

    assert np.array_equal(right.pixels, left.pixels[:, ::-1])
    assert np.array_equal(right.product_mask, left.product_mask[:, ::-1])
    assert left.product_box is not None
    assert right.product_box == left.product_box.mirrored(360)


def test_product_is_never_flipped() -> None:
    """A handle on the right stays on the right in both directions, and the set around is still the mirror."""
    product = bottle(handle=70)
    left, right = render_scene(studio_set(), product), render_scene(studio_set(direction=Direction.RTL), product)

    for painting in (left, right):
        box = painting.product_box
        assert box is not None
        mask = part(painting.product_mask[..., None], box)[..., 0]
        edge = max(2, mask.shape[1] // 10)
        assert (mask[:, -edge:] > 0).sum() < 0.5 * (mask[:, :edge] > 0).sum()
    typed = studio_set().quiet[0]
    assert np.array_equal(part(right.pixels[:, ::-1], typed), part(left.pixels, typed))


def test_shadow_is_darkest_where_it_touches() -> None:
    """On the podium, light is least right below the product's foot and comes back with distance."""
    set_ = studio_set(PALETTES["white"], side=540)
    painting = render_scene(set_, bottle())
    box = painting.product_box
    assert box is not None
    tones = luminance_map(painting.pixels)
    middle, below = int(box.x + box.width / 2), int(box.bottom)
    column = tones[below : below + 14, middle - 10 : middle + 10].mean(axis=1)

    assert column[0] < 0.75 * column[-1]
    assert np.all(np.diff(column) > -0.02)


def test_shadow_falls_away_from_the_light() -> None:
    """The key light stands on the left: the floor is darker on the product's right."""
    set_ = replace(studio_set(PALETTES["white"], side=540), quiet=())
    painting = render_scene(set_, bottle(120, 300))
    box = painting.product_box
    assert box is not None
    reach, strip = 0.45 * box.width, Box(0, box.bottom - 20, 0.2 * box.width, 16)
    near = luminance_map(part(painting.pixels, replace(strip, x=box.x - reach))).mean()
    far = luminance_map(part(painting.pixels, replace(strip, x=box.right + reach - strip.width))).mean()

    assert far < near


def read(set_: SceneSpec, painting: RenderedScene) -> list[float]:
    """Return the ink's contrast over the worst tenth of each quiet zone."""
    return [worst_contrast(part(painting.pixels, box), set_.palette.ink) for box in set_.quiet]


@pytest.mark.parametrize("name", sorted(PALETTES))
@pytest.mark.parametrize("seed", SEEDS)
def test_type_can_be_read(name: str, seed: int) -> None:
    """In every design and palette, also one whose ink does not suit its primary, the zones give 4.5:1."""
    set_ = studio_set(PALETTES[name], seed=seed)

    assert min(read(set_, render_scene(set_, bottle()))) >= 4.5


@settings(max_examples=30, deadline=None)
@given(COLOUR, COLOUR, COLOUR, COLOUR, st.integers(0, 2**32 - 1))
def test_any_palette(primary: Rgb, secondary: Rgb, accent: Rgb, ink: Rgb, seed: int) -> None:
    """Any four colours give a scene; an ink that reads 5.2:1 on black or white reads on it."""
    set_ = studio_set(Palette(primary, secondary, accent, ink), seed=seed, side=200)

    painting = render_scene(set_, bottle(40, 120))

    most = max(worst_contrast(np.full((1, 1, 3), tone, np.uint8), ink) for tone in (0, 255))
    assert min(read(set_, painting)) >= (4.5 if most >= 5.2 else 4.2)


@settings(max_examples=20, deadline=None)
@given(st.integers(60, 700), st.integers(60, 700), st.integers(1, 300), st.integers(1, 300), st.data())
def test_any_canvas(width: int, height: int, wide: int, tall: int, data: st.DataObject) -> None:
    """Any canvas, room and product give a picture of the right size with the product inside the canvas."""
    x, y = data.draw(st.floats(0, 0.6)), data.draw(st.floats(0, 0.6))
    room = Box(x * width, y * height, 0.38 * width, 0.38 * height)
    set_ = SceneSpec(width, height, SOLARA, Direction.RTL, room, room.bottom - 0.05 * height, (), 3)

    painting = render_scene(set_, np.full((tall, wide, 4), 200, np.uint8))

    assert painting.pixels.shape == (height, width, 3)
    assert painting.product_box is not None
    assert Box(0, 0, width, height).holds(painting.product_box, slack=1.0)


@given(COLOUR, COLOUR)
def test_backdrop_keeps_the_primary_where_it_can(primary: Rgb, ink: Rgb) -> None:
    """The backdrop is the brand's primary itself whenever the ink reads on it well enough."""
    if worst_contrast(np.full((1, 1, 3), primary, np.uint8), ink) >= 5.85:
        assert backdrop_color(primary, ink) == primary


@given(COLOUR, COLOUR)
def test_disc_stands_out(primary: Rgb, product: Rgb) -> None:
    """An accent that is the wall's or the product's own colour is moved until it can be told from both."""
    wall = backdrop_color(primary, (255, 255, 255))
    colours = grade_colors(Palette(primary, primary, wall, (255, 255, 255)), product)

    lit = set_lightness(wall, rgb_to_oklab(wall)[0] + 0.12)
    assert math.dist(rgb_to_oklab(colours.sun), rgb_to_oklab(lit)) > 0.6 * MIN_TONE_DISTANCE
    assert math.dist(rgb_to_oklab(colours.sun), rgb_to_oklab(product)) > 0.3 * MIN_TONE_DISTANCE


def test_no_banding() -> None:
    """Grain breaks up the flat steps of a smooth wall: no level covers a long run of a row."""
    painting = render_scene(studio_set(PALETTES["black"], side=540), bottle())
    row = painting.pixels[30, :, 2].astype(int)
    runs = np.diff(np.flatnonzero(np.concatenate([[True], np.diff(row) != 0, [True]])))

    assert runs.max() < 24
