"""Files out: the same bytes for the same pixels, sRGB, without chroma subsampling."""

import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from creative_cli.formats import Encoding, Format, parse_format
from creative_cli.imaging.encode import encode_image
from creative_cli.imaging.source import read_pixels
from creative_cli.imaging.srgb_profile import srgb_profile
from tests.imaging.samples import gradient

PIXELS = np.asarray(gradient())

FORM = parse_format("1:1")
NOISY = np.random.default_rng(7).integers(60, 190, (240, 320, 3)).astype(np.uint8)


def test_same_bytes() -> None:
    """Encoding is a function of the pixels; arrays with another memory layout included."""
    assert (
        encode_image(PIXELS, FORM) == encode_image(PIXELS.copy(), FORM) == encode_image(PIXELS[:, ::-1][:, ::-1], FORM)
    )


def test_what_the_file_says() -> None:
    """A baseline JPEG, 4:4:4, with an sRGB profile that carries no time of making."""
    with Image.open(io.BytesIO(encode_image(PIXELS, FORM).data)) as picture:
        layers = picture.layer  # type: ignore[attr-defined]  # only JPEG pictures have it
        profile = picture.info["icc_profile"]

        assert picture.format == "JPEG"
        assert "progression" not in picture.info
        assert [layer[1:3] for layer in layers] == [(1, 1)] * 3
    assert "sRGB" in ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(profile)))
    assert profile[24:36] == bytes.fromhex("07ea00010001000000000000")


def test_decode_brings_it_back() -> None:
    """What comes back differs by no more than JPEG at quality 92 does."""
    assert np.abs(read_pixels(encode_image(PIXELS, FORM).data, "ad").astype(int) - PIXELS).mean() < 1.5


def test_noise_fits() -> None:
    """Even pure noise, which JPEG cannot shrink, is written."""
    noise = np.random.default_rng(0).integers(0, 256, (300, 400, 3), dtype=np.uint8)

    assert read_pixels(encode_image(noise, FORM).data, "ad").shape == noise.shape


def limited(limit: int, *encodings: Encoding) -> Format:
    """Return a format whose file may have *limit* bytes."""
    return Format("test", "test", 320, 240, encodings=encodings, max_bytes=limit)


def test_quality_gives_way_before_the_kind_of_file_does() -> None:
    """A limit just under the best file is met by a lower quality of the same kind, as near to it as the ladder goes."""
    best = len(encode_image(NOISY, limited(10**9, Encoding.JPG)).data)
    lower = encode_image(NOISY, limited(best * 2 // 3, Encoding.JPG, Encoding.PNG))

    assert (lower.encoding, lower.fits) == (Encoding.JPG, True)
    assert best * 2 // 4 < len(lower.data) <= best * 2 // 3


def test_the_next_kind_of_file_is_tried_when_the_first_cannot_be_small_enough() -> None:
    """A PNG that has no quality to give up is followed by what the format allows next."""
    limit = len(encode_image(NOISY, limited(10**9, Encoding.JPG)).data)
    file = encode_image(NOISY, limited(limit, Encoding.PNG, Encoding.JPG))

    assert (file.encoding, file.fits) == (Encoding.JPG, True)


def test_a_limit_nothing_meets_gives_the_smallest_file_and_says_so() -> None:
    """The encoder does not pretend: the check that follows fails the file."""
    file = encode_image(NOISY, limited(500, Encoding.PNG, Encoding.JPG))

    assert (file.encoding, file.fits) == (Encoding.JPG, False)


@pytest.mark.parametrize("encoding", list(Encoding))
def test_every_kind_of_file_can_be_read_back_with_its_profile(encoding: Encoding) -> None:
    """Each encoding writes a picture of the same size, in sRGB and saying so."""
    with Image.open(io.BytesIO(encode_image(NOISY, limited(10**9, encoding)).data)) as picture:
        assert picture.size == (320, 240)
        assert picture.info["icc_profile"] == srgb_profile()
