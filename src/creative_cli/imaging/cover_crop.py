"""Temporary."""

from collections.abc import Sequence
from dataclasses import dataclass
import numpy as np
from PIL import Image
from creative_cli.formats import Box
from creative_cli.imaging.photo import Photo
from creative_cli.layout.style_pack import FrameShape
from creative_cli.models import Pixels


@dataclass(frozen=True, slots=True)
class CoverCrop:
    window: Box
    score: float
    kept: float
    faces_whole: bool
    eligible: bool
    reason: str
    upscale: float
    crop_score: float


@dataclass(frozen=True, slots=True, eq=False)
class ShownCrop:
    pixels: Pixels
    subject: Pixels
    faces: tuple[Box, ...]


def choose_cover_crop(
    photo: Photo,
    size: tuple[int, int],
    *,
    target: tuple[float, float] = (0.5, 0.5),
    calm: Sequence[Box] = (),
    covered: Sequence[Box] = (),
    shape: FrameShape = FrameShape.RECT,
) -> CoverCrop:
    ph, pw = photo.pixels.shape[:2]
    w, h = size
    s = min(pw / w, ph / h)
    ww, wh = w * s, h * s
    box = photo.subject.box
    cx, cy = box.x + box.width / 2, box.y + box.height / 2
    x = min(max(0, cx - target[0] * ww), pw - ww)
    y = min(max(0, cy - target[1] * wh), ph - wh)
    window = Box(x, y, ww, wh)
    kept = box.overlap(window) / box.area if box.area else 1
    up = w / ww
    return CoverCrop(window, kept, kept, True, kept > 0.8 and up <= 2, "", up, kept)


def measure_quiet(photo: Photo, window: Box, size: tuple[int, int], box: Box) -> float:
    c = crop_cover(photo, window, (max(8, size[0] // 4), max(8, size[1] // 4)))
    l, t, r, b = Box(box.x / 4, box.y / 4, box.width / 4, box.height / 4).pixels(c.pixels.shape[1], c.pixels.shape[0])
    part = np.cbrt((c.pixels[t:b, l:r].astype(np.float32) / 255).mean(axis=2) ** 2.2)
    if part.size < 4:
        return 0.0
    g = np.hypot(*np.gradient(part))
    e = float((g > 0.03).mean())
    r_ = float(np.quantile(part, 0.9) - np.quantile(part, 0.1))
    m = float((c.subject[t:b, l:r] / 255).mean())
    return 1 - (0.5 * min(1, e / 0.35) + 0.3 * min(1, r_ / 0.5) + 0.2 * min(1, m / 0.10))


def crop_cover(photo: Photo, window: Box, size: tuple[int, int]) -> ShownCrop:
    im = Image.fromarray(photo.pixels).resize(
        size, Image.Resampling.LANCZOS, box=(window.x, window.y, window.right, window.bottom), reducing_gap=2.0
    )
    p = photo.subject.presence
    sc = photo.subject.scale
    m = Image.fromarray((np.clip(p, 0, 1) * 255).astype(np.uint8)).resize(
        size,
        Image.Resampling.BILINEAR,
        box=(
            max(0, window.x * sc),
            max(0, window.y * sc),
            min(p.shape[1], window.right * sc),
            min(p.shape[0], window.bottom * sc),
        ),
    )
    return ShownCrop(np.asarray(im), np.asarray(m), ())
