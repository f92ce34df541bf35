"""Where people look first in a photo: from its pixels alone, without a trained model.

Four signs are multiplied together: what departs from the expected spectrum (spectral residual, Hou and Zhang, CVPR
2007), colour that is rare towards the picture's border (after Wei et al., ECCV 2012, background prior), sharpness (a lens
is focused on the subject) and nearness to the middle.
"""

from typing import TYPE_CHECKING

import numpy as np
from PIL import Image

from creative_cli.formats import Box
from creative_cli.imaging.light import Field, blur

if TYPE_CHECKING:
    from creative_cli.records import Pixels

SIDE = 128
"""Saliency is worked out on a picture this many px on its longer side."""

CORE = 0.62
"""Part of the whole saliency the subject's box has to hold, over what an even picture would have there."""


def saliency(pixels: "Pixels") -> Field:
    """Return how much each part of *pixels* (h, w, 3) draws the eye, 0..1, about SIDE px on the longer side."""
    height, width = pixels.shape[:2]
    scale = SIDE / max(height, width)
    size = max(8, round(width * scale)), max(8, round(height * scale))
    picture = Image.fromarray(pixels)
    lab = np.asarray(picture.resize(size, Image.Resampling.BOX).convert("LAB"), np.float32)
    lab[..., 1:] = (lab[..., 1:].astype(np.uint8) ^ 128).astype(np.float32)
    double = picture.resize((size[0] * 3, size[1] * 3), Image.Resampling.BOX).convert("L")
    maps = (_residual(lab[..., 0]), _rare(lab), _sharp(np.asarray(double, np.float32), size))
    total = sum((_normal(part) for part in maps), np.zeros(maps[0].shape, np.float32))
    y, x = np.mgrid[-1 : 1 : size[1] * 1j, -1 : 1 : size[0] * 1j].astype(np.float32)
    centre = np.exp(-0.5 * ((x / 0.75) ** 2 + (y / 0.85) ** 2))
    return _normal(blur(np.asarray(total * centre, np.float32), 2.0))


def _normal(field: Field) -> Field:
    low, high = np.quantile(field, 0.05), np.quantile(field, 0.995)
    return np.asarray(np.clip((field - low) / max(float(high - low), 1e-6), 0, 1), np.float32)


def _residual(grey: Field) -> Field:
    spectrum = np.fft.fft2(grey)
    loud = np.log(np.abs(spectrum) + 1).astype(np.float32)
    residual = loud - np.fft.ifftshift(blur(np.fft.fftshift(loud), 1.5))
    map_ = np.abs(np.fft.ifft2(np.exp(residual + 1j * np.angle(spectrum)))) ** 2
    return np.sqrt(blur(map_.astype(np.float32), 3.0))


def _rare(lab: Field) -> Field:
    """Return the distance of each colour from the nearest of the border's own colours."""
    height, width = lab.shape[:2]
    band = max(2, round(0.06 * min(height, width)))
    mask = np.ones((height, width), bool)
    mask[band:-band, band:-band] = False
    border = lab[mask]
    chosen = border[:: max(1, len(border) // 96)]
    away = np.sqrt(((lab[:, :, None, :] - chosen) ** 2).sum(axis=-1))
    nearest = np.partition(away, max(1, chosen.shape[0] // 12), axis=-1)[..., : max(1, chosen.shape[0] // 12)]
    return blur(nearest.mean(axis=-1).astype(np.float32), 1.5)


def _sharp(grey: Field, size: tuple[int, int]) -> Field:
    fine = np.abs(grey - blur(grey, 1.2))
    return blur(np.asarray(Image.fromarray(fine).resize(size, Image.Resampling.BOX)), 3.0)


def subject_box(pixels: "Pixels") -> Box:
    """Return the box, in px of *pixels*, of what the picture is about."""
    field = saliency(pixels)
    height, width = field.shape
    strong = np.where(field > 0.5 * float(field.max()), field, 0)
    columns, rows = strong.sum(axis=0), strong.sum(axis=1)
    left, right = _span(columns)
    top, bottom = _span(rows)
    sx, sy = pixels.shape[1] / width, pixels.shape[0] / height
    return Box(left * sx, top * sy, (right - left) * sx, (bottom - top) * sy)


def _span(profile: Field) -> tuple[int, int]:
    total = np.cumsum(profile) / max(float(profile.sum()), 1e-6)
    return int(np.searchsorted(total, 0.03)), int(np.searchsorted(total, 0.97)) + 1
