"""Generated pictures on canvases: an empty scene with the brand's product in it, and a picture that is whole."""

from functools import cache

import numpy as np
import pytest
from PIL import Image

from creative_cli.formats import DEFAULT_FORMATS, parse_format
from creative_cli.imaging.layers import decode_rgba
from creative_cli.locale.locales import Direction
from creative_cli.models import BrandStyle, HeroImage, HeroKind, TemplateRef
from creative_cli.stages import compose
from creative_cli.storage.codec import decode_json, decode_record, encode_json_line
from creative_cli.studio.product import scale_product
from tests.imaging.samples import SOLARA, bottle, encoded
from tests.stages.checked import LOOK, troubles
from tests.stages.test_photos import photo
from tests.studio.test_placement import kitchen


@cache
def hero(*, glossy: bool = False) -> HeroImage:
    """Return a packshot with the scene a provider painted for it."""
    cut = bottle()
    picture = kitchen(size=(1024, 1024), glossy=glossy)
    return HeroImage(
        product="tea",
        kind=HeroKind.PACKSHOT,
        provider="huggingface",
        model="sdxl",
        seed=7,
        cost_usd=0.0,
        picture=encoded(Image.fromarray(picture), "PNG"),
        packshot=encoded(Image.fromarray(cut), "PNG"),
        aspect=cut.shape[1] / cut.shape[0],
    )


@pytest.mark.parametrize("glossy", [False, True])
@pytest.mark.parametrize("ratio", [*DEFAULT_FORMATS, "4:5", "1200x628", "300x250"])
def test_every_scene_makes_an_ad_that_passes(ratio: str, glossy: bool) -> None:  # noqa: FBT001  # a parameter of the test
    """In every format and either reading direction, no check finds anything."""
    shot, form = hero(glossy=glossy), parse_format(ratio)
    assert troubles(shot, form) == []


@pytest.mark.parametrize("direction", list(Direction))
def test_the_product_is_the_brands_own(direction: Direction) -> None:
    """On the finished canvas the label has the packshot's colours, and stands on the plan's floor."""
    shot = hero()
    framing = compose.choose_framing(shot, DEFAULT_FORMATS["1:1"], direction)
    canvas = compose.compose(shot, LOOK, framing)
    box = canvas.product_box

    assert box is not None
    assert abs(box.bottom - framing.plan.floor) <= 1
    assert framing.plan.product.holds(box, slack=1.0)
    left, top, right, bottom = box.pixels(1080, 1080)
    assert shot.packshot is not None
    own = scale_product(decode_rgba(shot.packshot), box).rgba[..., :3].astype(float)
    middle = (
        slice(round(0.55 * box.height), round(0.75 * box.height)),
        slice(right - left >> 2, (right - left) * 3 >> 2),
    )
    seen = canvas.pixels[top:bottom, left:right].astype(float)
    assert np.abs(seen[middle] - own[middle]).max() < 14


def test_scene_and_studio_share_their_plan() -> None:
    """A scene changes what is behind the product, not where things stand: types of all canvases agree in size."""
    shot = hero()
    bare = HeroImage("tea", HeroKind.PACKSHOT, "studio", "studio-1", 7, 0.0, packshot=shot.packshot, aspect=shot.aspect)
    for form in DEFAULT_FORMATS.values():
        scene, studio = (compose.choose_framing(made, form, Direction.LTR) for made in (shot, bare))

        assert scene.plan == studio.plan
        assert studio.window is None
        assert scene.window is not None


@pytest.mark.parametrize("template", ["split", "band", "minimal"])
def test_templates_hold_scenes(template: str) -> None:
    """Every template that ships takes a scene; its panel lies over it as it was drawn."""
    shot, look = hero(), BrandStyle("Solara", SOLARA, ("Solara",), design=TemplateRef(template))
    framing = compose.choose_framing(shot, DEFAULT_FORMATS["1:1"], Direction.LTR, TemplateRef(template))
    canvas = compose.compose(shot, look, framing)

    assert canvas.product_box is not None
    assert canvas.pixels.shape == (1080, 1080, 3)


def test_framing_travels() -> None:
    """What was decided on a scene is kept between runs without loss."""
    framing = compose.choose_framing(hero(), DEFAULT_FORMATS["9:16"], Direction.RTL)

    assert decode_record(compose.Framing, decode_json(encode_json_line(framing))) == framing


@pytest.mark.run  # a network looks at it
def test_a_whole_picture_is_a_photo() -> None:
    """A generated picture with the product in it is framed exactly as a photo of the brief is."""
    data = photo("right")
    made, brought = (
        HeroImage("tea", kind, "openai", "m", 0, 0.0, picture=data) for kind in (HeroKind.GENERATED, HeroKind.PHOTO)
    )

    assert compose.choose_framing(made, DEFAULT_FORMATS["1:1"], Direction.LTR) == compose.choose_framing(
        brought, DEFAULT_FORMATS["1:1"], Direction.LTR
    )
