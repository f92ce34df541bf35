"""Pictures as sixels, for terminals without a protocol of their own (DEC STD 070, Video Systems Reference Manual)."""

from itertools import groupby

import numpy as np

from creative_cli.models import Pixels

LEVELS = 6  # of each channel: 216 colours, and terminals have 256 registers
BAND = 6  # px, height of a sixel


def encode_as_sixel(pixels: Pixels) -> str:
    """Return the escape sequence that draws *pixels*, uint8 (height, width, 3), in 216 colours."""
    height, width = pixels.shape[:2]
    steps = np.rint(pixels.astype(np.float32) * ((LEVELS - 1) / 255)).astype(np.int64)
    registers = steps @ np.array((LEVELS**2, LEVELS, 1))
    used = [int(register) for register in np.unique(registers)]
    bands = "-".join(_encode_band(registers[top : top + BAND]) for top in range(0, height, BAND))
    return f'\x1bPq"1;1;{width};{height}{"".join(map(_define_color, used))}{bands}\x1b\\'


def _define_color(register: int) -> str:
    levels = (register // LEVELS**2, register // LEVELS % LEVELS, register % LEVELS)
    red, green, blue = (round(100 * level / (LEVELS - 1)) for level in levels)  # percent
    return f"#{register};2;{red};{green};{blue}"


def _encode_band(registers: np.ndarray[tuple[int, int], np.dtype[np.int64]]) -> str:
    rows = np.arange(len(registers))[:, None]
    lines = []
    for register in np.unique(registers):
        bits = ((registers == register) << rows).sum(axis=0)
        runs = ((chr(63 + int(value)), len(list(same))) for value, same in groupby(bits.tolist()))
        lines.append(f"#{register}" + "".join(f"!{count}{sign}" for sign, count in runs))
    return "$".join(lines)
