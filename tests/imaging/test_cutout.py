"""Cut-outs: one subject with a decided edge and no colour of its old background."""

import numpy as np
import pytest
from PIL import Image, ImageFilter

from creative_cli.imaging.cutout import Cutout, cut_out_subject
from creative_cli.imaging.photo import Photo, analyze_pixels
from tests.imaging.people import known_photo
from tests.imaging.samples import bottle

pytestmark = pytest.mark.run  # seconds

GROUND = (40, 150, 70)


def bottle_photo(left: int = 300, top: int = 120) -> Photo:
    """Return a photo of the bottle before a green wall."""
    picture = Image.new("RGB", (760, 760), GROUND)
    cut = Image.fromarray(bottle(190, 540))
    picture.paste(cut, (left, top), cut)
    return analyze_pixels(np.asarray(picture.filter(ImageFilter.GaussianBlur(0.8))))


@pytest.fixture(scope="module")
def cutout() -> Cutout:
    """Return the bottle cut out."""
    made = cut_out_subject(bottle_photo())
    assert made is not None
    return made


def test_a_product_stands_alone(cutout: Cutout) -> None:
    """Its outline is the bottle's, and certain."""
    assert cutout.usable
    assert cutout.certainty >= 0.9
    assert cutout.box.x == pytest.approx(300, abs=6)
    assert cutout.box.y == pytest.approx(120, abs=6)
    assert cutout.box.right == pytest.approx(490, abs=6)
    assert cutout.box.bottom == pytest.approx(660, abs=6)
    alpha = cutout.pixels[..., 3]
    assert float(((alpha > 25) & (alpha < 230)).mean()) < 0.05
    assert alpha[alpha.shape[0] // 2, alpha.shape[1] // 2] == 255


def test_no_halo_of_the_old_background_shows(cutout: Cutout) -> None:
    """Where the edge is half clear, no green of the wall is left."""
    alpha = cutout.pixels[..., 3]
    edge = cutout.pixels[(alpha > 40) & (alpha < 215)][:, :3].astype(int)
    greenish = edge[:, 1] - np.maximum(edge[:, 0], edge[:, 2])

    assert float((greenish > 25).mean()) < 0.05


def test_a_product_at_the_photos_side_is_refused() -> None:
    """What the photo cuts at its right side cannot stand free."""
    made = cut_out_subject(bottle_photo(left=640))

    assert made is not None
    assert not made.usable
    assert made.reason == "The photo cuts the subject at a side."


def test_a_scene_has_nothing_to_cut_out() -> None:
    """Without a subject there is no cut-out."""
    assert cut_out_subject(known_photo((800, 500), None)) is None
