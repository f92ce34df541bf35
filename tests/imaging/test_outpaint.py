"""A continued photo keeps its own pixels; only what was not there comes from the painting."""

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from creative_cli.formats import Box
from creative_cli.imaging import outpaint
from tests.loopback import picture


def opened(data: bytes) -> Image.Image:
    """Decode a picture of ours."""
    return Image.open(io.BytesIO(data))


@given(aspect=st.floats(0.4, 2.5), width=st.integers(300, 900), height=st.integers(300, 900))
@settings(max_examples=12, deadline=None)
def test_the_photo_is_whole_on_the_canvas_or_a_crop_does(aspect: float, width: int, height: int) -> None:
    """Whatever the shapes, all of the photo lies on a canvas of that aspect and the rest is transparent."""
    sent = outpaint.prepare_outpaint(picture(width, height), None, aspect)
    if sent is None:
        assert not outpaint.needs_outpaint(width, height, aspect)
        return
    canvas = opened(sent)
    alpha = np.asarray(canvas.getchannel("A"))
    scale = min(canvas.width / width, canvas.height / height)

    assert canvas.width % 16 == canvas.height % 16 == 0
    assert canvas.width / canvas.height == pytest.approx(aspect, rel=0.03)
    assert set(np.unique(alpha)) == {0, 255}
    assert (alpha == 255).sum() == pytest.approx(width * scale * height * scale, rel=0.01)


def test_the_focus_comes_near_the_middle() -> None:
    """A photo whose subject is at its left is moved to the right, and the other way round."""
    wide = picture(600, 800)
    left, right = (
        np.asarray(opened(outpaint.prepare_outpaint(wide, Box(x, 0.5, 0, 0), 1.9) or b"").getchannel("A"))
        for x in (0.1, 0.9)
    )

    assert left.argmax(axis=1)[0] > right.argmax(axis=1)[0]


def test_inside_its_edges_the_result_is_the_photo() -> None:
    """Whatever the model made of the photo itself is thrown away; outside it is the painting."""
    photo = picture(800, 800, 40)
    painted = Image.new("RGB", (864, 1536), (200, 30, 30))
    out = io.BytesIO()
    painted.save(out, "PNG")
    result = opened(outpaint.restore_photo(photo, out.getvalue(), None, 9 / 16))
    pixels = np.asarray(result)
    size = result.width
    top = (result.height - size) // 2
    own = np.asarray(opened(photo).convert("RGB").resize((size, size), Image.Resampling.LANCZOS))
    seam = round(3 * outpaint.SEAM_SHARE * size)

    assert (pixels[: top - 2] == (200, 30, 30)).all()
    assert (pixels[top + seam : top + size - seam] == own[seam : size - seam]).all()


def test_a_shift_in_exposure_is_taken_back() -> None:
    """A model that brightens the photo leaves no step at the seam: its picture is darkened."""
    photo = picture(800, 800, 40)
    lighter = opened(photo).convert("RGB").resize((864, 864)).point(lambda value: min(255, round(value * 1.06)))
    painted = Image.new("RGB", (864, 1536), (106, 106, 106))
    painted.paste(lighter, (0, 336))
    out = io.BytesIO()
    painted.save(out, "PNG")
    corner = np.asarray(opened(outpaint.restore_photo(photo, out.getvalue(), None, 9 / 16)))[5, 5]

    assert np.abs(corner.astype(int) - 100).max() <= 2
