"""A JPEG whose unchanged tiles come from an earlier one of its canvas is the one that is encoded whole."""

import io
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from creative_cli.formats import parse_format
from creative_cli.imaging.encode import BEST_QUALITY, encode_image
from creative_cli.imaging.srgb_profile import srgb_profile
from creative_cli.models import Canvas, Pixels
from tests.checks.conftest import good_ad

PACKETS = (b"", b'<x:xmpmeta xmlns:x="adobe:ns:meta/">Summer</x:xmpmeta>')


def canvas_of(width: int, height: int) -> Canvas:
    """Return a canvas with a picture of its own."""
    pixels = np.random.default_rng(width * height).integers(0, 256, (height, width, 3), dtype=np.uint8)
    return replace(good_ad().canvas, format=parse_format(f"{width}x{height}"), pixels=pixels)


def with_type(canvas: Canvas, top: int, rows: int, shade: int) -> Pixels:
    """Return the canvas with a band of one colour in its left half."""
    pixels = canvas.pixels.copy()
    pixels[top : top + rows, : pixels.shape[1] // 2] = shade
    return pixels


@settings(max_examples=40)
@given(
    width=st.integers(64, 130) | st.sampled_from([64, 72, 80, 120, 128]),  # of whole blocks: in one to five columns
    height=st.integers(64, 130),
    bands=st.lists(st.tuples(st.integers(0, 129), st.integers(0, 60), st.integers(0, 255)), min_size=1, max_size=4),
)
def test_files_are_those_of_the_whole_picture(width: int, height: int, bands: list[tuple[int, int, int]]) -> None:
    """Ads of one canvas, one after the other, have the bytes that each has alone, and show what Pillow writes."""
    canvas = canvas_of(width, height)
    for number, (top, rows, shade) in enumerate(bands):
        pixels, packet = with_type(canvas, top, rows, shade), PACKETS[number % 2]
        file = encode_image(pixels, canvas.format, packet, canvas)

        assert file == encode_image(pixels, canvas.format, packet)

        buffer = io.BytesIO()
        Image.fromarray(pixels).save(buffer, "JPEG", quality=BEST_QUALITY, subsampling=0, icc_profile=srgb_profile())
        with Image.open(io.BytesIO(file.data)) as ours, Image.open(buffer) as whole:
            assert ours.size == (width, height)
            assert ours.info.get("xmp", b"") == packet
            assert np.array_equal(np.asarray(ours), np.asarray(whole))


def test_an_ad_that_is_its_canvas_has_its_own_packet() -> None:
    """Nothing of the picture is encoded again, but what the file says of itself is that of this ad."""
    canvas = canvas_of(96, 90)
    first, second = (encode_image(canvas.pixels, canvas.format, packet, canvas) for packet in PACKETS)

    assert PACKETS[1] in second.data
    assert first == encode_image(canvas.pixels, canvas.format)
    assert second == encode_image(canvas.pixels, canvas.format, PACKETS[1])
