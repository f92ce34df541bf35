"""Pictures from outside: every kind comes out clean, every trick is refused with a sentence."""

import io
import struct
import zlib
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageCms

from creative_cli.errors import PictureError
from creative_cli.imaging.picture_decoding import WORKING_SIDE_PX
from creative_cli.imaging.source import is_svg, open_picture
from tests.imaging.samples import encoded, gradient


def near(picture: Image.Image, wanted: Image.Image) -> float:
    """Return the mean difference of two pictures, 0 to 255."""
    return float(np.abs(np.asarray(picture, np.float32) - np.asarray(wanted, np.float32)).mean())


def claimed_png(width: int, height: int) -> bytes:
    """Return a PNG of a few bytes whose header claims to be *width* by *height* px."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(1000))), (b"IEND", b""))
    )
    return b"\x89PNG\r\n\x1a\n" + chunks


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "AVIF", "TIFF", "BMP", "GIF"])
def test_formats(kind: str) -> None:
    """Every format on the list opens as RGB with the saved colours."""
    picture = open_picture(encoded(gradient(), kind), "picture")

    assert (picture.mode, picture.size) == ("RGB", (400, 320))
    assert near(picture, gradient()) < 8


@pytest.mark.parametrize("orientation", range(1, 9))
def test_exif_orientation(orientation: int) -> None:
    """A camera's orientation flag is applied: red grows to the right in every one of the eight."""
    turned = {1: None, 2: 0, 3: 3, 4: 1, 5: 5, 6: 2, 7: 6, 8: 4}[orientation]
    stored = gradient() if turned is None else gradient().transpose(Image.Transpose(turned))
    exif = Image.Exif()
    exif[0x0112] = orientation

    picture = open_picture(encoded(stored, "JPEG", quality=95, exif=exif), "camera.jpg")

    assert near(picture, gradient()) < 4


def test_cmyk() -> None:
    """A CMYK file comes out as RGB of about the same colours."""
    picture = open_picture(encoded(gradient().convert("CMYK"), "JPEG", quality=95), "print.jpg")

    assert picture.mode == "RGB"
    assert near(picture, gradient()) < 6


def test_sixteen_bit() -> None:
    """A 16-bit grey PNG keeps its tones: it is scaled to 8 bits, not cut off at 255."""
    deep = np.linspace(0, 65535, 400 * 320).reshape(320, 400).astype(np.uint16)

    picture = open_picture(encoded(Image.fromarray(deep), "PNG"), "deep.png")

    tones = np.asarray(picture)[..., 0]
    assert (picture.mode, tones[0, 0], tones[-1, -1]) == ("RGB", 0, 255)
    assert 120 < tones[160, 200] < 135


@pytest.mark.parametrize("mode", ["P", "LA", "RGBA", "PA"])
def test_transparency(mode: str) -> None:
    """Clear parts stay clear whatever way the file stores them."""
    picture = gradient().convert("RGBA")
    picture.paste((0, 0, 0, 0), (0, 0, 200, 320))
    if mode == "P":
        stored = encoded(picture.quantize(64), "PNG")
    elif mode == "PA":
        stored = encoded(picture.convert("RGB").quantize(64), "PNG", transparency=bytes(range(64)))
    else:
        stored = encoded(picture.convert(mode), "PNG")

    opened = open_picture(stored, "cut.png")

    assert opened.mode == "RGBA"
    if mode != "PA":
        alpha = np.asarray(opened)[..., 3]
        assert (alpha[100, 50], alpha[100, 350]) == (0, 255)


def test_opaque_alpha_is_dropped() -> None:
    """An alpha channel that is opaque everywhere is no transparency."""
    assert open_picture(encoded(gradient().convert("RGBA"), "PNG"), "full.png").mode == "RGB"


def test_profile_is_converted() -> None:
    """Colours of another colour space are moved to sRGB, not just relabelled."""
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB"))
    stored = ImageCms.profileToProfile(gradient(), srgb, lab, outputMode="LAB")
    assert stored is not None

    picture = open_picture(encoded(stored, "TIFF"), "lab.tif")

    assert near(picture, gradient()) < 6


def test_broken_profile_is_left_out() -> None:
    """An unreadable profile does not lose the picture."""
    picture = open_picture(encoded(gradient(), "PNG", icc_profile=b"not a profile"), "odd.png")

    assert near(picture, gradient()) == 0


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("GIF", "an animation of 3 frames"),
        ("PNG", "an animation of 3 frames"),
        ("WEBP", "an animation of 3 frames"),
        ("AVIF", "an animation of 3 frames"),
        ("TIFF", "has 3 pages"),
    ],
)
def test_which_frame_to_show_is_asked(kind: str, words: str) -> None:
    """An animation that fades in from black, and a file of several pages, are refused with what to send."""
    black = Image.new("RGB", (400, 320))
    frames = [black, Image.blend(black, gradient(), 0.5), gradient()]
    data = encoded(black, kind, save_all=True, append_images=frames[1:])

    with pytest.raises(PictureError, match=words) as refused:
        open_picture(data, "moving", given=True)

    assert refused.value.hint.startswith("Save the")


def test_a_second_picture_that_belongs_to_the_first_is_left_out() -> None:
    """Phones write a preview or a depth map behind the photo (MPO), and scanners a reduced page (TIFF)."""
    phone = encoded(gradient(), "MPO", save_all=True, append_images=[Image.new("RGB", (400, 320), "blue")], quality=95)
    small = Image.new("RGB", (40, 32), "blue")
    small.encoderinfo = {"tiffinfo": {254: 1}}
    scanner = encoded(gradient(), "TIFF", save_all=True, append_images=[small])

    assert near(open_picture(phone, "phone.jpg"), gradient()) < 3
    assert near(open_picture(scanner, "scan.tif"), gradient()) < 1


def test_large_pictures_are_reduced() -> None:
    """A picture larger than any canvas comes back at the working size."""
    picture = open_picture(encoded(Image.new("L", (5000, 600), 90), "PNG"), "large.png")

    assert picture.size == (WORKING_SIDE_PX, round(WORKING_SIDE_PX * 600 / 5000))


@pytest.mark.parametrize(("width", "height"), [(60_000, 60_000), (14_000, 400), (12_000, 9_000)])
def test_bombs_are_refused_by_their_header(width: int, height: int) -> None:
    """What the header claims is enough to refuse; nothing is decoded."""
    with pytest.raises(PictureError, match=r"bomb\.png is too large") as caught:
        open_picture(claimed_png(width, height), "bomb.png")

    assert "4000 px" in caught.value.hint


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP", "TIFF", "BMP", "GIF", "AVIF"])
def test_truncated_files_are_refused(kind: str) -> None:
    """Half a file is refused, never painted half grey."""
    data = encoded(gradient(), kind)

    with pytest.raises(PictureError, match="half"):
        open_picture(data[: len(data) // 2], "half")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "the file is empty"),
        (b"\x00\x00\x00\x18ftypheic" + bytes(40), "HEIC"),
        (b"%PDF-1.7 ...", "a PDF"),
        (b"8BPS" + bytes(40), "Photoshop"),
        (b"<!DOCTYPE html><html>", "web page"),
        (b"<!-- saved from url=(0024)https://brand.example/logo -->\r\n<HTML>", "web page"),
        (b'<?xml version="1.0"?>\n<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.0 Strict//EN">', "web page"),
        (b"version https://git-lfs.github.com/spec/v1", "Git LFS"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "PostScript"),
        (b"  <svg xmlns='http://www.w3.org/2000/svg'/>", "SVG"),
    ],
)
def test_strangers_are_named(data: bytes, words: str) -> None:
    """What is no picture of ours is called by its name, with what to send instead."""
    with pytest.raises(PictureError, match=words) as caught:
        open_picture(data, "file")

    assert "PNG" in caught.value.hint


@pytest.mark.parametrize(
    ("picture", "words"),
    [
        (Image.new("RGB", (299, 900)), "299 × 900 px"),
        (Image.new("RGBA", (120, 299), (0, 0, 0, 100)), "longer side"),
        (Image.new("RGBA", (400, 400)), "completely transparent"),
    ],
)
def test_useless_pictures_are_refused(picture: Image.Image, words: str) -> None:
    """Too small and empty pictures are refused; a slender cut-out is measured by its longer side."""
    with pytest.raises(PictureError, match=words):
        open_picture(encoded(picture, "PNG"), "picture.png")


def test_slender_cut_out_is_taken() -> None:
    """A lipstick is narrow; a cut-out of it is not too small."""
    picture = Image.new("RGBA", (90, 900), (200, 0, 40, 255))
    picture.putpixel((0, 0), (0, 0, 0, 0))

    assert open_picture(encoded(picture, "PNG"), "lipstick.png").size == (90, 900)


@settings(max_examples=30, deadline=None)
@given(st.binary(max_size=40), st.integers(0, 2000), st.sampled_from(["PNG", "JPEG", "GIF", "TIFF", "WEBP"]))
def test_damage_never_escapes(noise: bytes, place: int, kind: str) -> None:
    """Whatever is written into a file, the answer is a picture or a PictureError."""
    data = bytearray(clean(kind))
    place %= len(data)
    data[place : place + len(noise)] = noise
    try:
        mode = open_picture(bytes(data), "noise").mode
    except PictureError:
        return
    assert mode in {"RGB", "RGBA"}


@cache
def clean(kind: str) -> bytes:
    """Return a picture as a file of *kind*."""
    return encoded(gradient(320, 300), kind)


def test_svg_is_told_by_its_bytes() -> None:
    """SVG is known with and without declaration, comment or byte order mark; text about it is not SVG."""
    drawings = (b"<svg/>", b"\xef\xbb\xbf<?xml version='1.0'?>\n<svg/>", b"<!-- made by hand --><svg/>")

    assert all(is_svg(data) for data in drawings)
    assert not is_svg(b"an <svg> element")
    assert not is_svg(io.BytesIO(encoded(gradient(), "PNG")).getvalue())
