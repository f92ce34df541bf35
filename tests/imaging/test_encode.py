"""Files out: the same bytes for the same pixels, sRGB, without chroma subsampling."""

import io

import numpy as np
import pytest
from PIL import Image, ImageCms

from creative_cli.errors import PictureError
from creative_cli.imaging.encode import decode, encode
from tests.imaging.samples import gradient

PIXELS = np.asarray(gradient())


def test_same_bytes() -> None:
    """Encoding is a function of the pixels; arrays with another memory layout included."""
    assert encode(PIXELS) == encode(PIXELS.copy()) == encode(PIXELS[:, ::-1][:, ::-1])


def test_what_the_file_says() -> None:
    """A baseline JPEG, 4:4:4, with an sRGB profile that carries no time of making."""
    with Image.open(io.BytesIO(encode(PIXELS))) as picture:
        layers = picture.layer  # type: ignore[attr-defined]  # only JPEG pictures have it
        profile = picture.info["icc_profile"]

        assert picture.format == "JPEG"
        assert "progression" not in picture.info
        assert [layer[1:3] for layer in layers] == [(1, 1)] * 3
    assert "sRGB" in ImageCms.getProfileDescription(ImageCms.ImageCmsProfile(io.BytesIO(profile)))
    assert profile[24:36] == bytes.fromhex("07ea00010001000000000000")


def test_decode_brings_it_back() -> None:
    """What comes back differs by no more than JPEG at quality 92 does."""
    assert np.abs(decode(encode(PIXELS)).astype(int) - PIXELS).mean() < 1.5


def test_noise_fits() -> None:
    """Even pure noise, which JPEG cannot shrink, is written."""
    noise = np.random.default_rng(0).integers(0, 256, (300, 400, 3), dtype=np.uint8)

    assert decode(encode(noise)).shape == noise.shape


def test_damage_is_told() -> None:
    """A damaged file of ours is an error with a sentence."""
    with pytest.raises(PictureError, match="cannot be read back"):
        decode(encode(PIXELS)[:300])
