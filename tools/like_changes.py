"""Eighteen changes that pictures meet on their way, each seeded, for tools/like_table.py."""

import io
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont, ImageOps

from photo_briefs import ROOT

Change = Callable[[Image.Image, np.random.Generator], Image.Image]
FONT = ROOT / "fonts" / "NotoSans-Regular.ttf"
PAGE_SHARE = 0.3
"""Of a screenshot's page, taken by the ad."""
BOX_CHANCE = 0.12
"""That a line of a page has a coloured box."""


def _choose_color(chance: np.random.Generator) -> tuple[int, ...]:
    return tuple(map(int, chance.integers(256, size=3)))


def _encode(picture: Image.Image, quality: int) -> Image.Image:
    buffer = io.BytesIO()
    picture.save(buffer, "JPEG", quality=quality)
    return Image.open(buffer).convert("RGB")


def _resize(picture: Image.Image, share: float) -> Image.Image:
    size = max(1, round(picture.width * share)), max(1, round(picture.height * share))
    return picture.resize(size, Image.Resampling.LANCZOS)


def _crop(picture: Image.Image, share: float) -> Image.Image:
    """Cut *share* of the picture's width and height off, half of it on each side."""
    x, y = round(picture.width * share / 2), round(picture.height * share / 2)
    return picture.crop((x, y, picture.width - x, picture.height - y))


def _turn_hue(picture: Image.Image) -> Image.Image:
    hue, saturation, value = picture.convert("HSV").split()
    turned = hue.point(lambda angle: (angle + 64) % 256)
    return Image.merge("HSV", (turned, saturation, value)).convert("RGB")


def _brighten(picture: Image.Image) -> Image.Image:
    return ImageEnhance.Contrast(ImageEnhance.Brightness(picture).enhance(1.2)).enhance(1.25)


def _add_noise(picture: Image.Image, chance: np.random.Generator) -> Image.Image:
    grain = chance.normal(0, 18, (picture.height, picture.width, 3))
    return Image.fromarray(np.clip(np.asarray(picture) + grain, 0, 255).astype(np.uint8))


def _lay_watermark(picture: Image.Image, chance: np.random.Generator) -> Image.Image:
    layer = Image.new("RGBA", picture.size)
    draw, side = ImageDraw.Draw(layer), max(24, min(picture.size) // 9)
    font = ImageFont.truetype(FONT, side)
    for y in range(int(chance.integers(side)), picture.height, side * 3):
        for x in range(-int(chance.integers(side * 4)), picture.width, side * 6):
            draw.text((x, y), "PREVIEW", fill=(255, 255, 255, 110), font=font)
    return Image.alpha_composite(picture.convert("RGBA"), layer).convert("RGB")


def _lay_bar(picture: Image.Image, chance: np.random.Generator) -> Image.Image:
    """Lay a solid bar over 15 % of the picture, across it somewhere."""
    done, height = picture.copy(), round(picture.height * 0.15)
    top = int(chance.integers(picture.height - height))
    ImageDraw.Draw(done).rectangle(
        (0, top, picture.width, top + height), fill=tuple(map(int, chance.integers(256, size=3)))
    )
    return done


def _take_screenshot(picture: Image.Image, chance: np.random.Generator) -> Image.Image:
    """Draw a page with a bar, lines of text and coloured boxes, and the ad on PAGE_SHARE of it."""
    scale = (1440 * 900 * PAGE_SHARE / (picture.width * picture.height)) ** 0.5
    scale = min(scale, 1400 / picture.width, 860 / picture.height)
    ad = _resize(picture, scale)
    side = ((ad.width * ad.height / PAGE_SHARE) / (1440 * 900)) ** 0.5
    page = Image.new("RGB", (max(ad.width + 20, round(1440 * side)), max(ad.height + 60, round(900 * side))), "#f7f7f9")
    draw = ImageDraw.Draw(page)
    draw.rectangle((0, 0, page.width, 44), fill="#24292f")
    for y in range(60, page.height, 22):
        if chance.random() < BOX_CHANCE:
            left = int(chance.integers(page.width))
            draw.rectangle((left, y, left + 180, y + 90), fill=_choose_color(chance))
        words = " ".join(
            "".join(chr(97 + letter) for letter in chance.integers(26, size=size))
            for size in chance.integers(2, 10, size=page.width // 60)
        )
        draw.text((12, y), words, fill="#333333", font=ImageFont.truetype(FONT, 14))
    x = int(chance.integers(page.width - ad.width))
    page.paste(ad, (x, int(chance.integers(45, page.height - ad.height))))
    return page


def _rotate(picture: Image.Image) -> Image.Image:
    return picture.rotate(3, Image.Resampling.BICUBIC, expand=True, fillcolor="white")


def _letterbox(picture: Image.Image) -> Image.Image:
    """Pad the picture to another ratio: wide ones to a square, others to 16:9."""
    width, height = picture.size
    size = (width, width) if width > height else (round(height * 16 / 9), height)
    return ImageOps.pad(picture, size, color="black")


def _photograph_screen(picture: Image.Image, chance: np.random.Generator) -> Image.Image:
    """See the picture in perspective on a dark desk, with the scanlines of a screen, a little blurred."""
    width, height = picture.size
    lines = np.asarray(picture, np.float32)
    lines[::3] *= 0.92
    shift = chance.uniform(0.02, 0.08, 8)
    corners = ((0, 0), (width, 0), (width, height), (0, height))
    signs = ((1, 1), (-1, 1), (-1, -1), (1, -1))
    seen = [
        (x + sx * shift[2 * n] * width, y + sy * shift[2 * n + 1] * height)
        for n, ((x, y), (sx, sy)) in enumerate(zip(corners, signs, strict=True))
    ]
    rows, right = [], []
    for (u, v), (x, y) in zip(seen, corners, strict=True):
        rows += [[u, v, 1, 0, 0, 0, -x * u, -x * v], [0, 0, 0, u, v, 1, -y * u, -y * v]]
        right += [x, y]
    solved = np.linalg.solve(np.asarray(rows), np.asarray(right))
    turned = Image.fromarray(lines.astype(np.uint8)).transform(
        picture.size, Image.Transform.PERSPECTIVE, tuple(solved), Image.Resampling.BICUBIC, fillcolor="#1c1a18"
    )
    return ImageEnhance.Contrast(turned.filter(ImageFilter.GaussianBlur(1.2))).enhance(0.85)


CHANGES: dict[str, Change] = {
    "exact": lambda ad, _: ad,
    "JPEG quality 40": lambda ad, _: _encode(ad, 40),
    "half size": lambda ad, _: _resize(ad, 0.5),
    "quarter size": lambda ad, _: _resize(ad, 0.25),
    "cropped by 10 %": lambda ad, _: _crop(ad, 0.1),
    "cropped by 20 %": lambda ad, _: _crop(ad, 0.2),
    "mirrored": lambda ad, _: ImageOps.mirror(ad),
    "grey": lambda ad, _: ImageOps.grayscale(ad).convert("RGB"),
    "hue turned by 90°": lambda ad, _: _turn_hue(ad),
    "brighter, more contrast": lambda ad, _: ImageEnhance.Contrast(ImageEnhance.Brightness(ad).enhance(1.2)).enhance(
        1.25
    ),
    "blurred": lambda ad, _: ad.filter(ImageFilter.GaussianBlur(max(ad.size) / 360)),
    "noise": _add_noise,
    "watermark over it": _lay_watermark,
    "bar over 15 % of it": _lay_bar,
    "inside a screenshot": _take_screenshot,
    "rotated by 3°": lambda ad, _: _rotate(ad),
    "letterboxed": lambda ad, _: _letterbox(ad),
    "photo of a screen": _photograph_screen,
}
"""In the words of the table. A nineteenth, the same scene in another language, is another ad, not a change of one."""
