"""The logo is drawn in the first way in which every part of it is seen."""

import io
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from creative_cli.color.color_math import NEAR_BLACK, WHITE, Rgb, rgb_to_hex
from creative_cli.errors import PictureError
from creative_cli.formats import Box
from creative_cli.imaging.blending import paste_layer
from creative_cli.imaging.logo_contrast import measure_logo_contrast
from creative_cli.imaging.logo_fit import fit_ink, least_logo_height, logo_ink_area
from creative_cli.imaging.logo_parts import find_logo_parts
from creative_cli.layout.logo_ladder import LogoDrawing, LogoPlace, choose_logo_surface, draw_brand_logo
from creative_cli.models import BrandLogo, BrandStyle, Pixels
from tests.imaging.samples import SOLARA

CORAL, NAVY, TEAL, PAPER, INK = (228, 87, 46), (23, 50, 77), (15, 92, 99), (244, 239, 230), (22, 24, 29)
ROOM = Box(70, 70, 376, 140)
AREA = logo_ink_area(1080, 1080)


def svg(*inks: Rgb, width: int = 200, height: int = 60, air: int = 0) -> bytes:
    """Return a mark of bars in these colours, with air around it."""
    step = width / len(inks)
    bars = "".join(
        f'<path fill="{rgb_to_hex(ink)}" d="M{air + step * index} {air}h{step * 0.8}v{height}h{-step * 0.8}z"/>'
        for index, ink in enumerate(inks)
    )
    view = f"0 0 {width + 2 * air} {height + 2 * air}"
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{view}">{bars}</svg>'.encode()


def badge(shape: Rgb, words: Rgb) -> bytes:
    """Return a shape with a pattern of another colour in it: in one colour the pattern would be lost."""
    marks = "".join(f'<path d="M{x} 20h4v20h-4z"/>' for x in range(30, 170, 8))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 60"><rect width="200" height="60" rx="20" '
        f'fill="{rgb_to_hex(shape)}"/><g fill="{rgb_to_hex(words)}">{marks}</g></svg>'
    ).encode()


def sign_and_name(sign: Rgb, name: Rgb) -> bytes:
    """Return a round sign with a line of thin letters under it, which hold a small part of the ink."""
    letters = "".join(f'<path d="M{x} 100h8v4h-5v5h4v3h-4v8h-3z"/>' for x in range(10, 190, 12))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 200 124"><circle cx="100" cy="48" r="44" '
        f'fill="{rgb_to_hex(sign)}"/><g fill="{rgb_to_hex(name)}">{letters}</g></svg>'
    ).encode()


def boxed(ground: Rgb, ink: Rgb) -> bytes:
    """Return a bar on an opaque ground as a PNG."""
    pixels = np.empty((300, 900, 3), np.uint8)
    pixels[:] = ground
    pixels[120:180, 200:700] = ink
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return file.getvalue()


def field(colour: Rgb, width: int = 1080, height: int = 1080) -> Pixels:
    """Return a plain canvas."""
    return np.full((height, width, 3), colour, np.uint8)


def busy() -> Pixels:
    """Return a canvas of light and dark cells."""
    cells = np.random.default_rng(3).integers(0, 256, (90, 90, 3), dtype=np.uint8)
    return np.asarray(Image.fromarray(cells).resize((1080, 1080), Image.Resampling.NEAREST))


def draw(logo: BrandLogo | None, ground: Pixels, **place: Any) -> LogoDrawing:
    """Draw a logo in the usual corner of a canvas."""
    look = BrandStyle("Solara", SOLARA, (), logo)
    return draw_brand_logo(look, LogoPlace(**{"room": ROOM, "ink_area": AREA, "radius": 20.0, **place}), ground)


def test_what_is_seen_is_drawn_as_supplied() -> None:
    """Two colours that stand out from paper stay as they are, trimmed."""
    drawn = draw(BrandLogo(svg(CORAL, NAVY, air=60)), field(PAPER))

    assert (drawn.rung, drawn.plate, drawn.passed) == ("as supplied", None, True)
    assert (drawn.box.x, drawn.box.y) == (70, 70)
    assert drawn.box.area == pytest.approx(AREA, rel=0.1)
    assert tuple(drawn.mark[drawn.mark.shape[0] // 2, 20]) == (*CORAL, 255)


def test_a_variant_comes_before_any_change_of_colour() -> None:
    """The brief's variant for dark grounds is taken on them."""
    logo = BrandLogo(svg(NAVY), on_light=svg(TEAL), on_dark=svg((240, 180, 60)))
    drawn = draw(logo, field(INK))

    assert drawn.rung == "variant"
    assert drawn.shown.source == logo.on_dark
    assert tuple(drawn.mark[5, 20, :3]) == (240, 180, 60)


def test_one_colour_is_knocked_out_where_it_is_allowed() -> None:
    """Navy on ink becomes white; where the brand forbids it, a white plate is laid."""
    free, bound = (draw(BrandLogo(svg(NAVY), recolour=allowed), field(INK)) for allowed in (True, False))

    assert free.rung == "knock-out"
    assert {tuple(px) for px in free.mark[free.mark[..., 3] == 255][:, :3]} <= {SOLARA.ink, WHITE}
    assert (bound.rung, bound.shown.plate_fill) == ("plate", WHITE)


def test_a_mark_that_one_colour_would_spoil_gets_a_plate() -> None:
    """Words inside a shape are not filled up with it."""
    drawn = draw(BrandLogo(badge(NAVY, WHITE)), field(INK))

    assert (drawn.rung, drawn.shown.plate_fill) == ("plate", WHITE)
    assert find_logo_parts(drawn.shown.supplied).edges_kept < 0.95


def test_words_inside_a_shape_need_no_plate_on_paper() -> None:
    """White words on navy are seen on a white ground: navy is theirs."""
    assert draw(BrandLogo(badge(NAVY, WHITE)), field(WHITE)).rung == "as supplied"


def test_a_light_mark_gets_a_dark_plate() -> None:
    """The plate is white or ink, whichever serves the weakest colour."""
    drawn = draw(BrandLogo(badge((255, 221, 90), NAVY), recolour=False), field((250, 240, 200)))

    assert (drawn.rung, drawn.shown.plate_fill) == ("plate", NEAR_BLACK)


@pytest.mark.parametrize("ground", [(39, 174, 96), (22, 32, 44), (194, 65, 12), NEAR_BLACK])
def test_a_name_is_read_and_a_sign_need_only_be_seen(ground: Rgb) -> None:
    """Dark letters under a bright sign get the white plate, where the sign is pale: on the black they are lost."""
    drawing = draw(BrandLogo(sign_and_name((46, 204, 113), (44, 62, 80)), recolour=False), field(ground))
    assert (drawing.rung, drawing.shown.plate_fill) == ("plate", WHITE)
    assert draw(BrandLogo(sign_and_name((255, 155, 189), (74, 74, 74))), field(WHITE)).rung == "as supplied"


def test_a_restless_ground_asks_for_a_plate_with_its_padding() -> None:
    """The plate has 0.32 of the logo's height around it, and all of it is in the room."""
    drawn = draw(BrandLogo(svg(NAVY)), busy())

    assert drawn.plate is not None
    assert drawn.rung == "plate"
    assert drawn.box.y - drawn.plate.y == pytest.approx(0.32 * drawn.box.height, abs=1)
    assert ROOM.holds(drawn.plate)
    assert drawn.pixels[0, 0, 3] < drawn.pixels[0, drawn.pixels.shape[1] // 2, 3] == 255, "its corners are round"


def test_a_mark_for_no_ground_is_left_to_the_layout() -> None:
    """Black, white and a middle tone side by side pass nowhere: the layout has to give a surface."""
    drawn = draw(BrandLogo(svg((0, 0, 0), WHITE, (119, 119, 119), SOLARA.primary, SOLARA.accent)), busy())

    assert (drawn.rung, drawn.passed, drawn.plate) == ("panel", False, None)


def test_a_plain_white_ground_is_taken_out_and_a_coloured_one_is_the_brands() -> None:
    """A bar on white is drawn on the canvas; one on a colour keeps it, as a plate where the canvas has another."""
    loose, bound = draw(BrandLogo(boxed(WHITE, CORAL)), field(PAPER)), draw(BrandLogo(boxed(NAVY, WHITE)), field(PAPER))

    assert loose.rung == "as supplied"
    assert loose.box.width / loose.box.height == pytest.approx(500 / 60, rel=0.02)
    assert (bound.rung, bound.shown.plate_fill) == ("plate", NAVY)
    assert draw(BrandLogo(boxed(NAVY, WHITE)), field(NAVY)).rung == "as supplied"


@pytest.mark.parametrize(
    ("ground", "rung"), [(field(SOLARA.primary), "as supplied"), (field(PAPER), "as supplied"), (busy(), "plate")]
)
def test_a_name_set_in_type_takes_an_ink_that_passes(ground: Pixels, rung: str) -> None:
    """Without a logo the brand's name is set, in an ink that is read, or on a plate."""
    drawn = draw(None, ground)

    assert (drawn.rung, drawn.passed, drawn.shown.source) == (rung, True, None)
    assert ROOM.holds(drawn.outer)


def test_the_side_and_the_anchor_are_kept() -> None:
    """In right-to-left ads the mark ends at the room's right edge, and it is never flipped."""
    left = draw(BrandLogo(svg(CORAL, NAVY)), field(PAPER))
    right = draw(BrandLogo(svg(CORAL, NAVY)), field(PAPER), side="right", anchor="bottom")

    assert (right.outer.right, right.outer.bottom) == (ROOM.right, ROOM.bottom)
    assert np.array_equal(left.mark, right.mark)


def test_the_layouts_surface_is_what_is_measured() -> None:
    """A logo that is to lie on a surface is measured on that, not on the photo under it."""
    assert draw(BrandLogo(svg(CORAL, NAVY)), busy(), surface=PAPER).rung == "as supplied"


def test_a_surface_is_the_first_that_shows_all_of_the_mark() -> None:
    """Not one that equals a part of it; a mark with a ground of its own gets that."""
    look = BrandStyle("Solara", SOLARA, (), BrandLogo(svg(CORAL, NAVY)))
    own = BrandStyle("Solara", SOLARA, (), BrandLogo(boxed(NAVY, WHITE)))

    assert choose_logo_surface(look, (NAVY, CORAL, PAPER, WHITE)) == PAPER
    assert choose_logo_surface(own, (CORAL, PAPER)) == NAVY
    assert choose_logo_surface(BrandStyle("Solara", SOLARA, ()), (CORAL, PAPER)) == CORAL


def test_air_and_translucency_do_not_change_the_size() -> None:
    """The same mark with any air has the same ink on the canvas."""
    drawn = [draw(BrandLogo(svg(CORAL, NAVY, air=air)), field(PAPER)) for air in (0, 15, 90)]

    assert len({(one.box.width, one.box.height) for one in drawn}) == 1


def test_a_bad_file_is_refused() -> None:
    """A file that is no picture ends in a sentence."""
    with pytest.raises(PictureError):
        draw(BrandLogo(b"no picture"), field(PAPER))


COLORS = st.tuples(*[st.sampled_from((0, 40, 90, 140, 190, 230, 255))] * 3)


@pytest.mark.slow
@pytest.mark.run  # seconds
@settings(max_examples=25, deadline=None)
@given(
    inks=st.lists(COLORS, min_size=1, max_size=3),
    ground=COLORS,
    shape=st.sampled_from(((60, 200), (200, 60), (500, 40), (100, 100))),
    size=st.sampled_from(((1080, 1080), (1080, 1920), (300, 250), (728, 90), (160, 600))),
    recolour=st.booleans(),
)
def test_no_way_but_the_panel_fails_its_own_rule(
    inks: list[Rgb], ground: Rgb, shape: tuple[int, int], size: tuple[int, int], *, recolour: bool
) -> None:
    """The rung passes in the pixels; the mark keeps its shape, its area or a limit, and the room."""
    width, height = size
    canvas = field(ground, width, height)
    room = Box(8, 8, max(0.4 * width, 120), max(0.2 * height, 44))
    place = LogoPlace(room, logo_ink_area(width, height), radius=12.0)
    drawn = draw_brand_logo(
        BrandStyle("B", SOLARA, (), BrandLogo(svg(*inks, width=shape[0], height=shape[1]), recolour=recolour)),
        place,
        canvas,
    )
    rows, columns = drawn.mark.shape[:2]
    supplied = drawn.shown.supplied
    aspect = supplied.shape[1] / supplied.shape[0]

    assert room.holds(drawn.outer)
    assert min(abs(columns - rows * aspect), abs(rows - columns / aspect)) <= 1
    laid = paste_layer(canvas, drawn.pixels, int(drawn.outer.x), int(drawn.outer.y))
    seen = measure_logo_contrast(laid, drawn.box, find_logo_parts(supplied), drawn.plate, drawn.shown.plate_radius)
    assert drawn.passed == (drawn.rung != "panel")
    assert seen.passes() or drawn.rung == "panel"


@given(aspect=st.floats(0.1, 12), size=st.sampled_from(((1080, 1080), (1920, 1080), (300, 250), (728, 90))))
def test_ink_has_its_area_unless_a_limit_binds(aspect: float, size: tuple[int, int]) -> None:
    """Within 10 % of the target, or as large as the room, or as low as a logo may be."""
    room, area, least = Box(0, 0, 0.4 * size[0], 0.5 * size[1]), logo_ink_area(*size), least_logo_height(*size)
    width, height = fit_ink(aspect, room, area, least)

    bound = width >= int(room.width) or height >= int(room.height) or height <= least + 1
    assert bound or abs(width * height / area - 1) <= 0.1
    assert width <= room.width
    assert height <= room.height


@pytest.mark.parametrize("name", ["Maestro Glassworks International", "Zinnowitzer Mineralbrunnen und Limonaden"])
@pytest.mark.parametrize("width", [40, 60, 80])
def test_a_long_name_in_a_low_banner_keeps_a_plate_around_it(name: str, width: int) -> None:
    """A name that fills its room on a busy photo is drawn smaller, so that the plate's colour is seen around it."""
    place = LogoPlace(room=Box(6, 14, width, 22), ink_area=logo_ink_area(320, 50))
    drawn = draw_brand_logo(BrandStyle(name, SOLARA, (), None), place, busy()[:50, :320])

    assert place.room.holds(drawn.plate or drawn.box)
    if drawn.plate is not None:
        assert min(drawn.box.x - drawn.plate.x, drawn.plate.right - drawn.box.right) >= 2
