"""Logo files as they come: the same ink, whatever the format, the air, the ground and what an export left in them."""

import io
import struct
import zlib
from functools import cache

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFilter

from creative_cli.errors import PictureError
from creative_cli.formats import Box
from creative_cli.imaging.blending import paste_layer
from creative_cli.imaging.logo_contrast import measure_logo_contrast
from creative_cli.imaging.logo_parts import find_logo_parts
from creative_cli.layout.brand_mark import find_brand_mark, find_name_part
from creative_cli.layout.logo_files import LogoArt, open_logo_file
from creative_cli.models import BrandLogo

NAVY, ORANGE = (31, 78, 121), (228, 87, 46)
INK = (720, 180)  # px


def draw_logo(ground: tuple[int, ...] = (0, 0, 0, 0), air: int = 60) -> Image.Image:
    """Return a mark and bars for a name, 720 × 180 px of ink with *air* px around it."""
    picture = Image.new("RGBA", (INK[0] + 2 * air, INK[1] + 2 * air), ground)
    draw = ImageDraw.Draw(picture)
    draw.ellipse((air, air, air + 179, air + 179), fill=(*ORANGE, 255))
    for left in (240, 380, 520):
        draw.rectangle((air + left, air + 40, air + left + 80, air + 140), fill=(*NAVY, 255))
    draw.rectangle((air + 640, air + 40, air + 719, air + 140), fill=(*NAVY, 255))
    return picture


def encoded(picture: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    """Return a picture as a file."""
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


def sixteen_bit(picture: Image.Image) -> bytes:
    """Return an RGBA picture as PNG with 16 bits a channel, which Pillow does not write."""
    deep = np.asarray(picture).astype(">u2") * 257
    rows = b"".join(b"\0" + row.tobytes() for row in deep)
    head = struct.pack(">IIBBBBB", picture.width, picture.height, 16, 6, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(rows)), (b"IEND", b""))
    packed = (
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def specked(alpha: int, count: int = 1) -> Image.Image:
    """Return the logo with lone px in the corners of a large empty picture."""
    picture = draw_logo(air=600)
    for index in range(count):
        picture.putpixel((3 * index, 0), (0, 0, 0, alpha))
        picture.putpixel((picture.width - 1 - 3 * index, picture.height - 1), (255, 0, 0, alpha))
    return picture


def shadowed() -> Image.Image:
    """Return the logo with a soft shadow below it."""
    logo = draw_logo()
    shadow = Image.new("RGBA", logo.size)
    shadow.putalpha(
        logo.getchannel("A").filter(ImageFilter.GaussianBlur(14)).point([value // 2 for value in range(256)])
    )
    below = Image.new("RGBA", logo.size)
    below.paste(shadow, (8, 12))
    below.alpha_composite(logo)
    return below


def turned() -> bytes:
    """Return the logo as a camera holds it that was turned, with its note."""
    exif = Image.Exif()
    exif[0x0112] = 6
    return encoded(
        draw_logo((255, 255, 255, 255)).convert("RGB").rotate(90, expand=True), "JPEG", quality=95, exif=exif
    )


@cache
def of_kinds() -> dict[str, bytes]:
    """Return the logo as files of all kinds."""
    white = draw_logo((255, 255, 255, 255))
    return {
        "plain": encoded(draw_logo()),
        "no air": encoded(draw_logo(air=0)),
        "much air": encoded(draw_logo(air=900)),
        "16 bits": sixteen_bit(draw_logo()),
        "palette": encoded(draw_logo().quantize(16)),
        "clear palette entry": encoded(
            white.convert("RGB").quantize(8), transparency=white.convert("RGB").quantize(8).getpixel((0, 0))
        ),
        "white ground": encoded(white.convert("RGB")),
        "paper ground": encoded(draw_logo((243, 240, 232, 255)).convert("RGB"), "JPEG", quality=90),
        "nearly white JPEG": encoded(draw_logo((250, 251, 249, 255)).convert("RGB"), "JPEG", quality=70),
        "print colours": encoded(white.convert("CMYK"), "JPEG", quality=95),
        "print colours, TIFF": encoded(white.convert("CMYK"), "TIFF"),
        "turned": turned(),
        "unseen px": encoded(specked(2)),
        "faint px": encoded(specked(40)),
        "px": encoded(specked(255, 4)),
        "px on white": encoded(Image.alpha_composite(Image.new("RGBA", specked(255).size, "white"), specked(255))),
    }


KINDS = (
    "plain",
    "no air",
    "much air",
    "16 bits",
    "palette",
    "clear palette entry",
    "white ground",
    "paper ground",
    "nearly white JPEG",
    "print colours",
    "print colours, TIFF",
    "turned",
    "unseen px",
    "faint px",
    "px",
    "px on white",
)
"""The names of all of them."""


@pytest.mark.run  # seconds
@pytest.mark.parametrize("name", KINDS)
def test_the_ink_is_the_same_in_every_file(name: str) -> None:
    """It has its shape and both of its colours."""
    art = open_logo_file(of_kinds()[name])
    large = sorted(part.color for part in art.found.parts if part.share > 0.2)

    assert art.aspect == pytest.approx(INK[0] / INK[1], rel=0.04)
    assert np.abs(np.array(large) - np.array(sorted((NAVY, ORANGE)))).max() <= 8


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP"])
def test_an_animated_logo_is_refused_by_name(kind: str) -> None:
    """Its first frame may be empty; which one to show is for the brand to say."""
    first = Image.new("RGBA", draw_logo().size)

    with pytest.raises(PictureError, match="an animation of 2 frames"):
        open_logo_file(encoded(first, kind, save_all=True, append_images=[draw_logo()], duration=99))


def test_a_soft_shadow_is_no_colour_that_must_be_seen() -> None:
    """On a dark ground it vanishes, and nothing is lost; in one colour it would glow."""
    art = open_logo_file(encoded(shadowed()))

    assert sorted(part.color for part in art.found.parts if part.share > 0.05) == sorted((NAVY, ORANGE))
    assert find_brand_mark(BrandLogo(encoded(shadowed()))) is None
    assert find_name_part(art.pixels[..., 3]).shape[1] < art.pixels.shape[1]


def test_a_translucent_colour_is_no_shadow() -> None:
    """Half of a dark colour, evenly, is a part of the design."""
    logo = draw_logo()
    ImageDraw.Draw(logo).rectangle((420, 60, 560, 240), fill=(20, 20, 20, 110))

    assert any(part.alpha < 0.5 and part.share > 0.1 for part in open_logo_file(encoded(logo)).found.parts)


def on_ground(art: LogoArt, ground: tuple[int, int, int]) -> bool:
    """Return whether a logo passes as supplied on a plain ground."""
    field = np.full((260, 520, 3), ground, np.uint8)
    laid = paste_layer(field, art.scaled(400, 100), 60, 80)
    return measure_logo_contrast(laid, Box(60, 80, 400, 100), find_logo_parts(art.supplied)).passes()


@pytest.mark.parametrize(
    ("ground", "seen"), [((255, 255, 255), True), ((10, 37, 64), False), (NAVY, False), ((230, 225, 215), True)]
)
def test_a_colour_that_may_be_the_name_needs_more(ground: tuple[int, int, int], *, seen: bool) -> None:
    """A navy name on a darker navy has 1.8:1: it is seen, but not read."""
    assert on_ground(open_logo_file(encoded(draw_logo())), ground) is seen
