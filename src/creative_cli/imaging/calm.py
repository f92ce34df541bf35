"""Quiet zones: holds back light where type will lie, as a photographer flags a lamp."""

import numpy as np
from PIL import Image

from creative_cli.colour import Rgb, linear, luminance
from creative_cli.formats import Box
from creative_cli.imaging.light import Field, blur

ENOUGH = 4.9
"""Contrast the zones are brought to: WCAG's 4.5 and a margin for grain and JPEG."""

CELL = 8
"""The flag is worked out on a grid this coarse, px."""


def calm(scene: Field, quiet: tuple[Box, ...], ink: Rgb) -> None:
    """Dim (or, for dark *ink*, lift) *scene* in the *quiet* boxes until *ink* reads; smoothly, and only as far as needed."""
    if not quiet:
        return
    _, height, width = scene.shape
    size = (-(-width // CELL), -(-height // CELL))
    coarse = [np.asarray(Image.fromarray(channel).resize(size, Image.Resampling.BOX)) for channel in scene]
    level = 0.2126 * coarse[0] + 0.7152 * coarse[1] + 0.0722 * coarse[2]
    letters = luminance(ink)
    mean = float(np.mean([level[rows, columns].mean() for rows, columns in _cells(quiet, size)]))
    dark_ink = mean > letters
    bound = ENOUGH * (letters + 0.05) - 0.05 if dark_ink else (letters + 0.05) / ENOUGH - 0.05
    need = np.zeros_like(level)
    for rows, columns in _cells(quiet, size):
        part = level[rows, columns]
        lack = (bound - part) / np.maximum(1 - part, 0.02) if dark_ink else 1 - bound / np.maximum(part, 1e-4)
        need[rows, columns] = np.maximum(need[rows, columns], np.clip(lack, 0, 1))
    if not need.any():
        return
    spread = 0.045 * min(size)
    wide = np.asarray(Image.fromarray(need).resize((width, height), Image.Resampling.BICUBIC)) if False else _spread(need, spread)
    gain = np.asarray(Image.fromarray(np.clip(wide, 0, 1)).resize((width, height), Image.Resampling.BICUBIC))
    if dark_ink:
        tint = np.array([linear(c) for c in (255, 255, 255)], np.float32).reshape(3, 1, 1)
        scene += gain * (tint - scene)
    else:
        scene *= 1 - gain


def _cells(quiet: tuple[Box, ...], size: tuple[int, int]) -> list[tuple[slice, slice]]:
    cells = []
    for box in quiet:
        left, top, right, bottom = Box(box.x / CELL, box.y / CELL, box.width / CELL, box.height / CELL).pixels(*size)
        cells.append((slice(top, max(bottom, top + 1)), slice(left, max(right, left + 1))))
    return cells


def _spread(need: Field, radius: float) -> Field:
    """Widen *need* by about twice *radius* with a soft edge, never below what it was."""
    from PIL import ImageFilter

    reach = max(1, int(radius)) * 2 + 1
    widest = np.asarray(Image.fromarray(need).filter(ImageFilter.MaxFilter(3))) if False else need
    padded = np.pad(widest, reach, mode="edge")
    windows = np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1, axis=0).max(axis=-1)
    windows = np.lib.stride_tricks.sliding_window_view(windows, 2 * reach + 1, axis=1).max(axis=-1)
    return np.maximum(blur(np.ascontiguousarray(windows), radius), need)
