"""Draw packshots for trials of the studio sets: a box, a shoe, a tube and a white bottle, lit from the upper left.

They are uint8 (h, w, 4) with straight alpha, trimmed, and no set was tuned on them.
"""

import math
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from creative_cli.imaging.raster import Field
from creative_cli.models import Pixels

FINE = 2
"""Supersampling."""
Points = list[tuple[float, float]]


def _cover(size: tuple[int, int], points: Points) -> Field:
    picture = Image.new("L", (size[0] * FINE, size[1] * FINE))
    ImageDraw.Draw(picture).polygon([(x * FINE, y * FINE) for x, y in points], fill=255)
    return np.asarray(picture.resize(size, Image.Resampling.BOX), np.float32) / 255


def _lay(ground: Field, colour: tuple[int, int, int], cover: Field, level: Field | float = 1.0) -> None:
    """Lay *colour* times *level* over *ground*, premultiplied (h, w, 4), 0..1."""
    tone = np.asarray(colour, np.float32) / 255 * np.asarray(level, np.float32)[..., None]
    ground[..., :3] += cover[..., None] * (np.clip(tone, 0, 1) - ground[..., :3])
    ground[..., 3] += cover * (1 - ground[..., 3])


def _finish(ground: Field) -> Pixels:
    alpha = ground[..., 3:]
    straight = np.where(alpha > 0, ground[..., :3] / np.maximum(alpha, 1e-3), 0)
    rgba = np.concatenate([straight, alpha], axis=-1)
    picture = Image.fromarray((np.clip(rgba, 0, 1) * 255 + 0.5).astype(np.uint8))
    return np.asarray(picture.crop(picture.getchannel("A").getbbox()))


def _round_level(across: Field) -> Field:
    """Return the light on an upright cylinder: key from the left, a strip of gloss, a bounce on the right edge."""
    front = np.sqrt(np.clip(1 - across * across, 0, 1))
    facing = np.clip(-0.55 * across + 0.62 * front, 0, 1)
    gloss = np.exp(-(((across + 0.52) / 0.10) ** 2)) * 0.22
    return np.asarray(0.50 + 0.58 * facing + gloss + 0.08 * np.clip((across - 0.75) / 0.25, 0, 1))


def draw_box() -> Pixels:
    """Draw a carton, turned and seen from above: three faces, a label on the front."""
    size = 900, 1200
    ground = np.zeros((size[1], size[0], 4), np.float32)
    _, y = np.meshgrid(np.arange(size[0], dtype=np.float32), np.arange(size[1], dtype=np.float32))
    left, middle, right = 60.0, 600.0, 850.0
    top: Points = [(left, 150), (330, 80), (right, 140), (middle, 222)]
    front: Points = [(left, 150), (middle, 222), (middle, 1130), (left, 1040)]
    side: Points = [(middle, 222), (right, 140), (right, 1030), (middle, 1130)]
    fall = 1.06 - 0.16 * y / size[1]
    _lay(ground, (226, 92, 60), _cover(size, front), fall)
    _lay(ground, (226, 92, 60), _cover(size, side), 0.66 * fall)
    _lay(ground, (226, 92, 60), _cover(size, top), 1.14)
    label: Points = [(left, 420), (middle, 492), (middle, 760), (left, 678)]
    _lay(ground, (250, 240, 222), _cover(size, label), fall)
    wrap: Points = [(middle, 492), (right, 410), (right, 672), (middle, 760)]
    _lay(ground, (250, 240, 222), _cover(size, wrap), 0.70 * fall)
    for index, share in enumerate((0.62, 0.44, 0.5)):
        start, foot = 110.0, 492.0 + 62 * index
        end = start + share * 440
        bar: Points = [(start, foot), (end, foot + 0.133 * (end - start)), (end, foot + 0.133 * (end - start) + 30)]
        _lay(ground, (58, 42, 60), _cover(size, [*bar, (start, foot + 30)]))
    return _finish(ground)


def draw_shoe() -> Pixels:
    """Draw a trainer from its side: a sole, an upper with panels, laces and a heel tab."""
    size = 1400, 760
    ground = np.zeros((size[1], size[0], 4), np.float32)
    x, y = np.meshgrid(np.arange(size[0], dtype=np.float32), np.arange(size[1], dtype=np.float32))
    upper: Points = [(90, 560), (70, 300), (110, 150), (190, 100), (330, 170), (470, 190), (560, 150), (620, 120)]
    upper += [(690, 190), (860, 330), (1080, 420), (1260, 480), (1330, 560), (1330, 610), (90, 610)]
    soft = np.asarray(
        Image.fromarray((_cover(size, upper) * 255).astype(np.uint8)).filter(ImageFilter.GaussianBlur(14))
    )
    body = np.clip((soft.astype(np.float32) / 255 - 0.5) * 20 + 0.5, 0, 1)
    shade = 1.12 - 0.42 * np.clip((y - 130) / 480, 0, 1) - 0.10 * x / size[0]
    _lay(ground, (44, 92, 190), body, shade)
    toe: Points = [(1010, 610), (1040, 400), (1260, 470), (1345, 560), (1345, 610)]
    _lay(ground, (240, 242, 246), _cover(size, toe) * body, shade)
    heel: Points = [(60, 610), (60, 290), (180, 330), (230, 610)]
    _lay(ground, (30, 62, 140), _cover(size, heel) * body, shade)
    swoop: Points = [(250, 560), (520, 470), (760, 420), (960, 450), (760, 470), (560, 530), (340, 590)]
    _lay(ground, (250, 206, 70), _cover(size, swoop), shade)
    for index in range(5):
        cx, cy = 640 + 62 * index, 200 + 52 * index
        lace: Points = [(cx - 60, cy + 40), (cx + 30, cy - 14), (cx + 42, cy + 6), (cx - 48, cy + 60)]
        _lay(ground, (246, 246, 250), _cover(size, lace), 0.98)
    sole: Points = [(70, 585), (1345, 585), (1372, 610), (1360, 650), (1300, 682), (180, 686), (90, 676), (62, 640)]
    _lay(ground, (248, 248, 250), _cover(size, sole), 1.02 - 0.24 * np.clip((y - 590) / 96, 0, 1))
    tread: Points = [(90, 672), (1310, 672), (1290, 690), (180, 694)]
    _lay(ground, (196, 120, 60), _cover(size, tread), 0.85)
    return _finish(ground)


def draw_tube() -> Pixels:
    """Draw a tube of cream that stands on its cap, seen from the front: no ellipse shows."""
    size = 520, 1300
    ground = np.zeros((size[1], size[0], 4), np.float32)
    x, y = np.meshgrid(np.arange(size[0], dtype=np.float32), np.arange(size[1], dtype=np.float32))
    half = np.interp(y[:, 0], (0, 60, 980, 1060), (222, 226, 176, 150)).astype(np.float32)[:, None]
    across = np.clip((x - 260) / half, -1, 1)
    body = np.clip(half - np.abs(x - 260) + 0.5, 0, 1) * (y < 1060)
    _lay(ground, (246, 226, 214), body, _round_level(across))
    seam = body * (y < 62)
    _lay(ground, (246, 226, 214), seam, 0.92 + 0.10 * ((x % 14) < 7))
    band = body * (y > 420) * (y < 760)
    _lay(ground, (196, 88, 96), band, _round_level(across))
    for index, share in enumerate((0.5, 0.74, 0.36)):
        line = body * (np.abs(x - 260) < share * 150) * (y > 500 + 70 * index) * (y < 530 + 70 * index)
        _lay(ground, (255, 250, 244), line, _round_level(across))
    cap = np.clip(138 - np.abs(x - 260) + 0.5, 0, 1) * (y >= 1052) * (y < 1286)
    ridges = 0.05 * np.sin(np.arcsin(np.clip((x - 260) / 138, -1, 1)) * 60)
    _lay(ground, (240, 240, 242), cap, _round_level(np.clip((x - 260) / 138, -1, 1)) * 0.94 + ridges)
    _lay(ground, (120, 120, 126), cap * (y < 1060), 0.8)
    return _finish(ground)


def draw_white_bottle() -> Pixels:
    """Draw a white bottle with a white cap and hardly a label, seen from slightly above: hard on light walls."""
    size = 560, 1400
    ground = np.zeros((size[1], size[0], 4), np.float32)
    x, y = np.meshgrid(np.arange(size[0], dtype=np.float32), np.arange(size[1], dtype=np.float32))
    steps = np.interp(y[:, 0], (0, 300, 330, 380, 460, 540, 1400), (104, 104, 104, 150, 222, 240, 240))
    half: Field = steps.astype(np.float32)[:, None]
    across = np.clip((x - 280) / half, -1, 1)
    front = np.sqrt(np.clip(1 - across * across, 0, 1))
    foot = 1330 + 0.19 * 240 * front
    body = np.clip(half - np.abs(x - 280) + 0.5, 0, 1) * np.clip(foot - y + 0.5, 0, 1) * (y > 300)
    level: Field = 0.62 + 0.42 * np.clip(-0.45 * across + 0.72 * front, 0, 1)
    _lay(ground, (252, 252, 252), body.astype(np.float32), level)
    rim = 20 + 0.19 * 104 * (1 - front)
    cap = np.clip(104 - np.abs(x - 280) + 0.5, 0, 1) * (y >= rim) * (y < 312 + 0.19 * 104 * front)
    _lay(ground, (250, 250, 250), cap.astype(np.float32), level * 0.97)
    lid = np.clip(1 - ((x - 280) / 104) ** 2 - ((y - 40) / 20) ** 2, 0, 1) ** 0.2 * (np.abs(y - 40) < 20)
    _lay(ground, (255, 255, 255), np.clip(lid, 0, 1).astype(np.float32), 1.0)
    print_ = body * (np.abs(across) < 0.62)
    for top, tall, share in ((720, 40, 0.5), (790, 16, 0.62), (830, 16, 0.44), (1130, 12, 0.2)):
        drop = 0.19 * 240 * front
        line = print_ * (np.abs(across) < share) * (y - drop > top) * (y - drop < top + tall)
        _lay(ground, (70, 78, 92), line.astype(np.float32), 0.6 + 0.5 * level)
    return _finish(ground)


TEST_PACKSHOTS: dict[str, Callable[[], Pixels]] = {
    "box": draw_box,
    "shoe": draw_shoe,
    "tube": draw_tube,
    "white-bottle": draw_white_bottle,
}

_ = math
