"""A good ad, made of flat colours so that every test can break exactly one thing."""

import io
from functools import cache

import numpy as np
import pytest
from PIL import Image

from creative_cli.formats import DEFAULT_FORMATS, Box, Encoding
from creative_cli.locale.locales import Direction, Locale
from creative_cli.models import AdCopy, Canvas, CopySource, Creative, LocalizedCopy, Pixels, Role, TextBlock
from creative_cli.provenance.picture_origin import PictureOrigin
from creative_cli.provenance.source_types import SourceType
from creative_cli.provenance.xmp_packet import FileNotes, write_xmp_packet
from creative_cli.shown import ShownLogo
from tests.checks.photo_ads import photo_ad

GROUND = (15, 92, 99)
WHITE = (255, 255, 255)


@cache
def jpeg(width: int, height: int) -> bytes:
    """Return a grey picture of that size as a JPEG file."""
    buffer = io.BytesIO()
    packet = write_xmp_packet(FileNotes(SourceType.COMPOSITE, "creative"))
    Image.new("RGB", (width, height), (90, 90, 90)).save(buffer, "JPEG", xmp=packet)
    return buffer.getvalue()


def _logo() -> Pixels:
    logo = np.zeros((40, 216, 4), np.uint8)
    logo[..., :3] = WHITE
    for start in range(0, 216, 48):
        logo[:, start : start + 24, 3] = 255
    return logo


@cache
def good_ad() -> Creative:
    """Return a square ad with a headline, a button, a product and a logo, all as they should be.

    It is made once for all tests, which cannot write to its pictures.
    """
    form = DEFAULT_FORMATS["1:1"]
    ground = np.full((form.height, form.width, 3), GROUND, np.uint8)
    logo, place = _logo(), Box(80, 80, 216, 40)
    ground[80:120, 80:296][logo[..., 3] > 0] = WHITE
    mask = np.zeros((form.height, form.width), np.uint8)
    mask[400:960, 640:900] = 255
    canvas = Canvas(
        format=form,
        direction=Direction.LTR,
        pixels=ground,
        product_box=Box(640, 400, 260, 560),
        product_mask=mask,
        product_seen=1.0,
        zones=(),
        content=Box(70, 70, 940, 940),
        logo=place,
        logo_pixels=logo,
        backdrop=np.full_like(ground, GROUND),
        shown_logo=ShownLogo(place, logo, logo, "as supplied", b"a file"),
        origin=PictureOrigin(source=SourceType.COMPOSITE),
    )
    pixels = ground.copy()
    pixels[200:300, 80:600] = WHITE
    for picture in (pixels, ground, canvas.backdrop, mask, logo):
        picture.setflags(write=False)
    locale = Locale("en-US", "en", "Latn", "US", Direction.LTR)
    return Creative(
        canvas=canvas,
        adaptation=LocalizedCopy(locale, AdCopy("Summer, poured over ice", cta="Taste it today"), CopySource.SOURCE),
        pixels=pixels,
        ground=ground,
        layout=(
            TextBlock(
                Role.HEADLINE,
                Box(80, 200, 520, 100),
                96,
                ("Summer, poured over ice",),
                overflow=False,
                ink=WHITE,
                weight=700,
            ),
            TextBlock(Role.CTA, Box(100, 900, 200, 30), 34, ("Taste it today",), overflow=False, ink=WHITE, weight=700),
        ),
        encoded=jpeg(form.width, form.height),
        encoding=Encoding.JPG,
    )


@pytest.fixture
def good() -> Creative:
    """Return a square ad without a photo, all as it should be."""
    return good_ad()


@pytest.fixture
def photo() -> Creative:
    """Return a square ad with a photo beside its type, all as it should be."""
    return photo_ad()
