"""A good ad with a photo, made of patterns, and what a careless layout would lay over it."""

from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np

from creative_cli.checks.runner import Check, run_check
from creative_cli.color.color_math import Palette, Rgb
from creative_cli.formats import Box, Encoding, parse_format
from creative_cli.locale.locales import Direction, Locale
from creative_cli.models import (
    AdCopy,
    Canvas,
    CopySource,
    Creative,
    HeroKind,
    LocalizedCopy,
    Pixels,
    Role,
    Status,
    TextBlock,
)
from creative_cli.shown import Composition, ShownPhoto

PRIMARY, ACCENT, INK, WHITE = (15, 92, 99), (240, 180, 60), (20, 30, 34), (255, 255, 255)
PALETTE = Palette(PRIMARY, (90, 150, 155), ACCENT, INK)


@cache
def photo_pattern(width: int, height: int) -> Pixels:
    """Return a picture with contrast at every place, uint8 (height, width, 3), that is nowhere like its mirror image.

    The left tenth of it is as flat as a wall. It is made once for all tests, which cannot write to it.
    """
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    light = 120 + 35 * np.sin(x * (0.21 + x / 9000) + y / 31) + 30 * np.cos(y * (0.17 + y / 9000) - x / 23)
    light[:, : width // 10] = 150
    made = np.stack([light, 0.9 * light + 12, 0.8 * light + 20], axis=-1).round().astype(np.uint8)
    made.setflags(write=False)
    return made


def text_rows(box: Box, size: float) -> Pixels:
    """Return letters as a mask, uint8 (height, width) of *box*: stems of 0.1 em, a band in three of four ems."""
    mask = np.zeros((round(box.height), round(box.width)), np.uint8)
    stem = max(1, round(0.1 * size))
    for left in range(0, mask.shape[1], 3 * stem):
        mask[:, left : left + stem] = 255
    return mask


@cache
def photo_ad(name: str = "1:1") -> Creative:
    """Return a split ad in the format *name*: type on the brand's colour, a product on the photo beside or above it.

    It is made once for all tests, which cannot write to its pictures.
    """
    form = parse_format(name)
    width, height = form.width, form.height
    unit, margin = (width * height) ** 0.5, 0.065 * form.short_side
    tall = width < 0.9 * height
    column = Box(0, 0.47 * height, width, 0.53 * height) if tall else Box(0, 0, round(0.46 * width), height)
    frame = Box(0, 0, width, round(column.y)) if tall else Box(column.width, 0, width - column.width, height)
    frame = Box(*(float(round(value)) for value in (frame.x, frame.y, frame.width, frame.height)))
    left, top, right, bottom = frame.pixels(width, height)

    ground = np.full((height, width, 3), PRIMARY, np.uint8)
    reference = np.zeros_like(ground)
    reference[top:bottom, left:right] = photo_pattern(right - left, bottom - top)
    ground[top:bottom, left:right] = reference[top:bottom, left:right]
    shown, subject = np.zeros((2, height, width), np.uint8)
    shown[top:bottom, left:right] = 255
    product = Box(
        round(frame.x + 0.3 * frame.width),
        round(frame.y + 0.25 * frame.height),
        round(0.4 * frame.width),
        round(0.6 * frame.height),
    )
    inside = product.pixels(width, height)
    subject[inside[1] : inside[3], inside[0] : inside[2]] = 255

    start, size = round(margin), round(0.09 * height if not tall else 0.08 * height)
    above = round(column.y + 3 * margin)
    logo = np.zeros((round(0.06 * unit), round(0.24 * unit), 4), np.uint8)
    logo[..., :3] = WHITE
    for stripe in range(0, logo.shape[1], 24):
        logo[4:-4, stripe : stripe + 12, 3] = 255
    place = Box(start, round(column.y + margin), logo.shape[1], logo.shape[0])
    part = ground[round(place.y) :, start:][: logo.shape[0], : logo.shape[1]]
    part[logo[..., 3] > 0] = WHITE

    words = min(0.8 * column.width, column.width - 2 * margin)
    legal = max(26.0, 0.018 * unit)
    blocks = tuple(
        TextBlock(
            role,
            Box(start, round(y), round(words), round(tall_em * em)),
            em,
            (role.value,),
            overflow=False,
            ink=WHITE,
            weight=700,
        )
        for role, y, em, tall_em in (
            (Role.HEADLINE, above + 0.02 * height, size, 1.7),
            (Role.CTA, above + 0.02 * height + 2.2 * size, 0.03 * unit, 0.7),
            (Role.DISCLAIMER, height - margin - legal, legal, 0.55),
        )
    )
    canvas = Canvas(
        format=form,
        direction=Direction.LTR,
        pixels=ground,
        product_box=product,
        product_mask=subject,
        product_seen=1.0,
        zones=(),
        content=Box(margin, margin, width - 2 * margin, height - 2 * margin),
        logo=place,
        logo_pixels=logo,
        backdrop=ground,
        photo=ShownPhoto(frame, reference, shown, np.zeros_like(shown), subject, product, 1.0, (), (False,) * 4, 1.2),
        composition=Composition(
            "split",
            "split",
            "retail",
            "primary",
            PRIMARY,
            "start",
            (0.06 * height, 0.07 * height, 0.13 * height),
            PALETTE,
        ),
        kind=HeroKind.PHOTO,
    )
    locale = Locale("en-US", "en", "Latn", "US", Direction.LTR)
    copy = LocalizedCopy(locale, AdCopy("Headline", cta="Button", disclaimer="Terms apply"), CopySource.SOURCE)
    pixels = ground.copy()
    for block in blocks:
        draw_letters(pixels, block)
    for picture in (pixels, ground, reference, shown, subject, logo):
        picture.setflags(write=False)
    return Creative(canvas, copy, pixels, ground, blocks, b"", Encoding.JPG)


def draw_letters(pixels: Pixels, block: TextBlock) -> None:
    """Draw the letters of a block into a picture."""
    left, top, right, bottom = block.box.pixels(pixels.shape[1], pixels.shape[0])
    mask = text_rows(block.box, block.font_px)[: bottom - top, : right - left]
    pixels[top:bottom, left:right][mask > 0] = block.ink


def lay_veil(creative: Creative, box: Box, strength: float, colour: Rgb = WHITE) -> Creative:
    """Return the ad with a *colour* of that *strength*, 0 to 1, blended over a part of it; 1 is an opaque plate."""
    left, top, right, bottom = box.pixels(creative.pixels.shape[1], creative.pixels.shape[0])
    laid = []
    for picture in (creative.pixels, creative.ground):
        copy = picture.copy()
        part = copy[top:bottom, left:right].astype(np.float64)
        copy[top:bottom, left:right] = np.rint((1 - strength) * part + strength * np.array(colour)).astype(np.uint8)
        laid.append(copy)
    return replace(creative, pixels=laid[0], ground=laid[1])


def set_text(creative: Creative, block: TextBlock) -> Creative:
    """Return the ad with one more text, drawn over whatever is there."""
    pixels = creative.pixels.copy()
    draw_letters(pixels, block)
    return replace(creative, pixels=pixels, layout=(*creative.layout, block))


def with_photo(creative: Creative, **changes: Any) -> Creative:
    """Return the ad with another record of its photo."""
    photo = creative.canvas.photo
    assert photo is not None
    return replace(creative, canvas=replace(creative.canvas, photo=replace(photo, **changes)))


def with_composition(creative: Creative, **changes: Any) -> Creative:
    """Return the ad with another record of its layout."""
    composition = creative.canvas.composition
    assert composition is not None
    return replace(creative, canvas=replace(creative.canvas, composition=replace(composition, **changes)))


def shown_photo(creative: Creative) -> ShownPhoto:
    """Return how the ad shows its photo."""
    photo = creative.canvas.photo
    assert photo is not None
    return photo


def results(check: Check[Creative], creative: Creative) -> list[tuple[str, Status]]:
    """Return what a check says, as codes and statuses."""
    return [(finding.code, finding.status) for finding in run_check(check, creative)]
