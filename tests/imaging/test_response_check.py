"""What a service sends is taken as a picture only when it is one, of the size asked for, with something on it."""

import subprocess
import sys
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms, ImageDraw

from creative_cli.errors import PictureError
from creative_cli.imaging.response_check import check_response_image
from creative_cli.imaging.response_decoding import RESPONSE_FORMATS
from creative_cli.imaging.source import open_picture
from creative_cli.models import Pixels
from tests.imaging.samples import bottle, encoded, gradient

SIDE = 512
KINDS = pytest.mark.parametrize("kind", RESPONSE_FORMATS)


@cache
def _scene() -> Image.Image:
    picture = gradient(SIDE, SIDE)
    cut = Image.fromarray(bottle())
    picture.paste(cut, (180, 20), cut)
    return grainy(np.asarray(picture))


def scene() -> Image.Image:
    """Return a picture like a photo: a product on a graded backdrop, with grain."""
    return _scene().copy()


def grainy(pixels: Pixels, levels: float = 2.0) -> Image.Image:
    """Return *pixels* with noise of *levels* standard deviation."""
    noise = np.random.default_rng(7).normal(0, levels, pixels.shape)
    return Image.fromarray(np.clip(pixels + noise, 0, 255).astype(np.uint8))


def in_contrast(floor: int, share: float) -> Image.Image:
    """Return the scene with *share* of its contrast, its black at *floor*."""
    return Image.fromarray((floor + np.asarray(scene(), np.float32) * share).astype(np.uint8))


def disc() -> Image.Image:
    """Return a red disc on white, as large as services paint: two colours and the seam between them."""
    picture = Image.new("RGB", (1024, 1024), "white")
    ImageDraw.Draw(picture).ellipse((200, 200, 800, 800), fill=(200, 30, 30))
    return picture


GOOD = {
    "a scene": scene(),
    "a moody one": in_contrast(0, 1 / 8),
    "snow": in_contrast(222, 1 / 8),
    "fog": in_contrast(110, 1 / 8),
    "an empty backdrop": Image.fromarray(
        np.dstack([np.linspace(236, 247, SIDE)[:, None].repeat(SIDE, 1)] * 3).astype(np.uint8)
    ),
}

USELESS = {
    "safety black": (Image.new("RGB", (SIDE, SIDE)), "all black"),
    "nearly black": (Image.new("RGB", (SIDE, SIDE), (4, 5, 6)), "all black"),
    "white": (Image.new("RGB", (SIDE, SIDE), "white"), "single colour"),
    "grey": (Image.new("RGB", (SIDE, SIDE), (128, 128, 128)), "single colour"),
    "grey grain": (grainy(np.full((SIDE, SIDE, 3), 128), 20), "single colour"),
    "two halves": (
        Image.fromarray(np.repeat([[0, 255]], SIDE // 2, 1).repeat(SIDE, 0).astype(np.uint8)),
        "two colours",
    ),
    "a disc": (disc(), "two colours"),
}


@KINDS
@pytest.mark.parametrize("name", GOOD)
def test_pictures_are_taken(name: str, kind: str) -> None:
    """Dark, white and hazy scenes are pictures in every format; so is a backdrop with hardly any gradient."""
    check_response_image(encoded(GOOD[name], kind), SIDE, SIDE)


@KINDS
@pytest.mark.parametrize("name", USELESS)
def test_nothing_to_see_is_refused(name: str, kind: str) -> None:
    """Black, even and two-colour answers are refused in every format, by what they are."""
    picture, words = USELESS[name]

    with pytest.raises(PictureError, match=words):
        check_response_image(encoded(picture.convert("RGB"), kind), *picture.size)


def test_a_finished_ad_is_taken(repository: Path) -> None:
    """Large even areas with type on them are a picture too."""
    path = repository / "tests" / "data" / "world-1x1.jpg"
    with Image.open(path) as picture:
        size = picture.size

    check_response_image(path.read_bytes(), *size)


def test_clear_answers_are_refused() -> None:
    """A picture with invisible colours is blank."""
    picture = scene()
    picture.putalpha(0)

    with pytest.raises(PictureError, match="single colour"):
        check_response_image(encoded(picture, "PNG"), SIDE, SIDE)


@pytest.mark.parametrize("asked", [(512, 512), (560, 560), (257, 257), (512, 520)])
def test_the_same_shape_will_do(asked: tuple[int, int]) -> None:
    """A picture of another size is taken when its shape is within 2 % and it is hardly smaller."""
    check_response_image(encoded(scene(), "PNG"), *asked)


@pytest.mark.parametrize("asked", [(576, 576), (512, 530), (1024, 512), (300, 512), (250, 250)])
def test_another_size_is_refused(asked: tuple[int, int]) -> None:
    """A picture that would have to be enlarged or distorted, or is far too large, is refused, with both sizes."""
    with pytest.raises(PictureError, match=rf"512 × 512 px instead of {asked[0]} × {asked[1]}"):
        check_response_image(encoded(scene(), "PNG"), *asked)


@KINDS
@pytest.mark.parametrize("share", [0.3, 0.9])
def test_cut_answers_are_refused(kind: str, share: float) -> None:
    """An incomplete picture is refused, at any length."""
    data = encoded(scene(), kind)

    with pytest.raises(PictureError, match="damaged or incomplete"):
        check_response_image(data[: int(len(data) * share)], SIDE, SIDE)


@pytest.mark.parametrize("data", [b"", b"<!doctype html><html>", b'{"error": "loading"}', b"GIF89a" + bytes(30)])
def test_no_picture_is_refused(data: bytes) -> None:
    """A web page, JSON, or another format is not a picture."""
    with pytest.raises(PictureError, match="not a PNG, JPEG or WebP"):
        check_response_image(data, SIDE, SIDE)


@cache
def clean(kind: str) -> bytes:
    """Return the scene as a file of *kind*."""
    return encoded(scene(), kind)


@settings(max_examples=30, deadline=None)
@given(st.binary(min_size=1, max_size=40), st.integers(0, 3000), st.sampled_from(RESPONSE_FORMATS))
def test_damage_never_escapes(noise: bytes, place: int, kind: str) -> None:
    """Whatever is written into an answer, it is taken or refused with a sentence."""
    data = bytearray(clean(kind))
    data[place : place + len(noise)] = noise

    try:
        check_response_image(bytes(data), SIDE, SIDE)
        said = "The response is accepted."
    except PictureError as error:
        said = error.sentence

    assert said.startswith("The response")


@cache
def of_kinds() -> dict[str, bytes]:
    """Return files of the scene as services might send them, one of each kind."""
    whole, turned = scene(), Image.Exif()
    turned[274] = 6
    deep = Image.fromarray(np.asarray(whole.convert("L")).astype(np.uint16) * 257)
    clear = whole.copy()
    clear.putalpha(Image.linear_gradient("L").resize(whole.size))
    frames = [whole, whole.rotate(90)]
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    return {
        "png": encoded(whole, "PNG"),
        "16 bit": encoded(deep, "PNG"),
        "grey": encoded(whole.convert("L"), "PNG"),
        "grey and alpha": encoded(clear.convert("LA"), "PNG"),
        "alpha": encoded(clear, "PNG"),
        "palette": encoded(whole.quantize(64), "PNG"),
        "interlaced": encoded(whole, "PNG", interlace=1),
        "animated png": encoded(frames[0], "PNG", save_all=True, append_images=frames[1:]),
        "animated webp": encoded(frames[0], "WEBP", save_all=True, append_images=frames[1:]),
        "webp with alpha": encoded(clear, "WEBP"),
        "cmyk": encoded(whole.convert("CMYK"), "JPEG"),
        "progressive": encoded(whole, "JPEG", progressive=True),
        "turned": encoded(whole, "JPEG", exif=turned),
        "strange profile": encoded(whole, "JPEG", icc_profile=profile),
        "broken profile": encoded(whole, "PNG", icc_profile=b"no profile at all"),
    }


OF_KINDS = (
    *("png", "16 bit", "grey", "grey and alpha", "alpha", "palette", "interlaced", "animated png", "animated webp"),
    *("webp with alpha", "cmyk", "progressive", "turned", "strange profile", "broken profile"),
)
"""The names of all of them."""


def taken(data: bytes, width: int, height: int) -> tuple[int, int] | None:
    """Return the size of the picture as the line will open it once it is taken; None where it is refused."""
    try:
        check_response_image(data, width, height)
    except PictureError as error:
        if not error.sentence.startswith("The response"):
            raise
        return None
    with open_picture(data, "the answer") as picture:
        assert picture.mode in {"RGB", "RGBA"}
        return picture.convert("RGB").size


@pytest.mark.parametrize("name", OF_KINDS)
def test_every_kind_of_file_is_taken(name: str) -> None:
    """Modes, depths, profiles, animation, alpha and interlacing make no difference: an RGB picture comes of each."""
    assert taken(of_kinds()[name], SIDE, SIDE) == (SIDE, SIDE)


@pytest.mark.parametrize("orientation", [1, 3, 6, 8])
def test_a_turned_picture_has_the_size_that_is_seen(orientation: int) -> None:
    """Upright by EXIF is upright: an answer that lies on its side for the decoder is judged as people see it."""
    exif = Image.Exif()
    exif[274] = orientation
    seen = (384, 512) if orientation >= 5 else (512, 384)
    data = encoded(grainy(np.asarray(gradient(512, 384))), "JPEG", exif=exif)

    assert taken(data, *seen) == seen
    assert taken(data, *seen[::-1]) is None


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from(sorted(OF_KINDS)),
    st.lists(st.tuples(st.floats(0, 1), st.binary(min_size=1, max_size=12)), max_size=4),
    st.floats(0.02, 1),
    st.sampled_from([(SIDE, SIDE), (SIDE, 300), (4 * SIDE, 4 * SIDE), (520, 505)]),
)
def test_whatever_comes_is_a_picture_of_its_size_or_refused(
    name: str, changes: list[tuple[float, bytes]], kept: float, asked: tuple[int, int]
) -> None:
    """Bytes changed and cut anywhere: what is taken opens in RGB in the shape asked for, the rest has a reason."""
    data = bytearray(of_kinds()[name])
    for place, noise in changes:
        start = int(place * len(data))
        data[start : start + len(noise)] = noise
    size = taken(bytes(data[: max(1, int(kept * len(data)))]), *asked)

    if size is not None:
        assert size[0] / size[1] == pytest.approx(asked[0] / asked[1], rel=0.03)
        assert min(size[0] / asked[0], size[1] / asked[1]) >= 0.89


@settings(max_examples=30, deadline=None)
@given(
    st.sampled_from([b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"RIFF\x10\0\0\0WEBPVP8 ", b""]),
    st.binary(max_size=300),
)
def test_noise_is_never_a_picture(start: bytes, noise: bytes) -> None:
    """Random bytes behind any signature are refused by a sentence."""
    assert taken(start + noise, SIDE, SIDE) is None


MEASURED = r"""
import resource, sys, zlib
from creative_cli.errors import PictureError
from creative_cli.imaging.response_check import check_response_image

def chunk(name, body):
    return len(body).to_bytes(4) + name + body + zlib.crc32(name + body).to_bytes(4)

def png(width, height, *more):
    head = width.to_bytes(4) + height.to_bytes(4) + bytes([8, 6, 0, 0, 0])
    rows = zlib.compressobj(9)
    packed = b"".join(rows.compress(bytes(1 + width * 4)) for _ in range(min(height, 3000))) + rows.flush()
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + b"".join(more) + chunk(b"IDAT", packed) + chunk(b"IEND", b"")

def bomb():
    return b"a\0\0" + zlib.compress(bytes(300_000_000), 9)

answer = {
    "twice": lambda: png(2048, 2048),
    "huge": lambda: png(11_000, 9_000),
    "text": lambda: png(1024, 1024, chunk(b"zTXt", bomb())),
    "profile": lambda: png(1024, 1024, chunk(b"iCCP", bomb())),
}[sys.argv[1]]()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    check_response_image(answer, 1024, 1024)
except PictureError as error:
    print(error.sentence)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.parametrize("name", ["twice", "huge", "text", "profile"])
def test_an_answer_takes_no_more_memory_than_a_picture(name: str) -> None:
    """Bombs in pixels, texts and profiles are refused before they are unpacked; at most 120 MB are taken for any."""
    command = [sys.executable, "-c", MEASURED, name]
    *said, kilobytes = subprocess.run(command, check=True, capture_output=True, text=True).stdout.splitlines()

    assert said
    assert int(kilobytes) < 120_000
