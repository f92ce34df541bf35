"""Right ads and planted damage for each detector of looks: what `tools/calibrate.py` counts hits and false alarms on.

All is made here from the packshots of `briefs/assets` and drawn scenes; a generator decides, so that a seed gives the
same pictures everywhere. What is planted is meant to be seen: a blur of 2.5 px, not of 1.
"""

import io
from collections.abc import Callable
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from creative_cli.checks.picture_file import CheckedPicture, TextRegion, Twin
from creative_cli.formats import Box
from creative_cli.imaging.blending import paste_layer
from creative_cli.imaging.morphology import shrink_levels
from creative_cli.imaging.picture_signs import grey_of, picture_hash, picture_thumb
from creative_cli.models import Creative, HeroKind, Role, TextBlock
from creative_cli.services.picture_checks import MAX_HASH_DISTANCE, MAX_THUMB_DIFFERENCE
from creative_cli.shown import ShownLogo
from tests.checks.conftest import good_ad
from tests.checks.photo_ads import lay_veil, photo_ad, shown_photo, with_photo
from tests.checks.pictures import good_picture

Rng: TypeAlias = np.random.Generator
Pixels: TypeAlias = NDArray[np.uint8]
Subject: TypeAlias = Creative | CheckedPicture

ASSETS = Path(__file__).parent.parent / "briefs" / "assets"
PACKSHOTS = ("iced-tea.png", "peach-soda.png", "cream.png", "serum.png")
SIZES = ("300x250", "320x480", "300x600", "540x540")
PACKSHOT_SIDE = 400
POOL, SCENE_SIDE, PRODUCT_HEIGHT = 24, 640, 500
"""Scenes and packshots that are drawn once, px; each subject shows another part of one, and another size."""
MOST_OF_A_CHANNEL = 255
MELTED_PX = 12
"""Depth of a rim in which a check that looks at cells of 12 px sees nothing else."""
LEAST_SEEN_LEVELS = 10.0
"""Mean change of the pixels from which an eye sees that something was planted."""


class Detector(NamedTuple):
    """A finding of a check, the constants that decide it, and generators of right and of damaged subjects.

    A constant is named in the module of its check, or as `module:NAME` below the package.
    """

    check: str
    code: str
    thresholds: tuple[str, ...]
    right: Callable[[Rng], Subject]
    damaged: Callable[[Rng], Subject]


# Pictures


@cache
def _packshot(name: str) -> Image.Image:
    with Image.open(ASSETS / name) as opened:
        return opened.convert("RGBA").copy()


@cache
def _product_pool() -> tuple[Image.Image, ...]:
    rng, drawn = np.random.default_rng(POOL), []
    for number in range(POOL):
        picture = _packshot(PACKSHOTS[number % len(PACKSHOTS)])
        width = round(PRODUCT_HEIGHT * picture.width / picture.height)
        pixels = np.asarray(picture.resize((width, PRODUCT_HEIGHT), Image.Resampling.LANCZOS)).copy()
        pixels[..., :3] = np.clip(pixels[..., :3] * rng.uniform(0.8, 1.15, 3), 0, MOST_OF_A_CHANNEL)
        drawn.append(Image.fromarray(pixels))
    return tuple(drawn)


@cache
def _scene_pool() -> tuple[Pixels, ...]:
    return tuple(_draw_large_scene(np.random.default_rng([POOL, number])) for number in range(POOL))


def draw_product(rng: Rng, height: int) -> Pixels:
    """Return a packshot of that height, uint8 (height, width, 4), its colours a little changed."""
    picture = _product_pool()[int(rng.integers(POOL))]
    width = max(1, round(height * picture.width / picture.height))
    return np.asarray(picture.resize((width, height), Image.Resampling.BICUBIC, reducing_gap=2.0)).copy()


def draw_scene(rng: Rng, width: int, height: int) -> Pixels:
    """Return a part of a photo-like scene, uint8 (height, width, 3), as it is or mirrored."""
    scene = _scene_pool()[int(rng.integers(POOL))]
    x, y = int(rng.integers(SCENE_SIDE - width + 1)), int(rng.integers(SCENE_SIDE - height + 1))
    part = scene[y : y + height, x : x + width]
    return np.ascontiguousarray(part[:, ::-1] if rng.random() < 0.5 else part)


def _draw_large_scene(rng: Rng) -> Pixels:
    """Return a square scene: soft light, blots, things with hard edges, and fine grain."""
    width = height = SCENE_SIDE
    down = np.linspace(0, 1, height)[:, None, None]
    light = (1 - down) * rng.integers(90, 220, 3) + down * rng.integers(40, 160, 3)
    blots = Image.fromarray(rng.integers(0, 256, (9, 9, 3), dtype=np.uint8)).resize(
        (width, height), Image.Resampling.BICUBIC
    )
    scene = 0.75 * (light + np.zeros((height, width, 3))) + 0.25 * np.asarray(blots)
    y, x = np.mgrid[0:height, 0:width]
    for _ in range(int(rng.integers(12, 24))):
        across, tall = rng.integers(12, width // 5), rng.integers(12, height // 5)
        left, top = rng.integers(0, width), rng.integers(0, height)
        round_one = ((x - left) / across) ** 2 + ((y - top) / tall) ** 2 < 1
        square = (abs(x - left) < across) & (abs(y - top) < tall)
        thing = round_one if rng.random() < 0.5 else square
        scene[thing] = 0.3 * scene[thing] + 0.7 * rng.integers(20, 236, 3)
    weave = rng.uniform(2, 7) * np.sin(x / rng.uniform(2, 6) + y / rng.uniform(3, 9))
    grain = rng.normal(0, rng.uniform(0.5, 2), scene.shape)
    return np.asarray(np.clip(scene + weave[..., None] + grain, 0, MOST_OF_A_CHANNEL), np.uint8)


def blur_picture(pixels: Pixels, radius: float) -> Pixels:
    """Return the picture blurred by a Gaussian of *radius* px."""
    return np.asarray(Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(radius)))


def add_noise(rng: Rng, pixels: Pixels, levels: float) -> Pixels:
    """Return the picture with noise of that standard deviation."""
    return np.clip(pixels + rng.normal(0, levels, pixels.shape), 0, MOST_OF_A_CHANNEL).astype(np.uint8)


def save_as_jpeg(pixels: Pixels, quality: int) -> Pixels:
    """Return the picture as it is after a JPEG of that quality."""
    content = io.BytesIO()
    Image.fromarray(pixels).save(content, "JPEG", quality=quality)
    with Image.open(content) as opened:
        return np.asarray(opened.convert("RGB"))


# Photo ads


@cache
def _bare_ad(name: str) -> Creative:
    return photo_ad(name)


def photo_case(rng: Rng, change: Callable[[Pixels], Pixels] | None = None) -> Creative:
    """Return an ad with a scene and a product in its frame, as the photo was after *change*."""
    ad = _bare_ad(str(rng.choice(SIZES)))
    photo = shown_photo(ad)
    left, top, right, bottom = photo.frame.pixels(ad.pixels.shape[1], ad.pixels.shape[0])
    width, height = right - left, bottom - top
    scene = draw_scene(rng, width, height)
    product = draw_product(rng, min(round(height * rng.uniform(0.45, 0.75)), round(1.2 * width)))
    while product.shape[1] > 0.7 * width:
        product = product[::2, ::2]
    x = int(rng.integers(width // 10, width - product.shape[1] - width // 10))
    y = int(rng.integers(height // 12, height - product.shape[0] - height // 12))
    scene = paste_layer(scene, product, x, y)
    if change is not None:
        scene = change(scene)
    reference, ground, pixels = photo.reference.copy(), ad.ground.copy(), ad.pixels.copy()
    for picture in (reference, ground, pixels):
        picture[top:bottom, left:right] = scene
    subject = np.zeros_like(photo.subject)
    inside = subject[top + y : top + y + product.shape[0], left + x : left + x + product.shape[1]]
    inside[product[..., 3] > MOST_OF_A_CHANNEL // 2] = 255
    box = Box(left + x, top + y, product.shape[1], product.shape[0])
    shown = replace(photo, reference=reference, subject=subject, subject_box=box, upscale=1.0)
    canvas = replace(ad.canvas, photo=shown, product_box=box, product_mask=subject, pixels=ground, backdrop=ground)
    return replace(ad, canvas=canvas, ground=ground, pixels=pixels)


def _soft_photo(rng: Rng) -> Creative:
    return photo_case(rng, lambda scene: blur_picture(scene, rng.uniform(2.5, 8)))


def _grainy_photo(rng: Rng) -> Creative:
    return photo_case(rng, lambda scene: add_noise(rng, scene, rng.uniform(0, 3)))


def _noisy_photo(rng: Rng) -> Creative:
    return photo_case(rng, lambda scene: add_noise(rng, scene, rng.uniform(14, 45)))


def _fine_jpeg(rng: Rng) -> Creative:
    return photo_case(rng, lambda scene: save_as_jpeg(scene, int(rng.integers(60, 96))))


def _blocky_photo(rng: Rng) -> Creative:
    return photo_case(rng, lambda scene: save_as_jpeg(scene, int(rng.integers(2, 9))))


def _cut_photo(rng: Rng) -> Creative:
    """Return an ad whose photo ends within its subject: the subject is moved onto an edge of the frame."""
    ad = photo_case(rng)
    photo = shown_photo(ad)
    side = int(rng.integers(4))
    box, frame = photo.subject_box, photo.frame
    outside = rng.uniform(0.2, 0.6)
    moves = (
        (round(frame.x - box.x - outside * box.width), 0),
        (0, round(frame.y - box.y - outside * box.height)),
        (round(frame.right - box.right + outside * box.width), 0),
        (0, round(frame.bottom - box.bottom + outside * box.height)),
    )
    subject = np.roll(photo.subject, moves[side], axis=(1, 0))
    subject[photo.shown == 0] = 0
    return with_photo(ad, subject=subject, touched=tuple(index == side for index in range(4)))


def _touching_photo(rng: Rng) -> Creative:
    """Return an ad whose photo ends beside its subject, but for something thin that lies there."""
    ad = photo_case(rng)
    photo = shown_photo(ad)
    subject, box, frame = photo.subject.copy(), photo.subject_box, photo.frame
    if rng.random() < 0.5:
        return ad
    high = max(2, round(rng.uniform(0.02, 0.25) * box.height))
    low = round(box.bottom - high)
    subject[low : low + high, round(box.x) : round(frame.right)] = 255
    return with_photo(ad, subject=subject, touched=(False, False, True, False))


def _place_in_photo(
    rng: Rng, ad: Creative, draw: Callable[[Pixels, tuple[int, int, int, int]], Pixels]
) -> Creative | None:
    """Return the ad with what *draw* makes of a strip of its photo; None if that is hardly seen."""
    photo = shown_photo(ad)
    left, top, right, bottom = photo.frame.pixels(ad.pixels.shape[1], ad.pixels.shape[0])
    wide, high = right - left, bottom - top
    share = rng.uniform(0.12, 0.35)
    width, height = (max(40, round(share * wide)), high) if rng.random() < 0.5 else (wide, max(40, round(share * high)))
    x = left if rng.random() < 0.5 else right - width
    y = top if rng.random() < 0.5 else bottom - height
    new = draw(photo.reference[top:bottom, left:right], (x - left, y - top, width, height))
    old = photo.reference[y : y + height, x : x + width]
    if np.abs(new.astype(np.int16) - old).mean() < LEAST_SEEN_LEVELS:
        return None
    pixels, ground = ad.pixels.copy(), ad.ground.copy()
    pixels[y : y + height, x : x + width] = ground[y : y + height, x : x + width] = new
    return replace(ad, pixels=pixels, ground=ground)


def _fake(rng: Rng, scene: Pixels, part: tuple[int, int, int, int]) -> Pixels:
    """Return what tools put where a photo ends: a mirror, a smear, a blurred copy, something else, or a stretch."""
    x, y, width, height = part
    tall, wide = scene.shape[:2]
    here, across = scene[y : y + height, x : x + width], width < wide
    edge = here[:, [0 if x else -1]] if across else here[[0 if y else -1]]
    half = here[:, : max(2, width // 2)] if across else here[: max(2, height // 2)]
    makers: tuple[Callable[[], Pixels], ...] = (
        lambda: here[:, ::-1] if across else here[::-1],
        lambda: np.broadcast_to(edge, here.shape),
        lambda: blur_picture(np.asarray(Image.fromarray(scene).resize((width, height))), 0.03 * max(tall, wide)),
        lambda: draw_scene(rng, width, height),
        lambda: np.broadcast_to(rng.integers(40, 216, 3).astype(np.uint8), here.shape),
        lambda: blur_picture(np.ascontiguousarray(here), rng.uniform(8, 16)),
        lambda: np.asarray(Image.fromarray(np.ascontiguousarray(half)).resize((width, height))),
    )
    return np.ascontiguousarray(makers[int(rng.integers(len(makers)))]())


def _invented_photo(rng: Rng) -> Creative:
    for _ in range(20):
        made = _place_in_photo(rng, photo_case(rng), lambda scene, part: _fake(rng, scene, part))
        if made is not None:
            return made
    raise AssertionError("twenty scenes in a row were too plain to plant something in")


def _veiled_beside(rng: Rng) -> Creative:
    """Return an ad with a soft veil over a part of its photo that leaves the subject alone, or with none."""
    ad = photo_case(rng)
    if rng.random() < 0.4:
        return ad
    photo, frame = shown_photo(ad), shown_photo(ad).frame
    above = Box(frame.x, frame.y, frame.width, max(0.0, photo.subject_box.y - frame.y - 12))
    below = Box(frame.x, photo.subject_box.bottom + 12, frame.width, frame.bottom - photo.subject_box.bottom - 12)
    room = max(above, below, key=lambda box: box.height)
    dark = tuple(int(value) for value in rng.integers(0, 60, 3))
    return lay_veil(ad, room, rng.uniform(0.1, 0.35), (dark[0], dark[1], dark[2])) if room.height > 0 else ad


def _veiled_subject(rng: Rng) -> Creative:
    ad = photo_case(rng)
    box = shown_photo(ad).subject_box
    part = rng.uniform(0.4, 1.0)
    tone = (250, 250, 250) if rng.random() < 0.5 else (10, 30, 34)
    return lay_veil(ad, Box(box.x, box.y, box.width, part * box.height), rng.uniform(0.6, 1.0), tone)


def _strongly_veiled(rng: Rng) -> Creative:
    """Return an ad with fog or night over its photo, the subject included."""
    ad = photo_case(rng)
    tone = (255, 255, 255) if rng.random() < 0.5 else (0, 0, 0)
    return lay_veil(ad, shown_photo(ad).frame, rng.uniform(0.35, 0.9), tone)


def _whole_subject(rng: Rng) -> Creative:
    return photo_case(rng)


def _cropped_subject(rng: Rng) -> Creative:
    """Return an ad whose frame leaves a part of the subject outside."""
    ad = photo_case(rng)
    photo = shown_photo(ad)
    box, outside = photo.subject_box, rng.uniform(0.08, 0.6)
    moved = Box(photo.frame.right - (1 - outside) * box.width, box.y, box.width, box.height)
    subject = np.roll(photo.subject, round(moved.x - box.x), axis=1)
    subject[photo.shown == 0] = 0
    return with_photo(ad, subject=subject, subject_box=moved, subject_share=1 - outside)


def _large_photo(rng: Rng) -> Creative:
    return with_photo(photo_case(rng), upscale=float(rng.uniform(0.2, 1.5)))


def _small_photo(rng: Rng) -> Creative:
    return with_photo(photo_case(rng), upscale=float(rng.uniform(1.55, 6)))


def _filled_ad(rng: Rng) -> Creative:
    return _with_band(rng, rng.uniform(0, 0.31))


def _empty_ad(rng: Rng) -> Creative:
    return _with_band(rng, rng.uniform(0.36, 0.8))


def _with_band(rng: Rng, share: float) -> Creative:
    ad = photo_case(rng)
    height, width = ad.pixels.shape[:2]
    pixels = draw_scene(rng, width, height)
    _, top, _, bottom = ad.canvas.content.pixels(width, height)
    tall = round(share * height)
    start = int(rng.integers(top, max(top + 1, bottom - tall)))
    pixels[start : min(bottom, start + tall)] = rng.integers(0, 256, 3)
    return replace(ad, pixels=pixels)


# Packshots


def packshot_case(
    rng: Rng, size: float, change: Callable[[Pixels, Pixels], Pixels] | None = None, *, calm: bool = False
) -> Creative:
    """Return a square ad with a packshot of *size*, of its height, on a soft ground; *change* is made to it there."""
    ad, side = _bare_packshot_ad(), PACKSHOT_SIDE
    product = draw_product(rng, round(size * side))
    while product.shape[1] > 0.9 * side:
        product = product[::2, ::2]
    light = rng.uniform(60, 240)
    shade = np.linspace(-12, 12, side)[:, None, None] + rng.normal(0, 8, 3)
    ground = np.clip(light + shade + np.zeros((side, side, 3)), 0, MOST_OF_A_CHANNEL).astype(np.uint8)
    if not calm and rng.random() < 0.4:
        ground = draw_scene(rng, side, side)
    x, y = (int(rng.integers(0, side - length + 1)) for length in (product.shape[1], product.shape[0]))
    if change is not None:
        product = change(product, ground[y : y + product.shape[0], x : x + product.shape[1]])
    pixels = paste_layer(ground, product, x, y)
    mask = np.zeros((side, side), np.uint8)
    mask[y : y + product.shape[0], x : x + product.shape[1]] = product[..., 3]
    box = Box(x, y, product.shape[1], product.shape[0])
    canvas = replace(ad.canvas, product_box=box, product_mask=mask)
    return replace(ad, canvas=canvas, pixels=pixels, ground=ground)


@cache
def _bare_packshot_ad() -> Creative:
    ad = _bare_ad(f"{PACKSHOT_SIDE}x{PACKSHOT_SIDE}")
    return replace(ad, canvas=replace(ad.canvas, photo=None, kind=HeroKind.PACKSHOT))


def _clear_packshot(rng: Rng) -> Creative:
    return packshot_case(rng, rng.uniform(0.45, 0.9))


def _tiny_packshot(rng: Rng) -> Creative:
    return packshot_case(rng, rng.uniform(0.06, 0.2))


def _thin_packshot(rng: Rng) -> Creative:
    def thin(product: Pixels, _: Pixels) -> Pixels:
        product[..., 3] = (product[..., 3] * rng.uniform(0.1, 0.6)).astype(np.uint8)
        return product

    return packshot_case(rng, rng.uniform(0.45, 0.9), thin)


def _blank_packshot(rng: Rng) -> Creative:
    def fill(product: Pixels, _: Pixels) -> Pixels:
        product[..., :3] = rng.integers(0, 256, 3)
        return product

    return packshot_case(rng, rng.uniform(0.45, 0.9), fill)


def _faint_packshot(rng: Rng) -> Creative:
    def fade(product: Pixels, ground: Pixels) -> Pixels:
        left = rng.uniform(0.02, 0.08)
        mixed = (1 - left) * ground.mean(axis=(0, 1)) + left * product[..., :3]
        product[..., :3] = np.clip(mixed, 0, MOST_OF_A_CHANNEL)
        return product

    return packshot_case(rng, rng.uniform(0.45, 0.9), fade, calm=True)


def _melting_packshot(rng: Rng) -> Creative:
    """Return an ad with a product whose rim has the colour of the ground, so that only its print shows."""

    def melt(product: Pixels, ground: Pixels) -> Pixels:
        rim = shrink_levels(product[..., 3], round(rng.uniform(MELTED_PX, 2 * MELTED_PX))) < MOST_OF_A_CHANNEL
        near = ground[rim] + rng.uniform(-2, 2, 3)
        product[rim, :3] = np.clip(near, 0, MOST_OF_A_CHANNEL)
        return product

    return packshot_case(rng, rng.uniform(0.45, 0.9), melt, calm=True)


# Files, type and logos


@cache
def _bare_file() -> CheckedPicture:
    return good_picture()


def _picture_file(**changes: Any) -> CheckedPicture:
    return replace(_bare_file(), **changes)


def _sharp_file(rng: Rng) -> CheckedPicture:
    return _picture_file(pixels=photo_case(rng).pixels)


def _soft_file(rng: Rng) -> CheckedPicture:
    return _picture_file(pixels=blur_picture(photo_case(rng).pixels, rng.uniform(2.5, 8)))


def _blank_file(rng: Rng) -> CheckedPicture:
    plain = np.empty((400, 400, 3), np.uint8)
    plain[:] = rng.integers(0, 256, 3)
    return _picture_file(pixels=add_noise(rng, plain, rng.uniform(0, 1)))


def _noise_file(rng: Rng) -> CheckedPicture:
    grey = np.full((400, 400, 3), 128, np.uint8)
    return _picture_file(pixels=add_noise(rng, grey, rng.uniform(20, 90)))


def _lettered_file(rng: Rng, near: float, far: float) -> CheckedPicture:
    """Return a picture with letters whose lightness is *near* to *far* levels from that of the ground."""
    dark = rng.integers(0, 60)
    pixels = np.full((300, 600, 3), dark, np.uint8)
    box = Box(80, 100, 400, 60)
    pixels[100:160, 80:480:5] = pixels[100:160, 81:480:5] = min(MOST_OF_A_CHANNEL, int(dark + rng.uniform(near, far)))
    return _picture_file(pixels=pixels, texts=(TextRegion("headline", box, 3.0),))


def _clear_letters(rng: Rng) -> CheckedPicture:
    return _lettered_file(rng, 120, 190)


def _pale_letters(rng: Rng) -> CheckedPicture:
    return _lettered_file(rng, 4, 45)


def _twin_of(other: Pixels, pixels: Pixels) -> CheckedPicture:
    greys = grey_of(other), grey_of(pixels)
    apart = (picture_hash(greys[0]) ^ picture_hash(greys[1])).bit_count()
    thumbs = float(np.abs(picture_thumb(greys[0]) - picture_thumb(greys[1])).mean())
    same = apart <= MAX_HASH_DISTANCE and thumbs <= MAX_THUMB_DIFFERENCE
    return _picture_file(pixels=pixels, twins=(Twin("ads/b.jpg", same_file=False),) if same else ())


def _other_file(rng: Rng) -> CheckedPicture:
    return _twin_of(draw_scene(rng, 400, 400), draw_scene(rng, 400, 400))


def _twin_file(rng: Rng) -> CheckedPicture:
    scene = draw_scene(rng, 400, 400)
    return _twin_of(scene, add_noise(rng, save_as_jpeg(scene, int(rng.integers(40, 95))), rng.uniform(0, 3)))


def _legible_ad(rng: Rng) -> Creative:
    return _inked_ad(rng, 150, 235)


def _pale_ad(rng: Rng) -> Creative:
    return _inked_ad(rng, 3, 50)


def _inked_ad(rng: Rng, near: float, far: float) -> Creative:
    """Return an ad whose letters differ from a dark ground by *near* to *far* levels."""
    ad = _bare_ad("540x540")
    dark = rng.integers(0, 20, 3)
    ground = np.clip(dark + rng.normal(0, 1, ad.ground.shape), 0, MOST_OF_A_CHANNEL).astype(np.uint8)
    light = np.clip(dark + rng.uniform(near, far), 0, MOST_OF_A_CHANNEL)
    ink = int(light[0]), int(light[1]), int(light[2])
    return replace(ad, ground=ground, layout=tuple(replace(block, ink=ink) for block in ad.layout))


def _airy_ad(rng: Rng) -> Creative:
    return _spaced_ad(rng, 0.6, 3)


def _crowded_ad(rng: Rng) -> Creative:
    return _spaced_ad(rng, 0.02, 0.42)


def _spaced_ad(rng: Rng, least: float, most: float) -> Creative:
    """Return an ad with two texts, one below or beside the other, *least* to *most* of the smaller size apart."""
    ad = _bare_ad("540x540")
    headline, body = ad.layout[0], replace(ad.layout[0], role=Role.BODY)
    sizes = rng.uniform(24, 64), rng.uniform(12, 19)
    apart = rng.uniform(least, most) * sizes[1]
    pixels, blocks = ad.ground.copy(), list[TextBlock]()
    at = rng.uniform((30, 260), (60, 330))  # below the logo
    below = rng.random() < 0.7
    for block, size in zip((headline, body), sizes, strict=True):
        height, stroke, pitch = round(size), max(2, round(size / 6)), max(3, round(size / 3))
        left, top = map(round, at)
        width = int(rng.integers(8, 18)) * pitch + stroke  # of strokes as high as the line, which begin and end it
        for start in range(left, left + width, pitch):
            pixels[top : top + height, start : start + stroke] = MOST_OF_A_CHANNEL
        at = np.array([left, top + height + apart] if below else [left + width + apart, top])
        blocks.append(replace(block, box=Box(left, top, width, height), font_px=size, plate=None))
    return replace(ad, pixels=pixels, layout=tuple(blocks), offer=())


def _logo_ad(rng: Rng, mark: tuple[int, int, int], ground: tuple[int, int, int]) -> Creative:
    ad = _small_logo_ad()
    logo = np.zeros((44, 200, 4), np.uint8)
    y, x = np.mgrid[:44, :44] - 21.5
    logo[:, :44][np.hypot(x, y) < 20] = (*mark, 255)
    for left in range(60, 192, 26):
        logo[8:36, left : left + int(rng.integers(10, 18))] = (*mark, 255)
    backdrop = np.empty_like(ad.ground)
    backdrop[:] = ground
    pixels = paste_layer(backdrop, logo, 40, 40)
    shown = ShownLogo(Box(40, 40, 200, 44), logo, logo, "as supplied")
    return replace(ad, pixels=pixels, canvas=replace(ad.canvas, backdrop=backdrop, shown_logo=shown))


@cache
def _small_logo_ad() -> Creative:
    ad = good_ad()
    small = ad.ground[:540, :540].copy()
    form = _bare_ad("540x540").canvas.format
    return replace(ad, canvas=replace(ad.canvas, format=form), pixels=small, ground=small)


def _tone(rng: Rng, low: int, high: int) -> tuple[int, int, int]:
    values = rng.integers(low, high, 3)
    return int(values[0]), int(values[1]), int(values[2])


def _clear_logo(rng: Rng) -> Creative:
    pair = _tone(rng, 0, 60), _tone(rng, 200, 256)
    return _logo_ad(rng, *(pair if rng.random() < 0.5 else pair[::-1]))


def _lost_logo(rng: Rng) -> Creative:
    mark = _tone(rng, 20, 236)
    near = np.clip(np.array(mark) + rng.integers(-10, 11, 3), 0, MOST_OF_A_CHANNEL)
    return _logo_ad(rng, mark, (int(near[0]), int(near[1]), int(near[2])))


def _covered_logo(rng: Rng) -> Creative:
    ad = _clear_logo(rng)
    pixels = ad.pixels.copy()
    part = rng.uniform(0.6, 1.0)
    pixels[40:84, 40 : 40 + round(part * 200)] = _tone(rng, 60, 200)
    return replace(ad, pixels=pixels)


DETECTORS: Final = (
    Detector("photo_quality", "blurred", ("picture_sharpness:MIN_SHARPNESS",), _whole_subject, _soft_photo),
    Detector("photo_quality", "noisy", ("MAX_NOISE_LEVELS",), _grainy_photo, _noisy_photo),
    Detector("photo_quality", "blocky", ("MAX_BLOCKS",), _fine_jpeg, _blocky_photo),
    Detector("photo_quality", "cut_by_photo", ("MIN_CUT_SHARE",), _touching_photo, _cut_photo),
    Detector("product_visible", "too_little", ("MIN_PRODUCT_SHARE", "LONG_PRODUCT"), _clear_packshot, _tiny_packshot),
    Detector(
        "product_visible",
        "faint",
        ("SEEN_DISTANCE", "MIN_SEEN_EDGE", "MIN_SEEN_INSIDE"),
        _clear_packshot,
        _faint_packshot,
    ),
    Detector("product_visible", "transparent", ("SOLID_ALPHA", "MIN_SOLID_SHARE"), _clear_packshot, _thin_packshot),
    Detector("product_visible", "blank", ("MIN_DETAIL_LEVELS",), _clear_packshot, _blank_packshot),
    Detector("upscale", "enlarged", ("SHARP_UPSCALE",), _large_photo, _small_photo),
    Detector(
        "made_up",
        "not_the_photo",
        ("MAX_RESIDUAL_LEVELS", "MAX_FIELD_LEVELS", "LEAST_SLOPE", "MAX_FOREIGN_SHARE"),
        _veiled_beside,
        _invented_photo,
    ),
    Detector("subject_kept", "covered", ("GOOD_KEPT_SHARE", "MIN_CONTRAST_KEPT"), _veiled_beside, _veiled_subject),
    Detector("subject_whole", "cut", ("WHOLE_SHARE",), _whole_subject, _cropped_subject),
    Detector("scrim", "on_subject", ("MAX_SUBJECT_CHANGE",), _veiled_beside, _strongly_veiled),
    Detector("empty_band", "empty", ("GOOD_EMPTY_SHARE",), _filled_ad, _empty_ad),
    Detector("text_contrast", "low_contrast", ("INK_SURROUND_PX",), _legible_ad, _pale_ad),
    Detector("logo_parts", "part_lost", ("MEASURED",), _clear_logo, _lost_logo),
    Detector("logo_parts", "not_found", ("MIN_LOGO_CORRELATION",), _clear_logo, _covered_logo),
    Detector("picture_sharpness", "blurred", ("MIN_SHARPNESS",), _sharp_file, _soft_file),
    Detector("picture_blank", "blank", ("MIN_SPREAD",), _sharp_file, _blank_file),
    Detector("picture_blank", "noise", ("MIN_CORRELATION",), _sharp_file, _noise_file),
    Detector("picture_contrast", "low_contrast", ("EXTREME_SHARE",), _clear_letters, _pale_letters),
    Detector(
        "picture_twin",
        "twin",
        ("services.picture_checks:MAX_HASH_DISTANCE", "services.picture_checks:MAX_THUMB_DIFFERENCE"),
        _other_file,
        _twin_file,
    ),
    Detector("product_visible", "faint", ("HINT_DISTANCE", "MIN_HINTED_EDGE"), _clear_packshot, _melting_packshot),
    Detector("overlap", "crowded", ("FREE_EM", "LARGE_TYPE"), _airy_ad, _crowded_ad),
)
"""Every detector that has a threshold on pixels."""
